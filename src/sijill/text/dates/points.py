"""One written date without range words: recognisers for the shapes in which its parts can stand.

`point` turns lexemes into atoms (N number, D day, M month, Y year, S season, C decade, X masked number), looks the
shape up in `SHAPES` and returns every reading that the recogniser finds possible.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from sijill.text.dates import calendars, spans
from sijill.text.dates.conventions import HIJRI_YEARS, PLACEHOLDERS, SEASON_EDTF, SOLAR_YEARS
from sijill.text.dates.lexicon import Kind, Lexeme
from sijill.text.dates.model import Calendar, Order, Precision, Unread
from sijill.text.dates.spans import Span

WEEKDAY_CONFLICT: Final = "the weekday written is not the weekday of that day"
DIGITS_REVERSED: Final = "the digits stand in reverse, as a right-to-left copy leaves them; to be confirmed"
_DROPPED_MARKS: Final = frozenset("()[]{}\"',;:!°º|_#=«»“”„")
_SEPARATORS: Final = frozenset("/-.")


@dataclass(slots=True, kw_only=True)
class Context:
    """What a whole text shares: how two-digit years are read, and what went wrong on the way (last one counts)."""

    pivot: int
    unread: Unread = Unread.NOT_UNDERSTOOD
    why: str = ""
    notes: list[str] = field(default_factory=list)

    def fail(self, reason: Unread, why: str) -> list[Span]:
        self.unread, self.why = reason, why
        return []

    def note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the other end of a range already said: "12-15 March 2013"."""

    year: int
    month: int | None = None


@dataclass(frozen=True, slots=True)
class Atom:
    shape: str  # one letter
    text: str
    calendar: Calendar | None = None
    numbers: tuple[int, ...] = ()
    separator: str = ""  # the mark before it
    explicit: bool = False  # a label or an apostrophe says what it is


@dataclass(slots=True, kw_only=True)
class _Parts:
    """A date's atoms and what stood around them."""

    atoms: list[Atom] = field(default_factory=list)
    part: tuple[Kind, str] | None = None
    era: str | None = None
    weekday: int | None = None
    age: bool = False
    given: Given | None = None
    nth_weekday: bool = False  # an ordinal stands beside the weekday: "the first Monday in March"
    after_week: bool = False  # its first number follows "week": a day, or the week's number in the year


def point(lexemes: Sequence[Lexeme], context: Context, given: Given | None = None) -> list[Span]:
    """Every reading of one date; [] with ``context.unread`` set when there is none."""
    parts = _parts(lexemes, context)
    if parts is None:
        return []
    if parts.atoms == [] and parts.weekday is not None:
        return context.fail(Unread.INCOMPLETE, "a weekday without its date")
    if parts.age:
        return context.fail(Unread.AGE, "an age; it needs the date at which it was true")
    shape = "".join(atom.shape for atom in parts.atoms)
    recognise = SHAPES.get(shape)
    if recognise is None:
        return context.fail(Unread.NOT_UNDERSTOOD, "the parts do not make a date") if shape else []
    parts.given = given
    found = recognise(parts, context)
    if parts.after_week and any(span.precision not in _DAYS for span in found):
        return context.fail(Unread.NOT_UNDERSTOOD, "a week by its number in the year")
    if parts.part is not None:
        found = [_narrow(span, *parts.part) for span in found]
    if parts.nth_weekday and parts.weekday is not None and any(span.precision in _DAYS for span in found):
        return _nth_weekday(found, parts.weekday, shape, context)
    return _agree_with_weekday(found, parts.weekday, context)


_DAYS: Final = frozenset({Precision.EXACT, Precision.ESTIMATE})


# From lexemes to atoms


def _parts(lexemes: Sequence[Lexeme], context: Context) -> _Parts | None:
    parts, separator, at = _Parts(), "", 0
    while at < len(lexemes):
        lexeme = lexemes[at]
        following = lexemes[at + 1] if at + 1 < len(lexemes) else None
        if lexeme.repaired:
            context.note("the spelling of a month was one letter off")
        if (mark := lexeme.senses.get(Kind.MARK)) is not None:
            if mark in _SEPARATORS or mark == "(":
                separator = mark
            elif mark not in _DROPPED_MARKS:
                context.fail(Unread.NOT_UNDERSTOOD, "a sign that is not part of a date")
                return None
            at += 1
            continue
        if (lexeme.text in _WEEKS or Kind.WEEK in lexeme.senses) and (
            length := _week_of_a_month(lexemes, at)
        ):
            parts.part = (Kind.WEEK, "")
            at += length
            continue
        previous = lexemes[at - 1] if at else None
        step = _take(parts, (previous, lexeme, following), separator, context)
        if step == 0:
            return None
        if parts.atoms and step:
            separator = "" if not lexeme.has(Kind.OF) else separator
        at += step
    parts.atoms = _without_month_said_twice(parts.atoms)
    return parts


def _take(
    parts: _Parts,
    beside: tuple[Lexeme | None, Lexeme, Lexeme | None],
    separator: str,
    context: Context,
) -> int:
    """Adds what the middle one of three lexemes says; how many are used up, 0 when it cannot stand in a date."""
    previous, lexeme, following = beside
    add, has = parts.atoms.append, lexeme.has
    if (number := lexeme.senses.get(Kind.NUMBER)) is not None:
        return _take_number(parts, number, previous, following, separator)
    if has(Kind.MASKED):
        add(Atom("X", lexeme.text, separator=separator))
    elif (which := _which_of_two_months(parts, previous, lexeme)) is not None:
        parts.atoms[-1] = which
    elif has(Kind.ORDINAL) and previous is not None and previous.has(Kind.MONTH_LABEL):
        add(
            Atom(
                "M",
                lexeme.text,
                Calendar.GREGORIAN,
                (int(lexeme.senses[Kind.ORDINAL]),),
                separator,
                explicit=True,
            )
        )
    elif has(Kind.MONTH, Kind.HIJRI, Kind.SOLAR):
        add(_month_atom(lexeme, separator))
    elif has(Kind.FEAST):
        add(_feast_atom(lexeme, separator))
    elif has(Kind.SEASON):
        add(Atom("S", lexeme.senses[Kind.SEASON], separator=separator))
    elif has(Kind.DECADE):
        add(Atom("C", str(1900 + int(lexeme.senses[Kind.DECADE])), separator=separator))
    elif has(Kind.PART, Kind.HALF, Kind.QUARTER):
        kind = next(kind for kind in (Kind.PART, Kind.HALF, Kind.QUARTER) if has(kind))
        if parts.part is not None:
            context.fail(Unread.NOT_UNDERSTOOD, "two parts of a unit")
            return 0
        parts.part = (kind, lexeme.senses[kind])
    elif has(Kind.WEEK) or _is_week_number(lexeme, previous, following):
        parts.part = (Kind.WEEK, "")
    elif has(Kind.ORDINAL):
        add(Atom("D", lexeme.senses[Kind.ORDINAL], separator=separator, explicit=True))
    elif has(Kind.WEEKDAY):
        parts.weekday = int(lexeme.senses[Kind.WEEKDAY])
        parts.nth_weekday |= _counts_weekdays(previous) or _counts_weekdays(following)
    elif has(Kind.ERA):
        parts.era = lexeme.senses[Kind.ERA]
    elif not has(
        Kind.OF, Kind.FROM, Kind.YEAR, Kind.MONTH_LABEL, Kind.DAY_LABEL, Kind.DECADE_LABEL, Kind.CENTURY,
        Kind.ORDINAL_SUFFIX, Kind.FILLER,
    ):  # fmt: skip
        _cannot_stand(lexeme, context)
        return 0
    return 1


def _week_of_a_month(lexemes: Sequence[Lexeme], at: int) -> int:
    """How many lexemes name a week of a month by a figure: "2nd week", "week 2 of"."""
    lexeme, following = lexemes[at], lexemes[at + 1] if at + 1 < len(lexemes) else None
    if following is None:
        return 0
    if lexeme.has(Kind.WEEK):
        numbered = following.text in _WEEKS and lexeme.text not in _WEEKS_OF_A_DAY
        return 2 if numbered and at + 2 < len(lexemes) and lexemes[at + 2].has(*_NAMED_MONTHS) else 0
    length = 2 if following.has(Kind.ORDINAL_SUFFIX) or following.text == "." else 1
    return length + 1 if at + length < len(lexemes) and lexemes[at + length].has(Kind.WEEK) else 0


_WEEKS: Final = frozenset("12345")
_NAMED_MONTHS: Final = (Kind.OF, Kind.MONTH_LABEL, Kind.MONTH, Kind.HIJRI)


def _is_week_number(lexeme: Lexeme, previous: Lexeme | None, following: Lexeme | None) -> bool:
    beside = [other for other in (previous, following) if other is not None]
    return lexeme.has(Kind.ORDINAL) and any(other.has(Kind.WEEK) for other in beside)


def _cannot_stand(lexeme: Lexeme, context: Context) -> None:
    if lexeme.has(Kind.RELATIVE, Kind.PRESENT):
        context.fail(Unread.RELATIVE, "a relative date; it needs the date at which it was said")
    elif lexeme.has(Kind.AGE_UNIT):
        context.fail(Unread.AGE, "an age; it needs the date at which it was true")
    else:
        context.fail(Unread.NOT_UNDERSTOOD, "a word that is not in the table of date words")


def _take_number(
    parts: _Parts, text: str, previous: Lexeme | None, following: Lexeme | None, separator: str
) -> int:
    add = parts.atoms.append
    after_label = previous is not None and not separator
    if following is not None:
        if (
            following.has(Kind.DECADE_SUFFIX)
            and not following.spaced
            and len(text) in {2, 4}
            and text[-1] == "0"
        ):
            add(Atom("C", text if len(text) == 4 else f"19{text}", separator=separator))
            return 2
        if following.has(Kind.ORDINAL_SUFFIX) and not following.spaced and len(text) <= 2:
            add(Atom("D", text, separator=separator, explicit=True))
            return 2
        if (
            len(text) <= 3
            and following.has(Kind.AGE_UNIT)
            and not (following.has(Kind.DECADE_LABEL) and len(text) > 2)
        ):
            parts.age = True
            return 2
    if after_label and previous is not None:
        if previous.has(Kind.DECADE_LABEL) and len(text) in {2, 4} and text[-1] == "0":
            add(Atom("C", text if len(text) == 4 else f"19{text}", separator=separator))
            return 1
        if previous.has(Kind.YEAR) and len(text) in {2, 4}:
            add(Atom("Y", text, separator=separator, explicit=True))
            return 1
        if previous.has(Kind.MONTH_LABEL) and len(text) <= 2:
            add(_numbered_month(text, separator))
            return 1
        if previous.has(Kind.WEEK) and previous.text not in _WEEKS_OF_A_DAY:
            parts.after_week = True
        if previous.text == "'" and len(text) == 2:
            add(Atom("Y", text, separator=separator, explicit=True))
            return 1
    if following is not None and len(text) <= 2:
        if following.has(Kind.MONTH_LABEL) and following.text in _MONTH_LABELS_AFTER:
            add(_numbered_month(text, separator))
            return 2
        if following.has(Kind.YEAR) and not parts.atoms and following.text in _YEARS_OF_AGE:
            parts.age = True
            return 2
    if following is not None and following.has(Kind.YEAR) and len(text) == 4:
        add(Atom("Y", text, separator=separator, explicit=True))
        return 2
    add(Atom("N", text, separator=separator))
    return 1


# What follows these is the day, not the week's number.
_WEEKS_OF_A_DAY: Final = frozenset({"week of", "semaine de", "semaine du"})
_MONTH_LABELS_AFTER: Final = frozenset({"ay", "ayi", "ayinin"})  # Turkish: 3. ay
_YEARS_OF_AGE: Final = frozenset({"سنه", "عام", "year", "an", "jahre", "سال"})


def _numbered_month(text: str, separator: str) -> Atom:
    return Atom("M", text, Calendar.GREGORIAN, (int(text),), separator, explicit=True)


def _month_atom(lexeme: Lexeme, separator: str) -> Atom:
    for kind, calendar in (
        (Kind.MONTH, Calendar.GREGORIAN),
        (Kind.HIJRI, Calendar.HIJRI),
        (Kind.SOLAR, Calendar.SOLAR),
    ):
        if (value := lexeme.senses.get(kind)) is not None:
            numbers = tuple(int(number) for number in value.split("/"))
            return Atom("M", lexeme.text, calendar, numbers, separator)
    raise AssertionError(lexeme)


def _which_of_two_months(parts: _Parts, previous: Lexeme | None, lexeme: Lexeme) -> Atom | None:
    """تشرين واحد is October, كانون اثنان January: the first or second month of that name, not a day of it."""
    value = lexeme.senses.get(Kind.ORDINAL)
    if value not in {"1", "2"} or previous is None or not parts.atoms:
        return None
    last = parts.atoms[-1]
    if last.shape != "M" or len(last.numbers) != 2 or last.text != previous.text:
        return None
    in_order = (12, 1) if last.numbers == (1, 12) else last.numbers
    return replace(last, numbers=(in_order[int(value) - 1],))


def _feast_atom(lexeme: Lexeme, separator: str) -> Atom:
    """The value of a feast in date_words.csv is its Hijri month and days, 12/10-13, or its Gregorian day, g3/21."""
    value = lexeme.senses[Kind.FEAST]
    month, days = value.lstrip("g").split("/")
    first, _, last = days.partition("-")
    calendar = Calendar.GREGORIAN if value.startswith("g") else Calendar.HIJRI
    return Atom("F", lexeme.text, calendar, (int(month), int(first), int(last or first)), separator)


def _without_month_said_twice(atoms: list[Atom]) -> list[Atom]:
    """آذار/مارس 2013 and March (3) 2013 name one month."""
    out: list[Atom] = []
    for atom in atoms:
        if out and out[-1].shape == "M" and out[-1].numbers:
            same_name = (
                atom.shape == "M" and atom.numbers == out[-1].numbers and atom.calendar is out[-1].calendar
            )
            same_number = atom.separator == "(" and len(atom.text) <= 2 and _is_number(atom, out[-1])
            if same_name or same_number:
                continue
        out.append(atom)
    return out


def _is_number(atom: Atom, month: Atom) -> bool:
    return atom.shape == "N" and (int(atom.text),) == month.numbers


# Recognisers


def _year_numbers(atom: Atom, context: Context, *, two_digits: bool) -> int | None:
    value = int(atom.text)
    if len(atom.text) == 4:
        return value
    if len(atom.text) == 2 and two_digits:
        context.note(f"two-digit year, read as {context.pivot - 99}-{context.pivot}")
        return context.pivot - (context.pivot - value) % 100
    return None


def _make(
    year: int, month: int | None, day: int | None, era: str | None, order: Order | None = None
) -> list[Span]:
    """The readings of numbers whose places are known, in every calendar the year allows."""
    found: list[Span | None] = []
    if era == "hijri":
        return _present([_ordered(spans.hijri(year, month, day), order)])
    if era == "solar":
        return _present([_ordered(spans.solar(year, month, day), order)])
    if era is None and HIJRI_YEARS[0] <= year <= HIJRI_YEARS[1]:
        found.append(_ordered(spans.hijri(year, month, day), order))
    if era is None and SOLAR_YEARS[0] <= year <= SOLAR_YEARS[1]:
        found.append(_ordered(spans.solar(year, month, day), order))
    if found:
        note = "the calendar is not said; the year belongs to a Hijri calendar"
        return [replace(span, notes=(*span.notes, note)) for span in found if span]
    if month is None:
        return _present([spans.year(year)])
    if day is None:
        return _present([spans.month(year, month)])
    return _present([spans.day(year, month, day, order=order)])


def _ordered(span: Span | None, order: Order | None) -> Span | None:
    return replace(span, order=order) if span is not None else None


def _present(found: Sequence[Span | None]) -> list[Span]:
    return [span for span in found if span is not None]


def _impossible(context: Context) -> list[Span]:
    return context.fail(Unread.IMPOSSIBLE, "no calendar has this day; it is not repaired")


def _lone(parts: _Parts, context: Context) -> list[Span]:
    (atom,), given = parts.atoms, parts.given
    if given is not None and len(atom.text) <= 2:
        number = int(atom.text)
        if given.month is None:
            return _make(given.year, number, None, parts.era)
        return _make(given.year, given.month, number, parts.era)
    if atom.shape == "D":
        return context.fail(Unread.INCOMPLETE, "a day without its month and year")
    if len(atom.text) == 8 and parts.era is None:
        return _compact(atom.text, context)
    year = _year_numbers(atom, context, two_digits=atom.explicit)
    if int(atom.text) == 0:
        return context.fail(Unread.PLACEHOLDER, "zeros in place of a date")
    if year is None:
        return context.fail(Unread.NOT_UNDERSTOOD, "a number alone says neither day, month nor year")
    return _make(year, None, None, parts.era) or context.fail(
        Unread.NOT_UNDERSTOOD, "the number is not in the range of years"
    )


def _compact(text: str, context: Context) -> list[Span]:
    """20130312, 12032013."""
    ways = [
        _gregorian(text[:4], text[4:6], text[6:], None),
        _gregorian(text[4:], text[2:4], text[:2], Order.DAY_FIRST),
        _gregorian(text[4:], text[:2], text[2:4], Order.MONTH_FIRST),
    ]
    return _distinct(_present(ways)) or context.fail(
        Unread.NOT_UNDERSTOOD, "eight digits that are not a date in any order"
    )


def _gregorian(year: str, month: str, day: str, order: Order | None) -> Span | None:
    return spans.day(int(year), int(month), int(day), order=order)


def _distinct(found: Sequence[Span]) -> list[Span]:
    """One span per interval; when both orders give the same day, the order says nothing."""
    kept: dict[object, Span] = {}
    for span in found:
        if span.key in kept and kept[span.key].order is not span.order:
            kept[span.key] = replace(kept[span.key], order=None)
        else:
            kept.setdefault(span.key, span)
    return list(kept.values())


def _pair(parts: _Parts, context: Context) -> list[Span]:
    """3/2013, 2013-03, 2013/12; and 12/3, which has no year."""
    left, right = parts.atoms
    if len(left.text) == 4 and len(right.text) <= 2:
        return _year_then_month(left, right, parts, context)
    if len(right.text) == 4 and len(left.text) <= 2:
        year = int(right.text)
        if year == 0:
            return context.fail(Unread.PLACEHOLDER, "zeros in place of a date")
        if int(left.text) == 0:
            context.note("zeros stand for what is not known")
            return _make(year, None, None, parts.era)
        found = _make(year, int(left.text), None, parts.era)
        return found or _impossible_year_or_month(year, context)
    if len(left.text) <= 2 and len(right.text) <= 2:
        if parts.given is not None and right.separator:
            dotted = right.separator == "."
            return _both_orders(parts.given.year, left.text, right.text, parts, dotted=dotted)
        return context.fail(Unread.INCOMPLETE, "two numbers without a year of four digits")
    return context.fail(Unread.NOT_UNDERSTOOD, "the numbers do not make a date")


def _year_then_month(left: Atom, right: Atom, parts: _Parts, context: Context) -> list[Span]:
    year, number = int(left.text), int(right.text)
    if year == 0:
        return context.fail(Unread.PLACEHOLDER, "zeros in place of a date")
    if number == 0:
        context.note("zeros stand for what is not known")
        return _make(year, None, None, parts.era)
    for name, code in SEASON_EDTF.items():
        if number == code and right.separator == "-":
            return _present([spans.season(year, name)])
    found = _make(year, number, None, parts.era)
    follows = len(right.text) == 2 and number == (year + 1) % 100 and right.separator == "/"
    if follows and spans.plausible(year):  # 2011/12: the month or the two years
        first, last = spans.year(year), spans.year(year + 1)
        if first and last:
            found.extend(_present([spans.between(first, last)]))
    return found or _impossible_year_or_month(year, context)


def _impossible_year_or_month(year: int, context: Context) -> list[Span]:
    if spans.plausible(year):
        return context.fail(Unread.IMPOSSIBLE, "there is no such month")
    return context.fail(Unread.NOT_UNDERSTOOD, "the number is not in the range of years")


def _triple(parts: _Parts, context: Context) -> list[Span]:
    first, second, third = (atom.text for atom in parts.atoms)
    dotted = parts.atoms[1].separator == "." and parts.atoms[2].separator == "."
    widths = len(first), len(second), len(third)
    if max(widths) > 4 or len(second) > 2 or {int(first), int(third)} == {0}:
        if {int(first), int(second), int(third)} == {0}:
            return context.fail(Unread.PLACEHOLDER, "zeros in place of a date")
        return context.fail(Unread.NOT_UNDERSTOOD, "the numbers do not make a date")
    if len(first) == 4 and len(third) <= 2:
        return _year_first(int(first), second, third, parts, context)
    if len(third) == 4 and len(first) <= 2:
        return _year_last(int(third), first, second, parts, context, dotted=dotted)
    if widths[0] <= 2 and widths[2] == 2:
        year = _year_numbers(parts.atoms[2], context, two_digits=True)
        found = _both_orders(year, first, second, parts, dotted=dotted) if year is not None else []
        if found or int(first) <= 31 or len(first) != 2:
            return found or _impossible(context)
        year = _year_numbers(parts.atoms[0], context, two_digits=True)
        return _make(year or 0, int(second), int(third), parts.era) or _impossible(context)
    return context.fail(Unread.NOT_UNDERSTOOD, "the numbers do not make a date")


def _year_first(year: int, second: str, third: str, parts: _Parts, context: Context) -> list[Span]:
    month, day = int(second), int(third)
    if year == 9999 or (year == 0 and {month, day} <= {0, 99}):
        return context.fail(Unread.PLACEHOLDER, "zeros or nines in place of a date")
    if month == 0 or day == 0:
        return _with_zeros(year, month, day, parts, context)
    found = [replace(span, year_first=True) for span in _make(year, month, day, parts.era)]
    if not found and parts.atoms[1].separator != "-":
        found = _make(year, day, month, parts.era)
        if found:
            context.note("written year, day, month")
    if found or spans.plausible(year):
        return found or _impossible(context)
    return _digits_reversed(f"{year:04}", third, second, parts, context)


def _year_last(
    year: int, first: str, second: str, parts: _Parts, context: Context, *, dotted: bool
) -> list[Span]:
    left, right = int(first), int(second)
    if year == 9999 or (year == 0 and {left, right} <= {0, 99}):
        return context.fail(Unread.PLACEHOLDER, "zeros or nines in place of a date")
    if left == 0 or right == 0:
        return _with_zeros(year, right, left, parts, context)
    found = _both_orders(year, first, second, parts, dotted=dotted)
    if found or spans.plausible(year) or parts.era == "hijri" or HIJRI_YEARS[0] <= year <= HIJRI_YEARS[1]:
        return found or _impossible(context)
    return _digits_reversed(f"{year:04}", first, second, parts, context)


def _with_zeros(year: int, month: int, day: int, parts: _Parts, context: Context) -> list[Span]:
    context.note("zeros stand for what is not known")
    if month == 0:
        found = _make(year, None, None, parts.era)
    else:  # 00/25/2013: the other number is no month either
        found = _make(year, month, None, parts.era) if day == 0 else _make(year, None, None, parts.era)
    found = [replace(span, inside=True) for span in found]
    return found or _impossible_year_or_month(year, context)


def _both_orders(year: int, first: str, second: str, parts: _Parts, *, dotted: bool) -> list[Span]:
    day_first = _make(year, int(second), int(first), parts.era, Order.DAY_FIRST)
    # No locale of the CLDR writes month.day.year with dots: between dots the day comes first.
    if dotted and day_first:
        return [replace(span, order=None) for span in day_first]
    return _distinct([*day_first, *_make(year, int(first), int(second), parts.era, Order.MONTH_FIRST)])


def _digits_reversed(year: str, first: str, second: str, parts: _Parts, context: Context) -> list[Span]:
    """21/30/2102 or 3102/30/21: a right-to-left copy that turned the digits of 12/03/2013 around. Needs a person."""
    turned = int(year[::-1])
    if not spans.plausible(turned) or parts.era == "hijri":
        return context.fail(Unread.NOT_UNDERSTOOD, "the number is not in the range of years")
    found = _both_orders(turned, first[::-1], second[::-1], parts, dotted=False)
    return [
        replace(span, unsure=True, notes=(*span.notes, DIGITS_REVERSED)) for span in found
    ] or _impossible(context)


def _named(parts: _Parts, context: Context) -> list[Span]:
    """A month by name with a day, a year, or both, in any order."""
    month_at = next(i for i, atom in enumerate(parts.atoms) if atom.shape == "M")
    others = [atom for i, atom in enumerate(parts.atoms) if i != month_at]
    month = parts.atoms[month_at]
    if _may_be_a_range(parts.atoms, month_at):
        return context.fail(Unread.INCOMPLETE, "two numbers that may be the two ends of a range")
    day, year = _day_and_year(others, context, parts.given)
    if year is None:
        if context.unread is not Unread.INCOMPLETE:
            context.fail(Unread.INCOMPLETE, "there is no year")
        return []
    found = [
        span for number in month.numbers for span in _month_of(month.calendar, number, year, day, parts.era)
    ]
    if len(month.numbers) > 1 and len(found) > 1:
        context.note("the name belongs to two months")
    return _distinct(found) or _impossible(context)


def _may_be_a_range(atoms: list[Atom], month_at: int) -> bool:
    """12-13 March and March 12-13 without a year, شهر 3-4 of 2012, March 2012-13."""
    month, after, before = atoms[month_at], atoms[month_at + 1 :], atoms[:month_at]
    joined = {"-", "/"}
    if len(before) == 2:  # nobody writes day, year, month
        return all(len(atom.text) <= 2 for atom in before)
    if month.explicit and after and after[0].separator in joined and len(after[0].text) <= 2:
        return True
    if (
        len(after) != 2
        or after[1].separator not in joined
        or after[0].separator in joined
        or len(after[1].text) > 2
    ):
        return False
    first, second = int(after[0].text), int(after[1].text)
    return second == (first + 1) % 100 if len(after[0].text) == 4 else first < second <= 31


def _day_and_year(others: list[Atom], context: Context, given: Given | None) -> tuple[int | None, int | None]:
    years = [atom for atom in others if atom.shape == "Y" or len(atom.text) == 4]
    days = [atom for atom in others if atom not in years]
    if len(years) == 1 and len(days) <= 1:
        day = int(days[0].text) if days else None
        year = _year_numbers(years[0], context, two_digits=True)
        return (None if day == 0 else day), year
    if not years and len(days) == 2 and days[1].shape == "N" and len(days[0].text) <= 2:  # 12 Mar 13
        return int(days[0].text), _year_numbers(days[1], context, two_digits=True)
    if not years and len(days) == 1:
        if given is not None:
            return int(days[0].text), given.year
        if days[0].shape == "N" and len(days[0].text) == 2 and not 1 <= int(days[0].text) <= 31:
            return None, _year_numbers(days[0], context, two_digits=True)
        context.fail(Unread.INCOMPLETE, "there is no year, or it cannot be told from a day")
        return None, None
    if not others and given is not None:
        return None, given.year
    return None, None


def _month_of(
    calendar: Calendar | None, number: int, year: int, day: int | None, era: str | None
) -> list[Span]:
    match calendar:
        case Calendar.HIJRI:
            return _hijri_month_of(number, year, day)
        case Calendar.SOLAR:
            return _solar_month_of(number, year, day)
        case _:
            if era in {"hijri", "solar"}:
                return _make(year, number, day, era)
            gregorian = spans.day(year, number, day) if day is not None else spans.month(year, number)
            return _present([gregorian])


def _hijri_month_of(number: int, year: int, day: int | None) -> list[Span]:
    if HIJRI_YEARS[0] <= year <= HIJRI_YEARS[1]:
        return _present([spans.hijri(year, number, day)])
    return _touching(
        year, [spans.hijri(hijri_year, number, day) for hijri_year in _hijri_years_with(number, year)]
    )


def _hijri_years_with(month: int, year: int) -> list[int]:
    """The Hijri years whose month of this number lies at least partly in a Gregorian year."""
    if not spans.plausible(year):
        return []
    return [hijri_year for hijri_year, _, _ in calendars.hijri_months_in(year, month)]


def _touching(year: int, found: Sequence[Span | None]) -> list[Span]:
    return [
        span
        for span in _present(found)
        if span.start and span.end and span.start.year <= year <= span.end.year
    ]


def _feast(parts: _Parts, context: Context) -> list[Span]:
    """عيد الأضحى 2012, the second day of Eid al-Fitr 1433, Newroz 2013."""
    feast = next(atom for atom in parts.atoms if atom.shape == "F")
    others = [atom for atom in parts.atoms if atom.shape != "F"]
    nth, year = _day_and_year(others, context, parts.given)
    if year is None:
        if context.unread is not Unread.INCOMPLETE:
            context.fail(Unread.INCOMPLETE, "there is no year")
        return []
    month, first, last = feast.numbers
    if nth is not None:
        first = last = first + nth - 1
        if not 1 <= nth <= _MOST_DAYS_OF_A_FEAST:
            return context.fail(Unread.NOT_UNDERSTOOD, "the feast has no such day")
    if feast.calendar is Calendar.GREGORIAN:
        return _present([spans.day(year, month, first)])
    if HIJRI_YEARS[0] <= year <= HIJRI_YEARS[1]:
        return _present([spans.hijri_days(year, month, first, last)])
    return _touching(
        year,
        [spans.hijri_days(hijri_year, month, first, last) for hijri_year in _hijri_years_with(month, year)],
    )


_MOST_DAYS_OF_A_FEAST: Final = 4


def _solar_month_of(number: int, year: int, day: int | None) -> list[Span]:
    if SOLAR_YEARS[0] <= year <= SOLAR_YEARS[1]:
        return _present([spans.solar(year, number, day)])
    if not spans.plausible(year):
        return []
    found = [spans.solar(year - offset, number, day) for offset in (622, 621)]
    return [
        span
        for span in _present(found)
        if span.start and span.end and span.start.year <= year <= span.end.year
    ]


def _season(parts: _Parts, context: Context) -> list[Span]:
    name = next(atom.text for atom in parts.atoms if atom.shape == "S")
    years = [atom for atom in parts.atoms if atom.shape != "S"]
    if not years:
        if parts.given is not None:
            return _present([spans.season(parts.given.year, name)])
        return context.fail(Unread.INCOMPLETE, "there is no year")
    year = _year_numbers(years[0], context, two_digits=years[0].explicit)
    if year is None:
        return context.fail(Unread.INCOMPLETE, "there is no year of four digits")
    if name == "spring" and HIJRI_YEARS[0] <= year <= HIJRI_YEARS[1]:  # ربيع 1434: Rabi, and not which
        context.note("the name belongs to two months")
        return _present([spans.hijri(year, 3), spans.hijri(year, 4)])
    if len(years) == 2:
        follows = int(years[1].text[-2:]) == (year + 1) % 100 and len(years[1].text) in {2, 4}
        if name == "winter" and follows:
            return _present([spans.winter_between(year)])
        return context.fail(Unread.NOT_UNDERSTOOD, "the parts do not make a date")
    return _present([spans.season(year, name)]) or context.fail(
        Unread.NOT_UNDERSTOOD, "the number is not in the range of years"
    )


def _decade(parts: _Parts, context: Context) -> list[Span]:
    (atom,) = parts.atoms
    return _present([spans.decade(int(atom.text))]) or context.fail(
        Unread.NOT_UNDERSTOOD, "the number is not in the range of years"
    )


def _masked(parts: _Parts, context: Context) -> list[Span]:
    """XX/03/2013, 2013-??-??, 201X, 19XX."""
    numbers = [atom.text for atom in parts.atoms if atom.shape != "X"]
    masks = [atom.text for atom in parts.atoms if atom.shape == "X"]
    if len(parts.atoms) == 1:
        return _masked_year(masks[0], context)
    if any(mask[0] in "0123456789" for mask in masks):
        return context.fail(Unread.NOT_UNDERSTOOD, "digits are hidden in the middle of a date")
    context.note("hidden digits stand for what is not known")
    years = [text for text in numbers if len(text) == 4]
    if len(years) != 1:
        return context.fail(Unread.UNKNOWN, "the year is hidden")
    year = int(years[0])
    others = [text for text in numbers if text != years[0]]
    if not others:
        return [replace(span, inside=True) for span in _make(year, None, None, parts.era)]
    month_is_certain = _mask_hides_the_day([atom.shape for atom in parts.atoms])
    found = (
        _make(year, int(others[0]), None, parts.era)
        if month_is_certain
        else _make(year, None, None, parts.era)
    )
    return [replace(span, inside=True) for span in found] or _impossible(context)


def _mask_hides_the_day(shapes: list[str]) -> bool:
    """The number that is left is the month when it stands in the middle; at the outside it may be the day."""
    return shapes[1] != "X"


def _masked_year(mask: str, context: Context) -> list[Span]:
    digits = "".join(ch for ch in mask if ch in "0123456789")
    if len(digits) == 3:
        return _present([spans.decade(int(digits) * 10)])
    if len(digits) == 2:
        return _present([spans.century(int(digits))])
    return context.fail(Unread.UNKNOWN, "the date is hidden")


Recogniser = Callable[[_Parts, Context], list[Span]]

SHAPES: Final[dict[str, Recogniser]] = {
    **dict.fromkeys(("N", "Y", "D"), _lone),
    **dict.fromkeys(("NN", "NY", "YN"), _pair),
    **dict.fromkeys(("NNN", "NNY", "YNN", "DNN"), _triple),
    **dict.fromkeys(
        (
            "M", "MN", "MY", "MD", "NM", "DM", "YM", "NMN", "NMY", "DMN", "DMY", "YMN", "YMD", "NMD", "MNN", "MDN",
            "MDY", "MNY", "MYN", "MYD", "NNM", "YNM", "YDM", "NDM",
        ),
        _named,
    ),
    **dict.fromkeys(("S", "SN", "SY", "NS", "YS", "SNN", "SYN", "SYY", "SNY", "NNS", "YYS"), _season),
    **dict.fromkeys(("F", "FN", "FY", "NF", "YF", "DFN", "DFY", "FDN", "FDY"), _feast),
    "C": _decade,
    **dict.fromkeys(
        ("X", "XNN", "XXN", "NXX", "NXN", "NNX", "XN", "NX", "XX", "XXX", "XXY", "XNY", "YXX", "YNX"), _masked
    ),
}  # fmt: skip


# What qualifies the whole


def _narrow(span: Span, kind: Kind, value: str) -> Span:
    if value == "night":
        return spans.night_of(span)
    if kind is Kind.WEEK and span.precision in _DAYS:
        return spans.week_around(span)
    if span.precision is Precision.EXACT:
        return span
    match kind:
        case Kind.HALF:
            return spans.half_of(span, int(value))
        case Kind.QUARTER:
            return spans.quarter_of(span, int(value))
        case Kind.WEEK:
            return spans.not_narrowed(span)
        case _:
            return spans.part_of(span, value)


def _agree_with_weekday(found: list[Span], weekday: int | None, context: Context) -> list[Span]:
    """A weekday can decide between readings; when it fits none, that is said and nothing is changed."""
    if weekday is None or not found:
        return found
    exact = [span for span in found if span.precision is Precision.EXACT and span.start is not None]
    fitting = [span for span in exact if span.start is not None and span.start.weekday() == weekday]
    if fitting and len(exact) == len(found):
        if len(fitting) < len(found):
            context.note("the weekday decides between the readings")
            return [replace(span, order=None) for span in fitting]
        return fitting
    if exact and not fitting:
        return [replace(span, notes=(*span.notes, WEEKDAY_CONFLICT)) for span in found]
    return found


def _counts_weekdays(beside: Lexeme | None) -> bool:
    return beside is not None and beside.senses.get(Kind.ORDINAL, "") in _WEEKS


def _nth_weekday(found: list[Span], weekday: int, shape: str, context: Context) -> list[Span]:
    """الأحد الثالث من آذار: the 3rd, if a Sunday, and the third Sunday of the month; both when they differ."""
    exact = [span for span in found if span.precision is Precision.EXACT and span.start is not None]
    if len(exact) < len(found) or "M" not in shape:
        return context.fail(Unread.NOT_UNDERSTOOD, "a weekday counted in something that is not a month")
    days: list[Span | None] = []
    for span in exact:
        if span.start is None:
            continue
        if span.start.weekday() == weekday:
            days.append(span)
        first = span.start.replace(day=1)
        number = 7 * (span.start.day - 1) + 1 + (weekday - first.weekday()) % 7
        days.append(spans.day(span.start.year, span.start.month, number))
    return _distinct(_present(days)) or _impossible(context)


def is_placeholder(span: Span) -> bool:
    return span.start == span.end and span.start in PLACEHOLDERS
