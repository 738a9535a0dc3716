"""What a person, or somebody for them, allowed: for what, to whom, until when; and whether that permits a use.

The rules, in the order in which they are asked:

1. Nobody asked, nobody answered, an unknown code: not allowed.
2. One standing refusal or withdrawal is enough to forbid, whoever else said yes: the strictest word counts.
3. A word stops standing when a later one replaces it: by naming it (``replaces``), or by coming from the same named
   giver (or from the person themselves) about the same use. A "yes" never displaces somebody else's "no".
4. A "yes" reaches the recipient it names; without a recipient it reaches only whom the purpose names by itself
   (``un_wgeid``: WGEID). ``any`` must be said.
5. What a word leaves out (``excludes``) is left out for every recipient it reaches, whoever else said yes without
   leaving it out, and also when that yes itself falls short: it is a no to these fields.
6. Expiry and withdrawal take effect at once: on the day that ``expires`` names it holds no longer, and a withdrawal
   counts from the moment it is recorded, whatever day it bears.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from sijill.consents.codes import codes

ANY: Final = "any"
SELF: Final = "self"


class State(StrEnum):
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    NOT_ASKED = "not_asked"
    UNKNOWN = "unknown"
    EXPIRED = "expired"
    UNABLE = "unable"


class Reason(StrEnum):
    """Why a use is allowed or not; ``given`` is the only one that allows."""

    GIVEN = "given"
    NO_CONSENT = "no_consent"  # nobody recorded anything about this use
    NOT_ASKED = "not_asked"  # something is recorded, and it is not a yes: not asked, unable, unknown
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    NOT_YET = "not_yet"  # dated after the day of use
    OTHER_RECIPIENT = "other_recipient"  # a yes, to somebody else
    NO_RECIPIENT = "no_recipient"  # a yes that names nobody, for a purpose that names nobody either
    CAPACITY = "capacity"  # a yes from somebody whose word is not enough for this use
    UNKNOWN_PURPOSE = "unknown_purpose"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One word of one giver. ``subject`` is a person's or a record's id.

    ``records`` are the records (their origins) of the person when it was said: a later split shows in them.
    ``recipient`` None: nobody was named. ``giver`` is a reference that tells givers apart (never a name).
    ``date`` is the day it was said, ``at`` the moment it was recorded, ``expires`` the first day it no longer holds;
    ``number`` counts consents from 1 in the order recorded. ``excludes``: what a yes leaves out, sorted.
    """

    id: str
    number: int
    subject: str
    records: tuple[str, ...]
    purpose: str
    recipient: str | None
    state: State
    capacity: str
    form: str
    date: dt.date
    expires: dt.date | None
    giver: str
    language: str
    wording: str
    replaces: str | None
    at: str
    by: str
    excludes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """``consents`` are the ids of the words that decided; empty when there were none. ``conflict``: somebody said yes
    and somebody no. ``excluded``: what is left out of an allowed use.
    """

    allowed: bool
    reason: Reason
    consents: tuple[str, ...]
    conflict: bool = False
    excluded: frozenset[str] = frozenset()


def permits(
    consents: Iterable[Consent],
    *,
    purpose: str,
    recipient: str | None,
    on: dt.date,
    capacities: Collection[str] | None = None,
) -> Permission:
    """Whether these words together allow one use on one day.

    Give all consents about the person and about each of their records. ``recipient`` None asks about a use without a
    recipient. ``capacities`` narrows whose yes is enough; a no counts from anybody.
    """
    if purpose not in codes("purpose"):
        return _no(Reason.UNKNOWN_PURPOSE)
    about = [one for one in standing(list(consents)) if one.purpose == purpose]
    against = [one for one in about if _forbids(one, recipient)]
    given = [one for one in about if one.state is State.GIVEN]
    good = [one for one in given if _shortfall(one, purpose, recipient, on, capacities) is None]
    if against:
        refused = any(one.state is State.REFUSED for one in against)
        return _no(Reason.REFUSED if refused else Reason.WITHDRAWN, against, conflict=bool(good))
    if good:
        left_out = frozenset(field for one in about if _speaks_to(one, recipient) for field in one.excludes)
        ids = tuple(one.id for one in good)
        return Permission(allowed=True, reason=Reason.GIVEN, consents=ids, excluded=left_out)
    if given:
        short = {one.id: _shortfall(one, purpose, recipient, on, capacities) for one in given}
        reason = min((found for found in short.values() if found is not None), key=_NEAREST.index)
        return _no(reason, [one for one in given if short[one.id] is reason])
    if any(one.state is State.EXPIRED for one in about):
        return _no(Reason.EXPIRED, about)
    return _no(Reason.NOT_ASKED, about) if about else _no(Reason.NO_CONSENT)


# Of several yeses that fall short, the one told is the one that takes least to mend.
_NEAREST: Final = (
    Reason.EXPIRED,
    Reason.NOT_YET,
    Reason.CAPACITY,
    Reason.NO_RECIPIENT,
    Reason.OTHER_RECIPIENT,
)


def standing(consents: Sequence[Consent]) -> list[Consent]:
    """Those that no later word replaced, in the order in which they were recorded."""
    ordered = sorted(consents, key=lambda one: one.number)
    named = {one.replaces for one in ordered if one.replaces is not None}
    return [one for one in ordered if one.id not in named and not _overtaken(one, ordered)]


def about_person(consents: Iterable[Consent], records: Collection[str]) -> list[Consent]:
    """The consents that speak about a person who holds ``records`` (origins) now; others are left out.

    A yes about records of which some belong to somebody else by now is not a yes any more until it is asked again
    (``needs_reconfirmation``), and a yes about one record is none about a person who has others: both come back as
    ``unknown``. A no stays with everybody who holds one of its records.
    """
    now = frozenset(records)
    found = []
    for one in consents:
        if one.records and not now.intersection(one.records):
            continue
        of_one_record = "-" in one.subject and now != {one.subject}
        lost = one.state is State.GIVEN and (of_one_record or needs_reconfirmation(one, now))
        found.append(replace(one, state=State.UNKNOWN) if lost else one)
    return found


def needs_reconfirmation(consent: Consent, records: Collection[str]) -> bool:
    """Whether a yes was given for more records than the person holds now: it was split since."""
    return consent.state is State.GIVEN and bool(consent.records) and not set(consent.records) <= set(records)


def same_recipient(one: str | None, other: str | None) -> bool:
    return (one or "").casefold() == (other or "").casefold()


def _overtaken(one: Consent, ordered: Sequence[Consent]) -> bool:
    """Whether the same giver said something later about the same use."""
    if not one.giver and one.capacity != SELF:
        return False  # two relatives without a reference cannot be told apart: both words stand
    return any(
        later.number > one.number
        and later.date >= one.date
        and (later.subject, later.purpose, later.giver, later.capacity)
        == (one.subject, one.purpose, one.giver, one.capacity)
        and same_recipient(later.recipient, one.recipient)
        for later in ordered
    )


def _forbids(one: Consent, recipient: str | None) -> bool:
    return one.state in {State.REFUSED, State.WITHDRAWN} and _speaks_to(one, recipient)


def _speaks_to(one: Consent, recipient: str | None) -> bool:
    """Whether a no of this word is one to the recipient: a no without a name is a no to everybody."""
    everybody = one.recipient is None or one.recipient.casefold() == ANY or recipient is None
    return everybody or same_recipient(one.recipient, recipient)


def _shortfall(
    one: Consent, purpose: str, recipient: str | None, on: dt.date, capacities: Collection[str] | None
) -> Reason | None:
    """What a yes lacks to cover this use; None when nothing."""
    if not _reaches(one.recipient, purpose, recipient):
        unnamed = one.recipient is None and codes("purpose")[purpose].recipients is None
        return Reason.NO_RECIPIENT if unnamed else Reason.OTHER_RECIPIENT
    if capacities is not None and one.capacity not in capacities:
        return Reason.CAPACITY
    if one.date > on:
        return Reason.NOT_YET
    if one.expires is not None and one.expires <= on:
        return Reason.EXPIRED
    return None


def _reaches(named: str | None, purpose: str, recipient: str | None) -> bool:
    if named is not None and named.casefold() == ANY:
        return True
    own = codes("purpose")[purpose].recipients
    if recipient is None:
        return named is None and own == ()
    if named is not None:
        return same_recipient(named, recipient)
    return own is not None and any(same_recipient(one, recipient) for one in own)


def _no(reason: Reason, because: Sequence[Consent] = (), *, conflict: bool = False) -> Permission:
    return Permission(
        allowed=False, reason=reason, consents=tuple(one.id for one in because), conflict=conflict
    )
