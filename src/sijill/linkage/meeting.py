"""Whom new records meet in a standing register: those that share keys of enough points and may be kept."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from sijill.linkage import block, standing_bound, standing_kernel
from sijill.linkage.layers import Laid, Learned
from sijill.linkage.standing import Kept

if TYPE_CHECKING:
    from sijill.linkage.engines.bound import Bars

Array = npt.NDArray[Any]
MANY: Final = 100  # records for which it is worth to work on two threads
THREADS: Final = min(2, os.cpu_count() or 1)
_SHORT: Final = np.uint64(64 - standing_kernel.BITS)
_PLACE: Final = 64 - standing_kernel.BITS
_ALL: Final = np.iinfo(np.int64).max


class Register(NamedTuple):
    """What new records are held against."""

    kept: Kept
    bars: "Bars"
    alive: Array  # [rows] of all layers
    added_keys: Array  # of rows above the lowest layer, ascending
    added_owner: Array
    rows: int  # the new ones get the numbers that follow

    @property
    def learned(self) -> Learned:
        return self.kept.layers.learned


class Meeting(NamedTuple):
    """Pairs of an earlier row and a new one; keys of the new rows, ascending, and whose they are."""

    row: Array
    new: Array
    keys: Array
    owner: Array


class _Asked(NamedTuple):
    """The keys of the new records, by record."""

    keys: Array
    rule: Array
    ptr: Array  # [n + 1]
    points: Array  # of each key, filled as it is looked up


def meeting(register: Register, laid: Laid) -> Meeting:
    whole, ptr = block.keys_of(laid.alone, laid.names, laid.token)
    keys, rule = whole >> _SHORT, (whole & np.uint64(255)).astype(np.int64)
    asked = _Asked(keys, rule, ptr, np.empty(len(keys), register.learned.accepted.dtype))
    asking, n = standing_bound.asking(register.kept.bounded, laid), len(ptr) - 1
    found = _spread(n, lambda low, high: _below(register, asked, asking, low, high))
    order = _ascending(keys)
    mine, whose = keys[order], np.repeat(np.arange(n, dtype=np.int32), np.diff(ptr))[order]
    if len(register.added_keys):
        everyone = np.full(n, _ALL)
        sides = [np.searchsorted(register.added_keys, mine, side) for side in ("left", "right")]
        begin, end = _apart(order, *sides)
        owner, alive = register.added_owner, register.alive
        found.append(_beside(register, asked, begin, end, owner, alive, everyone))
    if n > 1:
        begin, end = _apart(order, *_runs(mine))
        new, row = _beside(register, asked, begin, end, whose, np.ones(n, np.bool_), np.arange(n))
        found.append((new, row + register.rows))
    new, row = (np.concatenate(part) for part in zip(*found, strict=True))
    return Meeting(row, new + register.rows, mine, whose.astype(np.int64) + register.rows)


def _below(
    register: Register, asked: _Asked, asking: standing_bound.Asking, low: int, high: int
) -> tuple[Array, Array]:
    """(new record, row of the lowest layer) of new records from ``low`` up to ``high``: each by itself, in whichever
    thread. What a key counts for depends on how many records of that layer have it.
    """
    base, accepted = register.kept.keys, register.learned.accepted
    part = slice(asked.ptr[low], asked.ptr[high])
    order = _ascending(asked.keys[part])  # what is looked up in order lies side by side
    of_sorted = standing_kernel.found(asked.keys[part][order], base.drawers, base.rest, base.low_bits)
    begin, end = _apart(order, *of_sorted)
    points = accepted[asked.rule[part], np.minimum(end - begin, accepted.shape[1] - 1)]
    asked.points[part] = points
    ptr, everyone = asked.ptr[low : high + 1] - asked.ptr[low], np.full(high - low, _ALL)
    candidates, met = _meet(register, ptr, begin, end, points, base.owner, register.alive, everyone)
    return standing_bound.worth_fetching(register.kept.bounded, register.bars, asking, low, candidates, met)


def _beside(
    register: Register, asked: _Asked, begin: Array, end: Array, owner: Array, alive: Array, before: Array
) -> tuple[Array, Array]:
    """(new record, row) of the owners from ``begin`` to ``end`` of each key, of each new record those before a row."""
    rows, met = _meet(register, asked.ptr, begin, end, asked.points, owner, alive, before)
    return np.repeat(np.arange(len(met) - 1), np.diff(met)), rows


def _meet(
    register: Register, ptr: Array, begin: Array, end: Array, points: Array, owner: Array, alive: Array, before: Array
) -> tuple[Array, Array]:  # fmt: skip
    """(rows, where those of each new record begin): ``standing_kernel.meet``; keys without points are passed over."""
    refused = points == 0
    end[refused] = begin[refused]
    out, met = np.empty(int((end - begin).sum()), np.int64), np.zeros(len(ptr), np.int64)
    enough = register.learned.enough
    count = standing_kernel.meet(ptr, begin, end, points, enough, owner, alive, before, met, out)
    return out[:count], met


def _spread(size: int, work: Callable[[int, int], tuple[Array, Array]]) -> list[tuple[Array, Array]]:
    """``work`` on records 0 up to ``size`` in as many parts as there are threads, in their order."""
    threads = 1 if size < MANY else THREADS
    cuts = np.linspace(0, size, threads + 1).astype(int).tolist()
    if threads == 1:
        return [work(0, size)]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, cuts[:-1], cuts[1:]))


def _runs(ascending: Array) -> tuple[Array, Array]:
    """Where the equal ones of each value begin and end."""
    first = np.r_[True, ascending[1:] != ascending[:-1]][: len(ascending)]
    starts, run = np.flatnonzero(first), np.cumsum(first) - 1
    return starts[run], np.r_[starts[1:], len(ascending)][run]


def _ascending(keys: Array) -> Array:
    """The stable order of keys: places are packed below them, where there is room, so that one plain sort does."""
    if len(keys) >= 1 << _PLACE:
        return np.argsort(keys, kind="stable")
    packed = (keys << np.uint64(_PLACE)) | np.arange(len(keys), dtype=np.uint64)
    packed.sort()
    return (packed & np.uint64((1 << _PLACE) - 1)).astype(np.int64)


def _apart(order: Array, *of_sorted: Array) -> tuple[Array, ...]:
    """What was found for sorted keys, in the order that they had."""
    out = tuple(np.empty(len(order), np.int64) for _ in of_sorted)
    for whole, part in zip(out, of_sorted, strict=True):
        whole[order] = part
    return out
