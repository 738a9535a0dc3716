"""Canaries: no answer to anybody holds a value of a claim they may not see, and hidden records leave no trace at all.

What somebody should see is worked out here by a few lines of its own, not by ``decide``.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

import web_site
from sijill import clock, ids
from sijill.access import store
from sijill.access.model import Action, Level, Purpose
from sijill.web import actors, guard
from sijill.web.look import snapshot as snapshots
from web_site import LISTS, WebSite, canary

NORMAL = ("name", "mother", "place", "held")
SENSITIVE = ("note", "unmapped")
SEALED = ("informant", "phone")
READERS = ("reader", "caseworker", "reviewer", "data_officer")
# Addresses a person of that kind may ask for, with every id there is; searching is asked for apart.
PAGES = (
    "/",
    "/overview/",
    "/figures/",
    "/lists/",
    "/cases/",
    "/cases/due/",
    "/cases/calendar/",
    "/texts/",
    "/texts/add/",
    "/texts/counts/",
    "/review/",
    "/review/agreement/",
    "/notices/",
    "/audit/",
    "/audit/mine/",
    "/account/",
    "/account/people/",
    "/search/",
    "/search/check/",
    "/api/lists",
    "/api/counts",
    "/api/pairs",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("canaries")
    web_site.build(root / "built" / "register")
    return root


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[WebSite]:
    yield web_site.open_copy(folder / "built" / "register", folder / "register")
    web_site.forget()


def everything(site: WebSite) -> list[str]:
    """Every address with every id of the register, known to the viewer or not."""
    snapshot = snapshots.current(site.register)
    persons = {ids.person_id(origin) for origin in snapshot.origins} | set(snapshot.person_ids)
    lists = [f"/lists/{name}/" for name in LISTS]
    parts = [f"{one}{part}" for one in lists for part in ("", "mapping/", "versions/", "withdraw/")]
    people = [f"/persons/{one}/" for one in sorted(persons)]
    people += [f"/persons/{one}/records/" for one in sorted(persons)[::4]]
    people += [f"/persons/{one}/{part}/" for one in sorted(persons)[::5] for part in ("case", "consents")]
    found = snapshot.pairs.select(["left", "right"]).to_pylist()[:4]
    pairs = [f"/review/pairs/{one['left']}/{one['right']}/" for one in found]
    api = [f"/api/persons/{one}" for one in sorted(persons)[::2]] + [f"/api/lists/{name}" for name in LISTS]
    about = [f"/audit/of/{record}/" for record in snapshot.record_ids[::6]]
    return [*PAGES, *parts, *people, *pairs, *api, *about]


def answers(client: Client, site: WebSite) -> Iterator[tuple[str, str]]:
    for where in everything(site):
        response = client.get(where)
        assert response.status_code < 500, where
        yield where, response.content.decode()
    for number in (0, 5, 11):
        given, father, family = web_site.person(number)
        for text in (f"{given} {father} {family}", family):
            body = json.dumps({"name": text, "limit": 100})
            yield (
                f"api search {text}",
                client.post("/api/search", body, content_type="application/json").content.decode(),
            )
            for form in ("/search/", "/search/check/"):
                yield f"{form} {text}", client.post(form, {"name": text}).content.decode()


def canaries_in(text: str) -> set[tuple[str, str]]:
    """(list, kind) of every canary in a text. What a viewer typed is no leak: canaries are never typed here."""
    kinds = "|".join((*NORMAL, *SENSITIVE, *SEALED))
    found = re.findall(rf"zq({'|'.join(LISTS)})({kinds})\d+x", text.casefold())
    return {(list_id, kind) for list_id, kind in found}


def entitled(organisation: str, role: str, terms: dict[str, str]) -> set[tuple[str, str]]:
    """``terms``: list -> what is shared with everybody: nothing, normal, sensitive; or match for the register team."""
    seen: set[tuple[str, str]] = set()
    if role not in READERS:
        return seen
    for list_id, (owner, _) in LISTS.items():
        shared = terms.get(list_id, "nothing")
        kinds: tuple[str, ...] = ()
        if owner == organisation or shared == "sensitive":
            kinds = (*NORMAL, *SENSITIVE)
        elif shared == "normal" or (
            shared == "match" and organisation == "team" and role in {"reviewer", "data_officer"}
        ):
            kinds = NORMAL
        seen |= {(list_id, kind) for kind in kinds}
    return seen


TERMS = [
    pytest.param({}, id="nothing shared"),
    pytest.param({"cedar": "normal"}, id="cedar shared"),
    pytest.param({"cedar": "sensitive", "lamp": "match"}, id="cedar with notes, lamp to compare"),
    pytest.param({"olive": "nothing"}, id="taken back"),
]


def share(terms: dict[str, str]) -> None:
    for list_id in LISTS:
        shared, at = terms.get(list_id, "nothing"), clock.now()
        level = Level.ORGANISATION if shared in {"normal", "sensitive"} else None
        store.share(
            list_id, store.EVERYBODY, level=level, sensitive=shared == "sensitive", at=at, by="operator:test"
        )
        store.share(list_id, store.TEAM, level=None, match=shared == "match", at=at, by="operator:test")


def leaks(site: WebSite, organisation: str, role: str, terms: dict[str, str]) -> list[tuple[str, str, str]]:
    allowed = entitled(organisation, role, terms)
    client = site.client(organisation, role)
    return [
        (where, *found)
        for where, text in answers(client, site)
        for found in sorted(canaries_in(text) - allowed)
    ]


VIEWERS = [
    ("south", "reader"),
    ("north", "data_officer"),
    ("team", "reviewer"),
    ("north", "administrator"),
    ("west", "caseworker"),
    ("south", "auditor"),
    ("team", "report_viewer"),
]


@pytest.mark.parametrize("terms", TERMS)
def test_no_canary_reaches_who_may_not_see_it(site: WebSite, terms: dict[str, str]) -> None:
    share(terms)
    for organisation, role in VIEWERS if not terms else VIEWERS[::2]:
        assert leaks(site, organisation, role, terms) == [], (organisation, role)


def test_what_somebody_may_see_does_reach_them(site: WebSite) -> None:
    """Otherwise empty pages would pass the test above."""
    share({"cedar": "normal"})
    client = site.client("south", "reader")
    found = {one for _, text in answers(client, site) for one in canaries_in(text)}
    assert found >= {("cedar", "name"), ("cedar", "held"), ("lamp", "name"), ("lamp", "note")}


def test_with_the_filter_switched_off_canaries_do_cross(
    site: WebSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: the same test, a filter that lets everything through."""
    share({})
    monkeypatch.setattr(guard, "visible", lambda *_, **__: web_site.everything())
    found = leaks(site, "south", "reader", {})
    assert {list_id for _, list_id, _ in found} >= {"cedar", "olive"}


def test_a_withdrawn_consent_counts_on_the_next_request(site: WebSite) -> None:
    from datetime import date

    from sijill.consents import store as consents

    share({"cedar": "normal"})
    snapshot = snapshots.current(site.register)
    record = next(r for r, name in zip(snapshot.record_ids, snapshot.lists, strict=True) if name == "cedar")
    person = ids.person_id(record)
    client = site.client("south", "reader")
    assert client.get(f"/persons/{person}/").status_code == 200
    consents.add(
        subject=record,
        purpose="share_members",
        state="refused",
        capacity="self",
        form="written",
        date=date(2026, 1, 1),
        at=clock.now(),
        by="operator:test",
    )
    assert client.get(f"/persons/{person}/").status_code == 404
    assert client.get(f"/api/persons/{person}").status_code == 404
    assert site.client("north", "reader").get(f"/persons/{person}/").status_code == 200


def plain(text: str) -> str:
    """Without tokens, times, and what differs between two runs of the same register."""
    text = re.sub(r'value="\w{64}"|"csrfToken": "\w{64}"', "", text)
    text = re.sub(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(\.\d+)?(\+00:00)?|\d\d:\d\d", "", text)
    return re.sub(r"\bu[0-9a-z]{12}\b", "", text)


def test_an_entry_names_nobody(site: WebSite) -> None:
    from sijill.ledger.models import Entry

    client = site.client("north", "reader")
    given, father, family = web_site.person(1)
    client.post("/search/", {"name": f"{given} {father} {family}"})
    written = "".join(Entry.objects.values_list("payload", flat=True)) + "".join(
        Entry.objects.values_list("actor", flat=True)
    )
    for word in (given, father, family, "north.reader", *(canary("cedar", kind, 1) for kind in NORMAL)):
        assert word not in written
    last = json.loads(Entry.objects.filter(action="look.search").latest("seq").payload)["detail"]
    assert re.fullmatch("[0-9a-f]{32}", last["asked"])
    actor = actors.actor_of_user(site.users["north", "reader"], at=clock.now())
    assert last["purpose"] == Purpose.CASEWORK.value
    assert actor.ledger_name == Entry.objects.filter(action=f"look.{Action.SEARCH.value}").latest("seq").actor


def test_hidden_lists_leave_no_trace(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same pages in a register without the other lists: status, counts, values, ids and history are the same."""
    monkeypatch.setitem(web_site.__dict__, "LISTS", {"lamp": LISTS["lamp"]})
    web_site.build(folder / "alone-built" / "register")
    monkeypatch.undo()
    asked = [
        "/overview/",
        "/lists/",
        "/lists/lamp/",
        "/lists/cedar/",
        "/api/lists",
        "/api/counts",
        "/search/",
        "/notices/",
    ]
    seen: dict[str, dict[str, tuple[int, str]]] = {}
    for name, built in (("all", "built"), ("alone", "alone-built")):
        one = web_site.open_copy(folder / built / "register", folder / f"{name}-copy")
        client = one.client("south", "reader")
        snapshot = snapshots.current(one.register)
        mine = [r for r, held in zip(snapshot.origins, snapshot.lists, strict=True) if held == "lamp"]
        people = [f"/persons/{ids.person_id(record)}/" for record in mine]
        api = [f"/api/persons/{ids.person_id(record)}" for record in mine]
        seen[name] = {
            where: (response.status_code, plain(response.content.decode()))
            for where in [*asked, *people, *api]
            for response in [client.get(where)]
        }
        for number in (4, 5, 11):
            body = json.dumps({"name": " ".join(web_site.person(number))})
            found = client.post("/api/search", body, content_type="application/json")
            seen[name][f"search {number}"] = (found.status_code, plain(found.content.decode()))
        web_site.forget()
    assert len(seen["all"]) == 8 + 16 + 3
    different = [where for where in seen["all"] if seen["all"][where] != seen["alone"][where]]
    assert different == []
