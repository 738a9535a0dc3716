"""Working on cases as one viewer sees them: whom a new case is about, what is due, what stands before a sending."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sijill.cases import procedures
from sijill.cases.admissibility import NEVER_DESPITE
from sijill.cases.model import Case, Deadline, Member, Procedure, Requirement, Result, Transition
from sijill.consents.codes import codes
from sijill.pipeline import cases as case_work
from sijill.web.look import cases as look
from sijill.web.look.cases import CaseLine, CasePage, Owns
from sijill.web.look.sight import Sight


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A procedure somebody could be brought before. ``existing``: the viewer's cases of the person there."""

    procedure: Procedure
    purpose_en: str
    purpose_ar: str
    existing: tuple[CaseLine, ...]

    @property
    def purpose(self) -> str:
        return self.procedure.purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that can happen next. ``blocked``: what no reason passes over; ``missing``: what a reason may."""

    transition: Transition
    blocked: tuple[Requirement, ...]
    missing: tuple[Requirement, ...]


def member_of(sight: Sight, person_id: str) -> Member:
    """The viewer's person with the records they see. NotFoundError for what is absent or hidden."""
    number = sight.resolve(person_id.strip())
    origins = sorted(sight.snapshot.origins[one] for one in sight.members(number))
    return Member(person=sight.id_of(number), records=tuple(origins))


def about(member: Member, seen: Sequence[Case]) -> list[Case]:
    """The viewer's cases of which this person is a member."""
    mine = set(member.records)
    return [
        case
        for case in seen
        if any(one.person == member.person or mine.intersection(one.records) for one in case.members)
    ]


def offers(sight: Sight, member: Member, seen: Sequence[Case], *, own: Owns, on: dt.date) -> list[Offer]:
    known = look.lines(sight, about(member, seen), own=own, on=on)
    purposes = codes("purpose")
    return [
        Offer(
            procedure=one,
            purpose_en=purposes[one.purpose].label_en,
            purpose_ar=purposes[one.purpose].label_ar,
            existing=tuple(line for line in known if line.case.procedure == one.id),
        )
        for one in procedures.load_all().values()
    ]


def due(sight: Sight, found: Sequence[Case], *, own: Owns, on: dt.date) -> list[Deadline]:
    """What runs in these cases, the earliest first."""
    timed = [one for one in found if look._starts_with_disappearance(one)]
    said = look._said(sight, (record for one in timed for record in look._visible(sight, one.members)))
    running: list[Deadline] = []
    for case in found:
        matters = look._matters(sight, case, said, on=case.opened, seen=()) if case in timed else []
        running += look._running(sight, case, matters, own=own, on=on)
    return sorted(running, key=lambda one: (one.due is None, one.due or one.started, one.case, one.clock))


def steps(page: CasePage) -> list[Step]:
    """What can happen next, and what the viewer's own findings put in the way of each sending."""
    procedure, case = page.line.procedure, page.line.case
    open_ones: dict[str, Requirement] = {}
    for _, findings in page.findings:
        for one in findings:
            if one.requirement.hard and one.result is not Result.PASS:
                open_ones.setdefault(one.requirement.id, one.requirement)
    first = case.state == procedure.start.id
    return [
        Step(
            transition=step,
            blocked=tuple(one for name, one in open_ones.items() if step.sends and name in NEVER_DESPITE),
            missing=tuple(
                one for name, one in open_ones.items() if step.sends and first and name not in NEVER_DESPITE
            ),
        )
        for step in procedure.exits(case.state)
    ]


def hidden_refusals(
    sight: Sight, case: Case, passed: Sequence[str], *, sent: dt.date, recorded: dt.date
) -> list[Requirement]:
    """Requirements that fail over everything the register holds, beyond those the viewer was shown or passed over.

    For whoever may not see why: the name of the requirement is told, nothing else.
    """
    register = sight.snapshot.register
    checked = case_work.check_sending(register, case.id, sent=sent, recorded=recorded)
    first = case.state == procedures.load(case.procedure).start.id
    names = [
        name
        for name in checked.readiness.missing
        if name in NEVER_DESPITE or (first and name not in set(passed))
    ]
    by_name = {one.requirement.id: one.requirement for one in checked.findings}
    return [by_name[name] for name in names]
