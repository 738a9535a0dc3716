"""Nationalities out of words, and which States are parties to the Convention on Enforced Disappearance.

A word that the table does not hold is unknown, never guessed; being Syrian is never assumed.
"""

import csv
import datetime as dt
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from sijill.text.scripts import clean

# The Convention itself entered into force on this day, and for a later State on the thirtieth day after its deposit
# (article 39; general knowledge, unverified).
ENTRY: Final = dt.date(2010, 12, 23)
DAYS_AFTER_DEPOSIT: Final = 30
_PARTS: Final = (";", ",", "،", "/", "|", "+", " and ", " et ", " و ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One State party. ``deposited`` None: no dated ratification or accession in the data."""

    iso3: str
    state: str
    deposited: dt.date | None
    verified: bool

    @property
    def in_force(self) -> dt.date | None:
        if self.deposited is None:
            return None
        return max(ENTRY, self.deposited + dt.timedelta(days=DAYS_AFTER_DEPOSIT))


@cache
def parties() -> dict[str, Party]:
    """Every State party of the data, by ISO 3166-1 alpha-3."""
    return {row["iso3"]: _party(row) for row in _rows("icpped_parties.csv")}


def undated() -> int:
    """How many of them have no dated entry into force."""
    return sum(one.deposited is None for one in parties().values())


def read(text: str) -> frozenset[str] | None:
    """The ISO codes a nationality cell names; None when any part of it is a word nobody knows."""
    parts = [text]
    for mark in _PARTS:
        parts = [piece for part in parts for piece in part.split(mark)]
    found = [_words().get(_key(part)) for part in parts if part.strip()]
    if not found or None in found:
        return None
    return frozenset(code for code in found if code is not None)


def codes() -> frozenset[str]:
    """Every ISO code the words lead to."""
    return frozenset(_words().values())


@cache
def _words() -> dict[str, str]:
    table = {_key(row["word"]): row["iso3"] for row in _rows("nationalities.csv")}
    return table | {code.casefold(): code for code in table.values()}


def _key(text: str) -> str:
    return clean(text).casefold().strip(" .")


def _party(row: dict[str, str]) -> Party:
    day = row["ratified_or_acceded"]
    return Party(
        iso3=row["iso3"],
        state=row["state"],
        deposited=dt.date.fromisoformat(day) if day else None,
        verified=row["confidence"] == "treaty_collection_extract",
    )


def _rows(name: str) -> list[dict[str, str]]:
    text = files("sijill.cases").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
