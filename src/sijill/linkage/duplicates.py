"""What a list that repeats people teaches about agreement of the same person.

Pairs that are each other's best are the wrong teachers there: of ten records of a person the best two are too much
alike. Instead the list is clustered with the parameters so far, and all pairs inside the clusters teach, those that no
key proposed included.
"""

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from sijill.linkage import cluster, contradictions
from sijill.linkage.engines import Engine
from sijill.linkage.features import Coded
from sijill.linkage.model import Model

if TYPE_CHECKING:
    from sijill.linkage.estimate import Training

Array = npt.NDArray[Any]

COLLECTING: Final = (
    0.25  # matches per record within a list from which it is taken to repeat people on purpose
)
ROUNDS: Final = 4  # of clustering and learning


def pairs_inside(
    engine: Engine, coded: Coded, model: Model, data: "Training", odds: Array, repeats: Array
) -> tuple[Array, Array]:
    """Row pairs within one list and one cluster, of the lists that ``repeats`` [list], with an end in the sample.

    ``odds`` of the training pairs under ``model``.
    """
    one, other = coded.list_code[data.left], coded.list_code[data.right]
    own = (one == other) & repeats[one]
    label, _ = cluster.clusters(
        len(coded.list_code),
        data.left[own],
        data.right[own],
        odds[own],
        score=contradictions.scorer(engine, coded, model),
        linkage=engine.linkage,
        same=_judged(data, own, 1),
        different=_judged(data, own, 0),
    )
    left, right = cluster.pairs_within(label)
    chosen = data.chosen[left] | data.chosen[right]
    return left[chosen], right[chosen]


def _judged(data: "Training", own: Array, verdict: int) -> Array:
    rows = own & (data.label == verdict)
    return np.stack([data.left[rows], data.right[rows]], axis=1)
