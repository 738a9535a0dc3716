"""The table of written dates, tests/spec/dates.csv: one row, one writing, what it must be read as."""

import csv
from pathlib import Path

import pytest

from sijill.text import dates

TABLE = Path(__file__).with_name("dates.csv")
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))
COLUMNS = ("edtf", "start", "end", "calendar", "precision", "ambiguous", "unread")


def as_row(reading: dates.DateReading) -> dict[str, str]:
    fields = dates.as_json(reading)
    return {name: _cell(fields[name]) for name in COLUMNS}


def _cell(value: str | bool | None) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value or ""


def test_the_table_is_large_enough_and_has_no_text_twice():
    texts = [row["text"] for row in ROWS]
    assert len(texts) == len(set(texts))
    assert len(texts) >= 300


@pytest.mark.parametrize(
    "row", ROWS, ids=[f"{number}-{row['text']}" for number, row in enumerate(ROWS, start=2)]
)
def test_writing(row):
    assert as_row(dates.read(row["text"])) == {name: row[name] for name in COLUMNS}


@pytest.mark.parametrize(
    "row", ROWS, ids=[f"{number}-{row['text']}" for number, row in enumerate(ROWS, start=2)]
)
def test_writing_read_again_from_its_own_edtf(row):
    """What was read, written as EDTF and read again, covers the same days and says the same."""
    if not row["edtf"]:
        return
    again = as_row(dates.read(row["edtf"]))
    assert (again["edtf"], again["start"], again["end"]) == (row["edtf"], row["start"], row["end"])
