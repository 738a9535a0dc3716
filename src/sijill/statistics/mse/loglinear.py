"""Log-linear models with pairwise interactions, chosen by BIC, interval by bootstrap with the choice repeated.

Fienberg (1972), Biometrika 59:591-603, for the model; Fienberg & Rinaldo (2012), Annals of Statistics 40:996-1023, for
when the estimate exists (a linear programme decides); BIC = deviance + parameters · log n.
"""

from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from sijill.statistics.mse.loglinear_kernel import score_all, step_by_step
from sijill.statistics.mse.model import Fit, Model
from sijill.statistics.mse.table import InclusionTable

MOST_LISTS: Final = 7
_ALL_MODELS_UP_TO: Final = 5  # lists; 1,024 models. With more, stepwise from independence
_BOOTSTRAP: Final = 400
_STEPS_AT_MOST: Final = 4_000
_PLAINLY_POSITIVE: Final = 1e-4  # people; diverging fits shrink below it within a few iterations
_LARGEST_LOG: Final = 27.0  # e^27 = 5 × 10^11 missing people: a fit that ran away


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Cells:
    """All 2^J - 1 observable cells; design columns: intercept, one per list, one per pair of lists."""

    lists: int
    patterns: NDArray[np.int64]
    design: NDArray[np.float64]
    pairs: tuple[tuple[int, int], ...]
    pair_cells: NDArray[np.bool_]

    @classmethod
    def of(cls, lists: int) -> "_Cells":
        patterns = np.arange(1, 1 << lists, dtype=np.int64)
        on = ((patterns[:, None] >> np.arange(lists)) & 1).astype(np.float64)
        pairs = tuple(combinations(range(lists), 2))
        both = [on[:, i] * on[:, j] for i, j in pairs]
        return cls(
            lists=lists,
            patterns=patterns,
            design=np.column_stack([np.ones(len(patterns)), on, *both]),
            pairs=pairs,
            pair_cells=np.array(both).reshape(len(pairs), len(patterns)) > 0,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """``interactions``: pairs of list indices in the chosen model; ``missing``: its N0."""

    interactions: tuple[tuple[int, int], ...]
    missing: float
    bic: float
    without_estimate: int  # better-scored models passed over because no finite estimate exists


def choose(table: InclusionTable) -> Choice:
    """The pairwise model of least BIC whose maximum likelihood estimate exists; 2 to 7 lists, n > 0."""
    cells = _Cells.of(len(table.lists))
    return _choose(cells, _observed(cells, table))


def _choose(cells: _Cells, counts: NDArray[np.float64], *, certain: bool = True) -> Choice:
    """``certain=False`` takes a fitted count near zero for an estimate at infinity instead of asking the linear
    programme: a table of positive fitted counts is itself the proof that the estimate exists.
    """
    models, criteria, log_missing, smallest = _score(
        cells, counts, everything=cells.lists <= _ALL_MODELS_UP_TO
    )
    for passed_over, place in enumerate(np.argsort(criteria, kind="stable")):
        if not np.isfinite(criteria[place]):
            break
        pairs = _pairs_in(cells, int(models[place]))
        exists = smallest[place] > _PLAINLY_POSITIVE or (
            certain and estimate_exists(cells.lists, counts, pairs)
        )
        if exists and log_missing[place] < _LARGEST_LOG:
            return Choice(
                interactions=pairs,
                missing=float(np.exp(log_missing[place])),
                bic=float(criteria[place]),
                without_estimate=passed_over,
            )
    raise ArithmeticError("no pairwise log-linear model has an estimate on this table")


def fit_loglinear(
    table: InclusionTable, *, seed: np.random.SeedSequence, bootstrap: int | None = None
) -> Fit:
    """``median`` is the fit of the chosen model; ``low`` and ``high`` are bootstrap quantiles (people resampled, the
    model chosen anew each time; 400 times up to 4 lists, 200 times beyond). Raises ArithmeticError when no model has
    an estimate.
    """
    cells = _Cells.of(len(table.lists))
    counts = _observed(cells, table)
    choice = _choose(cells, counts)
    if bootstrap is None:
        bootstrap = _BOOTSTRAP if cells.lists <= 4 else _BOOTSTRAP // 2
    rng = np.random.default_rng(seed)
    draws, failed = [], 0
    for resampled in rng.multinomial(table.people, counts / table.people, size=bootstrap):
        try:
            draws.append(table.people + _choose(cells, resampled.astype(np.float64), certain=False).missing)
        except ArithmeticError:
            failed += 1
    totals = np.array(draws)
    median = table.people + choice.missing
    low, high = np.quantile(totals, (0.025, 0.975)) if draws else (float("nan"), float("nan"))
    if failed > bootstrap // 10:
        raise ArithmeticError(
            f"no log-linear model has an estimate in {failed} of {bootstrap} bootstrap samples"
        )
    names = (
        " ".join(f"{table.lists[i]}×{table.lists[j]}" for i, j in choice.interactions)
        or "none (independence)"
    )
    notes = [f"interactions: {names}"]
    if choice.without_estimate:
        notes.append(
            f"{choice.without_estimate} better-scored models have no finite estimate and were passed over"
        )
    return Fit(
        model=Model.LOGLINEAR,
        median=median,
        low=float(min(low, median)),
        high=float(max(high, median)),
        draws=totals,
        settings={"criterion": "BIC", "bootstrap": bootstrap},
        notes=tuple(notes),
    )


def independence(table: InclusionTable) -> float:
    """N under independent lists, the baseline; 2 to 7 lists."""
    cells = _Cells.of(len(table.lists))
    models, _, log_missing, _ = _score(cells, _observed(cells, table), everything=False)
    return table.people + float(np.exp(log_missing[int(np.flatnonzero(models == 0)[0])]))


def estimate_exists(
    lists: int, counts: NDArray[np.float64], interactions: tuple[tuple[int, int], ...]
) -> bool:
    """Is there a strictly positive table with the same sufficient statistics, and are all parameters identified?

    ``counts`` over the 2^J - 1 observable cells in order of their pattern. Pairs that share nobody are at minus
    infinity by construction and leave with their cells first (the extended estimate).
    """
    cells = _Cells.of(lists)
    use = np.ones(len(counts), dtype=bool)
    columns = list(range(1 + lists))
    for place, pair in enumerate(cells.pairs):
        if pair in interactions:
            if counts[cells.pair_cells[place]].sum() > 0:
                columns.append(1 + lists + place)
            else:
                use &= ~cells.pair_cells[place]
    design = cells.design[np.ix_(use, np.array(columns))]
    if np.linalg.matrix_rank(design) < len(columns):
        return False
    # Largest t with design' x = design' counts and x >= t; scaled, so that a million people solve like a hundred.
    scale = max(float(counts.max()), 1.0)
    rows = len(design)
    answer = linprog(
        c=np.append(np.zeros(rows), -1.0),
        A_eq=np.column_stack([design.T, np.zeros(len(columns))]),
        b_eq=design.T @ counts[use] / scale,
        A_ub=np.column_stack([-np.eye(rows), np.ones(rows)]),
        b_ub=np.zeros(rows),
        bounds=[(0, None)] * rows + [(0, 1)],
        method="highs",
    )
    return bool(answer.status == 0 and -answer.fun > 1e-9)


def _observed(cells: _Cells, table: InclusionTable) -> NDArray[np.float64]:
    counts = np.zeros(len(cells.patterns))
    counts[table.patterns - 1] = table.counts
    return counts


def _score(
    cells: _Cells, counts: NDArray[np.float64], *, everything: bool
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Models (bit masks over pairs), their BIC, the logarithm of their N0 and their smallest fitted count."""
    people = counts.sum()
    pair_people = np.array([counts[cells_of].sum() for cells_of in cells.pair_cells])
    columns = np.arange(len(cells.pairs), dtype=np.int64) + 1 + cells.lists
    size = 1 << len(cells.pairs) if everything else _STEPS_AT_MOST
    criteria, log_missing, smallest = np.full(size, np.inf), np.zeros(size), np.zeros(size)
    shared = (
        cells.lists,
        cells.design,
        columns,
        cells.pair_cells,
        counts,
        pair_people,
        float(np.log(people)),
    )
    if everything:
        score_all(*shared, criteria, log_missing, smallest)
        return np.arange(size, dtype=np.int64), criteria, log_missing, smallest
    visited = np.zeros(size, dtype=np.int64)
    seen = step_by_step(*shared, visited, criteria, log_missing, smallest)
    return visited[:seen], criteria[:seen], log_missing[:seen], smallest[:seen]


def _pairs_in(cells: _Cells, model: int) -> tuple[tuple[int, int], ...]:
    return tuple(pair for place, pair in enumerate(cells.pairs) if (model >> place) & 1)
