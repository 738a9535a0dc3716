"""Match weights in bits, field by field, and what they mean in words.

The weight of a field compares "the same person" with "strangers". Relatives are stronger rivals than strangers: what
they take away is one row of its own, and the prior another, so that the rows of a pair add up to its odds.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sijill.linkage import contradictions
from sijill.linkage.calibrate import probability
from sijill.linkage.engines import Engine
from sijill.linkage.features import Coded, Names
from sijill.linkage.model import STRANGER, Decision, Graph, Ground, Model, Vectors
from sijill.linkage.spec import LEVELS, Kind, Spec

Array = npt.NDArray[Any]


def field_weights(model: Model, vectors: Vectors) -> Array:
    """[pairs, fields] log2 of the likelihood ratio of same person to stranger; 0 where a value is missing."""
    out: Array = np.zeros_like(vectors.levels, dtype=np.float64)
    for f in range(out.shape[1]):
        level, group = vectors.levels[:, f], vectors.groups[:, f]
        rarity = model.tf_share[f, level] * (vectors.tf[:, f] - model.tf_mean[f, group])
        weight = model.log_p[0, f, group, level] - model.log_p[3, f, group, level] - rarity
        out[:, f] = np.where(level > 0, weight, 0.0)
    return out


def _grounds(model: Model, vectors: Vectors, odds: Array, decision: Array) -> Array:
    """What each decision rests on: a ``Ground``."""
    merged = decision == Decision.MERGE.value
    contradict = ~merged & (contradictions.points(model, vectors) >= contradictions.QUESTION)
    grounds: Array = np.select(
        [merged & (odds <= 0.0), contradict],
        [Ground.CLUSTER.value, Ground.CONTRADICTION.value],
        Ground.WEIGHT.value,
    )
    return grounds


def named(ids: Sequence[str], spec: Spec) -> Names:
    """As far as a table of pairs asks for names."""
    return Names(record_ids=ids, list_ids=[], units=[], loose=[], strings=[], codes=[], nested=[], spec=spec)


def decided(
    engine: Engine, coded: Coded, names: Names, model: Model, pairs: Graph, *, merged: int
) -> pa.Table:
    """``weighed`` of pairs of which the first ``merged`` are within clusters and the others for review."""
    decision = np.repeat([Decision.MERGE.value, Decision.REVIEW.value], [merged, len(pairs.left) - merged])
    return weighed(engine, coded, names, model, pairs, decision)


def weighed(
    engine: Engine, coded: Coded, names: Names, model: Model, pairs: Graph, decision: Array
) -> pa.Table:
    """``pair_table`` of pairs of these records, which are compared once more: a graph keeps their odds alone."""
    vectors = engine.compare(coded, pairs.left, pairs.right)
    prior = model.prior[coded.list_code[pairs.left], coded.list_code[pairs.right]]
    return pair_table(names, model, vectors, prior, pairs, decision)


def pair_table(
    names: Names,
    model: Model,
    vectors: Vectors,
    prior: Array,
    pairs: Graph,
    decision: Array,
) -> pa.Table:
    """left, right, weight (bits, prior included), probability, decision, ``decided_by``; ``level_<field>`` and
    ``weight_<field>``; ``weight_reading`` (cost of the readings of the names), ``weight_prior``, ``weight_relatives``.
    """
    weights = field_weights(model, vectors)
    prior_weight = prior[:, 0] - prior[:, STRANGER]
    relatives = pairs.odds - weights.sum(axis=1) + vectors.cost - prior_weight
    ids = pa.array(names.record_ids, pa.string())
    columns: dict[str, Any] = {
        "left": ids.take(pa.array(pairs.left)),
        "right": ids.take(pa.array(pairs.right)),
        "weight": pairs.odds,
        "probability": probability(pairs.odds),
        "decision": pa.array(decision, pa.string()),
        "decided_by": pa.array(_grounds(model, vectors, pairs.odds, decision), pa.string()),
    }
    for f, name in enumerate(names.spec.names):
        kind = Kind.SLOT if f < 4 else names.spec.fields[f - 4].kind
        words = pa.array(LEVELS[kind], pa.string())
        columns[f"level_{name}"] = pa.DictionaryArray.from_arrays(
            pa.array(vectors.levels[:, f], pa.int8()), words
        )
        columns[f"weight_{name}"] = weights[:, f]
    columns["weight_reading"] = -vectors.cost
    columns["weight_prior"] = prior_weight
    columns["weight_relatives"] = relatives
    return pa.table(columns)
