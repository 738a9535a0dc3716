"""How many bits a pair can reach at most before all letters are compared: what lets an engine end a pair early.

The bound counts the name and every field that numbers decide as they are, other letters at their best: sounds at the
best of any, texts at the best that their signatures leave. A pair whose
bound does not reach the odds that are kept cannot be kept, so that nothing but time depends on it.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sijill.linkage.features import Coded
from sijill.linkage.model import STRANGER, Model
from sijill.linkage.spec import SLOTS, Kind

Array = npt.NDArray[Any]


class Against(NamedTuple):
    """Bits against strangers: of the same person, or (``kin``) of same person or near relative, whichever is more."""

    bits: Array  # [field, group, level]
    tf_share: Array
    tf_mean: Array


class Reach(NamedTuple):
    """``Against``, and what letters bring."""

    bits: Array
    tf_share: Array
    tf_mean: Array
    sounds: Array  # [n] the most that the fields of sounds beside the name bring
    apart: Array  # ``at_best``


def against_strangers(model: Model, *, kin: bool) -> Against:
    bits = model.log_p[0] - model.log_p[STRANGER]
    if kin:
        bits = np.maximum(bits, model.log_p[1] - model.log_p[STRANGER])
    return Against(bits=np.ascontiguousarray(bits), tf_share=model.tf_share, tf_mean=model.tf_mean)


def commonest(against: Against) -> Array:
    """[field, group, level] what the commonest value brings."""
    bits: Array = against.bits + against.tf_share[:, None, :] * against.tf_mean[:, :, None]
    return bits


def at_best(against: Against) -> Array:
    """[field, level] the most that the commonest value brings at that level or a worse one."""
    flat = commonest(against).max(axis=1)
    return np.ascontiguousarray(np.maximum.accumulate(flat[:, ::-1], axis=1)[:, ::-1])


def reach(coded: Coded, against: Against) -> Reach:
    flat = commonest(against)
    sounds = np.zeros(len(coded.list_code))
    for f in np.flatnonzero(coded.kind == Kind.SOUND).tolist():
        at = int(coded.column[f])
        values = coded.sound[:, at]
        best = _best(flat[f], against.tf_share[f], _rarest(coded.unit_tf[len(SLOTS) + at], values))
        sounds += np.where(values[:, 0] >= 0, np.maximum(best, 0.0), 0.0)
    return Reach(**against._asdict(), sounds=sounds, apart=at_best(against))


def _best(flat: Array, share: Array, tf: Array) -> Array:
    """The best level of one field for values of log2 share ``tf``, over all groups."""
    share, flat = share[1:], flat[:, 1:].max(axis=0)
    each = [flat[share == one].max() - one * tf for one in np.unique(share)]
    best: Array = np.max(each, axis=0)
    return best


def _rarest(tf: Array, values: Array) -> Array:
    """The least log2 share among each record's values; 0 where there is none."""
    if not len(tf):
        return np.zeros(len(values))
    least: Array = np.where(values >= 0, tf[values], 0.0).min(axis=1, initial=0.0)
    return least.astype(np.float64)
