"""A case in the form of its body: what the gate says, which claim stands first, rendering, and fetching the files."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from sijill.access.model import Action, Purpose
from sijill.cases import procedures, store
from sijill.cases.matter import Matter
from sijill.cases.model import Case
from sijill.errors import NotFoundError, UsageError
from sijill.pipeline import cases as work
from sijill.pipeline import submit as submitting
from sijill.pipeline.letters import LETTER
from sijill.pipeline.submit import FORMATS, Submitted
from sijill.submissions import ends, form_file
from sijill.submissions import store as submissions
from sijill.submissions.gate import ProtectedNameError
from sijill.submissions.kept_files import folder_of
from sijill.submissions.model import LANGUAGES, READING_COPY, Form
from sijill.web.guard import Ask, guarded
from sijill.web.jobs import model as jobs
from sijill.web.look import cases as looking
from sijill.web.look import submissions as look
from sijill.web.look.sight import Sight
from sijill.web.markup import language
from sijill.web.pages import letters, prepared
from sijill.web.pages.case_work import own_case
from sijill.web.pages.cases import seen_cases
from sijill.web.pages.menu import may
from sijill.web.pages.sights import known_sealed
from sijill.web.pages.turns import writing

TYPES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
    "zip": "application/zip",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A case on its way to a form: the persons as the viewer sees them, and what keeps the gate shut."""

    sight: Sight
    case: Case
    form: Form
    matters: list[Matter]
    refusals: list[look.Refusal]


def desk_of(ask: Ask, case_id: str, action: Action) -> Desk:
    sight, case = own_case(ask, case_id, action)
    mine = looking.for_sending(
        sight, case, seen=seen_cases(ask, sight), sealed=known_sealed(ask), on=ask.today
    )
    ask.seen.persons.extend(one.person.id for one in mine)
    return Desk(
        sight=sight,
        case=case,
        form=form_file.load(case.procedure),
        matters=mine,
        refusals=look.refusals(sight, case, mine, on=ask.today),
    )


@guarded(Action.READ_CASES, purpose=Purpose.ACCOUNTABILITY)
def submission(request: HttpRequest, ask: Ask, case_id: str) -> HttpResponse:
    """What would be printed and what keeps it from being printed; the files made before, with their digests."""
    desk = desk_of(ask, case_id, Action.READ_CASES)
    rows = look.renderings(desk.case)
    context = {
        "case": desk.case,
        "procedure": procedures.load(desk.case.procedure),
        "form": desk.form,
        "confirmation": submissions.confirmation_of(desk.form),
        "is_letter": desk.case.procedure == LETTER,
        "refusals": desk.refusals,
        "contradictions": look.contradictions(desk.sight, desk.form, desk.matters, language()),
        "unreviewed": look.unreviewed(desk.sight, desk.form, desk.matters),
        "formats": FORMATS,
        "languages": _languages(desk.form),
        "renderings": [
            {"row": one, "files": prepared.names_of(one), "kept": prepared.is_kept(ask.register, one)}
            for one in rows
        ],
        "nobody": not desk.matters,
        "may_submit": may(ask, Action.SUBMIT, Purpose.ACCOUNTABILITY),
    }
    if desk.case.procedure == LETTER:
        context |= letters.on_page(request, ask, desk.case, desk.matters)
    else:
        context |= {"beside": letters.beside(ask, desk.case), "tongues": LANGUAGES}
    ask.seen.others |= {"renderings": len(rows), "refused": [one.requirement.id for one in desk.refusals]}
    return render(request, "pages/submission.html", context)


def _languages(form: Form) -> list[tuple[str, bool]]:
    """Code, and whether the body takes it."""
    extra = [] if READING_COPY in form.languages else [READING_COPY]
    return [(one, True) for one in form.languages] + [(one, False) for one in extra]


@guarded(Action.CHANGE_CASES, purpose=Purpose.ACCOUNTABILITY, post_only=True)
def choose(request: HttpRequest, ask: Ask, case_id: str) -> HttpResponse:
    """Keeps which of several contradicting claims stands first, with the reason; the others are printed below it."""
    desk = desk_of(ask, case_id, Action.CHANGE_CASES)
    person, prop = request.POST.get("person", ""), request.POST.get("prop", "")
    known = next(
        (
            one
            for one in look.contradictions(desk.sight, desk.form, desk.matters, language())
            if (one.member, one.prop) == (person, prop)
        ),
        None,
    )
    if known is None:
        raise NotFoundError("There is no such contradiction")
    wanted = request.POST.get("version", "")
    value = None
    if wanted:
        if wanted not in {one.text for one in known.versions}:
            raise NotFoundError("There is no such version")
        value = {"value": wanted, "reason": request.POST.get("reason", "").strip()[:2000]}
    store.set_answers(
        desk.case.id, {f"choose.{prop}": value}, person=person, at=ask.at, by=ask.actor.ledger_name
    )
    ask.seen.others |= {"property": prop}
    messages.success(request, _("Kept. The other versions are printed below it, with the reason."))
    return HttpResponseRedirect(reverse("pages:submission", args=[desk.case.id]) + "#choices")


@guarded(Action.CHANGE_CASES, purpose=Purpose.ACCOUNTABILITY, post_only=True)
def review_end(request: HttpRequest, ask: Ask, case_id: str) -> HttpResponse:
    """Keeps that whoever is logged in looked at what is told of a release or a death, and why it may be told."""
    desk = desk_of(ask, case_id, Action.CHANGE_CASES)
    person, end = request.POST.get("person", ""), request.POST.get("end", "")
    reason = request.POST.get("reason", "").strip()[:2000]
    if not reason:
        raise UsageError(_("A reason is needed"), remedy=_("It is kept with the decision"))
    matter = next((one for one in desk.matters if one.person.asked == person), None)
    if matter is None:
        raise NotFoundError("There is no such person in the case")
    field, value = ends.review_of(matter.person.statements, end, reviewer=ask.actor.username, reason=reason)
    store.set_answers(desk.case.id, {field: value}, person=person, at=ask.at, by=ask.actor.ledger_name)
    ask.seen.others["reviewed"] = end
    messages.success(request, _("Kept with your name. What is told later has to be looked at again."))
    return HttpResponseRedirect(reverse("pages:submission", args=[desk.case.id]))


@guarded(Action.SUBMIT, purpose=Purpose.ACCOUNTABILITY, post_only=True)
def make(request: HttpRequest, ask: Ask, case_id: str) -> HttpResponse:
    """Renders the case. Nothing is sent. A gate that does not open is told with its reason, and nothing is rendered."""
    desk = desk_of(ask, case_id, Action.SUBMIT)
    if not desk.matters:
        raise UsageError(_("You see nobody of this case"), remedy=_("Nothing was rendered"))
    back = HttpResponseRedirect(reverse("pages:submission", args=[desk.case.id]))
    is_letter = desk.case.procedure == LETTER or "letter" in request.POST
    if desk.refusals and not is_letter:
        ask.seen.others["refused"] = [one.requirement.id for one in desk.refusals]
        messages.error(request, _("Nothing was rendered: see what keeps it from being printed."))
        return back
    formats, languages = request.POST.getlist("format"), request.POST.getlist("language")
    if not formats or not languages:
        raise UsageError(_("No format or no language was chosen"), remedy=_("Choose at least one of each"))
    work: Callable[[Path], Submitted]
    if is_letter:
        work = letters.writer(request, ask, desk.case, desk.matters, formats, languages)
    else:
        work = partial(_submit, ask, desk, formats, languages)
    done = _kept(ask, work)
    ask.seen.others["rendering"] = done.rendering
    messages.success(request, _("Rendered. Nothing was sent; the files name people and are not encrypted."))
    if not is_letter and not done.documents[0].confirmed and desk.form.mark != "V":
        messages.warning(
            request, _("The form was never compared with the live one: compare it before filing.")
        )
    missing = sorted({field for _person, field in done.documents[0].missing})
    if missing:
        labels = {field.id: field.label[language()] for field in desk.form.fields}
        told = " · ".join(labels.get(one, one) for one in missing)
        messages.warning(request, _("It is a draft. Mandatory and empty: %(fields)s") % {"fields": told})
    return back


def _left_out(ask: Ask, desk: Desk) -> dict[str, frozenset[str]]:
    """What consents leave out now, by the viewer's ids, whoever keeps the consent."""
    whole = submitting.left_out_of(work.matters(ask.register, desk.case, on=ask.today))
    return {
        one.person.id: whole.get(one.person.asked, frozenset())
        | submitting.left_out_of([one])[one.person.asked]
        for one in desk.matters
    }


def _submit(ask: Ask, desk: Desk, formats: list[str], languages: list[str], out: Path) -> Submitted:
    try:
        return submitting.submit(
            ask.register,
            desk.case.id,
            formats=formats,
            languages=languages,
            out=out,
            at=ask.at,
            actor=ask.actor.ledger_name,
            seen=desk.matters,
            inside=True,
        )
    except submitting.NoConsentError:
        raise UsageError(
            _("Nothing was rendered: consent or identity does not hold"), remedy=_("See the case")
        ) from None
    except ProtectedNameError:
        raise UsageError(
            _("Nothing was rendered: an answer names somebody the register protects"),
            remedy=_("Say it without the name, then render again"),
        ) from None


def _kept(ask: Ask, work: Callable[[Path], Submitted]) -> Submitted:
    """Renders into a folder that gets the rendering's name when all of it is there."""
    folder = prepared.scratch(ask.register, jobs.new_id())
    try:
        with writing(ask.register):
            done = work(folder)
        folder.rename(folder_of(ask.register, done.rendering))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return done


@guarded(Action.SUBMIT, purpose=Purpose.ACCOUNTABILITY)
def fetch(request: HttpRequest, ask: Ask, case_id: str, rendering_id: str, name: str) -> HttpResponse:
    """One rendered file, or all as a zip, while consent still stands: it is asked again at the door."""
    desk = desk_of(ask, case_id, Action.SUBMIT)
    row = next((one for one in look.renderings(desk.case) if one.id == rendering_id), None)
    if row is None:
        raise NotFoundError("There is no such rendering")
    refused = letters.refused_since(row, desk) if row.form == LETTER else bool(desk.refusals)
    if refused:
        ask.seen.others["refused"] = [one.requirement.id for one in desk.refusals]
        messages.error(request, _("Not handed out: consent or identity does not hold any more."))
        return HttpResponseRedirect(reverse("pages:submission", args=[desk.case.id]))
    content = prepared.content(ask.register, row, name)
    if prepared.tells_too_much(ask.register, row, _left_out(ask, desk)):
        ask.seen.others["refused"] = ["consent"]
        messages.error(request, _("Not handed out: consent leaves out more now. Render it again."))
        return HttpResponseRedirect(reverse("pages:submission", args=[desk.case.id]))
    ask.seen.others |= {"rendering": row.id, "file": name}
    kind = TYPES.get(name.rsplit(".", 1)[-1], "application/octet-stream")
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = (
        f'attachment; filename="{name if name != prepared.ALL else row.id + ".zip"}"'
    )
    return response
