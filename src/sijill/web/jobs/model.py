"""A job as its file in the register's ``.jobs`` folder holds it: ids and counts, for whoever asks how far it is."""

import json
import os
import secrets
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from sijill.errors import NotFoundError
from sijill.ids import digest_id
from sijill.tables.files import make_folder
from sijill.tables.register import Register

FOLDER: Final = ".jobs"


class Kind(StrEnum):
    RECEIVE = "receive"
    CONFIRM = "confirm"
    LINK = "link"
    WITHDRAW = "withdraw"
    RETURN = "return"
    TEXT = "text"
    AUDIT = "audit"


class State(StrEnum):
    QUEUED = "queued"
    WAITING = "waiting"  # another writer is at work
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


ENDED: Final = frozenset({State.DONE, State.FAILED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """``actor`` is whom the ledger names; ``arguments`` what the kind needs; ``problem`` and ``remedy`` why it failed.

    ``stage`` is one of the pipeline's words, ``done`` of ``total`` within it. ``pid`` is the worker's, 0 before.
    """

    id: str
    kind: Kind
    actor: str
    organisation: str
    at: str
    arguments: dict[str, Any] = field(default_factory=dict)
    state: State = State.QUEUED
    stage: str = ""
    done: int = 0
    total: int = 0
    result: dict[str, Any] = field(default_factory=dict)
    problem: str = ""
    remedy: str = ""
    pid: int = 0

    @property
    def ended(self) -> bool:
        return self.state in ENDED


def new_id() -> str:
    return digest_id("j", secrets.token_hex(16))


def write(register: Register, job: Job) -> None:
    """Whole or not at all; nothing that is acknowledged to anybody rests on it, so it is not synced."""
    folder = register.root / FOLDER
    if not folder.is_dir():
        make_folder(folder)
        folder.chmod(0o700)
    scratch = folder / f"{job.id}.{os.getpid()}.part"
    scratch.write_text(json.dumps(asdict(job), ensure_ascii=False), encoding="utf-8")
    scratch.replace(folder / f"{job.id}.json")


def read(register: Register, job_id: str) -> Job:
    """NotFoundError when there is none; a job whose process is gone without a word has failed."""
    path = register.root / FOLDER / f"{job_id}.json"
    if not job_id.isalnum() or not path.is_file():
        raise NotFoundError("There is no such job")
    found = json.loads(path.read_text(encoding="utf-8"))
    job = Job(**found | {"kind": Kind(found["kind"]), "state": State(found["state"])})
    if job.pid and not job.ended and not _alive(job.pid):
        return replace(job, state=State.FAILED, problem="The work was interrupted", remedy="Start it again")
    return job


def _alive(pid: int) -> bool:
    """A zombie, ended and not yet collected, is not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"
