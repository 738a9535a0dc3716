"""How alike two names are, as names: one pair, many pairs, and the declared threshold.

The value is a probability-like score in [0, 1] that two texts write the same name. It says nothing about persons: how
much an agreement on محمد is worth belongs to the linkage.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from sijill.text.names import align, joins, lexicon, model_file, scoring, tokens
from sijill.text.names.coding import NameCoder, NameTable, together

# Declared on the training part (cross-validation) before the held-out part was scored; see docs.
SAME_NAME_THRESHOLD: Final = 0.6
_CACHE_BITS: Final = (
    21  # places for token pairs: 2^21 × 8 bytes, half as many for frequent ones; used as needed
)


class NameScorer:
    """Scores pairs of names with one model; keeps its vocabulary and its table of token pairs between calls."""

    def __init__(
        self, model: model_file.Model | None = None, *, cache_bits: int = _CACHE_BITS, spellings: bool = True
    ) -> None:
        """`spellings`: whether to use the lexicon of spellings, which in training would hide what letters say."""
        self.model = model_file.shipped() if model is None else model
        self.coder = NameCoder()
        frequent = 1 << (cache_bits // 2 + 1)
        self._near = np.zeros((frequent, frequent), dtype=np.uint16)
        self._memo = np.zeros(1 << cache_bits, dtype=np.int64)
        places = 1 << (cache_bits - 2)
        self._kept = joins.Kept(keys=np.zeros(places, np.int64), values=np.zeros(places, np.float32))
        self._letters = joins.letter_bits(self.model.substitution, self.model.gap)
        self._sets = joins.Consonants(own=np.zeros(0, np.uint64), near=np.zeros(0, np.uint64))
        self.spellings = spellings

    def code(self, texts: Sequence[str]) -> NameTable:
        return self.coder.code(texts)

    def logits(
        self,
        left: npt.NDArray[np.int32],
        right: npt.NDArray[np.int32],
        a: NameTable,
        b: NameTable,
        *,
        features: npt.NDArray[np.float64] | None = None,
    ) -> npt.NDArray[np.float64]:
        """Logit of each pair (row left[k] of a, right[k] of b); `features` [n, len(FEATURES)] is filled if given."""
        vocabulary = self.coder.vocabulary()
        out = np.empty(len(left))
        scoring.score_pairs(
            left.astype(np.int32, copy=False),
            right.astype(np.int32, copy=False),
            a.ids,
            a.count,
            a.optional,
            b.ids,
            b.count,
            b.optional,
            vocabulary.phonemes,
            vocabulary.length,
            vocabulary.script,
            vocabulary.mass,
            self.known(),
            self.model.substitution,
            self.model.gap,
            self._near,
            self._memo,
            self._consonants(),
            self._kept,
            self.model.full,
            self.model.single,
            out,
            np.empty((0, len(align.FEATURES))) if features is None else features,
        )
        return out

    def _consonants(self) -> joins.Consonants:
        """Of every token of the vocabulary so far."""
        vocabulary, known = self.coder.vocabulary(), len(self._sets.own)
        if known < len(vocabulary.length):
            more = np.zeros(len(vocabulary.length) - known, np.uint64)
            own, near = np.concatenate([self._sets.own, more]), np.concatenate([self._sets.near, more])
            letters = self._letters
            joins.consonants(
                vocabulary.phonemes, vocabulary.length, letters.own, letters.near, known, own, near
            )
            self._sets = joins.Consonants(own=own, near=near)
        return self._sets

    def known(self) -> align.Known:
        """What the lexicons know of the vocabulary."""
        vocabulary = self.coder.vocabulary()
        spelling = vocabulary.spelling if self.spellings else np.zeros_like(vocabulary.spelling)
        return align.Known(
            items=vocabulary.items, spelling=spelling, together=together(), stem=vocabulary.stem
        )

    def similarities(self, pairs: Sequence[tuple[str, str]]) -> npt.NDArray[np.float64]:
        """Scores in [0, 1] of pairs of texts, in input order. Each distinct text is read once."""
        numbers: dict[str, int] = {}
        left = np.fromiter(
            (numbers.setdefault(a, len(numbers)) for a, _ in pairs), dtype=np.int32, count=len(pairs)
        )
        right = np.fromiter(
            (numbers.setdefault(b, len(numbers)) for _, b in pairs), dtype=np.int32, count=len(pairs)
        )
        table = self.code(list(numbers))
        return probabilities(self.logits(left, right, table, table))


def probabilities(logits: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Logistic function."""
    result: npt.NDArray[np.float64] = 1.0 / (1.0 + np.exp(-logits))
    return result


@cache
def shared_scorer() -> NameScorer:
    """The scorer behind `similarity` and `explain`, with a small table; it lives as long as the process."""
    return NameScorer(cache_bits=14)


def score_with_features(scorer: NameScorer, a: str, b: str) -> tuple[float, npt.NDArray[np.float64]]:
    """(score, alignment features) of one pair; for two single tokens the first feature is their similarity."""
    table = scorer.code([a, b])
    features = np.zeros((1, len(align.FEATURES)))
    zero, one = np.array([0], dtype=np.int32), np.array([1], dtype=np.int32)
    return float(probabilities(scorer.logits(zero, one, table, table, features=features))[0]), features[0]


def form_similarity(scorer: NameScorer, form_a: str, form_b: str) -> float:
    """Similarity in [0, 1] of two match forms as the alignment sees it."""
    numbers = scorer.coder.number(form_a), scorer.coder.number(form_b)
    low, high = min(numbers), max(numbers)
    known = scorer.coder.vocabulary()
    return float(
        align.token_similarity(
            low,
            high,
            known.phonemes,
            known.length,
            known.script,
            known.mass,
            scorer.known(),
            scorer.model.substitution,
            scorer.model.gap,
            np.empty((3, tokens.MAX_LENGTH + 1)),
        )
    )


def known_apart(form_a: str, form_b: str) -> bool:
    """Whether the lexicon knows both match forms, as forms of different names only."""
    one, other = lexicon.items_of(form_a), lexicon.items_of(form_b)
    if form_a.isascii() != form_b.isascii():  # only lines in both scripts say anything
        one, other = (tuple(number for number in numbers if number > 0) for numbers in (one, other))
    return bool(one) and bool(other) and not set(one) & set(other)


def known_together(form_a: str, form_b: str) -> bool:
    """Whether the lexicon has both match forms as spellings of one name."""
    known = lexicon.spellings()
    one, other = (known.number.get(lexicon.without_article(form), 0) for form in (form_a, form_b))
    return bool(one) and bool(other) and bool(np.isin(align.pair_key(one, other), together()))


def similarity(a: str, b: str) -> float:
    """Score in [0, 1] that two texts write the same name; at or above `SAME_NAME_THRESHOLD` they do."""
    return float(shared_scorer().similarities([(a, b)])[0])


def similarities(pairs: Iterable[tuple[str, str]]) -> npt.NDArray[np.float64]:
    """The same for many pairs, much faster; the same values."""
    return NameScorer().similarities(list(pairs))
