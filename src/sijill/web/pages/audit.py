"""Who looked at what and who changed what: for auditors, and everybody's own entries for themselves."""

import json
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sijill.access.model import Action, Kind, Purpose, Thing
from sijill.access.models import User
from sijill.ledger.models import Entry
from sijill.web.guard import Ask, guarded
from sijill.web.pages.numbers import whole_number

PAGE: Final = 50
EVERYBODY: Final = Thing(kind=Kind.LEDGER, organisation="@everybody")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry: ids and counts only, as the ledger has them."""

    number: int
    at: str
    who: str
    what: str
    detail: str


@guarded(Action.READ_LEDGER, purpose=Purpose.AUDIT)
def ledger(request: HttpRequest, ask: Ask) -> HttpResponse:
    """Entries of the auditor's organisation; the register team's auditor sees all."""
    return _page(request, ask, _readable(ask), heading="all")


@guarded(Action.READ_LEDGER, purpose=Purpose.AUDIT)
def about(request: HttpRequest, ask: Ask, thing: str) -> HttpResponse:
    """Entries that name one person, record, list or account."""
    ask.seen.others["about"] = thing[:60]
    found = _readable(ask).filter(payload__contains=json.dumps(thing, ensure_ascii=False))
    return _page(request, ask, found, heading="about", thing=thing)


@guarded(Action.OWN_ACCOUNT, purpose=Purpose.ADMINISTRATION)
def mine(request: HttpRequest, ask: Ask) -> HttpResponse:
    """What one did oneself."""
    return _page(request, ask, Entry.objects.filter(actor=ask.actor.ledger_name), heading="mine")


def _readable(ask: Ask) -> QuerySet[Entry]:
    if ask.may(Action.READ_LEDGER, EVERYBODY):
        return Entry.objects.all()
    own = User.objects.filter(organisation=ask.actor.organisation).values_list("id", flat=True)
    return Entry.objects.filter(actor__in=[f"user:{user}" for user in own])


def _page(
    request: HttpRequest, ask: Ask, entries: QuerySet[Entry], *, heading: str, thing: str = ""
) -> HttpResponse:
    before = whole_number(request.GET.get("before", ""))
    if before is not None:
        entries = entries.filter(seq__lt=before)
    rows = list(entries.order_by("-seq")[: PAGE + 1])
    ask.seen.others["entries"] = len(rows[:PAGE])
    return render(
        request,
        "pages/audit.html",
        {
            "lines": [_line(row) for row in rows[:PAGE]],
            "older": rows[PAGE - 1].seq if len(rows) > PAGE else None,
            "heading": heading,
            "thing": thing,
        },
    )


def _line(row: Entry) -> Line:
    payload: dict[str, Any] = json.loads(row.payload)
    return Line(
        number=row.seq,
        at=row.at,
        who=row.actor,
        what=row.action,
        detail=json.dumps(payload.get("detail", {}), ensure_ascii=False, sort_keys=True),
    )
