"""Draw docs/explanation/dates.svg: a few writings as intervals on a line of time; ``--check`` only compares.

The intervals are read when the picture is drawn, so it shows what the reader does, not what somebody remembered.
"""

import sys
from datetime import date
from html import escape
from pathlib import Path

from sijill.text import dates
from sijill.text.scripts import script_of

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "explanation" / "dates.svg"
WRITINGS = (
    "12 آذار 2013",
    "12/3/2013",
    "منتصف آذار 2013",
    "آذار 2013",
    "30 ربيع الآخر 1434",
    "spring 2013",
    "winter 2013",
    "بداية 2013",
    "حوالي 2013",
    "before March 2013",
    "منذ 12 آذار 2013",
    "2012-2014",
    "31/02/2013",
)
FIRST, LAST = date(2011, 10, 1), date(2015, 3, 31)
LEFT, RIGHT, TOP, STEP, WIDTH = 210, 990, 46, 34, 1220
CERTAIN, SEVERAL, UNREAD = "#1b6e8c", "#c2611f", "#8a8a8a"


def x(day: date) -> float:
    share = (day - FIRST).days / (LAST - FIRST).days
    return round(LEFT + share * (RIGHT - LEFT), 1)


def axis(height: int) -> list[str]:
    out = []
    for year in (2012, 2013, 2014, 2015):
        at = x(date(year, 1, 1))
        out.append(f'<line x1="{at}" y1="30" x2="{at}" y2="{height - 14}" stroke="#d5d5d5"/>')
        out.append(f'<text x="{at + 4}" y="24" font-size="13" fill="#555">{year}</text>')
    return out


def bar(text: str, row: int) -> list[str]:
    reading = dates.read(text)
    y = TOP + row * STEP
    # Isolated right to left, as marks that every renderer knows; not all know the attribute `direction`.
    label = f"&#x2067;{escape(text)}&#x2069;" if script_of(text) == "arab" else escape(text)
    out = [f'<text x="{LEFT - 14}" y="{y + 5}" font-size="15" text-anchor="end">{label}</text>']
    if reading.unread is not None:
        out.append(
            f'<text x="{LEFT}" y="{y + 5}" font-size="14" fill="{UNREAD}">unread: {reading.unread.value}</text>'
        )
        return out
    colour = SEVERAL if reading.ambiguous else CERTAIN
    start, end = x(reading.start or FIRST), x(reading.end or LAST)
    if reading.precision is dates.Precision.EXACT and reading.ambiguous:
        out.append(
            f'<line x1="{start}" y1="{y}" x2="{end}" y2="{y}" stroke="{colour}" stroke-dasharray="3 5"/>'
        )
        out.extend(f'<circle cx="{at}" cy="{y}" r="5" fill="{colour}"/>' for at in (start, end))
    elif reading.start == reading.end:
        out.append(f'<circle cx="{start}" cy="{y}" r="5" fill="{colour}"/>')
    else:
        width = max(round(end - start, 1), 4)
        dash = ' stroke-dasharray="6 4"' if reading.precision is dates.Precision.ESTIMATE else ""
        out.append(
            f'<rect x="{start}" y="{y - 7}" width="{width}" height="14" rx="3" fill="{colour}" fill-opacity="0.35" '
            f'stroke="{colour}"{dash}/>'
        )
    out.extend(_open_ends(reading, y, colour))
    out.append(
        f'<text x="{RIGHT + 16}" y="{y + 5}" font-size="12" font-family="monospace">{escape(reading.edtf or "")}</text>'
    )
    return out


def _open_ends(reading: dates.DateReading, y: int, colour: str) -> list[str]:
    arrows = []
    if reading.start is None:
        at = x(FIRST)
        arrows.append(f'<path d="M{at} {y - 9} l-12 9 l12 9 z" fill="{colour}"/>')
    if reading.end is None:
        at = x(LAST)
        arrows.append(f'<path d="M{at} {y - 9} l12 9 l-12 9 z" fill="{colour}"/>')
    return arrows


def render() -> str:
    height = TOP + len(WRITINGS) * STEP + 30
    body = [line for row, text in enumerate(WRITINGS) for line in bar(text, row)]
    legend = (
        f'<text x="{LEFT}" y="{height - 4}" font-size="12" fill="#555">'
        "filled: the days that fit; orange: several readings, all covered; dashed: about; arrow: open end</text>"
    )
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height + 6}" font-family="sans-serif">',
            "<title>Written dates as intervals on a line of time</title>",
            f'<rect width="{WIDTH}" height="{height + 6}" fill="white"/>',
            *axis(height),
            *body,
            legend,
            "</svg>\n",
        ]
    )


def main() -> int:
    picture = render()
    if "--check" in sys.argv[1:]:
        return 0 if PICTURE.exists() and PICTURE.read_text(encoding="utf-8") == picture else 1
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_text(picture, encoding="utf-8")
    print(f"wrote {PICTURE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
