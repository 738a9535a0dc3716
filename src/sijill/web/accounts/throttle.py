"""Failed logins slow down the next one, by account name and by address; what is remembered goes after a day."""

from datetime import datetime, timedelta
from typing import Final

from sijill.access.audit import blinded
from sijill.access.models import Attempt

# Failures free of charge, then 2, 4, 8 … seconds up to a quarter of an hour.
FREE: Final = 4
LONGEST: Final = timedelta(minutes=15)
REMEMBERED: Final = timedelta(days=1)
# An address may stand for a whole office: it gets more.
FREE_PER_ADDRESS: Final = 20


def wait(username: str, address: str, *, key: bytes, at: datetime) -> timedelta:
    """How long until the next attempt may be made; zero when at once."""
    by_name = _wait(_subject("name", username, key), FREE, at)
    return max(by_name, _wait(_subject("address", address, key), FREE_PER_ADDRESS, at))


def failed(username: str, address: str, *, key: bytes, at: datetime) -> None:
    Attempt.objects.filter(at__lt=(at - REMEMBERED).isoformat()).delete()
    for kind, value in (("name", username), ("address", address)):
        Attempt(subject=_subject(kind, value, key), at=at.isoformat()).save(force_insert=True)


def succeeded(username: str, *, key: bytes) -> None:
    Attempt.objects.filter(subject=_subject("name", username, key)).delete()


def _subject(kind: str, value: str, key: bytes) -> str:
    return blinded(f"{kind} {value}", key)


def _wait(subject: str, free: int, at: datetime) -> timedelta:
    times = list(
        Attempt.objects.filter(subject=subject, at__gte=(at - REMEMBERED).isoformat())
        .order_by("-id")
        .values_list("at", flat=True)[: free + 12]
    )
    if len(times) < free:
        return timedelta(0)
    pause = min(LONGEST, timedelta(seconds=2 ** (len(times) - free + 1)))
    return max(timedelta(0), datetime.fromisoformat(times[0]) + pause - at)
