"""Two people change one case in the same moment: one of them is refused, and what got in out of turn is told."""

import datetime as dt
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connections

from conftest import ACTOR, NOW
from sijill.cases import procedures
from sijill.cases import store as cases
from sijill.cases.deadlines import deadlines
from sijill.cases.model import Case, Member
from sijill.cases.models import EventRow
from sijill.cli.main import run
from sijill.errors import UsageError
from sijill.pipeline.verify import verify
from sijill.tables import database
from sijill.tables import register as registers
from sijill.tables.register import Register

TODAY = NOW.date()


@pytest.fixture
def empty(store: str, tmp_path: Path):
    del store
    yield registers.create(tmp_path / "register")
    database.close()


def opened(*people: str, track: str | None = None) -> Case:
    members = [Member(person=one, records=()) for one in people]
    return cases.new("WGEID", members, track=track, at=NOW, by=ACTOR)


def at_once(*doings: Callable[[], object]) -> list[UsageError]:
    """Each in a thread with a connection of its own; the refusals."""
    refused: list[UsageError] = []
    ready = threading.Barrier(len(doings))

    def work(do: Callable[[], object]) -> None:
        try:
            ready.wait()
            do()
        except UsageError as problem:
            refused.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(do,)) for do in doings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between reading a case and writing to it somebody else has time to do the same."""
    get = cases.get

    def reading(case_id: str) -> Case:
        found = get(case_id)
        time.sleep(0.2)
        return found

    monkeypatch.setattr(cases, "get", reading)


@pytest.mark.usefixtures("slow")
def test_what_is_clicked_twice_happens_once(empty: Register) -> None:
    case = opened("p1")

    def send() -> Case:
        return cases.happen(case.id, "submitted", day=TODAY, at=NOW, by=ACTOR)

    assert len(at_once(send, send)) == 1
    (now,) = cases.all_cases()
    assert (now.state, len(now.events), now.uncounted) == ("submitted", 1, ())
    assert verify(empty).clean


@pytest.mark.usefixtures("slow", "empty")
def test_two_who_are_taken_out_at_once_leave_one() -> None:
    case = opened("p1", "p2")

    def leave(person: str) -> Callable[[], Case]:
        return lambda: cases.leave(case.id, person, reason="a mistake", at=NOW, by=ACTOR)

    assert len(at_once(leave("p1"), leave("p2"))) == 1
    assert len(cases.get(case.id).members) == 1


def out_of_turn(case: Case, event: str, day: dt.date = TODAY) -> None:
    """As two writers could once put it there."""
    EventRow.objects.create(
        case_id=case.id, event=event, day=day.isoformat(), details="{}", despite="{}", at="", by=""
    )


@pytest.mark.usefixtures("empty")
def test_a_case_with_an_event_out_of_turn_hides_no_other() -> None:
    bad, good = opened("p1", track="urgent"), opened("p2")
    for event in ("submitted", "submitted", "registered", "not_admitted"):
        out_of_turn(bad, event)
    found = {one.id: one for one in cases.all_cases()}
    assert found[good.id] == good
    now = found[bad.id]
    assert now.state == "registered"
    assert [one.event for one in now.events] == ["submitted", "submitted", "registered", "not_admitted"]
    assert [one.event for one in now.uncounted] == ["submitted", "not_admitted"]
    clocks = [one.clock for one in deadlines(procedures.load("WGEID"), now, on=TODAY)]
    assert clocks == ["urgent_transmission"]  # what was never its state stops nothing
    on = cases.happen(bad.id, "transmitted", day=TODAY, details={"track": "urgent"}, at=NOW, by=ACTOR)
    assert on.state == "transmitted"


def test_the_list_tells_it_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    register = registers.create(tmp_path / "register")
    bad, good = opened("p1"), opened("p2")
    for event in ("submitted", "submitted"):
        out_of_turn(bad, event)
    with pytest.raises(SystemExit) as ended:
        run(["case", "list", str(register.root)])
    database.close()
    assert ended.value.code == 0
    told = " ".join(capsys.readouterr().out.split())
    assert f"Case {bad.id}: submitted ({TODAY}) could not happen where it was recorded" in told
    assert f"Case {good.id}:" not in told
