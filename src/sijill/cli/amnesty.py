"""``sijill amnesty list|audit``: the decrees, and who was covered, released, and not."""

from pathlib import Path
from typing import Annotated

import typer

from sijill import clock
from sijill.amnesties import figures
from sijill.amnesties.as_json import audit_object, decree_object
from sijill.amnesties.audit import Audit
from sijill.amnesties.decrees import RULE_SETS, decrees
from sijill.amnesties.report import audit_document
from sijill.cli import output, reports
from sijill.cli.days import read_day
from sijill.cli.options import AsJson, Directory
from sijill.ledger.store import operator
from sijill.persons.custody import Answer
from sijill.pipeline import texts
from sijill.pipeline.amnesty import Audited, audited, open_case
from sijill.tables import register as registers
from sijill.typesetting.blocks import Language

amnesty_app = typer.Typer(
    help="Amnesty decrees: what they cover, and who was released.", no_args_is_help=True
)


@amnesty_app.command("list")
def list_command(directory: Directory, as_json: AsJson = False) -> None:
    """All decrees with their marks; which words of theirs come to a code, and which to none."""
    register = registers.open_register(directory)
    known = decrees(register)
    if as_json:
        output.print_json({"decrees": [decree_object(one) for one in known]})
        return
    shown = output.table("Amnesty decrees", "Id", "Date", "Cut-off", "Text", "Rules", "Words without a code")
    for one in known:
        lost = sum(not token.codes for token in one.tokens)
        rules = ", ".join(dict.fromkeys(test.id for test in one.tests))
        shown.add_row(
            one.id,
            str(one.issued),
            str(one.cutoff or "none"),
            one.confidence.value,
            rules,
            f"{lost} of {len(one.tokens)}",
        )
    output.console.print(shown)
    output.console.print(
        "A decree whose text nobody read covers nobody: its cut-off may fail a person, all else is unknown."
    )


@amnesty_app.command("audit")
def audit_command(
    directory: Directory,
    decree: Annotated[str, typer.Option(help="The decree's id, such as LD-7-2022.")],
    rules: Annotated[str, typer.Option(help=f"Rule set: {', '.join(RULE_SETS)}.")] = "text",
    as_of: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="Released by this day; default today.")
    ] = None,
    releases: Annotated[
        Path | None,
        typer.Option(help="A list of people released under the decree, to be matched; it is not kept."),
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help="Write the report to this file: .html, or .pdf.")
    ] = None,
    language: Annotated[str, typer.Option("--lang", help="Language of the report: en or ar.")] = "en",
    as_json: AsJson = False,
) -> None:
    """Who was covered by a decree's text, who was released, and who was covered and not released."""
    register = registers.open_register(directory)
    chosen = reports.language(language)
    if report is not None:
        reports.refuse_unfit(register, report)
    done = audited(
        register,
        decree_id=decree,
        rule_set=rules,
        as_of=read_day(as_of, option="--as-of", default=clock.today()),
        at=clock.now(),
        releases=releases,
    )
    if report is not None:
        _write(report, done, chosen)
    if as_json:
        told = audit_object(done.audit, figures.about(done.audit.decree, texts.all_figures()))
        matched = done.matched.as_json() if done.matched is not None else None
        output.print_json(told | {"releases_file": matched})
        return
    show(done)


@amnesty_app.command("case")
def case_command(
    directory: Directory,
    decree: Annotated[str, typer.Option(help="The decree's id, such as LD-7-2022.")],
    person: Annotated[str, typer.Option(metavar="ID", help="A person whom the audit finds.")],
    as_of: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="Not released by this day; default today.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Open a WGAD case (category I) about somebody covered by the decree's text and not released. Sends nothing."""
    register = registers.open_register(directory)
    made = open_case(
        register,
        decree_id=decree,
        person=person,
        as_of=read_day(as_of, option="--as-of", default=clock.today()),
        at=clock.now(),
        by=operator(),
    )
    if as_json:
        output.print_json({"case": made.id, "procedure": made.procedure, "wgad_category": "I"})
        return
    output.console.print(
        f"Case {made.id} opened. What is missing: sijill case check {directory} {made.id}", highlight=False
    )


def _write(report: Path, done: Audited, language: Language) -> None:
    document = audit_document(
        done.audit,
        figures.about(done.audit.decree, texts.all_figures()),
        language=language,
        matched=done.matched.as_json() if done.matched is not None else None,
    )
    reports.write(report, document)


def show(done: Audited) -> None:
    audit = done.audit
    console = output.console
    console.print(
        output.styled(f"[bold]{audit.decree.name} of {audit.decree.issued}[/]"),
        f"rule set {audit.rule_set}, released by {audit.as_of}, text: {audit.decree.confidence.value}",
    )
    console.print(
        f"In State custody on that day: {audit.cohort['yes']:,}. Not known whether: {audit.cohort['unknown']:,}."
    )
    for why, count in audit.outside.items():
        console.print(f"  outside: {why.replace('_', ' ')} {count:,}", style="dim")
    console.print(_matrix(audit))
    tallies = output.table(
        "Rule by rule", "Rule", "Pass", "Fail", "Unknown", right=("Pass", "Fail", "Unknown")
    )
    for rule, tally in audit.rules.items():
        tallies.add_row(rule, *(f"{tally[one]:,}" for one in ("pass", "fail", "unknown")))
    console.print(tallies)
    sensitive = output.table(
        "Under each rule set", "Rules", "Covered", "Findings", right=("Covered", "Findings")
    )
    for name, counts in audit.sensitivity.items():
        sensitive.add_row(name, f"{sum(counts['yes'].values()):,}", f"{audit.sensitivity_findings[name]:,}")
    console.print(sensitive)
    if done.matched is not None:
        told = done.matched.as_json()
        console.print(
            f"Released list: {told['rows']} rows, {told['matched']} matched, {told['possible']} possible, "
            f"{told['ambiguous']} ambiguous, {told['unmatched']} not in the register."
        )
        console.print(f"  {told['file']}, SHA-256 {told['sha256']}", style="dim", highlight=False)
        for cell in done.matched.unread[:20]:
            output.console.print(
                f"  row {cell.row}, column {cell.column}: no day could be read there, so the row settles nothing. "
                "Correct it in a copy of the list (such as 2022-05-02) and ask again.",
                style="yellow",
                highlight=False,
            )
        for row in done.matched.doubtful[:20]:
            console.print(f"  row {row.row}: {row.kind}: {', '.join(row.persons)}", highlight=False)
    console.print(f"Freed when the prisons were opened, shown apart: {audit.liberated:,}.")
    if audit.fate_unknown:
        console.print(f"Fate unknown since 8 December 2024: {audit.fate_unknown:,}; never 'still held'.")
    console.print(
        output.styled(
            f"[bold]{len(audit.findings):,}[/] covered and not released{':' if audit.findings else '.'}"
        )
    )
    for one in audit.findings[:20]:
        console.print(f"  {one.person_id}  {one.release.why}", highlight=False)
    if len(audit.findings) > 20:
        console.print("  … all of them with --json or --report", style="dim")


def _matrix(audit: Audit) -> object:
    columns = [f"Released {answer.value}" for answer in Answer]
    shown = output.table(
        "Covered × released; in brackets: custody not known", "Covered", *columns, right=tuple(columns)
    )
    for left in Answer:
        cells = [
            f"{audit.by_custody['yes'][left][right]:,} ({audit.by_custody['unknown'][left][right]:,})"
            for right in Answer
        ]
        shown.add_row(left.value, *cells)
    return shown
