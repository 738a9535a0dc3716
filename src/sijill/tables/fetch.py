"""Rows by a condition that is written out: for the few questions that every page asks.

Django makes the SQL of a query anew each time it is asked, which takes a hundred times as long as SQLite takes to
answer. Here the columns of a table are put together once; the condition is given as SQL, its values apart from it.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple, TypeVar

from django.db import DatabaseError, connection
from django.db.models import Model

M = TypeVar("M", bound=Model)
Convert = Callable[[Any, Any, Any], Any]
ALL: Final = "1 = 1"


class _Shape(NamedTuple):
    """``select`` up to the condition; ``converted``: places of columns whose values the database gives otherwise."""

    names: tuple[str, ...]
    select: str
    converted: tuple[tuple[int, tuple[Convert, ...], Any], ...]


def rows_of(model: type[M], where: str, values: Sequence[Any] = ()) -> list[M]:
    """The rows as Django would give them. ``where`` is SQL of this program, with ``%s`` for each of ``values``.

    An order may follow the condition. Nothing that somebody typed belongs into ``where``.
    """
    shape = _shape(model, connection.vendor)
    return [model.from_db(connection.alias, shape.names, row) for row in _asked(shape, where, values)]


def values_of(
    model: type[Model], names: Sequence[str], where: str = ALL, values: Sequence[Any] = ()
) -> list[tuple[Any, ...]]:
    """Some columns (names of attributes) of the rows, as ``rows_of`` finds them."""
    return [tuple(row) for row in _asked(_shape(model, connection.vendor, tuple(names)), where, values)]


def insert(row: Model) -> None:
    """Adds a row that has its key already. Raises what Django's ``save(force_insert=True)`` would, of the database."""
    statement, fields = _insertion(type(row), connection.vendor)
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    row._state.adding = False
    row._state.db = connection.alias


def update(row: Model, *, where: Sequence[tuple[str, Any]] = ()) -> None:
    """Writes all columns of the row with this key, if these columns stand there as ``where`` says.

    Raises DatabaseError when there is no such row: somebody else was quicker.
    """
    statement, fields = _change(type(row), connection.vendor, tuple(name for name, _ in where))
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, row.pk, *[value for _, value in where]])
        if cursor.rowcount != 1:
            raise DatabaseError("A row that was about to change is not as it was")


def marks(values: Sequence[Any]) -> str:
    """``%s`` for each of the values: ``f"id IN ({marks(ids)})"``. There must be one at least."""
    return ", ".join(["%s"] * len(values))


def _asked(shape: _Shape, where: str, values: Sequence[Any]) -> list[list[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(f"{shape.select} WHERE {where}", list(values))
        found = [list(row) for row in cursor.fetchall()]
    for place, converters, expression in shape.converted:
        for row in found:
            for convert in converters:
                row[place] = convert(row[place], expression, connection)
    return found


@lru_cache(maxsize=64)
def _insertion(model: type[Model], vendor: str) -> tuple[str, tuple[Any, ...]]:
    del vendor
    fields = tuple(model._meta.concrete_fields)
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    table = quote(model._meta.db_table)
    return f"INSERT INTO {table} ({names}) VALUES ({marks(fields)})", fields  # noqa: S608


@lru_cache(maxsize=64)
def _change(model: type[Model], vendor: str, known: tuple[str, ...]) -> tuple[str, tuple[Any, ...]]:
    del vendor
    fields = tuple(field for field in model._meta.concrete_fields if not field.primary_key)
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)
    column_of = {field.attname: field.column for field in model._meta.concrete_fields}
    columns = [model._meta.pk.column, *[column_of[name] for name in known]]
    where = " AND ".join(f"{quote(str(column))} = %s" for column in columns)
    return f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE {where}", fields  # noqa: S608


@lru_cache(maxsize=256)
def _shape(model: type[Model], vendor: str, only: tuple[str, ...] = ()) -> _Shape:
    del vendor  # another kind of database has another way to write names, and other converters
    known = {field.attname: field for field in model._meta.concrete_fields}
    fields = [known[name] for name in only] if only else list(known.values())
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    converted = []
    for place, field in enumerate(fields):
        expression = field.get_col(model._meta.db_table)
        found = (
            *connection.ops.get_db_converters(expression),
            *field.get_db_converters(connection),
        )
        if found:
            converted.append((place, found, expression))
    return _Shape(
        names=tuple(field.attname for field in fields),
        select=f"SELECT {columns} FROM {quote(model._meta.db_table)}",  # noqa: S608  (names of our own tables)
        converted=tuple(converted),
    )
