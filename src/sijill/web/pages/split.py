"""A person's records side by side: are they all one? Parting them, and telling whoever relied on them together."""

from dataclasses import dataclass
from itertools import pairwise

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from sijill.access.model import Action, Purpose
from sijill.claims.statements import Statement, statements_of
from sijill.errors import UsageError
from sijill.ids import person_id as person_id_of
from sijill.manual_review import store as reviews
from sijill.manual_review.model import NoticeKind, Verdict
from sijill.pipeline.reliance import relied_on
from sijill.pipeline.review import FIELDS
from sijill.web.guard import Ask, guarded
from sijill.web.jobs.model import Kind
from sijill.web.jobs.start import start
from sijill.web.look import review as look
from sijill.web.look.person import allowed
from sijill.web.pages.menu import may
from sijill.web.pages.sights import sight_of

LONGEST_REASON = 2000
MOST_RECORDS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One field over all records, in their order."""

    field: str
    cells: tuple[tuple[Statement, ...], ...]


@guarded(Action.READ_PAIRS, purpose=Purpose.LINKAGE)
def cluster(request: HttpRequest, ask: Ask, person_id: str) -> HttpResponse:
    """All records of a person beside each other, as many as fit."""
    sight = sight_of(ask)
    number = sight.resolve(person_id)
    members = sight.members(number)
    records = [sight.snapshot.record_ids[one] for one in members]
    shown = records[:MOST_RECORDS]
    said = {
        record: [one for one in statements_of(ask.register, [record]) if allowed(sight, sight.claims, one)]
        for record in shown
    }
    ask.seen.persons.append(sight.id_of(number))
    ask.seen.records.extend(shown)
    return render(
        request,
        "pages/cluster.html",
        {
            "person_id": sight.id_of(number),
            "records": [
                (record, sight.snapshot.lists[one]) for record, one in zip(shown, members, strict=False)
            ],
            "lines": lines_of(said),
            "left_out": len(records) - len(shown),
            "may_split": may(ask, Action.SPLIT_PERSON, Purpose.LINKAGE),
        },
    )


def lines_of(said: dict[str, list[Statement]]) -> list[Line]:
    compared = [prop for props in FIELDS.values() for prop in props]
    props = sorted(
        {one.claim.prop for claims in said.values() for one in claims},
        key=lambda prop: (compared.index(prop) if prop in compared else len(compared), prop),
    )
    return [
        Line(
            field=prop,
            cells=tuple(tuple(one for one in claims if one.claim.prop == prop) for claims in said.values()),
        )
        for prop in props
    ]


@guarded(Action.SPLIT_PERSON, purpose=Purpose.LINKAGE, post_only=True)
def split(request: HttpRequest, ask: Ask, person_id: str) -> HttpResponse:
    """Parts the chosen records from the others, or says that all are one; a link run follows."""
    sight = sight_of(ask)
    number = sight.resolve(person_id)
    records = [sight.snapshot.record_ids[one] for one in sight.members(number)]
    reason = request.POST.get("reason", "").strip()[:LONGEST_REASON]
    chosen = [record for record in request.POST.getlist("record") if record in records]
    rest = [record for record in records if record not in chosen]
    ask.seen.persons.append(person_id)
    ask.seen.records.extend(records)
    if request.POST.get("answer") == "one":
        pairs = list(pairwise(records))
        reviews.judge_all(pairs, Verdict.SAME, by=ask.actor.ledger_name, at=ask.at, reason=reason)
        messages.success(request, _("Kept: all these records are one person."))
        return HttpResponseRedirect(reverse("pages:person", args=[person_id]))
    if not chosen or not rest:
        raise UsageError(
            _("Choose the records that are somebody else: at least one, and not all"),
            remedy=_("Go back and choose"),
        )
    if not reason:
        raise UsageError(_("A reason is needed"), remedy=_("It is kept with the decision"))
    founders = {
        record: person_id_of(sight.snapshot.origins[sight.snapshot.number_of[record]]) for record in records
    }
    told = _part(ask, chosen, rest, founders, reason)
    messages.success(
        request,
        _("Kept: %(chosen)s records are parted from %(rest)s. People told who relied on them: %(told)s.")
        % {"chosen": len(chosen), "rest": len(rest), "told": told},
    )
    if may(ask, Action.LINK, Purpose.LINKAGE):
        job = start(ask, Kind.LINK, arguments={})
        return HttpResponseRedirect(reverse("pages:job", args=[job.id]))
    return HttpResponseRedirect(reverse("pages:review"))


def _part(ask: Ask, chosen: list[str], rest: list[str], founders: dict[str, str], reason: str) -> int:
    """Writes the judgements, then a notice for everybody who relied on these records being one person."""
    me = ask.actor.ledger_name
    reviews.judge_all(look.crossing(chosen, rest), Verdict.DIFFERENT, by=me, at=ask.at, reason=reason)
    relied = {name: person for name, person in relied_on(founders).items() if name != me}
    for name, person in sorted(relied.items()):
        reviews.add_notices([name], kind=NoticeKind.SPLIT, person=person, records=chosen, by=me, at=ask.at)
    return len(relied)
