"""The row of a person in persons.csv: what its records agree on, from a record table written by hand."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from sijill.persons.summary import summary_of
from sijill.tables import parquet

DAY = pa.date32()


def records(path: Path, arrests: list[tuple[date | None, date | None]]) -> Path:
    rows = len(arrests)
    none = pa.nulls(rows, DAY)
    empty = pa.array([[]] * rows, pa.list_(pa.string()))
    table = pa.table({
        "record_id": [f"a{number}" for number in range(rows)],
        "list_id": [f"list {number}" for number in range(rows)],
        "number": list(range(rows)),
        "display": ["سامر درويش"] * rows,
        "sex": pa.nulls(rows, pa.string()),
        "birth_start": none,
        "birth_end": none,
        "arrest_start": pa.array([start for start, _ in arrests], DAY),
        "arrest_end": pa.array([end for _, end in arrests], DAY),
        "codes": empty,
        "held_place": empty,
        "arrest_place": empty,
    })  # fmt: skip
    parquet.write(path, table)
    return path


YEAR = (date(2013, 1, 1), date(2013, 12, 31))
MARCH = (date(2013, 3, 1), date(2013, 3, 31))
LATER = (date(2014, 5, 2), date(2014, 5, 2))


@pytest.mark.parametrize(
    ("arrests", "first"),
    [
        ([MARCH, YEAR], "2013-03-01/2013-03-31"),  # the year says nothing against March
        ([YEAR, MARCH, LATER], "2013-03-01/2013-03-31"),  # another arrest, later
        ([LATER, LATER], "2014-05-02"),
        ([YEAR, (None, None)], "2013-01-01/2013-12-31"),
        ([(None, date(2013, 3, 31)), YEAR], "2013-01-01/2013-03-31"),  # "before April"
        ([(date(2013, 2, 1), None), YEAR], "2013-02-01/2013-12-31"),  # "since February"
        ([(date(2013, 2, 1), None)], "2013-02-01/.."),
        ([(None, None)], ""),
    ],
)
def test_the_first_arrest_is_where_the_records_agree_that_may_be_about_it(tmp_path, arrests, first):
    path = records(tmp_path / "records.parquet", arrests)
    members = pa.table(
        {"record_id": [f"a{n}" for n in range(len(arrests))], "person_id": ["p"] * len(arrests)}
    )
    (row,) = summary_of(path, members).to_pylist()
    assert row["arrest"] == first
