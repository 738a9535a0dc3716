"""A register may come to hold nobody: nothing breaks, and nobody is shown any more."""

from pathlib import Path

import pytest

from conftest import ACTOR, NOW, WriteList
from sijill.accession import store as accessions
from sijill.errors import RegisterError
from sijill.pipeline import outputs
from sijill.pipeline.derive import derive, rebuild
from sijill.pipeline.erase import erase_record
from sijill.pipeline.progress import Stopwatch
from sijill.pipeline.unify import Unified, unify
from sijill.pipeline.verify import verify

HEADER = ("Full name", "Mother", "Date of birth", "Place of arrest")
ROW = ("Samer Yousef Darwish", "Nadia", "1981-03-12", "Jableh")


@pytest.fixture
def one(write_list: WriteList, tmp_path: Path) -> Unified:
    return unify([write_list("cedar.csv", HEADER, [ROW])], tmp_path / "r", at=NOW, actor=ACTOR)


def shown(done: Unified) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in sorted(done.register.out.glob("*.csv")))


def test_withdrawing_the_only_list(one: Unified) -> None:
    assert "Samer" in shown(one)
    accessions.withdraw("cedar", reason="asked for", ended=False, at=NOW, actor=ACTOR)
    assert derive(one.register, at=NOW, actor=ACTOR, watch=Stopwatch()).persons == 0
    outputs.write_all(one.register)
    assert "Samer" not in shown(one)
    assert rebuild(one.register, at=NOW, actor=ACTOR, watch=Stopwatch()).records == 0
    assert verify(one.register).clean


def test_erasing_the_last_record(one: Unified) -> None:
    record = f"{one.taken[0].accession.id}-1"
    erase_record(one.register, record, reason="asked for by the family", at=NOW, actor=ACTOR)
    assert "Samer" not in shown(one)
    assert verify(one.register).clean


def test_a_list_without_rows(write_list: WriteList, tmp_path: Path) -> None:
    try:
        done = unify([write_list("cedar.csv", HEADER, [])], tmp_path / "r", at=NOW, actor=ACTOR)
    except RegisterError:
        pytest.fail("a header without rows is no damage")
    assert done.derived.records == 0
