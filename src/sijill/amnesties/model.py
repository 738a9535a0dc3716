"""Decrees, rules, and what an audit answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sijill.claims.statements import Statement
from sijill.persons.custody import Answer, Held
from sijill.persons.model import Interval


class Confidence(StrEnum):
    """How far the decree's text is known. Only a text that was read can cover anybody."""

    TEXT = "verified_text"
    SECONDARY = "verified_secondary"
    UNVERIFIED = "general_knowledge_unverified"


class Result(StrEnum):
    PASS = "pass"  # noqa: S105 (a rule's outcome)
    FAIL = "fail"
    UNKNOWN = "unknown"


class Effect(StrEnum):
    """What a failed rule does besides: nothing, only part of the case is amnestied, or there is no case at all."""

    NONE = "none"
    PARTIAL = "partial"
    NO_CASE = "no_case_to_amnesty"


class Operator(StrEnum):
    IN = "in"
    NOT_IN = "not_in"
    LESS = "lt"
    EQUAL = "eq"


class Field(StrEnum):
    """What a rule can ask of a person; ``facts`` reads each from the claims."""

    NATIONALITY = "nationality"
    OFFENCE_DATE = "offence_date"
    ARREST_DATE = "arrest_date"
    LEGAL_BASIS = "legal_basis"
    OFFENCE_CAUSED_DEATH = "offence_caused_death"
    OTHER_FELONY_CHARGE = "other_felony_charge"
    FOREIGN_TIES = "foreign_ties"


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """One rule. ``value`` is a set of codes, a day or a truth value, by ``operator``.

    ``fallback`` is asked when the field is not known; it can only pass: an arrest after the cut-off says nothing about
    the day of the offence.
    """

    id: str
    field: Field
    operator: Operator
    value: frozenset[str] | date | bool
    unknown_if: frozenset[str] = frozenset()
    fail_if: frozenset[str] = frozenset()
    fallback: "Test | None" = None
    effect: Effect = Effect.NONE
    basis: str = ""
    basis_ar: str = ""  # our translation


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One of the decree's words for what it covers, excludes or asks, with the codes it comes to, or why to none."""

    text: str
    role: str  # covers, excludes, conditions, partial, person_scope
    codes: tuple[str, ...]
    why: str
    text_ar: str = ""  # our translation
    why_ar: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decree:
    """One decree as data. ``rule_sets`` names rules by id; ``tests`` is empty where the text was not read."""

    id: str
    number: int
    year: int
    issued: date
    cutoff: date | None
    confidence: Confidence
    tokens: tuple[Token, ...]
    tests: tuple[Test, ...]
    rule_sets: Mapping[str, tuple[str, ...]]
    rule_set_notes: Mapping[str, str]
    rule_set_notes_ar: Mapping[str, str]
    note: str
    raw: Mapping[str, Any]

    @property
    def name(self) -> str:
        return f"LD {self.number}/{self.year}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FactValue:
    """What the claims say of one field, and which claims.

    ``by_record`` holds codes per record; ``when`` an interval; ``truth`` a yes or no. All empty: nobody says.
    """

    by_record: Mapping[str, frozenset[str]] | None = None
    when: Interval | None = None
    truth: bool | None = None
    statements: tuple[Statement, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleResult:
    """The answer to one rule for one person, the claims it rests on, and in words why."""

    rule: str
    result: Result
    statements: tuple[Statement, ...]
    why: str
    effect: Effect = Effect.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """Whether the person was released between the decree and the day of the audit, or the end of the old custody.

    ``days`` are the least and most days after the decree. ``linked_by``: authority, family, list or none.
    ``liberated``: freed when the prisons were opened, which is no release under any decree.
    """

    released: Answer
    types: tuple[str, ...] = ()
    decree: str = ""
    when: Interval | None = None
    days: tuple[int, int] | None = None
    linked_by: str = "none"
    liberated: bool = False
    died: bool = False
    statements: tuple[Statement, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """One person under one decree and rule set."""

    person_id: str
    covered: Answer
    partial: bool
    no_case: bool
    rules: tuple[RuleResult, ...]
    custody: Answer  # in State custody on the day of the decree
    held: Held  # and how sure that is
    release: Release
    fate: str  # "" or "fate_unknown" on the day of the audit
    groups: tuple[str, ...]  # women, child_at_arrest, palestinian, returnee, settled

    @property
    def finding(self) -> bool:
        """Covered by the text, in State custody when it was issued, and not released."""
        return (
            self.covered is Answer.YES and self.custody is Answer.YES and self.release.released is Answer.NO
        )
