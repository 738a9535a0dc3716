"""Logging in and out, and the pages of one's own account."""

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sijill import clock
from sijill.access import audit, store
from sijill.access.model import Action, Purpose
from sijill.access.models import ApiToken, User
from sijill.errors import NotFoundError, UsageError
from sijill.web.accounts import factors, throttle
from sijill.web.actors import FACTOR_AT
from sijill.web.guard import Ask, guarded, public
from sijill.web.middleware import begin
from sijill.web.site import current

P = ParamSpec("P")
own_account = guarded(Action.OWN_ACCOUNT, purpose=Purpose.ADMINISTRATION)
form = require_http_methods(["GET", "POST"])


def half_way(
    view: Callable[Concatenate[HttpRequest, User, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """For pages between password and second factor: somebody is logged in, and not through yet."""

    @public
    @functools.wraps(view)
    def run(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect("accounts:login")
        return view(request, _user(request), *args, **kwargs)

    return run


@public
@form
def log_in(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        # A passkey may be offered and taken by itself on this page: whoever is in already must not be offered it again.
        if request.user.is_authenticated and factors.next_step(request) is None:
            return HttpResponseRedirect(next_of(request))
        return _login_page(request)
    site, now = current(), clock.now()
    name, password = request.POST.get("username", "").strip()[:150], request.POST.get("password", "")[:1000]
    address = request.META.get("REMOTE_ADDR", "")
    pause = throttle.wait(name, address, key=site.blinding, at=now)
    if pause:
        return _login_page(request, status=429, wait=int(pause.total_seconds()) + 1)
    user: Any = authenticate(request, username=name, password=password)
    if user is None:
        throttle.failed(name, address, key=site.blinding, at=now)
        audit.note(
            "login.failed", audit.NOBODY, at=now, detail={"account": audit.blinded(name, site.blinding)}
        )
        return _login_page(request, status=401, failed=True)
    throttle.succeeded(name, key=site.blinding)
    audit.note("login", f"user:{user.id}", at=now, detail={"user": user.id, "with": "password"})
    login(request, user, backend="sijill.web.accounts.backend.PasswordBackend")
    begin(request, now)
    return HttpResponseRedirect(next_of(request))


@public
@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        user = _user(request)
        audit.note("logout", f"user:{user.id}", at=clock.now(), detail={"user": user.id})
    logout(request)
    return redirect("accounts:login")


@form
@half_way
def factor(request: HttpRequest, user: User) -> HttpResponse:
    """The second step of logging in."""
    return _ask_factor(request, user, "accounts/factor.html")


@form
@half_way
def confirm(request: HttpRequest, user: User) -> HttpResponse:
    """A second factor once more, before something that cannot be taken back. Without any factor: the password."""
    if factors.next_step(request) is not None:
        return redirect(factors.next_step(request) or "/")
    if factors.has_factor(user):
        return _ask_factor(request, user, "accounts/confirm.html")
    failed = False
    if request.method == "POST":
        site, now = current(), clock.now()
        address = request.META.get("REMOTE_ADDR", "")
        if throttle.wait(user.username, address, key=site.blinding, at=now):
            return render(
                request, "accounts/confirm.html", _page(request, password=True, failed=True), status=429
            )
        if user.check_password(request.POST.get("password", "")[:1000]):
            throttle.succeeded(user.username, key=site.blinding)
            request.session[FACTOR_AT] = now.isoformat()
            audit.note("account.confirmed", f"user:{user.id}", at=now, detail={"with": "password"})
            return HttpResponseRedirect(next_of(request))
        throttle.failed(user.username, address, key=site.blinding, at=now)
        failed = True
    return render(request, "accounts/confirm.html", _page(request, password=True, failed=failed))


@form
@half_way
def enrol(request: HttpRequest, user: User) -> HttpResponse:
    """A first or further factor. Whoever has one must have shown it in this session."""
    if factors.has_factor(user) and factors.next_step(request) is not None:
        return redirect("accounts:factor")
    device, failed = factors.pending_totp(user), False
    if request.method == "POST":
        if factors.confirm_totp(request, user, "".join(request.POST.get("code", "").split()), at=clock.now()):
            return redirect("accounts:codes")
        failed = True
    shown = {"qr": factors.qr_picture(device), "secret": factors.secret_text(device), "failed": failed}
    return render(request, "accounts/enrol.html", _page(request, **shown))


@form
@half_way
def password(request: HttpRequest, user: User) -> HttpResponse:
    """A new password; the first one somebody else chose must be changed before anything else.

    Guesses at the current one count with those at the door. Whoever has a second factor must have shown it.
    """
    if factors.next_step(request) == "accounts:factor":
        return redirect("accounts:factor")
    if request.method == "GET":
        return _password_page(request)
    site, now = current(), clock.now()
    address = request.META.get("REMOTE_ADDR", "")
    pause = throttle.wait(user.username, address, key=site.blinding, at=now)
    if pause:
        return _password_page(request, status=429, wait=int(pause.total_seconds()) + 1)
    old, new = request.POST.get("old", "")[:1000], request.POST.get("new", "")[:1000]
    if not user.check_password(old):
        throttle.failed(user.username, address, key=site.blinding, at=now)
        return _password_page(request, problem=_("That is not your password."))
    throttle.succeeded(user.username, key=site.blinding)
    problem = _unfit(request, old, new)
    if problem:
        return _password_page(request, problem=problem)
    try:
        store.set_password(user, new, must_change=False, at=now, by=f"user:{user.id}")
    except UsageError as weak:
        return _password_page(request, problem=weak)
    update_session_auth_hash(request, user)
    messages.success(request, _("Your password is changed; other sessions of yours have ended."))
    return HttpResponseRedirect(next_of(request))


def _unfit(request: HttpRequest, old: str, new: str) -> str:
    if new != request.POST.get("again", ""):
        return _("The two new passwords differ.")
    return _("That is the password you have.") if new == old else ""


def _password_page(request: HttpRequest, *, status: int = 200, **shown: Any) -> HttpResponse:
    least = store.SHORTEST_PASSWORD
    return render(request, "accounts/password.html", _page(request, least=least, **shown), status=status)


@form
@own_account
def codes(request: HttpRequest, ask: Ask) -> HttpResponse:
    """Ten codes on paper; made anew by a button, shown once. Whoever has none yet gets them at once."""
    user = _user(request)
    if request.method == "POST" and ask.actor.factor_is_fresh(ask.at) and factors.has_factor(user):
        return render(
            request, "accounts/codes.html", _page(request, codes=factors.new_codes(user, at=ask.at))
        )
    if request.method == "POST":
        return redirect("accounts:confirm")
    return render(request, "accounts/codes.html", _page(request, left=factors.codes_left(user)))


@require_http_methods(["GET"])
@own_account
def own(request: HttpRequest, ask: Ask) -> HttpResponse:
    user = _user(request)
    shown = {
        "user": user,
        "roles": sorted(ask.actor.roles),
        "devices": factors.devices(user),
        "left": factors.codes_left(user),
        "tokens": ApiToken.objects.filter(user=user),
        "may_people": ask.may(Action.READ_ACCOUNTS),
    }
    return render(request, "accounts/own.html", _page(request, **shown))


@require_POST
@own_account
def add_token(request: HttpRequest, ask: Ask) -> HttpResponse:
    """A token for a program; its text is shown once."""
    if not ask.actor.factor_is_fresh(ask.at):
        return redirect("accounts:confirm")
    label = request.POST.get("label", "").strip() or "token"
    token, text = store.add_token(_user(request), label, days=90, at=ask.at, by=ask.actor.ledger_name)
    return render(request, "accounts/token.html", _page(request, token=token, text=text))


@require_POST
@own_account
def revoke_token(request: HttpRequest, ask: Ask, token_id: str) -> HttpResponse:
    del request
    token = ApiToken.objects.filter(id=token_id, user_id=ask.actor.user).first()
    if token is None:
        raise NotFoundError("There is no such token")
    store.revoke_token(token, at=ask.at, by=ask.actor.ledger_name)
    return redirect("accounts:account")


def next_of(request: HttpRequest) -> str:
    """Where the visitor wanted to go, if that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    fits = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if fits else "/"


def _ask_factor(request: HttpRequest, user: User, template: str) -> HttpResponse:
    failed = False
    if request.method == "POST":
        site, now = current(), clock.now()
        address = request.META.get("REMOTE_ADDR", "")
        if throttle.wait(f"factor {user.id}", address, key=site.blinding, at=now):
            return render(request, template, _page(request, failed=True), status=429)
        if factors.verify(request, user, request.POST.get("code", "")[:40], at=now):
            throttle.succeeded(f"factor {user.id}", key=site.blinding)
            audit.note("account.factor", f"user:{user.id}", at=now, detail={"user": user.id})
            return HttpResponseRedirect(next_of(request))
        throttle.failed(f"factor {user.id}", address, key=site.blinding, at=now)
        audit.note("account.factor_failed", f"user:{user.id}", at=now, detail={"user": user.id})
        failed = True
    return render(request, template, _page(request, failed=failed))


def _login_page(request: HttpRequest, *, status: int = 200, **shown: Any) -> HttpResponse:
    return render(request, "accounts/login.html", _page(request, **shown), status=status)


def _page(request: HttpRequest, **shown: Any) -> dict[str, Any]:
    return {"next": next_of(request)} | shown


def _user(request: HttpRequest) -> User:
    return User.objects.get(pk=request.user.pk)
