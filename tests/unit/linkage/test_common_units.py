"""A unit of one script's letters has no form in the other script: what is left unread was no common name."""

from sijill.linkage import features
from sijill.text.names import forms, lexicon

UNITS = [
    "محمد",
    "محمدخالد",
    "mohamed",
    "Khaled",
    "ʿali",
    "نورالدين",
    "abdel",
    "Ümit",
    "محمد2",
    "٣",
    "7usein",
    "گل",
]


def test_the_shortcut_finds_what_reading_both_ways_finds():
    written = lexicon.arabic_forms() | lexicon.latin_forms() | lexicon.items_of_form().keys()
    both = [forms.arabic(unit) in written or forms.latin(unit) in written for unit in UNITS]
    assert features._common(UNITS).tolist() == both
    assert any(both)
    assert not all(both)
