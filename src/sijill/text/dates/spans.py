"""One way to read a text: a stretch of days with the EDTF text of its two ends. Builders for every kind of unit.

A builder gives None where the calendar has no such day; it never moves to a neighbouring one.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from sijill.text.dates import calendars, conventions
from sijill.text.dates.calendars import ONE_DAY, last_of_month
from sijill.text.dates.model import Calendar, Order, Precision


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """``first`` and ``last`` are the EDTF units at both ends, equal for a single unit; "" where that end is open."""

    start: date | None
    end: date | None
    first: str
    last: str
    precision: Precision
    calendar: Calendar = Calendar.GREGORIAN
    order: Order | None = None  # set when only this order of day and month gives this reading
    slack: int = 0  # days the nominal unit may lie earlier or later (Hijri); already inside start and end
    unsure: bool = False  # the unit itself covers several readings (winter of a year)
    notes: tuple[str, ...] = ()
    year_first: bool = False
    inside: bool = (
        False  # a moment somewhere inside is meant (early summer, the second week); the whole is kept
    )
    part: str = ""  # early, mid or late: which third of a unit this is

    @property
    def key(self) -> tuple[date | None, date | None]:
        return self.start, self.end

    def edtf(self, mark: str = "") -> str:
        if self.first == self.last:
            return f"{self.first}{mark}"
        first = f"{self.first}{mark}" if self.first else ".."
        last = f"{self.last}{mark}" if self.last else ".."
        return f"{first}/{last}"


def unit(start: date, end: date, text: str, precision: Precision, **changes: object) -> Span:
    return replace(Span(start=start, end=end, first=text, last=text, precision=precision), **changes)  # type: ignore[arg-type]


def stretch(start: date, end: date, precision: Precision = Precision.RANGE) -> Span:
    """Between two days, written by months or years where it starts and ends with whole ones."""
    if start.day == 1 and end == last_of_month(end.year, end.month):
        if start.month == 1 and end.month == 12:
            first, last = f"{start.year:04}", f"{end.year:04}"
        else:
            first, last = f"{start:%Y-%m}", f"{end:%Y-%m}"
    else:
        first, last = start.isoformat(), end.isoformat()
    return Span(start=start, end=end, first=first, last=last, precision=precision)


def plausible(year: int) -> bool:
    return conventions.EARLIEST_YEAR <= year <= conventions.LATEST_YEAR


def day(year: int, month: int, number: int, *, order: Order | None = None) -> Span | None:
    if not plausible(year):
        return None
    try:
        on = date(year, month, number)
    except ValueError:
        return None
    text = on.isoformat()
    return Span(start=on, end=on, first=text, last=text, precision=Precision.EXACT, order=order)


def month(year: int, number: int) -> Span | None:
    if not plausible(year) or not 1 <= number <= 12:
        return None
    return unit(date(year, number, 1), last_of_month(year, number), f"{year:04}-{number:02}", Precision.MONTH)


def year(number: int) -> Span | None:
    if not plausible(number):
        return None
    return unit(date(number, 1, 1), date(number, 12, 31), f"{number:04}", Precision.YEAR)


def decade(first_year: int) -> Span | None:
    """1980 -> 198X."""
    if not plausible(first_year) or not plausible(first_year + 9) or first_year % 10:
        return None
    return unit(date(first_year, 1, 1), date(first_year + 9, 12, 31), f"{first_year // 10}X", Precision.RANGE)


def century(hundreds: int) -> Span | None:
    """20 -> 20XX, 2000-2099."""
    if not 18 <= hundreds <= 20:
        return None
    return unit(
        date(hundreds * 100, 1, 1), date(hundreds * 100 + 99, 12, 31), f"{hundreds}XX", Precision.RANGE
    )


def season(number: int, name: str) -> Span | None:
    if not plausible(number):
        return None
    text = f"{number:04}-{conventions.SEASON_EDTF[name]}"
    if name == "winter":
        whole = (date(number - 1, 12, 1), last_of_month(number + 1, 2))
        return unit(
            *whole, text, Precision.SEASON, unsure=True, notes=("the winter at either end of the year",)
        )
    first, last = conventions.SEASON_MONTHS[name]
    return unit(date(number, first, 1), last_of_month(number, last), text, Precision.SEASON)


def winter_between(first_year: int) -> Span | None:
    """The winter of two years, 2012-2013: December to February."""
    if not plausible(first_year) or not plausible(first_year + 1):
        return None
    return stretch(date(first_year, 12, 1), last_of_month(first_year + 1, 2), Precision.SEASON)


def part_of(span: Span, part: str) -> Span:
    """Early, mid, late: a third of a month or of a year. Of anything else no third is declared: the whole stays."""
    if span.start is None or span.end is None or span.calendar is Calendar.SOLAR:
        return not_narrowed(span)
    if span.calendar is Calendar.HIJRI:
        return _part_of_hijri(span, part)
    if span.precision is Precision.MONTH and span.first == span.last:
        first, last = conventions.THIRDS_OF_MONTH[part]
        end = span.end if part == "late" else span.end.replace(day=last)
        third = stretch(span.start.replace(day=first), end)
        return replace(third, notes=span.notes, order=span.order, part=part)
    if span.precision is Precision.YEAR and span.first == span.last:
        return replace(_months_of(span, *conventions.THIRDS_OF_YEAR[part]), part=part)
    return not_narrowed(span)


def _part_of_hijri(span: Span, part: str) -> Span:
    """The thirds of a Hijri month or year, with the slack that the unit has."""
    if span.precision not in {Precision.MONTH, Precision.YEAR} or span.start is None or span.end is None:
        return not_narrowed(span)
    slack = timedelta(days=span.slack)
    ends = (
        calendars.days_of(span.start + slack, span.end - slack, *conventions.THIRDS_OF_MONTH[part])
        if span.precision is Precision.MONTH
        else calendars.hijri_months_between(span.start + slack, *conventions.THIRDS_OF_YEAR[part])
    )
    if ends is None:
        return not_narrowed(span)
    return replace(with_slack(ends, Precision.RANGE), notes=span.notes, part=part)


def night_of(span: Span) -> Span:
    """The night of a day may be the one before it or after it, and ends on another day: a day more on both sides."""
    if span.precision is not Precision.EXACT or span.start is None or span.end is None:
        return not_narrowed(span)
    wide = replace(stretch(span.start - ONE_DAY, span.end + ONE_DAY), order=span.order)
    return replace(
        wide, unsure=True, notes=(*span.notes, "a night may begin on the day before or end on the day after")
    )


def week_around(span: Span) -> Span:
    """The week of a day: lists do not say on which weekday theirs begins, so six days more on both sides."""
    if span.start is None or span.end is None:
        return span
    wide = stretch(span.start - 6 * ONE_DAY, span.end + 6 * ONE_DAY)
    return replace(
        wide, calendar=span.calendar, order=span.order, inside=True,
        notes=(*span.notes, "the week in which this day lies, whatever weekday it begins on"),
    )  # fmt: skip


def half_of(span: Span, half: int) -> Span:
    if span.precision is Precision.YEAR and span.calendar is Calendar.GREGORIAN and span.start:
        return _months_of(span, 6 * half - 5, 6 * half)
    return not_narrowed(span)


def quarter_of(span: Span, quarter: int) -> Span:
    if span.precision is Precision.YEAR and span.calendar is Calendar.GREGORIAN and span.start:
        return _months_of(span, 3 * quarter - 2, 3 * quarter)
    return not_narrowed(span)


def _months_of(span: Span, first: int, last: int) -> Span:
    in_year = span.start.year if span.start else 0
    return replace(stretch(date(in_year, first, 1), last_of_month(in_year, last)), notes=span.notes)


def not_narrowed(span: Span) -> Span:
    note = "no part of this unit is declared: the whole is kept"
    return replace(span, inside=True, notes=(*span.notes, note))


def hijri(year_number: int, month_number: int | None = None, day_number: int | None = None) -> Span | None:
    """A Hijri unit with the declared slack at both ends."""
    if day_number is not None and month_number is not None:
        on = calendars.hijri_day(year_number, month_number, day_number)
        ends, precision = ((on, on) if on else None), Precision.ESTIMATE
    elif month_number is not None:
        ends, precision = calendars.hijri_month(year_number, month_number), Precision.MONTH
    else:
        ends, precision = calendars.hijri_year(year_number), Precision.YEAR
    return with_slack(ends, precision) if ends else None


def hijri_days(year_number: int, month_number: int, first: int, last: int) -> Span | None:
    """Some days of a Hijri month, such as a feast, with the declared slack at both ends."""
    ends = (
        calendars.hijri_day(year_number, month_number, first),
        calendars.hijri_day(year_number, month_number, last),
    )
    if ends[0] is None or ends[1] is None:
        return None
    return with_slack((ends[0], ends[1]), Precision.ESTIMATE if first == last else Precision.RANGE)


def with_slack(ends: tuple[date, date], precision: Precision) -> Span:
    slack = timedelta(days=conventions.HIJRI_SLACK_DAYS)
    start, end = ends[0] - slack, ends[1] + slack
    return Span(
        start=start, end=end, first=start.isoformat(), last=end.isoformat(), precision=precision,
        calendar=Calendar.HIJRI, slack=conventions.HIJRI_SLACK_DAYS,
    )  # fmt: skip


def solar(year_number: int, month_number: int | None = None, day_number: int | None = None) -> Span | None:
    ends: tuple[date, date] | None
    if day_number is not None and month_number is not None:
        on = calendars.solar_day(year_number, month_number, day_number)
        if on is None:
            return None
        return unit(on, on, on.isoformat(), Precision.EXACT, calendar=Calendar.SOLAR)
    if month_number is not None:
        ends, precision = calendars.solar_month(year_number, month_number), Precision.MONTH
    else:
        ends, precision = calendars.solar_year(year_number), Precision.YEAR
    return replace(stretch(*ends, precision), calendar=Calendar.SOLAR) if ends else None


def before(span: Span) -> Span | None:
    """The named unit is left out; with slack, its latest possible beginning counts."""
    if span.start is None:
        return None
    end = span.start + timedelta(days=2 * span.slack) - ONE_DAY
    if (span.inside or span.part == "late") and span.end is not None:  # before the end of 2013 is 2013
        end = span.end
    elif _is_either_winter(span):  # before the later one
        end = date(span.start.year + 1, 11, 30)
    return _open_start(span, end)


def until(span: Span) -> Span | None:
    return _open_start(span, span.end) if span.end else None


def after(span: Span) -> Span | None:
    if span.end is None:
        return None
    start = span.end - timedelta(days=2 * span.slack) + ONE_DAY
    if (span.inside or span.part == "early") and span.start is not None:  # after the beginning of 2013
        start = span.start
    elif _is_either_winter(span):  # after the earlier one
        start = date(span.end.year - 1, 3, 1)
    return _open_end(span, start)


def _is_either_winter(span: Span) -> bool:
    return span.unsure and span.precision is Precision.SEASON


def since(span: Span) -> Span | None:
    return _open_end(span, span.start) if span.start else None


def _open_start(span: Span, end: date) -> Span:
    text = _unit_ending(end, span)
    return replace(
        span, start=None, end=end, first="", last=text, precision=Precision.BEFORE, slack=0, year_first=False
    )


def _open_end(span: Span, start: date) -> Span:
    text = _unit_starting(start, span)
    return replace(
        span, start=start, end=None, first=text, last="", precision=Precision.AFTER, slack=0, year_first=False
    )


_WHOLE_YEARS: Final = frozenset({Precision.YEAR})
_WHOLE_MONTHS: Final = frozenset({Precision.YEAR, Precision.MONTH, Precision.SEASON, Precision.RANGE})


def _unit_ending(end: date, span: Span) -> str:
    """Written no finer than the source: before 2013 is ../2012, not ../2012-12-31."""
    if span.precision in _WHOLE_YEARS and (end.month, end.day) == (12, 31):
        return f"{end.year:04}"
    if span.precision in _WHOLE_MONTHS and end == last_of_month(end.year, end.month):
        return f"{end:%Y-%m}"
    return end.isoformat()


def _unit_starting(start: date, span: Span) -> str:
    if span.precision in _WHOLE_YEARS and (start.month, start.day) == (1, 1):
        return f"{start.year:04}"
    if span.precision in _WHOLE_MONTHS and start.day == 1:
        return f"{start:%Y-%m}"
    return start.isoformat()


def between(left: Span, right: Span) -> Span | None:
    """From the first day of the left to the last of the right; None when that runs backwards."""
    if left.start is None or right.end is None or left.start > right.end:
        return None
    if left.end is not None and right.start is not None and left.end > right.end:
        return None
    calendar = left.calendar if left.calendar is right.calendar else Calendar.GREGORIAN
    return Span(
        start=left.start, end=right.end, first=left.first, last=right.last, precision=Precision.RANGE,
        calendar=calendar, order=left.order or right.order, unsure=left.unsure or right.unsure,
        notes=(*left.notes, *right.notes),
    )  # fmt: skip
