"""A claims file as columns again: for each property and column of the list, one code per record.

Readers work on the different values only, however often each was written.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
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
    table = table.unify_dictionaries()  # row groups carry their own dictionaries, which group_by refuses
    keys = table.group_by(["col", "property", "column"], use_threads=False).aggregate([])
    found: list[ClaimColumn] = []
    order = sorted(keys.to_pylist(), key=lambda key: (key["col"], key["property"], key["column"]))
    for key in order:
        found += _columns_of(table, key, rows)
    return found


def _columns_of(table: pa.Table, key: dict[str, Any], rows: NDArray[np.int32]) -> list[ClaimColumn]:
    mask = pc.and_(
        pc.and_(pc.equal(table["col"], key["col"]), pc.equal(table["property"], key["property"])),
        pc.equal(table["column"], key["column"]),
    )
    part = table.filter(mask)
    coded = part["value"].combine_chunks().dictionary_encode()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.combine_chunks()
    values = tuple(coded.dictionary.to_pylist())
    place = np.searchsorted(rows, part["row"].to_numpy())
    codes = coded.indices.to_numpy()
    columns = []
    for layer in _layers(place):
        dense = np.full(len(rows), MISSING, np.int32)
        dense[place[layer]] = codes[layer]
        columns.append(
            ClaimColumn(property=key["property"], column=key["column"], values=values, codes=dense)
        )
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
