"""The main job on small lists of invented people, files in and register out."""

import csv
from pathlib import Path

import pytest

from conftest import ACTOR, NOW, WriteList
from sijill.errors import UsageError
from sijill.pipeline.unify import Unified, unify
from sijill.pipeline.verify import verify
from sijill.tables import parquet

pytestmark = pytest.mark.usefixtures("store")  # on both kinds of database

HEADER_AR = ("الاسم الكامل", "اسم الأم", "تاريخ الولادة", "مكان الاعتقال", "تاريخ الاعتقال", "الحالة")
ROWS_AR = (
    ("سامر يوسف درويش", "نادية", "12/3/1981", "جبلة", "5/6/2013", "معتقل"),
    ("وليد يوسف درويش", "نادية", "1/9/1984", "جبلة", "5/6/2013", "معتقل"),
    ("حنان كمال الصباغ", "سعاد", "1990", "دوما", "2012", "مختفية قسراً"),
)
HEADER_EN = (
    "Full name",
    "Mother",
    "Date of birth",
    "Place of arrest",
    "Date of arrest",
    "Status",
    "Shoe size",
)
ROWS_EN = (
    ("Samer Yousef Darwish", "Nadia", "1981-03-12", "Jableh", "2013-06-05", "Detained", "43"),
    ("Tarek Nabil Qassab", "Mona", "1977", "Homs", "2011-11", "Released", ""),
)


@pytest.fixture
def two_lists(write_list: WriteList) -> list[Path]:
    return [write_list("amal.csv", HEADER_AR, ROWS_AR), write_list("cedar_2014_05.csv", HEADER_EN, ROWS_EN)]


def run(files: list[Path], into: Path) -> Unified:
    return unify(files, into, at=NOW, actor=ACTOR)


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_rows_in_are_records_out_plus_rows_set_aside(two_lists: list[Path], tmp_path: Path) -> None:
    done = run(two_lists, tmp_path / "r")
    assert done.derived.records == 5
    rows = read_csv(tmp_path / "r" / "out" / "records.csv")
    assert [(row["list"], row["row"]) for row in rows] == [
        ("amal.csv", "1"),
        ("amal.csv", "2"),
        ("amal.csv", "3"),
        ("cedar_2014_05.csv", "1"),
        ("cedar_2014_05.csv", "2"),
    ]
    assert all(row["record_id"] and row["person_id"] and not row["set_aside"] for row in rows)


def test_the_brothers_are_two_persons(two_lists: list[Path], tmp_path: Path) -> None:
    run(two_lists, tmp_path / "r")
    person = {row["record_id"]: row["person_id"] for row in read_csv(tmp_path / "r" / "out" / "records.csv")}
    brothers = [value for key, value in sorted(person.items()) if key.endswith(("-1", "-2"))]
    assert len(set(person.values())) >= 4
    assert len(set(brothers)) >= 2


def test_an_unknown_column_is_kept_and_reported(two_lists: list[Path], tmp_path: Path) -> None:
    done = run(two_lists, tmp_path / "r")
    told = next(one for one in done.as_json()["lists"] if one["list"] == "cedar_2014_05.csv")
    assert told["unmapped_columns"] == ["Shoe size"]
    claims = parquet.read(done.register.root / done.taken[1].claims.path).to_pylist()
    assert [claim["value"] for claim in claims if claim["property"] == "unmapped:Shoe size"] == ["43"]


def test_a_second_run_changes_nothing(two_lists: list[Path], tmp_path: Path) -> None:
    first = run(two_lists, tmp_path / "r")
    before = {path.name: path.read_bytes() for path in first.register.out.iterdir()}
    second = run(two_lists, tmp_path / "r")
    assert second.derived.changes is None
    assert not any(taken.new for taken in second.taken)
    assert {path.name: path.read_bytes() for path in second.register.out.iterdir()} == before
    assert verify(second.register).clean


def test_two_files_of_one_stem_are_refused_before_anything_is_made(
    write_list: WriteList, tmp_path: Path
) -> None:
    one = write_list("amal.csv", HEADER_AR, ROWS_AR)
    other = one.parent / "again" / "amal.csv"
    other.parent.mkdir()
    other.write_bytes(one.read_bytes())
    with pytest.raises(UsageError, match="one list"):
        run([one, other], tmp_path / "r")
    assert not (tmp_path / "r").exists()


def test_the_row_that_sums_up_is_not_a_person(write_list: WriteList, tmp_path: Path) -> None:
    rows = (*ROWS_AR, ("المجموع:", "", "", "", "", "3"))
    done = run([write_list("amal.csv", HEADER_AR, rows)], tmp_path / "r")
    assert (done.derived.records, done.set_aside) == (3, 1)
    last = read_csv(tmp_path / "r" / "out" / "records.csv")[-1]
    assert (last["row"], last["person_id"], last["set_aside"]) == ("4", "", "total: a sum, not a person")
