"""Who may be a relative by their names alone: given, father's, family and mother's name. A hint, never a finding."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sijill.text import names
from sijill.text.names import SAME_NAME_THRESHOLD, Slot, forms, particles, tokens
from sijill.text.scripts import clean
from sijill.web.look.search import best_of, compare, indexes_of
from sijill.web.look.sight import Sight

MOST: Final = 8
CANDIDATES: Final = 60
MOST_READ: Final = 24  # of the candidates that may fit, the likeliest first: reading a name is what costs
READ_AT_ONCE: Final = 12  # names taken apart before it is asked whether there are relatives enough
MOST_KEPT: Final = 1 << 16
MOST_PLAIN: Final = 4  # words of a name whose second is the father's
# Words beside which a name has more words than parts, in any script.
JOINED: Final = particles.SPECIAL | particles.OPENING
_alike: Final[dict[tuple[str, str], bool]] = {}
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
    # Of many with these names those with this mother come first.
    mother = indexes.mothers.weigh(mine.mother, sight.whole["mother"])
    weight += np.where(weight > 0, mother, 0)
    candidates = best_of(weight, CANDIDATES)
    candidates = candidates[np.argsort(-weight[candidates], kind="stable")]
    at = _Places(mine)
    strangers = [
        one
        for one in candidates.tolist()
        if int(sight.person[one]) != person
        and at.may_fit(sight.snapshot.displays[one], other_mother=_other_mother(sight, one, mine, mother))
    ]
    found: dict[int, str] = {}
    for start in range(0, min(len(strangers), MOST_READ), READ_AT_ONCE):
        theirs = {number: parts_of(sight, number) for number in strangers[start : start + READ_AT_ONCE]}
        _compare_at_once(mine, list(theirs.values()))
        for number, parts in theirs.items():
            other = int(sight.person[number])
            if other not in found and (why := kinship(mine, parts)):
                found[other] = why
        if len(found) >= MOST:
            break
    order = ("sibling", "child", "parent", "perhaps_sibling")
    return sorted(found.items(), key=lambda item: (order.index(item[1]), item[0]))[:MOST]


def _other_mother(sight: Sight, number: int, mine: Parts, alike: NDArray[np.float32]) -> bool:
    """Whether the record names a mother no part of whose name sounds like this person's mother's."""
    if not mine.mother or alike[number] > 0 or not sight.shown("mother", number):
        return False
    return bool(clean(indexes_of(sight.snapshot).mother_texts[number]))


class _Places:
    """Whether a text can name a relative at all, by where this person's names stand in it; most cannot, and reading
    them would cost more than all the rest. A text with joined names or in another order is let through.
    """

    def __init__(self, mine: Parts) -> None:
        words = [mine.given.split(), mine.father.split()]
        self.certain = all(len(one) == 1 for one in words)
        self.given, self.father = (_sound(one[0]) if one else "" for one in words)

    def may_fit(self, name: str, *, other_mother: bool) -> bool:
        words = clean(name).casefold().split()
        if not (self.certain and 1 < len(words) <= MOST_PLAIN) or any(_joined(word) for word in words):
            return True
        first, second = _sound(words[0]), _sound(words[1])
        if self.father == first or self.given == second:  # a parent; a child
            return True
        return self.father == second and self.given != first and not other_mother  # a sibling


@lru_cache(maxsize=1 << 16)
def _joined(word: str) -> bool:
    return forms.form(word) in JOINED


@lru_cache(maxsize=1 << 16)
def _sound(word: str) -> str:
    """The consonants of a word, in any script."""
    return str(tokens.encode([word]).skeleton[0])


def parts_of(sight: Sight, number: int) -> Parts:
    mother = indexes_of(sight.snapshot).mother_texts[number] if sight.shown("mother", number) else ""
    given, father, grandfather, family = _taken_apart(sight.snapshot.displays[number])
    return Parts(given=given, father=father, grandfather=grandfather, family=family, mother=clean(mother))


@lru_cache(maxsize=1 << 17)
def _taken_apart(name: str) -> tuple[str, str, str, str]:
    """The parts in their match forms: a third of the work of a whole reading."""
    first = next(iter(names.parses(name)), None)
    slots = {} if first is None else first.slots
    given, father, grandfather, family = (" ".join(slots.get(slot, ())) for slot in SLOTS)
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


def same(one: str, other: str) -> bool:
    if not (one and other):
        return False
    known = _alike.get((one, other))
    if known is None:
        _keep(one, [other])
        known = _alike[one, other]
    return known


def _compare_at_once(mine: Parts, parts: Sequence[Parts]) -> None:
    """A part of one name against the parts of many in one go: most of the cost of a comparison is its beginning."""
    families, fathers = {one.family for one in parts}, {one.father for one in parts}
    givens = {one.given for one in parts}
    for text, others in ((mine.family, families), (mine.father, fathers | givens), (mine.given, givens)):
        new = sorted(one for one in others if one and (text, one) not in _alike)
        if text and new:
            _keep(text, new)


def _keep(one: str, others: Sequence[str]) -> None:
    if len(_alike) > MOST_KEPT:
        _alike.clear()
    for other, likeness in zip(others, compare(one, list(others)).tolist(), strict=True):
        _alike[one, other] = likeness >= SAME_NAME_THRESHOLD


def _known(parts: Parts) -> tuple[int, int]:
    texts = (parts.given, parts.father, parts.grandfather, parts.family, parts.mother)
    return sum(bool(text) for text in texts), sum(map(len, texts))
