"""An order of the records that depends on what they say, not on where they stood or in which file."""

import hashlib
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

_PRIME: Final = np.uint64(0x9E3779B97F4A7C15)


def canonical(table: pa.Table) -> pa.Table:
    """Rows sorted by a digest of all columns but the record id; equal rows by record id.

    Random samples drawn by position are then the same for shuffled rows and for a list split into two files.
    """
    with np.errstate(over="ignore"):
        digest = np.zeros(len(table), np.uint64)
        for name in table.column_names:
            if name != "record_id":
                digest = (digest ^ _column_digest(table[name])) * _PRIME
                digest ^= digest >> np.uint64(29)
    ids = np.array(table["record_id"].to_pylist(), dtype=object)
    order = (
        np.lexsort((np.argsort(np.argsort(ids, kind="stable")), digest))
        if len(ids)
        else np.zeros(0, np.int64)
    )
    return table.take(pa.array(order))


def _column_digest(column: Any) -> npt.NDArray[np.uint64]:  # Arrow ships no types
    """One digest per row, computed once for each different value."""
    seen: dict[Any, int] = {}
    codes = np.array(
        [seen.setdefault(tuple(v) if isinstance(v, list) else v, len(seen)) for v in column.to_pylist()],
        np.int64,
    )
    digests = np.array(
        [
            int.from_bytes(hashlib.blake2b(repr(value).encode(), digest_size=8).digest(), "little")
            for value in seen
        ],
        np.uint64,
    )
    return digests[codes] if len(codes) else np.zeros(0, np.uint64)
