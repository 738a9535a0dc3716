"""The instruments of data/instruments.json."""

import csv
import json
from datetime import date
from functools import cache
from importlib import resources
from typing import Final

from sijill.errors import NotFoundError
from sijill.instruments.model import Group, Indicator, Instrument, Obligation
from sijill.typesetting.blocks import Language

# Reports are in English and Arabic; letters that name a demand are in French and Spanish too.
LANGUAGES: Final = ("en", "ar", "fr", "es")


@cache
def instruments() -> tuple[Instrument, ...]:
    """In the order of their adoption."""
    raw = json.loads(_text("instruments.json"))
    found = [
        Instrument(
            id=one["id"],
            body=one["body"],
            kind=one["kind"],
            title={language: one[f"title_{language}"] for language in LANGUAGES},
            adopted=date.fromisoformat(one["date"]),
            mark=one["mark"],
            note={"en": one["note"], "ar": one["note_ar"]},
            obligations=tuple(_obligation(each) for each in one["obligations"]),
        )
        for one in raw["instruments"]
    ]
    return tuple(sorted(found, key=lambda one: (one.adopted, one.id)))


def _obligation(raw: dict[str, object]) -> Obligation:
    return Obligation(
        id=str(raw["id"]),
        paragraph=str(raw["paragraph"]),
        gist={language: str(raw[f"gist_{language}"]) for language in LANGUAGES},
        indicators=tuple(Indicator(one) for one in _list(raw["indicators"])),
        groups=tuple(Group(one) for one in _list(raw["groups"])),
        mark=str(raw["mark"]),
    )


def _list(raw: object) -> list[str]:
    assert isinstance(raw, list)
    return raw


def instrument(asked: str) -> Instrument:
    """By id (``SC-2139-2014``), or by a number that only one has (``2139``). Raises NotFoundError."""
    wanted = asked.strip().casefold().replace("/", "-").replace(" ", "-")
    exact = [one for one in instruments() if one.id == wanted]
    parts = [one for one in instruments() if wanted in one.id.split("-")]
    found = exact or parts
    if len(found) == 1:
        return found[0]
    raise NotFoundError(
        f"No instrument {asked!r}, or several", remedy="See the ids with: sijill instrument list DIR"
    )


@cache
def words() -> dict[str, dict[str, str]]:
    return {row["word"]: {"en": row["en"], "ar": row["ar"]} for row in rows("words.csv")}


def say(word: str, language: Language, **values: object) -> str:
    """The report's words. KeyError for a word that is not in the table."""
    return words()[word][language].format(**values)


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(_text(name).splitlines()))


def _text(name: str) -> str:
    return (resources.files("sijill.instruments") / "data" / name).read_text(encoding="utf-8")
