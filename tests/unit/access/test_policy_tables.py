"""The tables are whole, say what a lawyer would expect of them, and the page about them is current."""

import csv
import importlib.util
from pathlib import Path

import pytest

from sijill.access.model import Action, Actor, Kind, Level, Purpose, Reason, Role, Thing, operator
from sijill.access.policy import (
    Properties,
    consent_purposes,
    decide,
    property_rules,
    rules,
)
from sijill.claims.properties import PROPERTIES
from sijill.pipeline.review import FIELDS

ROOT = Path(__file__).resolve().parents[3]
SPEC = ROOT / "tests" / "spec" / "access.csv"


def actor(role: str, organisation: str = "north", **more: object) -> Actor:
    return Actor(user="u1", username="amal", organisation=organisation, roles=frozenset({Role(role)}), **more)


def test_the_page_of_the_policy_is_current() -> None:
    spec = importlib.util.spec_from_file_location("render_policy", ROOT / "tools" / "render_policy.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    page = (ROOT / "docs" / "reference" / "policy.md").read_text(encoding="utf-8")
    assert page == module.page(), "run: python tools/render_policy.py"


def test_every_property_is_in_the_table_with_the_sensitivity_the_claims_have() -> None:
    ours = {name: rule.sensitivity.value for name, rule in property_rules().items()}
    assert ours == {prop.value: info.sensitivity.value for prop, info in PROPERTIES.items()}


def test_the_register_team_compares_nothing_that_linkage_does_not() -> None:
    compared = {prop for properties in FIELDS.values() for prop in properties}
    matching = {name for name, rule in property_rules().items() if rule.matching}
    assert matching <= compared
    assert not any(property_rules()[name].sensitivity.value == "sealed" for name in matching)


def test_every_role_action_and_purpose_occurs_and_no_row_twice() -> None:
    assert {rule.role for rule in rules()} == set(Role)
    assert {rule.action for rule in rules()} == set(Action)
    assert {purpose for rule in rules() for purpose in rule.purposes} == set(Purpose)
    assert set(consent_purposes()) == set(Purpose)
    pairs = [(rule.role, rule.action) for rule in rules()]
    assert len(pairs) == len(set(pairs))


def test_administrators_and_auditors_read_no_claim_and_figures_identify_nobody() -> None:
    reading = {rule.role for rule in rules() if rule.action in {Action.READ_CLAIM, Action.OPEN_SEALED}}
    assert not reading & {Role.ADMINISTRATOR, Role.AUDITOR}
    viewer = [
        rule for rule in rules() if rule.role is Role.REPORT_VIEWER and rule.action is Action.READ_CLAIM
    ]
    assert [rule.properties for rule in viewer] == [Properties.FIGURES]
    names = {name for name in property_rules() if name.startswith(("name", "mother", "id.", "informant"))}
    assert all(property_rules()[name].identifying for name in names - {"informant.relation"})


@pytest.mark.parametrize(
    "row", list(csv.DictReader(SPEC.open(encoding="utf-8"))), ids=lambda row: row["case"]
)
def test_cases_a_lawyer_can_read(row: dict[str, str]) -> None:
    thing = Thing(
        kind=Kind.CLAIM,
        organisation=row["owner"],
        list_id="cedar",
        record="cedar-1",
        level=row["level"],
        prop=row["property"],
    )
    decision = decide(actor(row["role"]), Action.READ_CLAIM, thing, Purpose(row["purpose"]))
    assert ("yes" if decision.allow else decision.reason.value) == row["answer"]


def test_words_nobody_knows_are_denied() -> None:
    thing = Thing(
        kind=Kind.CLAIM, organisation="north", list_id="cedar", record="cedar-1", level="public", prop="name"
    )
    good = decide(actor("reader"), Action.READ_CLAIM, thing, Purpose.CASEWORK)
    assert good.allow
    for action, purpose in (("read_everything", Purpose.CASEWORK), (Action.READ_CLAIM, "curiosity")):
        no = decide(actor("reader"), action, thing, purpose)  # type: ignore[arg-type]
        assert (no.allow, no.reason) == (False, Reason.UNKNOWN_WORD)
    stranger = Actor(user="u1", username="a", organisation="north", roles=frozenset({"chief"}))  # type: ignore[arg-type]
    assert not decide(stranger, Action.READ_CLAIM, thing, Purpose.CASEWORK)


def test_the_operator_of_a_laptop_sees_every_organisation_and_still_opens_sealed_only_when_fresh() -> None:
    thing = Thing(
        kind=Kind.CLAIM, organisation="x", list_id="l", record="r", level="sealed", prop="informant.name"
    )
    one = operator("operator:amal")
    assert not decide(one, Action.READ_CLAIM, thing, Purpose.CASEWORK)
    assert decide(one, Action.OPEN_SEALED, thing, Purpose.CASEWORK).reason is Reason.FACTOR_MISSING
    assert decide(
        one, Action.READ_CLAIM, Thing(**_as(thing, level="organisation", prop="name")), Purpose.CASEWORK
    )


def _as(thing: Thing, **changes: str) -> dict[str, object]:
    from dataclasses import asdict

    return asdict(thing) | changes


def test_levels_are_those_that_claims_carry() -> None:
    from sijill.claims.map_row import VISIBILITY

    assert set(VISIBILITY.values()) <= {level.value for level in Level}
