"""Texts as sources: received, read, and what a person takes out of them; each is its own organisation's alone."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from sijill.access.model import Action, Level, Thing
from sijill.access.model import Kind as ThingKind
from sijill.accession.store import slug
from sijill.amnesties.decrees import decrees
from sijill.claims.map_row import visibility_of
from sijill.claims.properties import BY_NAME, PROPERTIES
from sijill.errors import NotFoundError, UsageError
from sijill.mentions import store
from sijill.mentions.figures import Figure
from sijill.mentions.find import number_of
from sijill.mentions.model import Kind
from sijill.mentions.models import Document, TextTerms
from sijill.text import dates as reading
from sijill.web.guard import Ask, guarded
from sijill.web.jobs import model as jobs
from sijill.web.jobs.start import keep_upload, start
from sijill.web.look import figures as figure_look
from sijill.web.look import texts as look
from sijill.web.look.sight import Sight
from sijill.web.pages.numbers import whole_number
from sijill.web.pages.sights import sight_of
from sijill.web.pages.turns import writing
from sijill.web.pages.uploads import plain_name, required_file

LONGEST: Final = 2000
# What is usually said with a passage of each kind, first in the list; every other property stands below.
USUAL: Final = {
    Kind.PERSON: ("name", "name.alias", "mother.name"),
    Kind.FACILITY: ("held.place", "sighting.place", "death.place", "arrest.place"),
    Kind.DATE: ("release.date", "arrest.date", "death.date", "birth.date", "sighting.date", "held.from"),
    Kind.FIGURE: (),
}
# A text as a claim that holds all of it: as sensitive as a note.
AS_CLAIM: Final = "note"


def holder_of(row: Document, terms: dict[str, TextTerms]) -> str:
    """The organisation that received it; the operator's own texts have none."""
    known = terms.get(row.id)
    return known.organisation if known is not None else ""


def own_text(ask: Ask, text_id: str, action: Action) -> tuple[Document, TextTerms | None]:
    """A text of the actor's organisation; a sealed one opens only after a second factor. NotFoundError looks alike."""
    row, terms = store.document(text_id), store.terms()
    organisation = holder_of(row, terms)
    ask.require(action, Thing(kind=ThingKind.TEXT, organisation=organisation))
    known = terms.get(row.id)
    level = known.level if known is not None else Level.ORGANISATION.value
    about = Thing(
        kind=ThingKind.CLAIM,
        organisation=organisation,
        list_id=row.id,
        record=row.id,
        level=level,
        prop=AS_CLAIM,
    )
    ask.require(Action.OPEN_SEALED if level == store.SEALED else Action.READ_CLAIM, about)
    ask.seen.others["text"] = row.id
    return row, known


@guarded(Action.READ_TEXTS)
def texts(request: HttpRequest, ask: Ask) -> HttpResponse:
    """The texts of the viewer's organisation: what they are, never what stands in them."""
    terms = store.terms()
    mine = _own_texts(ask, terms)
    taken = Counter(one.document_id for one in store.claims())
    taken.update(one.document_id for one in store.figure_rows())
    ask.seen.others["texts"] = [row.id for row in mine]
    shown = [
        {"row": row, "terms": terms.get(row.id), "taken": taken[row.id], "flags": _flags(row)}
        for row in reversed(mine)
    ]
    return render(request, "pages/texts.html", {"texts": shown, "may_change": ask.may(Action.CHANGE_TEXTS)})


def own_texts(ask: Ask) -> list[Document]:
    """The texts whose organisation the viewer works for."""
    return _own_texts(ask, store.terms())


def _own_texts(ask: Ask, terms: dict[str, TextTerms]) -> list[Document]:
    return [
        row
        for row in store.documents()
        if ask.may(Action.READ_TEXTS, Thing(kind=ThingKind.TEXT, organisation=holder_of(row, terms)))
    ]


def _flags(row: Document) -> list[str]:
    return [flag for flag in row.flags.split(",") if flag]


@guarded(Action.CHANGE_TEXTS)
def upload(request: HttpRequest, ask: Ask) -> HttpResponse:
    """Takes a text; a job seals it and reads it in a confined process."""
    if request.method != "POST":
        return render(
            request,
            "pages/text_upload.html",
            {"operator": ask.actor.is_operator, "levels": store.LEVELS},
        )
    file = required_file(request)
    publisher = request.POST.get("publisher", "").strip()[:300]
    if not publisher:
        raise UsageError(_("Nobody says who says it"), remedy=_("Name the publisher, author or authority"))
    organisation = ask.actor.organisation
    if ask.actor.is_operator:
        organisation = slug(request.POST["organisation"]) if request.POST.get("organisation") else ""
    ask.require(Action.CHANGE_TEXTS, Thing(kind=ThingKind.TEXT, organisation=organisation))
    level = request.POST.get("level", store.SEALED)
    job_id = jobs.new_id()
    given = {
        "path": str(keep_upload(ask, file, job_id, name=plain_name(file))),
        "publisher": publisher,
        "title": request.POST.get("title", "").strip()[:300],
        "published": _edtf(request.POST.get("published", "").strip()),
        "organisation": organisation,
        "level": level if level in store.LEVELS else store.SEALED,
    }
    start(ask, jobs.Kind.TEXT, job_id=job_id, arguments=given)
    ask.seen.others["job"] = job_id
    return HttpResponseRedirect(reverse("pages:job", args=[job_id]))


def _edtf(text: str) -> str:
    """UsageError for what is no date; empty stays empty."""
    if not text:
        return ""
    read = reading.read(text).edtf
    if not read:
        raise UsageError(_("That is no date"), remedy=_("Write it as 2022-11-16, 2022-11 or 2022"))
    return read


@guarded(Action.READ_TEXTS)
def text(request: HttpRequest, ask: Ask, text_id: str) -> HttpResponse:
    """One part of a text with its suggestions, and the one to decide on beside it."""
    row, terms = own_text(ask, text_id, Action.READ_TEXTS)
    sight = sight_of(ask)
    page = look.look(sight, row, part=_number(request, "part"), at=_number(request, "at"))
    ask.seen.persons.extend(one.id for one, _score in page.people)
    ask.seen.others["part"] = page.part
    organisation = terms.organisation if terms is not None else ""
    kind = page.current.suggestion.kind if page.current is not None else Kind.PERSON
    return render(
        request,
        "pages/text.html",
        {
            "page": page,
            "terms": terms,
            "flags": _flags(row),
            "may_change": ask.may(Action.CHANGE_TEXTS, Thing(kind=ThingKind.TEXT, organisation=organisation)),
            "next": page.beside(1),
            "back": page.beside(-1),
            "usual": [name for name in USUAL[kind] if name in BY_NAME],
            "properties": [one.value for one in PROPERTIES if one.value not in USUAL[kind]],
            "measures": figure_look.measures(),
            "decrees": decrees(ask.register),
            "other_level": _other_level(terms),
            "mark_kinds": [one.value for one in Kind],
        },
    )


def _other_level(terms: TextTerms | None) -> str:
    if terms is None:
        return ""
    return store.ORGANISATION if terms.level == store.SEALED else store.SEALED


def _number(request: HttpRequest, name: str) -> int | None:
    return whole_number(request.GET.get(name, ""))


@guarded(Action.CHANGE_TEXTS, post_only=True)
def accept(request: HttpRequest, ask: Ask, text_id: str) -> HttpResponse:
    """Takes a passage for a claim about a person the viewer sees, or for a published count."""
    row, _terms = own_text(ask, text_id, Action.CHANGE_TEXTS)
    sight = sight_of(ask)
    start_at, end_at = _letters(request)
    if request.POST.get("kind") == Kind.FIGURE:
        _accept_figure(request, ask, sight, row, start_at, end_at)
        messages.success(
            request, _("Kept as a published count. Conflicts with others are shown, none is resolved.")
        )
    else:
        _accept_claim(request, ask, sight, row, start_at, end_at)
        messages.success(request, _("Kept as a claim. It can be taken back at any time."))
    return _onward(request, sight, row)


def _accept_claim(
    request: HttpRequest, ask: Ask, sight: Sight, row: Document, start_at: int, end_at: int
) -> None:
    prop = request.POST.get("property", "")
    if prop not in BY_NAME:
        raise UsageError(_("No property was chosen"), remedy=_("Choose one from the list"))
    person = request.POST.get("other", "").strip() or request.POST.get("person", "")
    if not person:
        raise UsageError(_("No person was chosen"), remedy=_("Choose one, or write a person's id"))
    number = sight.resolve(person)
    extracted, _found = look.read(sight, row)
    with writing(ask.register):
        made = store.accept_claim(
            row,
            extracted,
            record=sight.snapshot.origins[sight.members(number)[0]],
            prop=prop,
            start=start_at,
            end=end_at,
            visibility=visibility_of(prop),
            reason=request.POST.get("reason", "").strip()[:LONGEST],
            at=ask.at,
            actor=ask.actor.ledger_name,
        )
    ask.seen.persons.append(sight.id_of(number))
    ask.seen.records.append(made.record)
    ask.seen.others |= {"property": prop, "claim": made.pk}


def _accept_figure(
    request: HttpRequest, ask: Ask, sight: Sight, row: Document, start_at: int, end_at: int
) -> None:
    extracted, _found = look.read(sight, row)
    quote = store.passage(extracted, start_at, end_at)
    given = {
        name: request.POST.get(name, "").strip()[:LONGEST]
        for name in ("value", "measure", "bound", "as_of", "source", "definition", "decree")
    }
    if not given["measure"]:
        raise UsageError(_("Nobody says what is counted"), remedy=_("Choose from the list"))
    text_of_value = given["value"] or quote
    if not any(letter.isdigit() for letter in text_of_value):
        raise UsageError(_("The passage holds no number"), remedy=_("Write the number beside it"))
    figure = Figure(
        measure=given["measure"][:60],
        value=number_of(text_of_value),
        bound=given["bound"],
        as_of=_edtf(given["as_of"]),
        source=given["source"],
        definition=given["definition"],
        subject=given["decree"].casefold()[:40],
    )
    if not figure.as_of:
        raise UsageError(_("A count needs its day"), remedy=_("Write it as 2022-11-16, 2022-11 or 2022"))
    with writing(ask.register):
        made = store.accept_figure(
            row, extracted, figure, start=start_at, end=end_at, at=ask.at, actor=ask.actor.ledger_name
        )
    ask.seen.others["figure"] = made.pk


@guarded(Action.CHANGE_TEXTS, post_only=True)
def pass_over(request: HttpRequest, ask: Ask, text_id: str) -> HttpResponse:
    """Keeps that a suggestion was looked at and not taken; taking it up again opens it anew."""
    row, _terms = own_text(ask, text_id, Action.CHANGE_TEXTS)
    kind = request.POST.get("kind", "")
    if kind not in {one.value for one in Kind}:
        raise NotFoundError("There is no such suggestion")
    start_at, end_at = _letters(request)
    store.pass_over(
        row,
        kind,
        start_at,
        end_at,
        taken_up=bool(request.POST.get("again")),
        at=ask.at,
        actor=ask.actor.ledger_name,
    )
    return _onward(request, sight_of(ask), row)


@guarded(Action.CHANGE_TEXTS, post_only=True)
def undo(request: HttpRequest, ask: Ask, text_id: str) -> HttpResponse:
    """Takes a claim or a figure of this text back; what was accepted stays on record."""
    row, _terms = own_text(ask, text_id, Action.CHANGE_TEXTS)
    number = whole_number(request.POST.get("number", "")) or 0
    is_figure = bool(request.POST.get("figure"))
    rows: Sequence[object] = store.figure_rows() if is_figure else store.claims()
    if not any(one.pk == number and one.document_id == row.id for one in rows):  # type: ignore[attr-defined]
        raise NotFoundError("There is nothing to take back")
    with writing(ask.register):
        if is_figure:
            store.undo_figure(number, at=ask.at, actor=ask.actor.ledger_name)
        else:
            reason = request.POST.get("reason", "").strip()[:LONGEST]
            store.undo_claim(number, reason=reason, at=ask.at, actor=ask.actor.ledger_name)
    ask.seen.others["undone"] = number
    messages.info(request, _("Taken back."))
    return HttpResponseRedirect(reverse("pages:text", args=[row.id]))


@guarded(Action.CHANGE_TEXTS, post_only=True)
def text_terms(request: HttpRequest, ask: Ask, text_id: str) -> HttpResponse:
    """Changes whether a text is sealed or opens to whoever works with texts in its organisation."""
    row, _terms = own_text(ask, text_id, Action.CHANGE_TEXTS)
    store.set_terms(row, request.POST.get("level", ""), at=ask.at, actor=ask.actor.ledger_name)
    messages.success(request, _("Kept."))
    return HttpResponseRedirect(reverse("pages:text", args=[row.id]))


@guarded(Action.READ_TEXTS)
def figures(request: HttpRequest, ask: Ask) -> HttpResponse:
    """Published counts with their definitions, and side by side those that cannot all be right."""
    groups = figure_look.groups({row.id for row in own_texts(ask)})
    ask.seen.others["figures"] = sum(len(one.figures) for one in groups)
    return render(request, "pages/published.html", {"groups": groups})


def _letters(request: HttpRequest) -> tuple[int, int]:
    begin, end = (whole_number(request.POST.get(name, "")) for name in ("start", "end"))
    if begin is None or end is None:
        raise UsageError(_("These are no letters of the text"), remedy=_("Choose a passage"))
    return begin, end


def _onward(request: HttpRequest, sight: Sight, row: Document) -> HttpResponse:
    """To the next suggestion that waits, or back to where one was."""
    at = whole_number(request.POST.get("at", ""))
    following = look.look(sight, row, at=at).beside(1)
    where = reverse("pages:text", args=[row.id])
    if following is not None:
        return HttpResponseRedirect(f"{where}?at={following.number}#mark-{following.number}")
    return HttpResponseRedirect(f"{where}?at={at}" if at else where)
