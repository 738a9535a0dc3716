"""One person as one viewer sees them: what is said, by whom, where it stands, what contradicts, who was there too."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sijill.access.filter import ClaimFilter
from sijill.claims.statements import Statement, statements_of
from sijill.errors import NotFoundError
from sijill.persons.gather import gather
from sijill.persons.model import Event, Interval, Kind, Person
from sijill.text.scripts import script_of
from sijill.web.look.history import Change, history_of
from sijill.web.look.names import fullest, interval_of
from sijill.web.look.relatives import relatives_of
from sijill.web.look.sight import Sight

# Arrests of people held at one place that are at most this far apart are shown as "held with".
NEAR_DAYS: Final = 31
# A date less exact than this many days says nothing about who was there together.
VAGUE_DAYS: Final = 92
MOST_COMPANIONS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Another person the page points to, with the names the viewer may see. ``why`` is a word of a closed set."""

    id: str
    name_ar: str
    name_latin: str
    why: str
    site: str = ""
    when: Interval | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What several sources say happened at the same time: events of one kind with one interval."""

    kind: Kind
    when: Interval
    events: tuple[Event, ...]

    @property
    def ambiguous(self) -> bool:
        return any(event.ambiguous for event in self.events)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place or facility somebody names: ``code`` as it was read, the statements that name it, its kind of mark."""

    number: int
    code: str
    pcode: str
    kind: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A claim that is there and sealed: which property of which record, said by whom. Never the value."""

    prop: str
    record: str
    list_id: str
    said_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage:
    """``sealed`` holds claims the viewer may know of and not read here; their values are not in it."""

    person: Person
    names_ar: tuple[str, ...]
    names_latin: tuple[str, ...]
    sealed: tuple[Sealed, ...]
    places: tuple[Place, ...]
    companions: tuple[Other, ...]
    companions_in_all: int
    relatives: tuple[Other, ...]
    history: tuple[Change, ...]

    @property
    def moved(self) -> bool:
        return self.person.asked != self.person.id

    @property
    def other_names(self) -> tuple[str, ...]:
        """All writings but the two that stand at the top."""
        top = {*self.names_ar[:1], *self.names_latin[:1]}
        return tuple(name for name in self.person.names if name not in top)

    @property
    def moments(self) -> list[Moment]:
        """The timeline, what is said alike by several sources put together."""
        found: dict[tuple[Interval, Kind], list[Event]] = {}
        for event in self.person.timeline:
            found.setdefault((event.when, event.kind), []).append(event)
        return [Moment(kind=kind, when=when, events=tuple(events)) for (when, kind), events in found.items()]

    @property
    def by_record(self) -> list[tuple[str, list[Statement]]]:
        return [
            (record, [one for one in self.person.statements if one.claim.record == record])
            for record in self.person.records
        ]


def look(sight: Sight, asked: str, *, sealed: ClaimFilter) -> PersonPage:
    """The person an id leads to. NotFoundError alike for what is absent and what is hidden.

    ``sealed`` is what the viewer may know to be sealed (``Action.OPEN_SEALED``); its values are left out.
    """
    number = sight.resolve(asked)
    members = sight.members(number)
    records = [sight.snapshot.record_ids[one] for one in members]
    said = statements_of(sight.snapshot.register, records)
    shown = [one for one in said if allowed(sight, sight.claims, one)]
    person = gather(sight.id_of(number), asked, records, shown)
    companions, in_all = companions_of(sight, number)
    return PersonPage(
        person=person,
        names_ar=tuple(name for name in person.names if script_of(name) in {"arab", "mixed"}),
        names_latin=tuple(name for name in person.names if script_of(name) == "latn"),
        sealed=tuple(
            Sealed(
                prop=one.claim.prop,
                record=one.claim.record,
                list_id=one.claim.list_id,
                said_by=one.claim.said_by,
            )
            for one in said
            if allowed(sight, sealed, one) and not allowed(sight, sight.claims, one)
        ),
        places=tuple(places_of(shown)),
        companions=tuple(companions),
        companions_in_all=in_all,
        relatives=tuple(other(sight, whose, why=why) for whose, why in relatives_of(sight, number)),
        history=tuple(history_of(sight, members)),
    )


def open_sealed(sight: Sight, asked: str, record: str, prop: str, *, opened: ClaimFilter) -> list[Statement]:
    """The values of one sealed property of one record of a person. NotFoundError when there is nothing to open."""
    members = sight.members(sight.resolve(asked))
    if sight.record(record) not in members:
        raise NotFoundError("There is nothing sealed here")
    said = statements_of(sight.snapshot.register, [record])
    found = [one for one in said if one.claim.prop == prop and allowed(sight, opened, one)]
    if not found:
        raise NotFoundError("There is nothing sealed here")
    return found


def allowed(sight: Sight, claims: ClaimFilter, statement: Statement) -> bool:
    claim = statement.claim
    return claims.allows(
        list_id=claim.list_id,
        organisation=sight.snapshot.organisation_of.get(claim.list_id),
        visibility=claim.visibility,
        property=claim.prop,
        record_id=claim.record,
    )


_MARKS: Final = {
    "arrest.place": "arrest",
    "held.place": "held",
    "sighting.place": "held",
    "death.place": "held",
}


def places_of(statements: Iterable[Statement]) -> list[Place]:
    """Every different place that could be resolved, numbered for the map, in the order in which a life is told."""
    from sijill.text import facilities

    order = ("birth.place", "origin.place", "residence.place", *_MARKS)
    found: dict[str, list[Statement]] = {}
    for statement in sorted(
        (one for one in statements if one.claim.prop in order and one.reading.resolved),
        key=lambda one: order.index(one.claim.prop),
    ):
        found.setdefault(str(statement.reading.resolved), []).append(statement)
    places = []
    for place, (code, said) in enumerate(found.items(), start=1):
        facility = facilities.facilities().get(code)
        places.append(
            Place(
                number=place,
                code=code,
                pcode=(facility.governorate or "") if facility is not None else code,
                kind=_MARKS.get(said[0].claim.prop, "other"),
                statements=tuple(said),
            )
        )
    return places


def companions_of(sight: Sight, person: int) -> tuple[list[Other], int]:
    """Visible people taken the same days at the same place, or held at the same facility about then; and how many."""
    found: dict[int, tuple[float, str, str, int]] = {}
    for why, group, column in (
        ("arrested_with", "place", "arrest_place"),
        ("held_with", "held", "held_place"),
    ):
        near = 1 if why == "arrested_with" else NEAR_DAYS
        for number in sight.members(person):
            for record, gap, code in _near(sight, number, group, column, near=near):
                whose = int(sight.person[record])
                if whose != person:
                    found.setdefault(whose, (gap, why, code, record))
                    if gap < found[whose][0] and found[whose][1] == why:
                        found[whose] = (gap, why, code, record)
    ranked = sorted(found.items(), key=lambda item: (item[1][1], item[1][0], item[0]))
    return [
        other(sight, whose, why=why, site=code, when=arrest_of(sight, record))
        for whose, (_, why, code, record) in ranked[:MOST_COMPANIONS]
    ], len(ranked)


def _near(sight: Sight, number: int, group: str, column: str, *, near: int) -> list[tuple[int, float, str]]:
    """(record, days between the arrests, place) for visible records of the same place and time."""
    codes, names = sight.snapshot.single(column)
    if codes[number] < 0 or not (sight.shown(group, number) and sight.shown("arrest", number)):
        return []
    vague = VAGUE_DAYS if near > 1 else 0
    start, end = sight.snapshot.days("arrest_start"), sight.snapshot.days("arrest_end")
    first, last = start[number], end[number]
    if not last - first <= vague:
        return []
    there = np.sort(sight.snapshot.of_code(column).of(int(codes[number])))
    start, end = start[there], end[there]
    usable: NDArray[np.bool_] = sight.whole[group][there] & sight.whole["arrest"][there] & (there != number)
    with np.errstate(invalid="ignore"):
        gap = np.maximum(start - last, first - end).clip(0)
        usable &= (gap <= near - 1) & (end - start <= vague)
    found = np.flatnonzero(usable)
    return [(int(there[one]), float(gap[one]), names[codes[number]]) for one in found]


def arrest_of(sight: Sight, number: int) -> Interval | None:
    if not sight.shown("arrest", number):
        return None
    return interval_of(sight, "arrest", number)


def other(sight: Sight, person: int, *, why: str, site: str = "", when: Interval | None = None) -> Other:
    name_ar, name_latin = fullest(sight, sight.members(person))
    return Other(
        id=sight.id_of(person), name_ar=name_ar, name_latin=name_latin, why=why, site=site, when=when
    )


def events_of(person: Person) -> Sequence[Event]:
    """The timeline without births: what the picture shows."""
    return [event for event in person.timeline if event.kind is not Kind.BIRTH]
