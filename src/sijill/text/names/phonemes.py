"""One coded alphabet for both scripts, and the hand-made table of what may stand for what.

Every token becomes a short row of codes: Arabic letters below `LATIN_FROM`, Latin graphemes (kh, sch, final a, ...) from
there on. Latin vowels have three codes each, because a first a stands for ا or ع, a middle one for nothing, and a last
one for ة or ى. Costs lie in [0, 1]; 1 is "another letter". Ambiguous Latin letters (c, x, j, ch, v, w) keep every reading
at some cost instead of being mapped to one.
"""

import re
import unicodedata
from typing import Final

import numpy as np
import numpy.typing as npt

from sijill.text import scripts

MAX_LENGTH: Final = 24
PAD: Final = 0

ARABIC_LETTERS: Final = "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءئؤپچژگڤە"
_VOWELS: Final = "aeiou"
LATIN_GRAPHEMES: Final = (
    *(f"{v}^" for v in _VOWELS), *_VOWELS, *(f"{v}$" for v in _VOWELS),
    "aa", "ee", "oo", "ah$", "eh$", "y", "b", "p", "t", "th", "j", "dj", "h", "kh", "x", "d", "dh", "r", "z", "zh", "s", "sh", "ch",
    "gh", "g", "f", "v", "q", "k", "c", "l", "m", "n", "w", "3", "8", "9",
)  # fmt: skip
LATIN_FROM: Final = 64
ARABIC_CODE: Final = {letter: number for number, letter in enumerate(ARABIC_LETTERS, start=1)}
LATIN_CODE: Final = {grapheme: number for number, grapheme in enumerate(LATIN_GRAPHEMES, start=LATIN_FROM)}
SIZE: Final = LATIN_FROM + len(LATIN_GRAPHEMES)
assert len(ARABIC_LETTERS) < LATIN_FROM

# --- folding a token to what is coded -------------------------------------------------------------------------------

_ARABIC_FOLD: Final = str.maketrans({
    **dict.fromkeys("أإآٱٲٳٵ", "ا"), **dict.fromkeys("کڪګڬڭڮ", "ك"), **dict.fromkeys("یېێۍےۓ", "ي"), **dict.fromkeys("ہھۂۀەۃ", "ه"),
    **dict.fromkeys("ۆۇۈۋۊۅۉ", "و"), "ڕ": "ر", "ڒ": "ر", "ڵ": "ل", "ٹ": "ت", "ڈ": "د", "ڑ": "ر", "ں": "ن", "ڠ": "غ", "ۏ": "و",
    "ڨ": "ق", "ڢ": "ف", "ڥ": "ف", "ݣ": "گ", "ێ": "ي", "ڶ": "ل", "ڷ": "ل", "ڼ": "ن", "ڭ": "گ", "ٶ": "ؤ", "ٸ": "ئ", "ٴ": "ء",
})  # fmt: skip
_LATIN_BEFORE: Final = str.maketrans({
    "ş": "sh", "š": "sh", "ș": "sh", "ś": "sh", "ç": "ch", "č": "ch", "ć": "ch", "ğ": "gh", "ġ": "gh", "ǧ": "j", "ḥ": "h", "ḫ": "kh", "ẖ": "kh",
    "ḏ": "dh", "ṯ": "th", "ž": "j", "ż": "z", "ź": "z", "ı": "i", "ß": "ss", "ø": "o", "æ": "a", "œ": "o", "ł": "l", "đ": "dj", "ð": "dh",
    "þ": "th", "ə": "e", "ħ": "h", "ɛ": "e", "ɣ": "gh", "ŝ": "sh", "ĝ": "gh", "ĥ": "kh", "ñ": "n", "ǰ": "j", "ĵ": "j", "ä": "a", "ö": "o", "ü": "u",
    "â": "aa", "ā": "aa", "á": "a", "î": "ii", "ī": "ii", "í": "i", "û": "uu", "ū": "uu", "ú": "u", "ê": "e", "ē": "ee", "ô": "o", "ō": "oo",
})  # fmt: skip
_AYN_HAMZA: Final = re.compile("[ʿʾ’‘`ʻʼ´'′ˈˊˋ\"“”]")
_CHAT: Final = str.maketrans({"7": "h", "5": "kh", "6": "t", "2": "", "4": "th", "0": "o", "1": "i"})
_NOT_LATIN: Final = re.compile("[^a-z389]")
_GRAPHEME: Final = re.compile(
    "dsch|tsch|sch|tch|dzs|dzh|"
    "ph|ck|kh|gh|sh|ch|th|dh|dj|dz|zh|aa|ee|ii|ie|oo|ou|uu|[a-z389]"
)  # fmt: skip
_SAME_GRAPHEME: Final = {
    "dsch": "j", "tsch": "ch", "sch": "sh", "tch": "ch", "dzs": "j", "dzh": "j", "dz": "j", "ph": "f", "ck": "k",
    "ii": "ee", "ie": "ee", "ou": "oo", "uu": "oo",
}  # fmt: skip
_DOUBLED: Final = re.compile(r"([b-df-hj-np-tv-z]|sh|kh|th|dh|gh)\1")


def fold_arabic(token: str) -> str:
    """Letters of one token in `ARABIC_LETTERS`; the rest is dropped. Doubled ل counts once (Latin llah, one ل in الله)."""
    folded = token.translate(_ARABIC_FOLD)
    return "".join(ch for ch in folded if ch in ARABIC_CODE).replace("لل", "ل")


def fold_latin(token: str) -> str:
    """Lower-case a–z of one token, with ayn and hamza signs dropped and chat digits read (7ussein → hussein, 3ali → 3ali)."""
    lowered = token.lower().translate(_LATIN_BEFORE)
    if not lowered.isascii():
        lowered = "".join(
            ch for ch in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(ch)
        )
        lowered = lowered.translate(_LATIN_BEFORE)
    lowered = lowered.replace("3'", "gh").replace("7'", "kh") if "'" in lowered else lowered
    lowered = _AYN_HAMZA.sub("", lowered).translate(_CHAT)
    return _NOT_LATIN.sub("", lowered)


def graphemes(folded: str) -> list[str]:
    """Latin graphemes of a folded token, doubled consonants once, vowels marked first (a^), middle (a) or last (a$)."""
    previous = None
    while folded != previous:
        previous, folded = folded, _DOUBLED.sub(r"\1", folded)
    units = [_SAME_GRAPHEME.get(unit, unit) for unit in _GRAPHEME.findall(folded)]
    if len(units) >= 2 and units[-1] == "h" and units[-2] in {"a", "e"}:  # noqa: PLR2004
        units[-2:] = [units[-2] + "h$"]
    last = len(units) - 1
    for at, unit in enumerate(units):
        if unit in _VOWELS:
            units[at] = f"{unit}^" if at == 0 else f"{unit}$" if at == last else unit
    return units


def codes(token: str) -> tuple[list[int], int]:
    """(codes, script): script 1 Arabic, 2 Latin, 0 neither. At most `MAX_LENGTH` codes."""
    match scripts.script_of(token):
        case "arab" | "mixed":
            return [ARABIC_CODE[ch] for ch in fold_arabic(token)][:MAX_LENGTH], 1
        case "latn":
            return [LATIN_CODE[unit] for unit in graphemes(fold_latin(token))][:MAX_LENGTH], 2
        case _:
            return [], 0


# --- the hand table -------------------------------------------------------------------------------------------------

_SHAPES: Final = (
    ("بتثنيپ", 0.35),
    ("جحخچ", 0.35),
    ("دذ", 0.25),
    ("رزژ", 0.35),
    ("سش", 0.35),
    ("صض", 0.35),
    ("طظ", 0.35),
    ("عغ", 0.35),
    ("فقڤ", 0.35),
)
_SOUNDS: Final = {
    "سص": 0.35, "تط": 0.35, "دض": 0.35, "ذز": 0.3, "زظ": 0.3, "ذظ": 0.3, "ضظ": 0.15, "قك": 0.4, "هح": 0.5, "ثس": 0.4, "ثت": 0.3, "جش": 0.5,
    "غق": 0.5, "دت": 0.6, "ءع": 0.5, "اع": 0.5, "بپ": 0.08, "كگ": 0.08, "جچ": 0.12, "شچ": 0.2, "گغ": 0.25, "گج": 0.25, "گق": 0.25, "فڤ": 0.08,
    "وڤ": 0.25, "زژ": 0.15, "جژ": 0.15, "ىي": 0.02, "اى": 0.12, "ةه": 0.03, "ةت": 0.15, "اة": 0.3, "اه": 0.4, "ئي": 0.08, "ئا": 0.3, "ؤو": 0.08,
    "ئء": 0.1, "ؤء": 0.1, "ئى": 0.1, "اء": 0.3, "وي": 0.6, "اي": 0.6, "او": 0.6, "هە": 0.05, "اە": 0.2, "ةە": 0.05, "نم": 0.7, "لر": 0.8,
}  # fmt: skip
_GAP_ARABIC: Final = {
    "ا": 0.45,
    "و": 0.45,
    "ي": 0.45,
    "ى": 0.45,
    "ه": 0.6,
    "ة": 0.7,
    "ء": 0.1,
    "ئ": 0.4,
    "ؤ": 0.4,
    "ە": 0.2,
}
_GAP_ARABIC_BESIDE_LATIN: Final = {
    "ا": 0.3,
    "و": 0.45,
    "ي": 0.4,
    "ى": 0.3,
    "ه": 0.4,
    "ة": 0.3,
    "ع": 0.2,
    "ء": 0.05,
    "ئ": 0.2,
    "ؤ": 0.2,
    "ە": 0.1,
}
_ACROSS: Final = {
    "b": "ب0 پ4", "p": "ب5 پ0", "t": "ت0 ط2 ة5 د25 ث20", "th": "ث2 ت12 ذ20 ظ20 ط20 س30", "j": "ج0 چ10 ي25 ئ30 ژ10 گ15 خ35 ز45", "dj": "ج0 ژ10",
    "h": "ه0 ح2 خ30 ة12", "kh": "خ0 ك25 ح20 ق40", "x": "خ8 ك40", "d": "د0 ض5 ذ10 ظ20 ط30 ت35", "dh": "ذ0 ض4 ظ4 د15 ز35",
    "r": "ر0 غ30", "z": "ز0 ذ8 ظ5 ض15 س35 ص40 ج40 ژ10", "zh": "ژ0 ج5 ز20", "s": "س0 ص2 ث8 ش35 ز30", "sh": "ش0 س30 ج40 چ25", "ch": "ش5 چ4 خ20 ج30 ك30 ت40",
    "gh": "غ0 ق20 ج30 خ35 گ20", "g": "گ0 ج8 ق15 غ15 ك30", "f": "ف0 ڤ5 ث45", "v": "و10 ف12 ڤ0 ب35", "q": "ق0 ك15 غ20 گ20", "k": "ك0 ق5 خ30 گ10 چ40",
    "c": "ك15 ق20 ج10 س25 ش30 چ20 ص30", "l": "ل0", "m": "م0 ن70", "n": "ن0 م70", "w": "و0 ڤ15 ف45", "y": "ي0 ى2 ئ5 ج45", "3": "ع0 ا20", "8": "ق2 غ5", "9": "ص2 ق5",
    "a^": "ا0 ع2 ه40", "e^": "ا3 ع3 ي30 ه40", "i^": "ا2 ع3 ي10 ه45", "o^": "ا5 ع3 و10 ه45", "u^": "ا3 ع3 و8 ه45",
    "a": "ا2 ع8 ء5 ئ10 ى10 و45 ي50 ە0 ه30 ؤ30", "e": "ا12 ع10 ي12 ى12 ئ10 ە0 ه30 ء10", "i": "ي2 ى2 ئ4 ع12 ا25 ء10", "o": "و2 ؤ4 ا25 ع12", "u": "و2 ؤ4 ع12 ا30",
    "a$": "ة1 ا2 ى1 ع5 ه5 ء8 ە0 ي40", "e$": "ة2 ي8 ى5 ا15 ه8 ع12 ە0 ء15", "i$": "ي0 ى0 ئ3 ا40 ع15 ة35 ء20", "o$": "و2 ا35 ع20 ة45 ؤ5", "u$": "و1 ا40 ع20 ؤ5",
    "aa": "ا0 ع5 ى5 ة15 ء5 ئ15", "ee": "ي1 ى2 ئ4 ع15 ا30 ة35", "oo": "و1 ؤ4 ا35 ع20", "ah$": "ة0 ه2 ا8 ح8 ى10 ع20 ە3", "eh$": "ة1 ه2 ي25 ا15 ح10 ى12 ع25 ە2",
}  # fmt: skip
_LATIN_VOWELS: Final = {
    "ae": 0.1, "ai": 0.25, "ao": 0.25, "au": 0.25, "ei": 0.08, "eo": 0.25, "eu": 0.25, "io": 0.3, "iu": 0.3, "ou": 0.05,
    "aaa": 0.05, "eaa": 0.25, "iee": 0.04, "eee": 0.06, "aee": 0.3, "ooo": 0.03, "uoo": 0.03, "aoo": 0.3, "oaa": 0.25, "uaa": 0.3, "iy": 0.05,
}  # fmt: skip
_VOWEL_GAP: Final = {
    "^": (0.35, 0.35),
    "": (0.12, 0.2),
    "$": (0.3, 0.35),
}  # place in word: beside Arabic, beside Latin
_LONG_GAP: Final = {"aa": (0.3, 0.3), "ee": (0.4, 0.4), "oo": (0.4, 0.4), "ah$": (0.35, 0.4), "eh$": (0.35, 0.4), "y": (0.4, 0.35),
                    "w": (0.5, 0.45), "h": (0.45, 0.45), "3": (0.1, 0.1)}  # fmt: skip


def _put(table: npt.NDArray[np.float64], one: int, other: int, cost: float) -> None:
    table[one, other] = table[other, one] = min(cost, table[one, other])


def _arabic_costs(table: npt.NDArray[np.float64]) -> None:
    for group, cost in _SHAPES:
        for one in group:
            for other in group:
                if one != other:
                    _put(table, ARABIC_CODE[one], ARABIC_CODE[other], cost)
    for pair, cost in _SOUNDS.items():
        _put(table, ARABIC_CODE[pair[0]], ARABIC_CODE[pair[1]], cost)


def _across_costs(table: npt.NDArray[np.float64]) -> None:
    for grapheme, readings in _ACROSS.items():
        for reading in readings.split():
            _put(table, LATIN_CODE[grapheme], ARABIC_CODE[reading[0]], int(reading[1:]) / 100)


def _latin_costs(table: npt.NDArray[np.float64]) -> None:
    """Two Latin consonants are as near as the nearest Arabic letter that both may stand for."""
    arabic = slice(1, len(ARABIC_LETTERS) + 1)
    consonants = [LATIN_CODE[g] for g in LATIN_GRAPHEMES if g[0] not in _VOWELS]
    for one in consonants:
        for other in consonants:
            if one != other:
                _put(table, one, other, float((table[one, arabic] + table[other, arabic]).min()) + 0.02)
    plain = {
        **{v: [f"{v}^", v, f"{v}$"] for v in _VOWELS},
        "aa": ["aa", "ah$"],
        "ee": ["ee"],
        "oo": ["oo"],
        "y": ["y"],
    }
    pairs = {frozenset((key[0], key[1:])): cost for key, cost in _LATIN_VOWELS.items()}
    for one, ones in plain.items():
        for other, others in plain.items():
            cost = 0.0 if one == other else pairs.get(frozenset((one, other)), 0.45)
            for left in ones:
                for right in others:
                    if left != right:
                        _put(table, LATIN_CODE[left], LATIN_CODE[right], cost)
    for ending in ("ah$", "eh$"):
        for vowel, cost in (("a$", 0.02), ("e$", 0.04), ("a", 0.1), ("i$", 0.4), ("h", 0.3)):
            _put(table, LATIN_CODE[ending], LATIN_CODE[vowel], cost)
    _put(table, LATIN_CODE["ah$"], LATIN_CODE["eh$"], 0.02)
    for one, other, cost in (("w", "u", 0.15), ("w", "oo", 0.15), ("w", "o", 0.2), ("y", "ee", 0.1), ("y", "i$", 0.03), ("y", "e$", 0.1),
                             ("v", "u", 0.3), ("w", "o^", 0.15), ("w", "u^", 0.15), ("y", "i^", 0.08), ("y", "e", 0.3)):  # fmt: skip
        _put(table, LATIN_CODE[one], LATIN_CODE[other], cost)


def substitution_costs() -> npt.NDArray[np.float64]:
    """Symmetric [SIZE, SIZE] table, 0 on the diagonal."""
    table = np.ones((SIZE, SIZE))
    np.fill_diagonal(table, 0.0)
    _arabic_costs(table)
    _across_costs(table)
    _latin_costs(table)
    return table


def gap_costs() -> npt.NDArray[np.float64]:
    """[3, SIZE]: cost of leaving a code unmatched beside a token of script 1 or 2 (row 0 is unused)."""
    gaps = np.ones((3, SIZE))
    for letter, cost in _GAP_ARABIC.items():
        gaps[1, ARABIC_CODE[letter]] = cost
    for letter, cost in _GAP_ARABIC_BESIDE_LATIN.items():
        gaps[2, ARABIC_CODE[letter]] = cost
    for vowel in _VOWELS:
        for place, (arabic, latin) in _VOWEL_GAP.items():
            gaps[1, LATIN_CODE[vowel + place]], gaps[2, LATIN_CODE[vowel + place]] = arabic, latin
    for grapheme, (arabic, latin) in _LONG_GAP.items():
        gaps[1, LATIN_CODE[grapheme]], gaps[2, LATIN_CODE[grapheme]] = arabic, latin
    return gaps


def masses() -> npt.NDArray[np.float64]:
    """[SIZE]: how much a code counts towards the length of its token: a consonant 1, a long vowel .5, a short one .2."""
    mass = np.ones(SIZE)
    mass[PAD] = 0.0
    for letter in "اويىةئؤه":
        mass[ARABIC_CODE[letter]] = 0.5
    mass[ARABIC_CODE["ء"]] = 0.1
    for grapheme in LATIN_GRAPHEMES:
        if grapheme[0] in _VOWELS:
            mass[LATIN_CODE[grapheme]] = 0.2 if len(grapheme) == 1 else 0.5
    for grapheme in ("y", "w", "h", "3"):
        mass[LATIN_CODE[grapheme]] = 0.5
    return mass


# --- skeletons ------------------------------------------------------------------------------------------------------

_SKELETON: Final = {
    **dict(zip("بتثجحخدذرزسشصضطظغفقكلمن", "bttjhxddrzsšsdtzgfkklmn", strict=True)), "ه": "h", "پ": "b", "چ": "š", "ژ": "j", "گ": "g", "ڤ": "f",
    "b": "b", "p": "b", "t": "t", "th": "t", "j": "j", "dj": "j", "h": "h", "kh": "x", "x": "x", "d": "d", "dh": "d", "r": "r", "z": "z", "zh": "j",
    "s": "s", "sh": "š", "ch": "š", "gh": "g", "g": "g", "f": "f", "v": "f", "q": "k", "k": "k", "c": "k", "l": "l", "m": "m", "n": "n", "8": "k", "9": "s",
}  # fmt: skip
_REPEATED: Final = re.compile(r"(.)\1+")
_ARTICLE_FIRST: Final = frozenset({"ا", "a^", "e^"})
_ARTICLE_MINIMUM: Final = 5
_LOOSE: Final = str.maketrans({"g": "k", "z": "s", "d": "t", "h": "", "x": "k", "š": "s", "j": "k"})


def skeleton(token: str) -> str:
    """Consonants in classes that both scripts share; vowels, weak letters and a last h are dropped (محمد, Mehmet → mhmd, mhmt)."""
    match scripts.script_of(token):
        case "arab" | "mixed":
            units: list[str] = list(fold_arabic(token))
        case "latn":
            units = graphemes(fold_latin(token))
        case _:
            return ""
    kept = _consonants(units)
    if len(units) >= _ARTICLE_MINIMUM and units[0] in _ARTICLE_FIRST and units[1] in {"ل", "l"}:
        without = _consonants(units[2:])
        return without if len(without) > 1 else kept
    return kept


def _consonants(units: list[str]) -> str:
    kept = "".join(_SKELETON.get(unit, "") for unit in units)
    return _REPEATED.sub(r"\1", kept.rstrip("h"))


def loose(of_skeleton: str) -> str:
    """First three consonants with voiced and voiceless, hissing and back consonants put together and h dropped."""
    return _REPEATED.sub(r"\1", of_skeleton.translate(_LOOSE))[:3]
