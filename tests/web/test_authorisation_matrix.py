"""Every address × role × organisation: the answer is the one the policy table gives, and a no looks like nothing there.

The addresses come from the URL configuration and the answers from ``decide``: a route that is neither guarded nor
declared public, or one this test does not know how to fill in, fails.
"""

import re
from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLResolver, get_resolver, path

import web_site
from sijill.access.model import Action, Reason, Role
from sijill.access.policy import decide
from sijill.ledger.models import Entry
from sijill.web import actors
from sijill.web.guard import own_part
from sijill.web.look import snapshot as snapshots
from sijill.web.pages import urls as page_urls
from web_routes import PUBLIC, Route, filled, operations_of, routes, unguarded
from web_site import WebSite


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebSite]:
    folder = tmp_path_factory.mktemp("matrix")
    web_site.build(folder / "built" / "register")
    yield web_site.open_copy(folder / "built" / "register", folder / "register")
    web_site.forget()


def address(route: Route, site: WebSite, organisation: str) -> str:
    """The route filled in with things of the organisation; of the north for those that have none."""
    snapshot = snapshots.current(site.register)
    mine = next((name for name, (owner, _) in web_site.LISTS.items() if owner == organisation), "cedar")
    records = [
        record for record, name in zip(snapshot.record_ids, snapshot.lists, strict=True) if name == mine
    ]
    from sijill import ids

    values = {
        "person_id": ids.person_id(records[0]),
        "list_id": mine,
        "left": records[0],
        "right": records[1],
        "job_id": "nojob",
        "thing": records[0],
        "user_id": site.users["north", "reader"].id,
        "token_id": "notoken",
        "record": records[0],
        "record_id": records[0],
        "case_id": "nocase",
        "letter_id": "noletter",
        "rendering_id": "norendering",
        "name": "manifest.json",
        "text_id": "notext",
        "decree_id": "LD-7-2022",
        "form_id": "WGEID",
        "instrument_id": "SC-2139-2014",
    }

    return filled(route, values)


def test_every_route_is_guarded_or_declared_public(site: WebSite) -> None:
    found = routes()
    assert len(found) > 40
    assert unguarded(found) == set()
    assert {route.name for route in found} >= PUBLIC, "a name in PUBLIC leads nowhere any more"


def test_a_route_nobody_guards_fails_the_build(site: WebSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control of the test above."""

    def careless(request: HttpRequest) -> HttpResponse:
        return HttpResponse("everything")

    monkeypatch.setattr(
        page_urls, "urlpatterns", [*page_urls.urlpatterns, path("x/", careless, name="careless")]
    )
    from django.urls import clear_url_caches

    resolver = URLResolver(get_resolver().pattern, get_resolver().urlconf_name)
    resolver.__dict__.pop("url_patterns", None)
    found = [one for one in page_urls.urlpatterns if getattr(one.callback, "guard", None) is None]
    assert "careless" in {one.name for one in found}
    leaves = [
        route
        for one in page_urls.urlpatterns
        for route in operations_of(f"pages:{one.name}", "x", one.callback)
    ]
    assert unguarded(leaves) == {"pages:careless"}
    clear_url_caches()


def plain(response: HttpResponse) -> str:
    """The body without what differs between two answers of the same page: tokens and the account's own name."""
    text = re.sub(r'value="\w{64}"|"csrfToken": "\w{64}"', "", response.content.decode())
    return re.sub(r'name="next" value="[^"]*"', "", text)


def ask(client: Client, route: Route, where: str) -> HttpResponse:
    if route.method == "POST":
        body = (
            {"name": "x"} if where.endswith("search") else {"left": "a-1", "right": "a-2", "verdict": "same"}
        )
        return client.post(where, body, content_type="application/json")
    return client.get(where)


@pytest.mark.parametrize("organisation", ["north", "west", "team"])
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("fresh", [False, True])
def test_the_answer_is_the_policy_s(site: WebSite, role: Role, organisation: str, fresh: bool) -> None:
    if fresh and organisation != "north":
        pytest.skip("freshness does not depend on the organisation")
    client = site.client(organisation, role.value, fresh=fresh)
    actor = actors.actor_of_user(
        site.users[organisation, role.value], at=_now(), factor_at=_now() if fresh else None
    )
    nothing = {False: plain(client.get("/nowhere/at/all/")), True: plain(client.get("/api/nowhere"))}
    wrong = []
    for route in routes():
        if route.action is None or route.purpose is None:
            continue
        decision = decide(actor, route.action, own_part(actor, route.action), route.purpose, at=_now())
        before = Entry.objects.count()
        where = address(route, site, organisation)
        api = where.startswith("/api/")
        response = ask(client, route, where)
        written = Entry.objects.count() - before
        if decision.allow:
            good = response.status_code in {200, 201, 302, 404, 405, 409}
            # a 405 before the view showed nothing; everything else that was answered stands in the ledger
            good = good and (written >= 1 or response.status_code in {405, 409})
        elif response.status_code == 405:
            good = True
        elif decision.reason is Reason.FACTOR_MISSING:
            expected = 403 if api else 302
            good = response.status_code == expected and written == 1
            good = good and (api or response.headers["Location"].startswith("/account/confirm/"))
        else:
            good = response.status_code == 404 and plain(response) == nothing[api] and written == 1
            last = Entry.objects.latest("seq")
            good = good and last.action == f"denied.{route.action.value}"
        if not good:
            wrong.append(
                (route.name, where, decision.allow, decision.reason.value, response.status_code, written)
            )
    assert wrong == []


def test_strangers_see_the_door_everywhere(site: WebSite) -> None:
    client = Client(SERVER_NAME="localhost", SERVER_PORT="8000")
    for route in routes():
        if route.action is None:
            continue
        response = ask(client, route, address(route, site, "north"))
        if route.pattern.startswith("api/"):
            assert response.status_code == 401, route
        else:
            assert response.status_code == 302, route
            assert response.headers["Location"].startswith("/account/login/")
    assert client.get("/nowhere/").headers["Location"].startswith("/account/login/")


def test_no_entry_no_answer(site: WebSite, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    from sijill.access import audit

    client = site.client("north", "reader")
    good = [
        route for route in routes() if route.action in {Action.READ_PERSON, Action.SEARCH, Action.READ_LISTS}
    ]
    assert len(good) >= 6

    def fail(*_: object, **__: object) -> int:
        raise OperationalError("no room")

    monkeypatch.setattr(audit, "_write", fail)
    client.raise_request_exception = False
    answered = [ask(client, route, address(route, site, "north")).status_code for route in good]
    client.raise_request_exception = True
    assert set(answered) <= {500, 405}
    assert 500 in answered


def _now():
    from sijill import clock

    return clock.now()
