"""``sijill search DIR TEXT``: find people across scripts and spellings; ``--like``: who could it be already?"""

from typing import Annotated

import typer

from sijill import clock
from sijill.cli import output
from sijill.cli.options import AsJson, Directory
from sijill.errors import UsageError
from sijill.persons.search import search
from sijill.pipeline.before_adding import Answer, Possible, who_could_it_be
from sijill.pipeline.derive import require_linked
from sijill.tables import register as registers
from sijill.tables.register import Register


def search_command(
    directory: Directory,
    text: Annotated[
        list[str] | None, typer.Argument(metavar="TEXT…", help="A name in any script, or a number.")
    ] = None,
    like: Annotated[
        list[str] | None,
        typer.Option(
            "--like",
            metavar="FIELD=VALUE",
            help="Instead of TEXT, before you add somebody: what you know, as in a list (name=…, mother.name=…, "
            "birth.date=…, arrest.place=…). Again for each field.",
        ),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=200)] = 20,
    as_json: AsJson = False,
) -> None:
    """Find people by name, in either script and any spelling, or by a number a source gave.

    With --like, all that is given is weighed like a new record of a list, and the weights are told.
    """
    register = registers.open_register(directory)
    if like:
        if text:
            raise UsageError("TEXT and --like together", remedy="Give the name as: --like name=…")
        _show_possible(_asked(register, like, limit), as_json=as_json)
        return
    words = " ".join(text or [])
    if not any(letter.isalnum() for letter in words):
        raise UsageError("There is nothing to look for", remedy="Give a name or a number")
    require_linked(register)
    found = search(register, words, limit=limit)
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


def _asked(register: Register, like: list[str], limit: int) -> Answer:
    said: dict[str, list[str]] = {}
    for given in like:
        field, equals, value = given.partition("=")
        if not equals or not field.strip() or not value.strip():
            raise UsageError("--like is not FIELD=VALUE", remedy='For example: --like "name=Khaled Najjar"')
        said.setdefault(field.strip(), []).append(value.strip())
    return who_could_it_be(register, said, today=clock.today(), limit=limit)


def _show_possible(answer: Answer, *, as_json: bool) -> None:
    if as_json:
        output.print_json({"possible": [one.as_json() for one in answer.possible], "current": answer.current})
        return
    if not answer.current:
        output.console.print(
            "The register has changed since it was linked; what came since is not looked at. Bring it up to date with: "
            "sijill link DIR",
            style="yellow",
            highlight=False,
        )
    if not answer.possible:
        output.console.print("Nobody in the register is likely. That is no proof that nobody is there.")
        return
    shown = output.table(
        "Who it could be", "Person", "Name", "Name", "Birth", "Records", "Bits", "Likely", "Why",
        right=("Records", "Bits", "Likely"),
    )  # fmt: skip
    for one in answer.possible:
        shown.add_row(
            one.person_id,
            one.name_ar,
            one.name_latin,
            one.birth,
            str(one.records),
            f"{one.weight:.1f}",
            f"{one.probability:.0%}",
            _why(one),
        )
    output.console.print(shown)


def _why(one: Possible) -> str:
    """The fields that tell most, for and against; then other levels of the usual reading, and what is missing."""
    lines = sorted(one.explanation, key=lambda line: -abs(line.weight))
    weighed = [line for line in lines if line.weight and line.field not in {"prior", "relatives"}]
    said = [f"{line.field} {line.weight:+.1f}" for line in weighed[:4]]
    said += [f"{field} {level} as usually read" for line in lines for field, level in line.usual]
    return ", ".join([*said, *(f"{line.field} missing" for line in lines if line.level == "missing")])
