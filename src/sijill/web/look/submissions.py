"""What could be rendered of a case: what the gate says, which contradicting claims stand first, what was rendered."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sijill.cases.admissibility import NEVER_DESPITE
from sijill.cases.checks import CHECKS
from sijill.cases.matter import Matter, Verdict
from sijill.cases.model import Case, Requirement, Result
from sijill.claims.statements import Statement
from sijill.persons.contradict import versions_of
from sijill.persons.model import Kind, Version
from sijill.pipeline import cases as case_work
from sijill.pipeline.submit import subject_of
from sijill.submissions import ends
from sijill.submissions.choose import because
from sijill.submissions.fill import SEVERAL, Filling, chosen_of
from sijill.submissions.model import Form, State
from sijill.submissions.models import RenderingRow
from sijill.submissions.notes import NoteBook
from sijill.submissions.say import state_of
from sijill.web.look import cases as look
from sijill.web.look.person import Other
from sijill.web.look.sight import Sight


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A gate that does not open. ``why`` None: it rests on something the viewer may not see."""

    requirement: Requirement
    person: Other | None
    why: Verdict | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Versions of one property that cannot all be true; the first is printed first, with the reason why."""

    person: Other
    member: str
    prop: str
    versions: tuple[Version, ...]
    because: str
    chosen: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreviewed:
    """An end of custody that sources tell and no named person has looked at: it is not printed, and it is a draft."""

    person: Other
    member: str
    end: Kind
    statements: tuple[Statement, ...]


def unreviewed(sight: Sight, form: Form, mine: Sequence[Matter]) -> list[Unreviewed]:
    found = []
    for matter in mine:
        waiting = subject_of(matter, form, lambda _: True).unreviewed
        found += [
            Unreviewed(
                person=look._other(sight, matter.person.id),
                member=matter.person.asked,
                end=Kind(end),
                statements=tuple(one for one in matter.person.statements if ends.end_of(one) == Kind(end)),
            )
            for end in waiting
        ]
    return found


def refusals(sight: Sight, case: Case, mine: Sequence[Matter], *, on: dt.date) -> list[Refusal]:
    """What keeps consent or identity from opening: as the viewer sees it, then as the whole register does."""
    found = [
        Refusal(
            requirement=_requirement(matter, name),
            person=look._other(sight, matter.person.id),
            why=verdict,
        )
        for matter in mine
        for name in sorted(NEVER_DESPITE)
        if (verdict := CHECKS[name](matter, {})).result is not Result.PASS
    ]
    told = {one.requirement.id for one in found}
    for matter in case_work.matters(sight.snapshot.register, case, on=on):
        for name in sorted(NEVER_DESPITE - told):
            if CHECKS[name](matter, {}).result is not Result.PASS:
                told.add(name)
                found.append(Refusal(requirement=_requirement(matter, name), person=None, why=None))
    return found


def _requirement(matter: Matter, name: str) -> Requirement:
    return next(one for one in matter.procedure.requirements if one.check == name)


def contradictions(sight: Sight, form: Form, mine: Sequence[Matter], language: str) -> list[Contradiction]:
    """Of every property the form prints once and sources tell differently, in the order of the form."""
    props = dict.fromkeys(prop for field in form.fields for prop in field.properties)
    found = []
    for matter in mine:
        subject = subject_of(matter, form, lambda _: True)
        by = Filling(
            form=form,
            subject=subject,
            language=language,
            book=NoteBook(language=language, sources={}),
            evidence=0,
            when=dt.datetime.combine(matter.on, dt.time(), dt.UTC),
        )
        for prop in props:
            said = [
                one
                for one in subject.statements
                if one.claim.prop == prop and state_of(one) is State.ANSWERED
            ]
            versions = versions_of(prop, said)
            if prop in SEVERAL or len(versions) < 2:
                continue
            chosen = chosen_of(prop, by, versions)
            decided = subject.answers.get(f"choose.{prop}")
            value = decided.value if decided is not None else None
            found.append(
                Contradiction(
                    person=look._other(sight, matter.person.id),
                    member=matter.person.asked,
                    prop=prop,
                    versions=(chosen.first, *chosen.others),
                    because=because(chosen, decided, language),
                    chosen=decided is not None,
                    reason=str(value.get("reason", "")) if isinstance(value, dict) else "",
                )
            )
    return found


def renderings(case: Case) -> list[RenderingRow]:
    """The latest first."""
    return list(RenderingRow.objects.filter(case=case.id).order_by("-number"))
