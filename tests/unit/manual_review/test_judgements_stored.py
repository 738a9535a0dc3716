"""Judgements enter with their ledger entry, each reviewer's last word counts, undoing takes the latest back."""

import pytest

from conftest import NOW
from sijill.ledger import store as ledger
from sijill.manual_review import agree
from sijill.manual_review import store as reviews
from sijill.manual_review.model import Outcome, Verdict
from sijill.pipeline.verify import verify
from sijill.tables.register import Register

pytestmark = pytest.mark.usefixtures("store")  # on both kinds of database


def judged(*words: tuple[str, str, Verdict, str]) -> None:
    for left, right, verdict, by in words:
        reviews.judge(left, right, verdict, by=by, at=NOW)


def test_a_judgement_and_its_entry_stand_together(register: Register) -> None:
    judged(("aleft-2", "aleft-1", Verdict.SAME, "reviewer:amal"))
    entries = list(ledger.entries("judgement.same"))
    assert len(entries) == 1
    assert verify(register).clean
    assert agree.binding(reviews.pair_outcomes(), 1).to_pylist() == [
        {"left": "aleft-1", "right": "aleft-2", "verdict": "same"}
    ]


def test_the_last_word_counts_and_disagreement_binds_nothing(register: Register) -> None:
    judged(
        ("a-1", "a-2", Verdict.SAME, "reviewer:amal"),
        ("a-1", "a-2", Verdict.DIFFERENT, "reviewer:amal"),
        ("a-1", "a-3", Verdict.SAME, "reviewer:amal"),
        ("a-1", "a-3", Verdict.DIFFERENT, "reviewer:nur"),
    )
    assert {(one.left, one.right): one.outcome for one in reviews.pair_outcomes()} == {
        ("a-1", "a-2"): Outcome.DIFFERENT,
        ("a-1", "a-3"): Outcome.CONFLICT,
    }
    assert len(agree.binding(reviews.pair_outcomes(), 1)) == 1


def test_undo_takes_back_the_latest_that_stands(register: Register) -> None:
    judged(("a-1", "a-2", Verdict.SAME, "reviewer:amal"), ("a-1", "a-3", Verdict.SAME, "reviewer:amal"))
    assert reviews.undo_last(by="reviewer:amal", at=NOW) is not None
    assert [row["right"] for row in agree.binding(reviews.pair_outcomes(), 1).to_pylist()] == ["a-2"]
    assert reviews.undo_last(by="reviewer:amal", at=NOW) is not None
    assert reviews.undo_last(by="reviewer:amal", at=NOW) is None
    assert verify(register).clean
