"""Cleaning that loses nothing a reader can see, and telling the scripts apart.

`clean` is the first step of every reader in `sijill.text`. It removes what has no shape of its own (direction marks,
zero-width characters, tatweel, Arabic vowel marks), undoes presentation forms and writes every decimal digit as ASCII.
It folds no letters: أ stays أ, ۀ stays ۀ.
"""

import re
import unicodedata
from typing import Final, Literal

Script = Literal["arab", "latn", "mixed", "none"]

# Tatweel, zero-width and direction characters, variation selectors, soft hyphen, byte order mark.
_SHAPELESS: Final = re.compile(
    "[\u0640\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u061c\ufeff\u00ad\u034f\u180e\ufe00-\ufe0f]"
)
# Arabic vowel and Quranic marks. Hamza above or below and madda are the body of a letter: NFKC joins them to it first.
_MARKS: Final = re.compile("[\u064b-\u065f\u0670\u0610-\u061a\u06d6-\u06ed\u08d3-\u08e1\u08e3-\u08ff]")
# Letters that cleaning leaves alone, single spaces between: nearly all names, and much faster than the rest.
_PLAIN: Final = re.compile("[A-Za-z\u0621-\u063a\u0641-\u064a]+(?: [A-Za-z\u0621-\u063a\u0641-\u064a]+)*")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\s\u2028\u2029]+")
_OTHER_DIGIT: Final = re.compile(r"(?![0-9])\d")
_ARABIC: Final = re.compile(
    "[\u0620-\u063f\u0641-\u064a\u066e-\u066f\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c9]"
)
_LATIN: Final = re.compile(
    "[A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0250-\u02af\u1e00-\u1eff]"
)


def clean(text: str) -> str:
    """NFKC without tatweel, marks, direction and zero-width characters; ASCII digits; single spaces; idempotent.

    Lone surrogates and control characters become spaces, so the result can always be written as UTF-8.
    """
    previous = None
    while (
        text != previous
    ):  # stripping can bring two composable characters together; two or three rounds at most
        previous = text
        text = _clean_once(text)
    return text


def _clean_once(text: str) -> str:
    if text.isascii():
        return _CONTROL.sub(" ", text).strip()
    text = "".join(" " if "\ud800" <= ch <= "\udfff" else ch for ch in text)
    text = _MARKS.sub("", unicodedata.normalize("NFKC", _SHAPELESS.sub("", text)))
    text = _OTHER_DIGIT.sub(lambda match: str(unicodedata.digit(match.group())), text)
    return _CONTROL.sub(" ", text).strip()


def script_of(text: str) -> Script:
    """Which of the two scripts the letters of `text` are in; "mixed" for both, "none" for neither."""
    arabic, latin = _ARABIC.search(text) is not None, _LATIN.search(text) is not None
    match arabic, latin:
        case True, True:
            return "mixed"
        case True, False:
            return "arab"
        case False, True:
            return "latn"
        case _:
            return "none"
