"""Time comes in as an argument; this is the one place that asks the machine for it."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, in UTC, with microseconds. Call once per operation and pass it on."""
    return datetime.now(UTC)
