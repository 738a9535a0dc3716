"""Average linkage on log-odds: a cluster grows while the mean of all its pairs favours one person.

Every pair inside a proposed cluster is scored, also those that blocking never made, so a chain of weak links does not
hold. A judgement "different" forbids a merge, "same" makes it; so do contradictions (``contradictions``), which a
judgement overrides. Results do not depend on the order of rows.
"""

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Scorer = Callable[[Array, Array], Array]
Linkage = Callable[
    [Array, Array], Array
]  # sizes, odds of all pairs of each group -> place of each one's cluster

CLIP: Final = 16.0  # bits
FORBIDDEN: Final = -1e9  # bits of a pair that no cluster may hold
LARGEST: Final = 600  # records of a component scored pair by pair; larger ones are cut at higher odds first
STEP: Final = 2.0  # bits by which that threshold rises
BATCH: Final = 2_000_000  # pairs scored at a time


def components(n: int, left: Array, right: Array) -> Array:
    """The smallest row number of each row's connected component."""
    root = np.arange(n)
    while len(left):
        a, b = root[left], root[right]
        apart = a != b
        left, right, a, b = left[apart], right[apart], a[apart], b[apart]
        high, low = np.maximum(a, b), np.minimum(a, b)
        np.minimum.at(root, high, low)
        while True:
            higher = root[root]
            if np.array_equal(higher, root):
                break
            root = higher
    return root


def clusters(
    n: int,
    left: Array,
    right: Array,
    odds: Array,
    *,
    score: Scorer,
    linkage: Linkage,
    same: Array,
    different: Array,
) -> tuple[Array, dict[str, Any]]:
    """[n] the first row of each row's cluster, and a report.

    ``left, right, odds``: kept pairs in bits. ``score``: odds of any pairs. ``linkage``: ``engines.Engine.linkage``.
    ``same``, ``different``: judged row pairs [k, 2]. Rows are in an order that does not depend on where they stood.
    """
    label = np.arange(n)
    report: dict[str, Any] = {
        "oversized_components": 0,
        "largest_component": 1,
        "contradictory_pairs": 0,  # within the components, and how many components hold one
        "contradictory_components": 0,
    }
    forced_left, forced_right = same[:, 0], same[:, 1]
    judged = np.zeros(n, np.bool_)
    judged[same.ravel()] = judged[different.ravel()] = True
    pending = [(0.0, np.arange(n))]
    inside = np.zeros(n, np.int64) - 1
    groups: list[Array] = []
    while pending:
        threshold, rows = pending.pop()
        inside[rows] = np.arange(len(rows))
        edge = (odds > threshold) & (inside[left] >= 0) & (inside[right] >= 0)
        forced = (inside[forced_left] >= 0) & (inside[forced_right] >= 0)
        root = components(
            len(rows),
            inside[np.concatenate([left[edge], forced_left[forced]])],
            inside[np.concatenate([right[edge], forced_right[forced]])],
        )
        inside[rows] = -1
        order = np.argsort(root, kind="stable")
        cuts = np.flatnonzero(np.r_[True, np.diff(root[order]) != 0])
        size = np.diff(np.r_[cuts, len(rows)])
        members = rows[order]
        report["largest_component"] = max(report["largest_component"], int(size.max(initial=1)))
        large = (size > LARGEST) & (threshold < 40)
        report["oversized_components"] += int(large.sum())
        pending += [
            (threshold + STEP, members[cuts[at] : cuts[at] + size[at]]) for at in np.flatnonzero(large)
        ]
        special = np.logical_or.reduceat(judged[members], cuts) & ~large & (size > 1)
        for at in np.flatnonzero(special):
            part = members[cuts[at] : cuts[at] + size[at]]
            label[part] = part[_with_judgements(part, score, same, different)]
        groups.append(members[np.repeat((size > 1) & ~large & ~special, size)])
        groups.append(size[(size > 1) & ~large & ~special])
    _link_all(label, np.concatenate(groups[::2]), np.concatenate(groups[1::2]), score, linkage, report)
    return label, report


def _link_all(
    label: Array, members: Array, sizes: Array, score: Scorer, linkage: Linkage, report: dict[str, Any]
) -> None:
    """Labels the members of groups that nobody has judged, ``BATCH`` pairs at a time."""
    pairs = np.cumsum(sizes * (sizes - 1) // 2)
    ends = np.cumsum(sizes)
    at = 0
    while at < len(sizes):
        done = int(pairs[at - 1]) if at else 0
        until = max(at + 1, int(np.searchsorted(pairs, done + BATCH, side="right")))
        some = members[ends[at] - sizes[at] : ends[until - 1]]
        one, other = pairs_of(sizes[at:until])
        odds = bounded(score(some[one], some[other]))
        forbidden = np.repeat(np.arange(until - at), np.diff(pairs[at:until], prepend=done))[
            odds <= FORBIDDEN
        ]
        report["contradictory_pairs"] += len(forbidden)
        report["contradictory_components"] += len(np.unique(forbidden))
        label[some] = some[linkage(sizes[at:until], odds)]
        at = until


def bounded(odds: Array) -> Array:
    """Odds as they are averaged: one absurd pair shall not decide alone, but one that is forbidden does."""
    out: Array = np.where(odds <= FORBIDDEN, FORBIDDEN, np.clip(odds, -CLIP, CLIP))
    return out


def pairs_of(sizes: Array) -> tuple[Array, Array]:
    """All pairs within groups that lie one after the other, group by group, in the order of ``numpy.triu_indices``."""
    total = int(sizes.sum())
    first = np.repeat(np.cumsum(sizes) - sizes, sizes)
    place = np.arange(total) - first
    after = np.repeat(sizes, sizes) - 1 - place  # members of the same group that come later
    one = np.repeat(np.arange(total), after)
    begin = np.repeat(np.cumsum(after) - after, after)
    return one, one + 1 + np.arange(len(one)) - begin


def pairs_within(label: Array) -> tuple[Array, Array]:
    """All row pairs with one label, left < right."""
    order = np.argsort(label, kind="stable")
    cuts = np.flatnonzero(np.r_[True, np.diff(label[order]) != 0]) if len(label) else np.zeros(0, np.int64)
    one, other = pairs_of(np.diff(np.r_[cuts, len(label)]))
    return order[one], order[other]


def average_linkage(sizes: Array, odds: Array) -> Array:
    """The place of the first member of each one's cluster, for groups that lie one after the other (the specification).

    ``odds`` are clipped, of all pairs as ``pairs_of`` lists them.
    """
    out = np.empty(int(sizes.sum()), np.int64)
    begin, pair = 0, 0
    for size in sizes.tolist():
        count = size * (size - 1) // 2
        table = np.zeros((size, size))
        table[np.triu_indices(size, 1)] = odds[pair : pair + count]
        out[begin : begin + size] = begin + _agglomerated(
            table + table.T, np.zeros((size, size), np.bool_), []
        )
        begin, pair = begin + size, pair + count
    return out


def _with_judgements(members: Array, score: Scorer, same: Array, different: Array) -> Array:
    """[k] position of the first member of each member's cluster, for a group that somebody has judged."""
    k = len(members)
    one, other = np.triu_indices(k, 1)
    table = np.zeros((k, k))
    table[one, other] = bounded(score(members[one], members[other]))
    place = {int(row): at for at, row in enumerate(members)}
    forbidden = np.zeros((k, k), np.bool_)
    for a, b in _inside(different, members):
        forbidden[place[a], place[b]] = forbidden[place[b], place[a]] = True
    forced = [(place[a], place[b]) for a, b in _inside(same, members)]
    return _agglomerated(table + table.T, forbidden, forced)


def _inside(pairs: Array, members: Array) -> list[tuple[int, int]]:
    kept = pairs[np.isin(pairs, members).all(axis=1)]
    return [(int(a), int(b)) for a, b in kept]


def _agglomerated(table: Array, forbidden: Array, forced: list[tuple[int, int]]) -> Array:
    """Average linkage of one group; ties go to the pair that comes first."""
    k = len(table)
    table, forbidden = table.copy(), forbidden.copy()
    label = np.arange(k)
    size = np.ones(k)
    alive = np.ones(k, np.bool_)

    def merge(a: int, b: int) -> None:
        table[a] += table[b]
        table[:, a] = table[a]
        forbidden[a] |= forbidden[b]
        forbidden[:, a] = forbidden[a]
        size[a] += size[b]
        alive[b] = False
        label[label == b] = a

    for a, b in sorted((min(pair), max(pair)) for pair in forced):
        low, high = sorted((int(label[a]), int(label[b])))
        if low != high and not forbidden[low, high]:
            merge(low, high)
    while alive.sum() > 1:
        live = np.flatnonzero(alive)
        mean = table[np.ix_(live, live)] / np.outer(size[live], size[live])
        mean[forbidden[np.ix_(live, live)]] = -np.inf
        np.fill_diagonal(mean, -np.inf)
        at = int(mean.argmax())
        if mean.flat[at] <= 0.0:
            break
        a, b = sorted((int(live[at // len(live)]), int(live[at % len(live)])))
        merge(a, b)
    return label
