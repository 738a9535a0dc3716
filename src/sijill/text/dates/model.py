"""What reading a date gives: an interval with the text it came from, or a reason why there is none."""

from dataclasses import dataclass
from datetime import date
from enum import Enum


class Calendar(Enum):
    GREGORIAN = "gregorian"
    HIJRI = "hijri"  # Umm al-Qura
    SOLAR = "solar_hijri"  # Iran; also the Kurdish month names


class Precision(Enum):
    """The codes of the list ``date_precision`` in codelists.csv."""

    EXACT = "exact"
    MONTH = "month"
    YEAR = "year"
    SEASON = "season"
    RANGE = "range"
    ESTIMATE = "estimate"
    BEFORE = "before"
    AFTER = "after"
    UNKNOWN = "unknown"


class Unread(Enum):
    """Why there is no interval. Missing, unknown, not asked, refused and withheld are five different things."""

    MISSING = "missing"  # nothing was written, or a mark for nothing
    UNKNOWN = "unknown"  # the source says that it is not known
    NOT_ASKED = "not_asked"
    REFUSED = "refused"
    SUPPRESSED = "suppressed"  # known, and withheld
    IMPOSSIBLE = "impossible"  # 31/02/2013: never repaired
    PLACEHOLDER = "placeholder"  # 00/00/0000, 1900-01-01: software wrote it
    INCOMPLETE = "incomplete"  # a day and a month without a year
    AGE = "age"  # an age: needs the date at which it was true
    RELATIVE = "relative"  # "last year": needs the date at which it was said
    NOT_UNDERSTOOD = "not_understood"
    TOO_LONG = "too_long"


class Order(Enum):
    """Which of the two small numbers comes first where the year stands at the end (12/3/2013)."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


@dataclass(frozen=True, slots=True, kw_only=True)
class DateOrder:
    """What a column says about the order of day and month, with the number of values that say so.

    ``order`` is None when the evidence is thin or contradicts itself; its ambiguous dates then stay ambiguous.
    """

    order: Order | None
    day_first: int  # can only be day/month (25/3/2013)
    month_first: int  # can only be month/day (3/25/2013)
    undecided: int  # both are possible and differ (12/3/2013)
    neutral: int  # both are possible and the same (3/3/2013)


@dataclass(frozen=True, slots=True, kw_only=True)
class DateReading:
    """``start`` and ``end`` are inclusive; None is open or unread. When ``ambiguous`` they cover every reading."""

    original: str
    edtf: str | None
    start: date | None
    end: date | None
    calendar: Calendar | None
    precision: Precision
    ambiguous: bool
    note: str
    unread: Unread | None = None


def as_json(reading: DateReading) -> dict[str, str | bool | None]:
    """One flat object of JSON values: ISO dates as text, codes of the enums; null where open or unread."""
    return {
        "text": reading.original,
        "edtf": reading.edtf,
        "start": reading.start.isoformat() if reading.start else None,
        "end": reading.end.isoformat() if reading.end else None,
        "calendar": reading.calendar.value if reading.calendar else None,
        "precision": reading.precision.value,
        "ambiguous": reading.ambiguous,
        "note": reading.note,
        "unread": reading.unread.value if reading.unread else None,
    }
