"""How places lie to one another: containment, distance, and the levels record linkage compares by."""

import math
from typing import Final

import numpy as np

from sijill.text.places.gazetteer import Gazetteer, gazetteer, remembered
from sijill.text.places.model import CodedPlaces, Level, PlaceRelation, Unit

EARTH_RADIUS_KM: Final = 6371.0088  # mean radius, IUGG


def unit(pcode: str) -> Unit | None:
    """The unit of a p-code, None for a code the gazetteer does not have."""
    return gazetteer().units.get(pcode)


def ancestors(pcode: str) -> tuple[str, ...]:
    """P-codes of the containing units, nearest first, the country last; empty for the country and for unknown
    codes.
    """
    return gazetteer().ancestors.get(pcode, ())


def contains(wide: str, narrow: str) -> bool:
    """True when `narrow` is `wide` or lies in it."""
    return gazetteer().contains(wide, narrow)


def distance_km(left: str, right: str) -> float | None:
    """Great-circle distance of the centroids in km; None when either has no known centroid."""
    a, b = unit(left), unit(right)
    if a is None or b is None or a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    return great_circle_km(a.lat, a.lon, b.lat, b.lon)


def great_circle_km(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Haversine distance of two points in degrees."""
    phi_a, phi_b = math.radians(lat_a), math.radians(lat_b)
    half_chord = (
        math.sin((phi_b - phi_a) / 2) ** 2
        + math.cos(phi_a) * math.cos(phi_b) * math.sin(math.radians(lon_b - lon_a) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, half_chord)))


def compare(left: str, right: str) -> PlaceRelation:
    """The strongest relation that holds; symmetric. A community counts as its sub-district.

    Two records that both say "Homs governorate" share a governorate and no more; a governorate and a town in it are
    CONTAINS, which is neither agreement nor conflict. A code the gazetteer does not have is NOT_COMPARABLE.
    """
    places = gazetteer()
    if left not in places.units or right not in places.units:
        return PlaceRelation.NOT_COMPARABLE
    if _shares(left, right, Level.SUBDISTRICT):
        return PlaceRelation.SAME_SUBDISTRICT
    if _nested(places, left, right):
        return PlaceRelation.CONTAINS
    if _shares(left, right, Level.DISTRICT):
        return PlaceRelation.SAME_DISTRICT
    if _shares(left, right, Level.GOVERNORATE):
        return PlaceRelation.SAME_GOVERNORATE
    return PlaceRelation.CONTAINS if left == right else PlaceRelation.ELSEWHERE


def _shares(left: str, right: str, level: Level) -> bool:
    mine = gazetteer().at_level(left, level)
    return mine is not None and mine == gazetteer().at_level(right, level)


def _nested(places: Gazetteer, left: str, right: str) -> bool:
    return left != right and (places.contains(left, right) or places.contains(right, left))


@remembered(1)
def coded() -> CodedPlaces:
    """The gazetteer as arrays; the order of rows is that of the p-codes and stays the same for one release of
    the data.
    """
    places = gazetteer()
    pcodes = tuple(sorted(places.units))
    index = {pcode: i for i, pcode in enumerate(pcodes)}
    units = [places.units[pcode] for pcode in pcodes]

    def column(level: Level) -> list[int]:
        return [index.get(places.at_level(pcode, level) or "", -1) for pcode in pcodes]

    return CodedPlaces(
        pcodes=pcodes,
        index=index,
        parent=np.array([index.get(each.parent or "", -1) for each in units], dtype=np.int32),
        level=np.array([each.level for each in units], dtype=np.uint8),
        governorate=np.array(column(Level.GOVERNORATE), dtype=np.int32),
        district=np.array(column(Level.DISTRICT), dtype=np.int32),
        subdistrict=np.array(column(Level.SUBDISTRICT), dtype=np.int32),
        lat=np.array([math.nan if each.lat is None else each.lat for each in units]),
        lon=np.array([math.nan if each.lon is None else each.lon for each in units]),
    )
