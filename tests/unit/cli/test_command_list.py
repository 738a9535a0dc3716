"""The list of commands needs no code of any command, and says what their own help says."""

import subprocess
import sys

import pytest
import typer

from sijill.cli.commands import COMMANDS
from sijill.cli.main import app

_LOADED = """
import sys
from sijill.cli.main import run
try:
    run({arguments})
except SystemExit as ended:
    print(ended.code, [name for name in ("django", "pyarrow", "duckdb", "numba", "numpy") if name in sys.modules])
"""


@pytest.mark.parametrize(("arguments", "code"), [(["--help"], 0), (["--version"], 0), (["nosuch"], 2)])
def test_nothing_is_loaded_to_list_commands_or_to_know_none(arguments, code):
    done = subprocess.run(
        [sys.executable, "-c", _LOADED.format(arguments=arguments)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == f"{code} []"


def test_the_list_says_what_each_command_says():
    group = typer.main.get_command(app)
    said = {name: " ".join(one.help.split("\n\n")[0].split()) for name, one in group.commands.items()}
    assert said == {name: words for name, (_, _, words) in COMMANDS.items()}
