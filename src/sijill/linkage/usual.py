"""What stands beside the weights when somebody is asked for: how the names compare as they are usually read where the
pair rests on another reading, and which fields were asked for that the other record does not have.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sijill.linkage.engines import Engine
from sijill.linkage.explain import FieldWeight, explain
from sijill.linkage.features import BY_READING, Coded, value_counts
from sijill.linkage.model import Graph
from sijill.linkage.spec import LEVELS, SLOTS, Kind, Spec

Array = npt.NDArray[Any]


def explained(
    table: pa.Table, engine: Engine, coded: Coded, spec: Spec, pairs: Graph, *, asked: int
) -> list[tuple[FieldWeight, ...]]:
    """``explain`` of each row of ``table`` (``score.weighed`` of ``pairs``), one end of which is the row ``asked``."""
    wanted = stated(coded, spec, asked)
    return [
        explain(pair, usual=usual, asked=wanted)
        for pair, usual in zip(table.to_pylist(), _usual_levels(engine, coded, pairs), strict=True)
    ]


def _usual_levels(engine: Engine, coded: Coded, pairs: Graph) -> list[dict[str, str]]:
    """Of each pair the levels of its slots when each name has its plain reading alone."""
    vectors = engine.compare(plainly(coded), pairs.left, pairs.right)
    words = LEVELS[Kind.SLOT]
    return [
        {slot: words[level] for slot, level in zip(SLOTS, levels, strict=True)}
        for levels in vectors.levels[:, : len(SLOTS)].tolist()
    ]


def plainly(coded: Coded) -> Coded:
    """The same records with the plain reading of each of their names and no other."""
    kept = coded.parse_plain == np.arange(len(coded.parse_plain))
    before = np.concatenate([[0], np.cumsum(kept)])
    return coded._replace(
        parse_ptr=before[coded.parse_ptr],
        parse_plain=np.arange(before[-1]),
        **{name: getattr(coded, name)[kept] for name in BY_READING},
    )


def stated(coded: Coded, spec: Spec, row: int) -> frozenset[str]:
    """The fields that a record has a value of, names as they are usually read."""
    readings = slice(int(coded.parse_ptr[row]), int(coded.parse_ptr[row + 1]))
    plain = coded.parse_unit[np.unique(coded.parse_plain[readings])]
    found = {slot for at, slot in enumerate(SLOTS) if (plain[:, at] >= 0).any()}
    counts = value_counts(coded, range(len(SLOTS), len(coded.kind)))[row]
    found |= {field.name for field, count in zip(spec.fields, counts, strict=True) if count}
    return frozenset(found)
