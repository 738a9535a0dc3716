"""Places that exist but are no unit of the gazetteer: a misspelling must not turn them into their nearest
lookalike.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Final

from sijill.text.places.fold import loose_key_of, tokens_of
from sijill.text.places.gazetteer import COUNTRY_PACK, data_file, rows_of

_ignored: ContextVar[bool] = ContextVar("communities_ignored", default=False)
TABLES: Final = ("communities_geonames.csv", "communities_hand.csv")


@lru_cache(maxsize=2)
def _known(pack: str = COUNTRY_PACK) -> dict[str, frozenset[str]]:
    """The governorates in which a place of this name lies, by its loose key; empty where nobody has said."""
    found: dict[str, frozenset[str]] = {}
    for table in TABLES:
        for row in rows_of(data_file(table, pack)):
            lies_in = frozenset(filter(None, row.get("lies_in", "").split("|")))
            key = loose_key_of(tokens_of(row["name"]))
            found[key] = found.get(key, frozenset()) | lies_in
    return found


def lies_in(tokens: Iterable[str]) -> frozenset[str]:
    """P-codes of the governorates with a place of this name, from general knowledge; empty when none is known."""
    return frozenset() if _ignored.get() else _known().get(loose_key_of(list(tokens)), frozenset())


def known_community(tokens: Iterable[str]) -> str | None:
    """The note for a writing that is the name of such a place, else None."""
    if _ignored.get():
        return None
    return "a community that is not in the gazetteer" if loose_key_of(list(tokens)) in _known() else None


@contextmanager
def ignored() -> Iterator[None]:
    """Measure what the reader does with communities it has never heard of. The caller clears the reader's cache."""
    token = _ignored.set(True)
    try:
        yield
    finally:
        _ignored.reset(token)
