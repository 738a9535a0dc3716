"""When no room is left: the error says so, and a reserve of a register keeps it readable.

SQLite needs a little room even to open a database (its shared memory), so every register holds a file of nothing that
is given up when the disk is full and laid aside again when there is room.
"""

import errno
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.db import DatabaseError

from sijill.errors import DiskFullError
from sijill.tables.files import PART, sync_file

RESERVE: Final = ".reserve"
RESERVE_BYTES: Final = 1 << 18
# SQLite's extended code for "the shared memory could not be made larger", and PostgreSQL's class for a full disk.
_SQLITE_FULL: Final = frozenset({13, 4874})
_POSTGRES_FULL: Final = "53100"


@contextmanager
def full_disk_named(root: Path) -> Iterator[None]:
    """Raises DiskFullError in place of whatever a library says when the disk under ``root`` has no room."""
    try:
        yield
    except (OSError, DatabaseError) as problem:
        if not is_full(problem):
            raise
        raise DiskFullError(
            f"No room is left on the disk of {root}",
            remedy="Make room and run the same command again: it goes on where it stopped. "
            "Everything that was acknowledged is there and can be read",
        ) from problem


def is_full(problem: BaseException) -> bool:
    if isinstance(problem, OSError):
        return problem.errno in {errno.ENOSPC, errno.EDQUOT}
    cause = problem.__cause__
    return (
        getattr(cause, "sqlite_errorcode", None) in _SQLITE_FULL
        or getattr(cause, "sqlstate", None) == _POSTGRES_FULL
    )


def has_no_room(root: Path) -> bool:
    """Whether a small file cannot be written there for want of room."""
    probe = root / f".room{PART}"
    try:
        probe.write_bytes(secrets.token_bytes(4096))
    except OSError as problem:
        return is_full(problem)
    finally:
        probe.unlink(missing_ok=True)
    return False


def keep_reserve(root: Path) -> None:
    """Lays the reserve aside if it is not there whole; OSError when there is no room for it."""
    path = root / RESERVE
    if path.exists() and path.stat().st_size == RESERVE_BYTES:
        return
    try:
        path.write_bytes(secrets.token_bytes(RESERVE_BYTES))  # zeros might be compressed to nothing
        sync_file(path)
    except OSError:
        path.unlink(missing_ok=True)
        raise


def give_up_reserve(root: Path) -> bool:
    """Frees the reserve's room; False when there was none."""
    path = root / RESERVE
    held = path.exists()
    path.unlink(missing_ok=True)
    return held
