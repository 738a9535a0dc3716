"""The list of commands needs no code of any command, and says what their own help says."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

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


ROOT = Path(__file__).resolve().parents[3]
NAMED = re.compile(r"(?<!from )\bsijill (?P<command>[a-z][a-z-]+)(?: (?P<part>[a-z][a-z-]+))?")


def texts() -> Iterator[tuple[str, str]]:
    """Every document for users, and every remedy and help text of the program, with its place."""
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("*.py")):
        if path.name != "CHANGELOG.md":  # it also tells of what there was
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def unknown(text: str) -> set[str]:
    groups = typer.main.get_command(app).commands
    found = set()
    for named in NAMED.finditer(text):
        command, part = named["command"], named["part"]
        if command not in groups:
            found.add(command)
        elif part and (children := getattr(groups[command], "commands", None)) and part not in children:
            found.add(f"{command} {part}")
    return found


def test_every_command_that_a_document_or_a_remedy_names_is_there():
    assert {place: named for place, text in texts() if (named := unknown(text))} == {}


def test_the_control_finds_what_is_not_there():
    assert unknown("Write one: sijill nosuch DIR, or sijill case nosuch") == {"nosuch", "case nosuch"}
