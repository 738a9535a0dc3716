"""A list that comes again corrected, and again as it was: ids and judgements live on."""

from pathlib import Path

import pytest

from conftest import ACTOR, NOW, WriteList, take_list
from sijill.accession import store as accessions
from sijill.accession.receive import Delivery
from sijill.ids import record_id
from sijill.manual_review.model import Verdict
from sijill.manual_review.store import judge
from sijill.pipeline.derive import Derived, derive
from sijill.pipeline.origins import origins
from sijill.pipeline.progress import Stopwatch
from sijill.pipeline.review import waiting
from sijill.pipeline.take import Taken, take
from sijill.pipeline.verify import verify
from sijill.tables import parquet
from sijill.tables.register import Register

pytestmark = pytest.mark.usefixtures("store")  # on both kinds of database

HEADER = ("No", "Full name", "Mother", "Date of birth", "Place of arrest", "Date of arrest")
V1 = (
    ("S-1", "Samer Yousef Darwish", "Nadia", "1981-03-12", "Jableh", "2013-06-05"),
    ("S-2", "Tarek Nabil Qassab", "Mona", "1977", "Homs", "2011-11"),
    ("S-3", "Hanan Kamal Sabbagh", "Souad", "1990", "Douma", "2012"),
)
V2 = (
    ("S-2", "Tareq Nabil Qassab", "Mona", "1977", "Homs", "2011-11-04"),
    ("S-1", "Samer Yousef Darwish", "Nadia", "1981-03-12", "Jableh", "2013-06-05"),
    ("S-4", "Lina Fares Khoury", "Rima", "1985", "Safita", "2014-02"),
)


@pytest.fixture
def receive(register: Register, write_list: WriteList):
    def one(rows: tuple[tuple[str, ...], ...], *, new_version: bool) -> Taken:
        path = write_list("cedar.csv", HEADER, rows)
        return take_list(register, path, new_version=new_version)

    return one


def link(register: Register) -> Derived:
    return derive(register, at=NOW, actor=ACTOR, watch=Stopwatch())


def persons_by_name(register: Register) -> dict[str, str]:
    records = parquet.read(register.derived / "records.parquet", ["record_id", "display"])
    member = parquet.read(register.derived / "membership.parquet")
    person = dict(zip(member["record_id"].to_pylist(), member["person_id"].to_pylist(), strict=True))
    names = zip(records["record_id"].to_pylist(), records["display"].to_pylist(), strict=True)
    return {name: person[record] for record, name in names}


def test_v2_shows_added_changed_and_removed(register: Register, receive) -> None:
    receive(V1, new_version=False)
    receive(V2, new_version=True)
    version = origins(register).versions[0]
    assert len(version.difference.pairs) == 2
    assert {pair.columns for pair in version.difference.changed} == {("Date of arrest", "Full name")}
    assert len(version.difference.added) == 1
    assert len(version.difference.removed) == 1


def test_person_ids_outlive_versions_there_and_back(register: Register, receive) -> None:
    receive(V1, new_version=False)
    link(register)
    first = persons_by_name(register)
    receive(V2, new_version=True)
    link(register)
    second = persons_by_name(register)
    assert second["Tareq Nabil Qassab"] == first["Tarek Nabil Qassab"]
    assert second["Samer Yousef Darwish"] == first["Samer Yousef Darwish"]
    assert "Hanan Kamal Sabbagh" not in second
    receive(V1, new_version=True)
    link(register)
    assert persons_by_name(register) == first
    assert verify(register).clean


def test_judgements_follow_their_rows_and_wait_when_a_row_is_gone(register: Register, receive) -> None:
    v1 = receive(V1, new_version=False).accession.id
    judge(record_id(v1, 1), record_id(v1, 2), Verdict.SAME, by="reviewer:amal", at=NOW)
    judge(record_id(v1, 1), record_id(v1, 3), Verdict.DIFFERENT, by="reviewer:amal", at=NOW)
    receive(V2, new_version=True)
    done = link(register)
    persons = persons_by_name(register)
    assert persons["Tareq Nabil Qassab"] == persons["Samer Yousef Darwish"]
    assert done.waiting_judgements == 1
    assert [(one.left, one.right) for one in waiting(register)] == [(record_id(v1, 1), record_id(v1, 3))]


def test_a_version_never_doubles_persons(register: Register, receive) -> None:
    receive(V1, new_version=False)
    before = link(register)
    receive(V2, new_version=True)
    after = link(register)
    assert (before.persons, after.persons) == (3, 3)


def test_withdrawing_a_list_gives_back_what_was_before(
    register: Register, receive, write_list: WriteList
) -> None:
    receive(V1, new_version=False)
    link(register)
    before = (register.derived / "membership.parquet").read_bytes()
    other = write_list(
        "amal.csv", HEADER, (("7", "Samer Yousef Darwish", "Nadia", "1981-03-12", "Jableh", "2013-06-05"),)
    )
    delivery = Delivery(path=other, name="amal.csv", list_id="amal", organisation="Amal")
    take(register, delivery, at=NOW, actor=ACTOR, watch=Stopwatch())
    link(register)
    assert (register.derived / "membership.parquet").read_bytes() != before
    accessions.withdraw("amal", reason="asked for", ended=False, at=NOW, actor=ACTOR)
    link(register)
    assert (register.derived / "membership.parquet").read_bytes() == before
    accessions.withdraw("amal", reason="a mistake", ended=True, at=NOW, actor=ACTOR)
    assert link(register).records == 4
    assert verify(register).clean


def test_the_vault_keeps_every_version(register: Register, receive) -> None:
    shas = {receive(V1, new_version=False).accession.sha256, receive(V2, new_version=True).accession.sha256}
    kept = {path.name for path in Path(register.vault).rglob("*") if path.is_file()}
    assert shas == kept
