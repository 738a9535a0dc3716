"""One interface to every reader: a kind and a text in, one JSON-able object out.

Each object has `text` as it was given; the other keys are those of the kind's own `as_json`. A blank text gives
an object
like any other. The readers are imported when they are first asked for, so that reading a date does not load the names.
"""

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sijill.errors import UsageError

Reader = Callable[[str], dict[str, Any]]  # values that JSON can hold


class Kind(StrEnum):
    NAMES = "names"
    DATES = "dates"
    PLACES = "places"
    FACILITIES = "facilities"
    STATUS = "status"


def read(kind: Kind | str, text: str) -> dict[str, Any]:
    """Read one text. Raises UsageError for a kind that does not exist, and nothing for any text."""
    return {"text": text} | _reader(kind_of(kind))(text) | {"text": text}


def read_all(kind: Kind | str, texts: Iterable[str]) -> Iterator[dict[str, Any]]:
    """One object for each text, in order; the kind is checked before the first text is taken."""
    wanted = kind_of(kind)
    return (read(wanted, text) for text in texts)


def kind_of(kind: Kind | str) -> Kind:
    try:
        return Kind(kind)
    except ValueError:
        kinds = ", ".join(Kind)
        raise UsageError(
            f"There is nothing to read of the kind {kind!r}", remedy=f"Choose one of {kinds}"
        ) from None


@lru_cache(maxsize=len(Kind))
def _reader(kind: Kind) -> Reader:
    match kind:
        case Kind.NAMES:
            return _names()
        case Kind.DATES:
            return _dates()
        case Kind.PLACES:
            return _places()
        case Kind.FACILITIES:
            return _facilities()
        case Kind.STATUS:
            return _status()


def _names() -> Reader:
    from sijill.text import names

    return lambda text: dict(names.as_json(names.read(text)))


def _dates() -> Reader:
    from sijill.text import dates

    return lambda text: dict(dates.as_json(dates.read_stated(text)))


def _places() -> Reader:
    from sijill.text import places

    return lambda text: places.as_json(places.read(text))


def _facilities() -> Reader:
    from sijill.text import facilities

    return lambda text: facilities.as_json(facilities.read(text))


def _status() -> Reader:
    from sijill.text import words

    return lambda text: dict(words.as_json(text, words.read(text)))
