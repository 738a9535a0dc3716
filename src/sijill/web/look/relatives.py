"""Who may be a relative by their names alone: given, father's, family and mother's name. A hint, never a finding."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sijill.text.names import SAME_NAME_THRESHOLD
from sijill.text.scripts import clean
from sijill.web.look import coded
from sijill.web.look.coded import Coded, compare
from sijill.web.look.name_index import NameIndex
from sijill.web.look.search import Indexes, indexes_of
from sijill.web.look.sight import Sight

MOST: Final = 8
# Who shares the father's and the family name, at most: those with this mother first, then those received first.
CANDIDATES: Final = 2000
# The surest first.
KINDS: Final = ("sibling", "child", "parent", "perhaps_sibling", "")
SIBLING, CHILD, PARENT, PERHAPS_SIBLING, NO_KIN = range(len(KINDS))


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
    own = np.array([number for number in sight.members(person) if sight.shown("name", number)], np.int64)
    mine = max(_parts(sight, indexes, own), key=_known, default=Parts())
    if not (mine.given and mine.father and mine.family):
        return []
    candidates = _candidates(sight, indexes, mine, own)
    found: dict[int, str] = {}
    for number, why in zip(candidates.tolist(), _kin(sight, indexes, mine, candidates), strict=True):
        other = int(sight.person[number])
        if why and other != person and other not in found:
            found[other] = why
            if len(found) >= MOST:
                break
    return sorted(found.items(), key=lambda item: (KINDS.index(item[1]), item[0]))


def _candidates(sight: Sight, indexes: Indexes, mine: Parts, own: NDArray[np.int64]) -> NDArray[np.int64]:
    """Visible records whose name has a word like this person's father's and one like the family's."""
    fathers, families = (_with_word_of(indexes.names, text) for text in (mine.father, mine.family))
    both = fathers & families & sight.whole["name"]
    both[own] = False
    found = np.flatnonzero(both)
    if mine.mother:
        mothers = _with_word_of(indexes.mothers, mine.mother) & sight.whole["mother"]
        found = found[np.argsort(~mothers[found], kind="stable")]
    return found[:CANDIDATES]


def _with_word_of(index: NameIndex, text: str) -> NDArray[np.bool_]:
    """Which texts have a word that sounds like one of these."""
    found = np.zeros(index.size, bool)
    for exact, nearly in index.matches(text):
        for key in (*exact, *nearly):
            found[index.of(key)] = True
    return found


def _kin(sight: Sight, indexes: Indexes, mine: Parts, candidates: NDArray[np.int64]) -> list[str]:
    """``kinship`` of each candidate to this person, of all at once: most have none."""
    texts = indexes.name_texts
    parts = texts.parts_of(candidates)
    given, father, grandfather, family = (parts[:, place] for place in range(len(coded.PARTS)))
    usable = (given > 0) & (father > 0) & _like(texts, mine.family, family)
    given, father, grandfather = (np.where(usable, one, 0) for one in (given, father, grandfather))
    same_given, same_grandfather = (
        _like(texts, mine.given, given),
        _like(texts, mine.grandfather, grandfather),
    )
    brother = usable & _like(texts, mine.father, father) & ~same_given
    other_line = (grandfather > 0) & bool(mine.grandfather) & ~same_grandfather
    child = _like(texts, mine.given, father) & _like(texts, mine.father, grandfather)
    parent = _like(texts, mine.father, given) & _like(texts, mine.grandfather, father)
    kind = np.where(child, CHILD, np.where(parent, PARENT, NO_KIN))
    kind[brother] = np.where(other_line, NO_KIN, PERHAPS_SIBLING)[brother]
    named = np.flatnonzero(kind == PERHAPS_SIBLING) if mine.mother else np.zeros(0, np.int64)
    named = named[_has_mother(sight, indexes, candidates[named])]
    likeness = indexes.mother_texts.compare(mine.mother, candidates[named])
    kind[named] = np.where(likeness >= SAME_NAME_THRESHOLD, SIBLING, NO_KIN)
    return [KINDS[one] for one in kind.tolist()]


def _has_mother(sight: Sight, indexes: Indexes, numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
    texts = indexes.mother_texts.texts
    named = np.array([bool(clean(texts[number])) for number in numbers.tolist()], bool)
    return named & sight.whole["mother"][numbers]


def _like(texts: Coded, text: str, words: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which of the words (numbers; 0 is none) are the same name as ``text``. Each different one is compared once."""
    if not text:
        return np.zeros(len(words), bool)
    different, which = np.unique(words, return_inverse=True)
    alike = (different > 0) & (texts.compare_words(text, different) >= SAME_NAME_THRESHOLD)
    found: NDArray[np.bool_] = alike[which]
    return found


def _parts(sight: Sight, indexes: Indexes, numbers: NDArray[np.int64]) -> list[Parts]:
    """The names of records taken apart, with the mother's where the viewer may see it."""
    if not len(numbers):
        return []
    texts, mothers = indexes.name_texts, indexes.mother_texts.texts
    found = []
    for number, row in zip(numbers.tolist(), texts.parts_of(numbers).tolist(), strict=True):
        given, father, grandfather, family = (texts.words[place] for place in row)
        mother = clean(mothers[number]) if sight.shown("mother", number) else ""
        found.append(Parts(given=given, father=father, grandfather=grandfather, family=family, mother=mother))
    return found


def kinship(one: Parts, other: Parts) -> str:
    """What the two names would be to each other; empty when nothing speaks for it or something against it.

    The definition, of one pair; ``_kin`` asks it of thousands.
    """
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
    return bool(one and other) and float(compare(one, [other])[0]) >= SAME_NAME_THRESHOLD


def _known(parts: Parts) -> tuple[int, int]:
    texts: Sequence[str] = (parts.given, parts.father, parts.grandfather, parts.family, parts.mother)
    return sum(bool(text) for text in texts), sum(map(len, texts))
