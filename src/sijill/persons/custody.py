"""In whose hands a person was on a day, as far as the claims say: certain, presumed, unknown, or not.

Silence is never an end. An arrest opens custody, an end is only what somebody claims, and a claim holds for the day it
speaks of: a list of June 2021 that says "detained" tells nothing about 2022. For people last known in the hands of the
government that fell on 8 December 2024 the answer from that day on is ``fate_unknown``, unless a later claim says
otherwise (domain page on UN instruments: never "still held"). Whoever was arrested only after it was never in their
hands. A presumption of death is no claim of a death: it ends no custody, and says of nobody that they are held.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from sijill.claims.statements import Statement
from sijill.persons.episodes import OPEN, episodes_of
from sijill.persons.model import Episode, Interval
from sijill.persons.spans import hull
from sijill.text import dates, facilities

# The government fell and the prisons were opened.
FALL: Final = date(2024, 12, 8)
# The offensive in which they were opened began.
LIBERATION: Final = Interval(start=date(2024, 11, 27), end=date(2025, 1, 31))
STATE_ROOTS: Final = frozenset({"state-gov", "nsb", "mod", "moi", "moj"})


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Held(StrEnum):
    """``presumed``: arrested before, no end claimed, and nobody speaks of the day itself."""

    CERTAIN = "certain"
    PRESUMED = "presumed"
    UNKNOWN = "unknown"
    FATE_UNKNOWN = "fate_unknown"
    NO = "no"


class EndKind(StrEnum):
    RELEASE = "release"
    ESCAPE = "escape"
    DEATH = "death"


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """One record's claim that custody ended. ``types`` are codes of ``release_type``; ``when`` may be wide open."""

    kind: EndKind
    when: Interval
    dated: bool  # by a date of its own, not only by the day of the list
    types: tuple[str, ...]
    statements: tuple[Statement, ...]

    @property
    def liberation(self) -> bool:
        """Freed because the prison was opened, by its type or by its day."""
        if self.kind is not EndKind.RELEASE:
            return False
        return "liberation" in self.types or (self.dated and _inside(self.when, LIBERATION))


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What one record says of one deprivation of liberty. ``held`` is when it says the person was held, if it does.

    ``held`` open at both ends: it says so without a day.
    """

    record: str
    arrest: Interval | None
    as_of: Interval | None
    held: Interval | None
    ends: tuple[End, ...]
    detainers: tuple[tuple[str, Answer], ...]  # actor or facility, and whether that is the State
    acknowledged: bool
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Custody:
    """The answer for one episode on one day, with the claims it rests on."""

    held: Held
    by_state: Answer
    last_known: Interval | None
    statements: tuple[Statement, ...]


def words_of(episode: Episode, statements: Sequence[Statement]) -> tuple[Word, ...]:
    """One word per record of the episode that says anything of custody."""
    return tuple(
        _word(record, [one for one in statements if one.claim.record == record]) for record in episode.records
    )


def arrests_of(statements: Sequence[Statement]) -> list[tuple[Word, ...]]:
    """The words of each deprivation of liberty of one person, in the order of arrest.

    A record that tells of no day of arrest may be about any of them that it does not precede: it stands with each of
    these, so that a release it tells of makes none of them look unended.
    """
    episodes = [(episode.when, words_of(episode, statements)) for episode in episodes_of(statements)]
    dated = [(when, words) for when, words in episodes if when is not None]
    loose = [word for when, words in episodes if when is None for word in words]
    if not dated:
        return [words for _, words in episodes]
    return [words + tuple(word for word in loose if not _precedes(word, when.start)) for when, words in dated]


def _precedes(word: Word, day: date | None) -> bool:
    """Whether all that the record tells of lies before that day."""
    told = [end.when for end in word.ends] + ([word.held] if word.held is not None else [])
    return day is not None and bool(told) and all(before(one, day) is Answer.YES for one in told)


def custody_on(words: Sequence[Word], day: date) -> Custody:
    """Whether the person of this episode was held on ``day``, and whether by the State (the one before the fall)."""
    begun = _begun(words, day)
    used = tuple(one for word in words for one in word.statements)
    by_state = state_of(words)
    last = last_known(words)
    held = _held(words, day, begun)
    if (
        day >= FALL
        and held in {Held.CERTAIN, Held.PRESUMED, Held.UNKNOWN}
        and by_state is not Answer.NO
        and begun is not Answer.NO
        and not _arrested_since_fall(words)
        and not any(word.ends for word in words)
        and not _claimed_after_fall(words)
    ):
        held = Held.FATE_UNKNOWN
    return Custody(held=held, by_state=by_state, last_known=last, statements=used)


def last_known(words: Sequence[Word]) -> Interval | None:
    """The latest time at which any record says the person was held; open at both ends if only undated ones do."""
    held = [word.held for word in words if word.held is not None]
    dated = [one for one in held if one.end is not None]
    if dated:
        return max(dated, key=lambda one: one.end or date.min)
    return held[0] if held else None


def state_of(words: Sequence[Word]) -> Answer:
    """Whether the detaining body was the State: unknown when nobody says, or when sources name both."""
    said = {answer for word in words for _, answer in word.detainers}
    if said == {Answer.YES}:
        return Answer.YES
    if said == {Answer.NO}:
        return Answer.NO
    return Answer.UNKNOWN


def is_state(actor: str) -> Answer:
    """Agencies, army, police and prisons of the government: yes. Militias on its side: unknown, a person must say."""
    up = [link.id for link in facilities.chain_of_command(actor) if link.is_actor]
    if not up or actor == "unknown":
        return Answer.UNKNOWN
    kinds = {facilities.actors()[one].kind for one in up}
    if up[-1] not in STATE_ROOTS:
        return Answer.NO
    return Answer.UNKNOWN if "militia" in kinds else Answer.YES


def before(when: Interval, day: date) -> Answer:
    """Whether all of ``when`` lies before ``day``; unknown when they overlap or an end is open."""
    if when.end is not None and when.end < day:
        return Answer.YES
    if when.start is not None and when.start >= day:
        return Answer.NO
    return Answer.UNKNOWN


def _held(words: Sequence[Word], day: date, begun: Answer) -> Held:
    if begun is Answer.NO:
        return Held.NO
    over = [end for word in words for end in word.ends if before(end.when, day) is Answer.YES]
    doubtful = [end for word in words for end in word.ends if before(end.when, day) is Answer.UNKNOWN]
    later = [end for word in words for end in word.ends if before(end.when, day) is Answer.NO]
    seen_after = [
        word
        for word in words
        if word.held is not None and word.held.start is not None and word.held.start >= day
    ]
    if over:
        after_end = [word for word in words if any(_contradicts(word, end) for end in over)]
        return Held.UNKNOWN if after_end or later else Held.NO
    if doubtful:
        return Held.UNKNOWN
    if begun is Answer.UNKNOWN:
        return Held.UNKNOWN
    if later or seen_after:
        return Held.CERTAIN
    return Held.PRESUMED if any(word.held is not None for word in words) else Held.UNKNOWN


def _contradicts(word: Word, end: End) -> bool:
    """Whether the record says held on a day after that end."""
    return (
        word.held is not None
        and word.held.start is not None
        and end.when.end is not None
        and word.held.start > end.when.end
    )


def _begun(words: Sequence[Word], day: date) -> Answer:
    """Whether the arrest was on or before ``day``. A list of an earlier day that tells of it settles it too."""
    next_day = day + timedelta(days=1)
    said = [before(word.arrest, next_day) for word in words if word.arrest is not None]
    if any(word.as_of is not None and before(word.as_of, next_day) is Answer.YES for word in words):
        return Answer.YES
    if said and all(one is Answer.YES for one in said):
        return Answer.YES
    if said and all(one is Answer.NO for one in said):
        return Answer.NO
    return Answer.UNKNOWN


def _arrested_since_fall(words: Sequence[Word]) -> bool:
    """Whether every arrest told is certainly of the day of the fall or later; no when none is told."""
    return _begun(words, FALL - timedelta(days=1)) is Answer.NO


def _claimed_after_fall(words: Iterable[Word]) -> bool:
    """A dated claim, later than the fall, that somebody acknowledges or has seen the custody."""
    return any(
        word.acknowledged
        and word.held is not None
        and word.held.start is not None
        and word.held.start >= FALL
        for word in words
    )


HELD_CODES: Final = frozenset({"held", "held_acknowledged", "held_unacknowledged", "transferred_unknown"})
SEEN_CODES: Final = frozenset({"held", "held_acknowledged"})
FREED_CODES: Final = frozenset({"released"})
ESCAPED_CODES: Final = frozenset({"escaped"})
DEAD_CODES: Final = frozenset({"died_in_custody", "executed"})
DEAD_LIFE: Final = frozenset({"dead_reported", "dead_confirmed"})
DOUBTED_LIFE: Final = frozenset({"unknown", "presumed_dead"})
PLACES: Final = frozenset({"held.place", "sighting.place"})


def codes_of(statements: Iterable[Statement], code_list: str) -> set[str]:
    """The codes of one list that the statements' words were read to."""
    prefix = f"{code_list}:"
    return {
        code.removeprefix(prefix)
        for one in statements
        if one.reading.kind == "words"
        for code in one.reading.codes
        if code.startswith(prefix)
    }


def _word(record: str, said: Sequence[Statement]) -> Word:
    as_of = _as_of(said)
    arrest = _dates(said, "arrest.date")
    seen = _dates(said, "sighting.date")
    until = _dates(said, "held.to")
    ends = tuple(_ends(said, arrest, as_of))
    custody = codes_of(said, "custody_status")
    return Word(
        record=record,
        arrest=arrest,
        as_of=as_of,
        held=None if ends else _held_when(said, custody, arrest=arrest, seen=seen, until=until, as_of=as_of),
        ends=ends,
        detainers=tuple(_detainers(said, arrest)),
        acknowledged=bool(custody & SEEN_CODES) or seen is not None,
        statements=tuple(said),
    )


def _held_when(
    said: Sequence[Statement],
    custody: set[str],
    *,
    arrest: Interval | None,
    seen: Interval | None,
    until: Interval | None,
    as_of: Interval | None,
) -> Interval | None:
    """When this record says the person was held; None when it says missing or believed dead, or nothing of custody."""
    doubtful = not custody & HELD_CODES and (
        "unknown" in custody
        or codes_of(said, "life_status") & DOUBTED_LIFE
        or "missing" in codes_of(said, "case_classification")
    )
    sighted = until or seen
    if sighted is not None:
        return sighted
    if doubtful:
        return None
    told = bool(custody & HELD_CODES) or any(one.claim.prop in PLACES for one in said) or arrest is not None
    if not told:
        return None
    return as_of or OPEN


def _ends(said: Sequence[Statement], arrest: Interval | None, as_of: Interval | None) -> Iterable[End]:
    """The ends this record claims. Without a date of its own an end lies between the arrest and the list's day."""
    span = Interval(start=arrest.start if arrest else None, end=as_of.end if as_of else None)
    custody, life = codes_of(said, "custody_status"), codes_of(said, "life_status")
    types = tuple(sorted(codes_of(said, "release_type") - {"escape", "body_returned", "unknown"}))
    freed = _dates(said, "release.date")
    died = _dates(said, "death.date")
    if freed is not None or custody & FREED_CODES or (types and not custody & HELD_CODES):
        yield End(
            kind=EndKind.RELEASE,
            when=freed or span,
            dated=freed is not None,
            types=types,
            statements=_about(said, ("release.date", "release.type"), FREED_CODES, types),
        )
    if custody & ESCAPED_CODES or "escape" in codes_of(said, "release_type"):
        yield End(
            kind=EndKind.ESCAPE,
            when=freed or span,
            dated=freed is not None,
            types=("escape",),
            statements=_about(said, ("release.date", "release.type"), ESCAPED_CODES, ("escape",)),
        )
    if died is not None or custody & DEAD_CODES or life & DEAD_LIFE:
        yield End(
            kind=EndKind.DEATH,
            when=died or span,
            dated=died is not None,
            types=(),
            statements=_about(said, ("death.date", "death.place", "death.basis"), DEAD_CODES | DEAD_LIFE, ()),
        )


def _about(
    said: Sequence[Statement], props: Sequence[str], codes: frozenset[str], types: Sequence[str]
) -> tuple[Statement, ...]:
    wanted = codes | set(types)
    return tuple(
        one
        for one in said
        if one.claim.prop in props
        or (
            one.reading.kind == "words" and any(code.split(":", 1)[1] in wanted for code in one.reading.codes)
        )
    )


def _detainers(said: Sequence[Statement], arrest: Interval | None) -> Iterable[tuple[str, Answer]]:
    for one in said:
        found = one.reading.resolved
        if found is None:
            continue
        if one.claim.prop == "arrest.agency":
            yield found, is_state(found)
        elif one.claim.prop in PLACES and found in facilities.facilities():
            yield found, _facility_of_state(found, arrest)


def _facility_of_state(facility: str, arrest: Interval | None) -> Answer:
    """By who controlled it when the person came there; where no day is known, by the agency it belonged to until the
    fall.
    """
    when = arrest.start if arrest is not None else None
    if when is not None:
        actor = facilities.controller(facility, when).actor
        return is_state(actor) if actor is not None else Answer.UNKNOWN
    agency = facilities.facilities()[facility].agency
    return is_state(agency) if agency else Answer.UNKNOWN


def _dates(said: Sequence[Statement], prop: str) -> Interval | None:
    """Hull of what the record's cells of this property say; None when nothing was read."""
    return hull([one for one in said if one.claim.prop == prop])


def _as_of(said: Sequence[Statement]) -> Interval | None:
    text = next((one.claim.as_of for one in said if one.claim.as_of), "")
    read = dates.read(text) if text else None
    if read is None or (read.start is None and read.end is None):
        return None
    return Interval(start=read.start, end=read.end)


def _inside(one: Interval, other: Interval) -> bool:
    return (
        one.start is not None
        and one.end is not None
        and other.start is not None
        and other.end is not None
        and other.start <= one.start
        and one.end <= other.end
    )
