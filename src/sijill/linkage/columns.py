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
    """The texts of one or more columns of one table, by record: ``owner`` (ascending) and ``code`` into ``texts``."""

    __slots__ = ("code", "n", "owner", "place", "texts")

    def __init__(self, n: int, owner: Array, code: Array, texts: list[str]) -> None:
        self.n, self.owner, self.code, self.texts = n, owner, code, texts
        starts = np.searchsorted(owner, np.arange(n)) if len(owner) else np.zeros(n, np.int64)
        self.place = np.arange(len(owner)) - starts[owner] if len(owner) else owner

    @classmethod
    def of(cls, table: pa.Table, names: Sequence[str], *, empty: bool = False) -> "Values":
        """Of each record the values of the columns one after the other; empty texts left out unless asked for."""
        if all(table[name].null_count == table.num_rows for name in names):
            return cls(table.num_rows, np.zeros(0, np.int64), np.zeros(0, np.int64), [])
        owners, codes, texts = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], dict[str, int]()
        for name in names:
            owner, code, values = _flat(table[name])
            shared = np.array([texts.setdefault(value, len(texts)) for value in values], np.int64)
            owners.append(owner)
            codes.append(shared[code] if len(values) else code)
        owner, code = np.concatenate(owners), np.concatenate(codes)
        if not empty and "" in texts:
            kept = code != texts[""]
            owner, code = owner[kept], code[kept]
        if len(names) > 1:
            order = np.argsort(owner, kind="stable")
            owner, code = owner[order], code[order]
        return cls(table.num_rows, owner, code, list(texts))

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
        """``function`` of each different text that occurs."""
        out = np.full(max(len(self.texts), 1), NONE, np.int64)
        for at in sorted(set(self.code.tolist())):
            out[at] = function(self.texts[at])
        return out

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


def _flat(column: Any) -> tuple[Array, Array, list[str]]:  # Arrow ships no types
    """(record, code) of each value that is not null, in order, and the different values."""
    if column.null_count == len(column):
        return np.zeros(0, np.int64), np.zeros(0, np.int64), []
    if len(column) <= FEW:
        return _flat_of_few(column)
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(whole, pa.ChunkedArray):
        whole = pa.concat_arrays(whole.chunks) if whole.num_chunks else pa.array([], column.type)
    if pa.types.is_list(whole.type):
        owner = pc.list_parent_indices(whole).to_numpy(zero_copy_only=False).astype(np.int64)
        flat = pc.list_flatten(whole)
    else:
        owner, flat = np.arange(len(whole)), whole
    coded = flat.dictionary_encode()
    known = coded.indices.is_valid().to_numpy(zero_copy_only=False)
    code = coded.indices.fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64)
    return owner[known], code[known], coded.dictionary.to_pylist()


FEW: Final = 16  # records whose values are had sooner one by one than by calls that are made for many


def _flat_of_few(column: Any) -> tuple[Array, Array, list[str]]:  # Arrow ships no types
    owner, code, known = list[int](), list[int](), dict[str, int]()
    for row, held in enumerate(column.to_pylist()):
        for value in held if isinstance(held, list) else (held,):
            if value is not None:
                owner.append(row)
                code.append(known.setdefault(value, len(known)))
    return np.array(owner, np.int64), np.array(code, np.int64), list(known)
