"""The procedures are data: every state has an owner and is reached, every rule a source and a mark, every text both
languages; and the reader refuses what it does not understand.
"""

import copy
from importlib.resources import files

import pytest
import yaml

from sijill.cases import answers, nationality, procedures
from sijill.cases.checks import CHECKS
from sijill.cases.model import Mark, Owner, Procedure, Words
from sijill.consents.codes import codes
from sijill.errors import UsageError

ALL = list(procedures.load_all().values())
EACH = pytest.mark.parametrize("procedure", ALL, ids=lambda one: one.id)


def test_all_nine_are_there_and_ids_do_not_mind_case() -> None:
    assert tuple(procedures.load_all()) == procedures.IDS
    assert procedures.load("wgeid") is procedures.load("WGEID")
    assert procedures.load("sr-torture").id == "SR_TORTURE"
    with pytest.raises(UsageError, match="CED31"):
        procedures.load("CED31")


@EACH
def test_every_state_is_reached_from_the_first(procedure: Procedure) -> None:
    reached, waiting = {procedure.start.id}, [procedure.start.id]
    while waiting:
        for step in procedure.exits(waiting.pop()):
            if step.target not in reached:
                reached.add(step.target)
                waiting.append(step.target)
    assert reached == set(procedure.states)


@EACH
def test_every_state_has_an_owner_and_only_final_ones_have_no_way_out(procedure: Procedure) -> None:
    for state in procedure.states.values():
        assert state.owner in Owner
        assert bool(procedure.exits(state.id)) is (state.owner is not Owner.NOBODY), state.id


@EACH
def test_every_transition_can_happen_and_an_event_means_one_thing(procedure: Procedure) -> None:
    for step in procedure.transitions:
        assert step.origins
        assert step.by is not Owner.NOBODY
    pairs = [(origin, step.event) for step in procedure.transitions for origin in step.origins]
    assert len(pairs) == len(set(pairs))


@EACH
def test_the_first_sending_is_a_sending(procedure: Procedure) -> None:
    (sent,) = [step for step in procedure.exits("draft") if step.event == "submitted"]
    assert sent.sends
    assert [step.event for step in procedure.exits("draft") if not step.sends] == ["given_up"]


@EACH
def test_every_rule_has_a_source_and_a_mark(procedure: Procedure) -> None:
    rules = [
        procedure.address_source,
        *(one.source for one in procedure.tracks),
        *(one.source for one in procedure.states.values()),
        *(one.source for one in procedure.transitions),
        *(one.source for one in procedure.clocks),
        *(one.source for one in procedure.requirements),
        *(one.source for one in procedure.exclusions),
    ]
    for source in rules:
        assert source.mark in Mark
        assert procedure.sources[source.key]
        assert (source.mark is Mark.OURS) is (source.key == "OWN")
        if source.key == "K":
            assert source.mark is Mark.UNVERIFIED, "general knowledge is never verified"
    assert set(procedure.sources) == {source.key for source in rules}, "a source nobody uses"


@EACH
def test_a_procedure_without_clocks_says_why(procedure: Procedure) -> None:
    assert bool(procedure.clocks) is (procedure.clocks_note is None)


@EACH
def test_every_procedure_asks_for_consent_and_the_same_person(procedure: Procedure) -> None:
    hard = {one.id for one in procedure.requirements if one.hard}
    assert {"consent", "same_person", "risk_review"} <= hard
    named = codes("purpose")[procedure.purpose].recipients
    assert procedure.recipient.startswith("$") or named is None or procedure.recipient in named


@EACH
def test_requirements_can_be_tested_and_are_listed_once_per_track(procedure: Procedure) -> None:
    for track in procedure.tracks:
        ids = [one.id for one in procedure.requirements if not one.tracks or track.id in one.tracks]
        assert len(ids) == len(set(ids))
    for one in procedure.requirements:
        assert one.check in CHECKS
        fields = {one.parameters.get("field"), *one.parameters.get("fields", ())} - {None}
        assert fields <= set(answers.known())


def test_no_check_stands_idle() -> None:
    assert {one.check for procedure in ALL for one in procedure.requirements} == set(CHECKS)


def test_exclusion_holds_from_both_sides() -> None:
    for procedure in ALL:
        for one in procedure.exclusions:
            back = {other.other: other.excludes for other in procedures.load(one.other).exclusions}
            assert back.get(procedure.id, False) is one.excludes


def test_the_same_word_keeps_its_body_apart() -> None:
    """'Closed' and 'discontinued' do not mean for the Committee what they mean for the Working Group."""
    wgeid, ced = procedures.load("WGEID").states, procedures.load("CED30").states
    for word in ("closed", "discontinued"):
        assert wgeid[word].means.en != ced[word].means.en
        assert wgeid[word].means.ar != ced[word].means.ar
    assert "presumption of death alone never closes" in wgeid["closed"].means.en


def test_forms_that_were_not_seen_say_so() -> None:
    for procedure in ALL:
        assert "[" in procedure.form_note.en
        assert "[" in procedure.form_note.ar
        assert procedure.form_note.en != procedure.form_note.ar


def raw(name: str = "WGEID") -> tuple[dict, dict]:
    folder = files("sijill.cases").joinpath("data")
    read = [
        yaml.safe_load(folder.joinpath(path).read_text(encoding="utf-8"))
        for path in (f"procedures/{name}.yml", "requirements.yml")
    ]
    return copy.deepcopy(read[0]), read[1]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda one: one.update(extra="nobody reads this"),
        lambda one: one["states"][0].pop("owner"),
        lambda one: one["transitions"][0].update(to="nowhere"),
        lambda one: one["clocks"][0]["stops"].append("no such event"),
        lambda one: one["clocks"][-1]["starts"].append("no such event"),
        lambda one: one["clocks"][-1].update(starts=["transmitted", "disappearance"]),
        lambda one: one["clocks"][0]["source"].update(key="A source nobody named"),
        lambda one: one["states"][1]["name"].update(ar=" "),
        lambda one: one["requirements"][0].update(id="no such requirement"),
        lambda one: one.update(purpose="no such purpose"),
        lambda one: one.update(taken="yesterday"),
    ],
)
def test_half_understood_data_is_refused(spoil) -> None:
    data, catalogue = raw()
    procedures.parse(data, requirements=catalogue)  # whole, it is read
    data, catalogue = raw()
    spoil(data)
    with pytest.raises((ValueError, KeyError, UsageError)):
        procedures.parse(data, requirements=catalogue)


def test_states_parties_as_published() -> None:
    assert len(nationality.parties()) == 77
    assert nationality.undated() == 61
    assert "SYR" not in nationality.parties()
    assert (
        nationality.parties()["ARG"].in_force == nationality.ENTRY
    )  # deposited before the Convention was in force
    assert nationality.parties()["BGD"].in_force.isoformat() == "2024-09-29"


@pytest.mark.parametrize(
    ("text", "codes_read"),
    [
        ("Syrian", {"SYR"}),
        ("سوري", {"SYR"}),
        ("سورية، فرنسية", {"SYR", "FRA"}),
        ("Palestinian Syrian", {"PSE"}),
        ("FRA", {"FRA"}),
        ("Syrian / unknown", None),
        ("Martian", None),
        ("", None),
    ],
)
def test_a_nationality_is_read_or_unknown_never_guessed(text, codes_read) -> None:
    assert nationality.read(text) == (None if codes_read is None else frozenset(codes_read))


def test_words_of_answers_are_there_in_both_languages() -> None:
    for one in answers.known().values():
        assert isinstance(one.label, Words)
        assert one.label.en
        assert one.label.ar
        if one.kind in {"code", "codes", "choice"}:
            assert answers.valid_codes(one.name)
