"""The page and the diagrams are what the data say."""

import importlib.util
from pathlib import Path

import pytest
from defusedxml import ElementTree

from sijill.cases import procedures

ROOT = Path(__file__).resolve().parents[3]
SPEC = importlib.util.spec_from_file_location("render_procedures", ROOT / "tools" / "render_procedures.py")
assert SPEC is not None
render = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(render)


def test_the_page_is_current() -> None:
    assert render.PAGE.read_text(encoding="utf-8") == render.page(), "run: python tools/render_procedures.py"


@pytest.mark.parametrize("name", sorted(render.pictures()))
def test_the_diagram_is_current_and_whole(name) -> None:
    drawn = (render.PICTURES / name).read_text(encoding="utf-8")
    assert drawn == render.pictures()[name], "run: python tools/render_procedures.py"
    procedure = procedures.load(name.removesuffix(".svg"))
    tree = ElementTree.fromstring(drawn)
    texts = [one.text for one in tree.iter("{http://www.w3.org/2000/svg}text")]
    for state in procedure.states.values():
        assert state.name.en in texts
        assert state.name.ar in texts
    arrows = sum(len(step.origins) for step in procedure.transitions)
    assert len(list(tree.iter("{http://www.w3.org/2000/svg}path"))) == 2 * arrows


def test_no_diagram_is_left_over() -> None:
    assert {one.name for one in render.PICTURES.iterdir()} == set(render.pictures())
