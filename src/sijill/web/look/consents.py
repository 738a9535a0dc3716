"""Consents about one person as one viewer sees them: the words of their own organisation, and what counts today.

A word kept by another organisation counts and is not told: the answer is the strictest over all of them.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sijill.cases import procedures
from sijill.cases.model import Case, Procedure
from sijill.consents import store as consents
from sijill.consents.codes import Code, codes
from sijill.consents.model import Consent, Permission, State, about_person, permits, standing
from sijill.web.look import case_work
from sijill.web.look import cases as look
from sijill.web.look.cases import Owns
from sijill.web.look.sight import Sight


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One consent as it may be told. ``stands``: no later word replaced it."""

    consent: Consent
    stands: bool

    @property
    def can_be_withdrawn(self) -> bool:
        return self.stands and self.consent.state is State.GIVEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What could be done with the person's data, whether it is allowed today, and which of the viewer's cases wait."""

    purpose: Code
    recipient: str
    permission: Permission
    procedure: Procedure | None
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentPage:
    """``own_records``: those of the viewer's organisation; without any nothing can be kept about the person."""

    person: int
    own_records: tuple[str, ...]
    words: tuple[Word, ...]
    uses: tuple[Use, ...]


def look_at(sight: Sight, person_id: str, seen: Sequence[Case], *, own: Owns, on: dt.date) -> ConsentPage:
    """NotFoundError for what is absent or hidden."""
    member = case_work.member_of(sight, person_id)
    number = sight.resolve(person_id)
    mine = frozenset(member.records)
    every = about_person(consents.about({member.person, person_id, *mine}, mine), mine)
    said = consents.about({member.person, person_id, *mine}, mine)
    stands = {one.id for one in standing(said)}
    told = [one for one in said if look._is_own_word(sight, one, own)]
    cases = case_work.about(member, seen)
    return ConsentPage(
        person=number,
        own_records=tuple(one for one in member.records if own(look._holder(sight, one))),
        words=tuple(Word(consent=one, stands=one.id in stands) for one in reversed(told)),
        uses=tuple(_uses(every, told, cases, on)),
    )


def is_own(sight: Sight, consent_id: str, own: Owns) -> Consent | None:
    """The consent where it is about own records only; None where it is not the viewer's to see or to take back."""
    found = consents.get(consent_id)
    return found if look._is_own_word(sight, found, own) else None


def _uses(every: Sequence[Consent], told: Sequence[Consent], cases: Sequence[Case], on: dt.date) -> list[Use]:
    """Every procedure, then the purposes that are no procedure's; where a purpose names nobody, whom words name."""
    known = procedures.load_all().values()
    purposes = codes("purpose")
    asked: list[tuple[Code, str, Procedure | None]] = [
        (purposes[one.purpose], recipient, one)
        for one in known
        for recipient in (_named(told, one.purpose) if one.recipient.startswith("$") else (one.recipient,))
    ]
    others = set(purposes) - {one.purpose for one in known}
    asked += [
        (purpose, recipient, None)
        for code, purpose in purposes.items()
        if code in others
        for recipient in (_named(told, code) if purpose.recipients is None else purpose.recipients or ("",))
    ]
    return [
        Use(
            purpose=purpose,
            recipient=recipient,
            permission=permits(
                every,
                purpose=purpose.code,
                recipient=recipient or None,
                on=on,
                capacities=procedure.capacities if procedure else None,
            ),
            procedure=procedure,
            cases=tuple(one for one in cases if procedure is not None and one.procedure == procedure.id),
        )
        for purpose, recipient, procedure in asked
    ]


def _named(told: Sequence[Consent], purpose: str) -> tuple[str, ...]:
    """The recipients that the words which may be told name for a purpose; one empty one when there are none."""
    found = dict.fromkeys(one.recipient for one in told if one.purpose == purpose and one.recipient)
    return tuple(found) or ("",)
