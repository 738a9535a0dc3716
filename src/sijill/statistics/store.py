"""Public tables in SQL: append-only, each with its ledger entry in the same transaction.

Every new table is made so that nothing more can be worked out from it and all earlier ones together.
"""

import json
from datetime import datetime

from django.db import transaction

from sijill.ledger import store as ledger
from sijill.statistics.disclose import SUPPRESSED, Audience, Publication, Suppressed
from sijill.statistics.models import PublicTable
from sijill.statistics.published import publish
from sijill.statistics.tally import Tally
from sijill.version import __version__


def make_public(tally: Tally, *, data: str, by: str, at: datetime) -> tuple[PublicTable, Publication]:
    """The table for readers, kept for ever; one that was published before from the same data is that one.

    Raises InputError when no table of these dimensions can stand beside the earlier ones.
    """
    row, made = _next(tally, data)
    if row is not None:
        return row, made
    row = PublicTable(
        as_of=tally.as_of.isoformat(),
        event=tally.event,
        data=data,
        version=made.version,
        table=_dumped(made),
        software=f"sijill {__version__}",
        at=at.isoformat(),
        by=by,
    )
    with transaction.atomic():
        row.save(force_insert=True)
        ledger.append(
            "statistics.published",
            actor=by,
            at=at,
            rows=[row],
            detail={"dimensions": list(made.dimensions), "withheld": len(made.hidden())},
        )
    return row, made


def preview(tally: Tally, *, data: str) -> Publication:
    """What ``make_public`` would show, and nothing is made public. Raises InputError as it does."""
    return _next(tally, data)[1]


def _next(tally: Tally, data: str) -> tuple[PublicTable | None, Publication]:
    """The table that was published of this data and these dimensions before, or what a new one would be."""
    earlier = list(PublicTable.objects.order_by("id"))
    versions = {(row.data, row.as_of): row.version for row in earlier}
    version = versions.get((data, tally.as_of.isoformat()), len(set(versions.values())))
    for row in earlier:
        known = publication_of(row)
        if row.version == version and set(known.dimensions) == set(tally.by):
            return row, known
    made = publish(
        tally, audience=Audience.PUBLIC, earlier=[publication_of(row) for row in earlier], version=version
    )
    return None, made


def publications() -> list[Publication]:
    """Everything ever made public, in order."""
    return [publication_of(row) for row in PublicTable.objects.order_by("id")]


def publication_of(row: PublicTable) -> Publication:
    told = json.loads(row.table)
    return Publication(
        dimensions=tuple(told["dimensions"]),
        labels=tuple(tuple(each) for each in told["labels"]),
        shown={tuple(place): SUPPRESSED if value is None else value for place, value in told["shown"]},
        audience=Audience.PUBLIC,
        version=row.version,
    )


def _dumped(made: Publication) -> str:
    shown = [
        [list(place), None if isinstance(value, Suppressed) else value] for place, value in made.shown.items()
    ]
    return json.dumps(
        {"dimensions": made.dimensions, "labels": made.labels, "shown": shown}, ensure_ascii=False
    )
