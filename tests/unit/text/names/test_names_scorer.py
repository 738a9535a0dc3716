"""The compiled loop over coded names: its tables make it fast and change nothing."""

import random

import numpy as np

from sijill.text import names
from sijill.text.names import generate, reading
from sijill.text.names.scorer import NameScorer


def _invented(count: int) -> list[str]:
    rng = random.Random(4)
    texts = []
    for _ in range(count):
        arabic, latin = generate.invent(rng)
        texts += [" ".join(arabic), " ".join(generate.respell(word, rng) for word in latin)]
    return texts


def test_scores_do_not_depend_on_what_the_tables_hold() -> None:
    texts = _invented(60)
    pairs = [(a, b) for a in texts[:60] for b in texts[60:]]
    crowded, roomy = NameScorer(cache_bits=4), NameScorer()
    first, second = crowded.similarities(pairs), roomy.similarities(pairs)
    assert np.array_equal(first, second)
    assert np.array_equal(roomy.similarities(pairs[::-1])[::-1], second)  # now from a warm table
    assert len(np.unique(second)) > 60


def test_names_that_share_nothing_score_below_those_that_share_something() -> None:
    nothing = names.similarity("فارس سليم حداد", "Nabil Yusuf Qabbani")
    something = names.similarity("فارس سليم حداد", "Nabil Salim Haddad")
    assert nothing <= something < names.SAME_NAME_THRESHOLD


def test_a_family_that_begins_with_ben_may_stand_first() -> None:
    for one, other in (("Ben Salem Farid", "Farid Ben Salem"), ("بن سالم فريد", "Farid Ben Salem")):
        assert names.similarity(one, other) >= 0.9
    first = [token.form for token in reading.tokens_of("Ben Salem Farid Nabil")]
    assert first == ["farid", "nabil", "ben", "salem"]
    assert [token.form for token in reading.tokens_of("Bint Salem Farid")] == ["bint", "salem", "farid"]


def test_an_accent_that_composes_with_nothing_does_not_part_a_word() -> None:
    lowered = "İBRAHİM ÇELİK".lower()  # i and a dot above, as Python lowers it
    assert [token.form for token in reading.tokens_of(lowered)] == ["ibrahim", "chelik"]
    assert names.similarity(lowered, "Ibrahim Çelik") >= names.SAME_NAME_THRESHOLD
