"""Who may be a relative by their names alone: given, father's, family and mother's name. A hint, never a finding."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from sijill.text import names
from sijill.text.names import SAME_NAME_THRESHOLD, Slot
from sijill.text.scripts import clean
from sijill.web.look.search import best_of, compare, indexes_of
from sijill.web.look.sight import Sight

MOST: Final = 8
CANDIDATES: Final = 60
SLOTS: Final = {
    Slot.GIVEN: "given",
    Slot.FATHER: "father",
    Slot.GRANDFATHER: "grandfather",
    Slot.FAMILY: "family",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A name taken apart; empty where a part is not known."""

    given: str = ""
    father: str = ""
    grandfather: str = ""
    family: str = ""
    mother: str = ""


def relatives_of(sight: Sight, person: int) -> list[tuple[int, str]]:
    """(person, why) with why one of sibling, perhaps_sibling, child, parent; at most ``MOST``, the surest first."""
    indexes = indexes_of(sight.snapshot)
    own = [number for number in sight.members(person) if sight.shown("name", number)]
    mine = max((parts_of(sight, number) for number in own), key=_known, default=Parts())
    if not (mine.given and mine.father and mine.family):
        return []
    shown = sight.whole["name"]
    father, family = (indexes.names.weigh(text, shown) for text in (mine.father, mine.family))
    weight = np.where((father > 0) & (family > 0), father + family, 0)
    weight[own] = 0
    candidates = best_of(weight, CANDIDATES)
    candidates = candidates[np.argsort(-weight[candidates], kind="stable")]
    found: dict[int, str] = {}
    for number in candidates.tolist():
        other = int(sight.person[number])
        if other != person and other not in found:
            why = kinship(mine, parts_of(sight, number))
            if why:
                found[other] = why
    order = ("sibling", "child", "parent", "perhaps_sibling")
    return sorted(found.items(), key=lambda item: (order.index(item[1]), item[0]))[:MOST]


def parts_of(sight: Sight, number: int) -> Parts:
    mother = indexes_of(sight.snapshot).mother_texts[number] if sight.shown("mother", number) else ""
    given, father, grandfather, family = _taken_apart(sight.snapshot.displays[number])
    return Parts(given=given, father=father, grandfather=grandfather, family=family, mother=clean(mother))


@lru_cache(maxsize=1 << 16)
def _taken_apart(name: str) -> tuple[str, str, str, str]:
    read = names.read(name)
    given, father, grandfather, family = (read.part(slot) or "" for slot in SLOTS)
    return given, father, grandfather, family


def kinship(one: Parts, other: Parts) -> str:
    """What the two names would be to each other; empty when nothing speaks for it or something against it."""
    if not (other.given and other.father and other.family) or not same(one.family, other.family):
        return ""
    if same(one.father, other.father) and not same(one.given, other.given):
        if one.grandfather and other.grandfather and not same(one.grandfather, other.grandfather):
            return ""
        if one.mother and other.mother:
            return "sibling" if same(one.mother, other.mother) else ""
        return "perhaps_sibling"
    if same(other.father, one.given) and one.father and same(other.grandfather, one.father):
        return "child"
    if same(one.father, other.given) and other.father and same(one.grandfather, other.father):
        return "parent"
    return ""


@lru_cache(maxsize=1 << 16)
def same(one: str, other: str) -> bool:
    return bool(one and other) and float(compare(one, [other])[0]) >= SAME_NAME_THRESHOLD


def _known(parts: Parts) -> tuple[int, int]:
    texts = (parts.given, parts.father, parts.grandfather, parts.family, parts.mother)
    return sum(bool(text) for text in texts), sum(map(len, texts))
