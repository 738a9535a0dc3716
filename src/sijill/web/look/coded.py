"""Names as they are compared, and taken apart: each when it is first asked for, or all of them beforehand."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sijill.text import names
from sijill.text.names import NameScorer, Slot
from sijill.text.names.coding import MAX_TOKENS, NameTable
from sijill.text.names.scorer import probabilities

PARTS: Final = (Slot.GIVEN, Slot.FATHER, Slot.GRANDFATHER, Slot.FAMILY)
GIVEN, FATHER, GRANDFATHER, FAMILY = range(4)
NOT_YET: Final = -1
_scoring: Final = threading.Lock()
_parting: Final = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """Texts as the comparison of names takes them; ``count`` is ``NOT_YET`` for one that nobody asked for.

    ``parts`` [n, 4] are numbers into ``words``: the match forms of given, father's, grandfather's and family name, 0
    where one is not known.
    """

    texts: Sequence[str]
    ids: NDArray[np.int32]
    count: NDArray[np.int8]
    optional: NDArray[np.int32]
    parts: NDArray[np.int32]
    words: list[str] = field(default_factory=lambda: [""])
    number_of: dict[str, int] = field(default_factory=lambda: {"": 0})
    known_words: NameTable | None = None  # the first of ``words``, coded

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Coded":
        size = len(texts)
        return cls(
            texts=texts,
            ids=np.zeros((size, MAX_TOKENS), np.int32),
            count=np.full(size, NOT_YET, np.int8),
            optional=np.zeros(size, np.int32),
            parts=np.full((size, len(PARTS)), NOT_YET, np.int32),
        )

    def compare(self, asked: str, of: NDArray[np.int64]) -> NDArray[np.float64]:
        """Likeness of these texts to what was asked. The scorer's vocabulary grows: one thread at a time."""
        if not len(of):
            return np.zeros(0)
        with _scoring:
            scorer = the_scorer()
            self._code(scorer, of)
            mine = NameTable(ids=self.ids[of], count=self.count[of], optional=self.optional[of])
            return _likeness(scorer, asked, mine)

    def parts_of(self, of: NDArray[np.int64]) -> NDArray[np.int32]:
        """The rows of ``parts`` for these texts."""
        if (self.parts[of, 0] == NOT_YET).any():
            with _parting:
                self._take_apart(of)
        return self.parts[of]

    def compare_words(self, asked: str, numbers: NDArray[np.int32]) -> NDArray[np.float64]:
        """Likeness of these ``words`` to a text."""
        with _scoring:
            scorer = the_scorer()
            return _likeness(scorer, asked, self._coded_words(scorer, numbers))

    def _coded_words(self, scorer: NameScorer, numbers: NDArray[np.int32]) -> NameTable:
        known = self.known_words
        if known is None or (numbers >= len(known.count)).any():
            return scorer.code([self.words[number] for number in numbers.tolist()])
        return NameTable(ids=known.ids[numbers], count=known.count[numbers], optional=known.optional[numbers])

    def code_all(self) -> None:
        """Some hundred microseconds for each text that nobody asked for yet."""
        every = np.arange(len(self.texts), dtype=np.int64)
        with _scoring:
            self._code(the_scorer(), every)
        with _parting:
            self._take_apart(every)

    def _code(self, scorer: NameScorer, of: NDArray[np.int64]) -> None:
        new = of[self.count[of] == NOT_YET]
        if len(new):
            table = scorer.code([self.texts[number] for number in new.tolist()])
            self.ids[new], self.optional[new], self.count[new] = table.ids, table.optional, table.count

    def _take_apart(self, of: NDArray[np.int64]) -> None:
        for number in of[self.parts[of, 0] == NOT_YET].tolist():
            # the first place last: it says that the others are there
            found = [self._number(word) for word in taken_apart(self.texts[number])]
            self.parts[number, 1:], self.parts[number, 0] = found[1:], found[0]

    def _number(self, word: str) -> int:
        known = self.number_of.get(word)
        if known is None:
            known = len(self.words)
            self.words.append(word)
            self.number_of[word] = known
        return known


def taken_apart(name: str) -> tuple[str, ...]:
    """The parts in their match forms: a third of the work of a whole reading."""
    first = next(iter(names.parses(name)), None)
    slots = {} if first is None else first.slots
    return tuple(" ".join(slots.get(slot, ())) for slot in PARTS)


@cache
def the_scorer() -> NameScorer:
    """One for the process; whoever lets its vocabulary grow holds ``_scoring``."""
    return NameScorer(cache_bits=18)


def numbered(forms: Sequence[str]) -> NDArray[np.int32]:
    """The numbers of these match forms in this process, to read ids with that were given in another."""
    with _scoring:
        coder = the_scorer().coder
        found = np.array([coder.number(form) for form in forms], np.int32)
        coder.vocabulary()
    return found


def code_words(words: Sequence[str]) -> NameTable:
    with _scoring:
        return the_scorer().code(words)


def forms_known() -> list[str]:
    """The match forms of this process by their numbers."""
    with _scoring:
        return list(the_scorer().coder.forms)


def compare(asked: str, texts: list[str]) -> NDArray[np.float64]:
    """Likeness of each text to what was asked. The scorer's vocabulary grows: one thread at a time."""
    if not texts:
        return np.zeros(0)
    with _scoring:
        scorer = the_scorer()
        return _likeness(scorer, asked, scorer.code(texts))


def _likeness(scorer: NameScorer, asked: str, table: NameTable) -> NDArray[np.float64]:
    """Likeness of each name of the table to what was asked."""
    zero, each = np.zeros(len(table.count), np.int32), np.arange(len(table.count), dtype=np.int32)
    return probabilities(scorer.logits(zero, each, scorer.code([asked]), table))
