"""The answers that tests and forms know by name (``data/answers.csv``), and what may be written in each.

A field that is not in the table is kept as it is: a form may ask for things this package does not test.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from sijill.cases import nationality
from sijill.cases.model import Words
from sijill.errors import UsageError
from sijill.text import words

YES: Final = frozenset({"yes", "true", "1", "نعم"})
NO: Final = frozenset({"no", "false", "0", "لا"})
LANGUAGES: Final = frozenset({"en", "fr", "es", "ar"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """``kind``: text, list, bool, code (one), codes (several), choice. ``codes`` names the list, or the choices."""

    name: str
    kind: str
    codes: str
    label: Words


@cache
def known() -> dict[str, Field]:
    text = files("sijill.cases").joinpath("data/answers.csv").read_text(encoding="utf-8")
    return {
        row["field"]: Field(
            name=row["field"],
            kind=row["kind"],
            codes=row["codes"],
            label=Words(en=row["label_en"], ar=row["label_ar"]),
        )
        for row in csv.DictReader(text.splitlines())
    }


def valid_codes(field: str) -> frozenset[str]:
    """What a coded answer may hold."""
    one = known()[field]
    match one.codes:
        case "language":
            return LANGUAGES
        case "iso3166":
            return nationality.codes()
        case _ if one.kind == "choice":
            return frozenset(one.codes.split("|"))
        case _:
            return frozenset(code.code for code in words.codes_of(one.codes))


def read(field: str, value: Any) -> Any:  # what JSON can hold, in and out
    """The value as it is kept. UsageError when a known field cannot hold it; None takes an answer back.

    A text for a list becomes its lines (or, for codes, its words); yes and no are read for true and false.
    """
    one = known().get(field)
    if one is None or value is None:
        return value
    match one.kind:
        case "bool":
            return _bool(field, value)
        case "list":
            return (
                value
                if isinstance(value, list)
                else [line for line in str(value).splitlines() if line.strip()]
            )
        case "codes":
            given = value if isinstance(value, list) else str(value).replace(",", " ").split()
            return [_code(field, str(each)) for each in given]
        case "code" | "choice":
            return _code(field, str(value))
        case _:
            return str(value)


def _bool(field: str, value: Any) -> bool:
    text = str(value).strip().casefold()
    if text not in YES | NO:
        raise UsageError(f"{field} is yes or no", remedy=f"Write {field}=yes or {field}=no")
    return text in YES


def _code(field: str, value: str) -> str:
    there = {one.casefold(): one for one in valid_codes(field)}
    found = there.get(value.strip().casefold())
    if found is None:
        listed = ", ".join(sorted(there.values())) if len(there) < 40 else "the codes of its list"
        raise UsageError(f"That is no code of {field}", remedy=f"Use: {listed}")
    return found
