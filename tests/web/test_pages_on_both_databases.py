"""The same pages on SQLite and on PostgreSQL: tables, sessions, accounts, entries."""

import pytest
from django.test import Client

import web_site
from sijill import clock
from sijill.access import store as accounts
from sijill.access.model import Role
from sijill.ledger.models import Entry
from sijill.pipeline.verify import verify
from sijill.tables.register import Register
from sijill.web.site import open_site

pytestmark = pytest.mark.usefixtures("store")


def test_somebody_logs_in_and_changes_a_password(register: Register) -> None:
    with (register.root / "sijill.toml").open("a", encoding="utf-8") as handle:
        handle.write('\n[access]\nsecond_factor = "optional"\n')
    site = open_site(register.root)
    user = accounts.add_user(
        "amal",
        organisation="north",
        roles=[Role.READER],
        password=web_site.PASSWORD,
        at=clock.now(),
        by="operator:test",
    )
    client = Client(SERVER_NAME="localhost")
    given = {"username": "amal", "password": web_site.PASSWORD}
    assert client.post("/account/login/", given | {"password": "wrong"}).status_code == 401
    assert client.post("/account/login/", given).status_code == 302
    assert client.get("/account/").status_code == 200
    assert client.get("/account/people/").status_code == 404
    new = "a wholly different phrase"
    changed = {"old": web_site.PASSWORD, "new": new, "again": new}
    assert client.post("/account/password/", changed).status_code == 302
    assert client.get("/account/").status_code == 200
    actions = list(Entry.objects.order_by("seq").values_list("action", flat=True))
    assert actions == [
        "account.added",
        "login.failed",
        "login",
        "look.own_account",
        "denied.read_accounts",
        "account.password",
        "look.own_account",
    ]
    assert user.id in Entry.objects.get(action="account.password").payload
    assert verify(site.register).clean
    web_site.forget()
