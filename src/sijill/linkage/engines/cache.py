"""Where compiled kernels are kept between runs: one folder for each state of the sources they are compiled from."""

from functools import cache
from pathlib import Path
from typing import Final

from sijill import compiled
from sijill.text.names import kernel

SOURCES: Final = (
    "linkage/engines/packed.py",
    "linkage/engines/pairs.py",
    "linkage/engines/weighing.py",
    "linkage/engines/scan.py",
    "linkage/engines/keys.py",
    "linkage/engines/candidates.py",
    "linkage/engines/groups.py",
    "linkage/engines/levels.py",
    "linkage/engines/bound.py",
    "linkage/engines/rows.py",
    "linkage/engines/texts.py",
    "linkage/engines/machine.py",
    "linkage/compare.py",
    "linkage/features.py",
    "linkage/spec.py",
    "linkage/model.py",
    "linkage/reach.py",
    "linkage/sounds.py",
    *kernel.TOKEN_SOURCES,
)


@cache
def digest(package: Path = compiled.PACKAGE) -> str:
    """Changes when any source, numba or numpy changes."""
    return compiled.digest(SOURCES, package)


def folder() -> Path:
    return compiled.folder(digest())


def use() -> None:
    """Called before the first compiled function of linkage is defined."""
    compiled.load()
    from numba.core import config

    setattr(config, "CACHE_DIR", str(folder()))  # noqa: B010  # numba makes the attribute at run time
