"""Keeps a command's own process small and quick; imported for that effect, before anything that imports numpy or Arrow.

Arrow imports pandas at its first scalar wherever pandas is installed: two seconds for nothing. Only the spark engine
needs it, in processes of its own. (``None`` in ``sys.modules`` would not do: compiled code takes it for the module.)

Threads of linear algebra go on spinning for a while after each product of arrays, which are small here: a second of a
run of linkage, and worse where two commands share a laptop.
"""

import os
import sys
from pathlib import Path
from typing import Final

PROGRAMS: Final = ("sijill", "main.py")  # the console script, and ``python -m sijill.cli.main``


class _NoPandas:
    def find_spec(self, name: str, _path: object = None, _target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name=name)


def without_pandas() -> None:
    sys.meta_path.insert(0, _NoPandas())


if Path(sys.argv[0]).name in PROGRAMS:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if "spark" not in sys.argv:
        without_pandas()
