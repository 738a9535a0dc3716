"""Links put back by chance: as many as were cut, on the same lists, and the bias of missed links goes with them."""

import numpy as np
import pytest

from sijill.statistics.mse import from_counts, simulate
from sijill.statistics.mse.dga import average_graphs
from sijill.statistics.mse.missed_links import MOST_TIMES, drawn_share, put_back

TABLE = from_counts(["A", "B", "C"], {0b001: 400, 0b010: 300, 0b100: 200, 0b011: 100, 0b101: 60, 0b111: 40})


def pairs(table):
    on = table.memberships.sum(axis=1)
    return int((table.counts * on * (on - 1) // 2).sum())


def test_nobody_leaves_a_list_and_the_pairs_drawn_are_back():
    made = put_back(TABLE, 0.1, np.random.default_rng(1))
    assert made.list_sizes.tolist() == TABLE.list_sizes.tolist()
    added = pairs(made) - pairs(TABLE)
    assert added == pytest.approx(0.1 * pairs(TABLE), abs=4 * np.sqrt(0.1 * pairs(TABLE)))
    assert TABLE.people - made.people <= added  # a record put back to two others closes two pairs


def test_the_same_generator_gives_the_same_table():
    one, other = (put_back(TABLE, 0.2, np.random.default_rng(5)) for _ in range(2))
    assert one.digest == other.digest != TABLE.digest


@pytest.mark.parametrize("counts", [{0b01: 9, 0b10: 4}, {0b11: 9}, {}])
def test_a_table_that_shows_no_cut_or_has_nobody_to_join_stays(counts):
    table = from_counts(["A", "B"], counts)
    assert put_back(table, 0.5, np.random.default_rng(1)).digest == table.digest


def test_the_drawn_share_is_even_between_nothing_and_twice_the_expected():
    rng = np.random.default_rng(2)
    drawn = np.array([drawn_share(0.9, rng) for _ in range(4_000)])
    assert drawn.mean() == pytest.approx(1 / 9, rel=0.05)
    assert 0 <= drawn.min() < 0.01
    assert 0.98 * MOST_TIMES / 9 < drawn.max() <= MOST_TIMES / 9


def test_the_bias_of_missed_links_goes():
    """Negative control: without it the estimate is too high by more than a tenth."""
    rng = np.random.default_rng(3)
    whole = simulate.independent(4_000, rng)
    truth = simulate.table_of(whole)
    cut = simulate.table_of(simulate.miss_links(whole, 0.10, rng))
    share = (pairs(truth) - pairs(cut)) / pairs(cut)
    mended = put_back(cut, share, rng)
    assert mended.people == pytest.approx(truth.people, rel=0.01)
    with_links, without, back = (average_graphs(table).quantiles[1] for table in (truth, cut, mended))
    assert without > 1.08 * with_links
    assert back == pytest.approx(with_links, rel=0.03)
