from datetime import date, timedelta

import pytest

from sijill.text import facilities, places
from sijill.text.facilities import Mark
from sijill.text.facilities.features import features_of
from sijill.text.facilities.resolve import _KINDS
from sijill.text.facilities.tables import rows_of


def _writings() -> list[tuple[str, str]]:
    return [
        (each.id, text)
        for each in facilities.facilities().values()
        for text in (each.name_en, each.name_ar, *each.aliases)
    ]


def test_no_writing_of_the_table_is_read_as_another_facility() -> None:
    for facility, text in _writings():
        assert facilities.read(text).resolved in {facility, None}, text


def test_most_writings_of_the_table_are_read_and_all_official_names_of_branches_are() -> None:
    read = [facilities.read(text).resolved == facility for facility, text in _writings()]
    assert sum(read) / len(read) > 0.9
    for each in facilities.facilities().values():
        if each.kind == "intel_branch":
            assert facilities.read(each.name_ar).resolved == each.id
            assert facilities.read(each.name_en).resolved == each.id


@pytest.mark.parametrize("row", list(rows_of("facility_traps.csv")), ids=lambda row: row["text"])
def test_a_trap_is_never_resolved_whatever_stands_beside_it(row: dict[str, str]) -> None:
    for governorate in (None, "SY01", "SY03", "حلب"):
        reading = facilities.read(row["text"], governorate=governorate)
        assert reading.resolved is None
        assert [each.id for each in reading.candidates] == row["ids"].split("|")
        assert row["why"] in (reading.note or "")


def test_numbers_that_two_facilities_share_would_not_be_resolved() -> None:
    numbers = [
        number for each in facilities.facilities().values() for number in features_of(each.name_ar).numbers
    ]
    assert len(numbers) == len(set(numbers))  # none is shared today


def test_a_number_needs_three_digits_when_nothing_says_what_it_counts() -> None:
    assert facilities.read("251").resolved == "gid-251"
    assert facilities.read("87").resolved is None
    assert facilities.read("0215").resolved == "mid-215"
    assert facilities.read("215215215").resolved is None


def test_damascus_and_its_countryside_are_one_surrounding_for_a_facility() -> None:
    assert facilities.read("سجن صيدنايا", governorate="دمشق").resolved == "sednaya"
    assert facilities.read("سجن صيدنايا", governorate="SY02").resolved is None


def test_the_table_holds_together() -> None:
    known, bodies = facilities.facilities(), facilities.actors()
    assert len(known) == 143
    assert len(bodies) == 38
    for each in known.values():
        assert each.kind in _KINDS
        assert each.agency in bodies
        assert each.parent is None or each.parent in known
        assert each.governorate is None or places.unit(each.governorate) is not None
    for table, column in (
        ("facility_aliases_hand.csv", "id"),
        ("facility_usual_names.csv", "id"),
        ("facility_control.csv", "facility"),
    ):
        assert all(row[column] in known for row in rows_of(table))
    assert all(row["controlled_by"] in bodies for row in rows_of("facility_control.csv"))
    assert all(row["code"] in bodies for row in rows_of("facility_words.csv") if row["role"] == "agency")


def test_marks_say_how_far_a_row_is_confirmed() -> None:
    known = facilities.facilities()
    assert known["mid-216"].mark is Mark.SOURCED
    assert known["mid-216"].verified
    assert known["mid-215"].mark is Mark.PARTLY
    assert not known["mid-215"].verified
    assert known["mid-215"].sources == ("VDC2013", "SNHR")
    assert known["mid-290"].mark is Mark.GENERAL_KNOWLEDGE
    assert known["gen-checkpoint"].mark is Mark.GENERIC


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("الأمن العسكري", "mid"), ("شعبة المخابرات العسكرية", "mid"), ("Military Security", "mid"), ("فرع 215", "mid"),
        ("المخابرات الجوية", "afid"), ("Air Force Intelligence", "afid"), ("الجوية", "afid"), ("جوية", "afid"),
        ("أمن الدولة", "gid"), ("المخابرات العامة", "gid"), ("State Security", "gid"), ("الأمن السياسي", "psd"),
        ("الأمن الجنائي", "csd"), ("داعش", "isis"), ("ISIS", "isis"), ("قسد", "sdf"), ("هيئة تحرير الشام", "hts"),
        ("الشرطة العسكرية", "mp"), ("الشرطة العسكرية (الجيش الوطني)", "sna-mp"), ("النظام السوري", "state-gov"),
        ("فرع الأمن العسكري في حمص", "mid"), ("شعبة المخابرات العسكرة", "mid"), ("سجن صيدنايا", "mp"),
        ("الفرقة الرابعة", "div4"),
        ("المخابرات", None), ("mukhabarat", None), ("الأمن", None), ("security forces", None), ("جهة مجهولة", None),
        ("", None), ("الأمن السياسي والأمن العسكري", None), ("خالد العلي", None), ("المزة", None),
    ],
)  # fmt: skip
def test_agencies(text: str, agency: str | None) -> None:
    assert facilities.read_agency(text).resolved == agency


def test_any_of_the_four_agencies_stays_open() -> None:
    reading = facilities.read_agency("المخابرات")
    assert set(reading.codes) == {"mid", "afid", "gid", "psd"}


def test_every_actor_is_read_by_each_of_its_names() -> None:
    for actor in facilities.actors().values():
        if actor.id != "unknown":
            for text in (actor.name_en, actor.name_ar, *actor.aliases):
                assert facilities.read_agency(text).resolved == actor.id, text


def test_chain_of_command() -> None:
    assert [link.id for link in facilities.chain_of_command("mid-215")] == [
        "mid-215",
        "mid",
        "mod",
        "state-gov",
    ]
    assert [link.id for link in facilities.chain_of_command("sednaya-red")] == [
        "sednaya-red",
        "sednaya",
        "mp",
        "mod",
        "state-gov",
    ]
    assert [link.id for link in facilities.chain_of_command("gid")] == ["gid", "nsb", "state-gov"]
    assert [link.is_actor for link in facilities.chain_of_command("sednaya-red")] == [
        False,
        False,
        True,
        True,
        True,
    ]
    assert facilities.chain_of_command("nothing") == ()


def test_every_chain_ends() -> None:
    for each in (*facilities.facilities(), *facilities.actors()):
        links = facilities.chain_of_command(each)
        assert len({link.id for link in links}) == len(links) >= 1


@pytest.mark.parametrize(
    ("facility", "on", "actor", "mark"),
    [
        ("mid-215", date(2013, 5, 1), "mid", Mark.PARTLY),
        ("mid-215", date(2024, 12, 7), "mid", Mark.PARTLY),
        ("mid-215", date(2024, 12, 8), None, None),
        ("mid-215", date(1950, 1, 1), None, None),
        ("idlib-central", date(2015, 2, 28), "prisons-dir", Mark.GENERAL_KNOWLEDGE),
        ("idlib-central", date(2015, 3, 15), None, None),
        ("idlib-central", date(2019, 1, 1), "ssg", Mark.GENERAL_KNOWLEDGE),
        ("sdf-shaddadi", date(2020, 1, 1), "sdf", Mark.PARTLY),
        ("sdf-shaddadi", date(2026, 1, 15), None, None),
        ("sdf-shaddadi", date(2026, 2, 1), "transitional-gov", Mark.SOURCED),
        ("mezzeh-prison", date(2013, 1, 1), None, None),
        ("tadmor", date(2016, 1, 1), None, None),
        ("sednaya", date(2014, 1, 1), "mp", Mark.SOURCED),
        ("gen-checkpoint", date(2014, 1, 1), None, None),
        ("nothing", date(2014, 1, 1), None, None),
    ],
)
def test_controller_by_date(facility: str, on: date, actor: str | None, mark: Mark | None) -> None:
    control = facilities.controller(facility, on)
    assert (control.actor, control.mark) == (actor, mark)
    assert control.note
    assert (control.source is None) == (actor is None)


def test_a_statement_of_control_holds_on_every_day_it_names_and_on_no_other() -> None:
    for facility in facilities.facilities():
        control = facilities.controller(facility, date(2014, 6, 1))
        if control.actor is not None and control.until is not None:
            assert facilities.controller(facility, control.until).actor == control.actor
            assert facilities.controller(facility, control.until + timedelta(days=1)).actor != control.actor


def test_json_values_say_what_is_verified() -> None:
    made = facilities.as_json(facilities.read("فرع 215"))
    assert made["resolved"] == "mid-215"
    assert made["candidates"][0]["verified"] is False
    assert made["candidates"][0]["mark"] == "V, K"
    assert facilities.as_json(facilities.read_agency("داعش"))["resolved"] == "isis"


def test_one_wrong_letter_in_a_long_writing_is_forgiven_but_never_in_a_number_or_a_town() -> None:
    assert facilities.read("جورية حماة").resolved == "afid-hama"
    assert facilities.read("Criminal Security Brnch - Aleppo").resolved == "csd-aleppo"
    assert facilities.read("Branch 225 (Patrols)").resolved != "mid-216"
    assert facilities.read("Branch 214 (Raids/Storming Squad)").resolved is None
    assert facilities.read("Musallamiya").resolved is None
    assert facilities.read("Musalamiya").resolved is None
    assert facilities.read("Ghweiran prisn").resolved is None
    assert facilities.read("فرع التحقيقق").resolved is None


@pytest.mark.parametrize("text", ["red", "White", "الأحمر", "أبيض"])
def test_a_colour_alone_names_no_building(text: str) -> None:
    reading = facilities.read(text)
    assert (reading.resolved, reading.codes) == (None, ())


@pytest.mark.parametrize("text", ["red building", "المبنى الأحمر", "البناء الاحمر", "Sednaya red"])
def test_a_colour_with_its_building_does(text: str) -> None:
    assert facilities.read(text).resolved == "sednaya-red"
