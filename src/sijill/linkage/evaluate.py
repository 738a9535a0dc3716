"""A partition against the truth: pairwise and B-cubed, by phenomenon, along thresholds, and calibration."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """Shares, None where there is nothing to share out; ``found``, ``proposed``, ``true`` are numbers of pairs."""

    precision: float | None
    recall: float | None
    f1: float | None
    found: int
    proposed: int
    true: int

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """``by_phenomenon``: pairwise measures of the pairs inside a slice. ``bcubed``: precision, recall, F1 by record."""

    records: int
    pairwise: Measure
    bcubed: tuple[float, float, float]
    by_phenomenon: dict[str, Measure]


def evaluate(
    clusters: Mapping[str, Hashable],
    truth: Mapping[str, Hashable],
    *,
    lists: Mapping[str, str] | None = None,
    groups: Mapping[str, Mapping[str, Hashable]] | None = None,
) -> Evaluation:
    """Over the records that the truth knows; one that no cluster holds is alone.

    ``lists``: record -> list, for pairs within one list and across lists. ``groups``: name of a phenomenon -> record ->
    a value; its slices are the pairs whose records have equal
    values ("same <name>") and different ones ("across <name>").
    """
    ids = sorted(truth)
    person = _codes([clusters.get(record, ("alone", record)) for record in ids])
    entity = _codes([truth[record] for record in ids])
    slices: dict[str, Measure] = {}
    for name, values in {**({"list": lists} if lists else {}), **(groups or {})}.items():
        value = _codes([values.get(record) for record in ids])
        inside = _measure(_both(person, value), _both(entity, value))
        slices[f"same {name}"] = inside
        slices[f"across {name}"] = _minus(_measure(person, entity), inside)
    return Evaluation(
        records=len(ids),
        pairwise=_measure(person, entity),
        bcubed=_bcubed(person, entity),
        by_phenomenon=slices,
    )


def _codes(values: Sequence[Hashable]) -> Array:
    seen: dict[Hashable, int] = {}
    return np.array([seen.setdefault(value, len(seen)) for value in values], np.int64)


def _both(one: Array, other: Array) -> Array:
    return _codes(list(zip(one.tolist(), other.tolist(), strict=True)))


def _pairs(codes: Array) -> int:
    n = np.bincount(codes).astype(np.int64) if len(codes) else np.zeros(1, np.int64)
    return int((n * (n - 1) // 2).sum())


def _measure(person: Array, entity: Array) -> Measure:
    return _shares(_pairs(_both(person, entity)), _pairs(person), _pairs(entity))


def _shares(found: int, proposed: int, true: int) -> Measure:
    return Measure(
        precision=found / proposed if proposed else None,
        recall=found / true if true else None,
        f1=2 * found / (proposed + true) if proposed + true else None,
        found=found,
        proposed=proposed,
        true=true,
    )


def _minus(whole: Measure, part: Measure) -> Measure:
    return _shares(whole.found - part.found, whole.proposed - part.proposed, whole.true - part.true)


def _bcubed(person: Array, entity: Array) -> tuple[float, float, float]:
    if not len(person):
        return 1.0, 1.0, 1.0
    cell = _both(person, entity)
    in_cell = np.bincount(cell)[cell]
    precision = float((in_cell / np.bincount(person)[person]).mean())
    recall = float((in_cell / np.bincount(entity)[entity]).mean())
    return precision, recall, 2 * precision * recall / (precision + recall)


def threshold_curve(odds: Array, is_true: Array, true_pairs: int) -> Array:
    """[steps, 3] threshold in bits, precision and recall of the scored pairs at or above it, falling thresholds."""
    order = np.argsort(-odds, kind="stable")
    found = np.cumsum(is_true[order])
    proposed = np.arange(1, len(order) + 1)
    last = np.flatnonzero(np.r_[np.diff(odds[order]) != 0, len(order) > 0])
    return np.stack(
        [odds[order][last], found[last] / proposed[last], found[last] / max(true_pairs, 1)], axis=1
    )


def calibration(probability: Array, is_true: Array, *, bins: int = 10) -> Array:
    """[bins in use, 3] mean probability, share true, number of pairs, in equal steps of probability."""
    at = np.minimum((probability * bins).astype(np.int64), bins - 1)
    count = np.bincount(at, minlength=bins)
    used = count > 0
    mean = np.bincount(at, probability, bins)[used] / count[used]
    share = np.bincount(at, is_true.astype(np.float64), bins)[used] / count[used]
    return np.stack([mean, share, count[used]], axis=1)
