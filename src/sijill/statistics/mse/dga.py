"""Averaging over all decomposable graphical models, exactly (no sampling).

Madigan & York (1997), Biometrika 84:19-31; the hyper-Dirichlet law is Dawid & Lauritzen (1993). With ``delta``
pseudo-counts in each of the 2^J cells, a graph with cliques C and separators S has

    p(counts, N0 | graph) ∝ N!/N0! · Π_C D(C) / Π_S D(S),   N = n + N0,

where D(A) is the Dirichlet-multinomial marginal of the lists in A. Only the all-absent cell of A depends on N0, so
every D is one row of a matrix (subset × N0) and all graphs are scored by one product with the matrix of clique and
separator coefficients.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline
from scipy.special import gammaln

from sijill.statistics.mse.chordal import MOST_VERTICES, decomposable_graphs, name_graph
from sijill.statistics.mse.model import DRAWS_KEPT, Fit, Model, weighted_quantiles
from sijill.statistics.mse.table import InclusionTable

DEFAULT_CAP: Final = 20  # N0 at most this many times n; binding is reported, never silent
_NODES: Final = 256  # points of a coarse pass
_PASSES: Final = 5
_NEGLIGIBLE: Final = 50.0  # nats below the best: what is dropped weighs less than e^-50 × 617,675 graphs
_SMALL_CELLS: Final = 2_000_000  # not worth narrowing first
_EXACT_CELLS: Final = (
    60_000_000  # graphs × integers that are scored one by one; above, a spline over the nodes
)
_CHUNK_CELLS: Final = 6_000_000  # 48 MB of float64 at a time

Prior = Callable[[NDArray[np.float64]], NDArray[np.float64]]


def jeffreys_prior(total: NDArray[np.float64]) -> NDArray[np.float64]:
    """p(N) ∝ 1/N, on the log scale."""
    return -np.log(total)


def gamma_poisson_prior(shape: float, scale: float) -> Prior:
    """N Poisson with a Gamma(shape, scale) mean; Madigan & York use (13.14, 55.17) for spina bifida."""

    def log_density(total: NDArray[np.float64]) -> NDArray[np.float64]:
        density: NDArray[np.float64] = (
            gammaln(total + shape) - gammaln(total + 1) + total * np.log(scale / (1 + scale))
        )
        return density

    return log_density


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GraphAverage:
    """The posterior over N0 (ascending, with its probabilities) and over the graphs that carry weight.

    ``graphs``: (row in `decomposable_graphs`, probability), most probable first.
    """

    n: int
    missing: NDArray[np.int64]
    probabilities: NDArray[np.float64]
    graphs: tuple[tuple[int, float], ...]

    @property
    def quantiles(self) -> tuple[float, float, float]:
        """2.5, 50 and 97.5 % of N."""
        low, median, high = weighted_quantiles(self.missing, self.probabilities)
        return low + self.n, median + self.n, high + self.n

    @property
    def mode(self) -> int:
        return self.n + int(self.missing[np.argmax(self.probabilities)])

    @property
    def least_relative_error(self) -> float:
        """The N that minimises the expected squared relative error: E[1/N] / E[1/N²]."""
        total = (self.missing + self.n).astype(np.float64)
        return float((self.probabilities / total).sum() / (self.probabilities / total**2).sum())


def average_graphs(
    table: InclusionTable,
    *,
    delta: float | None = None,
    cap: int | None = None,
    smallest: int = 0,
    prior: Prior = jeffreys_prior,
    saturated: bool = False,
    only_graph: int | None = None,
) -> GraphAverage:
    """``delta`` defaults to 2^-J. ``cap`` bounds N0 (default 20 n). The saturated graph is left out by default.

    With large ``delta`` on a sparse table the saturated graph takes all weight and the answer collapses to n.
    Needs 2 to 7 lists and n > 0. Up to `_EXACT_CELLS` every N0 in the region that matters is scored; beyond that
    the averaged log posterior, smooth in N0, is interpolated over up to 256 nodes.
    """
    lists = len(table.lists)
    if not 2 <= lists <= MOST_VERTICES or table.people == 0:
        raise ValueError(f"dga needs 2 to {MOST_VERTICES} lists and somebody on them")
    cells = _Cells.of(table, delta=2.0**-lists if delta is None else delta, prior=prior)
    cap = DEFAULT_CAP * table.people if cap is None else cap
    _, coefficients = decomposable_graphs(lists)
    rows = np.arange(len(coefficients) if saturated else len(coefficients) - 1)
    if only_graph is not None:
        rows = np.array([only_graph])
    rows, nodes = _narrow(cells, coefficients, rows, smallest=smallest, cap=cap)
    return _posterior(cells, coefficients, rows, nodes)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Cells:
    """The table as marginal counts, one entry per subset of lists."""

    n: int
    constant: NDArray[np.float64]  # log D up to what depends on N0
    absent: NDArray[np.float64]  # pseudo-count + people on none of the subset's lists, without N0
    weight: float  # pseudo-counts in all cells together
    prior: Prior

    @classmethod
    def of(cls, table: InclusionTable, *, delta: float, prior: Prior) -> "_Cells":
        lists = len(table.lists)
        size = 1 << lists
        constant, absent = np.zeros(size), np.zeros(size)
        for subset in range(size):
            marginal = np.bincount(table.patterns & subset, weights=table.counts, minlength=size)
            inside = np.array([cell for cell in range(size) if cell & ~subset == 0])
            each = delta * 2.0 ** (lists - len(inside).bit_length() + 1)
            present = inside[inside > 0]
            constant[subset] = (gammaln(each + marginal[present]) - gammaln(each)).sum() - gammaln(each)
            constant[subset] += gammaln(delta * size)
            absent[subset] = each + marginal[0]
        return cls(n=table.people, constant=constant, absent=absent, weight=delta * size, prior=prior)

    def terms(self, missing: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Per subset × N0 log D and what all graphs share per N0."""
        x = missing.astype(np.float64)
        marginals = (
            self.constant[:, None] + gammaln(self.absent[:, None] + x) - gammaln(self.weight + self.n + x)
        )
        shared = gammaln(self.n + x + 1) - gammaln(x + 1) + self.prior(self.n + x)
        return marginals, shared


def _score(
    cells: _Cells, coefficients: NDArray[np.int8], rows: NDArray[np.int64], missing: NDArray[np.int64]
) -> NDArray[np.float64]:
    marginals, shared = cells.terms(missing)
    scores: NDArray[np.float64] = coefficients[rows].astype(np.float64) @ marginals + shared
    return scores


def _narrow(
    cells: _Cells, coefficients: NDArray[np.int8], rows: NDArray[np.int64], *, smallest: int, cap: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Drop graphs and stretches of N0 that carry nothing, until what is left can be scored integer by integer
    or the nodes lie close together; returns the rows left and the N0 to score.
    """
    low, high = smallest, max(cap, smallest)
    nodes = _spread(low, high)
    for _ in range(_PASSES):
        if len(rows) * (high - low + 1) <= _SMALL_CELLS:
            break
        best_of_graph = np.empty(len(rows))
        best_at_node = np.full(len(nodes), -np.inf)
        step = max(1, _CHUNK_CELLS // len(nodes))
        for start in range(0, len(rows), step):
            scores = _score(cells, coefficients, rows[start : start + step], nodes)
            best_of_graph[start : start + step] = scores.max(axis=1)
            np.maximum(best_at_node, scores.max(axis=0), out=best_at_node)
        # A peak between two nodes is missed by at most a quarter of the drop to the next node, if the curve is a
        # parabola there; allow for the whole drop.
        steepest = float(
            np.abs(np.diff(best_at_node))[_around(int(np.argmax(best_at_node)), len(nodes))].max()
        )
        floor = best_at_node.max() - _NEGLIGIBLE - steepest
        rows = rows[best_of_graph > floor]
        alive = np.flatnonzero(best_at_node > floor)
        before = high - low
        low = int(nodes[max(alive[0] - 1, 0)])
        high = int(nodes[min(alive[-1] + 1, len(nodes) - 1)])
        nodes = _spread(low, high)
        if steepest < 1 and high - low > before // 2:
            break
    if len(rows) * (high - low + 1) <= _EXACT_CELLS:
        nodes = np.arange(low, high + 1)
    return rows, nodes


def _around(peak: int, nodes: int) -> list[int]:
    """The steps to the left and right of a node."""
    return [step for step in (peak - 1, peak) if 0 <= step < nodes - 1]


def _spread(low: int, high: int) -> NDArray[np.int64]:
    """At most `_NODES` whole numbers from ``low`` to ``high``, evenly on the scale of log(N0 + 1)."""
    even = np.geomspace(low + 1, high + 1, _NODES) - 1
    return np.unique(np.clip(np.rint(even).astype(np.int64), low, high))


def _posterior(
    cells: _Cells, coefficients: NDArray[np.int8], rows: NDArray[np.int64], nodes: NDArray[np.int64]
) -> GraphAverage:
    # The width of a node's cell on the line of integers turns sums over nodes into sums over N0.
    edges = np.concatenate([[nodes[0]], (nodes[1:] + nodes[:-1] + 1) // 2, [nodes[-1] + 1]])
    width = np.diff(edges).astype(np.float64)
    step = max(1, _CHUNK_CELLS // len(nodes))
    top = max(
        float(
            _score(cells, coefficients, rows[start : start + step], nodes[:: max(1, len(nodes) // 64)]).max()
        )
        for start in range(0, len(rows), step)
    )
    evidence, averaged = np.empty(len(rows)), np.zeros(len(nodes))
    for start in range(0, len(rows), step):
        scores = _score(cells, coefficients, rows[start : start + step], nodes)
        scores -= top
        np.exp(scores, out=scores)
        evidence[start : start + step] = scores @ width
        averaged += scores.sum(axis=0)
    weights = evidence / evidence.sum()
    missing = np.arange(nodes[0], nodes[-1] + 1)
    if len(missing) > len(nodes):
        missing = _thin(missing)
        averaged = np.exp(CubicSpline(np.log1p(nodes), np.log(averaged))(np.log1p(missing)))
        averaged *= np.diff(np.append(missing, nodes[-1] + 1))
    order = np.argsort(-weights)[:50]
    return GraphAverage(
        n=cells.n,
        missing=missing,
        probabilities=averaged / averaged.sum(),
        graphs=tuple((int(rows[i]), float(weights[i])) for i in order),
    )


def _thin(missing: NDArray[np.int64]) -> NDArray[np.int64]:
    """Every integer up to two million of them, then every k-th: nobody reads N to the seventh figure."""
    return missing[:: max(1, len(missing) // 2_000_000)]


def fit_dga(
    table: InclusionTable,
    *,
    seed: np.random.SeedSequence,
    delta: float | None = None,
    cap: int | None = None,
    saturated: bool = False,
) -> Fit:
    """`average_graphs` with 4,000 draws from its posterior (for pooling over replicates), seeded."""
    cap = DEFAULT_CAP * table.people if cap is None else cap
    delta = 2.0 ** -len(table.lists) if delta is None else delta
    average = average_graphs(table, delta=delta, cap=cap, saturated=saturated)
    low, median, high = average.quantiles
    rng = np.random.default_rng(seed)
    picked = np.searchsorted(np.cumsum(average.probabilities), rng.random(DRAWS_KEPT))
    draws = average.missing[np.minimum(picked, len(average.missing) - 1)].astype(np.float64) + table.people
    graph, weight = average.graphs[0]
    _, coefficients = decomposable_graphs(len(table.lists))
    return Fit(
        model=Model.DGA,
        median=median,
        low=low,
        high=high,
        draws=draws,
        beyond_cap=float(average.probabilities[average.missing > 0.8 * cap].sum()),
        settings={"delta": delta, "cap": cap, "prior": "1/N", "saturated": saturated},
        notes=(f"best graph {name_graph(coefficients[graph], table.lists)}, posterior {weight:.2f}",),
    )
