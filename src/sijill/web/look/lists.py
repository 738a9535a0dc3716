"""Lists as one viewer sees them: their own in full, others' only as far as something of them is visible."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sijill.access.filter import ClaimFilter
from sijill.accession import store as accessions
from sijill.accession.models import Accession
from sijill.claims import mapping as mappings
from sijill.claims import store as claims
from sijill.claims.mapping import Mapping
from sijill.claims.mapping.file import comments_of
from sijill.pipeline.origins import Version, origins, version_rows
from sijill.pipeline.take import mapping_path
from sijill.tables.register import Register
from sijill.web.look.sight import Sight

SAMPLES: Final = 3
MOST_CHANGES: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class FileView:
    """One received file; ``state`` is counts, replaced or withdrawn. ``audit`` is None when nothing was read of it."""

    accession: Accession
    state: str
    audit: dict[str, Any] | None
    aside: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListView:
    """``records`` and ``persons`` count what this viewer sees. ``files`` is empty for lists of others."""

    id: str
    title: str
    organisation: str
    own: bool
    withdrawn: bool
    records: int
    persons: int
    confirmed: bool
    files: tuple[FileView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnView:
    """A column to be mapped: ``properties`` as text, why it is read so, and a few of its values."""

    column: str
    sheet: str
    properties: str
    ignored: str
    date_order: str
    why: str
    samples: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        return [name for name in self.properties.split(", ") if name]

    @property
    def dated(self) -> bool:
        """Whether the order of day and month matters here."""
        return any(name.endswith((".date", ".from", ".to")) for name in self.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class CellChange:
    """One cell that a new version wrote differently; both texts are None where the viewer may not see them."""

    old: str
    new: str
    column: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionView:
    before: str
    after: str
    unchanged: int
    changed: int
    added: int
    removed: int
    returned: int
    ambiguous: int
    cells: tuple[CellChange, ...]


def one(sight: Sight | None, list_id: str, *, own: bool, files: bool = False) -> ListView:
    """Raises NotFoundError for an unknown list; whether it may be named at all is for the caller to decide."""
    row = accessions.get_list(list_id)
    register = sight.snapshot.register if sight is not None else None
    seen = np.zeros(0, bool) if sight is None else (sight.snapshot.lists == list_id) & sight.seen
    current = [accession for accession in accessions.active_accessions() if accession.list_id == list_id]
    read = [claims.current(accession.id) for accession in current]
    return ListView(
        id=row.id,
        title=row.title,
        organisation=row.organisation_id,
        own=own,
        withdrawn=list_id in accessions.withdrawn_lists(),
        records=int(seen.sum()),
        persons=0 if sight is None else len(np.unique(sight.person[np.flatnonzero(seen)])),
        confirmed=bool(read) and all(file is not None and file.confirmed for file in read),
        files=tuple(files_of(register, list_id)) if files and own and register is not None else (),
    )


def files_of(register: Register, list_id: str) -> Iterable[FileView]:
    withdrawn = list_id in accessions.withdrawn_lists()
    active = {row.id for row in accessions.active_accessions()}
    for accession in accessions.all_accessions():
        if accession.list_id == list_id:
            file = claims.current(accession.id)
            audit = claims.read_audit(register, file) if file is not None else None
            counts = Counter(one["reason"] for one in audit["set_aside"]) if audit else Counter[str]()
            state = "withdrawn" if withdrawn else "counts" if accession.id in active else "replaced"
            yield FileView(accession=accession, state=state, audit=audit, aside=tuple(sorted(counts.items())))


def columns_of(register: Register, list_id: str, visible: ClaimFilter) -> tuple[Mapping, list[ColumnView]]:
    """The list's mapping and its columns, in the order of the mapping: read, ignored, unmapped.

    Samples are of claims the viewer may see: of a column with sealed values none is shown.
    """
    path = mapping_path(register, list_id)
    mapping = mappings.load(path)
    why = comments_of(path.read_text(encoding="utf-8"))
    samples = _samples(register, list_id, visible)
    columns = [
        ColumnView(
            column=column.column,
            sheet=column.sheet or "",
            properties=", ".join(column.properties),
            ignored="",
            date_order=column.date_order.value if column.date_order else "",
            why=why.get((column.column, column.sheet), ""),
            samples=samples.get(column.column, ()),
        )
        for column in mapping.columns
    ]
    columns += [_other(one.column, one.reason, why, samples) for one in mapping.ignored]
    columns += [_other(name, "", why, samples) for name in mapping.unmapped]
    return mapping, columns


def _other(
    column: str, reason: str, why: dict[tuple[str, str | None], str], samples: dict[str, tuple[str, ...]]
) -> ColumnView:
    return ColumnView(
        column=column,
        sheet="",
        properties="",
        ignored=reason,
        date_order="",
        why=why.get((column, None), ""),
        samples=samples.get(column, ()),
    )


def _kinds(table: pa.Table) -> tuple[list[str], list[str]]:
    """Property and level of every claim."""
    return (table["property"].to_pylist(), table["visibility"].to_pylist())


def _samples(register: Register, list_id: str, visible: ClaimFilter) -> dict[str, tuple[str, ...]]:
    """A few different values of each column of the newest file, as written; those the viewer may see."""
    files = [row for row in accessions.all_accessions() if row.list_id == list_id]
    file = claims.current(files[-1].id) if files else None
    if file is None:
        return {}
    columns = ["column", "value", "property", "visibility"]
    table = pq.read_table(register.root / file.path, columns=columns).slice(0, 20_000)
    owner = files[-1].list.organisation_id
    kinds = [(str(one), str(level)) for one, level in zip(*_kinds(table), strict=True)]
    shown = {
        kind: visible.allows(
            list_id=list_id, organisation=owner, visibility=kind[1], property=kind[0], record_id=""
        )
        for kind in set(kinds)
    }
    table = table.filter(pa.array([shown[kind] for kind in kinds], pa.bool_()))
    found: dict[str, list[str]] = {}
    for name in pc.unique(table["column"]).to_pylist():
        values = table.filter(pc.equal(table["column"].cast("string"), name))["value"]
        found[name] = pc.unique(values.slice(0, 400)).to_pylist()[:SAMPLES]
    return {name: tuple(values) for name, values in found.items()}


def versions_of(register: Register, list_id: str, visible: ClaimFilter) -> list[VersionView]:
    """Every version beside the one before it, the newest first."""
    files = {row.id: row for row in accessions.all_accessions() if row.list_id == list_id}
    found = [one for one in origins(register).versions if one.accession in files]
    return [_version(register, files, one, visible) for one in reversed(found)]


def _version(
    register: Register, files: dict[str, Accession], version: Version, visible: ClaimFilter
) -> VersionView:
    difference = version.difference
    cells = _cells(register, files[version.before], files[version.accession], version, visible)
    return VersionView(
        before=files[version.before].name,
        after=files[version.accession].name,
        unchanged=len(difference.pairs) - len(difference.changed),
        changed=len(difference.changed),
        added=len(difference.added) - len(version.returned),
        removed=len(difference.removed),
        returned=len(version.returned),
        ambiguous=len(difference.ambiguous),
        cells=tuple(cells),
    )


def _cells(
    register: Register, before: Accession, after: Accession, version: Version, visible: ClaimFilter
) -> list[CellChange]:
    shown = version.difference.changed[:MOST_CHANGES]
    if not shown:
        return []
    closed = _closed_columns(register, before, visible) | _closed_columns(register, after, visible)
    was, is_now = (
        {row.record: dict(row.cells) for row in version_rows(register, file)} for file in (before, after)
    )
    return [
        CellChange(
            old=pair.old,
            new=pair.new,
            column=column,
            before=None if column in closed else was[pair.old].get(column, ""),
            after=None if column in closed else is_now[pair.new].get(column, ""),
        )
        for pair in shown
        for column in sorted(pair.columns)
    ]


def _closed_columns(register: Register, accession: Accession, visible: ClaimFilter) -> set[str]:
    """Columns of which the viewer may not see every claim."""
    file = claims.current(accession.id)
    if file is None:
        return set()
    table = pq.read_table(register.root / file.path, columns=["column", "property", "visibility"])
    kinds = table.group_by(["column", "property", "visibility"]).aggregate([]).to_pylist()
    return {
        str(kind["column"])
        for kind in kinds
        if not visible.allows(
            list_id=accession.list_id,
            organisation=accession.list.organisation_id,
            visibility=str(kind["visibility"]),
            property=str(kind["property"]),
            record_id="",
        )
    }
