"""Writes docs/reference/letters.md from the letters themselves; a test fails when the two differ."""

from pathlib import Path

import sijill.pipeline  # noqa: F401  (makes Django ready)
from sijill.submissions import letter_file
from sijill.submissions.letter_file import ANY, PLACES, Part, Template
from sijill.submissions.letter_parts import mark_of, provision_id
from sijill.submissions.words import phrase

TARGET = Path(__file__).resolve().parents[1] / "docs" / "reference" / "letters.md"
PARTS = {
    Part.BASIS: "what was entered as `letter_basis`, then provisions, each with its mark in a footnote",
    Part.PERSONS: "who agreed to be named to this addressee; where sources differ, all versions",
    Part.FIGURES: "a published table of the register (`--figures`, `--as-of`)",
    Part.AUDIT: "counts of an amnesty audit, published with the letter (`--decree`, `--rules`, `--as-of`)",
    Part.PUBLISHED: "what others counted (`--counts`, and what is known of the decree), with every conflict",
    Part.HISTORY: "what went out to the addressee and was not answered",
    Part.EVIDENCE: "digests of the files the lines about persons rest on, without their owners",
    Part.REQUESTS: "what was entered as `letter_requests`, else what stands below",
}


def page() -> str:
    """The whole page as Markdown."""
    lines = [
        "# Letters",
        "",
        "Generated from `src/sijill/submissions/letters/*/letter.yml` by `tools/render_letters.py`; a test fails when",
        "the two differ. How to write one: [Write a letter](../how-to/write-a-letter.md).",
        "",
        "## What a letter can hold",
        "",
        "| Part | Holds |",
        "|---|---|",
        *(f"| `{part.value}` | {told} |" for part, told in PARTS.items()),
        "",
        f"Its words may name in braces: {', '.join(f'`{{{one}}}`' for one in PLACES)}.",
        "",
    ]
    for template in letter_file.shipped().values():
        lines += _letter(template)
    return "\n".join(lines).rstrip() + "\n"


def _letter(one: Template) -> list[str]:
    cases = "every procedure" if ANY in one.procedures else ", ".join(one.procedures)
    needs = ", ".join(sorted(one.needs)) or "nothing"
    return [
        f"## {one.id}: {one.name['en']}",
        "",
        f"{one.use['en']} Of cases of: {cases}. Needs: {needs}. Languages: {', '.join(one.languages)}.",
        "",
        f"*{one.subject['en']}*",
        "",
        one.opening["en"],
        "",
        f"Parts: {', '.join(f'`{part}`' for part in one.parts)}.",
        *(["", *_own(one)] if one.texts else []),
        *(["", "Rests on: " + _provisions(one) + "."] if one.provisions else []),
        "",
        "Asks for:",
        "",
        *(f"- `{code}`: {phrase(f'request_{code}', 'en')}" for code in one.requests),
        "",
    ]


def _own(one: Template) -> list[str]:
    return [f"{text.title['en']} (`{key}`): {text.text['en']}" for key, text in one.texts.items()]


def _provisions(one: Template) -> str:
    return ", ".join(
        f"`{provision_id(each)}` [{mark_of(each)}] in cases of {'every procedure' if key == ANY else key}"
        for key, found in one.provisions.items()
        for each in found
    )


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
