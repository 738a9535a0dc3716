"""Sampled partitions: how often two records are one person, what judgements forbid, and the compact file."""

import numpy as np
import pyarrow as pa
import pytest

from sijill.errors import RegisterError, UsageError
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


def test_records_no_pair_connects_are_never_one_person():
    """A chain a - b - c: a and c were never weighed, so together they pull at most as hard as -12 bits say."""
    draws = sample_partitions(result_of([(0, 1, 3.0), (1, 2, 3.0)], [0, 0, 1, 2, 3]), 4000, seed=5)
    assert ((draws[:, 0] == draws[:, 2]).mean()) < 0.06
    assert ((draws[:, 0] == draws[:, 1]).mean()) > 0.3


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
