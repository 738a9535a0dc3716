"""Signed checkpoints: so many entries, this root, and who says so; to be kept where the register is not.

The text is a C2SP signed note (https://c2sp.org/tlog-checkpoint): origin, size, root, an empty line, one line per
signature. Other organisations may add lines of their own: a witness signs the same three lines.
"""

import base64
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from sijill.errors import InputError, RegisterError
from sijill.ledger import store
from sijill.tables.files import sync_folder

KEY_NAME: Final = "ledger.key"
_ED25519: Final = b"\x01"
_DASH: Final = "\u2014"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """``note`` is the whole text with its signatures."""

    origin: str
    size: int
    root: bytes
    note: str


def origin_of(register_id: str) -> str:
    return f"sijill-{register_id}"


def signing_key(root: Path) -> Ed25519PrivateKey:
    """The register's key, made at first need in ``root/ledger.key``, readable by its owner only.

    Whoever lost it makes a new one by removing the file, and tells those who keep checkpoints.
    """
    path = root / KEY_NAME
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _kept_key(path)
    key = Ed25519PrivateKey.generate()
    raw = key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    with os.fdopen(handle, "wb") as writing:
        writing.write(base64.b64encode(raw))
        writing.flush()
        os.fsync(writing.fileno())
    sync_folder(root)
    return key


def public_key(key: Ed25519PrivateKey, origin: str) -> str:
    """``NAME+HASH+KEY``: what to publish, and what the verifier is given."""
    raw = _ED25519 + key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return f"{origin}+{_hash(origin, raw).hex()}+{base64.b64encode(raw).decode()}"


def sign(key: Ed25519PrivateKey, origin: str, size: int, root: bytes) -> str:
    body = f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"
    raw = _ED25519 + key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    signature = base64.b64encode(_hash(origin, raw) + key.sign(body.encode())).decode()
    return f"{body}\n{_DASH} {origin} {signature}\n"


def current(root: Path, register_id: str) -> Checkpoint:
    """A checkpoint of the ledger as it stands now."""
    size, digest = store.head()
    origin = origin_of(register_id)
    note = sign(signing_key(root), origin, size, bytes.fromhex(digest))
    return Checkpoint(origin=origin, size=size, root=bytes.fromhex(digest), note=note)


def parse(note: str) -> Checkpoint:
    """What a note says, its signatures unchecked. Raises InputError for what is no checkpoint."""
    body, gap, signatures = note.partition("\n\n")
    lines = body.split("\n")
    try:
        size, root = int(lines[1]), base64.b64decode(lines[2], validate=True)
    except (IndexError, ValueError) as problem:
        raise _no_checkpoint() from problem
    if not gap or not signatures.startswith(_DASH) or len(root) != 32 or size < 0:
        raise _no_checkpoint()
    return Checkpoint(origin=lines[0], size=size, root=root, note=note)


def is_signed_by(note: str, key: str) -> bool:
    """Whether the holder of the public key ``NAME+HASH+KEY`` signed the note."""
    body, _, signatures = note.partition("\n\n")
    try:
        name, digest, encoded = key.strip().split("+", 2)
        raw = base64.b64decode(encoded, validate=True)
        public = Ed25519PublicKey.from_public_bytes(raw[1:])
    except ValueError:
        return False
    if raw[:1] != _ED25519 or _hash(name, raw).hex() != digest or body.split("\n")[0] != name:
        return False
    for line in signatures.splitlines():
        parts = line.split(" ")
        if len(parts) == 3 and parts[:2] == [_DASH, name]:
            try:
                signature = base64.b64decode(parts[2], validate=True)
                public.verify(signature[4:], (body + "\n").encode())
            except (ValueError, InvalidSignature):
                continue
            if signature[:4].hex() == digest:
                return True
    return False


def _hash(name: str, raw: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]


def _kept_key(path: Path) -> Ed25519PrivateKey:
    if path.stat().st_mode & 0o077:
        raise RegisterError(f"{path} may be read by others", remedy=f"chmod 600 {path}, or make a new key")
    try:
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(path.read_bytes(), validate=True))
    except ValueError as problem:
        raise RegisterError(
            f"{path} is not a key",
            remedy="Remove it: the next checkpoint makes a new one; publish its public part",
        ) from problem


def _no_checkpoint() -> InputError:
    return InputError("This is not a signed checkpoint", remedy="Write one with: sijill checkpoint DIR")
