"""Turn one sealed file into raw sheets: numbered rows, every cell still the text that was written.

``tabulate`` (parent.py) has a child process (child.py) with limits read it and checks what it hands back; ``reader``
serves the files of a whole run. In the child:
``kinds`` says what the file is; ``archives`` and ``xml`` guard; ``encoding``, ``dialect``, ``header`` find out how
it is written; ``delimited`` (careful, the specification) and ``fast`` read CSV, ``xlsx``, ``ods``, ``json_rows``
the rest; ``writer`` numbers the rows and writes them.
Formats, limits and outcomes: docs/reference/files-and-formats.md.
"""

from sijill.accession.tabulate.model import (
    Expansion,
    FileFlag,
    Flag,
    Limits,
    Member,
    ReadOptions,
    Reason,
    SetAside,
    Sheet,
    Tabulation,
)
from sijill.accession.tabulate.parent import Begun, ChildFailedError, begin, expand, reader, tabulate

__all__ = [
    "Begun",
    "ChildFailedError",
    "Expansion",
    "FileFlag",
    "Flag",
    "Limits",
    "Member",
    "ReadOptions",
    "Reason",
    "SetAside",
    "Sheet",
    "Tabulation",
    "begin",
    "expand",
    "reader",
    "tabulate",
]
