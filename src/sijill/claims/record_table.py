"""What linkage compares: one row per record, texts as written beside codes and intervals that were read from them.

The columns are those of ``sijill.linkage.records.SCHEMA``; linkage checks them. Built per claims file from whole
columns; different values are read once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sijill import ids
from sijill.claims.columns import MISSING, ClaimColumn
from sijill.claims.mapping import AsOf, Mapping
from sijill.claims.readings import Reading, read_place
from sijill.text import dates, places

TEXTS: Final = {
    "name": "name",
    "name.given": "name_given",
    "name.father": "name_father",
    "name.grandfather": "name_grandfather",
    "name.family": "name_family",
    "name.kunya": "name_kunya",
    "name.alias": "name_alias",
    "mother.name": "mother_name",
    "mother.family": "mother_family",
    "occupation": "occupation",
}
PLACES: Final = {
    "origin.place": "origin_place",
    "residence.place": "residence_place",
    "birth.place": "birth_place",
    "arrest.place": "arrest_place",
}
CODED: Final = {"arrest.agency": "arrest_agency", "held.place": "held_place"}
INTERVALS: Final = {"arrest.date": "arrest", "death.date": "death"}
# Numbers that mean the same person wherever they appear; the list's own running numbers do not.
IDENTIFIERS: Final = ("id.national", "id.detainee", "id.photo")

# Columns beside those that linkage compares. ``origin`` is the record whose place this one took over from an earlier
# version of its list, else the record itself; ``codes`` the words read from any column, as ``axis:code``.
EXTRA: Final = ("accession", "row", "origin", "display", "codes")

# An age without a day on which it was true still says something: the register covers the time since March 2011.
EARLIEST_AGE_DAY: Final = date(2011, 3, 1)

Days = NDArray[np.int32]
OPEN_START: Final = np.int32(np.iinfo(np.int32).min)
OPEN_END: Final = np.int32(np.iinfo(np.int32).max)
EPOCH: Final = date(1970, 1, 1).toordinal()

ReadColumns = Sequence[tuple[ClaimColumn, Sequence[Reading]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The file these records come from. ``rows`` are the data rows that became records, ascending."""

    accession: str
    list_id: str
    as_of: str
    received: date
    rows: NDArray[np.int32]


def record_table(source: Source, columns: ReadColumns, mapping: Mapping) -> pa.Table:
    """One row per record of the file, in the order of its rows."""
    size = len(source.rows)
    table: dict[str, pa.Array] = {
        "record_id": pa.array(
            [ids.record_id(source.accession, row) for row in source.rows.tolist()], pa.string()
        ),
        "list_id": pa.array([source.list_id] * size, pa.string()),
    }
    for name, field in TEXTS.items():
        table[field] = _texts(size, columns, name)
    table["sex"] = _sex(size, columns)
    table |= _interval_columns("birth", *_birth(source, columns, mapping))
    for name, field in INTERVALS.items():
        table |= _interval_columns(field, *_interval(size, columns, name))
    for name, field in PLACES.items():
        table[field] = _places(size, columns, name)
    for name, field in CODED.items():
        table[field] = _codes(size, columns, name)
    table["identifiers"] = _identifiers(size, columns)
    table["accession"] = pa.array([source.accession] * size, pa.string())
    table["row"] = pa.array(source.rows, pa.int32())
    table["origin"] = table["record_id"]
    table["display"] = _display(table)
    table["codes"] = _words(size, columns)
    return pa.table(table)


def empty() -> pa.Table:
    """The table of a register without records."""
    nobody = Source(accession="", list_id="", as_of="", received=EARLIEST_AGE_DAY, rows=np.empty(0, np.int32))
    return record_table(nobody, [], Mapping(list=""))


def _display(table: dict[str, pa.Array]) -> pa.Array:
    """The whole name as one text: as written, else its parts joined, else kunya or alias; empty without any."""
    first = {
        name: pc.fill_null(pc.utf8_trim_whitespace(_first_of(table[name])), "")
        for name in (
            "name",
            "name_given",
            "name_father",
            "name_grandfather",
            "name_family",
            "name_kunya",
            "name_alias",
        )
    }
    joined = first["name_given"]
    for name in ("name_father", "name_grandfather", "name_family"):
        joined = pc.utf8_trim_whitespace(pc.binary_join_element_wise(joined, first[name], " "))
    best = first["name"]
    for other in (joined, first["name_kunya"], first["name_alias"]):
        best = pc.if_else(pc.equal(best, ""), other, best)
    return best


def _first_of(lists: pa.ListArray) -> pa.Array:
    """The first text of each list; null where there is none."""
    offsets = lists.offsets.to_numpy()
    empty_or_null = (np.diff(offsets) == 0) | lists.is_null().to_numpy(zero_copy_only=False)
    return lists.values.take(pa.array(offsets[:-1], mask=empty_or_null))


def _words(size: int, columns: ReadColumns) -> pa.ListArray:
    parts = [
        (column.codes, [one.codes if one.kind == "words" else () for one in read])
        for column, read in columns
        if read and any(one.kind == "words" for one in read)
    ]
    return list_column(size, parts)


def _of(columns: ReadColumns, name: str) -> list[tuple[ClaimColumn, Sequence[Reading]]]:
    return [(column, readings) for column, readings in columns if column.property == name]


def _texts(size: int, columns: ReadColumns, name: str) -> pa.ListArray:
    return list_column(
        size, [(column.codes, [(value,) for value in column.values]) for column, _ in _of(columns, name)]
    )


def _codes(size: int, columns: ReadColumns, name: str) -> pa.ListArray:
    parts = [
        (column.codes, [_safe_or_candidates(one) for one in read]) for column, read in _of(columns, name)
    ]
    return list_column(size, parts)


def _safe_or_candidates(reading: Reading) -> tuple[str, ...]:
    return (reading.resolved,) if reading.resolved is not None else reading.codes


def _identifiers(size: int, columns: ReadColumns) -> pa.ListArray:
    parts = []
    for name in IDENTIFIERS:
        for column, read in _of(columns, name):
            parts.append(
                (column.codes, [(f"{name}:{one.normalised}",) if one.normalised else () for one in read])
            )
    return list_column(size, parts)


def _sex(size: int, columns: ReadColumns) -> pa.Array:
    """male, female, or null: also null where two columns of one record disagree."""
    seen = np.full(size, MISSING, np.int8)
    for column, read in _of(columns, "sex"):
        code = np.array([_sex_code(one) for one in read] + [MISSING], np.int8)[column.codes]
        clash = (seen != MISSING) & (code != MISSING) & (seen != code)
        seen = np.where(code != MISSING, code, seen)
        seen[clash] = MISSING
    names = pa.array(["male", "female"])
    return names.take(pa.array(seen.astype(np.int32), mask=seen == MISSING))


def _sex_code(reading: Reading) -> int:
    for code in reading.codes:
        if code in {"sex:male", "sex:female"}:
            return 0 if code == "sex:male" else 1
    return MISSING


def _places(size: int, columns: ReadColumns, name: str) -> pa.ListArray:
    """Province and town in two columns say one place: the narrower reading inside the wider one."""
    found = _of(columns, name)
    if len(found) <= 1:
        return _codes(size, columns, name)
    stacked = np.stack([column.codes for column, _ in found], axis=1)
    combos, inverse = np.unique(stacked, axis=0, return_inverse=True)
    merged = [_merge_places(combo, found) for combo in combos.tolist()]
    return list_column(size, [(inverse.astype(np.int32).ravel(), merged)])


def _merge_places(combo: Sequence[int], found: ReadColumns) -> tuple[str, ...]:
    said = [
        (column.values[code], readings[code])
        for code, (column, readings) in zip(combo, found, strict=True)
        if code != MISSING
    ]
    return merge_places(said)


def merge_places(said: Sequence[tuple[str, Reading]]) -> tuple[str, ...]:
    """The p-codes that several statements of one place leave open; widest statements narrow the others.

    Statements that contradict each other all stay: linkage then sees "one of these".
    """
    safe = [one.resolved for _, one in said if one.resolved is not None]
    widest = safe[0] if safe else None
    codes: list[str] = []
    for text, one in said:
        within = next((code for code in safe if code != one.resolved), widest)
        narrowed = read_place(text, within=within) if within is not None and within != one.resolved else one
        codes += _safe_or_candidates(narrowed if narrowed.codes else one)
    unique = list(dict.fromkeys(codes))
    return tuple(
        code for code in unique if not any(other != code and places.contains(code, other) for other in unique)
    )


def _interval(size: int, columns: ReadColumns, name: str) -> tuple[Days, Days]:
    """Earliest start and latest end of what the record's columns say; open where nothing was read."""
    start, end = np.full(size, OPEN_END, np.int32), np.full(size, OPEN_START, np.int32)
    for column, read in _of(columns, name):
        low, high = _bounds(column.codes, read)
        start, end = np.minimum(start, low), np.maximum(end, high)
    silent = start > end
    return np.where(silent, OPEN_START, start), np.where(silent, OPEN_END, end)


def _bounds(codes: NDArray[np.int32], read: Sequence[Reading]) -> tuple[Days, Days]:
    """Per record the read bounds; a silent record gets an empty interval (start after end)."""
    low = [_day(one.start, OPEN_START) if _is_read(one) else OPEN_END for one in read]
    high = [_day(one.end, OPEN_END) if _is_read(one) else OPEN_START for one in read]
    return np.array([*low, OPEN_END], np.int32)[codes], np.array([*high, OPEN_START], np.int32)[codes]


def _is_read(reading: Reading) -> bool:
    return reading.start is not None or reading.end is not None


def _day(day: date | None, otherwise: np.int32) -> np.int32:
    return otherwise if day is None else np.int32(day.toordinal() - EPOCH)


def _birth(source: Source, columns: ReadColumns, mapping: Mapping) -> tuple[Days, Days]:
    """The date of birth as written; where a record has none, what its age leaves open."""
    start, end = _interval(len(source.rows), columns, "birth.date")
    unknown = (start == OPEN_START) & (end == OPEN_END)
    for column, read in _of(columns, "age"):
        low, high = _birth_from_age(source, column, read, columns, mapping)
        start, end = np.where(unknown, low, start), np.where(unknown, high, end)
        unknown = (start == OPEN_START) & (end == OPEN_END)
    return start, end


def _birth_from_age(
    source: Source,
    column: ClaimColumn,
    read: Sequence[Reading],
    columns: ReadColumns,
    mapping: Mapping,
) -> tuple[Days, Days]:
    first, last = _as_of(source, _as_of_rule(column.column, mapping), columns)
    age = column.codes
    keys, inverse = np.unique(np.stack([age, first, last], axis=1), axis=0, return_inverse=True)
    bounds = [_birth_bounds(read, code, low, high) for code, low, high in keys.tolist()]
    table = np.array(bounds, np.int32).reshape(-1, 2)[inverse.ravel()]
    return table[:, 0], table[:, 1]


def _birth_bounds(read: Sequence[Reading], code: int, first: int, last: int) -> tuple[int, int]:
    if code == MISSING or not read[code].normalised:
        return int(OPEN_START), int(OPEN_END)
    as_of = f"{date.fromordinal(first + EPOCH)}/{date.fromordinal(last + EPOCH)}"
    born = dates.birth_from_age(read[code].normalised, as_of)
    return int(_day(born.start, OPEN_START)), int(_day(born.end, OPEN_END))


def _as_of_rule(column: str, mapping: Mapping) -> AsOf | None:
    return next((mapped.as_of for mapped in mapping.columns if mapped.column == column), None)


def _as_of(source: Source, rule: AsOf | None, columns: ReadColumns) -> tuple[Days, Days]:
    """Per record the first and last day on which its age may have been true.

    The day the mapping names, else the list's own date, else any day between March 2011 and the day of receipt.
    """
    size = len(source.rows)
    whole_list = _list_days(source, rule)
    first, last = np.full(size, whole_list[0], np.int32), np.full(size, whole_list[1], np.int32)
    if rule is not None and rule.column is not None:
        for column, read in columns:
            if column.column == rule.column and read and read[0].kind == "date":
                low, high = _bounds(column.codes, read)
                dated = (low != OPEN_START) & (high != OPEN_END) & (low <= high)
                first, last = np.where(dated, low, first), np.where(dated, high, last)
    return first, last


def _list_days(source: Source, rule: AsOf | None) -> tuple[int, int]:
    text = rule.date if rule is not None and rule.date is not None else source.as_of
    reading = dates.read(text) if text else None
    start = reading.start if reading is not None and reading.start is not None else EARLIEST_AGE_DAY
    end = reading.end if reading is not None and reading.end is not None else source.received
    return start.toordinal() - EPOCH, max(start, end).toordinal() - EPOCH


def _interval_columns(field: str, start: Days, end: Days) -> dict[str, pa.Array]:
    return {
        f"{field}_start": pa.array(start, mask=start == OPEN_START).cast(pa.date32()),
        f"{field}_end": pa.array(end, mask=end == OPEN_END).cast(pa.date32()),
    }


def list_column(
    size: int, parts: Sequence[tuple[NDArray[np.int32], Sequence[Sequence[str]]]]
) -> pa.ListArray:
    """list<string> per record; each part maps a record's code to texts. Null where no part says anything."""
    records, texts = [np.empty(0, np.int64)], [pa.array([], pa.string())]
    for codes, lists in parts:
        lengths = np.fromiter((len(one) for one in lists), np.int64, len(lists))
        flat = pa.array([text for one in lists for text in one], pa.string())
        starts = np.cumsum(lengths) - lengths
        who = np.flatnonzero(codes != MISSING)
        code = codes[who]
        count = lengths[code]
        within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        records.append(np.repeat(who, count))
        texts.append(flat.take(pa.array(np.repeat(starts[code], count) + within)))
    owner = np.concatenate(records)
    order = np.argsort(owner, kind="stable")
    counts = np.bincount(owner, minlength=size)
    offsets = np.zeros(size + 1, np.int32)
    np.cumsum(counts, out=offsets[1:])
    values = pa.concat_arrays(texts).take(pa.array(order))
    return pa.ListArray.from_arrays(pa.array(offsets), values, mask=pa.array(counts == 0))
