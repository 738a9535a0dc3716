"""One coded alphabet for both scripts.

Every token becomes a short row of codes: Arabic letters below `LATIN_FROM`, Latin graphemes (kh, sch, a last a, …)
from there on. Latin vowels have three codes each, because a first a stands for ا or ع, a middle one often for
nothing, and a last one for ة or ى. Ambiguous Latin letters (c, x, j, ch, v, w) keep a code of their own; `costs` says
what each may stand for, so that no spelling tradition has to be guessed.
"""

import re
import unicodedata
from typing import Final

from sijill.text import scripts

MAX_LENGTH: Final = 24
PAD: Final = 0
VOWELS: Final = "aeiou"

# How weak letters are coded where leaving them out is no slip but another name: أشرف and شرف, أكبر and أكبري.
FIRST_ALEF: Final = "ٱ"
LAST_ALEF: Final = "ٵ"
LAST_WAW: Final = "ۏ"
LAST_YEH: Final = "ۍ"
ARABIC_LETTERS: Final = (
    "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءئؤپچژگڤە" + FIRST_ALEF + LAST_ALEF + LAST_WAW + LAST_YEH
)
LATIN_GRAPHEMES: Final = (
    *(f"{vowel}^" for vowel in VOWELS),
    *VOWELS,
    *(f"{vowel}$" for vowel in VOWELS),
    *[
        "aa",
        "ee",
        "oo",
        "h$",
        "sz",
        "y",
        "b",
        "p",
        "t",
        "th",
        "j",
        "dj",
        "h",
        "kh",
        "x",
        "d",
        "dh",
        "r",
        "z",
        "zh",
        "s",
        "sh",
        "ch",
        "gh",
        "g",
        "f",
        "v",
        "q",
        "k",
        "c",
        "l",
        "m",
        "n",
        "w",
        "3",
        "8",
        "9",
    ],
)
LATIN_FROM: Final = 64
ARABIC_CODE: Final = {letter: number for number, letter in enumerate(ARABIC_LETTERS, start=1)}
LATIN_CODE: Final = {grapheme: number for number, grapheme in enumerate(LATIN_GRAPHEMES, start=LATIN_FROM)}
SYMBOLS: Final = {
    **{number: letter for letter, number in ARABIC_CODE.items()},
    **{n: g for g, n in LATIN_CODE.items()},
}
SIZE: Final = LATIN_FROM + len(LATIN_GRAPHEMES)

# The match folds: letters that one writer uses for another without meaning anything by it. Left of the colon what
# they become. Persian, Sorani and Maghrebi letters that do mean something (پ چ ژ گ ڤ) stay, and are near-equals.
ARABIC_FOLDS: Final = {
    "ا": "أإآٱٲٳٵ",
    "ك": "کڪګڬڮ",
    "ي": "یېێۍےۓ",
    "ه": "ہھۂۀۃ",
    "و": "ۆۇۈۋۊۅۉۏ",
    "ر": "ڕڒڑ",
    "ل": "ڵڶڷ",
    "ت": "ٹ",
    "د": "ڈ",
    "ن": "ںڼ",
    "غ": "ڠ",
    "ق": "ڨ",
    "ف": "ڢڥ",
    "گ": "ݣڭ",
    "ؤ": "ٶ",
    "ئ": "ٸ",
    "ء": "ٴ",
}
# Letters of Turkish, Kurmanji, French, German, Polish and the transliteration standards, before accents are dropped.
LATIN_FOLDS: Final = {
    "sh": "şšșśŝ",
    "ch": "çčć",
    "gh": "ğġĝɣ",
    "j": "ǧžǰĵ",
    "kh": "ḫẖĥ",
    "dh": "ḏð",
    "th": "ṯþ",
    "dj": "đ",
    "h": "ḥħ",
    "zh": "ż",
    "z": "ź",
    "i": "ıí",
    "ss": "ß",
    "o": "øœö",
    "a": "æäá",
    "l": "ł",
    "e": "əɛê",
    "n": "ñ",
    "u": "üú",
    "aa": "âā",
    "ii": "îī",
    "uu": "ûū",
    "ee": "ē",
    "oo": "ôō",
}
# Signs for ayn and hamza, however typed. They are written or left out at will, so they are dropped.
AYN_HAMZA: Final = "ʿʾ’‘`ʻʼ´'′ˈˊˋʹ"
# Digits that chat writing uses for letters. 3 (ayn), 8 (qaf or ghayn) and 9 (sad or qaf) keep codes of their own.
CHAT_DIGITS: Final = {"7": "h", "5": "kh", "6": "t", "2": "", "4": "th", "0": "o", "1": "i"}

_ARABIC_TABLE: Final = str.maketrans({old: new for new, olds in ARABIC_FOLDS.items() for old in olds})
_LATIN_TABLE: Final = str.maketrans({old: new for new, olds in LATIN_FOLDS.items() for old in olds})
_AYN_TABLE: Final = str.maketrans(dict.fromkeys(AYN_HAMZA, ""))
_CHAT_TABLE: Final = str.maketrans(CHAT_DIGITS)
_NOT_ARABIC: Final = re.compile(f"[^{ARABIC_LETTERS[:-4]}]")
_NOT_LATIN: Final = re.compile("[^a-z389]")
_GRAPHEME: Final = re.compile(
    "dsch|tsch|sch|tch|dzs|dzh|sz|ph|ck|kh|gh|sh|ch|th|dh|dj|dz|zh|aa|ee|ii|ie|oo|ou|uu|[a-z389]"
)
_SAME_GRAPHEME: Final = {
    "dsch": "j",
    "tsch": "ch",
    "sch": "sh",
    "tch": "ch",
    "dzs": "j",
    "dzh": "j",
    "dz": "j",
    "ph": "f",
    "ck": "k",
    "ii": "ee",
    "ie": "ee",
    "ou": "oo",
    "uu": "oo",
}
_DOUBLED: Final = re.compile(r"(sh|kh|th|dh|gh|[b-df-hj-np-tv-z])\1+")


_SPELLED: Final = {FIRST_ALEF: "ا", LAST_ALEF: "ا", LAST_WAW: "و", LAST_YEH: "ي"}


def spelled(code: int) -> str:
    """A code as a reader writes it: without the marks for first and last."""
    symbol = SYMBOLS[code]
    letter: str = symbol.rstrip("^$")
    return _SPELLED.get(letter, letter)


def fold_arabic(token: str) -> str:
    """Letters of one cleaned token in `ARABIC_LETTERS`, the rest dropped. Doubled ل counts once (الله, Latin llah)."""
    return _NOT_ARABIC.sub("", token.translate(_ARABIC_TABLE)).replace("لل", "ل")


def fold_latin(token: str) -> str:
    """Lower-case a–z and 3 8 9 of one cleaned token: accents, ayn and hamza signs dropped, other chat digits read."""
    lowered = token.lower()
    if not lowered.isascii():
        lowered = unicodedata.normalize("NFC", lowered).translate(_LATIN_TABLE)
        lowered = "".join(
            ch for ch in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(ch)
        )
    if "'" in lowered:
        lowered = lowered.replace("3'", "gh").replace("7'", "kh")
    return _NOT_LATIN.sub("", lowered.translate(_AYN_TABLE).translate(_CHAT_TABLE))


def graphemes(folded: str) -> list[str]:
    """Latin graphemes of a folded token, doubled consonants once; vowels first a^, middle a or last a$; a last h h$."""
    units = [_SAME_GRAPHEME.get(unit, unit) for unit in _GRAPHEME.findall(_DOUBLED.sub(r"\1", folded))]
    if len(units) > 1 and units[-1] == "h":
        units[-1] = "h$"
    units = [unit for at, unit in enumerate(units) if at == 0 or unit != units[at - 1] or unit in VOWELS]
    last = len(units) - 1
    for at, unit in enumerate(units):
        if unit in VOWELS:
            units[at] = f"{unit}^" if at == 0 else f"{unit}$" if at == last else unit
    return units


_LAST: Final = {"ا": LAST_ALEF, "و": LAST_WAW, "ي": LAST_YEH}


def units_of(token: str) -> tuple[list[str], int]:
    """(symbols of the alphabet, script): script 1 Arabic (also for mixed), 2 Latin, 0 neither."""
    match scripts.script_of(token):
        case "arab" | "mixed":
            units = list(fold_arabic(token))
            if len(units) > 2:
                units[0] = FIRST_ALEF if units[0] == "ا" else units[0]
                units[-1] = _LAST.get(units[-1], units[-1])
            return units, 1
        case "latn":
            return graphemes(fold_latin(token)), 2
        case _:
            return [], 0


_PLAIN_ARABIC: Final = re.compile("[\u0621-\u063a\u0641-\u064a]+")
_PLAIN_LATIN: Final = re.compile("[A-Za-z]+")


def coded(token: str) -> tuple[bytes, int, str]:
    """(codes, script, skeleton) of one cleaned token; plain letters, which nearly all are, without symbols."""
    if _PLAIN_ARABIC.fullmatch(token):
        return _plain_arabic(token.translate(_ARABIC_TABLE).replace("لل", "ل"))
    if _PLAIN_LATIN.fullmatch(token):
        units, script = graphemes(token.lower()), 2
    else:
        units, script = units_of(token)
    return bytes(codes(units, script)), script, skeleton(units)


def _plain_arabic(folded: str) -> tuple[bytes, int, str]:
    kept = folded.translate(_CONSONANTS)
    if len(folded) > 2:
        opening = FIRST_ALEF if folded[0] == "ا" else folded[0]
        marked = f"{opening}{folded[1:-1]}{_LAST.get(folded[-1], folded[-1])}"
        if len(folded) >= _ARTICLE_MINIMUM and folded.startswith("ال"):
            without = _collapsed(folded[2:].translate(_CONSONANTS))
            kept = without if len(without) > 1 else kept
    else:
        marked = folded
    row = marked[:MAX_LENGTH].translate(_BYTES).encode("latin-1")
    return row, 1, _collapsed(kept) or _without_consonants(len(folded))


def codes(units: list[str], script: int) -> list[int]:
    """Codes of at most `MAX_LENGTH` units."""
    table = LATIN_CODE if script == 2 else ARABIC_CODE
    return [table[unit] for unit in units[:MAX_LENGTH]]


# --- skeletons ---------------------------------------------------------------------------------------------------

_SKELETON: Final = {
    **dict(zip("بتثجحخدذرزسشصضطظغفقكلمنهپچژگڤ", "bttjhxddrzsšsdtzgfkklmnhbšjgf", strict=True)),
    **dict(zip("bptjhxdrzsgfvqkclmn89", "bbtjhxdrzsgffkkklmnks", strict=True)),
    "sz": "s",
    "th": "t",
    "dj": "j",
    "kh": "x",
    "dh": "d",
    "zh": "j",
    "sh": "š",
    "ch": "š",
    "gh": "g",
}
_CONSONANTS: Final = str.maketrans({letter: _SKELETON.get(letter, "") for letter in ARABIC_LETTERS})
_BYTES: Final = str.maketrans({letter: chr(code) for letter, code in ARABIC_CODE.items()})
_LOOSE: Final = str.maketrans({"g": "k", "z": "s", "d": "t", "h": "", "x": "k", "š": "s", "j": "k"})
_REPEATED: Final = re.compile(r"(.)\1+")
_ARTICLE_FIRST: Final = frozenset({FIRST_ALEF, "a^", "e^"})
_ARTICLE_MINIMUM: Final = 5  # two letters of the article and three that remain


_NO_CONSONANT: Final = "y"


def skeleton(units: list[str]) -> str:
    """Consonants in classes that both scripts share (محمد and Mohamed: mhmd), without article, vowels and a last h.

    Names of three letters or more without any (يحيى, Yehia, آية) share one skeleton, so that they can be found.
    """
    kept = _consonants(units)
    if len(units) >= _ARTICLE_MINIMUM and units[0] in _ARTICLE_FIRST and units[1] in {"ل", "l"}:
        without = _consonants(units[2:])
        kept = without if len(without) > 1 else kept
    return kept or _without_consonants(len(units))


def _without_consonants(length: int) -> str:
    return _NO_CONSONANT if length > 2 else ""


def _consonants(units: list[str]) -> str:
    return _collapsed("".join(_SKELETON.get(unit, "") for unit in units))


def _collapsed(consonants: str) -> str:
    return _single(consonants.rstrip("h"))


def _single(consonants: str) -> str:
    """Repeated letters once."""
    return _REPEATED.sub(r"\1", consonants) if _REPEATED.search(consonants) else consonants


def loose(of_skeleton: str) -> str:
    """First three consonants; voiced and voiceless, hissing and back consonants put together, h dropped."""
    return _single(of_skeleton.translate(_LOOSE))[:3]
