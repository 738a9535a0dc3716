"""Place names folded for comparison: letters, spelling keys, and one sound alphabet for both scripts.

A *key* keeps the script and is what typing errors are counted on; a *sound* string is what transliterations are
compared on. Nothing here knows any place.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from sijill.text.scripts import clean

_ARABIC_FOLD: Final = str.maketrans({
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ٲ": "ا", "ٳ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ێ": "ي",
    "ے": "ي", "ئ": "ي", "ؤ": "و", "ۆ": "و", "ۇ": "و", "ۋ": "و", "ة": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه",
    "ۀ": "ه", "ۃ": "ه", "ء": None, "ک": "ك", "گ": "ك", "ڪ": "ك", "پ": "ب", "چ": "ج", "ڤ": "ف", "ژ": "ز",
    "ڕ": "ر", "ڵ": "ل", "ں": "ن",
})  # fmt: skip
# Ayn, hamza, prime and quotation signs are written, dropped and confused at will: they join what they separate.
_SIGNS: Final = re.compile("['’‘`´ʹʼʽʾʿˈ\u02bb\u2032\u201b]")
# French d'Alep, English Aleppo's, Turkish Halep'ten: particles of the language around the name.
_ELISION: Final = re.compile(r"\b[dl]['’](?=\w)|['’](?:s|nin|nın|den|dan|ten|tan|deki|daki)\b")
_TOKEN: Final = re.compile(r"[^\W_]+")
_ARABIC_LETTER: Final = re.compile("[\u0621-\u064a]")
_SUN_ARTICLES: Final = frozenset({
    "al", "el", "ul", "il", "ad", "ed", "ud", "ar", "er", "ur", "as", "es", "us", "is", "ash", "esh", "ush",
    "ach", "ech", "an", "en", "at", "et", "ut", "ath", "eth", "az", "ez", "uz", "adh", "edh", "aj", "ej", "l",
    "asch", "esch", "ess", "ass",
})  # fmt: skip


def tokens_of(text: str) -> list[str]:
    """Folded words of `text` in order; Latin without marks and in lower case, Arabic without hamza and ta marbuta."""
    return _TOKEN.findall(_plain(clean(text)))


def marked_tokens_of(text: str) -> list[str]:
    """As `tokens_of`, with the Latin marks that say how a word sounds (ş, ç, ğ, ê) left on."""
    return _TOKEN.findall(_SIGNS.sub("", _ELISION.sub("", clean(text).casefold())))


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    text = _SIGNS.sub("", _ELISION.sub("", text.casefold()))
    if not text.isascii():
        text = text.replace("ı", "i").replace("ø", "o").replace("æ", "ae").replace("đ", "d").replace("ł", "l")
        text = text.translate(_ARABIC_FOLD)
        text = "".join(ch for ch in unicodedata.normalize("NFKD", text) if not unicodedata.combining(ch))
    return text


def is_arabic(text: str) -> bool:
    return _ARABIC_LETTER.search(text) is not None


def without_articles(tokens: list[str]) -> list[str]:
    """Drop ال and the Latin articles with their sun-letter forms; a name that is nothing but an article keeps it."""
    kept: list[str] = []
    last = len(tokens) - 1
    for at, token in enumerate(tokens):
        if token in _SUN_ARTICLES and at < last:
            continue
        kept.append(token[2:] if token.startswith("ال") and len(token) >= 5 else token)
    return kept or tokens


def key_of(tokens: list[str]) -> str:
    """All letters in one string without articles: "دير الزور", "دير زور" and "ديرزور" are one key."""
    return "".join(without_articles(tokens))


_FINAL: Final = re.compile("[اهي]$")


def loose_key_of(tokens: list[str]) -> str:
    """As `key_of`, with the finals that are written for one another at will made one: ا ه ى, and -ah -eh -a -e -é."""
    return "".join(_loose_end(token) for token in without_articles(tokens))


@lru_cache(maxsize=65536)
def _loose_end(token: str) -> str:
    if is_arabic(token):
        return _FINAL.sub("ا", token) if len(token) > 3 else token
    token = re.sub(r"(.)\1+", r"\1", token)
    if len(token) > 3:
        token = re.sub(r"(?<=[^aeiou])(?:eh|ah|e|a)$", "a", token)
        token = re.sub(r"(?<=[iy])[iy]?(?:eh|ah|e|a)$", "ya", token)
    return token


# --- sounds ----------------------------------------------------------------------------------------------------------
# Capital or special letters are sounds that Latin writes with two letters; Ş, Č and c are written for several sounds.
_ARABIC_SOUND: Final = str.maketrans({
    "ا": "a", "ب": "b", "ت": "t", "ث": "θ", "ج": "j", "ح": "h", "خ": "x", "د": "d", "ذ": "ð", "ر": "r",
    "ز": "z", "س": "s", "ش": "S", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "E", "غ": "G", "ف": "f",
    "ق": "q", "ك": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "W", "ي": "Y",
})  # fmt: skip
_LATIN_BEFORE_FOLD: Final = str.maketrans({
    "ş": "Ş", "ș": "Ş", "š": "S", "ç": "Č", "č": "Č", "ğ": "G", "ġ": "G", "ḫ": "x", "ẖ": "x", "ḏ": "ð",
    "ṯ": "θ", "ž": "j", "ʒ": "j", "ı": "i",
})  # fmt: skip
_LATIN_GROUPS: Final = (
    ("tsch", "Č"), ("dsch", "j"), ("sch", "S"), ("tch", "Č"), ("dj", "j"), ("sh", "S"), ("ch", "Č"),
    ("kh", "x"), ("gh", "G"), ("rh", "G"), ("th", "θ"), ("dh", "ð"), ("ph", "f"), ("zh", "j"), ("ck", "k"),
    ("qu", "q"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ei", "ay"), ("ey", "ay"), ("ai", "ay"),
    ("au", "aw"), ("ow", "aw"), ("p", "b"), ("v", "w"),
)  # fmt: skip
_DOUBLED: Final = re.compile(r"(.)\1+")
_FRENCH_E: Final = re.compile(r"(?<=[aiu][nlrmsbtdkq])e$")  # Sourane, Taline: a final e that is not spoken
_FINAL_H: Final = re.compile(r"(?<=[aeiou])h$")


@lru_cache(maxsize=65536)
def sound_of(word: str) -> str:
    """One word in the sound alphabet. `word` may carry Latin marks: ş ç ğ mean more than their plain letters."""
    if is_arabic(word):
        return _arabic_sound(word)
    text = _SIGNS.sub("", word.casefold()).translate(_LATIN_BEFORE_FOLD)
    text = "".join(ch for ch in unicodedata.normalize("NFKD", text) if not unicodedata.combining(ch))
    for group, sound in _LATIN_GROUPS:
        text = text.replace(group, sound)
    text = _FINAL_H.sub("", _DOUBLED.sub(r"\1", text))
    return _FRENCH_E.sub("", text) if len(text) > 3 else text


def _arabic_sound(word: str) -> str:
    folded = _DOUBLED.sub(r"\1", word.translate(_ARABIC_FOLD).translate(_ARABIC_SOUND))
    return folded[:-1] + "a" if folded.endswith("h") and len(folded) > 2 else folded


_SKELETON: Final = str.maketrans({
    "b": "b", "f": "f", "t": "t", "d": "t", "θ": "t", "ð": "t", "s": "s", "z": "s", "S": "s", "Ş": "s",
    "Č": "s", "c": "s", "j": "s", "k": "k", "q": "k", "g": "k", "G": "k", "x": "k", "h": None, "E": None,
    "a": None, "e": None, "i": None, "o": None, "u": None, "y": None, "w": None, "W": None, "Y": None,
})  # fmt: skip


def skeleton_of(sound: str) -> str:
    """Coarse consonant classes of a sound string: only used to find candidates, never to accept one."""
    return sound.translate(_SKELETON)
