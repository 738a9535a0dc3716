"""The gazetteer of one country pack: units, their known spellings, and which contains which.

A country pack is a folder in `text/data/`: `places.csv` and `place_aliases.csv` as published, `place_aliases_hand.csv`
for spellings added by hand, `communities_known.csv` for places that exist but are no unit of the gazetteer.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from sijill.text.places.model import Level, Unit

COUNTRY_PACK: Final = "sy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """One known writing of one unit, as published."""

    pcode: str
    text: str
    source: str


@dataclass(frozen=True, slots=True, eq=False)
class Gazetteer:
    """Units by p-code, with every ancestor chain (nearest first) worked out; immutable once built, equal by
    identity.
    """

    units: dict[str, Unit]
    ancestors: dict[str, tuple[str, ...]]
    spellings: tuple[Spelling, ...]

    def contains(self, wide: str, narrow: str) -> bool:
        """True when `narrow` is `wide` or lies in it; an unknown p-code contains and is contained by itself alone."""
        return wide == narrow or wide in self.ancestors.get(narrow, ())

    def at_level(self, pcode: str, level: Level) -> str | None:
        """The unit of `level` that is `pcode` or contains it."""
        for code in (pcode, *self.ancestors.get(pcode, ())):
            unit = self.units.get(code)
            if unit is not None and unit.level == level:
                return code
        return None


def data_file(name: str, pack: str = COUNTRY_PACK) -> Traversable:
    return files("sijill.text") / "data" / pack / name


def rows_of(source: Traversable | Path) -> Iterator[dict[str, str]]:
    with source.open(encoding="utf-8") as stream:
        yield from csv.DictReader(stream)


def gazetteer() -> Gazetteer:
    """The country pack's gazetteer with everything that was added to it."""
    return _build(COUNTRY_PACK, _added)


def add(path: Path) -> None:
    """Add units from a CSV with the columns of `places.csv`, for instance communities (level 4), for this process.

    Parents may be in the pack or in any added file. Raises ValueError, and adds nothing, when a p-code is
    already another
    unit or a parent is missing or not wider than its child. Names of an added unit are read like any other.
    """
    global _added  # noqa: PLW0603  (one gazetteer per process, like the pack itself)
    _build(COUNTRY_PACK, (*_added, path))
    _added = (*_added, path)
    _forget()


def reset() -> None:
    """Drop what was added."""
    global _added  # noqa: PLW0603
    _added = ()
    _forget()


_added: tuple[Path, ...] = ()
_remembered: list[Callable[[], None]] = []
_F = TypeVar("_F", bound=Callable[..., Any])


def remembered(maxsize: int) -> Callable[[_F], _F]:
    """`lru_cache` for results that depend on the gazetteer: they are dropped when something is added to it."""

    def wrap(function: _F) -> _F:
        cached = lru_cache(maxsize=maxsize)(function)
        _remembered.append(cached.cache_clear)
        return cast("_F", cached)

    return wrap


def _forget() -> None:
    for clear in _remembered:
        clear()


@lru_cache(maxsize=8)
def _build(pack: str, extra: tuple[Path, ...]) -> Gazetteer:
    units: dict[str, Unit] = {}
    for source in (data_file("places.csv", pack), *extra):
        for row in rows_of(source):
            unit = _unit(row)
            if units.setdefault(unit.pcode, unit) != unit:
                raise ValueError(f"two different units with the p-code {unit.pcode}")
    for unit in units.values():
        if unit.parent is not None and (unit.parent not in units or units[unit.parent].level >= unit.level):
            raise ValueError(f"{unit.pcode} has no wider parent {unit.parent}")
    return Gazetteer(
        units=units,
        ancestors={pcode: _ancestors(units, pcode) for pcode in units},
        spellings=tuple(_spellings(units, pack)),
    )


def _unit(row: dict[str, str]) -> Unit:
    return Unit(
        pcode=row["pcode"],
        level=Level(int(row["level"])),
        parent=row["parent_pcode"] or None,
        name_en=row["name_en"],
        name_ar=row["name_ar"],
        lat=float(row["lat"]) if row["lat"] else None,
        lon=float(row["lon"]) if row["lon"] else None,
    )


def _ancestors(units: dict[str, Unit], pcode: str) -> tuple[str, ...]:
    chain: list[str] = []
    parent = units[pcode].parent
    while parent is not None:
        chain.append(parent)
        parent = units[parent].parent
    return tuple(chain)


def _spellings(units: dict[str, Unit], pack: str) -> Iterator[Spelling]:
    for unit in units.values():
        for name in dict.fromkeys((unit.name_en, unit.name_ar)):
            if name:
                yield Spelling(pcode=unit.pcode, text=name, source="name")
    for name in ("place_aliases.csv", "place_aliases_hand.csv"):
        for row in rows_of(data_file(name, pack)):
            yield Spelling(pcode=row["pcode"], text=row["alias"], source=row["type"])
