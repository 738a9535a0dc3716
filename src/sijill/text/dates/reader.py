"""From a text to a `DateReading`: flags are taken off, the rest is read, the readings become one interval."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, Literal

from sijill.text.dates import conventions, edtf, spans
from sijill.text.dates.expressions import expression, trim
from sijill.text.dates.lexicon import Kind, Lexeme, lexemes
from sijill.text.dates.model import Calendar, DateOrder, DateReading, Order, Precision, Unread
from sijill.text.dates.points import DIGITS_REVERSED, WEEKDAY_CONFLICT, Context, is_placeholder
from sijill.text.dates.spans import Span
from sijill.text.dates.tokens import fold, tokenise

Column = Literal["birth", "event"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parse:
    """Every reading of a text before anything is decided about it. No spans: ``unread`` says why."""

    found: tuple[Span, ...] = ()
    approximate: bool = False
    uncertain: bool = False
    unread: Unread | None = None
    why: str = ""
    notes: tuple[str, ...] = ()
    iso: bool = False  # written as ISO 8601: a 1 January may be taken at its word
    numeric: bool = False  # day and month written as numbers
    serial: int | None = None  # a bare number that may be a spreadsheet's


def read(
    text: str,
    *,
    order: Order | DateOrder | str | None = None,
    pivot: int | None = None,
    dialect: str | None = None,
    column: Column | None = None,
    excel: bool = False,
) -> DateReading:
    """Reads one text. Never raises, never fills in a day.

    ``order`` ("dmy", "mdy") decides 12/3/2013; without it that stays ambiguous. ``pivot`` is the last year a two-digit
    year may stand for. ``dialect`` "ar-levant" or "ku" changes nothing today: no month name of the table means
    different months in different dialects; it is accepted so that callers need not change when one does. ``excel``
    allows spreadsheet serials. ``column`` says whether the values are births or events (see conventions.py).
    """
    del dialect
    parsed = parse(text, pivot=pivot if pivot is not None else _pivot(column))
    return decide(text, parsed, order=order, column=column, excel=excel)


def read_stated(text: str) -> DateReading:
    """Reads one text that somebody states to be a date: 41345 can then be nothing but a spreadsheet's day number."""
    parsed = parse(text)
    serial = parsed.serial
    return decide(text, parsed, excel=serial is not None and serial >= conventions.STATED_SERIAL_FROM)


def _pivot(column: Column | None) -> int:
    return conventions.PIVOT_BIRTH if column == "birth" else conventions.PIVOT


def parse(text: str, *, pivot: int = conventions.PIVOT) -> Parse:
    if len(text) > conventions.LONGEST_TEXT:
        return Parse(unread=Unread.TOO_LONG, why="longer than any date")
    folded = fold(text)
    if (as_edtf := edtf.read(folded)) is not None:
        found, mark = as_edtf
        return _parsed(found, mark in {"~", "%"}, mark in {"?", "%"}, (), iso=True, numeric=True)
    tokens = tokenise(folded)
    if len(tokens) > conventions.MOST_TOKENS:
        return Parse(unread=Unread.TOO_LONG, why="longer than any date")
    return _parse_lexemes(_with_hole(lexemes(tokens)), pivot)


def _parsed(
    found: Sequence[Span],
    approximate: bool,
    uncertain: bool,
    notes: tuple[str, ...],
    *,
    iso: bool = False,
    numeric: bool = False,
) -> Parse:
    if len(found) == 1 and is_placeholder(found[0]):
        return Parse(
            unread=Unread.PLACEHOLDER, why="a date that software writes when there is none", notes=notes
        )
    return Parse(
        found=tuple(found),
        approximate=approximate,
        uncertain=uncertain,
        notes=notes,
        iso=iso,
        numeric=numeric,
    )


def _parse_lexemes(all_lexemes: list[Lexeme], pivot: int) -> Parse:
    if _only_figures(all_lexemes):
        rest, place_dropped, time_dropped, approximate, uncertain = all_lexemes, False, False, False, False
    else:
        reason = _says_nothing(all_lexemes)
        if reason is not None:
            return Parse(unread=reason, why=_WHY[reason])
        rest, place_dropped = _without_place_of_birth(all_lexemes)
        rest, time_dropped = _without_time(rest)
        rest, approximate, uncertain, two_dates = _without_flags(rest)
        if two_dates:
            return Parse(unread=Unread.NOT_UNDERSTOOD, why="it seems to tell of two dates")
    if not trim(rest):
        return Parse(unread=Unread.NOT_UNDERSTOOD, why="there is no date in it")
    context = Context(pivot=pivot)
    if place_dropped:
        context.note("the place named before it is not part of the date")
    found = expression(rest, context)
    notes = tuple(context.notes)
    if not found:
        return Parse(
            unread=context.unread, why=context.why or "not understood", notes=notes, serial=_serial(rest)
        )
    uncertain = uncertain or any({WEEKDAY_CONFLICT, DIGITS_REVERSED} & {*span.notes} for span in found)
    iso = any(span.year_first for span in found) and any(lexeme.text == "-" for lexeme in rest)
    named = any(lexeme.has(Kind.MONTH, Kind.HIJRI, Kind.SOLAR, Kind.ORDINAL) for lexeme in rest)
    return _parsed(found, approximate, uncertain, notes, iso=iso, numeric=not named and not time_dropped)


def _with_hole(all_lexemes: list[Lexeme]) -> list[Lexeme]:
    """5/?/2013 and 5/ /2013: two numbers with room for a third between them, whose place is masked."""
    if len(all_lexemes) < _SHORTEST_WITH_HOLE or not all_lexemes[0].has(Kind.NUMBER):
        return all_lexemes
    between = all_lexemes[1:-1]
    if not all_lexemes[-1].has(Kind.NUMBER) or any(lexeme.text not in _HOLES for lexeme in between):
        return all_lexemes
    return [all_lexemes[0], Lexeme("xx", {Kind.MASKED: "xx"}), all_lexemes[-1]]


_SHORTEST_WITH_HOLE: Final = 4
_HOLES: Final = frozenset("/-.?")


def _only_figures(all_lexemes: list[Lexeme]) -> bool:
    """12/3/2013: nothing to take off. Most dates are written so."""
    return (
        bool(all_lexemes)
        and all_lexemes[0].has(Kind.NUMBER)
        and all(lexeme.has(Kind.NUMBER) or lexeme.text in _PLAIN_MARKS for lexeme in all_lexemes)
    )


def _serial(rest: list[Lexeme]) -> int | None:
    """41345, or 41345.0 and 41345.604 with the time of day as a fraction."""
    texts = [lexeme.text for lexeme in rest]
    fraction = len(texts) == 3 and texts[1] == "." and rest[2].has(Kind.NUMBER) and not rest[1].spaced
    if rest[0].has(Kind.NUMBER) and len(texts[0]) <= 5 and (len(texts) == 1 or fraction):
        return int(texts[0])
    return None


_PLAIN_MARKS: Final = frozenset("/-.")
_WHY: Final = {
    Unread.MISSING: "nothing was written",
    Unread.UNKNOWN: "the source says that it is not known",
    Unread.NOT_ASKED: "the source did not ask or record it",
    Unread.REFUSED: "the answer was refused",
    Unread.SUPPRESSED: "the source withholds it",
}
_CLOCK: Final = frozenset(["الساعه"])
_SIDE_WORDS: Final = (Kind.FILLER, Kind.OF, Kind.DAY_LABEL, Kind.YEAR, Kind.MONTH_LABEL, Kind.FROM)


def _says_nothing(all_lexemes: list[Lexeme]) -> Unread | None:
    """The reason when the text is empty, only marks, or words for "no date"; None when there is something to read."""
    content = [lexeme for lexeme in all_lexemes if not lexeme.has(Kind.MARK)]
    if not content:
        marks = {lexeme.text[0] for lexeme in all_lexemes}
        if "?" in marks:
            return Unread.UNKNOWN
        return Unread.SUPPRESSED if "*" in marks else Unread.MISSING
    if all(lexeme.has(Kind.MASKED) for lexeme in content):
        shown = "".join(lexeme.text for lexeme in content)
        if "*" in shown:
            return Unread.SUPPRESSED
        if shown.strip("_?") == "":
            return Unread.UNKNOWN if "?" in shown else Unread.MISSING
        return Unread.UNKNOWN if shown.strip("x") == "" else None
    said = [lexeme for lexeme in content if lexeme.has(Kind.UNREAD)]
    if said and all(lexeme.has(Kind.UNREAD, *_SIDE_WORDS) for lexeme in content):
        return Unread(said[0].senses[Kind.UNREAD])
    return None


def _without_time(all_lexemes: list[Lexeme]) -> tuple[list[Lexeme], bool]:
    """Drops a time of day (14:30, T00:00:00Z); whether it was other than midnight."""
    out: list[Lexeme] = []
    at, other_than_midnight = 0, False
    while at < len(all_lexemes):
        length = _time_at(all_lexemes, at)
        if length == 0:
            out.append(all_lexemes[at])
            at += 1
            continue
        if out and out[-1].text in {"t", "at", "+"} | _CLOCK:
            out.pop()
        digits = "".join(lexeme.text for lexeme in all_lexemes[at : at + length] if lexeme.has(Kind.NUMBER))
        other_than_midnight = other_than_midnight or digits.strip("0") != ""
        at += length
        while at < len(all_lexemes) and (all_lexemes[at].has(Kind.AMPM) or all_lexemes[at].text == "z"):
            at += 1
    return out, other_than_midnight


def _time_at(all_lexemes: list[Lexeme], at: int) -> int:
    """How many lexemes a time takes up here: NUMBER ":" NUMBER, with seconds, fraction and offset if they follow."""
    texts = [lexeme.text for lexeme in all_lexemes[at : at + 12]]
    if at and len(texts) > 1 and texts[0] == "t" and texts[1].isdigit() and len(texts[1]) in {4, 6}:
        return 2  # 20130312T1430
    if (
        len(texts) > 1
        and _small(texts[0], 24)
        and all_lexemes[at + 1].has(Kind.AMPM)
        and not _is_of(all_lexemes[at + 1])
    ):
        return 2  # 3 pm
    if len(texts) > 1 and texts[0] == "الساعه" and _small(texts[1], 24) and texts[2:3] != [":"]:
        return 2
    if (
        len(texts) < 3
        or texts[1] != ":"
        or not _small(texts[0], 24)
        or not _small(texts[2], 59)
        or len(texts[2]) != 2
    ):
        return 0
    length = 3
    if len(texts) >= 5 and texts[3] == ":":
        if not _small(texts[4], 60):
            return 0
        length = 5
        if len(texts) >= 7 and texts[5] == "." and texts[6].isdigit():
            length = 7
    if len(texts) >= length + 2 and texts[length] in {"+", "-"} and texts[length + 1].isdigit():
        length += 4 if len(texts) >= length + 4 and texts[length + 2] == ":" else 2
    return length


def _is_of(lexeme: Lexeme) -> bool:
    return lexeme.has(Kind.OF, Kind.ERA) or lexeme.text == "z"


def _small(text: str, most: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 2 and int(text) <= most


def _without_flags(all_lexemes: list[Lexeme]) -> tuple[list[Lexeme], bool, bool, bool]:
    """Takes off "about", "probably", ~ and ?, and words around a date; what stays is the date.

    The last bool: a word for what happened stands between numbers (born 1985, arrested 2013).
    """
    rest: list[Lexeme] = []
    approximate = uncertain = False
    parted: int | None = None
    counted = False  # "the second arrest"
    for at, lexeme in enumerate(all_lexemes):
        following = all_lexemes[at + 1] if at + 1 < len(all_lexemes) else None
        if (lexeme.has(Kind.APPROX) and not _is_the_era(lexeme, rest)) or (
            lexeme.text == "~" and (not rest or following is None or rest[-1].has(Kind.MARK))
        ):
            approximate = True
        elif lexeme.text == "%" and rest and following is None:
            approximate = uncertain = True
        elif lexeme.has(Kind.UNCERTAIN) or lexeme.text == "?":
            uncertain = True
        elif lexeme.has(Kind.AMPM) and not lexeme.has(Kind.OF, Kind.ERA) and len(lexeme.text) > 2:
            continue  # in the morning
        elif lexeme.has(Kind.FILLER) and not lexeme.has(Kind.OF, Kind.ERA):
            counted = counted or _counts_events(all_lexemes[at + 1 : at + 3])
            if parted is None and _has_number(rest):
                parted = len(rest)
        elif lexeme.text in _FOOTNOTE and rest and following is None:
            continue  # 25/3/2013*
        elif lexeme.has(Kind.UNREAD) and rest and rest[-1].has(Kind.DAY_LABEL, Kind.MONTH_LABEL):
            rest.pop()  # "day unknown, March 2013"
        else:
            rest.append(lexeme)
    two_dates = counted or (parted is not None and _has_number(rest[parted:]))
    return rest, approximate, uncertain, two_dates


_FOOTNOTE: Final = frozenset({"*", "**"})


def _counts_events(following: list[Lexeme]) -> bool:
    """الاعتقال الثاني 5/2013 is the second arrest; الاعتقال الثاني من آذار 2013 the 2nd of March."""
    if not following or not following[0].text.startswith("ال"):
        return False
    value = following[0].senses.get(Kind.ORDINAL, "")
    return value in _FEW and not (len(following) > 1 and following[1].text == "من")


_FEW: Final = frozenset("12345")


def _has_number(some: list[Lexeme]) -> bool:
    return any(lexeme.has(Kind.NUMBER) for lexeme in some)


_BIRTH: Final = frozenset([
    "من مواليد", "من تولد", "مواليد", "تولد", "ولد", "ولدت", "ولاده", "الولاده", "born", "born in", "ne", "nee",
    "ne en", "nee en",
])  # fmt: skip
_MOST_PLACE_WORDS: Final = 3


def _without_place_of_birth(all_lexemes: list[Lexeme]) -> tuple[list[Lexeme], bool]:
    """Registers write "born Duma 1985": up to three words between a word for birth and a number are no date's."""
    for at, lexeme in enumerate(all_lexemes):
        start = end = at + 1
        while end < len(all_lexemes) and all_lexemes[end].has(Kind.STRANGE, Kind.OF, Kind.MARK):
            end += 1
        named = sum(word.has(Kind.STRANGE) for word in all_lexemes[start:end])
        before_number = end < len(all_lexemes) and all_lexemes[end].has(Kind.NUMBER)
        if lexeme.text in _BIRTH and 0 < named <= _MOST_PLACE_WORDS and before_number:
            return [*all_lexemes[:start], *all_lexemes[end:]], True
    return all_lexemes, False


def _is_the_era(lexeme: Lexeme, before: list[Lexeme]) -> bool:
    return lexeme.has(Kind.ERA) and bool(before) and before[-1].has(Kind.NUMBER)


# Deciding


def decide(
    text: str,
    parsed: Parse,
    *,
    order: Order | DateOrder | str | None = None,
    column: Column | None = None,
    excel: bool = False,
    register_default: bool | None = None,
) -> DateReading:
    """The one reading of `text`. ``register_default`` True or False: what the column shows about its 1 Januaries."""
    if excel and parsed.serial is not None and (serial := from_serial(parsed.serial)) is not None:
        parsed = Parse(found=(serial,), notes=("a spreadsheet's day number",), numeric=True, iso=True)
    if parsed.unread is not None:
        return _unread(text, parsed)
    found, notes = _in_order(parsed, _order_of(order))
    if _means_only_the_year(found, parsed, column, register_default):
        found, notes = _widened(found, notes)
    return _reading(text, found, parsed, notes)


def _order_of(order: Order | DateOrder | str | None) -> Order | None:
    match order:
        case DateOrder():
            return order.order
        case Order() | None:
            return order
        case _:
            text = order.lower()
            return Order(text) if text in {member.value for member in Order} else None


def from_serial(serial: int) -> Span | None:
    """A day of the 1900 system (day 60 does not exist, so later ones count from 1899-12-30); None out of bounds."""
    low, high = conventions.EXCEL_SERIALS
    if not low <= serial <= high:
        return None
    on = date(1899, 12, 30) + timedelta(days=serial)
    return spans.day(on.year, on.month, on.day)


def _unread(text: str, parsed: Parse) -> DateReading:
    reason = parsed.unread or Unread.NOT_UNDERSTOOD
    note = "; ".join([f"{reason.value}: {parsed.why}", *parsed.notes])
    return DateReading(
        original=text, edtf=None, start=None, end=None, calendar=None, precision=Precision.UNKNOWN,
        ambiguous=False, note=note, unread=reason,
    )  # fmt: skip


def _in_order(parsed: Parse, order: Order | None) -> tuple[list[Span], list[str]]:
    """Readings in the other order are dropped where both are there; a date that has only one reading keeps it."""
    found, notes = list(parsed.found), list(parsed.notes)
    if order is None:
        if {Order.DAY_FIRST, Order.MONTH_FIRST} <= {span.order for span in found}:
            notes.append("day and month may stand in either order")
        return found, notes
    kept = [span for span in found if span.order in {order, None}]
    if kept and len(kept) < len(found):
        notes.append(
            "day before month by the column" if order is Order.DAY_FIRST else "month before day by the column"
        )
        return kept, notes
    if not kept:
        notes.append("against the order of the column")
    return found, notes


def _means_only_the_year(
    found: list[Span], parsed: Parse, column: Column | None, register_default: bool | None
) -> bool:
    if len(found) != 1 or not parsed.numeric or not _first_of_january(found[0]):
        return False
    if register_default is not None:
        return register_default
    return column == "birth" if parsed.iso else column != "event"


def _first_of_january(span: Span) -> bool:
    return (
        edtf.is_gregorian_day(span)
        and span.start is not None
        and (span.start.month, span.start.day) == (1, 1)
    )


def _widened(found: list[Span], notes: list[str]) -> tuple[list[Span], list[str]]:
    start = found[0].start
    whole = spans.year(start.year) if start else None
    if whole is None:
        return found, notes
    return [replace(whole, notes=found[0].notes, unsure=found[0].unsure)], [
        *notes,
        "1 January stands for the year in registers",
    ]


def _reading(text: str, found: list[Span], parsed: Parse, notes: list[str]) -> DateReading:
    starts = [span.start for span in found]
    ends = [span.end for span in found]
    start = min((day for day in starts if day is not None), default=None) if None not in starts else None
    end = max((day for day in ends if day is not None), default=None) if None not in ends else None
    for span in found:
        notes.extend(note for note in span.notes if note not in notes)
    ambiguous = len({span.key for span in found}) > 1 or any(span.unsure for span in found)
    calendars = {span.calendar for span in found}
    return DateReading(
        original=text,
        edtf=edtf.write(found, approximate=parsed.approximate, uncertain=parsed.uncertain),
        start=start,
        end=end,
        calendar=calendars.pop() if len(calendars) == 1 else Calendar.HIJRI,
        precision=_precision(found, approximate=parsed.approximate),
        ambiguous=ambiguous,
        note="; ".join(notes),
    )


def _precision(found: list[Span], *, approximate: bool) -> Precision:
    precisions = {span.precision for span in found}
    if approximate and not precisions & {Precision.BEFORE, Precision.AFTER}:
        return Precision.ESTIMATE
    return precisions.pop() if len(precisions) == 1 else Precision.RANGE
