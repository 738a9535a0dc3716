"""``python -m sijill.web.jobs.work REGISTER JOB``: does one job under the register's lock, and says how far it is."""

import os
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import sijill.pipeline  # noqa: F401  (makes Django ready)
from sijill import clock
from sijill.accession import store as accessions
from sijill.accession.receive import Delivery
from sijill.amnesties import figures as published
from sijill.amnesties.report import audit_document
from sijill.claims import mapping as mappings
from sijill.errors import RegisterError, SijillError
from sijill.mentions import store as texts
from sijill.pipeline import outputs
from sijill.pipeline.amnesty import audited
from sijill.pipeline.derive import derive
from sijill.pipeline.progress import Stopwatch
from sijill.pipeline.remap import confirm_mapping, refuse_unknown_columns
from sijill.pipeline.take import mapping_path, take
from sijill.pipeline.texts import all_figures
from sijill.tables import register as registers
from sijill.tables.register import Register
from sijill.typesetting.blocks import Document, Language
from sijill.web.jobs import model
from sijill.web.jobs.model import Job, Kind, State

# A page that waits looks twice a second; more often nobody sees.
TOLD_EVERY: Final = 0.4
WAIT_SECONDS: Final = 1800


class Teller:
    """Keeps the job's file up to date while the work goes on."""

    def __init__(self, register: Register, job: Job) -> None:
        self.register, self.job, self._last = register, job, 0.0

    def say(self, **changes: Any) -> None:
        self.job = replace(self.job, **changes)
        model.write(self.register, self.job)

    def progress(self, stage: str, done: int, total: int) -> None:
        if time.monotonic() - self._last >= TOLD_EVERY or stage != self.job.stage:
            self._last = time.monotonic()
            self.say(stage=stage, done=done, total=total)


def run(register: Register, job_id: str) -> Job:
    """The job as it ended. Nothing that went wrong is lost: it stands in the job's file."""
    teller = Teller(register, replace(model.read(register, job_id), pid=os.getpid()))
    try:
        result = _locked(teller, _WORK[teller.job.kind])
        teller.say(state=State.DONE, result=result)
    except SijillError as problem:
        teller.say(state=State.FAILED, problem=problem.message, remedy=problem.remedy)
    except Exception as bug:
        teller.say(
            state=State.FAILED,
            problem=f"A bug in Sijill ({type(bug).__name__})",
            remedy="Tell the maintainers",
        )
        raise
    finally:
        shutil.rmtree(register.root / ".uploads" / job_id, ignore_errors=True)
    return teller.job


def _locked(teller: Teller, work: Callable[[Teller], dict[str, Any]]) -> dict[str, Any]:
    """Waits for its turn: one writer at a time."""
    until = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            with registers.one_writer(teller.register):
                teller.say(state=State.RUNNING)
                return work(teller)
        except RegisterError as busy:
            if not busy.message.startswith("Another command") or time.monotonic() > until:
                raise
            if teller.job.state is not State.WAITING:
                teller.say(state=State.WAITING)
            time.sleep(0.5)


def _receive(teller: Teller) -> dict[str, Any]:
    given = teller.job.arguments
    teller.progress("receive", 0, 1)
    delivery = Delivery(
        path=Path(given["path"]),
        name=given["name"],
        list_id=given["list_id"],
        organisation=given["organisation"],
        title=given["title"],
        as_of=given["as_of"],
        new_version=given["new_version"],
    )
    taken = take(teller.register, delivery, at=clock.now(), actor=teller.job.actor, watch=Stopwatch())
    teller.progress("receive", 1, 1)
    return {
        "list": taken.accession.list_id,
        "accession": taken.accession.id,
        "new": taken.new,
        "rows": taken.claims.rows,
        "records": taken.claims.records,
        "set_aside": taken.claims.set_aside,
        "confirmed": taken.claims.confirmed,
    }


def _confirm(teller: Teller) -> dict[str, Any]:
    given = teller.job.arguments
    mapping = mappings.loads(given["mapping"])
    # A job that fails leaves the list's mapping as it was, with its signature.
    refuse_unknown_columns(teller.register, mapping.list, mapping)
    mappings.save(mapping, mapping_path(teller.register, mapping.list))
    written = confirm_mapping(teller.register, mapping.list, at=clock.now(), actor=teller.job.actor)
    return {"list": mapping.list, "files": len(written)} | _link(teller)


def _text(teller: Teller) -> dict[str, Any]:
    given = teller.job.arguments
    teller.progress("text", 0, 1)
    received = texts.receive(
        teller.register,
        Path(given["path"]),
        publisher=given["publisher"],
        title=given["title"],
        published=given["published"],
        organisation=given["organisation"],
        level=given["level"],
        at=clock.now(),
        actor=teller.job.actor,
    )
    teller.progress("text", 1, 1)
    return {
        "text": received.document.id,
        "new": received.new,
        "letters": received.document.letters,
        "flags": [flag for flag in received.document.flags.split(",") if flag],
    }


def _audit(teller: Teller) -> dict[str, Any]:
    """An audit with a list of released people: the report in both languages, ids and counts only."""
    given = teller.job.arguments
    teller.progress("audit", 0, 1)
    done = audited(
        teller.register,
        decree_id=given["decree"],
        rule_set=given["rules"],
        as_of=date.fromisoformat(given["as_of"]),
        at=clock.now(),
        releases=Path(given["path"]),
    )
    assert done.matched is not None
    matched = done.matched.as_json()
    figures = published.about(done.audit.decree, all_figures())
    languages: tuple[Language, ...] = ("en", "ar")
    made = {
        language: audit_document(done.audit, figures, language=language, matched=matched)
        for language in languages
    }
    return {
        "decree": done.audit.decree.id,
        "matched": matched,
        "documents": {language: _plain(document) for language, document in made.items()},
    }


def _plain(document: Document) -> dict[str, Any]:
    """The blocks as JSON can hold them, each with its kind."""
    blocks = [asdict(block) | {"kind": type(block).__name__} for block in document.blocks]
    for block in blocks:
        block["numeric"] = sorted(block.get("numeric") or ())
    return {"title": document.title, "foot": document.foot, "blocks": blocks}


def _withdraw(teller: Teller) -> dict[str, Any]:
    given = teller.job.arguments
    accessions.withdraw(
        given["list_id"],
        reason=given["reason"],
        ended=teller.job.kind is Kind.RETURN,
        at=clock.now(),
        actor=teller.job.actor,
    )
    return {"list": given["list_id"]} | _link(teller)


def _link(teller: Teller) -> dict[str, Any]:
    done = derive(
        teller.register,
        at=clock.now(),
        actor=teller.job.actor,
        watch=Stopwatch(),
        progress=teller.progress,
    )
    outputs.write_all(teller.register)
    changes = done.changes
    return {
        "minted": len(changes.minted) if changes else 0,
        "joined": len(changes.joined) if changes else 0,
        "split": len(changes.split) if changes else 0,
        "ended": len(changes.ended) if changes else 0,
    }


_WORK: Final = {
    Kind.RECEIVE: _receive,
    Kind.CONFIRM: _confirm,
    Kind.LINK: _link,
    Kind.WITHDRAW: _withdraw,
    Kind.RETURN: _withdraw,
    Kind.TEXT: _text,
    Kind.AUDIT: _audit,
}


def main(arguments: list[str]) -> int:
    register = registers.open_register(Path(arguments[0]))
    return 0 if run(register, arguments[1]).state is State.DONE else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
