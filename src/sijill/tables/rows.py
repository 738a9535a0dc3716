"""Which rows of a PostgreSQL register the pages may read right now: the context that row-level security asks for.

``access.wall`` makes the policies. They hold for the database role of the pages alone, and to that role nothing is
visible until somebody stands in the context of a transaction (``SET LOCAL``): what is forgotten shows nothing. On
SQLite and for the role that owns the tables (commands) all of this does nothing.
"""

import functools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, ParamSpec, TypeVar

from django.db import connection, models, transaction

P = ParamSpec("P")
T = TypeVar("T")

PREFIX: Final = "sijill"
# The settings of the context; all are text, and what was never set reads as NULL.
ORGANISATION: Final = "organisation"
USER: Final = "user"  # as the ledger names them
OPERATOR: Final = "operator"
TEAM: Final = "team"
FRESH: Final = "fresh"  # a second factor was just given: what is sealed may open
EVERYTHING: Final = "everything"
ON: Final = "on"

_now: Final = threading.local()


@contextmanager
def one_request(*, one_commit: bool = False) -> Iterator[None]:
    """One transaction around a whole request, in which nothing is visible yet. Only where rows are walled.

    ``one_commit``: everywhere, so that what a short request changes and its entry in the ledger wait for the disk
    once. Nobody else writes to SQLite meanwhile.
    """
    if not (one_commit or is_walled()) or connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        yield


def seen_by(*, user: str, organisation: str, operator: bool, team: bool, fresh: bool) -> None:
    """From here to the end of the transaction: what this person may see. Call it inside ``one_request``."""
    if is_walled():
        _set(
            {
                USER: user,
                ORGANISATION: organisation,
                OPERATOR: ON if operator else "",
                TEAM: ON if team else "",
                FRESH: ON if fresh else "",
                EVERYTHING: "",
            }
        )


@contextmanager
def everything() -> Iterator[None]:
    """For the few places that decide by rows nobody is shown: whether a refusal stands, what number comes next.

    A no that is hidden must still be a no.
    """
    if not is_walled():
        yield
        return
    depth = getattr(_now, "depth", 0)
    # What is set in a savepoint goes with it when it is rolled back, so only a good end needs taking back.
    with transaction.atomic():
        if depth == 0:
            _set({EVERYTHING: ON})
        _now.depth = depth + 1
        try:
            yield
        finally:
            _now.depth = depth
        if depth == 0:
            _set({EVERYTHING: ""})


def over_everything(function: Callable[P, T]) -> Callable[P, T]:
    """A function that decides by all rows, whoever asks; what it returns must not be shown as it is."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        with everything():
            return function(*args, **kwargs)

    return run


def next_number(table: type[models.Model]) -> int:
    """The number of the next row of an append-only table, counted over all of them."""
    with everything():
        return int(table._default_manager.count()) + 1


def is_walled() -> bool:
    """Whether this process reads a PostgreSQL register as the pages do."""
    return bool(connection.vendor == "postgresql" and connection.settings_dict.get("SIJILL_WALLED"))


def _set(values: dict[str, str]) -> None:
    names = ", ".join(f"set_config('{PREFIX}.{name}', %s, true)" for name in values)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {names}", list(values.values()))
