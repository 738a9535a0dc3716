"""Any way a case can go: the state is what the events say, clocks never run backwards, the end is an end."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from sijill.cases import procedures
from sijill.cases.deadlines import deadlines
from sijill.cases.fold import state_after
from sijill.cases.ics import calendar
from sijill.cases.model import Case, Event, Member, Owner
from sijill.persons.model import Interval

ALL = list(procedures.load_all().values())


@st.composite
def walks(draw) -> tuple[Case, dt.date]:
    """A case that went along any of its transitions on any days in order, and a day on which it is looked at."""
    procedure = draw(st.sampled_from(ALL))
    state, day, events = procedure.start.id, draw(st.dates(dt.date(2012, 1, 1), dt.date(2026, 1, 1))), []
    for _ in range(draw(st.integers(0, 12))):
        exits = procedure.exits(state)
        if not exits:
            break
        step = draw(st.sampled_from(exits))
        day += dt.timedelta(days=draw(st.integers(0, 400)))
        events.append(
            Event(event=step.event, day=day, details={}, despite={}, communication=None, at="", by="")
        )
        state = step.target
    made = Case(
        id="kinvented",
        procedure=procedure.id,
        track=draw(st.sampled_from(procedure.tracks)).id,
        state=state_after(procedure, events),
        opened=dt.date(2012, 1, 1),
        by="",
        members=(Member(person="pinvented", records=()),),
        events=tuple(events),
    )
    assert made.state == state
    return made, day + dt.timedelta(days=draw(st.integers(0, 2000)))


@given(walks())
def test_clocks_of_any_walk(walk) -> None:
    case, on = walk
    procedure = procedures.load(case.procedure)
    began = [Interval(start=case.opened, end=case.opened)]
    found = deadlines(procedure, case, on=on, disappearances=began)
    ended = procedure.states[case.state].owner is Owner.NOBODY
    assert not (ended and found)
    assert len({one.clock for one in found}) == len(found)
    for one in found:
        clock = next(each for each in procedure.clocks if each.id == one.clock)
        assert (one.due is None) is (clock.span is None)
        if one.due is not None:
            assert one.due > one.started
            assert one.late == max(0, (on - one.due).days)
            assert not (clock.repeats and one.late)
    dated = [one for one in found if one.due is not None]
    written = calendar(found, register="rinvented", at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert written.count("BEGIN:VEVENT") == len(dated)


@given(walks())
def test_one_more_event_that_stops_a_clock_stops_it(walk) -> None:
    case, on = walk
    procedure = procedures.load(case.procedure)
    running = {one.clock for one in deadlines(procedure, case, on=on)}
    for step in procedure.exits(case.state):
        happened = Event(event=step.event, day=on, details={}, despite={}, communication=None, at="", by="")
        after = Case(
            id=case.id,
            procedure=case.procedure,
            track=case.track,
            state=step.target,
            opened=case.opened,
            by="",
            members=case.members,
            events=(*case.events, happened),
        )
        still = {one.clock for one in deadlines(procedure, after, on=on)}
        stopped = {
            one.id for one in procedure.clocks if step.event in one.stops and step.event not in one.starts
        }
        assert not stopped & still
        started = {one.id for one in procedure.clocks if step.event in one.starts}
        assert still - running <= started | {one.id for one in procedure.clocks if one.needs == step.event}
