"""The page of a person: companions, relatives, sealed parts, history; and the pictures beside it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

import page_register
from page_register import Built, actor, sight_of
from sijill import ids
from sijill.access.filter import visible
from sijill.access.model import Action, Purpose, Role
from sijill.errors import NotFoundError
from sijill.persons.model import Interval, Kind
from sijill.web.look import person as people
from sijill.web.look import relatives
from sijill.web.look.relatives import Parts, kinship
from sijill.web.pictures import places_map, timeline


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    yield page_register.build(tmp_path_factory.mktemp("person"))
    page_register.forget()


def page_of(
    built: Built, record: str, organisation: str | None = None, **options: object
) -> people.PersonPage:
    sight = sight_of(built, organisation, **options)  # type: ignore[arg-type]
    person = sight.id_of(int(sight.person[sight.record(record)]))
    return people.look(sight, person, sealed=page_register.claims_of("west"))


def test_names_stand_in_both_scripts(built: Built) -> None:
    page = page_of(built, built.records["cedar"][0])
    assert page.names_ar[0] == "خالد يوسف الحداد"
    assert page.names_latin[0] == "Khaled Youssef Al Haddad"
    assert "Abu Saeed" in page.other_names


def test_who_was_taken_the_same_day_or_held_about_then(built: Built) -> None:
    page = page_of(built, built.records["cedar"][0])
    assert {(one.name_ar, one.why) for one in page.companions} == {
        ("وليد جميل الصباغ", "arrested_with"),
        ("عمر يوسف الحداد", "held_with"),
    }
    assert page.companions_in_all == 2


def test_companions_hidden_from_the_viewer_are_not_counted(built: Built) -> None:
    page = page_of(built, built.records["lamp"][0], "south")
    assert [one.name_latin for one in page.companions] == ["Walid Jamil Sabbagh"]
    assert page.companions_in_all == 1


def test_a_brother_is_suggested_and_a_stranger_is_not(built: Built) -> None:
    page = page_of(built, built.records["cedar"][0])
    assert [(one.name_ar, one.why) for one in page.relatives] == [("عمر يوسف الحداد", "sibling")]
    assert page_of(built, built.records["lamp"][4]).relatives == ()


KHALED = Parts(given="Khaled", father="Youssef", family="Haddad")


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (
            KHALED,
            Parts(given="Omar", father="Yusuf", family="Haddad"),
            "perhaps_sibling",
        ),
        (
            Parts(given="Khaled", father="Youssef", family="Haddad", mother="Fatima"),
            Parts(given="Omar", father="Youssef", family="Haddad", mother="Mariam"),
            "",
        ),
        (
            KHALED,
            KHALED,
            "",
        ),
        (
            KHALED,
            Parts(given="Omar", father="Khaled", grandfather="Youssef", family="Haddad"),
            "child",
        ),
        (
            KHALED,
            Parts(given="Omar", father="Youssef", family="Najjar"),
            "",
        ),
    ],
)
def test_kinship_by_names(one: Parts, other: Parts, why: str) -> None:
    assert kinship(one, other) == why
    if why == "child":
        assert kinship(other, one) == "parent"


def test_relatives_hidden_from_the_viewer_are_not_suggested(built: Built) -> None:
    sight = sight_of(built, "south", sees=("olive",))
    assert relatives.relatives_of(sight, int(sight.person[sight.record(built.records["lamp"][0])])) == []


def test_sealed_values_are_told_of_only_to_whoever_may_open_them(built: Built) -> None:
    record = built.records["cedar"][0]
    sight = sight_of(built, "north")
    person = sight.id_of(int(sight.person[sight.record(record)]))
    caseworker = actor("north", Role.CASEWORKER)
    known = visible(
        replace(caseworker, factor_at=page_register.AT),
        Purpose.CASEWORK,
        action=Action.OPEN_SEALED,
        at=page_register.AT,
    )
    page = people.look(sight, person, sealed=known)
    assert [(one.prop, one.record) for one in page.sealed] == [("informant.name", record)]
    assert "سرّ أول" not in repr(page)
    (opened,) = people.open_sealed(sight, person, record, "informant.name", opened=known)
    assert opened.claim.value == "سرّ أول"
    reader = visible(actor("north"), Purpose.CASEWORK, action=Action.OPEN_SEALED, at=page_register.AT)
    assert people.look(sight, person, sealed=reader).sealed == ()
    with pytest.raises(NotFoundError):
        people.open_sealed(sight, person, record, "informant.name", opened=reader)


def test_history_tells_how_records_came_together(built: Built) -> None:
    page = page_of(built, built.records["cedar"][0])
    assert [change.kind for change in page.history][-1] in {"new", "joined"}
    assert {record for part in page.history[-1].parts for record in part.records} == {
        built.records["cedar"][0], built.records["lamp"][0], built.records["olive"][0],
    }  # fmt: skip
    assert page.person.id == ids.person_id(built.records["cedar"][0])


def test_places_are_numbered_once(built: Built) -> None:
    page = page_of(built, built.records["cedar"][0])
    assert [place.number for place in page.places] == list(range(1, len(page.places) + 1))
    assert len({place.code for place in page.places}) == len(page.places)
    assert "SY02" in {place.pcode for place in page.places}  # Aleppo


def test_the_timeline_reads_from_the_right_in_arabic() -> None:
    first = timeline.Item(
        kind=Kind.ARREST, when=Interval(start=date(2012, 1, 1), end=date(2012, 1, 1)), source="a", label="x"
    )
    later = replace(first, when=Interval(start=date(2014, 1, 1), end=None), label="<b>")
    drawn = {rtl: timeline.draw([first, later], title="t", rtl=rtl) for rtl in (False, True)}
    at = {rtl: float(text.split('<circle cx="', 1)[1].split('"', 1)[0]) for rtl, text in drawn.items()}
    assert at[False] < timeline.WIDTH / 2 < at[True]
    assert "<b>" not in drawn[True]
    assert "&lt;b&gt;" in drawn[True]
    assert timeline.draw([], title="t", rtl=False) == ""


def test_marks_of_one_city_stand_beside_each_other() -> None:
    marks = [places_map.Mark(pcode="SY02", kind="held", label=f"{n}", number=n) for n in range(1, 8)]
    drawn = places_map.draw(marks, title="<map>")
    centres = [
        tuple(map(float, (part.split('"')[1], part.split('"')[3]))) for part in drawn.split("<circle ")[1:]
    ]
    assert len(centres) == 7
    assert (
        min(abs(a[0] - b[0]) + abs(a[1] - b[1]) for i, a in enumerate(centres) for b in centres[i + 1 :]) > 15
    )
    assert "<map>" not in drawn.replace("<title>&lt;map&gt;</title>", "")


def test_a_place_without_coordinates_is_left_out_of_the_map() -> None:
    assert "<circle" not in places_map.draw(
        [places_map.Mark(pcode="XX", kind="held", label="", number=1)], title="t"
    )
