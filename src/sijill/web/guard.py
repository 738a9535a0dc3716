"""Before every page: who asks, may they, and the entry in the ledger. A view without it fails the build.

```python
@guarded(Action.READ_PERSON)
def person_page(request: HttpRequest, ask: Ask, person_id: str) -> HttpResponse:
    person = …  # computed with ask.claims(), never without it
    ask.seen.persons.append(person.id)
    return render(request, "pages/person.html", {...})
```

What a view raises decides the answer: ``NotFoundError`` and ``DeniedError`` look exactly like a page that never
existed; any other ``SijillError`` is told with its remedy. Each of them has its entry.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Concatenate, Final, ParamSpec

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from sijill import clock
from sijill.access import audit
from sijill.access.audit import Seen
from sijill.access.filter import ClaimFilter, visible
from sijill.access.model import Action, Actor, Decision, Kind, Purpose, Reason, Thing
from sijill.access.policy import decide
from sijill.errors import NotFoundError, SijillError
from sijill.tables import rows
from sijill.tables.register import Register
from sijill.web import actors
from sijill.web.site import current

P = ParamSpec("P")


class DeniedError(SijillError):
    """Not allowed; shown as if there were nothing. ``decision`` is for the audit log."""

    def __init__(self, action: Action, thing: Thing, decision: Decision) -> None:
        self.action, self.thing, self.decision = action, thing, decision
        super().__init__("There is nothing here")


@dataclass(slots=True, kw_only=True)
class Ask:
    """One request of somebody who is logged in: who, what for, when, and what the answer has shown so far."""

    register: Register
    actor: Actor
    purpose: Purpose
    at: datetime
    via: str
    blinding: bytes = field(repr=False)
    seen: Seen = field(default_factory=Seen)

    @property
    def today(self) -> date:
        return clock.day(self.at)

    def claims(self, action: Action = Action.READ_CLAIM) -> ClaimFilter:
        """What this person may see now; every answer is computed through it."""
        return visible(self.actor, self.purpose, action=action, at=self.at)

    def may(self, action: Action, thing: Thing | None = None) -> bool:
        """For showing or hiding a button; ``require`` is what protects."""
        return self._decide(action, thing or self.own(action)).allow

    def require(self, action: Action, thing: Thing | None = None) -> None:
        """Raises DeniedError. ``thing`` None: the actor's own part of the register."""
        about = thing or self.own(action)
        decision = self._decide(action, about)
        if not decision.allow:
            raise DeniedError(action, about, decision)

    def own(self, action: Action) -> Thing:
        """What a page of this action is about when it is about nothing in particular."""
        return own_part(self.actor, action)

    def blinded(self, text: str) -> str:
        """A search term as the ledger may keep it."""
        return audit.blinded(text, self.blinding)

    def _decide(self, action: Action, thing: Thing) -> Decision:
        return decide(self.actor, action, thing, self.purpose, at=self.at)


View = Callable[Concatenate[HttpRequest, Ask, P], HttpResponseBase]


def guarded(
    action: Action,
    *,
    purpose: Purpose = Purpose.CASEWORK,
    via: str = "web",
    post_only: bool = False,
    one_commit: bool = False,
) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """Decides ``action`` on the actor's own part of the register, runs the view, writes the entry, answers.

    ``post_only``: a view that only changes something; whoever may do it and asks with another method is told so.
    ``one_commit``: what a POST changes and the entry of the look are one transaction, for views that answer at once.
    """

    def wrap(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @functools.wraps(view)
        def run(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            with rows.one_request(one_commit=one_commit and request.method == "POST"):
                ask = ask_of(request, purpose=purpose, via=via)
                request.ask = ask  # type: ignore[attr-defined]  # templates and tests look at it
                if post_only and request.method != "POST":
                    return _answered(request, ask, action, lambda: HttpResponseNotAllowed(["POST"]))
                return _answered(request, ask, action, lambda: view(request, ask, *args, **kwargs))

        run.guard, run.purpose = action, purpose  # type: ignore[attr-defined]
        return run

    return wrap


def _answered(
    request: HttpRequest, ask: Ask, action: Action, view: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    try:
        ask.require(action)
        response = view()
    except DeniedError as no:
        return _refused(request, ask, no)
    except (NotFoundError, Http404):
        ask.seen = Seen(others={"found": False})
        audit.looked(ask.actor, action, ask.purpose, ask.seen, at=ask.at, via=ask.via)
        return not_found(request)
    except SijillError as problem:
        return _told(request, ask, action, problem)
    audit.looked(ask.actor, action, ask.purpose, ask.seen, at=ask.at, via=ask.via)
    return response


def _told(request: HttpRequest, ask: Ask, action: Action, problem: SijillError) -> HttpResponse:
    """What the view had noted stays in the entry: a refusal may tell of it."""
    note_refusal(ask, action, problem)
    return render(request, "errors/problem.html", {"problem": problem}, status=409)


def note_refusal(ask: Ask, action: Action, problem: SijillError) -> None:
    """The entry of a refusal that is told with its reason. Only its kind is kept: its words may hold what was typed."""
    ask.seen.others["refusal"] = type(problem).__name__
    audit.looked(ask.actor, action, ask.purpose, ask.seen, at=ask.at, via=ask.via)


def public(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """Marks a view that shows nothing of the register (logging in, language); everything else is ``guarded``."""
    view.public = True  # type: ignore[attr-defined]
    return view


def ask_of(request: HttpRequest, *, purpose: Purpose, via: str) -> Ask:
    """Whoever is logged in; ``LoggedIn`` let nobody else come this far."""
    site, at = current(), clock.now()
    actor = actors.actor_of_request(request, at=at)
    actors.narrow_rows(actor, at=at)
    return Ask(
        register=site.register,
        actor=actor,
        purpose=purpose,
        at=at,
        via=via,
        blinding=site.blinding,
    )


_KINDS: Final = {
    Action.READ_FIGURES: Kind.FIGURES,
    Action.READ_LEDGER: Kind.LEDGER,
    Action.READ_ACCOUNTS: Kind.ACCOUNT,
    Action.CHANGE_ACCOUNTS: Kind.ACCOUNT,
    Action.OWN_ACCOUNT: Kind.ACCOUNT,
}


def own_part(actor: Actor, action: Action) -> Thing:
    kind = _KINDS.get(action, Kind.REGISTER)
    return Thing(kind=kind, organisation=actor.organisation, user=actor.user)


def not_found(request: HttpRequest) -> HttpResponse:
    """The one page for what is not there and for what somebody may not see; the bar at its top is the same too."""
    if not hasattr(request, "ask") and request.user.is_authenticated:
        request.ask = ask_of(request, purpose=Purpose.CASEWORK, via="web")  # type: ignore[attr-defined]
    request.resolver_match = None  # no entry of the bar is marked as the one we are at
    return render(request, "errors/not_found.html", status=404)


def in_templates(request: HttpRequest) -> dict[str, Any]:
    return {"ask": getattr(request, "ask", None)}


def _refused(request: HttpRequest, ask: Ask, no: DeniedError) -> HttpResponseBase:
    audit.denied(ask.actor, no.action, no.thing, ask.purpose, no.decision, at=ask.at, via=ask.via)
    if no.decision.reason is Reason.FACTOR_MISSING and ask.via == "web":
        back = request.get_full_path() if request.method == "GET" else request.headers.get("Referer", "/")
        return HttpResponseRedirect(f"{reverse('accounts:confirm')}?{urlencode({'next': back})}")
    return not_found(request)
