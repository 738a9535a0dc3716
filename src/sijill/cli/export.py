"""``sijill export DIR``: persons, records or claims as csv, xlsx, jsonl or parquet; every export is a ledger entry."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from sijill import clock
from sijill.cli import output
from sijill.cli.options import AsJson, Directory
from sijill.ledger.store import operator
from sijill.pipeline.export import What, export
from sijill.tables import register as registers


class Format(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"
    PARQUET = "parquet"


def export_command(
    directory: Directory,
    what: Annotated[What, typer.Option(help="persons, records, claims or pairs")] = What.PERSONS,
    file_format: Annotated[Format, typer.Option("--format", help="csv, xlsx, jsonl or parquet")] = Format.CSV,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Default: DIR/out/WHAT.FORMAT")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write persons, records, claims or pairs to a file. The file is not encrypted: mind where it goes."""
    register = registers.open_register(directory)
    path = out or register.out / f"{what.value}.{file_format.value}"
    with registers.one_writer(register):
        done = export(register, what, file_format.value, path, at=clock.now(), actor=operator())
    if as_json:
        output.print_json({"file": str(path), "rows": done.rows, "sha256": done.sha256})
        return
    output.console.print(f"{done.rows:,} rows written to {path}", highlight=False)
    output.console.print(
        output.styled("[yellow]The file is not encrypted and names people: mind where it goes.[/]")
    )
