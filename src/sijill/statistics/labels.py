"""How the values of a stratum are called, in English and Arabic; a code that nobody knows is shown as it is."""

from typing import Final, Literal

from sijill.statistics.counts import Stratum
from sijill.text import places
from sijill.text.facilities.tables import actors

Language = Literal["en", "ar"]

STRATA: Final[dict[str, dict[Language, str]]] = {
    "governorate": {"en": "Governorate of arrest", "ar": "محافظة الاعتقال"},
    "year": {"en": "Year of arrest", "ar": "سنة الاعتقال"},
    "sex": {"en": "Sex", "ar": "الجنس"},
    "age_group": {"en": "Age at arrest", "ar": "العمر عند الاعتقال"},
    "actor": {"en": "Alleged actor", "ar": "الجهة المنسوب إليها"},
    "status": {"en": "Status as stated", "ar": "الحالة كما وردت"},
    "list": {"en": "List", "ar": "القائمة"},
}
WORDS: Final[dict[str, dict[Language, str]]] = {
    "unknown": {"en": "unknown", "ar": "غير معروف"},
    "contradicted": {"en": "contradicted", "ar": "متضارب"},
    "all": {"en": "All", "ar": "المجموع"},
    "female": {"en": "female", "ar": "إناث"},
    "male": {"en": "male", "ar": "ذكور"},
    "detained": {"en": "detained", "ar": "محتجز"},
    "disappeared": {"en": "disappeared", "ar": "مختفٍ"},
    "released": {"en": "released", "ar": "مُفرج عنه"},
    "dead": {"en": "dead", "ar": "متوفى"},
    "dead_in_custody": {"en": "died in custody", "ar": "توفي في الاحتجاز"},
}


def stratum_label(name: str, language: Language) -> str:
    return STRATA.get(name, {"en": name, "ar": name})[language]


def value_label(stratum: str, value: str, language: Language) -> str:
    """``value`` as in a tally: a code, ``unknown``, ``contradicted`` or ``all``."""
    if value in {"unknown", "contradicted", "all"}:
        return WORDS[value][language]
    match stratum:
        case Stratum.GOVERNORATE:
            unit = places.unit(value)
            return value if unit is None else _either(unit.name_en, unit.name_ar, language)
        case Stratum.ACTOR:
            actor = actors().get(value)
            return value if actor is None else _either(actor.name_en, actor.name_ar, language)
        case Stratum.SEX | Stratum.STATUS:
            return WORDS.get(value, {"en": value, "ar": value})[language]
        case _:
            return value


def _either(english: str, arabic: str, language: Language) -> str:
    return (arabic or english) if language == "ar" else english
