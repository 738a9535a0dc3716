"""What the sources tell in order of time, one line for each thing that happened, with all who say so."""

from collections.abc import Collection, Sequence
from typing import Final

from sijill.claims.statements import Statement
from sijill.persons.episodes import timeline_of
from sijill.persons.model import Kind
from sijill.persons.voices import Copies, voices
from sijill.submissions.model import Line, State
from sijill.submissions.notes import NoteBook
from sijill.submissions.say import beside, codes_words, interval_words, state_of, value_of
from sijill.submissions.words import phrase, told
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
    """Dated events first, then undated ones, then how the person's situation was stated, oldest statement first."""
    doubtful = frozenset(end for end in ENDS if unconfirmed(statements, end, copies))
    merged: dict[tuple[Kind, str], list[Statement]] = {}
    for event in timeline_of(statements):
        if event.kind is not Kind.BIRTH:
            when = interval_words(event.when, language)
            merged.setdefault((event.kind, when), []).extend(event.statements)
    told_events = [
        Line(
            text=_doubted(_text(kind, when, mine, language), kind, doubtful, language),
            notes=book.claims(mine),
        )
        for (kind, when), mine in merged.items()
    ]
    return (*told_events, *_statuses(statements, language, book, doubtful))


def _text(kind: Kind, when: str, said: Sequence[Statement], language: str) -> str:
    """``16 April 2011: Arrest: Jableh; at a checkpoint``: a place stands only once, as narrow as anybody says it."""
    answered = [one for one in said if state_of(one) is State.ANSWERED]
    details = [
        value_of(one, language)
        for prop in DETAILS
        for one in answered
        if one.claim.prop == prop and not _is_wider(one, answered)
    ]
    what: str = phrase(NAMED[kind] if details else UNPLACED.get(kind, NAMED[kind]), language)
    for place, detail in enumerate(dict.fromkeys(details)):
        what = told("and_detail" if place else "first_detail", language, one=what, other=detail)
    return told("dated_event", language, when=when, what=what)


def _doubted(text: str, kind: Kind, doubtful: Collection[Kind], language: str) -> str:
    """With the remark that an end told by one organisation alone is not confirmed."""
    if kind in doubtful:
        return beside(text, phrase("one_teller", language), language)
    return text


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
            if codes.intersection(one.reading.codes):
                text = _doubted(text, end, doubtful, language)
        merged.setdefault(text, []).append(one)
    return [Line(text=text, notes=book.claims(mine)) for text, mine in merged.items()]
