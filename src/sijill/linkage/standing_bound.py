"""Which of the records that a new one meets are worth fetching: the bound of ``engines.bound`` on a standing register.

A row and a unit table are kept for the records that parameters were learned on. What cannot reach the odds that are
kept is never looked up further; the pairs that are kept are the same with and without it.
"""

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from sijill.linkage import reach
from sijill.linkage.features import Coded
from sijill.linkage.layers import Laid
from sijill.linkage.link import KEEP
from sijill.linkage.model import Model

if TYPE_CHECKING:
    from sijill.linkage.engines.bound import Bars
    from sijill.linkage.engines.rows import Rows

Array = npt.NDArray[Any]
ARRAYS: Final = (
    "rows",
    "begin",
    "shape",
    "known",
    "unit",
    "dense",
    "width",
)  # ``Rows`` and the rest of ``Bounded``


class Bounded(NamedTuple):
    """What is kept of the records of the lowest layer."""

    rows: "Rows"
    dense: Array  # levels of the most frequent units
    width: float  # bits in a bin of rarity


def arrays(coded: Coded) -> dict[str, Array]:
    """``Bounded`` for the disk."""
    from sijill.linkage.engines import numba as kernels
    from sijill.linkage.engines.rows import bin_width

    records = kernels.packed(coded)
    kept = kernels.bounded(coded, records)._asdict()
    return kept | {"dense": kernels.known_levels(records), "width": np.array([bin_width(coded)])}


def read(found: dict[str, Array]) -> Bounded:
    """Of ``arrays`` by name, mapped."""
    from sijill.linkage.engines.rows import Rows

    rows = Rows(**{name: found[name] for name in Rows._fields})
    return Bounded(rows=rows, dense=found["dense"], width=float(found["width"][0]))


def bars(kept: Bounded, kinds: Array, nested_tf: Array, model: Model) -> "Bars":
    from sijill.linkage.engines import bound
    from sijill.linkage.engines import numba as kernels

    return bound.bars(
        kinds, nested_tf, reach.against_strangers(model, kin=False),
        kernels.worth_by_lists(model, KEEP, kin=False), kept.width,
    )  # fmt: skip


def worth_fetching(
    kept: Bounded, against: "Bars", laid: Laid, candidates: Array, ptr: Array
) -> tuple[Array, Array]:
    """(new record, standing row) of the candidates that may be kept.

    ``candidates[ptr[i]:ptr[i + 1]]``: rows of the lowest layer that new record i meets.
    """
    from sijill.linkage.engines import bound
    from sijill.linkage.engines import numba as kernels
    from sijill.linkage.engines.rows import RANK

    records = kernels.packed(laid.asking, kept.width)
    own = kernels.bounded(laid.asking, records, kept.width)
    units, known = own.unit, laid.unit < len(kept.rows.unit)
    units[:, 3] &= ~RANK  # what the register does not have is not among its most frequent
    units[known] = kept.rows.unit[laid.unit[known]]
    new, row = np.empty(len(candidates), np.int64), np.empty(len(candidates), np.int64)
    count = bound.survivors_of_many(
        own, units, laid.unit, kept.rows, kept.dense, against, bound.scratch(), candidates, ptr, new, row
    )
    return new[:count], row[:count]
