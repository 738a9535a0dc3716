"""Working on a case: opening it, what was answered, what happened, what was written, who is in it, what is due."""

import datetime as dt
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from sijill.access.model import Action, Purpose
from sijill.access.policy import owns
from sijill.accession import seal as sealing
from sijill.cases import ics, procedures, store
from sijill.cases.model import Case, Communication, Deadline, Direction
from sijill.errors import NotFoundError, SijillError, UsageError
from sijill.pipeline import cases as work
from sijill.web.guard import Ask, guarded
from sijill.web.jobs import model as jobs
from sijill.web.jobs.start import keep_upload
from sijill.web.look import answers as answering
from sijill.web.look import case_work as look
from sijill.web.look import cases as looking
from sijill.web.look.person import other
from sijill.web.look.sight import Sight
from sijill.web.markup import language
from sijill.web.pages.cases import seen_cases
from sijill.web.pages.days import day_of
from sijill.web.pages.numbers import whole_number
from sijill.web.pages.sights import sight_of
from sijill.web.pages.turns import writing
from sijill.web.pages.uploads import file_of, plain_name

LONGEST = 20_000
MOST_DAYS = 3660


def own_case(ask: Ask, case_id: str, action: Action = Action.CHANGE_CASES) -> tuple[Sight, Case]:
    """NotFoundError and DeniedError look alike."""
    sight, case = sight_of(ask), store.get(case_id)
    ask.require(action, looking.thing_of(sight, case))
    ask.seen.others["cases"] = [case.id]
    return sight, case


@guarded(Action.CHANGE_CASES)
def open_case(request: HttpRequest, ask: Ask, person_id: str) -> HttpResponse:
    """Every procedure with what it is for and what it excludes; choosing one opens a case and sends nothing."""
    sight = sight_of(ask)
    member = look.member_of(sight, person_id)
    ask.seen.persons.append(member.person)
    if request.method == "POST":
        more = request.POST.get("more", "").replace(",", " ").split()
        members = {member.person: member}
        for one in more:
            found = look.member_of(sight, one)
            members[found.person] = found
        made = store.new(
            request.POST.get("procedure", ""),
            list(members.values()),
            track=request.POST.get("track") or None,
            at=ask.at,
            by=ask.actor.ledger_name,
        )
        ask.seen.persons.extend(members)
        ask.seen.others["cases"] = [made.id]
        messages.success(request, _("The case is open. Nothing was sent."))
        return HttpResponseRedirect(reverse("pages:case", args=[made.id]))
    own = partial(owns, ask.actor)
    return render(
        request,
        "pages/case_new.html",
        {
            "person": other(sight, sight.resolve(member.person), why=""),
            "offers": look.offers(sight, member, seen_cases(ask, sight), own=own, on=ask.today),
            "procedures": procedures.load_all(),
        },
    )


@guarded(Action.CHANGE_CASES)
def set_answers(request: HttpRequest, ask: Ask, case_id: str) -> HttpResponse:
    """What the lists cannot hold: who submits, steps taken, why; for all persons of the case or for one."""
    sight, case = own_case(ask, case_id)
    person = request.POST.get("person", "") if request.method == "POST" else request.GET.get("person", "")
    if person and person not in {one.person for one in case.members}:
        raise NotFoundError("There is no such person in the case")
    entered = store.latest(store.answers_of(case.id), person)
    procedure = procedures.load(case.procedure)
    tested, more = answering.questions(procedure, entered, language())
    if request.method == "POST":
        given = {name: request.POST.getlist(name) for name in request.POST}
        if any(len(text) > LONGEST for texts in given.values() for text in texts):
            raise UsageError(
                _("An answer is too long"), remedy=_("Put it into a file and log it as a letter")
            )
        changed = answering.changed([*tested, *more], given, entered)
        store.set_answers(case.id, changed, person=person, at=ask.at, by=ask.actor.ledger_name)
        ask.seen.others["answers"] = len(changed)
        messages.success(request, _("Answers kept: %(count)s.") % {"count": len(changed)})
        return HttpResponseRedirect(reverse("pages:case", args=[case.id]))
    return render(
        request,
        "pages/case_answers.html",
        {
            "case": case,
            "procedure": procedure,
            "tested": tested,
            "more": more,
            "person": person,
            "people": [other(sight, number, why="") for number in _numbers(sight, case)],
        },
    )


def _numbers(sight: Sight, case: Case) -> list[int]:
    return list(dict.fromkeys(one for member in case.members for one in looking._holders(sight, member)[:1]))


@guarded(Action.CHANGE_CASES, post_only=True)
def happened(request: HttpRequest, ask: Ask, case_id: str) -> HttpResponse:
    """Keeps that something happened; what sends something is asked for consent and requirements once more."""
    sight, case = own_case(ask, case_id)
    event, day = request.POST.get("event", ""), day_of(request.POST.get("day", ""), ask.today)
    details = _prefixed(request, "detail-")
    step = store.refuse_unfit_event(case, event, day=day, details=details, at=ask.at)
    despite = _prefixed(request, "despite-")
    if step.sends:
        replace(ask, purpose=Purpose.ACCOUNTABILITY).require(Action.SUBMIT, looking.thing_of(sight, case))
        _refuse_what_is_hidden(ask, sight, case, despite, day)
    letter = _letter(request, ask, case, day) if request.POST.get("direction") else None
    work.move(
        ask.register,
        case.id,
        event,
        day=day,
        details=details,
        despite=despite,
        communication=letter.id if letter else None,
        at=ask.at,
        by=ask.actor.ledger_name,
    )
    ask.seen.others["event"] = event
    messages.success(request, _("Kept in the history of the case."))
    return HttpResponseRedirect(reverse("pages:case", args=[case.id]))


def _refuse_what_is_hidden(
    ask: Ask, sight: Sight, case: Case, despite: Mapping[str, str], sent: dt.date
) -> None:
    """Names the requirements that stand in the way and nothing of why: that may rest on what is not the viewer's."""
    passed = [name for name, reason in despite.items() if reason.strip()]
    against = look.hidden_refusals(sight, case, passed, sent=sent, recorded=ask.today)
    ask.seen.others["refused"] = [one.id for one in against]
    if against:
        names = " · ".join(one.name.in_(language()) for one in against)
        raise UsageError(
            _("Nothing may be sent. Not met: %(names)s") % {"names": names},
            remedy=_(
                "See the requirements of the case. Where they look met to you, something you may not see stands "
                "against it: ask the register team."
            ),
        )


@guarded(Action.CHANGE_CASES, post_only=True)
def letters(request: HttpRequest, ask: Ask, case_id: str) -> HttpResponse:
    """Keeps a letter that came in or went out, with its file if there is one; nothing is sent from here."""
    _sight, case = own_case(ask, case_id)
    made = _letter(request, ask, case, day_of(request.POST.get("day", ""), ask.today))
    ask.seen.others["communication"] = made.id
    messages.success(request, _("The letter is kept."))
    return HttpResponseRedirect(reverse("pages:case", args=[case.id]) + "#letters")


def _letter(request: HttpRequest, ask: Ask, case: Case, day: dt.date) -> Communication:
    direction = request.POST.get("direction", "")
    if direction not in {one.value for one in Direction}:
        raise UsageError(_("Did the letter come in or go out?"), remedy=_("Choose one of the two"))
    if day > ask.today:
        raise UsageError(_("That day has not come yet"), remedy=_("Give the day on which it happened"))
    upload = file_of(request)
    told = {name: request.POST.get(name, "").strip()[:300] for name in ("kind", "counterpart", "reference")}
    log = partial(
        store.log,
        ask.register,
        case.id,
        Direction(direction),
        kind=told["kind"][:40] or "letter",
        day=day,
        counterpart=told["counterpart"],
        reference=told["reference"],
        at=ask.at,
        by=ask.actor.ledger_name,
    )
    return log() if upload is None else _sealed_letter(ask, upload, log)


def _sealed_letter(ask: Ask, upload: "UploadedFile[Any]", log: Callable[..., Communication]) -> Communication:
    """``log`` with the file sealed; a letter that is refused leaves no file behind."""
    kept = keep_upload(ask, upload, jobs.new_id())
    try:
        with writing(ask.register):
            sealed = sealing.seal(kept, ask.register.vault, name=plain_name(upload))
            try:
                return log(sealed=sealed)
            except SijillError:
                sealing.unseal_unused(sealed)
                raise
    finally:
        shutil.rmtree(kept.parent, ignore_errors=True)


@guarded(Action.READ_CASES)
def letter_file(request: HttpRequest, ask: Ask, case_id: str, letter_id: str) -> HttpResponseBase:
    """The sealed file of a letter, as an attachment: it is foreign, and no browser shows it in place."""
    del request
    _sight, case = own_case(ask, case_id, Action.READ_CASES)
    letter, path = store.communication(case.id, letter_id)
    if not path:
        raise NotFoundError("This letter has no file")
    ask.seen.others |= {"communication": letter.id, "file": letter.sha256}
    file = ask.register.root / path
    return FileResponse(
        file.open("rb"), as_attachment=True, filename=letter.file, content_type="application/octet-stream"
    )


@guarded(Action.CHANGE_CASES, post_only=True)
def persons(request: HttpRequest, ask: Ask, case_id: str) -> HttpResponse:
    """Puts a person into the case (or confirms one whose records changed), or takes one out with a reason."""
    sight, case = own_case(ask, case_id)
    wanted = request.POST.get("person", "").strip()
    if request.POST.get("act") == "leave":
        reason = request.POST.get("reason", "").strip()[:LONGEST]
        if not reason:
            raise UsageError(_("A reason is needed"), remedy=_("It is kept with the decision"))
        store.leave(case.id, wanted, reason=reason, at=ask.at, by=ask.actor.ledger_name)
    else:
        member = look.member_of(sight, wanted)
        work.join(case.id, member, at=ask.at, by=ask.actor.ledger_name)
    ask.seen.persons.append(wanted)
    messages.success(request, _("Kept in the history of the case."))
    return HttpResponseRedirect(reverse("pages:case", args=[case.id]))


@guarded(Action.READ_CASES)
def due(request: HttpRequest, ask: Ask) -> HttpResponse:
    """What is due in all cases of the viewer's organisation, the earliest first."""
    within = whole_number(request.GET.get("within", ""))
    days = None if within is None else min(within, MOST_DAYS)
    found = _due(ask, days)
    return render(request, "pages/due.html", {"deadlines": found, "within": days, "choices": (7, 30, 90)})


@guarded(Action.READ_CASES)
def calendar(request: HttpRequest, ask: Ask) -> HttpResponse:
    """The same as a calendar file with reminders: ids, procedures and days; nobody's name."""
    wanted = request.GET.get("case", "")
    found = [one for one in _due(ask, None) if not wanted or one.case == wanted]
    text = ics.calendar(found, register=ask.register.id, at=ask.at)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="sijill-due.ics"'
    return response


def _due(ask: Ask, days: int | None) -> list[Deadline]:
    sight = sight_of(ask)
    found = look.due(sight, seen_cases(ask, sight), own=partial(owns, ask.actor), on=ask.today)
    if days is not None:
        limit = ask.today + dt.timedelta(days=days)
        found = [one for one in found if one.due is not None and one.due <= limit]
    ask.seen.others["cases"] = sorted({one.case for one in found})
    return found


def _prefixed(request: HttpRequest, prefix: str) -> dict[str, str]:
    return {
        name.removeprefix(prefix): text.strip()[:LONGEST]
        for name in request.POST
        if name.startswith(prefix) and (text := request.POST.get(name, "")).strip()
    }
