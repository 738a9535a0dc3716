"""Claims files: written once, vouched for by the ledger, read in place.

A corrected mapping adds a file, it changes none. The newest confirmed file of an accession is its current one; while
nobody has confirmed any, the newest of all.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.db import transaction

from sijill.accession.models import Accession
from sijill.accession.tabulate import Sheet, Tabulation
from sijill.claims import mapping as mappings
from sijill.claims.map_row import Said, claims_of
from sijill.claims.mapping import ColumnPlan, Fate, Mapping
from sijill.claims.model import SCHEMA
from sijill.claims.models import ClaimsFile, Erasure
from sijill.errors import RegisterError
from sijill.ledger import store as ledger
from sijill.tables import fetch
from sijill.tables.files import sha256_of, write_text, written_whole
from sijill.tables.register import Register

# Rows of the list whose claims are made in one go.
ROWS_AT_ONCE: Final = 65_536
# Claims per row group: those of one person lie in one group or two, which are read in four milliseconds. Files of
# larger groups are a quarter larger, and not quicker to read whole.
CLAIMS_PER_GROUP: Final = 16_384
_CODED: Final = tuple(field.name for field in SCHEMA if pa.types.is_dictionary(field.type))
# One of these in a sheet, and its rows are about persons.
WHO: Final = frozenset(
    {
        "name",
        "name.given",
        "name.family",
        "name.kunya",
        "name.alias",
        "id.national",
        "id.detainee",
        "id.photo",
    }
)
# What stands in place of a name in the row that sums a list up.
TOTALS: Final = frozenset(
    {
        *(
            "total",
            "totals",
            "grand total",
            "sum",
            "subtotal",
            "somme",
            "total général",
            "toplam",
            "genel toplam",
        ),
        *(
            "المجموع",
            "مجموع",
            "الإجمالي",
            "الاجمالي",
            "إجمالي",
            "اجمالي",
            "المجموع الكلي",
            "العدد الكلي",
            "العدد الإجمالي",
        ),
    }
)
# Flagged cells listed one by one in the audit; all are counted.
MOST_FLAGS: Final = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What became of every cell of one file; also written beside the claims as JSON."""

    accession: str
    list_id: str
    rows: int
    records: int
    set_aside: list[dict[str, Any]]
    mapping: dict[str, list[str]]
    ignored: dict[str, str]
    unmapped_columns: list[str]
    new_columns: list[str]
    missing_columns: list[str]
    renamed_columns: list[list[str]]
    row_count_promise: str | None
    flags: dict[str, int]
    flagged_cells: list[dict[str, Any]]
    warnings: list[str]


def write_claims(
    register: Register,
    accession: Accession,
    tabulation: Tabulation,
    mapping: Mapping,
    *,
    at: datetime,
    actor: str,
) -> ClaimsFile:
    """The claims of one accession under one mapping, on disk and in the ledger when this returns."""
    digest = mappings.digest(mapping)
    path = register.claims / f"{accession.id}.{digest[:12]}.parquet"
    said = Said(by=accession.list.organisation_id, as_of=accession.as_of)
    erased = erased_rows(accession.id)
    claims = 0
    with written_whole(path) as scratch, writer_to(scratch) as write:
        for table in claims_of_sheets(tabulation, mapping, said, without=erased):
            write(table)
            claims += table.num_rows
    audit = audit_of(accession, tabulation, mapping, erased)
    audit_path = path.with_suffix(".json")
    write_text(audit_path, json.dumps(asdict(audit), ensure_ascii=False, indent=1) + "\n")
    row = ClaimsFile(
        accession_id=accession.id,
        list_id=accession.list_id,
        mapping_digest=digest,
        mapping=mappings.dump(mapping),
        confirmed=mapping.confirmed is not None,
        path=register.relative(path),
        sha256=sha256_of(path),
        audit_path=register.relative(audit_path),
        audit_sha256=sha256_of(audit_path),
        rows=audit.rows,
        records=audit.records,
        set_aside=len(audit.set_aside),
        claims=claims,
        at=at.isoformat(),
        by=actor,
    )
    _commit(row, path, audit_path, at=at, actor=actor)
    return row


@contextmanager
def writer_to(path: Path) -> Iterator[Callable[[pa.Table], None]]:
    """Yields a function that adds claims; they are encoded and written while the caller makes the next one.

    Numbers of rows and lines rise, so their differences are small; texts repeat within a column of a list.
    """
    with (
        pq.ParquetWriter(
            path,
            SCHEMA,
            compression="zstd",
            use_dictionary=["value", *_CODED],
            column_encoding={"row": "DELTA_BINARY_PACKED", "line": "DELTA_BINARY_PACKED"},
            write_statistics=["row", *_CODED],
        ) as file,
        ThreadPoolExecutor(1) as pool,
    ):
        writing: list[Future[None]] = []

        def write(table: pa.Table) -> None:
            if writing:
                writing.pop().result()
            writing.append(pool.submit(file.write_table, table, row_group_size=CLAIMS_PER_GROUP))

        yield write
        if writing:
            writing.pop().result()


def erased_rows(accession: str) -> set[int]:
    """Rows of the accession that were erased: no mapping reads them again."""
    return set(Erasure.objects.filter(accession_id=accession).values_list("row", flat=True))


def claims_of_sheets(
    tabulation: Tabulation, mapping: Mapping, said: Said, *, without: set[int]
) -> Iterator[pa.Table]:
    """The claims of all sheets in pieces of ``ROWS_AT_ONCE`` rows of the list, but for the rows in ``without``."""
    for sheet, plans in _sheets_about_people(tabulation, mapping):
        table = without_rows(sheet.read(), {row for row, _ in total_rows(sheet, plans)})
        for start in range(0, table.num_rows, ROWS_AT_ONCE):
            rows = without_rows(table.slice(start, ROWS_AT_ONCE), without)
            yield claims_of(rows, plans, sheet=sheet.name, said=said)


def _sheets_about_people(
    tabulation: Tabulation, mapping: Mapping
) -> list[tuple[Sheet, tuple[ColumnPlan, ...]]]:
    """The sheets that say who somebody is; a sheet of codes or sums beside them says nothing of persons.

    When no sheet names anybody, all are kept: the mapping is wrong then, and a person must look.
    """
    planned = [(sheet, mappings.plan(mapping, sheet.header, sheet=sheet.name)) for sheet in tabulation.sheets]
    about = [(sheet, plans) for sheet, plans in planned if _names_somebody(plans)]
    return about or planned


def _names_somebody(plans: Sequence[ColumnPlan]) -> bool:
    return any(name in WHO for plan in plans for name in plan.properties)


def total_rows(sheet: Sheet, plans: Sequence[ColumnPlan]) -> list[tuple[int, int]]:
    """(row, line) of rows that sum up the others: a word for "total" where a person's name would be."""
    table = sheet.read()
    found: set[tuple[int, int]] = set()
    for plan in plans:
        if plan.fate is Fate.READ and plan.properties[0] in WHO | {"id.source"}:
            said = pc.utf8_lower(pc.utf8_trim(table[f"c{plan.index}"], characters=" \t:.-=*"))
            rows = table.filter(pc.fill_null(pc.is_in(said, pa.array(sorted(TOTALS))), fill_value=False))
            found.update(zip(rows["row"].to_pylist(), rows["line"].to_pylist(), strict=True))
    return sorted(found)


def without_rows(table: pa.Table, rows: set[int]) -> pa.Table:
    """The table without those values of its column ``row``."""
    return (
        table.filter(pc.invert(pc.is_in(table["row"], pa.array(sorted(rows), pa.int32())))) if rows else table
    )


def audit_of(accession: Accession, tabulation: Tabulation, mapping: Mapping, erased: set[int]) -> Audit:
    """Rows in = records + rows set aside; every column is read, ignored on purpose, or reported."""
    read = _sheets_about_people(tabulation, mapping)
    reports = [mappings.audit(mapping, sheet.header, sheet=sheet.name) for sheet, _ in read]
    plans = [plan for _, of_sheet in read for plan in of_sheet]
    set_aside = [
        asdict(one) | {"sheet": sheet.name} for sheet in tabulation.sheets for one in sheet.set_aside
    ]
    names = {sheet.name for sheet, _ in read}
    set_aside += [row for sheet in tabulation.sheets if sheet.name not in names for row in _nobody(sheet)]
    totals = [(sheet, row, line) for sheet, of_sheet in read for row, line in total_rows(sheet, of_sheet)]
    set_aside += [
        {"row": row, "line": line, "reason": "total", "detail": "a sum, not a person", "sheet": sheet.name}
        for sheet, row, line in totals
    ]
    records = sum(sheet.rows for sheet, _ in read) - len(totals)
    rows = records + len(set_aside)
    if rows != tabulation.rows_in:
        raise RegisterError(f"{accession.name}: {tabulation.rows_in} rows in, {rows} accounted for")
    gone = erased - {one["row"] for one in set_aside}
    set_aside += [
        {"row": row, "line": None, "reason": "erased", "detail": "", "sheet": ""} for row in sorted(gone)
    ]
    return Audit(
        accession=accession.id,
        list_id=accession.list_id,
        rows=rows,
        records=records - len(gone),
        set_aside=set_aside,
        mapping={plan.column: list(plan.properties) for plan in plans if plan.fate is Fate.READ},
        ignored={plan.column: plan.reason for plan in plans if plan.fate is Fate.IGNORED},
        unmapped_columns=_unique(plan.column for plan in plans if plan.fate is Fate.UNMAPPED),
        new_columns=_unique(name for report in reports for name in report.new),
        missing_columns=_unique(name for report in reports for name in report.missing),
        renamed_columns=[list(pair) for report in reports for pair in report.renamed],
        row_count_promise=mappings.check_row_count(mapping, rows),
        flags=_flags(tabulation),
        flagged_cells=_flagged_cells(tabulation),
        warnings=list(tabulation.warnings),
    )


def _nobody(sheet: Sheet) -> list[dict[str, Any]]:
    """The rows of a sheet that names nobody."""
    table = sheet.read()
    detail = f"no column of sheet {sheet.name!r} says who somebody is"
    return [
        {"row": row, "line": line, "reason": "names-nobody", "detail": detail, "sheet": sheet.name}
        for row, line in zip(table["row"].to_pylist(), table["line"].to_pylist(), strict=True)
    ]


def _flags(tabulation: Tabulation) -> dict[str, int]:
    """How often each kind of flag was raised, over cells, rows, sheets and the file."""
    counts: Counter[str] = Counter(flag.kind.value for flag in tabulation.flags)
    for sheet in tabulation.sheets:
        counts.update({kind.value: number for kind, number in sheet.flag_counts().items()})
    return dict(sorted(counts.items()))


def _flagged_cells(tabulation: Tabulation) -> list[dict[str, Any]]:
    """The first flagged cells, by place and kind; what stands in them is in the claims."""
    found = []
    for sheet in tabulation.sheets:
        for flag in sheet.flags.slice(0, MOST_FLAGS).to_pylist():
            column = sheet.header[flag["column"]] if flag["column"] >= 0 else None
            found.append(
                {
                    "sheet": sheet.name,
                    "row": flag["row"],
                    "line": flag["line"],
                    "column": column,
                    "kind": flag["kind"],
                }
            )
    return found[:MOST_FLAGS]


def _unique(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _commit(row: ClaimsFile, path: Path, audit_path: Path, *, at: datetime, actor: str) -> None:
    seals = [
        ledger.FileSeal(path=row.path, sha256=row.sha256, size=path.stat().st_size),
        ledger.FileSeal(path=row.audit_path, sha256=row.audit_sha256, size=audit_path.stat().st_size),
    ]
    with transaction.atomic():
        row.save(force_insert=True)
        ledger.append(
            "claims.written",
            actor=actor,
            at=at,
            rows=[row],
            files=seals,
            detail={"accession": row.accession_id, "records": row.records, "set_aside": row.set_aside},
        )


def sign(row: ClaimsFile, mapping: Mapping, *, at: datetime, actor: str) -> ClaimsFile:
    """The same claims, now under a confirmed mapping: a further row on the same file."""
    if row.confirmed:
        return row
    row.pk = None
    row._state.adding = True
    row.mapping, row.confirmed = mappings.dump(mapping), True
    row.at, row.by = at.isoformat(), actor
    with transaction.atomic():
        row.save(force_insert=True)
        detail = {"accession": row.accession_id, "mapping": row.mapping_digest}
        ledger.append("mapping.confirmed", actor=actor, at=at, rows=[row], detail=detail)
    return row


def find(accession: str, mapping_digest: str) -> ClaimsFile | None:
    return ClaimsFile.objects.filter(accession_id=accession, mapping_digest=mapping_digest).last()


def current(accession: str) -> ClaimsFile | None:
    """The file that counts for this accession: the newest confirmed one, else the newest."""
    files = ClaimsFile.objects.filter(accession_id=accession)
    return files.filter(confirmed=True).last() or files.last()


def current_paths(accessions: Iterable[str]) -> dict[str, str]:
    """Accession -> where the claims file lies that ``current`` chooses; those without one are left out."""
    named = list(accessions)
    if not named:
        return {}
    where = f"accession_id IN ({fetch.marks(named)}) ORDER BY confirmed, id"
    # the last of each stays: confirmed after not confirmed
    return dict(fetch.values_of(ClaimsFile, ("accession_id", "path"), where, named))


def read_audit(register: Register, row: ClaimsFile) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((register.root / row.audit_path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise RegisterError(
            f"{row.audit_path} cannot be read", remedy="Restore it from a backup, then run: sijill verify"
        ) from problem
    return found
