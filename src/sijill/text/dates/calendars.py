"""Hijri (Umm al-Qura) and solar Hijri dates as Gregorian days.

Umm al-Qura: package hijridate, its table covers 1343-1500 AH. Solar Hijri: the 33-year rule, right for 1178-1633
(E. G. Richards, Mapping Time, chapter 30).
"""

from datetime import date, timedelta
from typing import Final

from hijridate import Gregorian, Hijri

from sijill.text.dates.conventions import HIJRI_YEARS, SOLAR_YEARS

ONE_DAY: Final = timedelta(days=1)
_SOLAR_LEAP_REMAINDERS: Final = frozenset({1, 5, 9, 13, 17, 22, 26, 30})
# 1 Farvardin 1300 was 21 March 1921.
_SOLAR_ANCHOR: Final = (1300, date(1921, 3, 21))


def last_of_month(year: int, month: int) -> date:
    following = date(year + 1, 1, 1) if month == 12 else date(year, month + 1, 1)
    return following - ONE_DAY


def add_years(day: date, years: int) -> date:
    """29 February becomes 1 March where there is none (a birthday is completed on the day after the 28th)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def hijri_day(year: int, month: int, day: int) -> date | None:
    """The Gregorian day, or None outside the table. Day 30 of a month of 29 is the day after: sighting may differ."""
    if not (HIJRI_YEARS[0] <= year <= HIJRI_YEARS[1] and 1 <= month <= 12 and 1 <= day <= 30):
        return None
    first = Hijri(year, month, 1).to_gregorian()
    return date(first.year, first.month, first.day) + timedelta(days=day - 1)


def hijri_month(year: int, month: int) -> tuple[date, date] | None:
    first = hijri_day(year, month, 1)
    if first is None:
        return None
    return first, first + timedelta(days=Hijri(year, month, 1).month_length() - 1)


def hijri_year(year: int) -> tuple[date, date] | None:
    first, last = hijri_month(year, 1), hijri_month(year, 12)
    return (first[0], last[1]) if first and last else None


def days_of(start: date, end: date, first: int, last: int) -> tuple[date, date]:
    """The first to the last day, by number, of the month between two days, or to its end."""
    return start + timedelta(days=first - 1), min(start + timedelta(days=last - 1), end)


def hijri_months_between(new_year: date, first: int, last: int) -> tuple[date, date] | None:
    """The first to the last month, by number, of the year that begins on 1 Muharram `new_year`."""
    year = Gregorian(new_year.year, new_year.month, new_year.day).to_hijri().year
    begins, ends = hijri_month(year, first), hijri_month(year, last)
    return (begins[0], ends[1]) if begins and ends else None


def hijri_months_in(gregorian_year: int, month: int) -> list[tuple[int, date, date]]:
    """The Hijri years in which `month` touches a Gregorian year, with its first and last day: one, or seldom two."""
    around = gregorian_year - 622 + (gregorian_year - 622) // 32
    spans = [(year, hijri_month(year, month)) for year in range(around - 2, around + 3)]
    return [
        (year, span[0], span[1])
        for year, span in spans
        if span and span[0].year <= gregorian_year <= span[1].year
    ]


def is_solar_leap(year: int) -> bool:
    return year % 33 in _SOLAR_LEAP_REMAINDERS


def solar_month_length(year: int, month: int) -> int:
    if month <= 6:
        return 31
    return 30 if month <= 11 or is_solar_leap(year) else 29


def solar_day(year: int, month: int, day: int) -> date | None:
    """The Gregorian day, or None outside the declared years or when the month has no such day."""
    if not (SOLAR_YEARS[0] <= year <= SOLAR_YEARS[1] and 1 <= month <= 12):
        return None
    if not 1 <= day <= solar_month_length(year, month):
        return None
    since, new_year = _SOLAR_ANCHOR
    whole_years = sum(366 if is_solar_leap(past) else 365 for past in range(since, year))
    whole_months = sum(solar_month_length(year, past) for past in range(1, month))
    return new_year + timedelta(days=whole_years + whole_months + day - 1)


def solar_month(year: int, month: int) -> tuple[date, date] | None:
    first = solar_day(year, month, 1)
    return (first, first + timedelta(days=solar_month_length(year, month) - 1)) if first else None


def solar_year(year: int) -> tuple[date, date] | None:
    first, last = solar_month(year, 1), solar_month(year, 12)
    return (first[0], last[1]) if first and last else None
