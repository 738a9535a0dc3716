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
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools import demo_cases  # noqa: E402
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

SHORT = {
    "wadi": "Wadi al-Sindian",
    "lantern": "Lantern Street",
    "cypres": "Seven Cypresses",
    "daftar": "Family Notebook",
    "sunset": "Sunset Bulletin",
}
# A register knows a list by the name of its file.
LISTS = {Path(o.file).stem: SHORT[o.key] for o in organisations.ORGANISATIONS}

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
    ended = demo_cases.show(console, people)
    show_next(people)
    return 0 if ok and ended else 1


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
    reasons: dict[tuple[str, str], list[str]] = {}
    for row in read_csv(REGISTER / "out" / "records.csv"):
        if row["set_aside"]:
            reasons.setdefault((row["list"], row["set_aside"]), []).append(row["row"])
    for (name, reason), rows in reasons.items():
        console.print(f"  set aside: {name}, row {', '.join(rows)}", style="dim", markup=False)
        console.print(f"     {reason}", style="dim", markup=False)
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
    table.add_row("Persons whose sources cannot all be right", told)
    differ = sum(1 for person in people if len(_custody(person)) > 1)
    table.add_row("Persons of whose custody the lists tell different things, each at its date", f"{differ:,}")
    for key, words in (("expected_precision", "precision"), ("expected_recall", "recall")):
        value = unified[key]
        table.add_row(
            f"Expected {words}: the model's own estimate",
            "not estimable" if value is None else f"{value:.3f}",
        )
    console.print(table)


def show_person(people: Sequence[Mapping[str, str]]) -> None:
    """Somebody on four lists or more, once on each, in both scripts, of whom some lists know more than others."""
    once = [one for one in people if one["name_ar"] and one["name_latin"] and one["lists"] == one["records"]]
    chosen = max(once or people, key=_interest)
    person = sijill("person", str(REGISTER), chosen["person_id"])
    table = plain(
        "3  One person, and who says what", "Source", "Name as written", "Born", "Arrested", "Held at", "Says"
    )
    for column, width in zip(table.columns, (17, 25, 13, 15, 15, 15), strict=True):
        column.width = width
    for record in person["records"]:
        claims = [claim for claim in person["claims"] if claim["record"] == record]
        table.add_row(*_record_cells(claims))
    console.print(table)
    _show_facts(person)
    _show_timeline(person)


def _interest(person: Mapping[str, str]) -> tuple[int, bool, bool, int]:
    custody = _custody(person)
    dead = bool(custody & {"custody_status:died_in_custody", "custody_status:executed"})
    return (
        min(4, int(person["lists"])),
        dead and len(custody) > 1,
        person["contradictions"] != "",
        int(person["lists"]),
    )


def _custody(person: Mapping[str, str]) -> set[str]:
    """What the lists say happened to the person in custody: held, released, died …"""
    return {code for code in person["status"].split("|") if code.startswith("custody_status:")}


def _record_cells(claims: Sequence[Json]) -> tuple[Text | str, ...]:
    def said(*properties: str) -> str:
        return ", ".join(dict.fromkeys(c["value"] for p in properties for c in claims if c["property"] == p))

    parts = [said(p) for p in ("name.given", "name.father", "name.grandfather", "name.family")]
    split = " ".join(part for part in parts if part)
    mother = " ".join(part for part in (said("mother.name"), said("mother.family")) if part)
    names = Text("\n".join(text for text in (said("name"), split) if text))
    if mother:
        names.append(f"\nmother: {mother}", style="dim")
    as_of = claims[0]["as_of"]
    source = Text(LISTS[claims[0]["list"]]).append(f"\nas of {as_of}" if as_of else "", style="dim")
    born = said("birth.date") or (f"aged {said('age')}" if said("age") else "")
    return source, names, born, said("arrest.date"), said("held.place", "sighting.place"), said("status")


def _show_facts(person: Json) -> None:
    """Contradictions, each version with those who hold it; then one value with the cell it came from."""
    list_of = {claim["record"]: claim["list"] for claim in person["claims"]}
    for fact in person["facts"]:
        if fact["contradicted"] and not fact["property"].startswith("name"):
            versions = {v["value"]: v["lists"] for v in fact["versions"]}
            _show_versions(f"contradicted {fact['property']}", versions)
    for status in person["statuses"]:
        if status["contested"]:
            said: dict[str, list[str]] = {}
            for one in status["statements"]:
                said.setdefault(one["code"], []).append(list_of[one["claim"].split(":")[0]])
            _show_versions(f"contested {status['axis']}", said)
    ends = [
        c
        for c in person["claims"]
        if c["property"] == "status" and "custody_status:died_in_custody" in c["codes"]
    ]
    claim = (ends or person["claims"])[0]
    console.print(Text("  every value leads to its cell: ").append(claim["value"], style="bold"))
    console.print(Text(f"     {claim['file']}, {claim['cell']}, column {claim['column']}", style="dim"))
    console.print()


def _show_versions(what: str, versions: Mapping[str, Sequence[str]]) -> None:
    line = Text(f"  {what}: ", style="yellow")
    for place, (value, lists) in enumerate(versions.items()):
        line.append(" ≠ " if place else "", style="bold yellow")
        line.append(value, style="bold not dim default")
        line.append(f" ({', '.join(dict.fromkeys(LISTS[one] for one in lists))})", style="default")
    console.print(line)


def _show_timeline(person: Json) -> None:
    """One line for each thing that happened, with all who say so; what has no date comes last."""
    list_of = {claim["record"]: claim["list"] for claim in person["claims"]}
    told: dict[tuple[str, str, str], list[str]] = {}
    for event in sorted(
        person["timeline"], key=lambda event: event["start"] is None and event["end"] is None
    ):
        places = ", ".join(dict.fromkeys((event["place"] or "").split(", ")))
        told.setdefault((_when(event), event["kind"], places), []).extend(event["claims"])
    table = plain("   Timeline", "When", "What", "Where", "According to")
    for (when, kind, place), claims in told.items():
        table.add_row(
            when, kind, place, ", ".join(dict.fromkeys(LISTS[list_of[c.split(":")[0]]] for c in claims))
        )
    console.print(table)


def _when(event: Json) -> str:
    start, end = event["start"], event["end"]
    if start is None and end is None:
        return "undated"
    return str(start) if start == end else f"{start or '…'} to {end or '…'}"


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
    truth, clusters = read_truth(DEMO / "truth.csv"), read_clusters(REGISTER / "out" / "records.csv")
    got = score(truth, clusters)
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
    nobody = len(clusters.keys() - truth.keys())
    table.add_row(
        "Rows about nobody (a total, codes on a hidden sheet) taken for a person", f"{nobody} of 4 rows", ""
    )
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
    steps = (
        ("make serve", "all of it in a browser; prints the address and how to log in"),
        (f".venv/bin/sijill person demo-register {people[0]['person_id']}", "a person, with every claim"),
        (".venv/bin/sijill search demo-register Khaled", "search in both scripts"),
        (".venv/bin/sijill map demo-register lantern_street_2019-03", "how its columns were read"),
        (".venv/bin/sijill review demo-register", "judge the doubtful pairs"),
        (".venv/bin/sijill case list demo-register", "cases, and whose move it is"),
        (".venv/bin/sijill verify demo-register", "has anything changed?"),
    )
    table = Table.grid(padding=(0, 2))
    for command, why in steps:
        table.add_row(command, f"[dim]{why}[/]")
    console.print(Panel(table, border_style="cyan", title="Look further", title_align="left"))


if __name__ == "__main__":
    sys.exit(main())
