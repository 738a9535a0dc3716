"""The span of days that several statements may mean."""

from collections.abc import Sequence

from sijill.claims.statements import Statement
from sijill.persons.model import Interval


def dated(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Those that were read as a date."""
    return tuple(one for one in statements if one.reading.start is not None or one.reading.end is not None)


def hull(statements: Sequence[Statement]) -> Interval | None:
    """From the earliest day any of them may mean to the latest; None when none was read as a date."""
    read = dated(statements)
    if not read:
        return None
    starts, ends = [one.reading.start for one in read], [one.reading.end for one in read]
    return Interval(
        start=None if None in starts else min(day for day in starts if day is not None),
        end=None if None in ends else max(day for day in ends if day is not None),
    )
