"""``sijill copied DIR COPY ORIGINAL``: say that one list repeats another."""

from typing import Annotated

import typer

from sijill import clock
from sijill.accession import store as accessions
from sijill.cli import output
from sijill.cli.options import AsJson, Directory
from sijill.errors import UsageError
from sijill.ledger.store import operator
from sijill.tables import register as registers


def copied_command(
    directory: Directory,
    copy: Annotated[str, typer.Argument(metavar="COPY", help="The list that repeats the other.")],
    original: Annotated[str, typer.Argument(metavar="ORIGINAL")],
    reason: Annotated[str, typer.Option(help="Why; kept with the decision.")],
    undo: Annotated[bool, typer.Option("--undo", help="They are independent after all.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say that COPY repeats rows of ORIGINAL: the two are one voice, and never confirm each other.

    They are linked like other lists, but teach the linkage nothing; estimates count them as one list. Persons follow
    with ``sijill link``.
    """
    if not reason.strip():
        raise UsageError("A reason is needed", remedy='For example: --reason "same rows, same errors"')
    register = registers.open_register(directory)
    with registers.one_writer(register):
        accessions.declare_copy(copy, original, reason=reason, ended=undo, at=clock.now(), actor=operator())
    if as_json:
        output.print_json({"list": copy, "original": original, "copied": not undo})
        return
    words = "is independent of" if undo else "counts as a copy of"
    output.console.print(
        f"{copy} {words} {original}. Bring persons up to date with: sijill link {directory}", highlight=False
    )
