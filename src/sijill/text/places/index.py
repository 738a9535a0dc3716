"""Finding the known spellings near a writing: exact keys first, then shared letter pairs, then weighted edits.

The pair indexes only propose; `similarity` decides. A writing is compared with at most `PROPOSALS` spellings of each
index, whatever the size of the gazetteer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA

from sijill.text.places import similarity
from sijill.text.places.fold import (
    is_arabic,
    loose_key_of,
    skeleton_of,
    sound_of,
    tokens_of,
    without_articles,
)
from sijill.text.places.gazetteer import COUNTRY_PACK, Gazetteer, data_file, gazetteer, remembered, rows_of
from sijill.text.places.words import everyday_word, name_in_spelling

PROPOSALS: Final = 14


@lru_cache(maxsize=2)
def _first_words(pack: str = COUNTRY_PACK) -> frozenset[str]:
    """First words of many names (تل، كفر، عين): what tells كفر نبل from كفر زيتا is the rest, so the rest is
    measured.
    """
    return frozenset(
        token for row in rows_of(data_file("place_first_words.csv", pack)) for token in tokens_of(row["word"])
    )


@dataclass(frozen=True, slots=True)
class Written:
    """A name ready for comparison. `key` is without articles, `plain` with them. `generic`: how many letters of
    the key are a first word that many names share.
    """

    key: str
    plain: str
    loose: str
    sound: str
    skeleton: str
    sound_length: float
    arabic: bool
    generic: int


def written(tokens: Iterable[str], sounds: Iterable[str] | None = None) -> Written:
    """`sounds`: the same words with their Latin marks, where the writer kept them (ş is not s)."""
    words = list(tokens)
    bare = without_articles(words)
    spoken = without_articles(list(sounds)) if sounds is not None else bare
    key = "".join(bare)
    sound = "".join(sound_of(word) for word in spoken)
    return Written(
        key=key,
        plain="".join(words),
        loose=loose_key_of(words),
        sound=sound,
        skeleton=skeleton_of(sound),
        sound_length=similarity.sound_length(sound),
        arabic=is_arabic(key),
        generic=len(bare[0]) if len(bare) > 1 and bare[0] in _first_words() else 0,
    )


@dataclass(frozen=True, slots=True)
class Near:
    """One known spelling near a writing.

    `cost` in edits; `score` = 1 - cost per letter, 1.0 only for the same letters. `safe`: so near, for a name of this
    length, that a slip of the pen is likelier than another place. `typed`: plain edits on the letters, 99
    across scripts.
    """

    name: int
    cost: float
    score: float
    safe: bool
    typed: float = 99.0


# Largest cost in edits at which a name of up to so many letters (or sounds, see `sound_length`) still counts as
# the same.
# Short names have too many neighbours: among the known communities outside the gazetteer these limits let through the
# share stated in docs/explanation/how-places-are-read.md.
_SAFE_LETTERS: Final = ((4, 0.4), (5, 0.6), (6, 0.8), (8, 1.0), (10, 1.2), (99, 1.6))
_SAFE_SOUNDS: Final = ((2.4, 0.15), (3.4, 0.3), (4.4, 0.55), (5.4, 0.8), (6.9, 1.0), (99.0, 1.3))
_SAFE_TYPED: Final = ((5, 0.0), (11, 1.0), (99, 2.0))

# Only for ranking: a slip of the finger beats a like sound, and a spelling in the same script beats one in the other.
_TYPED_WEIGHT: Final = 0.75
_ACROSS_SCRIPTS: Final = 0.25


def _limit(limits: tuple[tuple[float, float], ...], size: float) -> float:
    for longest, cost in limits:
        if size <= longest:
            return cost
    return limits[-1][1]


class SpellingIndex:
    """Distinct written names of a gazetteer. `units[i]` are the p-codes that name i is a spelling of."""

    def __init__(self, places: Gazetteer) -> None:
        names: dict[Written, set[str]] = {}
        full: dict[str, set[str]] = {}
        for spelling in places.spellings:
            tokens = tokens_of(spelling.text)
            full.setdefault("".join(tokens), set()).add(spelling.pcode)
            names.setdefault(written(name_in_spelling(tokens)), set()).add(spelling.pcode)
        self.names: tuple[Written, ...] = tuple(names)
        self.units: tuple[frozenset[str], ...] = tuple(frozenset(pcodes) for pcodes in names.values())
        self.full: dict[str, frozenset[str]] = {key: frozenset(pcodes) for key, pcodes in full.items()}
        self.by_key = _group(each.key for each in self.names)
        self.by_plain = _group(each.plain for each in self.names)
        self.by_loose = _group(each.loose for each in self.names)
        untitled = {each.plain for each in self.names}
        self._titled = tuple(key for key in self.full if key not in untitled)
        self._titled_pairs = PairIndex(list(self._titled))
        self._letters = PairIndex([each.key for each in self.names])
        self._plain = PairIndex([each.plain for each in self.names])
        self._skeletons = PairIndex([each.skeleton for each in self.names])

    def exact(self, name: Written) -> list[Near]:
        """Names with the same letters (score 1) or the same letters but for interchangeable finals (.97)."""
        same = self.by_key.get(name.key) or self.by_plain.get(name.plain)
        if same:
            return [Near(name=i, cost=0.0, score=1.0, safe=True) for i in same]
        return [Near(name=i, cost=0.3, score=0.97, safe=True) for i in self.by_loose.get(name.loose, ())]

    def titled_within_one(self, joined: str) -> list[str]:
        """Spellings with their level word ("ناحية حيش", "Suran Subdistrict") that are one letter away; keys of
        `full`.
        """
        proposals = self._titled_pairs.nearest(joined, PROPOSALS)
        keys = (self._titled[i] for i in proposals)
        return sorted(key for key in keys if OSA.distance(key, joined, score_cutoff=1) <= 1)

    def near(self, name: Written) -> list[Near]:
        """The spellings within reach of `name`, best first."""
        proposals = {*self._letters.nearest(name.key, PROPOSALS), *self._plain.nearest(name.plain, PROPOSALS)}
        if not name.arabic:
            proposals.update(self._skeletons.nearest(name.skeleton, PROPOSALS))
        found = [self._compare(name, i) for i in sorted(proposals)]
        return sorted((each for each in found if each is not None), key=lambda each: (-each.score, each.name))

    def _compare(self, name: Written, i: int) -> Near | None:
        known = self.names[i]
        if everyday_word(known.key) is not None:
            return None  # a misspelling of "the prison" is not a place
        if name.arabic:
            # Every unit has an Arabic name, so an Arabic writing needs no detour over sounds.
            return _letters_apart(name, known, i) if known.arabic else None
        heard = _sounds_apart(name, known, i)
        typed = None if known.arabic else _typed_apart(name, known, i)
        if heard is None or typed is None:
            return heard or typed
        best = heard if heard.score > typed.score else typed
        return Near(
            name=i, cost=best.cost, score=best.score, safe=heard.safe or typed.safe, typed=typed.typed
        )


def _letters_apart(name: Written, known: Written, i: int) -> Near | None:
    letters = max(len(name.key), len(known.key))
    rough = min(OSA.distance(name.key, known.key), OSA.distance(name.plain, known.plain))
    if rough > 0.45 * letters:
        return None
    cost = min(similarity.letter_cost(name.key, known.key), similarity.letter_cost(name.plain, known.plain))
    generic = min(name.generic, known.generic)
    return _near(i, cost, letters, cost <= _limit(_SAFE_LETTERS, letters - generic))


def _sounds_apart(name: Written, known: Written, i: int) -> Near | None:
    if OSA.distance(name.skeleton, known.skeleton) > (2 if len(known.skeleton) >= 6 else 1):
        return None
    size = (name.sound_length + known.sound_length) / 2
    cost = similarity.sound_cost(name.sound, known.sound, across=known.arabic)
    generic = min(name.generic, known.generic)
    safe = cost <= _limit(_SAFE_SOUNDS, size - 0.8 * generic)
    return _near(i, cost + _ACROSS_SCRIPTS if known.arabic else cost, size, safe)


def _typed_apart(name: Written, known: Written, i: int) -> Near | None:
    letters = max(len(name.key), len(known.key))
    cost = min(OSA.distance(name.key, known.key), OSA.distance(name.plain, known.plain))
    if cost > 0.6 * letters:
        return None
    generic = min(name.generic, known.generic)
    return _near(
        i, _TYPED_WEIGHT * cost, letters, cost <= _limit(_SAFE_TYPED, letters - generic), float(cost)
    )


def _near(i: int, cost: float, size: float, safe: bool, typed: float = 99.0) -> Near | None:
    score = 1.0 - cost / size if size else 0.0
    return Near(name=i, cost=cost, score=min(score, 0.99), safe=safe, typed=typed) if score > 0.5 else None


def _group(keys: Iterable[str]) -> dict[str, tuple[int, ...]]:
    groups: dict[str, list[int]] = {}
    for i, key in enumerate(keys):
        groups.setdefault(key, []).append(i)
    return {key: tuple(members) for key, members in groups.items()}


class PairIndex:
    """Which of many strings share most letter pairs with a given one (Dice coefficient over padded pairs)."""

    def __init__(self, strings: list[str]) -> None:
        postings: dict[str, list[int]] = {}
        for i, string in enumerate(strings):
            for pair in _pairs(string):
                postings.setdefault(pair, []).append(i)
        self._postings: dict[str, npt.NDArray[np.int32]] = {
            pair: np.array(members, dtype=np.int32) for pair, members in postings.items()
        }
        self._sizes = np.array([max(1, len(_pairs(string))) for string in strings], dtype=np.float64)

    def nearest(self, string: str, limit: int) -> list[int]:
        pairs = _pairs(string)
        hits = [self._postings[pair] for pair in pairs if pair in self._postings]
        if not hits:
            return []
        shared = np.bincount(np.concatenate(hits), minlength=len(self._sizes))
        dice = 2.0 * shared / (self._sizes + len(pairs))
        near = np.flatnonzero(dice >= max(0.2, float(dice.max()) - 0.4))
        if len(near) > limit:
            near = near[np.argpartition(-dice[near], limit)[:limit]]
        return [int(i) for i in near]


def _pairs(string: str) -> frozenset[str]:
    padded = f"^{string}$"
    return frozenset(padded[i : i + 2] for i in range(len(padded) - 1))


@remembered(1)
def spelling_index() -> SpellingIndex:
    return SpellingIndex(gazetteer())
