"""How many bits a pair can reach at most before all letters are compared: what lets an engine end a pair early.

The bound counts the name and every field that numbers decide as they are, other letters at their best. A pair whose
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
    letters: Array  # [n] the most that the fields of letters beside the name bring


def against_strangers(model: Model, *, kin: bool) -> Against:
    bits = model.log_p[0] - model.log_p[STRANGER]
    if kin:
        bits = np.maximum(bits, model.log_p[1] - model.log_p[STRANGER])
    return Against(bits=np.ascontiguousarray(bits), tf_share=model.tf_share, tf_mean=model.tf_mean)


def reach(coded: Coded, model: Model, *, kin: bool) -> Reach:
    against = against_strangers(model, kin=kin)
    slots = len(SLOTS)
    letters = np.zeros(len(coded.list_code))
    for f in range(slots, len(coded.kind)):
        found = _letters(coded, Kind(coded.kind[f]), int(coded.column[f]))
        if found is not None:
            known, rarest = found
            letters += np.where(known, np.maximum(_best(against.bits[f], model, f, rarest), 0.0), 0.0)
    return Reach(**against._asdict(), letters=letters)


def _best(against: Array, model: Model, f: int, tf: Array) -> Array:
    """The best level for values of log2 share ``tf``, over all groups."""
    share = model.tf_share[f][1:]
    flat = (against + model.tf_share[f][None, :] * model.tf_mean[f][:, None])[:, 1:].max(axis=0)
    each = [flat[share == one].max() - one * tf for one in np.unique(share)]
    best: Array = np.max(each, axis=0)
    return best


def _letters(coded: Coded, kind: Kind, at: int) -> tuple[Array, Array] | None:
    """Whether each record has the field, and the log2 share of its rarest value; None for a field of numbers."""
    match kind:
        case Kind.SOUND:
            values = coded.sound[:, at]
            return values[:, 0] >= 0, _rarest(coded.unit_tf[len(SLOTS) + at], values)
        case Kind.STRING:
            values = coded.string[:, at]
            return values >= 0, _rarest(coded.string_tf, values[:, None])
        case _:
            return None


def _rarest(tf: Array, values: Array) -> Array:
    """The least log2 share among each record's values; 0 where there is none."""
    if not len(tf):
        return np.zeros(len(values))
    least: Array = np.where(values >= 0, tf[values], 0.0).min(axis=1, initial=0.0)
    return least.astype(np.float64)
