"""Which blocks are worth their pairs, told by pairs that are likely the same person: for large registers.

Most likely pairs share several keys. Blocks are sorted into cells by rule and size; cells are taken in the order of
likely pairs not yet met for each candidate pair they cost, until little is left to gain or the budget is spent: a rule
that finds nothing others do not find costs nothing then. Likely pairs were found in blocks of some size; what only
larger ones would find is not among them, so that the larger cells are taken by the same rule on their own as well.
"""

from dataclasses import replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sijill.linkage.block import Blocks, rule_name, some

Array = npt.NDArray[Any]

ROWS: Final = 30_000  # records above which blocks are chosen
LARGEST: Final = 200  # records of a block that may be chosen
BUDGET: Final = 80  # pairs per record, those counted twice that two blocks share
BEYOND: Final = 20  # the same for blocks larger than those that the likely pairs were found in
LEAST_GAIN: Final = 1e-4  # share of the likely pairs that a further pair per record must bring
FEWEST: Final = 500  # likely pairs from which anything can be told
_EDGES: Final = np.array([5, 10, 20, 30, 55, 80, 120, LARGEST])


def narrowed(every: Blocks, left: Array, right: Array) -> Blocks | None:
    """The blocks worth having, by pairs ``left``, ``right`` that are likely the same; None when those are too few."""
    if len(left) < FEWEST:
        return None
    size = np.diff(every.starts)
    cell = every.rule.astype(np.int64) * len(_EDGES) + np.searchsorted(_EDGES, size)
    pairs = np.bincount(cell, size * (size - 1) // 2, 256 * len(_EDGES)) / max(len(every.ptr) - 1, 1)
    met = _met(every, cell, left, right, len(pairs))
    taken = _worth(met, pairs, BUDGET)
    larger = np.arange(len(pairs)) % len(_EDGES) > np.searchsorted(_EDGES, every.report["largest_block"])
    beyond = np.where(larger, pairs, np.inf)
    taken += [at for at in _worth(met, beyond, BEYOND) if at not in taken]
    out = replace(some(every, np.isin(cell, taken)), accepted=_accepted(taken))
    out.report["narrowed"] = {
        "likely_pairs": len(left),
        "likely_pairs_met": float(met[:, taken].any(axis=1).mean()),
        "cells": [
            {
                "rule": rule_name(int(at) // len(_EDGES)),
                "up_to": int(_EDGES[at % len(_EDGES)]),
                "pairs_per_record": round(float(pairs[at]), 2),
            }
            for at in taken
        ],
    }
    return out


def _accepted(taken: list[int]) -> Array:
    """``Blocks.accepted`` of some cells."""
    sizes = np.searchsorted(_EDGES, np.arange(LARGEST + 1))
    out = np.zeros((256, LARGEST + 2), np.bool_)
    out[:, :-1] = np.isin(np.arange(256)[:, None] * len(_EDGES) + sizes, taken)
    return out


def _met(every: Blocks, cell: Array, left: Array, right: Array, cells: int) -> Array:
    """[pairs, cells] whether the two records share a block of the cell."""
    met = np.zeros((len(left), cells), np.bool_)
    for k, (i, j) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
        one = every.block_of[every.ptr[i] : every.ptr[i + 1]]
        other = every.block_of[every.ptr[j] : every.ptr[j + 1]]
        met[k, cell[np.intersect1d(one, other, assume_unique=True)]] = True
    return met


def _worth(met: Array, pairs: Array, budget: float) -> list[int]:
    """Cells in the order in which they are taken; ties go to the lesser number."""
    open_pairs = met.any(axis=1)
    taken: list[int] = []
    spent = 0.0
    while open_pairs.any():
        gain = met[open_pairs].sum(axis=0) / len(met) / np.maximum(pairs, 1e-6)
        gain[pairs + spent > budget] = 0.0
        best = int(gain.argmax())
        if gain[best] < LEAST_GAIN:
            break
        taken.append(best)
        spent += float(pairs[best])
        open_pairs &= ~met[:, best]
    return taken
