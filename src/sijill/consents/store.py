"""Consents in SQL: append-only, each with its ledger entry in the same transaction."""

import datetime as dt
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from django.db import transaction
from django.db.models import QuerySet

from sijill import clock
from sijill.consents.codes import require
from sijill.consents.model import ANY, Consent, State
from sijill.consents.models import ConsentRow, ExclusionRow
from sijill.errors import NotFoundError, UsageError
from sijill.ids import digest_id
from sijill.ledger import store as ledger
from sijill.tables import rows as walled


def add(
    *,
    subject: str,
    records: Sequence[str] = (),
    purpose: str,
    recipient: str | None = None,
    state: str,
    capacity: str,
    form: str,
    date: dt.date,
    expires: dt.date | None = None,
    giver: str = "",
    language: str = "",
    wording: str = "",
    replaces: str | None = None,
    excludes: Collection[str] = (),
    at: dt.datetime,
    by: str,
) -> Consent:
    """Keeps what somebody said. Raises UsageError for unknown codes, a day to come, or an expiry not after the day.

    ``excludes`` names what a yes leaves out; whether such a field exists, the caller asks (``pipeline.cases``).

    A yes for a purpose whose words name nobody is kept also without a recipient: it was said; it permits nothing.
    """
    if date > clock.day(at):
        raise UsageError("The consent is dated after today", remedy="Give the day on which it was said")
    if expires is not None and expires <= date:
        raise UsageError(
            "The consent would expire before it begins",
            remedy="--expires names the first day it no longer holds",
        )
    purpose, kept = require("purpose", purpose), State(require("state", state))
    if excludes and kept is not State.GIVEN:
        raise UsageError(
            "Only a yes can leave fields out", remedy="Record it with --state given, or without --exclude"
        )
    named = recipient.strip() if recipient and recipient.strip() else None
    with transaction.atomic():
        replaced = None if replaces is None else _replaceable(replaces, purpose)
        ledger.take_turn()
        number = walled.next_number(ConsentRow)
        row = ConsentRow(
            id=digest_id("c", subject, purpose, named or "", kept.value, at.isoformat(), str(number)),
            number=number,
            subject=subject,
            records=json.dumps(sorted(records)),
            purpose=purpose,
            recipient=ANY if named is not None and named.casefold() == ANY else named or "",
            state=kept.value,
            capacity=require("capacity", capacity),
            form=require("form", form),
            date=date.isoformat(),
            expires=expires.isoformat() if expires else "",
            giver=giver.strip(),
            language=language.strip(),
            wording=wording.strip(),
            replaces=replaced,
            at=at.isoformat(),
            by=by,
        )
        row.save(force_insert=True)
        left_out = [ExclusionRow(consent=row, field=one) for one in sorted(set(excludes))]
        for one in left_out:
            one.save(force_insert=True)
        detail = {"consent": row.id, "subject": subject, "purpose": purpose, "state": kept.value}
        ledger.append(f"consent.{kept.value}", actor=by, at=at, rows=[row, *left_out], detail=detail)
    return _value(row)


def withdraw(consent_id: str, *, date: dt.date, at: dt.datetime, by: str) -> Consent:
    """Takes back one consent: a new word in its place, in force from now on. Raises NotFoundError, UsageError."""
    was = get(consent_id)
    if was.state is not State.GIVEN:
        raise UsageError(f"Consent {was.id} was not given ({was.state.value})", remedy="Nothing was changed")
    return add(
        subject=was.subject,
        records=was.records,
        purpose=was.purpose,
        recipient=was.recipient,
        state=State.WITHDRAWN,
        capacity=was.capacity,
        form=was.form,
        date=date,
        giver=was.giver,
        language=was.language,
        wording=was.wording,
        replaces=was.id,
        at=at,
        by=by,
    )


def get(consent_id: str) -> Consent:
    row = ConsentRow.objects.filter(id=consent_id.strip()).first()
    if row is None:
        raise NotFoundError(
            f"No consent {consent_id!r} in this register", remedy="See them with: sijill consent list DIR"
        )
    return _value(row)


def of(subjects: Iterable[str]) -> list[Consent]:
    """Every word about any of these persons or records, in the order recorded."""
    return _words(ConsentRow.objects.filter(subject__in=list(subjects)))


def about(subjects: Collection[str], records: Collection[str]) -> list[Consent]:
    """Every word about one of these persons or records, or given when a person held one of the records."""
    return _words(ConsentRow.objects.filter(id__in=_said_about(subjects, frozenset(records))))


@walled.over_everything
def _said_about(subjects: Collection[str], records: frozenset[str]) -> list[str]:
    rows = ConsentRow.objects.values_list("id", "subject", "records")
    return [
        one
        for one, subject, held in rows
        if subject in subjects or (held != "[]" and records.intersection(json.loads(held)))
    ]


@walled.over_everything
def without_records() -> bool:
    """Whether any word about a person was kept without the records held then."""
    return ConsentRow.objects.filter(records="[]").exists()


def everything() -> list[Consent]:
    """All of them, in the order recorded."""
    return _words(ConsentRow.objects.all())


def _words(rows: QuerySet[ConsentRow]) -> list[Consent]:
    """In the order recorded. A no that the reader may not see is still a no: every word is there, without what names or
    quotes its giver where the row is not the reader's.
    """
    with walled.everything():
        found = [_value(row) for row in rows.prefetch_related("exclusions").order_by("number")]
    if not walled.is_walled():
        return found
    mine = set(rows.values_list("id", flat=True))
    return [one if one.id in mine else replace(one, giver="", wording="", language="") for one in found]


def _replaceable(consent_id: str, purpose: str) -> ConsentRow:
    row = ConsentRow.objects.filter(id=consent_id.strip()).first()
    if row is None:
        raise NotFoundError(
            f"No consent {consent_id!r} to replace", remedy="See them with: sijill consent list DIR"
        )
    if row.purpose != purpose:
        raise UsageError(
            f"Consent {row.id} is about {row.purpose}, not {purpose}",
            remedy="A word can only replace one about the same purpose",
        )
    return row


def _value(row: ConsentRow) -> Consent:
    return Consent(
        id=row.id,
        number=row.number,
        subject=row.subject,
        records=tuple(json.loads(row.records)),
        purpose=row.purpose,
        recipient=row.recipient or None,
        state=State(row.state),
        capacity=row.capacity,
        form=row.form,
        date=dt.date.fromisoformat(row.date),
        expires=dt.date.fromisoformat(row.expires) if row.expires else None,
        giver=row.giver,
        language=row.language,
        wording=row.wording,
        replaces=row.replaces_id,
        at=row.at,
        by=row.by,
        excludes=tuple(sorted(one.field for one in row.exclusions.all())),
    )
