"""Finding people. What is looked for travels in the body of the request and stands in no address and no log."""

from collections.abc import Callable
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sijill.access.model import Action
from sijill.text import dates as reading
from sijill.web.guard import Ask, guarded
from sijill.web.look import search as searching
from sijill.web.look.likely import likely
from sijill.web.look.search import Asked, Found
from sijill.web.pages.sights import sight_of

PARTS = ("given", "father", "grandfather", "family")
FIELDS = ("name", *PARTS, "mother", "place", "facility", "since", "until", "number")
LONGEST = 200
MOST = 25


@guarded(Action.SEARCH)
def search(request: HttpRequest, ask: Ask) -> HttpResponse:
    """The form, and under it the people found."""
    return _page(request, ask, "pages/search.html", searching.search)


@guarded(Action.SEARCH)
def check(request: HttpRequest, ask: Ask) -> HttpResponse:
    """Before somebody is added: who could be the same person already. Nothing typed here is kept."""
    return _page(request, ask, "pages/check.html", likely)


def _page(request: HttpRequest, ask: Ask, template: str, look: Callable[..., Found]) -> HttpResponse:
    if request.method != "POST":
        return render(request, template, {"form": dict.fromkeys(FIELDS, "")})
    form = {name: request.POST.get(name, "")[:LONGEST].strip() for name in FIELDS}
    asked, unread = asked_of(form)
    found = look(sight_of(ask), asked, limit=MOST) if not unread else Found(hits=(), total=0)
    ask.seen.persons.extend(hit.person_id for hit in found.hits)
    ask.seen.others |= {"total": found.total, "asked": ask.blinded(" ".join(form.values()))}
    unclear = (*unread, *found.unread)
    return render(
        request,
        template,
        {"form": form, "found": found, "unclear": unclear, "empty": asked.is_empty and not unclear},
    )


def asked_of(form: dict[str, str]) -> tuple[Asked, list[str]]:
    """What the form asks, and the fields whose date names no day to begin or to end with."""
    name = form["name"] or " ".join(form[part] for part in PARTS if form[part])
    days = {field: _end_of(form, field) for field in ("since", "until")}
    unread = [field for field, day in days.items() if form[field] and day is None]
    asked = Asked(
        name=name,
        mother=form["mother"],
        place=form["place"],
        facility=form["facility"],
        since=days["since"],
        until=days["until"],
        number=form["number"],
    )
    return asked, unread


def _end_of(form: dict[str, str], field: str) -> date | None:
    """The first day of what ``since`` says, the last of what ``until`` says; "before 2013" has no first day."""
    if not form[field]:
        return None
    read = reading.read(form[field])
    return read.start if field == "since" else read.end
