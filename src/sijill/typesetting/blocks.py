"""A report as plain blocks, in either direction, and its two faces: one HTML file with nothing loaded, and PDF/A.

Texts are values, never markup. Numbers and ids inside Arabic keep their own direction.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any, Final, Literal

from sijill.typesetting.render import to_pdf

Language = Literal["en", "ar"]
TEMPLATE: Final = Path(__file__).with_name("report.typ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    text: str
    level: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """``soft``: small print; ``notice``: a sentence that must not be overlooked."""

    text: str
    soft: bool = False
    notice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Texts in cells. ``numeric``: the places of columns of numbers; ``widths``: shares of the line, default even."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: frozenset[int] = frozenset()
    widths: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullets:
    items: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """``name`` of small letters and digits; ``alt`` says in words what the picture shows."""

    name: str
    svg: str
    alt: str


Block = Heading | Paragraph | Table | Bullets | Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    title: str
    language: Language
    blocks: tuple[Block, ...]
    foot: str = ""


def html_of(document: Document) -> str:
    """The whole page."""
    direction = "rtl" if document.language == "ar" else "ltr"
    body = "".join(_html(one) for one in document.blocks)
    foot = f'<p class="soft">{_bdi(document.foot)}</p>' if document.foot else ""
    return (
        f'<!doctype html><html lang="{document.language}" dir="{direction}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(document.title)}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{_bdi(document.title)}</h1>{body}{foot}</body></html>\n"
    )


def pdf_of(document: Document, *, when: datetime) -> bytes:
    """The same as PDF/A-2a, dated ``when``."""
    pictures = [one for one in document.blocks if isinstance(one, Picture)]
    data = {
        "title": document.title,
        "foot": document.foot,
        "blocks": [_plain(one, pictures) for one in document.blocks],
    }
    return to_pdf(
        TEMPLATE,
        data,
        when=when.replace(microsecond=0),
        language=document.language,
        options={"pictures": [f"{one.name}.svg" for one in pictures]},
        pictures={f"{one.name}.svg": on_paper(one.svg).encode() for one in pictures},
    )


def on_paper(svg: str) -> str:
    """The picture for Typst, which takes ``text-anchor: start`` for the left edge also of a right-to-left text.

    Browsers take it for the right edge, as SVG 1.1 (10.9.1) says; our pictures are drawn for them.
    """
    return _RTL_ANCHOR.sub(lambda found: f"{found[1]}{_OTHER[found[2]]}{found[3]}", svg)


def _html(block: Block) -> str:
    match block:
        case Heading():
            return f"<h{block.level}>{_bdi(block.text)}</h{block.level}>"
        case Paragraph():
            kind = " class=notice" if block.notice else (" class=soft" if block.soft else "")
            return f"<p{kind}>{_bdi(block.text)}</p>"
        case Table():
            head = "".join(_cell(text, at, block, "th") for at, text in enumerate(block.heads))
            rows = "".join(
                f"<tr>{''.join(_cell(text, at, block, 'td') for at, text in enumerate(row))}</tr>"
                for row in block.rows
            )
            return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        case Bullets():
            return f"<ul>{''.join(f'<li>{_bdi(one)}</li>' for one in block.items)}</ul>"
        case Picture():
            return f'<figure role="img" aria-label="{escape(block.alt, quote=True)}">{block.svg}</figure>'


def _cell(text: str, place: int, table: Table, tag: str) -> str:
    kind = " class=n" if place in table.numeric else ""
    return f"<{tag}{kind}>{_bdi(text)}</{tag}>"


def _bdi(text: str) -> str:
    return f"<bdi>{escape(text)}</bdi>"


def _plain(block: Block, pictures: Sequence[Picture]) -> dict[str, Any]:  # what the template reads
    """One object with the kind as its only key: texts get isolates on the way, keys do not."""
    match block:
        case Heading():
            return {"heading": {"text": block.text, "level": block.level}}
        case Paragraph():
            kind = "notice" if block.notice else ("soft" if block.soft else "paragraph")
            return {kind: {"text": block.text}}
        case Table():
            return {
                "table": {
                    "heads": list(block.heads),
                    "rows": [list(row) for row in block.rows],
                    "numeric": sorted(block.numeric),
                    "widths": list(block.widths or [1] * len(block.heads)),
                }
            }
        case Bullets():
            return {"bullets": {"items": list(block.items)}}
        case Picture():
            return {"picture": {"place": pictures.index(block), "alt": block.alt}}


_RTL_ANCHOR: Final = re.compile(r'(text-anchor=")(start|end)(" direction="rtl")')
_OTHER: Final = {"start": "end", "end": "start"}
_STYLE: Final = """
:root{color-scheme:light}body{font:16px/1.55 "Noto Sans","Noto Naskh Arabic","DejaVu Sans",sans-serif;color:#1d2733;
max-width:880px;margin:2rem auto;padding:0 1rem}h1{font-size:1.7rem;margin-bottom:.3rem}
h2{font-size:1.2rem;margin-top:2.2rem;border-bottom:1px solid #c9d1da}h3{font-size:1rem}
table{border-collapse:collapse;width:100%;font-size:.92rem}
th,td{padding:.3rem .6rem;border-bottom:1px solid #e3e8ed;text-align:start;vertical-align:top}
td.n,th.n{text-align:end;font-variant-numeric:tabular-nums}.soft{color:#4c5b6b;font-size:.92rem}
.notice{border-inline-start:6px solid #c08a1a;padding:.7rem 1rem;background:#f6f8fa}
figure{margin:.6rem 0}svg{max-width:100%;height:auto;display:block}td{overflow-wrap:anywhere}
@media print{body{margin:0}h2{break-after:avoid}svg,.notice{break-inside:avoid}}
"""
