"""Sealing: the bytes are hashed while they are copied into the vault, and named by that hash from then on."""

import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sijill.errors import InputError, Where
from sijill.tables.files import CHUNK, PART, sha256_of, sync_file, sync_folder

INCOMING: Final = ".incoming-"


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedFile:
    """A file in the vault. ``path`` is absolute; ``new`` says that the vault did not hold these bytes before."""

    name: str
    sha256: str
    size: int
    path: Path
    new: bool


def seal(source: Path, vault: Path, *, name: str) -> SealedFile:
    """Copies ``source`` into the vault; when this returns the copy survives a power cut.

    Raises InputError when the file cannot be read. Bytes the vault already holds are not written twice.
    """
    incoming = vault / f"{INCOMING}{secrets.token_hex(8)}{PART}"
    try:
        digest, size = _copy_hashing(source, incoming, name)
        path = place(vault, digest)
        new = not (path.exists() and sha256_of(path) == digest)
        if new:
            path.parent.mkdir(parents=True, exist_ok=True)
            sync_file(incoming)
            incoming.chmod(0o444)
            incoming.replace(path)
        # Also when the bytes were there: a run that was killed may have renamed them and not come to this line.
        for folder in (path.parent, path.parent.parent, vault):
            sync_folder(folder)
        return SealedFile(name=name, sha256=digest, size=size, path=path, new=new)
    finally:
        incoming.unlink(missing_ok=True)


def place(vault: Path, sha256: str) -> Path:
    return vault / sha256[:2] / sha256[2:4] / sha256


def unseal_unused(sealed: SealedFile) -> None:
    """Takes a file out again that was refused before anything referred to it."""
    if sealed.new:
        sealed.path.unlink(missing_ok=True)
        for folder in (sealed.path.parent, sealed.path.parent.parent):
            if folder.exists() and not any(folder.iterdir()):
                folder.rmdir()


def sweep(vault: Path, known: set[str]) -> int:
    """Removes what interrupted runs left: half-copied files, and sealed ones no accession names. Returns how many."""
    swept = 0
    for path in [*vault.glob(f"{INCOMING}*"), *vault.glob("??/??/*")]:
        if path.name not in known:
            path.unlink()
            swept += 1
    return swept


def _copy_hashing(source: Path, target: Path, name: str) -> tuple[str, int]:
    hasher, size = hashlib.sha256(), 0
    try:
        with source.open("rb") as reading, target.open("xb") as writing:
            while piece := reading.read(CHUNK):
                hasher.update(piece)
                writing.write(piece)
                size += len(piece)
    except (FileNotFoundError, IsADirectoryError, PermissionError) as problem:
        raise InputError(
            f"The file cannot be read ({problem.strerror})",
            where=Where(file=name),
            remedy="Check the path and who may read it",
        ) from problem
    return hasher.hexdigest(), size
