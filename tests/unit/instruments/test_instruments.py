"""What is counted of a resolution: by day, by group, after it, and by whom nothing was answered."""

from datetime import date
from pathlib import Path

import pytest

from conftest import ACTOR, NOW, WriteList
from sijill.errors import NotFoundError
from sijill.instruments.indicators import days_between, requests_unanswered
from sijill.instruments.instruments import LANGUAGES, instrument, instruments, say, words
from sijill.instruments.model import Group, Indicator, Request
from sijill.instruments.report import follow_up_document, follow_up_object
from sijill.pipeline.instrument import followed_up
from sijill.pipeline.unify import unify
from sijill.tables import database
from sijill.tables import register as registers
from sijill.typesetting.blocks import html_of

HEADER = [
    "Name", "Father", "Sex", "Date of birth", "Occupation", "Date of arrest", "Arrested by", "Date of death",
    "Release date", "Status",
]  # fmt: skip
MID = "Military Intelligence"
ROWS = [
    ["Khaled Homsi", "Nabil", "Male", "1980", "journalist", "2013-05-06", MID, "", "", "Detained"],
    ["Lina Barazi", "Samir", "Female", "1997-06-01", "", "2013-09-09", MID, "", "", "Detained"],
    ["Nizar Akkad", "Yasin", "Male", "1970", "", "2012-02-11", MID, "", "2013-12-01", "Released"],
    ["Fares Qabbani", "Adel", "Male", "1990", "", "2015-07-20", MID, "2016-02-02", "", "Died in detention"],
    ["Rami Tarabishi", "Fadi", "Male", "1990", "", "2013-10-10", "ISIS", "", "", "Detained"],
    ["Ward Zein", "Hani", "Male", "1990", "", "2014", MID, "", "", "Detained"],
]


@pytest.fixture
def followed(tmp_path: Path, write_list: WriteList):
    unify([write_list("people.csv", HEADER, ROWS)], tmp_path / "register", at=NOW, actor=ACTOR)
    register = registers.open_register(tmp_path / "register")
    yield lambda day: followed_up(register, instrument_id="SC-2139-2014", as_of=day)
    database.close()


@pytest.mark.usefixtures("store")
def test_held_on_the_day_and_after_the_fall(followed) -> None:
    made = followed(date(2025, 6, 1))
    then, fall, now = (made.held[day] for day in (date(2014, 2, 22), date(2024, 12, 31), date(2025, 6, 1)))
    assert (then.certain, then.presumed, then.unknown) == (0, 2, 1)  # 2014: before the day or after it
    assert (made.held[date(2015, 12, 31)].certain, made.held[date(2015, 12, 31)].presumed) == (1, 3)
    for standing in (fall, now):
        assert (standing.certain, standing.presumed, standing.fate_unknown) == (0, 0, 3)
    text = html_of(follow_up_document(made))
    assert "still held" in text  # only in the sentence that says never
    assert text.count("still held") == 1


def test_groups_and_what_happened_after(followed) -> None:
    made = followed(date(2016, 12, 31))
    women, _ = made.groups[Group.WOMEN]
    children, _ = made.groups[Group.CHILDREN]
    journalists, _ = made.groups[Group.JOURNALISTS]
    older, _ = made.groups[Group.OLDER]
    assert (women.presumed, children.presumed, journalists.presumed, older.presumed) == (1, 1, 1, 0)
    assert (made.arrests.sure, made.arrests.possible) == (1, 1)
    assert (made.deaths.sure, made.deaths.possible) == (1, 0)


def test_a_day_before_the_events_counts_none_of_them(followed) -> None:
    made = followed(date(2015, 1, 1))
    assert (made.arrests.sure, made.deaths.sure) == (0, 0)
    assert made.arrests.possible == 1


def test_requests() -> None:
    asked = [
        Request(id="a", sent=date(2014, 3, 1), answered=None),
        Request(id="b", sent=date(2014, 3, 1), answered=date(2014, 3, 20)),
        Request(id="c", sent=date(2014, 3, 11), answered=date(2015, 1, 1)),
        Request(id="d", sent=date(2016, 1, 1), answered=None),
    ]
    waiting = requests_unanswered(asked, date(2014, 4, 1))
    assert [(one.request.id, one.days) for one in waiting] == [("a", 31), ("c", 21)]
    assert [one.request.id for one in requests_unanswered(asked, date(2014, 4, 1), days=30)] == ["a"]


def test_days() -> None:
    assert days_between(date(2014, 2, 22), date(2015, 6, 1)) == (
        date(2014, 2, 22),
        date(2014, 12, 31),
        date(2015, 6, 1),
    )
    assert days_between(date(2014, 2, 22), date(2013, 1, 1)) == (date(2013, 1, 1),)


def test_ids_are_found_however_written() -> None:
    assert instrument("sc-2139-2014").id == instrument("SC-2139-2014").id == instrument("2139").id
    with pytest.raises(NotFoundError):
        instrument("2012")  # two of that year
    with pytest.raises(NotFoundError):
        instrument("9999")


@pytest.mark.parametrize("one", instruments(), ids=lambda one: one.id)
def test_every_instrument_has_its_words_and_marks(one) -> None:
    assert one.mark in {"V", "K"}
    assert one.title["en"]
    assert one.title["ar"]
    for obligation in one.obligations:
        assert obligation.mark in {"V", "K"}
        assert obligation.gist["ar"]
        assert obligation.indicators
        for what in obligation.indicators:
            if what is not Indicator.ACKNOWLEDGED:
                assert say(what.value, "ar")


@pytest.mark.parametrize("word", sorted(words()))
def test_words_have_the_same_places_in_both_languages(word: str) -> None:
    from string import Formatter

    places = [
        {name for _, name, _, _ in Formatter().parse(words()[word][lang]) if name} for lang in ("en", "ar")
    ]
    assert places[0] == places[1]


def test_the_object_has_every_indicator(followed) -> None:
    told = follow_up_object(followed(date(2016, 1, 1)))
    assert {"held_at", "post_resolution_violations", "requests_unanswered", "places_named"} <= set(told)
    assert "Homsi" not in str(told)


def test_what_is_not_verified_is_said_in_both_languages() -> None:
    """A remark on how far a text was read must not get lost in translation."""
    for one in instruments():
        assert bool(one.note["en"]) == bool(one.note["ar"])
        for texts in (one.title, *(each.gist for each in one.obligations)):
            assert all(texts[language].strip() for language in LANGUAGES)
