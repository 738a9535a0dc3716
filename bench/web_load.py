"""The pages under load: closed loop, one second of thinking, 8 and 32 people, against a served register.

    python -m bench.web_load --keep DIR                  # on SQLite, under ``sijill serve``
    python -m bench.web_load --keep DIR --postgresql     # the same register in a PostgreSQL of its own, under gunicorn

Every person has a session of their own, as a whole login leaves it, and asks for HTML pages: searches, opens one of
those found, goes to the next pair of the queue, and answers every second one. Targets (declared before): search p95
at most 100 ms at 8 and 400 ms at 32 people, a page of the review p95 at most 150 ms, on PostgreSQL p95 at most 200 ms
at 32; no error, ledger intact afterwards. The time of one fsync of this disk is printed: each answer waits for one. So
is the CPU of the server per request, which does not depend on what else the machine does (``bench.web_requests`` has
it kind by kind).

``--keep DIR``: where the register of invented people (``tools.invent scale``, ``--rows``) is made, which takes most of
an hour for 600,000 rows, or found again: then a run takes some six minutes, half of them until every name is coded.
What it leaves there are entries of the looks and judgements of "unsure". ``--postgresql`` starts a server of the
machine's own programs in a temporary folder, with fsync on, copies the rows of a register on SQLite into it, and takes
it away afterwards; ``--database URL`` makes the register on a server that runs. ``--pages URL``: the role the pages
connect as, behind row-level security.
"""

import argparse
import contextlib
import html
import http.client
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.durability import fsync_ms
from bench.web_people import names_to_ask
from rich.console import Console
from rich.table import Table

RESULTS = Path(__file__).parent / "results" / "web_load.json"
THINK = 1.0
KINDS = ("search", "person", "next", "review", "answer")
# (what, people) -> p95 in milliseconds at most
TARGETS = {
    "sqlite": {("search", 8): 100, ("search", 32): 400, ("review", 8): 150, ("review", 32): 150},
    "postgresql": {("search", 32): 200, ("review", 32): 200},
}
CSRF = "b" * 32  # a form's token and the cookie's are one and the same, as a browser sends them


@dataclass(eq=False)
class Measured:
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    reasons: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, what: str, seconds: float, *, wrong: str) -> None:
        with self.lock:
            self.times[what].append(seconds)
            self.errors[what] += bool(wrong)
            if wrong:
                self.reasons[f"{what}: {wrong}"] += 1


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--register", type=Path, help="a linked register; otherwise one is made")
    parser.add_argument("--keep", type=Path, help="where to make it, or to find it again")
    parser.add_argument(
        "--postgresql", action="store_true", help="copy the register's rows into a server of its own"
    )
    parser.add_argument(
        "--database", default="", help="PostgreSQL URL of an empty database to make the register on"
    )
    parser.add_argument("--pages", default="", help="PostgreSQL URL of the role of the pages")
    parser.add_argument("--rows", type=int, default=600_000, help="invented rows of a register that is made")
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=60.0)
    given = parser.parse_args()
    with contextlib.ExitStack() as cleaning:
        folder = Path(cleaning.enter_context(tempfile.TemporaryDirectory()))
        kept = given.keep / "register" if given.keep else None
        if given.register or (kept is not None and (kept / "derived" / "persons.parquet").exists()):
            root = given.register or kept
        else:
            root = make(given.keep or folder, given.rows, given.database)
        if given.postgresql:
            root = cleaning.enter_context(on_postgresql(root, folder))
        if given.pages:
            name_pages(root, given.pages)
        found = measure(root, "postgresql" if given.postgresql or given.database else "sqlite", given)
    show(found)
    before = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    RESULTS.write_text(json.dumps(before | {found["store"]: found}, indent=1) + "\n", encoding="utf-8")


def measure(root: Path, store: str, given: argparse.Namespace) -> dict[str, Any]:
    sessions = log_in(root, 32)
    load = list(os.getloadavg())
    server, port = serve(root, store, given.workers)
    try:
        wait_until_names_are_coded(server)
        found = {
            "fsync_ms": round(fsync_ms(root)["median"], 2),
            "load_average": load,
            "persons": persons_of(root),
            "store": store,
            "runs": [run(port, sessions[:people], given.seconds, server.pid) for people in (8, 32)],
        }
    finally:
        server.terminate()
        server.wait()
    found["ledger_intact"] = sijill("verify", str(root)).get("clean", False)
    return found


@contextlib.contextmanager
def on_postgresql(root: Path, folder: Path) -> Iterator[Path]:
    """A copy of a register on SQLite with its rows in a PostgreSQL of its own; both are gone afterwards."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    import postgres_cluster

    copy = folder / "register"
    shutil.copytree(root, copy, ignore=shutil.ignore_patterns("register.db*", "index", ".uploads"))
    cluster = postgres_cluster.new_cluster(safe=True)
    try:
        cluster.execute("CREATE DATABASE load")
        config = copy / "sijill.toml"
        text = config.read_text(encoding="utf-8").replace("sqlite:///register.db", cluster.url("load"))
        config.write_text(text, encoding="utf-8")
        in_django(COPY_ROWS, str(root / "register.db"), str(copy))
        yield copy
    finally:
        cluster.stop()
        cluster.remove()


# Migrations make rows of their own kinds; everything else is copied table by table, in an order foreign keys allow.
COPY_ROWS = """
import sqlite3
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection
from django.db.models import ForeignKey
open_site(Path(sys.argv[2]))
models = [one for one in apps.get_models() if one._meta.app_label not in {"contenttypes", "auth"}]
models.sort(key=lambda one: sum(isinstance(part, ForeignKey) for part in one._meta.fields))
done, left = [], models
while left:
    now = [m for m in left if all(f.related_model in {*done, m} or f.related_model not in models
           for f in m._meta.fields if isinstance(f, ForeignKey))]
    done, left = [*done, *now], [m for m in left if m not in now]
old = sqlite3.connect(sys.argv[1])
old.row_factory = sqlite3.Row
there = {name for (name,) in old.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
with connection.cursor() as cursor:
    for model in done:
        table = model._meta.db_table
        if table not in there or table == "django_session":
            continue
        kinds = {field.column: field.get_internal_type() for field in model._meta.concrete_fields}
        for row in old.execute(f'SELECT * FROM "{table}" ORDER BY rowid'):
            values = [bool(row[name]) if kinds[name] == "BooleanField" else row[name] for name in kinds]
            names = ", ".join(f'"{name}"' for name in kinds)
            cursor.execute(f'INSERT INTO "{table}" ({names}) VALUES ({", ".join(["%s"] * len(kinds))})', values)
    for statement in connection.ops.sequence_reset_sql(no_style(), done):
        cursor.execute(statement)
"""
LOG_IN = """
from bench.web_people import operator_of, session_of
open_site(Path(sys.argv[1]))
user = operator_of()
print(json.dumps([session_of(user) for _ in range(int(sys.argv[2]))]))
"""


def in_django(program: str, *arguments: str) -> str:
    """Runs a program in a process of its own with the settings of the pages; what it prints."""
    head = "import json, sys\nfrom pathlib import Path\nimport sijill.pipeline\nfrom sijill.web.site import open_site\n"
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "sijill.web.settings"}
    command = [sys.executable, "-c", head + program, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    return done.stdout


def log_in(root: Path, people: int) -> list[str]:
    """Keys of sessions of one operator: every simulated person has their own."""
    found: list[str] = json.loads(in_django(LOG_IN, str(root), str(people)))
    return found


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
    server: "subprocess.Popen[str]", *, quiet: float = 4.0, most: float = 300.0
) -> None:
    """After its start a server codes every name in the background; what is measured is what comes afterwards."""
    until = time.monotonic() + most
    while time.monotonic() < until:
        before = cpu_of(server.pid)
        time.sleep(quiet)
        if cpu_of(server.pid) - before < 0.05 * quiet:
            return


def serve(root: Path, store: str, workers: int) -> tuple[subprocess.Popen[str], int]:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "sijill.web.settings", "SIJILL_REGISTER": str(root)}
    if store == "postgresql":
        port = 8123
        command = [sys.executable, "-m", "gunicorn", "sijill.web.wsgi", "--bind", f"127.0.0.1:{port}"]
        command += [
            "--workers",
            str(workers),
            "--threads",
            "4",
            "--timeout",
            "120",
            "--preload",
            "--no-control-socket",
        ]
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


def run(port: int, sessions: list[str], seconds: float, pid: int) -> dict[str, Any]:
    measured = Measured()
    first = Measured()
    visit(port, sessions[0], random.Random(0), first, until=0.0)  # indexes are built at the first search
    if first.reasons:
        raise SystemExit(f"the first visit failed: {dict(first.reasons)}")
    until, spent = time.monotonic() + seconds, cpu_of(pid)
    threads = [
        threading.Thread(
            target=visit, args=(port, session, random.Random(number), measured), kwargs={"until": until}
        )
        for number, session in enumerate(sessions)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent = cpu_of(pid) - spent
    return {
        "people": len(sessions),
        "wrong": dict(measured.reasons),
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


def visit(port: int, session: str, chance: random.Random, measured: Measured, *, until: float) -> None:
    """Search, look at a person, take the next pair, answer every second one; a second of thinking after each page."""
    browser = Browser(port, session, measured)
    names = names_to_ask(chance)
    if until:
        time.sleep(chance.random() * THINK)
    first = True
    while first or time.monotonic() < until:
        first = False
        found = browser.ask("search", "POST", "/search/", {"name": next(names)}, think=bool(until))
        people = sorted(set(re.findall(r'href="(/persons/p[0-9a-z]+/)"', found)))
        if people:
            browser.ask("person", "GET", chance.choice(people), think=bool(until))
        browser.ask("next", "GET", "/review/next/", think=False)
        at = html.unescape(browser.location)
        if at.startswith("/review/pairs/"):
            browser.ask("review", "GET", at, think=bool(until))
            if chance.random() < 0.5:
                browser.ask("answer", "POST", at, {"verdict": "unsure"}, think=False)


class Browser:
    """One connection with the cookies of one session."""

    def __init__(self, port: int, session: str, measured: Measured) -> None:
        self.connection = http.client.HTTPConnection("localhost", port, timeout=120)
        self.measured, self.location = measured, ""
        self.headers = {
            "Cookie": f"sijill_session={session}; sijill_csrf={CSRF}",
            "X-CSRFToken": CSRF,
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept-Language": "ar",
        }

    def ask(
        self, what: str, method: str, path: str, form: dict[str, str] | None = None, *, think: bool
    ) -> str:
        """The page; empty after an error. A way to the door counts as one: somebody was logged out."""
        start = time.perf_counter()
        try:
            self.connection.request(method, path, urlencode(form) if form is not None else None, self.headers)
            response = self.connection.getresponse()
            text = response.read().decode()
            self.location = response.headers.get("Location", "")
            good = response.status < 400 and not self.location.startswith("/account/")
            wrong = "" if good else f"{response.status} {self.location}"
        except (OSError, http.client.HTTPException) as problem:
            self.connection.close()
            text, wrong, self.location = "", type(problem).__name__, ""
        self.measured.note(what, time.perf_counter() - start, wrong=wrong)
        if think:
            time.sleep(THINK)
        return "" if wrong else text


def show(found: dict[str, Any]) -> None:
    console = Console()
    console.print(f"One fsync: {found['fsync_ms']} ms; load of the machine before: {found['load_average']}")
    table = Table(title=f"{found['persons']:,} persons on {found['store']}")
    for column in ("People", "What", "Requests", "p50 ms", "p95 ms", "Wanted", "Errors"):
        table.add_column(column, justify="left" if column == "What" else "right")
    targets = TARGETS[found["store"]]
    for one in found["runs"]:
        for what in KINDS:
            if what in one:
                row, wanted = one[what], targets.get((what, one["people"]), "")
                cells = (
                    one["people"],
                    what,
                    row["requests"],
                    row["p50_ms"],
                    row["p95_ms"],
                    wanted,
                    row["errors"],
                )
                table.add_row(*map(str, cells))
    console.print(table)
    for one in found["runs"]:
        console.print(
            f"{one['people']} people: {one['cpu_ms_per_request']} ms of the server's CPU per request"
        )
        for wrong, count in one["wrong"].items():
            console.print(f"{one['people']} people: {wrong}: {count} times")
    console.print(f"Ledger intact: {found['ledger_intact']}")


if __name__ == "__main__":
    main()
