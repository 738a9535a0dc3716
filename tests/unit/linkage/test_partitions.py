"""Sampled partitions: how often two records are one person, what judgements forbid, and the compact file."""

import itertools
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from sijill.errors import RegisterError, UsageError
from sijill.linkage import partitions
from sijill.linkage.model import Graph, LinkResult
from sijill.linkage.partitions import compact, expand, sample_partitions
from sijill.linkage.records import JUDGEMENTS

IDS = ("a", "b", "c", "d", "e")


def result_of(pairs, clusters, ids=IDS):
    left, right, odds = zip(*pairs, strict=True) if pairs else ((), (), ())
    graph = Graph(left=np.array(left, np.int64), right=np.array(right, np.int64), odds=np.array(odds, float))
    return LinkResult(
        pairs=pa.table({}), clusters=dict(zip(ids, clusters, strict=True)), graph=graph, record_ids=ids
    )


def said(*rows):
    return pa.Table.from_pylist(
        [{"left": a, "right": b, "verdict": verdict} for a, b, verdict in rows], schema=JUDGEMENTS
    )


@pytest.mark.parametrize("odds", [-3.0, 0.0, 2.0])
def test_two_records_are_together_as_often_as_their_odds_say(odds):
    draws = sample_partitions(result_of([(0, 1, odds)], [0, 1, 2, 3, 4]), 20_000, seed=1)
    together = float((draws[:, 0] == draws[:, 1]).mean())
    expected = 2.0**odds / (1.0 + 2.0**odds)
    assert abs(together - expected) < 4 * (expected * (1 - expected) / 20_000) ** 0.5


def test_a_certain_pair_stays_and_a_stranger_never_joins():
    draws = sample_partitions(result_of([(0, 1, 16.0)], [0, 0, 1, 2, 3]), 500, seed=3)
    assert (draws[:, 0] == draws[:, 1]).mean() > 0.99
    assert all(len(set(draw.tolist())) in {4, 5} for draw in draws)
    assert (draws[:, 2:] == np.arange(2, 5)).all()


def partitions_of(n):
    """Every partition of 0..n-1 as labels, each label the first that has it."""
    if n == 0:
        yield ()
        return
    for rest in partitions_of(n - 1):
        yield from ((*rest, label) for label in sorted({*rest, n - 1}))


def connected(members, pairs):
    reached, more = {members[0]}, [members[0]]
    while more:
        one = more.pop()
        near = {b if a == one else a for a, b in pairs if one in (a, b)} & set(members) - reached
        reached |= near
        more += near
    return len(reached) == len(members)


def exactly(graph, apart, n):
    """[n, n] probability that two records are together, by going through every partition: the specification."""
    odds = {(a, b): np.clip(bits, -16, 16) for a, b, bits in graph}
    together, everything = np.zeros((n, n)), 0.0
    for labels in partitions_of(n):
        clusters = [[at for at in range(n) if labels[at] == one] for one in set(labels)]
        if any(labels[a] == labels[b] for a, b in apart) or not all(
            connected(c, list(odds)) for c in clusters
        ):
            continue
        inside = [pair for cluster in clusters for pair in itertools.combinations(cluster, 2)]
        weight = 2.0 ** sum(odds.get(pair, partitions.UNSEEN) for pair in inside)
        everything += weight
        together += weight * (np.array(labels)[:, None] == np.array(labels))
    return together / everything


@pytest.mark.parametrize("seed", range(12))
def test_pairs_are_together_as_often_as_in_all_partitions_weighed_one_by_one(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(3, 7))
    pairs = [pair for pair in itertools.combinations(range(n), 2) if rng.random() < 0.7]
    graph = [(a, b, float(rng.normal(1, 5))) for a, b in pairs]
    apart = [pair for pair in pairs if rng.random() < 0.1]
    ids = tuple("abcdef"[:n])
    result = replace(result_of(graph, range(n), ids), apart=np.array(apart, np.int64).reshape(-1, 2))
    draws = sample_partitions(result, 12_000, seed=seed)
    found = (draws[:, :, None] == draws[:, None, :]).mean(axis=0)
    assert np.abs(found - exactly(graph, apart, n)).max() < 0.025


def test_two_groups_that_may_be_one_person_meet():
    """Three certain records each, nine pairs between them that say neither yes nor no: one record never moves alone."""
    groups = ((0, 1, 2), (3, 4, 5))
    graph = [(a, b, 14.0) for group in groups for a, b in itertools.combinations(group, 2)]
    graph += [(a, b, 0.0) for a, b in itertools.product(*groups)]
    draws = sample_partitions(result_of(graph, [0, 0, 0, 1, 1, 1], tuple("abcdef")), 4000, seed=2)
    assert abs((draws[:, 0] == draws[:, 5]).mean() - 0.5) < 0.05


def test_judged_units_weigh_every_pair_of_their_records():
    graph = [(0, 1, -3.0), (0, 2, 2.0), (1, 2, -1.0)]
    draws = sample_partitions(
        result_of(graph, [0, 0, 1], tuple("abc")), 20_000, seed=1, judgements=said(("a", "b", "same"))
    )
    assert (draws[:, 0] == draws[:, 1]).all()
    assert abs((draws[:, 0] == draws[:, 2]).mean() - 2 / 3) < 0.015  # 2 - 1 bits


def test_records_that_no_pair_connects_are_one_person_through_others_only():
    """A chain a - b - c: a and c were never weighed, and count as the least that is kept."""
    draws = sample_partitions(result_of([(0, 1, 3.0), (1, 2, 3.0)], [0, 0, 1, 2, 3]), 8000, seed=5)
    together = draws[:, 0] == draws[:, 2]
    assert abs(together.mean() - 1 / 18) < 0.012  # 2^0 of 1 + 8 + 8 + 1
    assert (draws[together, 0] == draws[together, 1]).all()


def test_what_people_judged_holds_in_every_draw():
    pairs = [(0, 1, -5.0), (1, 2, 6.0), (0, 2, 6.0), (2, 3, 1.0)]
    judged = said(("a", "b", "same"), ("c", "d", "different"), ("a", "x", "same"))
    draws = sample_partitions(result_of(pairs, [0, 0, 0, 1, 2]), 2000, seed=7, judgements=judged)
    assert (draws[:, 0] == draws[:, 1]).all()
    assert (draws[:, 2] != draws[:, 3]).all()
    free = sample_partitions(result_of(pairs, [0, 0, 0, 1, 2]), 2000, seed=7)
    assert (free[:, 0] != free[:, 1]).any()
    assert (free[:, 2] == free[:, 3]).any()


def test_the_compact_form_says_the_same():
    rng = np.random.default_rng(2)
    pairs = sorted({tuple(sorted(rng.choice(60, 2, replace=False).tolist())) for _ in range(70)})
    graph = [(a, b, float(rng.normal(0, 4))) for a, b in pairs]
    ids = tuple(f"r{n:02d}" for n in range(60))
    published = np.arange(60)
    for a, b, odds in graph:
        if odds > 5 and published[a] == a and published[b] == b:
            published[b] = a
    number = rng.permutation(60)
    draws = sample_partitions(result_of(graph, published.tolist(), ids), 25, seed=4)
    table = compact(draws, published, number)
    in_order = np.empty(60, np.int64)
    in_order[number] = published
    again = expand(table, in_order)
    for draw, back in zip(draws, again, strict=True):
        assert {tuple(np.flatnonzero(draw == one)) for one in draw} == {
            tuple(sorted(np.flatnonzero(back[number] == one))) for one in back
        }
    assert table.num_rows < 25 * 60
    assert set(np.flatnonzero((again == again[0]).all(axis=0))) >= set(range(60)) - set(
        table["record"].to_pylist()
    )


def test_a_result_without_its_graph_cannot_be_sampled():
    with pytest.raises(UsageError):
        sample_partitions(LinkResult(pairs=pa.table({}), clusters={}), 3, seed=0)


def test_partitions_that_never_vary_still_say_how_many_they_are():
    table = compact(np.zeros((30, 2), np.int64), np.zeros(2, np.int64), np.arange(2))
    assert table.num_rows == 0
    assert (expand(table, np.zeros(2, np.int64)) == np.zeros((30, 2))).all()
    with pytest.raises(RegisterError, match="rebuild"):
        expand(table.replace_schema_metadata(None), np.zeros(2, np.int64))
