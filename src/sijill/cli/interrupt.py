"""Ctrl-C while the program is still loading ends it with a word, not with a traceback; imported for that effect.

Loading takes a second or more, and nothing has been touched then.
"""

import os
import signal
import sys
import threading
from pathlib import Path
from typing import Final

# The console script; ``python -m sijill.cli.main``, whose name is not known yet when this is imported.
PROGRAMS: Final = ("sijill", "-m")
CODE: Final = 130
WORDS: Final = b"Stopped before anything was done\n"


def _end(*_: object) -> None:
    os.write(2, WORDS)
    os._exit(CODE)


def loaded() -> None:
    """From here on Ctrl-C is an exception again, which commands tidy up after."""
    if signal.getsignal(signal.SIGINT) is _end:
        signal.signal(signal.SIGINT, signal.default_int_handler)


if Path(sys.argv[0]).name in PROGRAMS and threading.current_thread() is threading.main_thread():
    signal.signal(signal.SIGINT, _end)
