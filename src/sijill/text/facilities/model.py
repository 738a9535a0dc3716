"""What a facility reader returns."""

from dataclasses import dataclass
from datetime import date
from enum import Enum


class Mark(Enum):
    """How far a row of the facility table has been confirmed; carried with the data wherever it is shown."""

    SOURCED = "V"  # every statement of the row names a published source
    PARTLY = "V, K"  # some statements name a source, others are general knowledge
    GENERAL_KNOWLEDGE = "K"  # general knowledge, unverified
    GENERIC = "generic"  # no place: "a checkpoint", "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facility:
    """One row of the facility table. `governorate` is a p-code; `parent` the facility it is a part of."""

    id: str
    name_en: str
    name_ar: str
    aliases: tuple[str, ...]
    kind: str
    agency: str
    governorate: str | None
    parent: str | None
    notes: str
    sources: tuple[str, ...]
    mark: Mark

    @property
    def verified(self) -> bool:
        """True only when nothing in the row rests on general knowledge."""
        return self.mark is Mark.SOURCED


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A detaining body. `active_from` and `active_to` as in the table: a year, a month or a day, or empty."""

    id: str
    name_en: str
    name_ar: str
    aliases: tuple[str, ...]
    kind: str
    parent: str | None
    active_from: str
    active_to: str
    notes: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class FacilityCandidate:
    """`id` is that of a facility, or of an actor when an agency was read."""

    id: str
    name_en: str
    name_ar: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FacilityReading:
    """What a writing may name; `resolved` only when one reading is safe. `codes`: what a comparison may use, as
    for places.
    """

    original: str
    candidates: tuple[FacilityCandidate, ...] = ()
    resolved: str | None = None
    codes: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainLink:
    """One step up the chain of command; `is_actor` tells agencies and ministries from buildings."""

    id: str
    name_en: str
    name_ar: str
    is_actor: bool
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """Who controlled a facility on a day. `actor` is None when the data do not say; `since` and `until` bound
    what they say.
    """

    facility: str
    on: date
    actor: str | None
    since: date | None
    until: date | None
    mark: Mark | None
    source: str | None
    note: str
