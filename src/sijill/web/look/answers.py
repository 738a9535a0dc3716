"""What may be entered for a case: the questions of its form and its tests, with the answers that count now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sijill.cases import answers as answering
from sijill.cases.model import Answer, Procedure
from sijill.errors import UsageError
from sijill.submissions import form_file
from sijill.submissions.model import Fill, Form
from sijill.text.words import codes
from sijill.web.look import words

# Known answers of one procedure only; others are asked everywhere.
OF_ONE: Final = {
    "wgad_": "WGAD",
    "icc_": "ICC_ART15",
    "letter_": "LETTER",
    "torture_": "SR_TORTURE",
}
# Fields of a form that a person fills in; the others come from claims, consents or the clock.
ENTERED: Final = frozenset({Fill.ANSWER, Fill.FACTS_OR_ANSWER, Fill.NARRATIVE, Fill.WITNESSES})
LONG: Final = frozenset({"narrative", "steps", "responsible", "letter_requests", "letter_basis"})
TRANSLATED: Final = frozenset({"text", "list"})
CHOICE_WORDS: Final = {
    "none": ("none", "لا شيء"),
    "pending": ("pending", "قيد النظر"),
    "ended": ("ended", "انتهت"),
    "no": ("no", "لا"),
    "yes": ("yes", "نعم"),
    "internal": ("internal", "داخلي"),
    "international": ("international", "دولي"),
    "territory": ("territory", "الإقليم"),
    "nationality": ("nationality", "الجنسية"),
    "sc_referral": ("referral by the Security Council", "إحالة من مجلس الأمن"),
    "art12_3": ("declaration under article 12(3)", "إعلان بموجب المادة 12(3)"),
    "en": ("English", "الإنكليزية"),
    "fr": ("French", "الفرنسية"),
    "es": ("Spanish", "الإسبانية"),
    "ar": ("Arabic", "العربية"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One field. ``kind`` as in ``cases.answers`` (text, list, bool, code, codes, choice).

    ``value`` is as a form shows it; ``choices`` are code and words; ``also`` the same answer in the form's languages,
    by the field's full name.
    """

    name: str
    label: str
    kind: str
    value: str
    chosen: frozenset[str]
    choices: tuple[tuple[str, str], ...]
    long: bool
    also: tuple[tuple[str, str, str], ...]


def questions(
    procedure: Procedure, entered: Mapping[str, Answer], language: str
) -> tuple[list[Question], list[Question]]:
    """Those that tests look at, and what else the form asks."""
    form = form_file.load(procedure.id)
    of_form = _of_form(form, language)
    tested = [
        _question(one.name, one.label.in_(language), one.kind, entered, form, language)
        for one in answering.known().values()
        if _asked(one.name, procedure.id, of_form)
    ]
    known = answering.known()
    more = [
        _question(name, label, kind, entered, form, language)
        for name, (label, kind) in of_form.items()
        if name not in known
    ]
    return tested, more


def changed(
    asked: Iterable[Question], form: Mapping[str, list[str]], entered: Mapping[str, Answer]
) -> dict[str, Any]:
    """The answers that the form changes; None takes one back. What the form does not hold stays.

    UsageError for a value that its field cannot hold.
    """
    found: dict[str, Any] = {}
    for one in asked:
        for name in (one.name, *(full for full, _, _ in one.also)):
            if f"has-{name}" not in form:
                continue
            value = _read(name, one, [text.strip() for text in form.get(name, []) if text.strip()])
            before = entered[name].value if name in entered else None
            if value != before:
                found[name] = value
    return found


def _read(name: str, one: Question, given: list[str]) -> Any:  # an answer: whatever JSON can hold
    if not given:
        return None
    text = "\n".join(given).replace("\r\n", "\n")
    value: Any = given if one.kind == "codes" else text
    if one.kind == "list" and name != one.name:
        return [line for line in text.splitlines() if line.strip()]
    if one.kind == "bool" and one.name not in answering.known():
        if text not in {"yes", "no"}:
            raise UsageError(f"{one.name} is yes or no")
        return text == "yes"
    return answering.read(name, value)


def _asked(name: str, procedure: str, of_form: Mapping[str, tuple[str, str]]) -> bool:
    mine = next((whose for prefix, whose in OF_ONE.items() if name.startswith(prefix)), procedure)
    return mine == procedure or name in of_form


def _of_form(form: Form, language: str) -> dict[str, tuple[str, str]]:
    """Name -> label and kind, of the fields that a person fills in, in the form's order."""
    return {
        name: (
            field.label[language],
            "bool" if field.type == "bool" else "list" if field.type == "list" else "text",
        )
        for field in form.fields
        if field.fill in ENTERED
        for name in field.answers
    }


def _question(
    name: str, label: str, kind: str, entered: Mapping[str, Answer], form: Form, language: str
) -> Question:
    value = entered[name].value if name in entered else None
    listed = [str(one) for one in value] if isinstance(value, list) else []
    translated = kind in TRANSLATED and len(form.languages) > 1 and not name.startswith(("src_", "language"))
    return Question(
        name=name,
        label=label,
        kind=kind,
        value=_shown(value),
        chosen=frozenset(listed or ([_shown(value)] if value is not None else [])),
        choices=tuple(_choices(name, kind, language)),
        long=kind == "list" or name in LONG or len(_shown(value)) > 80,
        also=tuple(
            (full, one, _shown(entered[full].value if full in entered else None))
            for one in form.languages
            for full in [f"{name}.{one}"]
        )
        if translated
        else (),
    )


def _shown(value: Any) -> str:  # an answer: whatever JSON can hold
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list():
            return "\n".join(str(one) for one in value)
        case dict():
            return str(value.get("value", ""))
        case _:
            return str(value)


def _choices(name: str, kind: str, language: str) -> Iterable[tuple[str, str]]:
    if kind == "bool":
        return [(code, _words(code, language)) for code in ("yes", "no")]
    if kind not in {"code", "codes", "choice"}:
        return []
    field = answering.known()[name]
    if kind == "choice":
        return [(code, _words(code, language)) for code in field.codes.split("|")]
    if field.codes == "language":
        return [(code, _words(code, language)) for code in ("en", "fr", "es", "ar")]
    if field.codes == "iso3166":
        return []  # typed: two hundred choices help nobody
    listed = [(code, row) for (of, code), row in codes().items() if of == field.codes]
    return [(code, row.label_ar if language == "ar" else row.label_en) for code, row in listed]


def _words(code: str, language: str) -> str:
    pair = CHOICE_WORDS.get(code)
    return words.code(code, language) if pair is None else pair[language == "ar"]
