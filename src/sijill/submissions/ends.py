"""What others say of the end of somebody's custody: told outside only after a named person has looked at it.

A release or a death is what an authority, a body or a list says about the person. A wrong one closes a case or buries
somebody alive, so it enters a document only when a person with a name reviewed exactly these statements; a statement
that came later has to be reviewed again. Until then the document says that something is told, not what, and is a draft.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sijill.cases.matter import refs_of
from sijill.claims.statements import Statement
from sijill.errors import UsageError
from sijill.persons.model import Kind
from sijill.submissions.chronology import ENDS
from sijill.submissions.model import Entered, State
from sijill.submissions.say import state_of

PREFIX: Final = "reviewed."  # of the answer that holds a review; then release or death


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """``told``: what may be printed; ``unreviewed``: ends of which something is kept back; ``reviews`` that hold."""

    told: tuple[Statement, ...]
    unreviewed: tuple[Kind, ...]
    reviews: tuple[Entered, ...]


def end_of(statement: Statement) -> Kind | None:
    """The end of custody it tells of, if any."""
    for end, codes in ENDS.items():
        own = statement.claim.prop.startswith(f"{end.value}.") and state_of(statement) is State.ANSWERED
        if own or codes.intersection(statement.reading.codes):
            return end
    return None


def sorted_by_review(statements: Sequence[Statement], answers: Mapping[str, Entered]) -> Sorted:
    """``statements``: those that may be printed otherwise."""
    ends = {one: end_of(one) for one in statements}
    reviews = {end: _review(end, answers) for end in ENDS}
    told, kept_back = [], []
    for one, end in ends.items():
        review = None if end is None else reviews[end]
        if end is None or (review is not None and refs_of([one])[0] in _claims(review)):
            told.append(one)
        else:
            kept_back.append(end)
    shown = {ends[one] for one in told} - {None}
    return Sorted(
        told=tuple(told),
        unreviewed=tuple(end for end in ENDS if end in kept_back),
        reviews=tuple(review for end, review in reviews.items() if review is not None and end in shown),
    )


def review_of(
    statements: Sequence[Statement], end: str, *, reviewer: str, reason: str
) -> tuple[str, dict[str, Any]]:
    """The answer that keeps a review: field and value. UsageError without name, reason, or anything to review."""
    kind = next((one for one in ENDS if one.value == end), None)
    if kind is None:
        raise UsageError(
            f"{end!r} is no end of custody", remedy=f"Use: {', '.join(one.value for one in ENDS)}"
        )
    if not reviewer.strip() or not reason.strip():
        raise UsageError(
            "A review needs the name of whoever looked, and why it may be told",
            remedy="Add --reviewer NAME --reason TEXT",
        )
    found = [one for one in statements if end_of(one) is kind]
    if not found:
        raise UsageError(f"No source tells of a {end} of this person", remedy="Nothing was changed")
    value = {"reviewer": reviewer.strip(), "reason": reason.strip(), "claims": sorted(set(refs_of(found)))}
    return f"{PREFIX}{end}", value


def _review(end: Kind, answers: Mapping[str, Entered]) -> Entered | None:
    found = answers.get(f"{PREFIX}{end.value}")
    if found is None or not isinstance(found.value, dict) or not str(found.value.get("reviewer", "")).strip():
        return None
    return found


def _claims(review: Entered) -> frozenset[str]:
    claims = review.value.get("claims", []) if isinstance(review.value, dict) else []
    return frozenset(str(one) for one in claims)
