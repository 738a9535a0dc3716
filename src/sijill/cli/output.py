"""How commands speak: tables and progress for people, one JSON object for programs, errors with a remedy."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from sijill.errors import SijillError
from sijill.pipeline.progress import Progress as Report
from sijill.pipeline.progress import silent

# Where nobody says how wide the page is (a file, a pipe), it is wide enough for names in two scripts.
_WIDTH = None if sys.stdout.isatty() or "COLUMNS" in os.environ else 120

console = Console(width=_WIDTH)
# Progress and errors never mix with what a program reads from standard output.
notes = Console(stderr=True)

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
        print_json({"error": _error_json(error)})
    notes.print(f"[bold red]Error[/] {_plain(str(error))}", highlight=False, soft_wrap=True)


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


def _plain(text: str) -> str:
    """Square brackets in a file's name are not markup."""
    return text.replace("[", r"\[")
