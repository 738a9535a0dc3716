"""``sijill.tally`` as a Python program calls it."""

from datetime import date
from pathlib import Path

import pytest

import sijill
from conftest import ACTOR, NOW, WriteList
from sijill.errors import RegisterError
from sijill.statistics.shown import Audience
from sijill.tables import database


def test_the_verb_counts_what_the_command_counts(tmp_path: Path, write_list: WriteList) -> None:
    rows = [
        [f"خالد {father} الحداد", "2013-03-12", "حمص"]
        for father in ("يوسف", "سمير", "ياسر", "فراس", "وليد", "نادر")
    ]
    path = write_list("amal.csv", ["الاسم", "تاريخ الاعتقال", "مكان الاعتقال"], rows)
    root = tmp_path / "register"
    sijill.unify([path], into=root, at=NOW, actor=ACTOR)
    counted = sijill.tally(root, by=["governorate"], as_of=date(2014, 1, 1))
    database.close()
    assert counted.audience is Audience.INTERNAL
    assert counted.total.documented == len(rows)
    assert [row.stratum for row in counted.rows] == [("SY04",)]


def test_nothing_is_counted_before_it_is_linked(tmp_path: Path) -> None:
    sijill.init(tmp_path / "register")
    with pytest.raises(RegisterError, match=r"."):
        sijill.tally(tmp_path / "register")
    database.close()
