"""The nouns: what ``sources/<list>.yml`` holds, and what it makes of the columns of one file."""

from collections.abc import Mapping as MappingABC
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import Final

from sijill.accession.tabulate.model import ReadOptions

FORMAT: Final = 1


class Split(Enum):
    """How one cell becomes the values of several properties; the whole cell is kept verbatim in any case."""

    WHOLE = "whole"  # every property reads the whole cell (a note that is searched for a status as well)
    PLACE_DATE = "place and date"
    NAME_MOTHER = "name and mother"
    NAME_AGE = "name and age"
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
    """``sources/<list>.yml``. ``table`` goes to the tabulator as it is (encoding, delimiter, header_row, sheets).

    ``phrases`` maps a folded word or phrase of this list to ``axis:code``, decided once by a person.
    ``unmapped`` names columns known to have no property: kept as claims, and no news when they come again.
    """

    list: str
    organisation: str | None = None
    language: str | None = None
    table: ReadOptions = field(default_factory=ReadOptions)
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
