"""The Gibbs sampler: its random numbers, its moves, its answers, and that they never change for a seed."""

from pathlib import Path

import numpy as np
import pytest
from scipy import stats
from scipy.special import betaln, gammaln

from sijill.statistics.mse import lcmcr_kernel as kernel
from sijill.statistics.mse.diagnostics import bulk_ess, converge, rhat, tail_ess
from sijill.statistics.mse.lcmcr import Settings, fit_lcmcr
from sijill.statistics.mse.table import from_counts, read_csv

DATA = Path(__file__).parents[2] / "data" / "mse"
SHORT = Settings(chains=2, iterations=4_096, workers=1)


def random_state(seed=5):
    return np.random.SeedSequence(seed).generate_state(4, np.uint64)


def sample(kind, a=0.0, b=0.0, size=100_000):
    out = np.zeros(size)
    kernel.sample_distributions(kind, a, b, random_state(), out)
    return out


def fits_counts(draws, distribution):
    values = np.arange(int(draws.max()) + 1)
    expected = distribution.pmf(values) * len(draws)
    enough = expected > 10
    observed = np.bincount(draws.astype(int))[enough]
    return (
        stats.chisquare(observed, expected[enough] / expected[enough].sum() * observed.sum()).pvalue > 0.001
    )


def test_the_first_words_are_those_of_xoshiro256plusplus():
    """State 1, 2, 3, 4: the published generator's first outputs, high 53 bits."""
    out = np.zeros(3)
    kernel.sample_distributions(0, 0.0, 0.0, np.array([1, 2, 3, 4], dtype=np.uint64), out)
    words = [41_943_041, 58_720_359, 3_588_806_011_781_223]
    assert out.tolist() == [((word >> 11) + 0.5) * 2.0**-53 for word in words]


def test_uniform_normal_and_gamma_draws():
    assert stats.kstest(sample(0), "uniform").pvalue > 0.001
    assert stats.kstest(sample(1), "norm").pvalue > 0.001
    for shape in (0.3, 1.0, 2.5, 1_000.0):
        assert stats.kstest(np.exp(sample(2, shape)), stats.gamma(shape).cdf).pvalue > 0.001
    assert np.isfinite(sample(2, 1e-12, size=1_000)).all()  # the draw itself would be 0


@pytest.mark.parametrize(("n", "p"), [(5, 0.3), (100, 0.05), (100, 0.4), (1_000, 0.7), (100_000, 0.01)])
def test_binomial_draws(n, p):
    assert fits_counts(sample(3, n, p), stats.binom(n, p))


@pytest.mark.parametrize("mean", [0.5, 9.0, 11.0, 500.0])
def test_poisson_draws(mean):
    assert fits_counts(sample(4, mean), stats.poisson(mean))


def test_missing_people_are_negative_binomial_also_when_the_cap_cuts():
    assert fits_counts(sample(5, 0.5, 10_000), stats.nbinom(50, 0.5))
    draws = sample(5, 0.9, 200)  # the mean would be 450: the cap binds nearly always
    values = np.arange(201)
    expected = stats.nbinom(50, 0.1).pmf(values)
    expected *= len(draws) / expected.sum()
    enough = expected > 10
    observed = np.bincount(draws.astype(int), minlength=201)[enough]
    assert (
        stats.chisquare(observed, expected[enough] / expected[enough].sum() * observed.sum()).pvalue > 0.001
    )


def from_the_prior(rng, classes=4, people=40, shape=0.8, rate=0.5):
    alpha = rng.gamma(shape) / rate
    sticks = np.append(rng.beta(1, alpha, classes - 1), 1.0)
    share = sticks * np.append(1.0, np.cumprod(1 - sticks[:-1]))
    return alpha, rng.multinomial(people, share / share.sum()).astype(np.int64)


def test_slice_and_swap_moves_leave_the_prior_as_it_is():
    """Draw (α, class sizes) from the prior and move them: every margin must come out unchanged."""
    rng = np.random.default_rng(3)
    state = random_state()
    before, after = [], []
    for _ in range(20_000):
        alpha, sizes = from_the_prior(rng)
        before.append([np.log(alpha), *sizes])
        log_alpha = kernel._slice_log_alpha(state, np.log(alpha), sizes, 0.8, 0.5, int(sizes.sum()))
        caught = np.zeros((4, 1), dtype=np.int64)
        kernel._swap_labels(state, np.exp(log_alpha), sizes, caught)
        after.append([log_alpha, *sizes])
    for old, new in zip(np.array(before).T, np.array(after).T, strict=True):
        assert stats.ks_2samp(old, new).pvalue > 0.001
        spread = np.sqrt((old.var() + new.var()) / len(old))
        assert abs(old.mean() - new.mean()) < 4 * spread


def test_one_class_is_the_model_whose_answer_is_known():
    """With one class the posterior of N0 is a product of Beta integrals, and can be summed."""
    table = from_counts("ABC", {1: 40, 2: 30, 4: 25, 3: 10, 5: 8, 6: 7, 7: 3})
    fit = fit_lcmcr(
        table, seed=np.random.SeedSequence(2), settings=Settings(classes=1, chains=4, iterations=65_536)
    )
    n, missing = table.people, np.arange(20 * table.people + 1)
    total = n + missing
    log_posterior = gammaln(total) - gammaln(missing + 1)
    for size in table.list_sizes:
        log_posterior += betaln(1 + size, 1 + total - size)
    weights = np.exp(log_posterior - log_posterior.max())
    exact = np.interp([0.025, 0.5, 0.975], np.cumsum(weights) / weights.sum(), total)
    assert np.abs(np.array([fit.low, fit.median, fit.high]) / exact - 1).max() < 0.02


def test_spina_bifida_agrees_with_the_reference_sampler():
    """LCMCR, ten classes: 733 (685–822)."""
    fit = fit_lcmcr(
        read_csv(DATA / "spina_bifida_3lists.csv")[()],
        seed=np.random.SeedSequence(1),
        settings=Settings(iterations=65_536, workers=1),
    )
    assert fit.median == pytest.approx(733, rel=0.02)
    assert fit.low == pytest.approx(685, rel=0.06)
    assert fit.high == pytest.approx(822, rel=0.06)
    assert fit.rhat <= 1.01
    assert fit.ess >= 400


def test_draws_are_bit_identical_for_a_seed_and_for_any_number_of_threads():
    table = read_csv(DATA / "kosovo_1999_4lists.csv")[()]
    first = fit_lcmcr(table, seed=np.random.SeedSequence(7), settings=SHORT)
    threaded = fit_lcmcr(
        table, seed=np.random.SeedSequence(7), settings=Settings(chains=2, iterations=4_096, workers=2)
    )
    other = fit_lcmcr(table, seed=np.random.SeedSequence(8), settings=SHORT)
    assert np.array_equal(first.draws, threaded.draws)
    assert not np.array_equal(first.draws, other.draws)


def test_a_chain_continued_is_the_chain_never_stopped():
    table = read_csv(DATA / "spina_bifida_3lists.csv")[()]

    def run(stops):
        random = random_state(11)
        on = np.full((3, 3), 0.4)
        share, log_alpha = np.log(np.full(3, 1 / 3)), np.zeros(1)
        off, tally, draws = 1 - on, np.zeros(2, dtype=np.int64), []
        for steps in stops:
            part = np.zeros(steps, dtype=np.int64)
            kernel.run_chain(
                table.patterns,
                table.counts,
                10_000,
                0.25,
                0.25,
                random,
                share,
                on,
                off,
                log_alpha,
                steps,
                1,
                part,
                tally,
            )
            draws.append(part)
        return np.concatenate(draws)

    assert np.array_equal(run([300]), run([1, 99, 200]))


def test_nothing_breaks_at_the_edges():
    million = from_counts("ABC", {1: 10**6, 2: 10**6, 4: 10**6, 3: 10**5, 5: 10**5, 6: 10**5, 7: 10**4})
    forty = from_counts(
        [f"L{j}" for j in range(40)], {1 << j: 5 for j in range(40)} | {3 << j: 4 for j in range(39)}
    )
    apart = from_counts("ABC", {1: 50, 2: 40, 4: 30})
    tiny = from_counts("AB", {1: 1, 2: 1, 3: 1})
    for table in (million, forty, apart, tiny):
        fit = fit_lcmcr(table, seed=np.random.SeedSequence(0), settings=SHORT)
        assert np.isfinite(fit.draws).all()
        assert fit.draws.min() >= table.people
        assert fit.draws.max() <= 21 * table.people


def test_rhat_and_ess_know_good_chains_from_bad_ones():
    rng = np.random.default_rng(0)
    good = rng.normal(size=(4, 2_000))
    assert rhat(good) < 1.01
    assert bulk_ess(good) == pytest.approx(8_000, rel=0.15)
    assert tail_ess(good) == pytest.approx(8_000, rel=0.25)
    apart = good + np.array([[0.0], [0.0], [0.0], [3.0]])
    assert rhat(apart) > 1.3
    assert bulk_ess(apart) < 20
    wider = good * np.array(
        [[1.0], [1.0], [1.0], [5.0]]
    )  # same place, other spread: only the folded R-hat sees it
    assert rhat(wider) > 1.1


def test_ess_of_an_autoregression_is_the_theoretical_one():
    rng = np.random.default_rng(1)
    rho, chains, length = 0.8, 4, 20_000
    draws = np.zeros((chains, length))
    noise = rng.normal(size=(chains, length))
    for t in range(1, length):
        draws[:, t] = rho * draws[:, t - 1] + noise[:, t]
    assert bulk_ess(draws) == pytest.approx(chains * length * (1 - rho) / (1 + rho), rel=0.1)


def test_constant_draws_have_converged():
    found = converge(np.full((4, 100), 50.0))
    assert (found.rhat, found.chain_ratio) == (1.0, 1.0)
    assert found.bulk_ess == 400
