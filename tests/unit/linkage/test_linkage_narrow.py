"""Blocks of large registers: those count that likely pairs share and others do not."""

from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pyarrow as pa

from sijill.linkage import SCHEMA, block, contradictions, narrow
from sijill.linkage.block import _blocks, counted, pairs, within
from sijill.linkage.engines import candidates, keys
from sijill.linkage.features import code
from sijill.linkage.model import Graph
from sijill.linkage.records import records
from sijill.linkage.spec import PERSON


def _every():
    """One hundred pairs that only rule 1 finds, in blocks of two, and a block of sixty that finds nobody."""
    pairs = np.arange(200)
    crowd = np.arange(200, 260)
    size = np.array([2] * 100 + [60])
    rule = np.array([1] * 100 + [4], np.uint8)
    return _blocks(260, size, np.concatenate([pairs, crowd]), rule, {"largest_block": 60})


def test_blocks_that_find_nobody_are_left_out(monkeypatch):
    monkeypatch.setattr(narrow, "FEWEST", 10)
    found = narrow.narrowed(_every(), np.arange(0, 200, 2), np.arange(1, 200, 2))
    assert len(found.block_of) == 200
    assert set(found.rule[found.block_of].tolist()) == {1}
    assert found.report["narrowed"]["likely_pairs_met"] == 1.0
    assert found.accepted[1, 2] >= found.enough
    assert not found.accepted[4, 60]
    assert not found.accepted[:, -1].any()


def test_fewer_pairs_may_be_asked_for(monkeypatch):
    """A third of the likely pairs share a block of another rule besides: those are met where only some are to be."""
    monkeypatch.setattr(narrow, "FEWEST", 10)
    monkeypatch.setattr(narrow, "LEAST_MET", 0.2)
    left, right = np.arange(0, 200, 2), np.arange(1, 200, 2)
    size = np.array([2] * 100 + [60] + [2] * 33)
    rule = np.array([1] * 100 + [4] + [3] * 33, np.uint8)
    members = np.concatenate([np.arange(260), np.arange(66)])
    every = _blocks(260, size, members, rule, {"largest_block": 60})
    assert narrow.narrowed(every, left, right).report["narrowed"]["likely_pairs_met"] == 1.0
    fewer = narrow.narrowed(every, left, right, most=0.2)
    assert fewer.report["narrowed"]["likely_pairs_met"] == 0.33


def test_with_too_few_likely_pairs_nothing_is_chosen():
    assert narrow.narrowed(_every(), np.arange(0, 20, 2), np.arange(1, 20, 2)) is None


def test_where_too_many_likely_pairs_would_be_lost_nothing_is_chosen(monkeypatch):
    monkeypatch.setattr(narrow, "FEWEST", 10)
    apart = np.arange(0, 198, 2)  # pairs that share no block at all
    assert narrow.narrowed(_every(), np.r_[0, apart], np.r_[1, apart + 3]) is None


def test_within_the_budget_are_blocks_up_to_a_size():
    every = _every()
    every.report["largest_block"] = 2
    assert pairs(within(every)) == {(row, row + 1) for row in range(0, 200, 2)}
    again = counted(every, (np.diff(every.starts) > 2).astype(np.uint8), 1)
    assert pairs(again) == set(combinations(range(200, 260), 2))
    assert again.ptr[200] == 0
    assert len(again.block_of) == 60


def test_a_pair_needs_points_enough_of_the_blocks_it_shares():
    size, rule = np.array([3, 3, 2]), np.array([1, 1, 1], np.uint8)
    every = _blocks(4, size, np.array([0, 1, 2, 1, 2, 3, 0, 3]), rule, {"largest_block": 2})
    assert pairs(counted(every, np.array([1, 1, 2], np.uint8), 2)) == {(1, 2), (0, 3)}
    assert pairs(counted(every, np.array([1, 0, 0], np.uint8), 1)) == {(0, 1), (0, 2), (1, 2)}


def test_engines_meet_the_same_pairs_of_blocks_with_points():
    rng = np.random.default_rng(3)
    size = rng.integers(2, 9, 60)
    members = np.concatenate([np.sort(rng.choice(30, k, replace=False)) for k in size])
    blocks = counted(
        _blocks(30, size, members, np.ones(60, np.uint8), {}), rng.integers(0, 4, 60).astype(np.uint8), 5
    )
    met, gathered, room = set(), np.zeros(30, np.uint16), np.empty(31, np.int32)
    for i in range(30):
        count = candidates.who_meets(
            blocks.ptr, blocks.block_of, blocks.starts, blocks.members, blocks.points, blocks.enough, gathered,
            np.zeros(0, np.bool_), i, room,
        )  # fmt: skip
        met |= {(int(j), i) for j in room[:count]}
    assert met == pairs(blocks)
    assert len(met) > 20
    assert not gathered.any()


def test_keys_made_in_parts_give_the_same_blocks(monkeypatch):
    given, families = ("خالد", "سمير", "Omar", "يوسف"), ("نجار", "الحلبي", "Homsi")
    rows = [
        {"record_id": f"r{at}", "list_id": "one", "name": [f"{given[at % 4]} أحمد حسن {families[at % 3]}"]}
        for at in range(60)
    ]
    coded, names = code(records(pa.Table.from_pylist(rows, schema=SCHEMA)), PERSON)

    def found(most_tokens):
        monkeypatch.setattr(keys, "most_tokens", lambda _kinds: most_tokens)
        made = block.blocks(coded, names, budget=10_000)
        return sorted(map(tuple, np.split(made.members, made.starts[1:-1])))

    whole = found(8)
    monkeypatch.setattr(block, "ROWS_AT_ONCE", 15)
    assert len(whole) > 20
    assert found(8) == whole
    assert found(1) == whole  # as records of more tokens than can be made in parts


def test_odds_of_pairs_scored_before_are_looked_up():
    class Engine:
        def score(self, coded, model, left, right):
            return -100.0 - left - right

    coded = SimpleNamespace(list_code=np.zeros(5))
    known = Graph(left=np.array([0, 1]), right=np.array([2, 4]), odds=np.array([7.0, 9.0]))
    score = contradictions.scored_before(Engine(), coded, None, known)
    assert score(np.array([1, 0, 0]), np.array([4, 1, 2])).tolist() == [9.0, -101.0, 7.0]
    assert known.odds.tolist() == [7.0, 9.0]
