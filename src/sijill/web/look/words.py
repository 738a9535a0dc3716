"""What codes mean, in the language of the viewer: properties, statuses, facilities, places. Unknown ones stay."""

from typing import Final

from sijill.claims.properties import BY_NAME, PROPERTIES, UNMAPPED_PREFIX
from sijill.persons.model import Axis, Kind
from sijill.persons.statuses import AXIS_OF_LIST
from sijill.text import facilities, places
from sijill.text.words import codes

AXES: Final = {
    Axis.LIFE: ("Alive or dead", "حيّ أم متوفى"),
    Axis.CUSTODY: ("Custody", "الاحتجاز"),
    Axis.ACKNOWLEDGEMENT: ("Acknowledgement", "الاعتراف بالاحتجاز"),
    Axis.WHEREABOUTS: ("Whereabouts", "مكان الوجود"),
    Axis.LEGAL: ("Legal situation", "الوضع القانوني"),
}
KINDS: Final = {
    Kind.BIRTH: ("Birth", "الولادة"),
    Kind.ARREST: ("Arrest", "الاعتقال"),
    Kind.HELD: ("Held", "الاحتجاز"),
    Kind.SIGHTING: ("Seen", "المشاهدة"),
    Kind.RELEASE: ("Release", "الإفراج"),
    Kind.DEATH: ("Death", "الوفاة"),
}


def _pick(pair: tuple[str, str], language: str) -> str:
    return pair[1] if language == "ar" else pair[0]


def axis(name: Axis, language: str) -> str:
    return _pick(AXES[name], language)


def kind(name: Kind, language: str) -> str:
    return _pick(KINDS[name], language)


def prop(name: str, language: str) -> str:
    """The label of a property; of a column nobody mapped, its own header."""
    known = BY_NAME.get(name)
    if known is None:
        return name.removeprefix(UNMAPPED_PREFIX)
    row = PROPERTIES[known]
    return _pick((row.label_en, row.label_ar), language)


def code(listed: str, language: str) -> str:
    """``list:code`` from the code lists, else a facility, agency or place, else itself."""
    list_name, _, value = listed.rpartition(":")
    found = codes().get((list_name, value))
    if found is not None:
        return _pick((found.label_en, found.label_ar), language)
    return site(listed, language) or listed


def status(on: Axis, value: str, language: str) -> str:
    """A status code of an axis; whereabouts are facilities."""
    if on is Axis.WHEREABOUTS:
        return site(value, language) or value
    for list_name, its_axis in AXIS_OF_LIST.items():
        if its_axis is on and (list_name, value) in codes():
            return code(f"{list_name}:{value}", language)
    return value


def site(value: str, language: str) -> str:
    """The name of a facility, an agency or a place by its id; empty when there is none."""
    known = facilities.facilities().get(value) or facilities.actors().get(value)
    if known is not None:
        return _pick((known.name_en, known.name_ar), language)
    unit = places.gazetteer().units.get(value)
    return _pick((unit.name_en, unit.name_ar), language) if unit is not None else ""


def reading(kind_of_reading: str, normalised: str, language: str) -> str:
    """What a reader made of a cell, for people."""
    if kind_of_reading in {"place", "facility", "agency"}:
        return site(normalised, language) or normalised
    if kind_of_reading == "words":
        return code(normalised, language) if normalised else ""
    return normalised
