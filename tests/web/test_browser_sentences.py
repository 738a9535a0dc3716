"""In a real browser a date inside an Arabic sentence reads from left to right, as it is written."""

from typing import Any

import pytest

import browser_pages
from sijill.web import markup

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not browser_pages.there_is_chromium(), reason=browser_pages.NOT_RUN),
]
DATES = ("2013-05-02", "2013-05-02/2013-06-01", "../2013-06-01", "2013-06-01/..", "SC-2139-2014")
# Every letter of the paragraph with the place where it is drawn.
LETTERS = """(id) => {
  const found = [], walk = document.createTreeWalker(document.getElementById(id), NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    for (let at = 0; at < walk.currentNode.length; at++) {
      const range = document.createRange();
      range.setStart(walk.currentNode, at);
      range.setEnd(walk.currentNode, at + 1);
      found.push([walk.currentNode.data[at], range.getBoundingClientRect().left]);
    }
  }
  return found;
}"""


@pytest.fixture(scope="module")
def page() -> Any:
    with browser_pages.visitor("about:blank", "ar") as visitor:
        yield visitor.page


def drawn(page: Any, sentence: str) -> str:
    """What stands on the line, from left to right, without the letters of the sentence around it."""
    page.set_content(f'<html lang="ar" dir="rtl"><body><p id="said">{sentence}</p></body></html>')
    letters = sorted(page.evaluate(LETTERS, "said"), key=lambda one: one[1])
    return "".join(letter for letter, _ in letters if letter.isascii() and not letter.isspace())


@pytest.mark.parametrize("text", DATES)
def test_a_date_after_arabic_letters_is_drawn_as_it_is_written(page: Any, text: str) -> None:
    assert drawn(page, markup.sentence(f"ورد {text} هنا")) == text


@pytest.mark.parametrize("text", DATES[:4])
def test_bare_it_is_turned_round(page: Any, text: str) -> None:
    """The negative control."""
    assert drawn(page, markup.iso(f"ورد {text} هنا")) != text
