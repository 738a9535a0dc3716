"""Which record belonged to which person, run after run, and where an old id leads today.

Each published run adds one file with what changed; folding them in order gives the membership of any run.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

# One row per record whose person changed: null before = new to the register, null after = no longer counted.
SCHEMA: Final = pa.schema([("record_id", pa.string()), ("before", pa.string()), ("after", pa.string())])


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a run did to persons, for people to read: ids only."""

    minted: tuple[str, ...]
    returned: tuple[str, ...]  # ids of an earlier run that hold records again
    joined: tuple[tuple[str, str], ...]  # (id that ended, id that it was joined to)
    split: tuple[tuple[str, str], ...]  # (id that went on, id that came out of it)
    ended: tuple[str, ...]  # ids none of whose records count any more


def fold(runs: Iterable[pa.Table]) -> dict[str, str]:
    """Record id -> person id after the last of the runs."""
    now: dict[str, str] = {}
    for run in runs:
        for record, after in zip(run["record_id"].to_pylist(), run["after"].to_pylist(), strict=True):
            if after is None:
                now.pop(record, None)
            else:
                now[record] = after
    return now


def difference(before: Mapping[str, str], after: Mapping[str, str]) -> pa.Table:
    """The rows of a new run's file, sorted by record id."""
    changed = sorted(
        {record for record, person in after.items() if before.get(record) != person}
        | (before.keys() - after.keys())
    )
    return pa.table(
        {
            "record_id": changed,
            "before": [before.get(record) for record in changed],
            "after": [after.get(record) for record in changed],
        },
        schema=SCHEMA,
    )


def ever(runs: Iterable[pa.Table]) -> set[str]:
    """Every person id that any of the runs published."""
    return {person for run in runs for person in run["after"].unique().to_pylist() if person is not None}


def changes(
    before: Mapping[str, str], after: Mapping[str, str], earlier: AbstractSet[str] = frozenset()
) -> Changes:
    """``earlier``: the ids of all runs before this one."""
    old, new = set(before.values()), set(after.values())
    moved = {
        (before[record], person)
        for record, person in after.items()
        if record in before and before[record] != person
    }
    appeared = new - old - {to for _, to in moved}
    return Changes(
        minted=tuple(sorted(appeared - earlier)),
        returned=tuple(sorted(appeared & earlier)),
        joined=tuple(sorted(pair for pair in moved if pair[0] not in new)),
        split=tuple(sorted(pair for pair in moved if pair[0] in new)),
        ended=tuple(sorted(old - new - {origin for origin, _ in moved})),
    )


def lead_to(person: str, runs: Iterable[pa.Table]) -> tuple[str, ...]:
    """Where an id leads now: the persons that hold the records it last held, most records first; may be empty."""
    last_held: set[str] = set()
    held: set[str] = set()
    now: dict[str, str] = {}
    for run in runs:
        for record, after in zip(run["record_id"].to_pylist(), run["after"].to_pylist(), strict=True):
            if after == person:
                held.add(record)
            else:
                held.discard(record)
            if after is None:
                now.pop(record, None)
            else:
                now[record] = after
            if held:
                last_held = set(held)
    counts = Counter(now[record] for record in last_held if record in now)
    return tuple(person for person, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])))
