"""Who calls: a token in the header, or the session of a browser with its CSRF token."""

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer
from ninja.security.apikey import APIKeyCookie

from sijill import clock
from sijill.access import store
from sijill.access.models import User
from sijill.web.accounts import factors


class Token(HttpBearer):
    """``Authorization: Bearer sijill_…``. A token never has a fresh second factor."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        user = store.user_of_token(token, at=clock.now())
        if user is None or user.must_change_password:
            return None
        request.api_user = user  # type: ignore[attr-defined]
        request.api_factor = None  # type: ignore[attr-defined]
        return user


class SessionCookie(APIKeyCookie):
    """A login that is not finished (password to change, second factor missing) counts as none."""

    param_name = "sijill_session"

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        del key
        if not request.user.is_authenticated or factors.next_step(request) is not None:
            return None
        user = User.objects.get(pk=request.user.pk)
        request.api_user = user  # type: ignore[attr-defined]
        request.api_factor = request.session.get(factors.FACTOR_AT)  # type: ignore[attr-defined]
        return user
