"""places.csv: one writing a row, the unit it must be read as (empty: none may be resolved), and why."""

import csv
from pathlib import Path

import pytest

from sijill.text import places

TABLE = Path(__file__).parent / "places.csv"


def _rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("row", _rows(), ids=lambda row: row["text"] or "blank")
def test_a_writing_is_read_as_the_table_says(row: dict[str, str]) -> None:
    reading = places.read(row["text"], within=row["within"] or None)
    assert (reading.resolved or "") == row["resolved"]
    if row["candidates"]:
        assert {each.pcode for each in reading.candidates} == set(row["candidates"].split("|"))
        assert set(reading.codes) == set(row["candidates"].split("|"))
    if reading.resolved is not None:
        assert reading.candidates[0].pcode == reading.resolved
        assert reading.codes == (reading.resolved,)
    if reading.resolved is None:
        assert reading.note


def test_the_table_is_large_and_in_both_scripts() -> None:
    texts = [row["text"] for row in _rows()]
    arabic = [text for text in texts if any("\u0620" <= ch <= "\u064a" for ch in text)]
    assert len(texts) >= 120
    assert len(arabic) >= 50
    assert len(texts) - len(arabic) >= 40
    assert all(row["why"] for row in _rows())
