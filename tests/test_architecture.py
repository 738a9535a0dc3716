"""The map is the territory: stages, layers and pages are one list, and the generated pages are current."""

import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from sijill.pipeline import STAGES

ROOT = Path(__file__).resolve().parents[1]


def layers() -> list[str]:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [
        name.strip("()")  # brackets: a package that may not be there yet
        for layer in config["tool"]["importlinter"]["contracts"][0]["layers"]
        for name in layer.split(" | ")
    ]


def test_stages_stand_in_the_order_of_the_layers() -> None:
    stages = [name for name, _ in STAGES]
    assert [name for name in reversed(layers()) if name in stages] == stages


def test_architecture_tells_the_stages_in_their_order() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert re.findall(r"^### (\w+)$", text, re.MULTILINE) == [name for name, _ in STAGES]


def test_every_package_is_in_the_layers() -> None:
    packages = {path.stem for path in (ROOT / "src" / "sijill").iterdir() if path.name != "__pycache__"}
    assert packages - {"__init__", "py"} <= set(layers())


def load(name: str):
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_of_commands_is_current() -> None:
    page = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    assert page == load("render_commands").page(), "run: python tools/render_commands.py"


def test_links_between_pages_lead_somewhere() -> None:
    broken = []
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")]:
        targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        local = [target for target in targets if "://" not in target]
        broken += [f"{page.relative_to(ROOT)}: {one}" for one in local if not (page.parent / one).exists()]
    assert broken == []


@pytest.mark.parametrize("module", ["sijill.text.read", "sijill.statistics.mse", "sijill.linkage"])
def test_imports_without_django(module: str) -> None:
    code = f"import sys; import {module}; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_command_line_starts_without_what_only_some_commands_need() -> None:
    heavy = ("scipy.stats", "sijill.statistics.mse", "typst", "docxtpl", "ninja", "matplotlib", "pyspark")
    code = f"import sys, sijill.cli.main; sys.exit(','.join(m for m in {heavy} if m in sys.modules) or 0)"
    own = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=own)
    assert done.returncode == 0, done.stderr


def test_nothing_speaks_of_the_machine_it_was_made_on() -> None:
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if tracked.returncode:
        pytest.skip("not a git checkout")
    found = []
    for name in filter(None, tracked.stdout.split("\0")):
        path = ROOT / name
        if (
            path.is_file()
            and path.stat().st_size < 2_000_000
            and path.suffix in {".py", ".md", ".toml", ".sh", ".yml", ".json"}
        ):
            text = path.read_text(encoding="utf-8", errors="replace")
            if re.search(r"(?<![\w./])/(?:wor[k]|far[m]|roo[t])/", text):
                found.append(name)
    assert found == []
