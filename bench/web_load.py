"""The pages under load: closed loop, one second of thinking, 8 and 32 people, against a served register.

    python -m bench.web_load [--rows 600000] [--database URL] [--keep DIR] [--workers 3] [--seconds 60]

Makes a register of invented people (``tools.invent scale``), an operator's account, and serves it: on SQLite with
``sijill serve``, with ``--database`` under gunicorn. Every person searches, opens what was found, and reviews
pairs, with a token of their own. Targets (declared before): search p95 at most 100 ms at 8 and 400 ms at 32
people, review p95 at most 150 ms, on PostgreSQL p95 at most 200 ms at 32; no error, ledger intact afterwards. The
time of one fsync of this disk is printed: each answer waits for one. So is the CPU of the server per request, which
does not depend on what else the machine does.

Making the register takes most of the time. ``--keep DIR`` puts it there and uses it again; ``--register DIR`` uses
another. On PostgreSQL the pages connect as a role of their own (``--pages URL``) if one is named, behind row-level
security.
"""

import argparse
import http.client
import json
import os
import random
import secrets
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.durability import fsync_ms
from rich.console import Console
from rich.table import Table

RESULTS = Path(__file__).parent / "results" / "web_load.json"
THINK = 1.0
GIVEN = ("محمد", "خالد", "أحمد", "عمر", "يوسف", "Mahmoud", "Hasan", "Samir", "علي", "إبراهيم")
FAMILY = ("الحداد", "النجار", "Khatib", "حمدان", "العلي", "Najjar", "الخطيب", "الأحمد")


@dataclass(eq=False)
class Measured:
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, what: str, seconds: float, *, good: bool) -> None:
        with self.lock:
            self.times[what].append(seconds)
            self.errors[what] += not good


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--register", type=Path, help="a linked register; otherwise one is made")
    parser.add_argument("--keep", type=Path, help="where to make it, or to find it again")
    parser.add_argument("--pages", default="", help="PostgreSQL URL of the role of the pages")
    parser.add_argument(
        "--rows", type=int, default=600_000, help="invented rows; how many persons they make is printed"
    )
    parser.add_argument("--database", default="", help="PostgreSQL URL of an empty database")
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=60.0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        kept = given.keep / "register" if given.keep else None
        if given.register or (kept is not None and (kept / "derived" / "persons.parquet").exists()):
            root = given.register or kept
        else:
            root = make(given.keep or Path(folder), given.rows, given.database)
        if given.pages:
            name_pages(root, given.pages)
        tokens = accounts(root, 32)
        server, port = serve(root, given.database, given.workers)
        wait_until_names_are_coded(server)
        try:
            found = {
                "fsync_ms": round(fsync_ms(root)["median"], 2),
                "load_average": list(os.getloadavg()),
                "persons": persons_of(root),
                "store": "postgresql" if given.database else "sqlite",
                "runs": [run(port, tokens[:people], given.seconds, server.pid) for people in (8, 32)],
            }
        finally:
            server.terminate()
            server.wait()
        found["ledger_intact"] = sijill("verify", str(root))["clean"]
    show(found)
    kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    RESULTS.write_text(json.dumps(kept | {found["store"]: found}, indent=1) + "\n")


def sijill(*arguments: str, stdin: str = "") -> dict[str, Any]:
    command = [sys.executable, "-m", "sijill.cli.main", *arguments, "--json"]
    done = subprocess.run(command, input=stdin, text=True, capture_output=True, check=False)
    return json.loads(done.stdout) if done.stdout else {"failed": done.stderr[-400:]}


def make(folder: Path, rows: int, database: str) -> Path:
    """Lists of invented people, and their register."""
    root, lists = folder / "register", folder / "lists"
    invent = [
        sys.executable,
        "-m",
        "tools.invent",
        "scale",
        "--rows",
        str(rows),
        "--out",
        str(lists),
        "--seed",
        "7",
    ]
    subprocess.run(invent, check=True, capture_output=True)
    if database:
        sijill("init", str(root), "--database", database)
    files = [str(path) for path in sorted(lists.rglob("*.csv")) if "truth" not in path.name]
    told = sijill("unify", *files, "--into", str(root))
    if "failed" in told or "error" in told:
        raise SystemExit(str(told))
    return root


def accounts(root: Path, people: int) -> list[str]:
    """API tokens of one operator: every simulated person has their own."""
    sijill(
        "user",
        "add",
        str(root),
        "load",
        "--operator",
        "--password-stdin",
        stdin=secrets.token_urlsafe(18) + "\n",
    )
    program = (
        "import sys, json; from pathlib import Path; from sijill.web.site import open_site\n"
        "from sijill import clock; from sijill.access import store\n"
        "open_site(Path(sys.argv[1])); user = store.get_user('load')\n"
        "print(json.dumps([store.add_token(user, 'load', days=1, at=clock.now(), by='operator:bench')[1] "
        "for _ in range(int(sys.argv[2]))]))"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "sijill.web.settings"}
    command = [sys.executable, "-c", "import sijill.pipeline\n" + program, str(root), str(people)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def persons_of(root: Path) -> int:
    import pyarrow.parquet as pq

    return int(pq.ParquetFile(root / "derived" / "persons.parquet").metadata.num_rows)


def name_pages(root: Path, url: str) -> None:
    config = root / "sijill.toml"
    text = config.read_text(encoding="utf-8")
    if "[web]" not in text:
        config.write_text(f'{text}\n[web]\ndatabase = "{url}"\n', encoding="utf-8")


def cpu_of(pid: int) -> float:
    """Seconds of CPU of a process and of all below it, so far."""
    children = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parts = stat.read_text().rsplit(") ", 1)[1].split()
        except OSError:
            continue
        children[int(stat.parent.name)] = (int(parts[1]), sum(int(part) for part in parts[11:15]))
    mine, found = {pid}, 0
    for _ in range(4):  # gunicorn's workers are one level below
        mine |= {one for one, (parent, _) in children.items() if parent in mine}
    found = sum(ticks for one, (_, ticks) in children.items() if one in mine)
    return found / os.sysconf("SC_CLK_TCK")


def wait_until_names_are_coded(
    server: "subprocess.Popen[str]", *, quiet: float = 4.0, most: float = 600.0
) -> None:
    """After its start a server codes every name in the background; what is measured is what comes afterwards."""
    until = time.monotonic() + most
    while time.monotonic() < until:
        before = cpu_of(server.pid)
        time.sleep(quiet)
        if cpu_of(server.pid) - before < 0.05 * quiet:
            return


def serve(root: Path, database: str, workers: int) -> tuple[subprocess.Popen[str], int]:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "sijill.web.settings", "SIJILL_REGISTER": str(root)}
    if database:
        port = 8123
        command = [sys.executable, "-m", "gunicorn", "sijill.web.wsgi", "--bind", f"127.0.0.1:{port}"]
        command += ["--workers", str(workers), "--threads", "4", "--timeout", "120", "--preload"]
        server = subprocess.Popen(command, env=environment, text=True)
        wait_for(port)
        return server, port
    command = [sys.executable, "-m", "sijill.web.serve", str(root), "localhost", "0", "json"]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    return server, int(json.loads(server.stdout.readline())["url"].rsplit(":", 1)[1].strip("/"))


def wait_for(port: int) -> None:
    for _ in range(3000):  # a worker serves when everything is loaded
        try:
            http.client.HTTPConnection("localhost", port, timeout=5).request("GET", "/account/login/")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the server did not start")


def run(port: int, tokens: list[str], seconds: float, pid: int) -> dict[str, Any]:
    measured = Measured()
    first = Measured()
    visit(port, tokens[0], random.Random(0), first, until=0.0)  # indexes are built at the first search
    if sum(first.errors.values()):
        raise SystemExit(f"the first visit failed: {dict(first.errors)}")
    until, spent = time.monotonic() + seconds, cpu_of(pid)
    threads = [
        threading.Thread(
            target=visit, args=(port, token, random.Random(number), measured), kwargs={"until": until}
        )
        for number, token in enumerate(tokens)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent = cpu_of(pid) - spent
    return {
        "people": len(tokens),
        "cpu_ms_per_request": round(1000 * spent / sum(map(len, measured.times.values())), 1),
        **{
            what: {
                "requests": len(times),
                "p50_ms": round(1000 * statistics.median(times), 1),
                "p95_ms": round(1000 * statistics.quantiles(times, n=20)[-1], 1) if len(times) > 1 else None,
                "errors": measured.errors[what],
            }
            for what, times in sorted(measured.times.items())
        },
    }


def visit(port: int, token: str, chance: random.Random, measured: Measured, *, until: float) -> None:
    """Search, look at a person, see the queue, judge now and then; a second of thinking after each."""
    connection = http.client.HTTPConnection("localhost", port, timeout=120)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def ask(what: str, method: str, path: str, body: Any = None) -> Any:
        start = time.perf_counter()
        try:
            connection.request(method, path, json.dumps(body) if body is not None else None, headers)
            response = connection.getresponse()
            text = response.read()
            good = response.status < 400
        except OSError:
            connection.close()
            text, good = b"{}", False
        measured.note(what, time.perf_counter() - start, good=good)
        time.sleep(THINK if until else 0)
        return json.loads(text) if good else {}

    if until:
        time.sleep(chance.random() * THINK)
    first = True
    while first or time.monotonic() < until:
        first = False
        name = f"{chance.choice(GIVEN)} {chance.choice(GIVEN)} {chance.choice(FAMILY)}"
        found = ask("search", "POST", "/api/search", {"name": name})
        if found.get("hits"):
            ask("person", "GET", f"/api/persons/{chance.choice(found['hits'])['person_id']}")
        pairs = ask("review", "GET", "/api/pairs?limit=10").get("pairs", ())
        if pairs and chance.random() < 0.5:
            pair = chance.choice(pairs)
            ask("judge", "POST", "/api/judgements", pair | {"verdict": "unsure", "reason": "load"})


def show(found: dict[str, Any]) -> None:
    console = Console()
    console.print(f"One fsync: {found['fsync_ms']} ms; load of the machine before: {found['load_average']}")
    table = Table(title=f"{found['persons']:,} persons on {found['store']}")
    for column in ("People", "What", "Requests", "p50 ms", "p95 ms", "Errors"):
        table.add_column(column, justify="left" if column == "What" else "right")
    for one in found["runs"]:
        for what in ("search", "person", "review", "judge"):
            if what in one:
                row = one[what]
                cells = (one["people"], what, row["requests"], row["p50_ms"], row["p95_ms"], row["errors"])
                table.add_row(*map(str, cells))
    console.print(table)
    for one in found["runs"]:
        console.print(
            f"{one['people']} people: {one['cpu_ms_per_request']} ms of the server's CPU per request"
        )
    console.print(f"Ledger intact: {found['ledger_intact']}")


if __name__ == "__main__":
    main()
