"""Isolates, written here as brackets: ‹…› left to right, «…» right to left, {…} by its own first letter."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill.typesetting.bidi import Ready, isolate, sentence, settled

BRACKETS = str.maketrans({"\u2066": "‹", "\u2067": "«", "\u2068": "{", "\u2069": "›"})


def written(text: str) -> str:
    return text.translate(BRACKETS)


@pytest.mark.parametrize(
    ("text", "rtl"),
    [
        ("في ‹2013-05-06›", True),
        ("في ‹2013-05-06› بدمشق", True),
        ("الفرع ‹215 (Branch)› الأول", True),
        ("الفرع (‹215›) الأول", True),
        ("نسبة ‹50%› منهم", True),
        ("هاتف ‹+963 11 555›", True),
        ("من ‹2013› – ‹2014›", True),
        ("عام ‹2013›، ‹2014›", True),
        ("المدة ‹2013-01-01/2013-12-31›", True),
        ("رقم ‹٢٠١٣›", True),
        ("خالد العلي", True),
        ("Khaled «خالد العلي› was", False),
        ("Branch «فرع ‹215› دمشق› in 2013", False),
        ("2013-05-06", False),
        ("«الفرع ‹215››", False),
        ("‹2013-05-06›", True),
        ("{Branch 215, Damascus›", True),
    ],
)
def test_runs(text: str, rtl: bool) -> None:
    bare = re.sub("[‹«{›]", "", text)
    assert written(settled(bare, rtl=rtl)) == text


def test_a_value_in_a_sentence_keeps_its_direction() -> None:
    made = sentence("held at {place} since {day}", rtl=False, place="فرع 215", day="2013-05-06")
    assert written(made) == "held at «فرع ‹215›› since {2013-05-06›"


def test_a_sentence_wants_exactly_its_values() -> None:
    with pytest.raises(KeyError):
        sentence("in {place}", rtl=False)
    with pytest.raises(KeyError):
        sentence("nowhere", rtl=False, place="x")


def test_a_source_cannot_close_our_isolate() -> None:
    made = isolate("2013\u2069 evil")
    assert made.count("\u2069") == 1
    assert "[U+2069]" in made


def test_ready_text_is_taken_as_it_is_and_a_slice_is_not_ready() -> None:
    made = isolate("2013")
    assert settled(made, rtl=True) is made
    assert not isinstance(made[1:], Ready)
    assert "[U+2069]" in settled(made[1:], rtl=True)


@given(st.text(alphabet="اب لـ،.()%+-/:, 0123456789٣Aaé\n"), st.booleans())
def test_isolates_are_balanced_hold_every_digit_of_an_arabic_text_and_add_nothing(
    text: str, rtl: bool
) -> None:
    made = settled(text, rtl=rtl)
    depth = 0
    for one in made:
        depth += {"\u2066": 1, "\u2067": 1, "\u2068": 1, "\u2069": -1}.get(one, 0)
        assert depth >= 0
        assert not (rtl and one.isdigit() and depth == 0)
    assert depth == 0
    assert re.sub("[\u2066-\u2069]", "", made) == text
