"""The report's words say the same in both languages."""

from string import Formatter

import pytest

from sijill.amnesties.words import words


@pytest.mark.parametrize("word", sorted(words()))
def test_words_have_the_same_places_in_both_languages(word: str) -> None:
    places = [
        {name for _, name, _, _ in Formatter().parse(words()[word][language]) if name}
        for language in ("en", "ar")
    ]
    assert places[0] == places[1]
    assert words()[word]["ar"]
