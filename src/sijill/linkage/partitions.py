"""Plausible partitions drawn from the model: what the statistics need to carry the doubt of linkage into a figure.

Within each component of kept pairs, records are moved in turn: into a cluster with weight 2^(mean log2 odds to its
records), out on their own with weight 1. This is Gibbs sampling of the rule that average linkage maximises. The
first sweeps are thrown away; each draw is some sweeps after the last.
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sijill.errors import UsageError
from sijill.linkage.cluster import CLIP, components
from sijill.linkage.model import Graph, LinkResult

Array = npt.NDArray[Any]

BURN_IN: Final = 10  # sweeps before the first draw
THINNING: Final = 3  # sweeps between draws
UNSEEN: Final = -12.0  # bits for pairs that blocking never made or scoring did not keep


def sample_partitions(result: LinkResult, n: int, seed: int) -> Array:
    """[n, records] cluster labels, in the order of ``result.record_ids``; equal labels are one person in that draw."""
    if result.graph is None or n < 1:
        raise UsageError("partitions are sampled from a fresh result of link(), one or more at a time")
    rows = len(result.record_ids)
    start = np.array([result.clusters[record] for record in result.record_ids], np.int64)
    out = np.tile(_first_rows(start), (n, 1))
    rng = np.random.default_rng(seed)
    for members in _components(rows, result.graph, start):
        table = _table(members, result.graph)
        out[:, members] = members[_draws(table, np.unique(start[members], return_inverse=True)[1], n, rng)]
    return out


def _first_rows(label: Array) -> Array:
    _, first, inverse = np.unique(label, return_index=True, return_inverse=True)
    rows: Array = first[inverse]
    return rows


def _components(rows: int, graph: Graph, start: Array) -> list[Array]:
    """Rows that kept pairs or the result's clusters connect, components of two or more."""
    first = _first_rows(start)
    left = np.concatenate([graph.left, np.arange(rows)])
    right = np.concatenate([graph.right, first])
    root = components(rows, left, right)
    order = np.argsort(root, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(root[order])) + 1)
    return [part for part in parts if len(part) > 1]


def _table(members: Array, graph: Graph) -> Array:
    inside = np.isin(graph.left, members)
    a, b = np.searchsorted(members, graph.left[inside]), np.searchsorted(members, graph.right[inside])
    table = np.full((len(members), len(members)), UNSEEN)
    table[a, b] = table[b, a] = np.clip(graph.odds[inside], -CLIP, CLIP)
    np.fill_diagonal(table, 0.0)
    return table


def _draws(table: Array, label: Array, n: int, rng: np.random.Generator) -> Array:
    """[n, k] positions of the first member of each member's cluster."""
    out = np.zeros((n, len(label)), np.int64)
    label = label.copy()
    for sweep in range(BURN_IN + THINNING * n):
        for member in range(len(label)):
            _move(table, label, member, rng)
        drawn, rest = divmod(sweep - BURN_IN, THINNING)
        if drawn >= 0 and rest == THINNING - 1:
            out[drawn] = _first_rows(label)
    return out


def _move(table: Array, label: Array, member: int, rng: np.random.Generator) -> None:
    label[member] = label.max() + 1
    clusters, inverse, counts = np.unique(label, return_inverse=True, return_counts=True)
    label[:] = inverse
    means = np.bincount(inverse, table[member]) / counts
    means[inverse[member]] = 0.0  # alone
    weight = 2.0 ** (means - means.max())
    label[member] = int(rng.choice(len(clusters), p=weight / weight.sum()))
