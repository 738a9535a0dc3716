"""Clocks over events: what runs, what stopped, what is late; and the calendar file that carries it."""

import calendar as months
import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill.cases import procedures
from sijill.cases.calendar import add
from sijill.cases.deadlines import deadlines
from sijill.cases.fold import state_after
from sijill.cases.ics import calendar
from sijill.cases.model import Case, Event, Member, Span
from sijill.persons.model import Interval

DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2080, 1, 1))


def case(procedure: str, *events: tuple[str, str], track: str | None = None) -> Case:
    known = procedures.load(procedure)
    happened = tuple(
        Event(
            event=name,
            day=dt.date.fromisoformat(day),
            details={},
            despite={},
            communication=None,
            at="",
            by="",
        )
        for name, day in events
    )
    return Case(
        id="kinvented",
        procedure=known.id,
        track=track or known.tracks[0].id,
        state=state_after(known, happened),
        opened=dt.date(2026, 1, 1),
        by="",
        members=(Member(person="pinvented", records=("a1-1",)),),
        events=happened,
    )


def running(one: Case, on: str, **more) -> dict[str, tuple[str | None, int]]:
    found = deadlines(procedures.load(one.procedure), one, on=dt.date.fromisoformat(on), **more)
    return {item.clock: (item.due.isoformat() if item.due else None, item.late) for item in found}


@given(DAYS, st.integers(0, 60))
def test_months_keep_the_day_or_take_the_last_one(day, count) -> None:
    moved = add(day, Span(months=count))
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == count
    assert moved.day == min(day.day, months.monthrange(moved.year, moved.month)[1])


@given(DAYS, DAYS, st.integers(0, 24))
def test_a_later_start_is_never_due_earlier(one, other, count) -> None:
    first, last = sorted((one, other))
    assert add(first, Span(months=count)) <= add(last, Span(months=count))


def test_the_urgent_window_counts_from_the_earliest_day_it_may_mean() -> None:
    vague = Interval(start=dt.date(2026, 1, 1), end=dt.date(2026, 1, 31))
    draft = case("WGEID", track="urgent")
    assert running(draft, "2026-02-01", disappearances=[vague]) == {"urgent_window": ("2026-04-01", 0)}
    assert running(draft, "2026-04-05", disappearances=[vague]) == {"urgent_window": ("2026-04-01", 4)}
    assert running(case("WGEID"), "2026-02-01", disappearances=[vague]) == {}
    assert running(draft, "2026-02-01") == {}
    sent = case("WGEID", ("submitted", "2026-02-01"), track="urgent")
    assert running(sent, "2026-02-01", disappearances=[vague]) == {"urgent_transmission": ("2026-02-03", 0)}


def test_six_months_for_the_source_and_silence_is_told() -> None:
    events = [
        ("submitted", "2025-01-01"),
        ("registered", "2025-02-01"),
        ("transmitted", "2025-03-01"),
        ("government_replied", "2025-05-01"),
        ("reply_sent_to_source", "2025-08-31"),
    ]
    open_ = case("WGEID", *events)
    assert running(open_, "2025-09-01") == {
        "source_comment": ("2026-02-28", 0),
        "yearly_reminder": ("2026-03-01", 0),
    }
    assert running(open_, "2026-03-02")["source_comment"] == ("2026-02-28", 2)
    (told,) = [
        one
        for one in deadlines(procedures.load("WGEID"), open_, on=dt.date(2025, 9, 1))
        if one.clock == "source_comment"
    ]
    assert "counts as clarified" in told.after.en
    answered = case("WGEID", *events, ("source_objected", "2025-09-10"))
    assert set(running(answered, "2025-09-11")) == {"yearly_reminder"}
    again = case("WGEID", *events, ("source_objected", "2025-09-10"), ("government_replied", "2025-10-01"),
                 ("reply_sent_to_source", "2025-10-02"))  # fmt: skip
    assert running(again, "2025-10-03")["source_comment"] == ("2026-04-02", 0)


def test_sixty_days_and_an_extension_of_a_month() -> None:
    asked = [("submitted", "2026-01-01"), ("transmitted", "2026-01-10")]
    assert running(case("WGAD", *asked), "2026-01-11") == {"government_reply": ("2026-03-11", 0)}
    longer = case("WGAD", *asked, ("extension_granted", "2026-03-01"))
    assert running(longer, "2026-03-12") == {"government_reply_extended": ("2026-04-11", 0)}
    replied = case("WGAD", *asked, ("government_replied", "2026-03-01"))
    assert running(replied, "2026-03-12") == {"source_comment": (None, 0)}  # no period is published


def test_a_final_state_has_nothing_due() -> None:
    over = case("WGEID", ("submitted", "2020-01-01"), ("not_admitted", "2020-02-01"), track="urgent")
    assert running(over, "2026-01-01", disappearances=[Interval(start=None, end=None)]) == {}


def test_a_yearly_clock_shows_its_next_round() -> None:
    old = case(
        "WGEID", ("submitted", "2019-01-01"), ("registered", "2019-02-01"), ("transmitted", "2020-02-29")
    )
    assert running(old, "2026-01-15")["yearly_reminder"] == ("2026-02-28", 0)
    assert running(old, "2028-02-29")["yearly_reminder"] == ("2028-02-29", 0)


@pytest.fixture
def written() -> str:
    asked = case("WGAD", ("submitted", "2026-01-01"), ("transmitted", "2026-01-10"))
    found = deadlines(procedures.load("WGAD"), asked, on=dt.date(2026, 1, 11))
    return calendar(found, register="rinvented", at=dt.datetime(2026, 1, 11, 9, tzinfo=dt.UTC))


def test_the_calendar_follows_rfc_5545(written) -> None:
    lines = written.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert "\n" not in written.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in lines)
    unfolded = re.sub("\r\n ", "", written)
    assert "DTSTART;VALUE=DATE:20260311" in unfolded
    assert "DTEND;VALUE=DATE:20260312" in unfolded
    assert "DTSTAMP:20260111T090000Z" in unfolded
    assert unfolded.count("BEGIN:VALARM") == unfolded.count("END:VALARM") == 3
    for name in ("UID", "SUMMARY", "DTSTAMP", "DTSTART"):
        assert unfolded.count(f"\r\n{name}") == 1, name


def test_the_calendar_names_nobody_and_is_the_same_twice(written) -> None:
    assert "pinvented" not in written
    assert "a1-1" not in written
    asked = case("WGAD", ("submitted", "2026-01-01"), ("transmitted", "2026-01-10"))
    found = deadlines(procedures.load("WGAD"), asked, on=dt.date(2026, 1, 12))
    again = calendar(found, register="rinvented", at=dt.datetime(2026, 1, 11, 9, tzinfo=dt.UTC))
    assert again == written


def test_letters_of_two_bytes_are_not_cut(written) -> None:
    del written
    asked = case("WGAD", ("submitted", "2026-01-01"), ("transmitted", "2026-01-10"))
    (one,) = deadlines(procedures.load("WGAD"), asked, on=dt.date(2026, 1, 11))
    from dataclasses import replace

    arabic = replace(one, name=replace(one.name, en="مهلة الرد، بفواصل; وشرطة \\ " * 6))
    made = calendar([arabic], register="r", at=dt.datetime(2026, 1, 11, tzinfo=dt.UTC))
    assert all(len(line.encode()) <= 75 for line in made.split("\r\n"))
    assert "بفواصل\\; وشرطة \\\\" in re.sub("\r\n ", "", made)
