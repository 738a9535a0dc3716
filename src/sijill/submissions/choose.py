"""Which of several contradicting versions stands first. All are printed, with the reason for the first.

Support is counted in independent voices: neither two lists of one organisation nor a list and its copy are two.
"""

from dataclasses import dataclass
from enum import Enum

from sijill.persons.model import Fact, Version
from sijill.persons.voices import Copies, voices
from sijill.submissions.model import Entered
from sijill.submissions.words import phrase, told
from sijill.typesetting import Ready, joined


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
    """``first`` is printed as the answer, ``others`` below it.

    ``support``: how many independent sources say the first, and at most any other. ``copied``: some of the
    organisations that say the same were counted once, because their lists repeat each other.
    """

    prop: str
    first: Version
    others: tuple[Version, ...]
    why: Why
    support: tuple[int, int] = (1, 0)
    copied: bool = False


def choose(
    fact: Fact,
    decided: Entered | None = None,
    *,
    copies: Copies,
    preferred: frozenset[str] = frozenset(),
) -> Chosen:
    """A person's decision (``choose.<property>``) goes before counting; independent voices count, not records.

    ``preferred``: records that tell of the same arrest; versions without one of them come after those with one.
    """
    versions = list(fact.versions)
    if len(versions) == 1:
        return _chosen(fact, versions[0], Why.ONLY, copies)
    picked = _picked(versions, decided)
    if picked is not None:
        return _chosen(fact, picked, Why.CHOSEN, copies)
    same_arrest = [one for one in versions if preferred & {each.claim.record for each in one.statements}]
    if len(same_arrest) == 1:
        return _chosen(fact, same_arrest[0], Why.SAME_ARREST, copies)
    ranked = sorted(same_arrest or versions, key=lambda one: _rank(one, copies))
    first, second = ranked[0], ranked[1]
    return _chosen(fact, first, _why(first, second, copies), copies)


def _why(first: Version, second: Version, copies: Copies) -> Why:
    if voices(first.statements, copies) != voices(second.statements, copies):
        return Why.MOST
    if _width(first) != _width(second):
        return Why.EXACT
    return Why.RECENT if _as_of(first) != _as_of(second) else Why.ORDER


def because(chosen: Chosen, decided: Entered | None, language: str) -> str:
    """The sentences under the answer; empty when nothing was chosen."""
    if chosen.why is Why.ONLY:
        return ""
    told_why = _because(chosen, decided, language)
    if not chosen.copied:
        return told_why
    return joined([told_why, Ready(phrase("because_copied", language))], " ")


def _because(chosen: Chosen, decided: Entered | None, language: str) -> Ready:
    match chosen.why:
        case Why.CHOSEN:
            assert decided is not None
            reason = _reason(decided)
            if reason:
                return told("because_chosen_why", language, ref=decided.ref, reason=reason)
            return told("because_chosen", language, ref=decided.ref)
        case Why.MOST:
            count, other = chosen.support
            return told("because_most", language, count=str(count), other=str(other))
        case other_why:
            return told(f"because_{other_why.value}", language)


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


def _chosen(fact: Fact, first: Version, why: Why, copies: Copies) -> Chosen:
    others = tuple(one for one in fact.versions if one is not first)
    counted = {id(one): voices(one.statements, copies) for one in fact.versions}
    return Chosen(
        prop=fact.prop,
        first=first,
        others=others,
        why=why,
        support=(counted[id(first)], max((counted[id(one)] for one in others), default=0)),
        copied=any(counted[id(one)] < _organisations(one) for one in fact.versions),
    )


def _organisations(version: Version) -> int:
    return len({one.claim.said_by for one in version.statements})


def _rank(version: Version, copies: Copies) -> tuple[int, int, str]:
    return (-voices(version.statements, copies), _width(version), _backwards(_as_of(version)))


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
