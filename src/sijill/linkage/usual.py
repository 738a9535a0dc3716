"""What stands beside the weights when somebody is asked for: how the names compare as they are usually read where the
pair rests on another reading, and which fields were asked for that the other record does not have.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sijill.linkage import features
from sijill.linkage.engines import Engine
from sijill.linkage.explain import FieldWeight, explain
from sijill.linkage.features import BY_READING, Coded
from sijill.linkage.model import Graph
from sijill.linkage.spec import LEVELS, SLOTS, Field, Kind, Spec

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
    for kind, name in _HELD.items():
        values = getattr(coded, name)[row]
        found |= {field.name for at, field in enumerate(_fields(spec, kind)) if (values[at] >= 0).any()}
    dates = coded.date[row]
    found |= {field.name for at, field in enumerate(_fields(spec, Kind.DATE)) if dates[at, 0] <= dates[at, 1]}
    return frozenset(found)


def _fields(spec: Spec, kind: Kind) -> Sequence[Field]:
    return features._of_kind(spec, kind)


_HELD: Final = {
    Kind.SOUND: "sound",
    Kind.STRING: "string",
    Kind.CODE: "code",
    Kind.SET: "several",
    Kind.IDENTIFIER: "identifier",
    Kind.NESTED: "nested",
}
