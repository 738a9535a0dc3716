"""Erasure through all that follows: the claims files are rewritten, then everything derived is made anew."""

import shutil
from dataclasses import dataclass
from datetime import datetime

import pyarrow.parquet as pq

from sijill.claims import erase as erasing
from sijill.claims.models import Erasure
from sijill.mentions import store as mentions
from sijill.pipeline import outputs
from sijill.pipeline.derive import clear, derive, is_current, last_asked
from sijill.pipeline.origins import origins
from sijill.pipeline.progress import Progress, Stopwatch, silent
from sijill.pipeline.remaining import Remaining, remaining
from sijill.submissions import kept_files
from sijill.tables.register import Register


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """``passages``: numbers of the accepted passages that went with the record; ``remaining``: what did not."""

    tombstone: Erasure
    passages: tuple[str, ...]
    remaining: Remaining


def erase_record(
    register: Register, record: str, *, reason: str, at: datetime, actor: str, progress: Progress = silent
) -> Erased:
    """When this returns no claims file, accepted passage, reading, table or output of the register holds its cells, nor
    any file about its persons that waits for a download.

    The sealed originals do; so do exports made earlier and backups. An erasure that was interrupted is finished by the
    same call. Raises NotFoundError, or UsageError for a record that is wholly erased already.
    """
    erasing.files_with(record)
    asked = last_asked(register)
    names, versions, siblings = _bound_to(register, record)
    passages = mentions.erase_claims(
        names, at=at, actor=actor
    )  # first: their origin is known only while it counts
    left = remaining(register, names, versions, siblings, passages)
    done = erasing.find(record)
    if done is None or (_is_finished(register) and not passages):
        done = erasing.erase(register, record, reason=reason, at=at, actor=actor)
    erasing.sweep(register)
    kept_files.forget(register, left.submissions)
    clear(register)
    shutil.rmtree(register.out, ignore_errors=True)
    derive(
        register,
        at=at,
        actor=actor,
        watch=Stopwatch(),
        engine=asked.engine,
        seed=asked.seed,
        progress=progress,
    )
    outputs.write_all(register)
    return Erased(tombstone=done, passages=tuple(str(one.pk) for one in passages), remaining=left)


def _is_finished(register: Register) -> bool:
    return is_current(register) and all((register.out / name).exists() for name in outputs.FILES)


def _bound_to(register: Register, record: str) -> tuple[set[str], set[str], set[str]]:
    """The record and the one it continues; the same record in other versions of its list; its person's others' origins.

    The last is empty while nothing is derived.
    """
    known = origins(register)
    names = {record, known[record]}
    versions = {one for one, origin in known.of.items() if origin in names} | {known[record]}
    path = register.derived / "membership.parquet"
    if not path.exists():
        return names, versions - {record}, set()
    table = pq.read_table(path, columns=["record_id", "person_id"])
    person_of = dict(zip(table["record_id"].to_pylist(), table["person_id"].to_pylist(), strict=True))
    current = {person for one, person in person_of.items() if known[one] in names}
    siblings = {known[one] for one, person in person_of.items() if person in current}
    return names, versions - {record}, siblings - names
