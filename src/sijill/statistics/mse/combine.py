"""Many fits, one per sampled partition and imputation, made into one interval.

Two rules. *Pooled*: an equal number of draws from each replicate, taken together (linkage averaging, Sadinle 2018).
*Replicate rule*: the multiple-imputation rule on log N0 as used for Colombia, shown beside it for comparison:
T = W + (1 + 1/R) B, Student's t with (R-1)(1 + W/((R+1)B))² degrees of freedom (Gelman et al., Bayesian Data Analysis).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from sijill.errors import InputError

FEW_REPLICATES: Final = 10
Draws = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Combined:
    """Totals N: 95 % bounds and a point (`pooled`: median; `replicate_rule`: mean of N0 + mean n)."""

    rule: str
    low: float
    point: float
    high: float
    replicates: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VarianceShares:
    """Shares of the variance of log N; they add up to 1 with None counted as 0.

    ``imputation`` is None when every partition has one imputation: it is then inside ``linkage``, and
    ``linkage_holds_imputation`` says so.
    """

    model: float
    linkage: float
    imputation: float | None
    linkage_holds_imputation: bool


def pooled(replicates: Sequence[Draws]) -> Combined:
    """Quantiles of equally many draws (of N) from each replicate."""
    notes = _enough(len(replicates))
    draws = pool(replicates)
    low, median, high = np.quantile(draws, (0.025, 0.5, 0.975))
    return Combined(
        rule="pooled",
        low=float(low),
        point=float(median),
        high=float(high),
        replicates=len(replicates),
        notes=notes,
    )


def pool(replicates: Sequence[Draws]) -> Draws:
    """As many draws from each as the shortest has, evenly spaced."""
    length = min(len(draws) for draws in replicates)
    if length == 0:
        raise InputError("a replicate without draws cannot be pooled")
    return np.concatenate(
        [draws[np.linspace(0, len(draws) - 1, length).astype(np.int64)] for draws in replicates]
    )


def replicate_rule(replicates: Sequence[Draws], documented: Sequence[int]) -> Combined:
    """``replicates``: draws of N; ``documented``: n of each. Every draw must exceed its n, for logarithms are taken."""
    notes = _enough(len(replicates))
    if len(documented) != len(replicates):
        raise InputError(f"{len(replicates)} replicates with {len(documented)} documented counts")
    missing = [draws - n for draws, n in zip(replicates, documented, strict=True)]
    if any((each <= 0).any() for each in missing):
        raise InputError(
            "a draw without any undocumented person has no logarithm", remedy="Use the pooled rule."
        )
    logs = [np.log(each) for each in missing]
    number = len(logs)
    centre = float(np.mean([log.mean() for log in logs]))
    within = float(np.mean([log.var(ddof=1) for log in logs]))
    between = float(np.var([log.mean() for log in logs], ddof=1))
    spread = math.sqrt(within + (1 + 1 / number) * between)
    freedom = (number - 1) * (1 + within / ((number + 1) * between)) ** 2 if between > 0 else math.inf
    reach = float(stats.t.ppf(0.975, freedom) if math.isfinite(freedom) else stats.norm.ppf(0.975)) * spread
    n = float(np.mean(documented))
    return Combined(
        rule="replicate rule",
        low=math.exp(centre - reach) + n,
        point=float(np.mean([each.mean() for each in missing])) + n,
        high=math.exp(centre + reach) + n,
        replicates=number,
        notes=notes,
    )


def variance_shares(
    replicates: Sequence[Draws], partition: Sequence[int], imputation: Sequence[int]
) -> VarianceShares:
    """How much of the variance of log N comes from the model, the linkage and the imputation of strata.

    Nested random effects by the method of moments: imputations inside partitions, draws inside imputations.
    ``partition[i]`` and ``imputation[i]`` label replicate ``i``; component estimates below zero count as zero.
    """
    _enough(len(replicates))
    means = np.array([np.log(draws).mean() for draws in replicates])
    model = float(np.mean([np.log(draws).var(ddof=1) for draws in replicates]))
    labels = np.asarray(partition)
    groups = [means[labels == label] for label in np.unique(labels)]
    repeated = [group for group in groups if len(group) > 1]
    if len(set(zip(partition, imputation, strict=True))) != len(replicates):
        raise InputError("two replicates carry the same partition and imputation")
    inside = float(np.mean([group.var(ddof=1) for group in repeated])) if repeated else None
    spread = float(np.var([group.mean() for group in groups], ddof=1)) if len(groups) > 1 else 0.0
    size = float(np.mean([len(group) for group in groups]))
    linkage = max(spread - (inside or 0.0) / size, 0.0)
    total = model + linkage + (inside or 0.0)
    return VarianceShares(
        model=model / total if total else 1.0,
        linkage=linkage / total if total else 0.0,
        imputation=None if inside is None else (inside / total if total else 0.0),
        linkage_holds_imputation=inside is None,
    )


def _enough(number: int) -> tuple[str, ...]:
    if number < 2:
        raise InputError(
            f"{number} replicate cannot show what linkage and imputation do to the number",
            remedy="Sample at least 20 partitions.",
        )
    if number < FEW_REPLICATES:
        return (f"only {number} replicates: the spread between them is itself uncertain",)
    return ()
