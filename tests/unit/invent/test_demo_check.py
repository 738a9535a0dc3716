"""The demo fails when the register is worse than its floors."""

import csv
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from tools import demo
from tools.invent.pairwise import read_truth


@pytest.fixture
def register(tmp_path, monkeypatch):
    """Writes out/records.csv as `cluster` would have it: a function from (list, row, true person) to a person id."""
    monkeypatch.setattr(demo, "REGISTER", tmp_path)
    (tmp_path / "out").mkdir()

    def write(cluster):
        with (tmp_path / "out" / "records.csv").open("w", encoding="utf-8", newline="") as file:
            lines = csv.writer(file)
            lines.writerow(("list", "row", "record_id", "person_id", "set_aside"))
            for (name, row), known in read_truth(demo.DEMO / "truth.csv").items():
                lines.writerow((name, row, f"{name}-{row}", cluster(name, row, known.person), ""))

    return write


def test_the_truth_itself_passes(register):
    register(lambda name, row, person: person)
    assert demo.check()


def test_everybody_alone_has_too_little_recall(register):
    register(lambda name, row, person: f"{name}-{row}")
    assert not demo.check()


def test_joining_people_at_random_has_too_little_precision(register):
    register(lambda name, row, person: str(int(person[1:]) // 2))
    assert not demo.check()


def test_floors_are_the_ones_that_were_declared():
    assert (demo.FLOOR_PRECISION, demo.FLOOR_RECALL) == (0.97, 0.85)
