"""What the model expects of itself: precision and recall of a run, from the probabilities alone."""

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sijill.linkage.model import Graph

Array = npt.NDArray[Any]

# True pairs that no key proposes or that score below the odds that are kept, for each missed pair that is kept: 146 for
# 170, counted on three invented worlds of five lists (seeds model-dev-1 to -3).
UNSEEN: Final = 0.86
USUALLY_MISSED: Final = 1 / 16  # of true pairs by their own fields, on invented lists
TAUGHT_BY: Final = 32.0  # pairs that this counts for


def probability(odds: Array) -> Array:
    """Of log2 odds."""
    return 1.0 / (1.0 + 2.0 ** -np.clip(odds, -60.0, 60.0))


def against(odds: Array) -> float:
    """Bits that what the fields of one pair say may count against one person, from the odds of all kept pairs.

    A damaged record differs in several fields at once, and from every record of its person in the same ones. Beside the
    other records of a person a pair therefore says at most that it is one of those true pairs whose own fields do not
    say so: odds of their share, which the model expects of itself. Few pairs are held to what other registers teach.
    """
    believed = probability(odds)
    above = odds > 0.0
    missed = (1.0 + UNSEEN) * float(believed[~above].sum())
    every = missed + float(believed[above].sum())
    share = (missed + TAUGHT_BY * USUALLY_MISSED) / (every + TAUGHT_BY)
    return float(np.log2(share))


def within_clusters(label: Array, left: Array, right: Array, odds: Array) -> Array:
    """Probability of each pair within a cluster, the rest of the cluster taken into account.

    Two records that are each almost surely the same person as a third are so themselves, however little they share:
    the best path of one or two steps counts. Pairs of clusters of two keep their own probability.
    """
    believed = probability(odds)
    count = np.bincount(label[left], minlength=len(label))
    several = np.flatnonzero(count[label[left]] > 1)
    several = several[np.lexsort((right[several], left[several], label[left[several]]))]
    owner = label[left[several]]
    first = np.flatnonzero(np.diff(owner, prepend=-1))
    size = np.diff(np.append(first, len(owner)))
    for pairs in np.unique(size).tolist():
        rows = several[first[size == pairs][:, None] + np.arange(pairs)]
        members = math.isqrt(2 * pairs) + 1
        if members * (members - 1) == 2 * pairs:  # each pair of the cluster is there, and in order
            step = max(1, (1 << 22) // (pairs * members))
            for at in range(0, len(rows), step):
                believed[rows[at : at + step]] = _best_paths_of_all(members, believed[rows[at : at + step]])
        else:
            for some in rows:
                believed[some] = _best_paths(left[some], right[some], believed[some])
    return believed


def _best_paths_of_all(members: int, p: Array) -> Array:
    """``_best_paths`` of clusters of one size, all of whose pairs are there in order: [clusters, pairs]."""
    a, b = np.triu_indices(members, 1)
    table = np.tile(np.eye(members), (len(p), 1, 1))
    table[:, a, b] = table[:, b, a] = p
    steps: Array = (table[:, a] * table[:, b]).max(axis=2)
    return steps


def _best_paths(left: Array, right: Array, p: Array) -> Array:
    members = np.unique(np.concatenate([left, right]))
    a, b = np.searchsorted(members, left), np.searchsorted(members, right)
    table = np.eye(len(members))
    table[a, b] = table[b, a] = p
    steps: Array = np.array([(table[x] * table[y]).max() for x, y in zip(a, b, strict=True)])
    return steps


def expectation(graph: Graph, label: Array, believed: Array) -> dict[str, float | None]:
    """Expected precision of the merged pairs and expected recall, pairs that were never kept allowed for."""
    apart = label[graph.left] != label[graph.right]
    missed = (1.0 + UNSEEN) * float(probability(graph.odds[apart]).sum())
    found = float(believed.sum())
    return {
        "expected_precision": found / len(believed) if len(believed) else None,
        "expected_recall": found / (found + missed) if found + missed else None,
    }


def by_list_pair(
    list_ids: Sequence[str],
    list_code: Array,
    left: Array,
    right: Array,
    believed: Array,
    graph: Graph,
    label: Array,
) -> list[dict[str, Any]]:
    """Merged pairs, expected precision and expected missed pairs for each two lists (and within each)."""
    lists = len(list_ids)
    apart = label[graph.left] != label[graph.right]

    def table(one: Array, other: Array, weight: Array) -> Array:
        low, high = np.minimum(list_code[one], list_code[other]), np.maximum(list_code[one], list_code[other])
        return np.bincount(low.astype(np.int64) * lists + high, weight, lists * lists).reshape(lists, lists)

    merged, sure = table(left, right, np.ones(len(left))), table(left, right, believed)
    missed = table(graph.left[apart], graph.right[apart], (1.0 + UNSEEN) * probability(graph.odds[apart]))
    return [
        {
            "lists": [list_ids[a], list_ids[b]],
            "merged_pairs": int(merged[a, b]),
            "expected_precision": float(sure[a, b] / merged[a, b]) if merged[a, b] else None,
            "expected_missed_pairs": round(float(missed[a, b]), 2),
        }
        for a in range(lists)
        for b in range(a, lists)
        if merged[a, b] or missed[a, b]
    ]
