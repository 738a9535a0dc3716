"""The child process: opens a foreign txt, html, pdf or docx file and writes its text into its folder.

Run as ``python -I -m sijill.mentions.extract_child`` by ``accession.fork_server`` only.
"""

import codecs
import html.parser
import re
from collections.abc import Iterator
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

TEXT: Final = "text.txt"
LETTERS: Final = 5_000_000
FILE_BYTES: Final = 200 << 20
CHUNK: Final = 1 << 20
PAGE: Final = "\f"  # between pages; never inside one
BLOCKS: Final = frozenset(
    ["p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "blockquote", "td", "th"]
)  # fmt: skip
UNSEEN: Final = frozenset(["script", "style", "head", "template", "noscript"])

Answer = dict[str, Any]  # what JSON can hold


def work(request: Answer, out: Path) -> Answer:
    path = Path(request["path"])
    try:
        kind, pages, flags = _read(path, str(request["suffix"]))
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


def _read(path: Path, suffix: str) -> tuple[str, list[str], list[str]]:
    if path.stat().st_size > FILE_BYTES:
        raise Refusal("it is larger than 200 MB", remedy="Split it.")
    with path.open("rb") as file:
        head = file.read(2048)
    if not head.strip(b"\x00 \t\r\n"):
        raise Refusal("it is empty", remedy="Ask for it again.")
    if b"%PDF-" in head[:1024]:
        return "pdf", *_pdf(path)
    if head.startswith(b"PK\x03\x04"):
        return "docx", *_docx(path)
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


def _pdf(path: Path) -> tuple[list[str], list[str]]:
    try:
        reader = pypdf.PdfReader(path, strict=False)
        if reader.is_encrypted:
            raise Refusal("it is encrypted", remedy="Save it without a password.")
        pages = [page.extract_text() or "" for page in reader.pages]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise Refusal("the PDF is damaged", remedy="Print it to PDF again.") from problem
    return pages, ["page_without_text"] if any(not page.strip() for page in pages) else []


def _docx(path: Path) -> tuple[list[str], list[str]]:
    with archives.open_checked(path, limits=Limits()) as archive:
        names = set(archive.namelist())
    if "word/document.xml" not in names:
        raise Refusal("it is no Word document", remedy="Save it as .docx, PDF or text.")
    try:
        document = docx.Document(str(path))
        text = "\n".join(_parts(document))
    except (KeyError, ValueError, TypeError, AttributeError, SyntaxError, RecursionError) as problem:
        raise Refusal("the Word document is damaged", remedy="Save it again.") from problem
    beside = [
        name for name in names if re.search(r"word/(?:footnotes|endnotes|comments|header\d|footer\d)", name)
    ]
    return [text], ["notes_not_read"] if beside else []


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
