"""The bound of two texts never says less than their level: it decides nothing that letters would decide otherwise."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import JaroWinkler

from sijill.linkage import features
from sijill.linkage.engines import reference, texts
from sijill.linkage.engines.levels import string_level

WORDS = st.text(st.sampled_from("abcdeéèمحدخ -"), min_size=1, max_size=60)


def _level(one, other):
    chars, length = features._letters([one, other])
    signs = texts.signatures(chars, length)
    return texts.best_level(signs, 0, signs, 1), texts.best_level(signs, 1, signs, 0)


def _truth(one, other):
    """As letters say, as many of them as are kept."""
    a, b = (word[: features.STRING_LENGTH] for word in (one, other))
    return reference.string_level(a, b) if a != b else 1


@settings(deadline=None)  # compiling is in the first example
@given(WORDS, WORDS)
@example("aaaaaaab", "aaaaaaba")
@example("dixon", "dicksonx")
@example("abcd", "abdc")
def test_no_better_level_than_the_bound(one, other):
    best, turned = _level(one, other)
    assert best == turned
    assert best <= max(_truth(one, other), 2)


@settings(deadline=None)
@given(WORDS, WORDS)
@example("samdin", "samadin")  # the shorter one first
def test_the_compiled_level_is_that_of_the_reference(one, other):
    chars, length = features._letters([one, other])
    signs = texts.signatures(chars, length)
    for a, b in ((0, 1), (1, 0)):
        level = 1 if one == other else string_level(signs, chars, length, a, b)
        assert level == max(_truth(one, other), 1 if one == other else 2)


@settings(deadline=None)
@given(st.text(st.sampled_from("abcdefgh"), min_size=3, max_size=7), st.data())
def test_a_letter_more_is_close_from_either_side(word, data):
    at = data.draw(st.integers(0, len(word)))
    longer = word[:at] + data.draw(st.sampled_from("abcdefgh")) + word[at:]
    chars, length = features._letters([word, longer])
    signs = texts.signatures(chars, length)
    levels = {string_level(signs, chars, length, a, b) for a, b in ((0, 1), (1, 0))}
    assert levels == {reference.string_level(word, longer)}


@settings(deadline=None)
@given(WORDS, WORDS)
@example("btmb", "msbtmb")  # three of four matched letters in another order are one transposition
@example("abcdxyzq", "abcdrstu")  # alike in the first letters alone
def test_jaro_winkler_is_that_of_other_tools(one, other):
    assert reference.jaro_winkler(one, other) == pytest.approx(JaroWinkler.similarity(one, other), abs=1e-12)


@settings(deadline=None)
@given(st.text(st.sampled_from("abcdefgh"), min_size=5, max_size=12), st.data())
def test_one_letter_is_close_to_the_bound(word, data):
    at = data.draw(st.integers(0, len(word) - 1))
    changed = word[:at] + data.draw(st.sampled_from("abcdefgh")) + word[at + 1 :]
    if changed != word:
        assert _level(word, changed)[0] == 2


def test_what_shares_no_letter_is_told_apart():
    assert _level("baker", "qui")[0] == 4
    assert _level("tailor", "blacksmith")[0] == 4


def test_equal_texts_have_one_hash_and_different_ones_two():
    chars, length = features._letters(["baker", "baker", "bakre", ""])
    said = texts.signatures(chars, length)[:, 2]
    assert said[0] == said[1]
    assert len(set(said.tolist())) == 3
    assert not np.any(texts.signatures(chars, length)[3, :2])
