"""What reading words gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class WordReading:
    """One code that a text speaks of. ``axis`` is the name of the code list; ``phrase`` the words
    that say it, as folded for comparing.
    """

    axis: str
    code: str
    label_en: str
    label_ar: str
    original: str  # the whole text
    phrase: str
    uncertain: bool = (
        False  # "believed", "likely", a question mark: already in the code where the list can say it
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A row of phrases.csv. ``where`` "cell": only when it is the whole text; inside one it means other things."""

    list: str
    code: str
    language: str
    phrase: str
    where: Literal["any", "cell"] = "any"
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownWords:
    """A text that no phrase reads, for a person to map once: its most frequent spelling and the count of all."""

    text: str
    count: int


Reading = dict[str, str | bool | None]


def as_json(text: str, readings: Sequence[WordReading]) -> dict[str, str | list[Reading] | None]:
    """One object per text: the first reading at the top, all of them in ``readings``; nulls when nothing was read."""
    first = readings[0] if readings else None
    return {
        "text": text,
        "axis": first.axis if first else None,
        "code": first.code if first else None,
        "label_en": first.label_en if first else None,
        "label_ar": first.label_ar if first else None,
        "readings": [_flat(reading) for reading in readings],
    }


def _flat(reading: WordReading) -> Reading:
    return {
        "axis": reading.axis,
        "code": reading.code,
        "label_en": reading.label_en,
        "label_ar": reading.label_ar,
        "phrase": reading.phrase,
        "uncertain": reading.uncertain,
    }
