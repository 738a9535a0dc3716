"""Counts of an amnesty audit made public by a letter: kept for ever, each made safe beside the earlier ones.

Tables of one decree, rule set and day are one series. Between series nothing is compared: what their differences could
tell is bounded by the rounding alone.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import numpy as np
from django.db import transaction

from sijill.errors import NotFoundError
from sijill.ledger import store as ledger
from sijill.statistics.disclose import SUPPRESSED, TOTAL, Audience, Place, Publication, Suppressed, disclose
from sijill.submissions.letter_counts import ANSWERS, CUSTODY, TOGETHER
from sijill.submissions.models import AuditTableRow

DIMENSIONS: Final = ("custody", "covered", "released")
LABELS: Final = (
    tuple(one.value for one in CUSTODY),
    tuple(one.value for one in ANSWERS),
    tuple(one.value for one in ANSWERS),
)
Counts = Mapping[str, Mapping[str, Mapping[str, int]]]
Cells = Mapping[tuple[str, str, str], int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicAudit:
    """``number`` is None for a table that was only looked at. ``cells`` as in ``letter_counts.AuditCounts``."""

    number: int | None
    cells: Cells


def make_public(counts: Counts, *, subject: str, data: str, at: datetime, by: str) -> PublicAudit:
    """The table for readers; one that was published before from the same data is that one.

    ``counts``: custody -> covered -> released. Raises InputError when none can stand beside the earlier ones.
    """
    row, made, version = _next(counts, subject, data)
    if row is None:
        row = AuditTableRow(
            subject=subject, data=data, version=version, table=_dumped(made), at=at.isoformat(), by=by
        )
        with transaction.atomic():
            row.save(force_insert=True)
            ledger.append(
                "audit.published",
                actor=by,
                at=at,
                rows=[row],
                detail={"subject": subject, "withheld": len(made.hidden())},
            )
    return PublicAudit(number=int(row.pk), cells=_cells(made))


def preview(counts: Counts, *, subject: str, data: str) -> PublicAudit:
    """What ``make_public`` would show; nothing is made public. Raises InputError as it does."""
    row, made, _ = _next(counts, subject, data)
    return PublicAudit(number=None if row is None else int(row.pk), cells=_cells(made))


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A table as it was made public: of which decree (its id), rule set and day, and when."""

    decree: str
    rules: str
    as_of: date
    made: date
    table: PublicAudit


def published(most: int) -> list[Published]:
    """The latest tables that were made public, the latest first."""
    return [_published(row) for row in AuditTableRow.objects.order_by("-id")[:most]]


def numbered(number: int) -> Published:
    """One of them. NotFoundError for a number that none has."""
    row = AuditTableRow.objects.filter(pk=number).first()
    if row is None:
        raise NotFoundError("There is no such audit table", remedy="See the tables that are public")
    return _published(row)


def _published(row: AuditTableRow) -> Published:
    decree, rules, as_of = row.subject.split("|")
    return Published(
        decree=decree,
        rules=rules,
        as_of=date.fromisoformat(as_of),
        made=datetime.fromisoformat(row.at).date(),
        table=PublicAudit(number=int(row.pk), cells=_cells(_publication(row))),
    )


def _next(counts: Counts, subject: str, data: str) -> tuple[AuditTableRow | None, Publication, int]:
    earlier = list(AuditTableRow.objects.filter(subject=subject).order_by("id"))
    for row in earlier:
        if row.data == data:
            return row, _publication(row), row.version
    version = len(earlier)
    numbers = np.array(
        [
            [[counts[held.value][left.value][right.value] for right in ANSWERS] for left in ANSWERS]
            for held in CUSTODY
        ],
        dtype=np.int64,
    )
    made = disclose(
        numbers,
        dimensions=DIMENSIONS,
        labels=LABELS,
        audience=Audience.PUBLIC,
        earlier=[_publication(row) for row in earlier],
        version=version,
    )
    return None, made, version


def _cells(made: Publication) -> dict[tuple[str, str, str], int | None]:
    def shown(place: Place) -> int | None:
        value = made.shown[place]
        return None if isinstance(value, Suppressed) else value

    return {
        (
            held.value,
            left.value,
            TOGETHER if right == TOTAL else ANSWERS[right].value,
        ): shown((first, second, right))
        for first, held in enumerate(CUSTODY)
        for second, left in enumerate(ANSWERS)
        for right in (*range(len(ANSWERS)), TOTAL)
    }


def _publication(row: AuditTableRow) -> Publication:
    return Publication(
        dimensions=DIMENSIONS,
        labels=LABELS,
        shown={
            tuple(place): SUPPRESSED if value is None else value for place, value in json.loads(row.table)
        },
        audience=Audience.PUBLIC,
        version=row.version,
    )


def _dumped(made: Publication) -> str:
    return json.dumps(
        [
            [list(place), None if isinstance(value, Suppressed) else value]
            for place, value in made.shown.items()
        ]
    )


def subject_of(decree: str, rules: str, as_of: str) -> str:
    """The series a table belongs to."""
    return f"{decree}|{rules}|{as_of}"
