"""Every person with the claims of some properties, one after the other: what a whole-register question reads."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import pyarrow as pa

from sijill.accession.models import Accession
from sijill.claims.models import ClaimsFile
from sijill.claims.readings import Reading
from sijill.claims.statements import Statement, claim_of, readings_path
from sijill.persons.model import Interval
from sijill.tables import duck
from sijill.tables.register import Register

ROWS_AT_ONCE: Final = 50_000

# What is asked of custody, its beginning and its end.
CUSTODY: Final = (
    "arrest.date",
    "arrest.place",
    "arrest.agency",
    "arrest.circumstances",
    "held.place",
    "held.from",
    "held.to",
    "sighting.date",
    "sighting.place",
    "charge",
    "court",
    "sentence",
    "release.date",
    "release.type",
    "death.date",
    "death.place",
    "death.cause",
    "death.basis",
    "status",
    "note",
)

_SQL: Final = """
SELECT m.person_id, p.sex, p.birth, s.*
FROM said s
JOIN membership m ON m.record_id = s.record
JOIN people p ON p.person_id = m.person_id
ORDER BY p.place, s.accession, s.row, s.col, s.start
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class One:
    """A person as far as the asked properties go. ``birth`` is what all dated records agree on, if they do."""

    person_id: str
    sex: str
    birth: Interval | None
    statements: tuple[Statement, ...]

    @property
    def records(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.claim.record for one in self.statements))


def everyone(
    register: Register,
    files: Sequence[tuple[Accession, ClaimsFile]],
    properties: Sequence[str],
    *,
    more: Mapping[str, Sequence[Statement]] | None = None,
) -> Iterator[One]:
    """All persons of the linked register in the order of ``persons.parquet``; those without such claims come last.

    ``files`` are the accessions that count now; ``more`` holds what else is said of a person (out of texts), by person.
    """
    seen: set[str] = set()
    with duck.connect() as connection:
        for name in ("membership", "persons"):
            connection.register(name, connection.read_parquet(str(register.derived / f"{name}.parquet")))
        connection.execute(
            "CREATE TEMP TABLE people AS SELECT person_id, sex, birth, row_number() OVER () AS place FROM persons"
        )
        for number, (accession, file) in enumerate(files):
            _add(connection, register, accession, file, number=number, properties=properties)
        if files:
            reader = connection.sql(_SQL).to_arrow_reader(ROWS_AT_ONCE)
            for one in _persons(reader, {accession.id: accession for accession, _ in files}):
                seen.add(one.person_id)
                yield _with(one, more, properties)
        rest = connection.execute("SELECT person_id, sex, birth FROM people ORDER BY place").fetchall()
    for person_id, sex, birth in rest:
        if person_id not in seen:
            silent = One(person_id=person_id, sex=sex, birth=birth_of(birth), statements=())
            yield _with(silent, more, properties)


def _with(one: One, more: Mapping[str, Sequence[Statement]] | None, properties: Sequence[str]) -> One:
    added = tuple(said for said in (more or {}).get(one.person_id, ()) if said.claim.prop in properties)
    return replace(one, statements=one.statements + added) if added else one


def _add(
    connection: Any,  # DuckDB ships no types
    register: Register,
    accession: Accession,
    file: ClaimsFile,
    *,
    number: int,
    properties: Sequence[str],
) -> None:
    claims = connection.read_parquet(str(register.root / file.path))
    readings = connection.read_parquet(str(readings_path(register, file.path)))
    connection.register("claims", claims)
    connection.register("readings", readings)
    select = f"""
        SELECT ? || '-' || c.row AS record, ?::INTEGER AS accession, c.row AS row, c.property::VARCHAR AS property,
          c.value AS value, c.sheet::VARCHAR AS sheet, c.line AS line, c.col AS col, c.column::VARCHAR AS "column",
          c.start AS start, c."end" AS "end", c.said_by::VARCHAR AS said_by, c.as_of::VARCHAR AS as_of,
          c.visibility::VARCHAR AS visibility, ?::VARCHAR AS accession_id,
          r.kind AS kind, r.normalised AS normalised, r.start AS day_from, r."end" AS day_to, r.codes AS codes,
          r.resolved AS resolved, r.ambiguous AS ambiguous, r.note AS reading_note
        FROM claims c
        LEFT JOIN readings r
          ON r.property = c.property::VARCHAR AND r.column = c.column::VARCHAR AND r.value = c.value
        WHERE c.property::VARCHAR IN ({", ".join("?" for _ in properties)})
    """  # noqa: S608 (only question marks are put in)
    values = [accession.id, number, accession.id, *properties]
    head = "CREATE TEMP TABLE said AS" if number == 0 else "INSERT INTO said"
    connection.execute(f"{head} {select}", values)
    connection.unregister("claims")
    connection.unregister("readings")


def _persons(reader: pa.RecordBatchReader, accessions: dict[str, Accession]) -> Iterator[One]:
    waiting: list[dict[str, Any]] = []
    for batch in reader:
        for row in batch.to_pylist():
            if waiting and waiting[0]["person_id"] != row["person_id"]:
                yield _one(waiting, accessions)
                waiting = []
            waiting.append(row)
    if waiting:
        yield _one(waiting, accessions)


def _one(rows: Sequence[dict[str, Any]], accessions: dict[str, Accession]) -> One:
    return One(
        person_id=rows[0]["person_id"],
        sex=rows[0]["sex"],
        birth=birth_of(rows[0]["birth"]),
        statements=tuple(_statement(row, accessions[row["accession_id"]]) for row in rows),
    )


def _statement(row: dict[str, Any], accession: Accession) -> Statement:
    return Statement(
        claim=claim_of(accession, row),
        reading=Reading(
            kind=row["kind"] or "text",
            normalised=row["normalised"] or "",
            start=row["day_from"],
            end=row["day_to"],
            codes=tuple(row["codes"] or ()),
            resolved=row["resolved"],
            ambiguous=bool(row["ambiguous"]),
            note=row["reading_note"] or "",
        ),
    )


def birth_of(text: str) -> Interval | None:
    """The ``birth`` column of ``persons.parquet``: a day, or two with a slash, dots for an open end; None if empty."""
    if not text:
        return None
    low, _, high = text.partition("/")
    return Interval(start=_day(low), end=_day(high or low))


def _day(text: str) -> date | None:
    return None if text in {"", ".."} else date.fromisoformat(text)
