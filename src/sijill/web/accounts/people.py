"""What an administrator does: accounts of their organisation, roles, resets. None of it shows a record."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sijill.access import store
from sijill.access.model import Action, Kind, Purpose, Role, Thing
from sijill.access.models import User
from sijill.accession.models import Organisation
from sijill.errors import NotFoundError, UsageError
from sijill.web.guard import Ask, guarded

reading = guarded(Action.READ_ACCOUNTS, purpose=Purpose.ADMINISTRATION)
changing = guarded(Action.CHANGE_ACCOUNTS, purpose=Purpose.ADMINISTRATION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    user: User
    roles: tuple[Role, ...]


@require_http_methods(["GET"])
@reading
def people(request: HttpRequest, ask: Ask) -> HttpResponse:
    rows = [
        Row(user=user, roles=tuple(sorted(store.roles_of(user.id))))
        for user in store.all_users()
        if ask.may(Action.READ_ACCOUNTS, _thing(user))
    ]
    organisations = [
        one
        for one in Organisation.objects.order_by("id")
        if ask.may(Action.READ_ACCOUNTS, Thing(kind=Kind.ACCOUNT, organisation=one.id))
    ]
    ask.seen.others["accounts"] = len(rows)
    shown = {"rows": rows, "organisations": organisations, "roles": list(Role)}
    return render(request, "accounts/people.html", shown)


@require_POST
@changing
def add(request: HttpRequest, ask: Ask) -> HttpResponse:
    """A new account with a password made here, shown once, to be changed at first login."""
    organisation = request.POST.get("organisation", "")
    ask.require(Action.CHANGE_ACCOUNTS, Thing(kind=Kind.ACCOUNT, organisation=organisation))
    if not Organisation.objects.filter(id=organisation).exists():
        raise NotFoundError("There is no such organisation")
    password = one_time_password()
    user = store.add_user(
        request.POST.get("username", ""),
        organisation=organisation,
        roles=_roles(request.POST.getlist("role")),
        password=password,
        must_change_password=True,
        at=ask.at,
        by=ask.actor.ledger_name,
    )
    return render(request, "accounts/new_password.html", {"user": user, "password": password})


@require_POST
@changing
def change(request: HttpRequest, ask: Ask, user_id: str) -> HttpResponse:
    """One change to one account: ``do`` is disable, enable, reset, password, give or take (with ``role``)."""
    user = User.objects.filter(id=user_id).first()
    if user is None:
        raise NotFoundError("There is no such account")
    ask.require(Action.CHANGE_ACCOUNTS, _thing(user))
    at, by = ask.at, ask.actor.ledger_name
    match request.POST.get("do", ""):
        case "disable":
            store.set_active(user, active=False, at=at, by=by)
        case "enable":
            store.set_active(user, active=True, at=at, by=by)
        case "reset":
            store.reset_factors(user, at=at, by=by)
        case "password":
            password = one_time_password()
            store.set_password(user, password, must_change=True, at=at, by=by)
            return render(request, "accounts/new_password.html", {"user": user, "password": password})
        case "give" | "take" as what:
            for role in _roles([request.POST.get("role", "")]):
                store.set_role(user, role, given=what == "give", at=at, by=by)
        case _:
            raise UsageError("Nothing was chosen", remedy="Choose what to do with the account")
    messages.success(request, _("Done."))
    return redirect("accounts:people")


def one_time_password() -> str:
    """About 95 random bits in groups that survive being read out."""
    letters = "abcdefghjkmnpqrstvwxyz23456789"
    return "-".join(get_random_string(5, letters) for _ in range(4))


def _roles(words: list[str]) -> list[Role]:
    try:
        return [Role(word) for word in words if word]
    except ValueError as strange:
        raise UsageError("There is no such role", remedy=f"Known are: {', '.join(Role)}") from strange


def _thing(user: User) -> Thing:
    return Thing(kind=Kind.ACCOUNT, organisation=user.organisation, user=user.id)
