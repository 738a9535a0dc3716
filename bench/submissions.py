"""A thousand submissions in one run: time by step, memory, and whether the same case gives the same bytes.

    python -m bench.submissions [--cases 1000]

People are those of ``examples/demo`` (invented); each gets a consent and a WGEID case with the same answers.
"""

import argparse
import json
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

import sijill.pipeline  # noqa: F401  (makes Django ready)
from sijill.cases import store as cases
from sijill.pipeline import cases as work
from sijill.pipeline import submit as submitting
from sijill.pipeline.unify import unify
from sijill.submissions import document as documents
from sijill.submissions import form_file, render_docx, render_pdf
from sijill.tables import database, parquet
from sijill.tables import register as registers

RESULTS = Path(__file__).parent / "results" / "submissions.json"
DEMO = Path(__file__).resolve().parents[1] / "examples" / "demo" / "lists"
NOW = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
ACTOR = "operator:bench"
DOCX_EVERY = 5
ANSWERS = {
    "src_name": "An invented sister",
    "src_relation": "sister",
    "src_contact": "by post",
    "follow_up_ok": "yes",
    "no_steps_reason": "Fear of reprisals.",
    "narrative": "Taken off a bus at a checkpoint in the afternoon, with two others.",
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=1000)
    wanted = parser.parse_args().cases
    with tempfile.TemporaryDirectory() as scratch:
        result = run(Path(scratch), wanted)
    RESULTS.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    show(result)


def run(scratch: Path, wanted: int) -> dict[str, Any]:
    root = scratch / "register"
    unify([DEMO], root, at=NOW, actor=ACTOR)
    register = registers.open_register(root)
    people = parquet.read(register.derived / "persons.parquet")["person_id"].to_pylist()[:wanted]
    opened = [_case(register, person) for person in people]
    before = peak_mb()
    spent: dict[str, list[float]] = {"gather": [], "fill": [], "pdf": [], "docx": []}
    sizes: list[int] = []
    started, worked, memory = time.perf_counter(), time.process_time(), []
    for number, case_id in enumerate(opened):
        made = _measured(register, case_id, spent, docx=number % DOCX_EVERY == 0)
        sizes.append(len(made))
        if number % 100 == 99:
            memory.append(round(resident_mb()))
    total, worked = time.perf_counter() - started, time.process_time() - worked
    folders = time.perf_counter()
    for case_id in opened[:100]:
        _submit(register, case_id, scratch / "out" / case_id)
    whole = (time.perf_counter() - folders) / min(100, len(opened))
    same = all(_bytes(register, one) == _bytes(register, one) for one in opened[:20])
    database.close()
    return {
        "cases": len(opened),
        "seconds": round(total, 1),
        "cpu_seconds": round(worked, 1),  # what a machine with nothing else to do would need
        "median_ms": {step: round(1000 * statistics.median(times), 1) for step, times in spent.items()},
        "p95_ms": {
            step: round(1000 * sorted(times)[int(0.95 * len(times))], 1) for step, times in spent.items()
        },
        "docx_rendered": len(spent["docx"]),
        "submit_ms": round(1000 * whole, 1),
        "pdf_kb_median": round(statistics.median(sizes) / 1024),
        "peak_mb_before": before,
        "peak_mb_after": peak_mb(),
        "resident_mb_every_100": memory,
        "same_bytes_twice": same,
    }


def _case(register: registers.Register, person: str) -> str:
    work.give_consent(
        register,
        person,
        purpose="un_wgeid",
        state="given",
        capacity="next_of_kin",
        form="written",
        date=date(2026, 1, 2),
        at=NOW,
        by=ACTOR,
    )
    case = work.open_case(register, "WGEID", [person], at=NOW, by=ACTOR)
    work.answer(case.id, ANSWERS, at=NOW, by=ACTOR)
    return case.id


def _measured(
    register: registers.Register, case_id: str, spent: dict[str, list[float]], *, docx: bool
) -> bytes:
    case, form = cases.get(case_id), form_file.load("WGEID")
    found = _timed(spent["gather"], lambda: submitting.matters(register, case, on=NOW.date()))
    submitting.refuse_without_consent(found)
    sources = submitting.sources_of(register)
    subjects = [submitting.subject_of(one, form, submitting.everything) for one in found]
    made = _timed(
        spent["fill"],
        lambda: documents.build(
            form,
            subjects,
            case=case.id,
            language="en",
            when=NOW,
            sources=sources,
            confirmation=None,
            findings={},
        ),
    )
    if docx:
        _timed(spent["docx"], lambda: render_docx.render(made))
    content: bytes = _timed(spent["pdf"], lambda: render_pdf.render(made))
    return content


def _submit(register: registers.Register, case_id: str, out: Path) -> None:
    submitting.submit(register, case_id, formats=("pdf",), languages=("en",), out=out, at=NOW, actor=ACTOR)


def _bytes(register: registers.Register, case_id: str) -> bytes:
    made = submitting.render(
        register,
        cases.get(case_id),
        form_file.load("WGEID"),
        formats=("pdf",),
        languages=("en",),
        at=NOW,
    )
    return made.files[0].content


def _timed(into: list[float], work_on: Callable[[], Any]) -> Any:
    started = time.perf_counter()
    done = work_on()
    into.append(time.perf_counter() - started)
    return done


def peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 // 2**20


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def show(result: dict[str, Any]) -> None:
    title = f"{result['cases']:,} WGEID submissions in {result['seconds']} s, CPU {result['cpu_seconds']} s"
    table = Table(title=title)
    for column in ("Step", "Median ms", "95 % ms"):
        table.add_column(column, justify="left" if column == "Step" else "right")
    for step, median in result["median_ms"].items():
        table.add_row(step, f"{median}", f"{result['p95_ms'][step]}")
    table.add_row("whole command, with ledger and files", f"{result['submit_ms']}", "")
    console = Console()
    console.print(table)
    console.print(
        f"Peak memory {result['peak_mb_before']} MiB before, {result['peak_mb_after']} MiB after; resident every 100: "
        f"{result['resident_mb_every_100']}; same bytes twice: {result['same_bytes_twice']}"
    )


if __name__ == "__main__":
    main()
