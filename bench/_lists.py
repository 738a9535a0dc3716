"""Lists through ``sijill unify`` as the table that linkage takes, with their truth beside it."""

import csv
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

Array = npt.NDArray[Any]
# Ages in a list without a date of its own are true on the day of receipt: with today's the figures would move a
# little from day to day (F1 .9548 to .9557 on the five organisations).
RECEIVED = "2026-11-01T12:00:00+00:00"
_UNIFY = """
import sys
from datetime import datetime
from pathlib import Path
import sijill.pipeline
from sijill.pipeline.unify import unify
at, into, *files = sys.argv[1:]
unify([Path(file) for file in files], Path(into), at=datetime.fromisoformat(at), actor="bench")
"""


def unified(files: Iterable[Path], into: Path) -> pa.Table:
    """The table that linkage takes, made by the product; record ids are ``file:row``, as in ``Truth``."""
    command = [sys.executable, "-c", _UNIFY, RECEIVED, str(into), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True)
    return table_of(into)


def table_of(register: Path) -> pa.Table:
    from sijill.linkage import SCHEMA

    with (register / "out" / "records.csv").open(encoding="utf-8", newline="") as file:
        place = {row["record_id"]: f"{Path(row['list']).stem}:{row['row']}" for row in csv.DictReader(file)}
    table = pq.read_table(register / "derived" / "records.parquet")
    table = table.select([column for column in table.column_names if column in SCHEMA.names])
    ids = pa.array([place[record] for record in table["record_id"].to_pylist()])
    return table.set_column(table.column_names.index("record_id"), "record_id", ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """``file:row`` -> who it is, and the groups of people who are easily taken for one another."""

    entity: dict[str, str]
    household: dict[str, str]
    clan: dict[str, str]
    name_group: dict[str, str]


def truth_of(path: Path) -> Truth:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    ids = [f"{Path(row['list']).stem}:{row['row']}" for row in rows]
    of = {
        name: {record: row[name] for record, row in zip(ids, rows, strict=True) if row.get(name)}
        for name in ("entity", "household", "clan", "name_group")
    }
    return Truth(**of)


def coded(values: Iterable[Any]) -> Array:
    """Whole numbers from 0 for equal values."""
    seen: dict[Any, int] = {}
    return np.fromiter((seen.setdefault(value, len(seen)) for value in values), np.int64)
