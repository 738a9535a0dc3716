"""Lists: what was received, how its columns are read, what became of its rows, its versions, taking it out again."""

from dataclasses import replace

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from sijill.access.model import Action, Purpose, Thing
from sijill.access.model import Kind as ThingKind
from sijill.access.policy import owns
from sijill.accession import store as accessions
from sijill.claims import mapping as mappings
from sijill.claims.mapping import DateOrder, IgnoredColumn, MappedColumn, Mapping
from sijill.claims.properties import BY_NAME, PROPERTIES
from sijill.errors import NotFoundError, RegisterError, UsageError
from sijill.pipeline.take import own_date
from sijill.web.guard import Ask, guarded
from sijill.web.jobs import model as jobs
from sijill.web.jobs.model import Kind
from sijill.web.jobs.start import keep_upload, start
from sijill.web.look import lists as look
from sijill.web.look.sight import Sight
from sijill.web.pages.menu import may
from sijill.web.pages.sights import sight_of

LONGEST_REASON = 2000


def thing_of(list_id: str) -> Thing:
    """NotFoundError for a list that is not there."""
    row = accessions.get_list(list_id)
    return Thing(kind=ThingKind.LIST, organisation=row.organisation_id, list_id=row.id)


def _sight(ask: Ask) -> Sight | None:
    """None before the first link run: lists are there, people are not yet."""
    try:
        return sight_of(ask)
    except RegisterError:
        return None


@guarded(Action.READ_LISTS)
def lists(request: HttpRequest, ask: Ask) -> HttpResponse:
    """The lists of which the viewer may know."""
    sight = _sight(ask)
    shown = []
    for row in accessions.all_lists():
        thing = Thing(kind=ThingKind.LIST, organisation=row.organisation_id, list_id=row.id)
        if ask.may(Action.READ_LIST, thing):
            shown.append(look.one(sight, row.id, own=owns(ask.actor, row.organisation_id)))
            ask.seen.lists.append(row.id)
    return render(
        request,
        "pages/lists.html",
        {
            "lists": shown,
            "may_upload": ask.may(Action.UPLOAD),
            "may_link": may(ask, Action.LINK, Purpose.LINKAGE),
            "linked": sight is not None,
        },
    )


@guarded(Action.READ_LISTS)
def one_list(request: HttpRequest, ask: Ask, list_id: str) -> HttpResponse:
    """One list: in full for its own organisation, its name and what is visible of it for others."""
    thing = thing_of(list_id)
    ask.require(Action.READ_LIST, thing)
    own = owns(ask.actor, thing.organisation)
    ask.seen.lists.append(list_id)
    return render(
        request,
        "pages/list.html",
        {
            "list": look.one(_sight(ask), list_id, own=own),
            "files": list(look.files_of(ask.register, list_id)) if own else [],
            "may_map": ask.may(Action.MAP, thing),
            "may_withdraw": _could(ask, Action.WITHDRAW, thing),
        },
    )


def _could(ask: Ask, action: Action, thing: Thing) -> bool:
    """Whether the actor could, once a second factor is fresh: the button leads there."""
    fresh = replace(ask, actor=replace(ask.actor, factor_at=ask.at))
    return fresh.may(action, thing)


@guarded(Action.UPLOAD)
def upload(request: HttpRequest, ask: Ask) -> HttpResponse:
    """Takes a file of the actor's organisation; the work goes on in a job."""
    if request.method != "POST":
        own = [row.id for row in accessions.all_lists() if owns(ask.actor, row.organisation_id)]
        return render(request, "pages/upload.html", {"lists": own, "operator": ask.actor.is_operator})
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile) or not file.name:
        raise UsageError(_("No file was chosen"), remedy=_("Choose one and send the form again"))
    name = file.name.replace("\\", "/").rsplit("/", 1)[-1]
    list_id = request.POST.get("list_id", "").strip() or name.rsplit(".", 1)[0]
    organisation = ask.actor.organisation
    if ask.actor.is_operator:
        organisation = request.POST.get("organisation", "").strip() or _owner(list_id)
    accessions.refuse_unfit(list_id, organisation, name)
    new_version = bool(request.POST.get("new_version"))
    ask.require(
        Action.UPLOAD, Thing(kind=ThingKind.LIST, organisation=accessions.slug(organisation), list_id=list_id)
    )
    job_id = jobs.new_id()
    given = {
        "path": str(keep_upload(ask, file, job_id)),
        "name": name,
        "list_id": list_id,
        "organisation": organisation,
        "title": request.POST.get("title", "").strip() or name,
        "as_of": own_date(request.POST.get("as_of", ""), file=name),
        "new_version": new_version,
    }
    start(ask, Kind.RECEIVE, job_id=job_id, arguments=given)
    ask.seen.lists.append(list_id)
    return HttpResponseRedirect(reverse("pages:job", args=[job_id]))


def _owner(list_id: str) -> str:
    known = {row.id: row.organisation_id for row in accessions.all_lists()}
    return known.get(list_id, list_id)


@guarded(Action.MAP)
def mapping(request: HttpRequest, ask: Ask, list_id: str) -> HttpResponse:
    """How the columns are read: suggested, corrected, signed. Signing reads the list again and links."""
    ask.require(Action.MAP, thing_of(list_id))
    ask.seen.lists.append(list_id)
    known, columns = look.columns_of(ask.register, list_id, ask.claims())
    if request.method == "POST":
        changed = changed_mapping(known, columns, request.POST.dict())
        job = start(ask, Kind.CONFIRM, arguments={"mapping": mappings.dump(changed)})
        return HttpResponseRedirect(reverse("pages:job", args=[job.id]))
    return render(
        request,
        "pages/mapping.html",
        {"mapping": known, "columns": columns, "properties": PROPERTIES.values(), "orders": list(DateOrder)},
    )


def changed_mapping(known: Mapping, columns: list[look.ColumnView], form: dict[str, str]) -> Mapping:
    """The mapping as the form says; what the form does not mention stays. UsageError for an unknown property."""
    before = {(column.column, column.sheet or ""): column for column in known.columns}
    read, ignored, unmapped = [], [], []
    for place, column in enumerate(columns):
        names = tuple(name.strip() for name in form.get(f"properties-{place}", "").split(",") if name.strip())
        reason = form.get(f"ignored-{place}", "").strip()
        for name in names:
            if name not in BY_NAME:
                raise UsageError(
                    _("Column %(number)s: no property has that name") % {"number": place + 1},
                    remedy=_("Choose one from the list"),
                )
        if names:
            order = form.get(f"order-{place}", "")
            old = before.get((column.column, column.sheet)) or MappedColumn(
                column=column.column, properties=names
            )
            same = old.properties == names
            read.append(
                replace(
                    old,
                    properties=names,
                    date_order=DateOrder(order) if order in {one.value for one in DateOrder} else None,
                    split=old.split if same else None,
                    separator=old.separator if same else None,
                )
            )
        elif reason:
            ignored.append(IgnoredColumn(column=column.column, reason=reason))
        else:
            unmapped.append(column.column)
    return replace(
        known,
        columns=tuple(read),
        ignored=tuple(ignored),
        unmapped=tuple(dict.fromkeys(unmapped)),
        confirmed=None,
    )


@guarded(Action.MAP)
def versions(request: HttpRequest, ask: Ask, list_id: str) -> HttpResponse:
    """What each new version of an own list added, changed and removed, cell by cell."""
    ask.require(Action.MAP, thing_of(list_id))
    ask.seen.lists.append(list_id)
    found = look.versions_of(ask.register, list_id, ask.claims())
    return render(request, "pages/versions.html", {"list_id": list_id, "versions": found})


@guarded(Action.READ_LISTS)
def withdraw(request: HttpRequest, ask: Ask, list_id: str) -> HttpResponse:
    """Takes an own list out of everything derived, or brings it back; a reason is kept with the decision."""
    thing = thing_of(list_id)
    ask.require(Action.WITHDRAW, thing)
    gone = list_id in accessions.withdrawn_lists()
    if request.method != "POST":
        context = {"list": look.one(_sight(ask), list_id, own=True), "gone": gone}
        return render(request, "pages/withdraw.html", context)
    reason = request.POST.get("reason", "").strip()[:LONGEST_REASON]
    if not reason:
        raise UsageError(_("A reason is needed"), remedy=_("It is kept with the decision"))
    ask.seen.lists.append(list_id)
    job = start(ask, Kind.RETURN if gone else Kind.WITHDRAW, arguments={"list_id": list_id, "reason": reason})
    return HttpResponseRedirect(reverse("pages:job", args=[job.id]))


@guarded(Action.LINK, purpose=Purpose.LINKAGE, post_only=True)
def link(request: HttpRequest, ask: Ask) -> HttpResponse:
    """Brings persons up to date with what was received and decided."""
    del request
    job = start(ask, Kind.LINK, arguments={})
    return HttpResponseRedirect(reverse("pages:job", args=[job.id]))


@guarded(Action.READ_LISTS)
def job(request: HttpRequest, ask: Ask, job_id: str) -> HttpResponse:
    """How far a job is; whose job it is not sees nothing."""
    found = jobs.read(ask.register, job_id)
    if found.actor != ask.actor.ledger_name and not ask.actor.is_operator:
        raise NotFoundError("There is no such job")
    if found.state is jobs.State.DONE and found.kind is Kind.RECEIVE and not request.GET.get("stay"):
        messages.success(
            request,
            _("Received: %(rows)s rows = %(records)s records + %(aside)s set aside.")
            % {
                "rows": found.result["rows"],
                "records": found.result["records"],
                "aside": found.result["set_aside"],
            },
        )
        return HttpResponseRedirect(reverse("pages:mapping", args=[found.result["list"]]))
    return render(request, "pages/job.html", {"job": found, "list": found.result.get("list", "")})
