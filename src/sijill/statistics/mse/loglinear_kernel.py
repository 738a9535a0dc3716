"""Poisson regression by iteratively reweighted least squares, jitted, in one file that its cache follows."""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sijill import compiled

_SOURCES: Final = ("compiled.py", "statistics/mse/loglinear_kernel.py")
_kernel: Final = compiled.njit_of(_SOURCES)
_parallel: Final = compiled.njit_of(_SOURCES, nogil=True)


@_kernel
def _solve(a: NDArray[np.float64], b: NDArray[np.float64], size: int) -> bool:
    """Cholesky in place; ``b`` becomes the solution. False when ``a`` is not positive definite."""
    for i in range(size):
        for j in range(i + 1):
            total = a[i, j]
            for k in range(j):
                total -= a[i, k] * a[j, k]
            if i == j:
                if total <= 1e-11 * (abs(a[i, i]) + 1e-300):
                    return False
                a[i, i] = math.sqrt(total)
            else:
                a[i, j] = total / a[j, j]
    for i in range(size):
        for k in range(i):
            b[i] -= a[i, k] * b[k]
        b[i] /= a[i, i]
    for i in range(size - 1, -1, -1):
        for k in range(i + 1, size):
            b[i] -= a[k, i] * b[k]
        b[i] /= a[i, i]
    return True


@_kernel
def _fit(
    design: NDArray[np.float64],
    columns: NDArray[np.int64],
    counts: NDArray[np.float64],
    use: NDArray[np.bool_],
    beta: NDArray[np.float64],
    smallest: NDArray[np.float64],
) -> float:
    """Deviance of the Poisson fit of ``counts[use]`` on ``design[use][:, columns]``; NaN when singular.

    ``beta`` receives the coefficients, ``smallest[0]`` the smallest fitted count. Where the estimate
    lies at infinity the deviance still converges; whether it exists is decided elsewhere.
    """
    cells, size = design.shape[0], len(columns)
    cross = np.zeros((size, size))
    right = np.zeros(size)
    mean = np.zeros(cells)
    for i in range(cells):
        mean[i] = counts[i] + 0.5 if use[i] else 0.0
    before = math.inf
    deviance = math.inf
    for step in range(60):
        cross[:] = 0.0
        right[:] = 0.0
        for i in range(cells):
            if not use[i]:
                continue
            working = math.log(mean[i]) + (counts[i] - mean[i]) / mean[i]
            for a in range(size):
                x = design[i, columns[a]] * mean[i]
                if x == 0.0:
                    continue
                right[a] += x * working
                for b in range(a + 1):
                    cross[a, b] += x * design[i, columns[b]]
        if not _solve(cross, right, size):
            return math.nan if step == 0 else deviance
        deviance = 0.0
        for i in range(cells):
            if not use[i]:
                continue
            eta = 0.0
            for a in range(size):
                eta += design[i, columns[a]] * right[a]
            mean[i] = math.exp(min(max(eta, -30.0), 60.0))
            deviance += 2.0 * (mean[i] - counts[i])
            if counts[i] > 0.0:
                deviance += 2.0 * counts[i] * (math.log(counts[i]) - math.log(mean[i]))
        beta[:size] = right
        smallest[0] = math.inf
        for i in range(cells):
            if use[i]:
                smallest[0] = min(smallest[0], mean[i])
        if abs(before - deviance) < 1e-9 * (abs(deviance) + 1.0):
            break
        before = deviance
    return deviance


@_kernel
def _criterion(
    model: int,
    lists: int,
    design: NDArray[np.float64],
    pair_of_column: NDArray[np.int64],
    pair_cells: NDArray[np.bool_],
    counts: NDArray[np.float64],
    pair_people: NDArray[np.float64],
    log_people: float,
    beta: NDArray[np.float64],
    smallest: NDArray[np.float64],
) -> float:
    """BIC of one pairwise model (bit mask over pairs); ``beta[0]`` is the logarithm of the fitted N0.

    A pair in the model whose lists share nobody is estimated at minus infinity: its cells and its parameter leave.
    """
    columns = np.zeros(1 + lists + len(pair_of_column), dtype=np.int64)
    use = np.ones(len(counts), dtype=np.bool_)
    size = 1 + lists
    for j in range(size):
        columns[j] = j
    parameters = size
    for pair in range(len(pair_of_column)):
        if (model >> pair) & 1:
            parameters += 1
            if pair_people[pair] > 0.0:
                columns[size] = pair_of_column[pair]
                size += 1
            else:
                for i in range(len(use)):
                    if pair_cells[pair, i]:
                        use[i] = False
    if use.sum() < size:
        return math.inf
    deviance = _fit(design, columns[:size], counts, use, beta, smallest)
    return math.inf if math.isnan(deviance) else deviance + parameters * log_people


@_parallel
def score_all(
    lists: int,
    design: NDArray[np.float64],
    pair_of_column: NDArray[np.int64],
    pair_cells: NDArray[np.bool_],
    counts: NDArray[np.float64],
    pair_people: NDArray[np.float64],
    log_people: float,
    criteria: NDArray[np.float64],
    log_missing: NDArray[np.float64],
    smallest: NDArray[np.float64],
) -> None:
    """Every pairwise model, by its bit mask: BIC, logarithm of N0 and smallest fitted count."""
    beta = np.zeros(design.shape[1])
    smallest_now = np.zeros(1)
    for model in range(len(criteria)):
        criteria[model] = _criterion(
            model,
            lists,
            design,
            pair_of_column,
            pair_cells,
            counts,
            pair_people,
            log_people,
            beta,
            smallest_now,
        )
        log_missing[model] = beta[0]
        smallest[model] = smallest_now[0]


@_parallel
def step_by_step(
    lists: int,
    design: NDArray[np.float64],
    pair_of_column: NDArray[np.int64],
    pair_cells: NDArray[np.bool_],
    counts: NDArray[np.float64],
    pair_people: NDArray[np.float64],
    log_people: float,
    visited: NDArray[np.int64],
    criteria: NDArray[np.float64],
    log_missing: NDArray[np.float64],
    smallest: NDArray[np.float64],
) -> int:
    """Add or take off the one pair that lowers the criterion most, from independence, until none does.

    Every model looked at is written to ``visited`` with its criterion; returns how many were.
    """
    beta = np.zeros(design.shape[1])
    smallest_now = np.zeros(1)
    current = 0
    best = _criterion(
        0, lists, design, pair_of_column, pair_cells, counts, pair_people, log_people, beta, smallest_now
    )
    visited[0], criteria[0], log_missing[0], smallest[0] = 0, best, beta[0], smallest_now[0]
    seen = 1
    while True:
        chosen = current
        for pair in range(len(pair_of_column)):
            if seen == len(visited):
                return seen
            model = current ^ (1 << pair)
            value = _criterion(
                model,
                lists,
                design,
                pair_of_column,
                pair_cells,
                counts,
                pair_people,
                log_people,
                beta,
                smallest_now,
            )
            visited[seen], criteria[seen] = model, value
            log_missing[seen], smallest[seen] = beta[0], smallest_now[0]
            seen += 1
            if value < best - 1e-9:
                best, chosen = value, model
        if chosen == current:
            return seen
        current = chosen
