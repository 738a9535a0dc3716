"""Draw the pictures of docs/explanation/how-sijill-reads-a-name.md from real output on invented names.

python -m tools.draw_name_alignments
"""

from dataclasses import dataclass
from html import escape
from pathlib import Path

from sijill.text import names, scripts
from sijill.text.names import reading
from sijill.text.names.explain import AlignedPart, Explanation, Relation

OUT = Path(__file__).parents[1] / "docs" / "explanation" / "pictures"
PAIRS = {
    "two-scripts": ("محمد خالد الأحمد", "AL-AHMAD, Khaled"),
    "damage": ("حممد بالل األسعد", "Mohamad Bilal Al Asaad"),
    "siblings": ("سامر نزار بيطار", "Maher Nizar Bitar"),
    "compound": ("عبد الحميد خضر شاهين", "Abdelhamid Khodr Chahine"),
    "missing": ("سامر نزار حمود بيطار", "Samer Bitar"),
}
COLOURS = {
    Relation.SAME: "#1b7f4b",
    Relation.VARIANT: "#1b7f4b",
    Relation.KNOWN_TOGETHER: "#1b7f4b",
    Relation.SHORTENED: "#1b7f4b",
    Relation.JOINED: "#1b7f4b",
    Relation.CROSSED: "#9a6700",
    Relation.INITIAL: "#9a6700",
    Relation.OPTIONAL: "#6b7280",
    Relation.MISSING: "#9a6700",
    Relation.DIFFERENT: "#b42318",
    Relation.KNOWN_APART: "#b42318",
}
FONTS = "Noto Sans, Noto Sans Arabic, DejaVu Sans, sans-serif"
WIDTH, CELL, TOP, BOTTOM = 860, 150, 70, 230


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    text: str
    x: float
    y: float


def boxes(text: str, y: float) -> list[Box]:
    """One box for each compared token: right to left for Arabic, left to right for Latin."""
    tokens = reading.tokens_of(text)
    rtl = scripts.script_of(text) == "arab"
    order = range(len(tokens))
    left = (WIDTH - CELL * len(tokens)) / 2 + CELL / 2
    places = [left + CELL * (len(tokens) - 1 - at if rtl else at) for at in order]
    return [Box(text=token.text, x=x, y=y) for token, x in zip(tokens, places, strict=True)]


def draw(found: Explanation) -> str:
    """An SVG of one explanation."""
    above, below = boxes(found.a, TOP), boxes(found.b, BOTTOM)
    lines = [line for part in found.parts for line in connection(part, above, below)]
    verdict = "one name" if found.same_name else "two names"
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} 320" role="img" font-family="{FONTS}">',
        f"<title>{escape(found.a)} – {escape(found.b)}: {verdict}</title>",
        f'<rect width="{WIDTH}" height="320" fill="#ffffff"/>',
        label(WIDTH / 2, 26, found.a, size=15, colour="#6b7280"),
        *lines,
        *(box(one) for one in (*above, *below)),
        label(WIDTH / 2, 290, found.b, size=15, colour="#6b7280"),
        label(WIDTH / 2, 312, f"{found.similarity:.2f} · {verdict}", size=14, colour="#111827"),
        "</svg>",
    ])  # fmt: skip


def box(one: Box) -> str:
    rectangle = (
        f'<rect x="{one.x - 66:.0f}" y="{one.y - 22:.0f}" width="132" height="34" rx="6" fill="#f3f4f6" '
        'stroke="#9ca3af"/>'
    )
    return rectangle + label(one.x, one.y + 1, one.text, size=18, colour="#111827")


def label(x: float, y: float, text: str, *, size: int, colour: str) -> str:
    direction = ' direction="rtl" unicode-bidi="embed"' if scripts.script_of(text) == "arab" else ""
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}" fill="{colour}" text-anchor="middle"{direction}>'
        f"{escape(text)}</text>"
    )


def connection(part: AlignedPart, above: list[Box], below: list[Box]) -> list[str]:
    """Lines between aligned boxes with the similarity on them; a missing part gets a short dashed end."""
    colour = COLOURS[part.relation]
    ends_a, ends_b = [above[at] for at in part.a_at], [below[at] for at in part.b_at]
    if not ends_a or not ends_b:
        only, down = (ends_a or ends_b)[0], 1 if ends_a else -1
        start, end = only.y + (14 if ends_a else -22), only.y + down * 46
        return [
            f'<path d="M{only.x:.0f} {start:.0f}V{end:.0f}" stroke="{colour}" stroke-width="2" stroke-dasharray="4"/>',
            label(only.x, end + (14 if down > 0 else -6), str(part.relation), size=12, colour=colour),
        ]
    drawn = [
        f'<line x1="{a.x:.0f}" y1="{a.y + 14:.0f}" x2="{b.x:.0f}" y2="{b.y - 22:.0f}" stroke="{colour}" '
        'stroke-width="2"/>'
        for a in ends_a
        for b in ends_b
    ]
    # Near the lower box: Arabic runs from the right and Latin from the left, so lines cross in the middle.
    x = 0.06 * sum(a.x for a in ends_a) / len(ends_a) + 0.94 * sum(b.x for b in ends_b) / len(ends_b)
    text = f"{part.relation} {part.similarity:.2f}"
    back = f'<rect x="{x - 50:.0f}" y="180" width="100" height="20" fill="#ffffff"/>'
    return [*drawn, back, label(x, 194, text, size=12, colour=colour)]


def main() -> None:
    """Write one SVG for each pair."""
    OUT.mkdir(parents=True, exist_ok=True)
    for name, (a, b) in PAIRS.items():
        (OUT / f"name-{name}.svg").write_text(draw(names.explain(a, b)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
