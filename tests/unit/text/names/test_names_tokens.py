"""The token layer: codes, skeletons, keys, and the weighted edit similarity."""

import numpy as np
import pytest

from sijill.text.names import costs, forms, phonemes, tokens


@pytest.mark.parametrize(
    ("arabic", "latin"),
    [
        ("محمد", "Muhemmed"),
        ("خالد", "Xalid"),
        ("جهاد", "Dschihad"),
        ("يوسف", "Youssef"),
        ("حسين", "7ussein"),
        ("أدهم", "Adham"),
        ("إسحاق", "Ishaq"),
        ("فاطمة", "Fatimah"),
        ("عيسى", "Issa"),
        ("صالح", "9ale7"),
    ],
)
def test_spellings_of_one_name_are_near(arabic: str, latin: str) -> None:
    assert tokens.token_similarity(forms.form(arabic), forms.form(latin)) > 0.8


@pytest.mark.parametrize(
    ("a", "b"), [("أدهم", "احمد"), ("سامر", "Tamer"), ("محمود", "أحمد"), ("Khaled", "Walid")]
)
def test_different_names_are_not(a: str, b: str) -> None:
    assert tokens.token_similarity(forms.form(a), forms.form(b)) < 0.7


def test_codes_are_padded_and_capped() -> None:
    coded = tokens.encode(["محمد", "x" * 40 + "abcdefghijklmnopqrstuvwyz" * 3, "", "123"])
    assert coded.phonemes.shape == (4, tokens.MAX_LENGTH)
    assert coded.phonemes.dtype == np.uint8
    assert list(coded.script) == [1, 2, 0, 0]
    assert coded.length[1] <= tokens.MAX_LENGTH
    assert not coded.phonemes[2].any()


def test_skeletons_meet_across_scripts() -> None:
    coded = tokens.encode(["محمد", "Mohamed", "الأحمد", "alahmad", "أحمد"])
    assert coded.skeleton == ("mhmd", "mhmd", "hmd", "hmd", "hmd")
    assert coded.loose[0] == coded.loose[1]


def test_tables_are_symmetric_and_bounded() -> None:
    table = costs.substitution()
    assert (table == table.T).all()
    assert (np.diag(table) == 0).all()
    assert table.min() >= 0.0
    assert table.max() == costs.ANOTHER_LETTER
    assert costs.gaps().shape == (3, phonemes.SIZE)


def test_every_arabic_letter_and_latin_grapheme_has_a_partner() -> None:
    """A code without any near code on the other side would make its letter unmatchable."""
    across = costs.substitution()[1 : len(phonemes.ARABIC_LETTERS) + 1, phonemes.LATIN_FROM :]
    lonely = {phonemes.SYMBOLS[row + 1] for row in np.nonzero(across.min(axis=1) > 0.5)[0]}
    assert lonely <= {"ء"}
    assert (across.min(axis=0) <= 0.1).all()
