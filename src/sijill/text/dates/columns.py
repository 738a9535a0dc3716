"""Reading a whole column: what its values say together decides what one alone leaves open. Each text is read once."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from sijill.text.dates import conventions
from sijill.text.dates.model import DateOrder, DateReading, Order, Precision
from sijill.text.dates.reader import Column, Parse, decide, parse
from sijill.text.dates.spans import Span


def infer_order(texts: Iterable[str]) -> DateOrder:
    """Day/month or month/day, by the dates that can be read one way only; counted by row."""
    counts = Counter(texts)
    return _infer_order({text: parse(text) for text in counts}, counts)


def _infer_order(parses: Mapping[str, Parse], counts: Mapping[str, int]) -> DateOrder:
    seen: Counter[str] = Counter()
    for text, parsed in parses.items():
        if (kind := _testimony(parsed.found)) is not None:
            seen[kind] += counts[text]
    day_first, month_first, undecided = seen["dmy"], seen["mdy"], seen["undecided"]
    return DateOrder(
        order=_decided(day_first, month_first, undecided),
        day_first=day_first,
        month_first=month_first,
        undecided=undecided,
        neutral=seen["neutral"],
    )


def _testimony(found: Sequence[Span]) -> str | None:
    orders = {span.order for span in found} - {None}
    if len(orders) > 1:
        return "undecided"
    if len(orders) == 1:
        return next(order.value for order in orders if order is not None)
    same = len(found) == 1 and found[0].precision is Precision.EXACT and not found[0].year_first
    return "neutral" if same and found[0].start and found[0].start.day == found[0].start.month else None


def _decided(day_first: int, month_first: int, undecided: int) -> Order | None:
    for_it, against = max(day_first, month_first), min(day_first, month_first)
    total = day_first + month_first + undecided
    if for_it < conventions.ORDER_MINIMUM_EVIDENCE or for_it < conventions.ORDER_MINIMUM_SHARE * total:
        return None
    if against > conventions.ORDER_MAXIMUM_CONTRADICTION * (day_first + month_first):
        return None
    return Order.DAY_FIRST if day_first > month_first else Order.MONTH_FIRST


def read_column(
    texts: Iterable[str],
    *,
    order: Order | DateOrder | Literal["infer"] | None = "infer",
    pivot: int | None = None,
    column: Column | None = None,
    excel: bool | None = None,
) -> list[DateReading]:
    """One reading per text, in order.

    ``excel`` None: serials are read when the column holds nothing else, or beside dates of the same years.
    """
    rows = list(texts)
    counts = Counter(rows)
    if pivot is None:
        pivot = conventions.PIVOT_BIRTH if column == "birth" else conventions.PIVOT
    parses = {text: parse(text, pivot=pivot) for text in counts}
    decided = _infer_order(parses, counts) if order == "infer" else order
    serials = _holds_serials(parses.values()) if excel is None else excel
    default = _marks_years_by_first_of_january(parses, counts, column)
    readings = {
        text: decide(text, parsed, order=decided, column=column, excel=serials, register_default=default)
        for text, parsed in parses.items()
    }
    return [readings[text] for text in rows]


def _holds_serials(parses: Iterable[Parse]) -> bool:
    """Three or more numbers, all within the bounds and, where there are dates too, within their years."""
    low, high = conventions.EXCEL_SERIALS
    numbers: list[int] = []
    dates: list[int] = []
    for parsed in parses:
        if parsed.serial is not None and parsed.serial > 9999:
            numbers.append(parsed.serial)
        dates.extend(span.start.year for span in parsed.found if span.start)
    if len(numbers) < 3 or not all(low <= number <= high for number in numbers):
        return False
    years = [1900 + number / 365.25 for number in numbers]
    return not dates or (min(dates) - 5 <= min(years) and max(years) <= max(dates) + 5)


def _marks_years_by_first_of_january(
    parses: Mapping[str, Parse], counts: Mapping[str, int], column: Column | None
) -> bool | None:
    """True when 1 January stands there far more often than one day in 365 would; None: no evidence."""
    if column == "birth":
        return True
    days = first = 0
    for text, parsed in parses.items():
        if not parsed.numeric or len(parsed.found) != 1 or parsed.found[0].precision is not Precision.EXACT:
            continue
        start = parsed.found[0].start
        days += counts[text]
        if start and (start.month, start.day) == (1, 1):
            first += counts[text]
    enough = (
        first >= conventions.REGISTER_DEFAULT_MINIMUM and first > conventions.REGISTER_DEFAULT_SHARE * days
    )
    return True if enough else None
