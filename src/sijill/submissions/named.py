"""Names of places and bodies in the languages of the documents: the register's own tables hold English and Arabic,
``data/names_of_bodies.csv`` French and Spanish of bodies, places of detention and governorates (translations, mark K).
"""

from collections.abc import Mapping
from functools import cache

from sijill.submissions.words import RTL, table
from sijill.text import facilities, places


def actor(actor_id: str, language: str) -> str:
    row = facilities.actors()[actor_id]
    return _told("actor", actor_id, language, row.name_en, row.name_ar)


def facility(facility_id: str, language: str) -> str:
    row = facilities.facilities()[facility_id]
    return _told("facility", facility_id, language, row.name_en, row.name_ar)


def unit(pcode: str, language: str) -> str:
    """An administrative unit: below the governorate as the gazetteer writes it in Latin letters."""
    row = places.unit(pcode)
    return pcode if row is None else _told("place", pcode, language, row.name_en, row.name_ar)


def _told(kind: str, key: str, language: str, english: str, arabic: str) -> str:
    if language in RTL:
        return arabic
    return translations().get((kind, key), {}).get(language, english)


@cache
def translations() -> Mapping[tuple[str, str], Mapping[str, str]]:
    return {
        (row["kind"], row["id"]): {"fr": row["fr"], "es": row["es"]} for row in table("names_of_bodies.csv")
    }
