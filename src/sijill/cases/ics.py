"""Deadlines as a calendar file (RFC 5545): ids, procedures and clocks only, never a name.

Whoever opens the calendar on a telephone may lose it at a checkpoint; what stands in it tells nothing about anybody.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Final

from sijill.cases.model import Deadline
from sijill.ids import digest_id

FOLD: Final = 75  # octets of a content line, without its end (section 3.1)
REMIND_DAYS: Final = (30, 7, 1)


def calendar(deadlines: Sequence[Deadline], *, register: str, at: dt.datetime) -> str:
    """One all-day event for each dated deadline, with reminders. The same deadlines give the same UIDs."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Sijill//cases//EN", "CALSCALE:GREGORIAN"]
    for one in deadlines:
        if one.due is not None:
            lines += _event(one, one.due, register, at)
    lines.append("END:VCALENDAR")
    return "".join(f"{piece}\r\n" for line in lines for piece in _folded(line))


def _event(one: Deadline, due: dt.date, register: str, at: dt.datetime) -> Iterable[str]:
    uid = digest_id("d", register, one.case, one.clock, one.started.isoformat(), due.isoformat())
    summary = f"{one.procedure} {one.case}: {one.name.en}"
    told = (
        f"{one.after.en} [{one.source.mark.value}] {'Approximate start.' if one.approximate else ''}".strip()
    )
    yield "BEGIN:VEVENT"
    yield f"UID:{uid}@sijill.invalid"
    yield f"DTSTAMP:{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{due:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{due + dt.timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(summary)}"
    yield f"DESCRIPTION:{_text(told)}"
    yield "CLASS:CONFIDENTIAL"
    yield "TRANSP:TRANSPARENT"
    for days in REMIND_DAYS:
        yield "BEGIN:VALARM"
        yield "ACTION:DISPLAY"
        yield f"DESCRIPTION:{_text(summary)}"
        yield f"TRIGGER:-P{days}D"
        yield "END:VALARM"
    yield "END:VEVENT"


def _text(value: str) -> str:
    """A TEXT value (section 3.3.11)."""
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\\n").replace("\n", "\\n")


def _folded(line: str) -> Iterable[str]:
    """The line in pieces of at most ``FOLD`` octets, never inside a letter; each further piece begins with a space."""
    piece = ""
    for letter in line:
        if len((piece + letter).encode()) > FOLD:
            yield piece
            piece = " "
        piece += letter
    yield piece
