"""The timeline of a person's events: one line per source, so that agreement and disagreement can be seen.

An event known to the day is a dot, one known to a month or a year a bar of that length; a bar with an open end fades
into a dashed line. The axis runs from the reading side: from the right in Arabic.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from typing import Final

from sijill.persons.model import Interval, Kind

WIDTH: Final = 720.0
EDGE: Final = 14.0
ROW: Final = 26.0
TOP: Final = 34.0
INK: Final = "#1d2733"
SOFT: Final = "#51606f"
LINE: Final = "#d5dbe2"
COLOURS: Final = {
    Kind.BIRTH: "#51606f",
    Kind.ARREST: "#8a4310",
    Kind.HELD: "#1a5580",
    Kind.SIGHTING: "#5b4b8a",
    Kind.RELEASE: "#1d6a4a",
    Kind.DEATH: "#1d2733",
}
NARROWEST: Final = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One event on the line of ``source``; ``label`` is read out and shown on hovering."""

    kind: Kind
    when: Interval
    source: str
    label: str


def draw(items: Sequence[Item], *, title: str, rtl: bool) -> str:
    """Empty when nothing is dated. Births stand outside the picture: they would press everything else together."""
    dated = [one for one in items if one.kind is not Kind.BIRTH and (one.when.start or one.when.end)]
    if not dated:
        return ""
    scale = _Scale.over(dated, rtl=rtl)
    sources = list(dict.fromkeys(one.source for one in dated))
    height = TOP + (ROW * 1.5) * len(sources) + 8
    parts = [_years(scale, height)]
    for row, source in enumerate(sources):
        y = TOP + ROW * 1.5 * row + ROW
        parts.append(
            f'<line x1="{EDGE}" y1="{y:.1f}" x2="{WIDTH - EDGE}" y2="{y:.1f}" stroke="{LINE}" stroke-width="1"/>'
        )
        parts.append(_text(source, scale, y - 10))
        parts += [_event(one, scale, y) for one in dated if one.source == source]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {height:.0f}" width="{WIDTH:.0f}" '
        f'height="{height:.0f}" role="img"><title>{escape(title)}</title>{"".join(parts)}</svg>'
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scale:
    first: date
    days: int
    rtl: bool

    @classmethod
    def over(cls, items: Sequence[Item], *, rtl: bool) -> "_Scale":
        ends = [day for one in items for day in (one.when.start, one.when.end) if day is not None]
        first = date(min(ends).year, 1, 1)
        last = date(max(ends).year + 1, 1, 1)
        return cls(first=first, days=(last - first).days, rtl=rtl)

    def x(self, day: date) -> float:
        along = EDGE + (day - self.first).days / self.days * (WIDTH - 2 * EDGE)
        return WIDTH - along if self.rtl else along


def _years(scale: _Scale, height: float) -> str:
    last = (scale.first + timedelta(days=scale.days)).year
    step = max(1, -(-(last - scale.first.year) // 12))
    parts = []
    for year in range(scale.first.year, last + 1, step):
        x = scale.x(date(year, 1, 1))
        parts.append(
            f'<line x1="{x:.1f}" y1="18" x2="{x:.1f}" y2="{height:.0f}" stroke="{LINE}" stroke-width="1"/>'
        )
        anchor = _inside(x)
        parts.append(
            f'<text x="{x:.1f}" y="13" font-size="12" fill="{SOFT}" text-anchor="{anchor}" direction="ltr">'
            f"{year}</text>"
        )
    return "".join(parts)


def _inside(x: float) -> str:
    """Labels at the two ends stay inside the picture."""
    return "start" if x < 30 else "end" if x > WIDTH - 30 else "middle"


def _text(text: str, scale: _Scale, y: float) -> str:
    """The source's name at the reading side. ``text-anchor: start`` is the right edge of a right-to-left text."""
    x = WIDTH - EDGE if scale.rtl else EDGE
    arabic = any("\u0600" <= letter <= "\u06ff" for letter in text)
    anchor = "start" if arabic == scale.rtl else "end"
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="12" fill="{SOFT}" text-anchor="{anchor}" '
        f'direction="{"rtl" if arabic else "ltr"}" unicode-bidi="isolate">{escape(text)}</text>'
    )


def _event(one: Item, scale: _Scale, y: float) -> str:
    colour = COLOURS[one.kind]
    hint = f"<title>{escape(one.label)}</title>"
    start, end = one.when.start, one.when.end
    if start is not None and start == end:
        return f'<circle cx="{scale.x(start):.1f}" cy="{y:.1f}" r="6" fill="{colour}">{hint}</circle>'
    if start is not None and end is not None:
        left, right = sorted((scale.x(start), scale.x(end)))
        width = max(right - left, NARROWEST)
        return (
            f'<rect x="{left:.1f}" y="{y - 5:.1f}" width="{width:.1f}" height="10" rx="3" fill="{colour}" '
            f'fill-opacity="0.75">{hint}</rect>'
        )
    known = start or end
    if known is None:
        return ""
    onward = 40.0 if (start is not None) != scale.rtl else -40.0
    x = scale.x(known)
    return (
        f'<g>{hint}<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/><line x1="{x:.1f}" y1="{y:.1f}" '
        f'x2="{x + onward:.1f}" y2="{y:.1f}" stroke="{colour}" stroke-width="3" stroke-dasharray="5 4"/></g>'
    )
