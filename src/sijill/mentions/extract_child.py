"""The child process: opens a foreign txt, html, pdf or docx file and writes its text into its folder.

Run as ``python -I -m sijill.mentions.extract_child`` by ``accession.fork_server`` only.
"""

import codecs
import html.parser
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

import docx
import pypdf
from docx.table import Table
from docx.text.paragraph import Paragraph
from pypdf.errors import PyPdfError

from sijill.accession.fork_server import serve
from sijill.accession.tabulate import archives, encoding
from sijill.accession.tabulate.model import Limits, Refusal
from sijill.mentions.logical_order import holds_arabic, logical, turned_glyph
from sijill.mentions.word_text import word_parts

TEXT: Final = "text.txt"
LETTERS: Final = 5_000_000
FILE_BYTES: Final = 200 << 20
CHUNK: Final = 1 << 20
PAGE: Final = "\f"  # between pages; never inside one
BLOCKS: Final = frozenset(
    ["p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "blockquote", "td", "th"]
)  # fmt: skip
UNSEEN: Final = frozenset(["script", "style", "head", "template", "noscript"])

DAMAGE: Final = (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError)

Answer = dict[str, Any]  # what JSON can hold


def work(request: Answer, out: Path) -> Answer:
    path = Path(request["path"])
    try:
        kind, pages, flags = _read(path, str(request["suffix"]), as_before=bool(request.get("as_before")))
    except Refusal as refusal:
        return {"refused": refusal.as_dict()}
    cleaned = [_clean(page) for page in pages]
    text = PAGE.join(cleaned)
    if len(text) > LETTERS:
        return {
            "refused": Refusal(f"its text has more than {LETTERS:,} letters", remedy="Split it.").as_dict()
        }
    if not text.strip():
        flags.append("no_text")
    if "\ufffd" in text:
        flags.append("letters_not_read")
    (out / TEXT).write_text(text, encoding="utf-8", newline="")
    starts, at = [], 0
    for page in cleaned:
        starts.append(at)
        at += len(page) + 1
    return {"kind": kind, "pages": starts or [0], "flags": sorted(set(flags)), "letters": len(text)}


def _read(path: Path, suffix: str, *, as_before: bool) -> tuple[str, list[str], list[str]]:
    """``as_before``: PDF and Word as the first version read them, for texts whose letters were counted then."""
    if path.stat().st_size > FILE_BYTES:
        raise Refusal("it is larger than 200 MB", remedy="Split it.")
    with path.open("rb") as file:
        head = file.read(2048)
    if not head.strip(b"\x00 \t\r\n"):
        raise Refusal("it is empty", remedy="Ask for it again.")
    if b"%PDF-" in head[:1024]:
        return "pdf", *_pdf(path, as_before=as_before)
    if head.startswith(b"PK\x03\x04"):
        return "docx", *_docx(path, as_before=as_before)
    if b"\x00" in head and encoding.utf16_without_bom(head) is None and encoding.bom_of(head[:4]) is None:
        raise Refusal("it is no text, HTML, PDF or Word file", remedy="Save it as one of these.")
    text = _plain(path)
    if suffix in {".html", ".htm", ".xhtml"} or re.match(
        r"\s*<(?:!doctype html|html)\b", text, re.IGNORECASE
    ):
        return "html", [_html(text)], []
    return "txt", text.split(PAGE), []


def _plain(path: Path) -> str:
    found = encoding.detect(path)
    pieces = []
    with path.open("rb") as file:
        stream = encoding.transcode(file, found)
        while piece := stream.read(CHUNK):
            pieces.append(piece)
    return b"".join(pieces).decode("utf-8", errors="replace")


def _pdf(path: Path, *, as_before: bool) -> tuple[list[str], list[str]]:
    try:
        reader = pypdf.PdfReader(path, strict=False)
        if reader.is_encrypted:
            raise Refusal("it is encrypted", remedy="Save it without a password.")
        pages = [page.extract_text() or "" for page in reader.pages]
        turned = 0
        doubtful = False
        if not as_before and holds_arabic("".join(pages)):
            try:
                pages, turned = _as_read(reader)
            except (*DAMAGE, ZeroDivisionError, IndexError):
                doubtful = True
    except DAMAGE as problem:
        raise Refusal("the PDF is damaged", remedy="Print it to PDF again.") from problem
    flags = ["page_without_text"] if any(not page.strip() for page in pages) else []
    flags += ["lines_turned"] if turned else []
    return pages, [*flags, "order_doubtful"] if doubtful else flags


def _as_read(reader: pypdf.PdfReader) -> tuple[list[str], int]:
    """The pages in the order of reading, and how many lines were turned; pypdf's own order breaks at every vowel."""
    pages, turned = [], 0
    for page in reader.pages:
        fonts = page._layout_mode_fonts()
        for font in fonts.values():
            for code, letters in list(font.character_map.items()):
                if isinstance(letters, str):
                    font.character_map[code] = turned_glyph(letters)
        page._layout_mode_fonts = partial(dict, fonts)  # type: ignore[method-assign]
        drawn = page.extract_text(extraction_mode="layout", layout_mode_space_vertically=False)
        text, lines = logical(drawn or "")
        pages.append(text)
        turned += lines
    return pages, turned


def _docx(path: Path, *, as_before: bool) -> tuple[list[str], list[str]]:
    with archives.open_checked(path, limits=Limits()) as archive:
        names = set(archive.namelist())
    if "word/document.xml" not in names:
        raise Refusal("it is no Word document", remedy="Save it as .docx, PDF or text.")
    try:
        document = docx.Document(str(path))
        text = "\n".join(_parts(document) if as_before else word_parts(document))
    except (KeyError, ValueError, TypeError, AttributeError, SyntaxError, RecursionError) as problem:
        raise Refusal("the Word document is damaged", remedy="Save it again.") from problem
    if as_before:
        beside = r"word/(?:footnotes|endnotes|comments|header\d|footer\d)"
        return [text], ["notes_not_read"] if any(re.search(beside, name) for name in names) else []
    return [text], ["comments_not_read"] if any(name.startswith("word/comments") for name in names) else []


def _parts(document: Any) -> Iterator[str]:  # python-docx's own class is a function there
    for part in document.iter_inner_content():
        if isinstance(part, Paragraph):
            yield part.text
        elif isinstance(part, Table):
            for row in part.rows:
                yield "\t".join(cell.text for cell in row.cells)


class _Seen(html.parser.HTMLParser):
    """Collects what a reader sees."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in UNSEEN:
            self.hidden += 1
        elif tag in BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self.hidden = max(0, self.hidden - 1)
        elif tag in BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(re.sub(r"\s+", " ", data))


def _html(text: str) -> str:
    seen = _Seen()
    seen.feed(text)
    seen.close()
    return "".join(seen.parts)


def _clean(text: str) -> str:
    """Line ends made one kind; spaces before them and more than one empty line taken away."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace(PAGE, "\n").replace("\x00", "")
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t\u00a0]+\n", "\n", text)).strip("\n")


def load() -> None:
    """Codecs that are loaded at their first use: a confined process finds them there."""
    for codec in encoding.ACCEPTED.values():
        codecs.lookup(codec)


if __name__ == "__main__":
    serve(work, load)
