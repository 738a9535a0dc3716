"""What a file is, by its bytes. The extension only breaks ties; a file that is something else than it says is
refused.
"""

import re
import zipfile
from enum import StrEnum
from pathlib import Path
from typing import Final

from sijill.accession.tabulate import encoding as encodings
from sijill.accession.tabulate.archives import open_checked
from sijill.accession.tabulate.model import Limits, Refusal

HEAD: Final = 64 << 10


class Kind(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    ODS = "ods"
    JSON = "json"
    JSON_LINES = "jsonl"
    ZIP = "zip"


OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# First bytes -> (what it is, what to do).
REFUSED: Final = (
    (b"%PDF", "a PDF", "Ask for the table as XLSX or CSV, or take the file in as evidence."),
    (b"\x89PNG", "an image", "Take it in as evidence; a list needs text."),
    (b"\xff\xd8\xff", "an image", "Take it in as evidence; a list needs text."),
    (b"GIF8", "an image", "Take it in as evidence; a list needs text."),
    (b"II*\x00", "an image", "Take it in as evidence; a list needs text."),
    (b"MM\x00*", "an image", "Take it in as evidence; a list needs text."),
    (b"RIFF", "a picture, sound or film", "Take it in as evidence; a list needs text."),
    (b"\x1f\x8b", "a gzip archive", "Unpack it, or pack it as zip."),
    (b"7z\xbc\xaf", "a 7z archive", "Unpack it, or pack it as zip."),
    (b"Rar!", "a RAR archive", "Unpack it, or pack it as zip."),
    (b"BZh", "a bzip2 archive", "Unpack it, or pack it as zip."),
    (b"\xfd7zXZ", "an xz archive", "Unpack it, or pack it as zip."),
    (b"\x28\xb5\x2f\xfd", "a zstd archive", "Unpack it, or pack it as zip."),
    (b"SQLite format 3", "a database", "Export its table as CSV."),
    (b"PAR1", "a Parquet file", "Export it as CSV."),
    (b"ARROW1", "an Arrow file", "Export it as CSV."),
    (b"{\\rtf", "an RTF document", "Copy its table into a spreadsheet and save that."),
    (b"MZ", "a program", "Do not open it."),
    (b"\x7fELF", "a program", "Do not open it."),
)
MARKUP: Final = re.compile(rb"\s*<(\?xml|!doctype|html|table|head|body)", re.IGNORECASE)


def kind_of(path: Path, *, suffix: str, limits: Limits, encoding: str | None = None) -> Kind:
    """Raises Refusal for an empty, binary or unreadable file and for every format that is no list."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise Refusal("the file is empty", remedy="Ask for it again.")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_zip(path, limits)
    if head.startswith(OLE):
        _refuse_ole(path)
    for magic, what, remedy in REFUSED:
        if head.startswith(magic) and not (magic in {b"MZ", b"BZh", b"RIFF", b"GIF8"} and _is_text(head)):
            raise Refusal(f"it is {what}, not a list", remedy=remedy)
    stripped = head.removeprefix(b"\xef\xbb\xbf")
    if MARKUP.match(stripped) or MARKUP.match(head.replace(b"\0", b"").lstrip(b"\xff\xfe")):
        raise Refusal(
            "it is a web page or XML, whatever its name says",
            remedy="Open it in a spreadsheet program and save it as .xlsx or .csv.",
        )
    _refuse_binary(head, encoding)
    return _kind_of_text(head, suffix)


def _is_text(head: bytes) -> bool:
    return b"\0" not in head and not any(byte < 9 for byte in head)


def _kind_of_zip(path: Path, limits: Limits) -> Kind:
    with open_checked(path, limits=limits) as archive:
        names = set(archive.namelist())
        if "xl/workbook.xml" in names:
            return Kind.XLSX
        if "xl/workbook.bin" in names:
            raise Refusal("it is a binary workbook (.xlsb)", remedy="Save it as .xlsx.")
        if "word/document.xml" in names or "ppt/presentation.xml" in names:
            raise Refusal(
                "it is a document, not a list", remedy="Copy its table into a spreadsheet and save that."
            )
        if "mimetype" in names:
            mimetype = _mimetype(archive)
            if mimetype.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
                return Kind.ODS
            raise Refusal(
                "it is a document, not a list", remedy="Copy its table into a spreadsheet and save that."
            )
    return Kind.ZIP


def _mimetype(archive: zipfile.ZipFile) -> bytes:
    with archive.open("mimetype") as stream:
        return stream.read(200)


def _refuse_ole(path: Path) -> None:
    """An encrypted XLSX is an OLE file that holds ``EncryptedPackage``; directory names are UTF-16."""
    with path.open("rb") as file:
        content = file.read(64 << 20)
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Refusal("the file is encrypted", remedy="Open it with its password and save it without one.")
    raise Refusal(
        "it is an old .xls or .doc file",
        remedy="Open it in a spreadsheet program and save it as .xlsx or .csv.",
    )


def _refuse_binary(head: bytes, encoding: str | None) -> None:
    """Text has few control characters and few kinds of them. A NUL here and there is a damaged row, not a binary
    file.
    """
    if encodings.bom_of(head) is not None or (encoding or "").startswith("utf-16"):
        return
    if encodings.utf16_without_bom(head) is not None:
        return
    controls = [byte for byte in head if byte < 32 and byte not in (9, 10, 11, 12, 13, 26, 27)]
    nuls = head.count(0)
    if (len(controls) > 0.02 * len(head) and len(set(controls)) >= 4) or nuls > 0.1 * len(head):
        raise Refusal(
            "it is a binary file, whatever its name says", remedy="Ask the sender which program wrote it."
        )


def _kind_of_text(head: bytes, suffix: str) -> Kind:
    text = head.replace(b"\0", b"") if encodings.bom_of(head) else head
    for bom, _ in encodings.BOMS:
        text = text.removeprefix(bom)
    text = text.lstrip()
    if suffix in {".jsonl", ".ndjson"}:
        return Kind.JSON_LINES
    if suffix == ".json" or text[:1] in (b"[", b"{"):
        first = text.split(b"\n", 1)
        several = len(first) == 2 and first[0].rstrip().endswith(b"}") and first[1].lstrip().startswith(b"{")
        if text[:1] == b"{" and several:
            return Kind.JSON_LINES
        if suffix == ".json" or re.match(rb'\{\s*"|\[\s*[{\]]', text):
            return Kind.JSON
    return Kind.CSV
