"""Pages of cases: whose they are, what a viewer's own claims say of them, and that nothing else shows."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest

import web_site
from sijill import clock
from sijill.cases import store as cases
from sijill.cases.model import Direction
from sijill.consents import store as consents
from sijill.ledger.models import Entry
from sijill.pipeline import cases as work
from sijill.web import guard, markup
from sijill.web.look import snapshot as snapshots
from web_pages import torn
from web_site import LISTS, WebSite, canary

ALONE, SHARED = 1, 5  # cedar alone tells of the first; cedar and lamp of the second


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """``own``: of one record of north. ``mixed``: of records of north and south, opened at the keyboard. ``south``: of
    the same person, opened by an account of the south.
    """

    site: WebSite
    own: str
    mixed: str
    south: str


def record(site: WebSite, list_id: str, number: int) -> str:
    snapshot = snapshots.current(site.register)
    mine = [r for r, name in zip(snapshot.record_ids, snapshot.lists, strict=True) if name == list_id]
    return mine[list(LISTS[list_id][1]).index(number)]


def persons_of(site: WebSite, number: int) -> set[str]:
    snapshot = snapshots.current(site.register)
    lists = [name for name, (_, people) in LISTS.items() if number in people]
    places = [snapshot.number_of[record(site, name, number)] for name in lists]
    return {snapshot.person_ids[int(snapshot.person[place])] for place in places}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    folder = tmp_path_factory.mktemp("cases")
    web_site.build(folder / "built" / "register")
    site = web_site.open_copy(folder / "built" / "register", folder / "register")
    at = clock.now()
    alone = record(site, "cedar", ALONE)
    both = record(site, "cedar", SHARED)
    own = work.open_case(site.register, "WGEID", [alone], at=at, by="operator:test")
    first, second = (work.member_of(site.register, record(site, name, SHARED)) for name in ("cedar", "lamp"))
    members = [first] if first.person == second.person else [first, second]
    mixed = cases.new("WGEID", members, at=at, by="operator:test")
    author = f"user:{site.users['south', 'caseworker'].id}"
    south = cases.new("WGAD", members, at=at, by=author)
    assert both in {one for member in members for one in member.records}
    cases.log(
        site.register,
        own.id,
        Direction.OUT,
        kind="letter",
        day=date(2026, 1, 5),
        counterpart="An invented office",
        reference="REF-Q7",
        at=at,
        by="operator:test",
    )
    yield Opened(site=site, own=own.id, mixed=mixed.id, south=south.id)
    web_site.forget()


def seen(opened: Opened, organisation: str, role: str = "caseworker") -> dict[str, int]:
    client = opened.site.client(organisation, role)
    return {
        name: client.get(f"/cases/{getattr(opened, name)}/").status_code for name in ("own", "mixed", "south")
    }


def listed(opened: Opened, organisation: str) -> set[str]:
    text = opened.site.client(organisation, "caseworker").get("/cases/").content.decode()
    return {name for name in ("own", "mixed", "south") if getattr(opened, name) in text}


@pytest.mark.parametrize(
    ("organisation", "theirs"),
    [("north", {"own"}), ("south", {"south"}), ("east", set()), ("west", set()), ("team", set())],
)
def test_an_organisation_sees_its_own_cases(opened: Opened, organisation: str, theirs: set[str]) -> None:
    assert listed(opened, organisation) == theirs
    for name, status in seen(opened, organisation).items():
        assert status == (200 if name in theirs else 404), name


def test_a_case_that_is_nobody_s_looks_like_one_that_never_was(opened: Opened) -> None:
    client = opened.site.client("north", "caseworker")
    plain = [
        re.sub(r'value="\w{64}"|name="next" value="[^"]*"', "", client.get(where).content.decode())
        for where in (f"/cases/{opened.mixed}/", "/cases/kneverwas/")
    ]
    assert plain[0] == plain[1]
    last = Entry.objects.order_by("seq").values_list("action", flat=True)
    assert list(last)[-2:] == ["denied.read_cases", "look.read_cases"]


@pytest.mark.parametrize("role", ["reader", "reviewer", "data_officer", "auditor", "administrator"])
def test_other_roles_have_no_cases(opened: Opened, role: str) -> None:
    client = opened.site.client("north", role)
    assert client.get("/cases/").status_code == 404
    assert 'href="/cases/"' not in client.get("/account/").content.decode()
    assert 'href="/cases/"' in opened.site.client("north", "caseworker").get("/account/").content.decode()


def test_the_operator_sees_every_case(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    client = web_site.logged_in(web_site.keyboard())
    text = client.get("/cases/").content.decode()
    for name in ("own", "mixed", "south"):
        assert getattr(opened, name) in text
        assert client.get(f"/cases/{getattr(opened, name)}/").status_code == 200


def test_the_page_says_what_is_missing_what_runs_and_what_was_written(opened: Opened) -> None:
    text = opened.site.client("north", "caseworker").get(f"/cases/{opened.own}/").content.decode()
    checked = work.check(opened.site.register, opened.own, on=clock.now().date())
    for one in checked.findings:
        assert one.requirement.name.en in text.replace("&#x27;", "'")
    assert 'class="tag bad">fail' in text
    assert "Nothing is kept about it of your own records" in text
    assert "REF-Q7" in text
    assert canary("cedar", "name", ALONE).casefold() in text.casefold()


def test_results_are_those_of_the_check_where_all_is_visible(opened: Opened) -> None:
    from sijill.web.look import cases as look
    from sijill.web.look import sight as sights

    sight = sights.of(snapshots.current(opened.site.register), web_site.everything())
    for name in ("own", "mixed", "south"):
        case = cases.get(getattr(opened, name))
        page = look.look(sight, case, seen=cases.all_cases(), own=lambda _: True, on=clock.now().date())
        checked = work.check(opened.site.register, case.id, on=clock.now().date())
        found = [
            (one.requirement.id, one.result, one.why.en, one.claims)
            for _, ones in page.findings
            for one in ones
        ]
        assert found == [(one.requirement.id, one.result, one.why.en, one.claims) for one in checked.findings]
        due = work.due(opened.site.register, on=clock.now().date(), case_id=case.id)
        assert [one.clock for one in page.deadlines] == [one.clock for one in due]


def test_another_organisation_s_claims_take_no_part(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    client = opened.site.client("south", "caseworker")
    where = f"/cases/{opened.south}/"
    cedar = record(opened.site, "cedar", SHARED)
    lamp = record(opened.site, "lamp", SHARED)
    text = client.get(where).content.decode()
    assert lamp in text
    assert cedar not in text
    assert "zqcedar" not in text.casefold()
    assert opened.mixed not in text
    monkeypatch.setattr(guard, "visible", lambda *_, **__: web_site.everything())
    assert cedar in client.get(where).content.decode()  # the negative control


def test_a_refusal_shows_at_once(opened: Opened) -> None:
    consents.add(
        subject=record(opened.site, "cedar", ALONE),
        purpose="un_wgeid",
        state="refused",
        capacity="self",
        form="written",
        date=date(2026, 1, 2),
        at=clock.now(),
        by="operator:test",
    )
    text = opened.site.client("north", "caseworker").get(f"/cases/{opened.own}/").content.decode()
    assert "Refused" in text
    assert "Nothing is kept about it of your own records" not in text


def test_a_word_about_others_records_counts_and_is_not_told(opened: Opened) -> None:
    snapshot = snapshots.current(opened.site.register)
    subject = record(opened.site, "cedar", SHARED)
    assert subject in snapshot.number_of
    made = consents.add(
        subject=subject,
        purpose="un_wgad",
        state="given",
        capacity="self",
        form="written",
        recipient="WGAD",
        date=date(2026, 1, 2),
        expires=date(2036, 1, 2),
        at=clock.now(),
        by="operator:test",
    )
    where = f"/cases/{opened.south}/"
    text = opened.site.client("south", "caseworker").get(where).content.decode()
    assert made.id not in text
    assert "2036" not in text
    case = cases.get(opened.south)
    from sijill.web.look import cases as look
    from sijill.web.look import sight as sights

    sight = sights.of(snapshot, web_site.everything())
    today = clock.now().date()
    page = look.look(sight, case, seen=[], own=lambda _: True, on=today)
    assert [one.id for one in page.consents] == [made.id]  # the negative control
    assert f"consent_{made.id}" in {one.clock for one in page.deadlines}
    hidden = look.look(sight, case, seen=[], own=lambda name: name == "south", on=today)
    assert hidden.consents == ()
    assert f"consent_{made.id}" not in {one.clock for one in hidden.deadlines}


def test_every_look_is_an_entry_with_ids_only(opened: Opened) -> None:
    opened.site.client("north", "caseworker").get(f"/cases/{opened.own}/")
    last = Entry.objects.filter(action="look.read_cases").latest("seq")
    detail = json.loads(last.payload)["detail"]
    assert detail["cases"] == [opened.own]
    assert detail["persons"]
    assert "REF-Q7" not in last.payload


def test_days_in_the_sentences_of_a_check_stay_in_order_in_arabic(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = opened.site.client("north", "caseworker")
    where = f"/cases/{opened.own}/"
    page = client.get(where, headers={"accept-language": "ar"}).content.decode()
    assert re.search(r'ورد بصيغة <bdi dir="ltr">2013-\d\d-\d\d</bdi>\.', page)
    assert torn(page) == []
    monkeypatch.setattr(markup, "sentence", markup.iso)
    bare = client.get(where, headers={"accept-language": "ar"}).content.decode()
    assert torn(bare)  # the negative control


def test_the_page_in_arabic_is_arabic(opened: Opened) -> None:
    client = opened.site.client("north", "caseworker")
    text = client.get(f"/cases/{opened.own}/", headers={"accept-language": "ar"}).content.decode()
    assert 'dir="rtl"' in text
    assert "الشروط" in text
    assert "Requirements" not in text
