"""A linked register against a truth file: by phenomenon, along thresholds, and whether to believe the model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sijill.linkage.evaluate import (
    Evaluation,
    Known,
    Reliability,
    calibration,
    evaluate,
    reliability,
    slices_of,
    threshold_curve,
)
from sijill.linkage.model import Decision
from sijill.pipeline.belief import believed, person_of
from sijill.pipeline.derive import counted
from sijill.pipeline.truth import Gaps, told
from sijill.tables import parquet
from sijill.tables.register import Register

# People who are easily taken for one another: how many pairs of them were.
CONFUSIONS: Final = {"siblings": "household", "one clan": "clan", "namesakes": "name_group"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Confusion:
    """Pairs of different people of one group: how many there are, and how many were joined falsely."""

    name: str
    at_risk: int
    joined: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """``curve``: threshold in bits, precision, recall; ``calibration``: mean probability, share true, pairs.

    ``reliability``: of the merged pairs in all, by pair of lists and by phenomenon.
    """

    evaluation: Evaluation
    confusions: tuple[Confusion, ...]
    curve: NDArray[np.float64]
    calibration: NDArray[np.float64]
    reliability: tuple[Reliability, ...]
    gaps: Gaps


def measure(register: Register, truth: Path) -> Measured:
    """Raises InputError when the file is no truth file, or knows none of the register's rows."""
    cluster = person_of(register)
    listed = parquet.read(register.derived / "records.parquet", ["record_id", "list_id"])
    records = dict(zip(listed["record_id"].to_pylist(), listed["list_id"].to_pylist(), strict=True))
    found = told(truth, [accession for accession, _ in counted()], records)
    return Measured(
        evaluation=evaluate(cluster, found.entity, known=found.known),
        confusions=tuple(
            _confusion(name, getattr(found.known, column), cluster, found.entity)
            for name, column in CONFUSIONS.items()
            if getattr(found.known, column)
        ),
        **_curves(register, found.entity),
        reliability=_reliability(merged(register, cluster), found.entity, found.known),
        gaps=found.gaps,
    )


def merged(register: Register, person: Mapping[str, str]) -> pa.Table:
    """The merged pairs: ``left``, ``right``, and ``believed``, the probability with the rest of the cluster."""
    columns = ["left", "right", "weight", "probability", "decision"]
    pairs = parquet.read(register.derived / "pairs.parquet", columns)
    pairs = pairs.filter(pc.equal(pairs["decision"], Decision.MERGE.value))
    return believed(pairs, person).select(["left", "right", "believed"])


def _reliability(pairs: pa.Table, entity: Mapping[str, str], known: Known) -> tuple[Reliability, ...]:
    """Of merged pairs of which the truth knows both records."""
    told_of = np.array(
        [
            a in entity and b in entity
            for a, b in zip(pairs["left"].to_pylist(), pairs["right"].to_pylist(), strict=True)
        ],
        np.bool_,
    )
    pairs = pairs.filter(pa.array(told_of))
    left, right = pairs["left"].to_pylist(), pairs["right"].to_pylist()
    true = np.array([entity[a] == entity[b] for a, b in zip(left, right, strict=True)], np.bool_)
    told = pairs["believed"].to_numpy()
    rows = (
        {"all": np.ones(len(left), np.bool_)}
        | _list_pairs(left, right, known)
        | slices_of(left, right, known)
    )
    found = (reliability(name, told[at], true[at]) for name, at in rows.items())
    return tuple(one for one in found if one is not None)


def _list_pairs(left: Sequence[str], right: Sequence[str], known: Known) -> dict[str, NDArray[np.bool_]]:
    assert known.list is not None
    names = np.array(
        [
            " × ".join(sorted((str(known.list[a]), str(known.list[b]))))
            for a, b in zip(left, right, strict=True)
        ]
    )
    return {str(name): names == name for name in np.unique(names)}


def _curves(register: Register, entity: Mapping[str, str]) -> dict[str, NDArray[np.float64]]:
    pairs = parquet.read(register.derived / "pairs.parquet", ["left", "right", "weight", "probability"])
    both = [
        (entity.get(left), entity.get(right))
        for left, right in zip(pairs["left"].to_pylist(), pairs["right"].to_pylist(), strict=True)
    ]
    used = np.array([left is not None and right is not None for left, right in both], bool)
    true = np.array([left == right for left, right in both], bool)[used]
    sizes = np.unique(np.array(list(entity.values())), return_counts=True)[1].astype(np.int64)
    all_true = int((sizes * (sizes - 1) // 2).sum())
    return {
        "curve": threshold_curve(pairs["weight"].to_numpy()[used], true, all_true),
        "calibration": calibration(pairs["probability"].to_numpy()[used], true),
    }


def _confusion(
    name: str, group: Mapping[str, str], cluster: Mapping[str, str], entity: Mapping[str, str]
) -> Confusion:
    """Counted by sets: pairs that share the group, less those that are one person."""
    records = [record for record in group if record in entity]
    both = _pairs([group[one] for one in records]) - _pairs([(group[one], entity[one]) for one in records])
    joined = _pairs([(group[one], cluster[one]) for one in records]) - _pairs(
        [(group[one], cluster[one], entity[one]) for one in records]
    )
    return Confusion(name=name, at_risk=both, joined=joined)


def _pairs(values: Sequence[Any]) -> int:
    counts: dict[Any, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return sum(count * (count - 1) // 2 for count in counts.values())
