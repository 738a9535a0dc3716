"""The power goes: 300 times, at random moments of a register's life, on a disk that loses whatever was not synced.

One run under the shim records every step on every file: SQLite's own, Arrow's and ours. From that log any power cut is
played (``power_cut.py``), what is left is opened as a register, and it must verify against what had been acknowledged:
nothing corrupt, no acknowledged row or file lost. The controls, with the syncing switched off or in the wrong order,
must fail the same check; otherwise the simulation would be blind.
"""

import json
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from durability import file_steps, power_cut
from durability.file_steps import Kind, Step
from sijill.errors import SijillError
from sijill.pipeline.sweep import sweep
from sijill.pipeline.verify import verify
from sijill.tables import database
from sijill.tables import register as registers

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(3600),  # on a busy machine
    pytest.mark.skipif(
        shutil.which("cc") is None, reason="NOT RUN: power cuts need a C compiler for the shim"
    ),
]
SCRIPT = Path(__file__).with_name("power_run.py")
CUTS = 300
SHARES = (0.0, 0.1, 0.5, 0.9, 1.0)
# What a run that was cut off may leave; the next sweep takes it away.
LEFT_OVERS = ("is not in the ledger", "sijill rebuild takes it away")


@dataclass(frozen=True, slots=True)
class Recorded:
    steps: list[Step]
    disk: Path  # the real folder at the end

    @property
    def acks(self) -> str:
        return str(self.disk / "acks")

    @property
    def root(self) -> str:
        return str(self.disk / "register")


def record(folder: Path, *broken: str) -> Recorded:
    library = file_steps.build(folder)
    done = file_steps.start(library, SCRIPT, [str(folder), *broken])
    assert done.returncode == 0, done.stderr[-2000:]
    steps = list(file_steps.read_log(folder / "steps.log"))
    return Recorded(steps=steps, disk=(folder / "disk").resolve())


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recorded]:
    yield record(tmp_path_factory.mktemp("recorded"))
    database.close()


def cuts(recorded: Recorded, number: int, chance: random.Random) -> list[int]:
    """Half of them right after something was acknowledged, half anywhere; as counts of steps, ascending."""
    acks = [
        at + 1
        for at, step in enumerate(recorded.steps)
        if step.kind is Kind.WRITE and step.path == recorded.acks
    ]
    chosen = chance.sample(acks, min(len(acks), number // 2))
    return sorted(chosen + [chance.randrange(1, len(recorded.steps)) for _ in range(number - len(chosen))])


def what_is_wrong(root: Path, acknowledged: dict[str, Any] | None) -> list[str]:
    """Opens what is left and holds it against the last thing that was acknowledged before the cut."""
    if acknowledged is None:
        if not registers.exists(root):
            registers.create(root)  # an interrupted init resumes
        return []
    try:
        register = registers.open_register(root)
        found = verify(register, against=acknowledged)
        wrong = [
            f"{one.what}: {one.problem}" for one in found.findings if not one.problem.endswith(LEFT_OVERS)
        ]
        if not wrong:
            sweep(register)
            wrong = [f"after the sweep: {one.what}: {one.problem}" for one in verify(register).findings]
    except (SijillError, OSError) as problem:
        wrong = [f"{type(problem).__name__}: {problem}"]
    return wrong


def around_claims(recorded: Recorded) -> list[int]:
    """Right after each change to a name in claims/: where a row may name a file that is not there yet."""
    folder = f"{recorded.root}/claims/"
    return [
        at + 1
        for at, step in enumerate(recorded.steps)
        if step.kind in {Kind.RENAME, Kind.UNLINK} and step.path.startswith(folder)
    ]


def play(recorded: Recorded, moments: list[int], seed: int, folder: Path) -> Counter[str]:
    """Counts of outcomes over cuts at the moments (counts of steps, ascending); "whole" is the good one."""
    chance = random.Random(seed)
    disk = power_cut.Disk()
    outcomes: Counter[str] = Counter()
    played = 0
    acknowledged: dict[str, Any] | None = None
    for count, cut in enumerate(moments):
        for step in recorded.steps[played:cut]:
            disk.play(step)
            if step.kind is Kind.WRITE and step.path == recorded.acks:
                acknowledged = json.loads(step.data)
        played = max(played, cut)
        image = disk.after_power_cut(chance, chance.choice(SHARES))
        root = folder / f"cut{count}"
        power_cut.lay(image, recorded.root, root)
        wrong = what_is_wrong(root, acknowledged)
        database.close()
        shutil.rmtree(root)
        outcomes[wrong[0] if wrong else "whole"] += 1
    return outcomes


def test_the_recorder_misses_nothing(recorded: Recorded, tmp_path: Path) -> None:
    """With nothing lost, the log gives every byte of the real folder."""
    disk = power_cut.play_all(recorded.steps)
    image = disk.after_power_cut(random.Random(0), 1.0)
    power_cut.lay(image, str(recorded.disk), tmp_path / "image")

    def content(root: Path) -> dict[str, bytes]:
        return {
            path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()
        }

    assert content(tmp_path / "image") == content(recorded.disk)
    acks = [step for step in recorded.steps if step.path == recorded.acks and step.kind is Kind.WRITE]
    assert len(acks) > 150


def test_300_power_cuts_nothing_corrupt_nothing_acknowledged_lost(recorded: Recorded, tmp_path: Path) -> None:
    outcomes = play(recorded, cuts(recorded, CUTS, random.Random(2026)), seed=1, folder=tmp_path)
    print(len(recorded.steps), "steps,", dict(outcomes))
    assert outcomes == {"whole": CUTS}


def test_a_cut_between_a_file_and_its_row(recorded: Recorded, tmp_path: Path) -> None:
    moments = around_claims(recorded)
    assert play(recorded, moments, seed=2, folder=tmp_path) == {"whole": len(moments)}


@pytest.mark.parametrize("broken", ["synchronous-off", "no-file-sync", "no-folder-sync", "commit-first"])
def test_the_simulation_is_not_blind(tmp_path: Path, broken: str) -> None:
    folder = tmp_path / "recorded"
    folder.mkdir()
    recorded = record(folder, broken)
    moments = around_claims(recorded) if broken == "commit-first" else cuts(recorded, 60, random.Random(2026))
    outcomes = play(recorded, moments, seed=3, folder=tmp_path)
    print(broken, outcomes["whole"], "of", outcomes.total(), "whole")
    assert outcomes["whole"] < outcomes.total()
