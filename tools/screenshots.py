"""Pictures of the pages for the docs, in both languages, of invented people only: ``screenshots.py`` (a few minutes).

Builds the demo's register anew in a temporary folder, serves it, and photographs it with Chromium into
``docs/pictures/pages``. Nothing is retouched.
"""

import re
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from tools.invent import organisations  # noqa: E402

import browser_pages  # noqa: E402
from browser_pages import Visitor  # noqa: E402

PICTURES = ROOT / "docs" / "pictures" / "pages"
LISTS = ROOT / "examples" / "demo" / "lists"
WHO = "Marwan Kassab"  # invented, like everybody in the demo


def build(root: Path) -> None:
    import sijill.pipeline  # noqa: F401  (makes Django ready)
    from sijill import clock
    from sijill.access import store
    from sijill.pipeline import verbs
    from sijill.tables import database

    verbs.unify(
        [LISTS], into=root, organisations={one.file: one.english for one in organisations.ORGANISATIONS}
    )
    store.add_user(
        browser_pages.NAME,
        organisation="",
        roles=[],
        password=browser_pages.PASSWORD,
        operator=True,
        at=clock.now(),
        by="operator:demo",
    )
    database.close()


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
    visitor.go("/lists/")
    page.click("main tbody a >> nth=0")
    page.wait_for_selector("dl.pairs")
    page.click("main .head a.button >> nth=0")
    page.wait_for_selector("fieldset.column")
    shot("mapping")


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
