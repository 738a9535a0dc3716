"""Parquet files as the register writes them: whole or not at all, and the same bytes for the same table."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sijill.errors import RegisterError
from sijill.tables.files import written_whole


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
