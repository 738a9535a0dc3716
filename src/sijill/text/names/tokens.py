"""The token layer: name tokens as integer arrays, and a weighted edit similarity that numba code can call.

Nothing here knows about whole names. `encode` is called once per distinct token; `similarity` once per distinct pair.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from sijill.text.names import costs, phonemes
from sijill.text.names.kernel import kernel

MAX_LENGTH: Final = phonemes.MAX_LENGTH
# One Arabic consonant followed by ه or ح may be two letters that Latin writes like one: Adham, Ishaq.
_SPLIT_SIGNS: Final = {
    "sh": "سص",
    "dh": "دض",
    "th": "تطد",
    "kh": "ك",
    "gh": "ج",
    "zh": "زظ",
    "ch": "ك",
    "x": "ك",
}
SPLIT_COST: Final = 0.05
ARTICLE_COST: Final = 0.1
SLAVE_MASS: Final = 2.5  # of عبد; abd in front
LATIN: Final = 2  # number of the script

_SUBSTITUTION: Final = costs.substitution()
_GAP: Final = costs.gaps()
_MASS: Final = costs.masses()
_SIZE: Final = phonemes.SIZE
_TWO_SHORT_VOWELS: Final = 0.45
_ALEF: Final = phonemes.ARABIC_CODE[phonemes.FIRST_ALEF]  # the only alef that opens an article or a diphthong
LAM: Final = phonemes.ARABIC_CODE["ل"]
_HEH: Final = phonemes.ARABIC_CODE["ه"]
_AIN: Final = phonemes.ARABIC_CODE["ع"]
_YEH: Final = phonemes.ARABIC_CODE["ي"]
_WAW: Final = phonemes.ARABIC_CODE["و"]
_BEH: Final = phonemes.ARABIC_CODE["ب"]
_DAL: Final = phonemes.ARABIC_CODE["د"]
_B: Final = phonemes.LATIN_CODE["b"]
_D: Final = phonemes.LATIN_CODE["d"]
_CHAT_AIN: Final = phonemes.LATIN_CODE["3"]
_HAH: Final = phonemes.ARABIC_CODE["ح"]
L: Final = phonemes.LATIN_CODE["l"]
_A_FIRST: Final = phonemes.LATIN_CODE["a^"]
_E_FIRST: Final = phonemes.LATIN_CODE["e^"]


def _split_table() -> npt.NDArray[np.bool_]:
    table = np.zeros((_SIZE, _SIZE), dtype=np.bool_)
    for grapheme, letters in _SPLIT_SIGNS.items():
        for letter in letters:
            table[phonemes.LATIN_CODE[grapheme], phonemes.ARABIC_CODE[letter]] = True
    return table


def split_signs() -> npt.NDArray[np.int64]:
    """Codes of the Latin signs that may be two Arabic letters, the second ه or ح."""
    return np.array([phonemes.LATIN_CODE[grapheme] for grapheme in _SPLIT_SIGNS])


def _marks(*graphemes: str) -> npt.NDArray[np.bool_]:
    table = np.zeros(_SIZE, dtype=np.bool_)
    table[[phonemes.LATIN_CODE[grapheme] for grapheme in graphemes]] = True
    return table


_SPLIT: Final = _split_table()
_FIRST_FRONT: Final = _marks("i^", "e^", "ee")
_FIRST_ROUND: Final = _marks("u^", "o^", "oo")


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedTokens:
    """n tokens: `phonemes` uint8[n, 24] zero padded; `length`, `script` uint8[n] (0 none, 1 Arabic, 2 Latin)."""

    phonemes: npt.NDArray[np.uint8]
    length: npt.NDArray[np.uint8]
    script: npt.NDArray[np.uint8]
    skeleton: tuple[str, ...]
    loose: tuple[str, ...]


def encode(tokens: Sequence[str]) -> CodedTokens:
    """Codes, skeletons and loose keys of cleaned tokens, in input order; longer tokens are cut at 24 codes."""
    found = [phonemes.coded(token) for token in tokens]
    rows = b"".join(codes.ljust(MAX_LENGTH, b"\0") for codes, _, _ in found)
    skeletons = [skeleton for _, _, skeleton in found]
    return CodedTokens(
        phonemes=np.frombuffer(rows, np.uint8).reshape(len(found), MAX_LENGTH).copy(),
        length=np.array([len(codes) for codes, _, _ in found], np.uint8),
        script=np.array([script for _, script, _ in found], np.uint8),
        skeleton=tuple(skeletons),
        loose=tuple(phonemes.loose(skeleton) for skeleton in skeletons),
    )


def joined(parts: Sequence[CodedTokens]) -> CodedTokens:
    """Several coded one after the other."""
    empty = encode([])
    return CodedTokens(
        phonemes=np.concatenate([part.phonemes for part in (empty, *parts)]),
        length=np.concatenate([part.length for part in (empty, *parts)]),
        script=np.concatenate([part.script for part in (empty, *parts)]),
        skeleton=tuple(skeleton for part in parts for skeleton in part.skeleton),
        loose=tuple(loose for part in parts for loose in part.loose),
    )


Codes = npt.NDArray[np.uint8]


@kernel
def article(codes: Codes, length: int) -> int:
    """Number of leading codes that spell ال, al or el, if at least three codes follow."""
    if length < 5 or codes[1] not in (LAM, L):
        return 0
    return 2 if codes[0] in (_ALEF, _A_FIRST, _E_FIRST) else 0


@kernel
def shared_slave_prefix(ph_a: Codes, len_a: int, ph_b: Codes, len_b: int) -> int:
    """3 if both tokens begin with عبد or abd and three codes follow: only what follows tells names apart."""
    return 3 if _is_slave(ph_a, len_a) and _is_slave(ph_b, len_b) else 0


@kernel
def _is_slave(codes: Codes, length: int) -> bool:
    return bool(
        length > 5
        and codes[0] in (_AIN, _A_FIRST, _E_FIRST, _CHAT_AIN)
        and codes[1] in (_BEH, _B)
        and codes[2] in (_DAL, _D)
    )


@kernel
def is_split(letter: int, follower: int, grapheme: int) -> bool:
    """Whether two codes may be what the other side writes as one sign.

    د ه and dh (Adham); ع ي and a first i (Eid), ع و and a first u; ال, or Latin al, and a first e (Ennaceur).
    """
    if follower in (_HEH, _HAH):
        return bool(_SPLIT[grapheme, letter])
    if letter in (_AIN, _ALEF) and follower in (_YEH, _WAW):
        return bool(_FIRST_FRONT[grapheme] if follower == _YEH else _FIRST_ROUND[grapheme])
    return grapheme in (_A_FIRST, _E_FIRST) and follower in (LAM, L) and letter in (_ALEF, _A_FIRST, _E_FIRST)


@kernel
def may_swap(a: int, b: int) -> bool:
    """Two different letters may have changed places in typing; two short vowels make another name (Ziad, Zaid)."""
    return bool(a != b and _MASS[a] + _MASS[b] > _TWO_SHORT_VOWELS)


@kernel
def edit_cost(  # numba takes no keywords
    ph_a: Codes,
    len_a: int,
    script_a: int,
    ph_b: Codes,
    len_b: int,
    script_b: int,
    substitution: costs.Table,
    gap: costs.Table,
    work: costs.Table,
) -> float:
    """Weighted edit cost under the given tables; `work` is scratch space of [3, MAX_LENGTH + 1]."""
    article_a, article_b = article(ph_a, len_a), article(ph_b, len_b)
    before, two_before, row = 0, 1, 2
    work[before, 0] = 0.0
    for j in range(1, len_b + 1):
        work[before, j] = work[before, j - 1] + gap[script_a, ph_b[j - 1]]
        if j == article_b:
            work[before, j] = ARTICLE_COST
    for i in range(1, len_a + 1):
        a = ph_a[i - 1]
        gap_a = gap[script_b, a]
        work[row, 0] = ARTICLE_COST if i == article_a else work[before, 0] + gap_a
        for j in range(1, len_b + 1):
            b = ph_b[j - 1]
            gap_b = gap[script_a, b]
            best = work[before, j - 1] + substitution[a, b]
            best = min(best, work[before, j] + gap_a, work[row, j - 1] + gap_b)
            if i > 1 and is_split(ph_a[i - 2], a, b):
                best = min(best, work[two_before, j - 1] + SPLIT_COST)
            if j > 1 and is_split(ph_b[j - 2], b, a):
                best = min(best, work[before, j - 2] + SPLIT_COST)
            if i > 1 and j > 1 and a == ph_b[j - 2] and b == ph_a[i - 2] and may_swap(a, b):
                best = min(best, work[two_before, j - 2] + 0.5 * max(gap_a, gap_b))
            work[row, j] = best
        two_before, before, row = before, row, two_before
    return float(work[before, len_b])


@kernel
def mass(ph: Codes, length: int) -> float:
    """Weight of a token in consonants, without its article."""
    total = 0.0
    for i in range(article(ph, length), length):
        total += _MASS[ph[i]]
    return total


@kernel
def similarity_from_cost(cost: float, mass_a: float, mass_b: float) -> float:
    """1 − cost / mean mass, in [0, 1]; a token of a single weak letter counts as one consonant."""
    return max(0.0, 1.0 - cost / max((mass_a + mass_b) / 2.0, 1.0))


@kernel
def similarity(  # numba takes no keywords
    ph_a: Codes, len_a: int, script_a: int, ph_b: Codes, len_b: int, script_b: int
) -> float:
    """Similarity of two tokens in [0, 1] by the hand table. Empty tokens are like nothing, not even each other."""
    return similarity_within(ph_a, len_a, script_a, ph_b, len_b, script_b, np.empty((3, MAX_LENGTH + 1)))


@kernel
def similarity_within(  # numba takes no keywords
    ph_a: Codes, len_a: int, script_a: int, ph_b: Codes, len_b: int, script_b: int, work: costs.Table
) -> float:
    """`similarity` in the caller's scratch space of [3, MAX_LENGTH + 1], for loops that must not allocate."""
    if len_a == 0 or len_b == 0:
        return 0.0
    skip = shared_slave_prefix(ph_a, len_a, ph_b, len_b)
    cost = edit_cost(
        ph_a[skip:], len_a - skip, script_a, ph_b[skip:], len_b - skip, script_b, _SUBSTITUTION, _GAP, work
    )
    light = SLAVE_MASS if skip else 0.0
    return similarity_from_cost(cost, mass(ph_a, len_a) - light, mass(ph_b, len_b) - light)


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
