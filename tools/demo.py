"""`make demo`: five invented organisations' lists become one register, shown and checked against the known truth.

Everything is done by the same commands that anybody would type; the demo only reads what they wrote. It fails when the
register is worse than the floors below, which were set before the first run.
"""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools.invent import organisations  # noqa: E402
from tools.invent.pairwise import Score, read_clusters, read_truth, score  # noqa: E402

DEMO = ROOT / "examples" / "demo"
REGISTER = ROOT / "demo-register"
FLOOR_PRECISION, FLOOR_RECALL = 0.97, 0.85
WIDTH = 100
DETAIL = {
    "lantern": "CSV, UTF-8, English",
    "cypres": "CSV, windows-1256, French",
    "wadi": "Excel, two sheets, Arabic",
    "daftar": "OpenDocument, Arabic",
    "sunset": "JSON Lines, any script",
}

console = Console(width=min(WIDTH, Console().width) if sys.stdout.isatty() else WIDTH, highlight=False)
Json = dict[str, Any]  # what the commands print


def main() -> int:
    console.print(
        Panel(
            "Five invented organisations each keep a list of arrested people, each in its own way.\n"
            "The register asks of every two rows: is this one person? And it keeps who said what.\n"
            "[dim]Nobody here exists. Names are random combinations of common single names.[/]",
            title="[bold]Sijill · سجل",
            title_align="left",
            border_style="cyan",
        )
    )
    unified = build()
    show_lists(unified)
    show_set_aside()
    people = read_csv(REGISTER / "out" / "persons.csv")
    show_register(unified, people)
    show_person(people)
    show_doubtful()
    ok = check()
    show_next(people)
    return 0 if ok else 1


def build() -> Json:
    """`sijill unify` on the five lists into a fresh demo-register."""
    if (REGISTER / "sijill.toml").exists():
        shutil.rmtree(REGISTER)
    origins = [f"--from={o.file}={o.english}" for o in organisations.ORGANISATIONS]
    start = time.perf_counter()
    with console.status("Unifying the lists; the first run also compiles the kernels …"):
        done = sijill("unify", str(DEMO / "lists"), "--into", str(REGISTER), *origins)
    console.print(
        f"[dim]sijill unify examples/demo/lists --into demo-register   ({time.perf_counter() - start:.0f} s)[/]\n"
    )
    return done


def sijill(*arguments: str) -> Json:
    """Runs a command of the product with --json; its own words on failure."""
    command = [sys.executable, "-m", "sijill.cli.main", *arguments, "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 (our own command)
    if done.returncode != 0:
        console.print(f"[bold red]sijill {arguments[0]} ended with {done.returncode}.[/]")
        console.print(done.stderr or done.stdout, markup=False)
        raise SystemExit(done.returncode)
    answer: Json = json.loads(done.stdout)
    return answer


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def plain(title: str, *columns: str, right: Sequence[str] = ()) -> Table:
    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        expand=True,
    )
    for column in columns:
        table.add_column(column, justify="right" if column in right else "left", overflow="fold")
    return table


def show_lists(unified: Json) -> None:
    told = {one["list"]: one for one in unified["lists"]}
    table = plain(
        "1  What came in",
        "Organisation",
        "Kept as",
        "Rows",
        "Records",
        "Set aside",
        right=("Rows", "Records", "Set aside"),
    )
    for organisation in organisations.ORGANISATIONS:
        one = told[organisation.file]
        name = Text(f"{organisation.english}\n", style="").append(organisation.arabic, style="dim")
        counts = (f"{one['rows']:,}", f"{one['records']:,}", f"{one['set_aside']:,}")
        table.add_row(name, DETAIL[organisation.key], *counts)
    totals = (f"{sum(one[key] for one in unified['lists']):,}" for key in ("rows", "records", "set_aside"))
    table.add_section()
    table.add_row("[bold]All", "", *(f"[bold]{total}" for total in totals))
    console.print(table)


def show_set_aside() -> None:
    """Rows in = records out + rows set aside, with the reason of each."""
    aside = [row for row in read_csv(REGISTER / "out" / "records.csv") if row["set_aside"]]
    for row in aside[:6]:
        console.print(f"  set aside: {row['list']}, row {row['row']}: {row['set_aside']}", style="dim")
    if len(aside) > 6:
        console.print(f"  … and {len(aside) - 6} more, all in demo-register/out/records.csv", style="dim")
    console.print()


def show_register(unified: Json, people: Sequence[Mapping[str, str]]) -> None:
    lists = Counter(int(person["lists"]) for person in people)
    contradicted = Counter(what for person in people for what in person["contradictions"].split("|") if what)
    table = plain("2  What it became", "What", "Number", right=("Number",))
    table.show_header = False
    table.add_row("Persons", f"[bold]{unified['persons']:,}")
    table.add_row("  on one list only", f"{lists[1]:,}")
    table.add_row("  on two lists", f"{lists[2]:,}")
    table.add_row("  on three lists and more", f"{sum(n for k, n in lists.items() if k > 2):,}")
    table.add_row("Pairs of rows merged", f"{unified['merged_pairs']:,}")
    table.add_row("Doubtful pairs, left for a person to look at", f"{unified['review_pairs']:,}")
    told = ", ".join(f"{what} {n:,}" for what, n in contradicted.most_common()) or "none"
    table.add_row("Persons whose sources contradict each other (kept, all of them)", told)
    for key, words in (("expected_precision", "precision"), ("expected_recall", "recall")):
        value = unified[key]
        table.add_row(
            f"Expected {words}: the model's own estimate",
            "not estimable" if value is None else f"{value:.3f}",
        )
    console.print(table)


def show_person(people: Sequence[Mapping[str, str]]) -> None:
    """The person on most lists, in both scripts, whose sources contradict each other."""
    both = [one for one in people if one["name_ar"] and one["name_latin"] and one["contradictions"]]
    chosen = max(
        both or people,
        key=lambda one: (int(one["lists"]), one["contradictions"].count("|"), int(one["records"])),
    )
    person = sijill("person", str(REGISTER), chosen["person_id"])
    table = plain(
        "3  One person, and who says what", "Source", "Name as written", "Born", "Arrested", "Held at", "Says"
    )
    for record in person["records"]:
        claims = [claim for claim in person["claims"] if claim["record"] == record]
        table.add_row(*_record_cells(claims))
    console.print(table)
    _show_facts(person)
    _show_timeline(person)


def _record_cells(claims: Sequence[Json]) -> tuple[Text | str, ...]:
    def said(*properties: str) -> str:
        return ", ".join(dict.fromkeys(c["value"] for p in properties for c in claims if c["property"] == p))

    parts = [said(p) for p in ("name.given", "name.father", "name.grandfather", "name.family")]
    split = " ".join(part for part in parts if part)
    names = "\n".join(text for text in (said("name"), split) if text)
    source = Text(f"{claims[0]['said_by']}\n").append(f"as of {claims[0]['as_of'] or 'unknown'}", style="dim")
    born = said("birth.date") or (f"aged {said('age')}" if said("age") else "")
    return source, names, born, said("arrest.date"), said("held.place", "sighting.place"), said("status")


def _show_facts(person: Json) -> None:
    for fact in person["facts"]:
        if fact["contradicted"]:
            versions = "  ≠  ".join(f"{v['value']} ({', '.join(v['lists'])})" for v in fact["versions"])
            console.print(
                Text(f"  contradicted  {fact['property']}: ", style="yellow").append(versions, style="")
            )
    for status in person["statuses"]:
        if status["contested"]:
            said = "  ≠  ".join(f"{s['code']} ({s['claimant']})" for s in status["statements"])
            console.print(Text(f"  contested     {status['axis']}: ", style="yellow").append(said, style=""))
    claim = next((c for c in person["claims"] if c["property"] == "status"), person["claims"][0])
    where = f"{claim['file']}, {claim['cell']}, column {claim['column']}"
    console.print(
        Text("  every value leads to a cell: ", style="dim").append(
            f"{claim['value']} ← {where}", style="dim"
        )
    )
    console.print()


def _show_timeline(person: Json) -> None:
    table = plain("   Timeline", "When", "What", "Where", "According to")
    shown: dict[tuple[str, str, str], list[str]] = {}
    for event in person["timeline"]:
        when = (
            event["start"]
            if event["start"] == event["end"]
            else f"{event['start'] or '…'} to {event['end'] or '…'}"
        )
        shown.setdefault((str(when), event["kind"], event["place"] or ""), []).extend(event["claims"])
    said_by = {claim["record"]: claim["said_by"] for claim in person["claims"]}
    for (when, kind, place), claims in shown.items():
        by = dict.fromkeys(said_by[claim.split(":")[0]] for claim in claims)
        table.add_row(when, kind, place, ", ".join(by))
    console.print(table)


def show_doubtful() -> None:
    pairs = read_csv(REGISTER / "out" / "review.csv")
    table = plain(
        "4  Doubtful pairs: a person decides, not the machine",
        "One row",
        "Another row",
        "Probability",
        right=("Probability",),
    )
    for pair in pairs[:4]:
        table.add_row(pair["left_name"], pair["right_name"], f"{float(pair['probability']):.2f}")
    console.print(table)


def check() -> bool:
    """Against the known truth, which the register has not seen."""
    got = score(read_truth(DEMO / "truth.csv"), read_clusters(REGISTER / "out" / "records.csv"))
    good = got.precision >= FLOOR_PRECISION and got.recall >= FLOOR_RECALL
    table = plain("5  Checked against the known truth", "", "Measured", "Floor", right=("Measured", "Floor"))
    table.add_row(
        f"Precision: of {got.found:,} merged pairs, {got.right:,} are one person",
        *_figure(got.precision, FLOOR_PRECISION),
    )
    table.add_row(
        f"Recall: of {got.true:,} pairs of one person, {got.right:,} were merged",
        *_figure(got.recall, FLOOR_RECALL),
    )
    table.add_row("  across the two scripts", f"{got.recall_across_scripts:.3f}", "")
    _kin(table, got)
    console.print(table)
    if not good:
        console.print("[bold red]Below the floor: this register is not good enough to show.[/]")
    return good


def _figure(value: float, floor: float) -> tuple[str, str]:
    return f"[bold {'green' if value >= floor else 'red'}]{value:.3f}[/]", f"{floor:.2f}"


def _kin(table: Table, got: Score) -> None:
    table.add_row(
        "Brothers and sisters taken for one person",
        f"{got.siblings_joined} of {got.siblings_at_risk:,} pairs",
        "",
    )
    table.add_row(
        "Namesakes taken for one person", f"{got.namesakes_joined} of {got.namesakes_at_risk:,} pairs", ""
    )


def show_next(people: Sequence[Mapping[str, str]]) -> None:
    some = people[0]["person_id"]
    steps = (
        (f"sijill person demo-register {some}", "a person with every claim"),
        ("sijill search demo-register 'Khaled'", "search in both scripts"),
        ("sijill map demo-register lantern_street_2019-03", "how the columns of a list were read"),
        ("sijill verify demo-register", "has any file, row or claim changed?"),
    )
    lines = [Text(f"  .venv/bin/{command:<66}").append(f"{why}", style="dim") for command, why in steps]
    console.print(
        Panel(Group("Look further:", *lines), border_style="cyan", title="Next", title_align="left")
    )


if __name__ == "__main__":
    sys.exit(main())
