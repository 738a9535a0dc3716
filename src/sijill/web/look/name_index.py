"""An inverted index of name texts by how their words sound, held in memory; any script, any spelling, one typing error.

Every word stands under its consonant skeleton (محمد, Mohammad and Muhamad are one). A word that was asked for matches
its own skeleton fully; one consonant too many, too few or another, or the same sound class, count less.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sijill.text.names import tokens
from sijill.text.scripts import clean

NEARLY: Final = 0.55  # what a word that only nearly matches counts
LEAST_FOR_TYPOS: Final = 3  # consonants; shorter skeletons differ by one from far too many
MOST_WORDS: Final = 10  # of what was asked: nobody has more names; three to their power fits into 16 bits


@dataclass(frozen=True, slots=True, kw_only=True)
class NameIndex:
    """``members[starts[k]:starts[k+1]]`` are the texts with skeleton ``k``; ``near`` leads from shortened ones."""

    size: int
    skeletons: list[str]
    loose: list[str]  # their sound classes
    number_of: dict[str, int]
    starts: NDArray[np.int64]
    members: NDArray[np.int32]
    same_class: dict[str, tuple[int, ...]]
    near: dict[str, tuple[int, ...]]

    def weigh(self, asked: str, visible: NDArray[np.bool_]) -> NDArray[np.float32]:
        """How much each text shares with what was asked: sum over its words of their rarity among visible texts.

        Texts that are not visible weigh nothing and make nothing rarer or more common.
        """
        code, weight = self._how(asked, visible)
        found: NDArray[np.float32] = weight[code]
        return found

    def likeliest(self, asked: str, visible: NDArray[np.bool_], most: int) -> NDArray[np.int64]:
        """The ``most`` texts with the greatest weights above zero, in their order; of equal ones at the edge those that
        were received first, so that the answer is the same every time.
        """
        code, weight = self._how(asked, visible)
        counts = np.bincount(code, minlength=len(weight))
        counts[weight <= 0] = 0
        order = np.argsort(-weight, kind="stable")
        upto = np.cumsum(counts[order])
        if upto[-1] <= most:
            return np.flatnonzero((weight > 0)[code])
        edge = weight[order[np.searchsorted(upto, most)]]
        found = np.flatnonzero((weight >= edge)[code])
        mine = weight[code[found]]
        above, level = found[mine > edge], found[mine == edge]
        return np.sort(np.concatenate([above, level[: most - len(above)]]))

    def _how(self, asked: str, visible: NDArray[np.bool_]) -> tuple[NDArray[np.uint16], NDArray[np.float32]]:
        """How each text has the words that were asked for, as a number; and the weight of each such number.

        A digit to the base of three for each word: not there, nearly, there. There are far fewer numbers than texts.
        """
        code = np.zeros(self.size, np.uint16)
        weight = np.zeros(1, np.float32)
        for exact, nearly in self.matches(asked):
            level = np.zeros(self.size, np.uint8)
            for keys, digit in ((nearly, 1), (exact, 2)):
                for key in keys:
                    level[self.of(key)] = digit
            level *= visible
            share = np.array([0.0, NEARLY, 1.0], np.float32)
            share /= np.float32(1.0 + np.log1p(np.count_nonzero(level)))
            code += np.multiply(level, np.uint16(len(weight)), dtype=np.uint16)
            weight = (weight[None, :] + share[:, None]).ravel()
        return code, weight

    def of(self, key: int) -> NDArray[np.int32]:
        return self.members[self.starts[key] : self.starts[key + 1]]

    def matches(self, asked: str) -> Iterator[tuple[set[int], set[int]]]:
        words = words_of(asked)[:MOST_WORDS]
        coded = tokens.encode(words)
        for skeleton, loose in dict.fromkeys(zip(coded.skeleton, coded.loose, strict=True)):
            if skeleton:
                exact = {self.number_of[skeleton]} if skeleton in self.number_of else set()
                nearly = set(self.same_class.get(loose, ())) if loose else set()
                if len(skeleton) >= LEAST_FOR_TYPOS:
                    nearly |= {key for short in shortened(skeleton) for key in self.near.get(short, ())}
                yield exact, nearly - exact


def build(texts: Sequence[str]) -> NameIndex:
    """The index of these texts; empty ones are in none of its lists."""
    found = [words_of(text) for text in texts]
    distinct = sorted({word for words in found for word in words})
    coded = tokens.encode(distinct)
    skeleton_of = dict(zip(distinct, coded.skeleton, strict=True))
    loose_of = dict(zip(coded.skeleton, coded.loose, strict=True))
    skeletons = sorted({skeleton for skeleton in coded.skeleton if skeleton})
    number_of = {skeleton: number for number, skeleton in enumerate(skeletons)}
    keys: list[int] = []
    texts_of: list[int] = []
    for number, words in enumerate(found):
        mine = {number_of[skeleton_of[word]] for word in words if skeleton_of[word]}
        keys.extend(mine)
        texts_of.extend([number] * len(mine))
    key = np.array(keys, np.int64)
    order = np.argsort(key, kind="stable")
    return of_skeletons(
        skeletons,
        [loose_of[skeleton] for skeleton in skeletons],
        size=len(texts),
        starts=np.concatenate([[0], np.cumsum(np.bincount(key, minlength=len(skeletons)))]).astype(np.int64),
        members=np.array(texts_of, np.int32)[order],
    )


def of_skeletons(
    skeletons: list[str],
    loose: list[str],
    *,
    size: int,
    starts: NDArray[np.int64],
    members: NDArray[np.int32],
) -> NameIndex:
    """The index from what ``build`` worked out of ``size`` texts."""
    number_of = {skeleton: number for number, skeleton in enumerate(skeletons)}
    return NameIndex(
        size=size,
        skeletons=skeletons,
        loose=loose,
        number_of=number_of,
        starts=starts,
        members=members,
        same_class=_grouped((sound, number) for number, sound in enumerate(loose)),
        near=_grouped(
            (short, number_of[skeleton])
            for skeleton in skeletons
            if len(skeleton) >= LEAST_FOR_TYPOS
            for short in shortened(skeleton)
        ),
    )


def words_of(text: str) -> list[str]:
    """The words of a text, and joined ones where عبد stands apart."""
    words = clean(text).casefold().replace("-", " ").replace("'", "").replace("’", "").split()
    joined = [
        one + other for one, other in pairwise(words) if one in {"عبد", "abd", "abdul", "abdel", "abdal"}
    ]
    return words + joined


def shortened(skeleton: str) -> set[str]:
    """The skeleton and what is left of it without one consonant: two that share one are one error apart, or two."""
    return {skeleton} | {skeleton[:at] + skeleton[at + 1 :] for at in range(len(skeleton))}


def _grouped(pairs: Iterable[tuple[str, int]]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = defaultdict(list)
    for key, number in pairs:
        found[key].append(number)
    return {key: tuple(dict.fromkeys(numbers)) for key, numbers in found.items()}
