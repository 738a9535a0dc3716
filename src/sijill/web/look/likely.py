"""Who could it be already, among those a viewer may see: what is known is weighed field by field, as linkage does.

Nothing that is asked rules anybody out; a place that differs speaks against a person, and that is all. What is weighed
are the values the viewer may see, with parameters that no record has moved (``linkage.shipped``): a hidden record
changes neither who is found, nor a weight, nor the order.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sijill.linkage.link import KEEP
from sijill.linkage.shipped import Weighed, weighed
from sijill.text import facilities, places
from sijill.text.scripts import clean
from sijill.web.look import search as searching
from sijill.web.look.coded import Coded
from sijill.web.look.name_index import NameIndex
from sijill.web.look.search import LEAST_LIKENESS, Asked, Found, Hit, Indexes, likeness_of
from sijill.web.look.sight import Sight

# Records weighed at most, those that share the most with what was asked; as many again that fit all that is no name.
MOST: Final = 20
COLUMNS: Final = {  # of the record table, by what of a record must be visible
    "mother": ("mother_name", "mother_family"),
    "sex": ("sex",),
    "birth": ("birth_start", "birth_end"),
    "arrest": ("arrest_start", "arrest_end"),
    "death": ("death_start", "death_end"),
    "place": ("origin_place", "residence_place", "birth_place", "arrest_place"),
    "agency": ("arrest_agency",),
    "held": ("held_place",),
    "number": ("identifiers",),
}


@dataclass(frozen=True, slots=True)
class _Name:
    """The name that is asked, or else the mother's."""

    group: str  # what of a record must be visible
    text: str
    index: NameIndex
    texts: Coded


def _name_of(asked: Asked, indexes: Indexes) -> _Name | None:
    if clean(asked.name):
        return _Name("name", asked.name, indexes.names, indexes.name_texts)
    if clean(asked.mother):
        return _Name("mother", asked.mother, indexes.mothers, indexes.mother_texts)
    return None


def likely(sight: Sight, asked: Asked, *, limit: int = 25) -> Found:
    """The best ``limit`` people, the most likely first; without any name those that fit, as a search finds them."""
    indexes = searching.indexes_of(sight.snapshot)
    name = _name_of(asked, indexes)
    if name is None:
        return searching.search(sight, asked, limit=limit)
    fits, unread = searching._filters(sight, indexes, asked)
    chosen = _candidates(sight, indexes, name, asked.number, fits)
    others = [_record(sight, number) for number in chosen.tolist()]
    found = weighed(_asked(asked, others), others, among=sight.records)
    likeness = _likeness(sight, name, chosen)
    best: dict[int, tuple[float, float, Weighed]] = {}
    for number, how, score in zip(chosen.tolist(), found, likeness.tolist(), strict=True):
        if score < LEAST_LIKENESS and how.weight <= KEEP:
            continue
        person = int(sight.person[number])
        if person not in best or how.weight > best[person][0]:
            best[person] = how.weight, score, how
    oldest = sight.snapshot.seniority
    order = sorted(best, key=lambda one: (-round(best[one][0], 6), int(oldest[sight.founders[one]])))
    hits = (_hit(sight, one, *best[one][1:]) for one in order[:limit])
    return Found(hits=tuple(hits), total=len(order), unread=tuple(unread))


def _hit(sight: Sight, person: int, score: float, how: Weighed) -> Hit:
    """A name that is not alike has no likeness to show."""
    shown = score if score >= LEAST_LIKENESS else None
    return replace(searching._hit(sight, person, shown), why=how.explanation)


def _candidates(
    sight: Sight, indexes: Indexes, name: _Name, number: str, fits: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Records that share words of the name; some of those that fit the rest; the number's."""
    visible = sight.whole[name.group]
    found = [name.index.likeliest(name.text, mask, MOST) for mask in (visible, visible & fits)]
    numbered = [
        one for one in indexes.numbers.get(clean(number).casefold(), ()) if sight.whole["number"][one]
    ]
    return np.unique(np.concatenate([*found, np.array(numbered[:MOST], np.int64)]))


def _likeness(sight: Sight, name: _Name, of: NDArray[np.int64]) -> NDArray[np.float64]:
    """Of the name that was asked; nothing where it is hidden."""
    known = sight.whole[name.group][of]
    out = np.zeros(len(of))
    out[known] = likeness_of(name.text, name.texts, of[known])
    return out


def _record(sight: Sight, number: int) -> dict[str, Any]:
    """What the viewer may see of a record, as linkage takes it."""
    snapshot = sight.snapshot
    wanted = [name for group, names in COLUMNS.items() if sight.shown(group, number) for name in names]
    said = {name: snapshot.records[name][number].as_py() for name in wanted}
    if sight.shown("name", number) and snapshot.displays[number]:
        said["name"] = [snapshot.displays[number]]
    return said


def _asked(asked: Asked, others: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What is asked, as linkage takes it. A number is of the kind that a record has it as."""
    said: dict[str, Any] = {}
    if clean(asked.name):
        said["name"] = [asked.name]
    if clean(asked.mother):
        said["mother_name"] = [asked.mother]
    if clean(asked.place):
        said["origin_place"] = list(places.read(asked.place).codes)
    if clean(asked.facility):
        said["held_place"] = list(facilities.read(asked.facility).codes)
    if asked.since is not None or asked.until is not None:
        said |= {"arrest_start": asked.since, "arrest_end": asked.until}
    number = clean(asked.number).casefold()
    if number:
        said["identifiers"] = sorted(
            {one for other in others for one in other.get("identifiers") or () if _number(one) == number}
        )
    return said


def _number(identifier: str) -> str:
    return identifier.split(":", 1)[1].casefold()
