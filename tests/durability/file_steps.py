"""The C shim of ``file_steps.c`` from Python: build it, start a process under it, ask things of it, read its log."""

import ctypes
import os
import struct
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Final

SOURCE: Final = Path(__file__).with_name("file_steps.c")
_HEAD: Final = struct.Struct("<4I2q")


class Kind(IntEnum):
    OPEN = 1  # a file comes to be
    WRITE = 2
    TRUNCATE = 3
    SYNC = 4
    RENAME = 5
    UNLINK = 6
    MKDIR = 7
    RMDIR = 8
    SYNC_FOLDER = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """``number``: where a write begins, or the size a file is cut to. ``other``: the new name in a rename."""

    kind: Kind
    path: str
    other: str = ""
    number: int = 0
    data: bytes = b""


def build(folder: Path) -> Path:
    """The shim as a shared library; needs a C compiler."""
    library = folder / "file_steps.so"
    subprocess.run(
        ["cc", "-O1", "-shared", "-fPIC", "-Wall", "-Werror", "-o", library, SOURCE, "-lpthread"], check=True
    )
    return library


def start(library: Path, script: Path, arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Runs a Python script under the shim; its standard output is the answer."""
    environment = os.environ | {"LD_PRELOAD": str(library), "NUMBA_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    return subprocess.run(
        [sys.executable, script, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


class Shim:
    """What a process that was started under the shim can ask of it."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)
        for name in ("steps_taken", "steps_of_kind"):
            getattr(self._library, name).restype = ctypes.c_long

    def watch(self, folder: Path) -> None:
        """Steps under ``folder`` count from here on, beginning with 1."""
        self._library.steps_watch(os.fsencode(folder.resolve()))

    def record(self, log: Path) -> None:
        self._library.steps_record(os.fsencode(log))

    def die_at(self, step: int, *, half: bool = False) -> None:
        self._library.steps_die_at(ctypes.c_long(step), int(half))

    def full_from(self, step: int) -> None:
        self._library.steps_full_from(ctypes.c_long(step))

    def delay(self, microseconds: int) -> None:
        self._library.steps_delay(ctypes.c_long(microseconds))

    def taken(self) -> int:
        return int(self._library.steps_taken())

    def of_kind(self, kind: Kind) -> int:
        return int(self._library.steps_of_kind(int(kind)))


def read_log(path: Path) -> Iterator[Step]:
    with path.open("rb") as log:
        while head := log.read(_HEAD.size):
            kind, path_length, other_length, data_length, number, _ = _HEAD.unpack(head)
            yield Step(
                kind=Kind(kind),
                path=os.fsdecode(log.read(path_length)),
                other=os.fsdecode(log.read(other_length)),
                number=number,
                data=log.read(data_length),
            )
