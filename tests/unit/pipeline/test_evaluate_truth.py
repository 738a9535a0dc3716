"""``sijill evaluate --truth``: what the truth does not say is told and counted, and nothing of it is in a figure."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from conftest import ACTOR, NOW, WriteList
from sijill.cli.evaluate import evaluate_command
from sijill.errors import InputError, UsageError
from sijill.pipeline.evaluate import Measured, measure
from sijill.pipeline.unify import unify
from sijill.tables import register as registers
from sijill.tables.register import Register

HEADER = ("الاسم الكامل", "اسم الأم", "تاريخ الولادة", "مكان الاعتقال", "تاريخ الاعتقال")
SAMER = ("سامر يوسف كمال درويش", "نادية", "1981-03-12", "جبلة", "2013-06-05")
NABIL = ("نبيل حسن فارس القطان", "سعاد", "1975-09-01", "دوما", "2012-04-11")
TAREK = ("طارق جميل رشيد الصباغ", "هدى", "1990-01-30", "تلكلخ", "2014-08-20")
TRUTH_HEADER = ("list", "row", "entity", "script", "household")


@pytest.fixture
def linked(write_list: WriteList, tmp_path: Path) -> Register:
    lists = [
        write_list("amal.csv", HEADER, [SAMER, NABIL]),
        write_list("cedar.csv", HEADER, [SAMER, TAREK]),
        write_list("later.csv", HEADER, [NABIL]),
    ]
    unify(lists, tmp_path / "register", at=NOW, actor=ACTOR)
    return registers.open_register(tmp_path / "register")


def told(write_list: WriteList, register: Register, *rows: tuple[str, ...]) -> Measured:
    return measure(register, write_list("truth.csv", TRUTH_HEADER, rows))


def test_a_whole_truth_leaves_nothing_out(linked: Register, write_list: WriteList) -> None:
    found = told(
        write_list,
        linked,
        ("amal.csv", "1", "S", "ar", "h1"),
        ("amal.csv", "2", "N", "ar", "h2"),
        ("cedar.csv", "1", "S", "ar", "h1"),
        ("cedar.csv", "2", "T", "ar", "h3"),
        ("later.csv", "1", "N", "ar", "h2"),
    )
    assert not found.gaps.any
    measured = found.evaluation.pairwise
    assert (measured.found, measured.proposed, measured.true) == (2, 2, 2)
    assert [(one.name, one.pairs, one.true) for one in found.reliability[:3]] == [
        ("all", 2, 1.0),
        ("amal × cedar", 1, 1.0),
        ("amal × later", 1, 1.0),
    ]


def test_what_is_missing_is_counted_and_in_no_figure(linked: Register, write_list: WriteList) -> None:
    found = told(
        write_list,
        linked,
        ("amal.csv", "1", "S", "ar", "h1"),
        ("amal.csv", "2", "", "ar", "h2"),  # the truth does not say who
        ("AMAL", "77", "N", "ar", "h2"),  # the list has two rows
        ("elsewhere.csv", "1", "S", "ar", "h1"),  # no such list
        ("elsewhere.csv", "2", "T", "ar", "h1"),
        ("cedar.csv", "1", "S", "ar", "h1"),
    )
    assert found.gaps.as_json() == {
        "rows": 6,
        "unknown_lists": {"elsewhere.csv": 2},
        "unknown_rows": 1,
        "undecided": 1,
        "unnamed_records": {"cedar": 1, "later": 1},
    }
    assert found.evaluation.records == 2
    measured = found.evaluation.pairwise  # the pair of which one side is not decided counts for nobody
    assert (measured.found, measured.proposed, measured.true) == (1, 1, 1)
    assert found.reliability[0].pairs == 1


def test_two_nobodies_are_not_one_person(linked: Register, write_list: WriteList) -> None:
    found = told(
        write_list,
        linked,
        ("amal.csv", "1", "", "", ""),
        ("cedar.csv", "2", "", "", ""),
        ("later.csv", "1", "N", "", ""),
    )
    assert found.evaluation.pairwise.true == 0
    assert found.gaps.undecided == 2


def test_the_model_is_measured_against_what_it_said(linked: Register, write_list: WriteList) -> None:
    """All that was merged is wrong by this truth: the row of all pairs says so, and that the model was off."""
    found = told(
        write_list,
        linked,
        ("amal.csv", "1", "S", "ar", "h1"),
        ("cedar.csv", "1", "another", "ar", "h1"),
        ("amal.csv", "2", "N", "ar", "h2"),
        ("later.csv", "1", "a third", "ar", "h2"),
    )
    whole = found.reliability[0]
    assert (whole.name, whole.true) == ("all", 0.0)
    assert whole.model > 0.9
    assert whole.differs
    assert found.confusions[0].joined == 2


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ([("nowhere.csv", "1", "S", "", "")], "None of its rows"),
        ([("amal.csv", "1", "S", "", ""), ("amal", "1", "N", "", "")], "named twice"),
        ([("amal.csv", "one", "S", "", "")], "no truth file"),
    ],
)
def test_a_file_that_cannot_be_the_truth_is_refused(
    linked: Register, write_list: WriteList, rows: list[tuple[str, ...]], complaint: str
) -> None:
    with pytest.raises(InputError, match=complaint):
        told(write_list, linked, *rows)


def test_the_command_tells_people_and_programs(linked: Register, write_list: WriteList) -> None:
    path = write_list(
        "truth.csv",
        TRUTH_HEADER,
        [("amal.csv", "1", "S", "ar", "h1"), ("cedar.csv", "1", "S", "la", "h1"), ("x", "1", "S", "", "")],
    )
    app = typer.Typer()
    app.command()(evaluate_command)
    shown = CliRunner().invoke(app, [str(linked.root), "--truth", str(path)])
    assert shown.exit_code == 0, shown.exception
    for words in ("across scripts", "the register has no such list", "3 records", "B-cubed"):
        assert words in " ".join(shown.stdout.split()) or words == "3 records"
    assert (linked.out / "evaluation-calibration.svg").is_file()
    asked = CliRunner().invoke(app, [str(linked.root), "--truth", str(path), "--json"])
    found = json.loads(asked.stdout)
    assert found["by_phenomenon"]["across scripts"]["found"] == 1
    assert found["truth"]["unknown_lists"] == {"x": 1}
    assert found["reliability"][0]["name"] == "all"
    assert found["reliability"][0]["model"] == pytest.approx(found["expected_precision"], abs=0.05)


def test_without_truth_or_sample_there_is_nothing_to_measure_by(linked: Register) -> None:
    app = typer.Typer()
    app.command()(evaluate_command)
    refused = CliRunner().invoke(app, [str(linked.root)])
    assert isinstance(refused.exception, UsageError)
