"""Five organisations that do not exist, and how each keeps its list.

wadi      Wadi al-Sindian Documentation Centre: Arabic workbook, names in four columns, dates as real dates, two sheets
lantern   Lantern Street Registry: English CSV, names in three columns, American dates, a reference number
cypres    Association of the Seven Cypresses: French, windows-1256 with semicolons, a second name column in Arabic
daftar    Family Notebook Committee: Arabic ODS, the whole name in one cell, an age, place and date in one cell
sunset    Sunset Bulletin: JSON Lines gathered from posts, any script, nicknames, damage, rows copied from others
"""

from __future__ import annotations

import datetime as dt

from tools.invent import damage
from tools.invent import written_dates as dates
from tools.invent.chance import Chance
from tools.invent.custody_tables import AGENCIES, FACILITIES, Written
from tools.invent.facts import Day, Fate, Gaps, Heard, Precision
from tools.invent.habits import (
    Cell,
    Column,
    Desk,
    Line,
    Organisation,
    Slips,
    age_at_arrest,
    in_arabic,
    in_latin,
    kunya_arabic,
    whole,
)
from tools.invent.lives import Circumstance, Life
from tools.invent.names_tables import Tongue
from tools.invent.people import Person
from tools.invent.places_tables import GOVERNORATES, Community, Town

# A governorate, a district and a town of one name; and صوران, of which there are two.
HOMONYMS = {
    *(name for region in GOVERNORATES.values() for name in (region.arabic, *region.english, region.french)),
    "صوران",
    "Suran",
    "Souran",
    "Sourane",
}


# --- words shared by several hands ----------------------------------------------------------------

_FATE_ARABIC = {
    Fate.DETAINED: ("معتقل", "قيد الاعتقال", "محتجز"),
    Fate.DISAPPEARED: ("مختفٍ قسراً", "مغيّب قسراً", "مفقود"),
    Fate.RELEASED: ("أُفرج عنه", "مفرج عنه", "مُخلى سبيله"),
    Fate.DIED: ("متوفى تحت التعذيب", "توفي في المعتقل", "متوفى"),
    Fate.EXECUTED: ("أُعدم", "إعدام ميداني"),
    Fate.FREED: ("خرج عند فتح السجون", "محرَّر من السجن"),
    Fate.UNKNOWN: ("مجهول المصير", "غير معروف"),
}
_FATE_ARABIC_WOMAN = {
    Fate.DETAINED: ("معتقلة", "قيد الاعتقال", "محتجزة"),
    Fate.DISAPPEARED: ("مختفية قسراً", "مغيّبة قسراً", "مفقودة"),
    Fate.RELEASED: ("أُفرج عنها", "مفرج عنها", "مُخلى سبيلها"),
    Fate.DIED: ("متوفاة تحت التعذيب", "توفيت في المعتقل", "متوفاة"),
    Fate.EXECUTED: ("أُعدمت", "إعدام ميداني"),
    Fate.FREED: ("خرجت عند فتح السجون", "محرَّرة من السجن"),
    Fate.UNKNOWN: ("مجهولة المصير", "غير معروف"),
}
_FATE_ENGLISH = {
    Fate.DETAINED: ("Detained", "In detention", "Held"),
    Fate.DISAPPEARED: ("Forcibly disappeared", "Disappeared"),
    Fate.RELEASED: ("Released",),
    Fate.DIED: ("Died in detention", "Deceased"),
    Fate.EXECUTED: ("Executed",),
    Fate.FREED: ("Freed when prison was opened", "Released"),
    Fate.UNKNOWN: ("Fate unknown", "Unknown"),
}
_FATE_FRENCH = {
    Fate.DETAINED: ("Détenu", "En détention"),
    Fate.DISAPPEARED: ("Disparition forcée", "Disparu"),
    Fate.RELEASED: ("Libéré", "Relâché"),
    Fate.DIED: ("Décédé en détention", "Mort"),
    Fate.EXECUTED: ("Exécuté",),
    Fate.FREED: ("Libéré",),
    Fate.UNKNOWN: ("Sort inconnu",),
}
_FEMININE_FRENCH = {
    "Détenu": "Détenue",
    "Disparu": "Disparue",
    "Libéré": "Libérée",
    "Relâché": "Relâchée",
    "Mort": "Morte",
} | {
    "Décédé en détention": "Décédée en détention",
    "Exécuté": "Exécutée",
}
_CIRCUMSTANCE_ARABIC = {
    Circumstance.CHECKPOINT: "على حاجز",
    Circumstance.HOME_RAID: "مداهمة المنزل",
    Circumstance.STREET: "من الشارع",
    Circumstance.WORKPLACE: "من مكان العمل",
    Circumstance.UNIVERSITY: "من الجامعة",
    Circumstance.DEMONSTRATION: "بعد مظاهرة",
    Circumstance.SUMMONS: "بعد مراجعة الفرع",
    Circumstance.BORDER: "عند معبر حدودي",
}
_TRADE_ENGLISH = {
    "طالب": "student", "طالب جامعي": "university student", "عامل": "worker", "مزارع": "farmer", "مدرس": "teacher",
    "سائق": "driver", "تاجر": "trader", "موظف": "civil servant", "مهندس": "engineer", "طبيب": "doctor",
    "نجار": "carpenter", "حداد": "blacksmith", "خياط": "tailor", "عسكري": "conscript", "ممرض": "nurse",
    "محام": "lawyer", "بائع خضار": "greengrocer", "كهربائي": "electrician", "ربة منزل": "housewife", "طالبة": "student",
    "طالبة جامعية": "university student", "معلمة": "teacher", "ممرضة": "nurse", "موظفة": "civil servant",
    "خياطة": "seamstress", "طبيبة": "doctor",
}  # fmt: skip


def fate_arabic(heard: Heard, chance: Chance) -> str | None:
    if heard.fate is None:
        return None
    return chance.early((_FATE_ARABIC_WOMAN if heard.person.woman else _FATE_ARABIC)[heard.fate], 1.0)


def _mark_place(heard: Heard, text: str | None) -> None:
    if text in HOMONYMS:
        heard.flags.add("homonym_place")


def _spellings(written: Written, tongue: Tongue | None) -> tuple[str, ...]:
    """None: Arabic."""
    return {None: written.arabic, Tongue.FRENCH: written.french}.get(tongue, written.english)


def _facility(heard: Heard, chance: Chance, tongue: Tongue | None) -> str | None:
    if heard.facility is None:
        return None
    text = chance.early(_spellings(FACILITIES[heard.facility], tongue), 1.0)
    if text in {"المزة", "Mezzeh", "Mezzé", "فرع المنطقة"}:
        heard.flags.add("homonym_place")
    return text


def _agency(heard: Heard, chance: Chance, tongue: Tongue | None) -> str | None:
    return None if heard.agency is None else chance.early(_spellings(AGENCIES[heard.agency], tongue), 1.0)


def _reach(towns: dict[str, float], other: float) -> dict[str, float]:
    return {code: towns.get(code, other) for code in GOVERNORATES}


# --- wadi -----------------------------------------------------------------------------------------

_WADI_REACH = _reach({"SY04": 3.0, "SY05": 2.4, "SY03": 1.4, "SY01": 1.2, "SY08": 0.4, "SY09": 0.6}, 1.0)


def _write_wadi(heard: Heard, desk: Desk) -> Line:
    chance = desk.chance
    parts = in_arabic(heard, desk, fullness=4)
    person = heard.person
    mother = heard.mother
    town = None if heard.town is None else chance.early(heard.town.arabic, 0.7)
    _mark_place(heard, town)
    birth: dt.date | int | None = None
    if heard.birth is not None:
        birth = heard.birth.date.year if heard.birth.precision is Precision.YEAR else heard.birth.date
    arrest: dt.date | str | None = None
    if heard.arrest is not None:
        exact = heard.arrest.precision is Precision.DAY
        arrest = heard.arrest.date if exact else dates.in_words(heard.arrest, dates.LEVANT)
    return Line(
        person=person,
        script="ar",
        parts=parts.count,
        flags=heard.flags,
        cells={
            "رقم الملف": f"س-{desk.next_number():05d}",
            "الاسم": parts.given,
            "اسم الأب": parts.father,
            "اسم الجد": parts.grandfather or None,
            "الكنية": parts.family,
            "اسم الأم": person.mother.arabic if mother else None,
            "كنية الأم": person.mother_family.arabic if mother and chance.happens(0.6) else None,
            "الجنس": "أنثى" if person.woman else "ذكر",
            "تاريخ الولادة": birth,
            "المحافظة": GOVERNORATES[heard.governorate].arabic,
            "البلدة": town,
            "تاريخ الاعتقال": arrest,
            "ظروف الاعتقال": None if heard.circumstance is None else _CIRCUMSTANCE_ARABIC[heard.circumstance],
            "الجهة المسؤولة": _agency(heard, chance, None),
            "مكان الاحتجاز": _facility(heard, chance, None),
            "الوضع الحالي": fate_arabic(heard, chance),
            "تاريخ الوفاة": None if heard.died is None else dates.in_words(heard.died, dates.LEVANT),
        },
    )


WADI = Organisation(
    key="wadi",
    arabic="مركز وادي السنديان للتوثيق",
    english="Wadi al-Sindian Documentation Centre",
    french="Centre de documentation Wadi al-Sindian",
    file="wadi_sindian_2021-06.xlsx",
    rows=806,
    duplicates=6,
    gaps=Gaps(
        as_of=dt.date(2021, 6, 30),
        no_birth=0.16,
        birth_year_only=0.3,
        no_mother=0.14,
        no_grandfather=0.3,
        no_town=0.06,
        no_facility=0.3,
        no_agency=0.35,
    ),
    slips=Slips(typo=0.02, nisba=0.015, hamza=0.05, ta=0.03, ya=0.02, joined=0.15, drop_mohammad=0.25),
    columns=(
        Column(header="رقم الملف", properties="source.reference|id.source"),
        Column(header="الاسم", properties="name.given"),
        Column(header="اسم الأب", properties="name.father"),
        Column(header="اسم الجد", properties="name.grandfather"),
        Column(header="الكنية", properties="name.family"),
        Column(header="اسم الأم", properties="mother.name"),
        Column(header="كنية الأم", properties="mother.family"),
        Column(header="الجنس", properties="sex"),
        Column(header="تاريخ الولادة", properties="birth.date"),
        Column(header="المحافظة", properties="origin.place|residence.place|arrest.place"),
        Column(header="البلدة", properties="origin.place|residence.place|arrest.place"),
        Column(header="تاريخ الاعتقال", properties="arrest.date"),
        Column(header="ظروف الاعتقال", properties="arrest.circumstances"),
        Column(header="الجهة المسؤولة", properties="arrest.agency"),
        Column(header="مكان الاحتجاز", properties="held.place"),
        Column(header="الوضع الحالي", properties="status"),
        Column(header="تاريخ الوفاة", properties="death.date"),
    ),
    appeal=lambda life: _WADI_REACH[life.person.town.governorate],
    write=_write_wadi,
)  # fmt: skip


# --- lantern --------------------------------------------------------------------------------------

_LANTERN_REACH = _reach({"SY01": 1.8, "SY03": 1.8, "SY02": 1.5, "SY07": 1.4, "SY12": 1.4}, 0.9)


def _english_birth(birth: Day | None, flags: set[str], chance: Chance) -> str | None:
    """Year only is written as 1 January, as registers do, or as the bare year."""
    if birth is None:
        return None
    if birth.precision is Precision.YEAR:
        return f"1/1/{birth.date.year}" if chance.happens(0.4) else str(birth.date.year)
    if dates.swapped_is_valid(birth.date):
        flags.add("ambiguous_date")
    return dates.month_first(birth)


def _write_lantern(heard: Heard, desk: Desk) -> Line:
    chance = desk.chance
    parts = in_latin(heard, desk, Tongue.ENGLISH, fullness=4 if chance.happens(0.3) else 3)
    person = heard.person
    town = None if heard.town is None else chance.early(heard.town.english, 0.7)
    if (
        heard.arrest is not None
        and heard.arrest.precision is Precision.DAY
        and dates.swapped_is_valid(heard.arrest.date)
    ):
        heard.flags.add("ambiguous_date")
    return Line(
        person=person,
        script="la",
        parts=parts.count,
        flags=heard.flags,
        cells={
            "Ref": f"LS/{desk.next_number():04d}",
            "Given name(s)": parts.given,
            "Father's name": " ".join(p for p in (parts.father, parts.grandfather) if p),
            "Surname": parts.family,
            "M/F": "F" if person.woman else "M",
            "DOB": _english_birth(heard.birth, heard.flags, chance),
            "Governorate": chance.early(GOVERNORATES[heard.governorate].english, 0.7),
            "City or village": town,
            "Taken on": None if heard.arrest is None else dates.month_first(heard.arrest),
            "Taken by": _agency(heard, chance, Tongue.ENGLISH),
            "Last known place of detention": _facility(heard, chance, Tongue.ENGLISH),
            "What is known": None if heard.fate is None else chance.early(_FATE_ENGLISH[heard.fate], 1.0),
            "Died on": None if heard.died is None else dates.month_first(heard.died),
            "Work": _TRADE_ENGLISH[person.trade] if chance.happens(0.4) else None,
        },
    )


LANTERN = Organisation(
    key="lantern",
    arabic="سجل شارع الفانوس",
    english="Lantern Street Registry",
    french="Registre de la rue de la Lanterne",
    file="lantern_street_2019-03.csv",
    rows=693,
    duplicates=5,
    gaps=Gaps(
        as_of=dt.date(2019, 3, 31),
        no_birth=0.28,
        birth_year_only=0.35,
        no_mother=1.0,
        no_grandfather=0.0,
        no_town=0.12,
        no_facility=0.35,
        no_agency=0.4,
    ),
    slips=Slips(typo=0.035, nisba=0.015, drop_mohammad=0.45),
    columns=(
        Column(header="Ref", properties="source.reference|id.source"),
        Column(header="Given name(s)", properties="name.given"),
        Column(header="Father's name", properties="name.father|name.grandfather"),
        Column(header="Surname", properties="name.family"),
        Column(header="M/F", properties="sex"),
        Column(header="DOB", properties="birth.date"),
        Column(header="Governorate", properties="origin.place|residence.place|arrest.place"),
        Column(header="City or village", properties="origin.place|residence.place|arrest.place"),
        Column(header="Taken on", properties="arrest.date"),
        Column(header="Taken by", properties="arrest.agency"),
        Column(header="Last known place of detention", properties="held.place"),
        Column(header="What is known", properties="status"),
        Column(header="Died on", properties="death.date"),
        Column(header="Work", properties="occupation"),
    ),
    appeal=lambda life: _LANTERN_REACH[life.person.town.governorate],
    write=_write_lantern,
)  # fmt: skip


# --- cypres ---------------------------------------------------------------------------------------

_CYPRES_REACH = _reach({"SY04": 2.2, "SY01": 1.4, "SY05": 1.4, "SY08": 1.2}, 0.8)


def _french_place(town: Town | None, governorate: str, chance: Chance) -> str:
    region = GOVERNORATES[governorate].french
    if town is None or town.french == region:
        return region
    return f"{town.french} ({region})" if chance.happens(0.6) else town.french


def _capitals(text: str) -> str:
    """French typists leave the accents off capitals; windows-1256 has no É either."""
    return text.translate(str.maketrans("éèïëç", "eeiec")).upper()


def _write_cypres(heard: Heard, desk: Desk) -> Line:
    chance = desk.chance
    parts = in_latin(heard, desk, Tongue.FRENCH, fullness=3)
    person = heard.person
    arabic = None
    if chance.happens(0.38):
        arabic = whole(in_arabic(heard, desk, fullness=3), heard, desk)
    fate = None if heard.fate is None else chance.early(_FATE_FRENCH[heard.fate], 1.0)
    place = _french_place(heard.town, heard.governorate, chance)
    _mark_place(heard, place)
    return Line(
        person=person,
        script="la",
        parts=parts.count,
        flags=heard.flags,
        cells={
            "Nom de famille": _capitals(parts.family) if chance.happens(0.7) else parts.family,
            "Prénom": parts.given,
            "Prénom du père": parts.father if chance.happens(0.85) else None,
            "Nom complet en arabe": arabic,
            "Sexe": "F" if person.woman else "H",
            "Année de naissance": None if heard.birth is None else heard.birth.date.year,
            "Originaire de": place,
            "Date d'arrestation": None
            if heard.arrest is None
            else dates.in_words(heard.arrest, dates.FRENCH),
            "Lieu de détention": _facility(heard, chance, Tongue.FRENCH),
            "Situation": fate if fate is None or not person.woman else _FEMININE_FRENCH.get(fate, fate),
            "Remarques": f"Mère : {desk.spellers[Tongue.FRENCH].name(person.mother)}"
            if heard.mother
            else None,
        },
    )


CYPRES = Organisation(
    key="cypres",
    arabic="جمعية السروات السبع",
    english="Association of the Seven Cypresses",
    french="Association des Sept Cyprès",
    file="sept_cypres_2022-10.csv",
    rows=507,
    duplicates=3,
    gaps=Gaps(
        as_of=dt.date(2022, 10, 31),
        no_birth=0.3,
        birth_year_only=1.0,
        no_mother=0.6,
        no_grandfather=1.0,
        no_town=0.08,
        no_facility=0.45,
        arrest_month_only=0.3,
    ),
    slips=Slips(typo=0.03, nisba=0.01, drop_mohammad=0.5, hamza=0.3, ta=0.1, joined=0.4),
    columns=(
        Column(header="Nom de famille", properties="name.family"),
        Column(header="Prénom", properties="name.given"),
        Column(header="Prénom du père", properties="name.father"),
        Column(header="Nom complet en arabe", properties="name"),
        Column(header="Sexe", properties="sex"),
        Column(header="Année de naissance", properties="birth.date"),
        Column(header="Originaire de", properties="origin.place"),
        Column(header="Date d'arrestation", properties="arrest.date"),
        Column(header="Lieu de détention", properties="held.place"),
        Column(header="Situation", properties="status"),
        Column(header="Remarques", properties="note|mother.name"),
    ),
    appeal=lambda life: _CYPRES_REACH[life.person.town.governorate],
    write=_write_cypres,
    tongue=Tongue.FRENCH,
)  # fmt: skip


# --- daftar ---------------------------------------------------------------------------------------

_DAFTAR_REACH = _reach({"SY03": 3.4, "SY01": 2.0, "SY12": 1.2}, 0.6)
_RELATIVES = ("الأخ", "الأم", "الأب", "ابن العم", "الأخت", "جار")


def _arabic_day(day: Day, flags: set[str], chance: Chance) -> str:
    if day.precision is Precision.DAY and chance.happens(0.06):
        flags.add("hijri")
        return dates.hijri(day)
    if chance.happens(0.45):
        if day.precision is Precision.DAY and dates.swapped_is_valid(day.date):
            flags.add("ambiguous_date")
        text = dates.day_first(day)
    else:
        text = dates.in_words(day, dates.EGYPT if chance.happens(0.12) else dates.LEVANT)
    return dates.eastern(text) if chance.happens(0.5) else text


def _known_as(person: Person) -> str:
    child = "" if person.kunya is None else person.kunya.arabic
    return f"تُعرف بأم {child}" if person.woman else f"يُعرف بأبي {child}"


def _relation(heard: Heard, chance: Chance) -> str:
    """Who told: husbands and wives only of people old enough to have one."""
    grown = heard.episode.arrest.year - heard.person.birth.year > 22
    if grown and chance.happens(0.3):
        return "الزوج" if heard.person.woman else "الزوجة"
    return chance.early(_RELATIVES)


def _write_daftar(heard: Heard, desk: Desk) -> Line:
    chance = desk.chance
    parts = in_arabic(heard, desk, fullness=chance.weighted((2, 3, 4), (8, 52, 40)))
    person = heard.person
    town = None if heard.town is None else chance.early(heard.town.arabic, 0.7)
    where = town or GOVERNORATES[heard.governorate].arabic
    _mark_place(heard, where)
    day = None if heard.arrest is None else _arabic_day(heard.arrest, heard.flags, chance)
    place = chance.early(heard.episode.place.arabic, 0.7) if chance.happens(0.7) else None
    together = " - ".join(text for text in (place, day) if text)
    notes = [_known_as(person)] if person.kunya is not None and chance.happens(0.3) else []
    if heard.by_notice:
        notes.append("وصل إشعار وفاة من السجل المدني")
    age = age_at_arrest(heard)
    return Line(
        person=person,
        script="ar",
        parts=parts.count,
        flags=heard.flags,
        cells={
            "الاسم الثلاثي أو الرباعي": whole(parts, heard, desk),
            "الوالدة": person.mother.arabic if heard.mother else None,
            "العمر حين الاعتقال": age,
            "من سكان": where,
            "مكان وتاريخ الاعتقال": together or None,
            "شوهد آخر مرة في": _facility(heard, chance, None),
            "المصير": fate_arabic(heard, chance),
            "صلة مقدّم المعلومة": _relation(heard, chance) if chance.happens(0.6) else None,
            "ملاحظات": "؛ ".join(notes) or None,
        },
    )


DAFTAR = Organisation(
    key="daftar",
    arabic="لجنة دفتر العائلات",
    english="Family Notebook Committee",
    french="Comité du Carnet des familles",
    file="daftar_aailat_2025-09.ods",
    rows=534,
    duplicates=8,
    gaps=Gaps(
        as_of=dt.date(2025, 9, 30),
        no_birth=0.22,
        birth_year_only=0.0,
        no_mother=0.22,
        no_grandfather=0.2,
        no_town=0.1,
        no_facility=0.4,
        stale=0.1,
    ),
    slips=Slips(
        typo=0.035,
        swapped=0.03,
        nisba=0.025,
        glued=0.015,
        hamza=0.5,
        ta=0.25,
        ya=0.12,
        joined=0.5,
        son_of=0.04,
    ),
    columns=(
        Column(header="الاسم الثلاثي أو الرباعي", properties="name"),
        Column(header="الوالدة", properties="mother.name"),
        Column(header="العمر حين الاعتقال", properties="age"),
        Column(header="من سكان", properties="residence.place|origin.place"),
        Column(header="مكان وتاريخ الاعتقال", properties="arrest.place|arrest.date"),
        Column(header="شوهد آخر مرة في", properties="held.place|sighting.place"),
        Column(header="المصير", properties="status"),
        Column(header="صلة مقدّم المعلومة", properties="informant.relation"),
        Column(header="ملاحظات", properties="note|name.kunya"),
    ),
    appeal=lambda life: _DAFTAR_REACH[life.person.town.governorate],
    write=_write_daftar,
)  # fmt: skip


# --- sunset ---------------------------------------------------------------------------------------

_SUNSET_REACH = _reach({"SY08": 2.6, "SY02": 1.8, "SY09": 1.6, "SY07": 1.4, "SY11": 2.0}, 0.7)
_FATE_OTHER = {
    Tongue.TURKISH: {Fate.DETAINED: "gözaltında", Fate.DISAPPEARED: "kayıp", Fate.RELEASED: "serbest bırakıldı"},
    Tongue.KURMANJI: {Fate.DETAINED: "girtî ye", Fate.DISAPPEARED: "winda ye", Fate.RELEASED: "hat berdan"},
    Tongue.GERMAN: {Fate.DETAINED: "in Haft", Fate.DISAPPEARED: "vermisst", Fate.RELEASED: "freigelassen"},
    Tongue.CHAT: {Fate.DETAINED: "mo3ta2al", Fate.DISAPPEARED: "mafqoud", Fate.RELEASED: "released"},
}  # fmt: skip


def _other_place(town: Town | None, governorate: str, tongue: Tongue) -> str:
    if town is None:
        return GOVERNORATES[governorate].english[0]
    return dict(town.other).get(tongue, town.english[0])


def _sunset_tongue(heard: Heard, chance: Chance) -> Tongue | None:
    """None: the post is in Arabic."""
    if heard.person.community is Community.KURDISH and chance.happens(0.45):
        return Tongue.KURMANJI
    return chance.weighted((None, Tongue.CHAT, Tongue.TURKISH, Tongue.GERMAN), (70, 14, 9, 7))


def _write_sunset(heard: Heard, desk: Desk) -> Line:
    chance = desk.chance
    tongue = _sunset_tongue(heard, chance)
    return _arabic_post(heard, desk) if tongue is None else _latin_post(heard, desk, tongue)


def _arabic_post(heard: Heard, desk: Desk) -> Line:
    chance = desk.chance
    person = heard.person
    kunya = kunya_arabic(person)
    only_kunya = kunya is not None and chance.happens(0.16)
    if only_kunya and kunya is not None:
        heard.flags.add("nickname")
        name, count = f"{kunya} ({person.family.arabic})" if chance.happens(0.3) else kunya, 0
    elif person.nickname is not None and chance.happens(0.12):
        heard.flags.add("nickname")
        name, count = f"{person.nickname} {person.family.arabic}", 2
    else:
        parts = in_arabic(heard, desk, fullness=chance.weighted((2, 3), (35, 65)))
        name, count = whole(parts, heard, desk), parts.count
    town = None if heard.town is None else chance.early(heard.town.arabic, 0.7)
    where = town or GOVERNORATES[heard.governorate].arabic
    _mark_place(heard, where)
    day = None if heard.arrest is None else _arabic_day(heard.arrest, heard.flags, chance)
    held = _facility(heard, chance, None) or _agency(heard, chance, None)
    cells: dict[str, Cell] = {
        "name": name,
        "from": where,
        "date": day,
        "held_by": held,
        "state": fate_arabic(heard, chance),
        "alias": kunya if kunya and not only_kunya and chance.happens(0.12) else None,
    }
    return Line(person=person, script="ar", parts=count, flags=heard.flags, cells=cells)


def _latin_post(heard: Heard, desk: Desk, tongue: Tongue) -> Line:
    chance = desk.chance
    parts = in_latin(heard, desk, tongue, fullness=chance.weighted((2, 3), (40, 60)))
    words = _FATE_OTHER[tongue]
    fate = None
    if heard.fate is not None:
        fate = words.get(heard.fate) or chance.early(_FATE_ENGLISH[heard.fate], 1.0)
    day = None
    if heard.arrest is not None:
        separator = "." if tongue in {Tongue.GERMAN, Tongue.TURKISH} else "/"
        day = dates.day_first(heard.arrest, separator)
        if heard.arrest.precision is Precision.DAY and dates.swapped_is_valid(heard.arrest.date):
            heard.flags.add("ambiguous_date")
    cells: dict[str, Cell] = {
        "name": whole(parts, heard, desk),
        "from": _other_place(heard.town, heard.governorate, tongue),
        "date": day,
        "held_by": _facility(heard, chance, Tongue.ENGLISH) or _agency(heard, chance, Tongue.ENGLISH),
        "state": fate,
        "alias": None,
    }
    return Line(person=heard.person, script="la", parts=parts.count, flags=heard.flags, cells=cells)


def copied(line: Line, desk: Desk) -> Line | None:
    """The same row as the bulletin would have taken it from another organisation's Arabic list; None if it cannot."""
    cells = line.cells
    if "الكنية" in cells:
        pieces = (cells["الاسم"], cells["اسم الأب"], cells["الكنية"])
        name = " ".join(str(piece) for piece in pieces if piece)
        where, day = cells["البلدة"] or cells["المحافظة"], cells["تاريخ الاعتقال"]
        held, state = cells["مكان الاحتجاز"], cells["الوضع الحالي"]
        parts = 3
    elif "من سكان" in cells:
        name, where, day = str(cells["الاسم الثلاثي أو الرباعي"]), cells["من سكان"], None
        held, state, parts = cells["شوهد آخر مرة في"], cells["المصير"], line.parts
    else:
        return None
    text = day.strftime("%Y-%m-%d") if isinstance(day, dt.date) else day
    flags = set(line.flags) & {
        "typo",
        "swapped",
        "altfamily",
        "double_given",
        "second_arrest",
        "status_differs",
    } | {"copy"}
    if desk.chance.happens(0.4):
        damaged = damage.from_pdf(name, desk.chance)
        if damaged != name:
            flags.add("pdf")
        name = damaged
    copy: dict[str, Cell] = {
        "name": name,
        "from": where,
        "date": text,
        "held_by": held,
        "state": state,
        "alias": None,
    }
    return Line(person=line.person, script="ar", parts=parts, flags=flags, cells=copy)


def _sunset_appeal(life: Life) -> float:
    young = 1.5 if life.person.birth.year > 1985 else 0.8
    return young * _SUNSET_REACH[life.person.town.governorate]


SUNSET = Organisation(
    key="sunset",
    arabic="نشرة الغروب",
    english="Sunset Bulletin",
    french="Bulletin du Couchant",
    file="sunset_bulletin_2023-05.jsonl",
    rows=395,
    duplicates=7,
    gaps=Gaps(
        as_of=dt.date(2023, 5, 31),
        no_birth=1.0,
        birth_year_only=0.0,
        no_mother=1.0,
        no_grandfather=1.0,
        no_town=0.2,
        no_facility=0.5,
        no_agency=0.4,
        arrest_shifted=0.2,
        no_arrest_date=0.15,
        place_of_arrest_for_origin=0.25,
    ),
    slips=Slips(
        typo=0.06, swapped=0.04, nisba=0.03, glued=0.03, pdf=0.12, hamza=0.6, ta=0.3, ya=0.15, joined=0.5, persian=0.03,
        drop_mohammad=0.6,
    ),
    columns=(
        Column(header="post", properties="source.reference|id.source"),
        Column(header="name", properties="name"),
        Column(header="alias", properties="name.kunya|name.alias"),
        Column(header="from", properties="origin.place|residence.place|arrest.place"),
        Column(header="date", properties="arrest.date"),
        Column(header="held_by", properties="held.place|arrest.agency"),
        Column(header="state", properties="status"),
    ),
    appeal=_sunset_appeal,
    write=_write_sunset,
    tongue=Tongue.CHAT,
)  # fmt: skip
COPIES = 38  # rows the bulletin took over from wadi and daftar

ORGANISATIONS = (WADI, LANTERN, CYPRES, DAFTAR, SUNSET)
