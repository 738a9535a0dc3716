"""The lexicon of spellings: what is in the file, how it is made, and that every way to score a pair uses it alike."""

import itertools
from importlib import resources

import numpy as np
import pytest
from tools import build_names_together, name_items

from sijill.text import names
from sijill.text.names import NameScorer, align, coding, lexicon, scorer, tokens

CHAIN = ("achmad", "ahmad", "ahmet")  # the second is a spelling of both others


def _pairs() -> list[tuple[str, str]]:
    known = lexicon.spellings()
    form = {number: form for form, number in known.number.items()}
    return [(form[one], form[other]) for one, other in known.pairs]


def test_the_file_is_small_and_each_pair_stands_once() -> None:
    file = resources.files("sijill.text") / "data" / "names_together.txt"
    assert len(file.read_bytes()) < 300_000
    pairs = _pairs()
    assert len(pairs) > 5_000
    assert len({frozenset(pair) for pair in pairs}) == len(pairs)
    assert all(one != other for one, other in pairs)


def test_every_pair_reads_half_alike_and_none_is_known_apart() -> None:
    pairs = _pairs()
    assert not [pair for pair in pairs if scorer.known_apart(*pair)]
    made = [line.split(" ") for line in lexicon._lines("names_together.txt")]
    for pair in [(one, other) for one, *others in made for other in others][::40]:
        assert build_names_together.FLOOR <= tokens.token_similarity(*pair) < align.TOGETHER_SIMILARITY


def test_a_known_pair_is_as_like_as_declared_in_either_order_and_by_every_way() -> None:
    aided, unaided = NameScorer(), NameScorer(spellings=False)
    for one, other in _pairs()[::200]:
        assert scorer.known_together(one, other)
        assert scorer.known_together(other, one)
        alone = scorer.form_similarity(unaided, one, other)
        by_form = scorer.form_similarity(aided, one, other)
        assert by_form == scorer.form_similarity(aided, other, one) == max(alone, align.TOGETHER_SIMILARITY)
        table = aided.code([one, other])
        if list(table.count) == [1, 1]:
            features = np.zeros((2, len(align.FEATURES)))
            first, second = np.array([0, 1], np.int32), np.array([1, 0], np.int32)
            aided.logits(first, second, table, table, features=features)
            assert features[:, 0] == pytest.approx([by_form, by_form], abs=1e-4)


def test_batches_and_single_pairs_agree() -> None:
    pairs = [(f"{one} Haddad", f"{other} Haddad") for one, other in _pairs()[::300]]
    together = names.similarities(pairs)
    assert [names.similarity(*pair) for pair in pairs] == together.tolist()
    assert [names.similarity(b, a) for a, b in pairs] == together.tolist()


def test_nothing_follows_from_two_pairs_that_share_a_form() -> None:
    pairs = {frozenset(pair) for pair in _pairs()}
    by_form: dict[str, list[str]] = {}
    for one, other in _pairs():
        by_form.setdefault(one, []).append(other)
        by_form.setdefault(other, []).append(one)
    open_chains = [
        (a, b)
        for others in by_form.values()
        for a, b in itertools.pairwise(others)
        if frozenset({a, b}) not in pairs
    ]
    assert open_chains
    assert not any(scorer.known_together(a, b) for a, b in open_chains[:500])


def test_the_explanation_says_that_the_lexicon_knew() -> None:
    first = names.explain("Hatice Haddad", "خديجة حداد").parts[0]
    assert str(first.relation) == "known-together"
    assert first.similarity == align.TOGETHER_SIMILARITY


ITEMS = """
xamed, hamad, حمد => Q1
chamzat, hamza, حمزة => Q2
nasir, naser, ناصر => Q3
ناصر, nossor => Q4
nasir, ناصر, نصير => Q5
نصير, nusair => Q6
yahya, john, يحيى => Q7
andreev, andreeva, اندريف => Q8
amin, amina, امين => Q9
lina, لينا, لنا => Q10
chaban, xaban => Q11
"""


def test_pairs_are_made_by_the_declared_rules(tmp_path) -> None:
    path = tmp_path / "persons.txt"
    path.write_text(ITEMS, encoding="utf-8")
    made = set(build_names_together.together(name_items.items(path)))
    assert ("chamzat", "حمزة") in made
    flat = {form for pair in made for form in pair}
    assert not {"john", "نصير", "andreeva", "amina", "لنا"} & flat
    assert not {"chaban", "xaban"} & flat  # an item without an Arabic form
    assert all(one < other for one, other in made)


def test_vowels_may_differ_where_a_form_is_never_written_in_arabic(tmp_path) -> None:
    path = tmp_path / "persons.txt"
    path.write_text("clair, كلير, کلر => Q1\nlina, لينا, لنا => Q2\nلینا, lena => Q3\n", encoding="utf-8")
    never = name_items.never_in_arabic(path)
    assert never == {"كلر"}  # لینا is written لينا as well
    made = set(build_names_together.together(name_items.items(path), never))
    assert ("كلر", "كلير") in made
    assert not {"لنا", "لينا"} & {form for pair in made for form in pair}


def test_the_table_of_the_kernel_is_the_lexicon() -> None:
    keys = coding.together()
    assert len(keys) == len(lexicon.spellings().pairs)
    assert (np.diff(keys) > 0).all()
