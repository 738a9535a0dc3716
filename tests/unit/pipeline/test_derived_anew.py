"""What is derived is replaced as a whole: who reads sees the old or the new; a choice of engine is not forgotten."""

import json
import shutil
from pathlib import Path

import pytest

from conftest import ACTOR, NOW, WriteList
from sijill.accession.models import Accession
from sijill.errors import RegisterError, UsageError
from sijill.persons.search import search
from sijill.pipeline import derive as deriving
from sijill.pipeline import erase as erasing
from sijill.pipeline.backup import backup, restore
from sijill.pipeline.derive import derive, is_current, last_asked, rebuild, require_linked
from sijill.pipeline.erase import erase_record
from sijill.pipeline.linking import Linking
from sijill.pipeline.progress import Stopwatch
from sijill.pipeline.unify import unify
from sijill.tables import register as registers
from sijill.tables.register import DERIVED_ANEW, Register

HEADER = ("Full name", "Mother", "Date of birth", "Place of arrest")
ROWS = (
    ("Samer Yousef Darwish", "Nadia", "1981-03-12", "Jableh"),
    ("Rima Walid Shami", "Huda", "1990-07-01", "Homs"),
)


@pytest.fixture
def made(write_list: WriteList, tmp_path: Path) -> Register:
    files = [write_list("cedar.csv", HEADER, ROWS)]
    return unify(files, tmp_path / "r", at=NOW, actor=ACTOR, engine="reference", seed=5).register


def run(register: Register, **options: object) -> None:
    derive(register, at=NOW, actor=ACTOR, watch=Stopwatch(), **options)


def content(register: Register) -> dict[str, bytes]:
    return {
        path.relative_to(register.derived).as_posix(): path.read_bytes()
        for path in sorted(register.derived.rglob("*"))
        if path.is_file()
    }


def test_readers_see_the_old_while_the_new_is_made(made: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    before = content(made)
    seen = []
    link = Linking.linked

    def looking(*told: object, **named: object) -> object:
        require_linked(made)
        seen.append((content(made), [one.name_latin for one in search(made, "Samer Darwish")]))
        return link(*told, **named)

    monkeypatch.setattr(Linking, "linked", looking)
    run(made, engine="numba")
    assert seen == [(before, ["Samer Yousef Darwish"])]
    assert content(made) != before
    assert not (made.root / DERIVED_ANEW).exists()


def test_a_run_that_fails_leaves_the_old(made: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    before = content(made)

    def failing(*_told: object, **_named: object) -> None:
        raise MemoryError

    monkeypatch.setattr(Linking, "linked", failing)
    with pytest.raises(MemoryError):
        rebuild(made, at=NOW, actor=ACTOR, watch=Stopwatch())
    require_linked(made)
    assert content(made) == before
    assert not (made.root / DERIVED_ANEW).exists()


def test_where_names_cannot_be_exchanged_two_renames_do(
    made: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(made)
    monkeypatch.setattr("sijill.tables.files._exchanged", lambda *_: False)
    rebuild(made, at=NOW, actor=ACTOR, watch=Stopwatch())
    assert content(made) == before
    assert sorted(path.name for path in made.root.glob(".derived*")) == []


def test_what_a_kill_left_aside_is_taken_away(made: Register) -> None:
    shutil.copytree(made.derived, made.root / DERIVED_ANEW)
    with registers.one_writer(made):
        assert not (made.root / DERIVED_ANEW).exists()


def test_rebuild_and_erase_keep_engine_and_seed(made: Register) -> None:
    assert last_asked(made) == deriving.Asked(engine="reference", seed=5)
    deriving.clear(made)  # as an erasure that was killed leaves it
    with pytest.raises(RegisterError, match="sijill link"):
        require_linked(made)
    rebuild(made, at=NOW, actor=ACTOR, watch=Stopwatch())
    assert last_asked(made) == deriving.Asked(engine="reference", seed=5)
    record = json.loads((made.derived / "state.json").read_text(encoding="utf-8"))["inputs"]["claims"][0][0]
    erase_record(made, f"{record}-1", reason="asked for", at=NOW, actor=ACTOR)
    assert last_asked(made) == deriving.Asked(engine="reference", seed=5)
    assert search(made, "Samer Darwish") == []


def test_an_erasure_that_was_interrupted_is_finished_by_the_same_command(
    made: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    (accession,) = Accession.objects.all()

    def killed(*_told: object, **_named: object) -> None:
        raise KeyboardInterrupt

    def erase() -> None:
        erase_record(made, f"{accession.id}-1", reason="asked for", at=NOW, actor=ACTOR)

    monkeypatch.setattr(
        erasing, "clear", killed
    )  # the tombstone is there, what is derived still shows the record
    with pytest.raises(KeyboardInterrupt):
        erase()
    assert not is_current(made)
    monkeypatch.undo()
    erase()
    assert is_current(made)
    assert search(made, "Samer Darwish") == []
    with pytest.raises(UsageError, match="erased already"):
        erase()


def test_a_table_that_is_gone_is_named_with_its_remedy(made: Register) -> None:
    (made.derived / "membership.parquet").unlink()
    with pytest.raises(RegisterError, match="sijill rebuild"):
        search(made, "Samer Darwish")


def test_a_backup_keeps_the_country(write_list: WriteList, tmp_path: Path) -> None:
    register = registers.create(tmp_path / "r", country="lb")
    unify([write_list("cedar.csv", HEADER, ROWS)], register.root, at=NOW, actor=ACTOR)
    backup(registers.open_register(register.root), tmp_path / "b.tar")
    restore(tmp_path / "b.tar", tmp_path / "again")
    assert registers.open_register(tmp_path / "again").country == "lb"
