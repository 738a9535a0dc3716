"""What the sources tell in order of time, one line for each thing that happened, with all who say so."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from itertools import combinations
from typing import Final

from sijill.claims.statements import Statement
from sijill.persons.episodes import episodes_of, timeline_of
from sijill.persons.model import Event, Kind
from sijill.persons.voices import Copies, voices
from sijill.submissions.model import Line, State
from sijill.submissions.notes import NoteBook
from sijill.submissions.say import beside, codes_words, interval_words, state_of, value_of
from sijill.submissions.words import joined, phrase, told
from sijill.text import places

NAMED: Final = {
    Kind.ARREST: "prop_arrest.date",
    Kind.HELD: "prop_held.place",
    Kind.SIGHTING: "prop_sighting.place",
    Kind.RELEASE: "prop_release.date",
    Kind.DEATH: "prop_death.date",
}
# Where nobody says where.
UNPLACED: Final = {Kind.HELD: "prop_held.from", Kind.SIGHTING: "prop_sighting.date"}
PLACES: Final = frozenset({"sighting.place", "held.place"})
# What is told of an event beside its date, in this order.
DETAILS: Final = (
    "arrest.place",
    "arrest.agency",
    "arrest.circumstances",
    "held.place",
    "sighting.place",
    "release.type",
    "death.place",
)


# Codes that say that custody ended, and how.
ENDS: Final = {
    Kind.RELEASE: frozenset({"custody_status:released", "custody_status:escaped"}),
    Kind.DEATH: frozenset(
        {
            "custody_status:died_in_custody",
            "custody_status:executed",
            "life_status:dead_reported",
            "life_status:dead_confirmed",
            "life_status:presumed_dead",
        }
    ),
}
# An end that fewer independent organisations tell is printed as not confirmed, and no duration is counted to it.
ENOUGH: Final = 2


def tellers(statements: Sequence[Statement], end: Kind, copies: Copies) -> int:
    """How many independent voices tell that custody ended so."""
    prefix = f"{end.value}."
    return voices(
        [
            one
            for one in statements
            if (one.claim.prop.startswith(prefix) and state_of(one) is State.ANSWERED)
            or ENDS[end].intersection(one.reading.codes)
        ],
        copies,
    )


def unconfirmed(statements: Sequence[Statement], end: Kind, copies: Copies) -> bool:
    return 0 < tellers(statements, end, copies) < ENOUGH


def lines(statements: Sequence[Statement], language: str, book: NoteBook, copies: Copies) -> tuple[Line, ...]:
    """Dated events first, then undated ones, then how the person's situation was stated, oldest statement first.

    What may be one event and is dated differently stands together, every dating with its sources: none is chosen.
    """
    doubtful = frozenset(end for end in ENDS if unconfirmed(statements, end, copies))
    told_events = [
        line
        for mine in _groups(statements)
        for line in _group(mine, language, book, doubted=mine[0].kind in doubtful)
    ]
    return (*told_events, *_statuses(statements, language, book, doubtful))


def last_places(statements: Sequence[Statement]) -> list[Statement]:
    """The claims of where the person was seen or held on the latest day told; empty where no day is told."""
    found: list[tuple[date, list[Statement]]] = []
    for event in timeline_of(statements):
        day = event.when.end or event.when.start
        said = [
            one for one in event.statements if one.claim.prop in PLACES and state_of(one) is State.ANSWERED
        ]
        if event.kind in {Kind.HELD, Kind.SIGHTING} and day is not None and said:
            found.append((day, said))
    latest = max((day for day, _ in found), default=None)
    return [one for day, said in found if day == latest for one in said]


def _groups(statements: Sequence[Statement]) -> list[list[Event]]:
    """Events that may be one: arrests and releases of one episode, deaths; of other things those of the same day."""
    episode = {record: place for place, one in enumerate(episodes_of(statements)) for record in one.records}
    groups: dict[tuple[object, ...], list[Event]] = {}
    for event in timeline_of(statements):
        record = event.statements[0].claim.record
        match event.kind:
            case Kind.BIRTH:
                continue
            case Kind.ARREST | Kind.RELEASE:
                key: tuple[object, ...] = (event.kind, episode.get(record, record))
            case Kind.DEATH:
                key = (event.kind,)
            case _:
                key = (event.kind, event.when)
        groups.setdefault(key, []).append(event)
    return list(groups.values())


def _group(events: Sequence[Event], language: str, book: NoteBook, *, doubted: bool) -> Iterator[Line]:
    """One line where all give one date; else a line that says how they differ, and one for each date."""
    kind = events[0].kind
    dated: dict[str, list[Statement]] = {}
    for event in events:
        dated.setdefault(interval_words(event.when, language), []).extend(event.statements)
    if len(dated) == 1:
        ((when, mine),) = dated.items()
        text = _text(kind, when, mine, language)
        yield Line(text=_doubted(text, language) if doubted else text, notes=book.claims(mine))
        return
    agree = all(one.when.meets(other.when) for one, other in combinations(events, 2))
    key = "event_more_or_less" if agree else "event_dates_differ"
    head: str = told(key, language, kind=phrase(NAMED[kind], language))
    yield Line(text=_doubted(head, language) if doubted else head)
    for when, mine in dated.items():
        details = _details(mine, language)
        text = (
            told("dated_event", language, when=when, what=joined("and_detail", language, details))
            if details
            else when
        )
        yield Line(text=told("item", language, text=text), notes=book.claims(mine))


def _text(kind: Kind, when: str, said: Sequence[Statement], language: str) -> str:
    """``16 April 2011: Arrest: Jableh; at a checkpoint``."""
    details = _details(said, language)
    what: str = phrase(NAMED[kind] if details else UNPLACED.get(kind, NAMED[kind]), language)
    if details:
        what = told("first_detail", language, one=what, other=joined("and_detail", language, details))
    return told("dated_event", language, when=when, what=what)


def _details(said: Sequence[Statement], language: str) -> list[str]:
    """What is told beside the date: a place stands only once, as narrow as anybody says it."""
    answered = [one for one in said if state_of(one) is State.ANSWERED]
    found = [
        value_of(one, language)
        for prop in DETAILS
        for one in answered
        if one.claim.prop == prop and not _is_wider(one, answered)
    ]
    return list(dict.fromkeys(found))


def _doubted(text: str, language: str) -> str:
    """With the remark that an end told by one organisation alone is not confirmed."""
    return beside(text, phrase("one_teller", language), language)


def _is_wider(statement: Statement, others: Sequence[Statement]) -> bool:
    """Whether another statement of the property names a place inside this one's."""
    mine = statement.reading.resolved
    return mine is not None and any(
        other.claim.prop == statement.claim.prop
        and other.reading.resolved not in {None, mine}
        and places.contains(mine, str(other.reading.resolved))
        for other in others
    )


def _statuses(
    statements: Sequence[Statement], language: str, book: NoteBook, doubtful: Collection[Kind]
) -> list[Line]:
    merged: dict[str, list[Statement]] = {}
    said = [one for one in statements if one.claim.prop == "status"]
    for one in sorted(said, key=lambda one: one.claim.as_of):
        words = codes_words("status", one.reading, language)
        if words is None:
            continue
        day = one.claim.as_of
        text: str = (
            told("status_as_of", language, status=words, day=day)
            if day
            else told("status_undated", language, status=words)
        )
        for end, codes in ENDS.items():
            if end in doubtful and codes.intersection(one.reading.codes):
                text = _doubted(text, language)
        merged.setdefault(text, []).append(one)
    return [Line(text=text, notes=book.claims(mine)) for text, mine in merged.items()]
