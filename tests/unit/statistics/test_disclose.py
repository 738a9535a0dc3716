"""Small cells against an attacker who reads everything and knows the rules."""

import json

import numpy as np
import pytest

from sijill.errors import InputError
from sijill.statistics.disclose import SUPPRESSED, TOTAL, Audience, Publication, Suppressed, attack, disclose


def publish(counts, audience=Audience.PUBLIC, **more):
    counts = np.asarray(counts)
    labels = [[f"{axis}{i}" for i in range(size)] for axis, size in zip("abcd", counts.shape, strict=False)]
    more = {"dimensions": ["a", "b", "c"][: counts.ndim], "labels": labels} | more
    return disclose(counts, audience=audience, **more)


def test_a_suppressed_count_is_no_number_and_never_zero():
    assert SUPPRESSED != 0
    for act in (int, float, bool, lambda s: s + 1, lambda s: 1 + s, lambda s: s < 5, lambda s: [0, 1][s]):
        with pytest.raises(TypeError):
            act(SUPPRESSED)
    with pytest.raises(TypeError):
        json.dumps(SUPPRESSED)
    assert str(SUPPRESSED) == "suppressed"


def test_one_small_cell_takes_others_with_it():
    table = publish([[120, 3, 40], [55, 60, 70], [20, 35, 45]])
    assert isinstance(table.shown[0, 1], Suppressed)
    assert sorted(table.hidden()) == [(0, 1), (0, 2), (2, 1), (2, 2)]
    assert table.shown[TOTAL, TOTAL] == 450  # 448
    for value in table.shown.values():
        assert isinstance(value, Suppressed) or value == 0 or (value >= 10 and value % 5 == 0)


def test_zero_is_shown_as_zero():
    assert publish([[120, 0], [55, 60]]).shown[0, 1] == 0


def test_internal_tables_are_not_rounded():
    table = publish([[121, 3, 41], [52, 63, 77], [21, 33, 48]], Audience.INTERNAL)
    assert isinstance(table.shown[0, 1], Suppressed)
    assert table.shown[TOTAL, TOTAL] == 459
    assert min(b.width for b in attack([table])) >= 5


def test_the_attack_finds_what_naive_suppression_gives_away():
    """Only the small cell withheld, nothing rounded: the row's total gives it back exactly."""
    naive = Publication(
        dimensions=("a",), labels=(("x", "y"),), audience=Audience.INTERNAL,
        shown={(0,): SUPPRESSED, (1,): 57, (TOTAL,): 60},
    )  # fmt: skip
    (found,) = attack([naive])
    assert (found.low, found.high) == (3, 3)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("shape", [(6,), (4, 5), (3, 3, 3)])
def test_no_suppressed_count_is_bounded_within_ten(seed, shape):
    rng = np.random.default_rng(seed)
    counts = rng.negative_binomial(0.6, 0.02, shape) * rng.integers(0, 2, shape)
    table = publish(counts)
    for bounds in attack([table]):
        assert bounds.width >= 10
    for place, value in table.shown.items():
        inside = counts[tuple(slice(None) if i == TOTAL else i for i in place)].sum()
        assert isinstance(value, Suppressed) or abs(value - inside) <= 2
        assert not 0 < inside < 10 or isinstance(value, Suppressed)


def test_bounds_hold_the_truth():
    counts = np.array([[120, 3, 40], [55, 60, 70], [20, 35, 45]])
    for bounds in attack([publish(counts)]):
        inside = counts[tuple(slice(None) if i == TOTAL else i for i in bounds.place)].sum()
        assert bounds.low <= inside <= bounds.high


@pytest.mark.parametrize("seed", range(3))
def test_a_second_version_and_a_second_table_expose_nothing(seed):
    rng = np.random.default_rng(seed)
    first = rng.negative_binomial(0.8, 0.03, (4, 4))
    one = publish(first)
    two = publish(first + rng.poisson(2, (4, 4)), earlier=[one], version=1)
    other = disclose(
        np.array([first.sum() // 3, first.sum() - first.sum() // 3]),
        dimensions=["c"], labels=[["u", "v"]], audience=Audience.PUBLIC, earlier=[one, two],
    )  # fmt: skip
    assert min((b.width for b in attack([one, two, other])), default=10) >= 10


def test_wrong_shapes_are_refused():
    with pytest.raises(InputError):
        publish([[1, 2]], labels=[["x"], ["y"]])
    with pytest.raises(InputError, match="below zero"):
        publish([[-1, 2]])
