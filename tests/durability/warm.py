"""A process that has loaded everything, so that a fork of it is a fresh run without the start-up.

Reading a file in its confined child process is left out after the first time: its answer depends on the bytes alone
and it touches no file of the register.
"""

import csv
import hashlib
import os
import pickle
import shutil
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from django.apps import apps

import sijill.pipeline  # noqa: F401  (makes Django ready)
from sijill.accession.child_process import ChildOutcome
from sijill.accession.fork_server import ForkServer
from sijill.accession.tabulate import parent
from sijill.tables import database
from sijill.tables.files import sha256_of
from sijill.tables.register import Register

NOW: Final = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
ACTOR: Final = "operator:test"
HEADER: Final = ("Full name", "Mother", "Date of birth", "Place of arrest", "Date of arrest")
# Invented people.
CEDAR: Final = (
    ("Samer Yousef Darwish", "Nadia", "1981-03-12", "Jableh", "2013-06-05"),
    ("Tarek Nabil Qassab", "Mona", "1977", "Homs", "2011-11"),
    ("Hanan Kamal Sabbagh", "Suad", "1990", "Douma", "2012"),
)
AMAL: Final = (
    ("سامر يوسف درويش", "نادية", "12/3/1981", "جبلة", "5/6/2013"),
    ("وليد يوسف درويش", "نادية", "1/9/1984", "جبلة", "5/6/2013"),
)
# The second version of cedar: one row corrected, one gone, one new.
CEDAR_AGAIN: Final = (
    ("Samer Yousef Darwish", "Nadia", "1981-03-12", "Jableh", "2013-06-06"),
    ("Tarek Nabil Qassab", "Mona", "1977", "Homs", "2011-11"),
    ("Widad Faris Tahhan", "Amal", "1969", "Salamiyah", "2014-01"),
)
# These differ by nature: chance, and what is made of it.
BY_CHANCE: Final = frozenset({"salt", "commitment", "leaf", "root", "frontier"})
FOLDERS: Final = ("vault", "sources", "claims", "lineage", "derived", "out")


def write_list(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows([HEADER, *rows])
    return path


class Remembered:
    """A child that has read its file already."""

    def __init__(self, outcome: ChildOutcome) -> None:
        self._outcome = outcome

    def outcome(self) -> ChildOutcome:
        return replace(self._outcome)

    def abandon(self) -> None:
        pass


def remember_readings(kept: Path) -> None:
    """From now on a file that was read once is not read again: the reader's output is copied out of ``kept``.

    No server is started for it: a fork of this process must not share one with it.
    """
    known: dict[str, tuple[ChildOutcome, Path]] = {}

    class Remembering(ForkServer):
        def _start(self) -> None:
            pass

        def begin(self, request: dict[str, Any], *, workdir: Path, limits: Any) -> Remembered:  # type: ignore[override]
            named = {name: value for name, value in request.items() if name != "path"}
            bytes_read = Path(request["path"]).read_bytes()
            key = hashlib.sha256(repr(named).encode() + bytes_read).hexdigest()
            if key not in known:
                with ForkServer(*self._arguments) as really:
                    outcome = really.run(request, workdir=workdir, limits=limits)
                shutil.copytree(workdir, kept / key, symlinks=True, ignore=shutil.ignore_patterns(".*"))
                known[key] = (outcome, kept / key)
            outcome, folder = known[key]
            shutil.copytree(folder, workdir, symlinks=True, dirs_exist_ok=True)
            return Remembered(outcome)

    parent.ForkServer = Remembering  # type: ignore[misc]


@dataclass(frozen=True, slots=True)
class Ended:
    """``killed``: by SIGKILL. ``answer``: what the job returned. ``error``: the exception it ended with."""

    killed: bool
    answer: Any = None
    error: BaseException | None = None


def begin(job: Callable[[], Any]) -> tuple[int, int]:
    """Runs the job in a fork; returns its process id and the pipe on which the answer comes."""
    database.close()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return pid, reading
    os.close(reading)
    try:
        answer: tuple[Any, BaseException | None] = (job(), None)
    except BaseException as problem:  # noqa: BLE001  (it is handed on)
        answer = (None, problem)
    try:
        database.close()
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump(answer, pipe)
    finally:
        os._exit(0)


def end(pid: int, reading: int) -> Ended:
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    _, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        return Ended(killed=os.WTERMSIG(status) == signal.SIGKILL)
    answer, error = pickle.loads(said)
    return Ended(killed=False, answer=answer, error=error)


def in_fork(job: Callable[[], Any]) -> Ended:
    return end(*begin(job))


def files_of(register: Register) -> dict[str, str]:
    """Path -> digest of every file of the register but the database, its settings and what only a running one needs."""
    return {
        register.relative(path): sha256_of(path)
        for folder in FOLDERS
        for path in sorted((register.root / folder).rglob("*"))
        if path.is_file()
    }


def rows_of() -> list[tuple[str, dict[str, Any]]]:
    """Every SQL row but for what is chance."""
    return [
        (model._meta.label_lower, {name: value for name, value in row.items() if name not in BY_CHANCE})
        for model in apps.get_models()
        if model.__module__.startswith("sijill.")
        for row in model._default_manager.order_by("pk").values()
    ]


def differences(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """Names what differs between two results of ``files_of`` and ``rows_of`` taken together."""
    found = [
        f"file {path}"
        for path in sorted(one["files"].keys() | other["files"].keys())
        if one["files"].get(path) != other["files"].get(path)
    ]
    if one["rows"] != other["rows"]:
        found.append(f"rows: {len(one['rows'])} and {len(other['rows'])}")
    return found
