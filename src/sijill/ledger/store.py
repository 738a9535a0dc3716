"""Appending to the ledger and reading it back.

Every table of the register is append-only, and a row enters it together with the ledger entry that holds the row's
digest: whoever changes a row later contradicts the ledger. Both stand in one transaction; no entry, no row.
"""

import getpass
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection, models

from sijill.errors import RegisterError
from sijill.ledger import merkle
from sijill.ledger.models import Entry, Head
from sijill.tables import fetch
from sijill.tables.canonical import canonical_json, digest

HEAD_ID: Final = 1
TURN: Final = 0x51311  # the number of our lock among a database's advisory locks; any would do
# In an entry's detail: [table, key] of rows that were erased. ``verify`` takes no other word for a missing row.
ERASED_ROWS: Final = "erased_rows"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSeal:
    """A file of the register that this entry vouches for; ``path`` is relative to the register's folder."""

    path: str
    sha256: str
    size: int


def operator() -> str:
    """Who is at the keyboard, as the machine knows them: ``operator:<user>``."""
    try:
        return f"operator:{getpass.getuser()}"
    except (OSError, KeyError):  # no user database in a container
        return "operator:unknown"


def append(
    action: str,
    *,
    actor: str,
    at: datetime,
    rows: Sequence[models.Model] = (),
    files: Sequence[FileSeal] = (),
    detail: dict[str, Any] | None = None,
) -> int:
    """Adds one entry and returns its number.

    Call it inside the transaction that writes ``rows``. ``detail`` holds ids and counts, never names or values.
    """
    take_turn()
    payload = canonical_json(
        {
            "detail": detail or {},
            "files": [{"path": seal.path, "sha256": seal.sha256, "size": seal.size} for seal in files],
            "rows": [row_seal(row) for row in rows],
        }
    )
    salt = secrets.token_hex(32)
    known = _head_to_change()
    size, frontier = (0, []) if known is None else known
    entry = Entry(seq=size, at=at.isoformat(), actor=actor, action=action, payload=payload, salt=salt)
    entry.commitment = commitment(salt, payload)
    leaf = leaf_of(entry)
    entry.leaf = leaf.hex()
    frontier = merkle.append(frontier, size, leaf)
    head = Head(
        id=HEAD_ID,
        size=size + 1,
        root=merkle.root_of_frontier(frontier).hex(),
        frontier=json.dumps([node.hex() for node in frontier]),
    )
    fetch.insert(entry)
    if known is None:
        fetch.insert(head)
    else:
        fetch.update(head, where=(("size", size),))
    return size


def _head_to_change() -> tuple[int, list[bytes]] | None:
    """Size and frontier of the tree, for whoever is about to add to it; None while it is empty."""
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    rows = fetch.values_of(Head, ("size", "frontier"), f"id = %s{lock}", (HEAD_ID,))
    if not rows:
        return None
    size, frontier = rows[0]
    return size, [bytes.fromhex(text) for text in json.loads(frontier)]


def take_turn() -> None:
    """Whoever numbers rows by counting them calls this first: until its transaction ends nobody else writes.

    SQLite's transactions exclude each other from their beginning; PostgreSQL is asked for a lock of this database.
    Raises RegisterError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RegisterError("A ledger entry was about to be written outside a transaction")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])


def commitment(salt: str, payload: str) -> str:
    """HMAC-SHA-256 of the payload under its own salt: without the salt no guess at the payload can be tested."""
    return hmac.new(bytes.fromhex(salt), payload.encode(), hashlib.sha256).hexdigest()


def leaf_of(entry: Entry) -> bytes:
    public = canonical_json([entry.seq, entry.at, entry.actor, entry.action, entry.commitment])
    return merkle.leaf_hash(public.encode())


def row_seal(row: models.Model) -> dict[str, str]:
    return {"table": row._meta.label_lower, "key": str(row.pk), "digest": row_digest(row)}


def row_digest(row: models.Model) -> str:
    """SHA-256 over every column as canonical JSON; dates and other values as their text."""
    return digest({field.attname: _plain(getattr(row, field.attname)) for field in row._meta.concrete_fields})


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)


def entries(action: str | None = None) -> Iterator[Entry]:
    """All entries in order, or those of one action."""
    found = Entry.objects.all() if action is None else Entry.objects.filter(action=action)
    return iter(found.order_by("seq").iterator(chunk_size=2000))


def sealed_paths() -> set[str]:
    """Every file that any entry ever vouched for, relative to the register's folder."""
    return {seal["path"] for entry in entries() for seal in json.loads(entry.payload)["files"]}


def head() -> tuple[int, str]:
    """Number of entries and the root over them (hex)."""
    found = Head.objects.filter(id=HEAD_ID).first()
    return (found.size, found.root) if found else (0, merkle.EMPTY_ROOT.hex())
