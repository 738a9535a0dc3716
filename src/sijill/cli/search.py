"""``sijill search DIR TEXT``: find people across scripts and spellings."""

from typing import Annotated

import typer

from sijill.cli import output
from sijill.cli.options import AsJson, Directory
from sijill.errors import UsageError
from sijill.persons.search import search
from sijill.pipeline.derive import require_linked
from sijill.tables import register as registers


def search_command(
    directory: Directory,
    text: Annotated[list[str], typer.Argument(metavar="TEXT…", help="A name in any script, or a number.")],
    limit: Annotated[int, typer.Option(min=1, max=200)] = 20,
    as_json: AsJson = False,
) -> None:
    """Find people by name, in either script and any spelling, or by a number a source gave."""
    register = registers.open_register(directory)
    if not any(letter.isalnum() for letter in " ".join(text)):
        raise UsageError("There is nothing to look for", remedy="Give a name or a number")
    require_linked(register)
    found = search(register, " ".join(text), limit=limit)
    if as_json:
        output.print_json({"found": [one.as_json() for one in found]})
        return
    if not found:
        output.console.print("Nobody found. Try fewer parts of the name, or the father's name.")
        return
    shown = output.table(
        "Found", "Person", "Name", "Name", "Birth", "Records", "Lists", "Likeness", right=("Records", "Lists")
    )
    for one in found:
        shown.add_row(
            one.person_id,
            one.name_ar,
            one.name_latin,
            one.birth,
            str(one.records),
            str(one.lists),
            f"{one.score:.2f}",
        )
    output.console.print(shown)
