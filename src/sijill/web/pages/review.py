"""Clerical review: the queue, one pair with its answers, undo, and how far reviewers agree."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from sijill.access.model import Action, Purpose
from sijill.errors import UsageError
from sijill.manual_review import store as reviews
from sijill.manual_review.model import Verdict
from sijill.manual_review.policy import policy_of
from sijill.web.guard import Ask, guarded
from sijill.web.look import review as look
from sijill.web.look.review import Pair
from sijill.web.look.sight import Sight
from sijill.web.pages.menu import may
from sijill.web.pages.sights import sight_of

LONGEST_REASON = 2000
NEVER = "never"  # "different", said of every record of the one person and every record of the other
SHOWN = 25


@guarded(Action.READ_PAIRS, purpose=Purpose.LINKAGE)
def queue(request: HttpRequest, ask: Ask) -> HttpResponse:
    """What waits: pairs, and persons held together by weak links; and how far the work is."""
    sight = sight_of(ask)
    found = look.queue_of(sight, ask.actor.ledger_name)
    persons = look.doubtful_persons(sight)
    ask.seen.persons.extend(person for person, _, _ in persons)
    return render(
        request,
        "pages/review.html",
        {
            "kept": _kept(request),
            "progress": found.progress,
            "persons": persons[:SHOWN],
            "needed": policy_of(ask.register).reviewers,
            "may_link": may(ask, Action.LINK, Purpose.LINKAGE),
        },
    )


@guarded(Action.READ_PAIRS, purpose=Purpose.LINKAGE)
def next_pair(request: HttpRequest, ask: Ask) -> HttpResponse:
    """Sends on to the pair behind ``after`` that waits for this reviewer, or in front of ``before``."""
    found = look.queue_of(sight_of(ask), ask.actor.ledger_name)
    before = _pair(request.GET.get("before", ""))
    pair = found.before(before) if before is not None else found.after(_pair(request.GET.get("after", "")))
    if pair is None:
        messages.info(request, _("There is no other pair."))
        return HttpResponseRedirect(reverse("pages:review"))
    return HttpResponseRedirect(reverse("pages:pair", args=pair))


@guarded(Action.READ_PAIRS, purpose=Purpose.LINKAGE, one_commit=True)
def pair(request: HttpRequest, ask: Ask, left: str, right: str) -> HttpResponse:
    """One pair side by side; its answer comes back to the same address."""
    sight = sight_of(ask)
    ask.seen.pairs.append((left, right))
    ask.seen.records.extend((left, right))
    if request.method == "POST":
        return _answer(request, ask, sight, (left, right))
    page = look.pair_of(sight, left, right, ask.actor.ledger_name)
    found = look.queue_of(sight, ask.actor.ledger_name)
    return render(
        request,
        "pages/pair.html",
        {
            "page": page,
            "kept": _kept(request),
            "progress": found.progress,
            "after": _address("after", (left, right)),
            "before": _address("before", (left, right)),
            "done": found.progress.pairs - found.progress.open,
        },
    )


def _answer(request: HttpRequest, ask: Ask, sight: Sight, judged: Pair) -> HttpResponse:
    """Keeps the answer and leads to the next pair at once. NotFoundError for a pair that is not there."""
    ask.require(Action.JUDGE)
    look.require_pair(sight, *judged)
    verdict = request.POST.get("verdict", "")
    reason = request.POST.get("reason", "").strip()[:LONGEST_REASON]
    if verdict == NEVER:
        pairs = look.never_pairs(sight, *judged)
        reviews.judge_all(
            pairs, Verdict.DIFFERENT, by=ask.actor.ledger_name, at=ask.at, reason=reason or "never these two"
        )
    elif verdict in {Verdict.SAME, Verdict.DIFFERENT, Verdict.UNSURE}:
        reviews.judge(*judged, Verdict(verdict), by=ask.actor.ledger_name, at=ask.at, reason=reason)
    else:
        raise UsageError(_("No answer was given"), remedy=_("Choose same, different or unsure"))
    following = look.queue_of(sight, ask.actor.ledger_name).after(judged)
    place = reverse("pages:review") if following is None else reverse("pages:pair", args=following)
    return HttpResponseRedirect(f"{place}?{urlencode({'kept': verdict})}")


def _kept(request: HttpRequest) -> str:
    """What the answer before this page was. It stands in the address: a message kept for the session would be
    written to the disk with every answer and taken out again with every page.
    """
    words = {
        "same": _("Kept: same person."),
        "different": _("Kept: different people."),
        "unsure": _("Kept: unsure."),
        NEVER: _("Kept: never these two."),
    }
    said = words.get(request.GET.get("kept", ""))
    return "" if said is None else f"{said} {_('U takes it back.')}"


@guarded(Action.JUDGE, purpose=Purpose.LINKAGE, post_only=True)
def undo(request: HttpRequest, ask: Ask) -> HttpResponse:
    """Takes back the reviewer's latest answer and shows the pair again."""
    row = reviews.undo_last(by=ask.actor.ledger_name, at=ask.at)
    if row is None:
        messages.info(request, _("There is nothing to take back."))
        return HttpResponseRedirect(reverse("pages:review"))
    ask.seen.pairs.append((row.left, row.right))
    messages.info(request, _("Taken back: this pair is open again."))
    return HttpResponseRedirect(reverse("pages:pair", args=(row.left, row.right)))


@guarded(Action.READ_PAIRS, purpose=Purpose.LINKAGE)
def agreement(request: HttpRequest, ask: Ask) -> HttpResponse:
    """How far reviewers agree beyond chance."""
    found = look.agreement_of(sight_of(ask), ask.actor.ledger_name)
    return render(request, "pages/agreement.html", {"agreements": found})


def _pair(text: str) -> Pair | None:
    left, _mark, right = text.partition("~")
    return (left, right) if left and right else None


def _address(name: str, of: Pair) -> str:
    return f"{reverse('pages:next')}?{urlencode({name: '~'.join(of)})}"
