"""Documentation that exists in Arabic: of one shape with the English page, and right to left as it must be."""

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
ARABIC = sorted(DOCS.rglob("*.ar.md"))
HEADING = re.compile(r"^#{1,3} ", re.MULTILINE)
ROW = re.compile(r"^\|", re.MULTILINE)
STEP = re.compile(r"^(?:\d+\.|-) ", re.MULTILINE)
PICTURE = re.compile(r"!\[")
# What may stand outside <bdi>: code blocks, link targets, list numbers and the marks of tables.
NO_TEXT = re.compile(r"```.*?```|<bdi>.*?</bdi>|\]\([^)]*\)|<[^>]+>|^\d+\.", re.DOTALL | re.MULTILINE)


def english(page: Path) -> Path:
    return page.with_name(page.name.replace(".ar.md", ".md"))


def stray(text: str) -> list[str]:
    """Latin words and numbers that nothing keeps in their direction."""
    return re.findall(r"[A-Za-z0-9][A-Za-z0-9.,–-]*", NO_TEXT.sub(" ", text))


def test_there_are_such_pages() -> None:
    assert len(ARABIC) >= 3


@pytest.mark.parametrize("page", ARABIC, ids=lambda page: page.stem)
def test_both_languages_have_one_shape(page: Path) -> None:
    one, other = page.read_text(encoding="utf-8"), english(page).read_text(encoding="utf-8")
    for what in (HEADING, ROW, STEP, PICTURE):
        assert len(what.findall(one)) == len(what.findall(other)), what.pattern


@pytest.mark.parametrize("page", ARABIC, ids=lambda page: page.stem)
def test_the_english_page_leads_to_the_arabic_one(page: Path) -> None:
    assert f"]({page.name})" in english(page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", ARABIC, ids=lambda page: page.stem)
def test_what_is_latin_or_a_number_is_isolated(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.startswith('<div dir="rtl">')
    assert stray(text) == []


def test_a_stray_number_is_seen() -> None:
    assert stray("في عام 2013 قال <bdi>VDC</bdi> كذا") == ["2013"]
