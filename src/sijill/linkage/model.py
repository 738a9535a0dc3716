"""Nouns of linkage: the parameters, a scored pair, a result."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

if TYPE_CHECKING:
    from sijill.linkage.link import Fitted


class Population(StrEnum):
    """What two records may be to each other. The order is that of the parameter tables."""

    SAME = "same"
    NEAR_RELATIVE = "near_relative"  # father and family agree, given name differs: siblings
    DISTANT_RELATIVE = "distant_relative"  # grandfather and family agree: cousins
    STRANGER = "stranger"
    NAMESAKE = "namesake"  # another person of the same given, father's and family name, mostly of one place


POPULATIONS: Final = tuple(Population)
STRANGER: Final = POPULATIONS.index(Population.STRANGER)
NAMESAKE: Final = POPULATIONS.index(Population.NAMESAKE)


class Ground(StrEnum):
    """What a decision rests on."""

    WEIGHT = "weight"  # the pair's own
    CLUSTER = "cluster"  # the other records of the cluster: the pair's own weight does not speak for it
    CONTRADICTION = "contradiction"  # for review whatever the weight, see ``contradictions``


class Decision(StrEnum):
    """What the model proposes for a pair. Pairs that are kept apart are not listed."""

    MERGE = "merge"
    REVIEW = "review"


class Band(NamedTuple):
    """Between these two, in bits, a pair is a person's to decide: above the upper the mean of a cluster merges."""

    merge_above: float = 0.0
    review_above: float = -4.0


BAND: Final = Band()
AGAINST: Final = (
    -4.0
)  # bits that one pair may say against one person before that is learned (``calibrate.against``)


class Model(NamedTuple):
    """Parameters as the kernels take them; log2 throughout."""

    log_p: npt.NDArray[
        np.float64
    ]  # [population, field, group, level] level given population, among the known
    tf_share: npt.NDArray[np.float64]  # [field, level] how much of the value's rarity counts at this level
    tf_mean: npt.NDArray[
        np.float64
    ]  # [field, group] log2 chance agreement that log_p of strangers stands for
    tf_class: npt.NDArray[np.float64]  # [population, field] 1 where the population agrees by chance only
    supporting: npt.NDArray[np.bool_]  # [field, level] agreement that can carry a merge beside the names
    contradicts: npt.NDArray[np.int8]  # [field, group, level] points, see ``contradictions``
    composite: bool  # names are parsed into the four slots: without given names nothing is merged
    prior: npt.NDArray[np.float64]  # [list, list, population] log2 share of all pairs of the two lists
    band: Band = BAND
    against: float = AGAINST


class Vectors(NamedTuple):
    """Comparison vectors of m pairs."""

    levels: npt.NDArray[np.uint8]  # [m, fields]
    groups: npt.NDArray[np.uint8]  # [m, fields]
    tf: npt.NDArray[np.float64]  # [m, fields] log2 share of the agreeing value
    cost: npt.NDArray[np.float64]  # [m] bits of the readings chosen; infinite where the names are hopeless


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """Scored pairs: row numbers left < right, odds in bits."""

    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    odds: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkResult:
    """``pairs``: one row per kept pair (columns in ``link``); ``clusters``: record id -> number of its cluster.

    Cluster numbers follow the smallest record id of each cluster, so they do not depend on row order.
    ``report``: plain values for JSON: thresholds, expected precision and recall, list pairs, blocking, drift checks.
    """

    pairs: pa.Table
    clusters: dict[str, int]
    report: dict[str, Any] = field(default_factory=dict)
    graph: Graph | None = None  # all kept pairs, by position in record_ids
    record_ids: tuple[str, ...] = ()
    apart: npt.NDArray[np.int64] | None = (
        None  # [k, 2] pairs of the graph that contradict: in no cluster together
    )
    fitted: "Fitted | None" = None  # what the standing index starts from
    label: npt.NDArray[np.int64] | None = (
        None  # the first row of each row's cluster, by position in record_ids
    )
