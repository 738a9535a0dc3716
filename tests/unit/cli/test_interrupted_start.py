"""Ctrl-C while the program loads: one word, no traceback; afterwards it is an exception that commands tidy up after."""

import signal
import subprocess
import sys

import pytest

from sijill.cli import interrupt

START = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # what a shell starts in the background ignores it
sys.argv = [{name!r}]
import sijill.cli
os.kill(os.getpid(), signal.SIGINT)
print("went on")
"""


@pytest.mark.parametrize(("name", "code"), [("sijill", interrupt.CODE), ("another program", -signal.SIGINT)])
def test_ctrl_c_while_loading(name: str, code: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", START.format(name=name)], capture_output=True, text=True, check=False
    )
    assert done.returncode == code
    assert ("Traceback" in done.stderr) == (name != "sijill")
    assert "went on" not in done.stdout


def test_once_loaded_it_is_an_exception(monkeypatch: pytest.MonkeyPatch) -> None:
    before = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, interrupt._end)
    try:
        interrupt.loaded()
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)
