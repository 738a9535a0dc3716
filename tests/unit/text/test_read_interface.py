import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.errors import UsageError
from sijill.text import dates
from sijill.text.read import Kind, read, read_all

KEYS = {
    Kind.NAMES: {"normalised", "script", "parts", "alternatives", "kunya", "titles", "repairs"},
    Kind.DATES: {"edtf", "start", "end", "calendar", "ambiguous"},
    Kind.PLACES: {"candidates", "resolved"},
    Kind.FACILITIES: {"candidates", "resolved"},
    Kind.STATUS: {"axis", "code", "label_en", "label_ar"},
}


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("text", ["", "  ", "حمص", "Branch 215", "١٢ آذار ٢٠١٣", "متوفى", "\x00\ud800"])
def test_one_object_a_text_with_the_text_as_given(kind: Kind, text: str) -> None:
    made = read(kind, text)
    assert made["text"] == text
    assert KEYS[kind] <= set(made)
    json.dumps(made)


def test_in_input_order_and_lazily() -> None:
    texts = ["حمص", "", "Aleppo", "صوران"]
    assert [made["resolved"] for made in read_all("places", iter(texts))] == ["SY04", None, "SY02", None]


def test_an_unknown_kind_is_a_usage_error() -> None:
    for ask in (lambda: read("people", "x"), lambda: read_all("people", [])):
        with pytest.raises(UsageError, match="names, dates, places, facilities, status") as error:
            ask()
        assert error.value.exit_code == 2


@given(st.sampled_from(list(Kind)), st.text(max_size=40))
@settings(max_examples=150, deadline=None)
def test_no_text_is_refused(kind: Kind, text: str) -> None:
    assert read(kind, text)["text"] == text


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("41345", "2013-03-12"),
        (" ٤١٣٤٥ ", "2013-03-12"),
        ("41345.604", "2013-03-12"),  # a time of day behind the point
        ("19999", None),  # 1954 and earlier: as likely a number of something else
        ("55154", None),
        ("413456", None),
        ("41345 / 2", None),
    ],
)
def test_a_number_stated_to_be_a_date_is_a_day_of_a_spreadsheet(text: str, edtf: str | None) -> None:
    (found,) = read_all("dates", [text])
    assert found["edtf"] == edtf
    assert dates.read(text).edtf is None  # nobody stated anything
