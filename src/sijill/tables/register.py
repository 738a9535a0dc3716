"""A register is one folder: where its parts lie, how it is opened, and the lock that lets one writer in at a time."""

import contextlib
import fcntl
import secrets
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sijill.errors import RegisterError
from sijill.ids import digest_id
from sijill.tables import database
from sijill.tables.files import write_text

FORMAT: Final = 1
CONFIG_NAME: Final = "sijill.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The folder and what ``sijill.toml`` says. Opening it connects Django to its database."""

    root: Path
    id: str
    format: int
    database_url: str
    country: str

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
        return self.root / "derived"

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

    Raises RegisterError when something else is already in the folder: a register shares it with nothing.
    """
    if exists(root):
        raise RegisterError(f"{root} already is a register", remedy="Choose another folder")
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise RegisterError(
            f"{root} is not an empty folder", remedy="Name a new or empty folder for the register"
        )
    root.mkdir(parents=True, exist_ok=True)
    register = Register(
        root=root.resolve(),
        id=register_id or digest_id("r", secrets.token_hex(16)),
        format=FORMAT,
        database_url=database_url,
        country=country,
    )
    for folder in (register.vault, register.sources, register.claims, register.lineage, register.derived):
        folder.mkdir()
    database.connect(database_url, register.root)
    database.migrate()
    # Written last: a folder is a register only when everything else is there.
    write_text(register.root / CONFIG_NAME, _config_text(register))
    return register


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
    database.connect(register.database_url, register.root)
    database.migrate()
    return register


@contextlib.contextmanager
def one_writer(register: Register) -> Iterator[None]:
    """Held while a command changes the register's files; a second command is told so instead of waiting unseen."""
    with (register.root / ".lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            raise RegisterError(
                f"Another command is changing {register.root}",
                remedy="Wait until it has finished, then try again",
            ) from busy
        yield


def _config_text(register: Register) -> str:
    return (
        "# A Sijill register. This folder is not encrypted by itself: keep it on an encrypted disk.\n"
        "[register]\n"
        f'id = "{register.id}"\n'
        f"format = {register.format}\n"
        f'country = "{register.country}"\n'
        'languages = ["ar", "en"]\n\n'
        "[database]\n"
        f'url = "{register.database_url}"\n'
    )
