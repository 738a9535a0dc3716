"""Cells of a column of names, tests/spec/name_cells.csv: one row, one cell, what it must be read as."""

import csv
from pathlib import Path

import pytest

from sijill.text import names
from sijill.text.names import similarity

TABLE = Path(__file__).with_name("name_cells.csv")
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))
NOTHING = 1e-6
SLOTS = ("given", "father", "grandfather", "ancestor", "family", "nisba")


def as_row(text: str) -> dict[str, str]:
    reading = names.read(text)
    return {
        **{slot: " ".join(part.text for part in reading.parts if part.slot == slot) for slot in SLOTS},
        "kunya": reading.kunya or "",
        "titles": "; ".join(reading.titles),
        "beside": "; ".join(f"{part.slot}: {part.text}" for part in reading.parts if part.slot not in SLOTS),
        "repaired": "; ".join(
            f"{repair.kind}: {repair.before} > {repair.after}"
            for repair in reading.repairs
            if repair.kind != "dropped"
        ),
    }


def test_no_cell_is_there_twice():
    assert len({row["text"] for row in ROWS}) == len(ROWS) >= 90


@pytest.mark.parametrize("row", ROWS, ids=[row["text"] for row in ROWS])
def test_cell(row):
    assert as_row(row["text"]) == {name: row[name] for name in row if name not in {"text", "why"}}


@pytest.mark.parametrize("row", ROWS, ids=[row["text"] for row in ROWS])
def test_the_normalised_text_reads_the_same(row):
    """Repairs aside, which are made once."""
    again = as_row(names.read(row["text"]).normalised)
    assert {**again, "repaired": row["repaired"]} == as_row(row["text"])


@pytest.mark.parametrize("text", ["مجهول الهوية", "Unknown", "غير معروف", "N/A"])
def test_two_unknown_persons_do_not_share_a_name(text):
    assert similarity(text, text) < NOTHING


@pytest.mark.parametrize(
    ("person", "other"),
    [
        ("زوجة ماهر عادل النجار", "ماهر عادل النجار"),
        ("والدة المعتقل سامر فتحي", "سامر فتحي"),
        ("wife of Omar Mansour", "Omar Mansour"),
    ],
)
def test_a_relative_is_not_the_person(person, other):
    assert similarity(person, other) < names.SAME_NAME_THRESHOLD


@pytest.mark.parametrize(
    "text",
    [
        "ماهر عادل النجار من حمص",
        "ماهر عادل النجار وأخوه سامر",
        "ماهر عادل النجار / Maher Adel Najjar",
        "ماهر عادل النجار، عادل ماهر النجار",
        "ماهر عادل النجار تولد 1985",
    ],
)
def test_what_stands_beside_a_name_takes_nothing_from_it(text):
    assert similarity(text, "ماهر عادل النجار") == similarity("ماهر عادل النجار", "ماهر عادل النجار")
