"""A claims file as columns again: for each property and column of the list, one code per record.

Readers work on the different values only, however often each was written.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sijill.errors import RegisterError

MISSING: Final = -1

Codes = NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimColumn:
    """What one column of the list says of one property: ``codes[record]`` indexes ``values``; -1 where it is silent.

    A record that says the same property twice in one column (a cell that was split) appears in a further ClaimColumn.
    """

    property: str
    column: str
    values: tuple[str, ...]
    codes: Codes


def load(path: Path, rows: NDArray[np.int32]) -> list[ClaimColumn]:
    """The columns of a claims file, in the order of the list; ``rows`` are its records' row numbers, ascending."""
    try:
        table = pq.read_table(path, columns=["row", "property", "col", "column", "value"])
    except (OSError, pa.ArrowInvalid) as problem:
        raise RegisterError(
            f"claims/{path.name} cannot be read",
            remedy="Run: sijill verify DIR, and restore it from a backup",
        ) from problem
    said = _Said.of(table)
    return [column for key in sorted(said.keys) for column in _columns_of(said, key, rows)]


Key = tuple[int, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """A claims file sorted by column and property; ``keys`` gives the span of each (col, property, column)."""

    keys: dict[Key, tuple[int, int]]
    row: NDArray[np.int32]
    value: pa.Array

    @staticmethod
    def of(table: pa.Table) -> "_Said":
        codes = {name: table[name].unify_dictionaries().combine_chunks() for name in ("property", "column")}
        col = table["col"].to_numpy().astype(np.int64)
        joined = col
        for coded in codes.values():
            joined = joined * max(1, len(coded.dictionary)) + coded.indices.to_numpy()
        order = np.argsort(joined, kind="stable")
        starts = np.flatnonzero(np.diff(joined[order], prepend=-1))
        first = pa.array(order[starts])
        names = [coded.take(first).to_pylist() for coded in codes.values()]
        spans = zip(starts.tolist(), [*starts.tolist(), len(order)][1:], strict=True)
        keys = zip(col[order[starts]].tolist(), *names, strict=True)
        return _Said(
            keys=dict(zip(keys, spans, strict=True)),
            row=table["row"].to_numpy()[order],
            # Large: more than 2 GB of text would not fit one array otherwise.
            value=table["value"].cast(pa.large_string()).combine_chunks().take(pa.array(order)),
        )


def _columns_of(said: _Said, key: Key, rows: NDArray[np.int32]) -> list[ClaimColumn]:
    first, after = said.keys[key]
    coded = said.value.slice(first, after - first).dictionary_encode()
    values = tuple(coded.dictionary.to_pylist())
    place = np.searchsorted(rows, said.row[first:after])
    codes = coded.indices.to_numpy()
    columns = []
    for layer in _layers(place):
        dense = np.full(len(rows), MISSING, np.int32)
        dense[place[layer]] = codes[layer]
        columns.append(ClaimColumn(property=key[1], column=key[2], values=values, codes=dense))
    return columns


def _layers(place: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Positions of the first mention of each record, of the second, and so on."""
    order = np.argsort(place, kind="stable")
    sorted_place = place[order]
    starts = np.r_[0, np.flatnonzero(np.diff(sorted_place)) + 1] if len(place) else np.empty(0, np.intp)
    nth = np.arange(len(place)) - np.repeat(starts, np.diff(np.r_[starts, len(place)]))
    if not len(place) or nth.max() == 0:
        return [np.arange(len(place))]
    return [order[nth == layer] for layer in range(int(nth.max()) + 1)]
