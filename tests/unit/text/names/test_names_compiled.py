"""Compiled code of names is thrown away when anything it was compiled from changes."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sijill import compiled
from sijill.text.names import kernel, tokens


def test_every_source_changes_the_folder(tmp_path):
    for name in kernel.SOURCES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(compiled.PACKAGE / name, tmp_path / name)
    before = compiled.digest(kernel.SOURCES, tmp_path)
    assert before == compiled.digest(kernel.SOURCES)
    for name in kernel.SOURCES:
        original = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(original + b"\n#")
        assert compiled.digest(kernel.SOURCES, tmp_path) != before, name
        (tmp_path / name).write_bytes(original)


@pytest.mark.parametrize("sources", [kernel.SOURCES, kernel.TOKEN_SOURCES])
def test_no_imported_file_is_forgotten(sources):
    for name in sources:
        for imported in _imports(compiled.PACKAGE / name):
            assert imported in sources, f"{name} imports {imported}"


def test_every_file_of_kernels_is_a_source():
    """No compiled function of names goes round the decorator, and none lies in a file that is not listed."""
    for path in sorted((compiled.PACKAGE / "text" / "names").glob("*.py")):
        text = path.read_text(encoding="utf-8")
        assert "njit(" not in text, path.name
        if "@kernel" in text:
            assert f"text/names/{path.name}" in kernel.SOURCES


def _imports(path: Path) -> set[str]:
    """Files of the package that a file imports, as paths below it; a package's own __init__ holds no code."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "sijill":
            base = compiled.PACKAGE.joinpath(*(node.module or "").split(".")[1:])
            for candidate in [base.with_suffix(".py"), *(base / f"{alias.name}.py" for alias in node.names)]:
                if candidate.is_file():
                    found.add(candidate.relative_to(compiled.PACKAGE).as_posix())
    return found


def test_a_change_in_a_called_file_is_noticed(tmp_path):
    """The very case numba misses: the caller's file is as it was, the file it calls into is not."""
    (tmp_path / "group.py").write_text(
        "from pathlib import Path\nfrom sijill import compiled\n"
        "kernel = compiled.njit_of(('inner.py', 'outer.py'), package=Path(__file__).parent)\n"
    )
    (tmp_path / "outer.py").write_text(
        "from group import kernel\nfrom inner import inner\n\n@kernel\ndef outer():\n    return inner()\n"
    )
    answers = []
    for number in (1, 2):
        (tmp_path / "inner.py").write_text(
            f"from group import kernel\n\n@kernel\ndef inner():\n    return {number}\n"
        )
        done = subprocess.run(
            [sys.executable, "-B", "-c", "import outer; print(outer.outer())"],
            cwd=tmp_path,
            env={**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")},
            capture_output=True,
            text=True,
            check=True,
        )
        answers.append(done.stdout.strip())
    assert answers == ["1", "2"]
    assert len(list((tmp_path / "cache" / "sijill" / "numba").iterdir())) == 2


def test_kernels_are_kept_in_their_own_folder():
    kept_in = compiled.folder(compiled.digest(kernel.SOURCES))
    assert Path(tokens.similarity.stats.cache_path).is_relative_to(kept_in)
