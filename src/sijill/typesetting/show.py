"""A text as it can be printed: what no font shows, and what would steer the reader's eye unseen, becomes a mark.

``[U+202E]`` stands for a character that turns the direction of what follows. The text in the register stays as it was.
"""

import csv
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

FONTS: Final = Path(__file__).parent / "fonts"

# The joiners belong to Persian and Kurdish spelling; they are letters' business, not hidden commands.
JOINERS: Final = "\u200c\u200d"
SPACES: Final = {"\t": " ", "\r\n": "\n", "\r": "\n", "\u2028": "\n", "\u2029": "\n"}


def shown(text: str) -> str:
    """The text with a mark ``[U+....]`` for every character that cannot be seen on paper."""
    if text.isascii() and text.isprintable():
        return text
    for space, plain in SPACES.items():
        text = text.replace(space, plain)
    return "".join(one if _printable(one) else f"[U+{ord(one):04X}]" for one in text)


@lru_cache(maxsize=1 << 12)  # characters, of which one document has some hundred
def _printable(one: str) -> bool:
    if one == "\n" or one in JOINERS:
        return True
    if _steers(ord(one)):
        return False
    firsts, lasts = coverage()
    place = bisect_right(firsts, ord(one)) - 1
    return place >= 0 and ord(one) <= lasts[place]


def _steers(code: int) -> bool:
    """Controls, direction marks and overrides, invisible operators, the byte order mark, surrogates."""
    return (
        code < 0x20
        or 0x7F <= code < 0xA0
        or code in {0x00AD, 0x061C, 0xFEFF}
        or 0x200B <= code <= 0x200F
        or 0x202A <= code <= 0x202E
        or 0x2060 <= code <= 0x206F
        or 0xD800 <= code <= 0xDFFF
    )


@lru_cache(maxsize=1)
def coverage() -> tuple[Sequence[int], Sequence[int]]:
    """First and last code points of the ranges that the shipped upright fonts together have glyphs for."""
    with (FONTS / "coverage.csv").open(encoding="ascii", newline="") as handle:
        rows = [(int(row["first"], 16), int(row["last"], 16)) for row in csv.DictReader(handle)]
    return [first for first, _ in rows], [last for _, last in rows]
