"""Every route × role × level × own or other organisation: which texts, counts and statuses reach whom.

A register of three organisations with a record of every level in each list; each cell is a canary that says whose it
is, of what kind and of what level. Whoever asks every address with an id of every level and owner finds what three
lines of this file say, and nothing else. What they say is worked out here, not by ``decide``.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.test import Client

import web_site
from sijill import ids
from sijill.access import filter as filters
from sijill.access import policy
from sijill.access.model import Action, Level, Role, Sensitivity
from sijill.web import actors
from sijill.web.look import snapshot as snapshots
from web_routes import Route, filled, routes
from web_site import LISTS, WebSite

LEVELS = ("public", "partners", "organisation", "sealed")
SAMPLED = ("cedar", "lamp")  # north's own, and another's for all who walk
FIRST = {"cedar": 0, "lamp": 1, "olive": 2}  # so that two lists tell of one person on different levels
NORMAL, SENSITIVE = ("name", "mother", "place", "held"), ("note", "unmapped")
READERS = {"reader", "caseworker", "reviewer", "data_officer"}
ABSENT = {
    "person_id": "p000000000000", "list_id": "nolist", "left": "a000000000000-1", "right": "a000000000000-2",
    "job_id": "nojob", "thing": "a000000000000-1", "user_id": "u000000000000", "token_id": "notoken",
    "record": "a000000000000-1", "record_id": "a000000000000-1", "case_id": "nocase", "letter_id": "noletter",
    "rendering_id": "norendering", "name": "manifest.json", "text_id": "notext", "decree_id": "LD-7-2022",
    "instrument_id": "SC-2139-2014", "kind": "letter", "form_id": "noform", "body": "nobody", "form": "noform",
}  # fmt: skip


def level_of(list_id: str, number: int) -> str:
    return LEVELS[(number + FIRST[list_id]) % len(LEVELS)]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebSite]:
    folder = tmp_path_factory.mktemp("levels")
    built = folder / "built" / "register"
    web_site.build(built)
    for path in (built / "claims").glob("*.parquet"):
        _give_levels(path)
    yield web_site.open_copy(built, folder / "register")
    web_site.forget()


def _give_levels(path: Path) -> None:
    """Nothing in the product makes claims public yet, so the levels are written into the claims files of this test."""
    table = pq.read_table(path)
    rows, values = table["row"].to_pylist(), table["value"].to_pylist()
    list_id = next(found[1] for value in values if (found := re.search(r"Zq(cedar|lamp|olive)", value)))
    people = list(LISTS[list_id][1])
    said = [
        "sealed" if old == "sealed" else level_of(list_id, people[row - 1])
        for row, old in zip(rows, table["visibility"].to_pylist(), strict=True)
    ]
    place = table.column_names.index("visibility")
    column = pa.array(said).dictionary_encode().cast(table.schema.field("visibility").type)
    pq.write_table(table.set_column(place, "visibility", column), path, row_group_size=16)


def may_see(viewer: str, role: str, list_id: str, kind: str, level: str) -> bool:
    """What the policy says, in other words than its own."""
    if role not in READERS or level == "sealed" or kind not in {*NORMAL, *SENSITIVE}:
        return False
    return LISTS[list_id][0] == viewer or (kind in NORMAL and level in {"public", "partners"})


def records_of(site: WebSite) -> Iterator[tuple[str, int, str]]:
    """(list, number of the person, record id) of every record."""
    snapshot = snapshots.current(site.register)
    for record, list_id in zip(snapshot.record_ids, snapshot.lists, strict=True):
        yield list_id, list(LISTS[list_id][1])[int(record.rsplit("-", 1)[1]) - 1], record


def samples(site: WebSite) -> list[dict[str, str]]:
    """Values for the parts of addresses: a record of every level and list, and things that are not there."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for list_id, number, record in records_of(site):
        values = {
            "person_id": ids.person_id(record), "record": record, "record_id": record, "left": record,
            "right": record.rsplit("-", 1)[0] + "-1", "thing": record, "list_id": list_id,
            "user_id": site.users[LISTS[list_id][0], "reader"].id,
        }  # fmt: skip
        if list_id in SAMPLED:
            found.setdefault((list_id, level_of(list_id, number)), ABSENT | values)
    assert len(found) == len(SAMPLED) * len(LEVELS)
    return list(found.values())


def addresses(site: WebSite, every: list[Route]) -> Iterator[tuple[Route, str]]:
    chosen = [ABSENT, *samples(site)]
    for route in every:
        yield from ((route, where) for where in dict.fromkeys(filled(route, values) for values in chosen))


def answer(client: Client, route: Route, where: str) -> Any:
    if route.method != "POST":
        return client.get(where)
    body = (
        {"name": "الحداد"} if where.endswith("search") else {"left": "a-1", "right": "a-2", "verdict": "same"}
    )
    return client.post(where, json.dumps(body), content_type="application/json")


def canaries(text: str) -> set[tuple[str, str, str]]:
    """(list, kind, level) of every canary in a text."""
    found = re.findall(rf"zq({'|'.join(LISTS)})([a-z]+)(\d+)x", text.casefold())
    return {(list_id, kind, level_of(list_id, int(number))) for list_id, kind, number in found}


def walk(
    site: WebSite, viewer: str, role: str, *, within: str = ""
) -> tuple[set[tuple[str, str, str]], list[str]]:
    """Every canary that any route showed, and what was wrong; ``within``: only routes with this in their pattern."""
    client = site.client(viewer, role)
    seen: set[tuple[str, str, str]] = set()
    wrong = []
    asked = [one for one in routes() if one.action is not None and within in one.pattern]
    for route, where in addresses(site, asked):
        response = answer(client, route, where)
        body = b"".join(response) if response.streaming else response.content
        found = canaries(body.decode(errors="replace"))
        seen |= found
        wrong += [f"{route.name} {where}: {one}" for one in found if not may_see(viewer, role, *one)]
        if response.status_code >= 500:
            wrong.append(f"{route.name} {where}: {response.status_code}")
    for number in (0, 1, 5, 6, 10, 11):  # searching is asked for by name: three lists spell them alike
        for form in ("/search/", "/search/check/"):
            found = canaries(client.post(form, {"name": " ".join(web_site.person(number))}).content.decode())
            seen |= found
            wrong += [f"{form} {number}: {one}" for one in found if not may_see(viewer, role, *one)]
    return seen, wrong


@pytest.mark.parametrize("role", [role.value for role in Role])
@pytest.mark.parametrize("viewer", ["north", "west", "team"])
def test_no_route_shows_anybody_more_than_their_levels(site: WebSite, viewer: str, role: str) -> None:
    seen, wrong = walk(site, viewer, role)
    assert wrong == []
    if role in READERS:  # else empty pages would pass: every level they may see was seen, own and others'
        wanted = {
            (list_id, "name", level)
            for list_id in SAMPLED
            for level in LEVELS
            if may_see(viewer, role, list_id, "name", level)
        }
        assert seen >= wanted


@pytest.mark.parametrize("viewer", ["north", "south", "west"])
def test_statuses_counts_ids_and_agreement_rest_on_visible_records_alone(site: WebSite, viewer: str) -> None:
    client = site.client(viewer, "reader")
    absent = client.get(f"/api/persons/{ABSENT['person_id']}")
    visible, every = set(), {}
    for list_id, number, record in records_of(site):
        every[record] = (list_id, number)
        shown = may_see(viewer, "reader", list_id, "name", level_of(list_id, number))
        response = client.get(f"/api/persons/{ids.person_id(record)}")
        page = client.get(f"/persons/{ids.person_id(record)}/")
        if shown:
            visible.add(record)
            assert (response.status_code, page.status_code in {200, 302}) == (200, True), record
        else:
            assert (response.status_code, response.content) == (absent.status_code, absent.content), record
            assert page.status_code == 404, record
    for record in visible:
        told = client.get(f"/api/persons/{ids.person_id(record)}").json()
        assert set(told["records"]) <= visible
        assert set(told["lists"]) == {every[one][0] for one in told["records"]}
        founder = min(told["records"], key=lambda one: list(every).index(one))
        assert told["id"] == ids.person_id(founder)  # an id never comes from a hidden record
        said = {(one["record"], one["visibility"]) for one in told["claims"]}
        assert {record for record, _ in said} == set(told["records"])
        assert {level for _, level in said} <= set(LEVELS[:3])
        assert all(one["claimant"] in {"north", "south", "east"} for one in told["statuses"])
    lists = {one["id"]: one["records"] for one in client.get("/api/lists").json()["lists"]}
    for list_id, count in lists.items():
        assert count == sum(every[one][0] == list_id for one in visible)


def test_a_widened_policy_is_found(site: WebSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: one more line in the table of levels, for pages and ``decide`` alike."""
    for level in (Level.ORGANISATION, Level.SEALED):
        like = next(one for one in policy.level_rules() if one.relation is policy.Relation.MEMBER)
        more = replace(like, level=level, sensitivity=Sensitivity.NORMAL, action=Action.READ_CLAIM)
        widened = (*policy.level_rules(), more)
        for module in (policy, filters):
            monkeypatch.setattr(module, "level_rules", lambda rules=widened: rules)
        _forget_tables()
        wrong = walk(site, "west", "reader", within="persons/")[1]
        monkeypatch.undo()
        _forget_tables()
        assert any(f"'{level.value}'" in one and "persons/" in one for one in wrong), level
        assert any("search" in one for one in wrong), level
    assert walk(site, "west", "reader", within="persons/")[1] == []


def _forget_tables() -> None:
    policy._listed.cache_clear()
    filters._opened.cache_clear()
    actors._kept.clear()
