"""What a consent leaves out of documents: kinds of facts, properties of claims, fields of forms.

A left-out field is printed as left out whether anything is known of it or not: its absence must say nothing.
"""

from collections.abc import Collection, Iterable, Iterator
from functools import cache
from typing import Final

from sijill.claims.properties import BY_NAME, PROPERTIES, Kind
from sijill.claims.statements import Statement
from sijill.consents.codes import exclusions
from sijill.errors import UsageError
from sijill.submissions.form_file import NEVER, load_all
from sijill.submissions.model import Field, Form, LeftOut
from sijill.text.scripts import clean

# Without the name there is no submission, and whole names hold the father's and the family's.
NAMES: Final = frozenset({"name", "name.given", "name.father", "name.grandfather", "name.family"})
LEAST_LETTERS, LEAST_DIGITS = 4, 6


def left_out(codes: Iterable[str]) -> LeftOut:
    """Raises UsageError for a code that is no kind, property or field, and for names and what is never printed."""
    found = [_one(code) for code in sorted(set(codes))]
    return LeftOut(
        codes=tuple(code for one in found for code in one.codes),
        properties=frozenset().union(*(one.properties for one in found)),
        answers=frozenset().union(*(one.answers for one in found)),
    )


def mandatory(form: Form, without: LeftOut) -> list[Field]:
    """Fields the body requires and the consent leaves out."""
    return [one for one in form.fields if one.need.value == "M" and without.covers(one)]


def label(code: str, language: str) -> str:
    """The kind, property or field in English or Arabic."""
    kind = exclusions().get(code)
    if kind is not None:
        return kind.label_ar if language == "ar" else kind.label_en
    if code in BY_NAME:
        info = PROPERTIES[BY_NAME[code]]
        return info.label_ar if language == "ar" else info.label_en
    fields = _fields().get(code, ())
    return fields[0].label[language] if fields else code


def needles(hidden: Collection[Statement], printed: Collection[Statement]) -> Iterator[tuple[str, str]]:
    """Texts that would betray what is left out, with their property: whole values of two words and more, names of
    one, and long numbers; not what the document says anyway.
    """
    shown = " ".join(folded(one.claim.value) for one in printed)
    for statement in hidden:
        claim = statement.claim
        text, digits = folded(claim.value), digits_of(claim.value)
        is_name = PROPERTIES[BY_NAME[claim.prop]].kind in {Kind.NAME, Kind.NAME_PART}
        whole = len(text.split()) >= 2 or (is_name and len(text) >= LEAST_LETTERS)
        if whole and f" {text} " not in f" {shown} ":
            yield text, claim.prop
        if len(digits) >= LEAST_DIGITS:
            yield digits, claim.prop


def digits_of(text: str) -> str:
    """All digits of a text in a row, of whichever script, as 0 to 9."""
    return "".join(one for one in clean(text) if one.isdecimal())


def folded(text: str) -> str:
    """Words in small letters, one space apart."""
    letters = "".join(one if one.isalnum() else " " for one in clean(text).casefold())
    return " ".join(letters.split())


def _one(code: str) -> LeftOut:
    kind = exclusions().get(code)
    if kind is not None:
        return _whole(code, kind.properties, kind.answers)
    if code in NAMES:
        raise UsageError(
            f"{code} cannot be left out: without the name nothing can be submitted",
            remedy="Record a refusal, or leave out other fields",
        )
    if code in NEVER:
        raise UsageError(f"{code} is never printed", remedy="Nothing has to be left out for it")
    if code in BY_NAME:
        return _whole(code, (code,), ())
    fields = _fields().get(code, ())
    if not fields:
        raise UsageError(
            f"Nothing is called {code!r}", remedy="See what can be left out: sijill consent fields"
        )
    properties = {prop for field in fields for prop in field.properties}
    if properties & NAMES:
        raise UsageError(f"{code} holds the name, which cannot be left out", remedy="Name other fields")
    answers = {code, *(name for field in fields for name in field.answers)}
    return _whole(code, sorted(properties), sorted(answers))


def _whole(code: str, properties: Iterable[str], answers: Iterable[str]) -> LeftOut:
    return LeftOut(codes=(code,), properties=frozenset(properties), answers=frozenset(answers))


@cache
def _fields() -> dict[str, tuple[Field, ...]]:
    """Fields of all forms by their id and by the answers they take; the confidential ones are about the author."""
    found: dict[str, list[Field]] = {}
    for form in load_all().values():
        for section in form.sections:
            for field in section.fields:
                if section.confidential or field.confidential:
                    continue
                for name in (field.id, *field.answers):
                    if field not in found.setdefault(name, []):
                        found[name].append(field)
    return {name: tuple(fields) for name, fields in found.items()}
