"""``sijill tally DIR --by governorate,year``"""

import sys
from csv import writer as csv_writer
from datetime import date
from typing import Annotated

import pyarrow as pa
import typer

from sijill import clock
from sijill.cli import output
from sijill.cli.options import AsJson, Directory
from sijill.errors import UsageError
from sijill.pipeline.derive import require_linked
from sijill.statistics.counts import Stratum, tally
from sijill.tables import register as registers
from sijill.tables.csv_out import neutral


def tally_command(
    directory: Directory,
    by: Annotated[str, typer.Option(help=f"Comma-separated: {', '.join(one.value for one in Stratum)}")] = "",
    as_of: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="Arrests up to this day; default today.")
    ] = None,
    audience: Annotated[
        str,
        typer.Option(
            help="register: counts as they are; internal: under 5 withheld; public: under 10, rounded to 5."
        ),
    ] = "register",
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    as_json: AsJson = False,
) -> None:
    """Count records and persons. Without --audience for the register team's own eyes: small cells are not withheld."""
    register = registers.open_register(directory)
    day = _day(as_of)
    strata = _strata(by)
    require_linked(register)
    counted = tally(register, strata, as_of=day)
    if audience != "register":
        _publish(counted, strata, audience, day=day, csv=csv, as_json=as_json)
        return
    names = [one.value for one in strata] + ["reported", "documented", "lists"]
    rows = [dict(zip(names, row.values(), strict=True)) for row in counted.to_pylist()]
    if as_json:
        output.print_json(
            {"as_of": day.isoformat(), "event": "arrest", "by": [one.value for one in strata], "rows": rows}
        )
        return
    if csv:
        _print_csv(names, [[str(row[name]) for name in names] for row in rows])
        return
    shown = output.table(f"Arrests up to {day} or of unknown day", *[name.capitalize() for name in names])
    for row in rows:
        shown.add_row(*[str(row[name]) for name in names])
    output.console.print(shown)
    output.console.print(
        "Reported: records. Documented: persons. Internal: small cells are shown as they are."
    )


def _print_csv(names: list[str], rows: list[list[str]]) -> None:
    """Lists are named after files, whose names may begin like a formula."""
    writer = csv_writer(sys.stdout, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(neutral(pa.array(row, pa.string())).to_pylist() for row in rows)


def _publish(
    counted: pa.Table, strata: list[Stratum], audience: str, *, day: date, csv: bool, as_json: bool
) -> None:
    from sijill.statistics.disclose import Audience, Suppressed
    from sijill.statistics.published import publish, rows

    named = {one.name.lower(): one for one in Audience}
    if audience not in named:
        raise UsageError(f"--audience {audience!r} is not known", remedy="Use register, internal or public")
    if not strata or Stratum.LIST in strata:
        raise UsageError(
            "A published table needs strata, and none of them may be the list",
            remedy="People stand on several lists; name other strata with --by",
        )
    names = [one.value for one in strata]
    made = publish(counted, names, audience=named[audience])
    shown = [(dict(zip(names, labels, strict=True)), value) for labels, value in rows(made)]
    if as_json:
        output.print_json(
            {
                "as_of": day.isoformat(),
                "event": "arrest",
                "audience": audience,
                "by": names,
                "rows": [
                    {**labels, "documented": value.as_json() if isinstance(value, Suppressed) else value}
                    for labels, value in shown
                ],
            }
        )
        return
    if csv:
        _print_csv([*names, "documented"], [[*labels.values(), str(value)] for labels, value in shown])
        return
    table = output.table(
        f"Arrests up to {day} or of unknown day, {audience}",
        *[n.capitalize() for n in [*names, "documented"]],
    )
    for labels, value in shown:
        table.add_row(*labels.values(), str(value))
    output.console.print(table)
    output.console.print("Suppressed: a small count, or one that protects a small count. It is not zero.")


def _strata(by: str) -> list[Stratum]:
    try:
        return [Stratum(part.strip()) for part in by.split(",") if part.strip()]
    except ValueError as problem:
        raise UsageError(
            f"--by {by!r} names something that cannot be counted by",
            remedy=f"Use {', '.join(one.value for one in Stratum)}",
        ) from problem


def _day(text: str | None) -> date:
    if text is None:
        return clock.now().date()
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise UsageError(f"--as-of {text!r} is not a day", remedy="Write it as 2024-12-08") from problem
