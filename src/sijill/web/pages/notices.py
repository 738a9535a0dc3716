"""What changed about people one looked at, judged or used."""

import contextlib
import json

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from sijill.access.model import Action
from sijill.errors import NotFoundError, RegisterError
from sijill.manual_review import store as reviews
from sijill.web.guard import Ask, guarded
from sijill.web.look.sight import Sight
from sijill.web.pages.numbers import whole_number
from sijill.web.pages.sights import sight_of


@guarded(Action.READ_PERSON)
def notices(request: HttpRequest, ask: Ask) -> HttpResponse:
    """One's own notices, the latest first; only ids that the reader may still see lead on."""
    me = ask.actor.ledger_name
    if request.method == "POST":
        reviews.note_seen(whole_number(request.POST.get("notice", "")) or 0, by=me, at=ask.at)
        return HttpResponseRedirect(reverse("pages:notices"))
    try:
        sight = sight_of(ask)
    except RegisterError:
        sight = None
    shown = [
        {
            "id": row.pk,
            "kind": row.kind,
            "person": row.person,
            "at": row.at,
            "seen": seen,
            "now": _now(sight, row.person, json.loads(row.records)),
        }
        for row, seen in reviews.notices_for(me)
        if sight is not None and concerns(sight, row.person, json.loads(row.records))
    ]
    return render(request, "pages/notices.html", {"notices": shown})


def concerns(sight: Sight, person: str, records: list[str]) -> bool:
    """Whether the reader sees records on both sides of what was parted or joined: a change that only hidden records
    explain is none to them, and a notice of it would tell of those records.
    """
    moved = {sight.snapshot.number_of[one] for one in records if one in sight.snapshot.number_of}
    seen = {number for number in moved if sight.seen[number]}
    if not seen:
        return False
    try:
        stayed = set(sight.members(sight.resolve(person)))
    except NotFoundError:
        return False
    return bool(stayed - moved) or len({int(sight.person[number]) for number in seen}) > 1


def _now(sight: Sight | None, person: str, records: list[str]) -> list[str]:
    """The persons these records belong to now, as far as the reader sees them."""
    if sight is None:
        return []
    found = []
    for record in records:
        number = sight.snapshot.number_of.get(record)
        if number is not None and sight.seen[number]:
            found.append(sight.id_of(int(sight.person[number])))
    with contextlib.suppress(NotFoundError):
        found.append(sight.id_of(sight.resolve(person)))
    return list(dict.fromkeys(found))
