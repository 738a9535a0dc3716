# ruff: noqa: ANN001, ANN201, ANN202, SIM110  # compiled functions are typed by numba, and loops are what it compiles
"""What the levels of a pair weigh, in bits: the model's populations, and what no weight may merge."""

import math
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from sijill.linkage.engines import cache as _cache

_cache.use()

from numba import njit  # noqa: E402  # the cache folder is set before the first decorator

from sijill.linkage import compare  # noqa: E402
from sijill.linkage.engines.machine import leaf as _leaf  # noqa: E402
from sijill.linkage.model import STRANGER, Model  # noqa: E402

_QUESTION: Final = compare.QUESTION


class Weights(NamedTuple):
    """A model with the four populations of one level side by side."""

    log_p: npt.NDArray[np.float64]  # [field, group, level, population]
    tf_share: npt.NDArray[np.float64]
    tf_mean: npt.NDArray[np.float64]
    tf_class: npt.NDArray[np.float64]  # [field, population]
    supporting: npt.NDArray[np.bool_]
    contradicts: npt.NDArray[np.int8]
    composite: bool
    prior: npt.NDArray[np.float64]


def weights(model: Model) -> Weights:
    return Weights(
        log_p=np.ascontiguousarray(np.moveaxis(model.log_p, 0, -1)),
        tf_share=model.tf_share,
        tf_mean=model.tf_mean,
        tf_class=np.ascontiguousarray(model.tf_class.T),
        supporting=model.supporting,
        contradicts=model.contradicts,
        composite=model.composite,
        prior=np.ascontiguousarray(model.prior),
    )


def worth_by_lists(model: Model, floor: float, *, kin: bool) -> npt.NDArray[np.float64]:
    """[list, list] bits against strangers that a pair of the two lists must bring to be above ``floor``."""
    strangers = model.prior[..., STRANGER]
    least = floor + strangers - model.prior[..., 0]
    if kin:
        least = np.minimum(least, floor + strangers - model.prior[..., 1])
    return np.ascontiguousarray(least)


@_leaf
def populations(levels, groups, tf, cost, weights, one, other, out):  # type: ignore[no-untyped-def]
    """log2 of prior times likelihood for each of ``model.POPULATIONS``, for lists one and other."""
    log_p, tf_share, tf_mean, tf_class = weights.log_p, weights.tf_share, weights.tf_mean, weights.tf_class
    for c in range(len(out)):
        out[c] = weights.prior[one, other, c] - (cost if c != STRANGER else 0.0)
    for f in range(len(levels)):
        level = levels[f]
        if level == 0:
            continue
        group = groups[f]
        rarity = tf_share[f, level] * (tf[f] - tf_mean[f, group])
        for c in range(len(out)):
            out[c] += log_p[f, group, level, c] + rarity * tf_class[f, c]


@_leaf
def _log_odds(out):  # type: ignore[no-untyped-def]
    """log2 odds of the first population against the others together."""
    top = out[1]
    for c in range(2, len(out)):
        top = max(top, out[c])
    others = 0.0
    for c in range(1, len(out)):
        others += 2.0 ** (out[c] - top)
    return out[0] - top - math.log2(others)


@_leaf
def _names_alone(levels, supporting, composite):  # type: ignore[no-untyped-def]
    """Nothing but names agrees, and the names are not all four there and alike; or no given names can be compared."""
    if levels[0] == 0 and composite:
        return True
    for f in range(4, len(levels)):
        if supporting[f, levels[f]]:
            return False
    for slot in range(4):
        if levels[slot] == 0 or levels[slot] > 3:
            return True
    return False


@_leaf
def _contradicted(levels, groups, contradicts):  # type: ignore[no-untyped-def]
    """Points enough that the weight alone shall not merge."""
    points = 0
    for f in range(len(levels)):
        points += contradicts[f, groups[f], levels[f]]
    return points >= _QUESTION


@_leaf
def weigh(levels, groups, tf, cost, weights, one, other, out):  # type: ignore[no-untyped-def]
    """log2 odds of "the same person" against relatives and strangers together, prior included.

    Names alone, and pairs that contradict each other, come to nothing above even odds: questions for a person.
    """
    populations(levels, groups, tf, cost, weights, one, other, out)
    odds = _log_odds(out)
    if odds > 0.0 and (
        _names_alone(levels, weights.supporting, weights.composite)
        or _contradicted(levels, groups, weights.contradicts)
    ):
        return 0.0
    return odds


@njit(cache=True, nogil=True)
def joint_many(levels, groups, tf, cost, weights, list_left, list_right, out):  # type: ignore[no-untyped-def]
    for k in range(len(cost)):
        populations(levels[k], groups[k], tf[k], cost[k], weights, list_left[k], list_right[k], out[k])
