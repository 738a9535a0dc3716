"""What one organisation has heard of one person, with the gaps, delays and mistakes of that organisation.

A source knows an outcome only after it became known, and some sources never update. A mistaken birth year or
a status that another source contradicts is a contradiction that the register has to keep, so each is flagged
in the truth.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import Enum

from tools.invent.chance import Chance
from tools.invent.lives import FALL, Circumstance, Episode, Life, Outcome
from tools.invent.people import Person
from tools.invent.places_tables import Town


class Precision(Enum):
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    date: dt.date
    precision: Precision


class Fate(Enum):
    """What a source says of a person, in one word."""

    DETAINED = "detained"
    DISAPPEARED = "disappeared"
    RELEASED = "released"
    DIED = "died"
    EXECUTED = "executed"
    FREED = "freed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """Shares of rows in which a fact is missing, coarse or wrong."""

    as_of: dt.date
    no_birth: float
    birth_year_only: float
    birth_wrong: float = 0.02
    no_mother: float = 0.3
    no_grandfather: float = 0.3
    no_arrest_date: float = 0.08
    arrest_month_only: float = 0.15
    arrest_year_only: float = 0.08
    arrest_shifted: float = 0.08  # a few weeks off: the day somebody noticed
    no_facility: float = 0.3
    no_agency: float = 0.4
    stale: float = 0.15  # never heard of the outcome
    status_wrong: float = 0.015
    no_status: float = 0.05
    place_of_arrest_for_origin: float = 0.0
    no_town: float = 0.1


@dataclass(slots=True, kw_only=True)
class Heard:
    """One row before it is written. None: the source does not say."""

    person: Person
    episode: Episode
    birth: Day | None
    arrest: Day | None
    mother: bool
    grandfather: bool
    town: Town | None
    governorate: str
    agency: str | None
    facility: str | None
    circumstance: Circumstance | None
    fate: Fate | None
    died: Day | None
    released: dt.date | None
    by_notice: bool
    flags: set[str] = field(default_factory=set)


def hear(life: Life, gaps: Gaps, chance: Chance) -> Heard:
    person = life.person
    known = [e for e in life.episodes if e.arrest < gaps.as_of]
    episode = known[-1] if known and chance.happens(0.75) else (known or list(life.episodes))[0]
    flags = {"second_arrest"} if len(life.episodes) > 1 else set()
    fate, wrong = _fate(episode, gaps, chance)
    if wrong:
        flags.add("status_differs")
    town = episode.place if chance.happens(gaps.place_of_arrest_for_origin) else person.town
    dead = fate in {Fate.DIED, Fate.EXECUTED} and episode.outcome in {Outcome.DIED, Outcome.EXECUTED}
    last = episode.stays[-1 if chance.happens(0.7) else chance.below(len(episode.stays))]
    return Heard(
        person=person,
        episode=episode,
        birth=_birth(person, gaps, flags, chance),
        arrest=_arrest(episode, gaps, flags, chance),
        mother=not chance.happens(gaps.no_mother),
        grandfather=not chance.happens(gaps.no_grandfather),
        town=None if chance.happens(gaps.no_town) else town,
        governorate=town.governorate,
        agency=None if chance.happens(gaps.no_agency) else episode.agency,
        facility=None if chance.happens(gaps.no_facility) else last.facility,
        circumstance=episode.circumstance if chance.happens(0.6) else None,
        fate=None if chance.happens(gaps.no_status) else fate,
        died=_death(episode, chance) if dead else None,
        released=episode.outcome_date
        if fate is Fate.RELEASED and episode.outcome is Outcome.RELEASED
        else None,
        by_notice=dead and episode.by_notice,
        flags=flags,
    )


def _birth(person: Person, gaps: Gaps, flags: set[str], chance: Chance) -> Day | None:
    if chance.happens(gaps.no_birth):
        return None
    date = person.birth
    if chance.happens(gaps.birth_wrong):
        flags.add("birth_differs")
        date = date.replace(year=date.year + chance.pick((-10, -3, -2, -1, 1, 2, 3, 10)))
    return Day(date=date, precision=Precision.YEAR if chance.happens(gaps.birth_year_only) else Precision.DAY)


def _arrest(episode: Episode, gaps: Gaps, flags: set[str], chance: Chance) -> Day | None:
    if chance.happens(gaps.no_arrest_date):
        return None
    date = episode.arrest
    if chance.happens(gaps.arrest_shifted):
        flags.add("inexactdate")
        date += dt.timedelta(days=chance.pick((-30, -14, -7, -2, -1, 1, 2, 7, 14, 30, 60)))
    if chance.happens(gaps.arrest_month_only):
        return Day(date=date, precision=Precision.MONTH)
    if chance.happens(gaps.arrest_year_only):
        return Day(date=date, precision=Precision.YEAR)
    return Day(date=date, precision=Precision.DAY)


def _death(episode: Episode, chance: Chance) -> Day | None:
    if episode.outcome_date is None or chance.happens(0.3):
        return None
    return Day(date=episode.outcome_date, precision=Precision.DAY if chance.happens(0.6) else Precision.MONTH)


def _fate(episode: Episode, gaps: Gaps, chance: Chance) -> tuple[Fate, bool]:
    """The fate as this source tells it, and whether it is a plain mistake rather than late news."""
    if chance.happens(gaps.status_wrong):
        return (Fate.RELEASED if episode.outcome is not Outcome.RELEASED else Fate.DIED), True
    known = (
        episode.outcome_known is not None
        and episode.outcome_known <= gaps.as_of
        and not chance.happens(gaps.stale)
    )
    if not known:
        if gaps.as_of > FALL:
            return (Fate.DISAPPEARED if chance.happens(0.7) else Fate.UNKNOWN), False
        long_ago = (gaps.as_of - episode.arrest).days > 365
        return (Fate.DISAPPEARED if long_ago and chance.happens(0.6) else Fate.DETAINED), False
    match episode.outcome:
        case Outcome.RELEASED:
            return Fate.RELEASED, False
        case Outcome.FREED:
            return Fate.FREED, False
        case Outcome.EXECUTED:
            return (Fate.EXECUTED if chance.happens(0.6) else Fate.DIED), False
        case Outcome.DIED | Outcome.DISAPPEARED:
            return Fate.DIED, False
