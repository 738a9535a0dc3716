"""``sijill unify FILE… --into DIR``"""

from pathlib import Path
from typing import Annotated

import typer

from sijill import clock
from sijill.cli import output
from sijill.cli.linked import FULL, tell_checked, tell_how
from sijill.cli.options import AsJson
from sijill.errors import UsageError
from sijill.ledger.store import operator
from sijill.manual_review.trust import Checked
from sijill.pipeline.unify import Unified, unify


def unify_command(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="Lists, folders of lists, or zip files.")
    ],
    into: Annotated[
        Path, typer.Option("--into", metavar="DIR", help="The register; made when it is not there.")
    ],
    origin: Annotated[
        list[str] | None, typer.Option("--from", metavar="FILE=ORG", help="Who delivered a file.")
    ] = None,
    engine: Annotated[str, typer.Option(help="reference, numba or spark: the same answer.")] = "numba",
    full: Annotated[bool, typer.Option("--full", help=FULL)] = False,
    strict: Annotated[bool, typer.Option("--strict", help="End with 1 when any row was set aside.")] = False,
    as_json: AsJson = False,
) -> None:
    """Unify the lists of several organisations into one register of persons.

    Writes DIR/out/records.csv, persons.csv and review.csv. Running it again changes nothing and adds what is new.
    """
    organisations = _organisations(origin or [])
    with output.progress(quiet=as_json) as progress:
        done = unify(
            files,
            into,
            organisations=organisations,
            at=clock.now(),
            actor=operator(),
            engine=engine,
            full=full,
            progress=progress,
        )
    if as_json:
        output.print_json(done.as_json())
    else:
        _show(done)
    if strict and done.set_aside:
        raise typer.Exit(1)


def _organisations(given: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in given:
        name, organisation = _pair(text)
        if found.setdefault(name, organisation) != organisation:
            raise UsageError(f"--from says two things of {name}", remedy="Say it once")
    return found


def _pair(text: str) -> tuple[str, str]:
    name, _, organisation = text.partition("=")
    if not name or not organisation:
        raise UsageError(f"--from {text!r} is not FILE=ORG", remedy="For example: --from list.xlsx=Amal")
    return name, organisation


def _show(done: Unified) -> None:
    lists = output.table(
        "Lists",
        "File",
        "Organisation",
        "Rows",
        "Records",
        "Set aside",
        "Columns not understood",
        right=("Rows", "Records", "Set aside"),
    )
    for one in done.taken:
        lists.add_row(
            one.accession.name,
            one.accession.list.organisation_id,
            f"{one.claims.rows:,}",
            f"{one.claims.records:,}",
            f"{one.claims.set_aside:,}",
            ", ".join(one.audit["unmapped_columns"]),
        )
    output.console.print(lists)
    _show_aside(done)
    derived, report = done.derived, done.derived.report
    result = output.table("Register", "", "")
    result.show_header = False
    result.add_row("Records", f"{derived.records:,}")
    result.add_row("Persons", f"{derived.persons:,}")
    result.add_row("Pairs of records merged", f"{derived.merged_pairs:,}")
    result.add_row("Doubtful pairs for a person to look at", f"{derived.review_pairs:,}")
    for key, words in (("expected_precision", "precision"), ("expected_recall", "recall")):
        value = report.get(key)
        told = "not estimable" if value is None else f"{value:.3f}"
        by = "nobody has checked it" if report["checked"]["checked"] == Checked.UNCHECKED else "see below"
        result.add_row(f"Expected {words} (the model's own estimate, {by})", told)
    output.console.print(result)
    tell_checked(report["checked"])
    tell_how(report)
    if done.ignored_files:
        output.console.print(
            f"Not lists, not read: {', '.join(done.ignored_files)}", highlight=False, markup=False
        )
    unconfirmed = [one.accession.list_id for one in done.taken if not one.claims.confirmed]
    if unconfirmed:
        output.console.print(
            f"The columns of {', '.join(unconfirmed)} were read by a suggested mapping that nobody has confirmed. "
            f"Look at it with: sijill map {done.register.root} LIST",
            style="yellow",
            highlight=False,
        )
    output.console.print(
        f"Written: {done.register.out}/records.csv, persons.csv, review.csv", highlight=False
    )


def _show_aside(done: Unified) -> None:
    rows = [(one.accession.name, aside) for one in done.taken for aside in one.audit["set_aside"]]
    if not rows:
        return
    shown = output.table("Rows set aside", "File", "Row", "Line", "Reason", right=("Row", "Line"))
    for name, aside in rows[:20]:
        shown.add_row(name, str(aside["row"]), str(aside["line"]), f"{aside['reason']}: {aside['detail']}")
    output.console.print(shown)
    if len(rows) > 20:
        output.console.print(f"… and {len(rows) - 20:,} more; all stand in out/records.csv")
