"""From an age and the date at which it was true to the days on which the person can have been born."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from sijill.text.dates import calendars, conventions
from sijill.text.dates.lexicon import Kind, Lexeme, lexemes
from sijill.text.dates.model import Calendar, DateReading, Precision, Unread
from sijill.text.dates.reader import read
from sijill.text.dates.spans import stretch
from sijill.text.dates.tokens import fold, tokenise

_MINOR: Final = frozenset(
    [
        "minor",
        "child",
        "قاصر",
        "طفل",
        "طفله",
        "حدث",
        "mineur",
        "mineure",
        "enfant",
        "cocuk",
        "minderjahrig",
        "zarok",
        "قاصره",
    ]
)
_INFANT: Final = frozenset(["infant", "baby", "newborn", "رضيع", "رضيعه", "bebek", "nourrisson", "bebe"])
_TENS: Final = {
    "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80,
    "teens": 13, "عشرينات": 20, "عشرينيات": 20, "ثلاثينات": 30, "ثلاثينيات": 30, "اربعينات": 40, "اربعينيات": 40,
    "خمسينات": 50, "خمسينيات": 50, "ستينات": 60, "ستينيات": 60, "سبعينات": 70, "سبعينيات": 70, "ثمانينات": 80,
    "ثمانينيات": 80,
}  # fmt: skip
_NTH_DECADE: Final = {"عقده": 1, "العقد": 1}


def birth_from_age(age_text: str, as_of: date | str | DateReading | None) -> DateReading:
    """The interval of birth: completed years at ``as_of`` (itself a day, or a date as uncertain as it is written).

    "25" on 2013-03-12 is 1987-03-13 to 1988-03-12. "20-25", "about 25", "18 months", "minor" and "twenties" are read;
    "about" is marked and does not widen. Without a usable ``as_of`` the age is unread.
    """
    at = _as_of(as_of)
    ages = _years(age_text)
    if isinstance(ages, Unread):
        return _unread(
            age_text, ages, "the age is not given" if ages is not Unread.NOT_UNDERSTOOD else "not an age"
        )
    if at is None:
        return _unread(age_text, Unread.INCOMPLETE, "the date at which the age was true is not known")
    youngest, oldest, months, approximate = ages
    start, end = at
    first = _back(start, oldest + 1, months=months) + timedelta(days=1) if start else None
    last = _back(end, youngest, months=months) if end else None
    return _reading(age_text, first, last, approximate=approximate)


@lru_cache(maxsize=4096)
def _read_as_of(text: str) -> DateReading:
    return read(text)


def _as_of(as_of: date | str | DateReading | None) -> tuple[date | None, date | None] | None:
    if as_of is None:
        return None
    if isinstance(as_of, date):
        return as_of, as_of
    reading = _read_as_of(as_of) if isinstance(as_of, str) else as_of
    return None if reading.unread is not None else (reading.start, reading.end)


@lru_cache(maxsize=4096)
def _years(text: str) -> tuple[int, int, bool, bool] | Unread:
    """Youngest and oldest completed age, whether they count months, and whether it is approximate."""
    if len(text) > conventions.LONGEST_TEXT:
        return Unread.TOO_LONG
    found = lexemes(tokenise(fold(text)))
    content = [lexeme for lexeme in found if not lexeme.has(Kind.MARK)]
    if not content:
        return Unread.UNKNOWN if any(lexeme.text == "?" for lexeme in found) else Unread.MISSING
    if all(lexeme.has(Kind.UNREAD) for lexeme in content):
        return Unread(content[0].senses[Kind.UNREAD])
    approximate = any(lexeme.has(Kind.APPROX) or lexeme.text == "~" for lexeme in found)
    months = any(
        lexeme.senses.get(Kind.AGE_UNIT) == "month" or lexeme.has(Kind.MONTH_LABEL) for lexeme in content
    )
    if any(lexeme.senses.get(Kind.AGE_UNIT) == "day" or lexeme.has(Kind.DAY_LABEL) for lexeme in content):
        return (0, 0, False, approximate)
    if (named := _named_age(content)) is not None:
        return (*named, False, approximate)
    return _numbered_age(content, months=months, approximate=approximate)


def _named_age(content: Sequence[Lexeme]) -> tuple[int, int] | None:
    words = {lexeme.text for lexeme in content}
    bare = words | {word.removeprefix("ال") for word in words}
    if bare & _MINOR:
        return 0, conventions.AGE_OF_MAJORITY - 1
    if bare & _INFANT:
        return 0, 1
    for word in bare & _TENS.keys():
        return _TENS[word], _TENS[word] + (6 if word == "teens" else 9)
    return None


def _numbered_age(
    content: Sequence[Lexeme], *, months: bool, approximate: bool
) -> tuple[int, int, bool, bool] | Unread:
    allowed = (
        Kind.NUMBER, Kind.AGE_UNIT, Kind.YEAR, Kind.MONTH_LABEL, Kind.APPROX, Kind.AND, Kind.TO, Kind.OR, Kind.BETWEEN,
        Kind.OF, Kind.FILLER, Kind.FROM, Kind.ERA, Kind.UNCERTAIN, Kind.DECADE_LABEL, Kind.DECADE_SUFFIX,
    )  # fmt: skip
    numbers = [int(lexeme.text) for lexeme in content if lexeme.has(Kind.NUMBER)]
    words_known = all(lexeme.has(*allowed) or lexeme.text in _AGE_WORDS for lexeme in content)
    if not words_known or not 1 <= len(numbers) <= 2 or any(lexeme.has(Kind.MONTH) for lexeme in content):
        return Unread.NOT_UNDERSTOOD
    youngest, oldest = numbers[0], numbers[-1]
    if any(lexeme.has(Kind.DECADE_SUFFIX) for lexeme in content) and len(numbers) == 1 and youngest % 10 == 0:
        oldest = youngest + 9  # 30s
    if youngest > oldest or oldest > (conventions.OLDEST_AGE * (12 if months else 1)):
        return Unread.IMPOSSIBLE
    return youngest, oldest, months, approximate


_AGE_WORDS: Final = frozenset(
    {"age", "aged", "العمر", "عمره", "عمرها", "عمر", "old", "yas", "agee", "alter", "بعمر"}
)


def _back(day: date, count: int, *, months: bool) -> date:
    if not months:
        return calendars.add_years(day, -count)
    total = day.year * 12 + day.month - 1 - count
    year, month = divmod(total, 12)
    last = calendars.last_of_month(year, month + 1)
    return min(last, date(year, month + 1, min(day.day, last.day)))


def _reading(text: str, first: date | None, last: date | None, *, approximate: bool) -> DateReading:
    mark = "~" if approximate else ""
    if first is not None and last is not None:
        written = stretch(first, last).edtf(mark)
    else:
        written = f"{first.isoformat() + mark if first else '..'}/{last.isoformat() + mark if last else '..'}"
    return DateReading(
        original=text, edtf=written, start=first, end=last, calendar=Calendar.GREGORIAN,
        precision=Precision.ESTIMATE if approximate else Precision.RANGE, ambiguous=False,
        note="born so that the age was true on the date given",
    )  # fmt: skip


def _unread(text: str, reason: Unread, why: str) -> DateReading:
    return DateReading(
        original=text, edtf=None, start=None, end=None, calendar=None, precision=Precision.UNKNOWN, ambiguous=False,
        note=f"{reason.value}: {why}", unread=reason,
    )  # fmt: skip
