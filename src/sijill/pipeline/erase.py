"""Erasure through all that follows: the claims files are rewritten, then everything derived is made anew."""

import shutil
from datetime import datetime

from sijill.claims import erase as erasing
from sijill.claims.models import Erasure
from sijill.pipeline import outputs
from sijill.pipeline.derive import clear, derive, last_asked
from sijill.pipeline.progress import Progress, Stopwatch, silent
from sijill.tables.register import Register


def erase_record(
    register: Register, record: str, *, reason: str, at: datetime, actor: str, progress: Progress = silent
) -> Erasure:
    """When this returns no claims file, reading, table or output of the register holds the record's cells.

    The sealed original does; so do exports made earlier and backups.
    """
    asked = last_asked(register)
    done = erasing.erase(register, record, reason=reason, at=at, actor=actor)
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
