"""A cheap test that tells most different names apart before their letters are aligned.

Two names are apart when more than a third of the strong consonants of one, and at least two, have no possible
counterpart in the other.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from sijill.linkage import compare
from sijill.text.names import costs, phonemes

NEAR_COST: Final = 0.55  # letters that cost no more may stand for each other
# Left out: letters that come and go between spellings (articles, h, w, v for f or w, j for y).
_WEAK: Final = frozenset(["l", "ل", "v", "ڤ", "f", "ف", "h", "ه", "ح", "w", "و", "3", "j"])


def _strong_codes() -> list[int]:
    gaps, masses = costs.gaps(), costs.masses()
    codes = {**phonemes.ARABIC_CODE, **phonemes.LATIN_CODE}
    found = [
        code
        for letter, code in codes.items()
        if letter not in _WEAK and masses[code] >= 1.0 and gaps[1:, code].min() >= 0.99
    ]
    assert len(found) <= 64, "one bit each"
    return sorted(found)


def _tables() -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    substitution, codes = costs.substitution(), _strong_codes()
    strong = np.zeros(256, np.uint64)
    near = np.zeros(256, np.uint64)
    for bit, code in enumerate(codes):
        strong[code] = np.uint64(1) << np.uint64(bit)
    for one in codes:
        for other in codes:
            if substitution[one, other] <= NEAR_COST:
                near[one] |= strong[other]
    return strong, near


STRONG, NEAR = _tables()  # by phoneme code: its own bit; the bits of all that may stand for it


COUNTERPART_COST: Final = (
    0.8  # letters that cost no more may stand for each other where nothing else is known
)


def _counterparts() -> tuple[npt.NDArray[np.uint64], float]:
    substitution, codes = costs.substitution(), _strong_codes()
    table = np.zeros(256, np.uint64)
    letters = np.array([*phonemes.ARABIC_CODE.values(), *phonemes.LATIN_CODE.values()])
    least = float(costs.gaps()[1:, codes].min())
    for bit, code in enumerate(codes):
        near = substitution[code, letters] <= COUNTERPART_COST
        table[letters[near]] |= np.uint64(1) << np.uint64(bit)
        least = min(least, float(substitution[code, letters[~near]].min()))
    return table, least


# By phoneme code, weak ones too: the strong consonants that may stand for it. What a strong consonant costs at least
# that nothing in the other name may stand for: it is left out or replaced, and a sign for two letters is a counterpart.
COUNTERPART, LONE_COST = _counterparts()


def best_level(lone: int, masses: float) -> int:
    """The best level (``compare``) two unequal names can have, ``lone`` strong consonants of one without counterpart.

    ``masses``: of both together (``tokens.mass``). Similarity is 1 less the cost of the letters over the mean mass.
    """
    most = 1.0 - LONE_COST * lone / max(masses / 2.0, 1.0) + 1e-9
    thresholds = (compare.SAME_SOUND, compare.CLOSE, compare.SIMILAR, compare.VAGUE)
    return 2 + sum(most < threshold for threshold in thresholds)


def apart(strong_a: int, near_a: int, strong_b: int, near_b: int) -> bool:
    """Whether more than a third and at least two of the strong consonants on one side are without a counterpart."""
    return _lacks(strong_a, near_b) or _lacks(strong_b, near_a)


def _lacks(strong: int, near: int) -> bool:
    return 3 * (strong & near).bit_count() + 2 < 2 * strong.bit_count()
