"""Reported, documented, imputed, estimated: four numbers that are never mixed, and never without an as-of date.

Pure functions on arrays. A record carries the list it came from and, per dimension, a code of what it says (negative =
says nothing). A partition is one label per record: same label, same person.

The linkage interval runs from what sampled partitions give, less the links that no partition can hold because the
pair was never compared or scored far too low (the linkage's own expectation of what it missed, taken twice since
nobody checked it), to the upper end of the partitions.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sijill.errors import InputError
from sijill.statistics.mse.table import InclusionTable, from_partition

FEWEST_PARTITIONS: Final = 20
UNCHECKED: Final = 2.0  # how many times the linkage's own expectation of missed links is allowed for
Codes = NDArray[np.int64]
Combine = Callable[[Codes, int], Codes]  # person of each record, number of persons -> a code per person


class Missing(StrEnum):
    """Why a person has no value; each is a row of its own and none is a zero."""

    UNKNOWN = "unknown"  # no record of the person says anything
    CONTRADICTED = "contradicted"  # the person's records disagree


UNKNOWN_CODE: Final = -1
CONTRADICTED_CODE: Final = -2
Value = str | Missing


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Records:
    """One entry per record in every array. ``dimensions``: name → codes into ``values[name]``, negative = says nothing.

    ``combined``: dimensions that a rule of their own makes of all that a person's records say; every other is what
    the records agree on. Records of arrests after the as-of date are the caller's to leave out.
    """

    lists: tuple[str, ...]
    list_of: Codes
    dimensions: Mapping[str, Codes]
    values: Mapping[str, tuple[str, ...]]
    combined: Mapping[str, Combine] = field(default_factory=dict)

    def __post_init__(self) -> None:
        lengths = {len(self.list_of), *(len(codes) for codes in self.dimensions.values())}
        if len(lengths) > 1:
            raise InputError(f"record columns of different lengths: {sorted(lengths)}")

    def of_persons(self, name: str, labels: Codes) -> Codes:
        """A code per person, in the order of ``np.unique(labels)``: a value, unknown or contradicted."""
        if name in self.combined:
            persons, place = np.unique(labels, return_inverse=True)
            return self.combined[name](place, len(persons))
        return person_values(labels, self.dimensions[name])[1]

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.dimensions, *self.combined)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Bounds in whole people: 2.5 and 97.5 % over partitions or imputations, see the module for the linkage's."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One row of a tally. ``documented`` counts the register's own partition, ``linkage`` its interval over others.

    ``imputed`` is the mean over imputations of the register's own partition (None where nothing was imputed; 0 for
    unknown strata, whose people have been spread); its interval is over imputations of sampled partitions, so that it
    holds both doubts. ``estimated`` is filled in only from an estimate whose verdict allowed it.
    """

    stratum: tuple[Value, ...]
    reported: int
    documented: int
    linkage: Interval | None
    lists: int
    imputed: float | None = None
    imputed_interval: Interval | None = None
    estimated: Interval | None = None
    estimated_median: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """``missing_share``: of the documented people, how many have no value in at least one dimension."""

    by: tuple[str, ...]
    as_of: date
    event: str
    cells: tuple[Cell, ...]
    total: Cell
    missing_share: float
    partitions: int
    notes: tuple[str, ...]


def person_values(labels: Codes, said: Codes) -> tuple[Codes, Codes]:
    """Distinct labels, and per label what its records agree on, `UNKNOWN_CODE` or `CONTRADICTED_CODE`."""
    persons, place = np.unique(labels, return_inverse=True)
    values = np.full(len(persons), UNKNOWN_CODE, dtype=np.int64)
    speaks = said >= 0
    if speaks.any():
        lowest = np.full(len(persons), np.iinfo(np.int64).max)
        highest = np.full(len(persons), -1, dtype=np.int64)
        np.minimum.at(lowest, place[speaks], said[speaks])
        np.maximum.at(highest, place[speaks], said[speaks])
        values = np.where(highest < 0, UNKNOWN_CODE, np.where(lowest == highest, highest, CONTRADICTED_CODE))
    return persons, values


def count_strata(records: Records, by: Sequence[str], labels: Codes) -> dict[tuple[int, ...], int]:
    """People per combination of codes under one partition."""
    _, first = np.unique(labels, return_index=True)
    if not by:
        return {(): len(first)}
    columns = np.column_stack([records.of_persons(name, labels) for name in by])
    found, people = np.unique(columns, axis=0, return_counts=True)
    return {tuple(row): int(count) for row, count in zip(found.tolist(), people.tolist(), strict=True)}


def tally(
    records: Records,
    by: Sequence[str],
    partition: Codes,
    *,
    as_of: date,
    event: str = "arrest",
    sampled: Sequence[Codes] = (),
    missed: float = 0.0,
    imputed: Sequence[Mapping[str, Codes]] = (),
    imputed_sampled: Sequence[Mapping[str, Codes]] = (),
) -> Tally:
    """One cell per combination of values, unknown and contradicted included, in order of codes; then the total.

    ``sampled``: partitions from the linker, at least 20 for an interval; ``missed``: links it expects to have missed,
    per link it made. ``imputed``: replicates of the person-level codes of ``partition`` (in the order of
    ``np.unique(partition)``) with the missing ones filled in; ``imputed_sampled``: one such of each sampled partition.
    """
    _check_dimensions(records, by)
    notes = []
    if sampled and len(sampled) < FEWEST_PARTITIONS:
        raise InputError(
            f"{len(sampled)} sampled partitions",
            remedy=f"Sample at least {FEWEST_PARTITIONS} for a linkage interval.",
        )
    if not sampled:
        notes.append("no partitions were sampled: the documented number carries no linkage interval")
    documented = count_strata(records, by, partition)
    over = [count_strata(records, by, labels) for labels in sampled]
    filled = [_count_rows(replicate, by) for replicate in imputed]
    spread = [_count_rows(replicate, by) for replicate in imputed_sampled] or filled
    keys = sorted(set(documented).union(*over, *filled, *spread), key=_values_first)
    reported, lists = _reported(records, by, partition)
    unlinked = {key: UNCHECKED * missed * (reported.get(key, 0) - documented.get(key, 0)) for key in keys}
    cells = [
        Cell(
            stratum=tuple(_value(records, name, code) for name, code in zip(by, key, strict=True)),
            reported=reported.get(key, 0),
            documented=documented.get(key, 0),
            linkage=_interval([each.get(key, 0) for each in over], less=unlinked[key]),
            lists=lists.get(key, 0),
            imputed=float(np.mean([each.get(key, 0) for each in filled])) if filled else None,
            imputed_interval=_interval([each.get(key, 0) for each in spread], less=unlinked[key]),
        )
        for key in keys
    ]
    people = sum(documented.values())
    missing = sum(count for key, count in documented.items() if any(code < 0 for code in key))
    total = Cell(
        stratum=(),
        reported=len(records.list_of),
        documented=people,
        linkage=_interval(
            [sum(each.values()) for each in over],
            less=UNCHECKED * missed * (len(records.list_of) - people),
        ),
        lists=len(np.unique(records.list_of)),
        imputed=float(people) if filled else None,
    )
    return Tally(
        by=tuple(by),
        as_of=as_of,
        event=event,
        cells=tuple(cells),
        total=total,
        missing_share=missing / people if people else 0.0,
        partitions=len(sampled),
        notes=tuple(notes),
    )


def inclusion_tables(
    records: Records,
    by: Sequence[str],
    labels: Codes,
    *,
    merge: Mapping[str, str] | None = None,
    filled: Mapping[str, Codes] | None = None,
) -> dict[tuple[Value, ...], InclusionTable]:
    """The table an estimate sees, per combination of values under one partition; ``merge`` as in `from_partition`.

    ``filled``: codes per person with what is unknown filled in, instead of what the records say.
    """
    _check_dimensions(records, by)
    persons, place = np.unique(labels, return_inverse=True)
    columns = [records.of_persons(name, labels) if filled is None else filled[name] for name in by]
    keys = np.column_stack(columns) if by else np.zeros((len(persons), 0), dtype=np.int64)
    found, group = np.unique(keys, axis=0, return_inverse=True)
    tables = {}
    for number, key in enumerate(found.tolist()):
        inside = group.ravel()[place] == number
        stratum = tuple(_value(records, name, code) for name, code in zip(by, key, strict=True))
        tables[stratum] = from_partition(labels[inside], records.list_of[inside], records.lists, merge=merge)
    return tables


def _check_dimensions(records: Records, by: Sequence[str]) -> None:
    for name in by:
        if name not in records.names:
            raise InputError(f"no dimension {name!r}", remedy=f"There are: {', '.join(records.names)}.")


def _values_first(key: tuple[int, ...]) -> tuple[tuple[bool, int], ...]:
    """Known values in order of code, then unknown, then contradicted."""
    return tuple((code < 0, abs(code)) for code in key)


def _value(records: Records, name: str, code: int) -> Value:
    match code:
        case -1:
            return Missing.UNKNOWN
        case -2:
            return Missing.CONTRADICTED
        case _:
            return records.values[name][code]


def _reported(
    records: Records, by: Sequence[str], labels: Codes
) -> tuple[dict[tuple[int, ...], int], dict[tuple[int, ...], int]]:
    """Records per stratum of the person they belong to, and how many lists they come from."""
    _, place = np.unique(labels, return_inverse=True)
    columns = [records.of_persons(name, labels)[place] for name in by]
    keys = (
        np.column_stack([*columns, records.list_of])
        if len(labels)
        else np.zeros((0, len(by) + 1), dtype=np.int64)
    )
    found, count = np.unique(keys, axis=0, return_counts=True)
    reported: dict[tuple[int, ...], int] = {}
    lists: dict[tuple[int, ...], int] = {}
    for row, number in zip(found.tolist(), count.tolist(), strict=True):
        key = tuple(row[:-1])
        reported[key] = reported.get(key, 0) + number
        lists[key] = lists.get(key, 0) + 1
    return reported, lists


def _count_rows(replicate: Mapping[str, Codes], by: Sequence[str]) -> dict[tuple[int, ...], int]:
    columns = np.column_stack([replicate[name] for name in by])
    found, people = np.unique(columns, axis=0, return_counts=True)
    return {tuple(row): int(count) for row, count in zip(found.tolist(), people.tolist(), strict=True)}


def _interval(counts: Sequence[int], *, less: float = 0.0) -> Interval | None:
    """Quantiles rounded outwards, for half a person may not be claimed; the lower end further down by ``less``."""
    if not counts:
        return None
    low, high = np.quantile(counts, (0.025, 0.975))
    return Interval(low=float(max(np.floor(low - less), 0)), high=float(np.ceil(high)))
