"""Training on generated pairs, the held-out rule, and the model file."""

import random
from pathlib import Path

import numpy as np
import pytest

from sijill.errors import InputError
from sijill.text import scripts
from sijill.text.names import generate, lexicon, model_file, train, training_data
from sijill.text.names.scorer import NameScorer
from sijill.text.names.training_data import LabelledPair


def generated_pairs(count: int, seed: int = 3) -> list[LabelledPair]:
    rng = random.Random(seed)
    common = [name for name in lexicon.common_names() if name.section in {"male", "female"}]
    pairs = []
    for _ in range(count):
        one, other = rng.sample(common, 2)
        pairs.append(LabelledPair(a=one.arabic, b=generate.respell(one.latin, rng), same=True, kind="ar-lat"))
        pairs.append(
            LabelledPair(a=one.arabic, b=generate.respell(other.latin, rng), same=False, kind="ar-lat")
        )
        pairs.append(
            LabelledPair(a=one.arabic, b=generate.free_spelling(one.arabic, rng), same=True, kind="ar-ar")
        )
    return pairs


def test_no_name_is_on_both_sides_of_the_split() -> None:
    training, held_out = training_data.split(generated_pairs(300))
    sides = [
        {scripts.clean(name).casefold() for p in side for name in (p.a, p.b)} for side in (training, held_out)
    ]
    assert training
    assert held_out
    assert not sides[0] & sides[1]


def test_the_split_does_not_depend_on_the_order_of_the_two_names() -> None:
    for pair in generated_pairs(50):
        turned = LabelledPair(a=pair.b, b=pair.a, same=pair.same, kind=pair.kind)
        assert training_data.is_held_out(pair) == training_data.is_held_out(turned)


@pytest.fixture(scope="module")
def trained() -> model_file.Model:
    return train.fit(generated_pairs(150), trained_on="generated pairs")


def test_training_is_deterministic_and_held_to_its_signs(trained: model_file.Model) -> None:
    again = train.fit(generated_pairs(150), trained_on="generated pairs")
    assert (trained.full == again.full).all()
    assert (trained.substitution == again.substitution).all()
    signs = np.array(train.align.SIGNS)
    assert (trained.full[1:] * signs >= 0).all()


def test_a_model_trained_on_generated_pairs_tells_siblings_apart(trained: model_file.Model) -> None:
    scorer = NameScorer(trained)
    name = "سامر نزار بيطار"
    same, sibling = scorer.similarities([(name, "Samer Nizar Bitar"), (name, "Fadi Nizar Bitar")])
    assert same >= 0.6 > sibling


def test_the_model_file_gives_the_model_back(trained: model_file.Model, tmp_path: Path) -> None:
    model_file.write(trained, tmp_path / "model.json")
    again = model_file.from_json(model_file.to_json(trained))
    assert np.allclose(again.substitution, trained.substitution, atol=1e-3)
    assert np.allclose(again.full, trained.full, atol=1e-3)


def test_the_shipped_model_moves_costs_and_names_nobody() -> None:
    model = model_file.shipped()
    assert (model.substitution != model_file.hand_model().substitution).any()
    keys = [
        key.replace("gap:arab:", "").replace("gap:latn:", "") for key in model_file.to_json(model)["edits"]
    ]
    assert all(len(part) <= 4 for key in keys for part in key.split("~"))


def test_a_file_without_the_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text("a,b\nx,y\n", encoding="utf-8")
    with pytest.raises(InputError, match="name_a"):
        training_data.load(path)


def test_relatives_are_other_people() -> None:
    rng = random.Random(1)
    words = ["سامر", "نزار", "حمود", "بيطار"]
    assert all(relative != words for relative in generate.relatives(words, ["فادي"], rng))
