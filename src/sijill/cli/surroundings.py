"""Errors of the machine a command runs on: a folder nobody may write to, a database that does not answer.

They are no bugs of ours, and their texts are not shown: a database's may quote a row.
"""

import errno
import os
from typing import Final

from django.db import DatabaseError, OperationalError

from sijill.errors import RegisterError, SijillError, Where

_REMEDIES: Final = {
    errno.EACCES: "See who may read and write there",
    errno.EPERM: "See who may read and write there",
    errno.EROFS: "Name a folder on a disk that can be written to",
    errno.ENOENT: "Check the path; if it lies in a register's derived folder: sijill rebuild DIR",
    errno.ENOTDIR: "Check the path: a part of it is a file, not a folder",
    errno.EISDIR: "Check the path: it is a folder, not a file",
    errno.ENAMETOOLONG: "Use a shorter name",
    errno.ENOSPC: "Make room on the disk and run the same command again",
    errno.EDQUOT: "Make room on the disk and run the same command again",
    errno.EIO: "The disk or stick may be failing: copy the register to another one and run sijill verify",
}


def surroundings(problem: OSError | DatabaseError) -> SijillError | None:
    """What to tell the operator about it; None for what only a mistake of ours can cause."""
    if isinstance(problem, OSError):
        if problem.errno not in _REMEDIES or problem.filename is None:
            return None
        return SijillError(
            os.strerror(problem.errno or 0),
            where=Where(file=os.fsdecode(problem.filename)),
            remedy=_REMEDIES[problem.errno],
        )
    if isinstance(problem, OperationalError) or type(problem) is DatabaseError:
        return RegisterError(
            "The register's database cannot be used: it is broken, locked, read-only or does not answer",
            remedy="See that no other program holds it and that it may be written to; "
            "then sijill verify DIR says whether it is whole, and a backup brings it back",
        )
    return None
