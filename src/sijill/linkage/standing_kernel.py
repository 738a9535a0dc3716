"""The compiled inside of the standing index: where keys lie among the sorted ones, and whom new records meet there.

A key is its upper 44 bits, as in ``block``. The upper bits of those say in which drawer it lies, the rest is kept in 32
bits each, so that a key and its owner take eight bytes.
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sijill.compiled import njit_of

Array = npt.NDArray[Any]

BITS: Final = 44  # of a key that count
_POINTS: Final = 8  # bits of the points of a key
_OF_POINTS: Final = 255
_njit = njit_of(("linkage/standing_kernel.py",), nogil=True)


@_njit
def ranges(keys: Array, drawers: Array, rest: Array, low_bits: int, begin: Array, end: Array) -> None:
    """Where each key (44 bits) begins and ends among the sorted ones."""
    mask = (np.uint64(1) << np.uint64(low_bits)) - np.uint64(1)
    for at in range(len(keys)):
        drawer = np.int64(keys[at] >> np.uint64(low_bits))
        wanted = np.uint32(keys[at] & mask)
        low, high = drawers[drawer], drawers[drawer + 1]
        last = high
        while low < high:
            middle = (low + high) // 2
            if rest[middle] < wanted:
                low = middle + 1
            else:
                high = middle
        begin[at] = low
        while low < last and rest[low] == wanted:
            low += 1
        end[at] = low


@_njit
def meet(
    ptr: Array, begin: Array, end: Array, points: Array, enough: int, owner: Array, alive: Array, before: Array,
    met: Array, out: Array,
) -> int:  # fmt: skip
    """The standing rows that share keys of ``enough`` points with each new record, ascending, each once:
    ``out[met[new]:met[new + 1]]``.

    ``ptr``: each new record's keys; ``before``: rows from that number on are not met. How many there are.
    """
    count = 0
    for new in range(len(ptr) - 1):
        first = count
        for at in range(ptr[new], ptr[new + 1]):
            for place in range(begin[at], end[at]):
                row = owner[place]
                if row < before[new] and alive[row]:
                    out[count] = (np.int64(row) << _POINTS) | np.int64(points[at])
                    count += 1
        some = out[first:count]
        some.sort()
        last, at = first, first
        while at < count:
            row_of, gathered = out[at] >> _POINTS, np.int64(0)
            while at < count and out[at] >> _POINTS == row_of:
                gathered += out[at] & _OF_POINTS
                at += 1
            if gathered >= enough:
                out[last] = row_of
                last += 1
        count = last
        met[new + 1] = count
    return count
