"""What speaks so plainly against one person that no agreement elsewhere makes up for it.

Weights add up, so that a frequent name, a town and a day can outvote two different mothers. They must not. Points,
set by hand on development lists and not learned:

================================================  ======
two different well-known given names                   4
two different well-known names of the mother           3
two different numbers of one type                      3
sex differs                                            2
births more than four years apart                      1
mother's name differs, one of them unknown             1
given or father's name differs                         1
the grandfather's name agrees                         -1
the same day of birth                                 -1
the same day of arrest                                -2
a shared number                                       -3
================================================  ======

``QUESTION`` points: the pair's own weight never merges it, and in a cluster it counts as the strongest evidence against
that average linkage knows, so that one record between the two does not bridge them and several may. ``APART`` points:
the two are never in one cluster. A person's judgement overrides both.

Deaths and later signs of life are no such evidence: a false notice of death is what these registers are
there to show.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sijill.linkage import compare
from sijill.linkage.cluster import CLIP, FORBIDDEN
from sijill.linkage.engines import Engine
from sijill.linkage.features import Coded
from sijill.linkage.model import Graph, Model, Vectors
from sijill.linkage.spec import MAX_GROUPS, MAX_LEVELS

Array = npt.NDArray[Any]

QUESTION: Final = compare.QUESTION
APART: Final = 3
_EVERY: Final = tuple(range(MAX_GROUPS))
_DAY: Final = (0,)  # both dates known to the day
_POINTS: Final[dict[str, tuple[tuple[tuple[int, ...], int, int], ...]]] = {  # field: (groups, level, points)
    "given": ((_EVERY, 6, 1), (_EVERY, 7, 4)),
    "father": ((_EVERY, 6, 1), (_EVERY, 7, 1)),
    "grandfather": ((_EVERY, 1, -1), (_EVERY, 2, -1), (_EVERY, 3, -1)),
    "mother": ((_EVERY, 6, 1), (_EVERY, 7, 3)),
    "sex": ((_EVERY, 2, 2),),
    "birth": ((_DAY, 1, -1), (_EVERY, 6, 1), (_EVERY, 7, 1)),
    "arrest": ((_DAY, 1, -2),),
    "identifiers": ((_EVERY, 1, -3), (_EVERY, 2, 3)),
}


def table(names: tuple[str, ...], *, persons: bool) -> Array:
    """int8 [field, group, level] points of persons; of any other table nothing is known to contradict."""
    out = np.zeros((len(names), MAX_GROUPS, MAX_LEVELS), np.int8)
    for f, name in enumerate(names):
        for groups, level, points in _POINTS.get(name, ()) if persons else ():
            out[f, groups, level] = points
    return out


def points(model: Model, vectors: Vectors) -> Array:
    """[pairs] how much contradicts."""
    fields = np.arange(vectors.levels.shape[1])
    found: Array = model.contradicts[fields, vectors.groups, vectors.levels].sum(axis=1, dtype=np.int64)
    return found


def of_pairs(engine: Engine, coded: Coded, model: Model, left: Array, right: Array, odds: Array) -> Array:
    """[pairs] points where the odds are not above even, as those of contradicting pairs are; others are left out."""
    out = np.zeros(len(left), np.int64)
    doubtful = np.flatnonzero(odds <= 0.0)
    if len(doubtful) and model.contradicts.any():
        out[doubtful] = points(model, engine.compare(coded, left[doubtful], right[doubtful]))
    return out


Scored = Callable[[Array, Array], Array]


def scorer(engine: Engine, coded: Coded, model: Model, known: Graph | None = None) -> Scored:
    """Odds for ``cluster.clusters``, above what merges: what contradicts counts against, or forbids.

    ``known``: pairs that were scored before.
    """
    score = scored_before(engine, coded, model, known)

    def scored(left: Array, right: Array) -> Array:
        odds = score(left, right)
        found = of_pairs(engine, coded, model, left, right, odds)
        odds = np.maximum(odds, model.against) - model.band.merge_above
        odds = np.where(found >= QUESTION, -CLIP, odds)
        return np.where(found >= APART, FORBIDDEN, odds)

    return scored


def scored_before(engine: Engine, coded: Coded, model: Model, known: Graph | None) -> Scored:
    """``Engine.score`` that looks up the pairs of a graph: of pairs within clusters nearly all are there."""
    if known is None or not len(known.left):
        return partial(engine.score, coded, model)
    n = len(coded.list_code)
    keys = known.left * n + known.right  # ascending: the pairs of a graph are sorted

    def scored(left: Array, right: Array) -> Array:
        wanted = left * n + right
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        odds: Array = known.odds[at]
        new = np.flatnonzero(keys[at] != wanted)
        odds[new] = engine.score(coded, model, left[new], right[new])
        return odds

    return scored
