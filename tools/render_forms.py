"""Writes docs/reference/forms.md from the forms themselves; a test fails when the two differ."""

from pathlib import Path

import sijill.pipeline  # noqa: F401  (makes Django ready)
from sijill.submissions import form_file
from sijill.submissions.form_file import NEVER
from sijill.submissions.model import Field, Fill, Form

TARGET = Path(__file__).resolve().parents[1] / "docs" / "reference" / "forms.md"
NEEDS = {"M": "mandatory", "R": "asked", "C": "conditional", "O": "optional"}
FILLS = {
    Fill.FACTS: "claims; an entered answer goes before them",
    Fill.FACTS_OR_ANSWER: "claims and an entered answer",
    Fill.ANSWER: "entered",
    Fill.FAMILY_NAME: "claims; else read from whole names",
    Fill.FIRST_NAME: "claims; else read from whole names",
    Fill.MINOR: "computed from birth and arrest",
    Fill.SIGHTING: "claims: when, never by whom",
    Fill.STATE_AGENTS: "computed from the body named and whom it answered to",
    Fill.AGENCY_OF_PLACE: "computed from the place",
    Fill.CHAIN: "computed: the body and its chain of command",
    Fill.WITNESSES: "protected; entered only with `witnesses_consented`",
    Fill.EVIDENCE: "the annex",
    Fill.NARRATIVE: "entered, then the chronology from claims",
    Fill.DURATION: "computed",
    Fill.RULE: "the admissibility check, then what was entered",
    Fill.CONSENT: "the consent, without its giver",
    Fill.LANGUAGE: "the language of the document",
    Fill.SIGNATURE: "left for a hand",
}


def page() -> str:
    """The whole page as Markdown."""
    lines = [
        "# Forms",
        "",
        "Generated from `src/sijill/submissions/forms/*/*/form.yml` by `tools/render_forms.py`; a test fails when",
        "the two differ. Mark K: reconstructed from secondary sources, unverified until somebody compares it with the",
        "live form (`sijill form confirm`). The bodies' own wording may differ; French, Spanish and Arabic are ours.",
        "",
        f"Never asked for by any form: {', '.join(f'`{one}`' for one in sorted(NEVER))}, and columns nobody mapped.",
        "",
    ]
    for form in form_file.load_all().values():
        lines += _form(form)
    return "\n".join(lines).rstrip() + "\n"


def _form(form: Form) -> list[str]:
    lines = [
        f"## {form.id}: {form.title['en']}",
        "",
        _about(form),
        "",
        f"{form.source['en']}.",
        "",
        "| Section | Field | Need | Filled from | Properties | Entered as | Question |",
        "|---|---|---|---|---|---|---|",
    ]
    for section in form.sections:
        title = f"{section.number} {section.title['en']}".strip()
        for field in section.fields:
            confidential = " (confidential)" if section.confidential or field.confidential else ""
            lines.append(f"| {title}{confidential} {_field(field)}")
    return [*lines, ""]


def _about(form: Form) -> str:
    state = "yes" if form.forwarded_to_state else "no"
    sensitive = ", ".join(f"`{one}`" for one in form.sensitive) or "none"
    return (
        f"{form.body['en']}. Version {form.version}, mark {form.mark}. Languages: {', '.join(form.languages)} (mark "
        f"{form.languages_mark}). Forwarded to the State: {state}. Claims up to level `{form.level}`; sensitive "
        f"properties: {sensitive}."
    )


def _field(field: Field) -> str:
    cells = (
        f"`{field.id}`",
        NEEDS[field.need.value],
        FILLS[field.fill],
        ", ".join(f"`{one}`" for one in field.properties),
        ", ".join(f"`{one}`" for one in field.answers),
        field.label["en"],
    )
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
