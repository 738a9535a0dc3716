"""A register of three organisations with pages in front of it, for the tests under tests/web and tests/api.

Every value of every list is a canary: a text that occurs nowhere else, so that it can be looked for in any answer. Two
lists tell of the same invented people, so that agreed values, counts and shared persons are there to leak.
"""

import csv
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from sijill import clock
from sijill.access import store
from sijill.access.filter import ClaimFilter, Clause
from sijill.access.model import Level, Role
from sijill.access.models import User
from sijill.access.policy import property_rules
from sijill.accession.store import ensure_organisation
from sijill.pipeline import verbs
from sijill.tables.register import Register
from sijill.web import actors
from sijill.web.guard import Ask
from sijill.web.jobs import model as jobs
from sijill.web.look import snapshot as snapshots
from sijill.web.middleware import (
    SEEN,
    STARTED,
    begin,  # noqa: F401  (a session begins as in the login page)
)
from sijill.web.site import Site, close_site, open_site

PASSWORD: Final = "four quiet words here"
ORGANISATIONS: Final = ("north", "south", "east")
HEADER: Final = (
    "الاسم الكامل",
    "اسم الأم",
    "تاريخ الولادة",
    "تاريخ الاعتقال",
    "مكان الاعتقال",
    "مكان الاحتجاز",
    "ملاحظات",
    "مقدم المعلومات",
    "رقم هاتف مقدم المعلومات",
    "العمود الغريب",
)
# Names are common single names put together at random; each list spells and adds in its own way.
GIVEN: Final = ("خالد", "محمود", "سمير", "ياسر", "فراس", "وليد", "نادر", "حازم", "بسام", "عمار")
FATHER: Final = ("يوسف", "حسن", "إبراهيم", "مصطفى", "عدنان", "جميل", "رياض", "سليم", "توفيق", "غسان")
FAMILY: Final = (
    "الحداد",
    "النجار",
    "الخياط",
    "الصباغ",
    "القصاب",
    "الحلاق",
    "البناء",
    "الدباغ",
    "العطار",
    "الساعاتي",
)
# list -> (organisation, which people it tells of)
LISTS: Final = {
    "cedar": ("north", range(8)),
    "lamp": ("south", range(4, 12)),
    "olive": ("east", range(10, 16)),
}


@dataclass(eq=False)
class WebSite:
    root: Path
    register: Register
    site: Site
    users: dict[tuple[str, str], User]
    clients: dict[str, Client] = field(default_factory=dict)

    def client(self, organisation: str, role: str, *, fresh: bool = False) -> Client:
        """A browser of that person, logged in; ``fresh``: a second factor was just given."""
        key = f"{organisation} {role} {fresh}"
        if key not in self.clients:
            self.clients[key] = logged_in(self.users[organisation, role], fresh=fresh)
        return self.clients[key]


def person(number: int) -> tuple[str, str, str]:
    return GIVEN[number % 10], FATHER[(number * 3 + number // 10) % 10], FAMILY[(number * 7 + 3) % 10]


def canary(list_id: str, kind: str, number: int) -> str:
    """A text no other cell holds: ``Zq`` + list + kind + number."""
    return f"Zq{list_id}{kind}{number}x"


def write_lists(folder: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for list_id, (_, people) in LISTS.items():
        path = folder / f"{list_id}.csv"
        with path.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle)
            writer.writerow(HEADER)
            for number in people:
                given, father, family = person(number)
                writer.writerow(
                    (
                        f"{given} {father} {family} {canary(list_id, 'name', number)}",
                        f"فاطمة {canary(list_id, 'mother', number)}",
                        f"{1950 + number}-0{1 + number % 9}-1{number % 9}",
                        f"2013-0{1 + number % 9}-0{1 + number % 8}",
                        f"حمص {canary(list_id, 'place', number)}",
                        f"سجن صيدنايا {canary(list_id, 'held', number)}",
                        canary(list_id, "note", number),
                        canary(list_id, "informant", number),
                        f"{canary(list_id, 'phone', number)}",
                        canary(list_id, "unmapped", number),
                    )
                )
        paths.append(path)
    return paths


def build(root: Path) -> None:
    """The register with one account for every organisation and role, to be copied by every test that changes it."""
    paths = write_lists(root.parent / "lists")
    verbs.unify(
        paths,
        into=root,
        organisations={path.name: LISTS[path.stem][0] for path in paths},
        engine="reference",
        at=datetime(2026, 1, 1, tzinfo=UTC),
        actor="operator:test",
    )
    forget()
    open_site(root, port=8000)
    for name in ("team", "west"):
        ensure_organisation(name, at=clock.now(), actor="operator:test")
    store.set_team("team", member=True, at=clock.now(), by="operator:test")
    # Argon2 is slow on purpose: 35 accounts share one hash, and their one password.
    kept, hashed = store.make_password, make_password(PASSWORD)
    store.make_password = lambda _: hashed
    try:
        for organisation in (*ORGANISATIONS, "west", "team"):
            for role in Role:
                store.add_user(
                    f"{organisation}.{role.value}",
                    organisation=organisation,
                    roles=[role],
                    password=PASSWORD,
                    at=clock.now(),
                    by="operator:test",
                )
    finally:
        store.make_password = kept
    forget()


def open_copy(built: Path, root: Path, *, second_factor: str = "optional", more: str = "") -> WebSite:
    """A copy of the built register, served."""
    shutil.copytree(built, root)
    with (root / "sijill.toml").open("a", encoding="utf-8") as handle:
        handle.write(f'\n[access]\nsecond_factor = "{second_factor}"\n{more}')
    forget()
    site = open_site(root, port=8000)
    users = {tuple(user.username.split(".")): user for user in store.all_users()}
    return WebSite(root=root, register=site.register, site=site, users=users)


def forget() -> None:
    """What a process keeps of the register it serves."""
    actors._kept.clear()
    snapshots._held.clear()
    close_site()


def logged_in(user: User, *, fresh: bool = False) -> Client:
    client = Client(SERVER_NAME="localhost", SERVER_PORT="8000")
    client.force_login(user, backend="sijill.web.accounts.backend.PasswordBackend")
    session = client.session
    now = clock.now().isoformat()
    session[STARTED] = session[SEEN] = now
    if fresh:
        session[actors.FACTOR_AT] = now
    session.save()
    return client


def keyboard() -> User:
    """The operator, added beside accounts that are there: as somebody alone at the keyboard is, later."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "_refuse_two_kinds", lambda **_: None)
        return store.add_user(
            "keyboard",
            organisation="",
            roles=[],
            password=PASSWORD,
            operator=True,
            at=clock.now(),
            by="operator:test",
        )


def start_of(site: WebSite, started: list[str]) -> Callable[..., jobs.Job]:
    """In place of a page's ``start``: the job is kept as it would be and named in ``started``; no process begins it."""

    def start(ask: Ask, kind: jobs.Kind, *, job_id: str, arguments: dict[str, object]) -> jobs.Job:
        job = jobs.Job(
            id=job_id,
            kind=kind,
            actor=ask.actor.ledger_name,
            organisation=ask.actor.organisation,
            at=clock.now().isoformat(),
            arguments=dict(arguments),
        )
        jobs.write(site.register, job)
        started.append(job_id)
        return job

    return start


def everything() -> ClaimFilter:
    """A filter that lets everything through: what negative controls put in the place of the real one."""
    return ClaimFilter(
        clauses=(
            Clause(
                organisation=None,
                lists=None,
                levels=frozenset(level.value for level in Level),
                properties=frozenset(property_rules()),
                unmapped=True,
                limited=False,
            ),
        ),
        withheld=frozenset(),
        consented=frozenset(),
    )
