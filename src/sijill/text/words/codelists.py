"""The code lists of data/codelists.csv: every code with its English and Arabic label."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    list: str
    code: str
    label_en: str
    label_ar: str
    huridocs: str  # "list:code" of the HURIDOCS Micro-thesauri, numeric only, for exports
    notes: str


@cache
def codes() -> dict[tuple[str, str], Code]:
    """Every code by (list, code), in the order of the file."""
    rows = [Code(**row) for row in read_table("codelists.csv")]
    return {(row.list, row.code): row for row in rows}


def codes_of(name: str) -> list[Code]:
    return [row for row in codes().values() if row.list == name]


@cache
def lists() -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.list for row in codes().values()))


def read_table(name: str) -> Iterable[dict[str, str]]:
    path = resources.files("sijill.text") / "data" / name
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
