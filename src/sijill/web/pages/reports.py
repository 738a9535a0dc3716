"""Decrees and instruments: what is known of them, and the figures the register gives about each, on demand."""

from dataclasses import replace
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe

from sijill.access.model import Action, Purpose
from sijill.amnesties import figures, report
from sijill.amnesties.decrees import decree, decrees
from sijill.instruments.instruments import instrument, instruments
from sijill.instruments.report import follow_up_document
from sijill.pipeline import amnesty as audits
from sijill.pipeline import instrument as follow_ups
from sijill.pipeline import texts
from sijill.typesetting.blocks import Document, Language, Picture
from sijill.web.guard import Ask, guarded
from sijill.web.look import amnesties as look
from sijill.web.markup import language
from sijill.web.pages import amnesty_cases
from sijill.web.pages.days import day_of
from sijill.web.pages.sights import sight_of


@guarded(Action.READ_FIGURES)
def amnesties(request: HttpRequest, ask: Ask) -> HttpResponse:
    """All decrees with how far their text is known."""
    return _decrees(request, ask)


@guarded(Action.READ_FIGURES, purpose=Purpose.STATISTICS)
def amnesties_in_figures(request: HttpRequest, ask: Ask) -> HttpResponse:
    """The same for whoever may see figures only."""
    return _decrees(request, ask)


@guarded(Action.READ_FIGURES)
def amnesty(request: HttpRequest, ask: Ask, decree_id: str) -> HttpResponse:
    """One decree; its audit is worked out when asked for."""
    return _decree(request, ask, decree_id)


@guarded(Action.READ_FIGURES, purpose=Purpose.STATISTICS)
def amnesty_in_figures(request: HttpRequest, ask: Ask, decree_id: str) -> HttpResponse:
    """The same, counted from claims that identify nobody."""
    return _decree(request, ask, decree_id)


@guarded(Action.READ_FIGURES)
def all_instruments(request: HttpRequest, ask: Ask) -> HttpResponse:
    """All instruments with their marks."""
    return _instruments(request, ask)


@guarded(Action.READ_FIGURES, purpose=Purpose.STATISTICS)
def instruments_in_figures(request: HttpRequest, ask: Ask) -> HttpResponse:
    """The same for whoever may see figures only."""
    return _instruments(request, ask)


@guarded(Action.READ_FIGURES)
def one_instrument(request: HttpRequest, ask: Ask, instrument_id: str) -> HttpResponse:
    """One instrument; its follow-up is worked out when asked for."""
    return _instrument(request, ask, instrument_id)


@guarded(Action.READ_FIGURES, purpose=Purpose.STATISTICS)
def instrument_in_figures(request: HttpRequest, ask: Ask, instrument_id: str) -> HttpResponse:
    """The same, counted from claims that identify nobody."""
    return _instrument(request, ask, instrument_id)


def _decrees(request: HttpRequest, ask: Ask) -> HttpResponse:
    known = decrees(ask.register)
    ask.seen.others["decrees"] = len(known)
    return render(request, "pages/amnesties.html", {"decrees": known})


def _decree(request: HttpRequest, ask: Ask, decree_id: str) -> HttpResponse:
    chosen = decree(decree_id, ask.register)
    given = request.POST if request.method == "POST" else request.GET
    rules, as_of = given.get("rules", "text"), day_of(given.get("as_of", ""), ask.today)
    context = {"decree": chosen, "rules": rules, "as_of": as_of, "own": ask.actor.is_operator}
    ask.seen.others |= {"decree": chosen.id, "computed": request.method == "POST"}
    if request.method == "POST":
        ask.seen.others |= {"rules": rules, "as_of": as_of.isoformat()}
        context |= _audit(ask, chosen.id, rules, as_of)
    elif request.GET.get("job"):
        context |= amnesty_cases.from_job(ask, request.GET["job"], chosen)
    return render(request, "pages/amnesty.html", context)


def _audit(ask: Ask, decree_id: str, rules: str, as_of: date) -> dict[str, object]:
    """Whoever sees everything gets the report of the command line; whoever works on cases, the findings one by one."""
    sight = sight_of(ask)
    if not ask.actor.is_operator:
        chosen = decree(decree_id, ask.register)
        made = look.audited(sight, chosen, rule_set=rules, as_of=as_of)
        told = figures.about(chosen, figures.shipped())
        document = look.audit_document(made, language=_tongue())
        document = replace(document, blocks=(*document.blocks, *look.told_of(chosen, told, _tongue())))
    else:
        made = audits.audited(ask.register, decree_id=decree_id, rule_set=rules, as_of=as_of, at=ask.at).audit
        ask.seen.persons.extend(one.person_id for one in made.findings[: report.LISTED])
        told = figures.about(made.decree, texts.all_figures())
        document = report.audit_document(made, told, language=_tongue())
    context = shown(document) | {"releases": look.releases_told(made, whole=ask.actor.is_operator)}
    # What critics or officials say opens no case, so their findings are counted and not listed.
    if rules == "text" and ask.purpose is Purpose.CASEWORK and ask.may(Action.CHANGE_CASES):
        found = look.findings(sight, made, _tongue())
        ask.seen.persons.extend(one.person.id for one in found if one.person.id not in ask.seen.persons)
        context |= {"findings": found, "findings_in_all": len(made.findings)}
    return context


def _instruments(request: HttpRequest, ask: Ask) -> HttpResponse:
    ask.seen.others["instruments"] = len(instruments())
    found = [(one, one.title[_tongue()]) for one in instruments()]
    return render(request, "pages/instruments.html", {"instruments": found})


def _instrument(request: HttpRequest, ask: Ask, instrument_id: str) -> HttpResponse:
    chosen = instrument(instrument_id)
    given = request.POST if request.method == "POST" else request.GET
    as_of = day_of(given.get("as_of", ""), ask.today)
    context = {
        "instrument": chosen,
        "title": chosen.title[_tongue()],
        "demands": [(one, one.gist[_tongue()]) for one in chosen.obligations],
        "as_of": as_of,
        "own": ask.actor.is_operator,
    }
    ask.seen.others |= {"instrument": chosen.id, "computed": request.method == "POST"}
    if request.method == "POST":
        ask.seen.others["as_of"] = as_of.isoformat()
        if ask.actor.is_operator:
            made = follow_ups.followed_up(ask.register, instrument_id=chosen.id, as_of=as_of)
            context |= shown(follow_up_document(made, language=_tongue()))
        else:
            made = look.followed_up(sight_of(ask), chosen, as_of=as_of)
            context |= shown(look.follow_up_document(made, language=_tongue()))
    return render(request, "pages/instrument.html", context)


def shown(document: Document) -> dict[str, object]:
    """The document in pieces the page can lay out; pictures are drawn by this program, their texts escaped there."""
    return {
        "document": document,
        "blocks": [(type(one).__name__, one, _picture(one)) for one in document.blocks],
        "withheld": look.WITHHELD,
    }


def _picture(block: object) -> SafeString:
    return mark_safe(block.svg) if isinstance(block, Picture) else SafeString("")  # noqa: S308


def _tongue() -> Language:
    return "ar" if language() == "ar" else "en"
