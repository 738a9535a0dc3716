"""Through all versions of a list: which record took over from which, so that ids and judgements live on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow.parquet as pq

from sijill.accession import store as accessions
from sijill.accession.models import Accession
from sijill.claims import mapping as mappings
from sijill.claims import store as claims
from sijill.claims.versions import Difference, VersionRow, compare
from sijill.ids import record_id
from sijill.tables.register import Register


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One accession that took the place of another: what differs, and which rows came back from an older version.

    ``returned`` holds (record, origin) of rows that the version before lacked and an earlier one had.
    """

    accession: str
    before: str
    difference: Difference
    returned: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origins:
    """``of`` maps a record of any later version to the first record it continues; others are their own origin."""

    of: Mapping[str, str]
    versions: tuple[Version, ...]

    def __getitem__(self, record: str) -> str:
        return self.of.get(record, record)


def origins(register: Register) -> Origins:
    """Follows every chain of versions from its first accession on. Lists without versions cost nothing."""
    received = accessions.all_accessions()
    followers = {row.supersedes_id: row for row in received if row.supersedes_id is not None}
    of: dict[str, str] = {}
    versions: list[Version] = []
    for first in received:
        if first.supersedes_id is None and first.id in followers:
            _follow(register, first, followers, of, versions)
    return Origins(of=of, versions=tuple(versions))


def _follow(
    register: Register,
    first: Accession,
    followers: Mapping[str, Accession],
    of: dict[str, str],
    versions: list[Version],
) -> None:
    rows = version_rows(register, first)
    gone: dict[str, VersionRow] = {}  # origin -> the row as it last stood
    before = first
    while before.id in followers:
        after = followers[before.id]
        new = version_rows(register, after)
        difference = compare(rows, new)
        for pair in difference.pairs:
            of[pair.new] = of.get(pair.old, pair.old)
        removed = set(difference.removed)
        gone |= {of.get(row.record, row.record): row for row in rows if row.record in removed}
        returned = _returned(gone, new, set(difference.added), of)
        versions.append(
            Version(accession=after.id, before=before.id, difference=difference, returned=returned)
        )
        before, rows = after, new


def _returned(
    gone: dict[str, VersionRow], new: Sequence[VersionRow], added: set[str], of: dict[str, str]
) -> tuple[tuple[str, str], ...]:
    """Added rows that an earlier version had: they are the same records again."""
    origin_of_row = {row.record: origin for origin, row in gone.items()}
    again = compare(list(gone.values()), [row for row in new if row.record in added])
    found = []
    for pair in again.pairs:
        origin = origin_of_row[pair.old]
        of[pair.new] = origin
        del gone[origin]
        found.append((pair.new, origin))
    return tuple(found)


def version_rows(register: Register, accession: Accession) -> list[VersionRow]:
    """The accession's records with the cells they claim anything from."""
    file = claims.current(accession.id)
    if file is None:
        return []
    table = pq.read_table(register.root / file.path, columns=["row", "column", "value", "cell"])
    cells: dict[int, set[tuple[str, str]]] = {}
    for row in table.to_pylist():
        cells.setdefault(row["row"], set()).add((row["column"], row["cell"] or row["value"]))
    reference = mappings.loads(file.mapping).reference
    return [
        VersionRow(
            record=record_id(accession.id, row),
            cells=frozenset(said),
            reference=next((text.strip() for column, text in said if column == reference), None),
        )
        for row, said in sorted(cells.items())
    ]
