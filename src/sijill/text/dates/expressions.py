"""Dates joined by words: before, after, since, until, between, from-to, or, the same day in two calendars.

Every rule gets trimmed lexemes and gives the readings, [] when it does not apply or cannot be read. The first rule
that reads wins; ``RULES`` is their order.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import Final

from sijill.text.dates import spans
from sijill.text.dates.calendars import ONE_DAY
from sijill.text.dates.lexicon import Kind, Lexeme
from sijill.text.dates.model import Calendar, Precision, Unread
from sijill.text.dates.points import Context, Given, point
from sijill.text.dates.spans import Span

Lexemes = Sequence[Lexeme]
_LOOSE_ENDS: Final = frozenset("-/.,;:|~")
_MOST_READINGS: Final = 8


def expression(lexemes: Lexemes, context: Context) -> list[Span]:
    lexemes = trim(lexemes)
    while lexemes and lexemes[0].has(Kind.EQUALS):  # "corresponding to", with nothing before it
        lexemes = trim(lexemes[1:])
    if not lexemes:
        return []
    kinds = {kind for lexeme in lexemes for kind in lexeme.senses}
    joined = lexemes[-1].text == ")" or Kind.ERA in kinds or not kinds.isdisjoint(_JOINING)
    for rule in RULES if joined else _UNJOINED:
        if found := rule(lexemes, context):
            return found[:_MOST_READINGS]
    return []


def trim(lexemes: Lexemes) -> Lexemes:
    start, end = 0, len(lexemes)
    while (
        start < end
        and lexemes[start].senses.get(Kind.MARK, "") in _LOOSE_ENDS
        and lexemes[start].has(Kind.MARK)
    ):
        start += 1
    while (
        end > start
        and lexemes[end - 1].senses.get(Kind.MARK, "") in _LOOSE_ENDS
        and lexemes[end - 1].has(Kind.MARK)
    ):
        end -= 1
    return lexemes[start:end]


def _splits(lexemes: Lexemes, *kinds: Kind) -> Iterator[tuple[Lexemes, Lexemes]]:
    for at in range(1, len(lexemes) - 1):
        if lexemes[at].has(*kinds):
            yield lexemes[:at], lexemes[at + 1 :]


def _quietly(context: Context) -> Context:
    """A trial: what fails or is noted in it does not count unless its result is used."""
    return Context(pivot=context.pivot)


def _same_day_twice(lexemes: Lexemes, context: Context) -> list[Span]:
    """30 ربيع الآخر 1434 الموافق 12 آذار 2013: the Gregorian side when they agree, otherwise both, flagged."""
    for left, right in _splits(lexemes, Kind.EQUALS):
        if all(
            lexeme.has(Kind.WEEKDAY, Kind.DAY_LABEL) for lexeme in left
        ):  # Thursday, corresponding to 7/3/2013
            return expression([*left, *right], context)
        if found := _agreeing(expression(left, context), expression(right, context), context):
            return found
    if len([lexeme for lexeme in lexemes if lexeme.has(Kind.ERA)]) == 2:  # 1434 هـ / 2013 م
        for at in range(1, len(lexemes) - 1):
            if lexemes[at].text in {"/", "-", "="}:
                trial = _quietly(context)
                one, other = expression(lexemes[:at], trial), expression(lexemes[at + 1 :], trial)
                if one and other and {span.calendar for span in one} != {span.calendar for span in other}:
                    return _agreeing(one, other, context)
    if lexemes[-1].text == ")" and any(lexeme.text == "(" for lexeme in lexemes[1:-1]):
        at = max(i for i, lexeme in enumerate(lexemes[:-1]) if lexeme.text == "(")
        trial = _quietly(context)
        outside, inside = expression(lexemes[:at], trial), expression(lexemes[at + 1 : -1], trial)
        if {span.calendar for span in outside} != {span.calendar for span in inside}:
            return _agreeing(outside, inside, context)
    return []


def _agreeing(left: list[Span], right: list[Span], context: Context) -> list[Span]:
    if not left or not right:
        return []
    agreed = [_narrower(one, other) for one, other in product(left, right) if _overlap(one, other)]
    if agreed:
        return _unique(agreed)
    context.note("the two calendars do not agree")
    return _unique([replace(span, notes=(*span.notes, "calendar conflict")) for span in (*left, *right)])


def _overlap(one: Span, other: Span) -> bool:
    return not (
        (one.end is not None and other.start is not None and one.end < other.start)
        or (other.end is not None and one.start is not None and other.end < one.start)
    )


def _narrower(one: Span, other: Span) -> Span:
    if Calendar.GREGORIAN in {one.calendar, other.calendar} and one.calendar is not other.calendar:
        return one if one.calendar is Calendar.GREGORIAN else other
    return min(
        one, other, key=lambda span: (span.end - span.start).days if span.start and span.end else 10**6
    )


def _unique(found: Sequence[Span]) -> list[Span]:
    return list({(span.key, span.order): span for span in found}.values())


def _either(lexemes: Lexemes, context: Context) -> list[Span]:
    """2012 or 2013, March or April 2013."""
    for one, other in _splits(lexemes, Kind.OR):
        left, right = _sharing_the_unit(one, other)
        last = expression(right, context)
        first = _with_help(left, last, context) if last else []
        if first and last and _same_size(left, first, last, context):
            return _unique([*first, *last])
    return []


def _between(lexemes: Lexemes, context: Context) -> list[Span]:
    if lexemes[0].senses.get(Kind.BETWEEN) == "pre":
        inside = lexemes[1:]
    elif lexemes[-1].senses.get(Kind.BETWEEN) == "post":
        inside = lexemes[:-1]
    else:
        return []
    for left, right in _splits(inside, Kind.AND, Kind.TO):
        if found := _range(left, right, context):
            return found
    return _dashed(inside, context)


def _from_to(lexemes: Lexemes, context: Context) -> list[Span]:
    start = 1 if lexemes[0].has(Kind.FROM, Kind.SINCE) and len(lexemes) > 1 else 0
    rest = lexemes[start:]
    if rest[-1].has(Kind.PRESENT):
        before = rest[:-1]
        while before and (before[-1].has(Kind.TO, Kind.UNTIL, Kind.AND) or before[-1].has(Kind.MARK)):
            before = before[:-1]
        if before:
            return _each(expression(before, context), spans.since)
    for left, right in _splits(rest, Kind.TO):
        if found := _range(left, right, context):
            return found
    return []


def _two_bounds(lexemes: Lexemes, context: Context) -> list[Span]:
    """After 2012 and before 2015: both ends are given."""
    for left, right in _two_bounded(lexemes):
        found = [
            bounded
            for one, other in product(expression(left, context), expression(right, context))
            if (bounded := _intersection(one, other)) is not None
        ]
        if found:
            return _unique(found)
    return []


def _two_bounded(lexemes: Lexemes) -> Iterator[tuple[Lexemes, Lexemes]]:
    for left, right in _splits(lexemes, Kind.AND):
        if left[0].has(*_OPEN) and right[0].has(*_OPEN):
            yield left, right
    for at in range(1, len(lexemes) - 1):  # "and before" is one lexeme of the table
        if not lexemes[0].has(*_OPEN) or not lexemes[at].text.startswith(("and ", "و ")):
            continue
        for post, kind in ((Kind.UNTIL, Kind.BEFORE), (Kind.SINCE, Kind.AFTER)):
            if lexemes[at].senses.get(post) == "post":
                yield lexemes[:at], [Lexeme(lexemes[at].text, {kind: "pre"}), *lexemes[at + 1 :]]


def _intersection(one: Span, other: Span) -> Span | None:
    lower, upper = (one, other) if one.end is None else (other, one)
    if lower.start is None or lower.end is not None or upper.start is not None or upper.end is None:
        return None
    if lower.start > upper.end:
        return None
    return replace(
        lower, end=upper.end, last=upper.last, precision=Precision.RANGE, notes=(*lower.notes, *upper.notes)
    )


_OPEN: Final = {
    Kind.BEFORE: spans.before,
    Kind.AFTER: spans.after,
    Kind.SINCE: spans.since,
    Kind.UNTIL: spans.until,
}


def _open_ended(lexemes: Lexemes, context: Context) -> list[Span]:
    for kind, bound in _OPEN.items():
        if len(lexemes) > 1 and lexemes[0].senses.get(kind) == "pre":
            if _is_a_while(lexemes[1:]):
                return context.fail(Unread.RELATIVE, "a while before or after a date")
            return _each(expression(lexemes[1:], context), bound)
        if len(lexemes) > 1 and lexemes[-1].senses.get(kind) == "post":
            return _each(expression(lexemes[:-1], context), bound)
    if len(lexemes) > 1 and lexemes[0].senses.get(Kind.FROM) == "since":
        return _each(expression(lexemes[1:], context), spans.since)
    return []


def _is_a_while(lexemes: Lexemes) -> bool:
    """بعد عام من 25/3/2013 counts a year from that day; بعد عام 2013 and بعد الأسبوع الأول من do not."""
    if lexemes[0].text == "اسبوع":
        return True
    labels = (Kind.YEAR, Kind.MONTH_LABEL, Kind.DAY_LABEL)
    return len(lexemes) > 1 and lexemes[0].has(*labels) and lexemes[1].text == "من"


def _each(found: list[Span], bound: Callable[[Span], Span | None]) -> list[Span]:
    return _unique([span for old in found if (span := bound(old)) is not None])


def _side_by_side(lexemes: Lexemes, context: Context) -> list[Span]:
    """25 and 26 March 2013, the end of 2012 and the beginning of 2013: a range, if nothing lies between."""
    for left, right in _splits(lexemes, Kind.AND):
        trial = _quietly(context)
        last = expression(right, trial)
        found = [
            joined
            for one, other in product(_with_help(left, last, trial), last)
            if one.end is not None and other.start is not None and one.end + ONE_DAY == other.start
            if one.order is other.order or one.order is None or other.order is None
            if (joined := spans.between(one, other)) is not None
        ]
        if found:
            for note in trial.notes:
                context.note(note)
            return _unique(found)
    return []


def _single(lexemes: Lexemes, context: Context) -> list[Span]:
    found = point(lexemes, context)
    if found and _could_be_days_of_a_month(lexemes):  # 3-5/2013
        found = _unique([*found, *_dashed(lexemes, _quietly(context))])
    return found


def _could_be_days_of_a_month(lexemes: Lexemes) -> bool:
    marks = [lexeme.text for lexeme in lexemes if lexeme.text in {"-", "/", "."}]
    return len(set(marks)) > 1


def _dashed(lexemes: Lexemes, context: Context) -> list[Span]:
    """2012-2014, 12-15 March 2013: a mark that could not be read inside one date."""
    unread, why = context.unread, context.why
    for splits in _by_likeliness(lexemes):
        for at in splits:
            if found := _range(lexemes[:at], lexemes[at + 1 :], context):
                return found
    if (unread, why) != (Unread.NOT_UNDERSTOOD, "") and context.unread is not Unread.IMPOSSIBLE:
        context.unread, context.why = unread, why
    return []


def _by_likeliness(lexemes: Lexemes) -> Iterator[list[int]]:
    inner = range(1, len(lexemes) - 1)
    dashes = [at for at in inner if lexemes[at].text == "-"]
    yield [at for at in dashes if lexemes[at].spaced or lexemes[at + 1].spaced]
    yield [at for at in inner if lexemes[at].text == "~"]
    yield dashes
    slashes = [at for at in inner if lexemes[at].text == "/"]
    spaced = [at for at in slashes if lexemes[at].spaced or lexemes[at + 1].spaced]
    yield slashes if len(slashes) == 1 else spaced


def _range(left: Lexemes, right: Lexemes, context: Context) -> list[Span]:
    left, right = _sharing_the_unit(trim(left), trim(right))
    night = next((at for at, lexeme in enumerate(left) if not lexeme.has(Kind.OF)), 0)
    if left and left[night].senses.get(Kind.PART) == "night":  # the night of 20-21: its two days are said
        left = left[night + 1 :]
    if not left or not right:
        return []
    trial = _quietly(context)
    last = expression(right, trial)
    first = expression(left, trial)
    if last and not first:
        first = _with_help(left, last, trial)
        if not _same_size(left, first, last, trial):
            return []
        if first and all(spans.between(one, other) is None for one, other in product(first, last)):
            return _over_new_year(left, last, context)
    elif first and not last:
        last = _with_help(right, first, trial) or _short_year(right, first)
    if not first and not last:
        first, last = _days_after_the_month(left, right, trial)
    found = [
        joined
        for one, other in product(first, last)
        if one.order is other.order or one.order is None or other.order is None
        if (joined := spans.between(one, other)) is not None
    ]
    if found:
        for note in trial.notes:
            context.note(note)
    elif first and last:
        context.fail(Unread.IMPOSSIBLE, "the range runs backwards; it is not turned round")
    return _unique(found)


def _sharing_the_unit(left: Lexemes, right: Lexemes) -> tuple[Lexemes, Lexemes]:
    """Mid to late March 2013 is from mid-March to late March."""
    if left and right and right[0].has(Kind.PART) and all(lexeme.has(Kind.PART) for lexeme in left):
        return [*left, *right[1:]], right
    return left, right


def _with_help(lexemes: Lexemes, other: list[Span], context: Context) -> list[Span]:
    """Reads "12" or "March" with the year and month that the other end of the range has."""
    found = expression(lexemes, _quietly(context))
    if found:
        return found
    for span in other:
        known = span.start or span.end
        if known is None or span.calendar is not Calendar.GREGORIAN:
            continue
        month = known.month if span.precision is Precision.EXACT else None
        if helped := point(lexemes, _quietly(context), Given(year=known.year, month=month)):
            found.extend(replace(one, order=one.order or span.order) for one in helped)
    return _unique(found)


def _same_size(lexemes: Lexemes, helped: list[Span], other: list[Span], context: Context) -> bool:
    """What was read with the help of the other end is a unit like it: "5 or 2012" is not the month or the year."""
    named = any(lexeme.has(Kind.MONTH, Kind.SEASON) for lexeme in lexemes)
    if named or expression(lexemes, _quietly(context)):
        return True
    return bool({span.precision for span in helped} & {span.precision for span in other}) or any(
        span.precision is Precision.RANGE for span in (*helped, *other)
    )


def _over_new_year(left: Lexemes, last: list[Span], context: Context) -> list[Span]:
    """December-February 2013: the year may belong to either end."""
    found: list[Span] = []
    if not any(lexeme.has(Kind.MONTH) for lexeme in left):
        return []
    for span in last:
        if span.start is None or span.end is None or span.precision is not Precision.MONTH:
            continue
        before = point(left, _quietly(context), Given(year=span.start.year - 1))
        same = point(left, _quietly(context), Given(year=span.start.year))
        later = spans.month(span.start.year + 1, span.start.month)
        found.extend(joined for one in before if (joined := spans.between(one, span)))
        found.extend(joined for one in same if later and (joined := spans.between(one, later)))
    return _unique(found)


def _days_after_the_month(left: Lexemes, right: Lexemes, context: Context) -> tuple[list[Span], list[Span]]:
    """March 1-15, 2013: the month stands on the left, the year on the right."""
    months = [lexeme for lexeme in left if lexeme.has(Kind.MONTH)]
    if len(months) != 1 or not right[-1].has(Kind.NUMBER) or len(right[-1].text) != 4:
        return [], []
    return point([*left, right[-1]], context), point([*months, *right], context)


def _short_year(right: Lexemes, first: list[Span]) -> list[Span]:
    """2012-14."""
    if len(right) != 1 or len(number := right[0].senses.get(Kind.NUMBER, "")) != 2 or len(first) != 1:
        return []
    span = first[0]
    if span.precision is not Precision.YEAR or span.start is None or span.calendar is not Calendar.GREGORIAN:
        return []
    last = spans.year(span.start.year // 100 * 100 + int(number))
    return [last] if last and last.start and last.start > span.start else []


Rule = Callable[[Lexemes, Context], list[Span]]

RULES: Final[tuple[Rule, ...]] = (
    _same_day_twice, _between, _two_bounds, _from_to, _open_ended, _either, _side_by_side, _single, _dashed,
)  # fmt: skip
_UNJOINED: Final[tuple[Rule, ...]] = (_single, _dashed)
_JOINING: Final = frozenset({
    Kind.EQUALS, Kind.BETWEEN, Kind.AND, Kind.TO, Kind.OR, Kind.FROM, Kind.SINCE, Kind.UNTIL, Kind.BEFORE, Kind.AFTER,
    Kind.PRESENT,
})  # fmt: skip
