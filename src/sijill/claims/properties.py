"""What a column can say: the property names of a claim, one row each.

Everything that must know the properties reads this table: the mapping files, the suggestion, the readers, the person
page and ``docs/reference/properties.md`` (generated from here; a test fails when they differ).
"""

from collections.abc import Mapping as MappingABC
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

UNMAPPED_PREFIX: Final = "unmapped:"


class Kind(Enum):
    """Which reader turns the text into a normalised value."""

    NAME = "name"
    NAME_PART = "name part"
    DATE = "date"
    AGE = "age"
    PLACE = "place"
    FACILITY = "facility"
    AGENCY = "agency"
    WORDS = "words from a list"
    IDENTIFIER = "identifier"
    FREE_TEXT = "free text"
    CONTACT = "contact of a person"


class Sensitivity(Enum):
    """Default level of a claim; the strictest of record, field, person and source applies."""

    NORMAL = "normal"
    SENSITIVE = "sensitive"
    SEALED = "sealed"


class Property(Enum):
    """Every property name. A column without one is kept as ``unmapped:<header>``."""

    NAME = "name"
    NAME_GIVEN = "name.given"
    NAME_FATHER = "name.father"
    NAME_GRANDFATHER = "name.grandfather"
    NAME_FAMILY = "name.family"
    NAME_KUNYA = "name.kunya"
    NAME_ALIAS = "name.alias"
    MOTHER_NAME = "mother.name"
    MOTHER_FAMILY = "mother.family"
    SEX = "sex"
    BIRTH_DATE = "birth.date"
    BIRTH_PLACE = "birth.place"
    AGE = "age"
    ORIGIN_PLACE = "origin.place"
    RESIDENCE_PLACE = "residence.place"
    NATIONALITY = "nationality"
    OCCUPATION = "occupation"
    ID_NATIONAL = "id.national"
    ID_DETAINEE = "id.detainee"
    ID_PHOTO = "id.photo"
    ID_SOURCE = "id.source"
    ARREST_DATE = "arrest.date"
    ARREST_PLACE = "arrest.place"
    ARREST_AGENCY = "arrest.agency"
    ARREST_CIRCUMSTANCES = "arrest.circumstances"
    ARREST_WITH = "arrest.with"
    HELD_PLACE = "held.place"
    HELD_FROM = "held.from"
    HELD_TO = "held.to"
    SIGHTING_DATE = "sighting.date"
    SIGHTING_PLACE = "sighting.place"
    SIGHTING_BY = "sighting.by"
    OFFENCE_DATE = "offence.date"
    CHARGE = "charge"
    COURT = "court"
    SENTENCE = "sentence"
    RELEASE_DATE = "release.date"
    RELEASE_TYPE = "release.type"
    DEATH_DATE = "death.date"
    DEATH_PLACE = "death.place"
    DEATH_CAUSE = "death.cause"
    DEATH_BASIS = "death.basis"
    STATUS = "status"
    INFORMANT_NAME = "informant.name"
    INFORMANT_RELATION = "informant.relation"
    INFORMANT_CONTACT = "informant.contact"
    SOURCE_REFERENCE = "source.reference"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyInfo:
    """One row of the table; ``code_list`` names the list of codes its words are read with, if any."""

    property: Property
    kind: Kind
    code_list: str | None
    sensitivity: Sensitivity
    label_en: str
    label_ar: str
    description: str


def _row(
    prop: Property,
    kind: Kind,
    label_en: str,
    label_ar: str,
    description: str,
    *,
    codes: str | None = None,
    level: Sensitivity = Sensitivity.NORMAL,
) -> PropertyInfo:
    return PropertyInfo(
        property=prop,
        kind=kind,
        code_list=codes,
        sensitivity=level,
        label_en=label_en,
        label_ar=label_ar,
        description=description,
    )


_P, _K = Property, Kind
_SENSITIVE, _SEALED = Sensitivity.SENSITIVE, Sensitivity.SEALED

_ROWS: Final = (
    _row(_P.NAME, _K.NAME, "Name", "الاسم", "The person's name as written, in one piece."),
    _row(_P.NAME_GIVEN, _K.NAME_PART, "Given name", "الاسم الأول", "The person's own name."),
    _row(_P.NAME_FATHER, _K.NAME_PART, "Father's name", "اسم الأب", "Given name of the father."),
    _row(
        _P.NAME_GRANDFATHER,
        _K.NAME_PART,
        "Grandfather's name",
        "اسم الجد",
        "Given name of the father's father.",
    ),
    _row(
        _P.NAME_FAMILY,
        _K.NAME_PART,
        "Family name",
        "اسم العائلة",
        "Family, clan or nisba (called kunya in Syria).",
    ),
    _row(_P.NAME_KUNYA, _K.NAME_PART, "Teknonym", "الكنية (أبو/أم)", "Abu or Umm with a child's name."),
    _row(
        _P.NAME_ALIAS,
        _K.NAME,
        "Other name",
        "اللقب",
        "Nickname, nom de guerre, or another name the person is known by.",
    ),
    _row(
        _P.MOTHER_NAME, _K.NAME, "Mother's name", "اسم الأم", "Given name of the mother, or her whole name."
    ),
    _row(
        _P.MOTHER_FAMILY,
        _K.NAME_PART,
        "Mother's family name",
        "كنية الأم",
        "Family name the mother was born with.",
    ),
    _row(_P.SEX, _K.WORDS, "Sex", "الجنس", "Male or female as the source says.", codes="sex"),
    _row(_P.BIRTH_DATE, _K.DATE, "Date of birth", "تاريخ الولادة", "Day, month or year of birth."),
    _row(_P.BIRTH_PLACE, _K.PLACE, "Place of birth", "مكان الولادة", "Where the person was born."),
    _row(
        _P.AGE, _K.AGE, "Age", "العمر", "Completed years; with an as-of date it gives an interval of birth."
    ),
    _row(_P.ORIGIN_PLACE, _K.PLACE, "Place of origin", "من أهالي", "Where the person or the family is from."),
    _row(_P.RESIDENCE_PLACE, _K.PLACE, "Residence", "مكان الإقامة", "Where the person lived."),
    _row(
        _P.NATIONALITY, _K.WORDS, "Nationality", "الجنسية", "Citizenship, or stateless.", codes="nationality"
    ),
    _row(_P.OCCUPATION, _K.WORDS, "Occupation", "المهنة", "Work, study or rank.", codes="occupation"),
    _row(
        _P.ID_NATIONAL,
        _K.IDENTIFIER,
        "National number",
        "الرقم الوطني",
        "Number of the civil registry, identity card or passport.",
        codes="identifier_type",
        level=_SENSITIVE,
    ),
    _row(
        _P.ID_DETAINEE,
        _K.IDENTIFIER,
        "Detainee number",
        "رقم المعتقل",
        "Number given by the place of detention.",
        codes="identifier_type",
    ),
    _row(
        _P.ID_PHOTO,
        _K.IDENTIFIER,
        "Photograph number",
        "رقم الصورة",
        "Number of a photograph or its card.",
        codes="identifier_type",
        level=_SENSITIVE,
    ),
    _row(
        _P.ID_SOURCE,
        _K.IDENTIFIER,
        "Number at the source",
        "رقم القيد",
        "The organisation's own number for the person or row; pairs later versions of the list.",
        codes="identifier_type",
    ),
    _row(
        _P.ARREST_DATE,
        _K.DATE,
        "Date of arrest",
        "تاريخ الاعتقال",
        "When liberty was taken or the person was last seen free.",
    ),
    _row(_P.ARREST_PLACE, _K.PLACE, "Place of arrest", "مكان الاعتقال", "Where liberty was taken."),
    _row(
        _P.ARREST_AGENCY,
        _K.AGENCY,
        "Arresting authority",
        "الجهة المعتقِلة",
        "Who took the person.",
        codes="actor_type",
    ),
    _row(
        _P.ARREST_CIRCUMSTANCES,
        _K.WORDS,
        "Circumstances of arrest",
        "ظروف الاعتقال",
        "Checkpoint, raid, summons and the like.",
        codes="arrest_circumstance",
    ),
    _row(
        _P.ARREST_WITH,
        _K.NAME,
        "Arrested with",
        "اعتُقل مع",
        "Other people taken at the same time.",
        level=_SENSITIVE,
    ),
    _row(
        _P.HELD_PLACE,
        _K.FACILITY,
        "Place of detention",
        "مكان الاحتجاز",
        "Prison, branch or other site.",
        codes="facility",
    ),
    _row(_P.HELD_FROM, _K.DATE, "Held from", "محتجز منذ", "First day at the place of detention."),
    _row(_P.HELD_TO, _K.DATE, "Held until", "محتجز حتى", "Last day at the place of detention."),
    _row(
        _P.SIGHTING_DATE,
        _K.DATE,
        "Date last seen",
        "تاريخ آخر مشاهدة",
        "When somebody saw the person in custody.",
    ),
    _row(
        _P.SIGHTING_PLACE,
        _K.FACILITY,
        "Place last seen",
        "مكان آخر مشاهدة",
        "Where the person was seen.",
        codes="facility",
    ),
    _row(
        _P.SIGHTING_BY,
        _K.CONTACT,
        "Seen by",
        "شاهده",
        "The witness; protected by default.",
        codes="source_type",
        level=_SEALED,
    ),
    _row(
        _P.OFFENCE_DATE,
        _K.DATE,
        "Date of the alleged offence",
        "تاريخ الجرم المنسوب",
        "When the offence is said to have been committed; amnesties ask for it.",
    ),
    _row(
        _P.CHARGE,
        _K.WORDS,
        "Charge",
        "التهمة",
        "What the authority accuses the person of.",
        codes="legal_basis",
    ),
    _row(
        _P.COURT,
        _K.WORDS,
        "Court",
        "المحكمة",
        "The court before which the person was brought.",
        codes="court_type",
    ),
    _row(_P.SENTENCE, _K.FREE_TEXT, "Sentence", "الحكم", "Outcome and length of the sentence."),
    _row(_P.RELEASE_DATE, _K.DATE, "Date of release", "تاريخ الإفراج", "When the person was freed."),
    _row(
        _P.RELEASE_TYPE,
        _K.WORDS,
        "Kind of release",
        "نوع الإفراج",
        "Amnesty, exchange, end of sentence.",
        codes="release_type",
    ),
    _row(_P.DEATH_DATE, _K.DATE, "Date of death", "تاريخ الوفاة", "As stated by the source."),
    _row(
        _P.DEATH_PLACE,
        _K.FACILITY,
        "Place of death",
        "مكان الوفاة",
        "Facility, hospital or place.",
        codes="facility",
    ),
    _row(
        _P.DEATH_CAUSE,
        _K.WORDS,
        "Cause of death",
        "سبب الوفاة",
        "As stated by the source; not a finding.",
        codes="death_cause",
        level=_SENSITIVE,
    ),
    _row(
        _P.DEATH_BASIS,
        _K.WORDS,
        "Basis for the death",
        "مستند الوفاة",
        "Certificate, registry entry, photograph, witness.",
        codes="death_notice",
    ),
    _row(
        _P.STATUS,
        _K.WORDS,
        "Status",
        "الحالة",
        "Fate or situation in the source's words; read onto five axes.",
        codes="status",
    ),
    _row(
        _P.INFORMANT_NAME,
        _K.CONTACT,
        "Informant",
        "مقدم المعلومات",
        "Who told the organisation.",
        level=_SEALED,
    ),
    _row(
        _P.INFORMANT_RELATION,
        _K.WORDS,
        "Informant's relation",
        "صلة القرابة",
        "Relation of the informant to the person.",
        codes="relation",
        level=_SENSITIVE,
    ),
    _row(
        _P.INFORMANT_CONTACT,
        _K.CONTACT,
        "Informant's contact",
        "وسيلة الاتصال",
        "Telephone, address or account of the informant.",
        level=_SEALED,
    ),
    _row(
        _P.SOURCE_REFERENCE,
        _K.FREE_TEXT,
        "Where the source has it from",
        "المصدر",
        "Link, page, document or organisation the list itself names.",
        level=_SENSITIVE,
    ),
    _row(_P.NOTE, _K.FREE_TEXT, "Note", "ملاحظات", "Free text; searched for status words.", level=_SENSITIVE),
)

PROPERTIES: Final[MappingABC[Property, PropertyInfo]] = MappingProxyType({row.property: row for row in _ROWS})
BY_NAME: Final[MappingABC[str, Property]] = MappingProxyType({prop.value: prop for prop in Property})


def info(name: str) -> PropertyInfo:
    """The row for a property name; ``KeyError`` for a name that is not in the table (``unmapped:…`` is not)."""
    return PROPERTIES[BY_NAME[name]]


def unmapped(header: str) -> str:
    """The property name under which a column nobody mapped is kept."""
    return UNMAPPED_PREFIX + header


def reference_markdown() -> str:
    """The body of ``docs/reference/properties.md``."""
    lines = [
        "# Property names",
        "",
        "Generated from `src/sijill/claims/properties.py`; a test fails when the two differ.",
        "A column that is mapped to none of them is kept as `unmapped:<header>`.",
        "",
        "| Property | English | العربية | Read as | Codes | Level | Meaning |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| `{row.property.value}` | {row.label_en} | {row.label_ar} | {row.kind.value} "
        f"| {f'`{row.code_list}`' if row.code_list else ''} | {row.sensitivity.value} | {row.description} |"
        for row in _ROWS
    ]
    return "\n".join(lines) + "\n"
