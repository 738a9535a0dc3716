"""Why two records may be the same person: one line per field, in bits and in words."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldWeight:
    """``weight`` in bits: positive speaks for the same person. ``en``, ``ar``: the same as a sentence.

    ``usual``: of the line "reading", name fields and their levels as names are usually read, where those are others.
    """

    field: str
    level: str
    weight: float
    en: str
    ar: str
    usual: tuple[tuple[str, str], ...] = ()


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


_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_USUALLY: Final = ("; as names are usually read: ", "؛ وفي القراءة المعتادة: ")
_AND: Final = (", ", "، ")


def explain(
    pair: Mapping[str, Any], *, usual: Mapping[str, str] = _NOTHING, asked: Collection[str] = ()
) -> tuple[FieldWeight, ...]:
    """The known fields of one row of ``LinkResult.pairs`` (as a mapping). Their weights add up to the pair's.

    ``usual``: levels of name fields when names are read as usual; ``asked``: fields that are told although one side
    has no value, with a weight of nothing.
    """
    levels = {name.removeprefix("level_"): str(of) for name, of in pair.items() if name.startswith("level_")}
    others = {name: level for name, level in usual.items() if level not in {"missing", levels[name]}}
    if not pair["weight_reading"]:
        others = {}
    found = [
        _weight(name, level, float(pair[f"weight_{name}"]))
        for name, level in levels.items()
        if level != "missing" or (name in asked and name not in others)
    ]
    found += [
        _weight(name, "", float(pair[f"weight_{name}"]), others if name == "reading" else {})
        for name in ("reading", "prior", "relatives")
        if pair[f"weight_{name}"]
    ]
    return tuple(found)


def said(field: str, level: str) -> tuple[str, str]:
    """What a field says of a pair, in English and Arabic."""
    (field_en, field_ar), (level_en, level_ar) = _FIELDS.get(field, (field, field)), _LEVELS[level]
    return f"{field_en} {level_en}".strip(), f"{field_ar} {level_ar}".strip()


def told(one: FieldWeight) -> tuple[str, str]:
    """A line without its bits, in English and Arabic."""
    en, ar = said(one.field, one.level)
    if not one.usual:
        return en, ar
    usual_en, usual_ar = zip(*(said(*each) for each in one.usual), strict=True)
    return en + _USUALLY[0] + _AND[0].join(usual_en), ar + _USUALLY[1] + _AND[1].join(usual_ar)


def _weight(field: str, level: str, weight: float, usual: Mapping[str, str] = _NOTHING) -> FieldWeight:
    line = FieldWeight(field=field, level=level, weight=weight, en="", ar="", usual=tuple(usual.items()))
    en, ar = told(line)
    return replace(line, en=f"{en}: {weight:+.1f} bits", ar=f"{ar}: {weight:+.1f}")
