"""Confirmations of forms, and what was rendered: append-only, each row with its ledger entry."""

import datetime as dt
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction

from sijill import clock
from sijill.errors import UsageError
from sijill.ids import digest_id
from sijill.ledger import store as ledger
from sijill.submissions.document import Confirmation
from sijill.submissions.manifest import Made
from sijill.submissions.model import Form
from sijill.submissions.models import ConfirmationRow, RenderingRow
from sijill.tables import rows
from sijill.tables.files import sha256_of_bytes


def confirm(form: Form, *, against: str, day: dt.date, at: dt.datetime, by: str) -> Confirmation:
    """Records that a person compared the form with the live one. ``against`` names its edition or address."""
    if not against.strip():
        raise UsageError(
            "Nothing says what the form was compared with", remedy="Name the form's edition or address"
        )
    if day > clock.day(at):
        raise UsageError("That day has not come yet", remedy="Give the day on which the forms were compared")
    row = ConfirmationRow(
        form=form.id,
        version=form.version,
        digest=form.digest,
        against=against.strip(),
        day=day.isoformat(),
        at=at.isoformat(),
        by=by,
    )
    with transaction.atomic():
        row.save(force_insert=True)
        ledger.append(
            "form.confirmed", actor=by, at=at, rows=[row], detail={"form": form.id, "digest": form.digest}
        )
    return _value(row)


def confirmation_of(form: Form) -> Confirmation | None:
    """The last confirmation of exactly these bytes of the form."""
    row = ConfirmationRow.objects.filter(form=form.id, digest=form.digest).order_by("id").last()
    return None if row is None else _value(row)


def confirmations(form_id: str) -> list[Confirmation]:
    """Everybody who compared a form of this id, whatever its bytes were then; the latest first."""
    return [_value(row) for row in ConfirmationRow.objects.filter(form=form_id).order_by("-id")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded:
    """A letter's form with the digest of the template its words come from."""

    id: str
    digest: str


def rendered(
    form: Form | Worded,
    *,
    case: str,
    persons: Sequence[str],
    consents: Sequence[str],
    made: Sequence[Made],
    manifest: bytes,
    confirmed: bool,
    draft: bool,
    at: dt.datetime,
    by: str,
) -> RenderingRow:
    """Records a rendering before its first byte is written anywhere."""
    with transaction.atomic():
        ledger.take_turn()
        number = rows.next_number(RenderingRow)
        digest = sha256_of_bytes(manifest)
        row = RenderingRow(
            id=digest_id("s", case, digest, at.isoformat(), str(number)),
            number=number,
            case=case,
            form=form.id,
            form_digest=form.digest,
            confirmed=confirmed,
            draft=draft,
            persons=json.dumps(list(persons)),
            consents=json.dumps(list(consents)),
            files=json.dumps([{"name": one.name, "sha256": sha256_of_bytes(one.content)} for one in made]),
            manifest_sha256=digest,
            at=at.isoformat(),
            by=by,
        )
        row.save(force_insert=True)
        detail = {
            "rendering": row.id,
            "case": case,
            "form": form.id,
            "persons": list(persons),
            "files": len(made),
        }
        ledger.append("submission.rendered", actor=by, at=at, rows=[row], detail=detail)
    return row


def rendered_about(persons: Collection[str]) -> list[str]:
    """Ids of what was rendered about any of these persons, in order."""
    wanted = frozenset(persons)
    rows = RenderingRow.objects.order_by("number").values_list("id", "persons")
    return [one for one, about in rows if wanted.intersection(json.loads(about))]


def _value(row: ConfirmationRow) -> Confirmation:
    return Confirmation(
        form=row.form, digest=row.digest, against=row.against, day=dt.date.fromisoformat(row.day), by=row.by
    )
