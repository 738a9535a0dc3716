"""Pictures of the pages for the docs, in both languages, of invented people only: ``screenshots.py`` (a few minutes).

Builds the demo's register anew in a temporary folder, serves it, and photographs it with Chromium into
``docs/pictures/pages``. Nothing is retouched.
"""

import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from tools.invent import organisations  # noqa: E402

import browser_pages  # noqa: E402
from browser_pages import Visitor  # noqa: E402

PICTURES = ROOT / "docs" / "pictures" / "pages"
LISTS = ROOT / "examples" / "demo" / "lists"
WHO = "Marwan Kassab"  # invented, like everybody in the demo
REPORT = """On 12 March 2013 Marwan Kassab was taken to Branch 215. He was released on 5 May 2022.

The observers counted 7,351 released detainees by October 2022, about 2,000 of them women.
قال الشهود إن مروان قصاب نُقل إلى سجن صيدنايا في 3 حزيران 2014، وأُفرج عن 7,531 معتقلاً حتى تشرين الأول 2022.
"""


def build(root: Path) -> None:
    import sijill.pipeline  # noqa: F401  (makes Django ready)
    from sijill.pipeline import verbs

    verbs.unify(
        [LISTS], into=root, organisations={one.file: one.english for one in organisations.ORGANISATIONS}
    )
    browser_pages.add_operator(by="operator:demo")


def photograph(visitor: Visitor, language: str, *, narrow: bool) -> None:
    page = visitor.page
    kind = f"{language}-narrow" if narrow else language

    def shot(name: str) -> None:
        page.screenshot(path=PICTURES / f"{name}-{kind}.png", full_page=False)

    visitor.go("/search/")
    page.fill("#name", WHO)
    page.keyboard.press("Enter")
    page.wait_for_selector(".hits a")
    shot("search")
    page.click(".hits a >> nth=0")
    page.wait_for_selector("#status")
    shot("person")
    if narrow:
        return
    page.locator("#places").scroll_into_view_if_needed()
    page.click("section[aria-labelledby=facts] summary >> nth=0")
    page.locator("#facts").scroll_into_view_if_needed()
    shot("person-claims")
    visitor.go("/review/")
    page.click("#begin")
    page.wait_for_selector("#answers")
    shot("review")
    visitor.go("/overview/")
    shot("overview")
    work(visitor, shot)
    visitor.go("/lists/")
    page.click("main tbody a >> nth=0")
    page.wait_for_selector("dl.pairs")
    page.click("main .head a.button >> nth=0")
    page.wait_for_selector("fieldset.column")
    shot("mapping")


def work(visitor: Visitor, shot: Callable[[str], None]) -> None:
    """A case with its consent and submission, and a text with its marks."""
    page = visitor.page
    visitor.go("/search/")
    page.fill("#name", WHO)
    page.keyboard.press("Enter")
    page.wait_for_selector(".hits a")
    page.click(".hits a >> nth=0")
    page.wait_for_selector("#status")
    person = page.url.rstrip("/").rsplit("/", 1)[-1]
    visitor.go(f"/persons/{person}/case/")
    page.click('form:has(input[value="WGEID"]) button')
    page.wait_for_selector("#requirements")
    case = page.url.rstrip("/").rsplit("/", 1)[-1]
    shot("case")
    visitor.go(f"/persons/{person}/consents/")
    page.select_option("#purpose", "un_wgeid")
    page.select_option("#capacity", "next_of_kin")
    page.click("section[aria-labelledby=add] form button")
    page.wait_for_selector(".note.success")
    shot("consents")
    visitor.go(f"/cases/{case}/submission/")
    page.click("section[aria-labelledby=render] button")
    page.wait_for_selector("section[aria-labelledby=made] table")
    shot("submission")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.txt"
        file.write_text(REPORT, encoding="utf-8")
        visitor.go("/texts/add/")
        page.set_input_files("#file", str(file))
        page.fill("#publisher", "Invented Observers")
        page.fill("#title", "An invented report")
        page.fill("#published", "2022-11-20")
        page.click("main form button")
        visitor.job()
    page.click("main a.button >> nth=0")
    page.wait_for_selector("#decide")
    shot("text")
    visitor.go("/texts/counts/")
    shot("counts")


def main() -> int:
    if not browser_pages.there_is_chromium():
        print(browser_pages.NOT_RUN)
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="sijill-pictures-"))
    try:
        build(folder / "register")
        for language in browser_pages.LANGUAGES:
            for narrow in (False, True):
                root = browser_pages.copy(folder / "register", folder / f"{language}{narrow}")
                size = (390, 800) if narrow else (1180, 900)
                with (
                    browser_pages.served(root) as base,
                    browser_pages.visitor(base, language, width=size[0], height=size[1]) as visitor,
                ):
                    visitor.log_in()
                    photograph(visitor, language, narrow=narrow)
                    strange = [one for one in visitor.wrong if not re.search("webauthn", one, re.IGNORECASE)]
                    if strange:
                        print("\n".join(strange))
                        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{len(list(PICTURES.glob('*.png')))} pictures in {PICTURES.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
