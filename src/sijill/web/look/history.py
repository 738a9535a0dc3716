"""When which records became one person or parted, as far as the viewer sees the records.

Told of visible records only: a change that only a hidden record explains is no change for this viewer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
import pyarrow as pa

from sijill.web.look.sight import Sight

MOST_CHANGES: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Records that were one person after a run; ``person`` is the viewer's id of whoever holds them now."""

    records: tuple[str, ...]
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a run did: ``kind`` is new, joined, parted or both."""

    run: int
    at: datetime
    kind: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Move:
    """A record and the person it belonged to after a run; None: it counted no more."""

    record: str
    after: str | None


def history_of(sight: Sight, members: Sequence[int]) -> list[Change]:
    """Oldest first; at most ``MOST_CHANGES``, the latest ones."""
    table = sight.snapshot.lineage
    if table.num_rows == 0:
        return []
    mine = {sight.snapshot.record_ids[number] for number in members}
    rows = _rows_about(sight, table, mine)
    changes = []
    now: dict[str, str] = {}
    for run, info in sight.snapshot.runs.items():
        before = dict(now)
        for row in rows.get(run, ()):
            if row.after is None:
                now.pop(row.record, None)
            else:
                now[row.record] = row.after
        was, is_now = _parts(before, mine), _parts(now, mine)
        if was != is_now:
            parts = tuple(_part(sight, part) for part in is_now)
            changes.append(Change(run=run, at=info.at, kind=_kind(was, is_now), parts=parts))
    return changes[-MOST_CHANGES:]


def _rows_about(sight: Sight, table: pa.Table, mine: set[str]) -> dict[int, list[_Move]]:
    """By run: changes of visible records that were ever with one of mine."""
    by_record, by_before, by_after = sight.snapshot.lineage_groups
    about = np.concatenate([by_record.of(sight.snapshot.number_of[one]) for one in sorted(mine)])
    held = np.unique(np.concatenate([persons[about] for persons in sight.snapshot.lineage_of]))
    parts = [group.of(int(person)) for person in held if person >= 0 for group in (by_before, by_after)]
    touched = np.unique(np.concatenate(parts)) if parts else np.zeros(0, np.int32)
    rows: dict[int, list[_Move]] = {}
    for row in table.take(pa.array(touched)).to_pylist():
        number = sight.snapshot.number_of.get(row["record_id"])
        if number is not None and sight.seen[number]:
            rows.setdefault(row["run"], []).append(_Move(record=row["record_id"], after=row["after"]))
    return rows


def _parts(now: Mapping[str, str], mine: set[str]) -> frozenset[frozenset[str]]:
    """Who was together with whom, among those with one of mine."""
    groups: dict[str, set[str]] = {}
    for record, person in now.items():
        groups.setdefault(person, set()).add(record)
    return frozenset(frozenset(group) for group in groups.values() if group & mine)


def _kind(was: Iterable[frozenset[str]], is_now: Iterable[frozenset[str]]) -> str:
    before = {record for part in was for record in part}
    joined = any(sum(bool(part & old) for old in was) > 1 for part in is_now)
    grown = any(part - before for part in is_now if part & before)
    parted = any(sum(bool(old & part) for part in is_now) != 1 or old - _all(is_now) for old in was)
    if not before:
        return "new"
    return "both" if parted and (joined or grown) else "parted" if parted else "joined"


def _all(parts: Iterable[frozenset[str]]) -> set[str]:
    return {record for part in parts for record in part}


def _part(sight: Sight, part: frozenset[str]) -> Part:
    records = sorted(part, key=lambda record: sight.snapshot.number_of[record])
    first = sight.snapshot.number_of[records[0]]
    return Part(records=tuple(records), person=sight.id_of(int(sight.person[first])))
