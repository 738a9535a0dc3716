"""Average linkage on log-odds: a cluster grows while the mean of all its pairs favours one person.

Every pair inside a proposed cluster is scored, also those that blocking never made, so a chain of weak links does not
hold. A judgement "different" forbids a merge, "same" makes it. Results do not depend on the order of rows.
"""

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Scorer = Callable[[Array, Array], Array]

CLIP: Final = 16.0  # bits; one absurd pair shall not decide alone
LARGEST: Final = 600  # records of a component scored pair by pair; larger ones are cut at higher odds first
STEP: Final = 2.0  # bits by which that threshold rises


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
    rank: Array,
    same: Array,
    different: Array,
) -> tuple[Array, dict[str, Any]]:
    """[n] the smallest-ranked row of each row's cluster, and a report.

    ``left, right, odds``: kept pairs in bits. ``score``: odds of any pairs. ``rank``: order of rows that does not
    depend on their place (by record id). ``same``, ``different``: judged row pairs [k, 2].
    """
    label = np.arange(n)
    report: dict[str, Any] = {"oversized_components": 0, "largest_component": 1}
    forced_left, forced_right = same[:, 0], same[:, 1]
    pending = [(0.0, np.arange(n))]
    inside = np.zeros(n, np.int64) - 1
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
        cuts = np.flatnonzero(np.diff(root[order])) + 1
        for part in np.split(order, cuts):
            if len(part) == 1:
                continue
            members = rows[part]
            report["largest_component"] = max(report["largest_component"], len(members))
            if len(members) > LARGEST and threshold < 40:
                report["oversized_components"] += 1
                pending.append((threshold + STEP, members))
                continue
            members = members[np.argsort(rank[members], kind="stable")]
            label[members] = members[_average_linkage(members, score, same, different)]
    return label, report


def _average_linkage(members: Array, score: Scorer, same: Array, different: Array) -> Array:
    """[k] position of the first member of each member's cluster; ties go to the pair that ranks first."""
    k = len(members)
    one, other = np.triu_indices(k, 1)
    table = np.zeros((k, k))
    table[one, other] = np.clip(score(members[one], members[other]), -CLIP, CLIP)
    table += table.T
    place = {int(row): at for at, row in enumerate(members)}
    forbidden = np.zeros((k, k), np.bool_)
    for a, b in different:
        if int(a) in place and int(b) in place:
            forbidden[place[int(a)], place[int(b)]] = forbidden[place[int(b)], place[int(a)]] = True
    label = np.arange(k)
    size = np.ones(k)
    alive = np.ones(k, np.bool_)
    forced = [(place[int(a)], place[int(b)]) for a, b in same if int(a) in place and int(b) in place]

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
