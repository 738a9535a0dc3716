"""``sijill letter DIR CASE``: a letter to a ministry or organisation, with published figures and consented names."""

from pathlib import Path
from typing import Annotated

import typer

from sijill import clock
from sijill.amnesties.decrees import RULE_SETS
from sijill.cli import output
from sijill.cli.days import read_day
from sijill.cli.options import AsJson, Directory
from sijill.cli.submit import Format, Language
from sijill.errors import UsageError
from sijill.ledger.store import operator
from sijill.pipeline.letter_contents import Asked
from sijill.pipeline.letters import Wanted, write_letter
from sijill.statistics.counts import Stratum
from sijill.submissions.letter_file import USUAL
from sijill.tables import register as registers


def letter_command(
    directory: Directory,
    case_id: Annotated[str, typer.Argument(metavar="CASE", help="A case of the procedure LETTER.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="A new folder outside the register.")],
    file_format: Annotated[
        list[Format] | None, typer.Option("--format", help="pdf, docx or json; several times for several.")
    ] = None,
    template: Annotated[
        str, typer.Option(metavar="LETTER", help="Which letter: see sijill form letters.")
    ] = USUAL,
    lang: Annotated[
        list[Language] | None, typer.Option(help="ar, en, fr or es; several times for several.")
    ] = None,
    figures: Annotated[
        str | None,
        typer.Option(
            metavar="STRATA",
            help="Figures to publish in it: total, or comma-separated governorate, year, sex …; needs --as-of. "
            "What is published stays published.",
        ),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            help="For figures: arrests up to this day count. For an audit: released by this day (default today).",
        ),
    ] = None,
    decree: Annotated[
        str | None,
        typer.Option(
            metavar="ID",
            help="The decree whose audit the letter tells of, such as LD-7-2022. Its counts are published with it.",
        ),
    ] = None,
    rules: Annotated[str, typer.Option(help=f"Rule set of the audit: {', '.join(RULE_SETS)}.")] = "text",
    counts: Annotated[
        list[str] | None,
        typer.Option(
            metavar="MEASURE", help="Counts of others to print, such as released_all_decrees; several times."
        ),
    ] = None,
    provision: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID", help="An instrument or a demand of it, such as sc-2254-2015/release; or several."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write a letter: words from a template, addressee from the case, names only with consent. Nothing is sent."""
    register = registers.open_register(directory)
    if figures is not None and as_of is None:
        raise UsageError("Figures need their day", remedy="Add --as-of, for example --as-of 2024-12-08")
    with registers.one_writer(register):
        done = write_letter(
            register,
            case_id,
            Wanted(
                template=template,
                by=None if figures is None else _strata(figures),
                as_of=read_day(as_of, option="--as-of") if as_of else None,
                audit=None
                if decree is None
                else Asked(
                    decree=decree,
                    rules=rules,
                    as_of=read_day(as_of, option="--as-of", default=clock.today()),
                ),
                counts=tuple(counts or ()),
                provisions=tuple(provision or ()),
            ),
            formats=[one.value for one in file_format or [Format.PDF]],
            languages=[one.value for one in lang or [Language.EN]],
            out=out,
            at=clock.now(),
            actor=operator(),
        )
    if as_json:
        output.print_json(
            {
                "case": done.documents[0].case,
                "letter": done.documents[0].kind,
                "rendering": done.rendering,
                "folder": str(done.folder),
                "files": [one.name for one in done.files],
                "manifest_sha256": done.manifest_sha256,
                "warnings": list(done.warnings),
            }
        )
        return
    for one in done.files:
        output.console.print(f"{one.name}  {len(one.content):,} bytes", highlight=False)
    for warning in done.warnings:
        output.console.print(warning, style="yellow")
    output.console.print(output.styled("[yellow]Nothing was sent. Log it with: sijill case log[/]"))


def _strata(text: str) -> list[Stratum]:
    words = [one.strip() for one in text.split(",") if one.strip()]
    if words == ["total"]:
        return []
    try:
        return [Stratum(one) for one in words]
    except ValueError as problem:
        known = ", ".join(one.value for one in Stratum)
        raise UsageError(f"--figures {text!r} is not known", remedy=f"Use total, or of: {known}") from problem
