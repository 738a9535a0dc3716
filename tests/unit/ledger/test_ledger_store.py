import pytest
from django.db import transaction

from conftest import ACTOR, NOW
from sijill.errors import RegisterError
from sijill.ledger import store
from sijill.ledger.models import Entry
from sijill.tables.register import Register

pytestmark = pytest.mark.usefixtures("store")  # on both kinds of database


def test_entries_count_from_zero_and_move_the_head(register: Register) -> None:
    with transaction.atomic():
        first = store.append("tested", actor=ACTOR, at=NOW, detail={"n": 1})
        second = store.append("tested", actor=ACTOR, at=NOW, detail={"n": 2})
    assert (first, second) == (0, 1)
    assert store.head()[0] == 2


def test_the_same_payload_twice_has_two_commitments(register: Register) -> None:
    with transaction.atomic():
        store.append("tested", actor=ACTOR, at=NOW, detail={"n": 1})
        store.append("tested", actor=ACTOR, at=NOW, detail={"n": 1})
    one, other = Entry.objects.all()
    assert one.payload == other.payload
    assert one.commitment != other.commitment


def test_no_entry_outside_a_transaction(register: Register) -> None:
    with pytest.raises(RegisterError, match="outside a transaction"):
        store.append("tested", actor=ACTOR, at=NOW)


def test_a_transaction_that_fails_leaves_no_entry(register: Register) -> None:
    def fail() -> None:
        with transaction.atomic():
            store.append("tested", actor=ACTOR, at=NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert store.head()[0] == 0
