"""Dates as people write them: digits of two scripts, months of the Levant, French months, Hijri, either
order, year only.
"""

from __future__ import annotations

import datetime as dt

from hijridate import Gregorian
from tools.invent.facts import Day, Precision

LEVANT = (
    "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني",
    "كانون الأول",
)  # fmt: skip
EGYPT = (
    "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
)  # fmt: skip
ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FRENCH = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
HIJRI = (
    "محرم", "صفر", "ربيع الأول", "ربيع الآخر", "جمادى الأولى", "جمادى الآخرة", "رجب", "شعبان", "رمضان", "شوال",
    "ذو القعدة", "ذو الحجة",
)  # fmt: skip
_EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def eastern(text: str) -> str:
    """Arabic-Indic digits for ASCII ones."""
    return text.translate(_EASTERN)


def iso(day: Day) -> str:
    return {
        Precision.DAY: f"{day.date:%Y-%m-%d}",
        Precision.MONTH: f"{day.date:%Y-%m}",
        Precision.YEAR: f"{day.date:%Y}",
    }[day.precision]


def day_first(day: Day, separator: str = "/") -> str:
    d = day.date
    match day.precision:
        case Precision.DAY:
            return separator.join((f"{d.day:02d}", f"{d.month:02d}", str(d.year)))
        case Precision.MONTH:
            return f"{d.month:02d}{separator}{d.year}"
        case Precision.YEAR:
            return str(d.year)


def month_first(day: Day) -> str:
    if day.precision is Precision.DAY:
        return f"{day.date.month}/{day.date.day}/{day.date.year}"
    if day.precision is Precision.MONTH:
        return f"{ENGLISH[day.date.month - 1]} {day.date.year}"
    return str(day.date.year)


def in_words(day: Day, months: tuple[str, ...]) -> str:
    """`12 آذار 2013`, `août 2012`, `2014`."""
    month = months[day.date.month - 1]
    match day.precision:
        case Precision.DAY:
            return f"{day.date.day} {month} {day.date.year}"
        case Precision.MONTH:
            return f"{month} {day.date.year}"
        case Precision.YEAR:
            return str(day.date.year)


def hijri(day: Day) -> str:
    """Umm al-Qura calendar; day precision only."""
    h = Gregorian(day.date.year, day.date.month, day.date.day).to_hijri()
    return f"{h.day} {HIJRI[h.month - 1]} {h.year} هـ"


def swapped_is_valid(date: dt.date) -> bool:
    """Whether day and month may be mistaken for one another."""
    return date.day <= 12 and date.day != date.month
