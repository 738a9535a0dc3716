"""Everything a reader of a Word document sees: text, tables in tables, text boxes, foot- and endnotes, headers."""

from collections.abc import Iterator
from typing import Any, Final

from docx.oxml.parser import parse_xml
from docx.table import Table
from docx.text.paragraph import Paragraph

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
NOTES: Final = ("/word/footnotes.xml", "/word/endnotes.xml")
# What Word keeps in the notes' part that is no note: the lines above them.
NO_NOTES: Final = frozenset({"separator", "continuationSeparator", "continuationNotice"})


def word_parts(document: Any) -> Iterator[str]:  # python-docx's own class is a function there
    """Paragraphs and rows in order; text boxes after the paragraph they hang on; then notes, then headers."""
    yield from _content(document)
    yield from _notes(document)
    yield from dict.fromkeys(_headers(document))


def _content(holder: Any) -> Iterator[str]:
    for part in holder.iter_inner_content():
        if isinstance(part, Paragraph):
            yield part.text
            yield from _boxes(part._p)
        elif isinstance(part, Table):
            yield from _rows(part)


def _rows(table: Table) -> Iterator[str]:
    """One line per row; a cell that spans several columns stands once."""
    for row in table.rows:
        cells = {id(cell._tc): cell for cell in row.cells}
        yield "\t".join(" ".join(one for one in _content(cell) if one) for cell in cells.values())


def _boxes(paragraph: Any) -> Iterator[str]:
    """Text boxes; a second writing of each for old programs is left out."""
    for box in paragraph.iter(f"{W}txbxContent"):
        if any(one.tag == FALLBACK for one in box.iterancestors()):
            continue
        yield from (_text(one) for one in box.iter(f"{W}p"))


def _notes(document: Any) -> Iterator[str]:
    for part in document.part.package.iter_parts():
        if str(part.partname) in NOTES:
            root: Any = parse_xml(part.blob)
            for note in root:
                if note.get(f"{W}type") not in NO_NOTES:
                    yield " ".join(text for one in note.iter(f"{W}p") if (text := _text(one).strip()))


def _headers(document: Any) -> Iterator[str]:
    for section in document.sections:
        for one in (
            section.header,
            section.footer,
            section.first_page_header,
            section.first_page_footer,
            section.even_page_header,
            section.even_page_footer,
        ):
            if not one.is_linked_to_previous:
                yield from (text for text in _content(one) if text.strip())


def _text(paragraph: Any) -> str:
    breaks = {f"{W}tab": "\t", f"{W}br": "\n"}
    return "".join(breaks.get(one.tag) or one.text or "" for one in paragraph.iter(f"{W}t", *breaks))
