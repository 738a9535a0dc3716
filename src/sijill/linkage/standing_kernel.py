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
_POINTS: Final = 24  # bits of the points that two records gather
_OF_POINTS: Final = (1 << _POINTS) - 1
_SPREAD: Final = 0x9E3779B1  # of neighbours to places apart
_HIGH: Final = 12
_AT_A_TIME: Final = 256  # keys whose lines of memory are in the cache together
_njit = njit_of(("linkage/standing_kernel.py",), nogil=True)


def found(keys: Array, drawers: Array, rest: Array, low_bits: int) -> tuple[Array, Array]:
    """Where each key (44 bits) begins and ends among the sorted ones."""
    begin, end = np.empty(len(keys), np.int64), np.empty(len(keys), np.int64)
    _ranges(keys, drawers, rest, low_bits, begin, end)
    return begin, end


@_njit
def _ranges(keys: Array, drawers: Array, rest: Array, low_bits: int, begin: Array, end: Array) -> None:
    """Some keys at a time, and each step for all of them: walks to main memory that do not wait for each other."""
    mask = (np.uint64(1) << np.uint64(low_bits)) - np.uint64(1)
    for first in range(0, len(keys), _AT_A_TIME):
        some = range(first, min(first + _AT_A_TIME, len(keys)))
        for at in some:
            drawer = np.int64(keys[at] >> np.uint64(low_bits))
            begin[at], end[at] = drawers[drawer], drawers[drawer + 1]
        for at in some:
            middle = (begin[at] + end[at]) // 2
            below = begin[at] < end[at] and rest[middle] < np.uint32(keys[at] & mask)
            begin[at] = middle + 1 if below else begin[at]
        for at in some:
            begin[at], end[at] = _run(rest, begin[at], end[at], np.uint32(keys[at] & mask))


@_njit
def _run(rest: Array, low: int, last: int, wanted: np.uint32) -> tuple[int, int]:
    """Where a value begins and ends in ``rest[low:last]``, which ascends."""
    high = last
    while low < high:
        middle = (low + high) // 2
        if rest[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    begin, step = low, 1  # most keys are of few records, some of a hundred thousand
    while low + step <= last and rest[low + step - 1] == wanted:
        low += step
        step *= 2
    high = min(low + step, last)
    while low < high:
        middle = (low + high) // 2
        if rest[middle] == wanted:
            low = middle + 1
        else:
            high = middle
    return begin, low


@_njit
def meet(
    ptr: Array, begin: Array, end: Array, points: Array, enough: int, owner: Array, alive: Array, before: Array,
    met: Array, out: Array,
) -> int:  # fmt: skip
    """The standing rows that share keys of ``enough`` points with each new record, each once:
    ``out[met[new]:met[new + 1]]``.

    ``ptr``: each new record's keys; ``before``: rows from that number on are not met. How many there are.
    """
    count = 0
    table = np.zeros(1 << 10, np.int64)  # row and one, and its points so far, by a hash of the row
    used = np.empty(len(table), np.int64)
    for new in range(len(ptr) - 1):
        most = 0
        for at in range(ptr[new], ptr[new + 1]):
            most += end[at] - begin[at]
        if 2 * most > len(table):
            size = len(table)
            while size < 2 * most:
                size *= 2
            table, used = np.zeros(size, np.int64), np.empty(size, np.int64)
        mask, limit = len(table) - 1, before[new]
        first, last = 0, count
        for at in range(ptr[new], ptr[new + 1]):
            each = np.int64(points[at])
            for place in range(begin[at], end[at]):
                row = np.int64(owner[place])
                if row >= limit:
                    continue
                slot = (row * _SPREAD >> _HIGH) & mask
                held = table[slot]
                while held != 0 and held >> _POINTS != row + 1:
                    slot = (slot + 1) & mask
                    held = table[slot]
                used[first] = slot
                first += held == 0
                table[slot] = each + (held if held != 0 else (row + 1) << _POINTS)
        for at in range(first):
            row, gathered = (table[used[at]] >> _POINTS) - 1, table[used[at]] & _OF_POINTS
            table[used[at]] = 0
            if gathered >= enough and alive[row]:
                out[last] = row
                last += 1
        count = last
        met[new + 1] = count
    return count
