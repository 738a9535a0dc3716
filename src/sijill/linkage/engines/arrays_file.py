"""Many arrays in one file, each at a place that a table of contents names: written in one go, mapped as a whole."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Contents = dict[str, tuple[str, list[int], int]]  # type, shape, first byte

ALIGNED: Final = 64  # bytes


class Writer:
    """``contents`` is what ``read`` asks for."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.contents: Contents = {}

    def add(self, name: str, array: Array) -> None:
        self.begin(name)
        self.more(array)
        self.end(name, array.dtype, array.shape)

    def begin(self, name: str) -> None:
        """An array that is written in parts."""
        self._file.write(b"\0" * (-self._file.tell() % ALIGNED))
        self.contents[name] = ("", [], self._file.tell())

    def more(self, part: Array) -> None:
        self._file.write(np.ascontiguousarray(part).data if part.size else b"")

    def end(self, name: str, dtype: Any, shape: Sequence[int]) -> None:
        self.contents[name] = (np.dtype(dtype).str, list(shape), self.contents[name][2])


def write(path: Path, arrays: Mapping[str, Array]) -> Contents:
    with path.open("wb") as file:
        kept = Writer(file)
        for name, array in arrays.items():
            kept.add(name, array)
    return kept.contents


def read(path: Path, contents: Mapping[str, Sequence[Any]]) -> dict[str, Array]:
    """All arrays, not to be written to; none is read until it is used."""
    whole = np.memmap(path, np.uint8, "r") if path.stat().st_size else np.zeros(0, np.uint8)
    out = {}
    for name, (dtype, shape, begin) in contents.items():
        size = np.dtype(dtype).itemsize * int(np.prod(shape))
        out[name] = np.asarray(whole[begin : begin + size].view(dtype).reshape(shape))
    return out
