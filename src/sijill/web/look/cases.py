"""Cases as one viewer sees them: every test, deadline and consent worked out from what they may see, nothing else.

A case belongs to the organisation of the account that opened it; opened at the keyboard of the register, to the
organisation that holds every record of it. Where neither is known it belongs to nobody, and the operator alone sees it.
Sending asks every test again with everything the register holds: what is shown here opens no gate.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sijill.access import store as accounts
from sijill.access.filter import ClaimFilter
from sijill.access.model import Kind as ThingKind
from sijill.access.model import Thing
from sijill.cases import admissibility, deadlines, procedures
from sijill.cases import store as cases
from sijill.cases.admissibility import readiness
from sijill.cases.matter import Matter, OtherCase
from sijill.cases.model import (
    Case,
    Communication,
    Deadline,
    Event,
    Finding,
    Member,
    Procedure,
    StateInfo,
    Words,
)
from sijill.claims.statements import Statement, statements_of
from sijill.consents import store as consents
from sijill.consents.model import Consent, about_person, standing
from sijill.persons.gather import gather
from sijill.persons.spans import hull
from sijill.persons.voices import copies_of
from sijill.pipeline import cases as case_work
from sijill.pipeline.derive import dependent_lists
from sijill.tables import rows
from sijill.web.look import passages
from sijill.web.look.person import Other, allowed, other
from sijill.web.look.sight import Sight

AUTHOR: Final = "user:"
NOBODY_S: Final = ""  # the organisation of a case that is nobody's: only the operator owns it
Owns = Callable[[str], bool]  # whether the viewer's own organisation is this one


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """One case of the list. ``next`` is the earliest deadline, late ones first; None when nothing runs."""

    case: Case
    procedure: Procedure
    persons: tuple[Other, ...]
    next: Deadline | None

    @property
    def state(self) -> StateInfo:
        return self.procedure.states[self.case.state]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """An event of the case in the words of its procedure."""

    event: Event
    name: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """``findings`` by person, in the order of ``persons``. ``missing``: names of hard requirements not passed.

    ``consents``: what stands for the procedure's purpose, said about own records only; a word about others' counts in
    the tests without being told. ``asks``: what to ask the family, each once.
    """

    line: CaseLine
    findings: tuple[tuple[Other, tuple[Finding, ...]], ...]
    missing: tuple[Words, ...]
    asks: tuple[Words, ...]
    deadlines: tuple[Deadline, ...]
    consents: tuple[Consent, ...]
    history: tuple[Happened, ...]
    letters: tuple[Communication, ...]


def thing_of(sight: Sight, case: Case) -> Thing:
    """The case as ``decide`` asks about it."""
    return Thing(kind=ThingKind.CASE, organisation=_organisation(sight, case))


def _organisation(sight: Sight, case: Case) -> str:
    if case.by.startswith(AUTHOR):
        found = {user.id: user.organisation for user in accounts.all_users()}
        return found.get(case.by.removeprefix(AUTHOR), NOBODY_S)
    holders = {_holder(sight, record) for member in case.members for record in member.records}
    return holders.pop() if len(holders) == 1 else NOBODY_S


def _holder(sight: Sight, origin: str) -> str:
    """The organisation whose list holds the record now; nobody's where there is no such record any more."""
    number = sight.snapshot.number_of_origin.get(origin)
    if number is None:
        return NOBODY_S
    return sight.snapshot.organisation_of.get(str(sight.snapshot.lists[number]), NOBODY_S)


def lines(sight: Sight, found: Sequence[Case], *, own: Owns, on: dt.date) -> list[CaseLine]:
    """Claims are read once for all cases, and only for those in which a clock starts with them."""
    timed = [one for one in found if _starts_with_disappearance(one)]
    said = _said(sight, (record for one in timed for record in _visible(sight, one.members)))
    shown = []
    for case in found:
        matters = _matters(sight, case, said, on=case.opened, seen=()) if case in timed else []
        running = _running(sight, case, matters, own=own, on=on)
        shown.append(_line(sight, case, running[0] if running else None))
    return shown


def look(sight: Sight, case: Case, *, seen: Iterable[Case], own: Owns, on: dt.date) -> CasePage:
    """``seen``: the cases this viewer may see; others take no part in any test."""
    procedure = procedures.load(case.procedure)
    said = _said(sight, _visible(sight, case.members))
    matters = _matters(sight, case, said, on=on, seen=list(seen))
    running = _running(sight, case, matters, own=own, on=on)
    found = [(matter, admissibility.check(matter)) for matter in matters]
    every = [one for _, findings in found for one in findings]
    names = {one.id: one.name for one in procedure.requirements}
    words = {one.id: one for matter in matters for one in standing(list(matter.consents))}
    told = {one.id for one in words.values() if _is_own_word(sight, one, own)}
    events = {one.event: one.name for one in procedure.transitions}
    return CasePage(
        line=_line(sight, case, running[0] if running else None),
        findings=tuple(
            (_other(sight, matter.person.id), tuple(_telling(one, told) for one in findings))
            for matter, findings in found
        ),
        missing=tuple(names[one] for one in readiness(every).missing),
        asks=tuple({one.requirement.id: one.ask for one in every if one.ask is not None}.values()),
        deadlines=tuple(running),
        consents=tuple(one for one in words.values() if one.purpose == procedure.purpose and one.id in told),
        history=tuple(
            Happened(event=one, name=events.get(one.event, Words(en=one.event, ar=one.event)))
            for one in case.events
        ),
        letters=tuple(cases.communications_of(case.id)),
    )


def _line(sight: Sight, case: Case, following: Deadline | None) -> CaseLine:
    people = dict.fromkeys(person for member in case.members for person in _holders(sight, member)[:1])
    return CaseLine(
        case=case,
        procedure=procedures.load(case.procedure),
        persons=tuple(other(sight, person, why="") for person in people),
        next=following,
    )


def _other(sight: Sight, person_id: str) -> Other:
    return other(sight, sight.resolve(person_id), why="")


def _starts_with_disappearance(case: Case) -> bool:
    procedure = procedures.load(case.procedure)
    return not procedure.states[case.state].final and any(
        one.starts == procedures.DISAPPEARANCE and (not one.tracks or case.track in one.tracks)
        for one in procedure.clocks
    )


def _telling(finding: Finding, told: Collection[str]) -> Finding:
    return replace(finding, consents=tuple(one for one in finding.consents if one in told))


def _is_own_word(sight: Sight, consent: Consent, own: Owns) -> bool:
    """Whether a consent is about records of the viewer's own organisation and no other."""
    return all(own(_holder(sight, record)) for record in consent.records or (consent.subject,))


def _running(
    sight: Sight, case: Case, matters: Sequence[Matter], *, own: Owns, on: dt.date
) -> list[Deadline]:
    procedure = procedures.load(case.procedure)
    if procedure.states[case.state].final:
        return []
    spans = [hull(one.said("arrest.date")) for one in matters] if _starts_with_disappearance(case) else []
    starts = [one for one in spans if one is not None]
    found = deadlines.deadlines(procedure, case, on=on, disappearances=starts)
    found += [
        one
        for one in case_work.ending_consents(case, on=on)
        if _is_own_word(sight, _word(one.clock.removeprefix("consent_")), own)
    ]
    return sorted(found, key=lambda one: (one.due is None, one.due or one.started, one.clock))


@rows.over_everything
def _word(consent_id: str) -> Consent:
    """To ask whose it is, before it is told."""
    return consents.get(consent_id)


def _holders(sight: Sight, member: Member) -> list[int]:
    """The viewer's persons that hold the member's visible records, the one that holds most of them first."""
    numbers = (sight.snapshot.number_of_origin.get(origin) for origin in member.records)
    held = [int(sight.person[one]) for one in numbers if one is not None and sight.seen[one]]
    return sorted(set(held), key=lambda one: (-held.count(one), one))


def _visible(sight: Sight, members: Iterable[Member]) -> list[str]:
    """Every record the viewer may see of whoever stands for these members now."""
    return [
        sight.snapshot.record_ids[number]
        for member in members
        for person in _holders(sight, member)[:1]
        for number in sight.members(person)
    ]


def _said(
    sight: Sight, records: Iterable[str], *, also: ClaimFilter | None = None
) -> Mapping[str, list[Statement]]:
    """What the viewer may see of what these records say, by record; ``also``: another filter that lets through."""
    wanted = dict.fromkeys(records)
    found: dict[str, list[Statement]] = {record: [] for record in wanted}
    for one in statements_of(sight.snapshot.register, wanted) if wanted else ():
        if allowed(sight, sight.claims, one) or (also is not None and allowed(sight, also, one)):
            found[one.claim.record].append(one)
    return found


def _matters(
    sight: Sight,
    case: Case,
    said: Mapping[str, list[Statement]],
    *,
    on: dt.date,
    seen: Sequence[Case],
) -> list[Matter]:
    """One for each member of whom the viewer sees anything."""
    entered = cases.answers_of(case.id)
    found = []
    for member in case.members:
        holders = _holders(sight, member)
        if not holders:
            continue
        numbers = sight.members(holders[0])
        records = [sight.snapshot.record_ids[one] for one in numbers]
        now = frozenset(sight.snapshot.origins[one] for one in numbers)
        person = sight.id_of(holders[0])
        found.append(
            Matter(
                procedure=procedures.load(case.procedure),
                track=case.track,
                case=case.id,
                person=gather(
                    person,
                    member.person,
                    records,
                    [one for record in records for one in said[record]] + passages.about(sight, sorted(now)),
                ),
                answers=cases.latest(entered, member.person),
                consents=_consents(sight, member, person, now),
                others=_others(case, member, now, seen),
                holders=tuple(sight.id_of(one) for one in holders),
                added=len(now - set(member.records)),
                on=on,
                copies=copies_of(dependent_lists()),
            )
        )
    return found


def for_sending(
    sight: Sight, case: Case, *, seen: Sequence[Case], sealed: ClaimFilter, on: dt.date
) -> list[Matter]:
    """The persons of the case for a form: what the viewer may see, and (never printed, looked for by the gate) what
    their organisation has sealed.
    """
    said = _said(sight, _visible(sight, case.members), also=sealed)
    return _matters(sight, case, said, on=on, seen=seen)


def _consents(sight: Sight, member: Member, person: str, now: frozenset[str]) -> list[Consent]:
    """About the viewer's person and the records the case names; what others hold of the person takes no part."""
    hidden = {one for one in member.records if one not in now and not _is_seen(sight, one)}
    mine = now | hidden
    return about_person(consents.about({member.person, person, *mine}, mine), mine)


def _is_seen(sight: Sight, origin: str) -> bool:
    number = sight.snapshot.number_of_origin.get(origin)
    return number is not None and bool(sight.seen[number])


def _others(case: Case, member: Member, now: frozenset[str], seen: Sequence[Case]) -> list[OtherCase]:
    """The other cases about the same person, of those the viewer may see."""
    return [
        OtherCase(
            id=one.id,
            procedure=one.procedure,
            state=one.state,
            open=not procedures.load(one.procedure).states[one.state].final,
        )
        for one in seen
        if one.id != case.id
        and any(each.person == member.person or now.intersection(each.records) for each in one.members)
    ]
