"""Who uses the pages in the benchmarks: an operator, logged in with a second factor; and what people ask for."""

import random
import secrets
from collections.abc import Iterator
from typing import Any

GIVEN = ("محمد", "خالد", "أحمد", "عمر", "يوسف", "Mahmoud", "Hasan", "Samir", "علي", "إبراهيم")
FAMILY = ("الحداد", "النجار", "Khatib", "حمدان", "العلي", "Najjar", "الخطيب", "الأحمد")


def names_to_ask(chance: random.Random) -> Iterator[str]:
    while True:
        yield f"{chance.choice(GIVEN)} {chance.choice(GIVEN)} {chance.choice(FAMILY)}"


def operator_of() -> Any:
    """The account of a register that has no other; made at its first benchmark. Needs an open site."""
    from sijill import clock
    from sijill.access import store
    from sijill.errors import NotFoundError

    try:
        return store.get_user("load")
    except NotFoundError:
        return store.add_user(
            "load",
            organisation="",
            roles=[],
            operator=True,
            password=secrets.token_urlsafe(18),
            at=clock.now(),
            by="operator:bench",
        )


def session_of(user: Any) -> str:
    """The key of a session as a whole login with an authenticator app leaves it."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django_otp import DEVICE_ID_SESSION_KEY
    from django_otp.plugins.otp_totp.models import TOTPDevice

    from sijill import clock
    from sijill.web.actors import FACTOR_AT
    from sijill.web.middleware import SEEN, STARTED

    device = TOTPDevice.objects.filter(user=user, name="bench").first()
    device = device or TOTPDevice.objects.create(user=user, name="bench", confirmed=True)
    session, now = SessionStore(), clock.now().isoformat()
    session[SESSION_KEY] = user.pk
    session[BACKEND_SESSION_KEY] = "sijill.web.accounts.backend.PasswordBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session[STARTED] = session[SEEN] = session[FACTOR_AT] = now
    session.create()
    return str(session.session_key)
