"""kill -9 while a command writes: the same command again, and nothing shows that anything had happened.

The commands: ``unify``, ``receive``, ``rebuild``, ``erase``, and a judgement of ``review`` with the ``link`` after it.
The moments: every step that ``receive`` takes on a file (before it, or half way through a write), steps of the others
chosen at random, and moments by the clock. After each kill the command runs again, and sealed files,
mappings, claims, lineage, everything derived, ``out/`` and every SQL row (but salts and what is made of them) equal
those of a run that was never disturbed, ``verify`` finds nothing, nothing is left over, a sweep finds nothing to do.
"""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from durability import file_steps

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(3600),  # on a busy machine
    pytest.mark.skipif(shutil.which("cc") is None, reason="NOT RUN: kill -9 needs a C compiler for its shim"),
]
SCRIPT = Path(__file__).with_name("kill_runs.py")
WANTED_KILLS = 290


def kill_runs(folder: Path, **wanted: Any) -> dict[str, Any]:
    folder.mkdir(parents=True, exist_ok=True)
    library = file_steps.build(folder)
    done = file_steps.start(library, SCRIPT, [str(folder / "work"), json.dumps(wanted)])
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def test_after_a_kill_the_same_command_ends_like_an_undisturbed_run(tmp_path: Path) -> None:
    report = kill_runs(
        tmp_path,
        seed=20260115,
        jobs={
            "receive": {"steps": 110, "moments": 10},
            "unify": {"steps": 85, "moments": 12},
            "rebuild": {"steps": 25, "moments": 5},
            "erase": {"steps": 40, "moments": 5},
            "review": {"steps": 25, "moments": 5},
        },
    )
    print(json.dumps(report, ensure_ascii=False, indent=1))
    assert report["wrong"] == []
    assert report["kills"] >= WANTED_KILLS
    assert report["scratch_left"] == []
    # The moments fell before, in and between all stages.
    assert {"open", "receive", "claims"} <= report["stages"]["receive"].keys()
    assert {"create", "receive", "claims", "read", "persons"} <= report["stages"]["unify"].keys()
    assert {"read", "persons"} <= report["stages"]["rebuild"].keys()
    assert {"erase", "read", "persons"} <= report["stages"]["erase"].keys()
    assert {"judge", "persons"} <= report["stages"]["review"].keys()


@pytest.mark.parametrize(
    ("broken", "jobs"),
    [
        ("in-place", {"unify": {"steps": 12, "moments": 0, "stage": "map"}}),
        ("commit-first", {"receive": {"steps": 36, "moments": 0, "stage": "claims"}}),
    ],
)
def test_the_same_check_sees_a_writer_that_keeps_no_promise(
    tmp_path: Path, broken: str, jobs: dict[str, Any]
) -> None:
    # Few steps are taken there, and each kill falls before a write or half way through it: some draws meet no write.
    for seed in range(7, 15):
        report = kill_runs(tmp_path / str(seed), seed=seed, broken=broken, jobs=jobs)
        print(broken, seed, len(report["wrong"]), "of", report["kills"])
        if report["wrong"]:
            return
    pytest.fail("a writer that keeps no promise was not noticed")
