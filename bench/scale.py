"""The main job at 10 k, 100 k and 1 M invented rows: seconds per stage, memory, and the way in beside DuckDB.

``python -m bench.scale [--rows 10000 100000 1000000]``. Each size runs ``sijill unify`` in a process of its own, whose
peak memory is the operating system's figure. In the same run DuckDB's raw reader turns the same CSV files into Parquet
with ``all_varchar``; "way in" is receive + claims (sealing, tabulating, claims, all synced to disk) against it, the
median of three rounds each. Readings are values per second over all cells.
"""

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console
from rich.table import Table

RESULTS = Path(__file__).resolve().parent / "results" / "scale.json"
ROUNDS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--way-in-only", action="store_true", help="leave out reading and linking")
    options = parser.parse_args()
    found = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    for rows in options.rows:
        with tempfile.TemporaryDirectory(prefix="sijill-bench-") as folder:
            measured = measure(rows, options.seed, Path(folder), options.way_in_only)
            found[str(rows)] = found.get(str(rows), {}) | measured
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    show(found)


def measure(rows: int, seed: int, folder: Path, way_in_only: bool) -> dict[str, Any]:
    lists = folder / "lists"
    invent = [sys.executable, "-m", "tools.invent", "scale", "--rows", str(rows), "--out", str(lists)]
    invent += ["--seed", str(seed)]
    subprocess.run(invent, check=True, capture_output=True)
    files = sorted(path for path in lists.rglob("*.csv") if "truth" not in path.name)
    ours, theirs = [], []
    for turn in range(ROUNDS):
        theirs.append(duckdb_seconds(files, folder / f"duck{turn}"))
        ours.append(way_in_seconds(files, folder / f"in{turn}"))
    result: dict[str, Any] = {
        "bytes": sum(path.stat().st_size for path in files),
        "way_in_seconds": statistics.median(ours),
        "duckdb_seconds": statistics.median(theirs),
        "way_in_ratio": statistics.median(mine / yours for mine, yours in zip(ours, theirs, strict=True)),
    }
    if not way_in_only:
        result |= whole(files, folder / "whole")
    return result


def duckdb_seconds(files: list[Path], out: Path) -> float:
    out.mkdir()
    begun = time.perf_counter()
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        for place, file in enumerate(files):
            connection.execute(
                f"COPY (SELECT * FROM read_csv('{file}', all_varchar = true)) TO '{out / str(place)}.parquet'"
            )
    seconds = time.perf_counter() - begun
    shutil.rmtree(out)
    return seconds


def way_in_seconds(files: list[Path], into: Path) -> float:
    """Seconds of receive + claims inside the process, waiting for the reader included.

    Imports, making the register (beside which the reader loads, as in ``unify``) and mapping suggestions are not in it.
    """
    code = (
        "import json, sys\n"
        "sys.argv[0] = 'sijill'\n"
        "import sijill.cli.lean\n"
        "import sijill.pipeline\n"
        "from pathlib import Path\n"
        "from sijill import clock\n"
        "from sijill.accession.receive import scratch_folder\n"
        "from sijill.accession.tabulate import reader\n"
        "from sijill.pipeline.progress import Stopwatch\n"
        "from sijill.pipeline.take import take_all\n"
        "from sijill.pipeline.unify import deliveries_of\n"
        "from sijill.tables import register as registers\n"
        "watch = Stopwatch()\n"
        "files = [Path(name) for name in sys.argv[2:]]\n"
        "with reader() as server, scratch_folder() as unpacked:\n"
        "    register = registers.create(Path(sys.argv[1]))\n"
        "    lists = deliveries_of(files, {path.name: path.stem for path in files}, unpacked)[0]\n"
        "    told = {'server': server, 'at': clock.now(), 'actor': 'bench', 'watch': watch}\n"
        "    for _ in take_all(register, lists, **told):\n"
        "        pass\n"
        "print(json.dumps(watch.seconds))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(into), *map(str, files)], check=True, capture_output=True, text=True
    )
    seconds = json.loads(done.stdout)
    shutil.rmtree(into)
    return float(seconds["receive"] + seconds["claims"])


def whole(files: list[Path], into: Path) -> dict[str, Any]:
    begun = time.perf_counter()
    command = [
        sys.executable,
        "-m",
        "sijill.cli.main",
        "unify",
        *map(str, files),
        "--into",
        str(into),
        "--json",
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    output = process.stdout.read() if process.stdout else ""
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"unify ended with {status}")
    told = json.loads(output)
    cells = count_values(into)
    read = told["seconds"]["read"]
    return {
        "records": told["records"],
        "persons": told["persons"],
        "seconds": told["seconds"],
        "total_seconds": round(time.perf_counter() - begun, 2),
        "cpu_seconds": round(usage.ru_utime + usage.ru_stime, 2),
        "peak_mb": round(usage.ru_maxrss / 1024),
        "claims": cells,
        "read_values_per_second": round(cells / read) if read else None,
    }


def count_values(register: Path) -> int:
    with duckdb.connect() as connection:
        return int(connection.execute(f"SELECT count(*) FROM '{register}/claims/*.parquet'").fetchone()[0])


def show(found: dict[str, Any]) -> None:
    table = Table(title="The main job by size")
    names = [
        "rows",
        "MB",
        "way in s",
        "DuckDB s",
        "ratio",
        "read s",
        "values/s",
        "link s",
        "persons s",
        "total s",
        "peak MB",
    ]
    for name in names:
        table.add_column(name, justify="right")
    for rows, one in sorted(found.items(), key=lambda item: int(item[0])):
        seconds = one.get("seconds", {})
        table.add_row(
            f"{int(rows):,}",
            f"{one['bytes'] / 1e6:.1f}",
            f"{one['way_in_seconds']:.2f}",
            f"{one['duckdb_seconds']:.2f}",
            f"{one['way_in_ratio']:.1f}",
            *[
                str(seconds.get("read", "")),
                str(one.get("read_values_per_second", "")),
                str(seconds.get("link", "")),
            ],
            *[
                str(seconds.get("persons", "")),
                str(one.get("total_seconds", "")),
                str(one.get("peak_mb", "")),
            ],
        )
    Console(width=140).print(table)
    print("peak of this process:", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, "MB")


if __name__ == "__main__":
    main()
