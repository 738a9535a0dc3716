"""XLSX in which no cell is a formula, and how to get the text back that was written.

Every text is an inline string cell, which no program evaluates; one that begins like a formula also carries
*quotePrefix*, so that it stays text when a person edits the cell. In a right-to-left sheet, dates, numbers and Latin
words inside Arabic text stand in isolates, and cells without any Arabic are read left to right: 2013-05-06 must not
be seen as 06-05-2013 (Unicode UAX #9). Same table, same bytes: the parts carry no time. CSV is written by
``csv_out``; ``restored`` undoes both.
"""

import math
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

import pyarrow as pa

from sijill.errors import UsageError, Where
from sijill.tables.cells import column_letters
from sijill.tables.files import written_whole

MAX_ROWS: Final = 1_048_576
MAX_COLUMNS: Final = 16_384
MAX_CHARS: Final = 32_767  # per cell, in UTF-16 units
BATCH: Final = 5_000

BEGINS_FORMULA: Final = re.compile(r"[=+\-@\t\r＝＋－＠]")
ISOLATE, POP = "\u2066", "\u2069"
RIGHT_TO_LEFT: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
# A date, number, id or Latin phrase: signs and single spaces between its words belong to it.
_LATIN: Final = "0-9A-Za-z\u00c0-\u024f\u1e00-\u1eff"
LEFT_TO_RIGHT_RUN: Final = re.compile(
    f"[+#]?[{_LATIN}](?:[{_LATIN}_'’.,:/@&+\\-–]| (?=[{_LATIN}]))*(?<=[{_LATIN}])"
)
NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff\r]")
LOOKS_ESCAPED: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

STYLE_PLAIN, STYLE_QUOTED, STYLE_LTR, STYLE_LTR_QUOTED, STYLE_HEADER = range(5)

NAMESPACE: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def write_xlsx(path: Path, table: pa.Table, *, right_to_left: bool = False, sheet: str = "Sheet1") -> None:
    """One sheet with a header row. Numbers become numbers, dates ISO texts, nulls empty cells, everything else text.

    Raises UsageError where the table does not fit a sheet: nothing is cut off.
    """
    if table.num_rows + 1 > MAX_ROWS or table.num_columns > MAX_COLUMNS:
        raise UsageError(
            f"{table.num_rows:,} rows and {table.num_columns:,} columns do not fit a sheet",
            remedy="Export as CSV",
        )
    with written_whole(path) as scratch, zipfile.ZipFile(scratch, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _parts(sheet):
            archive.writestr(_entry(name), DECLARATION + content)
        with archive.open(_entry("xl/worksheets/sheet1.xml"), "w", force_zip64=True) as out:
            for piece in _sheet(table, right_to_left=right_to_left):
                out.write(piece.encode())


def restored(text: str) -> str:
    """The text that an export wrote: without the apostrophe CSV puts before formulas and without isolates."""
    text = text.replace(ISOLATE, "").replace(POP, "")
    return text.removeprefix("'")


def isolated(text: str) -> str:
    """Left-to-right runs within right-to-left text wrapped in isolates; other texts unchanged."""
    if RIGHT_TO_LEFT.search(text) is None:
        return text
    return LEFT_TO_RIGHT_RUN.sub(lambda match: ISOLATE + match[0] + POP, text)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def _parts(sheet: str) -> Iterator[tuple[str, str]]:
    """The parts around the sheet (ECMA-376 part 1, 12.3)."""
    yield (
        "[Content_Types].xml",
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + "".join(
            f'<Override PartName="/xl/{part}" '
            f'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"/>'
            for part, kind in (
                ("workbook.xml", "sheet.main"),
                ("worksheets/sheet1.xml", "worksheet"),
                ("styles.xml", "styles"),
            )
        )
        + "</Types>",
    )
    yield "_rels/.rels", _relationships(("officeDocument", "xl/workbook.xml"))
    yield (
        "xl/_rels/workbook.xml.rels",
        _relationships(("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")),
    )
    name = escape(re.sub(r"[\[\]:*?/\\]", "_", sheet)[:31], {'"': "&quot;"})
    yield (
        "xl/workbook.xml",
        (
            f'<workbook xmlns="{NAMESPACE}" xmlns:r="{OFFICE}"><sheets>'
            f'<sheet name="{name}" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
    )
    yield "xl/styles.xml", _styles()


def _relationships(*targets: tuple[str, str]) -> str:
    inner = "".join(
        f'<Relationship Id="rId{at}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


def _styles() -> str:
    """Five cell formats, in the order of the STYLE_ constants. Number format 49 is text."""
    left_to_right = '<alignment readingOrder="1"/>'
    formats = (
        '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/>'
        f'<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1">{left_to_right}</xf>'
        '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyAlignment="1">'
        f"{left_to_right}</xf>"
        '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    )
    font = '<sz val="11"/><name val="Calibri"/>'
    return (
        f'<styleSheet xmlns="{NAMESPACE}"><fonts count="2"><font>{font}</font><font><b/>{font}</font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="5">{formats}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _sheet(table: pa.Table, *, right_to_left: bool) -> Iterator[str]:
    direction = ' rightToLeft="1"' if right_to_left else ""
    yield (
        f'{DECLARATION}<worksheet xmlns="{NAMESPACE}"><sheetViews><sheetView workbookViewId="0"{direction}>'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>'
    )
    header = "".join(_text_cell(name, column=name, row=0, style=STYLE_HEADER) for name in table.column_names)
    yield f'<row r="1">{header}</row>'
    number = 1
    for batch in table.to_batches(max_chunksize=BATCH):
        rows = []
        for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            number += 1
            rows.append(_row(number, values, table.column_names, right_to_left=right_to_left))
        yield "".join(rows)
    yield "</sheetData></worksheet>"


def _row(number: int, values: Sequence[Any], names: Sequence[str], *, right_to_left: bool) -> str:
    cells = []
    skipped = False
    for at, (value, name) in enumerate(zip(values, names, strict=True)):
        if value is None:
            skipped = True
            continue
        # A cell says where it stands only after a gap; else it follows the one before.
        place = f' r="{column_letters(at + 1)}{number}"' if skipped else ""
        skipped = False
        cells.append(_cell(value, place, name, number - 1, right_to_left=right_to_left))
    return f'<row r="{number}">{"".join(cells)}</row>'


def _cell(value: Any, place: str, column: str, row: int, *, right_to_left: bool) -> str:
    if isinstance(value, bool):
        return f'<c{place} t="b"><v>{int(value)}</v></c>'
    # Beyond 15 digits a spreadsheet would change the number; such a one is an id and becomes text.
    if isinstance(value, int) and abs(value) < 10**15:
        return f"<c{place}><v>{value}</v></c>"
    if isinstance(value, float) and math.isfinite(value):
        return f"<c{place}><v>{value!r}</v></c>"
    text = (
        value if isinstance(value, str) else value.isoformat() if hasattr(value, "isoformat") else str(value)
    )
    style = STYLE_PLAIN
    if right_to_left:
        style = STYLE_PLAIN if RIGHT_TO_LEFT.search(text) else STYLE_LTR
    if BEGINS_FORMULA.match(text):
        style = STYLE_LTR_QUOTED if style == STYLE_LTR else STYLE_QUOTED
    return _text_cell(
        isolated(text) if right_to_left else text, column=column, row=row, style=style, place=place
    )


def _text_cell(text: str, *, column: str, row: int, style: int, place: str = "") -> str:
    if len(text) > MAX_CHARS // 2 and len(text.encode("utf-16-le", errors="surrogatepass")) // 2 > MAX_CHARS:
        raise UsageError(
            f"a cell with more than {MAX_CHARS:,} characters does not fit a sheet",
            where=Where(file="export", row=row, column=column),
            remedy="Export as CSV",
        )
    styled = f' s="{style}"' if style else ""
    return f'<c{place}{styled} t="inlineStr"><is><t xml:space="preserve">{_escaped(text)}</t></is></c>'


def _escaped(text: str) -> str:
    """XML text; what XML cannot hold, and what looks like its escape, as ``_xHHHH_`` (ECMA-376 part 1, 22.4.2.4)."""
    if "_x" in text:
        text = LOOKS_ESCAPED.sub("_x005F_", text)
    text = NOT_IN_XML.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
    return escape(text)
