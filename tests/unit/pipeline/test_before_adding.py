"""Before somebody is added: what is known is weighed against the standing records, and a stale index is no answer."""

import json
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from conftest import ACTOR, NOW, WriteList
from sijill.accession.receive import Delivery
from sijill.cli.main import app
from sijill.errors import RegisterError, UsageError
from sijill.linkage import standing
from sijill.linkage.index import StandingIndex
from sijill.pipeline import relink
from sijill.pipeline.before_adding import COMPARED, record_of, who_could_it_be
from sijill.pipeline.derive import derive
from sijill.pipeline.progress import Stopwatch
from sijill.pipeline.take import take
from sijill.tables.register import Register

TODAY = date(2026, 1, 15)
HEADER = ("Full name", "Mother", "Date of birth", "Place of arrest", "Date of arrest")
ROWS = (
    ("Samer Yousef Darwish", "Nadia", "1981-03-12", "Jableh", "2013-06-05"),
    ("Tarek Nabil Qassab", "Mona", "1977", "Homs", "2011-11"),
    ("Hanan Kamal Sabbagh", "Souad", "1990", "Douma", "2012"),
)
LIKE = {"name": ["سامر يوسف درويش"], "mother.name": ["نادية"], "birth.date": ["12/3/1981"]}


def receive(register: Register, path: Path) -> None:
    delivery = Delivery(path=path, name=path.name, list_id=path.stem, organisation="Cedar")
    take(register, delivery, at=NOW, actor=ACTOR, watch=Stopwatch())


@pytest.fixture
def linked(register: Register, write_list: WriteList) -> Register:
    receive(register, write_list("cedar.csv", HEADER, ROWS))
    derive(register, at=NOW, actor=ACTOR, watch=Stopwatch())
    return register


def test_an_index_of_names_that_were_read_otherwise_is_made_again(linked: Register) -> None:
    meta = linked.derived / relink.INDEX / standing.META
    meta.write_text(json.dumps(json.loads(meta.read_text()) | {"read_by": "another program"}))
    with pytest.raises(RegisterError, match="another version"):
        who_could_it_be(linked, LIKE, today=TODAY)
    derive(linked, at=NOW, actor=ACTOR, watch=Stopwatch())
    assert who_could_it_be(linked, LIKE, today=TODAY).possible


def test_what_is_known_is_read_like_a_list() -> None:
    record = record_of(LIKE | {"arrest.place": ["جبلة"]}, TODAY)
    assert record["name"] == ["سامر يوسف درويش"]
    assert (record["birth_start"], record["birth_end"]) == (date(1981, 3, 12), date(1981, 12, 3))
    assert record["arrest_place"]


def test_the_person_is_found_across_scripts_with_the_weight_of_each_field(linked: Register) -> None:
    answer = who_could_it_be(linked, LIKE, today=TODAY)
    best = answer.possible[0]
    assert answer.current
    assert best.name_latin == "Samer Yousef Darwish"
    assert {line.field for line in best.explanation} >= {"given", "mother", "birth"}
    assert sum(line.weight for line in best.explanation) == pytest.approx(best.weight, abs=1e-6)
    assert who_could_it_be(linked, {"name": ["بهجت فرحان الصفدي"]}, today=TODAY).possible == ()


def test_what_came_since_is_named_and_an_index_that_is_not_there_is_no_answer(
    linked: Register, write_list: WriteList
) -> None:
    receive(linked, write_list("pine.csv", HEADER, ROWS[:1]))
    assert not who_could_it_be(linked, LIKE, today=TODAY).current
    shutil.rmtree(linked.derived / "index")
    with pytest.raises(RegisterError):
        who_could_it_be(linked, LIKE, today=TODAY)


@pytest.mark.parametrize(
    "said", [{"nonsense": ["x"]}, {"birth.date": ["someday"]}, {"informant.name": ["x"]}]
)
def test_what_cannot_be_compared_is_refused(said: dict[str, list[str]]) -> None:
    with pytest.raises(UsageError):
        record_of({"name": ["Samer Darwish"]} | said, TODAY)


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("place", ["origin.place", "arrest.place"]),
        ("mother", ["mother.name"]),
        ("birthdate", ["birth.date"]),
        ("arest.date", ["arrest.date"]),
    ],
)
def test_an_unknown_property_is_answered_with_the_nearest(asked: str, meant: list[str]) -> None:
    with pytest.raises(UsageError) as refused:
        record_of({asked: ["x"]}, TODAY)
    told, _, listed = refused.value.remedy.partition("?")
    assert all(name in told for name in meant)
    assert all(name in listed for name in COMPARED)


VALUES = {
    "sex": "male", "birth.date": "1981-03-12", "age": "31", "arrest.date": "2013-06", "death.date": "2014",
    "id.national": "01020304", "id.detainee": "17/3", "id.photo": "12-9", "held.place": "Saydnaya",
    "arrest.agency": "الأمن العسكري",
}  # fmt: skip


@pytest.mark.parametrize("name", COMPARED)
def test_what_is_listed_as_compared_is_compared(name: str) -> None:
    text = VALUES.get(name, "حمص" if name.endswith(".place") else "سامر")
    assert len(record_of({name: [text]}, TODAY)) >= 1


def test_the_command_tells_it(linked: Register) -> None:
    given = [part for field, texts in LIKE.items() for part in ("--like", f"{field}={texts[0]}")]
    done = CliRunner().invoke(app, ["search", str(linked.root), *given, "--json"])
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert told["current"] is True
    assert told["possible"][0]["name_latin"] == "Samer Yousef Darwish"


def test_the_command_asks_the_standing_index_and_has_no_other_way(
    linked: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Mapping[str, object]] = []
    candidates = StandingIndex.candidates
    monkeypatch.setattr(
        StandingIndex, "candidates", lambda self, record: asked.append(record) or candidates(self, record)
    )
    given = ["search", str(linked.root), "--like", "name=Samer Yousef Darwish"]
    assert CliRunner().invoke(app, given).exit_code == 0
    assert [one["name"] for one in asked] == [["Samer Yousef Darwish"]]
    shutil.rmtree(linked.derived / "index")
    refused = CliRunner().invoke(app, given)
    assert isinstance(refused.exception, RegisterError) or refused.exit_code == 1
