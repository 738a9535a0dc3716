"""A register served on this machine and a browser in front of it: for the browser tests and the pictures in docs.

Nothing is fetched: Chromium is the distribution's, axe-core comes with its Python package, and a request that would
leave the machine is a failure.
"""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django_otp.oath import totp

CHROMIUM = "/usr/bin/chromium"
NOT_RUN = "NOT RUN: there is no Chromium here (apt-get install chromium)"
# Without them Chromium talks to its makers in the background, or cannot start as root.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAME, PASSWORD = "amal", "four quiet words here"
LANGUAGES = ("en", "ar")
SLOW = 120_000  # milliseconds for a page on a machine that does much else
NARROW = 360
MOST_BYTES = 100_000


def there_is_chromium() -> bool:
    return Path(CHROMIUM).exists()


def sijill(*arguments: str, given: str = "") -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sijill.cli.main", *arguments],
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@contextlib.contextmanager
def served(root: Path) -> Iterator[str]:
    """The address of the register's pages, served by ``sijill serve``'s own process until the block ends."""
    command = [sys.executable, "-m", "sijill.web.serve", str(root), "localhost", "0", "json"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        yield json.loads(server.stdout.readline())["url"].rstrip("/")
    finally:
        server.terminate()
        server.wait(timeout=20)


def make_register(root: Path) -> None:
    """An empty register with one account that may do everything."""
    from sijill.tables import register as registers

    registers.create(root)
    add_operator()


def add_operator(by: str = "operator:test") -> None:
    """An account that may do everything in the register that is open, which is closed afterwards."""
    from sijill import clock
    from sijill.access import store
    from sijill.tables import database

    store.add_user(NAME, organisation="", roles=[], password=PASSWORD, operator=True, at=clock.now(), by=by)
    database.close()


@dataclass
class Visitor:
    """A browser window in one language and width, and everything that went wrong in it."""

    page: Any  # playwright ships types, but only where it is installed
    base: str
    paper: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        self.page.goto(self.base + path)

    def log_in(self) -> None:
        """The first time: password, an authenticator app, codes on paper."""
        page = self.page
        self.go("/account/login/")
        page.fill("#username", NAME)
        page.fill("#password", PASSWORD)
        page.click("main form button[type=submit]")
        page.wait_for_selector("#code")
        secret = re.sub(r"\s", "", page.inner_text("main code"))
        page.fill("#code", _code(secret))
        page.click("main form button[type=submit]")
        page.wait_for_url("**/account/codes/")
        if not page.query_selector("main ul.plain code"):
            page.click("main form button[type=submit]")
        page.wait_for_selector("main ul.plain code")
        self.paper = [one.inner_text() for one in page.query_selector_all("main ul.plain code")]

    def confirm(self) -> None:
        """Where a fresh second factor is asked for: one of the codes on paper."""
        self.page.wait_for_selector("#code")
        self.page.fill("#code", self.paper.pop())
        self.page.click("main form button[type=submit]")

    def job(self) -> None:
        """Waits on a job's page until it has ended; fails with what it says."""
        self.page.wait_for_url(re.compile(r"/(jobs/\w+|lists/.+/mapping)/"), timeout=60_000)
        self.wait(self._job_ended, seconds=300, otherwise="the job did not end")

    def wait(self, ended: Callable[[], bool], *, seconds: int, otherwise: str) -> None:
        """Until ``ended`` says so, on a page that may be left or look again meanwhile; fails with ``otherwise``."""
        from playwright.sync_api import Error

        for _ in range(seconds * 5):
            with contextlib.suppress(Error):  # the page is being left just now
                if ended():
                    return
            self.page.wait_for_timeout(200)
        raise AssertionError(otherwise)

    def _job_ended(self) -> bool:
        if "/jobs/" not in self.page.url:
            return True
        problem = self.page.query_selector("main .error")
        if problem is not None:
            raise AssertionError(problem.inner_text())
        return self.page.query_selector("main a.button") is not None


def _code(secret: str) -> str:
    import base64

    return f"{totp(base64.b32decode(secret + '=' * (-len(secret) % 8))):06d}"


@contextlib.contextmanager
def visitor(
    base: str, language: str, *, width: int = 1200, height: int = 850, script: bool = True
) -> Iterator[Visitor]:
    """A fresh browser window; what its console complains about and what it fails to load is kept in ``wrong``."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(
            locale=language,
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
            java_script_enabled=script,
        )
        context.set_default_navigation_timeout(SLOW)
        found = Visitor(page=context.new_page(), base=base)
        found.page.on("request", lambda request: _stay(request.url, base, found.wrong))
        found.page.on("console", lambda message: _listen(message, found.wrong))
        found.page.on("pageerror", lambda error: found.wrong.append(str(error)))
        found.page.on("dialog", lambda box: _close(box, found.wrong))
        try:
            yield found
        finally:
            browser.close()


def _stay(url: str, base: str, wrong: list[str]) -> None:
    if not url.startswith((base, "data:", "blob:")):
        wrong.append(f"left the server: {url}")


def _listen(message: Any, wrong: list[str]) -> None:
    # A browser without an authenticator says so when passkeys are offered; that is no fault of the page.
    if message.type == "error" and "webauthn" not in message.text.lower():
        wrong.append(message.text)


def _close(box: Any, wrong: list[str]) -> None:
    """No page opens a box of the browser: it is in the browser's language, and one opened while leaving blocks all."""
    wrong.append(f"a box: {box.message}")
    box.dismiss()


def clean_environment() -> None:
    """Proxies of the machine must not stand between the test and its own server."""
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        os.environ.pop(name, None)


def copy(root: Path, to: Path) -> Path:
    shutil.copytree(root, to)
    return to


def look(visitor: Visitor) -> None:
    """What must hold on every page."""
    page = visitor.page
    assert serious(page) == []
    wide = page.viewport_size
    page.set_viewport_size({"width": NARROW, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW, page.url
    page.set_viewport_size(wide)
    assert weight(page) <= MOST_BYTES, page.url


def serious(page: Any) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:160]}"
        for one in found
        if one["impact"] in {"serious", "critical"}
    ]


def weight(page: Any) -> int:
    """Bytes of the page and of all it loads but pictures and fonts, which are read once and kept by the browser."""
    return page.evaluate(
        """async () => {
          const urls = [location.href, ...performance.getEntriesByType('resource').map((one) => one.name)];
          const files = [...new Set(urls)].filter((url) => !/\\.(png|svg|jpg|woff2)($|\\?)|^data:/.test(url));
          const sizes = await Promise.all(files.slice(1).map((url) => fetch(url).then((it) => it.arrayBuffer())));
          return document.documentElement.outerHTML.length + sizes.reduce((sum, it) => sum + it.byteLength, 0);
        }"""
    )
