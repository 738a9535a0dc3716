"""Everything Sijill raises on purpose.

SijillError                 shown without a traceback; says what, where, and what to do
├── InputError              a file, row or cell cannot be taken as it is               exit 1
│   └── RefusedFileError    a whole file is refused; the register is as it was before  exit 1
├── RegisterError           the register on disk is not what it should be              exit 1
│   ├── TamperedError       a sealed or append-only thing changed                      exit 1
│   └── DiskFullError       no room was left; the register is as it was, or resumes    exit 1
├── NotFoundError           no such list, record or person                             exit 1
└── UsageError              the command's words do not fit together                    exit 2

Anything else that reaches the top is our bug (exit 70).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """A place in an input: ``row`` counts data rows from 1 as in ``records.csv``; ``cell`` is the sheet's own label."""

    file: str
    row: int | None = None
    column: str | None = None
    cell: str | None = None

    def __str__(self) -> str:
        parts = [self.file]
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.column is not None:
            parts.append(f"column {self.column!r}")
        if self.cell is not None:
            parts.append(f"cell {self.cell}")
        return ", ".join(parts)


class SijillError(Exception):
    """Shown to the operator as it is; ``remedy`` is the sentence that says what to do next."""

    exit_code = 1

    def __init__(self, message: str, *, where: Where | None = None, remedy: str = "") -> None:
        self.message, self.where, self.remedy = message, where, remedy
        super().__init__(str(self))

    def __str__(self) -> str:
        text = f"{self.where}: {self.message}" if self.where else self.message
        return f"{text}. {self.remedy}" if self.remedy else text


class InputError(SijillError):
    pass


class RefusedFileError(InputError):
    pass


class RegisterError(SijillError):
    pass


class TamperedError(RegisterError):
    pass


class DiskFullError(RegisterError):
    pass


class NotFoundError(SijillError):
    pass


class UsageError(SijillError):
    exit_code = 2
