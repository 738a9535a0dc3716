"""``sijill instrument list|report``: resolutions, and what the register shows of their demands."""

from pathlib import Path
from typing import Annotated

import typer

from sijill import clock
from sijill.cli import output, reports
from sijill.cli.days import read_day
from sijill.cli.options import AsJson, Directory
from sijill.instruments.instruments import instruments
from sijill.instruments.model import FollowUp
from sijill.instruments.report import follow_up_document, follow_up_object
from sijill.pipeline.instrument import followed_up
from sijill.tables import register as registers

instrument_app = typer.Typer(help="Resolutions and what became of their demands.", no_args_is_help=True)


@instrument_app.command("list")
def list_command(directory: Directory, as_json: AsJson = False) -> None:
    """All instruments with their demands and marks."""
    registers.open_register(directory)
    if as_json:
        output.print_json(
            {
                "instruments": [
                    {
                        "id": one.id,
                        "title": one.title["en"],
                        "adopted": one.adopted.isoformat(),
                        "mark": one.mark,
                        "obligations": len(one.obligations),
                        "indicators": [what.value for what in one.indicators],
                    }
                    for one in instruments()
                ]
            }
        )
        return
    shown = output.table("Instruments", "Id", "Adopted", "Title", "Demands", "Mark")
    for one in instruments():
        shown.add_row(one.id, str(one.adopted), one.title["en"], str(len(one.obligations)), one.mark)
    output.console.print(shown)
    output.console.print("V: seen in a source that was read. K: general knowledge; check before quoting.")


@instrument_app.command("report")
def report_command(
    directory: Directory,
    instrument: Annotated[
        str, typer.Option(help="The instrument's id, such as SC-2139-2014, or its number.")
    ],
    as_of: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="The situation on this day; default today.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help="Write the report to this file: .html, or .pdf.")
    ] = None,
    language: Annotated[str, typer.Option("--lang", help="Language of the report: en or ar.")] = "en",
    as_json: AsJson = False,
) -> None:
    """Who was held on its day and since, what happened after it, and which requests nobody answered."""
    register = registers.open_register(directory)
    chosen = reports.language(language)
    if report is not None:
        reports.refuse_unfit(register, report)
    made = followed_up(
        register,
        instrument_id=instrument,
        as_of=read_day(as_of, option="--as-of", default=clock.today()),
    )
    if report is not None:
        reports.write(report, follow_up_document(made, language=chosen))
    if as_json:
        output.print_json(follow_up_object(made))
        return
    show(made)


def show(made: FollowUp) -> None:
    console = output.console
    instrument = made.instrument
    console.print(output.styled(f"[bold]{instrument.title['en']}[/], {instrument.adopted}"))
    if instrument.mark == "K":
        console.print("From general knowledge, not verified: check the text before quoting.", style="yellow")
    for one in instrument.obligations:
        console.print(f"  {one.paragraph or '-'} [{one.mark}] {one.gist['en']}", highlight=False)
    names = ("certain", "presumed", "unknown", "fate_unknown")
    held = output.table(
        "Held by the State", "Day", *(name.replace("_", " ").capitalize() for name in names),
        right=tuple(name.replace("_", " ").capitalize() for name in names),
    )  # fmt: skip
    for day, standing in made.held.items():
        held.add_row(str(day), *(f"{getattr(standing, name):,}" for name in names))
    console.print(held)
    console.print(
        f"After it: {made.arrests.sure:,} persons arrested for sure ({made.arrests.possible:,} more possibly), "
        f"{made.deaths.sure:,} died in custody ({made.deaths.possible:,} more possibly)."
    )
    console.print(
        f"Requests without a reply: {len(made.waiting):,}. Places of detention named: {made.places:,}."
    )
