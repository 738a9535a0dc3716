"""``sijill``: the commands, and how each ends: 0 done, 1 the data or you must act, 2 usage, 70 our bug."""

import sys
import traceback
from enum import StrEnum
from typing import Annotated, NoReturn

import typer
from django.db import DatabaseError
from typer import TyperException
from typer.rich_utils import rich_format_error

import sijill.cli.no_pandas
import sijill.pipeline  # noqa: F401  (makes Django ready before any command is imported)
from sijill import logs
from sijill.cli import interrupt, output
from sijill.cli.accounts import organisation_app, share_command, user_app
from sijill.cli.amnesty import amnesty_app
from sijill.cli.case import case_app
from sijill.cli.consent import consent_app
from sijill.cli.copied import copied_command
from sijill.cli.estimate import estimate_command
from sijill.cli.evaluate import evaluate_command
from sijill.cli.export import export_command
from sijill.cli.instrument import instrument_app
from sijill.cli.keep import backup_command, erase_command, restore_command
from sijill.cli.letter import letter_command
from sijill.cli.mentions import mentions_app
from sijill.cli.names import names_app
from sijill.cli.person import person_command
from sijill.cli.read import read_command
from sijill.cli.review import review_command
from sijill.cli.search import search_command
from sijill.cli.serve import check_command, serve_command
from sijill.cli.steps import steps
from sijill.cli.submit import form_app, submit_command
from sijill.cli.supersede import supersede_command
from sijill.cli.surroundings import surroundings
from sijill.cli.tally import tally_command
from sijill.cli.unify import unify_command
from sijill.cli.verify import verify_command
from sijill.cli.versions import versions_command
from sijill.errors import SijillError, UsageError
from sijill.version import __version__

BUG = 70
INTERRUPTED = 130  # what typer makes of Ctrl-C
STOPPED = "Run the same command again: it goes on where it stopped"
REPORT = "Please report these lines; they hold no data"

app = typer.Typer(
    name="sijill",
    help="One register of detained and disappeared people out of the lists of many organisations.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # its tracebacks print local variables: names and cells
    rich_markup_mode="rich",
)


class LogLevel(StrEnum):
    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


def _version(*, value: bool) -> None:
    if value:
        output.console.print(f"sijill {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    *,
    version: bool = typer.Option(
        False,
        "--version",
        callback=lambda value: _version(value=value),
        is_eager=True,
        help="Print the version.",
    ),
    log_level: Annotated[
        LogLevel, typer.Option(help="debug, info, warning or error; logs go to standard error.")
    ] = LogLevel.WARNING,
) -> None:
    del version
    logs.configure(log_level.value)


app.command("unify")(unify_command)
steps(app)
app.command("versions")(versions_command)
app.command("supersede")(supersede_command)
app.command("copied")(copied_command)
app.command("review")(review_command)
app.command("evaluate")(evaluate_command)
app.command("verify")(verify_command)
app.command("backup")(backup_command)
app.command("restore")(restore_command)
app.command("erase")(erase_command)
app.command("person")(person_command)
app.command("search")(search_command)
app.command("export")(export_command)
app.command("tally")(tally_command)
app.command("estimate")(estimate_command)
app.command("read")(read_command)
app.command("serve")(serve_command)
app.command("check")(check_command)
app.command("share")(share_command)
app.add_typer(names_app, name="names")
app.add_typer(case_app, name="case")
app.command("submit")(submit_command)
app.add_typer(form_app, name="form")
app.command("letter")(letter_command)
app.add_typer(consent_app, name="consent")
app.add_typer(user_app, name="user")
app.add_typer(organisation_app, name="organisation")
app.add_typer(amnesty_app, name="amnesty")
app.add_typer(instrument_app, name="instrument")
app.add_typer(mentions_app, name="mentions")


def run(arguments: list[str] | None = None) -> None:
    """The console script; always ends by SystemExit. With ``--json`` standard output gets one object, also then.

    Errors on purpose end without a traceback; a traceback never shows local variables.
    """
    interrupt.loaded()
    given = sys.argv[1:] if arguments is None else arguments
    as_json = "--json" in given
    try:
        ended = app(given, prog_name="sijill", standalone_mode=False)
    except SijillError as error:
        output.show_error(error, as_json=as_json)
        sys.exit(error.exit_code)
    except TyperException as misused:
        rich_format_error(misused)  # type: ignore[arg-type]  # a ClickException, which typer keeps private
        if as_json:
            output.print_error_json(UsageError(misused.format_message(), remedy=_help_of(misused)))
        sys.exit(misused.exit_code)
    except typer.Abort:
        output.show_error(SijillError("Stopped", remedy=STOPPED), as_json=as_json)
        sys.exit(SijillError.exit_code)
    except (OSError, DatabaseError) as problem:
        known = surroundings(problem)
        if known is None:
            _end_with_bug(problem, as_json=as_json)
        output.show_error(known, as_json=as_json)
        sys.exit(known.exit_code)
    except Exception as bug:  # noqa: BLE001  (the last line of defence: no values may reach the screen)
        _end_with_bug(bug, as_json=as_json)
    if ended == INTERRUPTED:
        output.show_error(SijillError("Stopped", remedy=STOPPED), as_json=as_json)
    sys.exit(ended if isinstance(ended, int) else 0)


def _help_of(misused: TyperException) -> str:
    context = getattr(misused, "ctx", None)
    return f"See: {context.command_path if context else 'sijill'} --help"


def _end_with_bug(bug: Exception, *, as_json: bool) -> NoReturn:
    """Kind and places only: the message of a foreign exception may quote a cell."""
    frames = traceback.extract_tb(bug.__traceback__)
    places = [f"{one.filename.rsplit('/sijill/', 1)[-1]}:{one.lineno} {one.name}" for one in frames[-6:]]
    kind = type(bug).__name__
    output.notes.print(output.styled("[bold red]This is a bug in Sijill[/]"), f"({kind}).")
    for place in places:
        output.notes.print(f"  {place}", highlight=False)
    output.notes.print("Please report these lines; they hold no data.")
    if as_json:
        output.print_json({"error": {"kind": "Bug", "message": kind, "remedy": REPORT, "places": places}})
    sys.exit(BUG)


if __name__ == "__main__":
    run()
