"""A judged sample that contradicts the model: more is asked, the run is not called automatic, in every command."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from conftest import ACTOR, NOW, WriteList
from sijill.cli.steps import link_command
from sijill.manual_review.model import Verdict
from sijill.manual_review.store import judge, latest_quality
from sijill.pipeline.derive import Derived, derive, is_current, rebuild
from sijill.pipeline.progress import Stopwatch
from sijill.pipeline.review import draw_sample
from sijill.pipeline.unify import unify
from sijill.tables import parquet
from sijill.tables import register as registers
from sijill.tables.register import Register

HEADER = ("الاسم الكامل", "اسم الأم", "تاريخ الولادة", "مكان الاعتقال", "تاريخ الاعتقال")
PEOPLE = (
    ("سامر يوسف كمال درويش", "نادية", "1981-03-12", "جبلة", "2013-06-05"),
    ("نبيل حسن فارس القطان", "سعاد", "1975-09-01", "دوما", "2012-04-11"),
    ("طارق جميل رشيد الصباغ", "هدى", "1990-01-30", "تلكلخ", "2014-08-20"),
    ("زياد نادر عمر الدباغ", "رنا", "1969-05-17", "نوى", "2015-02-02"),
)
VAGUE = ("وسيم خليل مراد", "", "1988", "حلب", "2013")


@pytest.fixture
def linked(write_list: WriteList, tmp_path: Path) -> Register:
    lists = [
        write_list("amal.csv", HEADER, [*PEOPLE, VAGUE]),
        write_list("cedar.csv", HEADER, [*PEOPLE, VAGUE]),
    ]
    unify(lists, tmp_path / "register", at=NOW, actor=ACTOR)
    return registers.open_register(tmp_path / "register")


def again(register: Register) -> Derived:
    return derive(register, at=NOW, actor=ACTOR, watch=Stopwatch())


def judged(register: Register, verdict: Verdict) -> None:
    """Everybody's answer to the first three pairs of the sample; they are certain merges."""
    pairs = parquet.read(register.derived / "pairs.parquet").to_pylist()
    merged = {(one["left"], one["right"]) for one in pairs if one["decision"] == "merge"}
    drawn = draw_sample(register, 100, seed=1, at=NOW, actor=ACTOR)
    for left, right in [pair for pair in drawn if pair in merged][:3]:
        judge(left, right, verdict, by="reviewer:one", at=NOW)


def test_nobody_has_checked_a_fresh_run(linked: Register) -> None:
    assert again(linked).report["checked"] == {"checked": "unchecked", "automatic": None}


def test_the_model_is_asked_what_it_believed_when_the_sample_was_drawn(linked: Register) -> None:
    judged(linked, Verdict.SAME)
    found = latest_quality()
    assert found is not None
    assert found.judged == 3
    assert found.model_precision == pytest.approx(again(linked).report["expected_precision"], abs=0.05)


def test_three_right_answers_leave_merging_as_it_was(linked: Register) -> None:
    judged(linked, Verdict.SAME)
    done = again(linked)
    assert done.report["checked"]["automatic"] is None
    assert done.report["thresholds"]["merge_bits"] == 0.0


def test_wrong_merges_widen_the_band_and_end_the_automatic_run(linked: Register) -> None:
    before = again(linked)
    judged(linked, Verdict.DIFFERENT)
    assert not is_current(linked)
    done = again(linked)
    assert done.report["checked"]["checked"] == "differs"
    assert done.report["checked"]["automatic"] is False
    assert done.report["thresholds"]["merge_bits"] == done.report["checked"]["merge_above_bits"] > 9
    assert (
        done.merged_pairs < before.merged_pairs - 3 + 1
    )  # those judged are apart, and the vague one is a question
    pairs = parquet.read(linked.derived / "pairs.parquet").to_pylist()
    assert all(one["weight"] > 9 for one in pairs if one["decision"] == "merge")
    assert is_current(linked)


def test_making_it_again_comes_to_the_same(linked: Register) -> None:
    judged(linked, Verdict.DIFFERENT)
    again(linked)
    state = (linked.derived / "state.json").read_bytes()
    rebuild(linked, at=NOW, actor=ACTOR, watch=Stopwatch())
    assert (linked.derived / "state.json").read_bytes() == state


def test_the_summary_says_so(linked: Register) -> None:
    judged(linked, Verdict.DIFFERENT)
    app = typer.Typer()
    app.command()(link_command)
    shown = CliRunner().invoke(app, [str(linked.root)])
    assert shown.exit_code == 0, shown.exception
    words = " ".join(shown.stdout.split())
    assert "A sample of 3 judged pairs: precision 0.000" in words
    assert "this run is not automatic" in words
