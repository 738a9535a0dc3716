"""A stratified sample of pairs, and what its judgements say about precision and recall, with intervals.

Strata are bands of the model's probability, apart for merged and doubtful pairs, so that the few doubtful ones are not
drowned by the many certain ones. Cochran (1977), *Sampling Techniques*, chapter 5, for the estimates; intervals from
draws of Beta(successes + 1/2, failures + 1/2) per stratum (Jeffreys), which behave where a stratum has no error.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

# Upper ends of the bands of probability.
BANDS: Final = (0.05, 0.2, 0.5, 0.8, 0.95, 0.99, 0.999, 1.0)
DRAWS: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """``size`` pairs of the register, of which ``drawn`` were judged and ``same`` found to be the same person.

    ``expected``: how many of all of them the model believed to be the same person when the sample was drawn; None of
    samples from before that was kept. Pairs of it have a probability of ``upper`` at most.
    """

    name: str
    merged: bool
    size: int
    drawn: int
    same: int
    expected: float | None = None

    @property
    def upper(self) -> float:
        return float(self.name.rsplit(" ", 1)[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A share with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """``recall`` is over the pairs the model kept: pairs that were never compared are not in it.

    ``model_precision``, ``model_recall``: what the model said of the same pairs when they were drawn.
    """

    precision: Rate | None
    recall: Rate | None
    judged: int
    strata: tuple[Stratum, ...]
    model_precision: float | None = None
    model_recall: float | None = None


def strata_of(pairs: pa.Table) -> NDArray[np.str_]:
    """The stratum of each kept pair: its decision and band of probability."""
    band = np.searchsorted(np.array(BANDS), pairs["probability"].to_numpy(), side="left").clip(
        0, len(BANDS) - 1
    )
    names = np.array([f"<= {upper}" for upper in BANDS])[band]
    return np.char.add(np.char.add(np.array(pairs["decision"].to_pylist(), dtype=str), " "), names)


def sizes_of(pairs: pa.Table) -> dict[str, tuple[int, float]]:
    """Stratum -> how many pairs, and how many of them are the same person by the column ``believed``."""
    names, at = np.unique(strata_of(pairs), return_inverse=True)
    sizes = np.bincount(at.ravel(), minlength=len(names))
    expected = np.bincount(at.ravel(), pairs["believed"].to_numpy(), len(names))
    return {
        str(name): (int(size), round(float(same), 3))
        for name, size, same in zip(names, sizes, expected, strict=True)
    }


def draw(pairs: pa.Table, size: int, *, seed: int) -> list[tuple[str, str, str]]:
    """``size`` different pairs (fewer if there are fewer), (left, right, stratum), in random order.

    Each stratum gets at least its fair part of half the sample; the rest goes by the strata's share of uncertainty.
    """
    stratum = strata_of(pairs)
    random = np.random.default_rng(seed)
    names = sorted(set(stratum.tolist()))
    places = {name: random.permutation(np.flatnonzero(stratum == name)) for name in names}
    take = _allocation(pairs, places, size)
    chosen = (
        np.concatenate([places[name][: take[name]] for name in names]) if names else np.empty(0, np.int64)
    )
    order = random.permutation(chosen)
    left, right = pairs["left"].to_pylist(), pairs["right"].to_pylist()
    return [(left[at], right[at], str(stratum[at])) for at in order.tolist()]


def _allocation(pairs: pa.Table, places: Mapping[str, NDArray[np.int64]], size: int) -> dict[str, int]:
    probability = pairs["probability"].to_numpy()
    spread = {
        name: len(at) * float(np.sqrt(np.clip(probability[at] * (1 - probability[at]), 1e-4, None)).mean())
        for name, at in places.items()
    }
    total = sum(spread.values()) or 1.0
    equal = size / 2 / max(len(places), 1)
    want = {name: equal + size / 2 * spread[name] / total for name in places}
    return {name: min(len(places[name]), round(want[name])) for name in places}


def quality(strata: Sequence[Stratum], *, seed: int = 0) -> Quality:
    """Precision of what is merged and recall over what was kept, from the judged pairs of each stratum."""
    random = np.random.default_rng(seed)
    judged = [one for one in strata if one.drawn]
    merged, apart = ([one for one in judged if one.merged is wanted] for wanted in (True, False))
    true_merged, all_merged = _total(merged, random), sum(one.size for one in merged)
    true_apart = _total(apart, random)
    precision = _rate(true_merged[0] / all_merged, true_merged[1] / all_merged) if all_merged else None
    whole = true_merged[0] + true_apart[0]
    recall = (
        _rate(true_merged[0] / whole, true_merged[1] / (true_merged[1] + true_apart[1])) if whole else None
    )
    model_merged, model_apart = _expected(merged), _expected(apart)
    return Quality(
        precision=precision,
        recall=recall,
        judged=sum(one.drawn for one in judged),
        strata=tuple(strata),
        model_precision=model_merged / all_merged if model_merged is not None and all_merged else None,
        model_recall=_share(model_merged, model_apart),
    )


def rightness(strata: Sequence[Stratum], *, seed: int = 0) -> tuple[Rate | None, float | None]:
    """The share of pairs of judged strata that are the same person: by the sample, and as the model said."""
    strata = [one for one in strata if one.drawn]
    pairs = sum(one.size for one in strata)
    if not pairs:
        return None, None
    value, draws = _total(strata, np.random.default_rng(seed))
    model = _expected(strata)
    return _rate(value / pairs, draws / pairs), None if model is None else model / pairs


def _share(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None or not one + other else one / (one + other)


def _expected(strata: Sequence[Stratum]) -> float | None:
    """None where it was not kept for one of them."""
    told = [one.expected for one in strata if one.expected is not None]
    return sum(told) if len(told) == len(strata) else None


def _total(strata: Sequence[Stratum], random: np.random.Generator) -> tuple[float, NDArray[np.float64]]:
    """True pairs in these strata: the estimate, and draws of it."""
    estimate = sum(one.size * one.same / one.drawn for one in strata)
    draws = np.zeros(DRAWS)
    for one in strata:
        draws += one.size * random.beta(one.same + 0.5, one.drawn - one.same + 0.5, DRAWS)
    return estimate, draws


def _rate(value: float, draws: NDArray[np.float64]) -> Rate:
    low, high = np.quantile(draws, [0.025, 0.975])
    return Rate(value=value, low=float(min(low, value)), high=float(max(high, value)))
