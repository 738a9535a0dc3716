"""How commands speak: tables and progress for people, one JSON object for programs, errors with a remedy."""

import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from sijill.errors import SijillError
from sijill.pipeline.progress import Progress as Report
from sijill.pipeline.progress import silent

# Where nobody says how wide the page is (a file, a pipe), it is wide enough for names in two scripts.
_WIDTH = None if sys.stdout.isatty() or "COLUMNS" in os.environ else 120

# What a terminal would obey instead of showing, and what turns the reading direction of the text after it.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]")
# Bytes of a file's name that are no UTF-8 arrive as lone surrogates, which no output can carry.
_SURROGATES = re.compile("[\ud800-\udfff]")


class Screen(Console):
    """Shows a text as it is: square brackets and colons in it are no markup, and its control characters do nothing.

    Names of files and cells come from strangers. Words of our own get their colours by ``styled``.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(markup=False, emoji=False, **options)

    def render_str(self, text: str, **options: Any) -> Text:
        return super().render_str(visible(text), **options)


def visible(text: str) -> str:
    """Control characters and direction overrides as their code points; anything else as it is."""
    return _UNSEEN.sub(lambda found: f"<U+{ord(found[0]):04X}>", text)


def styled(words: str) -> Text:
    """Words of our own with markup: ``styled("[yellow]unmapped[/]")``. Never for anything that came out of a file."""
    return Text.from_markup(words)


console = Screen(width=_WIDTH)
# Progress and errors never mix with what a program reads from standard output.
notes = Screen(stderr=True)

LINE_ENDS = {"\u2028": "\\u2028", "\u2029": "\\u2029", "\x85": "\\u0085"}
STAGE_WORDS = {
    "receive": "Receiving files",
    "read": "Reading claims",
    "block": "Finding candidate pairs",
    "estimate": "Estimating weights",
    "score": "Weighing pairs",
    "cluster": "Grouping records",
}


def print_json(value: Any) -> None:  # whatever JSON can hold
    text = json.dumps(value, ensure_ascii=False, default=str)
    for code, escaped in LINE_ENDS.items():  # they would end the line for some readers
        text = text.replace(code, escaped)
    text = _SURROGATES.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    sys.stdout.write(text + "\n")


@contextmanager
def progress(*, quiet: bool) -> Iterator[Report]:
    """A bar per stage on standard error; nothing when quiet or when nobody looks at a terminal."""
    if quiet or not notes.is_terminal:
        yield silent
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=notes, transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(STAGE_WORDS.get(stage, stage.capitalize()), total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield report


def table(title: str, *columns: str, right: tuple[str, ...] = ()) -> Table:
    made = Table(title=title, title_justify="left", header_style="bold")
    for column in columns:
        made.add_column(column, justify="right" if column in right else "left", overflow="fold")
    return made


def show_error(error: SijillError, *, as_json: bool) -> None:
    if as_json:
        print_error_json(error)
    notes.print(styled("[bold red]Error[/]"), str(error), highlight=False, soft_wrap=True)


def print_error_json(error: SijillError) -> None:
    print_json({"error": _error_json(error)})


def _error_json(error: SijillError) -> dict[str, Any]:
    where = error.where
    return {
        "kind": type(error).__name__,
        "message": error.message,
        "remedy": error.remedy,
        "file": where.file if where else None,
        "row": where.row if where else None,
        "column": where.column if where else None,
        "cell": where.cell if where else None,
    }
