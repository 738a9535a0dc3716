"""The codes of a consent: purposes, states, capacities and forms, read from ``data/codes.csv``."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from sijill.errors import UsageError

LISTS: Final = ("purpose", "state", "capacity", "form")
NOBODY: Final = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One code with its words.

    ``recipients`` (of a purpose): who receives it by the purpose's own words. None: the words name nobody, so a
    consent must. Empty: the use has no single recipient (a statistic, a publication). ``to_state``: the authorities of
    a State learn the name.
    """

    list: str
    code: str
    label_en: str
    label_ar: str
    recipients: tuple[str, ...] | None
    to_state: bool
    source: str


@cache
def codes(of: str) -> dict[str, Code]:
    """The codes of one of ``LISTS``, in the order of the table."""
    text = files("sijill.consents").joinpath("data/codes.csv").read_text(encoding="utf-8")
    return {row["code"]: _code(row) for row in csv.DictReader(text.splitlines()) if row["list"] == of}


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """A kind of facts that a yes can leave out. ``properties`` of claims and ``answers`` entered for a case."""

    code: str
    label_en: str
    label_ar: str
    properties: tuple[str, ...]
    answers: tuple[str, ...]
    source: str


@cache
def exclusions() -> dict[str, Exclusion]:
    """The kinds of ``data/exclusions.csv``, in the order of the table. A consent may also name a single field."""
    text = files("sijill.consents").joinpath("data/exclusions.csv").read_text(encoding="utf-8")
    return {row["code"]: _exclusion(row) for row in csv.DictReader(text.splitlines())}


def require(of: str, code: str) -> str:
    """The code as the table writes it; UsageError with the ones there are."""
    wanted = code.strip().casefold()
    if wanted not in codes(of):
        raise UsageError(f"{code!r} is no {of} of a consent", remedy=f"Use one of: {', '.join(codes(of))}")
    return wanted


def _code(row: dict[str, str]) -> Code:
    named = row["recipients"]
    return Code(
        list=row["list"],
        code=row["code"],
        label_en=row["label_en"],
        label_ar=row["label_ar"],
        recipients=() if named == NOBODY else tuple(named.split("|")) if named else None,
        to_state=row["to_state"] == "yes",
        source=row["source"],
    )


def _exclusion(row: dict[str, str]) -> Exclusion:
    return Exclusion(
        code=row["code"],
        label_en=row["label_en"],
        label_ar=row["label_ar"],
        properties=tuple(row["properties"].split("|")) if row["properties"] else (),
        answers=tuple(row["answers"].split("|")) if row["answers"] else (),
        source=row["source"],
    )
