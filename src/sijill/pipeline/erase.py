"""Erasure through all that follows: the claims files are rewritten, then everything derived is made anew."""

import shutil
from datetime import datetime

from sijill.claims import erase as erasing
from sijill.claims.models import Erasure
from sijill.pipeline import outputs
from sijill.pipeline.derive import clear, derive, is_current, last_asked
from sijill.pipeline.progress import Progress, Stopwatch, silent
from sijill.tables.register import Register


def erase_record(
    register: Register, record: str, *, reason: str, at: datetime, actor: str, progress: Progress = silent
) -> Erasure:
    """When this returns no claims file, reading, table or output of the register holds the record's cells.

    The sealed original does; so do exports made earlier and backups. An erasure that was interrupted is finished by the
    same call. Raises NotFoundError, or UsageError for a record that is wholly erased already.
    """
    asked = last_asked(register)
    done = erasing.find(record)
    if done is None or _is_finished(register):
        done = erasing.erase(register, record, reason=reason, at=at, actor=actor)
    erasing.sweep(register)
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
    return done


def _is_finished(register: Register) -> bool:
    return is_current(register) and all((register.out / name).exists() for name in outputs.FILES)
