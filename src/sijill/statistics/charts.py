"""Charts as SVG text: no plotting library, no font, no script; Arabic labels read from the right.

Every text is placed by its left edge, right edge or middle, and carries its own direction, because ``text-anchor:
start`` means the right edge in a right-to-left text. With ``rtl`` the whole layout is mirrored.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:  # the estimates behind them load compilers that a drawing does not need
    from sijill.statistics.overlap import ListOverlap, Pattern, Step

INK: Final = "#1d2733"
FAINT: Final = "#c9d1da"
ACCENT: Final = "#1f5f8b"
SECOND: Final = "#b5651d"
Edge = Literal["left", "right", "middle"]


@dataclass(slots=True, kw_only=True)
class Canvas:
    """Collects elements; ``x`` values run from the reading side, so that mirroring happens in one place."""

    width: float
    height: float
    title: str
    rtl: bool = False
    _parts: list[str] = field(default_factory=list)

    def rect(self, x: float, y: float, width: float, height: float, colour: str, *, hint: str = "") -> None:
        left = self.width - x - width if self.rtl else x
        self._parts.append(
            f'<rect x="{left:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{height:.1f}" fill="{colour}">'
            f"{_hint(hint)}</rect>"
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str, thick: float = 1.0) -> None:
        x1, x2 = self._x(x1), self._x(x2)
        self._parts.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" stroke-width="{thick}"/>'
        )

    def dot(self, x: float, y: float, radius: float, colour: str, *, hint: str = "") -> None:
        self._parts.append(
            f'<circle cx="{self._x(x):.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{colour}">{_hint(hint)}</circle>'
        )

    def text(self, x: float, y: float, text: str, *, edge: Edge, size: float = 13, colour: str = INK) -> None:
        """``edge`` is the reading side's: "left" is where a reader of this chart starts."""
        if self.rtl and edge != "middle":
            edge = "right" if edge == "left" else "left"
        direction = "rtl" if _reads_from_the_right(text) else "ltr"
        start = "left" if direction == "ltr" else "right"
        anchor = "middle" if edge == "middle" else ("start" if edge == start else "end")
        self._parts.append(
            f'<text x="{self._x(x):.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" text-anchor="{anchor}" '
            f'direction="{direction}" unicode-bidi="isolate">{escape(text)}</text>'
        )

    def render(self) -> str:
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:.0f} {self.height:.0f}" role="img" '
            f'width="{self.width:.0f}" font-family="Noto Sans, Noto Naskh Arabic, DejaVu Sans, sans-serif">'
            f"<title>{escape(self.title)}</title>{''.join(self._parts)}</svg>"
        )

    def _x(self, x: float) -> float:
        return self.width - x if self.rtl else x


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One row of `interval_chart`; ``strong`` marks the row that speaks for the table.

    ``documented``: of this row alone, where the rows are of different people.
    """

    label: str
    low: float
    point: float | None
    high: float
    strong: bool = False
    documented: int | None = None


def interval_chart(
    rows: Sequence[Bar], *, documented: int | None, documented_label: str, title: str, rtl: bool = False
) -> str:
    """Intervals as bars, points as dots on them, the documented number as a line that no bar crosses.

    ``documented`` None: the rows are of different people, each with a line of its own.
    """
    canvas = Canvas(width=720, height=70 + 34 * len(rows), title=title, rtl=rtl)
    left, right = 190.0, 690.0
    counts = [documented] if documented is not None else [row.documented for row in rows]
    least = min([*(count for count in counts if count is not None), *(row.low for row in rows)])
    ticks = _ticks(least, max(row.high for row in rows))
    scale = (right - left) / (ticks[-1] - ticks[0])

    def x(value: float) -> float:
        return left + (value - ticks[0]) * scale

    bottom = canvas.height - 38
    for tick in ticks:
        canvas.line(x(tick), 26, x(tick), bottom, FAINT)
        canvas.text(x(tick), bottom + 18, f"{tick:,.0f}", edge="middle", size=11)
    if documented is not None:
        told = f"{documented_label} {documented:,}"
        canvas.line(x(documented), 22, x(documented), bottom, SECOND, 2)
        canvas.text(x(documented) + 5, 18, told, edge="left", size=12, colour=SECOND)
    for number, row in enumerate(rows):
        y = 46 + 34 * number
        colour = ACCENT if row.strong else "#7d93a8"
        canvas.text(left - 12, y + 4, row.label, edge="right")
        hint = f"{row.label}: {row.low:,.0f}–{row.high:,.0f}"
        canvas.rect(x(row.low), y - 6, (row.high - row.low) * scale, 12, colour, hint=hint)
        if row.point is not None:
            canvas.dot(x(row.point), y, 4, "#ffffff")
        if row.documented is not None:
            canvas.line(x(row.documented), y - 11, x(row.documented), y + 11, SECOND, 2)
    return canvas.render()


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One row of `count_chart`; ``count`` None is withheld, which is no zero."""

    label: str
    count: int | None
    low: float | None = None
    high: float | None = None


def count_chart(rows: Sequence[Counted], *, title: str, withheld_label: str, rtl: bool = False) -> str:
    """Counts of one kind as bars, with a thin line over each from its low to its high."""
    canvas = Canvas(width=720, height=24 + 28 * len(rows), title=title, rtl=rtl)
    left, right = 260.0, 600.0
    most = max((max(row.count or 0, row.high or 0) for row in rows), default=1) or 1
    scale = (right - left) / most
    for number, row in enumerate(rows):
        y = 14 + 28 * number
        canvas.text(left - 12, y + 14, _fitting(row.label), edge="right", size=12)
        if row.count is None:
            canvas.text(left + 6, y + 14, withheld_label, edge="left", size=11, colour="#6b5a3c")
            continue
        canvas.rect(left, y + 2, row.count * scale, 16, "#9fb3c6", hint=f"{row.label}: {row.count:,}")
        told = f"{row.count:,}"
        if row.low is not None and row.high is not None:
            canvas.line(left + row.low * scale, y + 10, left + row.high * scale, y + 10, ACCENT, 3)
            told = f"{row.low:,.0f}–{row.high:,.0f} ({row.count:,})"
        canvas.text(left + max(row.count, row.high or 0) * scale + 8, y + 14, told, edge="left", size=11)
    return canvas.render()


def _fitting(label: str, most: int = 38) -> str:
    return label if len(label) <= most else label[: most - 1] + "…"


def upset_chart(
    lists: "Sequence[ListOverlap]",
    patterns: "Sequence[Pattern]",
    *,
    title: str,
    rtl: bool = False,
    most: int = 20,
) -> str:
    """Lists as rows, combinations as columns in order of people; at most ``most`` columns, the rest is left out."""
    shown = patterns[:most]
    column, row, top = 30.0, 26.0, 170.0
    # Some seven units a letter; shorter names keep the usual margin.
    left = max(230.0, 104.0 + 7.2 * max((len(each.name) for each in lists), default=0))
    canvas = Canvas(
        width=left + column * len(shown) + 30, height=top + row * len(lists) + 24, title=title, rtl=rtl
    )
    highest = max((pattern.people for pattern in shown), default=1)
    largest = max((each.people for each in lists), default=1) or 1
    for number, each in enumerate(lists):
        y = top + row * number + row / 2
        if number % 2 == 0:
            canvas.rect(left, y - row / 2, column * len(shown), row, "#f2f5f8")
        width = 70 * each.people / largest
        canvas.rect(left - 14 - width, y - 8, width, 16, ACCENT, hint=f"{each.name}: {each.people:,}")
        canvas.text(left - 92, y + 4, each.name, edge="right")
    for number, pattern in enumerate(shown):
        x = left + column * number + column / 2
        height = 120 * pattern.people / highest
        canvas.rect(
            x - 9, top - 14 - height, 18, height, INK, hint=f"{' + '.join(pattern.lists)}: {pattern.people:,}"
        )
        canvas.text(x, top - 20 - height, f"{pattern.people:,}", edge="middle", size=10)
        rows = [n for n, each in enumerate(lists) if each.name in pattern.lists]
        for n in range(len(lists)):
            canvas.dot(x, top + row * n + row / 2, 6, INK if n in rows else "#d5dbe2")
        if rows:
            canvas.line(x, top + row * rows[0] + row / 2, x, top + row * rows[-1] + row / 2, INK, 2.5)
    return canvas.render()


def growth_chart(
    steps: "Sequence[Step]", *, title: str, new_label: str, known_label: str, rtl: bool = False
) -> str:
    """One bar per list added: who was known before, and who is new."""
    canvas = Canvas(width=720, height=60 + 32 * len(steps), title=title, rtl=rtl)
    left, right = 190.0, 620.0
    scale = (right - left) / max((step.so_far for step in steps), default=1)
    canvas.rect(left, 10, 12, 12, "#9fb3c6")
    canvas.text(left + 18, 21, known_label, edge="left", size=12)
    canvas.rect(left + 220, 10, 12, 12, ACCENT)
    canvas.text(left + 238, 21, new_label, edge="left", size=12)
    for number, step in enumerate(steps):
        y = 40 + 32 * number
        before = (step.so_far - step.new) * scale
        canvas.text(left - 12, y + 14, ("+ " if number else "") + step.name, edge="right")
        canvas.rect(left, y, before, 20, "#9fb3c6")
        canvas.rect(left + before, y, step.new * scale, 20, ACCENT, hint=f"+{step.new:,}")
        canvas.text(left + step.so_far * scale + 6, y + 14, f"{step.so_far:,}", edge="left", size=12)
    return canvas.render()


def heat_chart(
    rows: Sequence[str],
    columns: Sequence[str],
    values: Sequence[Sequence[int | None]],
    *,
    title: str,
    rtl: bool = False,
) -> str:
    """Lists × years: darker is more people; None (suppressed or not asked) is hatched with a dash, never white."""
    left, top, tall = 240.0, 36.0, 28.0
    wide = max(32.0, min(84.0, 470.0 / max(len(columns), 1)))
    canvas = Canvas(
        width=max(720.0, left + wide * len(columns) + 10),
        height=top + tall * len(rows) + 12,
        title=title,
        rtl=rtl,
    )
    most = max((value for row in values for value in row if value is not None), default=1) or 1
    for number, name in enumerate(columns):
        label = _fitting(name, int(wide / 5))
        canvas.text(left + wide * number + wide / 2, top - 10, label, edge="middle", size=9)
    for down, (name, row) in enumerate(zip(rows, values, strict=True)):
        y = top + tall * down
        canvas.text(left - 12, y + tall / 2 + 4, _fitting(name, 36), edge="right", size=11)
        for across, value in enumerate(row):
            x = left + wide * across
            if value is None:
                canvas.rect(x + 1, y + 1, wide - 2, tall - 2, "#e6e0d8")
                canvas.text(x + wide / 2, y + tall / 2 + 4, "–", edge="middle", size=11)
                continue
            strength = (value / most) ** 0.5
            hint = f"{name}, {columns[across]}: {value:,}"
            canvas.rect(x + 1, y + 1, wide - 2, tall - 2, _blend(strength), hint=hint)
            colour = "#ffffff" if strength > 0.55 else INK
            canvas.text(x + wide / 2, y + tall / 2 + 4, _short(value), edge="middle", size=10, colour=colour)
    return canvas.render()


def _hint(text: str) -> str:
    return f"<title>{escape(text)}</title>" if text else ""


def _reads_from_the_right(text: str) -> bool:
    """By the first letter that has a direction; Hebrew and Arabic blocks."""
    for letter in text:
        if "\u0590" <= letter <= "\u08ff" or "\ufb1d" <= letter <= "\ufefc":
            return True
        if letter.isalpha():
            return False
    return False


def _ticks(low: float, high: float) -> list[float]:
    """Four to eight round numbers around both."""
    step = 1.0
    while (high - low) / step > 6:
        step *= 2.5 if str(step)[0] == "2" else 2
        if str(step)[0] == "4":
            step = step / 4 * 5
    first = step * int(low / step)
    ticks = [first]
    while ticks[-1] < high:
        ticks.append(ticks[-1] + step)
    return ticks if len(ticks) > 1 else [first, first + step]


def _blend(strength: float) -> str:
    """From a faint to the full accent colour."""
    faint, full = (232, 240, 247), (31, 95, 139)
    mixed = [round(a + (b - a) * strength) for a, b in zip(faint, full, strict=True)]
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _short(value: int) -> str:
    return f"{value}" if value < 1_000 else f"{value / 1_000:.1f}k"
