"""``sijill backup``, ``restore`` and ``erase``: keeping a register, and taking somebody out of it."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Final

import typer

from sijill import clock
from sijill.cli import output
from sijill.cli.options import AsJson, Directory
from sijill.errors import UsageError
from sijill.ledger.store import operator
from sijill.pipeline.backup import backup, restore
from sijill.pipeline.erase import erase_record
from sijill.pipeline.remaining import Remaining
from sijill.tables import register as registers


def backup_command(
    directory: Directory, file: Annotated[Path, typer.Argument(metavar="FILE")], as_json: AsJson = False
) -> None:
    """Write the whole register to one file, after making sure that nothing in it was changed."""
    register = registers.open_register(directory)
    with registers.one_writer(register):
        done = backup(register, file)
    if as_json:
        output.print_json({"file": str(file), "files": done.files, "rows": done.rows, "root": done.root})
        return
    output.console.print(f"{done.files:,} files and {done.rows:,} rows written to {file}", highlight=False)
    output.console.print(f"Root over {done.entries:,} ledger entries: {done.root}", highlight=False)
    output.console.print(
        output.styled("[yellow]The file is not encrypted: it is the register. Mind where it goes.[/]")
    )


def restore_command(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    database: Annotated[str, typer.Option(metavar="URL")] = "sqlite:///register.db",
    as_json: AsJson = False,
) -> None:
    """Make a register from a backup; it verifies to the backup's own root, or is refused."""
    done = restore(file, directory, database_url=database)
    if as_json:
        output.print_json(
            {"register": str(directory), "files": done.files, "rows": done.rows, "root": done.root}
        )
        return
    output.console.print(f"Restored and verified: {done.files:,} files, {done.rows:,} rows.", highlight=False)
    output.console.print(f"Bring persons up to date with: sijill rebuild {directory}", highlight=False)


def erase_command(
    directory: Directory,
    record: Annotated[str, typer.Option(metavar="ID", help="The record's id, as in out/records.csv.")],
    reason: Annotated[str, typer.Option(help="Why; kept with the tombstone, so name nobody.")],
    as_json: AsJson = False,
) -> None:
    """Take one record out of every claims file, accepted passage and everything derived; a tombstone stays."""
    if not reason.strip():
        raise UsageError("A reason is needed", remedy='For example: --reason "asked for by the family"')
    register = registers.open_register(directory)
    with registers.one_writer(register), output.progress(quiet=as_json) as progress:
        done = erase_record(
            register, record, reason=reason, at=clock.now(), actor=operator(), progress=progress
        )
    if as_json:
        output.print_json(
            {
                "erased": done.tombstone.record_id,
                "at": done.tombstone.at,
                "passages": done.passages,
                "remaining": asdict(done.remaining),
            }
        )
        return
    output.console.print(
        f"Record {done.tombstone.record_id} is in no claim and nothing derived any more.", highlight=False
    )
    if done.passages:
        output.console.print(
            f"Passages accepted about it, taken out too: {', '.join(done.passages)}", highlight=False
        )
    _print_remaining(done.remaining)
    output.console.print(
        output.styled(
            "[yellow]The sealed original file still holds its row, and so do earlier backups and exports.[/]"
        )
    )


# What remains -> where the operator looks at it.
LOOK: Final = {
    "records": "sijill erase DIR --record ID",
    "consents": "sijill consent list DIR",
    "cases": "sijill case list DIR",
    "answers": "sijill case list DIR",
    "letters": "sijill case list DIR",
    "submissions": "the folders they were written to",
    "judgements": "the reasons written in review",
    "passages": "sijill mentions accepted DIR",
    "texts": "sijill mentions list DIR",
}


def _print_remaining(left: Remaining) -> None:
    """Ids only: the operator must look at each, and nothing of it is taken away unasked."""
    kept = [(kind, ids) for kind in LOOK if (ids := getattr(left, kind))]
    if not kept:
        return
    shown = output.table(
        "What was decided about the record or its person remains", "what", "ids", "look with"
    )
    for kind, ids in kept:
        shown.add_row(kind, ", ".join(ids), LOOK[kind])
    output.console.print(shown)
