"""The rendered pages about dates and words are what the tools would write now."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PAGES = {
    "render_dates_table": "docs/reference/dates.md",
    "render_words": "docs/reference/words.md",
    "render_dates_picture": "docs/explanation/dates.svg",
}


@pytest.mark.parametrize("tool", PAGES)
def test_page_is_up_to_date(tool):
    spec = importlib.util.spec_from_file_location(tool, ROOT / "tools" / f"{tool}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    written = (ROOT / PAGES[tool]).read_text(encoding="utf-8")
    assert written == module.render(), f"run tools/{tool}.py"
