"""Whether a judged sample bears out the model, and what is for review where it does not."""

import numpy as np
import pyarrow as pa
import pytest

from sijill.linkage.model import BAND
from sijill.manual_review.sample import Stratum, draw, quality, sizes_of
from sijill.manual_review.trust import Checked, trust


def stratum(name: str, size: int, share: float, *, believed: float | None, drawn: int = 100) -> Stratum:
    expected = None if believed is None else size * believed
    return Stratum(
        name=name,
        merged=name.startswith("merge"),
        size=size,
        drawn=drawn,
        same=round(drawn * share),
        expected=expected,
    )


SURE = stratum("merge <= 1.0", 900, 1.0, believed=1.0, drawn=400)


def test_nobody_judged_anything() -> None:
    assert trust(None).checked is Checked.UNCHECKED
    drawn = [stratum("merge <= 1.0", 900, 1.0, believed=1.0, drawn=0)]
    found = trust(quality(drawn))
    assert (found.checked, found.automatic) == (Checked.UNCHECKED, None)


def test_a_sample_that_says_what_the_model_says_bears_it_out() -> None:
    found = trust(
        quality(
            [
                SURE,
                stratum("merge <= 0.95", 100, 0.90, believed=0.9),
                stratum("review <= 0.2", 50, 0.1, believed=0.1),
            ]
        )
    )
    assert found.checked is Checked.AGREES
    assert found.automatic is True
    assert found.band == BAND


def test_ten_pairs_tell_nothing() -> None:
    found = trust(quality([stratum("merge <= 1.0", 900, 1.0, believed=0.99, drawn=10)]))
    assert (found.checked, found.automatic) == (Checked.UNDECIDED, None)


def test_a_model_too_sure_of_its_doubtful_merges_loses_them_to_review() -> None:
    """Of merges at .5 to .95 half are right: those below odds of 19 to 1 are asked from now on, the sure ones stay."""
    strata = [
        SURE,
        stratum("merge <= 0.95", 300, 0.5, believed=0.9),
        stratum("merge <= 0.8", 200, 0.45, believed=0.7),
        stratum("review <= 0.5", 60, 0.3, believed=0.3),
    ]
    found = trust(quality(strata))
    assert found.checked is Checked.DIFFERS
    assert found.automatic is False
    assert found.band.merge_above == pytest.approx(np.log2(0.95 / 0.05))
    assert found.band.review_above == BAND.review_above


def test_the_next_sample_does_not_take_the_wider_band_back() -> None:
    """After that the same pairs are for review; a sample of them tells the same, and the odds stay where they are."""
    strata = [
        SURE,
        stratum("review <= 0.95", 300, 0.5, believed=0.9),
        stratum("review <= 0.8", 200, 0.45, believed=0.7),
        stratum("review <= 0.5", 60, 0.3, believed=0.3),
    ]
    found = trust(quality(strata))
    assert found.checked is Checked.DIFFERS
    assert found.quality is not None
    assert found.quality.precision is not None
    assert found.quality.precision.value == 1.0  # what is merged now is right, and the model still too sure
    assert found.band.merge_above == pytest.approx(np.log2(0.95 / 0.05))


def test_a_model_that_misses_more_than_it_says_has_everything_reviewed_that_was_kept() -> None:
    found = trust(quality([SURE, stratum("review <= 0.2", 400, 0.6, believed=0.1)]))
    assert found.checked is Checked.DIFFERS
    assert found.band == (0.0, -6.0)


def test_a_model_that_is_too_careful_merges_as_before() -> None:
    found = trust(quality([stratum("merge <= 0.8", 900, 1.0, believed=0.7)]))
    assert (found.checked, found.band) == (Checked.DIFFERS, BAND)


def test_samples_of_before_have_nothing_to_be_compared_with() -> None:
    found = trust(quality([stratum("merge <= 1.0", 900, 0.7, believed=None)]))
    assert (found.checked, found.band) == (Checked.UNDECIDED, BAND)


def test_strata_know_what_was_believed_of_their_pairs() -> None:
    pairs = pa.table(
        {
            "left": ["a", "b", "c"],
            "right": ["d", "e", "f"],
            "decision": ["merge", "merge", "review"],
            "probability": [0.9, 0.93, 0.4],
            "believed": [0.97, 0.93, 0.4],
        }
    )
    assert sizes_of(pairs) == {"merge <= 0.95": (2, 1.9), "review <= 0.5": (1, 0.4)}
    assert {name for _, _, name in draw(pairs, 3, seed=0)} <= set(sizes_of(pairs))
