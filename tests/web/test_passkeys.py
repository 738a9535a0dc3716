"""The whole ceremony of passkeys in Chromium with a virtual authenticator: made, used, and refused where it must be.

The authenticator is Chromium's own (CDP ``WebAuthn``): it makes real keys and signs real challenges.
"""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import browser_pages
from browser_pages import NAME, PASSWORD, Visitor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not browser_pages.there_is_chromium(), reason=browser_pages.NOT_RUN),
]

SECONDS = 120  # for a login, on a machine that does much else
REFUSED = "#passkey-verification-status-message:not(:empty):not([data-status-enum=success])"


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    browser_pages.clean_environment()
    root = tmp_path_factory.mktemp("passkeys") / "register"
    browser_pages.make_register(root)
    return root


class Authenticator:
    """A key plugged into a browser window."""

    def __init__(self, page: Any) -> None:
        self.session = page.context.new_cdp_session(page)
        self.session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        self.id = self.session.send("WebAuthn.addVirtualAuthenticator", {"options": options})[
            "authenticatorId"
        ]

    def credentials(self) -> list[dict[str, Any]]:
        return self.session.send("WebAuthn.getCredentials", {"authenticatorId": self.id})["credentials"]

    def add(self, credential: dict[str, Any]) -> None:
        self.session.send("WebAuthn.addCredential", {"authenticatorId": self.id, "credential": credential})

    def forget(self) -> None:
        self.session.send("WebAuthn.clearCredentials", {"authenticatorId": self.id})


@contextlib.contextmanager
def opened(root: Path, language: str = "en") -> Iterator[Visitor]:
    with browser_pages.served(root) as base, browser_pages.visitor(base, language) as found:
        yield found


def enrol(visitor: Visitor) -> Authenticator:
    """The first login: password, then a passkey as the second factor."""
    page = visitor.page
    key = Authenticator(page)
    visitor.go("/account/login/")
    page.fill("#username", NAME)
    page.fill("#password", PASSWORD)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/account/enrol/**")
    with page.expect_response("**/registration/complete/") as answered:
        page.click("#passkey-register-button")
    assert answered.value.status == 200
    assert len(key.credentials()) == 1
    return key


def log_out(visitor: Visitor) -> None:
    visitor.page.context.clear_cookies()


def try_passkey(visitor: Visitor) -> bool:
    """Whether a click on the login page's button lets the visitor in."""
    use_passkey(visitor)
    return is_in(visitor)


def use_passkey(visitor: Visitor) -> None:
    """Clicks, and waits until the visitor is elsewhere or the page says why not."""
    page = visitor.page
    visitor.go("/account/login/")
    page.click("#passkey-verification-button")
    visitor.wait(
        lambda: "/account/login/" not in page.url or page.query_selector(REFUSED) is not None,
        seconds=SECONDS,
        otherwise="neither let in nor refused",
    )


def is_in(visitor: Visitor) -> bool:
    page = visitor.page
    visitor.go("/account/")
    return page.url.endswith("/account/") and page.inner_text("h1") == NAME


def take_from_register(root: Path) -> None:
    """The one passkey that somebody has."""
    with sqlite3.connect(root / "register.db", timeout=20) as rows:
        assert rows.execute("DELETE FROM django_otp_webauthn_webauthncredential").rowcount == 1
    rows.close()


def entries(root: Path) -> list[str]:
    from sijill.ledger.models import Entry
    from sijill.tables import database
    from sijill.tables import register as registers

    registers.open_register(root)
    found = list(Entry.objects.order_by("seq").values_list("action", flat=True))
    database.close()
    return found


def test_a_passkey_is_made_and_is_the_way_in(empty: Path, tmp_path: Path) -> None:
    root = browser_pages.copy(empty, tmp_path / "register")
    with opened(root) as visitor:
        enrol(visitor)
        visitor.go("/account/")
        assert visitor.page.inner_text("h1") == NAME  # it counts as the second factor of this session
        log_out(visitor)
        visitor.go("/account/")
        assert "/account/login/" in visitor.page.url
        assert try_passkey(visitor)  # alone: no password, no code
        assert [one for one in visitor.wrong if "left the server" in one] == []
    told = entries(root)
    assert told.index("account.factor_added") < len(told) - 1
    assert told.count("login") == 2


def test_a_removed_credential_opens_nothing(empty: Path, tmp_path: Path) -> None:
    """Taken from the device, or from the register."""
    root = browser_pages.copy(empty, tmp_path / "register")
    with opened(root) as visitor:
        key = enrol(visitor)
        log_out(visitor)
        kept = key.credentials()
        key.forget()
        assert not try_passkey(visitor)
        assert not [one for one in visitor.wrong if "a box" in one]  # refused on the page itself
        key.add(kept[0])
        assert try_passkey(visitor)  # the control: the same key, the same button
        log_out(visitor)
        take_from_register(root)
        assert not try_passkey(visitor)


def test_a_box_of_the_browser_would_be_noticed(empty: Path, tmp_path: Path) -> None:
    with opened(browser_pages.copy(empty, tmp_path / "register")) as visitor:
        visitor.go("/account/login/")
        assert visitor.wrong == []
        visitor.page.evaluate("alert('no')")
        assert visitor.wrong == ["a box: no"]


def test_a_refusal_is_told_in_arabic(empty: Path, tmp_path: Path) -> None:
    root = browser_pages.copy(empty, tmp_path / "register")
    with opened(root, "ar") as visitor:
        enrol(visitor)
        log_out(visitor)
        take_from_register(root)
        use_passkey(visitor)
        assert visitor.page.inner_text(REFUSED) == "مفتاح المرور هذا غير معروف هنا. لعله أُزيل؟"
        assert not is_in(visitor)


def test_an_assertion_made_at_another_origin_opens_nothing(empty: Path, tmp_path: Path) -> None:
    """A page of somebody else hands the login through: the key signs for where the browser really is.

    Host and form token are made to look right, so that nothing but the signed origin is left to refuse it.
    """
    root = browser_pages.copy(empty, tmp_path / "register")
    with opened(root) as visitor:
        enrol(visitor)
        log_out(visitor)
        real, elsewhere, refused = visitor.base, "http://localhost:65111", []

        def pass_on(route: Any) -> None:
            headers = route.request.headers | {"origin": real, "referer": f"{real}/account/login/"}
            headers.pop("host", None)
            answer = route.fetch(url=route.request.url.replace(elsewhere, real), headers=headers)
            if "authentication/complete" in route.request.url:
                refused.append(answer.status)
            route.fulfill(response=answer)

        visitor.page.route(f"{elsewhere}/**", pass_on)
        visitor.base = elsewhere
        use_passkey(visitor)
        visitor.page.unroute(f"{elsewhere}/**")
        visitor.base = real  # the same host, so that a session begun there would be one here
        assert not is_in(visitor)
        assert len(refused) == 1
        assert 400 <= refused[0] < 500
        log_out(visitor)
        assert try_passkey(visitor)  # the control: the same key where it belongs


def test_after_a_reset_no_earlier_key_opens_anything(empty: Path, tmp_path: Path) -> None:
    """The row of the key is still there; it was enrolled before the moment from which factors count."""
    root = browser_pages.copy(empty, tmp_path / "register")
    with opened(root) as visitor:
        enrol(visitor)
        log_out(visitor)
        assert try_passkey(visitor)
        browser_pages.sijill("user", "reset-factor", str(root), NAME)
        visitor.go("/account/")
        assert not visitor.page.url.endswith(
            "/account/"
        )  # the session that the key had opened is half way again
        log_out(visitor)
        assert not try_passkey(visitor)
