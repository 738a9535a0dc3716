"""How alike two names are, as names: one pair, many pairs, and the declared threshold.

The value is a probability-like score in [0, 1] that two texts write the same name. It says nothing about persons: how
much an agreement on محمد is worth belongs to the linkage.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from sijill.text.names import align, model_file, scoring
from sijill.text.names.coding import NameCoder, NameTable

# Declared on the training part (cross-validation) before the held-out part was scored; see docs.
SAME_NAME_THRESHOLD: Final = 0.6
_CACHE_BITS: Final = 20  # slots of the token-pair table: 2^20 × 12 bytes


class NameScorer:
    """Scores pairs of names with one model; keeps its vocabulary and its table of token pairs between calls."""

    def __init__(
        self, model: model_file.Model | None = None, *, cache_bits: int = _CACHE_BITS, veto: bool = True
    ) -> None:
        self.model = model_file.shipped() if model is None else model
        self.coder = NameCoder()
        self._keys = np.zeros(1 << cache_bits, dtype=np.int64)
        self._values = np.zeros(1 << cache_bits, dtype=np.float32)
        self.veto = veto

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
        """Logit of each pair (row left[k] of a, row right[k] of b); `features` [n, len(FEATURES)] is filled if given."""
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
            vocabulary.items if self.veto else np.zeros_like(vocabulary.items),
            self.model.substitution,
            self.model.gap,
            self._keys,
            self._values,
            self.model.full,
            self.model.single,
            out,
            np.empty((0, len(align.FEATURES))) if features is None else features,
        )
        return out

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
def _scorer() -> NameScorer:
    return NameScorer(cache_bits=14)


def similarity(a: str, b: str) -> float:
    """Score in [0, 1] that two texts write the same name; at or above `SAME_NAME_THRESHOLD` they do."""
    return float(_scorer().similarities([(a, b)])[0])


def similarities(pairs: Iterable[tuple[str, str]]) -> npt.NDArray[np.float64]:
    """The same for many pairs, much faster; the same values."""
    return NameScorer().similarities(list(pairs))
