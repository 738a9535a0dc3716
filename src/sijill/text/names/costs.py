"""The hand-made table: what each letter may stand for, and at what cost.

Costs count in consonants; `ANOTHER_LETTER` and `MISSING_CONSONANT` are for everything the tables do not name. They
were set by hand from spelling traditions (English, French, German, Turkish, Kurmanji, Persian, chat) and from damage
seen in lists (dots, weak letters), and are half of each cost; the other half is learned (`train`). Percentages in the
tables below.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from sijill.text.names.phonemes import (
    ARABIC_CODE,
    ARABIC_LETTERS,
    FIRST_ALEF,
    LAST_ALEF,
    LAST_WAW,
    LAST_YEH,
    LATIN_CODE,
    LATIN_GRAPHEMES,
    PAD,
    SIZE,
    VOWELS,
)

ANOTHER_LETTER: Final = 1.5  # one differing consonant in a name of three makes another name (Samer, Tamer)
MISSING_CONSONANT: Final = 1.15
Table = npt.NDArray[np.float64]

# Arabic beside Arabic: letters that differ by dots only, as scanned or typed.
_SHAPES: Final = "بتثنيپ جحخچ رزژ سش صض طظ عغ فقڤ"
_SHAPE_COST: Final = 0.35
# Arabic beside Arabic: letters that sound alike to some ear, or that spelling confuses.
_SOUNDS: Final = """
    سص35 تط35 دض35 دذ25 ذز30 زظ30 ذظ30 ضظ15 قك40 هح50 ثس40 ثت30 جش50 غق50 دت60 ءع50 اع50 نم70 لر80
    وة30 بپ8 كگ8 جچ12 شچ20 گغ25 گج25 گق25 فڤ8 وڤ25 زژ15 جژ15
    ىي2 اى12 ةه3 ةت15 اة30 اه40 ئي8 ئا30 ؤو8 ئء10 ؤء10 ئى10 اء30 وي60 اي60 او60 هە5 اە20 ةە5
"""
# Leaving an Arabic letter unmatched: beside Arabic, beside Latin.
_ARABIC_GAPS: Final = {
    "ا": (50, 30),
    "و": (60, 45),
    "ي": (65, 40),
    FIRST_ALEF: (80, 35),
    LAST_ALEF: (70, 30),
    LAST_WAW: (80, 45),
    "ى": (45, 30),
    LAST_YEH: (100, 40),
    "ه": (60, 40),
    "ة": (100, 30),
    "ع": (100, 20),
    "ء": (10, 5),
    "ئ": (40, 20),
    "ؤ": (40, 20),
    "ە": (20, 10),
}
# Latin beside Arabic: one grapheme a line, then the letters that it may stand for.
_ACROSS: Final = """
    b   ب0 پ4
    p   ب5 پ0
    t   ت0 ط2 ة5 د25 ث20
    th  ث2 ت12 ذ10 ظ12 ط20 س30 د40
    j   ج0 چ10 ي25 ئ30 ژ10 گ15 خ35 ز45
    dj  ج0 ژ10
    h   ه0 ح2 ة5 خ30 ع30
    kh  خ0 ك25 ح20 ق40
    x   خ8 غ15 ك40
    d   د0 ض5 ذ10 ظ20 ط30 ت35
    dh  ذ0 ض4 ظ4 د15 ز35
    r   ر0 غ30
    z   ز0 ذ8 ظ5 ض15 س35 ص40 ج40 ژ10
    zh  ژ0 ج5 ز20 ظ25
    s   س0 ص2 ث8 ش35 ز30
    sz  س5 ش5 ص8 ز30
    sh  ش0 س30 ج40 چ25
    ch  ش5 چ4 خ20 ج30 ك30 ت40
    gh  غ0 ق20 ج30 خ35 گ20
    g   گ0 ج8 ق15 غ15 ك30 ه30 ح35
    f   ف0 ڤ5 ث45
    v   و10 ف12 ڤ0 ب35
    q   ق0 ك15 غ20 گ20
    k   ك0 ق5 خ30 گ10 چ40
    c   ك15 ق20 ج10 س12 ش30 چ20 ص15
    l   ل0
    m   م0 ن70
    n   ن0 م70
    w   و0 ڤ15 ف45
    y   ي0 ى2 ئ5 ج45
    3   ع0 ا20
    8   ق2 غ5
    9   ص2 ق5
    a^  ا0 ع2 ه40
    e^  ا3 ع3 ي30 ه40
    i^  ا2 ع3 ي10 ه45
    o^  ا5 ع3 و10 ه45
    u^  ا3 ع3 و8 ه45
    a   ا2 ع8 ء5 ئ10 ة2 ى10 و45 ي50 ە0 ه30 ؤ30
    e   ة3 ا12 ع10 ي12 ى12 ئ10 ە0 ه30 ء10
    i   ي2 ى2 ئ4 ع12 ا25 ء10
    o   و2 ؤ4 ا25 ع12
    u   و2 ؤ4 ع12 ا30
    a$  ة1 ا2 ى1 ع5 ه5 ء8 ە0 ي40
    e$  ة2 ي8 ى5 ا15 ه8 ع12 ە0 ء15
    i$  ي0 ى0 ئ3 ا60 ع15 ة80 ء20
    o$  و2 ة12 ا35 ع20 ؤ5
    u$  و1 ة12 ا40 ع20 ؤ5
    aa  ا0 ع5 ى5 ة15 ء5 ئ15
    ee  ي1 ى2 ئ4 ع15 ا30 ة35
    oo  و1 ؤ4 ة12 ا35 ع20
    h$  ة0 ه0 ح3 خ30 ع20
"""
# Latin beside Latin: vowels wherever they stand. Consonants follow from the table above.
_LATIN_VOWELS: Final = """
    a:e10 a:i25 a:o25 a:u25 e:i8 e:o25 e:u25 i:o30 i:u30 o:u5 i:y5
    aa:a5 aa:e25 aa:o25 aa:u30 ee:i4 ee:e6 ee:a30 oo:o3 oo:u3 oo:a60 oo:aa60
"""
_LATIN_OTHER: Final = """
    h$:h0 h$:y40 h$:kh25
    w:u15 w:oo15 w:o20 w:o^15 w:u^15 v:u30 y:ee10 y:i$3 y:e$10 y:i^8 y:e30 j:i20 j:ee20 j:y12
    kh:k25 kh:h25 kh:ch20 kh:g40 gh:g15 gh:q20 gh:kh35 q:g20 d:t40 z:s35 th:t15 s:sh35 b:v35 j:sh40 j:z45 r:gh40 j:ch30
    c:s25 c:sh30 h:g40 m:n70 p:f60
"""
# A last vowel that makes another name (Noura, Nouri), whatever it is worth inside one.
_LATIN_LAST: Final = "a$:i$80 a$:ee80 a$:y80"
_COMMON: Final = 0.15
_OTHER_VOWELS: Final = 0.45
# Leaving a Latin grapheme unmatched: beside Arabic, beside Latin. Vowels by place in the word.
_VOWEL_GAPS: Final = {"^": (35, 35), "": (12, 20), "$": (30, 35)}
_LATIN_GAPS: Final = {
    "aa": (30, 30),
    "ee": (40, 40),
    "oo": (40, 40),
    "h$": (10, 8),
    "y": (40, 35),
    "w": (50, 45),
    "h": (50, 60),
    "3": (10, 10),
}
_WEAK_ARABIC: Final = "اويىةئؤه" + FIRST_ALEF + LAST_ALEF + LAST_WAW + LAST_YEH
_WEAK_LATIN: Final = ("y", "w", "h", "h$", "3")


def _put(table: Table, one: int, other: int, cost: float) -> None:
    table[one, other] = table[other, one] = min(cost, table[one, other])


def _arabic(table: Table) -> None:
    for group in _SHAPES.split():
        for one in group:
            for other in group:
                if one != other:
                    _put(table, ARABIC_CODE[one], ARABIC_CODE[other], _SHAPE_COST)
    for entry in _SOUNDS.split():
        _put(table, ARABIC_CODE[entry[0]], ARABIC_CODE[entry[1]], int(entry[2:]) / 100)


def _across(table: Table) -> None:
    for line in _ACROSS.strip().splitlines():
        grapheme, *readings = line.split()
        for reading in readings:
            _put(table, LATIN_CODE[grapheme], ARABIC_CODE[reading[0]], int(reading[1:]) / 100)


def _latin_consonants(table: Table) -> None:
    """Two Latin consonants are as near as the nearest Arabic letter that both are commonly written for."""
    arabic = slice(1, len(ARABIC_LETTERS) + 1)
    consonants = [LATIN_CODE[grapheme] for grapheme in LATIN_GRAPHEMES if grapheme[0] not in VOWELS]
    for one in consonants:
        for other in consonants:
            if one != other:
                common = np.maximum(table[one, arabic], table[other, arabic]) <= _COMMON
                if common.any():
                    _put(
                        table,
                        one,
                        other,
                        float((table[one, arabic] + table[other, arabic])[common].min()) + 0.02,
                    )


def _latin_vowels(table: Table) -> None:
    places = {
        **{vowel: [f"{vowel}^", vowel, f"{vowel}$"] for vowel in VOWELS},
        **{v: [v] for v in ("aa", "ee", "oo", "y")},
    }
    costs = dict(_entries(_LATIN_VOWELS))
    for one, ones in places.items():
        for other, others in places.items():
            cost = 0.0 if one == other else costs.get((one, other), costs.get((other, one), _OTHER_VOWELS))
            for left in ones:
                for right in others:
                    if left != right:
                        _put(table, LATIN_CODE[left], LATIN_CODE[right], cost)
    for (one, other), cost in _entries(_LATIN_OTHER):
        _put(table, LATIN_CODE[one], LATIN_CODE[other], cost)
    for (one, other), cost in _entries(_LATIN_LAST):
        table[LATIN_CODE[one], LATIN_CODE[other]] = table[LATIN_CODE[other], LATIN_CODE[one]] = cost


def _entries(text: str) -> list[tuple[tuple[str, str], float]]:
    entries = []
    for entry in text.split():
        pair = entry.rstrip("0123456789")
        one, other = pair.split(":")
        entries.append(((one, other), int(entry[len(pair) :]) / 100))
    return entries


def substitution() -> Table:
    """Symmetric [SIZE, SIZE] table, 0 on the diagonal."""
    table = np.full((SIZE, SIZE), ANOTHER_LETTER)
    np.fill_diagonal(table, 0.0)
    _arabic(table)
    _across(table)
    for place, letter in ((FIRST_ALEF, "ا"), (LAST_ALEF, "ا"), (LAST_WAW, "و"), (LAST_YEH, "ي")):
        table[ARABIC_CODE[place], :], table[:, ARABIC_CODE[place]] = (
            table[ARABIC_CODE[letter], :],
            table[:, ARABIC_CODE[letter]],
        )
    _put(table, ARABIC_CODE[LAST_ALEF], ARABIC_CODE[FIRST_ALEF], 0.0)
    _put(table, ARABIC_CODE[LAST_WAW], ARABIC_CODE["ة"], 0.15)
    _latin_consonants(table)
    _latin_vowels(table)
    return table


def gaps() -> Table:
    """[3, SIZE]: cost of leaving a code unmatched beside a token of script 1 (Arabic) or 2 (Latin); row 0 is unused."""
    table = np.full((3, SIZE), MISSING_CONSONANT)
    for letter, (arabic, latin) in _ARABIC_GAPS.items():
        table[1:, ARABIC_CODE[letter]] = arabic / 100, latin / 100
    for place, (arabic, latin) in _VOWEL_GAPS.items():
        for vowel in VOWELS:
            table[1:, LATIN_CODE[vowel + place]] = arabic / 100, latin / 100
    for grapheme, (arabic, latin) in _LATIN_GAPS.items():
        table[1:, LATIN_CODE[grapheme]] = arabic / 100, latin / 100
    return table


def masses() -> Table:
    """[SIZE]: weight in the length of a token: a consonant 1, a weak letter or long vowel .5, a short vowel .2."""
    mass = np.ones(SIZE)
    mass[PAD] = 0.0
    mass[[ARABIC_CODE[letter] for letter in _WEAK_ARABIC]] = 0.5
    mass[ARABIC_CODE["ء"]] = 0.1
    mass[[LATIN_CODE[grapheme] for grapheme in _WEAK_LATIN]] = 0.5
    for grapheme in LATIN_GRAPHEMES:
        if grapheme[0] in VOWELS:
            mass[LATIN_CODE[grapheme]] = 0.2 if len(grapheme) == 1 else 0.5
    return mass
