"""A register made, filled, judged, linked, versioned and erased from, under the shim that records every step.

After each thing that Sijill acknowledges, one line is added to ``acks``: what the ledger held then. ``python
power_run.py FOLDER [BROKEN]``.
"""

import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from durability import warm
from durability.file_steps import Shim
from durability.warm import ACTOR, NOW
from sijill.accession import seal
from sijill.accession.receive import Delivery
from sijill.claims import store as claims_store
from sijill.manual_review.model import Verdict
from sijill.manual_review.store import judge
from sijill.pipeline import derive as derive_module
from sijill.pipeline import outputs
from sijill.pipeline.erase import erase_record
from sijill.pipeline.progress import Stopwatch
from sijill.pipeline.take import take
from sijill.pipeline.verify import checkpoint
from sijill.tables import database, files
from sijill.tables import register as registers
from sijill.tables.register import Register

JUDGEMENTS = 150  # enough that SQLite folds its log back into the database on the way


def acknowledged(acks: int, what: str) -> None:
    os.write(acks, (json.dumps({"what": what} | checkpoint()) + "\n").encode())


def receive(register: Register, path: Path, *, list_id: str, new_version: bool = False) -> Any:
    delivery = Delivery(
        path=path, name=path.name, list_id=list_id, organisation=list_id, new_version=new_version
    )
    return take(register, delivery, at=NOW, actor=ACTOR, watch=Stopwatch())


def link(register: Register) -> None:
    derive_module.derive(register, at=NOW, actor=ACTOR, watch=Stopwatch())
    outputs.write_all(register)


def work(root: Path, lists: Path, acks: int) -> None:
    def done(what: str) -> None:
        acknowledged(acks, what)

    register = registers.create(root)
    done("created")
    with registers.one_writer(register):
        cedar = receive(register, warm.write_list(lists / "cedar.csv", warm.CEDAR), list_id="cedar")
        done("received")
        receive(register, warm.write_list(lists / "amal.csv", warm.AMAL), list_id="amal")
        done("received")
        link(register)
        done("linked")
    left, right = f"{cedar.accession.id}-1", f"{cedar.accession.id}-2"
    for number in range(JUDGEMENTS):
        judge(left, right, Verdict.DIFFERENT if number % 2 else Verdict.UNSURE, by="reviewer:amal", at=NOW)
        done("judged")
    database.close()  # a new command: the log is folded in and gone
    register = registers.open_register(root)
    with registers.one_writer(register):
        again = warm.write_list(lists / "cedar_2015.csv", warm.CEDAR_AGAIN)
        receive(register, again, list_id="cedar", new_version=True)
        done("received")
        link(register)
        done("linked")
        erase_record(register, f"{cedar.accession.id}-3", reason="asked for", at=NOW, actor=ACTOR)
        done("erased")
    database.close()


def nothing(*_: Any, **__: Any) -> None:
    pass


def synchronous_off() -> None:
    database._SQLITE_PROMISES = ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=OFF")


def no_file_sync() -> None:
    files.sync_file = seal.sync_file = nothing


def no_folder_sync() -> None:
    files.sync_folder = seal.sync_folder = nothing


def commit_first() -> None:
    """The row is committed before the file has its name."""
    really = claims_store._commit

    def commit(row: Any, path: Path, audit_path: Path, **words: Any) -> None:
        really(row, path, audit_path, **words)
        content = path.read_bytes()
        path.unlink()
        files.write_bytes(path, content)

    claims_store._commit = commit


BROKEN: dict[str, Callable[[], None]] = {
    "synchronous-off": synchronous_off,
    "no-file-sync": no_file_sync,
    "no-folder-sync": no_folder_sync,
    "commit-first": commit_first,
}


def main() -> None:
    folder = Path(sys.argv[1])
    if len(sys.argv) > 2:
        BROKEN[sys.argv[2]]()
    tempfile.tempdir = str(folder)
    disk = folder / "disk"
    disk.mkdir()
    shim = Shim()
    shim.watch(disk)
    shim.record(folder / "steps.log")
    acks = os.open(disk / "acks", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    work(disk / "register", folder / "lists", acks)
    print(shim.taken())


if __name__ == "__main__":
    main()
