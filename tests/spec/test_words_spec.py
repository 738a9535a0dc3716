"""The table of phrases, tests/spec/words.csv: what each says on which axis, and what says nothing."""

import csv
from pathlib import Path

import pytest

from sijill.text import words

TABLE = Path(__file__).with_name("words.csv")
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))


def test_the_table_is_large_enough():
    assert len(ROWS) >= 150
    assert sum(not row["codes"] for row in ROWS) >= 25


@pytest.mark.parametrize(
    "row", ROWS, ids=[f"{number}-{row['text']}" for number, row in enumerate(ROWS, start=2)]
)
def test_phrase(row):
    readings = words.read(row["text"], axis=row["axis"] or None)
    assert " ".join(f"{reading.axis}:{reading.code}" for reading in readings) == row["codes"]
    assert all(reading.original == row["text"] for reading in readings)
