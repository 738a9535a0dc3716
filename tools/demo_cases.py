"""The part of `make demo` that takes an invented person from the register to three bodies.

A case before the Working Group on disappearances that gets ready, a complaint of arbitrary detention, and an urgent
action that is refused with its reason. Run alone, it uses the demo register that is there.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
REGISTER = ROOT / "demo-register"
Json = dict[str, Any]

# What an invented sister answers when she is asked.
ANSWERS = {
    "src_name": "An invented sister",
    "src_relation": "sister",
    "src_contact": "through the organisation, by post",
    "follow_up_ok": "yes",
    "steps": "2013-06: asked at the branch, no answer",
    "responsible": "men who said they were from a security branch",
    "actor_type": "state_intelligence",
    "narrative": "Taken at a checkpoint; the family was told nothing since.",
    "risk_reviewed": "yes",
    "other_procedures": "none",
    "already_submitted": "no",
}
CASES: tuple[tuple[str, str | None, Mapping[str, str]], ...] = (
    ("WGEID", "un_wgeid", {}),
    ("WGAD", "un_wgad", {"wgad_category": "I III", "armed_conflict": "internal"}),
    ("CED30", "un_ced", {"nationality": "SYR", "not_unfounded": "yes"}),
)


def run(*arguments: str) -> tuple[int, Json]:
    """One command of the product, in this process: how it ended, and what it printed."""
    from sijill.cli.main import run as command

    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()):
        try:
            command([*arguments, "--json"])
        except SystemExit as ended:
            code = ended.code
    answer: Json = json.loads(said.getvalue())
    if code not in {0, 2}:
        raise SystemExit(f"sijill {' '.join(arguments[:2])} ended with {code}: {answer['error']['message']}")
    return int(code), answer


def chosen(people: Sequence[Mapping[str, str]]) -> Mapping[str, str]:
    """Somebody of whom no list tells an end, with a date and a place of arrest, on most lists."""
    ends = ("released", "escaped", "died", "executed", "dead")
    open_ = [
        one
        for one in people
        if one["arrest"] and one["arrest_place"] and not any(word in one["status"] for word in ends)
    ]
    return max(open_, key=lambda one: (int(one["lists"]), one["person_id"]))


def show(console: Console, people: Sequence[Mapping[str, str]]) -> bool:
    """Opens the three cases and tells how each stands. False when one does not end as it must."""
    person = chosen(people)
    table = Table(
        title="6  From the register to the bodies that are asked",
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        expand=True,
    )
    for column in ("Body", "Missing at first", "After asking the family", "Sent?"):
        table.add_column(column, overflow="fold")
    ended = {}
    for procedure, purpose, more in CASES:
        _, case = run("case", "new", str(REGISTER), "--procedure", procedure, "--person", person["person_id"])
        at_first = run("case", "check", str(REGISTER), case["case"])[1]
        answers = [f"{name}={value}" for name, value in {**ANSWERS, **more}.items()]
        run("case", "set", str(REGISTER), case["case"], *answers)
        if purpose is not None:
            consent = (
                "--capacity",
                "next_of_kin",
                "--form",
                "written",
                "--date",
                "2025-11-01",
                "--giver",
                "F-1",
            )
            about = ("--person", person["person_id"], "--purpose", purpose, "--state", "given")
            run("consent", "add", str(REGISTER), *about, *consent)
        after = run("case", "check", str(REGISTER), case["case"])[1]
        code, _ = run("case", "log", str(REGISTER), case["case"], "--event", "submitted")
        ended[procedure] = code
        whys = [
            f"{row['requirement']}: {row['why']['en']}"
            for row in after["requirements"]
            if row["hard"] and row["result"] != "pass"
        ]
        sent = "[green]yes, logged[/]" if code == 0 else "[red]refused[/]"
        table.add_row(procedure, ", ".join(at_first["missing"]), "\n".join(whys) or "ready", sent)
    console.print(table)
    console.print(
        "  [dim]Nothing was sent anywhere: the register says what is missing and keeps what you did.[/]\n"
    )
    return ended == {"WGEID": 0, "WGAD": 0, "CED30": 2}


def main() -> int:
    with (REGISTER / "out" / "persons.csv").open(encoding="utf-8-sig", newline="") as file:
        people = list(csv.DictReader(file))
    return 0 if show(Console(width=100), people) else 1


if __name__ == "__main__":
    sys.exit(main())
