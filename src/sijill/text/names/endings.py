"""Endings that make another name of a name: a woman's of a man's (كريمة, Karima), one in -i (نوري, Nouri),
one in -an, -oun or -in (حمدان, Saadoun).

Compiled, on codes as in `tokens`. Letters alone would call such names near, for what is added weighs little.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from sijill.text.names import costs, phonemes, tokens
from sijill.text.names.kernel import kernel
from sijill.text.names.tokens import Codes

STEMS_ALIKE: Final = 0.85  # what is left of both without the ending
_SAME_LETTER: Final = 0.3  # at most between the letters before the ending

_MASS: Final = costs.masses()
_ARABIC, _LATIN = phonemes.ARABIC_CODE, phonemes.LATIN_CODE
_AIN: Final = _ARABIC["ع"]
_HAH: Final = _ARABIC["ح"]
_TEH_MARBUTA: Final = _ARABIC["ة"]
_YEH: Final = _ARABIC["ي"]
_LAST_YEH: Final = _ARABIC[phonemes.LAST_YEH]
_A: Final = _LATIN["a"]
_E: Final = _LATIN["e"]
_I: Final = _LATIN["i"]
_A_LAST: Final = _LATIN["a$"]
_I_LAST: Final = _LATIN["i$"]
_H_LAST: Final = _LATIN["h$"]
_EE: Final = _LATIN["ee"]
_Y: Final = _LATIN["y"]
_NOON: Final = _ARABIC["ن"]
_N: Final = _LATIN["n"]


def _long_vowels() -> npt.NDArray[np.bool_]:
    table = np.zeros(phonemes.SIZE, dtype=np.bool_)
    table[[_ARABIC[letter] for letter in "اوي"]] = True
    table[[_LATIN[grapheme] for grapheme in (*"aeiou", "aa", "ee", "oo")]] = True
    return table


_LONG: Final = _long_vowels()


@kernel
def of_a_woman(codes: Codes, length: int) -> int:
    """Number of last codes that make a woman's name of a man's: ة, a, ah, eh; 0 if there are none."""
    if length < 4:
        return 0
    last, before = codes[length - 1], codes[length - 2]
    if last in (_TEH_MARBUTA, _A_LAST):
        return 1
    return 2 if last == _H_LAST and before in (_A, _E) else 0


@kernel
def in_i(codes: Codes, length: int) -> int:
    """Number of last codes that write a last long i: ي, i, y, ee, iy; 0 if there are none."""
    if length < 4:
        return 0
    last, before = codes[length - 1], codes[length - 2]
    if last == _Y and before == _I:
        return 2
    return 1 if last in (_LAST_YEH, _I_LAST, _EE, _Y) else 0


@kernel
def in_n(codes: Codes, length: int) -> int:
    """Number of last codes of ان, ون, ين, an, oun, een, …: حمدان of حمد, Saadoun of Saad; 0 if there are none."""
    if length < 5 or codes[length - 1] not in (_NOON, _N):
        return 0
    return 2 if _LONG[codes[length - 2]] else 0


@kernel
def in_consonant(codes: Codes, length: int) -> bool:
    """Not in a vowel, nor in a letter that a last vowel may stand for (ع ه ح ء)."""
    last = codes[length - 1]
    return bool(_MASS[last] >= 1.0 and last not in (_AIN, _HAH))


@kernel
def _is_womans(woman: Codes, length: int, end: int, man: Codes, man_length: int, man_known: bool) -> bool:
    """Of a man's name in a consonant (كريمة), or of a known one in -i whose i is still there (فادية, Fadia, Fadya)."""
    if in_consonant(man, man_length):
        return True
    long_i = man_known and in_i(man, man_length) > 0 and man[man_length - 1] != _EE  # Rabie may be Rabia
    return bool(long_i and woman[length - end - 1] in (_YEH, _I, _EE, _Y))


@kernel
def _is_added(last_a: int, last_b: int, a_is_bare: bool, substitution: costs.Table) -> bool:
    """The letters before the ending, and the last one of the name without, are one consonant."""
    bare = last_a if a_is_bare else last_b
    consonant = (_MASS[bare] >= 1.0 and bare != _AIN) or bare == _H_LAST
    return bool(consonant and substitution[last_a, last_b] <= _SAME_LETTER)


@kernel
def other_name(  # numba takes no keywords
    ph_a: Codes,
    len_a: int,
    script_a: int,
    known_a: bool,
    ph_b: Codes,
    len_b: int,
    script_b: int,
    known_b: bool,
    substitution: costs.Table,
    gap: costs.Table,
    work: costs.Table,
) -> bool:
    """Whether one of two tokens is the other with an ending that makes another name, in any two scripts.

    كريم and كريمة, Karim and Karima; فادي and فادية; حمد and حمدان; نور and نوري, Nour and Nouri. `known_*`: whether
    the lexicon has the token. Only then is a last -i part of it: of families it comes and goes (المحمد, Mohammadi).
    """
    end_a, end_b = of_a_woman(ph_a, len_a), of_a_woman(ph_b, len_b)
    women = False
    if end_a > 0 and end_b == 0:
        women = _is_womans(ph_a, len_a, end_a, ph_b, len_b, known_b)
    elif end_b > 0 and end_a == 0:
        women = _is_womans(ph_b, len_b, end_b, ph_a, len_a, known_a)
    if not women:
        end_a = in_i(ph_a, len_a) if known_a else 0
        end_b = in_i(ph_b, len_b) if known_b else 0
        if (end_a > 0) == (end_b > 0):
            end_a, end_b = in_n(ph_a, len_a), in_n(ph_b, len_b)
        if (end_a > 0) == (end_b > 0):
            return False
        if not _is_added(ph_a[len_a - end_a - 1], ph_b[len_b - end_b - 1], end_a == 0, substitution):
            return False
    stem_a, stem_b = len_a - end_a, len_b - end_b
    cost = tokens.edit_cost(ph_a, stem_a, script_a, ph_b, stem_b, script_b, substitution, gap, work)
    mass_a, mass_b = tokens.mass(ph_a, stem_a), tokens.mass(ph_b, stem_b)
    return bool(tokens.similarity_from_cost(cost, mass_a, mass_b) >= STEMS_ALIKE)
