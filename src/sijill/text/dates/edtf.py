"""EDTF (ISO 8601-2): writing what was read, and reading the part of it that Sijill writes.

Read and written: dates to the day, ``~ ? %``, seasons 21-24, ``198X``, ``19XX``, intervals with open ends, and sets of
which one is meant (``[2013-03-12,2013-12-03]``, a range inside as ``2011..2012``).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from sijill.text.dates import conventions, spans
from sijill.text.dates.model import Calendar, Precision
from sijill.text.dates.spans import Span

_ALPHABET: Final = frozenset("0123456789-/.~?%x[],")
_SEASONS: Final = {str(code): name for name, code in conventions.SEASON_EDTF.items()}


def write(found: Sequence[Span], *, approximate: bool, uncertain: bool) -> str:
    """One reading as it is; several as a set, in the order of time."""
    mark = {(False, False): "", (True, False): "~", (False, True): "?", (True, True): "%"}[
        approximate, uncertain
    ]
    if len(found) == 1:
        return found[0].edtf(mark)
    if any(span.start is None or span.end is None for span in found):
        return _cover(found).edtf(mark)
    ordered = sorted(found, key=lambda span: span.key)
    members = [
        span.edtf(mark) if span.first == span.last else f"{span.first}{mark}..{span.last}{mark}"
        for span in ordered
    ]
    return f"[{','.join(members)}]"


def _cover(found: Sequence[Span]) -> Span:
    """The widest of open readings, with its own text at each end."""
    if all(span.start is not None for span in found):
        first = min(found, key=lambda span: span.start or _NEVER)
        lower = first.first
    else:
        lower = ""
    if all(span.end is not None for span in found):
        last = max(found, key=lambda span: span.end or _NEVER)
        upper = last.last
    else:
        upper = ""
    return replace(found[0], first=lower, last=upper) if lower != upper else found[0]


_NEVER: Final = date(1, 1, 1)


def read(folded: str) -> tuple[list[Span], str] | None:
    """The spans and the mark (``~ ? %`` or "") of an EDTF text; None when it is not one.

    Only what ISO 8601 writes with hyphens is taken: 2013/12 is not an interval, and 12-03-2013 not a date.
    """
    if not folded or not frozenset(folded) <= _ALPHABET:
        return None
    if folded[0] == "[" and folded[-1] == "]":
        members = [_member(part) for part in folded[1:-1].split(",")]
        marks = {mark for _, mark in members}
        found = [member for member, _ in members if member]
        return (found, marks.pop()) if len(found) == len(members) and len(marks) == 1 else None
    if "/" in folded:
        return _interval(folded)
    span, mark = _unit(folded)
    return ([span], mark) if span else None


def _member(text: str) -> tuple[Span | None, str]:
    if ".." in text:
        (first, mark), (last, _) = (_unit(part) for part in text.split("..", 1))
        return (spans.between(first, last) if first and last else None), mark
    return _unit(text)


def _interval(text: str) -> tuple[list[Span], str] | None:
    left, _, right = text.partition("/")
    first, mark = _unit(left)
    last, other_mark = _unit(right)
    if first and last:
        joined = spans.between(first, last)
        return ([replace(joined, unsure=False)], mark or other_mark) if joined else None
    if first and right == "..":
        bounded = spans.since(first)
        return ([bounded], mark) if bounded else None
    if last and left == "..":
        bounded = spans.until(last)
        return ([bounded], other_mark) if bounded else None
    return None


def _unit(text: str) -> tuple[Span | None, str]:
    mark = text[-1:] if text[-1:] in {"~", "?", "%"} else ""
    body = text[: len(text) - len(mark)]
    parts = body.split("-")
    if len(parts[0]) != 4 or any(len(part) != 2 for part in parts[1:]) or len(parts) > 3:
        return None, mark
    if not mark and len(parts) == 1 and "x" in body:
        return _masked(body), mark
    if not all(part.isascii() and part.isdigit() for part in parts):
        return None, mark
    if conventions.HIJRI_YEARS[0] <= int(parts[0]) <= conventions.HIJRI_YEARS[1]:
        return None, mark
    match parts:
        case [year]:
            return spans.year(int(year)), mark
        case [year, season] if season in _SEASONS:
            return spans.season(int(year), _SEASONS[season]), mark
        case [year, month]:
            return spans.month(int(year), int(month)), mark
        case [year, month, day]:
            return spans.day(int(year), int(month), int(day)), mark
        case _:
            return None, mark


def _masked(body: str) -> Span | None:
    digits = body.rstrip("x")
    if not digits.isdigit():
        return None
    if len(digits) == 3:
        return spans.decade(int(digits) * 10)
    return spans.century(int(digits)) if len(digits) == 2 else None


def is_gregorian_day(span: Span) -> bool:
    return span.precision is Precision.EXACT and span.calendar is Calendar.GREGORIAN
