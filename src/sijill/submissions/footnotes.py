"""Where each source is cited for the first time: there its footnote stands; later citations repeat its number."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

# In the order of the pages: a submission's persons, list of names and confidential part; a letter's parts.
CITING: Final = ("persons", "names", "common", "parts")
Json = dict[str, Any]


def with_first_citations(data: Mapping[str, Any]) -> Json:
    """The document's data with ``new`` in every cited line: the numbers whose footnote belongs there."""
    seen: set[int] = set()
    return {**data, **{part: _marked(data[part], seen) for part in CITING if part in data}}


def cited_in_text(data: Mapping[str, Any]) -> list[int]:
    """The numbers that have a footnote, from 1 without a gap (see ``notes.numbered_as_printed``)."""
    return sorted({number for part in CITING for number in _numbers(data.get(part))})


def _marked(value: Any, seen: set[int]) -> Any:  # whatever JSON can hold
    match value:
        case {"notes": list(numbers)}:
            new = [one for one in numbers if one not in seen]
            seen.update(new)
            return {**value, "new": new}
        case Mapping():
            return {key: _marked(one, seen) for key, one in value.items()}
        case list():
            return [_marked(one, seen) for one in value]
        case _:
            return value


def _numbers(value: Any) -> Iterator[int]:  # whatever JSON can hold
    match value:
        case {"notes": list(numbers)}:
            yield from numbers
        case Mapping():
            for one in value.values():
                yield from _numbers(one)
        case list():
            for one in value:
                yield from _numbers(one)
        case _:
            return
