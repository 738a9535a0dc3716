"""Every operation of the API with inputs made from its own description, fitting and not: no server error, ever.

``SIJILL_API_EXAMPLES=400 python -m pytest tests/web/test_api_fuzzed.py`` is the long run.
"""

import json
import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode

import web_site
from sijill import clock
from sijill.access import store
from sijill.access.model import Role
from sijill.pipeline.verify import verify
from sijill.web.api import api
from sijill.web.look import snapshot as snapshots
from web_site import WebSite

EXAMPLES = int(os.environ.get("SIJILL_API_EXAMPLES", "12"))
SCHEMA = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/"), default=str))
OPERATIONS = [found.ok() for found in schemathesis.openapi.from_dict(SCHEMA).get_all_operations()]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebSite]:
    folder = tmp_path_factory.mktemp("fuzzed")
    web_site.build(folder / "built" / "register")
    yield web_site.open_copy(folder / "built" / "register", folder / "register")
    web_site.forget()


@pytest.fixture(scope="module")
def client(site: WebSite) -> Client:
    """A person of the north with every role that the API knows, so that no operation is cut short by a denial."""
    user = store.add_user(
        "north.all",
        organisation="north",
        roles=list(Role),
        password=web_site.PASSWORD,
        at=clock.now(),
        by="operator:test",
    )
    client = web_site.logged_in(user, fresh=True)
    client.raise_request_exception = False
    return client


def sent(client: Client, case: Any) -> Any:
    """The case as schemathesis made it, through Django's own client."""
    where = case.formatted_path + (f"?{urlencode(case.query, doseq=True)}" if case.query else "")
    body = case.body
    given_body = not isinstance(body, type(schemathesis.core.NOT_SET))
    # a body of another kind of content is made as bytes: they are sent as they are
    data = (body if isinstance(body, bytes) else json.dumps(body)) if given_body else ""
    return client.generic(case.method, where, data, content_type="application/json")


def documented(case: Any) -> set[int]:
    return {int(code) for code in case.operation.definition.raw["responses"] if str(code).isdigit()}


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "unfit"])
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: f"{one.method} {one.path}")
def test_no_input_breaks_an_operation(
    site: WebSite, client: Client, operation: Any, mode: GenerationMode
) -> None:
    if mode is GenerationMode.NEGATIVE and not (
        operation.body or operation.query or operation.path_parameters
    ):
        pytest.skip("nothing to get wrong")

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case: Any) -> None:
        response = sent(client, case)
        assert response.status_code < 500, (case.method, case.path, response.status_code)
        if response.status_code not in {400, 405} and response.headers["Content-Type"].startswith(
            "application/json"
        ):
            assert response.status_code in documented(case), response.status_code
        else:
            # an address that was taken apart differently, such as one with a slash in an id
            assert response.status_code in {302, 400, 404, 405}

    run()


def test_every_operation_is_fuzzed_and_answers_something_good(site: WebSite, client: Client) -> None:
    assert len(OPERATIONS) >= 7
    snapshot = snapshots.current(site.register)
    good = [
        client.get(f"/api/persons/{snapshot.person_ids[0]}"),
        client.get("/api/lists"),
        client.get("/api/lists/cedar"),
        client.get("/api/counts"),
        client.get("/api/pairs?limit=3"),
        client.post("/api/search", json.dumps({"name": "خالد"}), content_type="application/json"),
    ]
    assert [response.status_code for response in good] == [200] * 6
    assert good[5].json()["total"] >= 1
    mine = [r for r, name in zip(snapshot.record_ids, snapshot.lists, strict=True) if name == "cedar"]
    said = {"left": mine[0], "right": mine[1], "verdict": "different", "reason": "two brothers"}
    assert (
        client.post("/api/judgements", json.dumps(said), content_type="application/json").status_code == 201
    )
    other = [r for r, name in zip(snapshot.record_ids, snapshot.lists, strict=True) if name == "lamp"]
    hidden = client.post(
        "/api/judgements", json.dumps(said | {"right": other[0]}), content_type="application/json"
    )
    absent = client.post(
        "/api/judgements", json.dumps(said | {"right": "a-0"}), content_type="application/json"
    )
    assert (
        (hidden.status_code, hidden.content)
        == (absent.status_code, absent.content)
        == (404, b'{"detail": "Nothing here"}')
    )
    assert verify(site.register).clean


def test_a_planted_error_is_found(site: WebSite, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: an operation that breaks is told as a server error, and as nothing else."""
    from sijill.web.api import routes

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(routes.people, "look", broken)
    response = client.get("/api/persons/p1")
    assert response.status_code == 500
    assert response.json() == {"detail": "A bug in Sijill"}


def test_a_token_works_like_its_owner_without_a_fresh_factor(site: WebSite) -> None:
    user = site.users["north", "reader"]
    token, text = store.add_token(user, "import", days=1, at=clock.now(), by="user:" + user.id)
    program = Client(SERVER_NAME="localhost", SERVER_PORT="8000", HTTP_AUTHORIZATION=f"Bearer {text}")
    assert program.get("/api/lists").status_code == 200
    assert program.get("/api/pairs").status_code == 404  # not a reader's
    store.revoke_token(token, at=clock.now(), by="user:" + user.id)
    assert program.get("/api/lists").status_code == 401
    strict = Client(SERVER_NAME="localhost", SERVER_PORT="8000", enforce_csrf_checks=True)
    strict.cookies = site.client("north", "reader").cookies
    body = json.dumps({"name": "خالد"})
    assert strict.post("/api/search", body, content_type="application/json").status_code == 403
