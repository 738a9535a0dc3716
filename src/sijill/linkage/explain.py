"""Why two records may be the same person: one line per field, in bits and in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldWeight:
    """``weight`` in bits: positive speaks for the same person. ``en``, ``ar``: the same as a sentence."""

    field: str
    level: str
    weight: float
    en: str
    ar: str


_FIELDS: Final = {
    "given": ("given name", "الاسم الأول"),
    "father": ("father's name", "اسم الأب"),
    "grandfather": ("grandfather's name", "اسم الجد"),
    "family": ("family name", "اسم العائلة"),
    "mother": ("mother's name", "اسم الأم"),
    "mother_family": ("mother's family name", "عائلة الأم"),
    "kunya": ("kunya", "الكنية (أبو/أم)"),
    "sex": ("sex", "الجنس"),
    "birth": ("birth", "الولادة"),
    "place": ("place", "المكان"),
    "arrest": ("arrest", "تاريخ التوقيف"),
    "death": ("death", "تاريخ الوفاة"),
    "agency": ("arresting agency", "جهة التوقيف"),
    "held": ("place of detention", "مكان الاحتجاز"),
    "identifiers": ("identity number", "رقم الهوية"),
    "occupation": ("occupation", "المهنة"),
    "reading": ("another reading of the name", "قراءة أخرى للاسم"),
    "prior": ("rarity of matches between these lists", "ندرة التطابق بين هاتين القائمتين"),
    "relatives": ("could be relatives or namesakes", "احتمال أن يكونا قريبين أو متشابهين في الاسم"),
}
_LEVELS: Final = {
    "missing": ("is missing", "غير مذكور"),
    "exact": ("is written the same", "مكتوب بالشكل نفسه"),
    "same sound": ("sounds the same", "يُلفظ بالشكل نفسه"),
    "close": ("is close", "متقارب"),
    "similar": ("is similar", "متشابه"),
    "vaguely similar": ("is vaguely similar", "متشابه قليلاً"),
    "different": ("differs", "مختلف"),
    "two different known names": ("is another known name", "اسمان معروفان مختلفان"),
    "same": ("agrees", "متوافق"),
    "shared": ("is shared", "مشترك"),
    "one part differs": ("differs in one part", "يختلف في جزء واحد"),
    "within 45 days": ("is at most 45 days apart", "الفرق لا يتجاوز 45 يوماً"),
    "within 400 days": ("is about a year apart", "الفرق نحو سنة"),
    "within 4 years": ("is up to four years apart", "الفرق حتى أربع سنوات"),
    "within 10 years": ("is up to ten years apart", "الفرق حتى عشر سنوات"),
    "further apart": ("is more than ten years apart", "الفرق أكثر من عشر سنوات"),
    "one level up": ("is in the same wider area", "في المنطقة الأوسع نفسها"),
    "two levels up": ("is in the same governorate", "في المحافظة نفسها"),
    "elsewhere": ("is elsewhere", "في مكان آخر"),
    "": ("", ""),
}


def explain(pair: Mapping[str, Any]) -> tuple[FieldWeight, ...]:
    """The known fields of one row of ``LinkResult.pairs`` (as a mapping). Their weights add up to the pair's."""
    found = [
        _weight(name.removeprefix("level_"), str(level), float(pair["weight_" + name.removeprefix("level_")]))
        for name, level in pair.items()
        if name.startswith("level_") and level != "missing"
    ]
    found += [
        _weight(name, "", float(pair[f"weight_{name}"]))
        for name in ("reading", "prior", "relatives")
        if pair[f"weight_{name}"]
    ]
    return tuple(found)


def said(field: str, level: str) -> tuple[str, str]:
    """What a field says of a pair, in English and Arabic."""
    (field_en, field_ar), (level_en, level_ar) = _FIELDS.get(field, (field, field)), _LEVELS[level]
    return f"{field_en} {level_en}".strip(), f"{field_ar} {level_ar}".strip()


def _weight(field: str, level: str, weight: float) -> FieldWeight:
    en, ar = said(field, level)
    return FieldWeight(
        field=field, level=level, weight=weight, en=f"{en}: {weight:+.1f} bits", ar=f"{ar}: {weight:+.1f}"
    )
