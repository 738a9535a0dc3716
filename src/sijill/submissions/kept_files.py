"""Where rendered files wait for their download: a folder of the register that no backup takes, for they name people."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from sijill.tables.register import Register

FOLDER: Final = ".rendered"


def folder_of(register: Register, rendering: str) -> Path:
    return register.root / FOLDER / rendering


def forget(register: Register, renderings: Iterable[str]) -> None:
    """Takes the waiting files of these renderings away; that they were rendered stays in the register."""
    for one in renderings:
        shutil.rmtree(folder_of(register, one), ignore_errors=True)
