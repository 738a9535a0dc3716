"""Tables on their way out. No cell becomes a formula, and the ledger says who took what, when."""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.db import transaction

from sijill.errors import UsageError
from sijill.ledger import store as ledger
from sijill.pipeline.derive import counted, require_linked
from sijill.pipeline.outputs import records_table
from sijill.tables import parquet
from sijill.tables import register as registers
from sijill.tables.csv_out import write_csv
from sijill.tables.files import sha256_of, written_whole
from sijill.tables.register import Register
from sijill.tables.spreadsheet import write_xlsx


class What(StrEnum):
    PERSONS = "persons"
    RECORDS = "records"
    CLAIMS = "claims"
    PAIRS = "pairs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    rows: int
    sha256: str


def export(
    register: Register, what: What, file_format: str, path: Path, *, at: datetime, actor: str
) -> Exported:
    """Writes the file and its ledger entry. The entry comes first: nothing leaves unrecorded."""
    if not path.resolve().is_relative_to(register.out):
        registers.refuse_inside(register, path)
        if path.exists():
            raise UsageError(f"{path} is already there", remedy="Name a new file with --out")
    require_linked(register)
    table = table_of(register, what)
    with transaction.atomic():
        ledger.append(
            "export",
            actor=actor,
            at=at,
            detail={"what": what.value, "format": file_format, "rows": table.num_rows},
        )
    match file_format:
        case "csv":
            write_csv(path, table, for_spreadsheets=True)
        case "xlsx":
            write_xlsx(path, table)
        case "jsonl":
            _write_jsonl(path, table)
        case "parquet":
            parquet.write(path, table)
        case _:
            raise UsageError(f"{file_format!r} is not a format", remedy="Use csv, xlsx, jsonl or parquet")
    return Exported(rows=table.num_rows, sha256=sha256_of(path))


def table_of(register: Register, what: What) -> pa.Table:
    match what:
        case What.PERSONS:
            return parquet.read(register.derived / "persons.parquet")
        case What.RECORDS:
            return records_table(register, counted())
        case What.CLAIMS:
            return claims_table(register)
        case What.PAIRS:
            return parquet.read(register.derived / "pairs.parquet")


def claims_table(register: Register) -> pa.Table:
    """One row per claim that counts, with the person it belongs to and where it stands."""
    membership = parquet.read(register.derived / "membership.parquet")
    parts = []
    for accession, file in counted():
        claims = pq.read_table(register.root / file.path)
        record = pc.binary_join_element_wise(accession.id, claims["row"].cast(pa.string()), "-")
        plain = {
            name: claims[name].cast(pa.string())
            for name in ("property", "value", "sheet", "column", "said_by", "as_of", "visibility")
        }
        parts.append(
            pa.table(
                {"record_id": record, "list": pa.array([accession.list_id] * claims.num_rows, pa.string())}
                | {"file": pa.array([accession.name] * claims.num_rows, pa.string()), "line": claims["line"]}
                | plain
            )
        )
    if not parts:
        return pa.table({"record_id": pa.array([], pa.string()), "person_id": pa.array([], pa.string())})
    return (
        pa.concat_tables(parts)
        .join(membership, "record_id")
        .sort_by(
            [("file", "ascending"), ("line", "ascending"), ("column", "ascending"), ("property", "ascending")]
        )
    )


def _write_jsonl(path: Path, table: pa.Table) -> None:
    with written_whole(path) as scratch, scratch.open("w", encoding="utf-8") as handle:
        for batch in table.to_batches(max_chunksize=10_000):
            for row in batch.to_pylist():
                handle.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
