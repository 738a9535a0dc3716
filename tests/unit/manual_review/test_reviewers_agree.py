"""What several reviewers' words come to, and how far they agree beyond chance."""

from datetime import timedelta

import pytest

from conftest import NOW
from sijill.errors import NotFoundError, RegisterError
from sijill.manual_review import agree, agreement, store
from sijill.manual_review.model import NoticeKind, Outcome, Verdict
from sijill.manual_review.policy import policy_of
from sijill.tables.register import CONFIG_NAME, Register

S, D, U, X = Verdict.SAME, Verdict.DIFFERENT, Verdict.UNSURE, Verdict.UNDONE


@pytest.mark.parametrize(
    ("words", "outcome", "agreeing"),
    [
        ([("amal", S)], Outcome.SAME, 1),
        ([("amal", S), ("basil", S)], Outcome.SAME, 2),
        ([("amal", S), ("basil", D)], Outcome.CONFLICT, 0),
        ([("amal", S), ("basil", D), ("dima", D)], Outcome.DIFFERENT, 2),
        ([("amal", S), ("basil", D), ("dima", U)], Outcome.CONFLICT, 0),
        ([("amal", S), ("basil", D), ("amal", D)], Outcome.DIFFERENT, 2),
        ([("amal", S), ("basil", U)], Outcome.SAME, 1),
        ([("amal", U)], Outcome.UNSURE, 0),
        ([("amal", S), ("amal", X), ("basil", D)], Outcome.DIFFERENT, 1),
    ],
)
def test_a_third_reviewer_decides_a_conflict(
    words: list[tuple[str, Verdict]], outcome: Outcome, agreeing: int
) -> None:
    (found,) = agree.outcomes([("a-1", "b-1", verdict, by) for by, verdict in words])
    assert (found.outcome, found.agreeing) == (outcome, agreeing)


def test_a_judgement_binds_when_as_many_agree_as_the_owner_asks_for(register: Register) -> None:
    store.judge("a-1", "b-1", S, by="user:1", at=NOW)
    assert agree.binding(store.pair_outcomes(), 1).num_rows == 1
    assert agree.binding(store.pair_outcomes(), 2).num_rows == 0
    store.judge("b-1", "a-1", S, by="user:2", at=NOW)
    assert agree.binding(store.pair_outcomes(), 2).to_pylist() == [
        {"left": "a-1", "right": "b-1", "verdict": "same"}
    ]


def test_the_policy_is_read_and_a_misspelt_one_refused(register: Register) -> None:
    assert policy_of(register).reviewers == 1
    config = register.root / CONFIG_NAME
    plain = config.read_text(encoding="utf-8")
    config.write_text(plain + "\n[review]\nreviewers = 2\n", encoding="utf-8")
    assert policy_of(register).reviewers == 2
    for wrong in ("reviewrs = 2", "reviewers = true", "reviewers = 0"):
        config.write_text(f"{plain}\n[review]\n{wrong}\n", encoding="utf-8")
        with pytest.raises(RegisterError):
            policy_of(register)


def test_kappa_of_the_textbook() -> None:
    """Fleiss, Levin and Paik (2003), Statistical Methods for Rates and Proportions, table 18.1.

    Kappa 0.68, standard error 0.087.
    """
    counts = {
        (S, S): 75, (S, D): 1, (S, U): 4,
        (D, S): 5, (D, D): 4, (D, U): 1,
        (U, S): 0, (U, D): 0, (U, U): 10,
    }  # fmt: skip
    words = [pair for pair, count in counts.items() for _ in range(count)]
    found = agreement.agreement(("amal", "basil"), words)
    assert found.pairs == 100
    assert found.observed == pytest.approx(0.89)
    assert found.kappa == pytest.approx(0.676, abs=0.001)
    assert found.high is not None
    assert (found.high - found.kappa) / agreement.Z == pytest.approx(0.088, abs=0.001)


def test_kappa_says_nothing_where_chance_explains_all() -> None:
    found = agreement.agreement(("amal", "basil"), [(S, S)] * 5)
    assert (found.observed, found.kappa) == (1.0, None)


def test_agreement_is_over_pairs_that_both_judged() -> None:
    standing = {
        ("a", "b"): {"amal": S, "basil": S},
        ("a", "c"): {"amal": D},
        ("b", "c"): {"basil": D, "amal": U},
    }
    (found,) = agreement.agreements(standing)
    assert (found.reviewers, found.pairs, found.observed) == (("amal", "basil"), 2, 0.5)


def test_a_notice_is_for_its_reader_alone(register: Register) -> None:
    store.add_notices(
        ["user:1", "user:2"], kind=NoticeKind.SPLIT, person="p1", records=["a-1"], by="user:3", at=NOW
    )
    ((mine, seen),) = store.notices_for("user:1")
    assert not seen
    with pytest.raises(NotFoundError):
        store.note_seen(mine.pk, by="user:2", at=NOW)
    store.note_seen(mine.pk, by="user:1", at=NOW + timedelta(minutes=1))
    store.note_seen(mine.pk, by="user:1", at=NOW + timedelta(minutes=2))
    assert [seen for _, seen in store.notices_for("user:1")] == [True]
    assert [seen for _, seen in store.notices_for("user:2")] == [False]


def test_several_judgements_are_one_decision(register: Register) -> None:
    rows = store.judge_all([("a-1", "b-1"), ("a-1", "c-1")], D, by="user:1", at=NOW, reason="two brothers")
    assert [row.reason for row in rows] == ["two brothers"] * 2
    assert {(row.left, row.right) for row in store.judgements_of(["b-1"])} == {("a-1", "b-1")}
