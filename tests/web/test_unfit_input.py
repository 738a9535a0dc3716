"""What does not fit is told: never dropped in silence, never an error of ours, and each refusal has its entry."""

import json
from collections.abc import Iterator

import pytest
from django.test import Client

import web_site
from sijill.errors import UsageError
from sijill.ledger.models import Entry
from sijill.pipeline.verify import verify
from sijill.web import guard
from sijill.web.api import routes
from sijill.web.look import snapshot as snapshots
from sijill.web.pages import audit, letters, notices, texts
from sijill.web.pages.numbers import whole_number
from sijill.web.pages.search import FIELDS, asked_of
from web_site import WebSite

HUGE = "9" * 5000
DECREE = "/amnesties/LD-7-2022/"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebSite]:
    folder = tmp_path_factory.mktemp("unfit")
    web_site.build(folder / "built" / "register")
    yield web_site.open_copy(folder / "built" / "register", folder / "register")
    web_site.forget()


@pytest.fixture
def worker(site: WebSite) -> Client:
    return site.client("north", "caseworker")


def last_entry() -> tuple[str, dict[str, object]]:
    found = Entry.objects.latest("seq")
    return found.action, json.loads(found.payload)["detail"]


def test_a_refusal_of_a_page_is_an_entry_without_what_was_typed(site: WebSite, worker: Client) -> None:
    refused = worker.post(DECREE, {"as_of": "the day zqtyped"})
    assert refused.status_code == 409
    action, detail = last_entry()
    assert (action, detail["refusal"], detail["organisation"]) == ("look.read_figures", "UsageError", "north")
    assert not Entry.objects.filter(payload__contains="zqtyped").exists()
    assert worker.get(DECREE).status_code == 200
    assert "refusal" not in last_entry()[1]  # the control: an answer is no refusal
    assert verify(site.register).clean


def test_without_its_entry_a_refusal_leaves_no_trace(worker: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control."""
    monkeypatch.setattr(guard, "note_refusal", lambda *_: None)
    before = Entry.objects.count()
    assert worker.post(DECREE, {"as_of": "no day"}).status_code == 409
    assert Entry.objects.count() == before


def test_a_refusal_of_the_api_takes_back_what_was_done_and_keeps_its_entry(
    site: WebSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = site.client("north", "reviewer")
    snapshot = snapshots.current(site.register)
    mine = [r for r, name in zip(snapshot.record_ids, snapshot.lists, strict=True) if name == "cedar"]
    said = {"left": mine[0], "right": mine[1], "verdict": "different"}
    judge = routes.reviews.judge

    def judged_then_refused(*given: object, **more: object) -> None:
        judge(*given, **more)  # type: ignore[arg-type]
        raise UsageError("zqreason")

    monkeypatch.setattr(routes.reviews, "judge", judged_then_refused)
    refused = client.post("/api/judgements", json.dumps(said), content_type="application/json")
    assert (refused.status_code, refused.json()["detail"]) == (409, "zqreason")
    action, detail = last_entry()
    assert (action, detail["refusal"], detail["via"]) == ("look.judge", "UsageError", "api")
    assert not Entry.objects.filter(action__contains="judge").exclude(action="look.judge").exists()
    assert not Entry.objects.filter(payload__contains="zqreason").exists()
    monkeypatch.undo()
    assert (
        client.post("/api/judgements", json.dumps(said), content_type="application/json").status_code == 201
    )
    assert "refusal" not in last_entry()[1]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7),
        (" 12 ", 12),
        ("٣", 3),
        ("", None),
        ("abc", None),
        ("²", None),
        ("-1", None),
        ("1.5", None),
        (HUGE, None),
    ],
)
def test_a_number_is_read_or_is_none(text: str, number: int | None) -> None:
    assert whole_number(text) == number


@pytest.mark.parametrize("given", ["abc", "-1", "1.5", "²", HUGE, ""])
def test_a_crafted_number_is_no_error_of_ours(site: WebSite, worker: Client, given: str) -> None:
    assert worker.post("/notices/", {"notice": given}).status_code == 404
    assert site.client("north", "auditor").get("/audit/", {"before": given[:300]}).status_code == 200


def test_with_numbers_read_as_they_come_a_crafted_one_breaks_the_page(
    worker: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""
    monkeypatch.setattr(notices, "whole_number", int)
    with pytest.raises(ValueError, match="invalid literal"):
        worker.post("/notices/", {"notice": "abc"})


def test_every_page_that_is_given_a_number_reads_it_the_same_way() -> None:
    assert {one.whole_number for one in (audit, letters, notices, texts)} == {whole_number}


def form(**given: str) -> dict[str, str]:
    return dict.fromkeys(FIELDS, "") | given


@pytest.mark.parametrize(
    ("given", "unread"),
    [
        ({"since": "before 2013"}, ["since"]),
        ({"since": "قبل 2013"}, ["since"]),
        ({"until": "after 2013"}, ["until"]),
        ({"since": "../2013", "until": "2013/.."}, ["since", "until"]),
        ({"since": "someday"}, ["since"]),
        ({"since": "after 2012", "until": "before 2014"}, []),
        ({"since": "2013", "until": "2013"}, []),
        ({}, []),
    ],
)
def test_a_date_without_the_end_that_is_asked_for_is_unread(given: dict[str, str], unread: list[str]) -> None:
    asked, found = asked_of(form(**given))
    assert found == unread
    for field in ("since", "until"):
        assert (getattr(asked, field) is None) == (field in unread or field not in given)


def test_a_date_that_bounds_nothing_finds_nobody_and_is_named(worker: Client) -> None:
    who = {"name": " ".join(web_site.person(5))}
    for page in ("/search/", "/search/check/"):
        shown = worker.post(page, who | {"since": "before 2013"}).content.decode()
        assert "Not understood, so nothing was looked for" in shown
        assert "/persons/" not in shown
        found = worker.post(page, who | {"since": "after 1990"}).content.decode()
        assert "/persons/" in found  # the control
