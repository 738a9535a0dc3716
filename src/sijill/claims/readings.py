"""Reading: beside each different verbatim value, what the readers make of it. Derived, and keyed by reader version.

One row per (property, column, value). A reading never takes the claim's place.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import pyarrow as pa

from sijill.claims.columns import ClaimColumn
from sijill.claims.mapping import DateOrder, Mapping
from sijill.claims.properties import BY_NAME, PROPERTIES, Kind
from sijill.text import dates, facilities, places, scripts, words

# Raise it when a reader reads anything differently; derived files carry it in their names.
READER_VERSION: Final = 1
# Only to see whether a text is an age at all: any day serves.
READING_DAY: Final = date(2013, 1, 1)

SCHEMA: Final = pa.schema(
    [
        ("property", pa.string()),
        ("column", pa.string()),
        ("value", pa.string()),
        ("kind", pa.string()),
        ("normalised", pa.string()),
        ("start", pa.date32()),
        ("end", pa.date32()),
        ("codes", pa.list_(pa.string())),
        ("resolved", pa.string()),
        ("ambiguous", pa.bool_()),
        ("note", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """``normalised`` is the cleaned text, EDTF of a date, or the code; empty when nothing could be read.

    ``codes`` holds candidates (p-codes, facility ids) or ``axis:code`` words; ``resolved`` the one that is safe.
    """

    kind: str
    normalised: str = ""
    start: date | None = None
    end: date | None = None
    codes: tuple[str, ...] = ()
    resolved: str | None = None
    ambiguous: bool = False
    note: str = ""


def read_column(column: ClaimColumn, mapping: Mapping) -> list[Reading]:
    """One reading per value of the column, in their order."""
    prop = BY_NAME.get(column.property)
    if prop is None:
        return [_read_text(value) for value in column.values]
    match PROPERTIES[prop].kind:
        case Kind.DATE:
            return _read_dates(column, mapping)
        case Kind.AGE:
            return [_read_age(value) for value in column.values]
        case Kind.PLACE:
            return [read_place(value) for value in column.values]
        case Kind.FACILITY:
            return [read_facility(value) for value in column.values]
        case Kind.AGENCY:
            return [read_agency(value) for value in column.values]
        case Kind.WORDS:
            reader = _word_reader(PROPERTIES[prop].code_list, mapping)
            return [reader(value) for value in column.values]
        case Kind.NAME | Kind.NAME_PART:
            return [_read_text(value, kind="name") for value in column.values]
        case Kind.FREE_TEXT:
            reader = _word_reader("status", mapping)
            return [reader(value) for value in column.values]
        case Kind.IDENTIFIER | Kind.CONTACT:
            return [_read_text(value) for value in column.values]


def _read_text(value: str, kind: str = "text") -> Reading:
    return Reading(kind=kind, normalised=scripts.clean(value))


def _read_age(value: str) -> Reading:
    born = dates.birth_from_age(value, READING_DAY)
    if born.start is None and born.end is None:
        return Reading(kind="age", note=born.note)
    return Reading(kind="age", normalised=scripts.clean(value))


def _read_dates(column: ClaimColumn, mapping: Mapping) -> list[Reading]:
    order = _declared_order(column.column, mapping)
    read = dates.read_column(
        column.values, order=order, column="birth" if column.property == "birth.date" else "event"
    )
    return [
        Reading(
            kind="date",
            normalised=one.edtf or "",
            start=one.start,
            end=one.end,
            ambiguous=one.ambiguous,
            note=one.note or "",
        )
        for one in read
    ]


def _declared_order(column: str, mapping: Mapping) -> dates.Order | Literal["infer"]:
    """What the mapping says of day and month; year-first dates are never in doubt."""
    for mapped in mapping.columns:
        if mapped.column == column and mapped.date_order in {DateOrder.DMY, DateOrder.MDY}:
            return dates.Order(mapped.date_order.value)
    return "infer"


def read_place(value: str, within: str | None = None) -> Reading:
    found = places.read(value, within=within)
    return Reading(
        kind="place",
        normalised=found.resolved or "",
        codes=found.codes,
        resolved=found.resolved,
        ambiguous=found.resolved is None and bool(found.candidates),
    )


def read_facility(value: str) -> Reading:
    found = facilities.read(value)
    return Reading(
        kind="facility",
        normalised=found.resolved or "",
        codes=found.codes,
        resolved=found.resolved,
        ambiguous=found.resolved is None and bool(found.candidates),
    )


def read_agency(value: str) -> Reading:
    found = facilities.read_agency(value)
    return Reading(
        kind="agency",
        normalised=found.resolved or "",
        codes=found.codes,
        resolved=found.resolved,
        ambiguous=found.resolved is None and bool(found.candidates),
    )


def _word_reader(code_list: str | None, mapping: Mapping) -> Callable[[str], Reading]:
    axis = code_list if code_list in words.lists() else None
    own = [
        words.Phrase(list=target.split(":", 1)[0], code=target.split(":", 1)[1], language="", phrase=phrase)
        for phrase, target in sorted(mapping.phrases.items())
    ]

    def read(value: str) -> Reading:
        found = words.read(value, axis=axis, extra=own)
        codes = tuple(f"{one.axis}:{one.code}" for one in found)
        return Reading(kind="words", normalised=codes[0] if codes else "", codes=codes)

    return read


def table_of(columns: Sequence[ClaimColumn], read: Sequence[Sequence[Reading]]) -> pa.Table:
    """The readings of one claims file as a table of ``SCHEMA``, sorted: the few of a record lie in few groups."""
    flat = [
        (column, value, one)
        for column, readings in zip(columns, read, strict=True)
        for value, one in zip(column.values, readings, strict=True)
    ]
    return pa.table(
        {
            "property": [column.property for column, _, _ in flat],
            "column": [column.column for column, _, _ in flat],
            "value": [value for _, value, _ in flat],
            "kind": [one.kind for _, _, one in flat],
            "normalised": [one.normalised for _, _, one in flat],
            "start": [one.start for _, _, one in flat],
            "end": [one.end for _, _, one in flat],
            "codes": [list(one.codes) for _, _, one in flat],
            "resolved": [one.resolved for _, _, one in flat],
            "ambiguous": [one.ambiguous for _, _, one in flat],
            "note": [one.note for _, _, one in flat],
        },
        schema=SCHEMA,
    ).sort_by([("property", "ascending"), ("column", "ascending"), ("value", "ascending")])
