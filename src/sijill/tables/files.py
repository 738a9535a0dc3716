"""Files that are either there whole or not there: written aside, synced, renamed, and the folder synced too."""

import ctypes
import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_AT_CWD: Final = -100
_EXCHANGE: Final = 2
CHUNK: Final = 1 << 20
PART: Final = ".part"  # the end of a hidden file's name: it is being written


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Yields a scratch path beside ``path``; on leaving without an error it is synced and renamed over ``path``.

    After the block returns the file survives a power cut. On an error nothing is left behind.
    """
    make_folder(path.parent)
    scratch = path.with_name(f".{path.name}.{os.getpid()}{PART}")
    try:
        yield scratch
        sync_file(scratch)
        scratch.replace(path)
        sync_folder(path.parent)
    finally:
        scratch.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    with written_whole(path) as scratch:
        scratch.write_text(text, encoding="utf-8", newline="\n")


def write_bytes(path: Path, content: bytes) -> None:
    with written_whole(path) as scratch:
        scratch.write_bytes(content)


def make_folder(path: Path) -> None:
    """Like ``mkdir -p``, and every new folder's name is on disk when this returns."""
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    path.mkdir(parents=True, exist_ok=True)
    for folder in reversed(missing):
        sync_folder(folder.parent)


def put_in_place(new: Path, place: Path) -> None:
    """The folder ``new`` takes the place of the folder ``place``, in one step where the system can exchange names.

    What was there lies under the name ``new`` afterwards, or is gone. On disk when this returns, if the files in
    ``new`` are.
    """
    for folder in (new, *(one for one in new.rglob("*") if one.is_dir())):
        sync_folder(folder)
    if not place.exists():
        new.rename(place)
    elif not _exchanged(new, place):
        old = new.with_name(f"{new.name}.old")
        place.rename(old)
        new.rename(place)
        old.rename(new)
    sync_folder(place.parent)


def _exchanged(one: Path, other: Path) -> bool:
    """Linux's renameat2 with RENAME_EXCHANGE; False where kernel, library or file system have none."""
    rename = getattr(ctypes.CDLL(None), "renameat2", None) if sys.platform.startswith("linux") else None
    if rename is None:
        return False
    return bool(rename(_AT_CWD, os.fsencode(one), _AT_CWD, os.fsencode(other), _EXCHANGE) == 0)


def sweep_scratch(folder: Path, *, below: bool = True) -> int:
    """Removes what an interrupted ``written_whole`` left in the folder and (``below``) in the folders under it.

    Only while nobody writes there. Returns how many files were removed.
    """
    left = list(folder.rglob(f".*{PART}") if below else folder.glob(f".*{PART}"))
    for path in left:
        path.unlink()
    return len(left)


def sync_file(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256_of(path: Path) -> str:
    """Lower-case hex SHA-256 of a file's bytes, read in pieces."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def sha256_of_bytes(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
