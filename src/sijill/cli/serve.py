"""``sijill serve DIR`` and ``sijill check DIR --deploy``: the pages."""

import json
import os
import subprocess
import sys
from typing import Annotated

import typer

from sijill.cli import output
from sijill.cli.options import AsJson, Directory
from sijill.errors import UsageError
from sijill.tables import register as registers

SETTINGS = {"DJANGO_SETTINGS_MODULE": "sijill.web.settings"}


def serve_command(
    directory: Directory,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any that is free.")] = 8080,
    host: Annotated[
        str, typer.Option(help="The address to listen on; anything but localhost needs TLS in front.")
    ] = "localhost",
    as_json: AsJson = False,
) -> None:
    """Serve the register's pages and API on this machine until stopped."""
    registers.open_register(directory)
    arguments = [str(directory.resolve()), host, str(port), "json" if as_json else "text"]
    sys.stdout.flush()
    # A process of its own, with the settings of the pages; it takes this one's place, so that Ctrl-C ends it.
    program = [sys.executable, "-m", "sijill.web.serve", *arguments]
    os.execve(sys.executable, program, os.environ | SETTINGS)  # noqa: S606  (no shell, our own program)


def check_command(
    directory: Directory,
    deploy: Annotated[
        bool, typer.Option("--deploy", help="Also what must hold before strangers can reach it.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Look at how the register is set up: files, keys, database, and with --deploy whether it may face a network."""
    registers.open_register(directory)
    program = [
        sys.executable,
        "-m",
        "sijill.web.deploy",
        str(directory.resolve()),
        "deploy" if deploy else "",
    ]
    done = subprocess.run(program, env=os.environ | SETTINGS, capture_output=True, text=True, check=False)  # noqa: S603
    try:
        found = json.loads(done.stdout)
    except ValueError as broken:
        raise UsageError("The check itself did not run", remedy=done.stderr.strip()[-300:]) from broken
    if as_json:
        output.print_json(found)
    else:
        shown = output.table("What was looked at", "What", "Is", "Remedy")
        for one in found["checks"]:
            shown.add_row(
                one["what"], "good" if one["good"] else "NOT GOOD", "" if one["good"] else one["remedy"]
            )
        output.console.print(shown)
    if not found["good"]:
        raise typer.Exit(1)
