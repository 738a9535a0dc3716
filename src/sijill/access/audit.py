"""No entry, no answer: every look, denial and change of somebody who is logged in becomes a ledger entry.

An entry holds ids and counts. What somebody typed into a search is kept as an HMAC under a key of the register: the
same question asked again can be recognised, and nobody can read from the ledger whom was asked for.
"""

import hashlib
import hmac
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from sijill.access.model import Action, Actor, Decision, Purpose, Thing
from sijill.ledger import store as ledger

NOBODY: Final = "anonymous"
# So many ids stand in an entry by themselves; beyond that their count and one digest over all of them.
MOST_IDS: Final = 100


@dataclass(slots=True, kw_only=True)
class Seen:
    """What an answer showed, noted while it is made. Ids only."""

    persons: list[str] = field(default_factory=list)
    records: list[str] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)
    pairs: list[tuple[str, str]] = field(default_factory=list)
    others: dict[str, Any] = field(default_factory=dict)

    def as_detail(self) -> dict[str, Any]:
        named = {"persons": self.persons, "records": self.records, "lists": self.lists}
        named["pairs"] = ["+".join(pair) for pair in self.pairs]
        return {name: _few(ids) for name, ids in named.items() if ids} | self.others


def looked(actor: Actor, action: Action, purpose: Purpose, seen: Seen, *, at: datetime, via: str) -> int:
    """The entry of an allowed answer; write it before the first byte leaves. Returns its number."""
    return _write(
        f"look.{action.value}", actor.ledger_name, at, _asked(actor, purpose, via) | seen.as_detail()
    )


def denied(
    actor: Actor | None,
    action: Action,
    thing: Thing,
    purpose: Purpose,
    decision: Decision,
    *,
    at: datetime,
    via: str,
) -> int:
    """The entry of a denial: who wanted what, and why not; the ledger knows the reason, the asker does not."""
    what = {"kind": thing.kind.value, "reason": decision.reason.value}
    what |= {
        name: value
        for name, value in (("list", thing.list_id), ("record", thing.record), ("user", thing.user))
        if value is not None
    }
    who = actor.ledger_name if actor else NOBODY
    asked = _asked(actor, purpose, via) if actor else {"via": via}
    return _write(f"denied.{action.value}", who, at, asked | what)


def note(action: str, actor: str, *, at: datetime, detail: Mapping[str, Any]) -> int:
    """Any other entry of the web part: logins, factors, exports (``detail``: ids, counts and HMACs)."""
    return _write(action, actor, at, dict(detail))


def blinded(text: str, key: bytes) -> str:
    """HMAC-SHA-256 of a text somebody typed, spelling of letters and case aside (first 32 hex digits)."""
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return hmac.new(key, plain.encode(errors="surrogatepass"), hashlib.sha256).hexdigest()[:32]


def _asked(actor: Actor, purpose: Purpose, via: str) -> dict[str, Any]:
    return {"purpose": purpose.value, "organisation": actor.organisation, "via": via}


def _few(ids: Sequence[str]) -> dict[str, Any] | list[str]:
    if len(ids) <= MOST_IDS:
        return list(ids)
    every = hashlib.sha256("\n".join(ids).encode()).hexdigest()
    return {"count": len(ids), "sha256": every, "first": list(ids[:10])}


def _write(action: str, who: str, at: datetime, detail: dict[str, Any]) -> int:
    with transaction.atomic():
        return ledger.append(action, actor=who, at=at, detail=detail)
