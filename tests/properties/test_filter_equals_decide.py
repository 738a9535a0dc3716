"""The filter, as SQL and as a predicate, lets through exactly the claims that ``decide`` allows."""

from datetime import UTC, datetime, timedelta

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.access.filter import visible
from sijill.access.model import (
    Action,
    Actor,
    Consented,
    Grant,
    Kind,
    Level,
    Purpose,
    Role,
    Standing,
    Thing,
    Withheld,
)
from sijill.access.policy import decide, property_rules

NOW = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
LISTS = {"cedar": "north", "river": "north", "lamp": "south", "olive": "east"}
RECORDS = [f"{name}-{row}" for name in LISTS for row in (1, 2)]
PROPERTIES = [
    "name",
    "id.national",
    "note",
    "sighting.by",
    "held.place",
    "arrest.date",
    "unmapped:x",
    "nobody.knows",
]
LEVELS = [*Level, "secret", ""]

CLAIMS = [
    (name, organisation, level, prop, f"{name}-{row}")
    for name, organisation in LISTS.items()
    for level in LEVELS
    for prop in PROPERTIES
    for row in (1, 2)
] + [
    (None, "north", "public", "name", "cedar-1"),
    ("cedar", None, "public", "name", "cedar-1"),
    ("cedar", "north", None, "name", "cedar-1"),
    ("cedar", "north", "public", None, "cedar-1"),
    ("cedar", "north", "public", "name", None),
    ("new", "nobody", "organisation", "name", "new-1"),
]

purposes = st.sampled_from(Purpose)
maybe_purpose = st.none() | purposes
grants = st.builds(
    Grant,
    level=st.none() | st.sampled_from(Level),
    sensitive=st.booleans(),
    match=st.booleans(),
    by_consent=st.booleans(),
)
standings = st.builds(
    Standing,
    grants=st.dictionaries(st.sampled_from(list(LISTS)), grants),
    withheld=st.frozensets(
        st.builds(
            Withheld,
            record=st.sampled_from(RECORDS),
            prop=st.sampled_from(["", "name", "note"]),
            purpose=maybe_purpose,
        ),
        max_size=4,
    ),
    consented=st.frozensets(
        st.builds(Consented, record=st.sampled_from(RECORDS), purpose=maybe_purpose), max_size=6
    ),
)
actors = st.builds(
    Actor,
    user=st.just("u1"),
    username=st.just("amal"),
    organisation=st.sampled_from(["north", "south", "west", ""]),
    roles=st.frozensets(st.sampled_from(Role)),
    is_active=st.sampled_from([True, True, True, False]),
    is_register_team=st.booleans(),
    is_operator=st.sampled_from([False, False, False, True]),
    factor_at=st.sampled_from(
        [None, NOW, NOW - timedelta(minutes=4), NOW - timedelta(minutes=6), NOW + timedelta(1)]
    ),
    standing=standings,
)


@pytest.fixture(scope="module")
def claims() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE claims (n INTEGER, list_id VARCHAR, organisation VARCHAR, visibility VARCHAR, "
        "property VARCHAR, record_id VARCHAR)"
    )
    connection.executemany(
        "INSERT INTO claims VALUES (?, ?, ?, ?, ?, ?)", [[n, *claim] for n, claim in enumerate(CLAIMS)]
    )
    return connection


@settings(max_examples=150, deadline=None)
@given(
    actor=actors,
    purpose=purposes,
    action=st.sampled_from([Action.READ_CLAIM, Action.OPEN_SEALED]),
    at=st.sampled_from([None, NOW]),
)
def test_filter_and_decide_agree_on_every_claim(
    claims: duckdb.DuckDBPyConnection, actor: Actor, purpose: Purpose, action: Action, at: datetime | None
) -> None:
    allowed = {
        n
        for n, (list_id, organisation, level, prop, record) in enumerate(CLAIMS)
        if decide(
            actor,
            action,
            Thing(
                kind=Kind.CLAIM,
                organisation=organisation,
                list_id=list_id,
                record=record,
                level=level,
                prop=prop,
            ),
            purpose,
            at=at,
        ).allow
    }
    chosen = visible(actor, purpose, action=action, at=at)
    by_predicate = {
        n
        for n, (list_id, organisation, level, prop, record) in enumerate(CLAIMS)
        if chosen.allows(
            list_id=list_id, organisation=organisation, visibility=level, property=prop, record_id=record
        )
    }
    condition, parameters = chosen.sql()
    by_sql = {n for (n,) in claims.execute(f"SELECT n FROM claims WHERE {condition}", parameters).fetchall()}
    assert by_predicate == allowed
    assert by_sql == allowed
    for n in allowed:
        list_id, organisation = CLAIMS[n][:2]
        assert chosen.may_hold(list_id=list_id, organisation=organisation)


def test_the_claims_of_the_test_know_every_kind_of_property() -> None:
    """Otherwise the property above could agree about nothing."""
    rules = property_rules()
    kinds = {
        (rules[prop].sensitivity, rules[prop].identifying, rules[prop].matching)
        for prop in PROPERTIES
        if prop in rules
    }
    assert {kind[0] for kind in kinds} == {"normal", "sensitive", "sealed"}
    assert {kind[1] for kind in kinds} == {True, False}
