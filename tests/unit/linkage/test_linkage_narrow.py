"""Blocks of large registers: those are taken that find likely pairs for few candidates."""

import numpy as np

from sijill.linkage import narrow
from sijill.linkage.block import _blocks, some, within


def _every():
    """One hundred pairs that only rule 1 finds, in blocks of two, and a block of sixty that finds nobody."""
    pairs = np.arange(200)
    crowd = np.arange(200, 260)
    size = np.array([2] * 100 + [60])
    rule = np.array([1] * 100 + [2], np.uint8)
    return _blocks(260, size, np.concatenate([pairs, crowd]), rule, {"largest_block": 60})


def test_blocks_that_find_nobody_are_left_out(monkeypatch):
    monkeypatch.setattr(narrow, "FEWEST", 10)
    found = narrow.narrowed(_every(), np.arange(0, 200, 2), np.arange(1, 200, 2))
    assert len(found.starts) - 1 == 100
    assert set(found.rule.tolist()) == {1}
    assert found.report["narrowed"]["likely_pairs_met"] == 1.0
    assert found.accepted[1, 2]
    assert not found.accepted[2, 60]
    assert not found.accepted[:, -1].any()


def test_with_too_few_likely_pairs_nothing_is_chosen():
    assert narrow.narrowed(_every(), np.arange(0, 20, 2), np.arange(1, 20, 2)) is None


def test_within_the_budget_are_blocks_up_to_a_size():
    every = _every()
    every.report["largest_block"] = 2
    kept = within(every)
    assert np.diff(kept.starts).max() == 2
    again = some(every, np.diff(every.starts) > 2)
    assert again.members.tolist() == list(range(200, 260))
    assert again.ptr[200] == 0
