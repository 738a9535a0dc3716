"""Publishing a run: what changed goes to ``lineage/``, the run row and its ledger entry to SQL, all or nothing."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa
from django.db import transaction

from sijill.errors import NotFoundError
from sijill.ledger import store as ledger
from sijill.persons import lineage
from sijill.persons.models import Run
from sijill.tables import parquet
from sijill.tables.files import sha256_of
from sijill.tables.register import Register
from sijill.version import __version__


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """``run`` is None when nothing changed since the last one."""

    run: Run | None
    changes: lineage.Changes


# What is written together with a run: it gets each record's person before and after, and the changes.
Also = Callable[[Mapping[str, str], Mapping[str, str], lineage.Changes], object]


def publish(
    register: Register,
    membership: pa.Table,
    *,
    engine: str,
    at: datetime,
    actor: str,
    also: Also = lambda *_: None,
) -> Published:
    """Records who is who from now on (``record_id``, ``person_id``); an unchanged outcome adds nothing.

    ``also`` is called in the transaction of the run.
    """
    earlier = list(runs(register))
    before = lineage.fold(earlier)
    after = dict(zip(membership["record_id"].to_pylist(), membership["person_id"].to_pylist(), strict=True))
    changed = lineage.difference(before, after)
    if changed.num_rows == 0:
        return Published(run=None, changes=lineage.changes(before, after))
    number = Run.objects.count() + 1
    path = register.lineage / f"{number:06d}.parquet"
    parquet.write(path, changed)
    row = Run(
        number=number,
        path=register.relative(path),
        sha256=sha256_of(path),
        changed=changed.num_rows,
        records=len(after),
        persons=len(set(after.values())),
        engine=engine,
        software=f"sijill {__version__}",
        at=at.isoformat(),
        by=actor,
    )
    changes = lineage.changes(before, after, lineage.ever(earlier))
    with transaction.atomic():
        row.save(force_insert=True)
        ledger.append(
            "persons.published",
            actor=actor,
            at=at,
            rows=[row],
            files=[ledger.FileSeal(path=row.path, sha256=row.sha256, size=path.stat().st_size)],
            detail={"run": number, "changed": changed.num_rows},
        )
        also(before, after, changes)
    return Published(run=row, changes=changes)


def runs(register: Register) -> Iterator[pa.Table]:
    """What each published run changed, in order."""
    for row in Run.objects.order_by("number"):
        yield parquet.read(register.root / row.path)


def records_of(register: Register, person: str) -> list[str]:
    """The records of a current person, in the order of receipt; empty when there is no such person now."""
    path = register.derived / "membership.parquet"
    if not path.exists():
        return []
    found = parquet.read(path, ["record_id"], filters=[("person_id", "=", person)])
    records: list[str] = found["record_id"].to_pylist()
    return records


def person_of(register: Register, record: str) -> str | None:
    path = register.derived / "membership.parquet"
    found = parquet.read(path, ["person_id"], filters=[("record_id", "=", record)])
    return str(found["person_id"][0]) if found.num_rows else None


def ever_of(register: Register, records: Collection[str]) -> list[str]:
    """Every person id that any of these records ever had, sorted."""
    wanted = frozenset(records)
    return sorted(
        {
            person
            for run in runs(register)
            for record, person in zip(run["record_id"].to_pylist(), run["after"].to_pylist(), strict=True)
            if person is not None and record in wanted
        }
    )


def resolve(register: Register, asked: str) -> tuple[str, list[str]]:
    """The current person an id leads to, and its records.

    An id that was joined to another leads there; one whose records went to several persons, to the one that took
    most. Raises NotFoundError when the id never existed or none of its records count any more.
    """
    records = records_of(register, asked)
    if records:
        return asked, records
    for person in lineage.lead_to(asked, runs(register)):
        return person, records_of(register, person)
    raise NotFoundError(
        f"No person {asked!r} in this register", remedy="Find people with: sijill search DIR TEXT"
    )
