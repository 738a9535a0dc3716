"""From an audit onward: a finding becomes a case, and a list of released people is matched by a job of its own."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from sijill.access.model import Action
from sijill.amnesties.decrees import decree
from sijill.amnesties.model import Decree
from sijill.errors import NotFoundError
from sijill.pipeline import amnesty as audits
from sijill.web.guard import Ask, guarded
from sijill.web.jobs import model as jobs
from sijill.web.jobs.start import keep_upload, start
from sijill.web.look import amnesties as look
from sijill.web.look import case_work
from sijill.web.markup import language
from sijill.web.pages.days import day_of
from sijill.web.pages.sights import sight_of
from sijill.web.pages.uploads import plain_name, required_file


@guarded(Action.CHANGE_CASES, post_only=True)
def open_case(request: HttpRequest, ask: Ask, decree_id: str) -> HttpResponse:
    """A WGAD case of category I about a finding of the viewer's own audit under the decree's text. Sends nothing."""
    chosen = decree(decree_id, ask.register)
    sight = sight_of(ask)
    member = case_work.member_of(sight, request.POST.get("person", ""))
    made = look.audited(
        sight, chosen, rule_set="text", as_of=day_of(request.POST.get("as_of", ""), ask.today)
    )
    case = audits.open_found(made, member, at=ask.at, by=ask.actor.ledger_name)
    ask.seen.persons.append(member.person)
    ask.seen.others |= {"decree": chosen.id, "cases": [case.id]}
    messages.success(request, _("The case is open. Nothing was sent."))
    return HttpResponseRedirect(reverse("pages:case", args=[case.id]))


@guarded(Action.READ_FIGURES, post_only=True)
def releases(request: HttpRequest, ask: Ask, decree_id: str) -> HttpResponse:
    """A list of people released under the decree, matched against the whole register; it is read and not kept.

    Only for the operator: it looks at every record there is.
    """
    chosen = decree(decree_id, ask.register)
    if not ask.actor.is_operator:
        raise NotFoundError("There is nothing here")
    file = required_file(request)
    job_id = jobs.new_id()
    given = {
        "path": str(keep_upload(ask, file, job_id, name=plain_name(file))),
        "decree": chosen.id,
        "rules": request.POST.get("rules", "text"),
        "as_of": day_of(request.POST.get("as_of", ""), ask.today).isoformat(),
    }
    start(ask, jobs.Kind.AUDIT, job_id=job_id, arguments=given)
    ask.seen.others |= {"decree": chosen.id, "job": job_id}
    return HttpResponseRedirect(reverse("pages:job", args=[job_id]))


def from_job(ask: Ask, job_id: str, chosen: Decree) -> dict[str, Any]:
    """The audit that a job made with a list of released people, in pieces the page can lay out."""
    found = jobs.read(ask.register, job_id)
    if found.actor != ask.actor.ledger_name or found.result.get("decree") != chosen.id:
        raise NotFoundError("There is no such job")
    told = found.result["documents"][language()]
    ask.seen.others |= {"computed": True, "job": job_id}
    return {
        "document": told,
        "blocks": [(one["kind"], one, _picture(one)) for one in told["blocks"]],
        "withheld": look.WITHHELD,
        "rules": found.arguments["rules"],
        "as_of": day_of(found.arguments["as_of"]),
        "matched": found.result["matched"],
    }


def _picture(block: dict[str, Any]) -> SafeString:
    # drawn by this program, its texts escaped there
    return mark_safe(block["svg"]) if block["kind"] == "Picture" else SafeString("")  # noqa: S308
