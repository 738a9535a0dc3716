"""Columns of texts as codes: each different text is read once, however many records have it."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Array = npt.NDArray[Any]
NONE: Final = -1


class Values:
    """The texts of one or more columns of one table, by record: ``owner`` (ascending) and ``code`` into ``array``."""

    __slots__ = ("_place", "array", "code", "n", "owner")

    def __init__(self, n: int, owner: Array, code: Array, array: Any) -> None:  # Arrow ships no types
        self.n, self.owner, self.code, self.array = n, owner, code, array
        self._place: Array | None = None

    @classmethod
    def of(cls, table: pa.Table, names: Sequence[str], *, empty: bool = False) -> "Values":
        """Of each record the values of the columns one after the other; empty texts left out unless asked for."""
        columns, texts = shared([table[name] for name in names], empty=empty)
        return cls.merged(table.num_rows, columns, texts)

    @classmethod
    def merged(cls, n: int, columns: Sequence[tuple[Array, Array]], texts: Any) -> "Values":
        """Several columns as ``shared`` has them, one after the other in each record."""
        held = [pair for pair in columns if len(pair[0])] or columns[:1]
        if len(held) == 1:
            return cls(n, *held[0], texts)
        owner, code = (np.concatenate(arrays) for arrays in zip(*held, strict=True))
        order = np.argsort(owner, kind="stable")
        return cls(n, owner[order], code[order], texts)

    @property
    def texts(self) -> list[str]:
        found: list[str] = self.array.to_pylist()
        return found

    @property
    def place(self) -> Array:
        """Of each value how many the record has before it."""
        if self._place is None:
            self._place = places(self.owner)
        return self._place

    def matrix(self, read: Array, width: int, dtype: Any = np.int32) -> Array:
        """[n, width] of ``read[code]`` for the first values of each record, -1 where there are fewer."""
        out = np.full((self.n, width), NONE, dtype)
        kept = self.place < width
        out[self.owner[kept], self.place[kept]] = read[self.code[kept]]
        return out

    def first(self, read: Array) -> Array:
        """[n] of ``read[code]`` for each record's first value."""
        out: Array = self.matrix(read, 1)[:, 0]
        return out

    def mapped(self, function: Callable[[str], int]) -> Array:
        """``function`` of each different text."""
        return np.array([function(text) for text in self.texts] or [NONE], np.int64)

    def lists(self) -> Iterable[tuple[Array, tuple[int, ...]]]:
        """Records by what they hold: (records, codes), each different sequence of codes once."""
        count = np.bincount(self.owner, minlength=self.n) if len(self.owner) else np.zeros(self.n, np.int64)
        begin = np.cumsum(count) - count
        for size in np.unique(count[count > 0]).tolist():
            rows = np.flatnonzero(count == size)
            held = self.code[begin[rows][:, None] + np.arange(size)]
            order = np.lexsort(held.T[::-1])
            ordered = held[order]
            cuts = np.flatnonzero(np.r_[True, (ordered[1:] != ordered[:-1]).any(axis=1)])
            for first, last in zip(cuts, [*cuts[1:], len(rows)], strict=True):
                yield rows[order[first:last]], tuple(ordered[first].tolist())


def places(owner: Array) -> Array:
    """Of each value how many the same owner has before it; ``owner`` ascends."""
    first = np.ones(len(owner), np.bool_)
    first[1:] = owner[1:] != owner[:-1]
    if first.all():
        return np.zeros(len(owner), np.int64)
    starts = np.flatnonzero(first)
    return np.arange(len(owner)) - np.repeat(starts, np.diff(starts, append=len(owner)))


def shared(columns: Sequence[Any], *, empty: bool = False) -> tuple[list[tuple[Array, Array]], Any]:
    """(record, code) of the values of each column, in order, and the different texts of all. Nulls are left out."""
    flat = [_flat(column, empty=empty) for column in columns]
    coded = pa.concat_arrays([texts for _, texts in flat]).dictionary_encode()
    code = coded.indices.to_numpy(zero_copy_only=False)
    cuts = np.cumsum([len(owner) for owner, _ in flat])[:-1]
    owners = [owner for owner, _ in flat]
    return list(zip(owners, np.split(code, cuts), strict=True)), coded.dictionary


def numbered(keys: Array) -> tuple[Array, Array]:
    """(number of each key, the different keys), in order of first sight; integer keys."""
    coded = pa.array(keys).dictionary_encode()
    return coded.indices.to_numpy(zero_copy_only=False), coded.dictionary.to_numpy(zero_copy_only=False)


FEW: Final = 16  # records whose values are had sooner one by one than by calls that are made for many


def _flat(column: Any, *, empty: bool) -> tuple[Array, Any]:  # Arrow ships no types
    """(record of each value, values): without nulls and, unless asked for, without empty texts."""
    if column.null_count == len(column):
        return np.zeros(0, np.int64), pa.array([], pa.string())
    if len(column) <= FEW:
        return _flat_of_few(column, empty=empty)
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(whole, pa.ChunkedArray):
        whole = pa.concat_arrays(whole.chunks) if whole.num_chunks else pa.array([], column.type)
    if pa.types.is_list(whole.type):
        owner = pc.list_parent_indices(whole).to_numpy(zero_copy_only=False).astype(np.int64)
        flat = pc.list_flatten(whole)
    else:
        owner, flat = np.arange(len(whole)), whole
    kept = flat.is_valid() if empty else pc.fill_null(pc.not_equal(flat, ""), fill_value=False)
    if pc.all(kept).as_py() is False:
        owner, flat = owner[kept.to_numpy(zero_copy_only=False)], flat.filter(kept)
    return owner, flat


def _flat_of_few(column: Any, *, empty: bool) -> tuple[Array, Any]:  # Arrow ships no types
    owner, values = list[int](), list[str]()
    for row, held in enumerate(column.to_pylist()):
        for value in held if isinstance(held, list) else (held,):
            if value is not None and (empty or value):
                owner.append(row)
                values.append(value)
    return np.array(owner, np.int64), pa.array(values, pa.string())
