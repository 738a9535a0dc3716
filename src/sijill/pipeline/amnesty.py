"""The audit of one decree over a register: what ``sijill amnesty audit`` and the pages show."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sijill.amnesties.as_json import refs
from sijill.amnesties.audit import PROPERTIES, Audit, audit
from sijill.amnesties.decrees import decree
from sijill.amnesties.model import Assessment
from sijill.cases import store
from sijill.cases.model import Case, Member
from sijill.errors import UsageError
from sijill.persons.custody import Answer
from sijill.persons.everyone import everyone
from sijill.pipeline import cases, released_list, texts
from sijill.pipeline.derive import counted, require_linked
from sijill.tables.register import Register


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """``matched`` is None when no list of released people was given."""

    audit: Audit
    matched: released_list.Matched | None
    releases_file: str


def audited(
    register: Register,
    *,
    decree_id: str,
    rule_set: str,
    as_of: date,
    at: datetime,
    releases: Path | None = None,
) -> Audited:
    """Reads only; nothing enters the register. Raises NotFoundError, UsageError, RegisterError (nothing linked yet)."""
    require_linked(register)
    chosen = decree(decree_id, register)
    matched = (
        released_list.match(register, releases, chosen, as_of=as_of, at=at) if releases is not None else None
    )
    made = audit(
        chosen,
        everyone(register, counted(), PROPERTIES, more=texts.by_person(register)),
        rule_set=rule_set.casefold(),
        as_of=as_of,
        listed=matched.releases if matched is not None else None,
    )
    return Audited(audit=made, matched=matched, releases_file=releases.name if releases is not None else "")


def open_case(
    register: Register,
    *,
    decree_id: str,
    person: str,
    as_of: date,
    at: datetime,
    by: str,
) -> Case:
    """A WGAD case about somebody whom the audit finds covered by the decree's text and not released: category I.

    Kept in custody after an amnesty that applies has no legal basis. Raises UsageError, naming what is missing, for
    anybody who is no finding under the text; what critics or officials say opens no case.
    """
    require_linked(register)
    member = cases.member_of(register, person)
    done = audited(register, decree_id=decree_id, rule_set="text", as_of=as_of, at=at)
    return open_found(done.audit, member, at=at, by=by)


def open_found(made: Audit, member: Member, *, at: datetime, by: str) -> Case:
    """The case of one finding of an audit that was made already; the same refusals as ``open_case``."""
    found = next((one for one in made.assessments if one.person_id == member.person), None)
    if found is None or not found.finding:
        raise UsageError(
            f"{member.person} is no finding of this audit: {_why_none(found)}",
            remedy="See the findings with: sijill amnesty audit DIR --decree ID --json",
        )
    case = store.new("WGAD", [member], at=at, by=by)
    given = {"wgad_category": "I", "wgad_category_basis": _basis(made, found)}
    cases.answer(case.id, given, person=member.person, at=at, by=by)
    return case


def _basis(made: Audit, found: Assessment) -> str:
    """In words for the narrative, with the claims it rests on."""
    told = dict.fromkeys(ref for rule in found.rules for ref in refs(rule.statements))
    return (
        f"{made.decree.name} of {made.decree.issued} covers the case by its text "
        f"({', '.join(one.rule for one in found.rules if one.result.value == 'pass')} pass); "
        f"in State custody on that day ({found.held.value}); not released by {made.as_of}. "
        f"Claims: {'; '.join(told)}"
    )


def _why_none(found: Assessment | None) -> str:
    if found is None:
        return "not in State custody on the day of the decree"
    reasons = []
    if found.covered is not Answer.YES:
        reasons.append(f"covered by the text: {found.covered.value}")
    if found.custody is not Answer.YES:
        reasons.append(f"in State custody that day: {found.custody.value}")
    if found.release.released is not Answer.NO:
        reasons.append(f"released: {found.release.released.value}")
    return "; ".join(reasons)
