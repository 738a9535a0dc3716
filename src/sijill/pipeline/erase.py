"""Erasure through all that follows: the claims files are rewritten, then everything derived is made anew."""

import shutil
from datetime import datetime

from sijill.claims import erase as erasing
from sijill.claims.models import Erasure
from sijill.pipeline import outputs
from sijill.pipeline.derive import derive
from sijill.pipeline.progress import Progress, Stopwatch, silent
from sijill.tables.register import Register


def erase_record(
    register: Register, record: str, *, reason: str, at: datetime, actor: str, progress: Progress = silent
) -> Erasure:
    """When this returns no claims file, reading, table or output of the register holds the record's cells.

    The sealed original does; so do exports made earlier and backups.
    """
    done = erasing.erase(register, record, reason=reason, at=at, actor=actor)
    shutil.rmtree(register.derived, ignore_errors=True)
    shutil.rmtree(register.out, ignore_errors=True)
    register.derived.mkdir()
    derive(register, at=at, actor=actor, watch=Stopwatch(), progress=progress)
    outputs.write_all(register)
    return done
