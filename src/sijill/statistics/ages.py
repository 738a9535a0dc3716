"""Age groups at arrest, where birth and arrest are intervals and each may come from another record of the person."""

from collections.abc import Callable
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int64]

# The first age of each group; the first group are children (Convention on the Rights of the Child, article 1).
FIRST_AGES: Final = (0, 18, 30, 45, 60)
GROUPS: Final = ("0-17", "18-29", "30-44", "45-59", "60+")
UNKNOWN: Final = -1
CONTRADICTED: Final = -2
_OPEN_START: Final = np.int64(date(1, 1, 1).toordinal())
_OPEN_END: Final = np.int64(date(9999, 12, 31).toordinal())


def combine(birth: tuple[Codes, Codes], arrest: tuple[Codes, Codes]) -> Callable[[Codes, int], Codes]:
    """Days as ordinals (first, last) per record, below 0 = open. The result takes the person of each record and the
    number of persons, and gives an age group per person.

    A group is given when the whole interval of ages lies in it. Births that no day can satisfy are contradicted;
    arrests that differ are two arrests, and the first counts.
    """

    def of_persons(place: Codes, persons: int) -> Codes:
        born_first, born_last = _within(birth, place, persons)
        taken_first, taken_last = _earliest(arrest, place, persons)
        known = (born_first > _OPEN_START) & (born_last < _OPEN_END)
        known &= (taken_first > _OPEN_START) & (taken_last < _OPEN_END)
        groups = np.full(persons, UNKNOWN, dtype=np.int64)
        youngest = _group(born_last[known], taken_first[known])
        oldest = _group(born_first[known], taken_last[known])
        groups[known] = np.where(youngest == oldest, youngest, UNKNOWN)
        groups[(born_first > born_last)] = CONTRADICTED
        return groups

    return of_persons


def _within(days: tuple[Codes, Codes], place: Codes, persons: int) -> tuple[Codes, Codes]:
    """Per person the days that all records allow."""
    first, last = np.full(persons, _OPEN_START), np.full(persons, _OPEN_END)
    np.maximum.at(first, place, np.where(days[0] < 0, _OPEN_START, days[0]))
    np.minimum.at(last, place, np.where(days[1] < 0, _OPEN_END, days[1]))
    return first, last


def _earliest(days: tuple[Codes, Codes], place: Codes, persons: int) -> tuple[Codes, Codes]:
    """Per person the bounds of the first arrest that is known on both sides."""
    first, last = np.full(persons, _OPEN_END), np.full(persons, _OPEN_END)
    known = (days[0] >= 0) & (days[1] >= 0)
    np.minimum.at(first, place[known], days[0][known])
    np.minimum.at(last, place[known], days[1][known])
    return first, last


def _group(born: Codes, taken: Codes) -> Codes:
    """The group of whole years lived; a day before birth counts as age 0."""
    ages = np.array(
        [
            _age(date.fromordinal(b), date.fromordinal(t))
            for b, t in zip(born.tolist(), taken.tolist(), strict=True)
        ],
        dtype=np.int64,
    )
    groups: Codes = np.searchsorted(np.array(FIRST_AGES), ages, side="right").astype(np.int64) - 1
    return groups


def _age(born: date, taken: date) -> int:
    return max(taken.year - born.year - ((taken.month, taken.day) < (born.month, born.day)), 0)
