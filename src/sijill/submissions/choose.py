"""Which of several contradicting versions stands first. All are printed, with the reason for the first."""

from dataclasses import dataclass
from enum import Enum

from sijill.persons.model import Fact, Version
from sijill.submissions.model import Entered
from sijill.submissions.words import told


class Why(Enum):
    ONLY = "only"  # nothing contradicts it
    CHOSEN = "chosen"
    SAME_ARREST = "same_arrest"  # told by those who tell the arrest that stands first
    MOST = "most"
    EXACT = "exact"
    RECENT = "recent"
    ORDER = "order"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """``first`` is printed as the answer, ``others`` below it."""

    prop: str
    first: Version
    others: tuple[Version, ...]
    why: Why


def choose(fact: Fact, decided: Entered | None = None, *, preferred: frozenset[str] = frozenset()) -> Chosen:
    """A person's decision (``choose.<property>``) goes before counting; organisations count, not records.

    ``preferred``: records that tell of the same arrest; versions without one of them come after those with one.
    """
    versions = list(fact.versions)
    if len(versions) == 1:
        return Chosen(prop=fact.prop, first=versions[0], others=(), why=Why.ONLY)
    picked = _picked(versions, decided)
    if picked is not None:
        return _chosen(fact, picked, Why.CHOSEN)
    same_arrest = [one for one in versions if preferred & {each.claim.record for each in one.statements}]
    if len(same_arrest) == 1:
        return _chosen(fact, same_arrest[0], Why.SAME_ARREST)
    ranked = sorted(same_arrest or versions, key=_rank)
    first, second = ranked[0], ranked[1]
    if organisations(first) != organisations(second):
        return _chosen(fact, first, Why.MOST)
    if _width(first) != _width(second):
        return _chosen(fact, first, Why.EXACT)
    return _chosen(fact, first, Why.RECENT if _as_of(first) != _as_of(second) else Why.ORDER)


def because(chosen: Chosen, decided: Entered | None, language: str) -> str:
    """The sentence under the answer; empty when nothing was chosen."""
    match chosen.why:
        case Why.ONLY:
            return ""
        case Why.CHOSEN:
            assert decided is not None
            reason = _reason(decided)
            if reason:
                return told("because_chosen_why", language, ref=decided.ref, reason=reason)
            return told("because_chosen", language, ref=decided.ref)
        case Why.SAME_ARREST:
            return told("because_same_arrest", language)
        case Why.MOST:
            total = len(
                {
                    one.claim.said_by
                    for version in (chosen.first, *chosen.others)
                    for one in version.statements
                }
            )
            return told("because_most", language, count=str(organisations(chosen.first)), total=str(total))
        case Why.EXACT:
            return told("because_exact", language)
        case Why.RECENT:
            return told("because_recent", language)
        case Why.ORDER:
            return told("because_order", language)


def organisations(version: Version) -> int:
    return len({one.claim.said_by for one in version.statements})


def _picked(versions: list[Version], decided: Entered | None) -> Version | None:
    if decided is None:
        return None
    wanted = decided.value.get("value") if isinstance(decided.value, dict) else decided.value
    for version in versions:
        written = {version.text, *(one.claim.value for one in version.statements)}
        if wanted in written:
            return version
    return None


def _reason(decided: Entered) -> str:
    return str(decided.value.get("reason", "")) if isinstance(decided.value, dict) else ""


def _chosen(fact: Fact, first: Version, why: Why) -> Chosen:
    return Chosen(
        prop=fact.prop, first=first, others=tuple(one for one in fact.versions if one is not first), why=why
    )


def _rank(version: Version) -> tuple[int, int, str]:
    return (-organisations(version), _width(version), _backwards(_as_of(version)))


def _width(version: Version) -> int:
    """Days of the narrowest dated statement; 0 where nothing is dated."""
    widths = [
        (one.reading.end - one.reading.start).days
        for one in version.statements
        if one.reading.start is not None and one.reading.end is not None
    ]
    return min(widths, default=0)


def _as_of(version: Version) -> str:
    return max((one.claim.as_of for one in version.statements), default="")


def _backwards(text: str) -> str:
    """Sorts later dates first."""
    return "".join(chr(0x10FFFF - ord(letter)) for letter in text.ljust(10))
