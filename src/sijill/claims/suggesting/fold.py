"""One form in which two spellings of a header, or of a short word in a cell, are equal.

For comparing only: nothing folded is ever stored.
"""

import re
import unicodedata
from typing import Final

_CAMEL: Final = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])|(?<=[A-Z])(?=[A-Z][a-z])")
_NOT_WORD: Final = re.compile(r"[^\w]+|_+")
# Letters one person writes for another's: hamza seats, ta marbuta, alef maqsura, Persian and Kurdish forms.
_LETTERS: Final = str.maketrans(
    {
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ې": "ي",
        "ئ": "ي",
        "ؤ": "و",
        "ة": "ه",
        "ۀ": "ه",
        "ە": "ه",
        "ک": "ك",
        "ڪ": "ك",
        "ء": "",
        "ı": "i",
        "ø": "o",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ـ": "",
        "'": "",
        "’": "",
        "ʼ": "",
        "‘": "",
        "`": "",
    }
)


# والدة (mother) and والده (his father) would fold into one; after the article ه can only be a careless ة.
_MOTHER: Final = re.compile(r"والدة|(?<=ال)والده\b")


def fold(text: str) -> str:
    """Words in lower case, without accents, marks, articles' variants of letters or punctuation, joined by one space.

    ``dateOfBirth``, ``date_of_birth`` and ``Date of birth:`` are one; so are ``الإسم`` and ``الاسم``.
    """
    spread = _CAMEL.sub(" ", unicodedata.normalize("NFKC", text))
    spread = _MOTHER.sub("والدت", spread)
    # An elided French article is a word of its own: d'arrestation, l’âge.
    spread = re.sub(r"\b([dDlL])['’](?=\w)", r"\1 ", spread)
    marks_off = "".join(
        char
        for char in unicodedata.normalize("NFD", spread.translate(_LETTERS))
        if not unicodedata.combining(char) and unicodedata.category(char) != "Cf"
    )
    words = _NOT_WORD.sub(" ", ascii_digits(marks_off).casefold().translate(_LETTERS))
    return " ".join(words.split())


def tokens(text: str) -> tuple[str, ...]:
    """The folded words."""
    return tuple(fold(text).split())


def bare(word: str) -> str:
    """An Arabic word without the article and one-letter particles before it (و، ب، ل + ال)."""
    if word.startswith("والد"):  # parent: its وال is no article
        return word
    for prefix in ("وال", "بال", "كال", "فال", "لل", "ال"):
        if word.startswith(prefix) and len(word) - len(prefix) >= 2:
            return word[len(prefix) :]
    return word


def ascii_digits(text: str) -> str:
    """Digits of every script as 0-9; nothing else changes."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.digit(char)) if unicodedata.category(char) == "Nd" else char for char in text
    )
