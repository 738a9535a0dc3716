"""What many tests share: a register of their own, small lists of invented people, and a clock that stands still.

No test talks to the network: opening a socket to anything but a local one fails.
"""

import csv
import socket
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

import sijill.pipeline  # noqa: F401  (makes Django ready)
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


@pytest.fixture
def register(tmp_path: Path) -> Register:
    yield registers.create(tmp_path / "register")
    database.close()


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
