"""Which judgements bind linkage: as many as the owner asks for, over all versions of a list, the last word of each."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from conftest import ACTOR, NOW, WriteList, take_list
from sijill.ids import record_id
from sijill.manual_review.model import Outcome, Verdict
from sijill.manual_review.store import judge, undo_last
from sijill.pipeline import judgements as judging
from sijill.pipeline.derive import Derived, derive
from sijill.pipeline.origins import origins
from sijill.pipeline.progress import Stopwatch
from sijill.pipeline.review import queue
from sijill.pipeline.take import Taken
from sijill.tables import parquet
from sijill.tables.register import CONFIG_NAME, Register

pytestmark = pytest.mark.usefixtures("store")  # on both kinds of database

HEADER = ("No", "Full name", "Mother", "Date of birth", "Place of arrest", "Date of arrest")
ROWS = (
    ("S-1", "Samer Yousef Darwish", "Nadia", "1981-03-12", "Jableh", "2013-06-05"),
    ("S-2", "Hanan Kamal Sabbagh", "Souad", "1990", "Douma", "2012"),
)
S, D, U = Verdict.SAME, Verdict.DIFFERENT, Verdict.UNSURE
AMAL, BASIL = "reviewer:amal", "reviewer:basil"
Receive = Callable[..., Taken]


@pytest.fixture
def receive(register: Register, write_list: WriteList) -> Receive:
    def one(*, new_version: bool = False) -> Taken:
        path: Path = write_list("cedar.csv", HEADER, ROWS)
        if new_version:  # the same rows in other bytes
            path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        return take_list(register, path, new_version=new_version)

    return one


def link(register: Register) -> Derived:
    return derive(register, at=NOW, actor=ACTOR, watch=Stopwatch())


def persons(register: Register) -> int:
    return len(
        set(parquet.read(register.derived / "membership.parquet", ["person_id"])["person_id"].to_pylist())
    )


def say(accession: str, verdict: Verdict, by: str) -> None:
    judge(record_id(accession, 1), record_id(accession, 2), verdict, by=by, at=NOW)


def ask_for(register: Register, reviewers: int) -> None:
    config = register.root / CONFIG_NAME
    config.write_text(
        config.read_text(encoding="utf-8") + f"\n[review]\nreviewers = {reviewers}\n", encoding="utf-8"
    )


def test_one_reviewer_joins_nobody_where_two_are_asked_for(register: Register, receive: Receive) -> None:
    taken = receive()
    ask_for(register, 2)
    say(taken.accession.id, S, AMAL)
    link(register)
    assert persons(register) == 2
    say(taken.accession.id, S, BASIL)
    link(register)
    assert persons(register) == 1


def test_one_reviewer_is_enough_where_nobody_asks_for_more(register: Register, receive: Receive) -> None:
    say(receive().accession.id, S, AMAL)
    link(register)
    assert persons(register) == 1


def test_the_last_word_counts_whichever_version_it_was_said_of(register: Register, receive: Receive) -> None:
    first = receive().accession.id
    say(first, S, AMAL)
    second = receive(new_version=True).accession.id
    link(register)
    assert persons(register) == 1
    say(second, D, AMAL)
    link(register)
    assert persons(register) == 2
    say(
        first, S, AMAL
    )  # the record ids of versions are hashes: either may come first, the later word must win
    link(register)
    assert persons(register) == 1
    assert undo_last(by=AMAL, at=NOW + timedelta(minutes=1)) is not None
    assert judging.outcomes(origins(register)) == []


def test_reviewers_of_two_versions_agree_or_contradict_each_other(
    register: Register, receive: Receive
) -> None:
    first = receive().accession.id
    say(first, S, AMAL)
    second = receive(new_version=True).accession.id
    say(second, D, BASIL)
    assert [one.outcome for one in judging.outcomes(origins(register))] == [Outcome.CONFLICT]
    say(second, S, BASIL)
    ask_for(register, 2)
    link(register)
    assert persons(register) == 1


def test_a_pair_waits_for_whoever_has_not_judged_it(register: Register, receive: Receive) -> None:
    """The queue of the command line; whatever linkage finds doubtful is put there by hand."""
    first = receive().accession.id
    link(register)
    pair = (record_id(first, 1), record_id(first, 2))
    doubt(register, pair)
    assert queue(register, AMAL) == queue(register, BASIL) == [pair]
    ask_for(register, 2)
    say(first, S, AMAL)
    assert (queue(register, AMAL), queue(register, BASIL)) == ([], [pair])
    say(first, S, BASIL)
    assert queue(register, "reviewer:dima") == []
    second = receive(new_version=True).accession.id
    link(register)
    doubt(register, (record_id(second, 1), record_id(second, 2)))
    assert queue(register, AMAL) == []


def doubt(register: Register, pair: tuple[str, str]) -> None:
    table = pa.table({"left": [pair[0]], "right": [pair[1]], "decision": ["review"], "probability": [0.5]})
    parquet.write(register.derived / "pairs.parquet", table)
