"""An order of the records that depends on what they say, not on where they stood or in which file."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sijill.linkage.columns import places, shared
from sijill.linkage.dictionary import Texts
from sijill.linkage.kept_texts import hashed

_PRIME: Final = np.uint64(0x9E3779B97F4A7C15)
_OTHER: Final = np.uint64(0xD1342543DE82EF95)


def digests(table: pa.Table) -> npt.NDArray[np.uint64]:
    """Of each row one number of all columns but the record id: what a row says, whatever stands beside it."""
    names = [name for name in table.column_names if name != "record_id"]
    each = FEWER if len(table) > AT_ONCE else len(names)
    with np.errstate(over="ignore"):
        digest = np.zeros(len(table), np.uint64)
        for first in range(0, len(names), each):
            for column in _column_digests([table[name] for name in names[first : first + each]]):
                digest = (digest ^ column) * _PRIME
                digest ^= digest >> np.uint64(29)
    return digest


AT_ONCE: Final = 10_000  # records of which the texts of all columns are digested together; of more, of
FEWER: Final = 1  # so many columns


def canonical(table: pa.Table) -> pa.Table:
    """Rows sorted by a digest of all columns but the record id; equal rows by record id.

    Random samples drawn by position are then the same for shuffled rows and for a list split into two files.
    """
    return ordered(table)[0]


def ordered(table: pa.Table) -> tuple[pa.Table, npt.NDArray[np.uint64]]:
    """The table in canonical order, and the digest of each of its rows."""
    digest = digests(table)
    order = np.argsort(digest, kind="stable")
    ordered = digest[order]
    equal = np.flatnonzero(np.r_[False, ordered[1:] == ordered[:-1]])
    if len(equal):
        tied = np.unique(np.concatenate([equal, equal - 1]))
        ids = np.array(table["record_id"].take(pa.array(order[tied])).to_pylist(), object)
        order[tied] = order[tied][np.lexsort((np.argsort(np.argsort(ids, kind="stable")), ordered[tied]))]
    return table.take(pa.array(order)).combine_chunks(), digest[order]


def _column_digests(columns: Sequence[Any]) -> Iterator[npt.NDArray[np.uint64]]:  # Arrow ships no types
    """Of each column one digest per row, of its values in their order; each different text is digested once."""
    plain = [
        pa.types.is_integer(column.type)
        or pa.types.is_date32(column.type)
        or column.null_count == len(column)
        for column in columns
    ]
    held = [column for column, number in zip(columns, plain, strict=True) if not number]
    coded, texts = shared(held, empty=True) if held else ([], pa.array([], pa.string()))
    each, parts = hashed(Texts(texts)), iter(coded)
    for column, number in zip(columns, plain, strict=True):
        yield _of_numbers(column) if number else _of_texts(len(column), *next(parts), each)


def _of_numbers(column: Any) -> npt.NDArray[np.uint64]:
    out = np.zeros(len(column), np.uint64)
    if column.null_count == len(column):
        return out
    known = column.is_valid().to_numpy()
    numbers = column.cast(pa.int32()).fill_null(0).to_numpy().astype(np.int64).astype(np.uint64)
    out[known] = (numbers[known] + np.uint64(1)) * _OTHER
    return out


def _of_texts(
    size: int, owner: npt.NDArray[Any], code: npt.NDArray[Any], each: npt.NDArray[np.uint64]
) -> npt.NDArray[np.uint64]:
    """``each``: the digest of each text."""
    out, place = np.zeros(size, np.uint64), places(owner)
    placed = each[code] * (place.astype(np.uint64) * np.uint64(2) + _OTHER)
    placed ^= placed >> np.uint64(31)
    if place.any():
        np.add.at(out, owner, placed)
    else:
        out[owner] = placed
    return out
