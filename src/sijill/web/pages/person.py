"""One person."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from sijill.access.model import Action, Purpose
from sijill.claims.statements import Statement
from sijill.mentions.models import AcceptedClaim
from sijill.mentions.statements import statement_of
from sijill.persons.model import Kind
from sijill.web.guard import Ask, guarded
from sijill.web.look import dates, passages, words
from sijill.web.look import person as persons
from sijill.web.look.person import PersonPage
from sijill.web.look.sight import Sight
from sijill.web.markup import language, org_text
from sijill.web.pages.menu import may
from sijill.web.pages.sights import known_sealed, sight_of
from sijill.web.pictures import places_map, timeline
from sijill.web.templatetags.sijill_page import apart


@guarded(Action.READ_PERSON)
def person(request: HttpRequest, ask: Ask, person_id: str) -> HttpResponse:
    """The page of a person; an older id is sent on to the one it leads to now."""
    sight = sight_of(ask)
    page = persons.look(sight, person_id, sealed=known_sealed(ask))
    ask.seen.persons.append(page.person.id)
    ask.seen.records.extend(page.person.records)
    if page.moved:
        return HttpResponseRedirect(reverse("pages:person", args=[page.person.id]) + "?from=" + person_id)
    return render(
        request,
        "pages/person.html",
        {
            "page": page,
            "timeline": timeline_of(page),
            "map": map_of(page),
            "kinds": [kind for kind in Kind if kind is not Kind.BIRTH],
            "contested": any(status.contested for status in page.person.statuses),
            "passages": passages_of(ask, sight, page),
            "may_texts": ask.may(Action.READ_TEXTS),
            "may_case": ask.may(Action.CHANGE_CASES),
            "may_consents": ask.may(Action.READ_CONSENTS),
            "may_split": may(ask, Action.SPLIT_PERSON, Purpose.LINKAGE),
            "moved_from": request.GET.get("from", "")[:20],
        },
    )


@guarded(Action.OPEN_SEALED, post_only=True)
def sealed(request: HttpRequest, ask: Ask, person_id: str) -> HttpResponse:
    """Opens one sealed value, named by record and property, for somebody whose second factor is fresh."""
    record, prop = request.POST.get("record", ""), request.POST.get("prop", "")
    found = persons.open_sealed(sight_of(ask), person_id, record, prop, opened=ask.claims(Action.OPEN_SEALED))
    ask.seen.persons.append(person_id)
    ask.seen.records.append(record)
    ask.seen.others["property"] = prop
    return render(request, "pages/sealed.html", {"statements": found, "person_id": person_id})


def passages_of(ask: Ask, sight: Sight, page: PersonPage) -> list[tuple[AcceptedClaim, Statement]]:
    """What was taken for this person out of texts of the viewer's organisation."""
    origins = [sight.snapshot.origins[sight.snapshot.number_of[one]] for one in page.person.records]
    rows = passages.rows_about(sight, origins)
    if rows:
        ask.seen.others["texts"] = sorted({row.document_id for row in rows})
    return [(row, statement_of(row)) for row in rows]


def timeline_of(page: PersonPage) -> SafeString:
    tongue = language()
    items = [
        timeline.Item(
            kind=event.kind,
            when=event.when,
            source=org_text(event.statements[0].claim.said_by),
            label=f"{words.kind(event.kind, tongue)}: {apart(dates.say(event.when, tongue))} {apart(event.place)}",
        )
        for event in persons.events_of(page.person)
    ]
    return mark_safe(timeline.draw(items, title=_("Timeline"), rtl=tongue == "ar"))  # noqa: S308  (escaped there)


def map_of(page: PersonPage) -> SafeString:
    tongue = language()
    marks = [
        places_map.Mark(
            pcode=place.pcode,
            kind=place.kind,
            number=place.number,
            label=f"{place.number}. {apart(words.site(place.code, tongue) or place.code)}",
        )
        for place in page.places
    ]
    return mark_safe(places_map.draw(marks, title=_("Map of the places named")))  # noqa: S308  (escaped there)
