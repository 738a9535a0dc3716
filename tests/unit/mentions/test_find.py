"""What is and what is not suggested, with names handed in instead of a register."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill.mentions.figures import Figure, conflicts, swapped
from sijill.mentions.find import dates_in, facilities_in, figures_in, find, number_of, persons_in

KNOWN = {1: ("p1", "Khaled Nabil Homsi"), 2: ("p2", "خالد نبيل الحمصي"), 3: ("p3", "Nizar Akkad")}


class Names:
    """A register of three names, looked up by their exact words."""

    def records_by_word(self, words: Sequence[str]) -> dict[str, frozenset[int]]:
        return {
            word: frozenset(n for n, (_, name) in KNOWN.items() if word.casefold() in name.casefold().split())
            for word in words
        }

    def people(self, records: Sequence[int]) -> dict[int, tuple[str, str]]:
        return {number: KNOWN[number] for number in records}


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("They took Khaled Homsi away.", ["Khaled Homsi"]),
        ("They took Khaled Nabil Homsi away.", ["Khaled Nabil Homsi"]),
        ("Khaled\nHomsi", ["Khaled\nHomsi"]),
        ("Khaled spoke. Homsi did not.", []),
        ("Khaled and Nizar", []),
        ("Akkad, Nizar", []),
        ("Khaled Akkad", []),
        ("خالد نبيل الحمصي ونزار", ["خالد نبيل الحمصي"]),
        ("", []),
    ],
)
def test_persons(text: str, quotes: list[str]) -> None:
    assert [one.quote for one in persons_in(text, Names())] == quotes


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("held in Branch 215 for a year", {"mid-215"}),
        ("في الفرع 215", {"mid-215"}),
        ("في المزة", set()),
        ("the branch of a tree", set()),
    ],
)
def test_facilities(text: str, ids: set[str]) -> None:
    assert {each.id for one in facilities_in(text) for each in one.candidates} == ids


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("on 12 March 2013 he", {"12 March 2013": "2013-03-12"}),
        ("in May 2013", {"May 2013": "2013-05"}),
        ("في 5 أيار 2022", {"5 أيار 2022": "2022-05-05"}),
        ("on 2013-05-06.", {"2013-05-06": "2013-05-06"}),
        ("on 12/3/2013", {"12/3/2013": "[2013-03-12,2013-12-03]"}),
        ("the year 2012", {"2012": "2012"}),
        ("12013 pieces", {}),
        ("31/02/2013", {}),
    ],
)
def test_days(text: str, found: dict[str, str]) -> None:
    assert {one.quote: one.normalised for one in dates_in(text)} == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("7,531 people were released", {"7,531": "released"}),
        ("أُفرج عن ٤٧٦ شخصاً", {"٤٧٦": "released"}),
        ("نحو 132000 معتقل", {"132000": "still_held"}),
        ("وثقنا 4,812 حالة إفراج", {"4,812": "released"}),
        ("500 prisoners were released", {"500": "released"}),
        ("6,204 أشخاص مخفيين قسراً", {"6,204": "forcibly_disappeared"}),
        ("45 قتيلاً", {"45": "died_in_custody"}),
        ("article 132 speaks of released people", {}),
        ("Law 19 freed them", {}),
        ("12 % of those released", {}),
        ("in 2013 they were released", {}),
        ("300 metres away", {}),
        ("1.5 people released", {}),
    ],
)
def test_figures(text: str, found: dict[str, str]) -> None:
    assert {one.quote: one.candidates[0].id for one in figures_in(text)} == found


def test_numbers_in_any_script() -> None:
    assert [number_of(text) for text in ("7,531", "٧٬٥٣١", "7 531", "132000")] == [7531, 7531, 7531, 132000]


def figure(value: int | None, **more: str) -> Figure:
    return Figure(
        **{"measure": "released", "bound": "", "as_of": "2022-10", "source": "a", "definition": "d"} | more,
        value=value,
    )


@pytest.mark.parametrize(
    ("one", "other", "kinds"),
    [
        (figure(7531), figure(7351), ["swapped_digits"]),
        (figure(7531), figure(7531), []),
        (figure(7531), figure(8000), ["differs"]),
        (figure(7531), figure(8000, bound="about"), []),
        (figure(7531), figure(7351, bound="about"), ["swapped_digits"]),
        (figure(7531), figure(8000, as_of="2021"), []),
        (figure(7531), figure(8000, measure="women"), []),
        (figure(7531), figure(8000, subject="ld-7-2022"), []),
        (figure(None), figure(8000), []),
    ],
)
def test_conflicts(one: Figure, other: Figure, kinds: list[str]) -> None:
    assert [found.kind for found in conflicts([one, other])] == kinds
    assert [found.kind for found in conflicts([other, one])] == kinds


def test_two_digits_are_no_slip() -> None:
    assert not swapped(60, 6)
    assert not swapped(12, 21)
    assert swapped(132, 123)


@given(st.text(alphabet="Khaled Homsi2013٤٧٦/.,-\n\fخالد نبيل الحمصي released", max_size=200))
def test_every_suggestion_is_a_passage_of_the_text(text: str) -> None:
    for one in find(text, Names()):
        assert text[one.start : one.end] == one.quote
        assert one.quote.strip()
