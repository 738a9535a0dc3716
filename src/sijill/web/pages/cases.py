"""Cases: before whom, whose move it is, what is missing, what runs, what was written."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sijill.access.model import Action
from sijill.access.policy import owns
from sijill.cases import store
from sijill.cases.model import Case
from sijill.web.guard import Ask, guarded
from sijill.web.look import case_work
from sijill.web.look import cases as look
from sijill.web.look.sight import Sight
from sijill.web.pages.sights import sight_of


def seen_cases(ask: Ask, sight: Sight) -> list[Case]:
    """Those of the viewer's own organisation."""
    return [one for one in store.all_cases() if ask.may(Action.READ_CASES, look.thing_of(sight, one))]


@guarded(Action.READ_CASES)
def cases(request: HttpRequest, ask: Ask) -> HttpResponse:
    """The cases of the viewer's own organisation."""
    sight = sight_of(ask)
    found = look.lines(sight, seen_cases(ask, sight), own=partial(owns, ask.actor), on=ask.today)
    ask.seen.others["cases"] = [line.case.id for line in found]
    ask.seen.persons.extend(dict.fromkeys(person.id for line in found for person in line.persons))
    return render(request, "pages/cases.html", {"lines": found})


@guarded(Action.READ_CASES)
def one_case(request: HttpRequest, ask: Ask, case_id: str) -> HttpResponse:
    """One case, with every test as far as the viewer's claims go."""
    sight = sight_of(ask)
    case = store.get(case_id)
    ask.require(Action.READ_CASES, look.thing_of(sight, case))
    page = look.look(sight, case, seen=seen_cases(ask, sight), own=partial(owns, ask.actor), on=ask.today)
    ask.seen.others["cases"] = [case.id]
    ask.seen.others["requirements"] = sum(len(findings) for _, findings in page.findings)
    ask.seen.persons.extend(person.id for person in page.line.persons)
    may_consents = ask.may(Action.READ_CONSENTS)
    if may_consents:
        ask.seen.others["consents"] = [one.id for one in page.consents]
    may_change = ask.may(Action.CHANGE_CASES, look.thing_of(sight, case))
    return render(
        request,
        "pages/case.html",
        {
            "page": page,
            "may_consents": may_consents,
            "may_change": may_change,
            "steps": case_work.steps(page) if may_change else (),
            "today": ask.today,
        },
    )
