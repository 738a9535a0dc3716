"""Who is asking, read anew for every request with two short questions: the session, and the device of its factor.

What they answer is what Django and django-otp answer; only the SQL is not put together each time.
"""

from typing import Any, Final

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from django_otp.middleware import OTPMiddleware
from django_otp.plugins.otp_totp.models import TOTPDevice

from sijill.tables import fetch

_APP: Final = f"{TOTPDevice._meta.app_label}.{TOTPDevice._meta.model_name}/"


class SessionStore(DatabaseSessions):
    def load(self) -> dict[str, Any]:
        """Empty, and the key forgotten, for a session that is not there or has ended."""
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        rows = fetch.values_of(
            Session, ("session_data",), "session_key = %s AND expire_date > %s", (self.session_key, now)
        )
        if not rows:
            self._session_key = None
            return {}
        found: dict[str, Any] = self.decode(rows[0][0])
        return found


class SecondFactor(OTPMiddleware):  # type: ignore[misc]  # django-otp ships no types
    """django-otp's, which takes away a device that is another person's or not confirmed."""

    def _device_from_persistent_id(self, persistent_id: str) -> Any:
        number = persistent_id.removeprefix(_APP)
        if number != persistent_id and number.isascii() and number.isdigit():
            rows = fetch.rows_of(TOTPDevice, "id = %s", (int(number),))
            return rows[0] if rows else None
        return super()._device_from_persistent_id(persistent_id)
