"""Two connections write at once: the numbers of consents and of cases go on without a gap or a refusal."""

import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.db import connections

from conftest import ACTOR, NOW
from sijill.cases import store as cases
from sijill.cases.model import Member
from sijill.cases.models import CaseRow
from sijill.consents import store as consents
from sijill.consents.models import ConsentRow
from sijill.pipeline.verify import verify
from sijill.tables import database
from sijill.tables import register as registers

EACH = 12


def at_once(write: Callable[[int], object]) -> list[BaseException]:
    """Runs ``write`` in two threads, each with a connection of its own; what they raised."""
    failed: list[BaseException] = []
    ready = threading.Barrier(2)

    def work(mine: int) -> None:
        try:
            ready.wait()
            for one in range(EACH):
                write(mine * EACH + one)
        except BaseException as problem:  # noqa: BLE001  (the test tells what a thread died of)
            failed.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(mine,)) for mine in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


@pytest.mark.usefixtures("store")
def test_two_writers_at_once_number_their_rows_one_after_the_other(tmp_path: Path) -> None:
    register = registers.create(tmp_path / "register")

    def write(one: int) -> None:
        consents.add(
            subject=f"p{one}", purpose="un_wgeid", recipient="un_wgeid", state="given", capacity="next_of_kin",
            form="written", date=date(2026, 1, 2), at=NOW, by=ACTOR,
        )  # fmt: skip
        cases.new("WGEID", [Member(person=f"p{one}", records=())], at=NOW, by=ACTOR)

    assert at_once(write) == []
    for model in (ConsentRow, CaseRow):
        assert list(model.objects.values_list("number", flat=True)) == list(range(1, 2 * EACH + 1))
    assert verify(register).clean
    database.close()
