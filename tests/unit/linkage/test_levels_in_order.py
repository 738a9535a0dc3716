"""No farther level speaks more for the same person than a nearer one, whatever random pairs happened to show."""

from types import SimpleNamespace

import numpy as np

from sijill.linkage import estimate
from sijill.linkage.spec import LEVELS, MAX_GROUPS, MAX_LEVELS, Kind

DATES = SimpleNamespace(kind=np.array([Kind.DATE]))
OF_SAME = [0.0, 0.65, 0.1, 0.16, 0.086, 0.0003, 0.0002, 0.0001]


def tables(chance: list[float]) -> tuple[np.ndarray, np.ndarray]:
    m, u = np.zeros((2, 1, MAX_GROUPS, MAX_LEVELS))
    m[0, :], u[0, :] = OF_SAME, chance
    return m, u


def test_a_level_that_random_pairs_never_show_weighs_no_more_than_the_one_before():
    m, u = tables([0.0, 0.001, 0.024, 0.025, 0.22, 0.42, 0.309, 0.000001])
    before = (m / np.where(u, u, 1))[0, 0]
    after = (m / np.where(u, estimate.in_order(DATES, m, u), 1))[0, 0]
    assert before[7] > 50  # the control: more than ten years apart spoke for the same person
    assert after[7] == after[6]
    assert np.array_equal(after[:7], before[:7])


def test_tables_that_are_in_order_stay_as_they_are():
    m, u = tables([0.0, 0.001, 0.1, 0.16, 0.2, 0.2, 0.2, 0.139])
    assert np.allclose(estimate.in_order(DATES, m, u), u, rtol=1e-12, atol=0)


def test_no_weight_rises_and_every_chain_ends_in_order():
    rng = np.random.default_rng(5)
    for _ in range(200):
        m, u = tables(list(np.r_[0.0, rng.dirichlet(np.full(7, 0.2)) + 1e-7]))
        raised = estimate.in_order(DATES, m, u)
        assert (raised >= u * (1 - 1e-12)).all()
        for chain in estimate._CHAINS[Kind.DATE]:
            said = (m[0] / np.where(raised[0], raised[0], 1))[:, list(chain)]
            assert (np.diff(said, axis=1) <= 1e-9 * said[:, :-1]).all()


def test_every_chain_goes_through_levels_of_its_kind_from_near_to_far():
    for kind, chains in estimate._CHAINS.items():
        for chain in chains:
            assert list(chain) == sorted(chain)
            assert 1 <= min(chain) <= max(chain) < len(LEVELS[kind])
