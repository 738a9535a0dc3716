"""The compiled inside of ``partitions``: Gibbs sampling over a sparse graph of units.

A unit is a record, or several that a person judged the same: they move together.
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sijill.compiled import njit_of

Array = npt.NDArray[Any]

_njit = njit_of(("linkage/partition_kernel.py",))

_GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)
_MIX1: Final = np.uint64(0xBF58476D1CE4E5B9)
_MIX2: Final = np.uint64(0x94D049BB133111EB)


@_njit
def _next(state: Array) -> Any:  # a uint64
    """SplitMix64 (Steele, Lea and Flood 2014): the same draws on every machine."""
    state[0] += _GOLDEN
    z = state[0]
    z = (z ^ (z >> np.uint64(30))) * _MIX1
    z = (z ^ (z >> np.uint64(27))) * _MIX2
    return z ^ (z >> np.uint64(31))


@_njit
def _uniform(state: Array) -> float:
    return float(_next(state) >> np.uint64(11)) / 9007199254740992.0  # 2^53


@_njit
def sample(
    bounds: Array,
    start: Array,
    edges: Array,
    near: Array,
    odds: Array,
    bans: Array,
    banned: Array,
    size: Array,
    unseen: float,
    burn_in: int,
    thinning: int,
    n: int,
    seed: np.uint64,
) -> Array:
    """[n, units] label of each unit after every ``thinning``-th sweep that follows ``burn_in`` sweeps.

    ``bounds``: where each component begins in the units, and the end. ``start``: [units] first labels, each a unit of
    the same component. ``edges``/``near``/``odds`` and ``bans``/``banned``: neighbours and forbidden units of each
    unit, in compressed rows; a neighbour stands once for each pair of records. ``size``: records of each unit.
    """
    units = len(start)
    out = np.empty((n, units), np.int32)
    label = start.copy()
    records = np.zeros(units, np.int64)
    members = np.zeros(units, np.int64)
    for unit in range(units):
        records[label[unit]] += size[unit]
        members[label[unit]] += 1
    seen, taboo = np.full(units, -1, np.int64), np.full(units, -1, np.int64)
    total, pairs = np.zeros(units), np.zeros(units, np.int64)
    chosen, weight = np.empty(units + 1, np.int64), np.empty(units + 1)
    free = np.empty(units, np.int64)
    state = np.empty(1, np.uint64)
    stamp = 0
    for part in range(len(bounds) - 1):
        low, high = bounds[part], bounds[part + 1]
        state[0] = np.uint64(seed) ^ (np.uint64(low) * _GOLDEN)
        _next(state)
        spare = 0
        for slot in range(low, high):
            if members[slot] == 0:
                free[spare] = slot
                spare += 1
        for sweep in range(burn_in + thinning * n):
            for unit in range(low, high):
                stamp += 1
                was = label[unit]
                records[was] -= size[unit]
                members[was] -= 1
                if members[was] == 0:
                    free[spare] = was
                    spare += 1
                for at in range(bans[unit], bans[unit + 1]):
                    taboo[label[banned[at]]] = stamp
                count = 0
                for at in range(edges[unit], edges[unit + 1]):
                    other = label[near[at]]
                    if taboo[other] == stamp:
                        continue
                    if seen[other] != stamp:
                        seen[other] = stamp
                        total[other] = 0.0
                        pairs[other] = 0
                        chosen[count] = other
                        count += 1
                    total[other] += odds[at]
                    pairs[other] += 1
                best = 0.0
                for at in range(count):
                    other = chosen[at]
                    every = records[other] * size[unit]
                    weight[at] = (total[other] + (every - pairs[other]) * unseen) / every
                    best = max(best, weight[at])
                everything = 2.0 ** (0.0 - best)
                alone = everything
                for at in range(count):
                    weight[at] = 2.0 ** (weight[at] - best)
                    everything += weight[at]
                spin = _uniform(state) * everything - alone
                at = -1
                while spin >= 0.0 and at + 1 < count:
                    at += 1
                    spin -= weight[at]
                if at < 0:
                    spare -= 1
                    now = free[spare]
                else:
                    now = chosen[at]
                label[unit] = now
                records[now] += size[unit]
                members[now] += 1
            drawn = (sweep - burn_in) // thinning
            if sweep >= burn_in and (sweep - burn_in) % thinning == thinning - 1:
                for unit in range(low, high):
                    out[drawn, unit] = label[unit]
    return out
