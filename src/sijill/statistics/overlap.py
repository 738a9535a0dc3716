"""How the lists overlap: what every estimate rests on, and what can be shown even when none may be made."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np

from sijill.statistics.mse.table import InclusionTable

_Z: Final = 1.959964


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """People on exactly these lists and no other."""

    lists: tuple[str, ...]
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PairOverlap:
    """``odds_ratio`` among people found on a third list, with its 95 % interval; None when nobody is on one.

    Above 1: who is on one list is likelier to be on the other. ``declared``: said by whoever knows the lists.
    """

    lists: tuple[str, str]
    shared: int
    reference: int
    odds_ratio: float | None
    low: float | None
    high: float | None
    declared: bool = False

    @property
    def dependent(self) -> bool | None:
        """Does the interval leave out 1? None where it cannot be told."""
        if self.low is None or self.high is None:
            return None
        return self.low > 1 or self.high < 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOverlap:
    """``found_elsewhere``: share of the list's people on any other list; None for an empty list."""

    name: str
    people: int
    only_here: int
    found_elsewhere: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One list added: people it holds, new ones among them, people known so far."""

    name: str
    people: int
    new: int
    so_far: int


def patterns(table: InclusionTable) -> list[Pattern]:
    """Most people first; ties by fewer lists."""
    rows = [
        Pattern(lists=tuple(n for n, on in zip(table.lists, member, strict=True) if on), people=int(count))
        for member, count in zip(table.memberships, table.counts, strict=True)
    ]
    return sorted(rows, key=lambda row: (-row.people, len(row.lists), row.lists))


def list_overlaps(table: InclusionTable) -> list[ListOverlap]:
    member = table.memberships
    alone = member & (member.sum(axis=1) == 1)[:, None]
    only = alone.T.astype(np.int64) @ table.counts
    return [
        ListOverlap(
            name=name, people=int(size), only_here=int(own), found_elsewhere=1 - own / size if size else None
        )
        for name, size, own in zip(table.lists, table.list_sizes, only, strict=True)
    ]


def pair_overlaps(table: InclusionTable, *, declared: Sequence[tuple[str, str]] = ()) -> list[PairOverlap]:
    """Every pair of lists. The odds ratio is taken among people on a third list, where being on neither can be seen;
    0.5 is added to each cell (Haldane), the interval is Woolf's.
    """
    member = table.memberships
    said = {frozenset(pair) for pair in declared}
    rows = []
    for i, j in combinations(range(len(table.lists)), 2):
        others = [k for k in range(len(table.lists)) if k not in {i, j}]
        reference = member[:, others].any(axis=1) if others else np.zeros(len(member), dtype=bool)
        cells = np.array(
            [
                int(table.counts[reference & (member[:, i] == a) & (member[:, j] == b)].sum())
                for a in (True, False)
                for b in (True, False)
            ]
        )
        ratio = low = high = None
        if cells.sum():
            log_ratio = float(np.log(cells + 0.5) @ np.array([1, -1, -1, 1]))
            reach = _Z * math.sqrt(float((1 / (cells + 0.5)).sum()))
            ratio, low, high = math.exp(log_ratio), math.exp(log_ratio - reach), math.exp(log_ratio + reach)
        rows.append(
            PairOverlap(
                lists=(table.lists[i], table.lists[j]),
                shared=int(table.counts[member[:, i] & member[:, j]].sum()),
                reference=int(cells.sum()),
                odds_ratio=ratio,
                low=low,
                high=high,
                declared=frozenset({table.lists[i], table.lists[j]}) in said,
            )
        )
    return rows


def growth(table: InclusionTable, order: Sequence[str] | None = None) -> list[Step]:
    """People known as list after list is added; without ``order`` in that of the table."""
    known = np.zeros(len(table.counts), dtype=bool)
    steps: list[Step] = []
    for name in order or table.lists:
        on = table.memberships[:, table.lists.index(name)]
        new = int(table.counts[on & ~known].sum())
        known |= on
        steps.append(
            Step(
                name=name, people=int(table.counts[on].sum()), new=new, so_far=int(table.counts[known].sum())
            )
        )
    return steps
