"""Matching a list of released people against the register with the linkage engine. Nothing of it stays there.

The rows are read in the confined child process, become records beside the standing ones, and are linked with them. A
row counts for a person only when linkage puts it into one cluster with records of that person and nobody else; a pair
that is only worth a look makes the release unknown. A name alone never decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sijill import clock, linkage
from sijill.accession.receive import read_sealed, scratch_folder
from sijill.accession.tabulate import Sheet
from sijill.amnesties.model import Decree, Release
from sijill.amnesties.released import listed_release, possible_release, undated_release
from sijill.claims import columns as claim_columns
from sijill.claims import readings, record_table
from sijill.claims.columns import MISSING, ClaimColumn
from sijill.claims.map_row import Said
from sijill.claims.mapping import Mapping as ListMapping
from sijill.claims.readings import Reading
from sijill.claims.store import claims_of_sheets
from sijill.claims.suggest_sheets import SheetSample, suggest_sheets
from sijill.errors import InputError, Where
from sijill.linkage.records import SCHEMA
from sijill.manual_review import store as reviews
from sijill.manual_review.trust import trust
from sijill.persons.custody import Answer
from sijill.persons.model import Interval
from sijill.pipeline import judgements as judging
from sijill.pipeline.derive import current_records, dependent_lists, last_asked
from sijill.pipeline.origins import origins
from sijill.pipeline.take import sample_of
from sijill.tables import parquet
from sijill.tables.files import sha256_of
from sijill.tables.register import Register
from sijill.text import dates

LIST: Final = "released-list"
# What a reader of dates notes where a source wrote that nothing can be said.
UNKNOWN_DAY: Final = frozenset(
    reason.value
    for reason in (
        dates.Unread.UNKNOWN,
        dates.Unread.NOT_ASKED,
        dates.Unread.REFUSED,
        dates.Unread.SUPPRESSED,
        dates.Unread.MISSING,
        dates.Unread.PLACEHOLDER,
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubtful:
    """A row that linkage did not settle. ``row`` is its number in the file, from 1 below the header.

    ``kind``: possible (a pair that is worth a look) or ambiguous (several persons); ``weight``: of the best such
    pair, in bits, None where an ambiguous row has none.
    """

    row: int
    kind: str
    persons: tuple[str, ...]
    weight: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A cell in which a day of release stands that could not be read: such a row settles nothing."""

    row: int
    column: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """``releases`` by person. ``rows`` = set_aside + matched + possible + ambiguous + unmatched.

    ``file`` and ``sha256`` name the list; it is not kept, and whoever has it can show that it is the one.
    """

    file: str
    sha256: str
    doubtful: tuple[Doubtful, ...]
    unread: tuple[Unread, ...]
    releases: Mapping[str, Release]
    rows: int
    set_aside: int
    matched: int
    possible: int
    ambiguous: int
    unmatched: int

    def as_json(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "sha256": self.sha256,
            "doubtful": [
                {
                    "row": one.row,
                    "kind": one.kind,
                    "persons": list(one.persons),
                    "weight": one.weight,
                }
                for one in self.doubtful
            ],
            "unread_dates": [{"row": one.row, "column": one.column} for one in self.unread],
            "rows": self.rows,
            "set_aside": self.set_aside,
            "matched": self.matched,
            "possible": self.possible,
            "ambiguous": self.ambiguous,
            "unmatched": self.unmatched,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The rows of the file as records for linkage, with what each says of its release."""

    records: pa.Table
    release: Mapping[str, tuple[Interval | None, tuple[str, ...]]]
    unread: tuple[Unread, ...]
    rows: int


def match(register: Register, path: Path, decree: Decree, *, as_of: date, at: datetime) -> Matched:
    """Raises RefusedFileError for a file that cannot be read, InputError for one in which nothing looks like a name."""
    sha256 = sha256_of(path)
    listed = read(path, at=at)
    kept = parquet.read(register.derived / "records.parquet", [*SCHEMA.names, "origin"])
    standing = kept.select(SCHEMA.names)
    together = pa.concat_tables([standing, listed.records.select(SCHEMA.names).cast(standing.schema)])
    asked, binding = last_asked(register), judging.binding(register, origins(register))
    result = linkage.link(
        together,
        judgements=judging.of_today(binding, current_records(kept))[0],
        dependent_lists=dependent_lists(),
        engine=asked.engine,
        seed=asked.seed,
        band=trust(reviews.latest_quality()).band,
    )
    return _matched(register, listed, result, decree, as_of, file=path.name, sha256=sha256)


def read(path: Path, *, at: datetime) -> Listed:
    """The file as linkage sees it; columns are understood as for any list, by header and values."""
    with scratch_folder() as workspace:
        tabulation = read_sealed(path, name=path.name, workspace=workspace)
        mapping = _mapping(tabulation.sheets)
        said = Said(by=LIST, as_of="")
        claims = pa.concat_tables(claims_of_sheets(tabulation, mapping, said, without=set()))
        file = workspace / "released.parquet"
        pq.write_table(claims, file)
        rows = np.unique(claims["row"].to_numpy()).astype(np.int32)
        columns = claim_columns.load(file, rows)
    if not any(column.property.startswith("name") for column in columns):
        raise InputError(
            "No column of the list of released people looks like a name",
            where=Where(file=path.name),
            remedy="Give the column of names a header such as Name or الاسم",
        )
    source = record_table.Source(accession=LIST, list_id=LIST, as_of="", received=clock.day(at), rows=rows)
    read_columns = [(column, readings.read_column(column, mapping)) for column in columns]
    table = record_table.record_table(source, read_columns, mapping)
    return Listed(
        records=table,
        release=_releases(table["record_id"].to_pylist(), read_columns),
        unread=_unread(table["record_id"].to_pylist(), read_columns),
        rows=tabulation.rows_in,
    )


def _mapping(sheets: Sequence[Sheet]) -> ListMapping:
    samples = [
        SheetSample(name=sheet.name, header=sheet.header, columns=sample_of(sheet)) for sheet in sheets
    ]
    return suggest_sheets(samples, list_id=LIST, organisation=LIST).mapping


def _releases(
    records: Sequence[str], columns: Sequence[tuple[ClaimColumn, Sequence[Reading]]]
) -> dict[str, tuple[Interval | None, tuple[str, ...]]]:
    when: dict[str, Interval] = {}
    types: dict[str, set[str]] = {}
    for column, read_as in columns:
        for record, code in zip(records, column.codes.tolist(), strict=True):
            if code == MISSING:
                continue
            one = read_as[code]
            if column.property == "release.date" and (one.start is not None or one.end is not None):
                when[record] = Interval(start=one.start, end=one.end)
            types.setdefault(record, set()).update(
                listed.removeprefix("release_type:")
                for listed in one.codes
                if listed.startswith("release_type:")
            )
    return {record: (when.get(record), tuple(sorted(types.get(record, ())))) for record in records}


def _unread(
    records: Sequence[str], columns: Sequence[tuple[ClaimColumn, Sequence[Reading]]]
) -> tuple[Unread, ...]:
    """Cells of a day of release that are no day, and do not say that it is unknown either."""
    found = [
        Unread(row=_row_of(record), column=column.column)
        for column, read_as in columns
        if column.property == "release.date"
        for record, code in zip(records, column.codes.tolist(), strict=True)
        if code != MISSING and not read_as[code].normalised and not _says_nothing(read_as[code])
    ]
    return tuple(sorted(found, key=lambda one: (one.row, one.column)))


def _says_nothing(reading: Reading) -> bool:
    return reading.note.split(":", 1)[0] in UNKNOWN_DAY


def _matched(
    register: Register,
    listed: Listed,
    result: linkage.LinkResult,
    decree: Decree,
    as_of: date,
    *,
    file: str,
    sha256: str,
) -> Matched:
    person_of = _membership(register)
    no_day = {one.row for one in listed.unread}
    clusters: dict[int, set[str]] = {}
    for record, cluster in result.clusters.items():
        if record in person_of:
            clusters.setdefault(cluster, set()).add(person_of[record])
    worth_a_look = _review(result.pairs, set(listed.release))
    releases: dict[str, Release] = {}
    doubtful: list[Doubtful] = []
    tally = {"matched": 0, "possible": 0, "ambiguous": 0, "unmatched": 0}
    for record, (when, types) in listed.release.items():
        persons = clusters.get(result.clusters[record], set())
        if len(persons) == 1:
            tally["matched"] += 1
            told = (
                undated_release(decree)
                if when is None and _row_of(record) in no_day
                else listed_release(decree, when, types, as_of)
            )
            _take(releases, next(iter(persons)), told)
            continue
        pairs = [(one, bits) for one, bits in worth_a_look.get(record, ()) if one in person_of]
        maybe = persons | {person_of[one] for one, _ in pairs}
        kind = "ambiguous" if persons else ("possible" if maybe else "unmatched")
        tally[kind] += 1
        if maybe:
            best = max((bits for _, bits in pairs), default=None)
            doubtful.append(
                Doubtful(row=_row_of(record), kind=kind, persons=tuple(sorted(maybe)), weight=best)
            )
        for person in maybe:
            _take(releases, person, possible_release(decree))
    return Matched(
        file=file,
        sha256=sha256,
        doubtful=tuple(sorted(doubtful, key=lambda one: one.row)),
        unread=listed.unread,
        releases=releases,
        rows=listed.rows,
        set_aside=listed.rows - len(listed.release),
        **tally,
    )


def _row_of(record: str) -> int:
    return int(record.rpartition("-")[2])


def _take(releases: dict[str, Release], person: str, release: Release | None) -> None:
    """A sure row outweighs a doubtful one."""
    if release is None:
        return
    known = releases.get(person)
    if known is None or known.released is not Answer.YES:
        releases[person] = release


def _membership(register: Register) -> dict[str, str]:
    table = parquet.read(register.derived / "membership.parquet")
    return dict(zip(table["record_id"].to_pylist(), table["person_id"].to_pylist(), strict=True))


def _review(pairs: pa.Table, mine: set[str]) -> dict[str, list[tuple[str, float]]]:
    """Row of the list -> standing records it forms a doubtful pair with, and the pair's weight in bits."""
    found: dict[str, list[tuple[str, float]]] = {}
    for row in pairs.select(["left", "right", "decision", "weight"]).to_pylist():
        if row["decision"] != linkage.Decision.REVIEW.value:
            continue
        _add(found, mine, row)
    return found


def _add(found: dict[str, list[tuple[str, float]]], mine: set[str], row: dict[str, Any]) -> None:
    for one, other in ((row["left"], row["right"]), (row["right"], row["left"])):
        if one in mine and other not in mine:
            found.setdefault(one, []).append((other, round(float(row["weight"]), 1)))
