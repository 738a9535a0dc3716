"""Makes src/sijill/submissions/templates/*.docx: the layout of Word documents, left to right and right to left.

Run it after a change and open both in Word or LibreOffice before accepting them. The bytes follow from this file.
"""

from datetime import UTC, datetime
from pathlib import Path

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

import sijill.pipeline  # noqa: F401  (makes Django ready)
from sijill.submissions.render_docx import repacked

TARGET = Path(__file__).resolve().parents[1] / "src" / "sijill" / "submissions" / "templates"
# On every machine that opens Word documents; they hold Arabic, and Latin with all accents.
FONT = "Times New Roman"
GREY = RGBColor(0x55, 0x55, 0x55)
MADE = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> None:
    for rtl in (False, True):
        for name, build in (("submission", submission), ("letter", letter)):
            path = TARGET / f"{name}.{'rtl' if rtl else 'ltr'}.docx"
            build(rtl=rtl).save(str(path))
            path.write_bytes(repacked(path.read_bytes()))


def submission(*, rtl: bool) -> DocxDocument:
    document = _empty(rtl=rtl)
    _head(document)
    _paragraph(document, "{%p for person in data.persons %}")
    _paragraph(document, "{%p if data.persons|length > 1 %}")
    _paragraph(document, "{%p if loop.first %}")
    _paragraph(document, "{{r person.heading }}", style="Heading 1")
    _paragraph(document, "{%p else %}")
    _paragraph(document, "{{r person.heading }}", style="Heading 1", page_break=True)
    _paragraph(document, "{%p endif %}")
    _paragraph(document, "{%p endif %}")
    _sections(document, "person.sections", rtl=rtl)
    _paragraph(document, "{%p endfor %}")
    _names(document, rtl=rtl)
    _confidential(document, rtl=rtl)
    return document


def letter(*, rtl: bool) -> DocxDocument:
    document = _empty(rtl=rtl)
    _lines(document, "data.head")
    _paragraph(document, "{{r data.title }}", style="Title")
    _paragraph(document, "{{r data.salutation }}")
    _paragraph(document, "{{r data.opening }}")
    _paragraph(document, "{%p for part in data.parts %}")
    _paragraph(document, "{{r part.title }}", style="Heading 2")
    _shown_lines(document, "part.lines")
    _letter_tables(document, rtl=rtl)
    _shown_lines(document, "part.bullets", style="List Bullet")
    _lines(document, "part.small", style="Small")
    _paragraph(document, "{%p endfor %}")
    _paragraph(document, "{{r data.closing }}")
    _paragraph(document, "")
    _lines(document, "data.sender")
    return document


def _letter_tables(document: DocxDocument, *, rtl: bool) -> None:
    """One table for each number of columns a part may have: Word wants a table's grid to be there beforehand."""
    for columns in range(2, 9):
        _paragraph(document, f"{{%p if part.table and part.table.columns == {columns} %}}")
        heads = [f"{{{{r part.table.head[{place}] }}}}" for place in range(columns)]
        table = _table(document, heads, _widths(columns), rtl=rtl)
        _loop_row(table, "for row in part.table.rows")
        for place, cell in enumerate(table.add_row().cells):
            _fill(cell, [f"{{{{r row[{place}].shown }}}}"])
        _loop_row(table, "endfor")
        _paragraph(document, "{%p endif %}")


def _widths(columns: int) -> tuple[float, ...]:
    """Of 16.5 cm; a list of names (six and more) begins with its number."""
    if columns >= 6:
        return (1.0, *(15.5 / (columns - 1) for _ in range(columns - 1)))
    return tuple(16.5 / columns for _ in range(columns))


def _shown_lines(document: DocxDocument, of: str, *, style: str | None = None) -> None:
    """Lines that may be footnoted."""
    _paragraph(document, f"{{%p for line in {of} %}}")
    _paragraph(document, "{{r line.shown }}", style=style)
    _paragraph(document, "{%p endfor %}")


def _lines(document: DocxDocument, of: str, *, style: str | None = None) -> None:
    _paragraph(document, f"{{%p for line in {of} %}}")
    _paragraph(document, "{{r line }}", style=style)
    _paragraph(document, "{%p endfor %}")


def _head(document: DocxDocument) -> None:
    _paragraph(document, "{{r data.title }}", style="Title")
    _paragraph(document, "{{r data.body }}", style="Subtitle")
    _paragraph(document, "{%p for notice in data.notices %}")
    _paragraph(document, "{{r notice.text }}", style="Notice")
    _paragraph(document, "{%p endfor %}")
    _paragraph(document, "{%p for fact in data.facts %}")
    _paragraph(document, "{{r fact[0] }}: {{r fact[1] }}")
    _paragraph(document, "{%p endfor %}")
    _paragraph(document, "{{r data.numbers }} {{r data.unverified_rows }}", style="Small")


def _sections(document: DocxDocument, of: str, *, rtl: bool) -> None:
    _paragraph(document, f"{{%p for section in {of} %}}")
    _paragraph(document, "{{r section.title }}", style="Heading 2")
    table = _table(document, ["{{r data.words.question }}", "{{r data.words.answer }}"], (5.5, 11.0), rtl=rtl)
    _loop_row(table, "for row in section.rows")
    cells = table.add_row().cells
    _fill(cells[0], ["{{r row.label }}{% if row.mandatory %} *{% endif %}"])
    _fill(
        cells[1],
        [
            "{%p for line in row.lines %}",
            "{{r line.shown }}",
            "{%p endfor %}",
            "{%p if row.also %}",
            ("{{r data.words.also }}", "Small"),
            "{%p for line in row.also %}",
            ("{{r line.shown }}", "Also"),
            "{%p endfor %}",
            "{%p endif %}",
            "{%p if row.because_said %}",
            ("{{r row.because }}", "Small"),
            "{%p endif %}",
        ],
    )
    _loop_row(table, "endfor")
    _paragraph(document, "")
    _paragraph(document, "{%p endfor %}")


def _names(document: DocxDocument, *, rtl: bool) -> None:
    _paragraph(document, "{%p if data.names %}")
    _paragraph(document, "{{r data.names.title }}", style="Heading 2", page_break=True)
    _names_table(document, "data.names", rtl=rtl)
    _paragraph(document, "")
    _paragraph(document, "{%p endif %}")


def _names_table(document: DocxDocument, of: str, *, rtl: bool) -> None:
    heads = [f"{{{{r {of}.head[{place}] }}}}" for place in range(6)]
    table = _table(document, heads, (1.0, 4.5, 3.0, 3.0, 2.5, 2.5), rtl=rtl)
    _loop_row(table, f"for row in {of}.rows")
    for place, cell in enumerate(table.add_row().cells):
        _fill(cell, [f"{{{{r row[{place}].shown }}}}"])
    _loop_row(table, "endfor")


def _confidential(document: DocxDocument, *, rtl: bool) -> None:
    section = document.add_section(WD_SECTION.NEW_PAGE)
    _section_settings(section, rtl=rtl)
    section.header.is_linked_to_previous = False
    _set(section.header.paragraphs[0], "{{r data.confidential }}   {{r mark }}", "Header")
    _paragraph(document, "{{r data.confidential }}", style="Notice")
    _sections(document, "data.common", rtl=rtl)
    _paragraph(document, "{{r data.sources.title }}", style="Heading 2")
    table = _table(document, ["{{r data.words.number }}", "{{r data.words.source }}"], (1.2, 15.3), rtl=rtl)
    _loop_row(table, "for row in data.sources.rows")
    cells = table.add_row().cells
    _fill(cells[0], ["{{ row.number }}"])
    _fill(cells[1], ["{{r row.text }}"])
    _loop_row(table, "endfor")
    _paragraph(document, "{{r data.evidence.title }}", style="Heading 2")
    _paragraph(document, "{{r data.evidence.why }}")
    heads = [f"{{{{r data.evidence.head[{place}] }}}}" for place in range(6)]
    table = _table(document, heads, (1.0, 4.0, 6.5, 1.7, 1.9, 1.4), rtl=rtl)
    _loop_row(table, "for row in data.evidence.rows")
    names = ("code", "organisation", "file", "as_of", "received", "size")
    for name, cell in zip(names, table.add_row().cells, strict=True):
        lines = [f"{{{{r row.{name} }}}}"] if name != "size" else ["{{ row.size }}"]
        _fill(cell, [*lines, *([("SHA-256 {{r row.sha256 }}", "Small")] if name == "file" else [])])
    _loop_row(table, "endfor")
    _lines(document, "data.evidence.repeats")
    _paragraph(document, "{{r data.words.attribution }}", style="Small")


# --- the empty document --------------------------------------------------------------------------------------------


def _empty(*, rtl: bool) -> DocxDocument:
    document = Document()
    document.core_properties.author = "Sijill"
    document.core_properties.created = document.core_properties.modified = MADE
    section = document.sections[0]
    _section_settings(section, rtl=rtl)
    _set(section.header.paragraphs[0], "{{r data.title }}   {{r name }}   {{r mark }}", "Header")
    _page_numbers(section.footer.paragraphs[0])
    _left_to_right(section.footer.paragraphs[0])
    _styles(document, rtl=rtl)
    return document


def _left_to_right(paragraph: Paragraph) -> None:
    """``2 / 9`` would read as page 9 of 2 in a right-to-left paragraph."""
    off = OxmlElement("w:bidi")
    off.set(qn("w:val"), "0")
    paragraph._p.get_or_add_pPr().append(off)


def _section_settings(section: object, *, rtl: bool) -> None:
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(2.2)
    if rtl:
        section._sectPr.append(OxmlElement("w:bidi"))


def _styles(document: DocxDocument, *, rtl: bool) -> None:
    sizes = {"Normal": 10.5, "Title": 20, "Subtitle": 12, "Heading 1": 15, "Heading 2": 13, "Header": 8}
    for name, size in sizes.items():
        _style(document.styles[name], size, rtl=rtl)
    for name, size in {"Small": 8.5, "Notice": 10.5, "Also": 9.5}.items():
        style = document.styles.add_style(name, 1)
        style.base_style = document.styles["Normal"]
        _style(style, size, rtl=rtl)
    document.styles["Notice"].font.bold = True
    document.styles["Small"].font.color.rgb = GREY
    document.styles["Normal"].paragraph_format.space_after = Pt(3)
    note = document.styles.add_style("Note", 2)
    note.font.superscript = True
    source = document.styles.add_style("Original", 2)
    source.font.color.rgb = GREY


def _style(style: object, size: float, *, rtl: bool) -> None:
    style.font.size, style.font.name = Pt(size), FONT
    properties = style.element.get_or_add_rPr()
    fonts = properties.find(qn("w:rFonts"))
    for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{kind}"), FONT)
    for name in [one for one in fonts.attrib if "Theme" in one]:
        del fonts.attrib[name]
    big = OxmlElement("w:szCs")
    big.set(qn("w:val"), str(int(size * 2)))
    properties.append(big)
    if rtl:
        style.element.get_or_add_pPr().insert(0, OxmlElement("w:bidi"))


def _page_numbers(paragraph: Paragraph) -> None:
    for code in ("PAGE", "/", "NUMPAGES"):
        run = paragraph.add_run()
        if code == "/":
            run.text = " / "
            continue
        for kind, text in (("begin", None), (None, code), ("end", None)):
            if kind is None:
                element = OxmlElement("w:instrText")
                element.text = text
            else:
                element = OxmlElement("w:fldChar")
                element.set(qn("w:fldCharType"), kind)
            run._r.append(element)


def _paragraph(
    document: DocxDocument, text: str, *, style: str | None = None, page_break: bool = False
) -> Paragraph:
    paragraph = document.add_paragraph(style=style)
    if page_break:
        paragraph.add_run().add_break(WD_BREAK.PAGE)
    paragraph.add_run(text)
    return paragraph


def _set(paragraph: Paragraph, text: str, style: str) -> None:
    paragraph.style = style
    paragraph.add_run(text)


def _table(document: DocxDocument, heads: list[str], widths: tuple[float, ...], *, rtl: bool) -> Table:
    table = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    table.autofit = False
    if rtl:
        table._tbl.tblPr.append(OxmlElement("w:bidiVisual"))
    for cell, head, width in zip(table.rows[0].cells, heads, widths, strict=True):
        cell.width = Cm(width)
        cell.paragraphs[0].add_run(head).bold = True
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    return table


def _loop_row(table: Table, words: str) -> None:
    table.add_row().cells[0].paragraphs[0].add_run(f"{{%tr {words} %}}")


def _fill(cell: _Cell, lines: list[str | tuple[str, str]]) -> None:
    for place, line in enumerate(lines):
        text, style = line if isinstance(line, tuple) else (line, "Normal")
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        paragraph.style = style
        paragraph.add_run(text)


if __name__ == "__main__":
    main()
