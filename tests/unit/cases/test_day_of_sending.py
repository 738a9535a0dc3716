"""Sent on one day and written down on another: limits run to the first, consent is asked about on the second."""

import csv
import datetime as dt

import pytest

from conftest import ACTOR, NOW
from sijill.errors import UsageError
from sijill.pipeline import cases as work
from sijill.pipeline.unify import unify
from sijill.tables import database, parquet
from sijill.tables import register as registers

SENT, RECORDED = dt.date(2026, 1, 14), NOW.date()
# Nobody here exists.
ROWS = (
    ("Given name", "Father's name", "Family name", "Arrest date", "Arrest place", "Arresting agency"),
    ("Salim", "Nabil", "Haddad", "2025-10-14", "Homs", "Military Intelligence"),  # three months before
    ("Karim", "Munir", "Sabbagh", "2025-10-13", "Aleppo", "Military Intelligence"),  # one day more
)
ANSWERS = {
    "src_name": "An invented sister",
    "src_relation": "sister",
    "src_contact": "by post",
    "steps": "asked at the branch",
    "risk_reviewed": "yes",
    "other_procedures": "none",
    "already_submitted": "no",
}


@pytest.fixture
def drafts(tmp_path):
    """A register, and for each of its two people an urgent case in which only the consent is missing."""
    path = tmp_path / "invented.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows(ROWS)
    registers.create(tmp_path / "register")
    unify([path], tmp_path / "register", engine="reference", at=NOW, actor=ACTOR)
    register = registers.open_register(tmp_path / "register")
    table = parquet.read(register.derived / "membership.parquet", ["record_id", "person_id"])
    people = dict(sorted(zip(*table.to_pydict().values(), strict=True))).values()
    opened = [work.open_case(register, "WGEID", [one], track="urgent", at=NOW, by=ACTOR) for one in people]
    for case in opened:
        work.answer(case.id, ANSWERS, at=NOW, by=ACTOR)
    yield register, opened
    database.close()


def agree(register, case, date=dt.date(2025, 11, 1), expires=None):
    return work.give_consent(
        register, case.members[0].person, purpose="un_wgeid", state="given", capacity="next_of_kin",
        form="written", date=date, expires=expires, at=NOW, by=ACTOR,
    )  # fmt: skip


def send(register, case, day=SENT):
    return work.move(register, case.id, "submitted", day=day, at=NOW, by=ACTOR)


def test_what_was_sent_in_time_is_not_refused_for_being_written_down_later(drafts) -> None:
    register, (in_time, _) = drafts
    agree(register, in_time)
    with pytest.raises(UsageError, match="window"):
        send(register, in_time, day=RECORDED)  # the control: sent on that day it came too late
    assert send(register, in_time).state == "submitted"


def test_what_was_sent_too_late_stays_too_late(drafts) -> None:
    register, (_, too_late) = drafts
    agree(register, too_late)
    with pytest.raises(UsageError, match="window: More than 3 months ago"):
        send(register, too_late)


def test_consent_is_asked_about_on_the_day_it_is_written_down(drafts) -> None:
    register, (in_time, _) = drafts
    agree(register, in_time, expires=RECORDED)
    with pytest.raises(UsageError, match="consent: Consent expired"):
        send(register, in_time)
    agree(register, in_time, expires=RECORDED + dt.timedelta(days=1))
    assert send(register, in_time).state == "submitted"
