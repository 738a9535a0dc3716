"""Places: what a cell names, how two places lie to one another, and where a longer text names one.

`read` and `find` keep everything that was written and resolve only what is safe; `contains`, `distance_km`, `compare`
and `coded` serve record linkage. Reading order: `model`, `gazetteer`, `fold`, `similarity`, `index`, `words`,
`resolve`, `spans`, `relations`.
"""

from sijill.text.places.as_json import as_json
from sijill.text.places.gazetteer import Gazetteer, add, gazetteer, reset
from sijill.text.places.model import (
    ATTRIBUTION,
    Candidate,
    CodedPlaces,
    Level,
    PlaceReading,
    PlaceRelation,
    PlaceSpan,
    Unit,
)
from sijill.text.places.relations import ancestors, coded, compare, contains, distance_km, unit
from sijill.text.places.resolve import read
from sijill.text.places.spans import find

__all__ = [
    "ATTRIBUTION",
    "Candidate",
    "CodedPlaces",
    "Gazetteer",
    "Level",
    "PlaceReading",
    "PlaceRelation",
    "PlaceSpan",
    "Unit",
    "add",
    "ancestors",
    "as_json",
    "coded",
    "compare",
    "contains",
    "distance_km",
    "find",
    "gazetteer",
    "read",
    "reset",
    "unit",
]
