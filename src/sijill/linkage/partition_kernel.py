"""The compiled inside of ``partitions``: Markov chain Monte Carlo over the partitions of a sparse graph of units.

A unit is a record, or several that a person judged the same: they move together. One unit at a time moves (Gibbs);
and because two groups that may be one person hardly meet that way, whole groups part and join as well (the sequentially
allocated split and merge moves of Dahl 2003, after Jain and Neal 2004).
"""

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from sijill.compiled import njit_of

Array = npt.NDArray[Any]

_njit = njit_of(("linkage/partition_kernel.py",))
_inline = njit_of(("linkage/partition_kernel.py",), inline="always")  # a third faster

_GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)
_MIX1: Final = np.uint64(0xBF58476D1CE4E5B9)
_MIX2: Final = np.uint64(0x94D049BB133111EB)


class Units(NamedTuple):
    """What is fixed: the units in components, in compressed rows. Named tuples, because compiled code takes them.

    ``bounds``: where each component begins in the units, and the end. ``edges``/``near``/``odds`` and
    ``bans``/``banned``: neighbours and forbidden units of each unit; a neighbour stands once for each pair of records;
    ``source``: the unit whose neighbour it is. ``size``: records of each unit.
    """

    bounds: Array
    edges: Array
    source: Array
    near: Array
    odds: Array
    bans: Array
    banned: Array
    size: Array
    unseen: float  # bits of a pair that was not kept


class Groups(NamedTuple):
    """The partition as it stands, and room to work in. Two tables, because many arrays are dear to pass.

    Groups are numbered like units. The rows of ``of`` are named below.
    """

    of: Array  # [ROWS, units + 2] int64
    weight: Array  # [2, units + 2] bits of the unit that moves with each group; weight of each group it may move to
    random: Array  # [1] state of the generator


LABEL: Final = 0  # group of each unit
RECORDS: Final = 1  # of each group
MEMBERS: Final = 2  # units of each group
FREE: Final = 3  # numbers of no group, as a stack
SEEN: Final = 4  # by group, the stamp of the move that met it
TABOO: Final = 5  # by group, the stamp of the move that may not choose it
REACHED: Final = 6  # by unit, the stamp of the move that came to it
PAIRS: Final = 7  # kept pairs of the unit that moves with each group
CHOSEN: Final = 8  # groups that the unit may move to
STACK: Final = 9
REST: Final = 10  # units that are put on either side when groups part or join
SIDE: Final = 11  # by unit: 1, 2, or 0 for neither
WANTED: Final = 12  # by unit: the side on which it is
OF_SIDE: Final = 13  # records on each side
MARKS: Final = 14  # how many numbers are free; the stamp of the move that is made
ROWS: Final = 15
TOTAL: Final = 0  # rows of ``weight``
WEIGHT: Final = 1
_SPARE: Final = 0
_STAMP: Final = 1


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


@_inline
def _stamp(now: Groups) -> Any:  # an int64
    now.of[MARKS, _STAMP] += 1
    return now.of[MARKS, _STAMP]


@_inline
def _freed(group: int, now: Groups) -> None:
    now.of[FREE, now.of[MARKS, _SPARE]] = group
    now.of[MARKS, _SPARE] += 1


@_inline
def _new_group(now: Groups) -> Any:  # an int64
    now.of[MARKS, _SPARE] -= 1
    return now.of[FREE, now.of[MARKS, _SPARE]]


@_njit
def _connected(first: int, count: int, left_out: int, own: int, of: Units, row: int, now: Groups) -> bool:
    """Whether kept pairs connect the ``count`` units labelled ``own``, one unit left out, starting from ``first``."""
    depth, found, stamp = 1, 1, now.of[MARKS, _STAMP]
    now.of[STACK, 0], now.of[REACHED, first] = first, stamp
    while depth:
        depth -= 1
        unit = now.of[STACK, depth]
        for at in range(of.edges[unit], of.edges[unit + 1]):
            other = of.near[at]
            if other != left_out and now.of[row, other] == own and now.of[REACHED, other] != stamp:
                now.of[REACHED, other] = stamp
                now.of[STACK, depth] = other
                depth += 1
                found += 1
    return found == count


# --- one unit moves -------------------------------------------------------------------------------------------------


@_inline
def _may_leave(unit: int, of: Units, now: Groups) -> bool:
    """A group that the unit alone holds together cannot be left."""
    was = now.of[LABEL, unit]
    if now.of[MEMBERS, was] == 1:
        return True
    first = -1
    for at in range(of.edges[unit], of.edges[unit + 1]):
        other = of.near[at]
        if other != unit and now.of[LABEL, other] == was:
            first = other
    return _connected(first, now.of[MEMBERS, was] - 1, unit, was, of, LABEL, now)


@_inline
def _leave(unit: int, of: Units, now: Groups) -> None:
    was = now.of[LABEL, unit]
    now.of[RECORDS, was] -= of.size[unit]
    now.of[MEMBERS, was] -= 1
    if now.of[MEMBERS, was] == 0:
        _freed(was, now)
    now.of[LABEL, unit] = -1


@_inline
def _join(unit: int, group: int, of: Units, now: Groups) -> None:
    now.of[LABEL, unit] = group
    now.of[RECORDS, group] += of.size[unit]
    now.of[MEMBERS, group] += 1


@_inline
def _open_to(unit: int, of: Units, now: Groups) -> int:
    """How many groups the unit may join, which are in ``chosen`` with the bits of all its pairs in ``weight``."""
    stamp, count = now.of[MARKS, _STAMP], 0
    for at in range(of.bans[unit], of.bans[unit + 1]):
        if now.of[LABEL, of.banned[at]] >= 0:
            now.of[TABOO, now.of[LABEL, of.banned[at]]] = stamp
    for at in range(of.edges[unit], of.edges[unit + 1]):
        other = now.of[LABEL, of.near[at]]
        if now.of[TABOO, other] == stamp:
            continue
        if now.of[SEEN, other] != stamp:
            now.of[SEEN, other] = stamp
            now.weight[TOTAL, other] = 0.0
            now.of[PAIRS, other] = 0
            now.of[CHOSEN, count] = other
            count += 1
        now.weight[TOTAL, other] += of.odds[at]
        now.of[PAIRS, other] += 1
    for at in range(count):
        other = now.of[CHOSEN, at]
        unkept = now.of[RECORDS, other] * of.size[unit] - now.of[PAIRS, other]
        now.weight[WEIGHT, at] = now.weight[TOTAL, other] + unkept * of.unseen
    return count


@_inline
def _drawn(count: int, now: Groups) -> int:
    """A place in ``chosen`` by its weight, or -1 for a group of one's own, which weighs nothing."""
    best = 0.0
    for at in range(count):
        best = max(best, now.weight[WEIGHT, at])
    everything = 2.0 ** (0.0 - best)
    alone = everything
    for at in range(count):
        now.weight[WEIGHT, at] = 2.0 ** (now.weight[WEIGHT, at] - best)
        everything += now.weight[WEIGHT, at]
    spin = _uniform(now.random) * everything - alone
    at = -1
    while spin >= 0.0 and at + 1 < count:
        at += 1
        spin -= now.weight[WEIGHT, at]
    return at


@_inline
def _move(unit: int, of: Units, now: Groups) -> None:
    """One unit to a group by what its pairs say, given where all others are."""
    _stamp(now)
    if not _may_leave(unit, of, now):
        return
    _leave(unit, of, now)
    at = _drawn(_open_to(unit, of, now), now)
    _join(unit, now.of[CHOSEN, at] if at >= 0 else _new_group(now), of, now)


# --- groups part and join -------------------------------------------------------------------------------------------


@_inline
def _side_of(unit: int, one: int, of: Units, now: Groups) -> float:
    """Bits of all pairs of a unit with the records on side ``one``."""
    total, pairs = 0.0, 0
    for at in range(of.edges[unit], of.edges[unit + 1]):
        if now.of[SIDE, of.near[at]] == one:
            total += of.odds[at]
            pairs += 1
    return float(total + (now.of[OF_SIDE, one] * of.size[unit] - pairs) * of.unseen)


@_inline
def _allocated(i: int, j: int, count: int, draws: bool, of: Units, now: Groups) -> tuple[float, float]:
    """Puts the first ``count`` of ``rest`` beside i (side 1) or j (side 2), in turn, each as its pairs say.

    Drawn, or as ``wanted`` has them. (log2 of the probability of doing so, bits of all pairs between the sides.)
    """
    side, records = now.of[SIDE], now.of[OF_SIDE]
    side[i], side[j] = 1, 2
    records[1], records[2] = of.size[i], 0
    across = _side_of(j, 1, of, now)
    records[2] = of.size[j]
    chance = 0.0
    for at in range(count):
        unit = now.of[REST, at]
        one, two = _side_of(unit, 1, of, now), _side_of(unit, 2, of, now)
        first = 1.0 / (1.0 + 2.0 ** min(max(two - one, -900.0), 900.0))
        chosen = (1 if _uniform(now.random) < first else 2) if draws else now.of[WANTED, unit]
        chance += np.log2(max(first if chosen == 1 else 1.0 - first, 1e-300))
        across += two if chosen == 1 else one
        side[unit] = chosen
        records[chosen] += of.size[unit]
    return chance, across


@_njit
def _forbidden(one: int, two: int, low: int, high: int, of: Units, now: Groups) -> bool:
    """Whether two units of these two groups may not be together."""
    for unit in range(low, high):
        if now.of[LABEL, unit] == one:
            for at in range(of.bans[unit], of.bans[unit + 1]):
                if now.of[LABEL, of.banned[at]] == two:
                    return True
    return False


@_inline
def _laid_out(i: int, j: int, low: int, high: int, now: Groups) -> int:
    """How many other units the groups of i and j have; they are in ``rest``, in an order drawn anew."""
    one, two, count = now.of[LABEL, i], now.of[LABEL, j], 0
    for unit in range(low, high):
        now.of[SIDE, unit] = 0
        if unit not in (i, j) and (now.of[LABEL, unit] == one or now.of[LABEL, unit] == two):
            now.of[WANTED, unit] = 1 if now.of[LABEL, unit] == one else 2
            now.of[REST, count] = unit
            count += 1
    for last in range(count - 1, 0, -1):
        other = np.int64(_uniform(now.random) * (last + 1))
        now.of[REST, last], now.of[REST, other] = now.of[REST, other], now.of[REST, last]
    return count


@_njit
def _part(i: int, j: int, count: int, low: int, high: int, of: Units, now: Groups) -> None:
    """The group as its two sides, if kept pairs hold each together."""
    on_one = 1
    for at in range(count):
        on_one += 1 if now.of[SIDE, now.of[REST, at]] == 1 else 0
    on_two = count + 2 - on_one
    if not (_connected(i, on_one, -1, 1, of, SIDE, now) and _connected(j, on_two, -1, 2, of, SIDE, now)):
        return
    one, two = now.of[LABEL, i], _new_group(now)
    now.of[RECORDS, one], now.of[RECORDS, two] = now.of[OF_SIDE, 1], now.of[OF_SIDE, 2]
    now.of[MEMBERS, one], now.of[MEMBERS, two] = on_one, on_two
    for unit in range(low, high):
        if now.of[SIDE, unit] == 2:
            now.of[LABEL, unit] = two


@_njit
def _merge(one: int, two: int, low: int, high: int, now: Groups) -> None:
    for unit in range(low, high):
        if now.of[LABEL, unit] == two:
            now.of[LABEL, unit] = one
    now.of[RECORDS, one] += now.of[RECORDS, two]
    now.of[MEMBERS, one] += now.of[MEMBERS, two]
    now.of[RECORDS, two] = now.of[MEMBERS, two] = 0
    _freed(two, now)


@_inline
def _part_or_merge(low: int, high: int, of: Units, now: Groups) -> None:
    """The groups of the two ends of a pair drawn: one parts, or two become one, accepted as Metropolis and Hastings."""
    _stamp(now)
    ways = of.edges[high] - of.edges[low]
    at = of.edges[low] + np.int64(_uniform(now.random) * ways)
    i, j = of.source[at], of.near[at]
    one, two = now.of[LABEL, i], now.of[LABEL, j]
    parts = one == two
    if not parts and _forbidden(one, two, low, high, of, now):
        return
    count = _laid_out(i, j, low, high, now)
    chance, across = _allocated(i, j, count, parts, of, now)
    gain = -across - chance if parts else across + chance
    if _uniform(now.random) >= 2.0 ** min(gain, 0.0):
        return
    if parts:
        _part(i, j, count, low, high, of, now)
    else:
        _merge(one, two, low, high, now)


@_njit
def _alone(units: int, size: Array) -> Groups:
    """Each unit a group of its own."""
    of = np.full((ROWS, units + 2), -1, np.int64)
    of[LABEL, :units] = np.arange(units)
    of[RECORDS, :units] = size
    of[MEMBERS] = 1
    of[MARKS] = 0
    return Groups(of, np.zeros((2, units + 2)), np.empty(1, np.uint64))


@_njit
def sample(of: Units, burn_in: int, thinning: int, n: int, seed: np.uint64) -> Array:
    """[n, units] group of each unit after every ``thinning``-th sweep that follows ``burn_in`` sweeps.

    A sweep moves each unit once and, in components of three units or more, parts or joins groups as often. Each
    component has draws of its own, so that what is drawn of one does not depend on the others.
    """
    units = len(of.size)
    out = np.empty((n, units), np.int32)
    now = _alone(units, of.size)
    for part in range(len(of.bounds) - 1):
        low, high = of.bounds[part], of.bounds[part + 1]
        now.random[0] = np.uint64(seed) ^ (np.uint64(low) * _GOLDEN)
        _next(now.random)
        now.of[MARKS, _SPARE] = 0
        for sweep in range(burn_in + thinning * n):
            for unit in range(low, high):
                _move(unit, of, now)
            for _ in range(0 if high - low < 3 else high - low):
                _part_or_merge(low, high, of, now)
            drawn = (sweep - burn_in) // thinning
            if sweep >= burn_in and (sweep - burn_in) % thinning == thinning - 1:
                for unit in range(low, high):
                    out[drawn, unit] = now.of[LABEL, unit]
    return out
