"""Parquet files as the register writes them: whole or not at all, and the same bytes for the same table."""

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


def read_groups(path: Path, spanned: tuple[str, ...], may_hold: Callable[[Span], bool]) -> pa.Table:
    """The row groups that may hold what is looked for, by the least and greatest values of the ``spanned`` columns.

    The footer is read once per state of the file. Raises OSError and ArrowInvalid as Arrow does.
    """
    stat = path.stat()
    metadata, spans = _outline(path, stat.st_mtime_ns, stat.st_size, spanned)
    wanted = [group for group, span in enumerate(spans) if may_hold(span)]
    with pq.ParquetFile(path, metadata=metadata) as file:
        return file.read_row_groups(wanted, use_threads=len(wanted) > _FEW)


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
