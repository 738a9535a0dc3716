"""Consents on disk: appended with their ledger entry, on both kinds of database, and looked after by verify."""

import datetime as dt

import pytest

from conftest import ACTOR, NOW
from sijill.consents import store as consents
from sijill.consents.model import Reason, State, permits
from sijill.consents.models import ConsentRow
from sijill.errors import NotFoundError, UsageError
from sijill.ledger import store as ledger
from sijill.pipeline.verify import verify
from sijill.tables import database
from sijill.tables import register as registers

YES = {
    "subject": "pinvented",
    "purpose": "un_wgeid",
    "state": "given",
    "capacity": "next_of_kin",
    "form": "written",
    "date": dt.date(2025, 6, 1),
    "at": NOW,
    "by": ACTOR,
}


@pytest.fixture
def opened(store, tmp_path):
    yield registers.create(tmp_path / "register")
    database.close()


def test_what_is_kept_comes_back(opened) -> None:
    made = consents.add(**YES | {"records": ("a1-2", "a1-1"), "recipient": "wgeid", "giver": "F-12"})
    (back,) = consents.of(["pinvented"])
    assert back == made == consents.get(made.id)
    assert back.records == ("a1-1", "a1-2")
    assert verify(opened).clean


def test_withdrawal_is_a_row_of_its_own_and_closes_at_once(opened) -> None:
    yes = consents.add(**YES)
    no = consents.withdraw(yes.id, date=NOW.date(), at=NOW, by=ACTOR)
    assert (no.state, no.replaces, ConsentRow.objects.count()) == (State.WITHDRAWN, yes.id, 2)
    found = permits(consents.everything(), purpose="un_wgeid", recipient="WGEID", on=NOW.date())
    assert found.reason is Reason.WITHDRAWN
    with pytest.raises(UsageError):
        consents.withdraw(no.id, date=NOW.date(), at=NOW, by=ACTOR)


def test_every_row_has_its_entry_and_no_name_in_it(opened) -> None:
    consents.add(**YES | {"giver": "a reference"})
    (entry,) = ledger.entries("consent.given")
    assert "a reference" not in entry.payload
    row = ConsentRow.objects.get()
    row.state = "refused"
    row.save()
    assert [one.problem for one in verify(opened).findings] == ["was changed"]


@pytest.mark.parametrize(
    "changes",
    [
        {"purpose": "un_wgied"},
        {"state": "yes"},
        {"capacity": "somebody"},
        {"form": "nod"},
        {"date": dt.date(2026, 1, 16)},
        {"expires": dt.date(2025, 6, 1)},
    ],
)
def test_unfit_words_are_refused_and_leave_nothing(opened, changes) -> None:
    with pytest.raises(UsageError):
        consents.add(**YES | changes)
    assert ConsentRow.objects.count() == 0
    assert list(ledger.entries("consent.given")) == []


def test_a_word_replaces_only_one_about_the_same_purpose(opened) -> None:
    yes = consents.add(**YES)
    with pytest.raises(UsageError):
        consents.add(**YES | {"purpose": "iimp", "replaces": yes.id})
    with pytest.raises(NotFoundError):
        consents.add(**YES | {"replaces": "cnone"})
