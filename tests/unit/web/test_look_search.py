"""Finding people across scripts, spellings and typing errors; and what a search must not tell."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import pytest

import page_register
from page_register import Built, sight_of
from sijill import ids
from sijill.web.look import name_index
from sijill.web.look.search import Asked, Found, search


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    yield page_register.build(tmp_path_factory.mktemp("search"))
    page_register.forget()


def first(found: Found) -> str:
    return found.hits[0].name_latin or found.hits[0].name_ar


@pytest.mark.parametrize(
    "asked",
    [
        "خالد الحداد",
        "Khaled Haddad",
        "khalid yusuf al-haddad",
        "Khaled Hadad",
        "Khaldd Haddad",
        "خالد يوسف حداد",
        "Haddad Khaled",
    ],
)
def test_any_script_spelling_and_one_slip(built: Built, asked: str) -> None:
    assert first(search(sight_of(built), Asked(name=asked))) == "Khaled Youssef Al Haddad"


@pytest.mark.parametrize(
    ("asked", "people"),
    [
        (Asked(place="حلب"), 3),
        (Asked(place="Aleppo", since=date(2013, 3, 5), until=date(2013, 3, 5)), 1),
        (Asked(facility="Saydnaya"), 3),
        (Asked(since=date(2012, 1, 1), until=date(2012, 12, 31)), 1),
        (Asked(until=date(2011, 12, 31)), 1),
        (Asked(mother="Fatima"), 2),
        (Asked(mother="Fatima", since=date(2014, 1, 1)), 0),
        (Asked(number="12345"), 0),
        (Asked(), 0),
    ],
)
def test_by_what_else_is_known(built: Built, asked: Asked, people: int) -> None:
    assert search(sight_of(built), asked).total == people


def test_a_mother_decides_between_equals(built: Built) -> None:
    found = search(sight_of(built), Asked(name="Haddad", mother="Fatima"))
    assert {hit.name_ar for hit in found.hits[:2]} == {"خالد يوسف الحداد", "عمر يوسف الحداد"}


def test_a_place_nobody_knows_is_said_to_be_unread(built: Built) -> None:
    found = search(sight_of(built), Asked(place="Qwxzy"))
    assert (found.total, found.unread) == (0, ("place",))


def test_hidden_people_are_not_found_counted_or_told_apart(built: Built) -> None:
    for asked in (Asked(name="Nader Dabbagh"), Asked(place="Hama"), Asked(mother="Rana")):
        assert search(sight_of(built), asked).total == 1
        for other in ("north", "east", "west"):
            assert search(sight_of(built, other), asked) == search(
                sight_of(built, other), Asked(name="Qwx")
            ), other


def test_hits_show_only_what_is_visible(built: Built) -> None:
    (hit,) = search(sight_of(built, "south"), Asked(name="Khaled Haddad")).hits
    assert (hit.records, hit.lists, hit.name_ar) == (1, 1, "")
    assert hit.person_id == ids.person_id(built.records["lamp"][0])
    (hit,) = search(sight_of(built, "north", sees=("lamp",)), Asked(name="Khaled Haddad")).hits
    assert (hit.records, hit.lists) == (2, 2)


def test_hidden_records_do_not_change_the_order(built: Built) -> None:
    """What north finds is what north would find if the other lists had never come."""
    index = name_index.build([row[0] for row in page_register.NORTH])
    alone = index.weigh("حداد", all_of(len(page_register.NORTH)))
    sight = sight_of(built, "north")
    whole = name_index.build(sight.snapshot.displays).weigh("حداد", sight.whole["name"])
    assert whole[: len(alone)].tolist() == pytest.approx(alone.tolist())
    assert not whole[len(alone) :].any()


def all_of(size: int) -> np.ndarray:
    return np.ones(size, bool)


@pytest.mark.parametrize(
    ("one", "other"),
    [("عبد الرحمن", "عبدالرحمن"), ("Abd al-Rahman", "Abdulrahman"), ("Al-Hussein", "الحسين")],
)
def test_names_in_two_words_are_found_in_one(one: str, other: str) -> None:
    index = name_index.build([one, other, "Nader"])
    for asked in (one, other):
        weight = index.weigh(asked, all_of(3))
        assert weight[0] > 0
        assert weight[1] > 0
        assert weight[2] == 0
