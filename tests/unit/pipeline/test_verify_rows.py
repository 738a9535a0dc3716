"""A row changed behind Sijill's back is named, in either kind of database; an untouched one is clean (the control)."""

import pytest
from django.apps import apps
from django.db import connection, models

from conftest import ACTOR, NOW
from sijill.accession.store import ensure_list, withdraw
from sijill.manual_review.model import Verdict
from sijill.manual_review.store import judge
from sijill.pipeline.verify import verify
from sijill.tables.register import Register

pytestmark = pytest.mark.usefixtures("store")
NUMBERS = (models.IntegerField, models.BigIntegerField, models.BigAutoField)


def filled() -> None:
    ensure_list("cedar", organisation="cedar", title="Cedar", at=NOW, actor=ACTOR)
    judge("a-1", "a-2", Verdict.DIFFERENT, by="reviewer:amal", at=NOW, reason="brothers")
    withdraw("cedar", reason="asked", ended=False, at=NOW, actor=ACTOR)


def columns() -> list[tuple[str, str, str]]:
    """(table, column, an SQL expression for another value of its kind), keys and references left out."""
    found = []
    for model in apps.get_models():
        if not model.__module__.startswith("sijill.") or not model._default_manager.exists():
            continue
        for field in model._meta.concrete_fields:
            if field.primary_key or field.remote_field is not None:
                continue
            quoted = connection.ops.quote_name(field.column)
            if isinstance(field, models.BooleanField):
                other = f"NOT {quoted}"
            else:
                other = f"{quoted} + 1" if isinstance(field, NUMBERS) else "'other'"
            found.append((model._meta.db_table, quoted, other))
    return found


def test_any_changed_column_is_found(register: Register) -> None:
    filled()
    assert verify(register).clean
    checked = columns()
    assert len(checked) >= 18
    for table, column, other in checked:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(f"UPDATE {table} SET {column} = {other}")
            noticed = verify(register).findings
            cursor.execute("ROLLBACK")
        assert noticed, f"{table}.{column} was changed and nobody noticed"
    assert verify(register).clean
