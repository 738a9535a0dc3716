"""The quick way of coding plain letters says what the alphabet says, symbol by symbol."""

from hypothesis import given
from hypothesis import strategies as st

from sijill.text.names import phonemes, tokens

ARABIC = st.text("ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءآأإؤئ", min_size=0, max_size=30)
LATIN = st.text("abcdefghijklmnopqrstuvwxyzSHK", min_size=0, max_size=30)
MIXED = st.text("ابوabKé'ڤ7-", min_size=0, max_size=12)


@given(st.one_of(ARABIC, LATIN, MIXED, ARABIC.map(lambda rest: "ال" + rest)))
def test_quick_codes_equal_codes_by_symbol(token):
    symbols, script = phonemes.units_of(token)
    expected = bytes(phonemes.codes(symbols, script)), script, phonemes.skeleton(symbols)
    assert phonemes.coded(token) == expected


def test_names_without_consonants_have_a_key_and_initials_have_none():
    coded = tokens.encode(["يحيى", "يحيي", "Yahya", "Yehia", "آية", "أ", "A", ""])
    assert coded.loose == ("y", "y", "y", "y", "y", "", "", "")
    assert coded.skeleton == coded.loose
