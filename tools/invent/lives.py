"""What happened to each invented person: one or two deprivations of liberty, each a chain of places with an
outcome.

Detention is a chain (a local lock-up, a branch in Damascus, the military police, a prison), and an outcome
becomes known later than it happens, sometimes much later: death notices came to the civil registries from
2018 on.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum

from tools.invent.chance import Chance
from tools.invent.custody_tables import CENTRAL, LOCAL, NON_STATE, NON_STATE_REACH, PRISONS
from tools.invent.people import Person
from tools.invent.places_tables import TOWNS, Town

FALL = dt.date(
    2024, 12, 8
)  # the prisons were opened; nobody is "still held" by the former government after this day


class Outcome(Enum):
    RELEASED = "released"
    DIED = "died"
    EXECUTED = "executed"
    DISAPPEARED = "disappeared"  # nothing is known since the last place
    FREED = "freed"  # the prison was opened


class Circumstance(Enum):
    CHECKPOINT = "checkpoint"
    HOME_RAID = "home_raid"
    STREET = "street"
    WORKPLACE = "workplace"
    UNIVERSITY = "university_school"
    DEMONSTRATION = "demonstration"
    SUMMONS = "summons"
    BORDER = "border"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    facility: str
    since: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """`outcome_known` is the first day on which anybody outside could know of the outcome."""

    number: int
    arrest: dt.date
    place: Town
    agency: str
    circumstance: Circumstance
    stays: tuple[Stay, ...]
    outcome: Outcome
    outcome_date: dt.date | None
    outcome_known: dt.date | None
    by_notice: bool  # the death became known by a notice of the civil registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    person: Person
    episodes: tuple[Episode, ...]


_YEARS = (2011, 2012, 2013, 2014, 2015, 2016, 2017, 2018, 2019, 2020, 2021, 2022, 2023)
_YEAR_WEIGHTS = (16, 26, 22, 13, 7, 5, 3, 3, 2, 1, 1, 1, 1)
SECOND_ARREST = 0.16  # of those released from a first one


def life(person: Person, chance: Chance) -> Life:
    first = _episode(person, 1, _arrest_date(person, chance), chance)
    episodes = [first]
    freed = first.outcome_date if first.outcome is Outcome.RELEASED else None
    if freed is not None and freed < dt.date(2020, 1, 1) and chance.happens(SECOND_ARREST):
        episodes.append(_episode(person, 2, _later(freed, chance, 90, 1400), chance))
    return Life(person=person, episodes=tuple(episodes))


def _arrest_date(person: Person, chance: Chance) -> dt.date:
    """Nobody is arrested before the age of thirteen here."""
    while True:
        year = chance.weighted(_YEARS, _YEAR_WEIGHTS)
        month = chance.between(4 if year == 2011 else 1, 12)
        if year - person.birth.year > 13:
            return dt.date(year, month, chance.between(1, 28))


def _episode(person: Person, number: int, arrest: dt.date, chance: Chance) -> Episode:
    away = chance.happens(0.3)
    place = chance.weighted(TOWNS, [town.weight for town in TOWNS]) if away else person.town
    agency = _agency(place, arrest, chance)
    stays = _chain(agency, place, arrest, person.woman, chance)
    outcome = _outcome(agency, stays, arrest, chance)
    when, known, notice = _outcome_dates(outcome, stays[-1].since, chance)
    if when is not None and when > FALL and outcome is not Outcome.FREED:
        outcome, when, known, notice = Outcome.DISAPPEARED, None, None, False
    return Episode(
        number=number,
        arrest=arrest,
        place=place,
        agency=agency,
        circumstance=_circumstance(person, chance),
        stays=stays,
        outcome=outcome,
        outcome_date=when,
        outcome_known=known,
        by_notice=notice,
    )


def _agency(place: Town, arrest: dt.date, chance: Chance) -> str:
    for body, (reach, first, last) in NON_STATE_REACH.items():
        if place.governorate in reach and first <= arrest.year <= last and chance.happens(0.3):
            return body
    return chance.weighted(("mid", "afid", "gid", "psd"), (46, 26, 18, 10))


def _circumstance(person: Person, chance: Chance) -> Circumstance:
    if person.trade.startswith("طالب") and chance.happens(0.4):
        return Circumstance.UNIVERSITY
    kinds = (Circumstance.CHECKPOINT, Circumstance.HOME_RAID, Circumstance.STREET, Circumstance.WORKPLACE)
    rarer = (Circumstance.DEMONSTRATION, Circumstance.SUMMONS, Circumstance.BORDER)
    return chance.early(kinds + rarer, 1.0)


def _chain(agency: str, place: Town, arrest: dt.date, woman: bool, chance: Chance) -> tuple[Stay, ...]:
    if agency in NON_STATE:
        return (Stay(facility=chance.pick(NON_STATE[agency]), since=arrest),)
    stays = []
    day = arrest
    local = LOCAL[agency].get(place.governorate)
    if local is not None:
        stays.append(Stay(facility=chance.pick(local), since=day))
    if not stays or chance.happens(0.55):
        day = _later(day, chance, 3, 60) if stays else day
        central = chance.pick(CENTRAL[agency])
        if not stays or stays[-1].facility != central:
            stays.append(Stay(facility=central, since=day))
    if chance.happens(0.5):
        day = _later(day, chance, 20, 240)
        if chance.happens(0.2):
            stays.append(Stay(facility="mp-qaboun", since=day))
            day = _later(day, chance, 5, 40)
        prison = "adra-women" if woman else chance.weighted(PRISONS, (48, 26, 7, 6, 5, 5, 3))
        stays.append(Stay(facility=prison, since=day))
    return tuple(stays)


def _outcome(agency: str, stays: tuple[Stay, ...], arrest: dt.date, chance: Chance) -> Outcome:
    outcomes = (Outcome.RELEASED, Outcome.DIED, Outcome.EXECUTED, Outcome.DISAPPEARED, Outcome.FREED)
    if agency in NON_STATE:
        return chance.weighted(outcomes, (40, 5, 12, 43, 0))
    if stays[-1].facility == "sednaya":
        return chance.weighted(outcomes, (16, 22, 16, 40, 6 if arrest.year > 2015 else 1))
    if stays[-1].facility in PRISONS or stays[-1].facility == "adra-women":
        return chance.weighted(outcomes, (72, 6, 1, 15, 6 if arrest.year > 2014 else 1))
    return chance.weighted(outcomes, (34, 16, 1, 49, 0))


def _outcome_dates(
    outcome: Outcome, last_move: dt.date, chance: Chance
) -> tuple[dt.date | None, dt.date | None, bool]:
    """The day of the outcome, the day it could be known, and whether a death notice brought it."""
    match outcome:
        case Outcome.RELEASED:
            day = _later(last_move, chance, 10, 1500 if chance.happens(0.4) else 300)
            return day, day, False
        case Outcome.FREED:
            return FALL, FALL, False
        case Outcome.DISAPPEARED:
            return None, None, False
        case Outcome.DIED | Outcome.EXECUTED:
            day = _later(last_move, chance, 15, 700)
            notice = chance.happens(0.5)
            known = (
                max(_later(day, chance, 20, 400), dt.date(2018, 7, 1))
                if notice
                else _later(day, chance, 20, 900)
            )
            return day, known, notice


def _later(day: dt.date, chance: Chance, least: int, most: int) -> dt.date:
    return day + dt.timedelta(days=chance.between(least, most))
