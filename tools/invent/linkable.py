"""Invented records as linkage takes them, without a file between: three kinds of lists, each with its truth.

Made in a second or two, so that a test can ask on every run whether the model's own figures are true. The people are
those of the demo; nobody exists.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from tools.invent.chance import Chance
from tools.invent.damage import glue, loosen, typo
from tools.invent.names_tables import Name, Tongue
from tools.invent.people import Person, people
from tools.invent.spelling import Speller

Record = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Linkable:
    """``records``: columns as ``sijill.linkage.SCHEMA`` has them. The rest by record id."""

    records: pa.Table
    entity: dict[str, str]
    list: dict[str, str]
    script: dict[str, str]
    parts: dict[str, int]
    household: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Habit:
    """How one list is kept: shares of its rows."""

    name: str
    tongue: Tongue | None  # None: Arabic letters
    listed: float  # of the people
    split: bool = False  # given, father's and family name in columns of their own
    grandfather: float = 0.0
    fatherless: float = 0.05
    unknown: float = 0.4  # each of mother, birth, place and arrest
    year_only: float = 0.3
    slips: float = 0.04
    coarse: float = 0.2  # places known by governorate alone


_FIVE = (
    _Habit(name="registry", tongue=None, listed=0.45, split=True, unknown=0.3),
    _Habit(name="centre", tongue=Tongue.ENGLISH, listed=0.4, split=True, fatherless=0.12),
    _Habit(name="families", tongue=None, listed=0.4, grandfather=0.7, unknown=0.45),
    _Habit(name="exile", tongue=Tongue.FRENCH, listed=0.3, fatherless=0.25, unknown=0.5),
    _Habit(name="posts", tongue=None, listed=0.3, fatherless=0.4, unknown=0.6, year_only=1.0, coarse=0.5),
)
_VERSIONS = tuple(
    _Habit(
        name=f"version {number}",
        tongue=None,
        listed=0.9,
        grandfather=0.97,
        fatherless=0.0,
        unknown=0.05,
        year_only=0.0,
    )
    for number in (1, 2, 3)
)
_REPEATS = _Habit(
    name="archive", tongue=None, listed=1.0, grandfather=0.5, fatherless=0.15, unknown=0.35, slips=0.12
)


def five_lists(seed: str, persons: int = 900) -> Linkable:
    """Short names in two scripts, places, dates, much that is missing."""
    return _made(seed, persons, lambda chance: [habit for habit in _FIVE if chance.happens(habit.listed)])


def three_versions(seed: str, persons: int = 900) -> Linkable:
    """Long names and births and nothing else, many of one family: three versions of one list."""
    made = _made(seed, persons, lambda chance: [one for one in _VERSIONS if chance.happens(one.listed)])
    bare = [
        column
        for column in made.records.column_names
        if column not in ("origin_place", "arrest_start", "arrest_end", "mother_name")
    ]
    return Linkable(
        records=made.records.select(bare),
        entity=made.entity,
        list=made.list,
        script=made.script,
        parts=made.parts,
        household=made.household,
    )


def one_that_repeats(seed: str, persons: int = 300) -> Linkable:
    """One list in which a person stands two to ten times, often damaged."""
    return _made(seed, persons, lambda chance: [_REPEATS] * chance.between(2, 10))


KINDS: dict[str, Callable[[str], Linkable]] = {
    "five organisations, short names, two scripts": five_lists,
    "three versions of one list, long names": three_versions,
    "one list that repeats people": one_that_repeats,
}


def _made(seed: str, persons: int, listed: Callable[[Chance], list[_Habit]]) -> Linkable:
    chance = Chance(seed)
    records: list[Record] = []
    out: dict[str, dict[str, Any]] = {name: {} for name in ("entity", "list", "script", "parts", "household")}
    spellers: dict[str, Speller] = {}
    for person in people(persons, chance.child("people")):
        own = chance.child(f"life/{person.id}")
        arrest = dt.date(2011, 3, 15) + dt.timedelta(days=int(2900 * own.uniform() ** 2))
        for number, habit in enumerate(listed(own), start=1):
            record, parts = _record(person, arrest, habit, own, _speller(spellers, habit, chance))
            record["record_id"] = key = f"{habit.name}:{person.id}:{number}"
            records.append(record)
            out["entity"][key], out["household"][key] = person.id, person.household
            out["list"][key], out["parts"][key] = habit.name, parts
            out["script"][key] = "ar" if habit.tongue is None else "la"
    table = pa.Table.from_pylist(chance.child("order").shuffled(records), schema=_SCHEMA)
    return Linkable(records=table, **out)


_TEXTS = pa.list_(pa.string())
_SCHEMA = pa.schema(
    [("record_id", pa.string()), ("list_id", pa.string())]
    + [
        (name, _TEXTS)
        for name in ("name", "name_given", "name_father", "name_family", "mother_name", "origin_place")
    ]
    + [("sex", pa.string())]
    + [(f"{date}_{end}", pa.date32()) for date in ("birth", "arrest") for end in ("start", "end")]
)


def _speller(known: dict[str, Speller], habit: _Habit, chance: Chance) -> Speller | None:
    if habit.tongue is not None and habit.name not in known:
        known[habit.name] = Speller(habit.tongue, chance.child(f"speller/{habit.name}"), steady=0.7)
    return known.get(habit.name)


def _record(
    person: Person, arrest: dt.date, habit: _Habit, chance: Chance, speller: Speller | None
) -> tuple[Record, int]:
    def written(names: tuple[Name, ...]) -> str:
        if speller is not None:
            text = " ".join(speller.name(name) for name in names)
        else:
            plain = " ".join(name.arabic for name in names)
            text = loosen(plain, chance, hamza=0.4, ta=0.3, ya=0.2, joined=0.2)
        return typo(text, chance) if chance.happens(habit.slips) else text

    def told() -> bool:
        return not chance.happens(habit.unknown)

    given, family = written(person.given), written((person.family,))
    father = "" if chance.happens(habit.fatherless) else written(person.father)
    grandfather = written((person.grandfather,)) if father and chance.happens(habit.grandfather) else ""
    record: Record = {"list_id": habit.name, "sex": "female" if person.woman else "male"}
    if habit.split:
        record |= {
            "name_given": [given],
            "name_father": [father] if father else None,
            "name_family": [family],
        }
    else:
        whole = " ".join(part for part in (given, father, grandfather, family) if part)
        record["name"] = [glue(whole, chance) if chance.happens(0.01) else whole]
    if told():
        record["mother_name"] = [written((person.mother,))]
    if told():
        record |= _date("birth", person.birth, year_only=chance.happens(habit.year_only))
    if told():
        late = dt.timedelta(days=chance.between(-60, 60) if chance.happens(0.2) else 0)
        record |= _date("arrest", arrest + late, year_only=chance.happens(habit.year_only))
    if told():
        record["origin_place"] = [
            person.town.governorate if chance.happens(habit.coarse) else person.town.pcode
        ]
    return record, 2 + bool(father) + bool(grandfather)


def _date(name: str, day: dt.date, *, year_only: bool) -> Record:
    first, last = (dt.date(day.year, 1, 1), dt.date(day.year, 12, 31)) if year_only else (day, day)
    return {f"{name}_start": first, f"{name}_end": last}
