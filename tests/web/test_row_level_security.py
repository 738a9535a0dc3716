"""PostgreSQL's own wall: what a view forgets to filter, the database role of the pages cannot read.

Every test that shows nothing of others has its control: with row-level security off the same question shows it.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

import web_site
from postgres_cluster import Cluster
from sijill import clock
from sijill.access import store as accounts
from sijill.access import wall
from sijill.access.model import (
    Action,
    Actor,
    Decision,
    Kind,
    Level,
    Purpose,
    Reason,
    Role,
    Standing,
    Thing,
)
from sijill.access.policy import decide
from sijill.cases import store as cases
from sijill.cases.models import CaseRow
from sijill.consents import store as consents
from sijill.errors import RegisterError
from sijill.manual_review import store as reviews
from sijill.manual_review.model import NoticeKind
from sijill.mentions.models import AcceptedClaim, Document
from sijill.pipeline import cases as work
from sijill.submissions.models import RenderingRow
from sijill.tables import database, rows
from sijill.tables import register as registers
from sijill.web import guard
from sijill.web.look import snapshot as snapshots
from sijill.web.site import open_site
from web_site import LISTS, WebSite

pytestmark = pytest.mark.postgres
ROLE = "sijill_pages"
GIVER = "Zqgiver"
# One property of every sensitivity.
PROPERTIES = ("name", "note", "informant.name")
LEVELS = tuple(level.value for level in Level)


class Walled:
    """A served register whose pages are behind the wall, and the way round it for controls."""

    def __init__(self, site: WebSite, owner: str, pages: str) -> None:
        self.site, self.owner, self.pages = site, owner, pages

    @contextmanager
    def as_owner(self) -> Iterator[None]:
        database.connect(self.owner, self.site.root)
        try:
            yield
        finally:
            database.connect(self.pages, self.site.root, walled=True)

    @contextmanager
    def torn_down(self) -> Iterator[None]:
        """The control: the same pages, the same role, no row-level security."""
        self._all("DISABLE")
        try:
            yield
        finally:
            self._all("ENABLE")

    def _all(self, word: str) -> None:
        with self.as_owner(), connection.cursor() as cursor:
            for table in wall.WALLED:
                cursor.execute(f"ALTER TABLE {table} {word} ROW LEVEL SECURITY")


@pytest.fixture(scope="module")
def walled(postgres: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walled]:
    name = f"walled_{secrets.token_hex(6)}"
    postgres.execute(f"CREATE DATABASE {name} TEMPLATE template")
    postgres.execute(f"DROP ROLE IF EXISTS {ROLE}")
    postgres.execute(f"CREATE ROLE {ROLE} LOGIN")
    owner = postgres.url(name)
    pages = owner.replace("postgres@", f"{ROLE}@")
    root = tmp_path_factory.mktemp("walled") / "register"
    registers.create(root, database_url=owner)
    web_site.build(root)
    with (root / "sijill.toml").open("a", encoding="utf-8") as handle:
        handle.write(f'\n[access]\nsecond_factor = "optional"\n[web]\ndatabase = "{pages}"\n')
    web_site.forget()
    site = open_site(root, port=8000)
    users = {tuple(user.username.split(".")): user for user in accounts.all_users()}
    found = Walled(
        WebSite(root=root, register=site.register, site=site, users=users), owner=owner, pages=pages
    )
    with found.as_owner():
        fill(found.site)
    yield found
    web_site.forget()
    postgres.execute(f"DROP DATABASE {name} WITH (FORCE)")
    postgres.execute(f"DROP ROLE {ROLE}")


def record_of(site: WebSite, list_id: str, place: int = 0) -> str:
    snapshot = snapshots.current(site.register)
    mine = [r for r, name in zip(snapshot.record_ids, snapshot.lists, strict=True) if name == list_id]
    return mine[place]


def fill(site: WebSite) -> None:
    """A row of every walled table for the north and for the south."""
    at = clock.now()
    for list_id, organisation in (("cedar", "north"), ("lamp", "south")):
        author = f"user:{site.users[organisation, 'caseworker'].id}"
        record = record_of(site, list_id)
        case = work.open_case(site.register, "WGEID", [record], at=at, by=author)
        cases.set_answers(case.id, {"note_of_the_family": organisation}, at=at, by=author)
        cases.log(
            site.register, case.id, cases.Direction.OUT, kind="letter", day=date(2026, 1, 5),
            counterpart=organisation, reference="Q", at=at, by=author,
        )  # fmt: skip
        consents.add(
            subject=record, records=[record], purpose="share_members", recipient="*", state="refused",
            capacity="self", form="written", date=date(2026, 1, 1), giver=f"{GIVER}{organisation}", at=at,
            by="operator:test",
        )  # fmt: skip
        RenderingRow.objects.create(
            id=f"r{organisation}", number=len(organisation) + list(LISTS).index(list_id), case=case.id,
            form="x", form_digest="", confirmed=False, draft=True, persons="[]", consents="[]", files="[]",
            manifest_sha256="", at=at.isoformat(), by=author,
        )  # fmt: skip
        reviews.add_notices([author], kind=NoticeKind.SPLIT, person="p", records=[record], by="user:x", at=at)
        text = Document.objects.create(
            id=f"d{organisation}", number=len(list_id), name="n", publisher="p", kind="txt", sha256="", size=1,
            path="", text_sha256="", letters=1, at=at.isoformat(), by=author,
        )  # fmt: skip
        for level in LEVELS:
            for prop in PROPERTIES:
                AcceptedClaim.objects.create(
                    document=text, record=record, prop=prop, value=organisation, start=0, end=1, page=1,
                    visibility=level, at=at.isoformat(), by="operator:test",
                )  # fmt: skip


@contextmanager
def seen_by(site: WebSite, organisation: str, *, fresh: bool = False, **more: Any) -> Iterator[None]:
    user = f"user:{site.users[organisation, 'caseworker'].id}"
    with rows.one_request():
        rows.seen_by(
            user=user, organisation=organisation, fresh=fresh, **{"operator": False, "team": False} | more
        )
        yield


def models() -> dict[str, Any]:
    return {model._meta.db_table: model for model in apps.get_models() if model._meta.db_table in wall.WALLED}


def counted() -> dict[str, int]:
    """What a query without any filter finds."""
    return {table: model._default_manager.count() for table, model in models().items()}


def test_every_table_is_walled_or_open_for_a_reason(walled: Walled) -> None:
    assert wall.tables_of_ours() == set(wall.WALLED) | set(wall.OPEN)
    assert not set(wall.WALLED) & set(wall.OPEN)
    assert wall.stands() == []


def test_without_anybody_there_is_nothing(walled: Walled) -> None:
    assert set(counted().values()) == {0}
    with rows.one_request():
        assert set(counted().values()) == {0}
    with walled.as_owner():
        there = counted()
    bare = {
        "cases_eventrow",
        "consents_exclusionrow",
    }  # no row in this register; walled through their parents
    assert {table for table, count in there.items() if count < 2} <= bare
    with walled.torn_down():
        assert counted() == there


@pytest.mark.parametrize(("organisation", "other"), [("north", "south"), ("south", "north")])
def test_a_query_that_forgets_the_filter_finds_the_own_rows_only(
    walled: Walled, organisation: str, other: str
) -> None:
    def found() -> dict[str, set[str]]:
        return {
            "case": {row.by for row in CaseRow.objects.all()},
            "letter": set(cases.CommunicationRow.objects.values_list("counterpart", flat=True)),
            "answer": {value.strip('"') for value in cases.AnswerRow.objects.values_list("value", flat=True)},
            "member": set(cases.MemberRow.objects.values_list("by", flat=True)),
            "consent": set(consents.ConsentRow.objects.values_list("giver", flat=True)),
            "submission": {row.id for row in RenderingRow.objects.all()},
        }

    mine = f"user:{walled.site.users[organisation, 'caseworker'].id}"
    with seen_by(walled.site, organisation):
        assert found() == {
            "case": {mine},
            "letter": {organisation},
            "answer": {organisation},
            "member": {mine},
            "consent": {GIVER + organisation},
            "submission": {f"r{organisation}"},
        }
        with connection.cursor() as cursor:  # and so does a statement that no ORM has touched
            cursor.execute("SELECT giver FROM consents_consentrow")
            assert {row[0] for row in cursor.fetchall()} == {GIVER + organisation}
    assert set(counted().values()) == {0}  # who was seen by goes with the transaction
    with walled.torn_down(), seen_by(walled.site, organisation):
        assert other in found()["letter"]
        assert GIVER + other in found()["consent"]


def test_nobody_s_third_organisation_sees_neither(walled: Walled) -> None:
    with seen_by(walled.site, "west"):
        assert {table for table, count in counted().items() if count} <= {
            "mentions_acceptedclaim",  # what is public is everybody's
            "ledger_entry",
        }


def test_levels_and_sharing_are_the_policy_s(walled: Walled) -> None:
    """Claims that people took out of texts lie in SQL: row by row the wall says what ``decide`` says."""
    site = walled.site
    with walled.as_owner():
        accounts.share("lamp", "north", level=Level.PARTNERS, at=clock.now(), by="operator:test")
        accounts.share(
            "lamp", "east", level=Level.ORGANISATION, sensitive=True, at=clock.now(), by="operator:test"
        )
        every = list(AcceptedClaim.objects.order_by("id"))
    for organisation in ("north", "south", "east", "west"):
        actor = Actor(
            user="u",
            username="u",
            organisation=organisation,
            roles=frozenset({Role.CASEWORKER}),
            factor_at=clock.now(),
            standing=Standing(grants=accounts.grants_for(organisation)),
        )
        for fresh in (False, True):
            actions = [Action.READ_CLAIM, *([Action.OPEN_SEALED] if fresh else [])]
            with seen_by(site, organisation, fresh=fresh):
                seen = set(AcceptedClaim.objects.values_list("id", flat=True))
            allowed = {
                row.id
                for row in every
                for action in actions
                if decide(actor, action, _thing(row, site), Purpose.CASEWORK, at=clock.now())
            }
            assert seen == allowed, (organisation, fresh)


def _thing(row: AcceptedClaim, site: WebSite) -> Thing:
    snapshot = snapshots.current(site.register)
    list_id = str(snapshot.lists[snapshot.number_of[row.record]])
    return Thing(
        kind=Kind.CLAIM,
        organisation=LISTS[list_id][0],
        list_id=list_id,
        record=row.record,
        level=row.visibility,
        prop=row.prop,
    )


def test_with_the_first_wall_down_a_page_still_shows_nothing_of_others(
    walled: Walled, monkeypatch: pytest.MonkeyPatch
) -> None:
    def let_through(*_: object, **__: object) -> Decision:
        return Decision(allow=True, reason=Reason.ALLOWED)

    with walled.as_owner():
        authors = {name: f"user:{walled.site.users[name, 'caseworker'].id}" for name in ("north", "south")}
        case = {name: CaseRow.objects.get(by=by).id for name, by in authors.items()}
    monkeypatch.setattr(guard, "decide", let_through)
    client = walled.site.client("south", "caseworker")
    listed = client.get("/cases/").content.decode()
    assert case["south"] in listed
    assert case["north"] not in listed
    assert client.get(f"/cases/{case['north']}/").status_code == 404
    with walled.torn_down():
        assert case["north"] in client.get("/cases/").content.decode()
        assert client.get(f"/cases/{case['north']}/").status_code == 200


def test_a_hidden_no_is_still_a_no(walled: Walled) -> None:
    """The refusal about the north's record is not the south's to see, and withholds all the same."""
    from sijill import ids

    site = walled.site
    refused, open_one = (ids.person_id(record_of(site, "cedar", place)) for place in (0, 1))
    with walled.as_owner():
        accounts.share("cedar", "south", level=Level.ORGANISATION, at=clock.now(), by="operator:test")
    client = site.client("south", "reader")
    assert client.get(f"/persons/{open_one}/").status_code == 200
    assert client.get(f"/persons/{refused}/").status_code == 404
    with seen_by(site, "south"):
        words = {one.subject: one for one in consents.everything()}
        assert {one.giver for one in words.values()} == {"", f"{GIVER}south"}
        assert len(words) == 2
    with seen_by(site, "north"):
        assert f"{GIVER}north" in {one.giver for one in consents.everything()}


def test_numbers_count_everybody_s_rows(walled: Walled) -> None:
    author = f"user:{walled.site.users['north', 'caseworker'].id}"
    with seen_by(walled.site, "north"), transaction.atomic():
        record = record_of(walled.site, "cedar", 2)
        made = consents.add(
            subject=record, purpose="share_members", recipient="*", state="given", capacity="self",
            form="written", date=date(2026, 1, 1), at=clock.now(), by=author,
        )  # fmt: skip
        assert made.number == 3
        case = cases.new("WGAD", [work.member_of(walled.site.register, record)], at=clock.now(), by=author)
        assert CaseRow.objects.get(id=case.id).number == 3
        transaction.set_rollback(True)


def test_rows_that_are_only_ever_added_cannot_be_changed(walled: Walled) -> None:
    for statement in (
        "UPDATE cases_caserow SET procedure = 'X'",
        "DELETE FROM ledger_entry",
        "UPDATE ledger_entry SET payload = ''",
        "DELETE FROM consents_consentrow",
        "TRUNCATE manual_review_judgement",
        "ALTER TABLE cases_caserow DISABLE ROW LEVEL SECURITY",
        "DROP POLICY sijill_read ON cases_caserow",
    ):
        with (
            seen_by(walled.site, "north", operator=True),
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_a_role_that_would_pass_through_is_refused(walled: Walled, postgres: Cluster) -> None:
    postgres.execute("DROP ROLE IF EXISTS sijill_super")
    postgres.execute("CREATE ROLE sijill_super LOGIN BYPASSRLS")
    with walled.as_owner():
        for role in ("postgres", "sijill_super", "nobody_of_this_name"):
            with pytest.raises(RegisterError):
                wall.build(role)
        assert wall.stands()[0].startswith("postgres passes through")
        assert not wall.build(ROLE)  # up to date: nothing to do
    postgres.execute("DROP ROLE sijill_super")


def test_every_page_answers_as_without_the_wall(walled: Walled) -> None:
    """The wall is never narrower than the policy: no page breaks or loses anything behind it."""
    person = f"/persons/{_person(walled.site)}/"
    tours = {
        ("north", "caseworker"): ("/", "/cases/", "/search/", "/notices/", person, f"/api{person[:-1]}"),
        ("south", "reviewer"): ("/review/", "/review/next/", "/review/agreement/", "/api/pairs", person),
        ("south", "auditor"): ("/audit/", "/audit/mine/", "/account/"),
        ("north", "data_officer"): ("/lists/", "/api/lists", "/api/counts"),
    }
    for (organisation, role), pages in tours.items():
        client = walled.site.client(organisation, role)
        behind = {where: client.get(where).status_code for where in pages}
        with walled.as_owner():
            before = {where: client.get(where).status_code for where in pages}
        assert behind == before, (organisation, role)


def _person(site: WebSite) -> str:
    from sijill import ids

    return ids.person_id(record_of(site, "cedar", 3))
