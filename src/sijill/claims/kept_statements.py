"""The claims of a list with their readings beside them, in the order of its rows: a cache in ``derived/pages``.

A page about one person needs a dozen of a million claims. In the claims file they lie among 16,000 that are decoded
with them, and their readings in another file. Here both lie together in batches of about a hundred records, of which
one is read. The name of a file tells the state of the two it was made from: what was made from others is not found.
"""

import hashlib
import threading
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sijill.tables import parquet
from sijill.tables.files import written_whole
from sijill.tables.register import Register

FOLDER: Final = "pages"
CLAIMS_PER_BATCH: Final = 512
FORMAT: Final = 1
# Of a claims file; the text of the whole cell is not needed.
CLAIM_COLUMNS: Final = (
    "row", "property", "value", "sheet", "line", "col", "column", "start", "end", "said_by", "as_of", "visibility"
)  # fmt: skip
# Of a reading; the names of the claim's own columns are taken.
READING_COLUMNS: Final = {
    "kind": "kind",
    "normalised": "normalised",
    "start": "read_start",
    "end": "read_end",
    "codes": "codes",
    "resolved": "resolved",
    "ambiguous": "ambiguous",
    "note": "note",
}
READ: Final = "read"  # whether there is a reading at all
_FIRST: Final = b"first rows of the batches"
_SEPARATOR: Final = "\x1f"
_WRITTEN_AT_ONCE: Final = 1 << 16


def path_of(register: Register, claims_path: Path, readings_path: Path) -> Path | None:
    """Where the claims and readings of these two files lie together, whether or not they were made yet; None while
    one of the two is not there.
    """
    try:
        states = [path.stat() for path in (claims_path, readings_path)]
    except OSError:
        return None
    marks = [FORMAT, readings_path.name, *((one.st_mtime_ns, one.st_size) for one in states)]
    mark = hashlib.sha256(repr(marks).encode()).hexdigest()[:16]
    return register.derived / FOLDER / f"{claims_path.stem}.{mark}.arrow"


def write(path: Path, claims_path: Path, readings_path: Path) -> None:
    """Makes the file, whole or not at all. A minute for some ten million claims; needs memory for one list."""
    readings = parquet.read(readings_path)
    claims = parquet.read(claims_path, list(CLAIM_COLUMNS)).unify_dictionaries()
    order = [("row", "ascending"), ("col", "ascending"), ("start", "ascending")]
    claims = claims.take(pc.sort_indices(claims, sort_keys=order))
    found = pc.index_in(_keys(claims), value_set=_keys(readings).combine_chunks())
    rows = claims["row"].to_numpy()
    cuts = _cuts(rows)
    beside = readings.select(list(READING_COLUMNS)).rename_columns(list(READING_COLUMNS.values()))
    beside = beside.set_column(0, "kind", pc.dictionary_encode(beside["kind"].combine_chunks()))
    schema = pa.schema(
        [*claims.schema.remove_metadata(), *beside.schema.remove_metadata(), (READ, pa.bool_())]
    )
    first = rows[cuts[:-1]].astype("<i4").tobytes()
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    with (
        written_whole(path) as scratch,
        pa.OSFile(str(scratch), "wb") as sink,
        pa.ipc.new_file(sink, schema.with_metadata({_FIRST: first}), options=options) as file,
    ):
        for batch in _batches(claims, beside, found, cuts, schema):
            file.write_batch(batch)


def _keys(table: pa.Table) -> pa.ChunkedArray:
    parts = [pc.cast(table[name], pa.string()) for name in ("property", "column", "value")]
    return pc.binary_join_element_wise(*parts, _SEPARATOR)


def _cuts(rows: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    """Where batches begin and the last one ends: all claims of a row of the list lie in one."""
    starts = np.flatnonzero(np.diff(rows, prepend=rows[:1] - 1)) if len(rows) else np.zeros(0, np.int64)
    chosen = np.searchsorted(starts, np.arange(0, len(rows), CLAIMS_PER_BATCH))
    return np.append(np.unique(starts[chosen[chosen < len(starts)]]), len(rows))


def _batches(
    claims: pa.Table, beside: pa.Table, found: pa.ChunkedArray, cuts: npt.NDArray[np.int64], schema: pa.Schema
) -> Iterator[pa.RecordBatch]:
    """Some thousand claims are put beside their readings at once: all of a long list would not fit into memory."""
    at = 0
    while at < len(cuts) - 1:
        upto = max(at + 1, int(np.searchsorted(cuts, cuts[at] + _WRITTEN_AT_ONCE, "right")) - 1)
        begin, size = int(cuts[at]), int(cuts[upto] - cuts[at])
        mine, index = claims.slice(begin, size), found.slice(begin, size)
        read = beside.take(index)
        known = pc.is_valid(index)
        part = pa.table([*mine.columns, *read.columns, known], schema=schema).combine_chunks()
        whole = part.to_batches()[0]
        for one, two in zip(cuts[at:upto], cuts[at + 1 : upto + 1], strict=True):
            yield whole.slice(int(one) - begin, int(two - one))
        at = upto


def rows_of(path: Path, rows: Iterable[int]) -> list[dict[str, Any]] | None:
    """All claims of these rows of the list by row, column and place in the cell; None where the file is not there."""
    try:
        stat = path.stat()
    except OSError:
        return None
    kept = _opened(path, stat.st_ino, stat.st_mtime_ns)
    return [claim for row in sorted(rows) for claim in kept.of(row)]


class _Kept:
    """An open file. Its reader is not made for several threads at once."""

    def __init__(self, path: Path) -> None:
        self.file = pa.ipc.open_file(pa.memory_map(str(path)))
        self.names = self.file.schema.names
        self.first = np.frombuffer((self.file.schema.metadata or {}).get(_FIRST, b""), "<i4")
        self.turn = threading.Lock()
        # All batches share their dictionaries; looking a word up by its number here is what Arrow takes long for.
        columns = self.file.get_batch(0).columns if len(self.first) else []
        self.words = [
            column.dictionary.to_pylist() if pa.types.is_dictionary(column.type) else None
            for column in columns
        ]

    def of(self, row: int) -> list[dict[str, Any]]:
        number = int(np.searchsorted(self.first, row, "right")) - 1
        if number < 0:
            return []
        with self.turn:
            batch = self.file.get_batch(number)
        rows = batch.column(0).to_numpy()
        begin, end = np.searchsorted(rows, row, "left"), np.searchsorted(rows, row, "right")
        part = batch.slice(int(begin), int(end - begin))
        columns = [_values(column, words) for column, words in zip(part.columns, self.words, strict=True)]
        return [dict(zip(self.names, values, strict=True)) for values in zip(*columns, strict=True)]


def _values(column: pa.Array, words: list[Any] | None) -> list[Any]:
    if words is None:
        found: list[Any] = column.to_pylist()
        return found
    return [None if number is None else words[number] for number in column.indices.to_pylist()]


@lru_cache(maxsize=256)
def _opened(path: Path, _inode: int, _changed: int) -> _Kept:
    return _Kept(path)
