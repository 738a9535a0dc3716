"""Lists that come later are linked to the standing records; rebuilding comes to the same; a stale index is not used."""

import csv
import json
from pathlib import Path

import pytest

from conftest import ACTOR, NOW
from sijill.accession.receive import Delivery
from sijill.manual_review.model import Verdict
from sijill.manual_review.store import judge
from sijill.pipeline import derive as deriving
from sijill.pipeline import relink
from sijill.pipeline.derive import Derived, derive, rebuild
from sijill.pipeline.progress import Stopwatch
from sijill.pipeline.take import take
from sijill.tables import parquet
from sijill.tables.register import Register

DEMO = Path(__file__).resolve().parents[3] / "examples" / "demo" / "lists"
LANTERN = DEMO / "lantern_street_2019-03.csv"
FIRST = (LANTERN, DEMO / "sept_cypres_2022-10.csv")
LATER = DEMO / "daftar_aailat_2025-09.ods"
COMPARED = ("records", "pairs", "membership", "persons", "partitions")


@pytest.fixture(autouse=True)
def small_registers_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relink, "LEARNED_IN_SECONDS", 1)
    monkeypatch.setattr(relink, "MOST_NEW", 1.0)


def receive(register: Register, path: Path, *, new_version: bool = False) -> None:
    name = path.stem if not new_version else LANTERN.stem
    delivery = Delivery(
        path=path, name=path.name, list_id=name, organisation=name, as_of="2019-03", new_version=new_version
    )
    take(register, delivery, at=NOW, actor=ACTOR, watch=Stopwatch())


def link(register: Register, *, full: bool = False) -> Derived:
    return derive(register, at=NOW, actor=ACTOR, watch=Stopwatch(), full=full)


def tables(register: Register) -> dict[str, bytes]:
    found = {name: (register.derived / f"{name}.parquet").read_bytes() for name in COMPARED}
    return found | {"state": (register.derived / "state.json").read_bytes()}


@pytest.fixture
def standing(register: Register) -> Register:
    for path in FIRST:
        receive(register, path)
    first = link(register)
    assert first.report["full_run_because"] == "nothing was linked before"
    return register


def test_a_later_list_is_linked_to_what_stands_and_rebuilding_comes_to_the_same(standing: Register) -> None:
    before = parquet.read(standing.derived / "records.parquet", ["record_id"]).num_rows
    receive(standing, LATER)
    done = link(standing)
    told = done.report["incremental"]
    assert "full_run_because" not in done.report
    assert told["learned_on"] == before
    assert told["new"] == done.records - before > 0
    assert told["lists_not_learned_on"] == [LATER.stem]
    made = tables(standing)
    again = rebuild(standing, at=NOW, actor=ACTOR, watch=Stopwatch())
    assert again.report["incremental"] == told
    assert tables(standing) == made
    assert link(standing, full=True).report["full_run_because"] == "it was asked for"


def test_two_steps_come_to_the_same_as_one(standing: Register, tmp_path: Path) -> None:
    header, *rows = list(csv.reader(some_of_lantern(tmp_path).open(encoding="utf-8")))
    halves = []
    for name, part in (("one", rows[::2]), ("two", rows[1::2])):
        path = tmp_path / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle).writerows([header, *part])
        halves.append(path)
    for path in halves:
        receive(standing, path)
        assert "incremental" in link(standing).report
    made = tables(standing)
    rebuild(standing, at=NOW, actor=ACTOR, watch=Stopwatch())
    assert tables(standing) == made


def some_of_lantern(folder: Path) -> Path:
    header, *rows = list(csv.reader(LANTERN.open(encoding="utf-8-sig", newline="")))
    path = folder / "copied.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows([header, *rows[:40]])
    return path


def test_a_new_version_relinks_only_the_rows_that_changed(standing: Register, tmp_path: Path) -> None:
    header, *rows = list(csv.reader(LANTERN.open(encoding="utf-8-sig", newline="")))
    path = tmp_path / LANTERN.name
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows([header, *rows[3:]])
    receive(standing, path, new_version=True)
    done = link(standing)
    assert done.report["incremental"]["gone"] == 3
    assert done.report["incremental"]["new"] == 0
    made = tables(standing)
    rebuild(standing, at=NOW, actor=ACTOR, watch=Stopwatch())
    assert tables(standing) == made


def test_judgements_alone_are_followed_without_learning_anew(standing: Register) -> None:
    pairs = parquet.read(standing.derived / "pairs.parquet", ["left", "right", "decision"]).to_pylist()
    merged = next(pair for pair in pairs if pair["decision"] == "merge")
    judge(merged["left"], merged["right"], Verdict.DIFFERENT, by="reviewer", at=NOW)
    done = link(standing)
    assert done.report["incremental"]["new"] == 0
    member = parquet.read(standing.derived / "membership.parquet").to_pylist()
    person = {row["record_id"]: row["person_id"] for row in member}
    assert person[merged["left"]] != person[merged["right"]]
    made = tables(standing)
    rebuild(standing, at=NOW, actor=ACTOR, watch=Stopwatch())
    assert tables(standing) == made


def test_an_index_of_another_run_is_not_used(standing: Register) -> None:
    meta = standing.derived / relink.INDEX / "index.json"
    said = json.loads(meta.read_text(encoding="utf-8"))
    meta.write_text(json.dumps(said | {"note": said["note"] | {"inputs": "another"}}), encoding="utf-8")
    receive(standing, LATER)
    assert link(standing).report["full_run_because"] == "the standing index is not of the last run"


def test_too_much_that_is_new_is_learned_from(standing: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relink, "MOST_NEW", 0.001)
    receive(standing, LATER)
    assert "more than" in link(standing).report["full_run_because"]
    assert deriving.is_current(standing)
