"""``sijill names compare A B``: whether two texts write the same name, and why."""

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from sijill.cli import output
from sijill.cli.read import between_isolates, json_line

if TYPE_CHECKING:  # numba is imported only when names are compared
    from sijill.text.names import Explanation
    from sijill.text.names.explain import AlignedPart

names_app = typer.Typer(name="names", help="Compare names as names.", no_args_is_help=True)

_COLOUR = {
    **dict.fromkeys(("same", "variant", "known-together", "shortened"), "green"),
    **dict.fromkeys(("different", "known-apart"), "red"),
    "missing": "yellow",
}
_WORDS = {
    "known-apart": "known as two names",
    "known-together": "known as one name",
    "shortened": "without الدين",
    "optional": "often left out",
}


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
    from sijill.text import names

    explanation = names.explain(a, b)
    if as_json:
        typer.echo(json_line(comparison(explanation)), nl=False)
        return
    colour, verdict = ("green", "the same name") if explanation.same_name else ("red", "different names")
    output.console.print(
        output.styled(
            f"Likeness {explanation.similarity:.3f}, threshold {names.SAME_NAME_THRESHOLD:.2f}: "
            f"[{colour}]{verdict}[/]"
        ),
        highlight=False,
    )
    output.console.print(_parts_table(explanation))
    remarks = _remarks(explanation)
    if remarks:
        output.console.print("\n".join(remarks), highlight=False)


def comparison(explanation: "Explanation") -> dict[str, Any]:
    """The explanation, the `threshold` declared for it, and how each text was read by itself."""
    from sijill.text import names

    readings = [names.as_json(names.read(text)) for text in (explanation.a, explanation.b)]
    return explanation.as_json() | {"threshold": names.SAME_NAME_THRESHOLD, "readings": readings}


def _parts_table(explanation: "Explanation") -> Table:
    table = output.table("Part by part", "A", "", "B", "Likeness", "Letters that differ", right=("Likeness",))
    for part in explanation.parts:
        relation = str(part.relation)
        colour = _COLOUR.get(relation, "cyan")
        table.add_row(
            between_isolates(part.a or "–"),
            Text(_WORDS.get(relation, relation), colour),
            between_isolates(part.b or "–"),
            "" if part.similarity is None else f"{part.similarity:.2f}",
            _edits(part),
        )
    return table


def _edits(part: "AlignedPart") -> str:
    """Letters in the reader's own alphabet for both scripts; those that cost nothing are left out."""
    return ", ".join(
        f"{edit.a or '–'}:{edit.b or '–'} {edit.cost:.2f}" for edit in part.edits if edit.cost > 0
    )


def _remarks(explanation: "Explanation") -> list[str]:
    remarks = ["One of them has the family name first."] if explanation.turned else []
    for side, repairs in (("A", explanation.repairs_a), ("B", explanation.repairs_b)):
        remarks += [
            f"{side}: {between_isolates(each.before)} was read as {between_isolates(each.after)}."
            for each in repairs
        ]
    strongest = sorted(explanation.contributions.items(), key=lambda item: -abs(item[1]))[:4]
    if strongest:
        weights = ", ".join(f"{name.replace('_', ' ')} {value:+.1f}" for name, value in strongest)
        remarks.append(f"What weighed most (log odds): {weights}.")
    return remarks
