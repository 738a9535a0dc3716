"""Several processes that answer at one socket: Python computes one page at a time in each of them.

They are forked when everything is loaded and share it. The first process computes nothing: it waits for the others,
takes the place of none but begins another for one that is gone. When it is gone itself, however that came, they go too.
"""

import gc
import mmap
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import Final, NoReturn

from sijill.tables import database

# A process that ends sooner than this did not work: the next one waits as long.
SHORT_SECONDS: Final = 1.0
STOPS: Final = (signal.SIGTERM, signal.SIGINT)


Serve = Callable[["Share"], None]


def run(serve: Serve, count: int) -> None:
    """Runs ``serve`` in ``count`` processes until this one is told to stop; with one, in this one."""
    share_memory()
    shares = Shares(count if hasattr(os, "fork") else 1)
    if shares.count == 1:
        serve(Share(shares, 0))
        return
    database.close()  # a connection must not be shared
    lives, mine = os.pipe()
    told = _Told()
    for name in STOPS:
        signal.signal(name, told.stop)
    while not told.stopped:
        begun = time.monotonic()
        for place in sorted(set(range(count)) - set(told.children.values())):
            _fork(lambda place=place: serve(Share(shares, place)), place, (lives, mine), told.children)  # type: ignore[misc]
        shares.is_gone(told.wait())
        if not told.stopped and time.monotonic() - begun < SHORT_SECONDS:
            time.sleep(SHORT_SECONDS)
    while told.children:
        told.wait()


class Shares:
    """How many connections each process holds, in memory that all of them see."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._held = memoryview(mmap.mmap(-1, 8 * count)).cast("q")

    def is_least(self, place: int, held: int) -> bool:
        """Notes what one process holds; whether no other holds less."""
        self._held[place] = held
        return held <= min(self._held)

    def is_gone(self, place: int | None) -> None:
        """Nobody waits for a process that holds nothing any more; the one that takes its place notes its own."""
        if place is not None:
            self._held[place] = 1 << 40


@dataclass(frozen=True, slots=True)
class Share:
    """One process's part of the connections: who holds more than another leaves the next one to it."""

    shares: Shares
    place: int

    def may_take(self, held: int) -> bool:
        return self.shares.is_least(self.place, held)


def share_memory() -> None:
    """What is loaded stays: neither looked through for garbage again and again, nor copied because of that.

    Before any thread is started and any process forked: it looks through everything once more itself.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


class _Told:
    """What the first process was told, and whom it waits for: their places by process."""

    def __init__(self) -> None:
        self.stopped = False
        self.children: dict[int, int] = {}

    def stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.stopped = True
        for child in self.children:
            os.kill(child, signal.SIGTERM)

    def wait(self) -> int | None:
        """Until a child has ended: its place."""
        try:
            child, _ = os.waitpid(-1, 0)
        except ChildProcessError:
            self.children.clear()
            return None
        return self.children.pop(child, None)


def _fork(serve: Callable[[], None], place: int, pipe: tuple[int, int], children: dict[int, int]) -> None:
    """No signal comes while it is not settled who answers to it."""
    sys.stdout.flush()
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    child = os.fork()
    if child == 0:
        _be_a_child(serve, *pipe)
    children[child] = place
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)


def _be_a_child(serve: Callable[[], None], lives: int, mine: int) -> NoReturn:
    os.close(mine)
    for name in STOPS:
        signal.signal(name, _leave)
    threading.Thread(target=_end_with_parent, args=(lives,), name="sijill-parent", daemon=True).start()
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
        serve()
    finally:
        sys.stdout.flush()
        os._exit(0)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def _end_with_parent(lives: int) -> None:
    """The other end of this pipe is open only as long as the first process lives."""
    os.read(lives, 1)
    os._exit(1)
