"""Invented populations with a known size, for tests, benches and the documentation; no estimate uses them."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sijill.statistics.mse.table import InclusionTable, from_counts

FOUR_LISTS: Final = (0.30, 0.25, 0.20, 0.15)
Membership = NDArray[np.bool_]  # people × lists


def table_of(member: Membership) -> InclusionTable:
    """Count patterns; people on no list drop out, as they do in life."""
    codes = member.astype(np.int64) @ (np.int64(1) << np.arange(member.shape[1], dtype=np.int64))
    found, people = np.unique(codes[codes > 0], return_counts=True)
    names = [f"L{j + 1}" for j in range(member.shape[1])]
    return from_counts(names, dict(zip(found.tolist(), people.tolist(), strict=True)))


def independent(size: int, rng: np.random.Generator, chances: Sequence[float] = FOUR_LISTS) -> Membership:
    """Every list catches everybody with the same chance, whatever the others did."""
    return rng.random((size, len(chances))) < np.asarray(chances)


def two_classes(size: int, rng: np.random.Generator) -> Membership:
    """Five lists, nine people in ten hard to catch: the shape of Manrique-Vallier's (2016) simulation."""
    easy = rng.random(size) < 0.1
    hard_chances = np.array([0.033, 0.033, 0.099, 0.132, 0.033])
    easy_chances = np.array([0.660, 0.825, 0.759, 0.990, 0.693])
    return rng.random((size, 5)) < np.where(easy[:, None], easy_chances, hard_chances)


def copied(size: int, rng: np.random.Generator) -> Membership:
    """Four lists; the second finds 15 % by itself and copies 40 % of the first."""
    member = independent(size, rng, (0.30, 0.15, 0.20, 0.15))
    member[:, 1] |= member[:, 0] & (rng.random(size) < 0.40)
    return member


def hidden(size: int, rng: np.random.Generator, *, share: float = 0.30) -> Membership:
    """Four independent lists that can reach 70 % of the people; the rest are on none, ever."""
    member = independent(size, rng)
    member[rng.random(size) < share] = False
    return member


def miss_links(member: Membership, rate: float, rng: np.random.Generator) -> Membership:
    """Each record of a person beyond the first becomes a person of its own with chance ``rate``.

    Which record is the first is drawn: a link is not likelier to be missed because of the order of the lists.
    """
    rows, lists = np.nonzero(member)
    shuffled = np.lexsort((rng.random(len(rows)), rows))
    rows, lists = rows[shuffled], lists[shuffled]
    first = np.r_[True, rows[1:] != rows[:-1]] if len(rows) else np.zeros(0, dtype=bool)
    lost = ~first & (rng.random(len(rows)) < rate)
    kept = member.copy()
    kept[rows[lost], lists[lost]] = False
    alone = np.zeros((int(lost.sum()), member.shape[1]), dtype=bool)
    alone[np.arange(len(alone)), lists[lost]] = True
    return np.concatenate([kept, alone])


def merge_falsely(member: Membership, share: float, rng: np.random.Generator) -> Membership:
    """``share`` of the people on a list are taken for somebody else who shares no list with them, and vanish into them.

    A false match joins records of different lists: inside a list one record is one person. People on so many lists
    that nobody is on none of them are passed over.
    """
    merged = member[member.any(axis=1)].copy()
    order = rng.permutation(len(merged))
    gone = np.zeros(len(merged), dtype=bool)
    wanted = round(share * len(merged))
    for lost in order:
        if gone.sum() == wanted:
            break
        for into in rng.integers(len(merged), size=50):
            if into != lost and not gone[into] and not (merged[into] & merged[lost]).any():
                merged[into] |= merged[lost]
                gone[lost] = True
                break
    return merged[~gone]
