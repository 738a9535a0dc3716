"""One word per person for a table: what the records say together, and how old somebody was at the arrest."""

from datetime import date

import numpy as np
import pytest

from sijill.statistics import ages, status
from sijill.statistics.status import CONTRADICTED, STATUSES, UNKNOWN, WORDS
from sijill.text.words.codelists import codes

SAID = [
    ("", "unknown"),
    ("life_status:unknown", "unknown"),
    ("life_status:alive", "unknown"),
    ("custody_status:held_acknowledged", "detained"),
    ("custody_status:held_acknowledged custody_status:held_unacknowledged", "disappeared"),
    ("custody_status:held_acknowledged custody_status:released", "released"),
    ("custody_status:released life_status:alive", "released"),
    ("custody_status:released life_status:dead_reported", "dead"),
    ("custody_status:held_unacknowledged life_status:presumed_dead", "dead"),
    ("life_status:dead_reported custody_status:died_in_custody", "dead_in_custody"),
    ("custody_status:executed", "dead_in_custody"),
    ("custody_status:executed custody_status:released", "contradicted"),
    ("life_status:alive life_status:dead_reported", "contradicted"),
]


@pytest.mark.parametrize(("said", "expected"), SAID)
def test_status_from_all_that_is_said(said, expected):
    code = int(status.status_of_mask()[status.mask(said.split())])
    words = {UNKNOWN: "unknown", CONTRADICTED: "contradicted"}
    assert words.get(code, "" if code < 0 else STATUSES[code]) == expected


def test_every_code_of_life_and_custody_decides_or_says_nothing():
    silent = {"life_status:unknown", "custody_status:unknown", "custody_status:never_confirmed"}
    listed = {f"{name}:{code}" for name, code in codes() if name in {"life_status", "custody_status"}}
    assert listed <= set(status.WORD_OF_CODE) | silent
    assert len(status.status_of_mask()) == 2 ** len(WORDS)


def day(text):
    return -1 if text is None else date.fromisoformat(text).toordinal()


PEOPLE = [
    # records as (born first, born last, arrested first, arrested last)
    ([("1990-05-01", "1990-05-01", "2012-05-01", "2012-05-01")], "18-29"),
    ([("1994-05-02", "1994-05-02", "2012-05-01", "2012-05-01")], "0-17"),
    ([("1990-01-01", "1990-12-31", None, None), (None, None, "2012-02-01", "2012-02-28")], "18-29"),
    ([("1994-01-01", "1994-12-31", "2012-01-01", "2012-12-31")], "unknown"),
    ([("1990-01-01", "1990-12-31", None, None)], "unknown"),
    ([("1980-01-01", "1980-12-31", "2012-02-01", "2012-02-01"), ("1985-01-01", "1985-12-31", None, None)],
     "contradicted"),
    ([("1983-01-01", "1983-12-31", "2012-02-01", "2012-02-01"), ("1950-01-01", "2000-12-31", None, None)], "18-29"),
]  # fmt: skip


def test_age_groups_of_people():
    records = [(person, row) for person, (rows, _) in enumerate(PEOPLE) for row in rows]
    place = np.array([person for person, _ in records])
    columns = [np.array([day(row[column]) for _, row in records]) for column in range(4)]
    groups = ages.combine((columns[0], columns[1]), (columns[2], columns[3]))(place, len(PEOPLE))
    words = {ages.UNKNOWN: "unknown", ages.CONTRADICTED: "contradicted"}
    named = [words.get(code, "" if code < 0 else ages.GROUPS[code]) for code in groups.tolist()]
    assert named == [expected for _, expected in PEOPLE]
