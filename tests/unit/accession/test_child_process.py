"""What a confined process cannot do; each with its control: unconfined, it can."""

import json
import os
import signal
import subprocess
import sys
import time
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


PARENT = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-I", "-c", sys.argv[1]], stdout=subprocess.PIPE, start_new_session=True)
child.stdout.readline()
print(child.pid, flush=True)
child.wait()
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux ends a child with its parent")
@pytest.mark.parametrize("confined", [True, False])
def test_a_confined_process_dies_with_a_parent_that_is_killed(tmp_path: Path, confined: bool) -> None:
    confine = CONFINE.format(limits={}, folder=str(tmp_path)) if confined else ""
    child = PREPARE + confine + "print('ready', flush=True)\nimport time; time.sleep(60)"
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, child], stdout=subprocess.PIPE, text=True, env=ENVIRONMENT
    )
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert is_gone(pid, seconds=10.0 if confined else 0.5) == confined
    if not confined:
        os.kill(pid, signal.SIGKILL)


def is_gone(pid: int, *, seconds: float) -> bool:
    """Whether the process ended (a zombie that nobody waits for counts) within the time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return True
        except FileNotFoundError:
            return True
        time.sleep(0.05)
    return False


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


LOADS = """
import json, sys
from dataclasses import asdict
from pathlib import Path
from sijill.accession.child_process import NoPandas
from sijill.accession.tabulate import Limits, ReadOptions, child
sys.meta_path.insert(0, NoPandas())
if sys.argv[1] == "loaded":
    child.load()
before = set(sys.modules)
for number, name in enumerate(sys.argv[3:]):
    out = Path(sys.argv[2]) / str(number)
    out.mkdir()
    asked = {"limits": asdict(Limits()), "options": asdict(ReadOptions())}
    child.work({"do": "tabulate", "path": name, "suffix": Path(name).suffix} | asked, out)
print(json.dumps(sorted(set(sys.modules) - before)))
"""
LISTS = sorted((Path(__file__).parents[3] / "examples" / "demo" / "lists").iterdir())


@pytest.mark.parametrize("loaded", ["loaded", "bare"])
def test_a_child_finds_everything_loaded(tmp_path: Path, loaded: str) -> None:
    """It could keep nothing of what it loads itself: the next file would pay for it again."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", LOADS, loaded, str(tmp_path), *map(str, LISTS)],
        check=True,
        capture_output=True,
    )
    assert (json.loads(done.stdout) == []) == (loaded == "loaded")


def test_limits_have_no_unlimited_default() -> None:
    limits = ChildLimits()
    assert limits.memory_bytes < 512 << 20
    assert limits.wall_seconds < 3600
