"""What a consent leaves out is in no byte of what is rendered; with the filter off it is found."""

import csv
from datetime import date

import pytest

import submission_world as world
from conftest import ACTOR, NOW
from sijill.cases import store as cases
from sijill.claims.properties import BY_NAME
from sijill.consents.codes import exclusions as kinds
from sijill.errors import UsageError
from sijill.pipeline import cases as work
from sijill.pipeline import submit as submitting
from sijill.pipeline.submit import submit
from sijill.pipeline.unify import unify
from sijill.submissions import exclusions, form_file, gate
from sijill.submissions.gate import ProtectedNameError
from sijill.submissions.model import NOTHING_LEFT_OUT, State
from sijill.tables import database, parquet
from sijill.tables import register as registers

HEADER = (
    "Full name", "Mother's name", "Sex", "Date of birth", "Birth place", "Address", "National ID", "Occupation",
    "Arrest date", "Arrest place", "Charge", "Cause of death",
)  # fmt: skip
# One canary for each property, of letters that stand nowhere else.
ROW = (
    "Tarek Munir Zaytoun", "Wardamira Qannarova", "Male", "1987-04-09", "Jarablus", "Qadmus", "77001122334",
    "beekeeper zumurrud", "2013-05-12", "Homs", "weakening zafferano sentiment", "heart attack",
)  # fmt: skip
# kind -> what must not be found, in any script the document may use
CANARIES = {
    "mother": ("Wardamira", "Qannarova"),
    "birth": ("April1987", "1987-04-09", "Jarablus", "جرابلس"),
    "address": ("Qadmus", "القدموس"),
    "identity_document": ("77001122334",),
    "occupation": ("zumurrud",),
}
LONG_ANSWERS = {
    "photo": "Canary photograph filename zafir",
    "civil_status": "married",
    "group": "Canary belief almandine",
    "pregnant": "Canary medical obsidian",
    "activity": "journalist",
}
ANSWER_CANARIES = {
    "photograph": ("zafir",),
    "belief": ("almandine",),
    "medical": ("obsidian",),
}


@pytest.fixture
def opened(tmp_path):
    with (tmp_path / "birch.csv").open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows((HEADER, ROW))
    root = tmp_path / "register"
    registers.create(root)
    unify([tmp_path / "birch.csv"], root, engine="reference", at=NOW, actor=ACTOR)
    yield registers.open_register(root)
    database.close()


def person_of(register) -> str:
    return parquet.read(register.derived / "membership.parquet")["person_id"].to_pylist()[0]


def agree(register, person: str, *excludes: str, giver: str = "F-1", **more):
    return work.give_consent(
        register, person, **{"purpose": "un_wgeid", "state": "given", "capacity": "next_of_kin", "form": "written",
        "date": date(2026, 1, 2), "giver": giver, "excludes": excludes, "at": NOW, "by": ACTOR} | more,
    )  # fmt: skip


def rendered(register, case: str, out, languages=("en", "ar")):
    return submit(
        register, case, formats=("pdf", "docx", "json"), languages=languages, out=out, at=NOW, actor=ACTOR
    )


def opened_case(register, person: str) -> str:
    case = work.open_case(register, "WGEID", [person], at=NOW, by=ACTOR)
    work.answer(case.id, world.ANSWERS | LONG_ANSWERS, at=NOW, by=ACTOR)
    return case.id


def test_what_is_left_out_is_in_no_byte_and_without_it_every_canary_is(opened, tmp_path) -> None:
    person = person_of(opened)
    case = opened_case(opened, person)
    first = agree(opened, person)
    rendered(opened, case, tmp_path / "control")
    every = {**CANARIES, **ANSWER_CANARIES}
    for kind, secrets in every.items():  # the control: each is printed when nothing is left out
        assert world.leaks(tmp_path / "control", secrets), kind
    agree(opened, person, *every, replaces=first.id)
    rendered(opened, case, tmp_path / "out")
    for kind, secrets in every.items():
        assert world.leaks(tmp_path / "out", secrets) == [], kind
    assert world.leaks(tmp_path / "out", ("Zaytoun",))  # the person is still there


def test_control_with_the_filter_off_they_are_found(opened, tmp_path, monkeypatch) -> None:
    person = person_of(opened)
    case = opened_case(opened, person)
    agree(opened, person, *CANARIES, *ANSWER_CANARIES)
    monkeypatch.setattr(exclusions, "left_out", lambda codes: NOTHING_LEFT_OUT)
    rendered(opened, case, tmp_path / "out", languages=("en",))
    for kind, secrets in {**CANARIES, **ANSWER_CANARIES}.items():
        assert world.leaks(tmp_path / "out", secrets), kind


def test_a_left_out_field_reads_the_same_whether_anything_is_known_or_not(opened) -> None:
    person = person_of(opened)
    case = cases.get(opened_case(opened, person))
    agree(opened, person, "residence.place", "birth")

    def rows(visible):
        found = submitting.render(
            opened, case, form_file.load("WGEID"), formats=(), languages=("en",), at=NOW, visible=visible
        )
        sections = found.documents[0].data["persons"][0]["sections"]
        return {row["field"]: row for section in sections for row in section["rows"]}

    known = rows(submitting.everything)
    silent = rows(lambda one: one.claim.prop not in {"residence.place", "birth.date", "birth.place"})
    for field in ("address", "birth_date", "birth_place", "minor"):
        assert known[field] == silent[field]
        assert known[field]["state"] == State.LEFT_OUT.value


def test_an_entered_text_that_says_what_is_left_out_is_refused(opened, tmp_path, monkeypatch) -> None:
    person = person_of(opened)
    case = opened_case(opened, person)
    work.answer(case, {"narrative": "His mother Wardamira Qannarova asked for him."}, at=NOW, by=ACTOR)
    agree(opened, person, "mother")
    with pytest.raises(ProtectedNameError, match=r"narrative.*mother\.name"):
        rendered(opened, case, tmp_path / "out", languages=("en",))
    assert not (tmp_path / "out").exists()
    monkeypatch.setattr(gate, "refuse_left_out", lambda document, subjects: None)
    rendered(opened, case, tmp_path / "control", languages=("en",))
    assert world.leaks(tmp_path / "control", ("Wardamira",))


def test_a_second_yes_without_exclusion_does_not_lift_it(opened, tmp_path) -> None:
    """The strictest word counts: what one relative leaves out stays out whoever else says yes."""
    person = person_of(opened)
    case = opened_case(opened, person)
    agree(opened, person, "address", giver="F-1")
    agree(opened, person, giver="F-2")
    rendered(opened, case, tmp_path / "out", languages=("en",))
    assert world.leaks(tmp_path / "out", CANARIES["address"]) == []
    assert world.manifest_of(tmp_path / "out")["consents"][0]["leaves_out"] == ["address"]


def test_a_mandatory_field_left_out_is_told_to_the_operator(opened, tmp_path) -> None:
    person = person_of(opened)
    case = opened_case(opened, person)
    agree(opened, person, "arrest.place")
    done = rendered(opened, case, tmp_path / "out", languages=("en",))
    assert any("leaves out what the form requires: place" in one for one in done.warnings)
    checked = work.check(opened, case, on=NOW.date())
    consent = next(one for one in checked.findings if one.requirement.id == "consent")
    assert any("arrest.place" in one.en for one in consent.warnings)


@pytest.mark.parametrize(
    ("field", "problem"),
    [
        ("name.family", "cannot be left out"),
        ("first_name", "holds the name"),
        ("sighting.by", "never printed"),
        ("shoe size", "Nothing is called"),
    ],
)
def test_what_cannot_be_left_out_is_refused(opened, field, problem) -> None:
    with pytest.raises(UsageError, match=problem):
        agree(opened, person_of(opened), field)


def test_only_a_yes_leaves_something_out(opened) -> None:
    with pytest.raises(UsageError, match="Only a yes"):
        agree(opened, person_of(opened), "address", state="refused")


def test_the_table_names_only_properties_and_fields_there_are() -> None:
    fields = {
        name
        for form in form_file.load_all().values()
        for one in form.fields
        for name in (one.id, *one.answers)
    }
    for kind in kinds().values():
        assert set(kind.properties) <= set(BY_NAME), kind.code
        assert set(kind.answers) <= fields, kind.code
        assert kind.properties or kind.answers
        assert exclusions.label(kind.code, "ar") != exclusions.label(kind.code, "en")


def test_every_sensitive_property_that_a_form_may_print_is_in_a_kind() -> None:
    named = {prop for kind in kinds().values() for prop in kind.properties}
    asked = {prop for form in form_file.load_all().values() for prop in form.sensitive}
    assert asked
    assert asked <= named
