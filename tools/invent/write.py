"""Writes rows to files in the formats that organisations send. The same rows and clock give the same file.

Text formats are equal byte for byte on every machine. Workbooks are zip files: their parts are equal, while
the compressed bytes depend on the zlib at hand; times inside are set to the clock that was passed in.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet
from tools.invent.habits import Cell

Rows = Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet of a workbook. `titles` stand above the header, the first of them merged over all columns."""

    name: str
    header: Sequence[str]
    rows: Rows
    titles: Sequence[str] = ()
    blank_after: int | None = None  # an empty row after so many data rows
    footer: Sequence[Cell] = ()
    hidden: bool = False


def text_of(cell: Cell) -> str:
    if cell is None:
        return ""
    return cell.isoformat() if isinstance(cell, dt.date) else str(cell)


def write_csv(
    path: Path,
    header: Sequence[str],
    rows: Rows,
    *,
    delimiter: str = ",",
    encoding: str = "utf-8",
    ragged: Sequence[int] = (),
) -> None:
    """`ragged` are 0-based rows written with one cell too many, as an unquoted comma does."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(header)
    for number, row in enumerate(rows):
        cells = [text_of(cell) for cell in row]
        if number in ragged:
            cells.insert(len(cells) // 2 + 1, " see below")
        writer.writerow(cells)
    path.write_bytes(buffer.getvalue().encode(encoding))


def write_jsonl(path: Path, header: Sequence[str], rows: Rows) -> None:
    """One object a line; what is missing is left out, as exports of web pages do."""
    lines = []
    for row in rows:
        record = {
            key: text_of(cell) if isinstance(cell, dt.date) else cell
            for key, cell in zip(header, row, strict=True)
            if cell is not None
        }
        lines.append(json.dumps(record, ensure_ascii=False))
    path.write_bytes(("\n".join(lines) + "\n").encode())


def write_xlsx(path: Path, sheets: Sequence[Sheet], *, now: dt.datetime) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        _fill_sheet(book.create_sheet(sheet.name), sheet)
    book.properties.creator = "invented"
    book.properties.created = now
    buffer = io.BytesIO()
    book.save(buffer)
    stamp = f"{now:%Y-%m-%dT%H:%M:%SZ}"
    _repack(path, buffer, now, {"docProps/core.xml": (r"(<dcterms:modified[^>]*>)[^<]*", rf"\g<1>{stamp}")})


def _fill_sheet(target: Worksheet, sheet: Sheet) -> None:
    width = len(sheet.header)
    for title in sheet.titles:
        target.append([title])
    if sheet.titles:
        target.merge_cells(start_row=1, end_row=1, start_column=1, end_column=width)
        target.cell(1, 1).font = Font(bold=True, size=14)
    target.append(list(sheet.header))
    for head in target[target.max_row]:
        head.font = Font(bold=True)
    target.sheet_view.rightToLeft = any("\u0600" <= c <= "\u06ff" for c in sheet.header[0])
    top = target.max_row
    for number, row in enumerate(sheet.rows):
        skip = 1 if sheet.blank_after is not None and number >= sheet.blank_after else 0
        for column, cell in enumerate(row, start=1):
            if cell is not None:
                written = target.cell(top + 1 + number + skip, column, cell)
                if isinstance(cell, dt.date):
                    written.number_format = "dd/mm/yyyy"
    if sheet.footer:
        target.append(list(sheet.footer))
    if sheet.hidden:
        target.sheet_state = "hidden"


def write_ods(path: Path, sheets: Sequence[Sheet], *, now: dt.datetime) -> None:
    document = OpenDocumentSpreadsheet()
    for sheet in sheets:
        table = Table(name=sheet.name)
        for title in sheet.titles:
            table.addElement(_ods_row([title]))
        table.addElement(_ods_row(list(sheet.header)))
        for row in sheet.rows:
            table.addElement(_ods_row(row))
        document.spreadsheet.addElement(table)
    buffer = io.BytesIO()
    document.save(buffer)
    stamp = f"{now:%Y-%m-%dT%H:%M:%S}"
    _repack(
        path, buffer, now, {"meta.xml": (r"(<(?:meta:creation-date|dc:date)[^>]*>)[^<]*", rf"\g<1>{stamp}")}
    )


def _ods_row(cells: Sequence[Cell]) -> TableRow:
    row = TableRow()
    for cell in cells:
        if cell is None:
            row.addElement(TableCell())
            continue
        if isinstance(cell, dt.date):
            element = TableCell(valuetype="date", datevalue=cell.isoformat())
        elif isinstance(cell, int):
            element = TableCell(valuetype="float", value=cell)
        else:
            element = TableCell(valuetype="string")
        element.addElement(P(text=text_of(cell)))
        row.addElement(element)
    return row


def _repack(path: Path, buffer: io.BytesIO, now: dt.datetime, edits: dict[str, tuple[str, str]]) -> None:
    """The same zip with one time everywhere, so that writing again changes nothing."""
    out = io.BytesIO()
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename in edits:
                pattern, replacement = edits[info.filename]
                data = re.sub(pattern, replacement, data.decode()).encode()
            entry = zipfile.ZipInfo(info.filename, date_time=now.timetuple()[:6])
            entry.compress_type = info.compress_type
            entry.external_attr = 0o644 << 16
            new.writestr(entry, data)
    path.write_bytes(out.getvalue())
