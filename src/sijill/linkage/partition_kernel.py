"""The compiled inside of ``partitions``: Markov chain Monte Carlo over the partitions of a sparse graph of units.

A unit is a record, or several that a person judged the same: they move together. One unit at a time moves (Gibbs);
and because two groups that may be one person hardly meet that way, whole groups part and join as well (the sequentially
allocated split and merge moves of Dahl 2003, after Jain and Neal 2004).
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
def _side_of(
    unit: int,
    edges: Array,
    near: Array,
    odds: Array,
    size: Array,
    side: Array,
    records: Array,
    unseen: float,
    one: int,
) -> float:
    """Bits of all pairs of a unit with the records on side ``one``."""
    total, pairs = 0.0, 0
    for at in range(edges[unit], edges[unit + 1]):
        if side[near[at]] == one:
            total += odds[at]
            pairs += 1
    return float(total + (records[one] * size[unit] - pairs) * unseen)


@_njit
def _connected(
    first: int,
    count: int,
    left_out: int,
    own: int,
    edges: Array,
    near: Array,
    label: Array,
    stack: Array,
    reached: Array,
    stamp: int,
) -> bool:
    """Whether kept pairs connect the ``count`` units labelled ``own``, one unit left out, starting from ``first``."""
    depth, found = 1, 1
    stack[0], reached[first] = first, stamp
    while depth:
        depth -= 1
        unit = stack[depth]
        for at in range(edges[unit], edges[unit + 1]):
            other = near[at]
            if other != left_out and label[other] == own and reached[other] != stamp:
                reached[other] = stamp
                stack[depth] = other
                depth += 1
                found += 1
    return found == count


@_njit
def _allocated(
    i: int,
    j: int,
    rest: Array,
    count: int,
    draws: bool,
    edges: Array,
    near: Array,
    odds: Array,
    size: Array,
    unseen: float,
    side: Array,
    wanted: Array,
    records: Array,
    state: Array,
) -> tuple[float, float]:
    """Puts the first ``count`` of ``rest`` beside i (side 1) or j (side 2), in turn, each as its pairs say.

    Drawn, or as ``wanted`` has them. (log2 of the probability of doing so, bits of all pairs between the sides.)
    """
    side[i], side[j] = 1, 2
    records[1], records[2] = size[i], 0
    across = _side_of(j, edges, near, odds, size, side, records, unseen, 1)
    records[2] = size[j]
    chance = 0.0
    for at in range(count):
        unit = rest[at]
        one = _side_of(unit, edges, near, odds, size, side, records, unseen, 1)
        two = _side_of(unit, edges, near, odds, size, side, records, unseen, 2)
        first = 1.0 / (1.0 + 2.0 ** min(max(two - one, -900.0), 900.0))
        chosen = (1 if _uniform(state) < first else 2) if draws else wanted[unit]
        chance += np.log2(max(first if chosen == 1 else 1.0 - first, 1e-300))
        across += two if chosen == 1 else one
        side[unit] = chosen
        records[chosen] += size[unit]
    return chance, across


@_njit
def _forbidden(one: int, two: int, low: int, high: int, label: Array, bans: Array, banned: Array) -> bool:
    """Whether two units of these two clusters may not be together."""
    for unit in range(low, high):
        if label[unit] == one:
            for at in range(bans[unit], bans[unit + 1]):
                if label[banned[at]] == two:
                    return True
    return False


@_njit
def sample(
    bounds: Array,
    edges: Array,
    source: Array,
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

    ``bounds``: where each component begins in the units, and the end. ``edges``/``near``/``odds`` and
    ``bans``/``banned``: neighbours and forbidden units of each unit, in compressed rows; a neighbour stands once for
    each pair of records; ``source``: the unit whose neighbour it is. ``size``: records of each unit. At first each unit
    is alone.
    """
    units = len(size)
    out = np.empty((n, units), np.int32)
    label = np.arange(units).astype(np.int32)
    records, members = size.astype(np.int64), np.ones(units, np.int64)
    seen, taboo, reached = (
        np.full(units, -1, np.int64),
        np.full(units, -1, np.int64),
        np.full(units, -1, np.int64),
    )
    total, pairs = np.zeros(units), np.zeros(units, np.int64)
    chosen, weight = np.empty(units + 1, np.int64), np.empty(units + 1)
    free, stack, rest = np.empty(units, np.int64), np.empty(units, np.int64), np.empty(units, np.int64)
    side, wanted, of_side = np.zeros(units, np.int32), np.zeros(units, np.int32), np.zeros(3, np.int64)
    state = np.empty(1, np.uint64)
    stamp = 0
    for part in range(len(bounds) - 1):
        low, high = bounds[part], bounds[part + 1]
        state[0] = np.uint64(seed) ^ (np.uint64(low) * _GOLDEN)
        _next(state)
        spare = 0
        ways = edges[high] - edges[low]
        for sweep in range(burn_in + thinning * n):
            for unit in range(low, high):
                stamp += 1
                was = label[unit]
                if members[was] > 1:
                    # A cluster that the unit alone holds together cannot be left.
                    label[unit] = -1
                    first = -1
                    for at in range(edges[unit], edges[unit + 1]):
                        if label[near[at]] == was:
                            first = near[at]
                    label[unit] = was
                    if not _connected(
                        first, members[was] - 1, unit, was, edges, near, label, stack, reached, stamp
                    ):
                        continue
                records[was] -= size[unit]
                members[was] -= 1
                if members[was] == 0:
                    free[spare] = was
                    spare += 1
                label[unit] = -1
                for at in range(bans[unit], bans[unit + 1]):
                    if label[banned[at]] >= 0:
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
                    weight[at] = total[other] + (records[other] * size[unit] - pairs[other]) * unseen
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
            for _ in range(0 if high - low < 3 else high - low):
                stamp += 1
                at = edges[low] + np.int64(_uniform(state) * ways)
                i, j = source[at], near[at]
                one, two = label[i], label[j]
                parts = one == two
                if not parts and _forbidden(one, two, low, high, label, bans, banned):
                    continue
                count = 0
                for unit in range(low, high):
                    side[unit] = 0
                    if unit not in (i, j) and (label[unit] == one or label[unit] == two):
                        wanted[unit] = 1 if label[unit] == one else 2
                        rest[count] = unit
                        count += 1
                for last in range(count - 1, 0, -1):
                    other = np.int64(_uniform(state) * (last + 1))
                    rest[last], rest[other] = rest[other], rest[last]
                chance, across = _allocated(
                    i, j, rest, count, parts, edges, near, odds, size, unseen, side, wanted, of_side, state
                )
                gain = -across - chance if parts else across + chance
                if _uniform(state) >= 2.0 ** min(gain, 0.0):
                    continue
                if parts:
                    on_one = 1
                    for at in range(count):
                        on_one += 1 if side[rest[at]] == 1 else 0
                    if not (
                        _connected(i, on_one, -1, 1, edges, near, side, stack, reached, stamp)
                        and _connected(j, count + 2 - on_one, -1, 2, edges, near, side, stack, reached, stamp)
                    ):
                        continue
                    spare -= 1
                    two = free[spare]
                    records[one], records[two] = of_side[1], of_side[2]
                    members[one], members[two] = on_one, count + 2 - on_one
                    for unit in range(low, high):
                        if side[unit] == 2:
                            label[unit] = two
                else:
                    for unit in range(low, high):
                        if label[unit] == two:
                            label[unit] = one
                    records[one] += records[two]
                    members[one] += members[two]
                    records[two] = members[two] = 0
                    free[spare] = two
                    spare += 1
            drawn = (sweep - burn_in) // thinning
            if sweep >= burn_in and (sweep - burn_in) % thinning == thinning - 1:
                for unit in range(low, high):
                    out[drawn, unit] = label[unit]
    return out
