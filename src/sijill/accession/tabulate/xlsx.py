"""XLSX straight from its XML, in one pass and flat memory.

openpyxl's streaming reader does not tell hidden rows and columns, merged cells, or a formula together with its
cached value, and gives numbers as floats; a 17-digit id must come out as the file has it. The tests hold this
reader to openpyxl's values. Rules: ECMA-376 part 1, 18.3 (worksheets), 18.4 (shared strings), 18.8.30 (number
formats), 18.17.4 (dates).
"""

import datetime as dt
import posixpath
import re
import zipfile
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Final

from sijill.accession.tabulate.archives import read_counted
from sijill.accession.tabulate.model import FileFlag, Flag, Limits, Refusal, Row
from sijill.accession.tabulate.xml import PIECE, parse_entry
from sijill.tables.cells import column_letters

MAX_COLUMN: Final = 16_384

# 18.8.30: built-in formats that show a date or time; 27–36 and 50–58 are dates in East Asian locales.
BUILT_IN_DATES: Final = {
    14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm",
    21: "h:mm:ss", 22: "m/d/yy h:mm", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0",
    **dict.fromkeys((*range(27, 37), *range(50, 59)), "locale date"),
}  # fmt: skip
FORMAT_LITERALS: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
MERGE: Final = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)[\"']")
PLAIN_DIGITS: Final = re.compile(r"-?\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Rows and columns from 1, inclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPart:
    name: str
    part: str
    hidden: bool


@dataclass(slots=True)
class Workbook:
    sheets: list[SheetPart] = field(default_factory=list)
    dates_from_1904: bool = False
    formats: list[str] = field(default_factory=list)  # per cell style: its number format
    strings: "SharedStrings" = field(default_factory=lambda: SharedStrings())  # noqa: PLW0108 - defined below
    flags: list[FileFlag] = field(default_factory=list)


class SharedStrings:
    """One UTF-8 buffer and offsets: a list of Python strings would take 80 bytes more for each."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._ends = array("Q", [0])

    def append(self, text: str) -> None:
        self._bytes += text.encode("utf-8", errors="surrogatepass")
        self._ends.append(len(self._bytes))

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, at: int) -> str:
        if not 0 <= at < len(self):
            raise IndexError(at)
        return self._bytes[self._ends[at] : self._ends[at + 1]].decode("utf-8", errors="replace")


def open_workbook(archive: zipfile.ZipFile, *, limits: Limits) -> Workbook:
    names = set(archive.namelist())
    book = Workbook()
    relations = _relations(archive, "xl/_rels/workbook.xml.rels", limits)
    listed: list[tuple[str, str, bool]] = []

    def on_workbook(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            listed.append(
                (attributes.get("name", ""), relation, attributes.get("state", "visible") != "visible")
            )
        elif tag == "workbookPr":
            book.dates_from_1904 = attributes.get("date1904", "0") in {"1", "true"}

    _parse(archive, "xl/workbook.xml", on_workbook, limits)
    for name, relation, hidden in listed:
        part = relations.get(relation, "")
        if part not in names:
            raise Refusal("a sheet's part is missing", remedy="Open the file and save it again.", sheet=name)
        if not part.startswith("xl/worksheets/"):
            continue  # chart and dialog sheets hold no cells
        book.sheets.append(SheetPart(name=name, part=part, hidden=hidden))
    if "xl/styles.xml" in names:
        book.formats = _formats(archive, limits)
    if "xl/sharedStrings.xml" in names:
        _read_strings(archive, book.strings, limits)
    if any(name.endswith("vbaProject.bin") for name in names):
        book.flags.append(FileFlag(kind=Flag.MACROS, detail="not run"))
    return book


def _nothing(_: str) -> None:
    return


def _parse(
    archive: zipfile.ZipFile, name: str, start: Callable[[str, dict[str, str]], None], limits: Limits
) -> None:
    parse_entry(archive, name, start=start, end=_nothing, text=_nothing, limits=limits)


def _relations(archive: zipfile.ZipFile, name: str, limits: Limits) -> dict[str, str]:
    """Relation id -> part name, for targets inside the archive."""
    found: dict[str, str] = {}

    def on_start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            path = (
                target.lstrip("/")
                if target.startswith("/")
                else posixpath.normpath(posixpath.join("xl", target))
            )
            found[attributes.get("Id", "")] = path

    if name in archive.namelist():
        _parse(archive, name, on_start, limits)
    return found


def _formats(archive: zipfile.ZipFile, limits: Limits) -> list[str]:
    """Number format of each entry of cellXfs; "" = general."""
    codes: dict[int, str] = {}
    formats: list[str] = []
    inside = False

    def on_start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        if tag == "numFmt":
            codes[_int(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif tag == "cellXfs":
            inside = True
        elif tag == "xf" and inside:
            number = _int(attributes.get("numFmtId"))
            formats.append(codes.get(number, BUILT_IN_DATES.get(number, "")))

    def on_end(tag: str) -> None:
        nonlocal inside
        if tag == "cellXfs":
            inside = False

    parse_entry(archive, "xl/styles.xml", start=on_start, end=on_end, text=_nothing, limits=limits)
    return formats


def _int(text: str | None) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _read_strings(archive: zipfile.ZipFile, strings: SharedStrings, limits: Limits) -> None:
    """Runs of rich text joined; phonetic readings (rPh) left out."""
    pieces: list[str] = []
    in_text = in_phonetic = False

    def on_start(tag: str, _: dict[str, str]) -> None:
        nonlocal in_text, in_phonetic
        if tag == "t":
            in_text = not in_phonetic
        elif tag == "rPh":
            in_phonetic = True
        elif tag == "si":
            pieces.clear()

    def on_end(tag: str) -> None:
        nonlocal in_text, in_phonetic
        if tag == "t":
            in_text = False
        elif tag == "rPh":
            in_phonetic = False
        elif tag == "si":
            strings.append(unescape("".join(pieces)))
            pieces.clear()

    def on_text(text: str) -> None:
        if in_text:
            pieces.append(text)

    parse_entry(archive, "xl/sharedStrings.xml", start=on_start, end=on_end, text=on_text, limits=limits)


def unescape(text: str) -> str:
    """``_x000D_`` stands for a character XML cannot hold (22.4.2.4)."""
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def find_merges(archive: zipfile.ZipFile, part: str, *, limits: Limits) -> list[Merge]:
    """The sheet lists its merged ranges after its rows, so they are looked for before the rows are read."""
    merges: list[Merge] = []
    carry = b""
    for piece in read_counted(archive, part, limits=limits, piece=4 * PIECE):
        data = carry + piece
        if b"mergeCell" in data:
            # No match reaches beyond its ">"; what follows the last one may be half an element.
            whole = data.rfind(b">") + 1
            for left, top, right, bottom in MERGE.findall(data[:whole]):
                if len(top) < 9 and len(bottom) < 9:
                    merges.append(
                        Merge(
                            top=int(top),
                            left=column_number(left),
                            bottom=int(bottom),
                            right=column_number(right),
                        )
                    )
                if len(merges) > 1_000_000:
                    raise Refusal("more than a million merged ranges", remedy="Save the table as CSV.")
            carry = data[whole:][-4096:]
        else:
            carry = data[-64:]
    return merges


def column_number(letters: str | bytes) -> int:
    """A = 1, Z = 26, AA = 27."""
    number = 0
    for letter in letters if isinstance(letters, bytes) else letters.encode():
        number = number * 26 + letter - 64
    return number


@dataclass(slots=True)
class SheetFacts:
    """What the XML says beside the cells; complete when the rows have been read."""

    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    rows_seen: int = 0


class SheetReader:
    """Calls ``take(row)`` for each ``<row>`` with any cell content, in order; ``row.line`` is the sheet's row
    number.
    """

    def __init__(self, book: Workbook, *, name: str, limits: Limits, take: Callable[[Row], None]) -> None:
        self._book, self._limits, self._name, self._take = book, limits, name, take
        self._dates = [_date_format(code) for code in book.formats]
        self._padded = [re.fullmatch(r"0{2,}", code) is not None for code in book.formats]
        self.facts = SheetFacts()
        self._row: Row | None = None
        self._line = 0
        self._column = 0
        self._type = "n"
        self._style = 0
        self._pieces: list[str] = []
        self._collect = False
        self._value: str | None = None
        self._formula: str | None = None
        self._phonetic = False

    def read(self, archive: zipfile.ZipFile, part: str) -> None:
        parse_entry(archive, part, start=self._start, end=self._end, text=self._text, limits=self._limits)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self._open_cell(attributes)
        elif tag in {"v", "t"}:
            self._collect = not self._phonetic
            if tag == "v":
                self._pieces.clear()
        elif tag == "f":
            self._collect = True
            self._pieces.clear()
            self._formula = ""
        elif tag == "row":
            self._open_row(attributes)
        elif tag == "rPh":
            self._phonetic = True
        elif tag == "col" and attributes.get("hidden") in {"1", "true"}:
            self.facts.hidden_columns.append((_int(attributes.get("min")), _int(attributes.get("max"))))

    def _end(self, tag: str) -> None:
        if tag == "c":
            self._close_cell()
        elif tag == "v":
            self._value = "".join(self._pieces)
            self._pieces.clear()
            self._collect = False
        elif tag == "t":
            self._collect = False
        elif tag == "is":
            self._value = unescape("".join(self._pieces))
            self._pieces.clear()
        elif tag == "f":
            self._formula = "".join(self._pieces)
            self._pieces.clear()
            self._collect = False
        elif tag == "row" and self._row is not None:
            self.facts.rows_seen += 1
            self._take(self._row)
            self._row = None
        elif tag == "rPh":
            self._phonetic = False

    def _text(self, text: str) -> None:
        if self._collect:
            self._pieces.append(text)

    def _open_row(self, attributes: dict[str, str]) -> None:
        line = _int(attributes.get("r")) or self._line + 1
        if line <= self._line:
            raise Refusal(
                "its rows are not in order", remedy="Open it and save it again.", line=line, sheet=self._name
            )
        self._line = line
        self._column = 0
        self._row = Row(line)
        if attributes.get("hidden") in {"1", "true"}:
            self._row.flags.append((-1, Flag.HIDDEN_ROW, None))

    def _open_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        column = column_number(reference.rstrip("0123456789")) if reference else self._column + 1
        if not self._column < column <= MAX_COLUMN:
            raise Refusal(
                "its cells are not in order",
                remedy="Open it and save it again.",
                cell=(reference or "")[:20],
                sheet=self._name,
            )
        self._column = column
        self._type = attributes.get("t", "n")
        self._style = _int(attributes.get("s"))
        self._value = self._formula = None
        self._pieces.clear()

    def _close_cell(self) -> None:
        row, value = self._row, self._value
        if row is None or (value is None and self._formula is None):
            return
        at = self._column - 1
        if self._formula is not None:
            value = value or None
            kind = Flag.FORMULA if value is not None else Flag.FORMULA_WITHOUT_VALUE
            row.flags.append((at, kind, f"={self._formula}"[:1000]))
            if value is None:
                return
        assert value is not None
        text = self._read_value(row, at, value)
        if text is None:
            return
        row.cells += [None] * (at + 1 - len(row.cells))
        row.cells[at] = text

    def _read_value(self, row: Row, at: int, value: str) -> str | None:
        match self._type:
            case "s":
                return self._shared(value)
            case "str":
                return unescape(value)
            case "inlineStr":
                return value
            case "b":
                return "TRUE" if value.strip() == "1" else "FALSE"
            case "e":
                row.flags.append((at, Flag.ERROR_CELL, None))
                return value
            case "d":
                row.flags.append((at, Flag.DATE_CELL, self._format()))
                return value
            case _:
                return self._number(row, at, value.strip())

    def _shared(self, value: str) -> str:
        try:
            return self._book.strings[int(value)]
        except (ValueError, IndexError) as exc:
            raise Refusal(
                "a cell points to a text that is not there",
                remedy="Open it and save it again.",
                cell=f"{column_letters(self._column)}{self._line}",
                sheet=self._name,
            ) from exc

    def _format(self) -> str:
        return self._book.formats[self._style] if self._style < len(self._book.formats) else ""

    def _number(self, row: Row, at: int, value: str) -> str | None:
        if not value:
            return None
        if self._style < len(self._dates) and self._dates[self._style]:
            text = serial_to_iso(value, from_1904=self._book.dates_from_1904)
            kind = Flag.DATE_CELL if text is not None else Flag.IMPOSSIBLE_DATE
            row.flags.append((at, kind, f"{self._format()} {value}"))
            return text if text is not None else value
        text, digits = plain_number(value)
        if digits > 15:
            row.flags.append((at, Flag.LONG_NUMBER, value))
        if self._style < len(self._padded) and self._padded[self._style]:
            row.flags.append((at, Flag.ZERO_PADDED, self._format()))
        return text


def _date_format(code: str) -> bool:
    if not code or code.lower() == "general":
        return False
    if code == "locale date":
        return True
    first = FORMAT_LITERALS.sub("", code).split(";")[0].lower()
    return re.search(r"[ymdhs]", first.replace("general", "")) is not None


def plain_number(value: str) -> tuple[str, int]:
    """(text, digits before the point). Digits stay as the file has them; only 1.2E+16 is written out. 26.0 becomes 26.

    A spreadsheet keeps 15 digits and puts zeros or noise for the rest: an id of 16 or more is not what was typed.
    """
    if PLAIN_DIGITS.fullmatch(value):
        return value, len(value.lstrip("-0"))
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value, 0
    if not number.is_finite() or abs(number.adjusted()) > 40:
        return value, 0
    if number == number.to_integral_value():
        text = format(number.to_integral_value(), "f")
        return text, len(text.lstrip("-0"))
    # 0.1 + 0.2 is stored with 17 digits; 15 are what programs show and what a person typed.
    if len(number.normalize().as_tuple().digits) > 15:
        shown = Decimal(f"{number:.14e}")
        if float(shown) == float(number) or abs(shown - number) <= abs(number) * Decimal("5e-15"):
            number = shown
    text = format(number, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text), 0


def serial_to_iso(value: str, *, from_1904: bool) -> str | None:
    """ISO 8601 for a date serial; None if there is no such date.

    Days from 1899-12-31, with a 29 February 1900 that never was (serial 60); times rounded to the second.
    """
    try:
        serial = float(value)
    except ValueError:
        return None
    if not 0 <= serial < 2_958_466:  # 10000-01-01
        return None
    seconds = round(serial * 86_400)
    days, rest = divmod(seconds, 86_400)
    clock = dt.time(rest // 3600, rest // 60 % 60, rest % 60).isoformat()
    if from_1904:
        day = dt.date(1904, 1, 1) + dt.timedelta(days=days)
    elif days == 0:
        return clock
    elif days == 60:
        return None
    else:
        day = dt.date(1899, 12, 31 if days < 60 else 30) + dt.timedelta(days=days)
    return day.isoformat() if rest == 0 else f"{day.isoformat()}T{clock}"
