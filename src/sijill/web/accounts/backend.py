"""Checking a password so that an account that does not exist costs as much time as one that does."""

from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from sijill.access.models import User
from sijill.tables import fetch


class PasswordBackend:
    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None
    ) -> User | None:
        del request
        if username is None or password is None:
            return None
        user = User.objects.filter(username=username.strip()).first()
        if user is None or not user.is_active:
            make_password(password)
            return None
        return user if user.check_password(password) else None

    def get_user(self, user_id: str) -> User | None:
        """None for a disabled account: its sessions end with the next request."""
        rows = fetch.rows_of(User, "id = %s AND is_active", (user_id,))
        return rows[0] if rows else None
