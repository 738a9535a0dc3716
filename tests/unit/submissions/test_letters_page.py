"""The reference page of the letters says what the letters say."""

from tools import render_letters


def test_the_page_is_the_one_the_letters_make() -> None:
    assert render_letters.TARGET.read_text(encoding="utf-8") == render_letters.page()


def test_every_part_is_explained() -> None:
    assert set(render_letters.PARTS) == set(render_letters.Part)
