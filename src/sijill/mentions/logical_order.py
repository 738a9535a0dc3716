"""Lines of a PDF that holds Arabic, from the order in which they are drawn to the order in which they are read.

A PDF draws glyphs from left to right. Lines of right-to-left letters are turned round (mixed ones on a page that is
mostly right-to-left), and numbers and Latin words in them turned back: what Unicode Annex 9 does for display, undone.
The glyphs' own texts must have been turned already (``turned_glyph``), or lam-alef and the article would not be told
apart.
"""

import re
import unicodedata
from typing import Final

# A number with its signs, or Latin words with what stands between them.
_LEFT_TO_RIGHT: Final = re.compile(
    r"[A-Za-z\u00c0-\u024f0-9\u0660-\u0669@#]"
    r"(?:[A-Za-z\u00c0-\u024f0-9\u0660-\u0669.,:/%+_@#&'\u2019-]*[A-Za-z\u00c0-\u024f0-9\u0660-\u0669%])?"
)
_LATIN_GAP: Final = re.compile(r"(?<=[A-Za-z\u00c0-\u024f.,])\s+(?=[A-Za-z\u00c0-\u024f])")
_CONTROLS: Final = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_SPACES: Final = re.compile("[ \u00a0]{2,}")


def logical(text: str) -> tuple[str, int]:
    """The text as it is read, and how many of its lines were turned."""
    bare = _CONTROLS.sub("", text)
    rtl_page = _rtl_letters(bare) >= _other_letters(bare)
    lines = [_logical_line(line, rtl_page=rtl_page) for line in bare.split("\n")]
    return "\n".join(line for line, _ in lines), sum(turned for _, turned in lines)


def turned_glyph(text: str) -> str:
    """A glyph that stands for several letters (a ligature, a letter with its vowel), turned like the line it is in."""
    return text[::-1] if len(text) > 1 and any(_is_rtl(one) for one in text) else text


def holds_arabic(text: str) -> bool:
    """Whether enough of the letters are right-to-left that the order of the lines is in question."""
    rtl = _rtl_letters(text)
    return rtl > 0 and rtl * 10 >= sum(one.isalpha() for one in text)


def _logical_line(line: str, *, rtl_page: bool) -> tuple[str, bool]:
    squeezed = _SPACES.sub(" ", line).strip()
    if not _rtl_letters(squeezed):
        return squeezed, False
    if (
        _other_letters(squeezed) and not rtl_page
    ):  # a Latin line that quotes Arabic words: only these are turned
        return _ARABIC_RUN.sub(lambda found: _marks_after(found[0][::-1]), squeezed), True
    turned = _marks_after(squeezed[::-1])
    return _turned_back(turned), True


_ARABIC_RUN: Final = re.compile(
    r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff](?:[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\s]*"
    r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff])?"
)


def _turned_back(line: str) -> str:
    """Numbers and Latin words in a line that was turned, as they were; several Latin words as one run."""
    runs = [(found.start(), found.end()) for found in _LEFT_TO_RIGHT.finditer(line)]
    joined: list[tuple[int, int]] = []
    for start, end in runs:
        gap = line[joined[-1][1] : start] if joined else ""
        latin = joined and _has_latin(line[joined[-1][0] : joined[-1][1]]) and _has_latin(line[start:end])
        if latin and gap.strip(" ") == "":
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    made, at = [], 0
    for start, end in joined:
        made += [line[at:start], line[start:end][::-1]]
        at = end
    return "".join(made) + line[at:]


def _marks_after(text: str) -> str:
    """Vowel signs drawn on their own come before their letter when a line is turned; twice told they count once."""
    made: list[str] = []
    for one in text:
        if unicodedata.combining(one) and made and made[-1] == one:
            continue
        made.append(one)
    return "".join(made)


def _has_latin(text: str) -> bool:
    return any(one.isalpha() and not _is_rtl(one) for one in text)


def _rtl_letters(text: str) -> int:
    return sum(_is_rtl(one) for one in text)


def _other_letters(text: str) -> int:
    return sum(one.isalpha() and not _is_rtl(one) for one in text)


def _is_rtl(one: str) -> bool:
    return unicodedata.bidirectional(one) in {"R", "AL"}
