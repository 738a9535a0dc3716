"""Whoever is logged in as ``decide`` knows them, with what owners and the people concerned allow them right now."""

import threading
from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from django.http import HttpRequest

from sijill import clock
from sijill.access import store
from sijill.access.model import NOTHING_SHARED, Actor, Standing
from sijill.access.models import SharingTerms, User
from sijill.access.standing import Holder, standing_of, subjects_of
from sijill.consents import store as consents
from sijill.consents.models import ConsentRow
from sijill.errors import NotFoundError, RegisterError
from sijill.persons import store as persons
from sijill.pipeline.origins import origins
from sijill.tables import rows
from sijill.tables.register import Register
from sijill.web.look import snapshot as snapshots
from sijill.web.site import current

FACTOR_AT: Final = "sijill_factor_at"
_kept: dict[tuple[str, str], tuple[object, Standing]] = {}
_keeping: Final = threading.Lock()


def actor_of_request(request: HttpRequest, *, at: datetime) -> Actor:
    """The actor of a logged-in session."""
    user = request.user
    if not isinstance(user._wrapped if hasattr(user, "_wrapped") else user, User):
        raise RegisterError("Nobody is logged in")
    text = request.session.get(FACTOR_AT)
    return actor_of_user(user, at=at, factor_at=datetime.fromisoformat(text) if text else None)  # type: ignore[arg-type]


def actor_of_user(user: User, *, at: datetime, factor_at: datetime | None = None) -> Actor:
    standing = NOTHING_SHARED
    if not user.operator:
        standing = standing_now(current().register, user.organisation, on=clock.day(at))
    return store.actor_of(user, standing=standing, factor_at=factor_at)


def narrow_rows(actor: Actor, *, at: datetime) -> None:
    """From here on the database shows the pages' role only what this person's organisation may see."""
    rows.seen_by(
        user=actor.ledger_name,
        organisation=actor.organisation,
        operator=actor.is_operator,
        team=actor.is_register_team,
        fresh=actor.factor_is_fresh(at),
    )


@rows.over_everything
def standing_now(register: Register, organisation: str, *, on: date) -> Standing:
    """Worked out anew whenever a consent, sharing terms, or who is who changed: such rows are only ever added."""
    try:
        linked = snapshots._key(register)
    except (RegisterError, OSError):
        linked = ""
    state = (on, ConsentRow.objects.count(), SharingTerms.objects.count(), linked)
    place = (str(register.root), organisation)
    known = _kept.get(place)
    if known is not None and known[0] == state:
        return known[1]
    words = consents.everything()
    found = standing_of(
        organisation,
        store.grants_for(organisation),
        words,
        _holders(register, subjects_of(words)) if linked and words else {},
        on=on,
    )
    with _keeping:
        _kept[place] = (state, found)
    return found


def _holders(register: Register, subjects: Iterable[str]) -> dict[str, list[Holder]]:
    """Subject or origin -> the records that continue it now."""
    snapshot = snapshots.current(register)
    known = origins(register)
    found: dict[str, list[Holder]] = {}
    for subject in subjects:
        numbers = []
        if "-" in subject:
            number = snapshot.number_of_origin.get(known[subject])
            numbers = [] if number is None else [number]
        else:
            try:
                records = persons.resolve(register, subject)[1]
                numbers = [snapshot.number_of[record] for record in records if record in snapshot.number_of]
            except NotFoundError:
                numbers = []
        found[subject] = [
            Holder(
                record=snapshot.record_ids[number],
                person=snapshot.person_ids[int(snapshot.person[number])],
            )
            for number in numbers
        ]
    return found
