"""From a person to a case, a consent, a submission, a letter, and a claim out of a text, in both languages.

What must hold on every page is asked on each (see ``browser_pages.look``).
"""

import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest

import browser_pages
from browser_pages import Visitor, look
from sijill.pipeline import verbs
from sijill.tables import database

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not browser_pages.there_is_chromium(), reason=browser_pages.NOT_RUN),
]
DEMO = Path(__file__).resolve().parents[2] / "examples" / "demo" / "lists"
LIST = "lantern_street_2019-03.csv"
NAME = "Marwan Kassab"  # invented, as everybody in the demo's lists
TEXT = (
    f"On 12 March 2013 {NAME} was taken away.\n\n"
    "The observers counted 7,351 released detainees by October 2022.\n"
    "وقال شاهد إن 7,531 معتقلاً أُفرج عنهم.\n"
)
ANSWERS = {
    "src_name": "An invented sister",
    "src_contact": "by post",
    "steps": "2013-06: asked, no answer",
    "responsible": "men of a branch",
    "narrative": "Taken at a checkpoint.",
}


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register of one list, and one account that may do everything."""
    root = tmp_path_factory.mktemp("browser-cases") / "register"
    verbs.unify([DEMO / LIST], into=root, organisations={LIST: "lantern"})
    browser_pages.add_operator()
    return root


@pytest.fixture(params=browser_pages.LANGUAGES)
def visiting(request: pytest.FixtureRequest, linked: Path, tmp_path: Path) -> Iterator[tuple[Visitor, str]]:
    database.close()
    root = browser_pages.copy(linked, tmp_path / "register")
    with browser_pages.served(root) as base, browser_pages.visitor(base, request.param) as visitor:
        visitor.page.set_default_timeout(120_000)  # a search on a busy machine takes long the first time
        yield visitor, request.param
    shutil.rmtree(root, ignore_errors=True)


def test_from_a_person_to_a_submission_and_a_claim_out_of_a_text(
    visiting: tuple[Visitor, str], tmp_path: Path
) -> None:
    visitor, language = visiting
    visitor.log_in()
    person = find(visitor)
    case = open_case(visitor, person, "WGEID")
    answer(visitor, case)
    refused(visitor, case)
    consent(visitor, person)
    rendered(visitor, case, tmp_path)
    send(visitor, case)
    letter(visitor, person)
    take_out_of_a_text(visitor, person, TEXT, tmp_path)
    for path in ("/cases/", "/cases/due/", "/texts/", "/texts/counts/", f"/persons/{person}/"):
        visitor.go(path)
        look(visitor)
    assert visitor.page.query_selector('a[href^="/texts/"] bdi')  # the person's page leads to the text
    assert visitor.page.get_attribute("html", "lang") == language
    assert visitor.wrong == []


def find(visitor: Visitor) -> str:
    page = visitor.page
    visitor.go("/search/")
    page.fill("#name", NAME)
    page.keyboard.press("Enter")
    page.wait_for_selector(".hits a")
    page.click(".hits a >> nth=0")
    page.wait_for_selector("#status")
    look(visitor)
    return _id(page.url, "persons")


def open_case(visitor: Visitor, person: str, procedure: str) -> str:
    page = visitor.page
    page.click(f'a[href="/persons/{person}/case/"]') if procedure == "WGEID" else visitor.go(
        f"/persons/{person}/case/"
    )
    page.wait_for_selector(f'input[name=procedure][value="{procedure}"]', state="attached")
    look(visitor)
    page.click(f'form:has(input[value="{procedure}"]) button')
    page.wait_for_selector("#requirements")
    look(visitor)
    return _id(page.url, "cases")


def answer(visitor: Visitor, case: str) -> None:
    page = visitor.page
    visitor.go(f"/cases/{case}/answers/")
    look(visitor)
    for name, text in ANSWERS.items():
        page.fill(f"#q-{name}", text)
    for name, code in (
        ("src_relation", "sister"),
        ("follow_up_ok", "yes"),
        ("actor_type", "state_intelligence"),
        ("risk_reviewed", "yes"),
        ("other_procedures", "none"),
        ("already_submitted", "no"),
    ):
        page.select_option(f"#q-{name}", code)
    page.click("main .answers button")
    page.wait_for_selector(".note.success")


def refused(visitor: Visitor, case: str) -> None:
    """Without consent nothing is rendered, and the page says why."""
    page = visitor.page
    visitor.go(f"/cases/{case}/submission/")
    assert page.query_selector("#refused")
    look(visitor)
    page.click("section[aria-labelledby=render] button")
    page.wait_for_selector(".note.error")
    assert page.query_selector("section[aria-labelledby=made] table") is None


def consent(visitor: Visitor, person: str) -> None:
    page = visitor.page
    visitor.go(f"/persons/{person}/consents/")
    look(visitor)
    page.select_option("#purpose", "un_wgeid")
    page.select_option("#capacity", "next_of_kin")
    page.fill("#date", "2024-01-05")
    page.click("section[aria-labelledby=add] form button")
    page.wait_for_selector(".note.success")
    assert page.query_selector(".tag.good")
    look(visitor)


def rendered(visitor: Visitor, case: str, folder: Path) -> None:
    page = visitor.page
    visitor.go(f"/cases/{case}/submission/")
    page.check("input[name=language][value=ar]")
    page.click("section[aria-labelledby=render] button")
    page.wait_for_selector("section[aria-labelledby=made] table")
    look(visitor)
    with page.expect_download() as waiting:
        page.click("section[aria-labelledby=made] a.button")
    target = folder / "everything.zip"
    waiting.value.save_as(target)
    with zipfile.ZipFile(target) as archive:
        names = sorted(archive.namelist())
        assert [name for name in names if name.endswith(".pdf")] == [
            f"wgeid.{case}.ar.pdf",
            f"wgeid.{case}.en.pdf",
        ]
        with archive.open(f"wgeid.{case}.en.pdf") as file:
            text = "".join(one.extract_text() for one in pypdf.PdfReader(file).pages)
    assert "Taken at a checkpoint" in text
    assert case in text


def send(visitor: Visitor, case: str) -> None:
    """Sending is logged with its day and channel; what is not met besides consent needs a reason."""
    page = visitor.page
    visitor.go(f"/cases/{case}/")
    page.click("details.step summary >> nth=0")
    for field in page.query_selector_all('details.step[open] input[name^="despite-"]'):
        field.fill("the family asks for it")
    look(visitor)
    page.click("details.step[open] form button")
    page.wait_for_selector(".note.success")
    assert page.query_selector("section[aria-labelledby=letters] table")
    look(visitor)


def letter(visitor: Visitor, person: str) -> None:
    page = visitor.page
    case = open_case(visitor, person, "LETTER")
    visitor.go(f"/cases/{case}/answers/")
    page.fill("#q-letter_recipient", "An invented ministry")
    page.click("main .answers button")
    page.wait_for_selector(".note.success")
    visitor.go(f"/cases/{case}/submission/")
    page.check("section[aria-labelledby=figures] input[value=year]")
    page.fill("section[aria-labelledby=figures] input[name=as_of]", "2024-12-08")
    page.click("section[aria-labelledby=figures] button")
    page.wait_for_selector("section[aria-labelledby=figures] table")
    look(visitor)
    page.click("section[aria-labelledby=render] button")
    page.wait_for_selector("section[aria-labelledby=made] table")
    look(visitor)


def take_out_of_a_text(visitor: Visitor, person: str, text: str, folder: Path) -> None:
    """Uploaded, sealed, opened with a second factor, decided by keys; the same on an Arabic layout."""
    page = visitor.page
    file = folder / "report.txt"
    file.write_text(text, encoding="utf-8")
    visitor.go("/texts/add/")
    look(visitor)
    page.set_input_files("#file", str(file))
    for name, value in (
        ("publisher", "Invented Observers"),
        ("title", "An invented report"),
        ("published", "2022-11-20"),
        ("organisation", "lantern"),
    ):
        page.fill(f"#{name}", value)
    page.click("main form button")
    visitor.job()
    page.click("main a.button >> nth=0")
    page.wait_for_selector("#code, #decide")
    if page.query_selector("#code"):
        visitor.confirm()
    page.wait_for_selector("#decide")
    look(visitor)
    assert page.query_selector(".sealed")
    first = page.url
    page.keyboard.press("j")
    page.wait_for_url(re.compile("at="))
    assert page.url != first
    page.locator("a.m-date").first.evaluate("one => one.click()")
    page.wait_for_selector("#take input[name=person]")
    page.keyboard.press("1")
    assert page.get_attribute("#take input[name=person]:checked", "value") == person
    page.select_option("#property", "arrest.date")
    page.evaluate("document.activeElement.blur()")
    page.evaluate(
        "document.dispatchEvent(new KeyboardEvent('keydown', {key: 'س', code: 'KeyS', bubbles: true}))"
    )
    page.wait_for_selector(".note.success")
    assert page.query_selector("a.m-date.taken")
    page.locator("a.m-figure").first.evaluate("one => one.click()")
    page.wait_for_selector("#definition")
    page.fill("#definition", "released, as quoted")
    page.select_option("#measure", "released_all_decrees")
    page.fill("#as_of", "2022-10")
    look(visitor)
    page.click("#accept")
    page.wait_for_selector(".note.success")
    look(visitor)
    visitor.go("/texts/counts/")
    assert page.query_selector(".against")


def _id(url: str, kind: str) -> str:
    found = re.search(rf"/{kind}/(\w+)/", url)
    assert found is not None
    return found[1]
