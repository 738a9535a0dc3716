"""How the columns of one list are read: ``sources/<list>.yml`` as frozen values, and what it makes of a header row.

A mapping is data a person can read, correct and sign. ``plan`` says for each column of a file what happens to it,
``audit`` what has changed since the mapping was made: every column is read, ignored on purpose, or reported.
"""

import hashlib
import json
from collections.abc import Mapping as MappingABC
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from types import MappingProxyType
from typing import Final

from sijill.claims.properties import Kind, info, unmapped
from sijill.claims.suggesting.fold import fold

FORMAT: Final = 1


class Split(Enum):
    """How one cell becomes the values of several properties; the whole cell is kept verbatim in any case."""

    WHOLE = "whole"  # every property reads the whole cell (a note that is searched for a status as well)
    PLACE_DATE = "place and date"
    NAME_MOTHER = "name and mother"
    NAME_PARTS = "name parts"  # one name per property, in the order the properties are listed
    DATE_RANGE = "date range"
    SEPARATOR = "separator"  # cut at the stated separator, one piece per property in the order listed


class DateOrder(Enum):
    """Order of day, month and year where all three are numbers."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


class Fate(Enum):
    """What happens to a column."""

    READ = "read"
    IGNORED = "ignored"
    UNMAPPED = "unmapped"  # kept as ``unmapped:<header>`` and reported


@dataclass(frozen=True, slots=True, kw_only=True)
class AsOf:
    """The day on which an age was true: another column's date, a fixed text, or the date of the list.

    At most one of ``column`` and ``date`` is set; with neither, no interval of birth is derived from the age.
    """

    column: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MappedColumn:
    """One column and the properties it feeds. ``split=None`` means: as the properties' kinds suggest."""

    column: str
    properties: tuple[str, ...]
    sheet: str | None = None
    date_order: DateOrder | None = None
    separator: str | None = None
    split: Split | None = None
    as_of: AsOf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IgnoredColumn:
    """A column that is not read, on purpose; the reason is part of every audit."""

    column: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RowCount:
    """The promise of how many rows the list has; a breach is news, not noise."""

    min: int | None = None
    max: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """Who confirmed the mapping, and when (ISO 8601 text)."""

    by: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """``sources/<list>.yml``. ``table`` goes to the tabulator as it is (delimiter, encoding, header_row, sheet).

    ``phrases`` maps a folded word or phrase of this list to ``axis:code``, decided once by a person.
    ``unmapped`` names columns known to have no property: kept as claims, and no news when they come again.
    """

    list: str
    organisation: str | None = None
    language: str | None = None
    table: MappingABC[str, str | int] = field(default_factory=lambda: MappingProxyType({}))
    columns: tuple[MappedColumn, ...] = ()
    ignored: tuple[IgnoredColumn, ...] = ()
    unmapped: tuple[str, ...] = ()
    reference: str | None = None
    row_count: RowCount | None = None
    list_date: str | None = None
    phrases: MappingABC[str, str] = field(default_factory=lambda: MappingProxyType({}))
    confirmed: Confirmation | None = None
    suggested_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnPlan:
    """What happens to column ``index`` (0-based). ``properties`` is empty only for ignored columns."""

    index: int
    column: str
    fate: Fate
    properties: tuple[str, ...] = ()
    split: Split = Split.WHOLE
    date_order: DateOrder | None = None
    separator: str | None = None
    as_of: AsOf | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReport:
    """The header row against the mapping, column names only.

    ``new`` columns stand in the file and not in the mapping, ``missing`` the other way round; ``renamed`` holds
    (mapped as, found as) where only spacing, marks, case or digits differ: such a column is read, and reported.
    """

    read: tuple[str, ...]
    ignored: tuple[tuple[str, str], ...]
    unmapped: tuple[str, ...]
    new: tuple[str, ...]
    missing: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]

    @property
    def changed(self) -> bool:
        """Whether the header differs from what was mapped, so that a person must look before it is believed."""
        return bool(self.new or self.missing or self.renamed)


def column_keys(header: Sequence[str | None]) -> tuple[str, ...]:
    """One unique name per column: the header as written; ``#n`` (1-based) where it is blank or already taken."""
    keys: list[str] = []
    taken: set[str] = set()
    for number, text in enumerate(header, start=1):
        key = text if text is not None and text.strip() else f"#{number}"
        while key in taken:
            key = f"{key}#{number}"
        taken.add(key)
        keys.append(key)
    return tuple(keys)


def split_for(properties: Sequence[str]) -> Split:
    """How a cell that feeds these properties is split, from the kinds of the properties."""
    if len(properties) < 2:
        return Split.WHOLE
    kinds = [info(name).kind for name in properties]
    dates = kinds.count(Kind.DATE)
    if set(properties) & {"mother.name", "mother.family"} and set(properties) & {"name", "name.given"}:
        return Split.NAME_MOTHER
    if all(kind is Kind.NAME_PART for kind in kinds) or all(
        name.startswith("mother.") for name in properties
    ):
        return Split.NAME_PARTS
    if dates == len(kinds):
        return Split.DATE_RANGE
    if dates == 1:
        return Split.PLACE_DATE
    return Split.WHOLE


def plan(
    mapping: Mapping, header: Sequence[str | None], *, sheet: str | None = None
) -> tuple[ColumnPlan, ...]:
    """One plan per column of ``header``, in order; nothing is left out, nothing raises.

    A mapped column that names another sheet does not apply. Columns the mapping does not know are unmapped.
    """
    keys = column_keys(header)
    matched = _match(mapping, keys, sheet)
    reasons = {ignored.column: ignored.reason for ignored in mapping.ignored}
    columns = {column.column: column for column in _of_sheet(mapping, sheet)}
    plans: list[ColumnPlan] = []
    for index, key in enumerate(keys):
        name = matched.get(key)
        if name is not None and name in columns:
            plans.append(_read_plan(index, key, columns[name]))
        elif name is not None and name in reasons:
            plans.append(ColumnPlan(index=index, column=key, fate=Fate.IGNORED, reason=reasons[name]))
        else:
            plans.append(ColumnPlan(index=index, column=key, fate=Fate.UNMAPPED, properties=(unmapped(key),)))
    return tuple(plans)


def _read_plan(index: int, key: str, column: MappedColumn) -> ColumnPlan:
    split = column.split
    if split is None:
        split = Split.SEPARATOR if column.separator else split_for(column.properties)
    return ColumnPlan(
        index=index,
        column=key,
        fate=Fate.READ,
        properties=column.properties,
        split=split,
        date_order=column.date_order,
        separator=column.separator,
        as_of=column.as_of,
    )


def audit(mapping: Mapping, header: Sequence[str | None], *, sheet: str | None = None) -> AuditReport:
    """What the mapping makes of this header row, and what differs from the one it was made for."""
    keys = column_keys(header)
    matched = _match(mapping, keys, sheet)
    plans = plan(mapping, header, sheet=sheet)
    known = _known(mapping, sheet)
    found = set(matched.values())
    return AuditReport(
        read=tuple(p.column for p in plans if p.fate is Fate.READ),
        ignored=tuple((p.column, p.reason) for p in plans if p.fate is Fate.IGNORED),
        unmapped=tuple(p.column for p in plans if p.fate is Fate.UNMAPPED),
        new=tuple(key for key in keys if key not in matched),
        missing=tuple(name for name in known if name not in found),
        renamed=tuple((name, key) for key, name in matched.items() if name != key),
    )


def check_row_count(mapping: Mapping, rows: int) -> str | None:
    """A sentence when ``rows`` breaks the promise of the mapping, else None."""
    promise = mapping.row_count
    if promise is None:
        return None
    if promise.min is not None and rows < promise.min:
        return f"{rows} rows, but the list promises at least {promise.min}"
    if promise.max is not None and rows > promise.max:
        return f"{rows} rows, but the list promises at most {promise.max}"
    return None


def digest(mapping: Mapping) -> str:
    """SHA-256 (hex) over what decides the claims; who confirmed it, row counts and comments do not count.

    The order of columns and of keys does not matter, the order of a column's properties does (it decides the split).
    """
    content = {
        "format": FORMAT,
        "list": mapping.list,
        "organisation": mapping.organisation,
        "language": mapping.language,
        "table": dict(mapping.table),
        "columns": sorted((_column_content(column) for column in mapping.columns), key=json.dumps),
        "ignored": sorted(column.column for column in mapping.ignored),
        "reference": mapping.reference,
        "list_date": mapping.list_date,
        "phrases": dict(mapping.phrases),
    }
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def confirm(mapping: Mapping, *, by: str, at: str) -> Mapping:
    """The same mapping, signed; its digest does not change."""
    return replace(mapping, confirmed=Confirmation(by=by, at=at))


def _column_content(column: MappedColumn) -> list[object]:
    as_of = column.as_of
    return [
        column.column,
        column.sheet,
        list(column.properties),
        column.date_order.value if column.date_order else None,
        column.separator,
        column.split.value if column.split else None,
        [as_of.column, as_of.date] if as_of else None,
    ]


def _of_sheet(mapping: Mapping, sheet: str | None) -> list[MappedColumn]:
    return [c for c in mapping.columns if c.sheet is None or sheet is None or c.sheet == sheet]


def _known(mapping: Mapping, sheet: str | None) -> list[str]:
    names = [column.column for column in _of_sheet(mapping, sheet)]
    names += [column.column for column in mapping.ignored]
    return list(dict.fromkeys([*names, *mapping.unmapped]))


def _match(mapping: Mapping, keys: Sequence[str], sheet: str | None) -> dict[str, str]:
    """File column -> mapped column: the same text, else the same folded text where that is unambiguous."""
    known = _known(mapping, sheet)
    matched = {key: key for key in keys if key in set(known)}
    left = [name for name in known if name not in matched]
    by_fold: dict[str, list[str]] = {}
    for name in left:
        by_fold.setdefault(fold(name), []).append(name)
    found: dict[str, list[str]] = {}
    for key in keys:
        if key not in matched and fold(key):
            found.setdefault(fold(key), []).append(key)
    for folded, candidates in found.items():
        if len(candidates) == 1 and len(by_fold.get(folded, ())) == 1:
            matched[candidates[0]] = by_fold[folded][0]
    return matched
