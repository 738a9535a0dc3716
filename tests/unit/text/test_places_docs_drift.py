"""The generated page and picture about places are what the tools would write now, and the examples in them are true."""

import importlib.util
import re
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from sijill.text import facilities, places

ROOT = Path(__file__).resolve().parents[3]
PAGES = {
    "render_places": "docs/reference/places-and-facilities.md",
    "render_places_map": "docs/explanation/places.svg",
}


def _tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("tool", PAGES)
def test_page_is_up_to_date(tool: str) -> None:
    written = (ROOT / PAGES[tool]).read_text(encoding="utf-8")
    assert written == _tool(tool).render(), f"run tools/{tool}.py"


def test_every_governorate_is_on_the_map() -> None:
    picture = (ROOT / PAGES["render_places_map"]).read_text(encoding="utf-8")
    assert picture.count("<path ") == 14
    for unit in places.gazetteer().units.values():
        assert (unit.pcode in re.findall(r"SY\d+", picture)) == (unit.level == places.Level.GOVERNORATE)


def test_the_examples_of_the_page_are_true() -> None:
    assert places.read("دوما - ريف دمشق").resolved == "SY0302"
    assert places.read("صوران").resolved is None
    assert len(places.read("صوران").codes) == 2
    assert places.read("صوران", within="حماة").resolved == "SY050101"
    assert places.compare("SY0302", "SY030201") is places.PlaceRelation.CONTAINS
    assert facilities.read("فرع ٢١٥").resolved == "mid-215"
    assert len(facilities.read("المزة").candidates) == 4
    assert facilities.read_agency("الأمن العسكري").resolved == "mid"
    assert len(facilities.chain_of_command("sednaya-red")) == 5
    assert facilities.controller("sdf-aqtan", date(2026, 2, 1)).actor == "transitional-gov"
