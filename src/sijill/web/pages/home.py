"""The first page, the language, and the help with its keys."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters

from sijill.access.model import Action, Purpose
from sijill.web.guard import Ask, guarded, public
from sijill.web.pages.menu import items_for

YEAR = 365 * 24 * 3600


@guarded(Action.OWN_ACCOUNT, purpose=Purpose.ADMINISTRATION)
def home(request: HttpRequest, ask: Ask) -> HttpResponse:
    """Everybody's first page: what they may do here."""
    return render(request, "pages/home.html", {"items_here": items_for(request, ask)})


@guarded(Action.OWN_ACCOUNT, purpose=Purpose.ADMINISTRATION)
def help_page(request: HttpRequest, ask: Ask) -> HttpResponse:
    del ask
    return render(request, "pages/help.html")


@public
@sensitive_post_parameters()
def language(request: HttpRequest) -> HttpResponse:
    """Keeps the chosen language in a cookie and goes back."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    wanted = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    response = HttpResponseRedirect(wanted if safe else "/")
    chosen = request.POST.get("language", "")
    if chosen in {code for code, _ in settings.LANGUAGES}:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=YEAR,
            secure=bool(getattr(settings, "LANGUAGE_COOKIE_SECURE", False)),
            httponly=True,
            samesite="Lax",
        )
    return response
