"""Real footnotes in a Word file: the part with their texts, and the runs that refer to them.

Neither docxtpl nor python-docx makes footnotes, so the part is added to the finished file (ECMA-376 Part 1, 17.11).
Word counts footnotes itself; a source cited again is a NOTEREF field on the bookmark around its first reference.
"""

import io
import zipfile
from collections.abc import Iterable, Mapping
from html import escape
from typing import Final

Piece = tuple[str, bool]  # text, right to left
PART: Final = "word/footnotes.xml"
W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_STYLE: Final = '<w:rPr><w:rStyle w:val="Note"/></w:rPr>'


def reference(number: int) -> str:
    """The run where the footnote stands, inside a bookmark by which later citations find it."""
    return (
        f'<w:bookmarkStart w:id="{number}" w:name="{_bookmark(number)}"/>'
        f'<w:r>{_STYLE}<w:t>[</w:t></w:r><w:r>{_STYLE}<w:footnoteReference w:id="{number}"/></w:r>'
        f"<w:r>{_STYLE}<w:t>]</w:t></w:r>"
        f'<w:bookmarkEnd w:id="{number}"/>'
    )


def again(number: int) -> str:
    """A later citation: the number, kept by Word when it counts anew, leading back to the footnote."""
    field = f" NOTEREF {_bookmark(number)} \\h "
    return (
        f"<w:r>{_STYLE}<w:t>[</w:t></w:r>"
        f'<w:r>{_STYLE}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r>{_STYLE}<w:instrText xml:space="preserve">{escape(field)}</w:instrText></w:r>'
        f'<w:r>{_STYLE}<w:fldChar w:fldCharType="separate"/></w:r>'
        f"<w:r>{_STYLE}<w:t>{number}</w:t></w:r>"
        f'<w:r>{_STYLE}<w:fldChar w:fldCharType="end"/></w:r>'
        f"<w:r>{_STYLE}<w:t>]</w:t></w:r>"
    )


def plain(numbers: Iterable[int]) -> str:
    """Numbers of the list of sources where no footnote stands."""
    return f"<w:r>{_STYLE}<w:t>{escape(''.join(f'[{one}]' for one in numbers))}</w:t></w:r>"


def with_footnotes(docx: bytes, notes: Mapping[int, list[Piece]], *, rtl: bool) -> bytes:
    """The file with its footnotes: number -> pieces of its text with their direction. Without any, as it was."""
    if not notes:
        return docx
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as was, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as now:
        for name in was.namelist():
            content = was.read(name)
            match name:
                case "[Content_Types].xml":
                    content = _declared(content)
                case "word/_rels/document.xml.rels":
                    content = _related(content)
                case "word/settings.xml":
                    content = _separated(content)
            now.writestr(name, content)
        now.writestr(PART, _part(notes, rtl=rtl))
    return made.getvalue()


def _bookmark(number: int) -> str:
    return f"_Source{number}"


def _part(notes: Mapping[int, list[Piece]], *, rtl: bool) -> bytes:
    separators = "".join(
        f'<w:footnote w:type="{kind}" w:id="{place}"><w:p><w:r><w:{mark}/></w:r></w:p></w:footnote>'
        for kind, mark, place in (
            ("separator", "separator", -1),
            ("continuationSeparator", "continuationSeparator", 0),
        )
    )
    texts = "".join(_footnote(number, pieces, rtl=rtl) for number, pieces in sorted(notes.items()))
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<w:footnotes xmlns:w="{W}">{separators}{texts}</w:footnotes>'
    ).encode()


def _footnote(number: int, pieces: list[Piece], *, rtl: bool) -> str:
    runs = "".join(_run(text, is_rtl=is_rtl) for text, is_rtl in pieces)
    direction = "<w:bidi/>" if rtl else ""
    return (
        f'<w:footnote w:id="{number}"><w:p><w:pPr><w:pStyle w:val="Small"/>{direction}</w:pPr>'
        f'<w:r>{_STYLE}<w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> </w:t></w:r>{runs}</w:p></w:footnote>'
    )


def _run(text: str, *, is_rtl: bool) -> str:
    properties = "<w:rPr><w:rtl/></w:rPr>" if is_rtl else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _declared(content: bytes) -> bytes:
    row = f'<Override PartName="/{PART}" ContentType="{_CONTENT_TYPE}"/>'
    return _before(content, b"</Types>", row)


def _related(content: bytes) -> bytes:
    target = PART.removeprefix("word/")
    row = f'<Relationship Id="rIdFootnotes" Type="{_RELATION}" Target="{target}"/>'
    return _before(content, b"</Relationships>", row)


def _separated(content: bytes) -> bytes:
    """Names the two lines above footnotes, which stand in ``PART`` before the footnotes."""
    marks = '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
    return _before(content, b"<w:compat>", marks)


def _before(content: bytes, place: bytes, more: str) -> bytes:
    """The package's own tables, which python-docx wrote a moment ago, with one more element."""
    if content.count(place) != 1:
        raise RuntimeError(f"The Word template has not one {place.decode()}")
    return content.replace(place, more.encode() + place)
