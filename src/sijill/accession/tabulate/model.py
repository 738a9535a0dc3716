"""What tabulating a file gives, and under which limits."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

NULL_COLUMN: Final = -1  # a flag that concerns a whole row


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Past these a file is refused, or (``line_bytes``, ``cell_chars``) a row is set aside.

    The archive limits bound what a small file may unpack to; ``memory_mb`` is what reading may take on top of the
    interpreter and its libraries (about 100 MB resident).
    """

    memory_mb: int = 384
    cpu_seconds: int = 900
    wall_seconds: float = 900.0
    output_bytes: int = 32 << 30
    columns: int = 4096
    line_bytes: int = 16 << 20
    cell_chars: int = 131_072
    unpacked_bytes: int = 200_000_000
    unpack_ratio: int = 100
    unpack_ratio_from_bytes: int = (
        1_000_000  # below this size a high ratio is a small file full of spaces, no bomb
    )
    archive_entries: int = 10_000
    rows: int = 100_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """What an operator has confirmed, usually in the list's mapping; None = find out.

    ``header_row`` is the 1-based row of the sheet (line of the file); ``sheets`` names the sheets to read, the others
    are then ignored on purpose; ``encoding`` is a name of ``encoding.ACCEPTED``.
    """

    encoding: str | None = None
    delimiter: str | None = None
    header_row: int | None = None
    sheets: tuple[str, ...] | None = None


class Reason(StrEnum):
    """Why a row was set aside."""

    RAGGED = "ragged"  # more or fewer cells than the header
    OVER_LONG = "over-long"  # a line or a cell over the limit
    NUL = "NUL"
    UNDECODABLE = "undecodable"  # bytes that are no text in the file's encoding
    MALFORMED = "malformed"  # JSON that does not parse, or gives one key twice
    REPEATED_HEADER = "repeated-header"  # the header again, as printed on each page


class Flag(StrEnum):
    """What is kept, but has to be known."""

    # cells (column set) and rows (column NULL_COLUMN)
    CONTROL = "control-character"
    BIDI = "bidi-control"
    ZERO_WIDTH = "zero-width"
    REPLACEMENT = "replacement-character"
    STRAY_QUOTE = "stray-quote"
    EXTRA_EMPTY = "extra-empty-cells"
    FORMULA = "formula"
    FORMULA_WITHOUT_VALUE = "formula-without-value"
    LONG_NUMBER = "long-number"
    ZERO_PADDED = "zero-padded-format"
    DATE_CELL = "date-cell"
    IMPOSSIBLE_DATE = "impossible-date"
    ERROR_CELL = "error-cell"
    COMMENT = "comment"
    MERGED = "merged-cells"
    NESTED = "nested-value"
    HIDDEN_ROW = "hidden-row"
    # files and sheets
    HIDDEN_SHEET = "hidden-sheet"
    HIDDEN_COLUMN = "hidden-column"
    EMPTY_SHEET = "empty-sheet"
    SHEET_WITHOUT_TABLE = "sheet-without-table"
    SHEET_NOT_ASKED_FOR = "sheet-not-asked-for"
    UNNAMED_COLUMN = "unnamed-column"
    MERGED_HEADER = "merged-header"
    TITLE_ROWS = "title-rows"
    MACROS = "macros"
    TYPE_MISMATCH = "type-is-not-the-extension"
    ENCODING = "encoding"
    DELIMITER = "delimiter"


FLAGS_SCHEMA: Final = pa.schema(
    [
        pa.field("row", pa.int32(), nullable=False),
        pa.field("line", pa.int32(), nullable=False),
        pa.field("column", pa.int32(), nullable=False),  # index into the header, NULL_COLUMN = the whole row
        pa.field("kind", pa.string(), nullable=False),
        pa.field(
            "detail", pa.string()
        ),  # number format, formula, exact value …; content of the file, never for logs
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A row that keeps its number but is not read. ``detail`` holds counts and positions, no cell contents."""

    row: int
    line: int
    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFlag:
    """Something about a file or sheet as a whole. ``detail`` may name sheets, columns, row numbers."""

    kind: Flag
    sheet: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table of a file.

    ``path`` is an Arrow IPC file (memory-map it): ``row`` int32, ``line`` int32, then one string column per header
    cell, ``c0`` … ``cN``, verbatim; null = nothing there, "" = an empty text was written (``""`` in a CSV). ``row``
    counts the file's non-empty data rows from 1, on over the sheets, and includes rows set aside; ``line`` is the
    sheet's row, or the file's line on which the row begins. ``rows`` counts the rows in the table, without those
    set aside. ``filled`` counts the cells per column that hold anything. ``flags`` has ``FLAGS_SCHEMA``.
    """

    name: str
    header: tuple[str, ...]
    header_row: int
    path: Path
    rows: int
    set_aside: tuple[SetAside, ...]
    flags: pa.Table
    filled: tuple[int, ...]

    def flag_counts(self) -> Mapping[Flag, int]:
        counted = Counter(self.flags.column("kind").to_pylist())
        return {Flag(kind): count for kind, count in sorted(counted.items())}

    def read(self) -> pa.Table:
        with pa.memory_map(str(self.path)) as source:
            return pa.ipc.open_file(source).read_all()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tabulation:
    """``rows_in`` = rows of all sheets + rows set aside, as the reader counted them. ``kind`` is what the bytes are:
    "csv", "xlsx", "ods", "json", "jsonl". ``warnings`` are sentences for the operator.
    """

    kind: str
    sheets: tuple[Sheet, ...]
    flags: tuple[FileFlag, ...]
    warnings: tuple[str, ...]
    rows_in: int
    encoding: str | None = None
    delimiter: str | None = None
    seconds: float = 0.0
    peak_bytes: int = 0  # of the child, resident


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file of a folder or archive. ``name`` is its path inside, with ``/``; ``path`` is where it lies now."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Expansion:
    """``ignored`` names what operating systems leave behind (``__MACOSX``, ``Thumbs.db``, lock files), on purpose
    not read.
    """

    members: tuple[Member, ...]
    ignored: tuple[str, ...] = ()


class Refusal(Exception):  # noqa: N818 - a decision about the file, not a fault of the program
    """Inside the child: this file cannot be taken. ``line``, ``column``, ``cell`` and ``sheet`` where known."""

    def __init__(
        self,
        message: str,
        *,
        remedy: str,
        line: int | None = None,
        column: str | None = None,
        cell: str | None = None,
        sheet: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message, self.remedy = message, remedy
        self.line, self.column, self.cell, self.sheet = line, column, cell, sheet

    def as_dict(self) -> dict[str, Any]:
        return {
            "message": self.message,
            "remedy": self.remedy,
            "line": self.line,
            "column": self.column,
            "cell": self.cell,
            "sheet": self.sheet,
        }


@dataclass(slots=True)
class Row:
    """One record as a careful reader found it, before it has a number. Either ``cells`` or a ``reason`` to set it
    aside.
    """

    line: int
    cells: list[str | None] = field(default_factory=list)
    reason: Reason | None = None
    detail: str = ""
    flags: list[tuple[int, Flag, str | None]] = field(default_factory=list)  # (column, kind, detail)
