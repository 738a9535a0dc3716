"""kill -9, or a full disk, at chosen and random moments of a command that writes; then the same command again.

Run under the shim of ``file_steps.c``; prints one JSON object. The process forks: one child is killed, a second runs
the command again and compares the register with one that was never disturbed.
"""

import json
import mmap
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from django.db import connection

from durability import warm
from durability.file_steps import Shim
from durability.warm import ACTOR, NOW
from sijill.accession.models import Accession
from sijill.accession.receive import Delivery
from sijill.claims import store as claims_store
from sijill.errors import DiskFullError, UsageError
from sijill.manual_review import store as reviews
from sijill.manual_review.model import Verdict
from sijill.pipeline import erase as erase_module
from sijill.pipeline import outputs
from sijill.pipeline import take as take_module
from sijill.pipeline import unify as unify_module
from sijill.pipeline.derive import derive, rebuild
from sijill.pipeline.progress import Stopwatch
from sijill.pipeline.sweep import sweep
from sijill.pipeline.take import take
from sijill.pipeline.unify import unify
from sijill.pipeline.verify import Finding, Verification, verify
from sijill.tables import database, files
from sijill.tables import register as registers

shim = Shim()
# The name of the stage a child is in, readable by its parent after its death.
stage_shown = mmap.mmap(-1, 64)
marks: list[tuple[str, int]] = []  # how many steps had been taken when a stage began


class ShownStopwatch(Stopwatch):
    @contextmanager
    def __call__(self, stage: str):
        show(stage)
        with super().__call__(stage):
            yield
        show(f"after {stage}")


def show(stage: str) -> None:
    marks.append((stage, shim.taken()))
    stage_shown[:] = stage.encode().ljust(64, b"\0")


def shown() -> str:
    return stage_shown[:].rstrip(b"\0").decode()


class Unify:
    """Two lists into a folder that is not there yet."""

    name = "unify"

    def __init__(self, folder: Path) -> None:
        self.lists = [
            warm.write_list(folder / "cedar.csv", warm.CEDAR),
            warm.write_list(folder / "amal.csv", warm.AMAL),
        ]

    def prepare(self, root: Path) -> None:
        pass

    def run(self, root: Path) -> None:
        show("create")
        unify(self.lists, root, at=NOW, actor=ACTOR)


class Receive:
    """A new version of a list into a register that has two."""

    name = "receive"

    def __init__(self, folder: Path, template: Path) -> None:
        self.template = template
        self.list = warm.write_list(folder / "again" / "cedar_2015.csv", warm.CEDAR_AGAIN)

    def prepare(self, root: Path) -> None:
        shutil.copytree(self.template, root)

    def run(self, root: Path) -> None:
        show("open")
        register = registers.open_register(root)
        delivery = Delivery(
            path=self.list, name=self.list.name, list_id="cedar", organisation="cedar", new_version=True
        )
        with registers.one_writer(register):
            take(register, delivery, at=NOW, actor=ACTOR, watch=ShownStopwatch())


class Rebuild:
    """Everything derived made again."""

    name = "rebuild"

    def __init__(self, template: Path) -> None:
        self.template = template

    def prepare(self, root: Path) -> None:
        shutil.copytree(self.template, root)

    def run(self, root: Path) -> None:
        show("open")
        register = registers.open_register(root)
        with registers.one_writer(register):
            self.do(register)

    def do(self, register: Any) -> None:
        rebuild(register, at=NOW, actor=ACTOR, watch=ShownStopwatch())
        show("write")
        outputs.write_all(register)


class Erase(Rebuild):
    """One record taken out; the same command finishes what was interrupted, and says when nothing is left to do."""

    name = "erase"

    def do(self, register: Any) -> None:
        erase_module.Stopwatch = ShownStopwatch
        record = f"{Accession.objects.order_by('number')[0].id}-2"
        show("erase")
        try:
            erase_module.erase_record(register, record, reason="asked for", at=NOW, actor=ACTOR)
        except UsageError as told:
            if "erased already" not in str(told):
                raise


class Review(Rebuild):
    """A reviewer judges a pair that nobody has judged, and what follows is brought up to date."""

    name = "review"

    def do(self, register: Any) -> None:
        first, second = Accession.objects.order_by("number")[:2]
        show("judge")
        if not reviews.pair_outcomes():
            reviews.judge(f"{first.id}-1", f"{second.id}-1", Verdict.DIFFERENT, by=ACTOR, at=NOW, reason="")
        show("derive")
        derive(register, at=NOW, actor=ACTOR, watch=ShownStopwatch())
        show("write")
        outputs.write_all(register)


def steps_in(begun: list[tuple[str, int]], stage: str | None) -> list[int]:
    """The numbers of all steps, or of those in one stage."""
    spans = zip(begun, [number for _, number in begun[1:]], strict=False)
    return [
        step for (name, first), last in spans for step in range(first + 1, last + 1) if stage in {None, name}
    ]


def drawn(chance: random.Random, begun: list[tuple[str, int]], stage: str | None, wanted: int) -> list[int]:
    """Random steps, from each stage in turn: making the tables takes more of them than all the rest."""
    stages = sorted({name for name, _ in begun} if stage is None else {stage})
    pools = [chance.sample(steps, len(steps)) for name in stages if (steps := steps_in(begun, name))]
    found: list[int] = []
    while len(found) < wanted and any(pools):
        found += [pool.pop() for pool in pools if pool]
    return sorted(found[:wanted])


def look(root: Path) -> dict[str, Any]:
    register = registers.open_register(root)
    found = verify(register)
    return {
        "files": warm.files_of(register),
        "rows": warm.rows_of(),
        "findings": [f"{one.what}: {one.problem}" for one in found.findings],
    }


def run_again(job: Any, root: Path, *, rebuilding: bool) -> dict[str, Any]:
    job.run(root)
    seen = look(root)
    register = registers.open_register(root)
    with registers.one_writer(register):
        if rebuilding:
            rebuild(register, at=NOW, actor=ACTOR, watch=Stopwatch())
        else:
            sweep(register)
    after = look(root)
    seen["swept"] = warm.differences(seen, after)
    seen["left"] = sorted(
        path.relative_to(root).as_posix()
        for path in root.rglob(".*")
        if path.name not in {".lock", registers.RESERVE}
    )
    return seen


def one_kill(
    job: Any, root: Path, undisturbed: dict[str, Any], kill: Callable[[], None] | float, *, rebuilding: bool
) -> tuple[str, bool, list[str]]:
    """(stage of the kill, whether it came before the end, what is wrong afterwards)."""
    job.prepare(root)
    show("before")

    def doomed() -> None:
        if not isinstance(kill, float):
            shim.watch(root)
            kill()
        job.run(root)
        show("after all")

    pid, pipe = warm.begin(doomed)
    if isinstance(kill, float):
        time.sleep(kill)
        os.kill(pid, signal.SIGKILL)
    killed = warm.end(pid, pipe).killed
    stage = shown()
    again = warm.in_fork(lambda: run_again(job, root, rebuilding=rebuilding))
    shutil.rmtree(root, ignore_errors=True)
    if again.error is not None:
        return stage, killed, [f"running again: {type(again.error).__name__}: {again.error}"]
    seen = again.answer
    wrong = warm.differences(undisturbed, seen)
    wrong += seen["findings"] + [f"swept: {one}" for one in seen["swept"]]
    wrong += [f"left over: {one}" for one in seen["left"]]
    return stage, killed, wrong


def one_full_disk(
    job: Any, root: Path, undisturbed: dict[str, Any], step: int
) -> tuple[str, bool, list[str]]:
    """From this step on nothing can be written: (stage, whether the command was stopped, what is wrong)."""
    job.prepare(root)
    show("before")

    def stopped() -> list[str]:
        shim.watch(root)
        shim.full_from(step)
        try:
            job.run(root)
        except DiskFullError:
            wrong = ["a transaction was left open"] if connection.in_atomic_block else []
            if registers.exists(root) and connection.connection is not None:
                wrong += [f"while full: {one.what}" for one in verify_open(root).findings if not left(one)]
            return [*wrong, "stopped"]
        return []

    ended = warm.in_fork(stopped)
    stage = shown()
    again = warm.in_fork(lambda: run_again(job, root, rebuilding=False))
    shutil.rmtree(root, ignore_errors=True)
    wrong = ended.answer or []
    if ended.error is not None:
        wrong = [f"full: {type(ended.error).__name__}: {ended.error}"]
    if again.error is not None:
        wrong.append(f"running again: {type(again.error).__name__}: {again.error}")
    else:
        wrong += warm.differences(undisturbed, again.answer) + again.answer["findings"]
    return stage, "stopped" in wrong, [one for one in wrong if one != "stopped"]


def verify_open(root: Path) -> Verification:
    """With the connection as it is: reading needs no room."""
    config = tomllib.loads((root / registers.CONFIG_NAME).read_text(encoding="utf-8"))
    about = {"root": root.resolve(), "id": config["register"]["id"], "format": 1, "country": "sy"}
    return verify(registers.Register(**about, database_url=config["database"]["url"]))


def left(finding: Finding) -> bool:
    """What the next run writes anew or a sweep takes away."""
    return finding.problem == "is not in the ledger"


def write_in_place() -> None:
    """The control: a writer without scratch file, sync or rename."""

    @contextmanager
    def written(path: Path):
        path.parent.mkdir(parents=True, exist_ok=True)
        yield path

    files.written_whole = written
    claims_store.written_whole = written


def commit_first() -> None:
    """The control: a writer that commits the row before the files it names have their names."""
    really = claims_store._commit

    def commit(row: Any, path: Path, audit_path: Path, **words: Any) -> None:
        really(row, path, audit_path, **words)
        for late in (path, audit_path):
            content = late.read_bytes()
            late.unlink()
            files.write_bytes(late, content)

    claims_store._commit = commit


BROKEN = {"in-place": write_in_place, "commit-first": commit_first}


def main() -> None:
    folder = Path(sys.argv[1])
    wanted = json.loads(sys.argv[2])
    chance = random.Random(wanted["seed"])
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder / "tmp")
    (folder / "tmp").mkdir(parents=True)
    warm.remember_readings(folder / "kept")
    unify_module.Stopwatch = ShownStopwatch
    take_module.Stopwatch = ShownStopwatch
    unify_job = Unify(folder / "lists")
    unify_job.run(folder / "template")
    database.close()
    receive_job = Receive(folder / "lists", folder / "template")
    receive_job.prepare(folder / "read once")
    receive_job.run(folder / "read once")
    database.close()
    template = folder / "template"
    jobs = {"unify": unify_job, "receive": receive_job}
    jobs |= {kind.name: kind(template) for kind in (Rebuild, Erase, Review)}
    if wanted.get("broken"):
        BROKEN[wanted["broken"]]()
    report: dict[str, Any] = {
        "wrong": [],
        "stages": {},
        "steps": {},
        "kills": 0,
        "stopped": 0,
        "after_the_end": 0,
    }
    for name, numbers in wanted["jobs"].items():
        job = jobs[name]
        root = folder / "undisturbed" / name
        root.parent.mkdir(exist_ok=True)
        job.prepare(root)

        def count(job: Any = job, root: Path = root) -> tuple[list[tuple[str, int]], float]:
            shim.watch(root)
            marks.clear()
            begun = time.perf_counter()
            job.run(root)
            show("end")
            return marks, time.perf_counter() - begun

        stages_begun, seconds = warm.in_fork(count).answer
        steps = stages_begun[-1][1]
        undisturbed = warm.in_fork(lambda root=root: look(root)).answer
        report["steps"][name] = steps
        stages: Counter[str] = Counter()
        at_steps = drawn(chance, stages_begun, numbers.get("stage"), numbers["steps"])
        kills: list[Any] = [partial(shim.die_at, step, half=chance.random() < 0.5) for step in at_steps]
        kills += [chance.uniform(0.0, seconds) for _ in range(numbers["moments"])]
        for number, step in enumerate(at_steps if wanted.get("full") else ()):
            stage, stopped, wrong = one_full_disk(job, folder / "full" / f"{name}{number}", undisturbed, step)
            stages[stage if stopped else "not stopped"] += 1
            report["stopped"] += stopped
            report["wrong"] += [f"{name} full from step {step} in {stage!r}: {one}" for one in wrong]
        for number, kill in enumerate([] if wanted.get("full") else kills):
            rebuilding = name != "receive" and number % 20 == 10  # receive leaves the persons to link
            stage, killed, wrong = one_kill(
                job, folder / "killed" / f"{name}{number}", undisturbed, kill, rebuilding=rebuilding
            )
            stages[stage if killed else "after the end"] += 1
            report["kills"] += killed
            report["after_the_end"] += not killed
            report["wrong"] += [f"{name} {number} in {stage!r}: {one}" for one in wrong]
        report["stages"][name] = dict(stages)
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    report["cpu_seconds"] = round(sum(one.ru_utime + one.ru_stime for one in used), 1)
    report["scratch_left"] = sorted(path.name for path in (folder / "tmp").iterdir())
    print(json.dumps(report, ensure_ascii=False))


if __name__ == "__main__":
    main()
