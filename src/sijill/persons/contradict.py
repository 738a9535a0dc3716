"""Which statements of one property can be true together, and which cannot. Nothing is chosen, nothing is dropped."""

from collections.abc import Callable, Sequence
from typing import Final

from sijill.claims.properties import BY_NAME, PROPERTIES, Kind
from sijill.claims.statements import Statement
from sijill.persons.model import Fact, Interval, Version
from sijill.text import names, places

# Facts of which a person has one. Arrests, places held and statuses may be several, and are told as episodes.
SINGULAR: Final = (
    "name",
    "name.given",
    "name.father",
    "name.grandfather",
    "name.family",
    "mother.name",
    "mother.family",
    "sex",
    "birth.date",
    "birth.place",
    "origin.place",
    "nationality",
    "id.national",
    "death.date",
)
Compatible = Callable[[Statement, Statement], bool]


def facts_of(statements: Sequence[Statement]) -> tuple[Fact, ...]:
    """One fact per singular property that anybody mentions, in the order of ``SINGULAR``."""
    facts = []
    for name in SINGULAR:
        said = [statement for statement in statements if statement.claim.prop == name]
        if said:
            facts.append(Fact(prop=name, versions=_versions(said, _compatible(name))))
    return tuple(facts)


def versions_of(name: str, said: Sequence[Statement]) -> tuple[Version, ...]:
    """The versions of any one property: of an arrest or a place held, several can be true of different times."""
    return _versions(said, _compatible(name)) if said else ()


def _versions(said: Sequence[Statement], compatible: Compatible) -> tuple[Version, ...]:
    """Groups in which every statement is compatible with every other; each joins the first group that takes it.

    Unread statements say nothing that could be contradicted; they stand with the first version. The version most
    lists share comes first.
    """
    read = [one for one in said if one.reading.normalised]
    unread = [one for one in said if not one.reading.normalised]
    groups: list[list[Statement]] = []
    for statement in sorted(read, key=_precision):
        home = next((group for group in groups if all(compatible(statement, other) for other in group)), None)
        if home is None:
            groups.append([statement])
        else:
            home.append(statement)
    if not groups:
        return (_version(unread),)
    groups[0] += unread
    versions = [_version(group) for group in groups]
    return tuple(sorted(versions, key=lambda version: -len(version.lists)))


def _version(group: Sequence[Statement]) -> Version:
    best = min(group, key=_precision)
    return Version(text=best.reading.normalised or best.claim.value, statements=tuple(group))


def _precision(statement: Statement) -> tuple[int, int]:
    """Sorts the most telling statement first: shortest interval of a date, longest text of anything else."""
    reading = statement.reading
    if reading.start is not None and reading.end is not None:
        return ((reading.end - reading.start).days, 0)
    return (1 << 20, -len(reading.normalised))


def _compatible(name: str) -> Compatible:
    match PROPERTIES[BY_NAME[name]].kind:
        case Kind.DATE:
            return _dates_meet
        case Kind.PLACE:
            return _places_fit
        case Kind.NAME | Kind.NAME_PART:
            return _names_fit
        case _:
            return _equal


def _dates_meet(left: Statement, right: Statement) -> bool:
    return _interval(left).meets(_interval(right))


def _interval(statement: Statement) -> Interval:
    return Interval(start=statement.reading.start, end=statement.reading.end)


def _places_fit(left: Statement, right: Statement) -> bool:
    one, other = left.reading.resolved, right.reading.resolved
    if one is None or other is None:
        return True  # several readings are open: no contradiction can be shown
    return one == other or places.contains(one, other) or places.contains(other, one)


def _names_fit(left: Statement, right: Statement) -> bool:
    """Whether both can be writings of one name; a shorter one fits when it is how the longer one begins."""
    one, other = sorted(
        (left.reading.normalised, right.reading.normalised), key=lambda text: len(text.split())
    )
    if one.casefold() == other.casefold():
        return True
    beginning = " ".join(other.split()[: len(one.split())])
    return any(
        names.similarity(one, text) >= names.SAME_NAME_THRESHOLD for text in dict.fromkeys((other, beginning))
    )


def _equal(left: Statement, right: Statement) -> bool:
    return left.reading.normalised == right.reading.normalised
