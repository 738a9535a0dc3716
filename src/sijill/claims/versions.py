"""Which row of a list's new version is which row of the versions before it. Pure: rows in, pairs out.

In this order: the source's own reference where it is unique on both sides; identical cells; the one best match, if it
is the best for both rows, better than any other, and at least half of the cells agree. What stays open is not
guessed: it counts as removed and added, and is reported as ambiguous where more than one partner was possible.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

# A cell value that more rows than this share says nothing about which row is which.
COMMON: Final = 50
# Share of the fuller row's cells that must agree before two rows may be one.
LEAST_AGREEMENT: Final = 0.5


class How(StrEnum):
    """Why two rows are taken for one."""

    REFERENCE = "reference"
    IDENTICAL = "identical"
    BEST_MATCH = "best match"


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    """One record of one version: its cells as (column, text), and the source's own reference if it gives one."""

    record: str
    cells: frozenset[tuple[str, str]]
    reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPair:
    """``columns`` are those whose text differs; empty when nothing changed."""

    old: str
    new: str
    how: How
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Every old record is in a pair or removed, every new one in a pair or added; ``ambiguous`` are among those."""

    pairs: tuple[RowPair, ...]
    removed: tuple[str, ...]
    added: tuple[str, ...]
    ambiguous: tuple[str, ...]

    @property
    def changed(self) -> tuple[RowPair, ...]:
        return tuple(pair for pair in self.pairs if pair.columns)


def compare(old: Sequence[VersionRow], new: Sequence[VersionRow]) -> Difference:
    """The difference of two versions; does not depend on the order of either."""
    before = {row.record: row for row in sorted(old, key=lambda row: row.record)}
    after = {row.record: row for row in sorted(new, key=lambda row: row.record)}
    found: list[tuple[str, str, How]] = []
    _take(found, before, after, _by_reference(before.values(), after.values()), How.REFERENCE)
    _take(found, before, after, _by_cells(before.values(), after.values()), How.IDENTICAL)
    best, ambiguous = _by_best_match(before.values(), after.values())
    _take(found, before, after, best, How.BEST_MATCH)
    rows = {row.record: row for row in (*old, *new)}
    return Difference(
        pairs=tuple(
            RowPair(old=one, new=other, how=how, columns=_differing(rows[one], rows[other]))
            for one, other, how in sorted(found, key=lambda pair: pair[1])
        ),
        removed=tuple(before),
        added=tuple(after),
        ambiguous=tuple(sorted(ambiguous)),
    )


def _take(
    found: list[tuple[str, str, How]],
    before: dict[str, VersionRow],
    after: dict[str, VersionRow],
    pairs: Iterable[tuple[str, str]],
    how: How,
) -> None:
    taken = list(pairs)
    found.extend((old, new, how) for old, new in taken)
    for old, new in taken:
        del before[old], after[new]


def _by_reference(old: Iterable[VersionRow], new: Iterable[VersionRow]) -> list[tuple[str, str]]:
    left, right = _unique_references(old), _unique_references(new)
    return [(left[reference], right[reference]) for reference in left if reference in right]


def _unique_references(rows: Iterable[VersionRow]) -> dict[str, str]:
    seen: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.reference is not None:
            seen[row.reference].append(row.record)
    return {reference: records[0] for reference, records in seen.items() if len(records) == 1}


def _by_cells(old: Iterable[VersionRow], new: Iterable[VersionRow]) -> list[tuple[str, str]]:
    """Identical rows; where there are several they are interchangeable and paired in order.

    Two rows whose references differ are not identical even if they look so.
    """
    waiting: dict[Hashable, list[str]] = defaultdict(list)
    for row in old:
        waiting[row.cells].append(row.record)
    return [(waiting[row.cells].pop(0), row.record) for row in new if waiting[row.cells]]


def _by_best_match(
    old: Iterable[VersionRow], new: Iterable[VersionRow]
) -> tuple[list[tuple[str, str]], set[str]]:
    """Mutual best matches that beat every other; and the rows that had more than one equally good partner."""
    before, after = list(old), list(new)
    shared = _shared_cells(before, after)
    sizes = {row.record: len(row.cells) for row in (*before, *after)}
    likeness = {
        pair: count / max(sizes[pair[0]], sizes[pair[1]])
        for pair, count in shared.items()
        if count >= LEAST_AGREEMENT * max(sizes[pair[0]], sizes[pair[1]])
    }
    best_of_old, tied_old = _best((old_row, new_row, value) for (old_row, new_row), value in likeness.items())
    best_of_new, tied_new = _best((new_row, old_row, value) for (old_row, new_row), value in likeness.items())
    pairs = [
        (old_row, new_row)
        for old_row, new_row in sorted(best_of_old.items())
        if best_of_new.get(new_row) == old_row
    ]
    return pairs, tied_old | tied_new


def _shared_cells(before: Sequence[VersionRow], after: Sequence[VersionRow]) -> Counter[tuple[str, str]]:
    """How many cells two rows have in common, counted for pairs that share at least one uncommon cell."""
    holders: dict[tuple[str, str], list[VersionRow]] = defaultdict(list)
    for row in before:
        for cell in row.cells:
            holders[cell].append(row)
    near: set[tuple[str, str]] = set()
    cells_of = {row.record: row.cells for row in before}
    for row in after:
        for cell in row.cells:
            if len(holders[cell]) <= COMMON:
                near.update((other.record, row.record) for other in holders[cell])
    own = {row.record: row.cells for row in after}
    return Counter({(one, other): len(cells_of[one] & own[other]) for one, other in near})


def _best(likeness: Iterable[tuple[str, str, float]]) -> tuple[dict[str, str], set[str]]:
    """For each row its single best partner, and the rows whose best is shared by two."""
    best: dict[str, tuple[float, str]] = {}
    tied: set[str] = set()
    for row, partner, value in likeness:
        known = best.get(row)
        if known is None or value > known[0]:
            best[row] = (value, partner)
            tied.discard(row)
        elif value == known[0]:
            tied.add(row)
    return {row: partner for row, (_, partner) in best.items() if row not in tied}, tied


def _differing(old: VersionRow, new: VersionRow) -> tuple[str, ...]:
    return tuple(sorted({column for column, _ in old.cells ^ new.cells}))
