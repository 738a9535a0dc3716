"""Said after the receipt: a correction, ids that come back, a mapping nobody can sign, an id with a comma."""

from pathlib import Path

import pytest

from conftest import ACTOR, NOW, WriteList, take_list
from sijill.accession import store as accessions
from sijill.errors import NotFoundError, UsageError
from sijill.pipeline.derive import Derived, derive, rebuild
from sijill.pipeline.progress import Stopwatch
from sijill.pipeline.remap import confirm_mapping
from sijill.pipeline.take import mapping_path
from sijill.pipeline.verify import verify
from sijill.tables import parquet
from sijill.tables.register import Register

HEADER = ("Full name", "Mother", "Date of birth", "Place of arrest")
FIRST = (
    ("Samer Yousef Darwish", "Nadia", "1981-03-12", "Jableh"),
    ("Rima Walid Shami", "Huda", "1990-07-01", "Homs"),
)
CORRECTED = (("Samer Yousef Darwish", "Nadia", "1981-03-21", "Jableh"),)


def receive(register: Register, path: Path, list_id: str = "cedar") -> None:
    take_list(register, path, list_id=list_id, organisation="cedar")


def link(register: Register) -> Derived:
    return derive(register, at=NOW, actor=ACTOR, watch=Stopwatch())


@pytest.fixture
def twice(register: Register, write_list: WriteList) -> Register:
    """A correction that was received as if it were more of the list."""
    receive(register, write_list("first.csv", HEADER, FIRST))
    receive(register, write_list("second.csv", HEADER, CORRECTED))
    return register


def say(ended: bool = False, old: str = "first.csv", new: str = "second.csv") -> None:
    one, other = (accessions.find_received("cedar", name) for name in (old, new))
    accessions.supersede(one, other, reason="said by cedar", ended=ended, at=NOW, actor=ACTOR)


def test_a_correction_can_be_declared_afterwards_and_taken_back(twice: Register) -> None:
    assert link(twice).records == 3
    before = parquet.read(twice.derived / "membership.parquet")
    say()
    assert link(twice).records == 1
    person = parquet.read(twice.derived / "membership.parquet")["person_id"].to_pylist()
    assert person == before["person_id"].to_pylist()[:1]  # the corrected row goes on as the first file's
    say(ended=True)
    assert link(twice).records == 3
    assert parquet.read(twice.derived / "membership.parquet").equals(before)
    assert rebuild(twice, at=NOW, actor=ACTOR, watch=Stopwatch()).records == 3
    assert verify(twice).clean


def test_what_is_no_chain_of_versions_is_refused(twice: Register, write_list: WriteList) -> None:
    receive(twice, write_list("other.csv", HEADER, FIRST[1:]), "olive")
    first, second = (accessions.find_received("cedar", name) for name in ("first.csv", "second.csv"))
    (other,) = (row for row in accessions.all_accessions() if row.list_id == "olive")
    asked = [(second, first), (first, other), (first, first)]
    for one, two in asked:
        with pytest.raises(UsageError):
            accessions.supersede(one, two, reason="r", ended=False, at=NOW, actor=ACTOR)
    with pytest.raises(UsageError, match="not declared"):
        say(ended=True)
    say()
    with pytest.raises(UsageError, match="already"):
        say()
    with pytest.raises(NotFoundError):
        accessions.find_received("cedar", "third.csv")


def test_ids_that_come_back_are_not_new(twice: Register) -> None:
    link(twice)
    accessions.withdraw("cedar", reason="asked for", ended=False, at=NOW, actor=ACTOR)
    gone = link(twice).changes
    accessions.withdraw("cedar", reason="given back", ended=True, at=NOW, actor=ACTOR)
    back = link(twice).changes
    assert gone is not None
    assert back is not None
    assert back.returned == gone.ended != ()
    assert back.minted == ()


def test_a_mapping_of_columns_that_are_not_there_cannot_be_signed(twice: Register) -> None:
    path = mapping_path(twice, "cedar")
    right = path.read_text(encoding="utf-8")
    path.write_text(right.replace("Mother", "Name of the mother"), encoding="utf-8")
    with pytest.raises(UsageError, match="'Name of the mother'"):
        confirm_mapping(twice, "cedar", at=NOW, actor=ACTOR)
    assert "confirmed: null" in path.read_text(encoding="utf-8")
    path.write_text(right, encoding="utf-8")
    assert all(file.confirmed for file in confirm_mapping(twice, "cedar", at=NOW, actor=ACTOR))


def test_a_new_list_id_with_a_comma_is_refused(register: Register, write_list: WriteList) -> None:
    with pytest.raises(UsageError, match="comma"):
        receive(register, write_list("a,b.csv", HEADER, FIRST), "a,b")
    assert accessions.all_lists() == []
