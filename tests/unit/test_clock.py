"""Days are those of the calendar on the wall: what happens after midnight in Damascus happened today."""

from datetime import UTC, date, datetime, timedelta

import pytest

from sijill import clock
from sijill.cases import store as cases
from sijill.cases.model import Direction, Member
from sijill.errors import UsageError
from sijill.tables.register import Register
from sijill.web.markup import moment

AFTER_MIDNIGHT = datetime(2026, 3, 1, 22, 30, tzinfo=UTC)  # 01:30 of the second in Damascus
TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("hour", "day"), [(0, date(2026, 3, 1)), (20, date(2026, 3, 1)), (21, TODAY), (23, TODAY)]
)
def test_a_day_begins_at_midnight_on_the_wall(hour: int, day: date) -> None:
    assert clock.day(datetime(2026, 3, 1, hour, 59, tzinfo=UTC)) == day
    assert clock.now().tzinfo is UTC  # what is kept


def test_a_letter_of_today_is_logged_after_midnight_and_one_of_tomorrow_is_not(register: Register) -> None:
    case = cases.new("WGEID", [Member(person="p1", records=())], at=AFTER_MIDNIGHT, by="operator:test")
    assert case.opened == TODAY
    given = {"kind": "letter", "at": AFTER_MIDNIGHT, "by": "operator:test"}
    assert cases.log(register, case.id, Direction.OUT, day=TODAY, **given).day == TODAY
    with pytest.raises(UsageError, match="after today"):
        cases.log(register, case.id, Direction.OUT, day=TODAY + timedelta(days=1), **given)


def test_a_page_shows_the_wall_s_time_and_tells_machines_the_moment() -> None:
    shown = moment(AFTER_MIDNIGHT, "en")
    assert "01:30" in shown
    assert "2026-03-01T22:30+00:00" in shown
