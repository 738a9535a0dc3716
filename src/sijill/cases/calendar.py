"""Days and months from a day: calendar months, and a day the month lacks becomes its last."""

import datetime as dt
from calendar import monthrange

from sijill.cases.model import Span


def add(day: dt.date, span: Span) -> dt.date:
    """``span`` after ``day``: the days first, then the months (an extension begins where the days end)."""
    moved = day + dt.timedelta(days=span.days)
    years, month = divmod(moved.month - 1 + span.months, 12)
    year = moved.year + years
    return dt.date(year, month + 1, min(moved.day, monthrange(year, month + 1)[1]))
