"""The forms of the bodies, field by field, and that a person compared one with the form the body uses now."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from sijill.access.model import Action, Purpose
from sijill.cases import procedures
from sijill.errors import NotFoundError, UsageError
from sijill.submissions import form_file, store
from sijill.submissions.model import Form
from sijill.web.guard import Ask, guarded
from sijill.web.markup import language
from sijill.web.pages.days import day_of
from sijill.web.pages.menu import may

LONGEST = 500


@guarded(Action.READ_CASES)
def forms(request: HttpRequest, ask: Ask) -> HttpResponse:
    """Every form with whether somebody compared it as it stands now."""
    rows = [(form, store.confirmation_of(form)) for form in form_file.load_all().values()]
    ask.seen.others["forms"] = len(rows)
    return render(request, "pages/forms.html", {"rows": rows})


@guarded(Action.READ_CASES)
def form(request: HttpRequest, ask: Ask, form_id: str) -> HttpResponse:
    """One form as it would be printed, to be held beside the live one; and everybody who did so before."""
    chosen = _form(form_id)
    ask.seen.others["form"] = chosen.id
    sections = [
        (one, [(field, field.label[language()]) for field in one.fields], one.title[language()])
        for one in chosen.sections
    ]
    context = {
        "form": chosen,
        "sections": sections,
        "procedure": procedures.load(chosen.id),
        "confirmation": store.confirmation_of(chosen),
        "history": store.confirmations(chosen.id),
        "today": ask.today,
        "may_confirm": may(ask, Action.SUBMIT, Purpose.ACCOUNTABILITY),
    }
    return render(request, "pages/form.html", context)


@guarded(Action.SUBMIT, purpose=Purpose.ACCOUNTABILITY, post_only=True)
def confirm(request: HttpRequest, ask: Ask, form_id: str) -> HttpResponse:
    """Keeps that whoever is logged in compared exactly this form; a form that changed since is refused."""
    chosen = _form(form_id)
    against = request.POST.get("against", "").strip()
    if request.POST.get("digest") != chosen.digest:
        raise UsageError(
            _("The form changed since this page was opened"),
            remedy=_("Open it again and compare it as it is now"),
        )
    if not against:
        raise UsageError(
            _("Nothing says what the form was compared with"),
            remedy=_("Name the live form's edition or address"),
        )
    if len(against) > LONGEST:
        raise UsageError(_("An answer is too long"), remedy=_("Name the edition or address alone"))
    day = day_of(request.POST.get("day", ""), ask.today)
    if day > ask.today:
        raise UsageError(
            _("That day has not come yet"), remedy=_("Give the day on which the forms were compared")
        )
    store.confirm(chosen, against=against, day=day, at=ask.at, by=ask.actor.ledger_name)
    ask.seen.others |= {"form": chosen.id, "digest": chosen.digest}
    messages.success(request, _("Kept. Its documents say from now on with what the form was compared."))
    return HttpResponseRedirect(reverse("pages:form", args=[chosen.id]))


def _form(form_id: str) -> Form:
    try:
        return form_file.load(form_id)
    except UsageError:
        raise NotFoundError("There is no such form") from None
