"""Cut a text into numbers, masked numbers (201X, ??), words and marks.

Words come out folded: lower case, without accents, Arabic letters that are written for one another made one, digits of
every script ASCII.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from typing import Final

from sijill.text.scripts import clean

DIGITS: Final = frozenset("0123456789")
_LETTERS_WRITTEN_FOR_ONE_ANOTHER: Final = str.maketrans({
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ێ": "ي", "ئ": "ي", "ؤ": "و", "ۆ": "و",
    "ة": "ه", "ۀ": "ه", "ە": "ه", "ہ": "ه", "ھ": "ه", "ک": "ك", "ڕ": "ر", "ڵ": "ل", "ء": "",
    "ı": "i", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe",
    "ʾ": "'", "ʿ": "'", "’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'",
    "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "―": "-",
    "،": ",", "٫": ".", "٬": ",", "⁄": "/", "∕": "/", "÷": "/",
    "\\": "/", "؟": "?", "؛": ";", "٪": "%", "…": ".", "〜": "~", "～": "~", "≈": "~", "٭": "*",
})  # fmt: skip


_TATWEEL_BETWEEN_NUMBERS: Final = re.compile(r"(?<=\d)[ ]?\u0640+[ ]?(?=\d)")  # 25ـ3ـ2013


_BESIDE_MASK: Final = frozenset("/-.")


class TokenKind(Enum):
    NUMBER = "number"
    MASKED = "masked"
    WORD = "word"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Token:
    kind: TokenKind
    text: str
    spaced: bool  # white space stood before it


def fold(text: str) -> str:
    """Lower-case comparison form; every digit ASCII."""
    if text.isascii():
        text = text.lower().replace("\\", "/").replace("`", "'")
        return text if text.isprintable() else clean(text)
    if "\u0640" in text:
        text = _TATWEEL_BETWEEN_NUMBERS.sub("-", text)
    decomposed = unicodedata.normalize("NFKD", clean(text).replace("İ", "i"))
    bare = "".join([ch for ch in decomposed if not unicodedata.combining(ch)])
    return bare.lower().translate(_LETTERS_WRITTEN_FOR_ONE_ANOTHER)


def tokenise(folded: str) -> list[Token]:
    """Runs of digits, runs of letters, single marks; digits and letters are cut apart (12mar2013)."""
    tokens: list[Token] = []
    at, size, spaced = 0, len(folded), False
    while at < size:
        ch = folded[at]
        if ch == " ":
            at, spaced = at + 1, True
            continue
        if ch == "_" and folded[at - 1 : at].isdigit() and folded[at + 1 : at + 2].isdigit():
            end, kind = at + 1, TokenKind.MARK  # 12_3_2013
        elif ch in DIGITS or ch in "x?_*":
            end, kind = _run_of_digits(folded, at)
        elif ch.isalpha():
            end, kind = _run_of_letters(folded, at), TokenKind.WORD
        else:
            end, kind = at + 1, TokenKind.MARK
        tokens.append(Token(kind, folded[at:end], spaced))
        at, spaced = end, False
    return tokens


def _run_of_letters(text: str, at: int) -> int:
    while at < len(text) and text[at].isalpha():
        at += 1
    return at


def _run_of_digits(text: str, start: int) -> tuple[int, TokenKind]:
    """A number; a number with masked digits (201x, 20??, xx); otherwise one mark."""
    end = start
    while end < len(text) and text[end] in DIGITS:
        end += 1
    mask = end
    while mask < len(text) and text[mask] in "x?_*":
        mask += 1
    followed_by_letter = mask < len(text) and text[mask].isalpha()
    digits, masked = end - start, mask - end
    if masked == 0 or (followed_by_letter and text[mask - 1] == "x"):
        return (end, TokenKind.NUMBER) if digits else _letters_or_mark(text, start)
    if digits + masked == 4 and digits in {2, 3}:
        return mask, TokenKind.MASKED
    if digits:
        return end, TokenKind.NUMBER  # 2013? is a doubtful year, the mark is read by itself
    stands_alone = (
        masked in {2, 4}
        or text[start] == "_"
        or (text[start] == "x" and text[mask : mask + 1] in _BESIDE_MASK)
    )
    return (mask, TokenKind.MASKED) if stands_alone else (start + 1, TokenKind.MARK)


def _letters_or_mark(text: str, at: int) -> tuple[int, TokenKind]:
    return (_run_of_letters(text, at), TokenKind.WORD) if text[at].isalpha() else (at + 1, TokenKind.MARK)
