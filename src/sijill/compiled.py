"""Compiled functions that are kept between runs, and thrown away when any source they are compiled from changes.

numba's own `cache=True` looks at the file of a function only. A kernel that calls into another file would go on
running what that file said before. Here every group of kernels names all its sources, and is kept in a folder of its
own for each state of them.

Nor is numba loaded before something compiled is called: it takes longer than most commands do.
"""

import hashlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import update_wrapper
from importlib.metadata import version
from pathlib import Path
from threading import RLock
from typing import Any, Final, Protocol, TypeVar

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

    def decorate(function: Function, /) -> Function:
        waiting: Any = Waiting(function, sources, package, options)
        compiled: Function = waiting.ready() if "numba" in sys.modules else waiting
        return compiled

    return decorate


class Waiting:
    """A function to be compiled, until numba is loaded: the first call of any loads it for all."""

    def __init__(
        self, function: Callable[..., Any], sources: Sequence[str], package: Path, options: dict[str, Any]
    ) -> None:
        update_wrapper(self, function)
        self._made: Any = None
        self._of = (function, sources, package, options)
        _PACKAGES.add(function.__module__.partition(".")[0])

    def __call__(self, *args: Any) -> Any:
        load()
        return self.ready()(*args)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        load()
        return getattr(self.ready(), name)

    def ready(self) -> Any:
        """What numba makes of it."""
        with _LOCK:
            if self._made is None:
                function, sources, package, options = self._of
                self._made = _dispatcher(function, sources, package, options)
            return self._made


_LOCK: Final = RLock()
_PACKAGES: Final[set[str]] = set()  # that have compiled functions


def load() -> None:
    """Loads numba, and puts its functions wherever a module has one that waits: compiled functions call each other."""
    with _LOCK:
        import numba  # noqa: F401

        for name, module in list(sys.modules.items()):
            if name.partition(".")[0] in _PACKAGES:
                for held, value in list(vars(module).items()):
                    if isinstance(value, Waiting):
                        setattr(module, held, value.ready())


def _dispatcher(
    function: Callable[..., Any], sources: Sequence[str], package: Path, options: dict[str, Any]
) -> Any:
    import numba

    kept_in = folder(digest(sources, package))
    try:
        kept_in.mkdir(parents=True, exist_ok=True)
        keep = os.access(kept_in, os.W_OK)
    except OSError:
        keep = False
    with _cache_folder(kept_in):
        return numba.njit(cache=keep, **options)(function)


@contextmanager
def _cache_folder(path: Path) -> Iterator[None]:
    """Numba reads this setting when a function is decorated, so that groups do not disturb each other."""
    from numba.core import config

    before = getattr(config, _SETTING)
    setattr(config, _SETTING, str(path))
    try:
        yield
    finally:
        setattr(config, _SETTING, before)
