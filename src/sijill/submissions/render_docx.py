"""A document as a Word file, for lawyers who edit. Data enters as text, escaped; the file's bytes depend on it alone.

Word takes a run's direction from the run, so a text is cut where its direction changes and each piece is marked; the
isolates stay in the text for programs that honour them.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from sijill.submissions import word_footnotes
from sijill.submissions.document import Document, watermark
from sijill.submissions.footnotes import cited_in_text, with_first_citations
from sijill.submissions.words import RTL
from sijill.typesetting import Ready, settled
from sijill.typesetting.bidi import FSI, LRI, PDI, RLI, starts_rtl

TEMPLATES: Final = Path(__file__).with_name("templates")
FIRST: Final = "[Content_Types].xml"  # readers expect it to come first
LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)


def render(document: Document) -> bytes:
    from docxtpl import DocxTemplate

    rtl = document.language in RTL
    template = DocxTemplate(str(TEMPLATES / f"{document.form.template}.{'rtl' if rtl else 'ltr'}.docx"))
    mark = watermark(document) or ""
    has_notes = bool(document.data["sources"]["rows"])
    data = with_first_citations(document.data) if has_notes else document.data
    values = {
        "data": _rich(data, rtl=rtl),
        "name": rich(document.name, rtl=rtl),
        "mark": rich(mark, rtl=rtl),
    }
    template.render(values, autoescape=True)
    properties = template.docx.core_properties
    properties.title = document.form.title[document.language]
    properties.language = document.language
    properties.created = properties.modified = document.when
    properties.last_modified_by = "Sijill"
    made = io.BytesIO()
    template.save(made)
    notes = _footnotes(document, rtl=rtl) if has_notes else {}
    return repacked(word_footnotes.with_footnotes(made.getvalue(), notes, rtl=rtl))


def _footnotes(document: Document, *, rtl: bool) -> dict[int, list[word_footnotes.Piece]]:
    texts = {row["number"]: row["foot"] for row in document.data["sources"]["rows"]}
    return {
        number: list(runs(settled(texts[number], rtl=rtl), rtl=rtl))
        for number in cited_in_text(document.data)
    }


def repacked(docx: bytes) -> bytes:
    """The same parts, sorted, with one date, so that equal content gives equal bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as was, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as now:
        for name in sorted(was.namelist(), key=lambda one: (one != FIRST, one)):
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            now.writestr(entry, was.read(name))
    return made.getvalue()


def rich(text: str, *, rtl: bool) -> Any:  # docxtpl.RichText, which ships no types
    """The text as runs of one direction each."""
    from docxtpl import RichText

    made = RichText()
    for piece, is_rtl in runs(settled(text, rtl=rtl), rtl=rtl):
        made.add(piece, rtl=is_rtl)
    return made


def runs(text: Ready, *, rtl: bool) -> Iterator[tuple[str, bool]]:
    """Pieces of the text with their direction. Isolates that change nothing are left out: a run's direction says it."""
    around: list[bool] = [rtl]
    piece = ""
    for place, one in enumerate(text):
        if one in {LRI, RLI, FSI}:
            inside = one == RLI or (one == FSI and starts_rtl(text[place + 1 :]))
            if inside != around[-1]:
                yield piece + one, around[-1]
                piece = ""
            around.append(inside)
        elif one == PDI and len(around) > 1:
            inside = around.pop()
            if inside != around[-1]:
                if piece:
                    yield piece, inside
                piece = one
        else:
            piece += one
    if piece:
        yield piece, around[-1]


def _rich(value: Any, *, rtl: bool) -> Any:  # whatever JSON can hold
    match value:
        case str():
            return rich(value, rtl=rtl)
        case {"text": str(), "notes": list()}:
            return {**value, "shown": _line(value, rtl=rtl)}
        case {"because": str()}:
            made = {key: _rich(one, rtl=rtl) for key, one in value.items()}
            return {**made, "because_said": value["because"] != ""}
        case Mapping():
            return {key: _rich(one, rtl=rtl) for key, one in value.items()}
        case list():
            return [_rich(one, rtl=rtl) for one in value]
        case _:
            return value


def _line(line: Mapping[str, Any], *, rtl: bool) -> Any:  # docxtpl.RichText
    """What is said, what the source wrote in grey, then the footnotes of its sources."""
    made = rich(line["text"], rtl=rtl)
    if line.get("original"):
        made.add(" (", style="Original", rtl=rtl)
        for piece, is_rtl in runs(settled(line["original"], rtl=rtl), rtl=rtl):
            made.add(piece, style="Original", rtl=is_rtl)
        made.add(")", style="Original", rtl=rtl)
    if "new" not in line:
        made.xml += word_footnotes.plain(line["notes"]) if line["notes"] else ""
        return made
    for number in line["notes"]:
        new = number in line["new"]
        made.xml += word_footnotes.reference(number) if new else word_footnotes.again(number)
    return made
