"""A person as a page shows one: everything said, what agrees, what does not, and when things happened."""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sijill.claims.statements import Statement


class Axis(StrEnum):
    """The five independent axes of a status; none of them overwrites another."""

    LIFE = "life"
    CUSTODY = "custody"
    ACKNOWLEDGEMENT = "acknowledgement"
    WHEREABOUTS = "whereabouts"
    LEGAL = "legal"


class Kind(StrEnum):
    """What happened, in the order in which things of one day are told."""

    BIRTH = "birth"
    ARREST = "arrest"
    HELD = "held"
    SIGHTING = "sighting"
    RELEASE = "release"
    DEATH = "death"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Inclusive days; None where that end is open."""

    start: date | None
    end: date | None

    @property
    def width(self) -> float:
        """Days from the first to the last; infinite where an end is open."""
        return (self.end - self.start).days if self.start and self.end else math.inf

    def meets(self, other: "Interval", *, slack_days: int = 0) -> bool:
        """Whether both can be true of one day, give or take ``slack_days``."""
        return not (_after(self.start, other.end, slack_days) or _after(other.start, self.end, slack_days))

    def __str__(self) -> str:
        """A day, month or year where the interval is just that; else ISO 8601-2, open ends as two dots."""
        if self.start is None or self.end is None:
            return f"{self.start or '..'}/{self.end or '..'}"
        after = self.end + timedelta(days=1)
        months = (after.year - self.start.year) * 12 + after.month - self.start.month
        whole_months = self.start.day == after.day == 1
        if self.start == self.end:
            return str(self.start)
        if whole_months and months == 1:
            return f"{self.start:%Y-%m}"
        if whole_months and months == 12 and self.start.month == 1:
            return f"{self.start:%Y}"
        return f"{self.start}/{self.end}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of a fact: statements that can all be true at once. ``text`` is the reading they share."""

    text: str
    statements: tuple[Statement, ...]

    @property
    def lists(self) -> tuple[str, ...]:
        return tuple(sorted({statement.claim.list_id for statement in self.statements}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One property of a person. More than one version is a contradiction, and all versions stay."""

    prop: str
    versions: tuple[Version, ...]

    @property
    def contradicted(self) -> bool:
        return len(self.versions) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusStatement:
    """What one organisation says on one axis. Nobody has verified it unless ``verification`` says so."""

    axis: Axis
    code: str
    claimant: str
    as_of: str
    basis: Statement
    verification: str = "unverified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """One axis: all statements, the latest first; ``contested`` when they cannot all be true."""

    axis: Axis
    statements: tuple[StatusStatement, ...]
    contested: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A dated thing that happened, as said by one source."""

    kind: Kind
    when: Interval
    place: str
    actor: str
    statements: tuple[Statement, ...]
    ambiguous: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """One deprivation of liberty: how it began, where the person was held, how it ended. ``when`` is its arrest."""

    when: Interval | None
    events: tuple[Event, ...]
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A hypothesis: these records are one person. ``asked`` is the id that led here, which may be an older one."""

    id: str
    asked: str
    names: tuple[str, ...]
    records: tuple[str, ...]
    lists: tuple[str, ...]
    statements: tuple[Statement, ...]
    facts: tuple[Fact, ...]
    statuses: tuple[Status, ...]
    episodes: tuple[Episode, ...]
    timeline: tuple[Event, ...]

    @property
    def contradictions(self) -> tuple[Fact, ...]:
        return tuple(fact for fact in self.facts if fact.contradicted)


def _after(start: date | None, end: date | None, slack_days: int) -> bool:
    return start is not None and end is not None and (start - end).days > slack_days
