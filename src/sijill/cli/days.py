"""A day that somebody typed: ``2026-01-15``."""

import datetime as dt

from sijill.errors import UsageError


def read_day(text: str | None, *, option: str, default: dt.date | None = None) -> dt.date:
    """The day. UsageError when it is none, or when none is given and there is no default."""
    if text is None:
        if default is None:
            raise UsageError(f"{option} is missing", remedy=f"Write {option} YYYY-MM-DD")
        return default
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError as problem:
        raise UsageError(
            f"{option} is no day", remedy="Write YYYY-MM-DD, for example 2026-01-15"
        ) from problem
