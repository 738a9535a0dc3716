"""``python -m sijill.web.prepare DIR``: what pages would look for one by one, put together once after each run.

The claims of every list beside their readings, and all names coded: both in ``derived/pages``, from which they are
gone with whatever is derived anew. Without them pages show the same, and take longer. A server starts this in a
process of its own, which waits until nobody else is at it, and takes up what it made.
"""

import contextlib
import fcntl
import gc
import os
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import sijill.pipeline  # noqa: F401  (makes Django ready)
from sijill.claims import statements
from sijill.claims.kept_statements import FOLDER
from sijill.errors import SijillError
from sijill.pipeline.derive import counted
from sijill.tables import database, parquet
from sijill.tables import register as registers
from sijill.tables.files import make_folder
from sijill.tables.register import Register
from sijill.web.look import kept_names, search
from sijill.web.look import snapshot as snapshots
from sijill.web.look.snapshot import Snapshot

LOCK: Final = ".lock"
NICE: Final = 5  # pages go first
# Of fewer records pages find things as quickly without.
FEWEST_RECORDS: Final = 20_000


def prepare(register: Register) -> None:
    """Makes whatever is missing, and takes away what is of no use any more."""
    make_folder(register.derived / FOLDER)
    with _alone(register.derived / FOLDER / LOCK):
        used = {LOCK}
        for _, file in counted():
            path = statements.keep_together(register, file.path)
            used |= {path.name} if path is not None else set()
        columns = ["display", "mother_name", "mother_family"]
        records = parquet.read(register.derived / "records.parquet", columns)
        displays, mothers = records["display"].to_pylist(), search.mothers_of(records)
        path = kept_names.path_of(register, displays, mothers)
        if not path.exists():
            kept_names.write(path, kept_names.made(displays, mothers))
        used |= {path.name, path.with_suffix(".data").name}
        for old in (register.derived / FOLDER).iterdir():
            if old.name not in used:
                old.unlink(missing_ok=True)


def begin(register: Register) -> None:
    """In a process that serves: prepares what is not prepared yet, now and after every run. Returns at once."""
    search.when_built(in_the_background)
    with contextlib.suppress(SijillError, OSError):  # nothing is linked yet
        snapshot = snapshots.current(register)
        if not search.indexes_of(snapshot).kept:
            in_the_background(snapshot)


def in_the_background(snapshot: Snapshot) -> None:
    """Prepares in a process of its own, and has the snapshot read what was made. Returns at once."""
    if len(snapshot) < FEWEST_RECORDS:
        return
    kept = weakref.ref(snapshot)
    threading.Thread(
        target=_run, args=(snapshot.register.root, kept), name="sijill-prepare", daemon=True
    ).start()


def _run(root: Path, kept: "weakref.ref[Snapshot]") -> None:
    run(root)
    snapshot = kept()
    if snapshot is not None:
        search.read_again(snapshot)
        gc.freeze()  # looking through all of it for garbage again and again would make every page wait


def run(root: Path) -> None:
    """Prepares in a process of its own, and waits for it."""
    command = [sys.executable, "-m", "sijill.web.prepare", str(root)]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "sijill.web.settings"}
    subprocess.run(  # noqa: S603  (our own program; the folder is the register's)
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def main(arguments: list[str]) -> int:
    os.nice(NICE)
    try:
        register = registers.open_register(Path(arguments[0]))
        prepare(register)
    except (SijillError, OSError):
        return 1  # pages do without
    finally:
        database.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
