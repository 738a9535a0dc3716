"""Every change to what is sealed or append-only is found and named; an untouched register is clean (the control)."""

import contextlib
import json
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from django.db import connections, transaction

from conftest import ACTOR, NOW
from sijill.ledger import store as ledger
from sijill.manual_review.model import Verdict
from sijill.manual_review.store import judge
from sijill.pipeline import verify as verifying
from sijill.pipeline.unify import unify
from sijill.pipeline.verify import checkpoint, verify
from sijill.tables import database
from sijill.tables import register as registers
from sijill.tables.register import Register

ROWS = """Full name,Mother,Date of birth,Place of arrest,Date of arrest
Samer Yousef Darwish,Nadia,1981-03-12,Jableh,2013-06-05
Tarek Nabil Qassab,Mona,1977,Homs,2011-11
"""


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("verify")
    (folder / "cedar.csv").write_text(ROWS, encoding="utf-8")
    done = unify([folder / "cedar.csv"], folder / "r", at=NOW, actor=ACTOR)
    accession = done.taken[0].accession.id
    judge(
        f"{accession}-1", f"{accession}-2", Verdict.DIFFERENT, by="reviewer:amal", at=NOW, reason="brothers"
    )
    database.close()
    return folder / "r"


@pytest.fixture
def copy(original: Path, tmp_path: Path) -> Iterator[Path]:
    shutil.copytree(original, tmp_path / "r")
    yield tmp_path / "r"
    database.close()


def findings(root: Path, **options: object) -> list[str]:
    found = verify(registers.open_register(root), **options)
    return [f"{one.what}: {one.problem}" for one in found.findings]


def flip(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 0x01
    path.chmod(0o644)
    path.write_bytes(content)


def test_an_untouched_register_is_clean(copy: Path) -> None:
    assert findings(copy) == []


def sealed_files(root: Path) -> list[Path]:
    folders = ("vault", "claims", "lineage")
    return [path for folder in folders for path in sorted((root / folder).rglob("*")) if path.is_file()]


def test_one_flipped_bit_anywhere_in_any_sealed_file_is_named(copy: Path) -> None:
    register = registers.open_register(copy)
    for path in sealed_files(copy):
        size = path.stat().st_size
        before = path.read_bytes()
        for at in sorted({0, size // 3, size // 2, size - 1}):
            flip(path, at)
            named = [one.what for one in verify(register).findings]
            assert register.relative(path) in named, (path.name, at)
            path.write_bytes(before)
    assert findings(copy) == []


def test_a_missing_file_and_a_stray_one_are_named(copy: Path) -> None:
    path = sealed_files(copy)[0]
    path.unlink()
    (copy / "claims" / "stranger.parquet").write_bytes(b"x")
    told = findings(copy)
    assert f"{path.relative_to(copy).as_posix()}: is missing" in told
    assert "claims/stranger.parquet: is not in the ledger" in told


def test_a_changed_claim_is_named_by_line_and_column(copy: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = next((copy / "claims").glob("*.parquet"))
    rows = pq.read_table(path).to_pylist()
    schema = pq.read_schema(path)
    for row in rows:
        if row["value"] == "Mona":
            row["value"] = "Muna"
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), path)
    named = "cedar.csv line 3 column B (mother.name): the claim was changed in value"
    assert named in findings(copy)


def other_value(value: object, kind: str) -> object:
    """Another value of the same kind."""
    if kind == "bool":
        return 1 - int(value)
    if isinstance(value, int):
        return value + 1000
    text = str(value or "")
    return ("1" if text.startswith("0") else "0") + text[1:]


def tables_and_columns(root: Path) -> list[tuple[str, str, str]]:
    with closing(sqlite3.connect(root / "register.db")) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return [
            (table, f'"{row[1]}"', row[2])
            for table in tables
            if not table.startswith(("django_", "sqlite_"))
            for row in connection.execute(f"PRAGMA table_info({table})")
        ]


def test_any_changed_column_of_any_row_of_any_table_is_found(copy: Path) -> None:
    """Each column of each table's first row gets another value of its kind; verify must not stay silent once."""
    pristine = (copy / "register.db").read_bytes()
    checked = 0
    for table, column, kind in tables_and_columns(copy):
        database.close()
        (copy / "register.db").write_bytes(pristine)
        for leftover in copy.glob("register.db-*"):
            leftover.unlink()
        with closing(sqlite3.connect(copy / "register.db")) as connection, connection:
            row = connection.execute(f"SELECT rowid, {column} FROM {table} ORDER BY rowid LIMIT 1").fetchone()
            if row is None:
                continue
            rowid, value = row
            connection.execute("PRAGMA foreign_keys=OFF")
            connection.execute(
                f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (other_value(value, kind), rowid)
            )
        connection.close()
        assert findings(copy), f"{table}.{column} was changed and nobody noticed"
        checked += 1
    assert checked >= 40


@pytest.mark.parametrize("table", ["accession_accession", "manual_review_judgement", "ledger_entry"])
def test_a_deleted_row_is_found(copy: Path, table: str) -> None:
    with sqlite3.connect(copy / "register.db") as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute(f"DELETE FROM {table} WHERE rowid = (SELECT max(rowid) FROM {table})")
    connection.close()
    assert findings(copy)


def test_a_row_somebody_slipped_in_is_found(copy: Path) -> None:
    with sqlite3.connect(copy / "register.db") as connection:
        connection.execute(
            'INSERT INTO manual_review_judgement ("left", "right", verdict, reason, by, at) '
            "VALUES ('a-1', 'a-2', 'same', '', 'nobody', '2026')"
        )
    connection.close()
    assert any("manual_review.judgement" in line and "not in the ledger" in line for line in findings(copy))


def rolled_back(copy: Path, original: Path) -> Register:
    """The whole folder put back to its older state."""
    database.close()
    shutil.rmtree(copy)
    shutil.copytree(original, copy)
    return registers.open_register(copy)


def test_rollback_is_found_against_a_checkpoint_and_only_then(copy: Path, original: Path) -> None:
    registers.open_register(copy)
    judge("a-1", "a-2", Verdict.UNSURE, by="reviewer:amal", at=NOW)
    kept = json.loads(json.dumps(checkpoint()))
    register = rolled_back(copy, original)
    without = verify(register)
    assert without.clean  # the control: from inside, an older state looks whole
    assert without.rollback.startswith("not excluded")
    against = verify(register, against=kept)
    assert [one.problem for one in against.findings] == [
        f"the checkpoint saw {kept['size']} entries, the register has {kept['size'] - 1}: it was rolled back"
    ]


def test_a_rewritten_history_is_found_against_a_checkpoint(copy: Path, original: Path) -> None:
    registers.open_register(copy)
    judge("a-1", "a-2", Verdict.UNSURE, by="reviewer:amal", at=NOW)
    kept = checkpoint()
    rolled_back(copy, original)
    judge("a-1", "a-3", Verdict.SAME, by="reviewer:amal", at=NOW)
    told = findings(copy, against=kept)
    assert any("history was rewritten" in line for line in told)


def test_a_checkpoint_that_holds_says_so(copy: Path) -> None:
    register = registers.open_register(copy)
    kept = checkpoint()
    judge("a-1", "a-2", Verdict.UNSURE, by="reviewer:amal", at=NOW)
    done = verify(register, against=kept)
    assert done.clean
    assert done.rollback == f"excluded up to entry {kept['size']}"


def elsewhere(work: Callable[[], object]) -> None:
    """Somebody else does it: another thread has a connection of its own."""

    def run() -> None:
        work()
        connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def say() -> None:
    judge("a-1", "a-2", Verdict.UNSURE, by="reviewer:nur", at=NOW)


def while_it_looks(monkeypatch: pytest.MonkeyPatch, name: str, happens: Callable[[], object]) -> None:
    """``happens`` once, right after verification has called its function ``name`` for the first time."""
    original, left = getattr(verifying, name), [happens]

    def wrapped(*arguments: object) -> object:
        found = original(*arguments)
        if left:
            left.pop()()
        return found

    monkeypatch.setattr(verifying, name, wrapped)


@pytest.mark.parametrize("step", ["_ledger_findings", "_promises", "sha256_of"])
def test_a_register_that_is_being_worked_in_is_clean(
    copy: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    register = registers.open_register(copy)
    before = checkpoint()
    while_it_looks(monkeypatch, step, lambda: elsewhere(say))
    done = verify(register)
    assert done.findings == ()
    assert done.checkpoint == before  # what came meanwhile was not looked at
    assert verify(register).entries == done.entries + 1


def test_without_one_moment_it_would_cry_wolf(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    register = registers.open_register(copy)
    monkeypatch.setattr(verifying.database, "one_moment", contextlib.nullcontext)
    while_it_looks(monkeypatch, "_ledger_findings", lambda: elsewhere(say))
    assert verify(register).findings


@pytest.mark.parametrize("sealed", [True, False])
def test_a_file_may_lie_there_a_little_before_its_entry(
    copy: Path, monkeypatch: pytest.MonkeyPatch, sealed: bool
) -> None:
    register = registers.open_register(copy)
    content = b"just received"
    path = register.vault / "just-received"

    def seal() -> None:
        files = [ledger.FileSeal(path=register.relative(path), sha256=sha256(content).hexdigest(), size=13)]
        with transaction.atomic():
            ledger.append("file.received", actor=ACTOR, at=NOW, files=files)

    monkeypatch.setattr(verifying, "PATIENCE", 0.5)
    monkeypatch.setattr(verifying.time, "sleep", lambda _seconds: elsewhere(seal) if sealed else None)
    while_it_looks(monkeypatch, "_promises", lambda: path.write_bytes(content))
    assert [one.problem for one in verify(register).findings] == ([] if sealed else ["is not in the ledger"])
