"""From a register to arrays: which record is on which list, what it says, and which person it belongs to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sijill.linkage import partitions
from sijill.statistics import ages, status
from sijill.statistics.counts import Stratum, persons_by_number, said
from sijill.statistics.tally import UNKNOWN_CODE, Records
from sijill.tables import parquet
from sijill.tables.register import Register

SAMPLED: Final = "partitions.parquet"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Histories:
    """``partition[i]``: the person of record ``record_ids[i]``, an index into ``person_ids``.

    ``sampled``: plausible partitions of the same records, one row each, drawn by the linkage.
    """

    records: Records
    partition: NDArray[np.int64]
    sampled: NDArray[np.int64]
    record_ids: tuple[str, ...]
    person_ids: tuple[str, ...]


def read_histories(register: Register, by: Sequence[Stratum], *, as_of: date) -> Histories:
    """Records of arrests that may have begun by ``as_of``, in order of record id; lists in order of id."""
    table = said(register, by, as_of=as_of)
    lists, list_of = _encode(table["list_id"])
    person_ids, persons = _encode(table["person_id"])
    records = Records(lists=lists, list_of=list_of, dimensions={}, values={})
    for one in by:
        records = _with(records, one, table)
    return Histories(
        records=records,
        partition=persons,
        sampled=_sampled(register, table["number"].to_numpy()),
        record_ids=tuple(table["record_id"].to_pylist()),
        person_ids=person_ids,
    )


def _sampled(register: Register, number: NDArray[np.int64]) -> NDArray[np.int64]:
    _, published = _encode(persons_by_number(register)["person_id"])
    drawn = partitions.expand(parquet.read(register.derived / SAMPLED), published)
    labels: NDArray[np.int64] = drawn[:, number].astype(np.int64)
    return labels


def _with(records: Records, one: Stratum, table: pa.Table) -> Records:
    """The records with one dimension more."""
    name = one.value
    match one:
        case Stratum.STATUS:
            values: tuple[str, ...] = tuple(status.STATUSES)
            return _combined(records, name, values, _status(table["codes"]))
        case Stratum.AGE_GROUP:
            days = [
                _days(table[column]) for column in ("birth_start", "birth_end", "arrest_start", "arrest_end")
            ]
            return _combined(records, name, ages.GROUPS, ages.combine((days[0], days[1]), (days[2], days[3])))
        case _:
            values, codes = _encode(table[name])
            return replace(
                records,
                dimensions={**records.dimensions, name: codes},
                values={**records.values, name: values},
            )


def _combined(
    records: Records,
    name: str,
    values: tuple[str, ...],
    rule: Callable[[NDArray[np.int64], int], NDArray[np.int64]],
) -> Records:
    return replace(
        records, combined={**records.combined, name: rule}, values={**records.values, name: values}
    )


def _status(codes: pa.ChunkedArray) -> Callable[[NDArray[np.int64], int], NDArray[np.int64]]:
    masks = np.array([status.mask(said or ()) for said in codes.to_pylist()], dtype=np.int64)
    outcome = status.status_of_mask()

    def of_persons(place: NDArray[np.int64], persons: int) -> NDArray[np.int64]:
        together = np.zeros(persons, dtype=np.int64)
        np.bitwise_or.at(together, place, masks)
        found: NDArray[np.int64] = outcome[together]
        return found

    return of_persons


def _days(column: pa.ChunkedArray) -> NDArray[np.int64]:
    """Proleptic ordinals; -1 where there is none."""
    return np.array([-1 if day is None else day.toordinal() for day in column.to_pylist()], dtype=np.int64)


def _encode(column: pa.ChunkedArray) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Distinct values in order, and codes into them; null becomes `UNKNOWN_CODE`."""
    texts = column.to_pylist()
    values = tuple(sorted({text for text in texts if text is not None}))
    place = {value: code for code, value in enumerate(values)}
    codes = [UNKNOWN_CODE if text is None else place[text] for text in texts]
    return values, np.array(codes, dtype=np.int64)
