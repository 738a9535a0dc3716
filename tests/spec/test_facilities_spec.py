"""facilities.csv: one writing a row, the facility it must be read as (empty: none may be resolved), and why."""

import csv
from pathlib import Path

import pytest

from sijill.text import facilities

TABLE = Path(__file__).parent / "facilities.csv"


def _rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("row", _rows(), ids=lambda row: f"{row['text'] or 'blank'}|{row['governorate']}")
def test_a_writing_is_read_as_the_table_says(row: dict[str, str]) -> None:
    reading = facilities.read(row["text"], governorate=row["governorate"] or None)
    assert (reading.resolved or "") == row["resolved"]
    if row["candidates"]:
        assert set(row["candidates"].split("|")) <= {each.id for each in reading.candidates}
    if reading.resolved is not None:
        assert reading.candidates[0].id == reading.resolved
    else:
        assert reading.note


def test_the_table_is_large_and_in_both_scripts() -> None:
    texts = [row["text"] for row in _rows()]
    arabic = [text for text in texts if any("\u0620" <= ch <= "\u064a" for ch in text)]
    assert len(texts) >= 120
    assert len(arabic) >= 50
    assert len(texts) - len(arabic) >= 40
    assert all(row["why"] for row in _rows())
