"""``sijill names compare A B``: whether two texts write the same name, and why."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, is_dataclass
from enum import Enum
from typing import Annotated, Any

import typer
from rich.table import Table

from sijill.cli import output
from sijill.cli.read import isolated, json_line

names_app = typer.Typer(name="names", help="Compare names as names.", no_args_is_help=True)


@names_app.callback()
def _names() -> None:
    """Compare names as names."""


@names_app.command("compare")
def compare_command(
    a: Annotated[str, typer.Argument(metavar="A", help="A name in any script.")],
    b: Annotated[str, typer.Argument(metavar="B", help="Another.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object for programs.")] = False,
) -> None:
    """Compare two writings of a name. It says nothing about persons: many people share a name."""
    compared = comparison(a, b)
    if as_json:
        output.console.file.write(json_line(compared))
        return
    verdict = "the same name" if compared["same"] else "different names"
    output.console.print(
        f"{isolated(a)} and {isolated(b)}: likeness {compared['similarity']:.3f}, "
        f"threshold {compared['threshold']:.2f}: [bold]{verdict}[/]",
        highlight=False,
    )
    output.console.print(_parts_table(compared))
    if compared["explanation"] is not None:
        output.console.print(_explanation_table(compared["explanation"]))


def comparison(a: str, b: str) -> dict[str, Any]:
    """`similarity` in [0, 1], `threshold`, `same`, both `readings`, and the `explanation` of the alignment."""
    from sijill.text import names
    from sijill.text.names.similarity import SAME_NAME_THRESHOLD, similarity

    value = float(similarity(a, b))
    explain: Callable[[str, str], Any] | None = getattr(names, "explain", None)
    return {
        "a": a,
        "b": b,
        "similarity": value,
        "threshold": SAME_NAME_THRESHOLD,
        "same": value >= SAME_NAME_THRESHOLD,
        "readings": [names.as_json(names.read(text)) for text in (a, b)],
        "explanation": None if explain is None else plain(explain(a, b)),
    }


def plain(value: Any) -> Any:
    """Dataclasses, enums, tuples and mappings as JSON values; numbers of numpy as Python's."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(each) for each in value]
    item = getattr(value, "item", None)
    return value if item is None else item()


def _parts_table(compared: dict[str, Any]) -> Table:
    first, second = (
        {part["slot"]: part["text"] for part in reading["parts"]} for reading in compared["readings"]
    )
    table = output.table("As read", "Slot", "A", "B")
    for slot in dict.fromkeys([*first, *second]):
        table.add_row(slot, isolated(first.get(slot, "")), isolated(second.get(slot, "")))
    return table


def _explanation_table(explanation: Any) -> Table:
    table = output.table("Why", "What", "")
    rows = explanation.items() if isinstance(explanation, dict) else enumerate(explanation)
    for key, value in rows:
        if value not in (None, "", [], {}, False):
            table.add_row(str(key).replace("_", " "), _shown(value))
    return table


def _shown(value: Any) -> str:
    match value:
        case float():
            return f"{value:.3f}"
        case str():
            return isolated(value)
        case dict():
            said = (
                f"{str(key).replace('_', ' ')} {_shown(each)}"
                for key, each in value.items()
                if each not in (None, "", [])
            )
            return ", ".join(said)
        case list():
            return ("\n" if any(isinstance(each, dict) for each in value) else " – ").join(
                _shown(each) for each in value
            )
        case _:
            return str(value)
