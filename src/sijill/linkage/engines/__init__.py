"""Engines, one answer: ``reference`` (plain Python, the specification), ``numba`` (compiled), ``spark`` (a cluster)."""

from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy.typing as npt

from sijill.errors import UsageError
from sijill.linkage.compare import NEVER
from sijill.linkage.features import Coded
from sijill.linkage.model import Graph, Model, Vectors

if TYPE_CHECKING:
    from sijill.linkage.block import Blocks

Array = npt.NDArray[Any]

NAMES: Final = ("numba", "reference", "spark")


class Engine(Protocol):
    """What linkage asks of an engine. Rows are positions in ``coded``; pairs have left < right."""

    def scan(
        self, coded: Coded, model: Model, blocks: "Blocks", *, floor: float, chosen: Array | None = None
    ) -> tuple[Graph, int]:
        """Candidate pairs whose odds are above ``floor`` bits, sorted, and how many candidates were looked at.

        With ``chosen`` [n]: candidates of which one at least is chosen, kept where their odds of being the same person
        or near relatives, against strangers, are above ``floor``; the odds given are those.
        """

    def compare(self, coded: Coded, left: Array, right: Array, *, hopeless: int = NEVER) -> Vectors:
        """Comparison vectors; the cost is infinite where the names are hopeless (``compare.HOPELESS``)."""

    def joint(self, vectors: Vectors, model: Model, list_left: Array, list_right: Array) -> Array:
        """[pairs, population] log2 of prior times likelihood."""

    def score(self, coded: Coded, model: Model, left: Array, right: Array) -> Array:
        """log2 odds of "the same person", prior included."""

    def linkage(self, sizes: Array, odds: Array) -> Array:
        """``cluster.average_linkage`` of groups of records that lie one after the other."""


def engine(name: str) -> Engine:
    """A fresh engine. Raises ``UsageError`` for an unknown name."""
    match name:
        case "numba":
            from sijill.linkage.engines.numba import NumbaEngine

            return NumbaEngine()
        case "reference":
            from sijill.linkage.engines.reference import ReferenceEngine

            return ReferenceEngine()
        case "spark":
            from sijill.linkage.engines.spark import SparkEngine, session

            session()  # refused here rather than in the middle of a run
            return SparkEngine()
        case _:
            raise UsageError(f"no engine {name!r}", remedy=f"Engines are {', '.join(NAMES)}.")
