"""``sijill tally DIR --by governorate,year``"""

import sys
from csv import writer as csv_writer
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import pyarrow as pa
import typer

from sijill import clock
from sijill.cli import output
from sijill.cli.days import read_day
from sijill.cli.options import AsJson, Directory
from sijill.errors import UsageError
from sijill.ledger.store import operator
from sijill.pipeline.derive import require_linked
from sijill.pipeline.figures import data_digest, expected
from sijill.statistics.counts import Stratum
from sijill.tables import register as registers
from sijill.tables.csv_out import neutral
from sijill.tables.register import Register

if TYPE_CHECKING:  # what counts and typesets is imported only when it is asked for
    from sijill.statistics.shown import Count, Row, Shown
    from sijill.statistics.tally import Interval
    from sijill.statistics.tiers import Counted


def tally_command(
    directory: Directory,
    by: Annotated[str, typer.Option(help=f"Comma-separated: {', '.join(one.value for one in Stratum)}")] = "",
    as_of: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="Arrests up to this day; default today.")
    ] = None,
    audience: Annotated[
        str,
        typer.Option(
            help="internal: under 5 withheld; public: under 10, rounded to 5, kept as published, needs --as-of; "
            "raw: everything."
        ),
    ] = "internal",
    seed: Annotated[int, typer.Option(min=0, help="Of the filling in of missing values.")] = 0,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE.pdf|FILE.html", help="Also write a report with charts.")
    ] = None,
    language: Annotated[str, typer.Option(help="Language of the report: en or ar.")] = "en",
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    as_json: AsJson = False,
) -> None:
    """Count records and persons in tiers that are never mixed, with what is not known about the links."""
    from sijill.statistics.shown import as_json as shown_json

    register = registers.open_register(directory)
    strata = read_strata(by)
    day = read_day(as_of, option="--as-of", default=clock.today())
    if language not in {"en", "ar"}:
        raise UsageError(f"--language {language!r} is not known", remedy="Use en or ar")
    require_linked(register)
    shown, counted = shown_and_counted(
        register, strata, day, audience, seed=seed, as_of_given=as_of is not None
    )
    if report is not None:
        from sijill.statistics import report as reports
        from sijill.statistics.labels import Language

        said: Language = "ar" if language == "ar" else "en"
        for path in reports.write_tally(report, shown, counted, language=said, when=clock.now()):
            output.notes.print(f"Written: {path}", highlight=False)
    if as_json:
        output.print_json(shown_json(shown))
    elif csv:
        _print_csv(shown)
    else:
        _print(shown)


def shown_and_counted(
    register: Register, strata: tuple[Stratum, ...], day: date, audience: str, *, seed: int, as_of_given: bool
) -> "tuple[Shown, Counted]":
    from sijill.statistics import shown, store
    from sijill.statistics.tiers import count

    if audience not in list(shown.Audience):
        raise UsageError(f"--audience {audience!r} is not known", remedy=f"Use {', '.join(shown.Audience)}")
    if audience == shown.Audience.PUBLIC:
        shown.require_public(strata, as_of_given=as_of_given)
    counted = count(
        register,
        strata,
        as_of=day,
        recall=expected(register)["recall"],
        digest=data_digest(register),
        seed=seed,
    )
    match shown.Audience(audience):
        case shown.Audience.RAW:
            return shown.raw(counted), counted
        case shown.Audience.INTERNAL:
            return shown.internal(counted), counted
        case shown.Audience.PUBLIC:
            with registers.one_writer(register):
                row, publication = store.make_public(
                    counted.tally, data=counted.digest, by=operator(), at=clock.now()
                )
            return shown.public(counted, publication, row.pk), counted


def _print_csv(shown: "Shown") -> None:
    """Numbers withheld are the word; a number that does not exist is empty."""
    names = [*shown.by, "documented", "documented_low", "documented_high"]
    if shown.tiers:
        names += ["reported", "imputed", "imputed_low", "imputed_high", "lists"]
    rows = [_csv_row(row, shown) for row in (*shown.rows, *([] if shown.by == ("list",) else [shown.total]))]
    _write_csv([*names, "as_of"], [[*row, shown.as_of] for row in rows])


def _csv_row(row: "Row", shown: "Shown") -> list[str]:
    cells = list(row.stratum) or ["all"] * len(shown.by)
    cells += [_text(row.documented), *_ends(row.linkage)]
    if shown.tiers:
        cells += [_text(row.reported), _text(row.imputed), *_ends(row.imputed_interval), _text(row.lists)]
    return cells


def _write_csv(names: list[str], rows: list[list[str]]) -> None:
    """Lists are named after files, whose names may begin like a formula."""
    writer = csv_writer(sys.stdout, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(neutral(pa.array(row, pa.string())).to_pylist() for row in rows)


def _print(shown: "Shown") -> None:
    from sijill.statistics.labels import stratum_label, value_label

    heads = [stratum_label(name, "en") for name in shown.by]
    numbers = ["Linkage interval", "Documented"]
    if shown.tiers:
        numbers = ["Reported", *numbers, "Filled-in interval", "Filled in", "Lists"]
    table = output.table(
        f"Arrests up to {shown.as_of} or of unknown day, {shown.audience.value}",
        *heads,
        *numbers,
        right=tuple(numbers),
    )
    for row in (*shown.rows, shown.total):
        labels = [value_label(name, value, "en") for name, value in zip(shown.by, row.stratum, strict=False)]
        cells = [_span(row.linkage), _text(row.documented, "{:,}")]
        if shown.tiers:
            cells = [_text(row.reported, "{:,}"), *cells, _span(row.imputed_interval),
                     _text(row.imputed, "{:,}"), _text(row.lists)]  # fmt: skip
        table.add_row(*(labels or ["All"] * min(len(shown.by), 1) + [""] * (len(shown.by) - 1)), *cells)
    output.console.print(table)
    for line in _footnotes(shown):
        output.console.print(line, highlight=False)


def _footnotes(shown: "Shown") -> list[str]:
    lines = [
        "Documented: persons" + (", reported: records." if shown.tiers else ". Other tiers are internal.")
    ]
    if shown.partitions:
        lines.append(
            f"Linkage interval: {shown.partitions} plausible partitions, and twice the links expected to be missed."
        )
    if shown.tiers and shown.total.imputed is not None:
        lines.append(
            f"Filled in: {shown.missing_share:.1%} of the persons lack a value; they are spread by a model, "
            f"never given one (seed {shown.seed})."
        )
    if any(row.withheld for row in (*shown.rows, shown.total)):
        lines.append("Suppressed: a small count, or one that protects a small one. It is not zero.")
    if shown.publication is not None:
        lines.append(f"Kept as publication {shown.publication}: later tables are made safe beside it.")
    lines += [f"Note: {note}" for note in shown.notes]
    lines.append(f"Version {shown.version}, data SHA-256 {shown.digest}")
    return lines


def _text(count: "Count | None", form: str = "{}") -> str:
    if count is None:
        return ""
    return form.format(count) if isinstance(count, int) else str(count)


def _ends(interval: "Interval | None") -> tuple[str, str]:
    return ("", "") if interval is None else (f"{interval.low:.0f}", f"{interval.high:.0f}")


def _span(interval: "Interval | None") -> str:
    return "" if interval is None else f"{interval.low:,.0f} to {interval.high:,.0f}"


def read_strata(by: str) -> tuple[Stratum, ...]:
    try:
        return tuple(Stratum(part.strip()) for part in by.split(",") if part.strip())
    except ValueError as problem:
        raise UsageError(
            f"--by {by!r} names something that cannot be counted by",
            remedy=f"Use {', '.join(one.value for one in Stratum)}",
        ) from problem
