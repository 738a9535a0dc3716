"""The follow-up of one instrument over a register: what ``sijill instrument report`` and the pages show."""

from datetime import date

from sijill.cases.models import CommunicationRow
from sijill.instruments.indicators import PROPERTIES, follow_up
from sijill.instruments.instruments import instrument
from sijill.instruments.model import FollowUp, Request
from sijill.persons.everyone import everyone
from sijill.pipeline import texts
from sijill.pipeline.derive import counted, require_linked
from sijill.tables.register import Register

# Letters to a government or a ministry; what goes to a United Nations body is no request to the State.
TO_AUTHORITIES = "LETTER"


def followed_up(register: Register, *, instrument_id: str, as_of: date) -> FollowUp:
    """Reads only. Raises NotFoundError, RegisterError (nothing linked yet)."""
    require_linked(register)
    return follow_up(
        instrument(instrument_id),
        everyone(register, counted(), PROPERTIES, more=texts.by_person(register)),
        as_of=as_of,
        requests=requests(),
    )


def requests() -> list[Request]:
    """Each letter to an authority; the first letter that came back in the same case on or after its day answers it."""
    rows = list(
        CommunicationRow.objects.filter(case__procedure__iexact=TO_AUTHORITIES).order_by("day", "number")
    )
    replies: dict[str, list[date]] = {}
    for row in rows:
        if row.direction == "in":
            replies.setdefault(row.case_id, []).append(date.fromisoformat(row.day))
    found = []
    for row in rows:
        if row.direction != "out":
            continue
        sent = date.fromisoformat(row.day)
        answered = next((day for day in replies.get(row.case_id, []) if day >= sent), None)
        found.append(Request(id=row.id, sent=sent, answered=answered))
    return found
