"""What it costs that nothing acknowledged is ever lost: one figure beside the disk's own fsync time.

    python -m bench.durability

Measured on SQLite and PostgreSQL: ledger entries appended per second, each in its own transaction and on disk when the
call returns, and small files received per second (sealed, read, mapped, claims and custody on disk). Each figure stands
beside the fsync time of the disk it ran on, measured right before it, and is taken again with every fsync of the
process 5 ms slower, as on a disk that keeps its word slowly (the shim of ``tests/durability/file_steps.c``, loaded
before the C library; PostgreSQL's server runs under it as well). ``synchronous=OFF`` is shown to see what safety costs.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

HERE = Path(__file__).parent
TESTS = HERE.parent / "tests"
RESULT = HERE / "results" / "durability.json"
DELAY_US = 5_000
FSYNCS = 200
APPENDS = 300
SLOW_APPENDS = 60
FILES = 12
ROUNDS = 3
NOW = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


def fsync_ms(folder: Path) -> dict[str, float]:
    """Milliseconds of a 4 KiB write followed by fsync: median and 95th percentile."""
    taken = []
    handle = os.open(folder / "probe", os.O_WRONLY | os.O_CREAT)
    for _ in range(FSYNCS):
        os.pwrite(handle, os.urandom(4096), 0)
        begun = time.perf_counter()
        os.fsync(handle)
        taken.append((time.perf_counter() - begun) * 1000)
    os.close(handle)
    (folder / "probe").unlink()
    return {"median": round(median(taken), 3), "p95": round(sorted(taken)[int(FSYNCS * 0.95)], 3)}


def appends_per_second(number: int) -> float:
    from django.db import transaction

    from sijill.ledger import store as ledger

    begun = time.perf_counter()
    for count in range(number):
        with transaction.atomic():
            ledger.append("measured", actor="bench", at=NOW, detail={"n": count})
    return number / (time.perf_counter() - begun)


def receives_per_second(register: Any, folder: Path, number: int) -> dict[str, float]:
    """Three rows a file, as ``unify`` takes them. ``without reading``: waiting for the confined child left out."""
    from sijill.accession.fork_server import Running
    from sijill.accession.receive import Delivery
    from sijill.accession.tabulate import reader
    from sijill.pipeline.progress import Stopwatch
    from sijill.pipeline.take import take_all

    in_child = 0.0
    really = Running.outcome

    def timed(running: Running) -> Any:
        nonlocal in_child
        begun = time.perf_counter()
        try:
            return really(running)
        finally:
            in_child += time.perf_counter() - begun

    Running.outcome = timed  # type: ignore[method-assign]
    deliveries = []
    for count in range(number):
        path = folder / f"list{number}-{count}.csv"
        rows = "".join(f"Samer {number} {count} Darwish,{1960 + row},Jableh\n" for row in range(3))
        path.write_text("Full name,Year of birth,Place of arrest\n" + rows, encoding="utf-8")
        deliveries.append(Delivery(path=path, name=path.name, list_id=path.stem, organisation="bench"))
    begun = time.perf_counter()
    with reader() as server:
        for _ in take_all(register, deliveries, server=server, at=NOW, actor="bench", watch=Stopwatch()):
            pass
    whole = time.perf_counter() - begun
    Running.outcome = really  # type: ignore[method-assign]
    return {"all": number / whole, "without reading": number / (whole - in_child)}


def measure(url: str, folder: Path, *, delay_us: int, safe: bool) -> dict[str, Any]:
    """In a process of its own under the shim; prints one line of JSON."""
    import sijill.pipeline  # noqa: F401  (makes Django ready)
    from sijill.tables import database
    from sijill.tables import register as registers

    sys.path.insert(0, str(TESTS))
    from durability.file_steps import Kind, Shim

    if not safe:
        database._SQLITE_PROMISES = ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=OFF")
    shim = Shim()
    shim.watch(folder)

    def fsyncs() -> int:
        return shim.of_kind(Kind.SYNC) + shim.of_kind(Kind.SYNC_FOLDER)

    register = registers.create(folder / "r", database_url=url)
    appends_per_second(20)  # warm
    receives_per_second(register, folder, 1)
    shim.delay(delay_us)
    before = fsync_ms(folder)
    number = SLOW_APPENDS if delay_us else APPENDS
    counted = fsyncs()
    rates = [appends_per_second(number) for _ in range(ROUNDS)]
    of_append = (fsyncs() - counted) / (number * ROUNDS)
    counted = fsyncs()
    received = receives_per_second(register, folder, FILES)
    of_receive = (fsyncs() - counted) / FILES
    after = fsync_ms(folder)
    database.close()
    return {
        "fsync_ms": before,
        "fsync_ms_after": after,
        # The register's own process only; PostgreSQL's server syncs in its.
        "fsyncs_per_append": round(of_append, 2),
        "fsyncs_per_file": round(of_receive, 2),
        "appends_per_second": [round(rate, 1) for rate in rates],
        "receives_per_second": round(received["all"], 2),
        "receives_per_second_without_reading": round(received["without reading"], 2),
    }


@contextmanager
def databases(library: Path, delay_us: int) -> Iterator[dict[str, str]]:
    """The URLs to measure: SQLite, and PostgreSQL with its fsync on, where there is a server."""
    sys.path.insert(0, str(TESTS))
    import postgres_cluster

    if postgres_cluster.binaries() is None:
        yield {"sqlite": "sqlite:///register.db"}
        return
    slow = {"LD_PRELOAD": str(library), "STEPS_SYNC_DELAY_US": str(delay_us)} if delay_us else {}
    cluster = postgres_cluster.new_cluster(safe=True, environment=slow)
    cluster.execute("CREATE DATABASE measured")
    try:
        yield {"sqlite": "sqlite:///register.db", "postgresql": cluster.url("measured")}
    finally:
        cluster.stop("fast")
        cluster.remove()


def run_alone(library: Path, url: str, *, delay_us: int, safe: bool) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(dir=HERE / "results") as folder:
        request = json.dumps({"url": url, "folder": folder, "delay_us": delay_us, "safe": safe})
        done = subprocess.run(
            [sys.executable, "-m", "bench.durability", request],
            env=os.environ | {"LD_PRELOAD": str(library)},
            capture_output=True,
            text=True,
            check=True,
        )
    return json.loads(done.stdout.splitlines()[-1])


def all_runs() -> list[dict[str, Any]]:
    sys.path.insert(0, str(TESTS))
    from durability.file_steps import build

    runs = []
    with tempfile.TemporaryDirectory() as scratch:
        Path(scratch).chmod(0o755)  # the server runs as another user
        library = build(Path(scratch))
        for delay_us in (0, DELAY_US):
            with databases(library, delay_us) as urls:
                for name, url in urls.items():
                    found = run_alone(library, url, delay_us=delay_us, safe=True)
                    runs.append({"database": name, "added_ms": delay_us / 1000, "safe": True} | found)
        found = run_alone(library, "sqlite:///register.db", delay_us=0, safe=False)
        runs.append({"database": "sqlite", "added_ms": 0, "safe": False} | found)
    return runs


def show(runs: list[dict[str, Any]]) -> None:
    table = Table(
        "database",
        "fsync ms before, after",
        "fsyncs per append, file",
        "appends/s",
        "files/s",
        "files/s without reading",
        title="Durability",
    )
    for one in runs:
        name = one["database"] if one["safe"] else f"{one['database']}, synchronous=OFF (unsafe)"
        added = f" + {one['added_ms']:g} ms" if one["added_ms"] else ""
        table.add_row(
            name + added,
            f"{one['fsync_ms']['median']:.2f}, {one['fsync_ms_after']['median']:.2f}",
            f"{one['fsyncs_per_append']:.1f}, {one['fsyncs_per_file']:.1f}",
            f"{median(one['appends_per_second']):,.0f}",
            f"{one['receives_per_second']:.2f}",
            f"{one['receives_per_second_without_reading']:.2f}",
        )
    Console(width=120).print(table)


def main() -> None:
    if len(sys.argv) > 1:
        request = json.loads(sys.argv[1])
        found = measure(
            request["url"], Path(request["folder"]), delay_us=request["delay_us"], safe=request["safe"]
        )
        print(json.dumps(found))
        return
    runs = all_runs()
    show(runs)
    RESULT.write_text(json.dumps({"load_average": os.getloadavg()[0], "runs": runs}, indent=1) + "\n")


if __name__ == "__main__":
    main()
