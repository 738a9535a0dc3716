"""Engines, one answer: ``reference`` (plain Python, the specification) and ``numba`` (compiled)."""

from collections.abc import Iterator
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from sijill.errors import UsageError
from sijill.linkage.features import Coded, Names
from sijill.linkage.model import Model, Vectors

Array = npt.NDArray[Any]
Pairs = tuple[Array, Array]

NAMES: Final = ("numba", "reference")


class Engine(Protocol):
    """What linkage asks of an engine. Rows are positions in ``coded``; pairs have left < right."""

    def pairs(self, coded: Coded, names: Names, *, budget: int) -> tuple[Iterator[Pairs], dict[str, Any]]:
        """Distinct candidate pairs, a chunk at a time, and the blocking report."""

    def compare(self, coded: Coded, left: Array, right: Array, *, hopeless: float = -np.inf) -> Vectors:
        """Comparison vectors; the cost is infinite where the names are hopeless."""

    def joint(self, vectors: Vectors, model: Model, list_left: Array, list_right: Array) -> Array:
        """[pairs, population] log2 of prior times likelihood."""

    def score(self, coded: Coded, model: Model, left: Array, right: Array) -> Array:
        """log2 odds of "the same person", prior included."""


def engine(name: str) -> Engine:
    """A fresh engine. Raises ``UsageError`` for an unknown name."""
    match name:
        case "numba":
            from sijill.linkage.engines.numba import NumbaEngine

            return NumbaEngine()
        case "reference":
            from sijill.linkage.engines.reference import ReferenceEngine

            return ReferenceEngine()
        case _:
            raise UsageError(f"no engine {name!r}", remedy=f"Engines are {', '.join(NAMES)}.")
