"""Which fields are compared, and how: the person of a detainee list by default, any flat table by declaration.

A person's name is a composite: its four slots (given, father, grandfather, family) come from the parses of all name
columns together, so they are switched on as one (``person_name``). Every other field is declared.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final


class Kind(IntEnum):
    """How the values of a field are compared. The numbers are what the kernels branch on."""

    SLOT = 0  # one slot of a parsed Arabic name, compared by sound
    SOUND = 1  # a name in either script, compared by sound
    STRING = 2  # Latin text, compared letter by letter
    CODE = 3  # one code: the same or not
    SET = 4  # several codes: any shared, or none
    IDENTIFIER = 5  # "type:number": any shared, or a conflict within one type, or nothing comparable
    DATE = 6  # inclusive interval of days
    NESTED = 7  # codes that contain each other: places, postcodes


SLOTS: Final = ("given", "father", "grandfather", "family")
MAX_LEVELS: Final = 8  # level 0 is "missing"
MAX_GROUPS: Final = 4  # script pairs, or precisions: levels are learned within a group

LEVELS: Final[dict[Kind, tuple[str, ...]]] = {
    Kind.SLOT: (
        "missing",
        "exact",
        "same sound",
        "close",
        "similar",
        "vaguely similar",
        "different",
        "two different known names",
    ),
    Kind.SOUND: (
        "missing",
        "exact",
        "same sound",
        "close",
        "similar",
        "vaguely similar",
        "different",
        "two different known names",
    ),
    Kind.STRING: ("missing", "exact", "close", "similar", "different"),
    Kind.CODE: ("missing", "same", "different"),
    Kind.SET: ("missing", "shared", "different"),
    Kind.IDENTIFIER: ("missing", "shared", "different"),
    Kind.DATE: (
        "missing",
        "same",
        "one part differs",
        "within 45 days",
        "within 400 days",
        "within 4 years",
        "within 10 years",
        "further apart",
    ),
    Kind.NESTED: ("missing", "same", "one level up", "two levels up", "elsewhere"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """``columns`` of the input table that feed the field; a DATE takes (start, end).

    ``kin``: how far relatives share the value, 0 (as strangers) to 1 (as the same person).
    ``prefixes``: for NESTED, the lengths at which a code is cut into its containing codes.
    """

    name: str
    kind: Kind
    columns: tuple[str, ...]
    kin: float = 0.0
    prefixes: tuple[int, ...] = (4, 6, 8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """``person_name``: whether the four slots of a person's name are compared before the fields."""

    fields: tuple[Field, ...]
    person_name: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        return (*SLOTS, *(f.name for f in self.fields))


PERSON: Final = Spec(
    fields=(
        Field(name="mother", kind=Kind.SOUND, columns=("mother_name",), kin=0.8),
        Field(name="mother_family", kind=Kind.SOUND, columns=("mother_family",), kin=0.8),
        Field(name="kunya", kind=Kind.SOUND, columns=("name_kunya",)),
        Field(name="sex", kind=Kind.CODE, columns=("sex",)),
        Field(name="birth", kind=Kind.DATE, columns=("birth_start", "birth_end")),
        Field(
            name="place",
            kind=Kind.NESTED,
            columns=("origin_place", "residence_place", "birth_place", "arrest_place"),
            kin=0.8,
        ),
        Field(name="arrest", kind=Kind.DATE, columns=("arrest_start", "arrest_end"), kin=0.3),
        Field(name="death", kind=Kind.DATE, columns=("death_start", "death_end"), kin=0.2),
        Field(name="agency", kind=Kind.SET, columns=("arrest_agency",), kin=0.4),
        Field(name="held", kind=Kind.SET, columns=("held_place",), kin=0.4),
        Field(name="identifiers", kind=Kind.IDENTIFIER, columns=("identifiers",)),
        Field(name="occupation", kind=Kind.STRING, columns=("occupation",), kin=0.1),
    )
)
