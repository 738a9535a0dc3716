"""Parquet files as the register writes them: whole or not at all, and the same bytes for the same table."""

import threading
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from sijill.errors import RegisterError
from sijill.tables.files import written_whole

# The least and the greatest value of some columns of a row group; a column without statistics is not in it.
Span = Mapping[str, tuple[Any, Any]]
# Footers kept in memory: a page about one person opens a few files again and again.
_OUTLINES_KEPT: Final = 256
_MOST_KEPT_BYTES: Final = 128 * 1024**2
_groups: Final[dict[tuple[Path, int, int, int], pa.Table]] = {}  # the latest used last
_keeping: Final = threading.Lock()
# More row groups than this are read by several threads.
_FEW: Final = 8


def write(path: Path, table: pa.Table, *, rows_per_group: int = 131_072) -> None:
    with written_whole(path) as scratch:
        pq.write_table(table, scratch, compression="zstd", row_group_size=rows_per_group, store_schema=True)


def read(path: Path, columns: list[str] | None = None, *, filters: Any = None) -> pa.Table:
    """The rows that ``filters`` (as Arrow takes them) let through.

    Raises RegisterError naming the file when it is missing or broken.
    """
    try:
        return pq.read_table(path, columns=columns, filters=filters)
    except (OSError, pa.ArrowInvalid) as problem:
        raise RegisterError(
            f"{path.parent.name}/{path.name} is missing or broken",
            remedy="If it lies in derived/: sijill rebuild DIR. Otherwise restore it from a backup",
        ) from problem


def read_groups(
    path: Path,
    spanned: tuple[str, ...],
    may_hold: Callable[[Span], bool],
    *,
    columns: list[str] | None = None,
    keep: bool = False,
) -> pa.Table:
    """The row groups that may hold what is looked for, by the least and greatest values of the ``spanned`` columns.

    The footer is read once per state of the file. ``keep``: the groups stay decoded in memory, the latest used of
    all files together, for files of which the same few groups are wanted again and again. Raises OSError and
    ArrowInvalid as Arrow does.
    """
    stat = path.stat()
    state = (path, stat.st_mtime_ns, stat.st_size)
    metadata, spans = _outline(*state, spanned)
    wanted = [group for group, span in enumerate(spans) if may_hold(span)]
    if keep and wanted:
        return pa.concat_tables(_kept(state, metadata, wanted))
    with pq.ParquetFile(path, metadata=metadata) as file:
        return file.read_row_groups(wanted, columns=columns, use_threads=len(wanted) > _FEW)


def _kept(state: tuple[Path, int, int], metadata: Any, wanted: list[int]) -> list[pa.Table]:
    """The groups out of memory, or read now; the longest unused go when there are too many."""
    with _keeping:
        known = {group: _groups.pop((*state, group), None) for group in wanted}
        _groups.update({(*state, group): table for group, table in known.items() if table is not None})
    missing = [group for group, table in known.items() if table is None]
    if missing:
        with pq.ParquetFile(state[0], metadata=metadata) as file:
            known |= {group: file.read_row_group(group, use_threads=False) for group in missing}
        with _keeping:
            _groups.update({(*state, group): known[group] for group in missing})
            room = _MOST_KEPT_BYTES - sum(table.nbytes for table in _groups.values())
            while room < 0:
                room += _groups.pop(next(iter(_groups))).nbytes
    return [known[group] for group in wanted]


@lru_cache(maxsize=_OUTLINES_KEPT)
def _outline(path: Path, changed: int, size: int, spanned: tuple[str, ...]) -> tuple[Any, tuple[Span, ...]]:
    del changed, size  # they tell one state of the file from another
    metadata = pq.read_metadata(path)
    places = {metadata.schema.column(place).path: place for place in range(metadata.num_columns)}
    groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
    return metadata, tuple(
        {
            name: (found.min, found.max)
            for name in spanned
            if (found := group.column(places[name]).statistics) is not None and found.has_min_max
        }
        for group in groups
    )
