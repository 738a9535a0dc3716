"""Deprivations of liberty: what each record says of an arrest and what followed, put together where it can be one.

Two reports of one arrest often differ by weeks; a gap beyond that is told as a second episode and left for a person
to judge. The most precise reports found the episodes, so the order of lists and rows changes nothing. A record without
a date joins the only episode there is, and "2013" the only one it can be about; else they stay apart.
"""

from collections.abc import Sequence
from typing import Final

from sijill.claims.statements import Statement
from sijill.persons.model import Episode, Event, Interval, Kind

# Reports of one arrest by different people were seen up to two months apart.
SLACK_DAYS: Final = 61

ARREST: Final = ("arrest.date", "arrest.place", "arrest.agency", "arrest.circumstances")
OPEN: Final = Interval(start=None, end=None)
ORDER: Final = {kind: place for place, kind in enumerate(Kind)}


def episodes_of(statements: Sequence[Statement]) -> tuple[Episode, ...]:
    """The episodes in order of their arrests, undated ones last."""
    dated: list[tuple[Interval, list[str]]] = []
    undecided: list[str] = []  # without a date, or with one that two episodes share
    by_record: dict[str, list[Statement]] = {}
    for statement in statements:
        by_record.setdefault(statement.claim.record, []).append(statement)
    for record, when in _most_precise_first(by_record):
        homes = [
            members for first, members in dated if when is None or first.meets(when, slack_days=SLACK_DAYS)
        ]
        if len(homes) == 1:
            homes[0].append(record)
        elif homes or when is None:
            undecided.append(record)
        else:
            dated.append((when, [record]))
    told = [
        _episode(when, records, by_record) for when, records in sorted(dated, key=lambda one: _sort(one[0]))
    ]
    return tuple(told + ([_episode(None, undecided, by_record)] if undecided else []))


def _most_precise_first(by_record: dict[str, list[Statement]]) -> list[tuple[str, Interval | None]]:
    """Records that tell of a deprivation of liberty, each with when it says that began; the undated ones last."""
    found = []
    for record, said in by_record.items():
        events = _events(said)
        if any(event.kind in {Kind.ARREST, Kind.HELD, Kind.RELEASE} for event in events):
            found.append((record, _arrest(events)))
    return sorted(found, key=lambda one: (one[1] is None, *_precision(one[1] or OPEN), one[0]))


def _precision(when: Interval) -> tuple[float, bool, str, str]:
    return (when.width, *_sort(when))


def timeline_of(statements: Sequence[Statement]) -> tuple[Event, ...]:
    """Everything dated, earliest possible day first; events without any date come last, in the order of ``Kind``."""
    by_record: dict[str, list[Statement]] = {}
    for statement in statements:
        by_record.setdefault(statement.claim.record, []).append(statement)
    events = [event for said in by_record.values() for event in _events(said)]
    return tuple(sorted(events, key=lambda event: (*_sort(event.when), ORDER[event.kind])))


def _episode(when: Interval | None, records: Sequence[str], by_record: dict[str, list[Statement]]) -> Episode:
    events = [
        event for record in records for event in _events(by_record[record]) if event.kind is not Kind.BIRTH
    ]
    ordered = sorted(events, key=lambda event: (*_sort(event.when), ORDER[event.kind]))
    return Episode(when=when, events=tuple(ordered), records=tuple(records))


def _arrest(events: Sequence[Event]) -> Interval | None:
    return next((event.when for event in events if event.kind is Kind.ARREST and event.when != OPEN), None)


def _events(said: Sequence[Statement]) -> list[Event]:
    """What one record tells: at most one event of each kind."""
    told = [
        _event(Kind.BIRTH, said, dates=("birth.date",), place=("birth.place",)),
        _event(Kind.ARREST, said, dates=("arrest.date",), place=("arrest.place",), actor=("arrest.agency",)),
        _event(Kind.HELD, said, dates=("held.from", "held.to"), place=("held.place",)),
        _event(
            Kind.SIGHTING, said, dates=("sighting.date",), place=("sighting.place",), actor=("sighting.by",)
        ),
        _event(Kind.RELEASE, said, dates=("release.date",), extra=("release.type",)),
        _event(Kind.DEATH, said, dates=("death.date",), place=("death.place",), extra=("death.cause",)),
    ]
    return [event for event in told if event is not None]


def _event(
    kind: Kind,
    said: Sequence[Statement],
    *,
    dates: tuple[str, ...],
    place: tuple[str, ...] = (),
    actor: tuple[str, ...] = (),
    extra: tuple[str, ...] = (),
) -> Event | None:
    mine = [one for one in said if one.claim.prop in dates + place + actor + extra]
    if not mine:
        return None
    dated = [one for one in mine if one.claim.prop in dates and one.reading.normalised]
    return Event(
        kind=kind,
        when=_span(dated),
        place=", ".join(one.claim.value for one in mine if one.claim.prop in place),
        actor=", ".join(one.claim.value for one in mine if one.claim.prop in actor),
        statements=tuple(mine),
        ambiguous=any(one.reading.ambiguous for one in dated),
    )


def _span(dated: Sequence[Statement]) -> Interval:
    if not dated:
        return OPEN
    starts = [one.reading.start for one in dated]
    ends = [one.reading.end for one in dated]
    return Interval(
        start=None if None in starts else min(day for day in starts if day is not None),
        end=None if None in ends else max(day for day in ends if day is not None),
    )


def _sort(when: Interval) -> tuple[bool, str, str]:
    known = when.start or when.end
    return (known is None, known.isoformat() if known else "", when.end.isoformat() if when.end else "")
