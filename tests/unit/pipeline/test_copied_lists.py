"""A list that repeats another is declared so, and the two are one voice."""

from pathlib import Path

import pytest

from conftest import ACTOR, NOW, WriteList
from sijill.accession import store as accessions
from sijill.accession.models import Copying
from sijill.accession.receive import Delivery
from sijill.errors import NotFoundError, UsageError
from sijill.pipeline.derive import dependent_lists, derive, is_current, read_state
from sijill.pipeline.progress import Stopwatch
from sijill.pipeline.take import take
from sijill.pipeline.verify import verify
from sijill.tables.register import Register

HEADER = ("Full name", "Mother", "Date of birth", "Place of arrest")
ROWS = (
    ("Samer Yousef Darwish", "Nadia", "1981-03-12", "Jableh"),
    ("Rima Walid Shami", "Huda", "1990-07-01", "Homs"),
)


@pytest.fixture
def three(register: Register, write_list: WriteList) -> Register:
    for name in ("cedar", "olive", "palm"):
        path: Path = write_list(f"{name}.csv", HEADER, ROWS)
        delivery = Delivery(path=path, name=path.name, list_id=name, organisation=name)
        take(register, delivery, at=NOW, actor=ACTOR, watch=Stopwatch())
    return register


def say(copy: str, original: str, *, ended: bool = False) -> None:
    accessions.declare_copy(copy, original, reason="same errors", ended=ended, at=NOW, actor=ACTOR)


def test_a_copy_is_declared_and_taken_back_and_what_follows_is_stale(three: Register) -> None:
    derive(three, at=NOW, actor=ACTOR, watch=Stopwatch())
    assert is_current(three)
    say("olive", "cedar")
    assert dependent_lists() == (("olive", "cedar"),)
    assert not is_current(three)
    derive(three, at=NOW, actor=ACTOR, watch=Stopwatch())
    state = read_state(three)
    assert state is not None
    assert state["outcome"]["report"]["dependent_lists"] == [["olive", "cedar"]]
    say("olive", "cedar", ended=True)
    assert dependent_lists() == ()
    assert verify(three).clean


def test_a_list_cannot_be_its_own_source_however_far(three: Register) -> None:
    say("olive", "cedar")
    say("palm", "olive")
    before = Copying.objects.count()
    for copy, original in (("cedar", "cedar"), ("cedar", "palm"), ("olive", "cedar")):
        with pytest.raises(UsageError):
            say(copy, original)
    with pytest.raises(UsageError, match="not declared"):
        say("cedar", "palm", ended=True)
    with pytest.raises(NotFoundError):
        say("cedar", "elm")
    assert Copying.objects.count() == before


def test_a_changed_declaration_is_named_by_verify(three: Register) -> None:
    say("olive", "cedar")
    Copying.objects.update(original_id="palm")
    assert not verify(three).clean
