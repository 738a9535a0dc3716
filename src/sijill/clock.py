"""Time comes in as an argument; this is the one place that asks the machine for it.

Moments are kept in UTC. Days are those of the calendar on the wall where the register's people live: at one in the
morning in Damascus it is still yesterday in UTC, and what happened today must not count as lying in the future.
"""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

# Syria has kept this time the whole year since October 2022, and so has Turkey since 2016.
ON_THE_WALL: Final = timezone(timedelta(hours=3))


def now() -> datetime:
    """The present moment, in UTC, with microseconds. Call once per operation and pass it on."""
    return datetime.now(UTC)


def local(at: datetime) -> datetime:
    """The same moment as a clock on the wall shows it."""
    return at.astimezone(ON_THE_WALL)


def day(at: datetime) -> date:
    """The day on which a moment falls."""
    return local(at).date()


def today() -> date:
    return day(now())
