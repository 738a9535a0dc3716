"""ODS straight from ``content.xml``: every cell as it is shown (Arabic digits, dates as typed), in flat memory.

What a cell holds beside its shown text (the exact date, a number with more digits, a formula) becomes a flag.
Element names are those of OpenDocument 1.3, part 3.
"""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from sijill.accession.tabulate.archives import read_counted
from sijill.accession.tabulate.model import Flag, Limits, Refusal, Row
from sijill.accession.tabulate.xlsx import plain_number
from sijill.accession.tabulate.xml import PIECE, parse_entry

MAX_ROWS: Final = 1 << 21  # what office programs allow, doubled


@dataclass(slots=True)
class OdsSheet:
    """Raised before the first row and filled while reading."""

    name: str
    hidden: bool
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merges: int = 0


def refuse_encrypted(archive: zipfile.ZipFile, *, limits: Limits) -> None:
    if "META-INF/manifest.xml" not in archive.namelist():
        return
    manifest = b"".join(read_counted(archive, "META-INF/manifest.xml", limits=limits, piece=PIECE))
    if b"encryption-data" in manifest:
        raise Refusal("the file is encrypted", remedy="Save it without a password.")


def has_several_tables(archive: zipfile.ZipFile, *, limits: Limits) -> bool:
    """Tables are told from one another only while reading, but one decision needs to know beforehand."""
    if "content.xml" not in archive.namelist():
        return False
    count, carry = 0, b""
    for piece in read_counted(archive, "content.xml", limits=limits, piece=PIECE):
        data = carry + piece
        count += data.count(b"<table:table ")
        carry = data[-12:]  # one byte less than what is looked for: nothing counts twice
        if count > 1:
            return True
    return False


class OdsReader:
    """Calls ``open_sheet(sheet)`` at each table, ``take(row)`` for each row with content, ``close_sheet(sheet)``
    after it.
    """

    def __init__(
        self,
        *,
        limits: Limits,
        open_sheet: Callable[[OdsSheet], None],
        take: Callable[[Row], None],
        close_sheet: Callable[[OdsSheet], None],
    ) -> None:
        self._limits = limits
        self._open_sheet, self._take, self._close_sheet = open_sheet, take, close_sheet
        self._hidden_styles: set[str] = set()
        self._style_name = ""
        self._sheet: OdsSheet | None = None
        self._row: Row | None = None
        self._line = 0
        self._row_repeat = self._cell_repeat = 1
        self._columns_seen = 0
        self._at = 0
        self._cell: dict[str, str] = {}
        self._paragraphs: list[str] = []
        self._depth_ignored = 0  # inside annotations and drawn shapes
        self._in_paragraph = 0
        self._in_cell = False
        self._nested_tables = 0

    def read(self, archive: zipfile.ZipFile) -> None:
        if "content.xml" not in archive.namelist():
            raise Refusal("it has no content", remedy="Open it and save it again.")
        parse_entry(
            archive, "content.xml", start=self._start, end=self._end, text=self._text, limits=self._limits
        )

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._depth_ignored or tag in {"annotation", "custom-shape", "frame", "shapes", "tracked-changes"}:
            if tag == "annotation" and not self._depth_ignored and self._row is not None:
                self._row.flags.append((self._at, Flag.COMMENT, None))
            self._depth_ignored += 1
            return
        match tag:
            case "style":
                self._style_name = attributes.get("style:name", "")
            case "table-properties":
                if attributes.get("table:display") == "false":
                    self._hidden_styles.add(self._style_name)
            case "table":
                self._open_table(attributes)
            case "table-column":
                self._column(attributes)
            case "table-row":
                self._open_row(attributes)
            case "table-cell" | "covered-table-cell":
                self._open_cell(attributes)
            case "p" | "h":
                if self._in_cell:
                    self._in_paragraph += 1
                    self._paragraphs.append("")
            case "s":
                self._append(" " * max(1, min(_count(attributes.get("text:c")), 10_000)))
            case "tab":
                self._append("\t")
            case "line-break":
                self._append("\n")

    def _end(self, tag: str) -> None:
        if self._depth_ignored:
            self._depth_ignored -= 1
            return
        match tag:
            case "table":
                if self._sheet is not None:
                    self._close_sheet(self._sheet)
                self._sheet = None
            case "table-row":
                self._close_row()
            case "table-cell" | "covered-table-cell":
                self._close_cell()
            case "p" | "h":
                self._in_paragraph = max(0, self._in_paragraph - 1)

    def _text(self, text: str) -> None:
        self._append(text)

    def _append(self, text: str) -> None:
        if self._in_paragraph and not self._depth_ignored:
            self._paragraphs[-1] += text

    def _open_table(self, attributes: dict[str, str]) -> None:
        if self._sheet is not None:
            raise Refusal(
                "a table stands within a table", remedy="Save it as XLSX or CSV.", sheet=self._sheet.name
            )
        self._sheet = OdsSheet(
            name=attributes.get("table:name", ""),
            hidden=attributes.get("table:style-name") in self._hidden_styles,
        )
        self._line = self._columns_seen = 0
        self._open_sheet(self._sheet)

    def _column(self, attributes: dict[str, str]) -> None:
        repeat = max(1, _count(attributes.get("table:number-columns-repeated")))
        if self._sheet is not None and attributes.get("table:visibility", "visible") != "visible":
            self._sheet.hidden_columns.append((self._columns_seen + 1, self._columns_seen + repeat))
        self._columns_seen += repeat

    def _open_row(self, attributes: dict[str, str]) -> None:
        self._row_repeat = max(1, _count(attributes.get("table:number-rows-repeated")))
        self._row = Row(self._line + 1)
        if attributes.get("table:visibility", "visible") != "visible":
            self._row.flags.append((-1, Flag.HIDDEN_ROW, None))
        self._at = 0

    def _open_cell(self, attributes: dict[str, str]) -> None:
        self._in_cell = True
        self._cell = attributes
        self._cell_repeat = max(1, _count(attributes.get("table:number-columns-repeated")))
        self._paragraphs = []

    def _close_cell(self) -> None:
        self._in_cell = False
        row, cell = self._row, self._cell
        if row is None:
            return
        text = "\n".join(self._paragraphs) if self._paragraphs else _value_without_text(cell)
        if text is not None and (text or self._paragraphs):
            if self._at + self._cell_repeat > self._limits.columns * 2:
                raise Refusal(
                    f"more than {self._limits.columns:,} columns",
                    remedy="Split the table.",
                    line=row.line,
                    sheet=self._sheet.name if self._sheet else None,
                )
            row.cells += [None] * (self._at - len(row.cells))
            row.cells += [text or None] * self._cell_repeat
            for at in range(self._at, self._at + self._cell_repeat):
                row.flags += [(at, kind, detail) for kind, detail in _flags(cell, text)]
            if (
                _count(cell.get("table:number-columns-spanned")) > 1
                or _count(cell.get("table:number-rows-spanned")) > 1
            ):
                row.flags.append((self._at, Flag.MERGED, None))
                if self._sheet is not None:
                    self._sheet.merges += 1
        self._at += self._cell_repeat

    def _close_row(self) -> None:
        row = self._row
        self._row = None
        if row is None:
            return
        if any(cell is not None for cell in row.cells):
            if self._line + self._row_repeat > MAX_ROWS or len(row.cells) * self._row_repeat > 50_000_000:
                raise Refusal(
                    f"one row is repeated {self._row_repeat:,} times",
                    remedy="Save the table as CSV.",
                    line=row.line,
                    sheet=self._sheet.name if self._sheet else None,
                )
            for times in range(self._row_repeat):
                self._take(Row(row.line + times, list(row.cells), flags=list(row.flags)))
        self._line += self._row_repeat


def _count(text: str | None) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _value_without_text(cell: dict[str, str]) -> str | None:
    """Some programs write values and no shown text."""
    match cell.get("office:value-type"):
        case "string":
            return cell.get("office:string-value")
        case "date":
            return cell.get("office:date-value")
        case "time":
            return cell.get("office:time-value")
        case "boolean":
            return (cell.get("office:boolean-value") or "").upper() or None
        case "float" | "percentage" | "currency":
            value = cell.get("office:value")
            return plain_number(value)[0] if value else None
        case _:
            return None


def _flags(cell: dict[str, str], text: str) -> list[tuple[Flag, str | None]]:
    flags: list[tuple[Flag, str | None]] = []
    formula = cell.get("table:formula")
    if formula is not None:
        flags.append((Flag.FORMULA, formula[:1000]))
    if cell.get("office:value-type") == "date":
        flags.append((Flag.DATE_CELL, cell.get("office:date-value")))
    value = cell.get("office:value")
    if value is not None and plain_number(value)[1] > 15:
        flags.append((Flag.LONG_NUMBER, value))
    if (text.startswith("#") and text.rstrip("!?").isupper()) or text.startswith("Err:"):
        flags.append((Flag.ERROR_CELL, None))
    return flags
