"""Accounts, roles, terms and tokens in SQL; every change enters with its ledger entry, or not at all."""

import hashlib
import secrets
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.hashers import make_password
from django.db import transaction

from sijill.access.model import Actor, Grant, Level, Role, Standing
from sijill.access.models import ApiToken, RoleGrant, SharingTerms, TeamMembership, User
from sijill.errors import NotFoundError, UsageError
from sijill.ids import digest_id
from sijill.ledger import store as ledger
from sijill.tables import fetch

EVERYBODY: Final = "@members"
TEAM: Final = "@register-team"
SHORTEST_PASSWORD: Final = 12
TOKEN_PREFIX: Final = "sijill_"  # noqa: S105  (what a leaked token is found by)


def add_user(
    username: str,
    *,
    organisation: str,
    roles: Iterable[Role],
    password: str,
    operator: bool = False,
    must_change_password: bool = False,
    at: datetime,
    by: str,
) -> User:
    """A new account with its roles. Raises UsageError for a name that is taken, no role, or a weak password.

    An operator sees everything, so there is one only while nobody else has an account.
    """
    name, given = username.strip(), sorted(set(roles))
    _refuse_unfit_name(name)
    refuse_weak(password, name)
    _refuse_two_kinds(operator=operator)
    if not operator and not given:
        raise UsageError("The account has no role", remedy=f"Give --role: {', '.join(Role)}")
    with transaction.atomic():
        row = User(
            id=digest_id("u", secrets.token_hex(16)),
            username=name,
            organisation=organisation,
            operator=operator,
            must_change_password=must_change_password,
            password=make_password(password),
            factors_since=at.isoformat(),
            added_at=at.isoformat(),
            added_by=by,
        )
        row.save(force_insert=True)
        grants = [
            RoleGrant(user=row, role=role.value, given=True, at=at.isoformat(), by=by) for role in given
        ]
        for grant in grants:
            grant.save(force_insert=True)
        detail = {"user": row.id, "organisation": organisation, "roles": [role.value for role in given]}
        ledger.append("account.added", actor=by, at=at, rows=[row, *grants], detail=detail)
    return row


def set_password(user: User, password: str, *, must_change: bool, at: datetime, by: str) -> None:
    """A new password; every session of the account ends."""
    refuse_weak(password, user.username)

    def change(row: User) -> None:
        row.password = make_password(password)
        row.must_change_password = must_change

    _change(user, "account.password", change, at=at, by=by)


def set_active(user: User, *, active: bool, at: datetime, by: str) -> None:
    """A disabled account cannot log in, and its sessions and tokens end with the next request."""

    def change(row: User) -> None:
        row.is_active = active

    if active and not user.is_active:
        _refuse_two_kinds(operator=user.operator)
    _change(user, "account.enabled" if active else "account.disabled", change, at=at, by=by)


def reset_factors(user: User, *, at: datetime, by: str) -> None:
    """All second factors stop counting; the person enrols anew at the next login."""

    def change(row: User) -> None:
        row.factors_since = at.isoformat()

    _change(user, "account.factors_reset", change, at=at, by=by)


def set_role(user: User, role: Role, *, given: bool, at: datetime, by: str) -> None:
    if given == (role in roles_of(user.id)):
        raise UsageError(
            f"The account {'has' if given else 'does not have'} the role {role.value}",
            remedy="Nothing was changed",
        )
    with transaction.atomic():
        row = RoleGrant(user=user, role=role.value, given=given, at=at.isoformat(), by=by)
        row.save(force_insert=True)
        detail = {"user": user.id, "role": role.value, "given": given}
        ledger.append("account.role", actor=by, at=at, rows=[row], detail=detail)


def set_team(organisation: str, *, member: bool, at: datetime, by: str) -> None:
    """Makes an organisation the register team, or takes that back."""
    if member == (organisation in teams()):
        raise UsageError(
            f"{organisation!r} is {'' if member else 'not '}the register team", remedy="Nothing was changed"
        )
    with transaction.atomic():
        row = TeamMembership(organisation=organisation, member=member, at=at.isoformat(), by=by)
        row.save(force_insert=True)
        detail = {"organisation": organisation, "member": member}
        ledger.append("organisation.team", actor=by, at=at, rows=[row], detail=detail)


def share(
    list_id: str,
    recipient: str,
    *,
    level: Level | None,
    sensitive: bool = False,
    match: bool = False,
    by_consent: bool = False,
    reason: str = "",
    at: datetime,
    by: str,
) -> None:
    """What the list's owner shares with the recipient from now on, in place of what was shared before.

    Raises UsageError for terms that say nothing sensible: sealed claims are never shared, and matching is for the
    register team.
    """
    if level is Level.SEALED:
        raise UsageError("Sealed claims are never shared", remedy="Name public, partners or organisation")
    if (recipient == TEAM and level is not None) or (match and recipient != TEAM):
        raise UsageError(
            "Comparing is for the register team alone",
            remedy=f"Say --with {TEAM} --match, without --match otherwise",
        )
    if sensitive and level is None:
        raise UsageError("Sensitive properties are part of a level", remedy="Name the --level as well")
    with transaction.atomic():
        row = SharingTerms(
            list_id=list_id,
            recipient=recipient,
            level=level.value if level else "",
            sensitive=sensitive,
            match=match,
            by_consent=by_consent,
            reason=reason,
            at=at.isoformat(),
            by=by,
        )
        row.save(force_insert=True)
        detail = {"list": list_id, "recipient": recipient, "level": row.level, "match": match}
        ledger.append("list.shared", actor=by, at=at, rows=[row], detail=detail)


def add_token(user: User, label: str, *, days: int, at: datetime, by: str) -> tuple[ApiToken, str]:
    """A token for a program, and its text, which is kept nowhere."""
    text = TOKEN_PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        row = ApiToken(
            id=digest_id("k", secrets.token_hex(16)),
            user=user,
            label=label[:100],
            digest=token_digest(text),
            added_at=at.isoformat(),
            expires=(at + timedelta(days=days)).isoformat(),
        )
        row.save(force_insert=True)
        ledger.append("token.added", actor=by, at=at, rows=[row], detail={"token": row.id, "user": user.id})
    return row, text


def revoke_token(token: ApiToken, *, at: datetime, by: str) -> None:
    with transaction.atomic():
        row = ApiToken.objects.select_for_update().get(id=token.id)
        row.revoked_at = at.isoformat()
        row.save()
        ledger.append("token.revoked", actor=by, at=at, rows=[row], detail={"token": row.id})


def user_of_token(text: str, *, at: datetime) -> User | None:
    """Whose token this is, if it still works."""
    row = ApiToken.objects.select_related("user").filter(digest=token_digest(text)).first()
    if row is None or row.revoked_at or datetime.fromisoformat(row.expires) <= at or not row.user.is_active:
        return None
    return row.user


def token_digest(text: str) -> str:
    """A token has 256 random bits: a plain digest cannot be guessed back."""
    return hashlib.sha256(text.encode()).hexdigest()


def get_user(username: str) -> User:
    found = User.objects.filter(username=username.strip()).first()
    if found is None:
        raise NotFoundError(f"No account {username!r}", remedy="See them with: sijill user list DIR")
    return found


def all_users() -> list[User]:
    return list(User.objects.order_by("username"))


def roles_of(user_id: str) -> frozenset[Role]:
    """The roles a person has now; a word in the table that is no role of ours gives nothing."""
    # of several rows of one role the last one stays in the dictionary
    last = dict(fetch.values_of(RoleGrant, ("role", "given"), "user_id = %s ORDER BY id", (user_id,)))
    known = {role.value for role in Role}
    return frozenset(Role(role) for role, given in last.items() if given and role in known)


def teams() -> frozenset[str]:
    last = dict(fetch.values_of(TeamMembership, ("organisation", "member"), f"{fetch.ALL} ORDER BY id"))
    return frozenset(organisation for organisation, member in last.items() if member)


def terms() -> dict[tuple[str, str], SharingTerms]:
    """(list, recipient) -> the terms in force."""
    return {(row.list_id, row.recipient): row for row in SharingTerms.objects.order_by("id")}


def grants_for(organisation: str) -> dict[str, Grant]:
    """List -> what is shared with this organisation.

    Terms that name the organisation replace those for everybody. Where either set of terms in force asks for consent,
    consent is asked for.
    """
    now = terms()
    return {
        list_id: _grant(
            now.get((list_id, organisation)) or now.get((list_id, EVERYBODY)), now.get((list_id, TEAM))
        )
        for list_id in sorted({list_id for list_id, _ in now})
    }


def _grant(shared: SharingTerms | None, team: SharingTerms | None) -> Grant:
    """A level that is none of ours shares nothing."""
    level = shared.level if shared else ""
    known = level in {one.value for one in Level}
    return Grant(
        level=Level(level) if known else None,
        sensitive=bool(shared and shared.sensitive and known),
        match=bool(team and team.match),
        by_consent=any(row.by_consent for row in (shared, team) if row),
    )


def actor_of(user: User, *, standing: Standing, factor_at: datetime | None = None) -> Actor:
    """The account as ``decide`` knows it, read anew for every request."""
    return Actor(
        user=user.id,
        username=user.username,
        organisation=user.organisation,
        roles=frozenset(Role) if user.operator else roles_of(user.id),
        is_active=user.is_active,
        is_register_team=user.operator or user.organisation in teams(),
        is_operator=user.operator,
        factor_at=factor_at,
        standing=standing,
    )


def refuse_weak(password: str, username: str) -> None:
    """Length is what counts; a password of one letter, or with the account's name in it, is refused all the same."""
    if len(password) < SHORTEST_PASSWORD:
        raise UsageError(
            f"The password is shorter than {SHORTEST_PASSWORD} characters",
            remedy="Take four words of your own",
        )
    if len(set(password)) < 5 or (len(username) > 3 and username.casefold() in password.casefold()):
        raise UsageError(
            "The password is too easily guessed", remedy="Take four words that do not name the account"
        )


def _change(user: User, action: str, change: Callable[[User], None], *, at: datetime, by: str) -> None:
    with transaction.atomic():
        row = User.objects.select_for_update().get(id=user.id)
        change(row)
        row.save()
        ledger.append(action, actor=by, at=at, rows=[row], detail={"user": row.id})
    user.__dict__.update({field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields})


def _refuse_unfit_name(name: str) -> None:
    if not name or len(name) > 100 or not all(letter.isalnum() or letter in "._-@+" for letter in name):
        raise UsageError(
            "An account's name has letters, digits and . _ - @ +",
            remedy="Choose another name for the account",
        )
    if User.objects.filter(username__iexact=name).exists():
        raise UsageError("An account of this name is there already", remedy="Choose another name")


def _refuse_two_kinds(*, operator: bool) -> None:
    others = User.objects.filter(is_active=True)
    if operator and others.exists():
        raise UsageError(
            "Others have accounts here: an operator would see everything of theirs",
            remedy="Give the account roles and an organisation",
        )
    if others.filter(operator=True).exists():
        raise UsageError(
            "This register has an operator, who sees everything",
            remedy="Disable that account first: sijill user disable DIR NAME",
        )
