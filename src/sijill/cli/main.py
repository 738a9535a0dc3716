"""``sijill``: the commands, and how each ends: 0 done, 1 the data or you must act, 2 usage, 70 our bug."""

import sys
import traceback
from enum import StrEnum
from typing import Annotated, NoReturn

import typer
from typer import TyperException

import sijill.cli.lean  # noqa: F401  (for its effect)
from sijill.cli.commands import LazyGroup
from sijill.errors import SijillError, UsageError
from sijill.version import __version__

BUG = 70
INTERRUPTED = 130  # what typer makes of Ctrl-C
STOPPED = "Run the same command again: it goes on where it stopped"
REPORT = "Please report these lines; they hold no data"

app = typer.Typer(
    name="sijill",
    cls=LazyGroup,
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
        print(f"sijill {__version__}")
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
    from sijill import logs

    del version
    logs.configure(log_level.value)


def run(arguments: list[str] | None = None) -> None:
    """The console script; always ends by SystemExit. With ``--json`` standard output gets one object, also then.

    Errors on purpose end without a traceback; a traceback never shows local variables.
    """
    given = sys.argv[1:] if arguments is None else arguments
    as_json = "--json" in given
    try:
        ended = app(given, prog_name="sijill", standalone_mode=False)
    except SijillError as error:
        _end_with(error, as_json=as_json)
    except TyperException as misused:
        _end_misused(misused, as_json=as_json)
    except typer.Abort:
        _end_with(SijillError("Stopped", remedy=STOPPED), as_json=as_json)
    except Exception as problem:  # noqa: BLE001  (the last line of defence: no values may reach the screen)
        known = _of_surroundings(problem)
        if known is None:
            _end_with_bug(problem, as_json=as_json)
        _end_with(known, as_json=as_json)
    if ended == INTERRUPTED:
        _show(SijillError("Stopped", remedy=STOPPED), as_json=as_json)
    sys.exit(ended if isinstance(ended, int) else 0)


def _show(error: SijillError, *, as_json: bool) -> None:
    from sijill.cli import output

    output.show_error(error, as_json=as_json)


def _end_with(error: SijillError, *, as_json: bool) -> NoReturn:
    _show(error, as_json=as_json)
    sys.exit(error.exit_code)


def _end_misused(misused: TyperException, *, as_json: bool) -> NoReturn:
    from typer.rich_utils import rich_format_error

    rich_format_error(misused)  # type: ignore[arg-type]  # a ClickException, which typer keeps private
    if as_json:
        from sijill.cli import output

        output.print_error_json(UsageError(misused.format_message(), remedy=_help_of(misused)))
    sys.exit(misused.exit_code)


def _of_surroundings(problem: Exception) -> SijillError | None:
    """What the machine has to do with it, if anything."""
    from django.db import DatabaseError

    from sijill.cli.surroundings import surroundings

    return surroundings(problem) if isinstance(problem, OSError | DatabaseError) else None


def _help_of(misused: TyperException) -> str:
    context = getattr(misused, "ctx", None)
    return f"See: {context.command_path if context else 'sijill'} --help"


def _end_with_bug(bug: Exception, *, as_json: bool) -> NoReturn:
    """Kind and places only: the message of a foreign exception may quote a cell."""
    from sijill.cli import output

    frames = traceback.extract_tb(bug.__traceback__)
    places = [f"{one.filename.rsplit('/sijill/', 1)[-1]}:{one.lineno} {one.name}" for one in frames[-6:]]
    kind = type(bug).__name__
    output.notes.print(output.styled("[bold red]This is a bug in Sijill[/]"), f"({kind}).")
    for place in places:
        output.notes.print(f"  {place}", highlight=False)
    output.notes.print(f"{REPORT}.")
    if as_json:
        output.print_json({"error": {"kind": "Bug", "message": kind, "remedy": REPORT, "places": places}})
    sys.exit(BUG)


if __name__ == "__main__":
    run()
