"""The way in: password, second factor, and everything that must not be one."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

import web_site
from sijill import clock
from sijill.access import store
from sijill.access.models import User
from sijill.ledger.store import entries
from sijill.pipeline.verify import verify
from sijill.web import middleware
from sijill.web.accounts import views
from web_site import PASSWORD, WebSite


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("built") / "register"
    web_site.build(root)
    return root


@pytest.fixture
def strict(built: Path, tmp_path: Path) -> Iterator[WebSite]:
    yield web_site.open_copy(built, tmp_path / "register", second_factor="required")
    web_site.forget()


def browser(**options: object) -> Client:
    return Client(SERVER_NAME="localhost", SERVER_PORT="8000", **options)


def log_in(client: Client, user: User, password: str = PASSWORD, **more: str):
    return client.post("/account/login/", {"username": user.username, "password": password} | more)


def code_of(user: User, *, steps: int = 0) -> str:
    device = TOTPDevice.objects.filter(user=user).latest("id")
    # each code works once: a later one is asked for by going on in time, within the tolerance
    return f"{totp(device.bin_key, drift=steps):06d}"


def enrolled(user: User) -> Client:
    client = browser()
    assert log_in(client, user).status_code == 302
    assert client.get("/account/").headers["Location"].startswith("/account/enrol/")
    assert "data:image/svg+xml" in client.get("/account/enrol/").content.decode()
    assert client.post("/account/enrol/", {"code": code_of(user)}).status_code == 302
    return client


def test_the_whole_way_in(strict: WebSite) -> None:
    user = strict.users["north", "reader"]
    client = enrolled(user)
    assert client.get("/account/").status_code == 200
    assert "north.reader" not in "".join(entry.payload for entry in entries())
    actions = [entry.action for entry in entries() if entry.actor == f"user:{user.id}"]
    assert actions[:2] == ["login", "account.factor_added"]
    again = browser()
    assert log_in(again, user).status_code == 302
    assert again.get("/account/").headers["Location"].startswith("/account/factor/")
    assert again.post("/account/factor/", {"code": "000000"}).status_code == 200
    assert again.get("/account/").status_code == 302
    TOTPDevice.objects.update(throttling_failure_count=0)
    assert again.post("/account/factor/", {"code": code_of(user, steps=1)}).status_code == 302
    assert again.get("/account/").status_code == 200
    assert verify(strict.register).clean


def test_a_code_of_the_app_works_once(strict: WebSite) -> None:
    user = strict.users["north", "reader"]
    enrolled(user)
    code = code_of(user, steps=1)
    first, second = browser(), browser()
    log_in(first, user)
    log_in(second, user)
    assert first.post("/account/factor/", {"code": code}).status_code == 302
    assert second.post("/account/factor/", {"code": code}).status_code == 200


def test_codes_on_paper_work_once_and_are_kept_as_digests(strict: WebSite) -> None:
    user = strict.users["north", "reader"]
    client = enrolled(user)
    page = client.post("/account/codes/").content.decode()
    codes = re.findall(r"<code dir=\"ltr\">([0-9a-z ]{14})</code>", page)
    assert len(codes) == 10
    from django_otp.plugins.otp_static.models import StaticToken

    assert not set(StaticToken.objects.values_list("token", flat=True)) & {
        code.replace(" ", "") for code in codes
    }
    for expected in (302, 200):
        again = browser()
        log_in(again, user)
        assert again.post("/account/factor/", {"code": codes[3]}).status_code == expected


def test_a_one_time_password_must_be_changed_first(strict: WebSite) -> None:
    user = strict.users["north", "reader"]
    store.set_password(user, "one time only words", must_change=True, at=clock.now(), by="operator:test")
    client = browser()
    log_in(client, user, "one time only words")
    assert client.get("/account/enrol/x").headers["Location"].startswith("/account/password/")
    new = {
        "old": "one time only words",
        "new": "words that I chose myself",
        "again": "words that I chose myself",
    }
    assert client.post("/account/password/", new | {"again": "other"}).status_code == 200
    assert client.post("/account/password/", new | {"new": "short", "again": "short"}).status_code == 200
    assert client.post("/account/password/", new).status_code == 302
    assert client.get("/account/").headers["Location"].startswith("/account/enrol/")


def test_wrong_names_and_wrong_passwords_look_the_same_and_slow_down(strict: WebSite) -> None:
    user = strict.users["north", "reader"]
    bodies = []
    for name in (user.username, "nobody.here"):
        client = browser()
        response = client.post("/account/login/", {"username": name, "password": "not the password"})
        assert response.status_code == 401
        bodies.append(
            re.sub(r'value="[A-Za-z0-9]{64}"|"csrfToken": "[A-Za-z0-9]{64}"', "", response.content.decode())
        )
    assert bodies[0] == bodies[1]
    answers = [log_in(browser(), user, "not the password").status_code for _ in range(5)]
    assert answers == [401, 401, 401, 429, 429]
    assert log_in(browser(), user).status_code == 429  # also with the right one
    assert log_in(browser(), strict.users["south", "reader"]).status_code == 302


def wrong_then(right: str) -> tuple[dict[str, str], dict[str, str]]:
    new = {"new": "words that I chose myself", "again": "words that I chose myself"}
    return new | {"old": "not the password"}, new | {"old": right}


def test_the_current_password_is_guessed_no_faster_on_its_own_page(strict: WebSite) -> None:
    user = strict.users["north", "reader"]
    client = enrolled(user)
    wrong, right = wrong_then(PASSWORD)
    answers = [client.post("/account/password/", wrong) for _ in range(6)]
    assert [one.status_code for one in answers] == [200, 200, 200, 200, 429, 429]
    assert "Too many attempts" in answers[-1].content.decode()
    assert client.post("/account/password/", right).status_code == 429  # also with the right one
    assert log_in(browser(), user).status_code == 429  # guesses here and at the door are counted together
    other = enrolled(strict.users["south", "reader"])
    assert other.post("/account/password/", right).status_code == 302


def test_without_the_throttle_guesses_never_end(strict: WebSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control."""
    client = enrolled(strict.users["north", "reader"])
    wrong, right = wrong_then(PASSWORD)
    monkeypatch.setattr(views.throttle, "wait", lambda *_, **__: timedelta(0))
    answers = [client.post("/account/password/", wrong).status_code for _ in range(8)]
    assert set(answers) == {200}
    assert client.post("/account/password/", right).status_code == 302


def test_the_right_password_ends_the_count(strict: WebSite) -> None:
    client = enrolled(strict.users["north", "reader"])
    wrong, right = wrong_then(PASSWORD)
    for _ in range(3):
        client.post("/account/password/", wrong)
    assert client.post("/account/password/", right).status_code == 302
    answers = [client.post("/account/password/", wrong).status_code for _ in range(4)]
    assert answers == [200] * 4


def test_a_login_without_its_second_factor_changes_no_password(strict: WebSite) -> None:
    user = strict.users["north", "reader"]
    client = enrolled(user)
    assert client.get("/account/password/").status_code == 200
    half = browser()
    log_in(half, user)
    _, right = wrong_then(PASSWORD)
    assert half.get("/account/password/").headers["Location"] == "/account/factor/"
    assert half.post("/account/password/", right).headers["Location"] == "/account/factor/"
    assert log_in(browser(), user).status_code == 302  # the password is the one it was
    store.set_password(user, "one time only words", must_change=True, at=clock.now(), by="operator:test")
    log_in(half, user, "one time only words")
    assert half.get("/account/password/").status_code == 200  # whose password was reset changes it first


def test_disabling_resetting_and_a_new_password_end_sessions(strict: WebSite) -> None:
    user = strict.users["north", "reader"]
    client = enrolled(user)
    store.reset_factors(user, at=clock.now(), by="operator:test")
    assert client.get("/account/").headers["Location"].startswith("/account/login/")
    client = enrolled(user)
    store.set_active(user, active=False, at=clock.now(), by="operator:test")
    assert client.get("/account/").headers["Location"].startswith("/account/login/")
    assert log_in(browser(), user).status_code == 401
    store.set_active(user, active=True, at=clock.now(), by="operator:test")
    client = browser()
    log_in(client, user)
    client.post("/account/factor/", {"code": code_of(user, steps=1)})
    assert client.get("/account/").status_code == 200
    store.set_password(user, "another set of words", must_change=False, at=clock.now(), by="operator:test")
    assert client.get("/account/").headers["Location"].startswith("/account/login/")


@pytest.mark.parametrize(
    ("name", "minutes", "ends"),
    [("SEEN", 29, False), ("SEEN", 31, True), ("STARTED", 719, False), ("STARTED", 721, True)],
)
def test_a_session_ends_when_idle_and_after_half_a_day(
    strict: WebSite, name: str, minutes: int, ends: bool
) -> None:
    client = enrolled(strict.users["north", "reader"])
    session = client.session
    key = getattr(middleware, name)
    session[key] = (datetime.fromisoformat(session[key]) - timedelta(minutes=minutes)).isoformat()
    session.save()
    assert (client.get("/account/").status_code == 302) is ends


def test_logging_in_makes_a_new_session_and_every_form_needs_its_token(strict: WebSite) -> None:
    client = browser(enforce_csrf_checks=True)
    page = client.get("/account/login/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode())
    assert token is not None
    before = client.session.session_key
    user = strict.users["north", "reader"]
    assert log_in(client, user).status_code == 403
    origin = {"HTTP_ORIGIN": "http://localhost:8000"}
    good = {"username": user.username, "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
    assert client.post("/account/login/", good, HTTP_ORIGIN="https://elsewhere.example").status_code == 403
    assert client.post("/account/login/", good, **origin).status_code == 302
    assert client.session.session_key != before


@pytest.mark.parametrize(
    "wanted", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_elsewhere(strict: WebSite, wanted: str) -> None:
    response = log_in(browser(), strict.users["north", "reader"], next=wanted)
    assert response.headers["Location"] == "/"


def test_a_foreign_host_header_is_refused(strict: WebSite) -> None:
    assert Client(SERVER_NAME="elsewhere.example").get("/account/login/").status_code == 400


def test_every_answer_has_its_headers(strict: WebSite) -> None:
    client = browser()
    for path in ("/account/login/", "/nowhere/", "/api/lists", "/static/sijill/sijill.css"):
        headers = client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert "camera=()" in headers["Permissions-Policy"]
        assert headers["Referrer-Policy"] == "same-origin"
        assert path.startswith("/static/") or headers["Cache-Control"] == "no-store"
    log_in(client, strict.users["north", "reader"])
    cookie = client.cookies["sijill_session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
    assert not cookie["domain"]


def test_behind_tls_cookies_are_bound_to_the_host(built: Path, tmp_path: Path) -> None:
    import shutil

    root = tmp_path / "tls"
    shutil.copytree(built, root)
    with (root / "sijill.toml").open("a") as handle:
        handle.write('\n[web]\nhosts = ["register.example.org"]\nsecure = true\n')
    web_site.forget()
    web_site.open_site(root)
    user = store.add_user(
        "amal",
        organisation="north",
        roles=[web_site.Role.READER],
        password=PASSWORD,
        at=clock.now(),
        by="operator:test",
    )
    client = Client(SERVER_NAME="register.example.org", SERVER_PORT="443")
    response = client.post("/account/login/", {"username": user.username, "password": PASSWORD}, secure=True)
    assert response.status_code == 302
    cookie = client.cookies["__Host-sijill_session"]
    assert cookie["secure"]
    assert "max-age=31536000" in response.headers["Strict-Transport-Security"]
    web_site.forget()
