"""From a figure back to the records: which persons and records stand behind each row of a tally."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa

from sijill.statistics.shown import Shown
from sijill.statistics.tally import CONTRADICTED_CODE, UNKNOWN_CODE, Missing
from sijill.statistics.tiers import Counted
from sijill.tables.csv_out import write_csv

COLUMNS: Final = ("row", "person_id", "list_id", "record_id")


def write_trace(path: Path, shown: Shown, counted: Counted) -> None:
    """CSV of ``COLUMNS``: ``row`` counts the rows of the shown table from 1. Withheld rows are left out, for their
    number of lines would be the count.
    """
    rows = list(trace(shown, counted))
    write_csv(
        path,
        pa.table({name: pa.array([row[at] for row in rows], pa.string()) for at, name in enumerate(COLUMNS)}),
    )


def trace(shown: Shown, counted: Counted) -> Iterator[tuple[str, str, str, str]]:
    histories = counted.histories
    records, labels = histories.records, histories.partition
    persons, place = np.unique(labels, return_inverse=True)
    number = {row.stratum: at for at, row in enumerate(shown.rows, start=1) if not row.withheld}
    if not shown.by and not shown.total.withheld:
        number = {(): 1}
    strata: list[tuple[str, ...]]
    if shown.by == ("list",):  # a person stands in the row of each list
        strata = [(records.lists[code],) for code in records.list_of.tolist()]
    else:
        columns = [
            _texts(records.of_persons(name, labels), records.values[name])[place].tolist()
            for name in shown.by
        ]
        strata = list(zip(*columns, strict=True)) if columns else [()] * len(place)
    found = [
        (number[stratum], histories.person_ids[persons[place[at]]], records.lists[records.list_of[at]], at)
        for at, stratum in enumerate(strata)
        if stratum in number
    ]
    for row, person, list_id, at in sorted(found, key=lambda one: (one[0], one[1], one[3])):
        yield str(row), person, list_id, histories.record_ids[at]


def _texts(codes: np.ndarray, values: tuple[str, ...]) -> np.ndarray:
    words = {UNKNOWN_CODE: Missing.UNKNOWN.value, CONTRADICTED_CODE: Missing.CONTRADICTED.value}
    return np.array([words[code] if code < 0 else values[code] for code in codes.tolist()], dtype=object)
