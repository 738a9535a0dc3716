"""How alike token pairs were found to be, kept between calls: a square for the ids met first, and a table for the rest.

Names are unequally frequent, so the few thousand tokens met first make up most of what is compared. For two of them one
look into the square is all; other pairs are hashed. Both keep sixteen bits, and never 0, which marks an empty place.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from sijill.text.names.kernel import kernel

Square = npt.NDArray[np.uint16]
Keys = npt.NDArray[np.int64]

ID_BITS: Final = 24
LARGEST_ID: Final = (1 << ID_BITS) - 1
STEPS: Final = 65535.0
_PROBES: Final = 4
_SPREAD: Final = -7046029254386353131


@kernel
def steps_of(similarity: float) -> int:
    """1 to `STEPS`."""
    return int(max(np.int64(similarity * STEPS + 0.5), np.int64(1)))


@kernel
def remembered(key: int, memo: Keys) -> int:
    """Steps of a pair, or -1. Few arguments: it is inlined where pairs are looped over."""
    mask = np.int64(len(memo) - 1)
    at = (key * np.int64(_SPREAD) >> np.int64(20)) & mask
    for _ in range(_PROBES):
        entry = memo[at]
        if (entry >> np.int64(16)) & np.int64(0xFFFFFFFFFFFF) == key:
            return int(entry & np.int64(0xFFFF))
        if entry == 0:
            return -1
        at = (at + 1) & mask
    return -1


@kernel
def remember(key: int, steps: int, memo: Keys) -> None:
    """Into the first empty place of its neighbourhood, or in the place of its first entry."""
    mask = np.int64(len(memo) - 1)
    first = at = (key * np.int64(_SPREAD) >> np.int64(20)) & mask
    for _ in range(_PROBES):
        if memo[at] == 0:
            first = at
            break
        at = (at + 1) & mask
    memo[first] = (key << np.int64(16)) | steps
