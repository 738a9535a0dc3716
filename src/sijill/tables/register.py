"""A register is one folder: where its parts lie, how it is opened, and the lock that lets one writer in at a time."""

import contextlib
import errno
import fcntl
import json
import secrets
import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from django.db import DatabaseError

from sijill.errors import RegisterError, UsageError
from sijill.ids import digest_id
from sijill.tables import database
from sijill.tables.disk import RESERVE, full_disk_named, give_up_reserve, has_no_room, is_full, keep_reserve
from sijill.tables.files import make_folder, put_in_place, sweep_scratch, sync_folder, write_text

FORMAT: Final = 1
CONFIG_NAME: Final = "sijill.toml"
UNFINISHED: Final = ".unfinished"
DERIVED_ANEW: Final = ".derived-anew"


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The folder and what ``sijill.toml`` says. Opening it connects Django to its database."""

    root: Path
    id: str
    format: int
    database_url: str = field(repr=False)  # it may hold a password
    country: str
    derived_name: str = "derived"

    @property
    def vault(self) -> Path:
        return self.root / "vault"

    @property
    def sources(self) -> Path:
        return self.root / "sources"

    @property
    def claims(self) -> Path:
        return self.root / "claims"

    @property
    def lineage(self) -> Path:
        """Which record belonged to which person, run by run; decided, not derived."""
        return self.root / "lineage"

    @property
    def derived(self) -> Path:
        return self.root / self.derived_name

    @property
    def out(self) -> Path:
        return self.root / "out"

    def relative(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()


def exists(root: Path) -> bool:
    return (root / CONFIG_NAME).is_file()


def create(
    root: Path,
    *,
    database_url: str = "sqlite:///register.db",
    country: str = "sy",
    register_id: str | None = None,
) -> Register:
    """Makes the folder and its tables; a restored register keeps its ``register_id``.

    Raises RegisterError when something else is already in the folder or the database: a register shares them with
    nothing. What an interrupted ``create`` left behind is not something else.
    """
    if exists(root):
        raise RegisterError(f"{root} already is a register", remedy="Choose another folder")
    with full_disk_named(root):
        _take_folder(root)
        register = Register(
            root=root.resolve(),
            id=register_id or digest_id("r", secrets.token_hex(16)),
            format=FORMAT,
            database_url=database_url,
            country=country,
        )
        for folder in _folders(register):
            make_folder(folder)
        keep_reserve(register.root)
        database.connect(database_url, register.root)
        database.refuse_foreign_tables()
        database.migrate()
        # Written last: a folder is a register only when everything else is there.
        write_text(register.root / CONFIG_NAME, _config_text(register))
        (register.root / UNFINISHED).unlink()
    return register


def _take_folder(root: Path) -> None:
    """An empty folder that says it is being made into a register."""
    if (root / UNFINISHED).exists():
        _clear_unfinished(root)
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise RegisterError(
            f"{root} is not an empty folder", remedy="Name a new or empty folder for the register"
        )
    make_folder(root)
    (root / UNFINISHED).touch(exist_ok=False)
    sync_folder(root)


def _clear_unfinished(root: Path) -> None:
    """Nothing was ever acknowledged there: takes away what ``create`` makes, and only if nothing lies in it."""
    for folder in ("vault", "sources", "claims", "lineage", "derived"):
        if (root / folder).is_dir():
            with contextlib.suppress(
                OSError
            ):  # somebody put something there: the folder stays, and is refused
                (root / folder).rmdir()
    for name in ("register.db", "register.db-wal", "register.db-shm", "register.db-journal", RESERVE):
        (root / name).unlink(missing_ok=True)
    sweep_scratch(root, below=False)
    (root / UNFINISHED).unlink()


def _folders(register: Register) -> tuple[Path, ...]:
    return (register.vault, register.sources, register.claims, register.lineage, register.derived)


def open_register(root: Path) -> Register:
    """Connects to the register in ``root``; RegisterError when there is none, or one newer than this program."""
    if not exists(root):
        raise RegisterError(f"{root} is not a register", remedy="Make one with: sijill init DIR")
    try:
        config = tomllib.loads((root / CONFIG_NAME).read_text(encoding="utf-8"))
        register = Register(
            root=root.resolve(),
            id=str(config["register"]["id"]),
            format=int(config["register"]["format"]),
            database_url=str(config["database"]["url"]),
            country=str(config["register"]["country"]),
        )
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError) as problem:
        raise RegisterError(
            f"{root / CONFIG_NAME} cannot be read", remedy="Restore it from a backup of the register"
        ) from problem
    if register.format > FORMAT:
        raise RegisterError(
            f"{root} has format {register.format}, this program knows up to {FORMAT}",
            remedy="Use a newer Sijill",
        )
    with full_disk_named(root):
        try:
            _connect(register)
        except (OSError, DatabaseError) as problem:
            # Without room SQLite cannot even open a database to read it, and does not always say why.
            if is_full(problem) or has_no_room(register.root):
                _connect_without_room(register, problem)
            elif isinstance(problem, DatabaseError):
                raise RegisterError(
                    f"The database of {root} cannot be opened ({type(problem).__name__})",
                    remedy="Is another command at work, or may you not write in the folder? If neither, restore the "
                    "register from a backup",
                ) from problem
            else:
                raise
    return register


def _connect_without_room(register: Register, problem: Exception) -> None:
    """Once more with the reserve given up; OSError of a full disk when that does not help either."""
    if not give_up_reserve(register.root):
        raise OSError(errno.ENOSPC, "no room to open the database") from problem
    try:
        _connect(register)
    except DatabaseError as again:
        database.close()  # half open, it would answer nothing
        raise OSError(errno.ENOSPC, "no room to open the database") from again


def _connect(register: Register) -> None:
    if not database.is_there(register.database_url, register.root):
        raise RegisterError(
            f"The database of {register.root} is missing", remedy="Restore the register from a backup"
        )
    database.connect(register.database_url, register.root)
    database.migrate()


def refuse_inside(register: Register, path: Path) -> None:
    """Raises UsageError for a file that would lie among the register's own: ``verify`` could not vouch for it."""
    if path.resolve().is_relative_to(register.root):
        raise UsageError(f"{path} lies inside the register", remedy="Name a file outside it")


@contextlib.contextmanager
def one_writer(register: Register) -> Iterator[None]:
    """Held while a command changes the register's files; a second command is told so instead of waiting unseen.

    What an interrupted writer left half written is taken away first. DiskFullError when there is no room.
    """
    if database.is_read_only():
        raise RegisterError(
            f"{register.root} can only be read",
            remedy="Copy the whole folder to a disk that can be written to",
        )
    with full_disk_named(register.root), (register.root / ".lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            raise RegisterError(
                f"Another command is changing {register.root}",
                remedy="Wait until it has finished, then try again",
            ) from busy
        (register.root / UNFINISHED).unlink(missing_ok=True)
        for folder in (register.root, register.vault):
            sweep_scratch(folder, below=False)
        for folder in (register.sources, register.claims, register.lineage, register.derived, register.out):
            sweep_scratch(folder)
        _clear_derived_anew(register)
        keep_reserve(register.root)
        yield


@contextlib.contextmanager
def derived_anew(register: Register) -> Iterator[Register]:
    """Yields the register with an empty folder in the place of ``derived/``; leaving the block puts it there.

    Who reads meanwhile sees what was derived before, and from then on the new; after an error, or a kill, still the
    old. Only under the writer's lock.
    """
    aside = replace(register, derived_name=DERIVED_ANEW)
    _clear_derived_anew(register)
    make_folder(aside.derived)
    try:
        yield aside
        put_in_place(aside.derived, register.derived)
    finally:
        _clear_derived_anew(register)


def _clear_derived_anew(register: Register) -> None:
    for name in (DERIVED_ANEW, f"{DERIVED_ANEW}.old"):
        shutil.rmtree(register.root / name, ignore_errors=True)


def _config_text(register: Register) -> str:
    return (
        "# A Sijill register. This folder is not encrypted by itself: keep it on an encrypted disk.\n"
        "[register]\n"
        f'id = "{register.id}"\n'
        f"format = {register.format}\n"
        f'country = "{register.country}"\n'
        'languages = ["ar", "en"]\n\n'
        "[database]\n"
        f"url = {json.dumps(register.database_url)}\n"
    )
