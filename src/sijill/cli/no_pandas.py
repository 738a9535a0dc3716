"""Keeps pandas out of a command's own process; imported for that effect, before anything that imports Arrow.

Arrow imports pandas at its first scalar wherever pandas is installed: two seconds for nothing. Only the spark engine
needs it, in processes of its own. (``None`` in ``sys.modules`` would not do: compiled code takes it for the module.)
"""

import sys
from pathlib import Path
from typing import Final

PROGRAMS: Final = ("sijill", "main.py")  # the console script, and ``python -m sijill.cli.main``


class _NoPandas:
    def find_spec(self, name: str, _path: object = None, _target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name=name)


if Path(sys.argv[0]).name in PROGRAMS and "spark" not in sys.argv:
    sys.meta_path.insert(0, _NoPandas())
