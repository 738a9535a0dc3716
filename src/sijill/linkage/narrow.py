"""What it counts for that two records share a block, told by pairs that are likely the same person: large registers.

Nearly all pairs that share one block share no other, and are strangers; most records of one person share several.
Blocks are sorted into cells by rule and size, and each cell gets points: how much more often likely pairs share a block
of it than other pairs that share any block, all cells weighed together (logistic regression, none below zero). Two
records are compared when the blocks they share have points enough. Cells that tell least for the pairs they hold are
left out, and how many points are enough is told by how many pairs there is time for.
"""

from dataclasses import replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sijill.linkage.block import Blocks, counted, rule_name

Array = npt.NDArray[Any]

ROWS: Final = 30_000  # records above which blocks are weighed
LARGEST: Final = 200  # records of a block that may count
SHARING: Final = 250  # pairs per record that share a block that counts, those counted twice that share two
CANDIDATES: Final = 40  # pairs per record that are compared, about
LOOKED_AT: Final = 1_000  # records whose pairs stand for all others
STRANGERS: Final = 40.0  # what all those pairs weigh against all likely ones
HELD: Final = 0.5  # how strongly weights are held to zero
STEP: Final = 8.0  # points of a weight of one (natural logarithm)
MOST: Final = 100  # points of a block
ROUNDS: Final = 40
SETTLED: Final = 1e-7
FEWEST: Final = 500  # likely pairs from which anything can be told
LEAST_MET: Final = 0.98  # share of them that must still be met
_EDGES: Final = np.array([5, 10, 20, 30, 55, 80, 120, LARGEST])
_CELLS: Final = 256 * len(_EDGES)


def narrowed(every: Blocks, left: Array, right: Array, most: float = CANDIDATES) -> Blocks | None:
    """The blocks that count, by pairs ``left``, ``right`` that are likely the same; None when those are too few, or
    when too many of them would not be met any more: a list may repeat people so often that each has them in plenty.

    ``most``: pairs per record to be compared, if fewer than usual.
    """
    if len(left) < FEWEST:
        return None
    size = np.diff(every.starts)
    cell = every.rule.astype(np.int16) * len(_EDGES) + _cell_of_size()[size]
    used = np.flatnonzero(np.bincount(cell, minlength=_CELLS))
    cell = np.searchsorted(used, np.arange(_CELLS)).astype(np.int16)[cell]
    pairs = np.bincount(cell, size * (size - 1) // 2, len(used)) / max(len(every.ptr) - 1, 1)
    likely = _shared(every, cell, len(used), left, right)
    others, times = _others(every, cell, len(used))
    points = _points(likely, others, times)
    points[~_affordable(points, pairs)] = 0
    counts = points > 0
    points[counts] = _points(likely[:, counts], others[:, counts], times)
    enough = _enough(others @ points, times, min(most, CANDIDATES))
    met = float((likely @ points >= enough).mean())
    if met < LEAST_MET:
        return None
    out = counted(every, points[cell].astype(np.uint8), enough)
    out.report["narrowed"] = {
        "likely_pairs": len(left),
        "likely_pairs_met": met,
        "enough": enough,
        "cells": [
            {
                "rule": rule_name(int(used[at]) // len(_EDGES)),
                "up_to": int(_EDGES[used[at] % len(_EDGES)]),
                "points": int(points[at]),
                "pairs_per_record": round(float(pairs[at]), 2),
            }
            for at in np.argsort(-points, kind="stable")
            if points[at]
        ],
    }
    return replace(out, accepted=_accepted(used, points))


def _cell_of_size() -> Array:
    """int16 [size] of blocks of up to the largest."""
    return np.searchsorted(_EDGES, np.arange(LARGEST + 1)).astype(np.int16)


def _accepted(used: Array, points: Array) -> Array:
    """``Blocks.accepted`` of some cells."""
    of_cell = np.zeros(_CELLS, np.uint8)
    of_cell[used] = points
    sizes = _cell_of_size()
    out = np.zeros((256, LARGEST + 2), np.uint8)
    out[:, :-1] = of_cell[np.arange(256)[:, None] * len(_EDGES) + sizes]
    return out


def _shared(every: Blocks, cell: Array, cells: int, left: Array, right: Array) -> Any:  # scipy ships no types
    """[pairs, cells] sparse: how many blocks of each cell the two records share."""
    from scipy.sparse import csr_array

    from sijill.linkage.engines import candidates

    out = np.zeros((len(left), cells), np.uint8)
    candidates.cells_shared(left, right, every.ptr, every.block_of, cell, out)
    return csr_array(out).astype(np.float64)


def _others(every: Blocks, cell: Array, cells: int) -> tuple[Any, Array]:
    """What pairs of ``LOOKED_AT`` records share, each different kind once, and how many pairs of a record there are of
    it. The canonical order makes the first records a random sample.
    """
    from sijill.linkage.engines import candidates

    n = len(every.ptr) - 1
    rows = np.arange(min(LOOKED_AT, n))
    size = np.diff(every.starts)
    room = int(size[every.block_of[: every.ptr[len(rows)]]].sum())
    left, right, sums = np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room, np.uint64)
    mark = np.random.default_rng(0).integers(1, 1 << 63, cells).astype(np.uint64)[cell]
    count = candidates.met(
        rows, every.ptr, every.block_of, every.starts, every.members, mark, np.full(n, -1), left, right, sums
    )
    _, first, times = np.unique(sums[:count], return_index=True, return_counts=True)
    # A pair is met from both its ends: half of what a record meets is its own.
    return _shared(every, cell, cells, left[first], right[first]), times / (2.0 * len(rows))


def _points(likely: Any, others: Any, times: Array) -> Array:
    """[cells] logistic regression of likely pairs against all, held to zero, in whole points.

    Newton's steps; a weight at zero that would fall below it stays where it is.
    """
    from scipy.sparse import csr_array, hstack, vstack

    pairs = vstack([likely, others])
    rows = hstack([csr_array(np.ones((pairs.shape[0], 1))), pairs]).tocsr()
    columns = rows.T.tocsr()
    is_likely = np.repeat([1.0, 0.0], [likely.shape[0], others.shape[0]])
    weight = np.r_[np.ones(likely.shape[0]), times * (STRANGERS * likely.shape[0] / times.sum())]
    held = np.diag(np.r_[0.0, np.full(pairs.shape[1], HELD)])

    def loss(values: Array) -> float:
        logit = rows @ values
        return float(weight @ (np.logaddexp(0.0, logit) - is_likely * logit) + 0.5 * values @ held @ values)

    values = np.r_[-3.0, np.full(pairs.shape[1], 0.5)]
    now = loss(values)
    for _ in range(ROUNDS):
        odds = 1.0 / (1.0 + np.exp(-(rows @ values)))
        slope = columns @ (weight * (odds - is_likely)) + held @ values
        free = (values > 0.0) | (slope < 0.0)
        free[0] = True
        bend = (columns @ rows.multiply((weight * odds * (1.0 - odds))[:, None]).tocsr()).toarray() + held
        step = np.zeros(len(values))
        step[free] = np.linalg.solve(bend[np.ix_(free, free)], slope[free])
        for shorter in range(8):
            tried = values - step / (1 << shorter)
            tried[1:] = np.maximum(tried[1:], 0.0)
            if (then := loss(tried)) < now:
                break
        else:
            break
        values, won, now = tried, now - then, then
        if won < SETTLED * now:
            break
    points: Array = np.clip(np.rint(STEP * values[1:]), 0, MOST)
    return points


def _affordable(points: Array, pairs: Array) -> Array:
    """[cells] those with the most points, as long as they do not hold too many pairs."""
    order = np.argsort(-points, kind="stable")
    taken = np.zeros(len(points), np.bool_)
    taken[order] = np.cumsum(pairs[order]) <= SHARING
    return taken & (points > 0)


def _enough(points: Array, times: Array, most: float) -> int:
    """The fewest points that not more than ``most`` pairs per record have."""
    by_points = np.bincount(points.astype(np.int64), times)
    above = np.cumsum(by_points[::-1])[::-1]
    return max(int(np.searchsorted(-above, -most)), 1)
