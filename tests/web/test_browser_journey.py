"""The whole way in a real browser, in both languages: upload, map, link, review, person, search, withdraw.

On every page on the way: nothing leaves the server, axe finds nothing serious, nothing is wider than 360 pixels, and
the page weighs at most 100 kB.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import browser_pages
from browser_pages import Visitor, look
from sijill.tables import database

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not browser_pages.there_is_chromium(), reason=browser_pages.NOT_RUN),
]
DEMO = Path(__file__).resolve().parents[2] / "examples" / "demo" / "lists"
FIRST, SECOND = "sept_cypres_2022-10.csv", "lantern_street_2019-03.csv"


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("browser") / "register"
    browser_pages.make_register(root)
    return root


@pytest.fixture(params=browser_pages.LANGUAGES)
def visiting(request: pytest.FixtureRequest, empty: Path, tmp_path: Path) -> Iterator[tuple[Visitor, str]]:
    database.close()
    root = browser_pages.copy(empty, tmp_path / "register")
    with browser_pages.served(root) as base, browser_pages.visitor(base, request.param) as visitor:
        yield visitor, request.param
    shutil.rmtree(root, ignore_errors=True)


def test_the_whole_journey(visiting: tuple[Visitor, str]) -> None:
    visitor, language = visiting
    page = visitor.page
    visitor.log_in()
    visitor.go("/")
    assert page.get_attribute("html", "lang") == language
    assert page.get_attribute("html", "dir") == ("rtl" if language == "ar" else "ltr")
    look(visitor)

    for name in (FIRST, SECOND):
        upload(visitor, name)
        assert "/mapping/" in page.url
        look(visitor)
        page.click("main .answers button")
        visitor.job()
        look(visitor)

    visitor.go("/lists/")
    look(visitor)
    visitor.go("/overview/")
    assert page.query_selector("figure svg")
    look(visitor)

    review(visitor)
    person = find(visitor, "Yahya Ahmad Hamdan")
    look(visitor)
    read(visitor)
    withdraw(visitor, "lantern_street_2019-03")
    visitor.go("/lists/lantern_street_2019-03/")
    assert page.query_selector(".note.bad")
    for path in (
        "/help/",
        "/notices/",
        "/audit/",
        "/audit/mine/",
        "/review/agreement/",
        "/search/check/",
        "/lists/upload/",
        "/cases/",
        "/amnesties/",
        "/instruments/",
    ):
        visitor.go(path)
        look(visitor)
    for path in ("/amnesties/LD-7-2022/", "/instruments/SC-2139-2014/"):
        visitor.go(path)
        look(visitor)
        page.click("main form button")
        page.wait_for_selector("#document")
        look(visitor)
    assert person
    assert visitor.wrong == []


def upload(visitor: Visitor, name: str) -> None:
    visitor.go("/lists/upload/")
    visitor.page.set_input_files("#file", str(DEMO / name))
    visitor.page.fill("#organisation", name.split("_", 1)[0])
    visitor.page.click("main form button")
    visitor.job()


def review(visitor: Visitor) -> None:
    """One pair by one key, taken back by another; the same on an Arabic layout, where the keys give other letters."""
    page = visitor.page
    visitor.go("/review/")
    look(visitor)
    page.click("#begin")
    page.wait_for_selector("#answers")
    look(visitor)
    judged = page.url
    page.keyboard.press("d")
    page.wait_for_selector(".note.success")
    assert page.url != judged
    page.keyboard.press("u")
    page.wait_for_url(judged)
    page.keyboard.press("r")
    assert page.evaluate("document.activeElement.id") == "reason"
    page.keyboard.type("same mother")
    page.keyboard.press("Escape")
    page.evaluate(
        "document.dispatchEvent(new KeyboardEvent('keydown', {key: 'س', code: 'KeyS', bubbles: true}))"
    )
    page.wait_for_selector(".note.success")
    assert page.url != judged


def find(visitor: Visitor, name: str) -> str:
    page = visitor.page
    visitor.go("/search/")
    page.fill("#name", name)
    page.keyboard.press("Enter")
    page.wait_for_selector(".hits a")
    assert page.url.endswith("/search/")  # what was looked for stands in no address
    look(visitor)
    page.click(".hits a")
    page.wait_for_selector("#status")
    return page.url


def read(visitor: Visitor) -> None:
    """A value unfolds to the claim, the cell and the file."""
    page = visitor.page
    page.click("section[aria-labelledby=facts] summary >> nth=0")
    shown = page.inner_text("section[aria-labelledby=facts] details[open] li >> nth=0")
    assert "SHA-256" in shown
    assert ".csv" in shown


def withdraw(visitor: Visitor, list_id: str) -> None:
    page = visitor.page
    visitor.go(f"/lists/{list_id}/withdraw/")
    if page.query_selector("#code"):
        visitor.confirm()
    look(visitor)
    page.fill("#reason", "asked for by the organisation")
    page.click("main form button")
    visitor.job()


def test_reading_works_without_javascript(empty: Path, tmp_path: Path) -> None:
    database.close()
    root = browser_pages.copy(empty, tmp_path / "register")
    with browser_pages.served(root) as base, browser_pages.visitor(base, "ar", script=False) as visitor:
        visitor.log_in()
        upload(visitor, FIRST)
        visitor.page.click("main .answers button")
        visitor.job()
        find_without_script(visitor)
        visitor.go("/review/")
        visitor.page.click("#begin")
        visitor.page.click("button[value=unsure]")
        assert visitor.page.query_selector(".note.success")
        assert visitor.wrong == []


def find_without_script(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("/search/")
    page.fill("#name", "Yahya Hamdan")
    page.click("main form button")
    page.click(".hits a >> nth=0")
    page.click("section[aria-labelledby=facts] summary >> nth=0")
    assert "SHA-256" in page.inner_text("section[aria-labelledby=facts] details[open] li >> nth=0")
