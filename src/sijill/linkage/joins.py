"""Numbers for pairs of numbers: units that are joined into one. The same pair has the same number."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sijill import compiled

Array = npt.NDArray[Any]
SOURCES: Final = ("compiled.py", "linkage/joins.py")
kernel: Final = compiled.njit_of(SOURCES)
_FIRST_SIZE: Final = 1 << 12
_SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)


class Joins:
    """Pairs are numbered on after the ``start`` units that are there already, and may be of pairs themselves."""

    def __init__(self, start: int) -> None:
        self.start, self.count = start, 0
        self._pairs = np.zeros(_FIRST_SIZE // 2, np.int64)  # by number, left in the upper half
        self._slots = np.full(_FIRST_SIZE, -1, np.int32)  # an open-addressed table of numbers

    def numbers(self, left: Array, right: Array) -> Array:
        """[n] the number of each pair."""
        keys = (left.astype(np.int64) << 32) | right
        out = np.empty(len(keys), np.int32)
        done = 0
        while done < len(keys):
            done, self.count = _numbered(keys, done, self._pairs, self._slots, self.count, out)
            if done < len(keys):
                self._grow()
        return out + np.int32(self.start)

    def _grow(self) -> None:
        self._pairs = np.concatenate([self._pairs, np.zeros_like(self._pairs)])
        self._slots = np.full(2 * len(self._slots), -1, np.int32)
        _placed(self._pairs[: self.count], self._slots)

    def texts(self, units: Any) -> Any:  # Arrow ships no types
        """The ``units`` and, after them, what each pair joins to."""
        pairs = self._pairs[: self.count]
        left, right = pairs >> 32, pairs & 0xFFFFFFFF
        known, begin = units, 0
        while begin < self.count:  # a pair comes after those that it is made of
            needs = np.maximum(left[begin:], right[begin:]) >= len(known)
            end = begin + int(np.argmax(needs)) if needs.any() else self.count
            made = pc.binary_join_element_wise(
                known.take(pa.array(left[begin:end])), known.take(pa.array(right[begin:end])), ""
            )
            known, begin = pa.concat_arrays([known, made]), end
        return known


@kernel
def _slot(key: int, pairs: Array, slots: Array) -> int:
    """Where a pair is in the table, or is to be put."""
    mask = np.uint64(len(slots) - 1)
    mixed = np.uint64(key) * _SPREAD
    at = (mixed ^ (mixed >> np.uint64(29))) & mask
    while slots[at] >= 0 and pairs[slots[at]] != key:
        at = (at + np.uint64(1)) & mask
    return int(at)


@kernel
def _numbered(keys: Array, start: int, pairs: Array, slots: Array, count: int, out: Array) -> tuple[int, int]:
    """Numbers keys from ``start`` on until the table is full; returns how far it came, and how many pairs there are."""
    for at in range(start, len(keys)):
        slot = _slot(keys[at], pairs, slots)
        if slots[slot] < 0:
            if count == len(pairs):
                return at, count
            pairs[count] = keys[at]
            slots[slot] = count
            count += 1
        out[at] = slots[slot]
    return len(keys), count


@kernel
def _placed(pairs: Array, slots: Array) -> None:
    for number in range(len(pairs)):
        slots[_slot(pairs[number], pairs, slots)] = number
