"""CPU of one request, kind by kind, in one process: pages and API of a large register, without network or neighbours.

    python -m bench.web_requests --register DIR [--visits 40] [--language ar] [--profile person]

Where ``bench.web_load`` says how long people wait, this says what a request costs, which does not depend on what else
the machine does. Wanted (before the first run): 25 ms a request on average over a visit. ``--profile`` prints where
one kind of request spends it. The register is left with a few judgements of "unsure" and the entries of the looks.
"""

import argparse
import cProfile
import json
import os
import pstats
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "sijill.web.settings"

from bench.web_people import names_to_ask, operator_of, session_of
from django.test import Client

import sijill.pipeline  # noqa: F401  (makes Django ready)
from sijill import clock
from sijill.access import store
from sijill.web import prepare, workers
from sijill.web.look import snapshot as snapshots
from sijill.web.site import open_site
from sijill.web.warm import warm

RESULTS = Path(__file__).parent / "results" / "web_requests.json"
TARGET_MS = 25.0


class Measured:
    """Milliseconds of this thread's CPU by kind of request; a profile of one kind."""

    def __init__(self, profiled: str) -> None:
        self.times: dict[str, list[float]] = defaultdict(list)
        self.sizes: dict[str, int] = defaultdict(int)
        self.profiled, self.profile = profiled, cProfile.Profile(time.thread_time)

    def ask(self, kind: str, request: Callable[[], Any]) -> Any:
        watched = kind == self.profiled
        begun = time.thread_time()
        if watched:
            self.profile.enable()
        response = request()
        if watched:
            self.profile.disable()
        self.times[kind].append(1000 * (time.thread_time() - begun))
        self.sizes[kind] = max(self.sizes[kind], len(response.content))
        if response.status_code >= 400:
            raise SystemExit(f"{kind}: {response.status_code}")
        return response


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--register", type=Path, required=True, help="a linked register")
    parser.add_argument("--visits", type=int, default=40)
    parser.add_argument("--language", default="en", choices=("en", "ar"))
    parser.add_argument("--profile", default="", help="print where this kind of request spends its time")
    given = parser.parse_args()
    site = open_site(given.register)
    snapshot = snapshots.current(site.register)
    prepare.run(given.register)  # a minute or three the first time
    warm(site.register)
    workers.share_memory()
    user = operator_of()
    _, token = store.add_token(user, "load", days=1, at=clock.now(), by="operator:bench")
    page = Client(SERVER_NAME="localhost", HTTP_ACCEPT_LANGUAGE=given.language)
    page.cookies["sijill_session"] = session_of(user)
    api = Client(SERVER_NAME="localhost", HTTP_AUTHORIZATION=f"Bearer {token}")
    warm_up, measured = Measured(""), Measured(given.profile)
    chance, names = random.Random(3), names_to_ask(random.Random(5))
    for _ in range(4):
        visit(page, api, chance, next(names), warm_up)
    for _ in range(given.visits):
        visit(page, api, chance, next(names), measured)
    if given.profile:
        table = pstats.Stats(measured.profile)
        table.sort_stats("tottime").print_stats(25)
        table.sort_stats("cumulative").print_stats("sijill|django/template/base|pyarrow", 60)
    show(measured, len(snapshot.person_ids), given.language)


def visit(page: Client, api: Client, chance: random.Random, name: str, to: Measured) -> None:
    """What somebody does: the first page, a search, a person, the queue, a pair, an answer; the same over the API."""
    to.ask("home", lambda: page.get("/"))
    shown = to.ask("search", lambda: page.post("/search/", {"name": name}))
    found = to.ask("api search", lambda: send(api, "/api/search", {"name": name})).json()["hits"]
    if found and b"/persons/" in shown.content:
        person = chance.choice(found)["person_id"]
        to.ask("person", lambda: page.get(f"/persons/{person}/"))
        to.ask("api person", lambda: api.get(f"/api/persons/{person}"))
    to.ask("queue", lambda: page.get("/review/"))
    at = to.ask("next", lambda: page.get("/review/next/")).headers["Location"]
    to.ask("pair", lambda: page.get(at))
    to.ask("answer", lambda: page.post(at, {"verdict": "unsure"}))
    pairs = to.ask("api pairs", lambda: api.get("/api/pairs?limit=10")).json()["pairs"]
    if pairs:
        said = pairs[-1] | {"verdict": "unsure", "reason": "load"}
        to.ask("api judge", lambda: send(api, "/api/judgements", said))


def send(api: Client, path: str, body: Any) -> Any:
    return api.post(path, json.dumps(body), content_type="application/json")


def show(measured: Measured, persons: int, language: str) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"CPU per request, {persons:,} persons, pages in {language}")
    for column in ("kind", "requests", "median ms", "p95 ms", "mean ms", "kB at most"):
        table.add_column(column, justify="left" if column == "kind" else "right")
    rows = {kind: row_of(times, measured.sizes[kind]) for kind, times in measured.times.items()}
    for kind, row in rows.items():
        table.add_row(kind, *(str(value) for value in row.values()))
    console = Console()
    console.print(table)
    every = [one for times in measured.times.values() for one in times]
    mean = round(statistics.fmean(every), 1)
    console.print(f"All of them: {mean} ms a request; wanted {TARGET_MS}")
    kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    kept[language] = {"persons": persons, "mean_ms": mean, "target_ms": TARGET_MS, "kinds": rows}
    RESULTS.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def row_of(times: list[float], size: int) -> dict[str, float]:
    ordered = sorted(times)
    return {
        "requests": len(ordered),
        "median_ms": round(statistics.median(ordered), 1),
        "p95_ms": round(ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))], 1),
        "mean_ms": round(statistics.fmean(ordered), 1),
        "kB": round(size / 1000, 1),
    }


if __name__ == "__main__":
    main()
