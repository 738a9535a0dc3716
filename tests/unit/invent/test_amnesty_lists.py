"""The lists of the amnesty example are what their maker makes, and the page tells their sizes."""

from tools.invent.amnesty_lists import FOLDER, lists


def test_the_lists_are_what_their_maker_makes() -> None:
    page = (FOLDER / "README.md").read_text("utf-8")
    for name, text in lists().items():
        assert (FOLDER / name).read_text("utf-8") == text
        assert f"| `{name}` | {text.count(chr(10)) - 1} |" in page
