"""Taking one record out of every claims file of its accession, and leaving a tombstone that ``verify`` accepts.

The new files stand beside the old ones until the ledger vouches for them; only then do the old ones go. A crash in
between leaves the old files in place and named, and the next call or ``sweep`` takes them away.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from django.db import transaction

from sijill.claims.models import ClaimsFile, Erasure
from sijill.claims.store import read_audit, without_rows, writer_to
from sijill.errors import NotFoundError, UsageError
from sijill.ledger import store as ledger
from sijill.tables.files import sha256_of, sync_folder, write_text, written_whole
from sijill.tables.register import Register


def erase(register: Register, record: str, *, reason: str, at: datetime, actor: str) -> Erasure:
    """Rewrites the claims files without the record. Raises NotFoundError or UsageError and changes nothing."""
    files = files_with(record)
    accession, _, row_text = record.rpartition("-")
    if find(record) is not None:
        raise UsageError(f"Record {record} is erased already", remedy="Nothing was changed")
    row = int(row_text)
    tombstone = Erasure(
        record_id=record, accession_id=accession, row=row, reason=reason, at=at.isoformat(), by=actor
    )
    number = Erasure.objects.filter(accession_id=accession).count() + 1
    latest = list({file.mapping_digest: file for file in files}.values())
    written = [_without(register, file, row, number) for file in latest]
    gone = {path: sha for file in latest for path, sha in _paths(file)}
    seals = [
        ledger.FileSeal(path=path, sha256=sha, size=(register.root / path).stat().st_size)
        for file in written
        for path, sha in _paths(file)
    ]
    with transaction.atomic():
        for file in (tombstone, *written):
            file.save(force_insert=True)
        ledger.append(
            "record.erased",
            actor=actor,
            at=at,
            rows=[tombstone, *written],
            files=seals,
            detail={"record": record, "erased": gone},
        )
    for path in gone:
        (register.root / path).unlink(missing_ok=True)
    sync_folder(register.claims)
    return tombstone


def files_with(record: str) -> list[ClaimsFile]:
    """The claims files of the record's accession, erased already or not. Raises NotFoundError."""
    accession, _, row_text = record.rpartition("-")
    files = list(ClaimsFile.objects.filter(accession_id=accession).order_by("id"))
    if not files or not row_text.isdigit() or not 1 <= int(row_text) <= files[-1].rows:
        raise NotFoundError(
            f"No record {record!r} in this register", remedy="Record ids stand in out/records.csv"
        )
    return files


def find(record: str) -> Erasure | None:
    """The tombstone of an erased record."""
    return Erasure.objects.filter(record_id=record).first()


def sweep(register: Register) -> int:
    """Takes away files that an erasure replaced and a crash left behind; returns how many."""
    swept = 0
    for entry in ledger.entries("record.erased"):
        detail: dict[str, Any] = json.loads(entry.payload)["detail"]
        for path in detail["erased"]:
            file = register.root / path
            if file.exists():
                file.unlink()
                swept += 1
    return swept


def _without(register: Register, file: ClaimsFile, row: int, number: int) -> ClaimsFile:
    """A new claims file and audit without the row; nothing in SQL yet."""
    stem = Path(file.path).stem.split(".e")[0]
    path = register.claims / f"{stem}.e{number}.parquet"
    source = pq.ParquetFile(register.root / file.path)
    claims = 0
    with written_whole(path) as scratch, writer_to(scratch) as write:
        for group in range(source.num_row_groups):
            kept = without_rows(source.read_row_group(group), {row})
            write(kept)
            claims += kept.num_rows
    audit = read_audit(register, file)
    was_record = row not in {one["row"] for one in audit["set_aside"]}
    audit["flagged_cells"] = [cell for cell in audit["flagged_cells"] if cell["row"] != row]
    if was_record:
        audit["records"] -= 1
        audit["set_aside"].append({"row": row, "line": None, "reason": "erased", "detail": "", "sheet": ""})
    audit_path = path.with_suffix(".json")
    write_text(audit_path, json.dumps(audit, ensure_ascii=False, indent=1) + "\n")
    return ClaimsFile(
        accession_id=file.accession_id,
        list_id=file.list_id,
        mapping_digest=file.mapping_digest,
        mapping=file.mapping,
        confirmed=file.confirmed,
        path=register.relative(path),
        sha256=sha256_of(path),
        audit_path=register.relative(audit_path),
        audit_sha256=sha256_of(audit_path),
        rows=file.rows,
        records=audit["records"],
        set_aside=len(audit["set_aside"]),
        claims=claims,
        at=file.at,
        by=file.by,
    )


def _paths(file: ClaimsFile) -> tuple[tuple[str, str], tuple[str, str]]:
    return (file.path, file.sha256), (file.audit_path, file.audit_sha256)
