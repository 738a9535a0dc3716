"""The register in figures."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from sijill.access.model import Action, Purpose
from sijill.statistics.charts import growth_chart, upset_chart
from sijill.web.guard import Ask, guarded
from sijill.web.look import overview as look
from sijill.web.look import review
from sijill.web.look.overview import Overview
from sijill.web.look.sight import Sight
from sijill.web.markup import language
from sijill.web.pages.menu import may
from sijill.web.pages.sights import sight_of

MOST_PATTERNS = 16


@guarded(Action.READ_FIGURES)
def overview(request: HttpRequest, ask: Ask) -> HttpResponse:
    """Figures for whoever works with records."""
    return _page(request, ask)


@guarded(Action.READ_FIGURES, purpose=Purpose.STATISTICS)
def figures(request: HttpRequest, ask: Ask) -> HttpResponse:
    """The same for whoever may see figures only: counted from claims that identify nobody."""
    return _page(request, ask)


def _page(request: HttpRequest, ask: Ask) -> HttpResponse:
    sight = sight_of(ask)
    found = look.look(sight)
    ask.seen.lists.extend(one.id for one in found.lists)
    ask.seen.others |= {"people": found.people, "records": found.records}
    return render(
        request,
        "pages/overview.html",
        {
            "overview": found,
            "fields": look.FIELDS,
            "upset": _upset(found),
            "growth": _growth(found),
            "review": _progress(ask, sight),
        },
    )


def _progress(ask: Ask, sight: Sight) -> review.Progress | None:
    if not may(ask, Action.READ_PAIRS, Purpose.LINKAGE):
        return None
    return review.queue_of(sight, ask.actor.ledger_name).progress


def _upset(found: Overview) -> SafeString:
    if len(found.overlaps) < 2:
        return SafeString("")
    drawn = upset_chart(
        found.overlaps,
        found.patterns,
        title=_("People on exactly these lists"),
        rtl=language() == "ar",
        most=MOST_PATTERNS,
    )
    return mark_safe(drawn)  # noqa: S308  (escaped there)


def _growth(found: Overview) -> SafeString:
    if not found.growth:
        return SafeString("")
    drawn = growth_chart(
        found.growth,
        title=_("New people per list"),
        new_label=_("new"),
        known_label=_("known before"),
        rtl=language() == "ar",
    )
    return mark_safe(drawn)  # noqa: S308  (escaped there)
