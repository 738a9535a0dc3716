"""What is due: the clocks of a procedure laid over what happened to a case. Nothing is stored, all is computed."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from sijill.cases.calendar import add
from sijill.cases.model import Case, Clock, Deadline, Procedure, Span
from sijill.cases.procedures import DISAPPEARANCE
from sijill.persons.model import Interval

# A yearly clock of an old case is not rolled on for ever: nothing here is older.
MOST_ROUNDS: Final = 200


def deadlines(
    procedure: Procedure, case: Case, *, on: dt.date, disappearances: Sequence[Interval] = ()
) -> list[Deadline]:
    """The clocks that run on ``on``, the earliest first, tasks without a date last.

    ``disappearances``: when each person of the case disappeared; the earliest day any of them may mean counts.
    """
    if procedure.states[case.state].final:
        return []
    found = []
    for clock in procedure.clocks:
        if clock.tracks and case.track not in clock.tracks:
            continue
        start = _start(clock, case, disappearances)
        if start is not None:
            found.append(_deadline(procedure, case, clock, start, on))
    return sorted(found, key=lambda one: (one.due is None, one.due or one.started, one.clock))


def _start(clock: Clock, case: Case, disappearances: Sequence[Interval]) -> tuple[dt.date, bool] | None:
    """The day a clock started and whether that day is approximate; None when it does not run."""
    if clock.starts == DISAPPEARANCE:
        if any(one.event in clock.stops for one in case.counted):
            return None
        known = [one for one in disappearances if one.start is not None]
        if not known:
            return None
        first = min(known, key=lambda one: one.start or dt.date.max)
        return (first.start, first.start != first.end) if first.start is not None else None
    events = case.counted
    places = [place for place, one in enumerate(events) if one.event in clock.starts]
    if not places:
        return None
    since = events[places[-1] + 1 :]
    stopped = any(one.event in clock.stops for one in since)
    waiting = clock.needs is not None and not any(one.event == clock.needs for one in since)
    return None if stopped or waiting else (events[places[-1]].day, False)


def _deadline(
    procedure: Procedure, case: Case, clock: Clock, start: tuple[dt.date, bool], on: dt.date
) -> Deadline:
    started, approximate = start
    due = None if clock.span is None else add(started, clock.span)
    if clock.repeats and clock.span is not None:
        due = _next_round(started, clock.span, on)
    return Deadline(
        case=case.id,
        procedure=procedure.id,
        clock=clock.id,
        owner=clock.owner,
        name=clock.name,
        after=clock.after,
        started=started,
        due=due,
        late=max(0, (on - due).days) if due is not None else 0,
        approximate=approximate,
        source=clock.source,
    )


def _next_round(started: dt.date, span: Span, on: dt.date) -> dt.date:
    """The first return of a repeating clock that is not past; counted from the start, so a month's end stays one."""
    for times in range(1, MOST_ROUNDS):
        due = add(started, Span(days=span.days * times, months=span.months * times))
        if due >= on:
            return due
    return due
