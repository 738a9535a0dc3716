"""Pooling over partitions and imputations."""

import numpy as np
import pytest
from scipy import stats

from sijill.errors import InputError
from sijill.statistics.mse.combine import pool, pooled, replicate_rule, variance_shares


def replicates(rng, number=20, spread=0.1, size=500):
    n = rng.integers(900, 1_100, number)
    return [count + np.exp(rng.normal(6 + rng.normal(0, spread), 0.2, size)) for count in n], n.tolist()


def test_the_replicate_rule_is_the_formula_and_nothing_else():
    draws, n = replicates(np.random.default_rng(1))
    logs = np.array([np.log(each - count) for each, count in zip(draws, n, strict=True)])
    within, between = logs.var(axis=1, ddof=1).mean(), logs.mean(axis=1).var(ddof=1)
    total = within + (1 + 1 / 20) * between
    freedom = 19 * (1 + within / (21 * between)) ** 2
    low, high = np.exp(logs.mean() + stats.t(freedom).ppf([0.025, 0.975]) * np.sqrt(total)) + np.mean(n)
    found = replicate_rule(draws, n)
    assert (found.low, found.high) == (pytest.approx(low, rel=1e-12), pytest.approx(high, rel=1e-12))
    assert found.point == pytest.approx(np.exp(logs).mean() + np.mean(n), rel=1e-12)


def test_without_spread_between_replicates_the_normal_law_holds():
    draws = [1_000 + np.exp(np.linspace(5, 6, 101))] * 12
    found = replicate_rule(draws, [1_000] * 12)
    spread = np.linspace(5, 6, 101).std(ddof=1)
    assert found.high == pytest.approx(1_000 + np.exp(5.5 + 1.959964 * spread), rel=1e-6)


def test_one_replicate_is_refused_and_few_are_warned_of():
    draws, n = replicates(np.random.default_rng(2), number=3)
    for combine in (lambda: replicate_rule(draws[:1], n[:1]), lambda: pooled(draws[:1])):
        with pytest.raises(InputError, match="1 replicate"):
            combine()
    assert "only 3 replicates" in pooled(draws).notes[0]
    with pytest.raises(InputError, match="documented counts"):
        replicate_rule(draws, n[:2])
    with pytest.raises(InputError, match="no logarithm"):
        replicate_rule([np.array([5.0, 6.0])] * 2, [5, 5])


def test_pooling_takes_equally_from_each_replicate():
    long, short = np.full(4_000, 1.0), np.full(100, 2.0)
    assert pool([long, short]).mean() == 1.5
    with pytest.raises(InputError, match="without draws"):
        pool([long, np.zeros(0)])
    wide = pooled([np.full(500, 100.0), np.full(500, 200.0)] * 10)
    assert (wide.low, wide.high) == (100, 200)


def test_variance_shares_know_where_the_spread_came_from():
    rng = np.random.default_rng(3)
    draws, partition, imputation = [], [], []
    for p in range(60):
        of_partition = rng.normal(7, 0.2)
        for i in range(5):
            draws.append(np.exp(rng.normal(of_partition + rng.normal(0, 0.1), 0.1, 2_000)))
            partition.append(p)
            imputation.append(i)
    shares = variance_shares(draws, partition, imputation)
    assert shares.linkage == pytest.approx(0.04 / 0.06, abs=0.12)
    assert shares.imputation == pytest.approx(0.01 / 0.06, abs=0.06)
    assert shares.model + shares.linkage + shares.imputation == pytest.approx(1)
    alone = variance_shares(draws[::5], partition[::5], imputation[::5])
    assert alone.imputation is None
    assert alone.linkage_holds_imputation
    assert alone.model + alone.linkage == pytest.approx(1)
    with pytest.raises(InputError, match="same partition"):
        variance_shares(draws[:2], [0, 0], [0, 0])
