"""What every model hands back, and the one way a number may be said: interval first."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

DRAWS_KEPT: Final = 4_000  # per table and model; thinning is storage only


class Model(StrEnum):
    LCMCR = "lcmcr"
    DGA = "dga"
    LOGLINEAR = "loglinear"
    CHAO = "chao"


class Verdict(StrEnum):
    """From best to worst; a report takes the worst of its checks."""

    ESTIMATE = "estimate"
    CAUTION = "caution"
    REFUSE = "refuse"


VERDICT_ORDER: Final = (Verdict.ESTIMATE, Verdict.CAUTION, Verdict.REFUSE)


def worst(verdicts: list[Verdict]) -> Verdict:
    return max(verdicts, key=VERDICT_ORDER.index, default=Verdict.ESTIMATE)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fit:
    """One model on one table. Totals N include the n people documented.

    ``low`` and ``high`` bound 95 % (posterior quantiles; bootstrap quantiles for `loglinear`; the log-normal interval
    for `chao`). ``draws`` are N, one per draw, empty where the model has none. ``rhat``, ``ess`` (the smaller of bulk
    and tail) and ``chain_ratio`` (largest over smallest chain median) are of log N and None where nothing is sampled.
    ``beyond_cap`` is the posterior mass with N0 above 0.8 × the cap on N0, None where there is no cap.
    """

    model: Model
    median: float
    low: float
    high: float
    draws: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    rhat: float | None = None
    ess: float | None = None
    chain_ratio: float | None = None
    beyond_cap: float | None = None
    settings: dict[str, str | int | float | bool] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Whole people; None where the model has no such figure."""
        return {
            "median": round(self.median),
            "low": round(self.low),
            "high": round(self.high),
            "rhat": None if self.rhat is None else round(self.rhat, 4),
            "ess": None if self.ess is None else round(self.ess),
            "chain_ratio": None if self.chain_ratio is None else round(self.chain_ratio, 4),
            "beyond_cap": None if self.beyond_cap is None else round(self.beyond_cap, 5),
            "settings": dict(self.settings),
            "notes": list(self.notes),
        }


def weighted_quantiles(
    values: NDArray[np.int64], probabilities: NDArray[np.float64], at: tuple[float, ...] = (0.025, 0.5, 0.975)
) -> tuple[float, ...]:
    """The smallest value whose cumulated probability reaches each level; ``values`` ascending."""
    cumulated = np.cumsum(probabilities)
    places = np.searchsorted(cumulated / cumulated[-1], at)
    return tuple(float(values[min(int(place), len(values) - 1)]) for place in places)
