"""Two neighbouring tokens against one token of the other name: عبد الحميد written as one, Ben Ali and Benali.

Hardly any two tokens of one name spell a token of another. Each token therefore has two sets of consonants, as bits:
those it is written with, and those that its letters may stand for at less than `_LOST`. A consonant on one side that
nothing on the other may stand for costs that much, and a few bits rule a join out before any letters are aligned.
"""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from sijill.text.names import align, costs, phonemes, tokens
from sijill.text.names.kernel import kernel

_LOST: Final = 1.0  # consonants
FIRST_LETTERS: Final = 0.5  # joined tokens must begin alike
_MASSES_APART: Final = 0.45

Bits = npt.NDArray[np.uint64]
Values = npt.NDArray[np.float32]


class Consonants(NamedTuple):
    """Of each token its consonants and those that its letters may stand for. A tuple is what compiled code takes."""

    own: Bits  # [n]
    near: Bits  # [n]


class Kept(NamedTuple):
    """Joins already aligned, one place for each hash."""

    keys: align.Keys
    values: Values


def letter_bits(substitution: costs.Table, gap: costs.Table) -> Consonants:
    """The same two sets for each letter [SIZE]. Letters that may be left out for less than `_LOST` are in neither."""
    kept = np.flatnonzero((gap[1:].min(axis=0) >= _LOST) & (costs.masses() >= 1.0))
    own = np.zeros(phonemes.SIZE, dtype=np.uint64)
    own[kept] = np.uint64(1) << np.arange(len(kept), dtype=np.uint64)
    near = np.array([np.bitwise_or.reduce(own[row < _LOST], initial=np.uint64(0)) for row in substitution])
    near[tokens.split_signs()] |= own[phonemes.ARABIC_CODE["ح"]]
    return Consonants(own=own, near=near)


@kernel
def consonants(
    ph: npt.NDArray[np.uint8],
    length: npt.NDArray[np.uint8],
    letters_own: Bits,
    letters_near: Bits,
    start: int,
    own: Bits,
    near: Bits,
) -> None:
    """Fills `own` and `near` of the tokens from `start` on.

    An l in second place is not needed, but may be used: it may be of an article, or go with the vowel before it.
    """
    for token in range(start, len(length)):
        written, stands_for = np.uint64(0), np.uint64(0)
        for at in range(length[token]):
            stands_for |= letters_near[ph[token, at]]
            if at != 1 or ph[token, at] not in (tokens.LAM, tokens.L):
                written |= letters_own[ph[token, at]]
        own[token], near[token] = written, stands_for


@kernel
def _count(bits: int) -> int:
    found = 0
    rest = np.uint64(bits)
    while rest:
        rest &= rest - np.uint64(1)
        found += 1
    return found


@kernel
def may_join(first: int, second: int, other: int, mass: costs.Table, sets: Consonants) -> bool:
    """False if the two tokens as one cannot be as like the third as `align.JOIN_MINIMUM`."""
    together = mass[first] + mass[second]
    if abs(together - mass[other]) > _MASSES_APART * max(together, mass[other]):
        return False
    allowed = (1.0 - align.JOIN_MINIMUM) * max((together + mass[other]) / 2.0, 1.0)
    lost = sets.own[other] & ~(sets.near[first] | sets.near[second])
    if lost and _LOST * _count(lost) > allowed:
        return False
    lost = (sets.own[first] | sets.own[second]) & ~sets.near[other]
    return not (lost and _LOST * _count(lost) > allowed)


@kernel
def joined_similarity(
    first: int,
    second: int,
    other: int,
    ph: npt.NDArray[np.uint8],
    length: npt.NDArray[np.uint8],
    script: npt.NDArray[np.uint8],
    mass: costs.Table,
    substitution: costs.Table,
    gap: costs.Table,
    work: costs.Table,
    joined: npt.NDArray[np.uint8],
    kept: Kept,
) -> float:
    """Two tokens written as one against a third, cached; 0 if they are of different scripts."""
    if script[first] != script[second] or length[first] == 0 or length[second] == 0:
        return 0.0
    key = (np.int64(first) << 42) | (np.int64(second) << 21) | np.int64(other)
    at = (key * np.int64(-7046029254386353131) >> np.int64(20)) & np.int64(len(kept.keys) - 1)
    if kept.keys[at] == key:
        return float(kept.values[at])
    own = int(length[first])
    count = min(own + int(length[second]), tokens.MAX_LENGTH)
    joined[:own] = ph[first, :own]
    for position in range(own, count):
        joined[position] = ph[second, position - own]
    cost = tokens.edit_cost(
        joined, count, script[first], ph[other], length[other], script[other], substitution, gap, work
    )
    similarity = np.float32(tokens.similarity_from_cost(cost, mass[first] + mass[second], mass[other]))
    if max(first, second, other) < 1 << 21:
        kept.keys[at], kept.values[at] = key, similarity
    return float(similarity)
