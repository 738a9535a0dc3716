"""Has anything changed that must not? Every sealed file, row, claim and ledger entry is looked at again.

What is found is named: the file, the row of which table, the claim by line and column. Rolling the whole register
back to an older state leaves no trace inside it; only a checkpoint kept elsewhere can show that.
"""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.db import DatabaseError, connection, models

from sijill.ledger import merkle
from sijill.ledger import store as ledger
from sijill.ledger.models import Entry, Head
from sijill.tables import database
from sijill.tables.files import sha256_of
from sijill.tables.register import Register

# Tables that check themselves by the tree, and one that is thrown away (failed logins of the last day); every other
# table is vouched for row by row.
SELF_CHECKED: Final = frozenset({"ledger.entry", "ledger.head", "access.attempt"})

CHANGED: Final = "its bytes were changed"
# A file is there a little before the ledger entry that vouches for it, and may stay a little after one erased it.
PATIENCE: Final = 2.0  # seconds
STEP: Final = 0.2

Seals = dict[str, dict[str, Any]]  # path -> the last seal of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as it was. ``what`` is a file, a table's row, a claim or a ledger entry."""

    what: str
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """``checkpoint`` says what is known about rollback; without a checkpoint it cannot be excluded."""

    findings: tuple[Finding, ...]
    entries: int
    root: str
    files: int
    rows: int
    rollback: str

    @property
    def clean(self) -> bool:
        return not self.findings

    @property
    def checkpoint(self) -> dict[str, Any]:
        """What to keep elsewhere: the entries that were looked at, not those that came meanwhile."""
        return _checkpoint(self.entries, self.root)


def verify(register: Register, *, against: dict[str, Any] | None = None) -> Verification:
    """Looks at everything; reads all bytes of the register once."""
    try:
        damage = _database_findings()
        if damage:
            return Verification(
                findings=tuple(damage), entries=0, root="", files=0, rows=0, rollback="not checked"
            )
        with database.one_moment():  # people go on working: what they write from here on is not looked at
            entries = list(ledger.entries())
            tree = _ledger_findings(entries)
            rows = list(_row_findings(entries))
            size, root = ledger.head()
            vouched = sum(model._default_manager.count() for model in _vouched_models())
        rollback, rolled = _rollback(entries, against)
        seals = _seals(entries)
        files = list(_file_findings(register, seals))
    except DatabaseError as problem:
        broken = Finding(
            what="register.db", problem=f"the database cannot be read ({type(problem).__name__})"
        )
        return Verification(findings=(broken,), entries=0, root="", files=0, rows=0, rollback="not checked")
    return Verification(
        findings=(*tree, *rows, *files, *rolled),
        entries=size,
        root=root,
        files=len(seals),
        rows=vouched,
        rollback=rollback,
    )


def checkpoint() -> dict[str, Any]:
    """What to keep elsewhere: so many entries, this root, as they are now. Holds nothing about anybody."""
    size, root = ledger.head()
    return _checkpoint(size, root)


def _checkpoint(size: int, root: str) -> dict[str, Any]:
    return {"format": 1, "size": size, "root": root}


def _database_findings() -> list[Finding]:
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(20)")
        said = [str(row[0]) for row in cursor.fetchall()]
    return [] if said == ["ok"] else [Finding(what="register.db", problem=line) for line in said]


def _ledger_findings(entries: list[Entry]) -> list[Finding]:
    found = []
    leaves = []
    for place, entry in enumerate(entries):
        name = f"ledger entry {entry.seq}"
        if entry.seq != place:
            found.append(
                Finding(what=name, problem=f"stands at place {place}: an entry is missing or was moved")
            )
        if _commitment(entry) != entry.commitment:
            found.append(Finding(what=name, problem="its payload or salt was changed"))
        leaf = ledger.leaf_of(entry)
        if leaf.hex() != entry.leaf:
            found.append(Finding(what=name, problem="time, actor, action, commitment or leaf was changed"))
        leaves.append(leaf)
    head = Head.objects.filter(id=ledger.HEAD_ID).first()
    if head is None:
        if entries:
            found.append(Finding(what="ledger head", problem="is missing"))
        return found
    if head.size != len(entries):
        found.append(
            Finding(what="ledger head", problem=f"counts {head.size} entries, there are {len(entries)}")
        )
    frontier: list[bytes] = []
    for place, leaf in enumerate(leaves):
        frontier = merkle.append(frontier, place, leaf)
    if head.root != merkle.root_of_frontier(frontier).hex():
        found.append(Finding(what="ledger head", problem="its root is not the root over the entries"))
    if head.frontier != json.dumps([node.hex() for node in frontier]):
        found.append(Finding(what="ledger head", problem="its frontier does not fit the entries"))
    return found


def _commitment(entry: Entry) -> str:
    try:
        return ledger.commitment(entry.salt, entry.payload)
    except ValueError:
        return "not a salt"


def _payloads(entries: list[Entry]) -> Iterator[dict[str, Any]]:
    for entry in entries:
        try:
            payload = json.loads(entry.payload)
        except ValueError:
            continue  # reported as a changed payload already
        if isinstance(payload, dict):
            yield payload


def _seals(entries: list[Entry]) -> Seals:
    """Path -> the last seal the ledger holds of it."""
    seals: Seals = {}
    for payload in _payloads(entries):
        seals |= {seal["path"]: seal for seal in payload.get("files", ())}
        for path in payload.get("detail", {}).get("erased", ()):
            seals[path] = {"erased": True}
    return seals


def _file_findings(register: Register, seals: Seals) -> Iterator[Finding]:
    """Reading all files takes a while, in which some are received, sealed or erased: what is found is therefore held
    against the ledger once more, and a file that lies there before its entry is given a moment.
    """
    found = [
        path for path in (*seals, *_strays(register, seals)) if _problem(register, path, seals.get(path))
    ]
    until = time.monotonic() + PATIENCE
    while found:
        later = _seals(list(ledger.entries()))
        problems = {path: _problem(register, path, later.get(path)) for path in found}
        found = [path for path, problem in problems.items() if problem]
        if time.monotonic() > until or all(problems[path] == CHANGED for path in found):
            break
        time.sleep(STEP)
    for path in found:
        yield Finding(what=path, problem=problems[path])
        if problems[path] == CHANGED and path.startswith("claims/") and path.endswith(".parquet"):
            from sijill.pipeline.locate import changed_claims

            changed = changed_claims(register, register.root / path)
            yield from (Finding(what=what, problem=problem) for what, problem in changed)


def _problem(register: Register, path: str, seal: dict[str, Any] | None) -> str:
    """What is wrong with a file, by the last seal of it; empty when nothing is."""
    file = register.root / path
    if seal is None:
        return "is not in the ledger" if file.exists() else ""
    if seal.get("erased"):
        return "was erased and is still there; sijill rebuild takes it away" if file.exists() else ""
    if not file.is_file():
        return "is missing"
    return "" if sha256_of(file) == seal["sha256"] else CHANGED


def _strays(register: Register, seals: Seals) -> Iterator[str]:
    for folder in (register.vault, register.claims, register.lineage):
        for file in sorted(folder.rglob("*")):
            path = register.relative(file)
            if file.is_file() and path not in seals and not file.name.startswith("."):
                yield path


def _vouched_models() -> list[type[models.Model]]:
    ours = [model for model in apps.get_models() if model.__module__.startswith("sijill.")]
    return [model for model in ours if model._meta.label_lower not in SELF_CHECKED]


def _row_findings(entries: list[Entry]) -> Iterator[Finding]:
    promised, erased = _promises(entries)
    for model in _vouched_models():
        table = model._meta.label_lower
        for row in model._default_manager.order_by("pk").iterator(chunk_size=2000):
            digest = promised.pop((table, str(row.pk)), None)
            if (table, str(row.pk)) in erased:
                yield Finding(what=f"{table} {row.pk}", problem="was erased and is still there")
            elif digest is None:
                yield Finding(what=f"{table} {row.pk}", problem="is not in the ledger")
            elif digest != ledger.row_digest(row):
                yield Finding(what=f"{table} {row.pk}", problem="was changed")
    for table, key in promised:
        yield Finding(what=f"{table} {key}", problem="is missing")


def _promises(entries: list[Entry]) -> tuple[dict[tuple[str, str], str], set[tuple[str, str]]]:
    """(table, key) -> digest of every row that must be there, and the rows that must not be.

    In the ledger's order: after a restore a new row may get the number of an erased one.
    """
    promised: dict[tuple[str, str], str] = {}
    erased: set[tuple[str, str]] = set()
    for payload in _payloads(entries):
        for table, key in payload.get("detail", {}).get(ledger.ERASED_ROWS, ()):
            promised.pop((table, key), None)
            erased.add((table, key))
        for row in payload.get("rows", ()):
            promised[row["table"], row["key"]] = row["digest"]
            erased.discard((row["table"], row["key"]))
    return promised, erased


def _rollback(entries: list[Entry], against: dict[str, Any] | None) -> tuple[str, list[Finding]]:
    if against is None:
        return "not excluded: no checkpoint was given", []
    size, root = int(against["size"]), str(against["root"])
    if size < 0:
        return "not checked", [
            Finding(what="checkpoint", problem="counts fewer than no entries: it is none of ours")
        ]
    if size > len(entries):
        problem = f"the checkpoint saw {size} entries, the register has {len(entries)}: it was rolled back"
        return "found", [Finding(what="ledger", problem=problem)]
    frontier: list[bytes] = []
    for place, entry in enumerate(entries[:size]):
        frontier = merkle.append(frontier, place, ledger.leaf_of(entry))
    if merkle.root_of_frontier(frontier).hex() != root:
        problem = f"the first {size} entries are not the ones the checkpoint saw: history was rewritten"
        return "found", [Finding(what="ledger", problem=problem)]
    return f"excluded up to entry {size}", []
