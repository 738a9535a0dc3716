"""The reference page of the forms says what the forms say."""

from tools import render_forms


def test_the_page_is_the_one_the_forms_make() -> None:
    assert render_forms.TARGET.read_text(encoding="utf-8") == render_forms.page()
