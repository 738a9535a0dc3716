"""The audit of one decree over a whole register: cohort, covered, released, findings."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sijill.amnesties import charges, rearrest
from sijill.amnesties.decrees import extra_rules, rules_of
from sijill.amnesties.facts import Facts, facts_of
from sijill.amnesties.model import Assessment, Decree, Release, Result
from sijill.amnesties.rearrest import Rearrest
from sijill.amnesties.released import released
from sijill.amnesties.rules import ask_all, covered
from sijill.errors import UsageError
from sijill.persons.custody import FALL, Answer, Custody, Held, Word, arrests_of, custody_on
from sijill.persons.everyone import CUSTODY, One
from sijill.persons.model import Interval

PROPERTIES: Final = (*CUSTODY, "nationality", "offence.date", "occupation")
ADULT: Final = 18
GROUPS: Final = ("women", "child_at_arrest", "palestinian", "returnee", "settled")
Counts = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """All of it. ``counts``: covered -> released -> persons of the cohort, custody yes and unknown together.

    ``outside``: why others are not in the cohort. ``sensitivity``: the same counts under each rule set.
    """

    decree: Decree
    rule_set: str
    as_of: date
    cohort: Mapping[str, int]
    counts: Counts
    by_custody: Mapping[str, Counts]
    rules: Mapping[str, Mapping[str, int]]
    assessments: tuple[Assessment, ...]
    outside: Mapping[str, int]
    sensitivity: Mapping[str, Counts]
    sensitivity_findings: Mapping[str, int]
    release_types: Mapping[str, int]
    release_groups: Mapping[str, int]
    charge_known: Mapping[str, int]
    held_how: Mapping[str, int]
    rearrests: tuple[Rearrest, ...]
    persons: int

    @property
    def findings(self) -> tuple[Assessment, ...]:
        return tuple(one for one in self.assessments if one.finding)

    @property
    def liberated(self) -> int:
        return sum(one.release.liberated for one in self.assessments)

    @property
    def fate_unknown(self) -> int:
        return sum(one.fate == "fate_unknown" for one in self.assessments)


def audit(
    decree: Decree,
    people: Iterable[One],
    *,
    rule_set: str,
    as_of: date,
    listed: Mapping[str, Release] | None = None,
) -> Audit:
    """``people`` carry the claims of ``PROPERTIES``. ``listed``: releases found on a list that was given, by person."""
    rules_of(decree, rule_set)  # an unknown set is refused before anything is counted
    if as_of < decree.issued:
        raise UsageError(
            f"{as_of} lies before {decree.name}, which was issued on {decree.issued}",
            remedy=f"Ask for a day from {decree.issued} on: nobody can have been released by it earlier",
        )
    kept: list[Assessment] = []
    others: Counter[str] = Counter()
    sensitivity = {name: _empty() for name in decree.rule_sets}
    shifted: Counter[str] = Counter()
    again: list[Rearrest] = []
    known: Counter[str] = Counter({"known": 0, "unknown": 0})
    persons = 0
    for one in people:
        persons += 1
        again += rearrest.rearrests(one, decree, as_of)
        made = assess(decree, one, as_of=as_of, listed=(listed or {}).get(one.person_id))
        if isinstance(made, str):
            others[made] += 1
            continue
        for name, assessment in made.items():
            sensitivity[name][assessment.covered][assessment.release.released] += 1
            shifted[name] += assessment.finding
        kept.append(made[rule_set])
        known["known" if _charge_known(one) else "unknown"] += 1
    return _summed(
        decree,
        rule_set,
        as_of,
        kept,
        others=others,
        sensitivity=sensitivity,
        shifted=shifted,
        again=again,
        known=known,
        persons=persons,
    )


def assess(
    decree: Decree, one: One, *, as_of: date, listed: Release | None = None
) -> dict[str, Assessment] | str:
    """One person under every rule set of the decree; or, in a word, why the person is not in the cohort.

    Where somebody was arrested several times, the deprivation of liberty that spans the decree's day counts.
    """
    episodes = arrests_of(one.statements)
    if not episodes:
        return "no_arrest_told"
    asked = [(words, custody_on(words, decree.issued)) for words in episodes]
    words, custody = min(asked, key=lambda pair: _rank(pair[1]))
    where = in_state_custody(custody, decree.issued)
    if where is Answer.NO:
        return _why_outside(asked, decree.issued)
    facts = facts_of(words, one.statements)
    release = merged(released(decree, words, as_of), listed)
    now = custody_on(words, as_of) if as_of >= FALL else None
    fate = "fate_unknown" if now is not None and now.held is Held.FATE_UNKNOWN else ""
    return {
        name: _assessment(decree, name, one, words, facts, where, custody, release, fate)
        for name in decree.rule_sets
    }


def in_state_custody(custody: Custody, day: date) -> Answer:
    """Yes needs the State as the one who holds, and a last word that is not older than the day."""
    if custody.held is Held.NO or custody.by_state is Answer.NO:
        return Answer.NO
    if custody.by_state is Answer.UNKNOWN:
        return Answer.UNKNOWN
    match custody.held:
        case Held.CERTAIN:
            return Answer.YES
        case Held.PRESUMED:
            stale = custody.last_known is not None and _over(custody.last_known, day)
            return Answer.UNKNOWN if stale else Answer.YES
        case Held.UNKNOWN | Held.FATE_UNKNOWN:
            return Answer.UNKNOWN


def merged(own: Release, listed: Release | None) -> Release:
    """A list of released people that was handed in beside the register's own claims; yes outweighs unknown and no."""
    if listed is None or own.released is Answer.YES:
        return own
    if listed.released is Answer.YES or own.released is Answer.NO:
        return listed
    return own


def _assessment(
    decree: Decree,
    rule_set: str,
    one: One,
    words: Sequence[Word],
    facts: Facts,
    where: Answer,
    custody: Custody,
    release: Release,
    fate: str,
) -> Assessment:
    results = ask_all(decree, rule_set, facts)
    failed = {result.effect for result in results if result.result is Result.FAIL}
    return Assessment(
        person_id=one.person_id,
        covered=covered(decree, rule_set, results),
        partial="partial" in failed,
        no_case="no_case_to_amnesty" in failed,
        rules=results,
        custody=where,
        held=custody.held,
        release=release,
        fate=fate,
        groups=groups_of(one, words),
    )


def groups_of(one: One, words: Sequence[Word]) -> tuple[str, ...]:
    """SNHR's own breakdown, as far as claims say so. A child only when the birth leaves no other possibility."""
    found = []
    if one.sex == "female":
        found.append("women")
    if _child(one.birth, words):
        found.append("child_at_arrest")
    said = [s for s in one.statements if s.claim.prop == "nationality"]
    if any(charges.nationality(s.claim.value) == "PSE" for s in said):
        found.append("palestinian")
    codes = {code for word in words for s in word.statements for code in s.reading.codes}
    if codes & {"arrest_circumstance:return", "arrest_circumstance:deportation", "vulnerability:returnee"}:
        found.append("returnee")
    if codes & {"arrest_circumstance:reconciliation", "vulnerability:settled"}:
        found.append("settled")
    return tuple(found)


def _child(birth: Interval | None, words: Sequence[Word]) -> bool:
    arrests = [word.arrest for word in words if word.arrest is not None and word.arrest.end is not None]
    if birth is None or birth.start is None or not arrests:
        return False
    latest = max(one.end for one in arrests if one.end is not None)
    grown = birth.start.year + ADULT
    return (latest.year, latest.month, latest.day) < (grown, birth.start.month, birth.start.day)


def _rank(custody: Custody) -> int:
    order = [Held.CERTAIN, Held.PRESUMED, Held.FATE_UNKNOWN, Held.UNKNOWN, Held.NO]
    other = {Answer.YES: 0, Answer.UNKNOWN: 1, Answer.NO: 10}[custody.by_state]
    return order.index(custody.held) * 2 + other


def _why_outside(asked: Sequence[tuple[Sequence[Word], Custody]], day: date) -> str:
    if all(custody.by_state is Answer.NO for _, custody in asked):
        return "not_held_by_the_state"
    arrests = [word.arrest for words, _ in asked for word in words if word.arrest is not None]
    if arrests and all(one.start is not None and one.start > day for one in arrests):
        return "arrested_after_the_decree"
    return "custody_ended_before_the_decree"


def _charge_known(one: One) -> bool:
    return any(charges.read_charge(s.claim.value).known for s in one.statements if s.claim.prop == "charge")


def _over(when: Interval, day: date) -> bool:
    return when.end is not None and when.end < day


def _empty() -> Counts:
    return {str(left): {str(right): 0 for right in Answer} for left in Answer}


def _summed(
    decree: Decree,
    rule_set: str,
    as_of: date,
    kept: Sequence[Assessment],
    *,
    others: Counter[str],
    sensitivity: Mapping[str, Counts],
    shifted: Counter[str],
    again: Sequence[Rearrest],
    known: Counter[str],
    persons: int,
) -> Audit:
    by_custody = {str(answer): _empty() for answer in (Answer.YES, Answer.UNKNOWN)}
    asked = (*rules_of(decree, rule_set), *extra_rules(decree))
    tallies: dict[str, Counter[str]] = {test.id: Counter({one.value: 0 for one in Result}) for test in asked}
    for one in kept:
        by_custody[one.custody][one.covered][one.release.released] += 1
        for result in one.rules:
            tallies[result.rule][result.result.value] += 1
    counts = {
        left: {right: sum(by_custody[c][left][right] for c in by_custody) for right in row}
        for left, row in _empty().items()
    }
    freed = [one for one in kept if one.release.released is Answer.YES]
    return Audit(
        decree=decree,
        rule_set=rule_set,
        as_of=as_of,
        cohort={
            "yes": sum(one.custody is Answer.YES for one in kept),
            "unknown": sum(one.custody is Answer.UNKNOWN for one in kept),
        },
        counts=counts,
        by_custody=by_custody,
        rules={rule: dict(tally) for rule, tally in tallies.items()},
        assessments=tuple(kept),
        outside=dict(sorted(others.items())),
        sensitivity=sensitivity,
        sensitivity_findings={name: shifted[name] for name in sensitivity},
        release_types=dict(
            sorted(Counter(code for one in freed for code in one.release.types or ("not_said",)).items())
        ),
        release_groups={group: sum(group in one.groups for one in freed) for group in GROUPS},
        charge_known=dict(known),
        held_how=dict(sorted(Counter(str(one.held) for one in kept).items())),
        rearrests=tuple(again),
        persons=persons,
    )
