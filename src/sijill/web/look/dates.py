"""Dates as people say them, in Arabic and English. What is uncertain is said as uncertain."""

from datetime import date, timedelta
from typing import Final

from sijill.persons.model import Interval

MONTHS: Final = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    # The month names of Syria, Lebanon, Iraq, Jordan and Palestine.
    "ar": (
        "كانون الثاني",
        "شباط",
        "آذار",
        "نيسان",
        "أيار",
        "حزيران",
        "تموز",
        "آب",
        "أيلول",
        "تشرين الأول",
        "تشرين الثاني",
        "كانون الأول",
    ),
}
_UNTIL: Final = {"en": "until {}", "ar": "حتى {}"}
_SINCE: Final = {"en": "from {}", "ar": "منذ {}"}
_BETWEEN: Final = {"en": "between {} and {}", "ar": "بين {} و{}"}


def say(when: Interval | None, language: str) -> str:
    """``5 May 2013``, ``May 2013``, ``2013``, ``between …``; empty for an interval open at both ends."""
    if when is None or (when.start is None and when.end is None):
        return ""
    if when.start is None:
        return _UNTIL[language].format(_day(_known(when.end), language))
    if when.end is None:
        return _SINCE[language].format(_day(when.start, language))
    return _unit(when.start, when.end, language) or _BETWEEN[language].format(
        _day(when.start, language), _day(when.end, language)
    )


def say_day(day: date, language: str) -> str:
    return _day(day, language)


def _known(day: date | None) -> date:
    if day is None:
        raise ValueError("an end is needed")
    return day


def _day(day: date, language: str) -> str:
    return f"{day.day} {MONTHS[language][day.month - 1]} {day.year}"


def _unit(start: date, end: date, language: str) -> str:
    """The day, month, year or years that the interval is exactly; else empty."""
    after = end + timedelta(days=1)
    months = (after.year - start.year) * 12 + after.month - start.month
    if start == end:
        return _day(start, language)
    if not start.day == after.day == 1:
        return ""
    if months == 1:
        return f"{MONTHS[language][start.month - 1]} {start.year}"
    if start.month == 1 and months % 12 == 0:
        return f"{start.year}" if months == 12 else f"{start.year}–{end.year}"
    return ""
