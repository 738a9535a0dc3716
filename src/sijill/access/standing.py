"""What the owners of lists and the people concerned allow an organisation now: terms and consents as ``Standing``.

Outside the organisation that holds a list, a record is withheld as soon as anything recorded about the use does not
allow it: refused, withdrawn, expired, given to somebody else, not asked. Where nothing is recorded, the list's terms
decide.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sijill.access.model import Consented, Grant, Standing, Withheld
from sijill.access.policy import consent_purposes
from sijill.consents.model import Consent, State, permits
from sijill.ids import hyphenated

# Uses that name a recipient; the others (match, statistics) are permitted to all or to none.
WITH_RECIPIENT = frozenset({"share_members"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A current record that a consent speaks of, and the person it belongs to now."""

    record: str
    person: str


def standing_of(
    organisation: str,
    grants: Mapping[str, Grant],
    consents: Sequence[Consent],
    holders: Mapping[str, Sequence[Holder]],
    *,
    on: date,
) -> Standing:
    """``holders`` says, for every subject and record origin that the consents name, which records continue it now."""
    words: dict[str, list[Consent]] = {}
    for consent in consents:
        for record, word in _by_record(consent, holders):
            words.setdefault(record, []).append(word)
    withheld, consented = set(), set()
    for purpose, code in consent_purposes().items():
        for record, said in words.items():
            if code is None or not any(word.purpose == code for word in said):
                continue
            recipient = hyphenated(organisation) if code in WITH_RECIPIENT else None
            found = permits(said, purpose=code, recipient=recipient, on=on)
            # Records are shared whole: a yes that leaves a field out is none for the whole.
            if found.allowed and not found.excluded:
                consented.add(Consented(record=record, purpose=purpose))
            else:
                withheld.add(Withheld(record=record, purpose=purpose))
    return Standing(grants=grants, withheld=frozenset(withheld), consented=frozenset(consented))


def subjects_of(consents: Iterable[Consent]) -> frozenset[str]:
    """Everything whose current records must be known: persons, records, and the origins a consent was given for."""
    return frozenset(one for consent in consents for one in (consent.subject, *consent.records))


def _by_record(consent: Consent, holders: Mapping[str, Sequence[Holder]]) -> Iterable[tuple[str, Consent]]:
    named = consent.records or (consent.subject,)
    held = [holder for one in named for holder in holders.get(one, ())]
    recipient = None if consent.recipient is None else hyphenated(consent.recipient)
    word = replace(consent, recipient=recipient)
    if consent.state is State.GIVEN and len({holder.person for holder in held}) > 1:
        word = replace(word, state=State.UNKNOWN)  # the person was split since: the yes must be asked again
    for holder in held:
        yield holder.record, word
