"""What many tests share: a register of their own, small lists of invented people, and a clock that stands still.

No test talks to the network: opening a socket to anything but a local one fails.
"""

import csv
import os
import secrets
import socket
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import postgres_cluster

# Tables are as wide as where nobody says how wide the page is, whatever the terminal.
os.environ.pop("COLUMNS", None)
# What serves pages knows everything the command line does, and the tables of sessions besides.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sijill.web.settings")

import sijill.pipeline  # noqa: F401  (makes Django ready)
from postgres_cluster import Cluster
from sijill.accession.receive import Delivery
from sijill.pipeline.progress import Stopwatch
from sijill.pipeline.take import Taken, take
from sijill.tables import database
from sijill.tables import register as registers
from sijill.tables.register import Register

NOW = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
ACTOR = "operator:test"

WriteList = Callable[..., Path]


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect

    def only_local(self: socket.socket, address: object) -> None:
        local = self.family == socket.AF_UNIX or (
            isinstance(address, tuple) and address[0] in {"127.0.0.1", "::1", "localhost"}
        )
        if not local:
            raise AssertionError(f"a test opened a connection to {address!r}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", only_local)


def take_list(register: Register, path: Path, **said: Any) -> Taken:
    """Receives a file as more of the list cedar, or as ``said`` (fields of ``Delivery``)."""
    given = {"name": path.name, "list_id": "cedar", "organisation": "Cedar"} | said
    return take(register, Delivery(path=path, **given), at=NOW, actor=ACTOR, watch=Stopwatch())


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    yield registers.create(tmp_path / "register")
    database.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A server of our own without fsync, for tests in which nothing crashes; ``template`` has the register's tables."""
    if postgres_cluster.binaries() is None:
        pytest.skip(postgres_cluster.NOT_RUN)
    cluster = postgres_cluster.new_cluster()
    cluster.execute("CREATE DATABASE template")
    database.connect(cluster.url("template"), Path.cwd())
    database.migrate()
    database.close()
    yield cluster
    database.close()
    cluster.stop()
    cluster.remove()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Runs a test on both kinds of database: where a register would get SQLite, it gets a PostgreSQL one of its own."""
    if request.param == "postgresql":
        cluster: Cluster = request.getfixturevalue("postgres")
        monkeypatch.setattr(registers, "create", _created_in(cluster, registers.create))
    return request.param


def _created_in(cluster: Cluster, create: Callable[..., Register]) -> Callable[..., Register]:
    def created(root: Path, **options: Any) -> Register:
        name = f"register_{secrets.token_hex(6)}"
        cluster.execute(f"CREATE DATABASE {name} TEMPLATE template")
        return create(root, **options | {"database_url": cluster.url(name)})

    return created


@pytest.fixture
def write_list(tmp_path: Path) -> WriteList:
    """Writes a CSV file (UTF-8) outside the register: name, header, rows; returns its path."""

    def write(name: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
        path = tmp_path / "lists" / name
        path.parent.mkdir(exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle)
            writer.writerow(header)
            writer.writerows(rows)
        return path

    return write
