"""Proofs to carry away: that an entry is in the ledger, and that a later ledger continues an earlier one.

``ledger.offline`` checks them on a machine that has neither Sijill nor the register.
"""

from importlib.resources import files
from typing import Any

from sijill.errors import InputError, NotFoundError
from sijill.ledger import merkle, store
from sijill.ledger.checkpoint import Checkpoint
from sijill.ledger.models import Entry


def inclusion(seq: int, checkpoint: Checkpoint, *, opened: bool) -> dict[str, Any]:
    """The proof of one entry as JSON. ``opened`` adds its salt and content: whoever has the file can then read it."""
    entry = Entry.objects.filter(seq=seq).first()
    if entry is None or seq >= checkpoint.size:
        raise NotFoundError(
            f"The ledger has no entry {seq}", remedy="See how many there are: sijill verify DIR"
        )
    shown = {
        "seq": entry.seq,
        "at": entry.at,
        "actor": entry.actor,
        "action": entry.action,
        "commitment": entry.commitment,
    }
    if opened:
        shown |= {"salt": entry.salt, "payload": entry.payload}
    path = merkle.inclusion_proof(_leaves(checkpoint.size), seq)
    return {
        "format": 1,
        "kind": "inclusion",
        "checkpoint": checkpoint.note,
        "entry": shown,
        "path": [node.hex() for node in path],
    }


def consistency(since: Checkpoint, checkpoint: Checkpoint) -> dict[str, Any]:
    """The proof that the entries ``since`` saw are the first ones still. Raises InputError when they are not."""
    if since.origin != checkpoint.origin:
        raise InputError("The checkpoint is of another register", remedy="Name one of this register")
    if since.size > checkpoint.size:
        raise InputError(
            f"The checkpoint saw {since.size} entries, the register has {checkpoint.size}: it was rolled back",
            remedy="Restore the register from a backup that is at least as new as the checkpoint",
        )
    leaves = _leaves(checkpoint.size)
    if merkle.root(leaves[: since.size]) != since.root:
        raise InputError(
            "The entries the checkpoint saw are not the ones in the register: history was rewritten",
            remedy="sijill verify DIR names what was changed, if it is still to be seen",
        )
    path = merkle.consistency_proof(leaves, since.size)
    return {
        "format": 1,
        "kind": "consistency",
        "since": since.note,
        "checkpoint": checkpoint.note,
        "path": [node.hex() for node in path],
    }


def verifier() -> str:
    """The text of the stand-alone verifier, to be kept beside the proofs."""
    return (files("sijill.ledger") / "offline.py").read_text(encoding="utf-8")


def _leaves(size: int) -> list[bytes]:
    """Made from the entries themselves, not from what is stored of their leaves."""
    return [
        store.leaf_of(entry)
        for entry in Entry.objects.filter(seq__lt=size).order_by("seq").iterator(chunk_size=5000)
    ]
