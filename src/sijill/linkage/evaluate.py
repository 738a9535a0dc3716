"""A partition against the truth: pairwise and B-cubed, by phenomenon, along thresholds, and calibration."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Values = Mapping[str, Hashable]  # record -> value; a record that is not there is unknown

BELIEVED: Final = 0.02  # how far the model's own figure may be from the measured one
_NORMAL_95: Final = 1.959964


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of records beside who they are; an absent record is unknown, and in no slice that asks for it.

    ``parts``: how many parts the name has, 0 for a nickname alone. ``copied``: rows copied from one another share a
    value. ``marks``: what else is known to be special about a row.
    """

    list: Values | None = None
    script: Values | None = None
    parts: Mapping[str, int] | None = None
    household: Values | None = None
    clan: Values | None = None
    name_group: Values | None = None
    copied: Values | None = None
    marks: Mapping[str, frozenset[str]] | None = None


NOTHING: Final = Known()


def evaluate(clusters: Values, truth: Values, *, known: Known = NOTHING) -> Evaluation:
    """Over the records that the truth knows; one that no cluster holds is alone."""
    ids = sorted(truth)
    pairs = _Pairs(
        person=_codes([clusters.get(record, ("alone", record)) for record in ids]),
        entity=_codes([truth[record] for record in ids]),
    )
    return Evaluation(
        records=len(ids),
        pairwise=pairs.all,
        bcubed=_bcubed(pairs.person, pairs.entity),
        by_phenomenon=_slices(pairs, ids, known),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pairs:
    """Counts pairs of records without listing them: one that is in a slice has both records in it."""

    person: Array
    entity: Array

    @property
    def all(self) -> Measure:
        return _measure(self.person, self.entity)

    def among(self, rows: Array) -> Measure:
        """Pairs of two of these records."""
        return _measure(self.person[rows], self.entity[rows])

    def same(self, values: Sequence[Hashable]) -> Measure:
        """Pairs of two records whose values are known and equal."""
        rows, value = _known(values)
        return _measure(_both(self.person[rows], value), _both(self.entity[rows], value))

    def different(self, values: Sequence[Hashable]) -> Measure:
        """Pairs of two records whose values are known and differ."""
        return _minus(self.among(_known(values)[0]), self.same(values))


def _known(values: Sequence[Hashable]) -> tuple[Array, Array]:
    rows = np.array([at for at, value in enumerate(values) if value is not None], np.int64)
    return rows, _codes([value for value in values if value is not None])


def _slices(pairs: _Pairs, ids: Sequence[str], known: Known) -> dict[str, Measure]:
    out: dict[str, Measure] = {}

    def of(values: Values) -> list[Hashable]:
        return [values.get(record) for record in ids]

    if known.list:
        out |= {
            "within one list": pairs.same(of(known.list)),
            "across lists": pairs.different(of(known.list)),
        }
    if known.script:
        out |= {
            "one script": pairs.same(of(known.script)),
            "across scripts": pairs.different(of(known.script)),
        }
    if known.parts:
        out |= _by_parts(pairs, of(known.parts))
    out |= {name: pairs.same(of(values)) for name, values in _groups(known)}
    if known.copied:
        copies = pairs.same(of(known.copied))
        out |= {"copied from one another": copies, "not copied": _minus(pairs.all, copies)}
    if known.marks:
        out |= _by_marks(pairs, ids, known.marks)
    return out


def _by_parts(pairs: _Pairs, parts: Sequence[Hashable]) -> dict[str, Measure]:
    """By the shorter of the two names; a record of an unknown number of parts is in none of these."""
    number = np.array([-1 if value is None else value for value in parts], np.int64)
    told, named, whole = (pairs.among(np.flatnonzero(number >= least)) for least in (0, 1, 3))
    return {
        "one name has parts the other lacks": pairs.different(parts),
        "a name of two parts or fewer": _minus(told, whole),
        "no name, only a nickname": _minus(told, named),
        "both names of three parts or more": whole,
    }


def _by_marks(pairs: _Pairs, ids: Sequence[str], marks: Mapping[str, frozenset[str]]) -> dict[str, Measure]:
    """For each mark, pairs of which a record at least has it."""
    none: frozenset[str] = frozenset()
    return {
        f"a row marked {mark}": _minus(
            pairs.all,
            pairs.among(
                np.array([at for at, one in enumerate(ids) if mark not in marks.get(one, none)], np.int64)
            ),
        )
        for mark in sorted(frozenset().union(*marks.values()))
    }


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """What the model believes of some merged pairs, on average, against the share that is true (with its interval).

    The interval is Wilson's, 95 %; pairs of one cluster are right or wrong together, so that it is rather too narrow.
    """

    name: str
    pairs: int
    model: float
    true: float
    low: float
    high: float

    @property
    def differs(self) -> bool:
        """By more than ``BELIEVED``, and by more than chance explains."""
        return abs(self.model - self.true) > BELIEVED and not self.low <= self.model <= self.high

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"differs": self.differs}


def reliability(name: str, believed: Array, is_true: Array) -> Reliability | None:
    """None of no pairs."""
    if not len(believed):
        return None
    low, high = wilson(int(is_true.sum()), len(is_true))
    return Reliability(
        name=name,
        pairs=len(believed),
        model=float(believed.mean()),
        true=float(is_true.mean()),
        low=low,
        high=high,
    )


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    share, spread = successes / trials, _NORMAL_95**2 / trials
    middle = (share + spread / 2) / (1 + spread)
    half = _NORMAL_95 / (1 + spread) * float(np.sqrt(share * (1 - share) / trials + spread / (4 * trials)))
    return max(middle - half, 0.0), min(middle + half, 1.0)


def slices_of(left: Sequence[str], right: Sequence[str], known: Known) -> dict[str, Array]:
    """[pairs] which of these pairs are in each slice of ``Evaluation.by_phenomenon``."""
    out: dict[str, Array] = {}

    def both(values: Values) -> tuple[Array, Array, Array]:
        one, other = ([values.get(record) for record in ids] for ids in (left, right))
        told = np.array([a is not None and b is not None for a, b in zip(one, other, strict=True)], np.bool_)
        same = np.array([a == b for a, b in zip(one, other, strict=True)], np.bool_)
        return told & same, told & ~same, told

    if known.list:
        out["within one list"], out["across lists"], _ = both(known.list)
    if known.script:
        out["one script"], out["across scripts"], _ = both(known.script)
    if known.parts:
        _, uneven, told = both(known.parts)
        fewest = np.array(
            [min(known.parts.get(a, 9), known.parts.get(b, 9)) for a, b in zip(left, right, strict=True)],
            np.int64,
        )
        out["one name has parts the other lacks"] = uneven
        out["a name of two parts or fewer"] = told & (fewest <= 2)
        out["no name, only a nickname"] = told & (fewest == 0)
        out["both names of three parts or more"] = told & (fewest >= 3)
    for name, values in _groups(known):
        out[name] = both(values)[0]
    if known.copied:
        out["copied from one another"], _, _ = both(known.copied)
        out["not copied"] = ~out["copied from one another"]
    if known.marks:
        none: frozenset[str] = frozenset()
        marked = [
            known.marks.get(a, none) | known.marks.get(b, none) for a, b in zip(left, right, strict=True)
        ]
        for mark in sorted(frozenset().union(*known.marks.values())):
            out[f"a row marked {mark}"] = np.array([mark in one for one in marked], np.bool_)
    return out


def _groups(known: Known) -> list[tuple[str, Values]]:
    named = (
        ("one household", known.household),
        ("one clan", known.clan),
        ("one given, father's and family name", known.name_group),
    )
    return [(name, values) for name, values in named if values]
