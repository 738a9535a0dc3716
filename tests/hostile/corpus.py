"""Malformed lists, each built on the spot, with what must happen to it. Nothing binary is kept in the repository.

The people in them are invented.
"""

import random
import re
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import openpyxl

HEADER = "الاسم,اسم الأب,تاريخ الاعتقال"
ROWS = ("سامر الحكواتي,نزار,2013-05-06", "ليلى القصّاب,فادي,2014-11-20", "وائل الدبّاغ,منير,2012-02-17")
CONTENT_TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"></Types>'


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """``says``: pieces the message must hold (file name and remedy are asked of all). For kept files: ``aside`` = (row,
    line, reason) of each row set aside, ``flags`` = kinds that must occur, ``rows`` = rows kept.
    """

    name: str
    build: Callable[[Path], None]
    says: tuple[str, ...] = ()
    aside: tuple[tuple[int, int, str], ...] = ()
    flags: tuple[str, ...] = ()
    rows: int = -1

    @property
    def refused(self) -> bool:
        return self.rows < 0


def text(content: str | bytes) -> Callable[[Path], None]:
    raw = content if isinstance(content, bytes) else content.encode()
    return lambda path: void(path.write_bytes(raw))


def void(_: object) -> None:
    return


def lines(*more: str) -> str:
    return "\n".join((HEADER, *more)) + "\n"


def binary(path: Path) -> None:
    path.write_bytes(random.Random(1).randbytes(20_000))


def wide(path: Path) -> None:
    names = [f"column{at}" for at in range(10_000)]
    path.write_text(",".join(names) + "\n" + ",".join("x" for _ in names) + "\n", encoding="utf-8")


def single_line(path: Path) -> None:
    with path.open("wb") as file:
        for _ in range(100):
            file.write(b"a," * (500_000))


def long_line_inside(path: Path) -> None:
    with path.open("wb") as file:
        file.write(lines(ROWS[0]).encode())
        for _ in range(100):
            file.write(b"x" * 1_000_000)
        file.write(f"\n{ROWS[1]}\n".encode())


def workbook(edit: Callable[[openpyxl.Workbook], None] | None = None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEADER.split(","))
    for row in ROWS:
        sheet.append(row.split(","))
    if edit is not None:
        edit(book)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def repacked(path: Path, change: Callable[[str, bytes], bytes], source: bytes | None = None) -> None:
    """A workbook with some of its parts rewritten."""
    with (
        zipfile.ZipFile(BytesIO(source or workbook())) as archive,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target,
    ):
        for name in archive.namelist():
            target.writestr(name, change(name, archive.read(name)))


SHEET = "xl/worksheets/sheet1.xml"
BOMB_CELL = 250_000_000


def xlsx_bomb(path: Path) -> None:
    cell = (
        b'<row r="9"><c r="A9" t="inlineStr"><is><t>' + b"A" * BOMB_CELL + b"</t></is></c></row></sheetData>"
    )
    repacked(path, lambda name, data: data.replace(b"</sheetData>", cell) if name == SHEET else data)


def xlsx_ratio_bomb(path: Path) -> None:
    cell = (
        b'<row r="9"><c r="A9" t="inlineStr"><is><t>' + b"A" * 20_000_000 + b"</t></is></c></row></sheetData>"
    )
    repacked(path, lambda name, data: data.replace(b"</sheetData>", cell) if name == SHEET else data)


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY a "boo"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


def with_dtd(path: Path) -> None:
    def change(name: str, data: bytes) -> bytes:
        if name != SHEET:
            return data
        cell = b'<row r="9"><c r="A9" t="inlineStr"><is><t>&c;</t></is></c></row></sheetData>'
        return LAUGHS + data[data.index(b"<worksheet") :].replace(b"</sheetData>", cell)

    repacked(path, change)


def with_external_dtd(path: Path) -> None:
    doctype = b'<?xml version="1.0"?><!DOCTYPE w SYSTEM "file:///etc/hostname">'
    repacked(path, lambda name, data: doctype + data[data.index(b"<worksheet") :] if name == SHEET else data)


def ole(stream_name: str) -> Callable[[Path], None]:
    """Enough of a compound file for its kind to be told: header, then a directory entry with a UTF-16 name."""

    def build(path: Path) -> None:
        entry = stream_name.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 2 * len(stream_name) + 2)
        path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + entry.ljust(512, b"\0"))

    return build


def formulas(path: Path) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book.active["A5"], book.active["B5"] = "رنا المصفّي", '=HYPERLINK("http://example.invalid","x")'
        book.active["C5"] = "2011-01-01"

    def cached(name: str, data: bytes) -> bytes:
        return re.sub(rb"</f><v\s*/>|</f><v></v>", b"</f><v>x</v>", data) if name == SHEET else data

    repacked(path, cached, workbook(edit))


def impossible_dates(path: Path) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        for at, serial in enumerate((60, -5, 9_999_999), start=5):
            book.active.cell(at, 1).value = f"اسم {at}"
            book.active.cell(at, 3).value = serial
            book.active.cell(at, 3).number_format = "yyyy-mm-dd"

    path.write_bytes(workbook(edit))


def zip_of(*entries: tuple[str, bytes], mode: int = 0) -> Callable[[Path], None]:
    def build(path: Path) -> None:
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in entries:
                info = zipfile.ZipInfo("x")
                info.filename = name
                info.external_attr = mode << 16
                archive.writestr(info, data)

    return build


def many_entries(path: Path) -> None:
    """A directory of a million entries that all point to one file, as a bomb would have it."""
    name = b"a.csv"
    local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 0, 0, 33, 0, 0, 0, len(name), 0) + name
    entry = (
        struct.pack(
            "<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 0, 0, 33, 0, 0, 0, len(name), 0, 0, 0, 0, 0, 0
        )
        + name
    )
    count = 1_000_000
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 0xFFFF, 0xFFFF, len(entry) * count, len(local), 0)
    path.write_bytes(local + entry * count + end)


def zip_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("a.csv", b"0" * 100_000_000)


def lying_zip(path: Path) -> None:
    """Declares 10 bytes, unpacks to 50 MB."""
    zip_bomb(path)
    raw = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = raw.rfind(signature)
        raw[at + offset : at + offset + 4] = struct.pack("<I", 10)
    path.write_bytes(raw)


GOOD = lines(*ROWS).encode()
CP1256 = "\n".join((HEADER, *ROWS)).encode("cp1256")

LISTS = (
    Case(name="empty.csv", build=text(b""), says=("empty",)),
    Case(name="blank.csv", build=text("\n \n\n"), says=("no header",)),
    Case(name="binary.csv", build=binary, says=("binary",)),
    Case(name="picture.csv", build=text(b"\x89PNG\r\n\x1a\n" + bytes(200)), says=("image",)),
    Case(name="page.xls", build=text("<html><table><tr><td>x</td></tr></table></html>"), says=("web page",)),
    Case(
        name="undecidable.csv",
        build=text(b"name,town\n" + bytes(range(0x80, 0x100)) * 3 + b",x\n"),
        says=("encoding cannot be decided", "--encoding"),
    ),
    Case(
        name="mixed.csv",
        build=text(lines(*ROWS).encode() + ("\n".join(ROWS) + "\n").encode("cp1256")),
        says=("line 5", "encoding"),
    ),
    Case(
        name="mojibake.csv",
        build=text(CP1256.decode("cp1252", errors="replace").encode()),
        says=("wrong encoding",),
    ),
    Case(
        name="twice.csv",
        build=text(lines(*ROWS).encode().decode("cp1252", errors="replace").encode()),
        says=("wrong encoding",),
    ),
    Case(
        name="duplicates.csv",
        build=text("الاسم,العمر,الاسم\nسامر,30,x\n"),
        says=("line 1", "column 'الاسم'", "same name"),
    ),
    Case(
        name="headless.csv",
        build=text("\n".join(f"{row},{at}" for at, row in enumerate(ROWS))),
        says=("no header", "line 1"),
    ),
    Case(name="wide.csv", build=wide, says=("10,000 columns", "line 1")),
    Case(name="line.csv", build=single_line, says=("line 1", "longer than")),
    Case(name="bomb.xlsx", build=xlsx_bomb, says=("unpacks to",)),
    Case(name="ratio.xlsx", build=xlsx_ratio_bomb, says=("unpacks to more than 100 times",)),
    Case(name="dtd.xlsx", build=with_dtd, says=("DTD",)),
    Case(name="external.xlsx", build=with_external_dtd, says=("DTD",)),
    Case(name="encrypted.xlsx", build=ole("EncryptedPackage"), says=("encrypted", "password")),
    Case(name="old.xls", build=ole("Workbook"), says=("old .xls", ".xlsx")),
    Case(name="paper.pdf", build=text(b"%PDF-1.7\n"), says=("PDF",)),
    Case(name="cut.xlsx", build=lambda path: void(path.write_bytes(workbook()[:3000])), says=("damaged",)),
    Case(name="broken.json", build=text('[{"name": "سامر"}, {"name": '), says=("JSON", "line 1")),
    Case(name="deep.json", build=text("[" * 200_000), says=("JSON",)),
    Case(
        name="ragged.csv",
        build=text(lines(ROWS[0], "ليلى,فادي", ROWS[1], "وائل,منير,2012,زائد")),
        rows=2,
        aside=((2, 3, "ragged"), (4, 5, "ragged")),
    ),
    Case(
        name="nul.csv", build=text(lines(ROWS[0], "ليلى\0,فادي,x", ROWS[1])), rows=2, aside=((2, 3, "NUL"),)
    ),
    Case(
        name="cell.csv",
        build=text(lines(ROWS[0], f"ليلى,{'x' * 140_000},z", ROWS[1])),
        rows=2,
        aside=((2, 3, "over-long"),),
    ),
    Case(name="long.csv", build=long_line_inside, rows=2, aside=((2, 3, "over-long"),)),
    Case(
        name="damaged.csv",
        build=text(lines(ROWS[0]).encode() + "ليلى القصّاب".encode() + b"\xd8,x,y\n" + ROWS[1].encode()),
        rows=2,
        aside=((2, 3, "undecodable"),),
    ),
    Case(
        name="quote.csv",
        build=text(lines(ROWS[0], '"سامر" الحكواتي,نزار,x', '"وائل,منير,2012', *ROWS)),
        rows=6,
        flags=("stray-quote",),
    ),
    Case(
        name="bidi.csv",
        build=text(lines("\u202eسامر\u202c الحكواتي,نزار,x", "ليلى\x07,ف\u200bادي,y", *ROWS)),
        rows=5,
        flags=("bidi-control", "control-character", "zero-width"),
    ),
    Case(
        name="lost.csv",
        build=text(lines("سا\ufffdر,نزار,x", *ROWS)),
        rows=4,
        flags=("replacement-character",),
    ),
    Case(name="formula.xlsx", build=formulas, rows=4, flags=("formula",)),
    Case(name="dates.xlsx", build=impossible_dates, rows=6, flags=("impossible-date",)),
    Case(
        name="dates.csv", build=text(lines("سامر,نزار,2013-02-31", "ليلى,فادي,99/99/2014")), rows=2
    ),  # text is text here; the reader of dates flags it
    Case(
        name="bad.jsonl",
        build=text(
            '{"name": "سامر"}\n{"name": \n["x"]\n{"name": "a", "name": "b"}\n{"name": "\\ud800"}\n{"name": "ليلى"}\n'
        ),
        rows=2,
        aside=((2, 2, "malformed"), (3, 3, "malformed"), (4, 4, "malformed"), (5, 5, "undecodable")),
    ),
)

ARCHIVES = (
    Case(name="traversal.zip", build=zip_of(("../../etc/evil.csv", GOOD)), says=("leads out",)),
    Case(name="backslash.zip", build=zip_of(("..\\..\\evil.csv", GOOD)), says=("leads out",)),
    Case(name="absolute.zip", build=zip_of(("/etc/evil.csv", GOOD)), says=("absolute",)),
    Case(name="drive.zip", build=zip_of(("C:\\evil.csv", GOOD)), says=("absolute",)),
    Case(name="symlink.zip", build=zip_of(("a.csv", b"/etc/passwd"), mode=0o120777), says=("symbolic link",)),
    Case(name="case.zip", build=zip_of(("List.csv", GOOD), ("list.csv", GOOD)), says=("differ at most",)),
    Case(
        name="accents.zip",
        build=zip_of(("liste\u0301.csv", GOOD), ("list\u00e9.csv", GOOD)),
        says=("differ at most",),
    ),
    Case(name="entries.zip", build=many_entries, says=("entries",)),
    Case(name="bomb.zip", build=zip_bomb, says=("unpacks to more than 100 times",)),
    Case(name="lying.zip", build=lying_zip, says=("damaged",)),
)
