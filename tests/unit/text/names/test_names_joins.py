"""What is decided before letters are aligned: no join worth having is ruled out, and titles are no end of a name."""

import itertools
import random

import numpy as np
import pytest

from sijill.text import names
from sijill.text.names import align, generate, joins, tokens
from sijill.text.names.explain import Relation
from sijill.text.names.scorer import NameScorer


def _words() -> list[str]:
    rng = random.Random(7)
    found: dict[str, None] = {}
    for _ in range(40):
        arabic, latin = generate.invent(rng)
        found |= dict.fromkeys([*arabic, *(generate.respell(word, rng) for word in latin)])
    return list(found)[:60]


def test_consonants_rule_out_no_join_that_would_count() -> None:
    scorer = NameScorer()
    words = _words()
    joined = ["".join(pair) for pair in itertools.pairwise(words)]
    scorer.code([*words, *joined])
    known, sets, model = scorer.coder.vocabulary(), scorer._consonants(), scorer.model
    count = len(known.length)
    work, space = np.empty((3, tokens.MAX_LENGTH + 1)), np.empty(tokens.MAX_LENGTH, np.uint8)
    ruled_out = worth = 0
    for first, second, other in itertools.product(range(1, count, 2), range(2, count, 3), range(1, count)):
        kept = joins.Kept(keys=np.zeros(1, np.int64), values=np.zeros(1, np.float32))
        similarity = joins.joined_similarity(
            first,
            second,
            other,
            known.phonemes,
            known.length,
            known.script,
            known.mass,
            model.substitution,
            model.gap,
            work,
            space,
            kept,
        )
        possible = joins.may_join(first, second, other, known.mass, sets)
        ruled_out += not possible
        worth += similarity >= align.JOIN_MINIMUM
        together = known.mass[first] + known.mass[second]
        if abs(together - known.mass[other]) <= 0.45 * max(together, known.mass[other]):
            assert possible or similarity < align.JOIN_MINIMUM
    assert worth > 10
    assert ruled_out > 0.75 * count**3 / 6


@pytest.mark.parametrize("title", ["Sheikh", "Dr.", "الشيخ"])
def test_what_is_left_out_behind_a_title_is_left_out_at_the_front(title: str) -> None:
    bare = names.similarity("Samer Bitar", "Samer Fares Samer Nabil Bitar")
    assert bare >= names.SAME_NAME_THRESHOLD
    assert names.similarity(f"{title} Samer Bitar", "Samer Fares Samer Nabil Bitar") == pytest.approx(bare)


def test_explaining_a_shortened_name_says_so_and_agrees_with_the_score() -> None:
    found = names.explain("صلاح الدين فارس بيطار", "Salah Fares Bitar")
    assert [part.relation for part in found.parts] == [Relation.SHORTENED, Relation.VARIANT, Relation.VARIANT]
    families = names.explain("فارس نور الدين", "فارس نور")
    assert families.features["lowest"] == pytest.approx(align.VETO_SIMILARITY)
    assert not families.same_name
