"""dga, log-linear models and Chao's bound against published numbers, closed forms and oracles."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import gammaln

from sijill.statistics.mse import simulate
from sijill.statistics.mse.chao import fit_chao
from sijill.statistics.mse.chordal import NUMBER_OF_GRAPHS, cliques, decomposable_graphs, name_graph
from sijill.statistics.mse.dga import average_graphs, fit_dga, gamma_poisson_prior
from sijill.statistics.mse.loglinear import choose, estimate_exists, fit_loglinear, independence
from sijill.statistics.mse.table import from_counts, read_csv

DATA = Path(__file__).parents[2] / "data" / "mse"
SPINA_BIFIDA = read_csv(DATA / "spina_bifida_3lists.csv")[()]
KOSOVO = read_csv(DATA / "kosovo_1999_4lists.csv")[()]
UK = read_csv(DATA / "uk_2013_5lists.csv")[()]


def has_chordless_cycle(edges, vertices):
    """The definition, literally: four or more vertices whose induced graph is one cycle."""
    for size in range(4, vertices + 1):
        for chosen in combinations(range(vertices), size):
            inside = [edge for edge in edges if set(edge) <= set(chosen)]
            degrees = [sum(v in edge for edge in inside) for v in chosen]
            if all(degree == 2 for degree in degrees):
                reached, grown = {chosen[0]}, True
                while grown:
                    more = {v for edge in inside if reached & set(edge) for v in edge} - reached
                    reached, grown = reached | more, bool(more)
                if len(reached) == size:
                    return True
    return False


@pytest.mark.parametrize("vertices", [3, 4, 5])
def test_exactly_the_graphs_without_a_chordless_cycle_are_enumerated(vertices):
    pairs = list(combinations(range(vertices), 2))
    found = set(decomposable_graphs(vertices)[0].tolist())
    for code in range(1 << len(pairs)):
        edges = [pair for bit, pair in enumerate(pairs) if code >> bit & 1]
        assert (code in found) == (not has_chordless_cycle(edges, vertices))


@pytest.mark.parametrize("vertices", [6, 7])
def test_the_number_of_decomposable_graphs_is_the_known_one(vertices):
    codes, coefficients = decomposable_graphs(vertices)
    assert len(codes) == NUMBER_OF_GRAPHS[vertices] == len(set(codes.tolist()))
    # Cliques minus separators is one for a junction forest, counting the empty set.
    assert np.all(coefficients.sum(axis=1) == 0)
    assert codes[-1] == (1 << vertices * (vertices - 1) // 2) - 1


def test_a_graph_is_named_by_its_cliques():
    codes, coefficients = decomposable_graphs(3)
    row = int(np.flatnonzero(codes == 0b101)[0])  # edges 0-1 and 1-2
    assert sorted(cliques(coefficients[row])) == [0b011, 0b110]
    assert coefficients[row, 0b010] == -1
    assert name_graph(coefficients[row], ("A", "B", "C")) == "[A B][B C]"


def test_madigan_and_york_1997_spina_bifida():
    """Their prior, delta = 1, N0 = 1 … 300: best model .37 with 701–767; averaged mode 728, estimate 731."""
    prior = gamma_poisson_prior(13.14, 55.17)
    average = average_graphs(SPINA_BIFIDA, delta=1, cap=300, smallest=1, prior=prior, saturated=True)
    best, weight = average.graphs[0]
    assert weight == pytest.approx(0.37, abs=0.005)
    assert average.mode == 728
    assert average.least_relative_error == pytest.approx(731, abs=0.5)
    alone = average_graphs(SPINA_BIFIDA, delta=1, cap=300, smallest=1, prior=prior, only_graph=best)
    assert (alone.quantiles[0], alone.quantiles[2]) == (701, 767)


@pytest.mark.parametrize(
    ("table", "delta", "reference"),
    [
        (SPINA_BIFIDA, 1.0, (682, 732, 800)),
        (SPINA_BIFIDA, None, (694, 731, 787)),
        (KOSOVO, None, (9_827, 12_595, 16_544)),
        (UK, None, (10_387, 22_990, 33_508)),
    ],
    ids=["spina bifida delta 1", "spina bifida", "Kosovo", "UK"],
)
def test_dga_agrees_with_the_reference_to_one_person(table, delta, reference):
    average = average_graphs(table, delta=delta, smallest=1, saturated=True)
    assert np.abs(np.array(average.quantiles) - reference).max() <= 1


def test_dga_agrees_with_the_textbook_formula_graph_by_graph():
    """One list apart from two joined ones: D(AB) D(C), written out cell by cell without the product of matrices."""
    table, delta, missing = SPINA_BIFIDA, 0.125, 105
    codes, _ = decomposable_graphs(3)
    row = int(np.flatnonzero(codes == 0b001)[0])
    counts = np.zeros(8)
    counts[table.patterns] = table.counts

    def log_marginal(mask, x):
        cells = {}
        for cell, people in enumerate([x, *counts[1:]]):
            cells.setdefault(cell & mask, []).append(people)
        each = delta * 8 / len(cells)
        terms = [gammaln(each + sum(people)) - gammaln(each) for people in cells.values()]
        return sum(terms) + gammaln(8 * delta) - gammaln(8 * delta + table.people + x)

    def log_joint(x):
        n = table.people
        return (
            log_marginal(0b011, x)
            + log_marginal(0b100, x)
            + gammaln(n + x + 1)
            - gammaln(x + 1)
            - np.log(n + x)
        )

    average = average_graphs(table, delta=delta, only_graph=row, cap=2_000)
    place = {int(x): i for i, x in enumerate(average.missing)}
    ratio = np.log(average.probabilities[place[missing]] / average.probabilities[place[missing + 40]])
    assert ratio == pytest.approx(log_joint(missing) - log_joint(missing + 40), abs=1e-8)


def test_narrowing_and_interpolation_change_nothing(monkeypatch):
    import sijill.statistics.mse.dga as module

    exact = average_graphs(UK)
    monkeypatch.setattr(module, "_EXACT_CELLS", 1_000)
    monkeypatch.setattr(module, "_SMALL_CELLS", 1_000)
    assert np.abs(np.array(average_graphs(UK).quantiles) / exact.quantiles - 1).max() < 1e-3


def test_seven_lists_and_a_million_people_are_answered():
    rng = np.random.default_rng(4)
    seven = simulate.table_of(simulate.independent(2_000, rng, np.linspace(0.1, 0.3, 7)))
    low, median, high = average_graphs(seven).quantiles
    assert low < 2_000 < high
    assert median == pytest.approx(2_000, rel=0.06)
    large = from_counts(
        KOSOVO.lists, dict(zip(KOSOVO.patterns.tolist(), (KOSOVO.counts * 250).tolist(), strict=True))
    )
    low, median, high = average_graphs(large).quantiles
    assert large.people < low < median < high


def test_dga_draws_are_the_same_for_the_same_seed():
    first = fit_dga(SPINA_BIFIDA, seed=np.random.SeedSequence(8))
    again = fit_dga(SPINA_BIFIDA, seed=np.random.SeedSequence(8))
    other = fit_dga(SPINA_BIFIDA, seed=np.random.SeedSequence(9))
    assert np.array_equal(first.draws, again.draws)
    assert not np.array_equal(first.draws, other.draws)
    assert np.median(first.draws) == pytest.approx(first.median, abs=2)


def test_all_pairs_of_three_lists_have_a_closed_form():
    """Saturated but for the triple: N0 = n111 n100 n010 n001 / (n110 n101 n011)."""
    table = from_counts("ABC", {1: 600, 2: 900, 4: 400, 3: 300, 5: 50, 6: 200, 7: 120})
    choice = choose(table)
    assert len(choice.interactions) == 3
    assert choice.missing == pytest.approx(120 * 600 * 900 * 400 / (300 * 50 * 200), rel=1e-6)


def test_independence_agrees_with_a_general_optimiser():
    table = from_counts("ABC", {1: 60, 2: 50, 4: 40, 3: 30, 5: 25, 6: 20, 7: 12})
    on = np.array([[c >> j & 1 for j in range(3)] for c in range(1, 8)], dtype=float)
    counts = np.array([60, 50, 30, 40, 25, 20, 12], dtype=float)
    design = np.column_stack([np.ones(7), on])
    best = minimize(
        lambda b: np.exp(design @ b).sum() - counts @ design @ b, np.array([4.0, 0, 0, 0]), tol=1e-12
    )
    assert independence(table) == pytest.approx(table.people + np.exp(best.x[0]), rel=1e-4)


def test_kosovo_by_bic_is_the_published_stepwise_model():
    """SparseMSE: 14,342 (12,541–16,540)."""
    fit = fit_loglinear(KOSOVO, seed=np.random.SeedSequence(1))
    assert fit.median == pytest.approx(14_342, abs=1)
    assert fit.low == pytest.approx(12_541, rel=0.06)
    assert fit.high == pytest.approx(16_540, rel=0.06)


@pytest.mark.parametrize(
    ("counts", "interactions", "exists"),
    [
        ([5, 5, 2, 5, 2, 2, 1], ((0, 1), (0, 2), (1, 2)), True),
        ([5, 5, 0, 5, 2, 2, 0], ((0, 1),), True),  # the pair leaves with its cells, the rest is a plain table
        ([5, 5, 2, 5, 2, 2, 0], ((0, 1), (0, 2), (1, 2)), False),  # nobody on all three: only at infinity
        ([5, 5, 0, 5, 0, 0, 0], ((0, 1), (0, 2), (1, 2)), False),  # three cells are left for four parameters
        ([5, 5, 0, 5, 0, 0, 0], (), False),  # independence cannot give zero overlap
    ],
)
def test_when_an_estimate_exists(counts, interactions, exists):
    # Order of cells: A, B, AB, C, AC, BC, ABC.
    assert estimate_exists(3, np.array(counts, dtype=float), interactions) is exists


def test_a_table_without_any_overlap_has_no_log_linear_estimate():
    table = from_counts("ABC", {1: 50, 2: 40, 4: 30})
    with pytest.raises(ArithmeticError, match="no pairwise"):
        fit_loglinear(table, seed=np.random.SeedSequence(0))


def test_chao_by_hand():
    table = from_counts("ABC", {1: 30, 2: 20, 4: 10, 3: 15, 5: 5, 6: 10, 7: 4})
    fit = fit_chao(table)
    # f1 = 60, f2 = 30, A = 2/3: 2/3 · 3600 / 60 = 40
    assert fit.median == pytest.approx(94 + 40)
    # Variance 30 · (2/3 · 4/2 + 4/9 · 8 + 4/9 · 16/4) = 200
    factor = np.exp(1.959964 * np.sqrt(np.log1p(200 / 1600)))
    assert (fit.low, fit.high) == (pytest.approx(94 + 40 / factor), pytest.approx(94 + 40 * factor))
    alone = fit_chao(from_counts("AB", {1: 3}))
    assert alone.low <= alone.median <= alone.high
