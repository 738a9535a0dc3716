"""From a register to arrays: which record is on which list, what it says, and which person it belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sijill.statistics.counts import Stratum, said
from sijill.statistics.tally import UNKNOWN_CODE, Records
from sijill.tables.register import Register


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Histories:
    """``partition[i]``: the person of record ``record_ids[i]``, numbered in order of person id."""

    records: Records
    partition: NDArray[np.int64]
    record_ids: tuple[str, ...]


def read_histories(register: Register, by: Sequence[Stratum], *, as_of: date) -> Histories:
    """Records of arrests that may have begun by ``as_of``, in order of record id; lists in order of id."""
    table = said(register, by, as_of=as_of)
    lists, list_of = _encode(table["list_id"])
    _, persons = _encode(table["person_id"])
    dimensions, values = {}, {}
    for one in by:
        values[one.value], dimensions[one.value] = _encode(table[one.value])
    return Histories(
        records=Records(lists=lists, list_of=list_of, dimensions=dimensions, values=values),
        partition=persons,
        record_ids=tuple(table["record_id"].to_pylist()),
    )


def _encode(column: pa.ChunkedArray) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Distinct values in order, and codes into them; null becomes `UNKNOWN_CODE`."""
    texts = column.to_pylist()
    values = tuple(sorted({text for text in texts if text is not None}))
    place = {value: code for code, value in enumerate(values)}
    codes = [UNKNOWN_CODE if text is None else place[text] for text in texts]
    return values, np.array(codes, dtype=np.int64)
