"""Linkage by size on invented lists: seconds, CPU, memory, F1; Splink 5 beside it at the sizes asked for.

``python -m bench.linkage_scale [--rows 20000 200000 1000000] [--splink 20000]``. Reading is not in the figures: the
record table is made by the product once and linked in a process of its own, whose peak memory is the operating
system's figure. Splink's threshold (.95) is declared beforehand; its best one in hindsight is told as well.
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

RESULTS = Path(__file__).resolve().parent / "results" / "linkage_scale.json"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="+", default=[20_000, 200_000, 1_000_000])
    parser.add_argument("--splink", type=int, nargs="*", default=[20_000])
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps({"sijill": sijill, "splink": splink}[options.one[0]](Path(options.one[1]))))
        return
    found = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    for rows in options.rows:
        with tempfile.TemporaryDirectory(prefix="sijill-bench-") as folder:
            prepare(rows, options.seed, Path(folder))
            for tool in ("sijill", *(("splink",) if rows in options.splink else ())):
                found.setdefault(str(rows), {})[tool] = apart(tool, Path(folder))
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    show(found)


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


def apart(tool: str, folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.linkage_scale", "--one", tool, str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def sijill(folder: Path) -> dict[str, Any]:
    """The second of two runs in one process would be warmer than what users see: compiled code comes from the cache."""
    from sijill.linkage import link

    table = pq.read_table(folder / "records.parquet")
    begun, cpu = time.perf_counter(), time.process_time()
    result = link(table)
    return {
        **costs(begun, cpu),
        **scores(result.clusters, folder),
        "candidates": result.report["candidates"],
        "stages": result.report["cpu_seconds"],
        "model_precision": result.report["expected_precision"],
    }


def splink(folder: Path) -> dict[str, Any]:
    from bench import _splink

    from sijill.linkage.records import records

    frame = _splink.frame(records(pq.read_table(folder / "records.parquet")))
    begun, cpu = time.perf_counter(), time.process_time()
    declared, ladder, _ = _splink.run(frame)
    best = max(scores(clusters, folder)["f1"] or 0.0 for clusters in ladder.values())
    return {**costs(begun, cpu), **scores(declared, folder), "f1_hindsight": best}


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
        "cpu_seconds",
        "seconds",
        "load",
        "peak_mb",
        "candidates",
        "precision",
        "recall",
        "f1",
        "f1_hindsight",
    )
    table = Table("rows", "tool", *names, title="Linkage by size")
    for rows, tools in sorted(found.items(), key=lambda item: int(item[0])):
        for tool, one in tools.items():
            table.add_row(f"{int(rows):,}", tool, *(str(round(one[n], 4)) if n in one else "" for n in names))
    Console(width=160).print(table)


if __name__ == "__main__":
    main()
