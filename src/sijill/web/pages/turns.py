"""Waiting for the register's one writer from within a request: a little while, then a word."""

import contextlib
import time
from collections.abc import Iterator
from typing import Final

from sijill.errors import RegisterError
from sijill.tables import register as registers
from sijill.tables.register import Register

PATIENCE: Final = 10.0  # seconds; a link run takes longer, and then the visitor is told
STEP: Final = 0.2


@contextlib.contextmanager
def writing(register: Register, *, patience: float = PATIENCE) -> Iterator[None]:
    """Holds the register's lock. RegisterError when somebody else keeps it for longer than ``patience``."""
    until = time.monotonic() + patience
    with contextlib.ExitStack() as held:
        while True:
            try:
                held.enter_context(registers.one_writer(register))
                break
            except RegisterError as busy:
                if not busy.message.startswith("Another command") or time.monotonic() > until:
                    raise
                time.sleep(STEP)
        yield
