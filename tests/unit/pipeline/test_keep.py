"""Backup and restore, and erasure: what must come back comes back, what must go is gone."""

from pathlib import Path

import pytest

from conftest import ACTOR, NOW, WriteList
from sijill.errors import RegisterError, SijillError
from sijill.ledger import store as ledger
from sijill.manual_review.policy import policy_of
from sijill.pipeline.backup import backup, restore
from sijill.pipeline.derive import rebuild
from sijill.pipeline.erase import erase_record
from sijill.pipeline.progress import Stopwatch
from sijill.pipeline.unify import Unified, unify
from sijill.pipeline.verify import verify
from sijill.tables import register as registers
from sijill.web import config as web_config

pytestmark = pytest.mark.usefixtures("store")  # on both kinds of database

HEADER = ("Full name", "Mother", "Date of birth", "Place of arrest", "Date of arrest", "Remarks")
ROWS = (
    ("Samer Yousef Darwish", "Nadia", "1981-03-12", "Jableh", "2013-06-05", "canary-0517"),
    ("Tarek Nabil Qassab", "Mona", "1977", "Homs", "2011-11", "seen in spring"),
)


@pytest.fixture
def made(write_list: WriteList, tmp_path: Path) -> Unified:
    return unify([write_list("cedar.csv", HEADER, ROWS)], tmp_path / "r", at=NOW, actor=ACTOR)


def derived_bytes(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted((root / "derived").rglob("*.parquet"))
    }


def test_a_restored_register_is_the_same_and_rebuilds_to_the_same_bytes(
    made: Unified, tmp_path: Path
) -> None:
    before = derived_bytes(made.register.root)
    kept = backup(made.register, tmp_path / "backup.tar")
    restored = restore(tmp_path / "backup.tar", tmp_path / "again")
    assert restored == kept
    register = registers.open_register(tmp_path / "again")
    assert register.id == made.register.id
    assert verify(register).clean
    rebuild(register, at=NOW, actor=ACTOR, watch=Stopwatch())
    assert derived_bytes(register.root) == before


def test_what_the_owner_decided_comes_back_and_what_belongs_to_the_machine_does_not(
    made: Unified, tmp_path: Path
) -> None:
    config = made.register.root / registers.CONFIG_NAME
    rules = '[review]\nreviewers = 2\n\n[access]\nsecond_factor = "optional"\n\n[web]\nhosts = ["here"]\n'
    config.write_text(config.read_text(encoding="utf-8") + "\n" + rules, encoding="utf-8")
    backup(made.register, tmp_path / "backup.tar")
    restore(tmp_path / "backup.tar", tmp_path / "again")
    register = registers.open_register(tmp_path / "again")
    assert policy_of(register).reviewers == 2
    assert web_config.read(register).second_factor is web_config.SecondFactor.OPTIONAL
    assert web_config.read(register).hosts == web_config.Config().hosts


@pytest.mark.parametrize("where", [0.0, 0.02, 0.3, 0.6, 0.9, 0.9999])
def test_a_damaged_backup_is_refused_and_is_no_register(made: Unified, tmp_path: Path, where: float) -> None:
    backup(made.register, tmp_path / "backup.tar")
    content = bytearray((tmp_path / "backup.tar").read_bytes())
    written = [at for at, byte in enumerate(content) if byte not in b"\0 "]  # the rest is padding
    content[written[int(len(written) * where)]] ^= 0x01
    (tmp_path / "backup.tar").write_bytes(content)
    with pytest.raises(SijillError):
        restore(tmp_path / "backup.tar", tmp_path / "again")
    assert not registers.exists(tmp_path / "again")


def test_no_backup_of_damage(made: Unified, tmp_path: Path) -> None:
    sealed = next(path for path in made.register.vault.rglob("*") if path.is_file())
    sealed.chmod(0o644)
    sealed.write_bytes(sealed.read_bytes() + b"x")
    with pytest.raises(RegisterError, match="does not verify"):
        backup(made.register, tmp_path / "backup.tar")


def files_holding(root: Path, text: str) -> list[str]:
    import pyarrow.parquet as pq

    found = []
    for path in sorted(root.rglob("*")):
        if not path.is_file():
            continue
        held = (
            str(pq.read_table(path).to_pydict())
            if path.suffix == ".parquet"
            else path.read_bytes().decode("latin-1")
        )
        if text in held:
            found.append(path.relative_to(root).parts[0])
    return sorted(set(found))


def test_an_erased_record_is_in_the_sealed_file_and_nowhere_else(made: Unified) -> None:
    root = made.register.root
    assert files_holding(root, "canary-0517") == [
        "claims",
        "derived",
        "vault",
    ]  # the scanner sees what is there
    record = f"{made.taken[0].accession.id}-1"
    erase_record(made.register, record, reason="asked for by the family", at=NOW, actor=ACTOR)
    assert files_holding(root, "canary-0517") == ["vault"]
    assert "Samer" not in (root / "out" / "persons.csv").read_text(encoding="utf-8")
    assert "erased" in (root / "out" / "records.csv").read_text(encoding="utf-8")
    assert verify(made.register).clean


def test_the_tombstone_holds_both_digests(made: Unified) -> None:
    before = made.taken[0].claims.sha256
    record = f"{made.taken[0].accession.id}-1"
    erase_record(made.register, record, reason="asked for by the family", at=NOW, actor=ACTOR)
    entry = next(ledger.entries("record.erased"))
    assert before in entry.payload
    assert entry.payload.count('"sha256"') >= 2


def test_an_erased_row_does_not_come_back_with_a_new_mapping(made: Unified) -> None:
    from sijill.pipeline.remap import confirm_mapping
    from sijill.pipeline.take import mapping_path

    record = f"{made.taken[0].accession.id}-1"
    erase_record(made.register, record, reason="asked for by the family", at=NOW, actor=ACTOR)
    path = mapping_path(made.register, "cedar")
    path.write_text(path.read_text(encoding="utf-8").replace("residence", "origin") + "\n", encoding="utf-8")
    confirm_mapping(made.register, "cedar", at=NOW, actor=ACTOR)
    assert files_holding(made.register.root, "canary-0517") == ["vault"]
    assert verify(made.register).clean


def test_what_is_not_there_cannot_be_erased(made: Unified) -> None:
    with pytest.raises(SijillError, match="No record"):
        erase_record(made.register, "anobody-1", reason="x", at=NOW, actor=ACTOR)
