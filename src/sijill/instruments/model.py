"""Instruments and what is counted of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Indicator(StrEnum):
    HELD_AT = "held_at"
    VIOLATIONS = "post_resolution_violations"
    REQUESTS = "requests_unanswered"
    PLACES = "places_named"
    ACKNOWLEDGED = "acknowledged"


class Group(StrEnum):
    """Whom a resolution names; somebody belongs to one only when a claim says so."""

    WOMEN = "women"
    CHILDREN = "children"
    OLDER = "older"
    SICK = "sick"
    WOUNDED = "wounded"
    UN_STAFF = "un_staff"
    JOURNALISTS = "journalists"


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """One demand, in our own words. ``mark``: V seen in a source, K general knowledge."""

    id: str
    paragraph: str
    gist: Mapping[str, str]
    indicators: tuple[Indicator, ...]
    groups: tuple[Group, ...]
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    id: str
    body: str
    kind: str
    title: Mapping[str, str]
    adopted: date
    mark: str
    note: Mapping[str, str]
    obligations: tuple[Obligation, ...]

    @property
    def groups(self) -> tuple[Group, ...]:
        return tuple(dict.fromkeys(group for one in self.obligations for group in one.groups))

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        return tuple(dict.fromkeys(what for one in self.obligations for what in one.indicators))


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A written request to an authority, from the log of cases. ``answered`` is None while nobody replied."""

    id: str
    sent: date
    answered: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A request without a reply on the day of the report, and for how many days; or answered late by so many."""

    request: Request
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How many were held by the State on one day. Nobody is counted twice; ``unknown`` is never part of the others."""

    certain: int = 0
    presumed: int = 0
    unknown: int = 0
    fate_unknown: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """Persons to whom it happened after the adoption: for sure, or as far as the dates leave open."""

    sure: int
    possible: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """All indicators of one instrument. ``held`` by day; ``groups``: on adoption, and on the day of the report."""

    instrument: Instrument
    as_of: date
    persons: int
    held: Mapping[date, Standing]
    groups: Mapping[Group, tuple[Standing, Standing]]
    arrests: Happened
    deaths: Happened
    waiting: tuple[Waiting, ...]
    no_reply_claimed: int
    places: int
    acknowledged: Mapping[str, int]
