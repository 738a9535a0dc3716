"""Headers on every answer, the age of a session, and that nobody comes further than the door without logging in."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils.http import urlencode

from sijill import clock
from sijill.web.accounts import factors

Answer = Callable[[HttpRequest], HttpResponse]

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PERMISSIONS_POLICY: Final = ", ".join(
    (
        *(
            f"{name}=()"
            for name in (
                "accelerometer",
                "camera",
                "display-capture",
                "geolocation",
                "gyroscope",
                "magnetometer",
                "microphone",
                "midi",
                "payment",
                "usb",
            )
        ),
        "publickey-credentials-get=(self)",
        "publickey-credentials-create=(self)",
    )
)
IDLE: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(hours=12)
STARTED: Final = "sijill_started"
SEEN: Final = "sijill_seen"
# How often the time of the last request is written down: a write per request would cost a sync to disk each.
NOTED_EVERY: Final = timedelta(seconds=60)


class Headers:
    """Outermost: also an error page and a static file have them."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
        response.headers["Permissions-Policy"] = PERMISSIONS_POLICY
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["X-Frame-Options"] = "DENY"
        if not request.path.startswith("/static/"):
            response.headers["Cache-Control"] = "no-store"
        return response


class SessionAge:
    """A session ends after 30 minutes without a request, and after 12 hours in any case."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = clock.now()
            started, seen = _time(request, STARTED), _time(request, SEEN)
            if started is None or seen is None or now - started >= LONGEST or now - seen >= IDLE:
                logout(request)
            elif now - seen >= NOTED_EVERY:
                request.session[SEEN] = now.isoformat()
        return self.get_response(request)


class LoggedIn:
    """Everybody else is shown the door, also at addresses that do not exist: those tell nothing either."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/api/") or _is_public(request):
            return self.get_response(request)
        if not request.user.is_authenticated:
            return HttpResponseRedirect(_with_next(reverse("accounts:login"), request))
        unfinished = factors.next_step(request)
        if unfinished is not None:
            return HttpResponseRedirect(_with_next(reverse(unfinished), request))
        return self.get_response(request)


def begin(request: HttpRequest, now: datetime) -> None:
    """Marks a session that has just logged in."""
    request.session[STARTED] = now.isoformat()
    request.session[SEEN] = now.isoformat()


def _is_public(request: HttpRequest) -> bool:
    try:
        found = resolve(request.path_info)
    except Resolver404:
        return False
    return bool(getattr(found.func, "public", False))


def _with_next(place: str, request: HttpRequest) -> str:
    wanted = request.get_full_path()
    return f"{place}?{urlencode({'next': wanted})}" if request.method == "GET" and wanted != "/" else place


def _time(request: HttpRequest, name: str) -> datetime | None:
    text = request.session.get(name)
    return datetime.fromisoformat(text) if text else None
