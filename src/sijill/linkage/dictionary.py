"""Texts by number. Many at once are numbered by Arrow, a few by a Python dictionary."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, overload

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Array = npt.NDArray[Any]
FEW: Final = 64  # texts that are numbered sooner one by one
CHUNK: Final = 1 << 16


class Texts(Sequence[str]):
    """An Arrow array as a sequence of Python texts, which are made when they are asked for."""

    __slots__ = ("array",)

    def __init__(self, array: Any) -> None:  # Arrow ships no types
        self.array = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array

    def __len__(self) -> int:
        return len(self.array)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        found: str | list[str] = (
            self.array[at].to_pylist() if isinstance(at, slice) else self.array[at].as_py()
        )
        return found

    def __iter__(self) -> Iterator[str]:
        for start in range(0, len(self.array), CHUNK):
            yield from self.array.slice(start, CHUNK).to_pylist()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def __arrow_array__(self, type: Any = None) -> Any:  # noqa: A002  # the name is Arrow's
        return self.array if type is None else self.array.cast(type)


class Dictionary:
    """Numbers in order of first sight. No result depends on their order."""

    def __init__(self) -> None:
        self._codes: dict[str, int] | None = {}
        self._many: Any = None  # an array instead, once many came at once

    @property
    def codes(self) -> dict[str, int]:
        """The numbers by text, to be looked up and added to."""
        if self._codes is None:
            self._codes, self._many = {text: at for at, text in enumerate(self._many.to_pylist())}, None
        return self._codes

    def all(self, texts: Any) -> Array:
        """[texts] numbers of an Arrow array of texts; new ones are numbered on, nulls are -1."""
        if len(texts) <= FEW and self._codes is not None:
            codes = self._codes
            found = [-1 if text is None else codes.setdefault(text, len(codes)) for text in texts.to_pylist()]
            return np.array(found, np.int32)
        known = self.array
        coded = pa.concat_arrays([known, texts]).dictionary_encode()
        self._codes, self._many = None, coded.dictionary
        numbers: Array = coded.indices.slice(len(known)).fill_null(-1).to_numpy(zero_copy_only=False)
        return numbers

    def code(self, text: str) -> int:
        return self.codes.setdefault(text, len(self.codes))

    @property
    def array(self) -> Any:
        """The texts by number, an Arrow array."""
        return pa.array(list(self._codes), pa.string()) if self._codes is not None else self._many

    @property
    def values(self) -> Sequence[str]:
        return list(self._codes) if self._codes is not None else Texts(self._many)

    def __len__(self) -> int:
        return len(self._many) if self._codes is None else len(self._codes)

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)
