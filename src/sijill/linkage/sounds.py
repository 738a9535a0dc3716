"""A cheap test that tells most different names apart before their letters are aligned.

Two names are apart when more than a third of the strong consonants of one, and at least two, have no possible
counterpart in the other.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

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


def apart(strong_a: int, near_a: int, strong_b: int, near_b: int) -> bool:
    """Whether more than a third and at least two of the strong consonants on one side are without a counterpart."""
    return _lacks(strong_a, near_b) or _lacks(strong_b, near_a)


def _lacks(strong: int, near: int) -> bool:
    return 3 * (strong & near).bit_count() + 2 < 2 * strong.bit_count()
