"""Where compiled kernels are kept between runs: one folder for each state of the sources they are compiled from."""

import hashlib
import os
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parents[2]
SOURCES: Final = (
    "linkage/engines/numba.py",
    "linkage/compare.py",
    "linkage/features.py",
    "linkage/spec.py",
    "linkage/model.py",
    "linkage/sounds.py",
    "text/names/tokens.py",
    "text/names/costs.py",
    "text/names/phonemes.py",
)


@cache
def digest(package: Path = _PACKAGE) -> str:
    """Changes when any source, numba or numpy changes."""
    hasher = hashlib.sha256(f"{version('numba')} {version('numpy')}".encode())
    for name in SOURCES:
        hasher.update(name.encode() + b"\0" + (package / name).read_bytes() + b"\0")
    return hasher.hexdigest()[:16]


def folder() -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "sijill" / "numba" / digest()


def use() -> None:
    """Called before the first compiled function of linkage is defined."""
    from numba.core import config

    setattr(config, "CACHE_DIR", str(folder()))  # noqa: B010  # numba makes the attribute at run time
