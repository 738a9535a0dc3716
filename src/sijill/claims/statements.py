"""The claims of a few records with their readings beside them: what a page about a person is made from."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from sijill.accession.models import Accession
from sijill.claims import kept_statements, store
from sijill.claims.model import Claim
from sijill.claims.readings import READER_VERSION, Reading
from sijill.ids import record_id
from sijill.tables import fetch, parquet
from sijill.tables.register import Register

_READ: Final = list(kept_statements.CLAIM_COLUMNS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One claim and what the readers made of it."""

    claim: Claim
    reading: Reading


def statements_of(register: Register, records: Iterable[str]) -> list[Statement]:
    """All claims of the records, in the order of accessions, rows and columns of their files."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for record in records:
        accession_id, row = record.rsplit("-", 1)
        wanted[accession_id].add(int(row))
    found: list[Statement] = []
    paths = store.current_paths(wanted)
    named = list(paths)
    if not named:
        return []
    for accession in fetch.rows_of(Accession, f"id IN ({fetch.marks(named)}) ORDER BY number", named):
        found += _of_accession(register, accession, paths[accession.id], wanted[accession.id])
    return found


def keep_together(register: Register, claims_path: str) -> Path | None:
    """Makes what ``statements_of`` finds quicker, unless it is there; None for a list that has no readings now."""
    files = register.root / claims_path, readings_path(register, claims_path)
    path = kept_statements.path_of(register, *files)
    if path is not None and not path.exists():
        kept_statements.write(path, *files)
    return path


def _of_accession(register: Register, accession: Accession, path: str, rows: set[int]) -> list[Statement]:
    files = register.root / path, readings_path(register, path)
    together = kept_statements.path_of(register, *files)
    kept = kept_statements.rows_of(together, rows) if together is not None else None
    if kept is not None:
        return [_together(claim_of(accession, row), row) for row in kept]
    claims = _claims(register, accession, files[0], rows)
    readings = _readings(files[1], claims)
    return [_with_reading(claim, readings) for claim in claims]


def _together(claim: Claim, row: Mapping[str, Any]) -> Statement:
    if not row[kept_statements.READ]:
        return _with_reading(claim, {})
    renamed = {name: row[kept] for name, kept in kept_statements.READING_COLUMNS.items()}
    return Statement(claim=claim, reading=_reading_of(renamed))


def readings_path(register: Register, claims_path: str) -> Path:
    return register.derived / "readings" / f"{Path(claims_path).stem}.v{READER_VERSION}.parquet"


def _claims(register: Register, accession: Accession, path: Path, rows: set[int]) -> list[Claim]:
    del register
    ordered = sorted(rows)

    def may_hold(span: parquet.Span) -> bool:
        low, high = span.get("row", (ordered[0], ordered[-1]))
        return bisect_left(ordered, low) < bisect_right(ordered, high)

    groups = parquet.read_groups(path, ("row",), may_hold, columns=_READ)
    table = groups.filter(pc.is_in(groups["row"], pa.array(ordered, pa.int32()))).sort_by(
        [("row", "ascending"), ("col", "ascending"), ("start", "ascending")]
    )
    return [claim_of(accession, row) for row in table.to_pylist()]


def claim_of(accession: Accession, row: Mapping[str, Any]) -> Claim:
    """A claim out of a row of the accession's claims file; ``row`` may hold more columns besides."""
    return Claim(
        record=record_id(accession.id, row["row"]),
        prop=row["property"],
        value=row["value"],
        list_id=accession.list_id,
        file=accession.name,
        file_sha256=accession.sha256,
        sheet=row["sheet"],
        line=row["line"],
        col=row["col"],
        column=row["column"],
        start=row["start"],
        end=row["end"],
        said_by=row["said_by"],
        as_of=row["as_of"],
        visibility=row["visibility"],
    )


def _readings(path: Path, claims: Iterable[Claim]) -> Mapping[tuple[str, str, str], Reading]:
    """None for a list that does not count now: a later version or a withdrawal has taken it out of what is derived."""
    wanted = {(claim.prop, claim.column, claim.value) for claim in claims}
    if not path.exists():
        return {}

    def may_hold(span: parquet.Span) -> bool:
        bounds = [span.get(name) for name in ("property", "column", "value")]
        return any(
            all(
                bound is None or bound[0] <= part <= bound[1] for part, bound in zip(one, bounds, strict=True)
            )
            for one in wanted
        )

    groups = parquet.read_groups(path, ("property", "column", "value"), may_hold, keep=True)
    values = pa.array(sorted({value for _, _, value in wanted}), pa.string())
    table = groups.filter(pc.is_in(groups["value"], values))
    return {(row["property"], row["column"], row["value"]): _reading_of(row) for row in table.to_pylist()}


def _reading_of(row: Mapping[str, Any]) -> Reading:
    return Reading(
        kind=row["kind"],
        normalised=row["normalised"],
        start=row["start"],
        end=row["end"],
        codes=tuple(row["codes"] or ()),
        resolved=row["resolved"],
        ambiguous=row["ambiguous"],
        note=row["note"],
    )


def _with_reading(claim: Claim, readings: Mapping[tuple[str, str, str], Reading]) -> Statement:
    reading = readings.get((claim.prop, claim.column, claim.value))
    return Statement(claim=claim, reading=reading or Reading(kind="text", normalised=claim.value))
