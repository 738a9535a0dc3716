"""PostgreSQL crashes (``pg_ctl -m immediate``) while judgements are written: none that was acknowledged is lost.

The server is told to answer before it has written (``synchronous_commit=off``), as a hasty administrator may; the
register's own connection does not accept that. The control is a connection that does.
"""

import random
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError

import postgres_cluster
from conftest import NOW
from postgres_cluster import Cluster
from sijill.errors import RegisterError
from sijill.manual_review.model import Verdict
from sijill.manual_review.store import judge
from sijill.pipeline.verify import checkpoint, verify
from sijill.tables import database
from sijill.tables import register as registers
from sijill.tables.register import Register

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
CRASHES = 10


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    if postgres_cluster.binaries() is None:
        pytest.skip(postgres_cluster.NOT_RUN)
    made = postgres_cluster.new_cluster(safe=True)
    made.execute("ALTER SYSTEM SET synchronous_commit = off")
    made.execute("ALTER SYSTEM SET wal_writer_delay = '10s'")  # so that what was not asked for is not written
    made.stop("fast")
    made.start()
    yield made
    database.close()
    made.stop()
    made.remove()


def judge_until_it_crashes(cluster: Cluster, seconds: float) -> dict[str, Any]:
    """What the ledger held when the last judgement was acknowledged."""
    acknowledged = checkpoint()
    crash = threading.Timer(seconds, cluster.stop)
    crash.start()
    try:
        while True:
            judge("a-1", "a-2", Verdict.UNSURE, by="reviewer:amal", at=NOW)
            acknowledged = checkpoint()
    except DatabaseError:
        crash.join()
    database.close()
    return acknowledged


def crash_and_look(cluster: Cluster, register: Register, number: int, seed: int) -> tuple[int, list[str]]:
    """How many judgements were acknowledged over so many crashes, and what was wrong after them."""
    chance = random.Random(seed)
    size, wrong = 0, []
    for _ in range(number):
        acknowledged = judge_until_it_crashes(cluster, chance.uniform(0.05, 0.8))
        cluster.start()
        opened = registers.open_register(register.root)
        wrong += [one.problem for one in verify(opened, against=acknowledged).findings]
        size = acknowledged["size"]
    return size, wrong


def test_no_acknowledged_judgement_is_lost(cluster: Cluster, tmp_path: Path) -> None:
    cluster.execute("CREATE DATABASE kept")
    register = registers.create(tmp_path / "r", database_url=cluster.url("kept"))
    acknowledged, wrong = crash_and_look(cluster, register, CRASHES, seed=1)
    print(acknowledged, "acknowledged over", CRASHES, "crashes")
    assert wrong == []
    assert acknowledged >= CRASHES


def test_the_check_sees_a_connection_that_is_told_too_early(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_POSTGRES_PROMISES", ())
    cluster.execute("CREATE DATABASE hasty")
    register = registers.create(tmp_path / "r", database_url=cluster.url("hasty"))
    cluster.execute("CHECKPOINT")
    _, wrong = crash_and_look(cluster, register, 1, seed=1)
    assert any("it was rolled back" in problem for problem in wrong)


def test_a_server_that_is_not_there_is_named(cluster: Cluster, tmp_path: Path) -> None:
    cluster.execute("CREATE DATABASE gone")
    register = registers.create(tmp_path / "r", database_url=cluster.url("gone"))
    database.close()
    cluster.stop()
    with pytest.raises(RegisterError, match="cannot be reached"):
        registers.open_register(register.root)
    cluster.start()


def test_a_database_that_is_not_empty_is_refused(cluster: Cluster, tmp_path: Path) -> None:
    cluster.execute("CREATE DATABASE taken")
    register = registers.create(tmp_path / "one", database_url=cluster.url("taken"))
    judge("a-1", "a-2", Verdict.SAME, by="reviewer:amal", at=NOW)
    with pytest.raises(RegisterError, match="not empty"):
        registers.create(tmp_path / "other", database_url=cluster.url("taken"))
    assert not registers.exists(tmp_path / "other")
    assert verify(registers.open_register(register.root)).clean

    cluster.execute("CREATE DATABASE foreign_tables")
    import psycopg

    with psycopg.connect(cluster.url("foreign_tables")) as connection:
        connection.execute("CREATE TABLE letters (id int)")
    with pytest.raises(RegisterError, match="not empty"):
        registers.create(tmp_path / "third", database_url=cluster.url("foreign_tables"))
