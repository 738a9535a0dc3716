"""What is derived, held in memory by every process that serves pages: loaded once per link run, never changed.

Arrays have one element per record, in the order of receipt (the record's ``number``). Nothing here knows who looks; no
page may use it but through ``sight``.
"""

import json
import threading
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sijill import ids
from sijill.accession import store as accessions
from sijill.errors import RegisterError
from sijill.persons.models import Run
from sijill.pipeline.derive import counted, require_linked
from sijill.pipeline.origins import Origins, origins
from sijill.tables import parquet
from sijill.tables.register import Register

RECORD_COLUMNS: Final = (
    "record_id",
    "list_id",
    "accession",
    "row",
    "origin",
    "display",
    "sex",
    "birth_start",
    "birth_end",
    "arrest_start",
    "arrest_end",
    "death_start",
    "death_end",
    "origin_place",
    "residence_place",
    "birth_place",
    "arrest_place",
    "arrest_agency",
    "held_place",
    "mother_name",
    "mother_family",
    "identifiers",
    "codes",
)
PAIR_COLUMNS: Final = ("left", "right", "probability", "weight", "decision")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimKinds:
    """The claims of one accession as numbers: ``row`` (record number) and ``kind``, an index into ``kinds``.

    ``kinds`` are the different (property, visibility) of the accession: what a rule of access can tell apart.
    """

    list_id: str
    organisation: str
    number: NDArray[np.int32]
    kind: NDArray[np.int16]
    kinds: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunInfo:
    number: int
    at: datetime
    by: str


@dataclass(eq=False)
class Snapshot:
    """``person`` numbers the persons of the last run; ``seniority`` is smaller for records received earlier."""

    key: str
    register: Register
    records: pa.Table
    person: NDArray[np.int32]
    person_ids: list[str]
    seniority: NDArray[np.int64]
    pairs: pa.Table
    pair_left: NDArray[np.int32]
    pair_right: NDArray[np.int32]
    claim_kinds: tuple[ClaimKinds, ...]
    sights: dict[Any, Any] = field(default_factory=dict)  # by who looks: see ``sight.of``
    kept: dict[str, Any] = field(default_factory=dict)  # what other modules work out once per snapshot

    def __len__(self) -> int:
        return int(self.records.num_rows)

    def get_ready(self) -> None:
        """Works out now what would be at its first use."""
        for name, member in vars(type(self)).items():
            if isinstance(member, cached_property):
                getattr(self, name)

    @cached_property
    def number_of(self) -> dict[str, int]:
        """Record id -> number."""
        return {record: number for number, record in enumerate(self.record_ids)}

    @cached_property
    def record_ids(self) -> list[str]:
        found: list[str] = self.records["record_id"].to_pylist()
        return found

    @cached_property
    def founder_of(self) -> dict[str, int]:
        """The id each record would give a person it founds -> its number."""
        return {ids.person_id(origin): number for number, origin in enumerate(self.origins)}

    @cached_property
    def origins(self) -> list[str]:
        found: list[str] = self.records["origin"].to_pylist()
        return found

    @cached_property
    def number_of_origin(self) -> dict[str, int]:
        return {origin: number for number, origin in enumerate(self.origins)}

    @cached_property
    def known_origins(self) -> Origins:
        """Which record continues which; comparing the versions of long lists takes seconds, so once."""
        return origins(self.register)

    @cached_property
    def lists(self) -> NDArray[np.object_]:
        return np.array(self.records["list_id"].to_pylist(), object)

    @cached_property
    def displays(self) -> list[str]:
        found: list[str] = self.records["display"].to_pylist()
        return found

    @cached_property
    def of_person(self) -> "Grouped":
        return Grouped.by(self.person, len(self.person_ids))

    @cached_property
    def lineage(self) -> pa.Table:
        """Every change of every run: ``run``, ``record_id``, ``before``, ``after``."""
        parts = []
        for row in Run.objects.order_by("number"):
            table = parquet.read(self.register.root / row.path)
            parts.append(table.append_column("run", pa.array([row.number] * table.num_rows, pa.int32())))
        return pa.concat_tables(parts).combine_chunks() if parts else pa.table({})

    @cached_property
    def runs(self) -> dict[int, RunInfo]:
        return {
            row.number: RunInfo(number=row.number, at=datetime.fromisoformat(row.at), by=row.by)
            for row in Run.objects.order_by("number")
        }

    @cached_property
    def organisation_of(self) -> dict[str, str]:
        """List -> the organisation that holds it."""
        return {part.list_id: part.organisation for part in self.claim_kinds}

    def single(self, column: str) -> tuple[NDArray[np.int32], list[str]]:
        """Of a column of candidate codes: the number of the only one per record (-1 for none or several), and codes."""
        return self._single[column]

    @cached_property
    def _single(self) -> dict[str, tuple[NDArray[np.int32], list[str]]]:
        return {
            name: _only_code(self.records[name].combine_chunks()) for name in ("held_place", "arrest_place")
        }

    def of_code(self, column: str) -> "Grouped":
        """The records that have each of ``single``'s codes."""
        return self._of_code[column]

    @cached_property
    def _of_code(self) -> dict[str, "Grouped"]:
        return {name: Grouped.by(codes, len(names)) for name, (codes, names) in self._single.items()}

    @cached_property
    def lineage_groups(self) -> tuple["Grouped", "Grouped", "Grouped"]:
        """Rows of ``lineage`` by the record's number, and by the persons before and after (numbers of ``lineage_of``):
        to find the few rows about somebody without looking at all.
        """
        table = self.lineage
        record = pc.fill_null(
            pc.index_in(table["record_id"], value_set=self.records["record_id"].combine_chunks()), -1
        )
        before, after = self.lineage_of
        persons = int(max(before.max(initial=-1), after.max(initial=-1))) + 1
        return (
            Grouped.by(record.to_numpy().astype(np.int32), len(self)),
            Grouped.by(before, persons),
            Grouped.by(after, persons),
        )

    @cached_property
    def lineage_of(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Of every row of ``lineage``: numbers of the persons before and after, -1 for none."""
        table = self.lineage
        both = pa.chunked_array([*table["before"].chunks, *table["after"].chunks], pa.string())
        person = (
            pc.fill_null(pc.dictionary_encode(both.combine_chunks()).indices, -1).to_numpy().astype(np.int32)
        )
        return person[: table.num_rows], person[table.num_rows :]

    def days(self, column: str) -> NDArray[np.float64]:
        """Days since 1970; not a number where that end is open."""
        return self._days[column]

    @cached_property
    def _days(self) -> dict[str, NDArray[np.float64]]:
        names = [name for name in RECORD_COLUMNS if name.endswith(("_start", "_end"))]
        return {
            name: pc.cast(pc.cast(self.records[name], pa.int32()), pa.float64()).to_numpy(
                zero_copy_only=False
            )
            for name in names
        }


@dataclass(frozen=True, slots=True)
class Grouped:
    """Members of each group, as one array cut at ``starts``."""

    members: NDArray[np.int32]
    starts: NDArray[np.int64]

    @classmethod
    def by(cls, group: NDArray[np.int32], groups: int) -> "Grouped":
        """Negative groups have no members; members are in ascending order."""
        order = np.argsort(group, kind="stable").astype(np.int32)
        first = int((group < 0).sum())
        counts = np.bincount(group[group >= 0], minlength=groups)
        return cls(members=order[first:], starts=np.concatenate([[0], np.cumsum(counts)]))

    def of(self, group: int) -> NDArray[np.int32]:
        return self.members[self.starts[group] : self.starts[group + 1]]


_held: dict[str, Snapshot] = {}
_loading = threading.Lock()


def current(register: Register) -> Snapshot:
    """The snapshot of what is derived now; while a link run is at work, that of before (``sight`` takes out of it what
    was withdrawn or erased since). Raises RegisterError when nothing is linked and nothing was held.
    """
    held = _held.get(str(register.root))
    key = _key(register, waiting=held is not None)
    if held is not None and key in {held.key, ""}:
        return held
    with _loading:
        held = _held.get(str(register.root))
        if held is None or held.key != key:
            former, held = held, load(register, key)
            _held[str(register.root)] = held
            if former is not None:
                former.sights.clear()  # a sight holds its snapshot: neither would go without the other
    return held


def _key(register: Register, *, waiting: bool = False) -> str:
    """Changes whenever what is derived does; empty while a run is at work, for whoever is ``waiting`` for its end."""
    path = register.derived / "state.json"
    try:
        stat = path.stat()
    except OSError:
        if waiting:
            return ""
        require_linked(register)
        raise
    return f"{stat.st_mtime_ns}:{stat.st_size}:{stat.st_ino}"


def load(register: Register, key: str = "") -> Snapshot:
    require_linked(register)
    records = parquet.read(register.derived / "records.parquet", list(RECORD_COLUMNS))
    membership = parquet.read(register.derived / "membership.parquet")
    pairs = parquet.read(register.derived / "pairs.parquet")
    if membership.num_rows != records.num_rows:
        raise RegisterError("What is derived is being made anew", remedy="Try again in a moment")
    person = pc.dictionary_encode(membership["person_id"].combine_chunks())
    number = pa.table(
        {"record_id": records["record_id"], "number": pa.array(np.arange(records.num_rows, dtype=np.int32))}
    )
    return Snapshot(
        key=key,
        register=register,
        records=records,
        person=person.indices.to_numpy().astype(np.int32),
        person_ids=person.dictionary.to_pylist(),
        seniority=_seniority(records),
        pairs=pairs.select([name for name in PAIR_COLUMNS if name in pairs.column_names]),
        pair_left=_numbers(pairs["left"], number),
        pair_right=_numbers(pairs["right"], number),
        claim_kinds=tuple(_claim_kinds(register, records)),
    )


def _numbers(names: pa.ChunkedArray, number: pa.Table) -> NDArray[np.int32]:
    found = pc.index_in(names, value_set=number["record_id"].combine_chunks())
    result: NDArray[np.int32] = found.to_numpy().astype(np.int32)
    return result


def _only_code(lists: pa.ListArray) -> tuple[NDArray[np.int32], list[str]]:
    values = pc.dictionary_encode(lists.flatten())
    counts = pc.fill_null(pc.list_value_length(lists), 0).to_numpy(zero_copy_only=False).astype(np.int64)
    starts = np.concatenate([[0], np.cumsum(counts)])[:-1]
    found = np.full(len(counts), -1, np.int32)
    one = counts == 1
    found[one] = values.indices.to_numpy()[starts[one]]
    return found, values.dictionary.to_pylist()


def _seniority(records: pa.Table) -> NDArray[np.int64]:
    """By the receipt of the origin's accession, then by its row; as persons are founded."""
    number = {row.id: row.number for row in accessions.all_accessions()}
    split = [origin.rsplit("-", 1) for origin in records["origin"].to_pylist()]
    accession = np.array([number[accession] for accession, _ in split], np.int64)
    row = np.array([int(row) for _, row in split], np.int64)
    return accession * (1 << 40) + row


def _claim_kinds(register: Register, records: pa.Table) -> list[ClaimKinds]:
    found = []
    first = 0
    for accession, file in counted():
        size = int(pc.sum(pc.equal(records["accession"], accession.id)).as_py() or 0)
        rows = records["row"].slice(first, size).to_numpy()
        table = pq.read_table(register.root / file.path, columns=["row", "property", "visibility"])
        found.append(
            _kinds_of(
                table, rows, first, list_id=accession.list_id, organisation=accession.list.organisation_id
            )
        )
        first += size
    return found


def _kinds_of(
    table: pa.Table, rows: NDArray[np.int32], first: int, *, list_id: str, organisation: str
) -> ClaimKinds:
    row = table["row"].to_numpy()
    at = np.searchsorted(rows, row)
    known = (
        (at < len(rows)) & (rows[np.minimum(at, len(rows) - 1)] == row)
        if len(rows)
        else np.zeros(len(row), bool)
    )
    prop = pc.dictionary_encode(_plain(table["property"]))
    level = pc.dictionary_encode(_plain(table["visibility"]))
    props, levels = prop.dictionary.to_pylist(), level.dictionary.to_pylist()
    kind = prop.indices.to_numpy().astype(np.int32) * max(len(levels), 1) + level.indices.to_numpy()
    return ClaimKinds(
        list_id=list_id,
        organisation=organisation,
        number=(at[known] + first).astype(np.int32),
        kind=kind[known].astype(np.int16),
        kinds=tuple((one, other) for one in props for other in levels),
    )


def _plain(column: pa.ChunkedArray) -> pa.Array:
    return pc.cast(column, pa.string()).combine_chunks()


def state(register: Register) -> dict[str, Any]:
    """What the last run came to, as it was told."""
    found: dict[str, Any] = json.loads((register.derived / "state.json").read_text(encoding="utf-8"))
    return found["outcome"]  # type: ignore[no-any-return]  # JSON
