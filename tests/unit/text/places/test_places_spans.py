import pytest

from sijill.text import places


def _found(text: str) -> list[tuple[str, str | None]]:
    return [(text[span.start : span.end], span.reading.resolved) for span in places.find(text)]


def test_places_in_a_sentence_of_both_scripts() -> None:
    text = "اعتُقل في مدينة دُوما بريف دمشق ثم نُقل إلى حمص; later he was seen in Deir ez-Zor and near Al-Bab"
    assert _found(text) == [
        ("مدينة دُوما", "SY030200"),
        ("ريف دمشق", "SY03"),
        ("حمص", "SY04"),
        ("Deir ez-Zor", "SY09"),
        ("Al-Bab", "SY0202"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "فتح الباب وخرج",
        "بكل كرامة، والكرامة لا تُباع",
        "he fell into a hole",
        "the dana was shin deep",
        "ملح وسكر",
        "كان في السجن",
    ],
)
def test_ordinary_words_are_no_places(text: str) -> None:
    assert _found(text) == []


def test_a_word_that_announces_a_place_lets_short_names_in() -> None:
    assert _found("من أهالي نوى") == [("نوى", "SY120303")]
    assert _found("near Nawa") == [("Nawa", "SY120303")]
    assert _found("ناحية الباب") == [("ناحية الباب", "SY020200")]
    assert _found("ناحية مركز الباب") == [("ناحية مركز الباب", "SY020200")]


def test_a_homonym_is_found_and_stays_open() -> None:
    (span,) = places.find("في بلدة صوران")
    assert span.reading.resolved is None
    assert set(span.reading.codes) == {"SY020405", "SY050101"}


def test_a_preposition_written_on_is_no_part_of_the_place() -> None:
    assert _found("محتجز بحلب") == [("حلب", "SY02")]
    assert _found("من حمص وحماة") == [("حمص", "SY04"), ("حماة", "SY05")]
