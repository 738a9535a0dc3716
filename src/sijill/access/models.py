"""SQL tables of access: accounts, roles, the register team, sharing terms, tokens. ``access.store`` writes them.

Roles, teams and terms are only ever added, the last word counts. An account is one row that changes (password, active,
factors); every change enters with a ledger entry that holds the row's new digest.
"""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password
from django.db import models
from django.utils.crypto import salted_hmac


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=username)


class User(AbstractBaseUser):
    """One person's account. ``id`` is random and what the ledger names; ``username`` is what they type.

    A person who moves to another organisation gets a new account: what they did stays with the old one.
    ``factors_since``: second factors enrolled before this moment do not count any more. ``operator``: the one person
    who runs a register on their own machine.
    """

    id = models.CharField(primary_key=True, max_length=20)
    username = models.CharField(max_length=150, unique=True)
    organisation = models.CharField(max_length=255)
    operator = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    factors_since = models.CharField(max_length=40)
    added_at = models.CharField(max_length=40)
    added_by = models.CharField(max_length=200)

    last_login = None  # a look at the door is a ledger entry, not a column

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.id

    def check_password(self, raw_password: str | None) -> bool:
        """Without Django's quiet rehash, which would change the row behind the ledger's back."""
        return raw_password is not None and check_password(raw_password, self.password)

    def get_session_auth_hash(self) -> str:
        """A session ends when this changes: with the password, and when second factors are reset."""
        return salted_hmac(
            "sijill.access.session", f"{self.password}|{self.factors_since}", algorithm="sha256"
        ).hexdigest()


class RoleGrant(models.Model):
    """From here on the person has the role (``given``) or has it no more."""

    user = models.ForeignKey(User, on_delete=models.PROTECT)
    role = models.CharField(max_length=40)
    given = models.BooleanField()
    at = models.CharField(max_length=40)
    by = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.user_id} {'+' if self.given else '-'}{self.role}"


class TeamMembership(models.Model):
    """From here on the organisation is the register team (``member``), or is not."""

    organisation = models.CharField(max_length=255)
    member = models.BooleanField()
    at = models.CharField(max_length=40)
    by = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.organisation} {self.member}"


class SharingTerms(models.Model):
    """What a list's owner shares with ``recipient``: an organisation's id, or ``@members`` for every organisation.

    ``level``: claims up to it, empty for none. ``match``: the register team may compare the list's records (recipient
    ``@register-team``). The last row of a list and recipient counts.
    """

    list_id = models.CharField(max_length=255, db_index=True)
    recipient = models.CharField(max_length=255)
    level = models.CharField(max_length=20)
    sensitive = models.BooleanField()
    match = models.BooleanField()
    by_consent = models.BooleanField()
    reason = models.TextField(default="")
    at = models.CharField(max_length=40)
    by = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.list_id} {self.recipient}"


class ApiToken(models.Model):
    """A program's key to the API, in its owner's name and never with more than the owner has.

    ``digest`` is the SHA-256 of the token, which is shown once. ``revoked_at`` empty: it still works until ``expires``.
    """

    id = models.CharField(primary_key=True, max_length=20)
    user = models.ForeignKey(User, on_delete=models.PROTECT)
    label = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    added_at = models.CharField(max_length=40)
    expires = models.CharField(max_length=40)
    revoked_at = models.CharField(max_length=40, default="")

    class Meta:
        ordering: ClassVar = ["added_at", "id"]

    def __str__(self) -> str:
        return self.id


class Attempt(models.Model):
    """A failed login, to slow the next one down; thrown away after a day and vouched for by nobody.

    ``subject`` is a salted digest of the account's name or of the address asked from.
    """

    subject = models.CharField(max_length=64, db_index=True)
    at = models.CharField(max_length=40)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.subject[:8]
