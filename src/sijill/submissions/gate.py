"""What may be printed for whom. Consent is asked first, by ``pipeline``; here claim by claim, and once more at the end.

A claim is printed only when all of these say yes: the acting organisation may see it, its level reaches the body, its
property is normal or a sensitive one that the form itself asks for, and it is none of those that are never printed.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from sijill.claims.properties import BY_NAME, PROPERTIES, Sensitivity
from sijill.claims.statements import Statement
from sijill.errors import SijillError
from sijill.submissions import exclusions
from sijill.submissions.form_file import LEVELS, NEVER
from sijill.submissions.model import NOTHING_LEFT_OUT, Form, LeftOut, Subject
from sijill.text.scripts import clean

Visible = Callable[[Statement], bool]
# Who told and who saw: looked for in everything that is about to be printed.
PROTECTED: Final = ("sighting.by", "informant.name", "informant.contact")
LEAST_LETTERS, LEAST_DIGITS = 6, 6


class ProtectedNameError(SijillError):
    """Something that is about to be printed names a witness or an informant."""


def printable(statement: Statement, form: Form) -> bool:
    """Whether the claim may be printed in this form, for its body."""
    claim = statement.claim
    if claim.prop in NEVER or claim.prop not in BY_NAME:
        return False
    if claim.visibility not in LEVELS or LEVELS.index(claim.visibility) > LEVELS.index(form.level):
        return False
    match PROPERTIES[BY_NAME[claim.prop]].sensitivity:
        case Sensitivity.NORMAL:
            return True
        case Sensitivity.SENSITIVE:
            return claim.prop in form.sensitive
        case Sensitivity.SEALED:
            return False


def parted(
    statements: Iterable[Statement], form: Form, visible: Visible, without: LeftOut = NOTHING_LEFT_OUT
) -> tuple[tuple[Statement, ...], frozenset[str]]:
    """The claims to print, and the properties of which the actor may see more than the body is shown.

    What the actor may not see, or the consent leaves out, leaves no trace at all: it must look like none.
    """
    seen = [one for one in statements if visible(one) and one.claim.prop not in without.properties]
    printed = tuple(one for one in seen if printable(one, form))
    hidden = frozenset(one.claim.prop for one in seen if not printable(one, form))
    return printed, hidden


def refuse_named_witnesses(
    document: Mapping[str, Any], statements: Iterable[Statement], own: Iterable[str]
) -> None:
    """Raises ProtectedNameError when a text of the document holds a name or number of somebody protected.

    ``own`` are the persons' own names, which a list may repeat. The confidential answers about the author are the
    author's own words and are not searched: leave them out of ``document``.
    """
    wanted = dict(_protected(statements, {_folded(name) for name in own}))
    if not wanted:
        return
    for path, text in texts_of(document):
        letters, digits = _folded(text), exclusions.digits_of(text)
        for needle, prop in wanted.items():
            if needle in (digits if needle.isdigit() else letters):
                raise ProtectedNameError(
                    f"{path} names somebody the register protects ({prop})",
                    remedy="Say it without the name, then render again",
                )


def refuse_left_out(
    document: Mapping[str, Any], subjects: Iterable[tuple[Subject, Iterable[Statement]]]
) -> None:
    """Raises ProtectedNameError when a text of the document says what a consent leaves out.

    ``subjects``: each with everything that is told of the person.
    """
    wanted: dict[str, str] = {}
    for subject, everything in subjects:
        hidden = [one for one in everything if one.claim.prop in subject.without.properties]
        wanted |= dict(exclusions.needles(hidden, subject.statements))
    for path, text in texts_of(document) if wanted else ():
        letters, digits = f" {exclusions.folded(text)} ", exclusions.digits_of(text)
        for needle, prop in wanted.items():
            if needle in digits if needle.isdigit() else f" {needle} " in letters:
                raise ProtectedNameError(
                    f"{path} tells what the consent leaves out ({prop})",
                    remedy="Say it without that, then render again",
                )


def texts_of(value: Any, path: str = "") -> Iterator[tuple[str, str]]:  # whatever JSON can hold
    """Every text with its place; of an answer the field is named, never its content."""
    match value:
        case str():
            yield path or "the document", value
        case Mapping():
            name = value.get("field")
            for key, one in value.items():
                yield from texts_of(one, f"The answer {name!r}" if isinstance(name, str) else path)
                del key
        case list() | tuple():
            for one in value:
                yield from texts_of(one, path)
        case _:
            return


def _protected(statements: Iterable[Statement], own: set[str]) -> Iterator[tuple[str, str]]:
    """What to look for: whole names of two words and more, and numbers long enough to be one person's."""
    for statement in statements:
        claim = statement.claim
        if claim.prop not in PROTECTED:
            continue
        folded, digits = _folded(claim.value), exclusions.digits_of(claim.value)
        if len(folded.split()) >= 2 and len(folded.replace(" ", "")) >= LEAST_LETTERS and folded not in own:
            yield folded, claim.prop
        if len(digits) >= LEAST_DIGITS:
            yield digits, claim.prop


def _folded(text: str) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", clean(text).casefold()).split())
