"""``sijill verify DIR``"""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from sijill.cli import output
from sijill.cli.options import AsJson, Directory
from sijill.errors import InputError, Where
from sijill.ledger import checkpoint as checkpoints
from sijill.pipeline.verify import Verification, verify
from sijill.tables import register as registers
from sijill.tables.files import write_text


def verify_command(
    directory: Directory,
    against: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A checkpoint kept elsewhere, signed or not: shows any rollback."),
    ] = None,
    write_checkpoint: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a checkpoint to keep elsewhere.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Look at every sealed file, row and ledger entry again and name whatever changed."""
    register = registers.open_register(directory)
    if write_checkpoint is not None:
        registers.refuse_inside(register, write_checkpoint)
    done = verify(register, against=_read(against) if against else None)
    if write_checkpoint is not None and done.clean:
        write_text(write_checkpoint, json.dumps(done.checkpoint) + "\n")
    if as_json:
        output.print_json(
            {
                "clean": done.clean,
                "findings": [{"what": one.what, "problem": one.problem} for one in done.findings],
                "entries": done.entries,
                "root": done.root,
                "files": done.files,
                "rows": done.rows,
                "rollback": done.rollback,
            }
        )
    else:
        _show(done)
    if not done.clean:
        raise typer.Exit(1)


def _read(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
        if not text.lstrip().startswith("{"):
            signed = checkpoints.parse(text)
            return {"size": signed.size, "root": signed.root.hex()}
        found = json.loads(text)
        return {"size": int(found["size"]), "root": str(found["root"])}
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise InputError(
            "This is not a checkpoint",
            where=Where(file=path.name),
            remedy="Write one with: sijill verify DIR --write-checkpoint FILE",
        ) from problem


def _show(done: Verification) -> None:
    if done.clean:
        output.console.print(
            output.styled(
                f"[green]Nothing changed.[/] {done.files:,} files, {done.rows:,} rows and {done.entries:,} ledger "
                f"entries are as they were written."
            ),
            highlight=False,
        )
    else:
        shown = output.table("Changed", "What", "Problem")
        for one in done.findings:
            shown.add_row(one.what, one.problem)
        output.console.print(shown)
    output.console.print(f"Rollback to an older state: {done.rollback}.", highlight=False)
    output.console.print(f"Root over {done.entries:,} entries: {done.root}", highlight=False)
