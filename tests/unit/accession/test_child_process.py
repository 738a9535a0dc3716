"""What a confined process cannot do; each with its control: unconfined, it can."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sijill.accession.child_process import ENVIRONMENT, ChildLimits

PREPARE = """
import ctypes, os, socket, sys
from dataclasses import asdict
from pathlib import Path
from sijill.accession import child_process
"""
CONFINE = "child_process.confine(child_process.ChildLimits(**{limits}), workdir=Path({folder!r}))\n"

DEEDS = {
    "open a socket": "socket.socket()",
    "open a socket beneath Python": "assert libc.socket(2, 1, 0) >= 0",
    "start a program": "import subprocess; subprocess.run(['/bin/true'])",
    "start a program beneath Python": "libc.execv(b'/bin/true', (ctypes.c_char_p * 2)(b'true', None)); sys.exit(3)",
    "fork": "os.fork() or os._exit(0)",
    "write elsewhere": "p = FOLDER + '-elsewhere'; open(p, 'w').close(); os.remove(p)",
    "take memory": "x = bytearray(300 << 20)",
    "write a large file": "open(os.path.join(FOLDER, 'large'), 'wb').write(bytes(3 << 20))",
    "open many files": "keep = [open('/dev/null') for _ in range(100)]",
}


def attempt(deed: str, folder: Path, *, confined: bool) -> int:
    limits = {"memory_bytes": 200 << 20, "output_bytes": 2 << 20}
    script = (
        PREPARE
        + f"FOLDER = {str(folder)!r}\nlibc = ctypes.CDLL(None)\n"
        + (CONFINE.format(limits=limits, folder=str(folder)) if confined else "")
        + deed
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", script], check=False, capture_output=True, env=ENVIRONMENT
    )
    return done.returncode


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="system-call filters and address-space limits are Linux's"
)
@pytest.mark.parametrize("name", DEEDS)
def test_a_confined_process_cannot(name: str, tmp_path: Path) -> None:
    assert attempt(DEEDS[name], tmp_path, confined=True) != 0
    assert attempt(DEEDS[name], tmp_path, confined=False) == 0


def test_it_may_write_in_its_own_folder(tmp_path: Path) -> None:
    assert attempt("open(os.path.join(FOLDER, 'mine'), 'w').close()", tmp_path, confined=True) == 0


def test_the_child_inherits_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "x")
    assert "SECRET_KEY" not in ENVIRONMENT
    assert not {name for name in ENVIRONMENT if "KEY" in name or "TOKEN" in name or name == "HOME"}


def test_the_child_loads_neither_framework_nor_compilers() -> None:
    script = (
        "import sys, json, sijill.accession.tabulate.child as _;"
        "print(json.dumps([m for m in ('django', 'duckdb', 'numba', 'pandas', 'openpyxl') if m in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-I", "-c", script], check=True, capture_output=True)
    assert json.loads(done.stdout) == []


def test_limits_have_no_unlimited_default() -> None:
    limits = ChildLimits()
    assert limits.memory_bytes < 512 << 20
    assert limits.wall_seconds < 3600
