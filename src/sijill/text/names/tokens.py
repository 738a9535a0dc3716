"""The token layer: name tokens as integer arrays, and a weighted edit similarity that numba code can call.

Nothing here knows about whole names. `encode` is called once per distinct token; `similarity` once per distinct pair.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from numba import njit

from sijill.text.names import costs, phonemes

MAX_LENGTH: Final = phonemes.MAX_LENGTH
# One Arabic consonant followed by ه or ح may be two letters that Latin writes like one: Adham, Ishaq.
_SPLIT_SIGNS: Final = {
    "sh": "سص",
    "dh": "دض",
    "th": "تط",
    "kh": "ك",
    "gh": "ج",
    "zh": "ز",
    "ch": "ك",
    "x": "ك",
}
_SPLIT_COST: Final = 0.05
_ARTICLE_COST: Final = 0.15

_SUBSTITUTION: Final = costs.substitution()
_GAP: Final = costs.gaps()
_MASS: Final = costs.masses()
_SIZE: Final = phonemes.SIZE
_ALEF: Final = phonemes.ARABIC_CODE["ا"]
_LAM: Final = phonemes.ARABIC_CODE["ل"]
_HEH: Final = phonemes.ARABIC_CODE["ه"]
_HAH: Final = phonemes.ARABIC_CODE["ح"]
_L: Final = phonemes.LATIN_CODE["l"]
_A_FIRST: Final = phonemes.LATIN_CODE["a^"]
_E_FIRST: Final = phonemes.LATIN_CODE["e^"]


def _split_table() -> npt.NDArray[np.bool_]:
    table = np.zeros((_SIZE, _SIZE), dtype=np.bool_)
    for grapheme, letters in _SPLIT_SIGNS.items():
        for letter in letters:
            table[phonemes.LATIN_CODE[grapheme], phonemes.ARABIC_CODE[letter]] = True
    return table


_SPLIT: Final = _split_table()


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedTokens:
    """n tokens. `phonemes` uint8[n, 24] zero padded; `length` uint8[n]; `script` uint8[n]: 0 none, 1 Arabic, 2 Latin."""

    phonemes: npt.NDArray[np.uint8]
    length: npt.NDArray[np.uint8]
    script: npt.NDArray[np.uint8]
    skeleton: tuple[str, ...]
    loose: tuple[str, ...]


def encode(tokens: Sequence[str]) -> CodedTokens:
    """Codes, consonant skeletons and loose keys of cleaned tokens, in input order. Longer tokens are cut at 24 codes."""
    table = np.zeros((len(tokens), MAX_LENGTH), dtype=np.uint8)
    length = np.zeros(len(tokens), dtype=np.uint8)
    script = np.zeros(len(tokens), dtype=np.uint8)
    skeletons = []
    for row, token in enumerate(tokens):
        units, script[row] = phonemes.units_of(token)
        coded = phonemes.codes(units, int(script[row]))
        table[row, : len(coded)] = coded
        length[row] = len(coded)
        skeletons.append(phonemes.skeleton(units))
    return CodedTokens(
        phonemes=table,
        length=length,
        script=script,
        skeleton=tuple(skeletons),
        loose=tuple(phonemes.loose(skeleton) for skeleton in skeletons),
    )


Codes = npt.NDArray[np.uint8]


@njit(cache=True)
def _article(codes: Codes, length: int) -> int:
    """Number of leading codes that spell ال, al or el, if at least three codes follow."""
    if length < 5 or codes[1] not in (_LAM, _L):
        return 0
    return 2 if codes[0] in (_ALEF, _A_FIRST, _E_FIRST) else 0


@njit(cache=True)
def distance(  # noqa: PLR0917  # numba takes no keywords
    ph_a: Codes, len_a: int, script_a: int, ph_b: Codes, len_b: int, script_b: int
) -> float:
    """Weighted edit cost in units of one consonant; a leading article on one side only costs .15 in all."""
    gap_a, gap_b = _GAP[script_b], _GAP[script_a]
    article_a, article_b = _article(ph_a, len_a), _article(ph_b, len_b)
    before = np.empty(MAX_LENGTH + 1)
    two_before = np.empty(MAX_LENGTH + 1)
    row = np.empty(MAX_LENGTH + 1)
    before[0] = 0.0
    for j in range(1, len_b + 1):
        before[j] = before[j - 1] + gap_b[ph_b[j - 1]]
        if j == article_b:
            before[j] = _ARTICLE_COST
    for i in range(1, len_a + 1):
        a = ph_a[i - 1]
        row[0] = before[0] + gap_a[a]
        if i == article_a:
            row[0] = _ARTICLE_COST
        for j in range(1, len_b + 1):
            b = ph_b[j - 1]
            best = before[j - 1] + _SUBSTITUTION[a, b]
            best = min(best, before[j] + gap_a[a], row[j - 1] + gap_b[b])
            if i > 1 and a in (_HEH, _HAH) and _SPLIT[b, ph_a[i - 2]]:
                best = min(best, two_before[j - 1] + _SPLIT_COST)
            if j > 1 and b in (_HEH, _HAH) and _SPLIT[a, ph_b[j - 2]]:
                best = min(best, before[j - 2] + _SPLIT_COST)
            if i > 1 and j > 1 and a == ph_b[j - 2] and b == ph_a[i - 2] and a != b:
                best = min(best, two_before[j - 2] + 0.5 * max(gap_a[a], gap_b[b]))
            row[j] = best
        two_before, before, row = before, row, two_before
    return float(before[len_b])


@njit(cache=True)
def similarity(  # noqa: PLR0917  # numba takes no keywords
    ph_a: Codes, len_a: int, script_a: int, ph_b: Codes, len_b: int, script_b: int
) -> float:
    """1 − cost / mean mass of the two tokens, in [0, 1]. Empty tokens are like nothing, not even each other."""
    if len_a == 0 or len_b == 0:
        return 0.0
    mass = 0.0
    for i in range(len_a):
        mass += _MASS[ph_a[i]]
    for j in range(len_b):
        mass += _MASS[ph_b[j]]
    cost = distance(ph_a, len_a, script_a, ph_b, len_b, script_b)
    return max(0.0, 1.0 - cost / max(mass / 2.0, 1.0))


def token_similarity(a: str, b: str) -> float:
    """The same for two strings; slow, for tests and explanations."""
    coded = encode([a, b])
    return float(
        similarity(
            coded.phonemes[0],
            coded.length[0],
            coded.script[0],
            coded.phonemes[1],
            coded.length[1],
            coded.script[1],
        )
    )
