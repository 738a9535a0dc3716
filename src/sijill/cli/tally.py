"""``sijill tally DIR --by governorate,year``"""

from datetime import date
from typing import Annotated

import typer

from sijill import clock
from sijill.cli import output
from sijill.cli.options import AsJson, Directory
from sijill.errors import UsageError
from sijill.statistics.counts import Stratum, tally
from sijill.tables import register as registers


def tally_command(
    directory: Directory,
    by: Annotated[str, typer.Option(help=f"Comma-separated: {', '.join(one.value for one in Stratum)}")] = "",
    as_of: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="Arrests up to this day; default today.")
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    as_json: AsJson = False,
) -> None:
    """Count records and persons. For the organisation's own eyes: small cells are not suppressed here."""
    register = registers.open_register(directory)
    day = _day(as_of)
    strata = _strata(by)
    counted = tally(register, strata, as_of=day)
    names = [one.value for one in strata] + ["reported", "documented", "lists"]
    rows = [dict(zip(names, row.values(), strict=True)) for row in counted.to_pylist()]
    if as_json:
        output.print_json(
            {"as_of": day.isoformat(), "event": "arrest", "by": [one.value for one in strata], "rows": rows}
        )
        return
    if csv:
        print(",".join(names))
        for row in rows:
            print(",".join(str(row[name]) for name in names))
        return
    shown = output.table(f"Arrests up to {day}", *[name.capitalize() for name in names])
    for row in rows:
        shown.add_row(*[str(row[name]) for name in names])
    output.console.print(shown)
    output.console.print(
        "Reported: records. Documented: persons. Internal: small cells are shown as they are."
    )


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
