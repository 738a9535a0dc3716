"""Linkage by size on invented lists: seconds, CPU, memory, F1; Splink 5 beside it, end to end and on the same pairs.

``python -m bench.linkage_scale [--rows 10000 100000 1000000] [--rounds 3] [--limit 3000] [--memory 14000]``. The tools
take turns, each as often as there are rounds; of its runs the one that took the CPU seconds in the middle is told, and
of all of them the CPU seconds: the machine may be half as fast again from one minute to the next. Reading is not in
the figures: the record table is made by the product once and linked in a process of its own, whose peak memory is
the operating system's figure. Each tool has ``--limit`` CPU seconds and ``--memory`` MB; what takes more is ended
and told as such, with what it had taken, so that a ratio is "at least". Splink's threshold (.95) is declared
beforehand; beside it the best F1 of a ladder of thresholds, in hindsight. Its blocking rules are made stricter where
one holds more than twenty pairs per record, so that it looks at about as many pairs as we do; its training rules where
they hold more than ten. It gets its columns ready: names read, as skeletons by slot;
days; places. What that takes (``prepared``) is not in its figure, while reading them is in ours (``encode``). What each
tool loads of itself is in its figure; linear algebra has one thread, as in our commands.
"Same columns" is Sijill end to end on the columns that Splink gets, as a flat table that it knows nothing of, with as
many pairs per record as Splink's rules hold at a million (``_same_columns``): the same work from the same table.
"Same model" is finding and scoring alone, of the same candidate pairs (those of Splink's own rules) with one model that
Splink can express, and whether both come to the same pairs and weights (``_same_model``).
"""

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table

PICTURE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "linkage-cost-per-row.svg"
RESULTS = Path(__file__).resolve().parent / "results" / "linkage_scale.json"
OURS = {  # each with what it is compared with
    "sijill": "splink",
    "sijill same columns": "splink",
    "sijill same model": "splink same model",
}
ALL = (*OURS, *dict.fromkeys(OURS.values()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--no-splink", action="store_true")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--limit", type=int, default=3_000, help="CPU seconds for each tool at each size")
    parser.add_argument("--memory", type=int, default=14_000, help="MB for each tool at each size")
    parser.add_argument("--tables", type=Path, help="folder where record tables are kept from run to run")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        from bench import _same_columns, _same_model

        tools = {
            "sijill": sijill,
            "splink": splink,
            "sijill same columns": _same_columns.sijill,
            "sijill same model": _same_model.sijill,
            "splink same model": _same_model.splink,
        }
        print(json.dumps(tools[options.one[0]](Path(options.one[1]))))
        return
    found = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    for rows in options.rows:
        with tempfile.TemporaryDirectory(prefix="sijill-bench-") as scratch:
            folder = options.tables / str(rows) if options.tables else Path(scratch)
            if not (folder / "records.parquet").exists():
                folder.mkdir(parents=True, exist_ok=True)
                prepare(rows, options.seed, folder)
            runs: dict[str, list[dict[str, Any]]] = {}
            for _ in range(options.rounds):
                for tool in ("sijill",) if options.no_splink else ALL:
                    runs.setdefault(tool, []).append(apart(tool, folder, options.limit, options.memory))
                    found.setdefault(str(rows), {})[tool] = middle(runs[tool])
                    RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    show(found)
    plot(found, PICTURE)


def prepare(rows: int, seed: int, folder: Path) -> None:
    """``records.parquet`` as linkage takes it; record ids are ``file:row``."""
    command = [sys.executable, "-m", "tools.invent", "scale", "--rows", str(rows), "--seed", str(seed)]
    subprocess.run([*command, "--out", str(folder)], check=True, capture_output=True)
    import sijill.pipeline
    from sijill import clock
    from sijill.accession.receive import scratch_folder
    from sijill.linkage import SCHEMA
    from sijill.pipeline import derive
    from sijill.pipeline.origins import origins
    from sijill.pipeline.progress import Stopwatch, silent
    from sijill.pipeline.take import take
    from sijill.pipeline.unify import deliveries_of
    from sijill.tables import database
    from sijill.tables import register as registers

    assert sijill.pipeline.STAGES
    files = sorted(path for path in (folder / "lists").glob("*.csv") if "truth" not in path.name)
    register, file_of = registers.create(folder / "register"), {}
    with scratch_folder() as unpacked:
        for one in deliveries_of(files, {path.name: path.stem for path in files}, unpacked)[0]:
            taken = take(register, one, at=clock.now(), actor="bench", watch=Stopwatch())
            file_of[taken.accession.id] = one.name
    table = derive._records(register, derive.counted(), origins(register), silent)
    database.close()
    ids = [record.rsplit("-", 1) for record in table["record_id"].to_pylist()]
    table = table.select([name for name in table.column_names if name in SCHEMA.names])
    named = pa.array([f"{file_of[accession]}:{int(row)}" for accession, row in ids])
    at = table.column_names.index("record_id")
    pq.write_table(table.set_column(at, "record_id", named), folder / "records.parquet")


def middle(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """The run with the CPU seconds in the middle, and the CPU seconds of all; one that was ended tells by itself."""
    if any("cpu_seconds" not in run for run in runs):
        return runs[-1]
    in_order = sorted(runs, key=lambda run: run["cpu_seconds"])
    return in_order[(len(runs) - 1) // 2] | {"cpu_seconds_of_all": [run["cpu_seconds"] for run in runs]}


def apart(tool: str, folder: Path, limit: int, memory: int) -> dict[str, Any]:
    """What the tool came to in a process of its own, or by which limit it was ended."""
    command = [sys.executable, "-m", "bench.linkage_scale", "--one", tool, str(folder)]
    with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as complaints:
        env = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
        process = subprocess.Popen(command, stdout=said, stderr=complaints, env=env)
        taken: dict[str, Any] = {}
        while process.poll() is None:
            time.sleep(1)
            taken = _taken(process.pid) or taken
            if taken and (taken["cpu_seconds"] > limit or taken["peak_mb"] > memory):
                process.kill()
                process.wait()
                return {"not_within": {"cpu_seconds": limit, "mb": memory}, "taken": taken}
        complaints.seek(0)
        if process.returncode:  # out of memory, or a disk that is full
            return {"ended_with": process.returncode, "said": complaints.read().strip().splitlines()[-1:]}
        said.seek(0)
        found: dict[str, Any] = json.loads(said.read().splitlines()[-1])
        return found


def _taken(process: int) -> dict[str, Any] | None:
    """CPU seconds and peak memory of a process that runs, from Linux; None when it has just ended."""
    try:
        times = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
        status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
        peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    except (OSError, IndexError, StopIteration):
        return None
    ticks = int(times[11]) + int(times[12])
    return {
        "cpu_seconds": round(ticks / os.sysconf("SC_CLK_TCK"), 1),
        "peak_mb": int(peak.split()[1]) // 1024,
    }


def ratio(tools: dict[str, Any], one: str, other: str) -> str:
    """How many times the CPU of ``one`` the ``other`` took; at least, where it was ended."""
    ours, theirs = tools.get(one, {}).get("cpu_seconds"), tools.get(other, {})
    if not ours:
        return ""
    if "taken" in theirs:
        return f">= {theirs['taken']['cpu_seconds'] / ours:.1f}"
    return f"{theirs['cpu_seconds'] / ours:.1f}" if "cpu_seconds" in theirs else ""


def sijill(folder: Path) -> dict[str, Any]:
    """The second of two runs in one process would be warmer than what users see: compiled code comes from the cache."""
    from sijill.cli import lean

    lean.without_pandas()  # as in a command
    table = pq.read_table(folder / "records.parquet")
    begun, cpu = time.perf_counter(), time.process_time()
    from sijill.linkage import link

    return told(link(table), begun, cpu, folder)


def told(result: Any, begun: float, cpu: float, folder: Path) -> dict[str, Any]:
    """What a run of our linkage cost since it had begun, and what it found."""
    return {
        **costs(begun, cpu),
        **scores(result.clusters, folder),
        "candidates": result.report["candidates"],
        "stages": result.report["cpu_seconds"],
        "model_precision": result.report["expected_precision"],
    }


def splink(folder: Path) -> dict[str, Any]:
    started, loading = time.perf_counter(), time.process_time()
    from bench import _splink

    _splink.load()
    started, loading = time.perf_counter() - started, time.process_time() - loading
    from sijill.linkage.records import records

    before = time.process_time()
    frame = _splink.frame(records(pq.read_table(folder / "records.parquet")))
    prepared = time.process_time() - before
    begun, cpu = time.perf_counter() - started, time.process_time() - loading
    clusters = _splink.linked(frame)
    declared = clusters(_splink.THRESHOLD)
    cost = costs(begun, cpu)
    hindsight = {at: scores(clusters(at), folder)["f1"] for at in _splink.LADDER}
    best = max(hindsight, key=lambda at: hindsight[at])
    return {
        "prepared_cpu_seconds": round(prepared, 1),
        **cost,
        **scores(declared, folder),
        "best_f1": hindsight[best],
        "best_at": best,
    }


def costs(begun: float, cpu: float) -> dict[str, float]:
    return {
        "seconds": round(time.perf_counter() - begun, 1),
        "cpu_seconds": round(time.process_time() - cpu, 1),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "load": round(os.getloadavg()[0], 1),
    }


def scores(clusters: dict[str, int], folder: Path) -> dict[str, Any]:
    from sijill.linkage.evaluate import evaluate

    with next(folder.rglob("truth.csv")).open(encoding="utf-8", newline="") as file:
        truth = {f"{row['list']}:{row['row']}": row["entity"] for row in csv.DictReader(file)}
    found = evaluate(clusters, truth).pairwise.as_json()
    return {key: found[key] for key in ("precision", "recall", "f1")}


def show(found: dict[str, Any]) -> None:
    names = (
        "prepared_cpu_seconds",
        "cpu_seconds",
        "seconds",
        "load",
        "peak_mb",
        "candidates",
        "pairs",
        "kept",
        "precision",
        "recall",
        "f1",
        "best_f1",
        "largest_difference",
        "of_one_alone",
    )
    table = Table("rows", "tool", *names, "ended at", "Splink took times", title="Linkage by size")
    for rows, tools in sorted(found.items(), key=lambda item: int(item[0])):
        for tool, one in tools.items():
            ended = one.get("taken", {})
            told = f"{ended['cpu_seconds']} CPU s, {ended['peak_mb']} MB" if ended else ""
            times = ratio(tools, tool, OURS[tool]) if tool in OURS else ""
            values = (str(round(one[n], 4)) if n in one else "" for n in names)
            table.add_row(f"{int(rows):,}", tool, *values, told, times)
    Console(width=160).print(table)


def plot(found: dict[str, Any], picture: Path) -> None:
    """CPU microseconds per row as size grows."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "sijill"
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(6, 3.6), layout="constrained")
    drawn = (
        ("sijill", "Sijill"),
        ("splink", "Splink 5, columns ready"),
        ("sijill same columns", "Sijill, the same columns"),
    )
    for tool, label in drawn:
        sizes = sorted(int(rows) for rows in found if "cpu_seconds" in found[rows].get(tool, {}))
        cost = [found[str(rows)][tool]["cpu_seconds"] / rows * 1e6 for rows in sizes]
        axes.plot(sizes, cost, marker="o", label=label)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
    marks = [25 * 2**power for power in range(6)]
    axes.set_yticks(marks, [str(mark) for mark in marks])
    axes.minorticks_off()
    axes.set_xlabel("rows")
    axes.set_ylabel("CPU microseconds per row")
    axes.set_title("Linking: cost per row as size grows")
    axes.legend()
    figure.savefig(picture, metadata={"Date": None})


if __name__ == "__main__":
    main()
