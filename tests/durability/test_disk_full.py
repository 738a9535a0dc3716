"""No room is left on the disk: the command says so, nothing acknowledged is harmed, reading goes on, and with room
again the same command ends as if nothing had happened.

Once on a real disk of 12 MB filled to the last byte, and once with the shim, where from any step on nothing can be
written.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from durability import file_steps, warm
from durability.warm import ACTOR, NOW
from sijill.errors import DiskFullError
from sijill.persons.search import search
from sijill.pipeline.backup import backup, restore
from sijill.pipeline.unify import unify
from sijill.pipeline.verify import verify
from sijill.tables import database
from sijill.tables import register as registers

SCRIPT = Path(__file__).with_name("kill_runs.py")
MOUNTED = "NOT RUN: mounting a small disk needs root"
MEGABYTES = 12


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    made = os.geteuid() == 0 and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", disk], check=False, capture_output=True
    )
    if not made or made.returncode != 0:
        pytest.skip(MOUNTED)
    yield disk
    database.close()
    subprocess.run(["umount", "-l", disk], check=True)


def fill(disk: Path, *, leaving: int) -> Path:
    """A file of so many bytes that ``leaving`` bytes are free."""
    about = os.statvfs(disk)
    path = disk / "filler"
    with path.open("wb", buffering=0) as filler:
        for _ in range((about.f_bavail * about.f_frsize - leaving) // 4096):
            filler.write(bytes(4096))
    return path


def lists(folder: Path) -> tuple[Path, Path]:
    return (
        warm.write_list(folder / "lists" / "cedar.csv", warm.CEDAR),
        warm.write_list(folder / "lists" / "amal.csv", warm.AMAL),
    )


def state(root: Path) -> dict[str, Any]:
    register = registers.open_register(root)
    return {"files": warm.files_of(register), "rows": warm.rows_of()}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("undisturbed")
    first, second = lists(folder)
    unify([first], folder / "r", at=NOW, actor=ACTOR)
    unify([first, second], folder / "r", at=NOW, actor=ACTOR)
    found = state(folder / "r")
    database.close()
    return found


# From not one byte to half of what the command needs.
@pytest.mark.parametrize("leaving", [0, 32_768, 65_536, 131_072])
def test_a_full_disk_is_named_and_the_register_reads_and_resumes(
    small_disk: Path, tmp_path: Path, undisturbed: dict[str, Any], leaving: int
) -> None:
    first, second = lists(tmp_path)
    root = small_disk / "r"
    unify([first], root, at=NOW, actor=ACTOR)
    acknowledged = state(root)["rows"]
    database.close()

    filler = fill(small_disk, leaving=leaving)
    with pytest.raises(DiskFullError, match="No room is left") as told:
        unify([first, second], root, at=NOW, actor=ACTOR)
    assert "Make room" in str(told.value)

    for connected in (True, False):  # as the command left it, and as the next command finds it
        if not connected:
            database.close()
        register = registers.open_register(root)
        assert not connection.in_atomic_block
        assert {one.problem for one in verify(register).findings} <= {"is not in the ledger"}
        rows = warm.rows_of()
        assert all(row in rows for row in acknowledged if row[0] != "ledger.head")
        if (register.derived / "state.json").exists():
            assert search(register, "Samer Darwish")
    database.close()

    filler.unlink()
    unify([first, second], root, at=NOW, actor=ACTOR)
    assert verify(registers.open_register(root)).clean
    assert warm.differences(undisturbed, state(root)) == []


def test_no_room_for_a_backup_or_a_restored_register(small_disk: Path, tmp_path: Path) -> None:
    first, _ = lists(tmp_path)
    register = unify([first], tmp_path / "r", at=NOW, actor=ACTOR).register
    backup(register, tmp_path / "whole.tar")
    filler = fill(small_disk, leaving=16_384)
    with pytest.raises(DiskFullError):
        backup(register, small_disk / "backup.tar")
    assert list(small_disk.iterdir()) == [filler]
    with pytest.raises(DiskFullError):
        restore(tmp_path / "whole.tar", small_disk / "again")
    assert not registers.exists(small_disk / "again")


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.skipif(shutil.which("cc") is None, reason="NOT RUN: a full disk at any step needs a C compiler")
def test_no_room_from_any_step_on(tmp_path: Path) -> None:
    library = file_steps.build(tmp_path)
    wanted = {
        "seed": 3,
        "full": True,
        "jobs": {"receive": {"steps": 40, "moments": 0}, "unify": {"steps": 25, "moments": 0}},
    }
    done = file_steps.start(library, SCRIPT, [str(tmp_path / "work"), json.dumps(wanted)])
    assert done.returncode == 0, done.stderr[-2000:]
    report = json.loads(done.stdout)
    print(json.dumps(report, ensure_ascii=False, indent=1))
    assert report["wrong"] == []
    assert report["stopped"] >= 50
