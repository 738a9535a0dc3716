"""Second factors: an authenticator app (TOTP), passkeys, and ten codes on paper for the day the telephone is lost."""

import hashlib
import secrets
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import segno
from django.db import transaction
from django.http import HttpRequest
from django_otp import devices_for_user
from django_otp import login as otp_login
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from sijill.access import audit
from sijill.access.models import User
from sijill.ids import ALPHABET
from sijill.web.actors import FACTOR_AT
from sijill.web.config import SecondFactor
from sijill.web.site import current

CODES: Final = 10
CODE_LENGTH: Final = 12


def devices(user: User) -> list[Any]:
    """The factors that count: confirmed, and enrolled since they were last reset."""
    since = datetime.fromisoformat(user.factors_since)
    return [
        one for one in devices_for_user(user, confirmed=True) if one.created_at and one.created_at >= since
    ]


def has_factor(user: User) -> bool:
    """Codes on paper alone are no factor: they stand in for one that was lost."""
    return any(not isinstance(one, StaticDevice) for one in devices(user))


def next_step(request: HttpRequest) -> str | None:
    """The page a half-finished login must go to first; None when it is finished."""
    user: Any = request.user
    if user.must_change_password:
        return "accounts:password"
    # Whoever has shown a factor of their own in this session has one: no need to look at all kinds for every page.
    if _verified(user) and not isinstance(user.otp_device, StaticDevice):
        return None
    if has_factor(user):
        return None if _verified(user) else "accounts:factor"
    required = current().config.second_factor is SecondFactor.REQUIRED
    return "accounts:enrol" if required else None


def pending_totp(user: User) -> TOTPDevice:
    """The app being enrolled; its secret stays the same until it is confirmed or a day has passed."""
    found = TOTPDevice.objects.filter(user=user, confirmed=False).order_by("-id").first()
    return found or TOTPDevice.objects.create(user=user, name="app", confirmed=False)


def confirm_totp(request: HttpRequest, user: User, code: str, *, at: datetime) -> bool:
    device = pending_totp(user)
    if not device.verify_token(code):
        return False
    with transaction.atomic():
        device.confirmed = True
        device.save()
        audit.note("account.factor_added", f"user:{user.id}", at=at, detail={"user": user.id, "kind": "totp"})
    verified(request, device, at=at)
    return True


def verify(request: HttpRequest, user: User, code: str, *, at: datetime) -> bool:
    """Tries the code as one of the app, then as one on paper; a code on paper works once."""
    plain = "".join(code.split()).lower()
    for device in devices(user):
        if isinstance(device, TOTPDevice) and plain.isdigit() and device.verify_token(plain):
            verified(request, device, at=at)
            return True
        if isinstance(device, StaticDevice) and device.verify_token(_kept(user, plain)):
            verified(request, device, at=at)
            return True
    return False


def verified(request: HttpRequest, device: Any, *, at: datetime) -> None:
    otp_login(request, device)
    request.session[FACTOR_AT] = at.isoformat()


def new_codes(user: User, *, at: datetime) -> list[str]:
    """Ten codes, shown once; those from before stop working. What is kept is a digest of each."""
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)) for _ in range(CODES)]
    with transaction.atomic():
        StaticDevice.objects.filter(user=user).delete()
        device = StaticDevice.objects.create(user=user, name="paper", confirmed=True)
        for code in codes:
            device.token_set.create(token=_kept(user, code))
        audit.note("account.codes_made", f"user:{user.id}", at=at, detail={"user": user.id, "codes": CODES})
    return [f"{code[:4]} {code[4:8]} {code[8:]}" for code in codes]


def codes_left(user: User) -> int:
    return sum(one.token_set.count() for one in devices(user) if isinstance(one, StaticDevice))


def qr_picture(device: TOTPDevice) -> str:
    """The secret as an SVG in a ``data:`` address, which the content security policy allows for pictures."""
    address: str = segno.make(device.config_url, error="m").svg_data_uri(scale=5, border=4)
    return address


def secret_text(device: TOTPDevice) -> str:
    """The secret for typing, in groups of four."""
    import base64

    text = base64.b32encode(device.bin_key).decode()
    return " ".join(_groups(text, 4))


def _groups(text: str, size: int) -> Iterator[str]:
    for at in range(0, len(text), size):
        yield text[at : at + size]


def _verified(user: Any) -> bool:
    device = getattr(user, "otp_device", None)
    if device is None or device.created_at is None:
        return False
    return bool(device.created_at >= datetime.fromisoformat(user.factors_since))


def _kept(user: User, code: str) -> str:
    """A code has 60 random bits; 64 bits of its digest under the account's id are kept."""
    return hashlib.sha256(f"{user.id} {code}".encode()).hexdigest()[:16]
