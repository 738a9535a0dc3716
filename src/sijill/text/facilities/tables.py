"""The facility and actor tables of a country pack."""

import csv
import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Final

from sijill.text.facilities.model import Actor, Facility, Mark

COUNTRY_PACK: Final = "sy"
_TAG: Final = re.compile(r"\[([^\]]+)\]")


def rows_of(name: str, pack: str = COUNTRY_PACK) -> Iterator[dict[str, str]]:
    with (files("sijill.text") / "data" / pack / name).open(encoding="utf-8") as stream:
        yield from csv.DictReader(stream)


@lru_cache(maxsize=2)
def facilities(pack: str = COUNTRY_PACK) -> dict[str, Facility]:
    return {row["id"]: _facility(row) for row in rows_of("facilities.csv", pack)}


@lru_cache(maxsize=2)
def actors(pack: str = COUNTRY_PACK) -> dict[str, Actor]:
    return {row["id"]: _actor(row) for row in rows_of("actors.csv", pack)}


def _facility(row: dict[str, str]) -> Facility:
    return Facility(
        id=row["id"],
        name_en=row["name_en"],
        name_ar=row["name_ar"],
        aliases=tuple(alias.strip() for alias in row["aliases"].split("|") if alias.strip()),
        kind=row["kind"],
        agency=row["agency"],
        governorate=row["governorate"] or None,
        parent=row["parent"] or None,
        notes=row["notes"],
        sources=sources_of(row["notes"]),
        mark=mark_of(row["notes"], generic=row["id"].startswith("gen-")),
    )


def _actor(row: dict[str, str]) -> Actor:
    return Actor(
        id=row["id"],
        name_en=row["name_en"],
        name_ar=row["name_ar"],
        aliases=tuple(alias.strip() for alias in row["aliases"].split("|") if alias.strip()),
        kind=row["kind"],
        parent=row["parent"] or None,
        active_from=row["active_from"],
        active_to=row["active_to"],
        notes=row["notes"],
        mark=mark_of(row["notes"], generic=row["id"] == "unknown"),
    )


def sources_of(notes: str) -> tuple[str, ...]:
    """The source tags of a note, [K] (general knowledge) left out."""
    return tuple(tag for tag in _TAG.findall(notes) if tag != "K")


def mark_of(notes: str, *, generic: bool = False) -> Mark:
    """A row without any source tag counts as general knowledge."""
    if generic:
        return Mark.GENERIC
    known = "[K]" in notes or "general knowledge" in notes
    match bool(sources_of(notes)), known:
        case True, True:
            return Mark.PARTLY
        case True, False:
            return Mark.SOURCED
        case _:
            return Mark.GENERAL_KNOWLEDGE
