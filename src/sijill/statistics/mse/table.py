"""The only thing an estimate ever sees: which combinations of lists hold how many people. Persons never enter."""

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sijill.errors import InputError, Where

COUNT_COLUMN: Final = "count"
MOST_LISTS: Final = 62  # a pattern is one signed 64-bit integer
MOST_PEOPLE: Final = 10**12  # beyond this float64 log-gamma loses whole people


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InclusionTable:
    """Patterns × counts: bit ``j`` of ``patterns[i]`` is set when the people of row ``i`` are on ``lists[j]``.

    Patterns are distinct, ascending and never 0 (nobody on no list can be counted); counts are above 0.
    ``notes`` says what was done to the input on the way (rows added together, empty rows dropped).
    """

    lists: tuple[str, ...]
    patterns: NDArray[np.int64]
    counts: NDArray[np.int64]
    notes: tuple[str, ...] = ()

    @property
    def people(self) -> int:
        """n: different people on at least one list."""
        return int(self.counts.sum())

    @property
    def memberships(self) -> NDArray[np.bool_]:
        """One row per pattern, one column per list."""
        member: NDArray[np.bool_] = (
            self.patterns[:, None] >> np.arange(len(self.lists), dtype=np.int64)
        ) & 1 == 1
        return member

    @property
    def list_sizes(self) -> NDArray[np.int64]:
        """People on each list."""
        sizes: NDArray[np.int64] = self.memberships.T.astype(np.int64) @ self.counts
        return sizes

    @property
    def captures(self) -> NDArray[np.int64]:
        """``captures[k]``: people on exactly ``k`` lists, k = 0 … number of lists; ``captures[0]`` is 0."""
        on = self.memberships.sum(axis=1)
        captures = np.zeros(len(self.lists) + 1, dtype=np.int64)
        np.add.at(captures, on, self.counts)
        return captures

    @property
    def pair_overlaps(self) -> NDArray[np.int64]:
        """Symmetric; ``[i, j]`` people on both lists, ``[i, i]`` the size of list ``i``."""
        member = self.memberships.astype(np.int64)
        overlaps: NDArray[np.int64] = (member * self.counts[:, None]).T @ member
        return overlaps

    @property
    def digest(self) -> str:
        """SHA-256 over list names, patterns and counts; the order of the input's rows does not matter."""
        text = io.StringIO()
        for name in self.lists:
            text.write(f"{len(name)}:{name}\n")
        for pattern, count in zip(self.patterns.tolist(), self.counts.tolist(), strict=True):
            text.write(f"{pattern:x} {count}\n")
        return hashlib.sha256(text.getvalue().encode()).hexdigest()


def from_counts(
    lists: Sequence[str], counts: Mapping[int, int], *, notes: Iterable[str] = (), where: Where | None = None
) -> InclusionTable:
    """``counts`` maps pattern codes (bit ``j`` = ``lists[j]``) to people; zeros are dropped, a code of 0 is refused."""
    if not lists:
        raise InputError("no list columns", where=where, remedy="Give one column of 0 and 1 per list.")
    if len(lists) > MOST_LISTS:
        raise InputError(f"{len(lists)} lists, at most {MOST_LISTS} can be read", where=where)
    if len(set(lists)) != len(lists):
        twice = sorted({name for name in lists if list(lists).count(name) > 1})
        raise InputError(f"list named more than once: {', '.join(twice)}", where=where)
    if counts.get(0, 0):
        raise InputError(
            f"{counts[0]} people on no list at all",
            where=where,
            remedy="People on no list cannot have been counted; remove that row.",
        )
    if any(code < 0 or code >> len(lists) for code in counts):
        raise InputError("a pattern names a list that does not exist", where=where)
    if any(count < 0 for count in counts.values()):
        raise InputError("a count below zero", where=where)
    kept = sorted((code, count) for code, count in counts.items() if count)
    if sum(count for _, count in kept) > MOST_PEOPLE:
        raise InputError(f"more than {MOST_PEOPLE:,} people", where=where, remedy="Check the counts.")
    return InclusionTable(
        lists=tuple(lists),
        patterns=np.array([code for code, _ in kept], dtype=np.int64),
        counts=np.array([count for _, count in kept], dtype=np.int64),
        notes=tuple(notes),
    )


def from_partition(
    persons: Sequence[int] | NDArray[np.int64],
    lists_of_records: Sequence[int] | NDArray[np.int64],
    lists: Sequence[str],
    *,
    merge: Mapping[str, str] | None = None,
) -> InclusionTable:
    """Count people by the lists they are on: one entry per record, a person label and the index of its list.

    ``merge`` renames lists before counting ({copy: original}), so that a copy is not taken for a second witness.
    """
    names = [(merge or {}).get(name, name) for name in lists]
    kept = list(dict.fromkeys(names))
    bit = np.array([kept.index(name) for name in names], dtype=np.int64)
    if len(persons) == 0:
        return from_counts(kept, {})
    label = np.unique(np.asarray(persons), return_inverse=True)[1]
    codes = np.zeros(int(label.max()) + 1, dtype=np.int64)
    np.bitwise_or.at(codes, label, np.int64(1) << bit[np.asarray(lists_of_records)])
    found, people = np.unique(codes, return_counts=True)
    return from_counts(kept, dict(zip(found.tolist(), people.tolist(), strict=True)))


def without_list(table: InclusionTable, index: int) -> InclusionTable:
    """The table as if that list had never been received; people known only from it disappear."""
    low = np.int64((1 << index) - 1)
    codes = (table.patterns & low) | ((table.patterns >> (index + 1)) << index)
    return _regroup(tuple(n for i, n in enumerate(table.lists) if i != index), codes, table)


def only_lists(table: InclusionTable, keep: Sequence[int]) -> InclusionTable:
    """The table of some of its lists, in the order given."""
    codes = np.zeros_like(table.patterns)
    for new, old in enumerate(keep):
        codes |= ((table.patterns >> old) & 1) << new
    return _regroup(tuple(table.lists[i] for i in keep), codes, table)


def grouped(table: InclusionTable, groups: Mapping[str, Sequence[str]]) -> InclusionTable:
    """Lists added together by kind of source; every list must stand in exactly one group."""
    named = [name for members in groups.values() for name in members]
    if sorted(named) != sorted(table.lists):
        raise InputError(
            "the grouping does not name each list exactly once",
            remedy=f"The lists are: {', '.join(table.lists)}.",
        )
    codes = np.zeros_like(table.patterns)
    for new, members in enumerate(groups.values()):
        for name in members:
            codes |= ((table.patterns >> table.lists.index(name)) & 1) << new
    return _regroup(tuple(groups), codes, table)


def _regroup(lists: tuple[str, ...], codes: NDArray[np.int64], table: InclusionTable) -> InclusionTable:
    counts: dict[int, int] = {}
    for code, count in zip(codes.tolist(), table.counts.tolist(), strict=True):
        if code:
            counts[code] = counts.get(code, 0) + count
    return from_counts(lists, counts, notes=table.notes)


def read_csv(path: Path, *, by: Sequence[str] = ()) -> dict[tuple[str, ...], InclusionTable]:
    """One table per stratum: the values of the columns ``by`` (an empty tuple when none is asked for).

    Every column except ``count`` and ``by`` is a list and holds 0 or 1. Rows of the same pattern are added together
    and noted. Raises `InputError` with file, row and column.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError(
            "no such file",
            where=Where(file=path.name),
            remedy="Name a table of 0/1 columns and 'count' (docs/reference/estimates.md), or a register's folder.",
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            "cannot be read as UTF-8 text", where=Where(file=path.name), remedy="Save it as CSV in UTF-8."
        ) from error
    return parse_csv(text, file=path.name, by=by)


def parse_csv(text: str, *, file: str, by: Sequence[str] = ()) -> dict[tuple[str, ...], InclusionTable]:
    """As `read_csv`, from text; comma, semicolon and tab are told apart by the header."""
    text = text.removeprefix("\ufeff")
    header_line = text.partition("\n")[0]
    delimiter = max(",;\t", key=header_line.count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise InputError(f"not a CSV file ({error})", where=Where(file=file)) from error
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if not rows:
        raise InputError("the file is empty", where=Where(file=file))
    header = [cell.strip() for cell in rows[0]]
    _check_header(header, by=by, file=file)
    return _count_rows(header, rows[1:], by=by, file=file)


def _check_header(header: list[str], *, by: Sequence[str], file: str) -> None:
    for name in (COUNT_COLUMN, *by):
        if header.count(name) != 1:
            raise InputError(
                f"{header.count(name)} columns named {name!r}, one is needed",
                where=Where(file=file),
                remedy="The table needs one column of 0 and 1 per list, then a column 'count'.",
            )
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise InputError(f"list named more than once: {', '.join(twice)}", where=Where(file=file))
    if "" in header:
        raise InputError(f"column {header.index('') + 1} has no name", where=Where(file=file))


def _count_rows(
    header: list[str], rows: list[list[str]], *, by: Sequence[str], file: str
) -> dict[tuple[str, ...], InclusionTable]:
    lists = [name for name in header if name != COUNT_COLUMN and name not in by]
    counts: dict[tuple[str, ...], dict[int, int]] = {}
    repeated: dict[tuple[str, ...], int] = {}
    for number, row in enumerate(rows, start=1):
        if len(row) != len(header):
            raise InputError(
                f"{len(row)} cells under {len(header)} headers", where=Where(file=file, row=number)
            )
        cells = dict(zip(header, (cell.strip() for cell in row), strict=True))
        stratum = tuple(cells[name] for name in by)
        code = sum(
            _zero_or_one(cells[name], Where(file=file, row=number, column=name)) << j
            for j, name in enumerate(lists)
        )
        count = _whole(cells[COUNT_COLUMN], Where(file=file, row=number, column=COUNT_COLUMN))
        if code == 0 and count:
            raise InputError(
                "people on no list at all",
                where=Where(file=file, row=number),
                remedy="People on no list cannot have been counted; remove that row.",
            )
        of = counts.setdefault(stratum, {})
        repeated[stratum] = repeated.get(stratum, 0) + (code in of)
        of[code] = of.get(code, 0) + count
    if not counts:
        counts, repeated = {("",) * len(by): {}}, {}
    return {
        stratum: from_counts(
            lists,
            of,
            where=Where(file=file),
            notes=[f"{repeated[stratum]} rows repeated a pattern and were added to it"]
            if repeated.get(stratum)
            else (),
        )
        for stratum, of in counts.items()
    }


def _zero_or_one(cell: str, where: Where) -> int:
    if cell in {"0", "1"}:
        return int(cell)
    raise InputError("neither 0 nor 1", where=where, remedy="1 = on this list, 0 = not on it.")


def _whole(cell: str, where: Where) -> int:
    if cell.isascii() and cell.isdigit() and len(cell) <= 15:
        return int(cell)
    raise InputError("not a whole number of people, 0 or more", where=where)
