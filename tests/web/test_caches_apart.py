"""What a server keeps in memory for one viewer never reaches another, and never outlives what it was made from.

Everything kept is made from a state of the register and, where it was computed from claims, from the filter of its
viewer. So a page must come out the same whoever asked before.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

import web_site
from sijill import clock, ids
from sijill.access import audit, store
from sijill.access.model import Level
from sijill.claims import kept_statements
from sijill.ledger.models import Entry
from sijill.manual_review import policy
from sijill.manual_review import store as reviews
from sijill.manual_review.model import Verdict
from sijill.manual_review.models import Judgement
from sijill.pipeline import verbs
from sijill.tables import parquet
from sijill.web import markup, prepare
from sijill.web.look import sight as sights
from sijill.web.look import snapshot as snapshots
from sijill.web.pieces import claims
from web_site import WebSite

PAGES = (
    "/overview/",
    "/lists/",
    "/figures/",
    "/api/lists",
    "/api/counts",
    "/review/",
    "/api/pairs",
    "/review/agreement/",
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("caches")
    web_site.build(folder / "built" / "register")
    return folder


@pytest.fixture
def site(built: Path, tmp_path: Path) -> Iterator[WebSite]:
    yield web_site.open_copy(built / "built" / "register", tmp_path / "register")
    web_site.forget()


def forget_everything() -> None:
    """As a server that was started just now."""
    snapshots._held.clear()
    parquet._groups.clear()
    for kept in (markup.prop, markup._pattern, claims._file, kept_statements._opened, policy._policy_in):
        kept.cache_clear()


def pages(site: WebSite, viewer: str, role: str) -> dict[str, tuple[int, str]]:
    """What a viewer is shown at the addresses of everybody's records and pairs."""
    client, snapshot = site.client(viewer, role), snapshots.current(site.register)
    people = [ids.person_id(origin) for origin in snapshot.origins]
    asked = [*PAGES, *(f"/persons/{one}/" for one in people), *(f"/api/persons/{one}" for one in people)]
    asked += [f"/review/pairs/{one['left']}/{one['right']}/" for one in snapshot.pairs.to_pylist()[:6]]
    found = {where: client.get(where) for where in asked}
    for number in (0, 5, 11):
        name = " ".join(web_site.person(number))
        found[f"search {number}"] = client.post("/search/", {"name": name})
    return {where: (one.status_code, plain(one.content.decode())) for where, one in found.items()}


def plain(text: str) -> str:
    return re.sub(r'value="\w{64}"|"csrfToken": "\w{64}"', "", text)


def different(site: WebSite, viewer: str, role: str, before: tuple[tuple[str, str], ...]) -> list[str]:
    """The addresses that look otherwise to a viewer when others asked first."""
    forget_everything()
    alone = pages(site, viewer, role)
    forget_everything()
    for other in before:
        pages(site, *other)
    after = pages(site, viewer, role)
    return [where for where in alone if alone[where] != after[where]]


OTHERS = (("north", "reader"), ("north", "reviewer"), ("east", "data_officer"))


@pytest.mark.parametrize(
    ("viewer", "role"), [("south", "reader"), ("south", "reviewer"), ("west", "caseworker")]
)
def test_a_page_is_the_same_whoever_asked_before(site: WebSite, viewer: str, role: str) -> None:
    assert different(site, viewer, role, OTHERS) == []


def test_a_cache_that_forgets_whose_it_is_is_found(site: WebSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: what is seen, kept by the state of the register alone."""
    real = sights.of

    def careless(snapshot: snapshots.Snapshot, claims: sights.ClaimFilter) -> sights.Sight:
        return snapshot.kept.setdefault("careless", real(snapshot, claims))  # type: ignore[no-any-return]

    for module in ("sijill.web.pages.sights.sights", "sijill.web.look.sight"):
        monkeypatch.setattr(f"{module}.of", careless)
    assert different(site, "south", "reader", OTHERS) != []


@pytest.mark.parametrize(("viewer", "role"), [("south", "reader"), ("north", "reviewer")])
def test_a_page_is_the_same_prepared_and_not(site: WebSite, viewer: str, role: str) -> None:
    """What is put together once for all viewers is filtered for each."""
    forget_everything()
    without = pages(site, viewer, role)
    prepare.prepare(site.register)
    forget_everything()
    assert pages(site, viewer, role) == without
    snapshot = snapshots.current(site.register)
    assert snapshot.kept["search"].kept
    assert kept_statements._opened.cache_info().currsize


def test_prepared_claims_of_somebody_else_are_found(site: WebSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: the rows of the next record are read."""
    prepare.prepare(site.register)
    forget_everything()
    before = pages(site, "north", "reviewer")
    real = kept_statements.rows_of
    monkeypatch.setattr(kept_statements, "rows_of", lambda path, rows: real(path, [row + 1 for row in rows]))
    forget_everything()
    assert pages(site, "north", "reviewer") != before


def test_what_is_kept_ends_with_the_run_it_was_made_from(site: WebSite) -> None:
    """Two of north's records are judged one person and linked: the next page knows, and so does the queue."""
    snapshot = snapshots.current(site.register)
    mine = [r for r, name in zip(snapshot.record_ids, snapshot.lists, strict=True) if name == "cedar"]
    before = pages(site, "north", "reviewer")
    person = f"/api/persons/{ids.person_id(mine[1])}"
    assert mine[0] not in before[person][1]
    reviews.judge(mine[0], mine[1], Verdict.SAME, by="operator:test", at=clock.now())
    verbs.link(site.root, engine="reference")
    web_site.open_site(site.root, port=8000)
    after = pages(site, "north", "reviewer")
    assert mine[0] in after[person][1]
    forget_everything()
    assert pages(site, "north", "reviewer") == after


def test_a_word_of_another_reviewer_is_counted_at_once_and_not_told(site: WebSite) -> None:
    """The queue grows by what is new: the same as one that is made anew, for each reviewer apart."""
    client, snapshot = site.client("north", "reviewer"), snapshots.current(site.register)
    mine = [r for r, name in zip(snapshot.record_ids, snapshot.lists, strict=True) if name == "cedar"]
    for number, verdict in enumerate((Verdict.SAME, Verdict.DIFFERENT, Verdict.UNDONE, Verdict.UNSURE)):
        by = f"user:other{number % 2}"
        reviews.judge(mine[0], mine[2], verdict, by=by, at=clock.now())
        grown = plain(client.get("/review/").content.decode())
        forget_everything()
        assert plain(client.get("/review/").content.decode()) == grown


def test_an_answer_and_its_entry_reach_the_disk_together(
    site: WebSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One commit; and without the entry there is no answer either."""
    for list_id in web_site.LISTS:
        store.share(list_id, store.EVERYBODY, level=Level.ORGANISATION, at=clock.now(), by="operator:test")
    client, snapshot = site.client("north", "reviewer"), snapshots.current(site.register)
    left, right = snapshot.pair_left[0], snapshot.pair_right[0]
    left, right = snapshot.record_ids[left], snapshot.record_ids[right]
    where = f"/review/pairs/{left}/{right}/"
    client.get(where)
    with CaptureQueriesContext(connection) as queries:
        kept = client.post(where, {"verdict": "unsure"})
        assert kept.headers["Location"].endswith("kept=unsure")
    assert [one["sql"] for one in queries].count("COMMIT") == 1
    assert Entry.objects.latest("seq").action == "look.read_pairs"
    assert Judgement.objects.count() == 1

    def fail(*_: object, **__: object) -> int:
        raise OperationalError("no room")

    monkeypatch.setattr(audit, "_write", fail)
    client.raise_request_exception = False
    assert client.post(where, {"verdict": "same"}).status_code == 500
    assert Judgement.objects.count() == 1
