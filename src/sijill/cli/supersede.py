"""``sijill supersede DIR LIST OLD NEW``: say afterwards that a file was a correction of another."""

from typing import Annotated

import typer

from sijill import clock
from sijill.accession import store as accessions
from sijill.cli import output
from sijill.cli.options import AsJson, Directory
from sijill.errors import UsageError
from sijill.ledger.store import operator
from sijill.tables import register as registers


def supersede_command(
    directory: Directory,
    list_id: Annotated[str, typer.Argument(metavar="LIST")],
    former: Annotated[str, typer.Argument(metavar="OLD", help="The file's name or its accession.")],
    later: Annotated[str, typer.Argument(metavar="NEW", help="The file that takes its place.")],
    reason: Annotated[str, typer.Option(help="Why; kept with the decision.")],
    undo: Annotated[bool, typer.Option("--undo", help="They stand beside each other after all.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say that NEW, received as more of a list, is a correction of OLD: OLD's rows count no more.

    What ``receive --new-version`` says at once. Persons follow with ``sijill link``.
    """
    if not reason.strip():
        raise UsageError("A reason is needed", remedy='For example: --reason "said by the organisation"')
    register = registers.open_register(directory)
    with registers.one_writer(register):
        one, other = (accessions.find_received(list_id, named) for named in (former, later))
        accessions.supersede(one, other, reason=reason, ended=undo, at=clock.now(), actor=operator())
    if as_json:
        output.print_json({"list": list_id, "former": one.id, "accession": other.id, "replaces": not undo})
        return
    words = "stands beside" if undo else "takes the place of"
    output.console.print(
        f"{other.name} {words} {one.name}. Bring persons up to date with: sijill link {directory}",
        highlight=False,
    )
