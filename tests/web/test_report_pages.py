"""Pages of decrees and instruments: for whom, from which claims, and what is withheld of small counts."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

import web_site
from sijill import clock, ids
from sijill.access.model import Purpose, Role
from sijill.amnesties import audit as audits
from sijill.amnesties.audit import Audit
from sijill.amnesties.decrees import decree
from sijill.instruments import indicators
from sijill.instruments.instruments import instrument
from sijill.instruments.model import Happened
from sijill.ledger.models import Entry
from sijill.persons.custody import Answer
from sijill.pipeline import amnesty as audit_work
from sijill.pipeline import instrument as instrument_work
from sijill.typesetting.blocks import Heading, Picture, Table
from sijill.web import actors, guard
from sijill.web.look import amnesties as look
from sijill.web.look import sight as sights
from sijill.web.look import snapshot as snapshots
from sijill.web.look.everyone import people
from sijill.web.look.sight import Sight
from web_site import WebSite

DECREE = "LD-7-2022"
RESOLUTION = "SC-2139-2014"
DAY = date(2023, 1, 1)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebSite]:
    folder = tmp_path_factory.mktemp("reports")
    web_site.build(folder / "built" / "register")
    yield web_site.open_copy(folder / "built" / "register", folder / "register")
    web_site.forget()


def sight_of(site: WebSite, organisation: str, role: str, purpose: Purpose = Purpose.CASEWORK) -> Sight:
    actor = actors.actor_of_user(site.users[organisation, role], at=clock.now())
    return sights.of(snapshots.current(site.register), guard.visible(actor, purpose, at=clock.now()))


def whole(site: WebSite) -> Sight:
    return sights.of(snapshots.current(site.register), web_site.everything())


PAGES = ("amnesties/", f"amnesties/{DECREE}/", "instruments/", f"instruments/{RESOLUTION}/")


@pytest.mark.parametrize("role", list(Role))
def test_who_may_read_figures_may_read_these(site: WebSite, role: Role) -> None:
    client = site.client("north", role.value)
    casework = role in {Role.READER, Role.CASEWORKER, Role.REVIEWER, Role.DATA_OFFICER}
    for page in PAGES:
        assert client.get(f"/{page}").status_code == (200 if casework else 404)
        figures = casework or role is Role.REPORT_VIEWER
        assert client.get(f"/figures/{page}").status_code == (200 if figures else 404)
    bar = client.get("/account/").content.decode()
    assert ('href="/amnesties/"' in bar) == casework
    assert ('href="/figures/instruments/"' in bar) == (role is Role.REPORT_VIEWER)


def test_every_decree_stands_with_how_far_its_text_is_known(site: WebSite) -> None:
    text = site.client("north", "reader").get("/amnesties/").content.decode()
    assert text.count("<tr>") == 1 + 20
    assert "its text was read" in text
    assert "general knowledge, not confirmed" in text
    marks = site.client("north", "reader").get("/instruments/").content.decode()
    assert "seen in its source" in marks


def test_nothing_is_computed_until_asked(site: WebSite, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("computed")

    monkeypatch.setattr(look, "people", never)
    client = site.client("north", "reader")
    assert client.get(f"/amnesties/{DECREE}/?rules=critics&as_of=2022-12-31").status_code == 200
    with pytest.raises(AssertionError, match="computed"):
        client.post(f"/amnesties/{DECREE}/", {"rules": "text", "as_of": "2022-12-31"})


@pytest.mark.parametrize("role", ["reader", "report_viewer"])
def test_no_person_stands_in_what_is_shown(site: WebSite, role: str) -> None:
    client = site.client("north", role)
    front = "figures/" if role == "report_viewer" else ""
    persons = set(snapshots.current(site.register).person_ids)
    persons |= {ids.person_id(origin) for origin in snapshots.current(site.register).origins}
    for page in (f"/{front}amnesties/{DECREE}/", f"/{front}instruments/{RESOLUTION}/"):
        answer = client.post(page, {"rules": "text", "as_of": DAY.isoformat()})
        text = answer.content.decode()
        assert answer.status_code == 200
        assert "Counted from what you may see" in text
        assert not [one for one in persons if one in text]
        detail = json.loads(Entry.objects.filter(action="look.read_figures").latest("seq").payload)["detail"]
        assert detail["computed"] is True
        assert detail["as_of"] == DAY.isoformat()
        assert "persons" not in detail


def test_the_operator_gets_the_report_with_its_findings(
    site: WebSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = web_site.logged_in(web_site.keyboard())
    real = audit_work.audited

    def with_a_finding(*given: object, **options: object) -> audit_work.Audited:
        done = real(*given, **options)  # type: ignore[arg-type]
        first = done.audit.assessments[0]
        found = replace(
            first,
            covered=Answer.YES,
            custody=Answer.YES,
            release=replace(first.release, released=Answer.NO),
        )
        return replace(done, audit=replace(done.audit, assessments=(found, *done.audit.assessments[1:])))

    monkeypatch.setattr(audit_work, "audited", with_a_finding)
    text = client.post(f"/amnesties/{DECREE}/", {"rules": "text", "as_of": "2023-01-01"}).content.decode()
    made = with_a_finding(site.register, decree_id=DECREE, rule_set="text", as_of=DAY, at=clock.now()).audit
    assert made.findings[0].person_id in text
    assert "Counted from what you may see" not in text
    detail = json.loads(Entry.objects.filter(action="look.read_figures").latest("seq").payload)["detail"]
    assert detail["persons"] == [one.person_id for one in made.findings]
    follow = client.post(f"/instruments/{RESOLUTION}/", {"as_of": "2023-01-01"}).content.decode()
    assert "Counted from what you may see" not in follow
    assert "<svg" in follow


@pytest.mark.parametrize(
    ("page", "given", "status"),
    [
        (f"/amnesties/{DECREE}/", {"rules": "guesses"}, 409),
        (f"/amnesties/{DECREE}/", {"rules": "text", "as_of": "some day"}, 409),
        ("/amnesties/LD-0-1900/", {"rules": "text"}, 404),
        ("/instruments/SC-0-1900/", {}, 404),
    ],
)
def test_what_cannot_be_asked(site: WebSite, page: str, given: dict[str, str], status: int) -> None:
    assert site.client("north", "reader").post(page, given).status_code == status


def test_where_all_is_visible_the_counts_are_those_of_the_command_line(site: WebSite) -> None:
    seen = whole(site)
    mine = look.audited(seen, decree(DECREE), rule_set="text", as_of=DAY)
    theirs = audit_work.audited(
        site.register, decree_id=DECREE, rule_set="text", as_of=DAY, at=clock.now()
    ).audit
    assert mine.by_custody == theirs.by_custody
    assert mine.rules == theirs.rules
    assert mine.persons == theirs.persons
    assert sum(mine.cohort.values()) > 5
    follow = look.followed_up(seen, instrument(RESOLUTION), as_of=DAY)
    other = instrument_work.followed_up(site.register, instrument_id=RESOLUTION, as_of=DAY)
    assert (follow.held, follow.arrests, follow.deaths) == (other.held, other.arrests, other.deaths)


def test_only_claims_the_viewer_may_see_are_counted(site: WebSite) -> None:
    seen = sight_of(site, "south", "reader")
    found = list(people(seen, audits.PROPERTIES))
    assert {said.claim.list_id for one in found for said in one.statements} == {"lamp"}
    assert sorted(one.person_id for one in found) == sorted(seen.id_of(n) for n in range(seen.persons))
    everybody = list(people(whole(site), audits.PROPERTIES))
    assert {said.claim.list_id for one in everybody for said in one.statements} == {"cedar", "lamp", "olive"}
    nobody = list(people(sight_of(site, "west", "reader"), audits.PROPERTIES))
    assert nobody == []
    figures = people(sight_of(site, "north", "report_viewer", Purpose.STATISTICS), indicators.PROPERTIES)
    props = {said.claim.prop for one in figures for said in one.statements}
    assert "arrest.date" in props
    assert not props & {"note", "occupation", "sentence"}


def counted(site: WebSite, cells: dict[tuple[str, str, str], int], rules: dict[str, int]) -> Audit:
    """A real audit with other counts in it."""
    made = look.audited(whole(site), decree(DECREE), rule_set="text", as_of=DAY)
    by_custody = {
        where: {
            left: {right: cells.get((where, left, right), 0) for right in ("yes", "no", "unknown")}
            for left in ("yes", "no", "unknown")
        }
        for where in ("yes", "unknown")
    }
    return replace(made, by_custody=by_custody, rules=dict.fromkeys(made.rules, rules))


LARGE = {("yes", "yes", "yes"): 40, ("yes", "yes", "no"): 30, ("yes", "no", "no"): 25}
PLENTY = {"pass": 70, "fail": 25, "unknown": 0}


def names_of(site: WebSite, made: Audit) -> list[str]:
    return [type(one).__name__ for one in look.audit_document(made, language="en").blocks]


def test_large_counts_are_shown_with_chart_and_rules(site: WebSite) -> None:
    made = counted(site, LARGE, PLENTY)
    blocks = look.audit_document(made, language="en").blocks
    tables = [one for one in blocks if isinstance(one, Table)]
    assert tables[0].rows[0] == ["yes", "40 (0)", "30 (0)", "0 (0)", "70 (0)"]
    assert len(tables) == 2
    assert any(isinstance(one, Picture) for one in blocks)


@pytest.mark.parametrize("small", [1, 2, 3, 4])
def test_small_counts_are_withheld_and_cannot_be_subtracted(site: WebSite, small: int) -> None:
    made = counted(site, LARGE | {("yes", "no", "yes"): small}, PLENTY)
    document = look.audit_document(made, language="en")
    tables = [one for one in document.blocks if isinstance(one, Table)]
    assert len(tables) == 1
    assert not any(isinstance(one, Picture) for one in document.blocks)
    row = tables[0].rows[1]
    assert row[1].startswith("*")
    assert sum(cell.startswith("*") for cell in row[1:]) >= 2
    assert not any(cell.startswith(f"{small} ") for line in tables[0].rows for cell in line[1:])


def test_small_tallies_take_the_rules_away_and_leave_the_table(site: WebSite) -> None:
    made = counted(site, LARGE, PLENTY | {"unknown": 3})
    blocks = look.audit_document(made, language="en").blocks
    assert len([one for one in blocks if isinstance(one, Table)]) == 1
    assert [one.text for one in blocks if isinstance(one, Heading)] == ["Covered by the rules × released"]
    assert names_of(site, made).count("Picture") == 1


def test_small_counts_of_a_follow_up_are_withheld(site: WebSite) -> None:
    made = look.followed_up(whole(site), instrument(RESOLUTION), as_of=DAY)
    many = {
        day: replace(one, certain=50, presumed=0, unknown=9, fate_unknown=5) for day, one in made.held.items()
    }
    shown = look.follow_up_document(replace(made, held=many), language="en")
    assert any(isinstance(one, Picture) for one in shown.blocks)
    first = next(iter(many))
    few = many | {first: replace(many[first], certain=4)}
    changed = replace(made, held=few, arrests=Happened(sure=4, possible=5))
    document = look.follow_up_document(changed, language="ar")
    tables = [one for one in document.blocks if isinstance(one, Table)]
    assert list(tables[0].rows[0][1:]) == ["*", "0", "9", "5"]
    assert list(tables[1].rows[0][1:]) == ["*", "5"]
    assert not any(isinstance(one, Picture) for one in document.blocks)


def test_the_pages_in_arabic_are_arabic(site: WebSite) -> None:
    client = site.client("north", "reader")
    given = {"rules": "text", "as_of": DAY.isoformat()}
    text = client.post(f"/amnesties/{DECREE}/", given, headers={"accept-language": "ar"}).content.decode()
    assert 'dir="rtl"' in text
    assert "مشمول بالقواعد" in text
    assert "Counted from" not in text
