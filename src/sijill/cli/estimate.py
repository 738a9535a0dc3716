"""``sijill estimate TABLE.csv|DIR``: how many were never documented, if the lists allow it to be said."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sijill import clock
from sijill.cli import output
from sijill.cli.days import read_day
from sijill.cli.options import AsJson
from sijill.errors import UsageError

if TYPE_CHECKING:  # numba is imported only when an estimate is asked for
    from sijill.statistics.mse import EstimateReport, Fit, Model, Options, StrataReport
    from sijill.statistics.mse.lcmcr import Progress
    from sijill.statistics.mse.replicates import ReplicatedReport
    from sijill.statistics.report_parts import Context

_COLOUR = {"estimate": "green", "caution": "yellow", "refuse": "red"}


def estimate_command(
    table: Annotated[
        Path,
        typer.Argument(
            metavar="TABLE.csv|DIR", help="A table of 0/1 columns and 'count', or a register's folder."
        ),
    ],
    by: Annotated[
        str, typer.Option(help="Strata, comma-separated: columns of the table, or as in tally.")
    ] = "",
    as_of: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM-DD", help="For a register: arrests up to this day; default today."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same draws.")] = 0,
    models: Annotated[str, typer.Option(help="Comma-separated.")] = "lcmcr,dga,loglinear,chao",
    diagnostics: Annotated[
        bool,
        typer.Option("--diagnostics", help="Fit and show the models even when no estimate may be published."),
    ] = False,
    thorough: Annotated[
        bool, typer.Option("--thorough", help="More sensitivity rows: other priors and classes for lcmcr.")
    ] = False,
    group: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=A+B", help="Grouping of lists for dga and loglinear; each list in one group."
        ),
    ] = None,
    copy: Annotated[
        list[str] | None, typer.Option(metavar="COPY=ORIGINAL", help="A list that was copied from another.")
    ] = None,
    recall: Annotated[
        float | None, typer.Option(min=0, max=1, help="Estimated share of true pairs the linkage found.")
    ] = None,
    precision: Annotated[
        float | None, typer.Option(min=0, max=1, help="Estimated share of linked pairs that are right.")
    ] = None,
    iterations: Annotated[
        int, typer.Option(min=4096, help="The most a chain may run; it stops earlier once it has converged.")
    ] = 2_097_152,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE.pdf|FILE.html", help="Also write a report with charts.")
    ] = None,
    language: Annotated[str, typer.Option(help="Language of the report: en or ar.")] = "en",
    audience: Annotated[
        str,
        typer.Option(
            help="Of the report: internal (no small overlaps), public (no overlaps, rounded) or raw."
        ),
    ] = "internal",
    cache: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Keep fits here and look them up again.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Estimate how many people are missing from all lists, or say why that cannot be done."""
    from sijill.statistics.mse import Options
    from sijill.statistics.mse.lcmcr import Settings

    if language not in {"en", "ar"}:
        raise UsageError(f"--language {language!r} is not known", remedy="Use en or ar")
    if report is not None:
        _refuse_audience(audience, table, as_of)
    options = Options(
        seed=seed,
        models=_models(models),
        diagnostics=diagnostics,
        thorough=thorough,
        groups=_groups(group or []),
        copies=tuple(_pair(each, "--copy") for each in copy or []),
        recall=recall,
        precision=precision,
        chains=replace(Settings(), iterations=iterations),
        cache=cache,
    )
    if table.is_dir():
        made = _of_register(table, by, as_of, options, quiet=as_json)
    else:
        made = _of_table(table, by, options, quiet=as_json)
    if report is not None:
        _write_report(made, report, language, _context(made, table, by, as_of, audience, seed))
    _say(made, as_json=as_json)


def _of_table(path: Path, by: str, options: "Options", *, quiet: bool) -> "EstimateReport | StrataReport":
    from sijill.statistics.mse import estimate, estimate_strata, read_csv

    strata = tuple(part.strip() for part in by.split(",") if part.strip())
    tables = read_csv(path, by=strata)
    if strata:
        return estimate_strata(tables, options, by=strata)
    return estimate(tables[()], options, progress=_watch(quiet=quiet))


def _of_register(
    folder: Path, by: str, as_of: str | None, options: "Options", *, quiet: bool
) -> "EstimateReport | StrataReport":
    """Of a register's persons and of sampled partitions of them: declared copies count as their original, and the
    linkage's own expectation of its errors enters the verdict unless the command gave one.
    """
    from sijill.cli.tally import read_strata
    from sijill.pipeline.derive import dependent_lists, require_linked
    from sijill.pipeline.figures import expected
    from sijill.statistics.capture_histories import read_histories
    from sijill.statistics.counts import Stratum
    from sijill.statistics.mse.replicates import estimate_replicated, estimate_replicated_strata
    from sijill.statistics.replicate_tables import replicate_tables
    from sijill.tables import register as registers

    register = registers.open_register(folder)
    strata = read_strata(by)
    if Stratum.LIST in strata:
        raise UsageError(
            "An estimate by list makes no sense", remedy="Lists are what the estimate is made of"
        )
    require_linked(register)
    linked = expected(register)
    options = replace(
        options,
        recall=linked["recall"] if options.recall is None else options.recall,
        precision=linked["precision"] if options.precision is None else options.precision,
    )
    names = [one.value for one in strata]
    histories = read_histories(
        register, strata, as_of=read_day(as_of, option="--as-of", default=clock.today())
    )
    tables = replicate_tables(
        histories, names, merge=dict(dependent_lists()), seed=options.seed, recall=options.recall
    )
    if not strata:
        return estimate_replicated(tables.of(()), options, progress=_watch(quiet=quiet))
    return estimate_replicated_strata({key: tables.of(key) for key in tables.own}, options, by=names)


def _write_report(
    made: "EstimateReport | StrataReport", path: Path, language: str, context: "Context"
) -> None:
    from sijill.statistics import report as reports
    from sijill.statistics.labels import Language

    said: Language = "ar" if language == "ar" else "en"
    for written in reports.write_estimate(path, made, context, language=said, when=clock.now()):
        output.notes.print(f"Written: {written}", highlight=False)


def _refuse_audience(audience: str, table: Path, as_of: str | None) -> None:
    """Before anything is computed, for that takes long."""
    from sijill.statistics.shown import Audience

    if audience not in list(Audience):
        raise UsageError(f"--audience {audience!r} is not known", remedy=f"Use {', '.join(Audience)}")
    if audience == Audience.PUBLIC and table.is_dir() and as_of is None:
        raise UsageError(
            "A public report needs its day", remedy="Say up to which day arrests count: --as-of 2024-12-08"
        )


def _context(
    made: "EstimateReport | StrataReport", table: Path, by: str, as_of: str | None, audience: str, seed: int
) -> "Context":
    """What the report says of where its numbers come from."""
    from sijill.statistics.mse import StrataReport
    from sijill.statistics.report_parts import Context
    from sijill.statistics.shown import Audience
    from sijill.statistics.strata_counts import counts_of

    if table.is_dir():
        return _register_context(table, by, as_of, audience, seed)
    grouped = f" --by {by}" if by else ""
    return Context(
        command=f"sijill estimate {table.name}{grouped} --seed {seed}",
        audience=Audience(audience),
        strata=counts_of(made, Audience(audience)) if isinstance(made, StrataReport) else {},
    )


def _register_context(folder: Path, by: str, as_of: str | None, audience: str, seed: int) -> "Context":
    """Counts by stratum are the tally's own, so that the two never show a cell that the other withholds."""
    from sijill.cli.tally import read_strata, shown_and_counted
    from sijill.statistics.report_parts import Context
    from sijill.statistics.shown import Audience
    from sijill.tables import register as registers

    day = read_day(as_of, option="--as-of", default=clock.today())
    register, strata = registers.open_register(folder), read_strata(by)
    shown, counted = shown_and_counted(
        register, strata, day, audience, seed=seed, as_of_given=as_of is not None
    )
    grouped = f" --by {by}" if by else ""
    return Context(
        command=f"sijill estimate DIR{grouped} --as-of {day} --seed {seed}",
        audience=Audience(audience),
        day=day.isoformat(),
        digest=counted.digest,
        documented=counted.tally.total.linkage,
        strata={row.stratum: row.documented for row in shown.rows},
        behind=(shown, counted),
    )


def _say(made: "EstimateReport | StrataReport", *, as_json: bool) -> None:
    from sijill.statistics.mse import StrataReport

    if as_json:
        output.print_json(made.as_json())
    elif isinstance(made, StrataReport):
        _print_strata(made)
    else:
        _print(made)


def _watch(*, quiet: bool) -> "Progress | None":
    """A line on standard error after each round of chains, for somebody who waits."""
    if quiet or not output.notes.is_terminal:
        return None
    return lambda done, found: output.notes.print(
        f"{done:,} iterations per chain, R-hat {found.rhat:.3f}, ESS {found.bulk_ess:,.0f}", highlight=False
    )


def _models(text: str) -> "tuple[Model, ...]":
    from sijill.statistics.mse import Model

    named = [part.strip() for part in text.split(",") if part.strip()]
    unknown = [name for name in named if name not in list(Model)]
    if unknown or not named:
        raise UsageError(f"--models {text!r} is not understood", remedy=f"Use {', '.join(Model)}")
    return tuple(dict.fromkeys(Model(name) for name in named))


def _groups(given: list[str]) -> dict[str, list[str]] | None:
    groups = {name: members.split("+") for name, members in (_pair(each, "--group") for each in given)}
    return groups or None


def _pair(text: str, option: str) -> tuple[str, str]:
    left, equals, right = text.partition("=")
    if not (left and equals and right):
        raise UsageError(f"{option} {text!r} is not understood", remedy=f"Write {option} NAME=VALUE")
    return left, right


def _print(report: "EstimateReport") -> None:
    from sijill.statistics.mse.words import ASSUMPTIONS, CAVEATS, NOT_IN_SCOPE

    _print_verdict(report)
    if report.shown:
        _print_models(report)
    if report.shown and report.sensitivity:
        rows = output.table("Change one thing", "Model", "Change", "95 % interval", "Median",
                            right=("95 % interval", "Median"))  # fmt: skip
        for row in report.sensitivity:
            interval = "" if row.low is None or row.high is None else f"{row.low:,.0f} to {row.high:,.0f}"
            rows.add_row(row.model, row.change, interval, f"{row.median:,.0f}")
        output.console.print(rows)
    for note in report.notes:
        output.console.print(f"Note: {note}", highlight=False, markup=False)
    if report.shown:
        output.console.print(output.styled("\n[bold]Scope[/]"), NOT_IN_SCOPE["en"], highlight=False)
        output.console.print(output.styled("[bold]This rests on[/]"))
        for assumption in ASSUMPTIONS:
            output.console.print(f"  • {assumption['en']}", highlight=False)
        output.console.print(output.styled("[bold]Read before quoting[/]"))
        for caveat in CAVEATS:
            output.console.print(f"  • {caveat['en']}", highlight=False)
    output.console.print(
        f"Seed {report.options.seed}, version {report.version}, data SHA-256 {report.table.digest}",
        highlight=False,
    )


def _print_verdict(report: "EstimateReport") -> None:
    from sijill.statistics.mse.words import VERDICTS

    verdict = report.verdict.value
    output.console.print(
        output.styled(f"[bold {_COLOUR[verdict]}]{verdict.upper()}[/]"),
        VERDICTS[verdict]["en"],
        highlight=False,
    )
    for reason in report.reasons:
        output.console.print(f"  - {reason}", highlight=False, markup=False)
    output.console.print(
        f"Documented: {report.table.people:,} people on {len(report.table.lists)} lists, "
        f"{len(report.table.patterns)} combinations",
        highlight=False,
    )
    if (quoted := report.quoted) is not None:
        low, median, high, source = quoted
        total = f"[bold]Estimated total: {low:,.0f} to {high:,.0f} (95 %), median {median:,.0f}[/]"
        output.console.print(output.styled(f"{total}  ({source})"), highlight=False)
    if report.linkage is not None and report.shown:
        _print_linkage(report.linkage)


def _print_linkage(linkage: "ReplicatedReport") -> None:
    """What the doubt of linkage and of missing values does to the number."""
    shown = output.table(
        "Over sampled partitions", "Rule", "95 % interval", "Point", right=("95 % interval", "Point")
    )
    for made in (linkage.pooled, linkage.replicate_rule):
        if made is not None:
            shown.add_row(made.rule, f"{made.low:,.0f} to {made.high:,.0f}", f"{made.point:,.0f}")
    output.console.print(shown)
    output.console.print(
        f"Documented over {len(linkage.reports)} replicates: {linkage.documented_low:,} to {linkage.documented_high:,}",
        highlight=False,
    )
    if (shares := linkage.shares) is not None:
        imputed = "" if shares.imputation is None else f", imputation {shares.imputation:.0%}"
        output.console.print(
            f"Share of the variance: model {shares.model:.0%}, linkage {shares.linkage:.0%}{imputed}",
            highlight=False,
        )


def _print_models(report: "EstimateReport") -> None:
    refused = report.verdict.value == "refuse"
    title = "Models, for diagnosis only: not to be published" if refused else "Models"
    shown = output.table(title, "Model", "95 % interval", "Median", "R-hat", "ESS", "Note",
                         right=("95 % interval", "Median", "R-hat", "ESS"))  # fmt: skip
    for model, fit in report.shown.items():
        rhat = "" if fit.rhat is None else f"{fit.rhat:.3f}"
        ess = "" if fit.ess is None else f"{fit.ess:,.0f}"
        note = "; ".join(fit.notes)
        shown.add_row(model.value, _interval(fit), f"{fit.median:,.0f}", rhat, ess, note)
    output.console.print(shown)


def _interval(fit: "Fit") -> str:
    return f"{fit.low:,.0f} to {fit.high:,.0f}"


def _print_strata(report: "StrataReport") -> None:
    shown = output.table("Estimates", *report.by, "Documented", "Verdict", "95 % interval", "Median", "First reason",
                         right=("Documented", "95 % interval", "Median"))  # fmt: skip
    for stratum, each in report.strata.items():
        quoted = each.quoted
        shown.add_row(
            *stratum,
            f"{each.table.people:,}",
            each.verdict.value,
            "" if quoted is None else f"{quoted[0]:,.0f} to {quoted[2]:,.0f}",
            "" if quoted is None else f"{quoted[1]:,.0f}",
            next(iter(each.reasons), ""),
        )
    output.console.print(shown)
    if report.low is not None:
        output.console.print(
            f"Sum of draws: {report.low:,.0f} to {report.high:,.0f} (95 %), median {report.median:,.0f}",
            highlight=False,
        )
    if report.without_estimate:
        output.console.print(
            f"{len(report.without_estimate)} strata could not be estimated; the sum holds only their documented people."
        )
