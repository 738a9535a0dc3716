"""Pass, fail or unknown: one rule, and what a rule set comes to."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sijill.amnesties.decrees import extra_rules, rules_of
from sijill.amnesties.facts import Facts
from sijill.amnesties.model import (
    Confidence,
    Decree,
    Effect,
    FactValue,
    Field,
    Operator,
    Result,
    RuleResult,
    Test,
)
from sijill.persons.custody import Answer, before

# A person may face several charges, but has one nationality: there a second code is a contradiction.
SEVERAL: Final = frozenset({Field.LEGAL_BASIS})
ALWAYS_UNKNOWN: Final = frozenset({"unread", "unknown", "not_communicated", "none", "law_not_stated"})


def ask(test: Test, facts: Facts) -> RuleResult:
    """One rule on one person's facts."""
    fact = facts[test.field]
    result, why = _result(test, fact)
    statements = fact.statements
    if result is Result.UNKNOWN and fact.when is None and test.fallback is not None:
        instead = facts[test.fallback.field]
        passed, reason = _result(test.fallback, instead)
        if passed is Result.PASS:
            result, why, statements = passed, f"{test.fallback.field}: {reason}", instead.statements
        elif instead.when is not None:
            why = f"{test.fallback.field} {instead.when}: the day of the offence is not known"
            statements = instead.statements
    return RuleResult(
        rule=test.id,
        result=result,
        statements=statements,
        why=why,
        effect=test.effect if result is Result.FAIL else Effect.NONE,
    )


def ask_all(decree: Decree, rule_set: str, facts: Facts) -> tuple[RuleResult, ...]:
    """The rules of the set, then those that only tell of partial effect or of no case."""
    tests = rules_of(decree, rule_set)
    extra = [one for one in extra_rules(decree) if one not in tests]
    return tuple(ask(one, facts) for one in (*tests, *extra))


def covered(decree: Decree, rule_set: str, results: Sequence[RuleResult]) -> Answer:
    """Yes only where every rule of the set passes on a decree whose text was read; no where one fails."""
    mine = {one.id for one in rules_of(decree, rule_set)}
    answers = [one.result for one in results if one.rule in mine]
    if Result.FAIL in answers:
        return Answer.NO
    if decree.confidence is Confidence.TEXT and answers and all(one is Result.PASS for one in answers):
        return Answer.YES
    return Answer.UNKNOWN


def _result(test: Test, fact: FactValue) -> tuple[Result, str]:
    match test.operator:
        case Operator.LESS:
            assert isinstance(test.value, date)
            return _less(test.value, fact)
        case Operator.EQUAL:
            if fact.truth is None:
                return Result.UNKNOWN, fact.note or "nobody says"
            return (Result.PASS if fact.truth is test.value else Result.FAIL), fact.note
        case Operator.IN | Operator.NOT_IN:
            assert isinstance(test.value, frozenset)
            return _codes(test, test.value, fact)


def _less(day: date, fact: FactValue) -> tuple[Result, str]:
    if fact.when is None:
        return Result.UNKNOWN, "no date is told"
    match before(fact.when, day):
        case Answer.YES:
            return Result.PASS, f"{fact.when} is before {day}"
        case Answer.NO:
            return Result.FAIL, f"{fact.when} is not before {day}"
        case Answer.UNKNOWN:
            return Result.UNKNOWN, f"{fact.when} may be before {day} or not"


def _codes(test: Test, value: frozenset[str], fact: FactValue) -> tuple[Result, str]:
    if not fact.by_record:
        return Result.UNKNOWN, "nobody says"
    silent = test.unknown_if | ALWAYS_UNKNOWN
    told = {record: codes - silent for record, codes in fact.by_record.items()}
    told = {record: codes for record, codes in told.items() if codes}
    names = ", ".join(sorted({code for codes in fact.by_record.values() for code in codes}))
    if not told:
        return Result.UNKNOWN, f"{names}: does not settle it"
    several = test.field in SEVERAL
    hushed = any(codes & silent for codes in fact.by_record.values())
    if not several and hushed:
        return Result.UNKNOWN, f"{names}: does not settle it"
    if test.fail_if and any(codes & test.fail_if for codes in told.values()):
        if all(codes <= test.fail_if for codes in told.values()) and not hushed:
            return Result.FAIL, names
        return Result.UNKNOWN, f"{names}: sources differ"
    inside = [bool(codes & value) for codes in told.values()]
    if test.operator is Operator.NOT_IN:
        inside = [not one for one in inside]
    elif not several:
        inside = [codes <= value for codes in told.values()]
    if all(inside):
        return Result.PASS, names
    if not any(inside):
        if several and hushed and test.operator is Operator.IN:
            return Result.UNKNOWN, f"{names}: not all of it can be read"
        return Result.FAIL, names
    return Result.UNKNOWN, f"{names}: sources differ"
