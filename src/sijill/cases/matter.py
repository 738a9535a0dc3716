"""What a requirement is tested against: one person of a case on one day, with everything known about them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from sijill.cases.model import Answer, Finding, Procedure, Requirement, Result, Words
from sijill.claims.statements import Statement
from sijill.consents.model import Consent
from sijill.persons.model import Episode, Person
from sijill.persons.voices import Copies


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherCase:
    """Another case of the same person in this register; ``open`` until it reaches a final state."""

    id: str
    procedure: str
    state: str
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One person before one procedure. ``on`` is the day of sending, and so of receipt.

    ``holders``: the persons that now hold the records this one held when put into the case; ``added``: how many
    records came to the person since. ``consents`` are those about this person (``consents.model.about_person``).
    ``copies``: lists that are declared to repeat each other.
    """

    procedure: Procedure
    track: str
    case: str
    person: Person
    answers: Mapping[str, Answer]
    consents: Sequence[Consent]
    others: Sequence[OtherCase]
    holders: Sequence[str]
    added: int
    on: dt.date
    copies: Copies = field(default_factory=dict)

    def said(self, *properties: str) -> list[Statement]:
        """The claims of these properties, of the episode the case is about where they belong to one."""
        episode = self.episode
        records = None if episode is None else set(episode.records)
        return [
            one
            for one in self.person.statements
            if one.claim.prop in properties
            and (
                records is None
                or not one.claim.prop.startswith(("arrest.", "held."))
                or one.claim.record in records
            )
        ]

    @property
    def episode(self) -> Episode | None:
        """The last dated deprivation of liberty; an undated one when there is no other."""
        dated = [one for one in self.person.episodes if one.when is not None]
        if dated:
            return dated[-1]
        return self.person.episodes[-1] if self.person.episodes else None

    def value(self, field: str) -> Any:  # an answer: whatever JSON can hold
        found = self.answers.get(field)
        return None if found is None else found.value

    def refs(self, *fields: str) -> tuple[str, ...]:
        return tuple(self.answers[field].ref for field in fields if field in self.answers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a check found, before it is put beside its requirement. ``excluded``: what the consent leaves out."""

    result: Result
    why: Words
    claims: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    consents: tuple[str, ...] = ()
    warnings: tuple[Words, ...] = ()
    excluded: frozenset[str] = frozenset()

    def finding(self, requirement: Requirement, person: str) -> Finding:
        return Finding(
            requirement=requirement,
            person=person,
            result=self.result,
            why=self.why,
            claims=self.claims,
            answers=self.answers,
            consents=self.consents,
            warnings=self.warnings,
        )

    @classmethod
    def passed(cls, en: str, ar: str, **more: Any) -> Self:  # the other fields, as they are
        return cls(result=Result.PASS, why=Words(en=en, ar=ar), **more)

    @classmethod
    def failed(cls, en: str, ar: str, **more: Any) -> Self:
        return cls(result=Result.FAIL, why=Words(en=en, ar=ar), **more)

    @classmethod
    def unknown(cls, en: str, ar: str, **more: Any) -> Self:
        return cls(result=Result.UNKNOWN, why=Words(en=en, ar=ar), **more)


def refs_of(statements: Sequence[Statement]) -> tuple[str, ...]:
    """Claim ids: record, cell, property; as ``sijill person --json`` prints them."""
    return tuple(f"{one.claim.record}:{one.claim.locator}:{one.claim.prop}" for one in statements)
