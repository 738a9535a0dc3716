"""Starting a job from a page: the job's file, then a process that outlives the request."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from sijill.tables.files import make_folder
from sijill.web.guard import Ask
from sijill.web.jobs import model
from sijill.web.jobs.model import Job, Kind

UPLOADS: Final = ".uploads"
_started: Final[list["subprocess.Popen[bytes]"]] = []


def start(ask: Ask, kind: Kind, *, job_id: str | None = None, arguments: Mapping[str, Any]) -> Job:
    """The job, already under way."""
    job = Job(
        id=job_id or model.new_id(),
        kind=kind,
        actor=ask.actor.ledger_name,
        organisation=ask.actor.organisation,
        at=ask.at.isoformat(),
        arguments=dict(arguments),
    )
    model.write(ask.register, job)
    # At once, but not before what it is about is on disk.
    transaction.on_commit(lambda: _begin(ask.register.root, job.id))
    return job


def _begin(root: Path, job_id: str) -> None:
    command = [sys.executable, "-m", "sijill.web.jobs.work", str(root), job_id]
    _started[:] = [one for one in _started if one.poll() is None]  # collects those that have ended
    _started.append(
        subprocess.Popen(  # noqa: S603  (our own program; the id is ours)
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    )


def keep_upload(ask: Ask, upload: "UploadedFile[Any]", job_id: str, *, name: str = "file") -> Path:
    """The uploaded bytes in a folder of the job's own, which the job takes away when it has sealed them."""
    folder = ask.register.root / UPLOADS / job_id
    make_folder(folder)
    folder.chmod(0o700)
    path = folder / name
    with path.open("wb") as writing:
        for chunk in upload.chunks():
            writing.write(chunk)
    return path


def ended() -> bool:
    """Whether every process this one started has ended: for tests that take the register away."""
    return all(one.poll() is not None for one in _started)
