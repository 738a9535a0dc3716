"""The way in for a file: sealed first, then read in a child process; refused files leave the register as it was."""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.db import DatabaseError

from sijill.accession import seal as sealing
from sijill.accession import store
from sijill.accession.fork_server import ForkServer
from sijill.accession.models import Accession
from sijill.accession.tabulate import Begun, ReadOptions, Tabulation, reader, tabulate
from sijill.accession.tabulate import begin as begin_tabulating
from sijill.errors import RefusedFileError
from sijill.tables.register import Register

SCRATCH: Final = "sijill-"
IN_USE: Final = ".in-use"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One file and what the person who brought it says of it.

    ``name`` is the file's own name (a file out of a zip lies elsewhere); ``as_of`` the list's date (EDTF) or empty.
    """

    path: Path
    name: str
    list_id: str
    organisation: str
    title: str = ""
    as_of: str = ""
    new_version: bool = False
    options: ReadOptions | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """``new`` is False when the very same file had been received for this list before: nothing was added then."""

    accession: Accession
    new: bool
    tabulation: Tabulation


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A file in the vault that is being read. Give it to ``record`` or ``abandon`` it; nothing refers to it yet."""

    delivery: Delivery
    file: sealing.SealedFile
    reading: Begun


def receive(
    register: Register,
    delivery: Delivery,
    *,
    workspace: Path,
    at: datetime,
    actor: str,
    server: ForkServer | None = None,
) -> Received:
    """Seals the file, reads it into ``workspace``, and records the accession.

    Raises RefusedFileError (or InputError, UsageError) and leaves no trace in the register when the file cannot be
    taken. When this returns, the bytes, the custody entry and the accession are on disk.
    """
    with contextlib.ExitStack() as stack:
        reads = server or stack.enter_context(reader())
        return record(
            register, begin(register, delivery, workspace=workspace, server=reads), at=at, actor=actor
        )


def begin(register: Register, delivery: Delivery, *, workspace: Path, server: ForkServer) -> Sealed:
    """Seals the file and has it read while the caller does something else. Raises InputError or UsageError."""
    store.refuse_unfit(delivery.list_id, delivery.organisation, delivery.name)
    sealed = sealing.seal(delivery.path, register.vault, name=delivery.name)
    folder = Path(tempfile.mkdtemp(dir=workspace))
    reading = begin_tabulating(
        server, sealed.path, out=folder, options=delivery.options or ReadOptions(), name=sealed.name
    )
    return Sealed(delivery=delivery, file=sealed, reading=reading)


def record(register: Register, sealed: Sealed, *, at: datetime, actor: str) -> Received:
    """Waits for the reading and records the accession; raises RefusedFileError, and the file is out again then."""
    delivery = sealed.delivery
    try:
        tabulation = sealed.reading.tabulation()
    except RefusedFileError:
        _take_out(sealed)
        raise
    former = store.latest_of_list(delivery.list_id) if delivery.new_version else None
    known = store.find_accession(delivery.list_id, sealed.file.sha256, former)
    if known is not None:
        return Received(accession=known, new=False, tabulation=tabulation)
    list_row = store.ensure_list(
        delivery.list_id, organisation=delivery.organisation, title=delivery.title, at=at, actor=actor
    )
    accession = store.add_accession(
        register, sealed.file, list_row, as_of=delivery.as_of, supersedes=former, at=at, actor=actor
    )
    return Received(accession=accession, new=True, tabulation=tabulation)


def abandon(sealed: Sealed) -> None:
    """Nobody will record it: its child is ended, and its bytes leave the vault if nothing refers to them."""
    sealed.reading.abandon()
    with contextlib.suppress(DatabaseError):  # a sweep takes it out then
        _take_out(sealed)


def _take_out(sealed: Sealed) -> None:
    if sealed.file.sha256 not in store.known_sha256():
        sealing.unseal_unused(sealed.file)


def read_sealed(
    path: Path,
    *,
    name: str,
    workspace: Path,
    options: ReadOptions | None = None,
    server: ForkServer | None = None,
) -> Tabulation:
    """The raw sheets of a sealed file. ``name`` is what the file was called: the vault knows it by its hash only."""
    folder = Path(tempfile.mkdtemp(dir=workspace))
    return tabulate(path, out=folder, options=options or ReadOptions(), name=name, server=server)


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """For cells in clear between two steps: private to the user, gone when the block ends.

    A run that was killed could not take its own away; the next one does.
    """
    _sweep_abandoned()
    folder = Path(tempfile.mkdtemp(prefix=SCRATCH))
    try:
        with (folder / IN_USE).open("w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep_abandoned() -> None:
    """Removes this user's scratch folders whose lock nobody holds: the system lets go of a dead process's locks."""
    for folder in Path(tempfile.gettempdir()).glob(f"{SCRATCH}*"):
        with contextlib.suppress(OSError):  # somebody else's, or still in use
            if folder.stat().st_uid != os.getuid():
                continue
            with (folder / IN_USE).open("r+") as held:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
