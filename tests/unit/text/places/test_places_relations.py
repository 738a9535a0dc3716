import math

import numpy as np

from sijill.text import places
from sijill.text.places import PlaceRelation


def test_the_gazetteer_has_the_published_units() -> None:
    levels = [unit.level for unit in places.gazetteer().units.values()]
    assert [levels.count(level) for level in places.Level] == [1, 14, 62, 272, 0]


def test_ancestors_are_nearest_first() -> None:
    assert places.ancestors("SY030201") == ("SY0302", "SY03", "SY")
    assert places.ancestors("SY") == ()
    assert places.ancestors("nothing") == ()


def test_relations_from_strong_to_none() -> None:
    assert places.compare("SY030201", "SY030201") is PlaceRelation.SAME_SUBDISTRICT
    assert places.compare("SY030200", "SY030201") is PlaceRelation.SAME_DISTRICT
    assert places.compare("SY0302", "SY0302") is PlaceRelation.SAME_DISTRICT
    assert places.compare("SY0302", "SY030201") is PlaceRelation.CONTAINS
    assert places.compare("SY03", "SY030201") is PlaceRelation.CONTAINS
    assert places.compare("SY", "SY05") is PlaceRelation.CONTAINS
    assert places.compare("SY0302", "SY0303") is PlaceRelation.SAME_GOVERNORATE
    assert places.compare("SY03", "SY03") is PlaceRelation.SAME_GOVERNORATE
    assert places.compare("SY01", "SY03") is PlaceRelation.ELSEWHERE
    assert places.compare("SY01", "C1234") is PlaceRelation.NOT_COMPARABLE


def test_distance_of_damascus_and_aleppo() -> None:
    distance = places.distance_km("SY0100", "SY020000")
    assert distance is not None
    assert 290 < distance < 320  # about 310 km by road map
    assert places.distance_km("SY01", "nothing") is None


def test_coded_arrays_say_the_same_as_the_functions() -> None:
    coded = places.coded()
    units = places.gazetteer().units
    assert len(coded.pcodes) == len(units) == len(coded.parent) == len(coded.level) == len(coded.lat)
    assert (coded.parent.dtype, coded.level.dtype, coded.lat.dtype) == (np.int32, np.uint8, np.float64)
    for pcode, row in coded.index.items():
        unit = units[pcode]
        assert coded.pcodes[row] == pcode
        assert coded.level[row] == unit.level
        assert (coded.pcodes[coded.parent[row]] if coded.parent[row] >= 0 else None) == unit.parent
        assert math.isclose(coded.lat[row], unit.lat or math.nan)
        for column, level in ((coded.governorate, 1), (coded.district, 2), (coded.subdistrict, 3)):
            expected = places.gazetteer().at_level(pcode, places.Level(level))
            assert (coded.pcodes[column[row]] if column[row] >= 0 else None) == expected


def test_every_unit_lies_inside_the_country_and_near_its_parent() -> None:
    for unit in places.gazetteer().units.values():
        assert unit.lat is not None
        assert unit.lon is not None
        assert 32.0 <= unit.lat <= 37.6
        assert 35.4 <= unit.lon <= 42.7
        assert unit.parent is None or unit.pcode.startswith(unit.parent)


def test_the_attribution_names_every_source() -> None:
    for name in ("OCHA", "OpenSyria", "GeoNames", "geoBoundaries", "CC BY 4.0", "CC BY 3.0 IGO"):
        assert name in places.ATTRIBUTION
