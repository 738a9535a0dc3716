"""Chao's lower bound from how many people are on exactly one and exactly two lists.

Chao (1987), Biometrics 43:783-791: N >= n + A f1²/(2 f2) with A = (J-1)/J for J lists; the variance and the log-normal
interval are hers. When nobody is on two lists the bias-corrected form A f1(f1-1)/2 stands in.
"""

import math

from sijill.statistics.mse.model import Fit, Model
from sijill.statistics.mse.table import InclusionTable


def fit_chao(table: InclusionTable) -> Fit:
    """A lower bound, not an estimate: heterogeneity can only raise N. Needs two lists and n > 0."""
    lists, people = len(table.lists), table.people
    if lists < 2 or people == 0:
        raise ValueError("chao needs two lists and somebody on them")
    once, twice = int(table.captures[1]), int(table.captures[2])
    share = (lists - 1) / lists
    if twice:
        ratio = once / twice
        missing = share * once * ratio / 2
        variance = twice * (share * ratio**2 / 2 + share**2 * ratio**3 + share**2 * ratio**4 / 4)
    else:
        missing = share * once * (once - 1) / 2
        total = people + missing
        variance = missing + share**2 * once * (2 * once - 1) ** 2 / 4 - share**2 * once**4 / (4 * total)
    low, high = _log_normal(missing, max(variance, 0.0))
    return Fit(
        model=Model.CHAO,
        median=people + missing,
        low=people + low,
        high=people + high,
        settings={"lower_bound": True},
        notes=("a lower bound; it says at least, not about",),
    )


def _log_normal(missing: float, variance: float) -> tuple[float, float]:
    """95 % bounds of N0 that cannot go below 0."""
    if missing == 0:
        return 0.0, 0.0
    factor = math.exp(1.959964 * math.sqrt(math.log1p(variance / missing**2)))
    return missing / factor, missing * factor
