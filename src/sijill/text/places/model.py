"""What a place reader returns."""

from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import Final

import numpy as np
import numpy.typing as npt


class Level(IntEnum):
    """OCHA's administrative levels; communities (4) come from an extra gazetteer file."""

    COUNTRY = 0
    GOVERNORATE = 1
    DISTRICT = 2
    SUBDISTRICT = 3
    COMMUNITY = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One administrative unit; `lat` and `lon` are the centroid in degrees (WGS 84), None where the source has
    none.
    """

    pcode: str
    level: Level
    parent: str | None
    name_en: str
    name_ar: str
    lat: float | None
    lon: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """`score` is how well the writing fits the unit's nearest known spelling, 1.0 for a known spelling; not a
    probability.
    """

    pcode: str
    name_en: str
    name_ar: str
    level: Level
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceReading:
    """What a writing may name.

    `resolved` is set only when one reading is safe; a name shared by a governorate, its district and its town
    resolves to
    the widest of them. `codes` is what a comparison may use: the resolved unit, or all homonyms, or the governorates
    in which a quarter or village that has no code lies, or nothing.
    Candidates
    that are mere lookalikes are for a person to look at and are never in `codes`. `country` is the ISO 3166-1 alpha-3
    code when the writing names another country.
    """

    original: str
    candidates: tuple[Candidate, ...] = ()
    resolved: str | None = None
    codes: tuple[str, ...] = ()
    country: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceSpan:
    """`original[start:end]` of the searched text names a place."""

    start: int
    end: int
    reading: PlaceReading


class PlaceRelation(Enum):
    """How two units lie to one another, from the strongest agreement to none."""

    SAME_SUBDISTRICT = "same sub-district"
    SAME_DISTRICT = "same district"
    CONTAINS = "one contains the other"
    SAME_GOVERNORATE = "same governorate"
    ELSEWHERE = "elsewhere"
    NOT_COMPARABLE = "not comparable"  # a code the gazetteer does not have; missing is not different


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedPlaces:
    """The gazetteer as arrays for compiled code: row i of every array is the unit `pcodes[i]`.

    `parent`: int32 index, -1 for the country. `governorate`, `district`, `subdistrict`: int32 index of the
    ancestor (or the
    unit itself) at that level, -1 where it has none. `level`: uint8. `lat`, `lon`: float64 degrees, NaN where unknown.
    """

    pcodes: tuple[str, ...]
    index: dict[str, int]
    parent: npt.NDArray[np.int32]
    level: npt.NDArray[np.uint8]
    governorate: npt.NDArray[np.int32]
    district: npt.NDArray[np.int32]
    subdistrict: npt.NDArray[np.int32]
    lat: npt.NDArray[np.float64]
    lon: npt.NDArray[np.float64]


ATTRIBUTION: Final = (
    "Place data: OCHA COD-AB via HDX (CC BY 3.0 IGO), OpenSyria data-geography (CC BY 4.0), GeoNames (CC BY 4.0). "
    "Boundaries: geoBoundaries/OCHA (CC BY 3.0 IGO). Boundaries and names do not imply endorsement; "
    "they may differ from other sources."
)
