"""Compiled functions that are kept between runs, and thrown away when any source they are compiled from changes.

numba's own `cache=True` looks at the file of a function only. A kernel that calls into another file would go on
running what that file said before. Here every group of kernels names all its sources, and is kept in a folder of its
own for each state of them.
"""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

import numba
from numba.core import config

_SETTING: Final = "CACHE_DIR"  # numba makes this attribute at run time
PACKAGE: Final = Path(__file__).resolve().parent
Function = TypeVar("Function", bound=Callable[..., Any])


class Decorator(Protocol):
    """To mypy a compiled function is what was written; at run time it is numba's dispatcher."""

    def __call__(self, function: Function, /) -> Function: ...


def digest(sources: Sequence[str], package: Path = PACKAGE) -> str:
    """Changes when any of the files, numba or numpy changes. `sources` are paths below `package`."""
    hasher = hashlib.sha256(f"{version('numba')} {version('numpy')}".encode())
    for name in sources:
        hasher.update(name.encode() + b"\0" + (package / name).read_bytes() + b"\0")
    return hasher.hexdigest()[:16]


def folder(digest: str) -> Path:
    """Where the compiled code of that state of the sources is kept."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "sijill" / "numba" / digest


def njit_of(
    sources: Sequence[str], *, package: Path = PACKAGE, **options: Any
) -> Decorator:  # options of numba.njit
    """`numba.njit` with a cache folder keyed by all of `sources`; without a cache where no folder can be made."""
    kept_in = folder(digest(sources, package))
    try:
        kept_in.mkdir(parents=True, exist_ok=True)
        keep = os.access(kept_in, os.W_OK)
    except OSError:
        keep = False

    def decorate(function: Function, /) -> Function:
        with _cache_folder(kept_in):
            compiled: Function = numba.njit(cache=keep, **options)(function)
        return compiled

    return decorate


@contextmanager
def _cache_folder(path: Path) -> Iterator[None]:
    """Numba reads this setting when a function is decorated, so that groups do not disturb each other."""
    before = getattr(config, _SETTING)
    setattr(config, _SETTING, str(path))
    try:
        yield
    finally:
        setattr(config, _SETTING, before)
