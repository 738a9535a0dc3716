"""Consents: what somebody allowed or refused, for whom and until when; what that blocks today; taking it back."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from sijill.access.model import Action
from sijill.access.policy import owns
from sijill.cases.model import Case
from sijill.consents import store
from sijill.consents.codes import codes, exclusions
from sijill.consents.model import ANY, Consent, State, standing
from sijill.errors import NotFoundError, UsageError
from sijill.pipeline import cases as work
from sijill.web.guard import Ask, guarded
from sijill.web.look import case_work
from sijill.web.look import consents as look
from sijill.web.look.person import other
from sijill.web.look.sight import Sight
from sijill.web.pages import prepared
from sijill.web.pages.cases import seen_cases
from sijill.web.pages.days import day_of
from sijill.web.pages.sights import sight_of

ENDINGS = (State.WITHDRAWN, State.EXPIRED)


@guarded(Action.READ_CONSENTS)
def consents(request: HttpRequest, ask: Ask, person_id: str) -> HttpResponse:
    """What is kept about a person, and what may be done with it today."""
    sight = sight_of(ask)
    page = look.look_at(sight, person_id, _cases(ask, sight), own=partial(owns, ask.actor), on=ask.today)
    ask.seen.persons.append(sight.id_of(page.person))
    ask.seen.others["consents"] = [one.consent.id for one in page.words]
    return render(
        request,
        "pages/consents.html",
        {
            "page": page,
            "person": other(sight, page.person, why=""),
            "may_change": ask.may(Action.CHANGE_CONSENTS) and bool(page.own_records),
            "lists": {name: list(codes(name).values()) for name in ("purpose", "state", "capacity", "form")},
            "exclusions": list(exclusions().values()),
            "today": ask.today,
        },
    )


def _cases(ask: Ask, sight: Sight) -> list[Case]:
    return seen_cases(ask, sight) if ask.may(Action.READ_CASES) else []


@guarded(Action.CHANGE_CONSENTS, post_only=True)
def add(request: HttpRequest, ask: Ask, person_id: str) -> HttpResponse:
    """Keeps a word about the records of the viewer's own organisation."""
    sight = sight_of(ask)
    own = partial(owns, ask.actor)
    page = look.look_at(sight, person_id, [], own=own, on=ask.today)
    if not page.own_records:
        raise UsageError(
            _("Your organisation holds no record of this person"),
            remedy=_("Whoever holds one keeps the word"),
        )
    given = {name: request.POST.get(name, "").strip()[:300] for name in _FIELDS}
    replaces = given["replaces"] or None
    if replaces is not None and look.is_own(sight, replaces, own) is None:
        raise NotFoundError("There is no such consent")
    made = store.add(
        subject=sight.id_of(page.person),
        records=page.own_records,
        purpose=given["purpose"],
        recipient=ANY if request.POST.get("anybody") else given["recipient"] or None,
        state=given["state"],
        capacity=given["capacity"],
        form=given["form"],
        date=day_of(given["date"]),
        expires=day_of(given["expires"]) if given["expires"] else None,
        giver=given["giver"],
        excludes=_left_out(request) if given["state"] == State.GIVEN else (),
        language=given["language"],
        wording=given["wording"],
        replaces=replaces,
        at=ask.at,
        by=ask.actor.ledger_name,
    )
    ask.seen.persons.append(made.subject)
    ask.seen.others["consents"] = [made.id]
    messages.success(request, _("The word is kept, in force from now on."))
    _tell(request, made)
    prepared.drop_what_rests_on(ask.register, made)
    return HttpResponseRedirect(reverse("pages:consents", args=[made.subject]))


def _left_out(request: HttpRequest) -> list[str]:
    """The kinds of facts that a yes leaves out."""
    wanted = request.POST.getlist("excludes")
    if not set(wanted) <= set(exclusions()):
        raise UsageError(_("Nothing is called so"), remedy=_("Choose from the list"))
    return wanted


_FIELDS = (
    "purpose",
    "recipient",
    "state",
    "capacity",
    "form",
    "date",
    "expires",
    "giver",
    "language",
    "wording",
    "replaces",
)


def _tell(request: HttpRequest, made: Consent) -> None:
    """What a yes does not do by itself."""
    if made.state is not State.GIVEN:
        return
    if made.recipient is None and codes("purpose")[made.purpose].recipients is None:
        messages.warning(
            request,
            _("The purpose names nobody by itself: this yes permits nothing until somebody is named."),
        )
    against = [
        one
        for one in standing(store.of([made.subject]))
        if one.purpose == made.purpose and one.state in {State.REFUSED, State.WITHDRAWN}
    ]
    if against:
        messages.warning(
            request,
            _(
                "An earlier no still stands. If the same person changed their mind, say which word this replaces."
            ),
        )


@guarded(Action.CHANGE_CONSENTS, post_only=True)
def end(request: HttpRequest, ask: Ask, person_id: str) -> HttpResponse:
    """Takes a yes back, or says that it has run out: at once for everything new. What was sent under it is listed."""
    sight = sight_of(ask)
    own = partial(owns, ask.actor)
    was = look.is_own(sight, request.POST.get("consent", ""), own)
    state = request.POST.get("state", "")
    if was is None or state not in ENDINGS:
        raise NotFoundError("There is no such consent")
    day = day_of(request.POST.get("date", ""), ask.today)
    if state == State.WITHDRAWN:
        made = store.withdraw(was.id, date=day, at=ask.at, by=ask.actor.ledger_name)
    else:
        made = _expired(was, ask)
    ask.seen.others["consents"] = [was.id, made.id]
    member = case_work.member_of(sight, person_id)
    ask.seen.persons.append(member.person)
    prepared.drop_what_rests_on(ask.register, made)
    messages.success(request, _("Nothing more may be sent under it."))
    mine = {case.id for case in seen_cases(ask, sight)}
    for case in work.sent_about(made.subject, made.records, made.purpose):
        if case.id in mine:
            messages.warning(
                request,
                _("Already sent: case %(case)s on %(day)s. Tell the body.")
                % {"case": case.id, "day": case.day_of("submitted")},
            )
    return HttpResponseRedirect(reverse("pages:consents", args=[member.person]))


def _expired(was: Consent, ask: Ask) -> Consent:
    return store.add(
        subject=was.subject,
        records=was.records,
        purpose=was.purpose,
        recipient=was.recipient,
        state=State.EXPIRED,
        capacity=was.capacity,
        form=was.form,
        date=was.date,
        giver=was.giver,
        language=was.language,
        wording=was.wording,
        replaces=was.id,
        at=ask.at,
        by=ask.actor.ledger_name,
    )
