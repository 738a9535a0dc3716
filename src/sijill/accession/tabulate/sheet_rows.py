"""From a stream of spreadsheet rows to a written sheet: look at the first rows, find the header, pass the rest on.

Used for XLSX and ODS, where rows come without the empty cells at their end and a header may take two rows of merged
cells.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from sijill.accession.tabulate import header as headers
from sijill.accession.tabulate.model import (
    NULL_COLUMN,
    FileFlag,
    Flag,
    Limits,
    ReadOptions,
    Reason,
    Refusal,
    Row,
)
from sijill.accession.tabulate.writer import RowNumbers, SheetWriter
from sijill.accession.tabulate.xlsx import Merge
from sijill.tables.cells import column_letters

PROSE_ROWS: Final = 30


class SheetRows:
    """Feed rows with ``take``, then ``close``. ``description`` is None if the sheet holds no table."""

    def __init__(
        self,
        *,
        name: str,
        stem: str,
        out: Path,
        options: ReadOptions,
        numbers: RowNumbers,
        limits: Limits,
        merges: Sequence[Merge] = (),
        several: bool = False,
    ) -> None:
        self.name, self.stem, self.out = name, stem, out
        self.options, self.numbers, self.limits = options, numbers, limits
        self.flags: list[FileFlag] = []
        # Beside a table, a short sheet of one column is a cover page or notes. Said and skipped, unless asked for.
        self._may_be_prose = several and options.header_row is None and name not in (options.sheets or ())
        self.header_row = 0
        self._merges = [merge for merge in merges if merge.top <= 10 * headers.LOOK_AT]
        self._merged_at: dict[int, list[Merge]] = {}
        for merge in merges:
            self._merged_at.setdefault(merge.top, []).append(merge)
        self._first: list[Row] = []
        self._writer: SheetWriter | None = None
        self.rows_taken = 0

    def take(self, row: Row) -> None:
        if headers.filled(row.cells) == 0:
            return
        self.rows_taken += 1
        for merge in self._merged_at.pop(row.line, ()):
            cells = f"{column_letters(merge.left)}{merge.top}:{column_letters(merge.right)}{merge.bottom}"
            row.flags.append((merge.left - 1, Flag.MERGED, cells))
        if self._writer is None:
            self._first.append(row)
            wanted = self.options.header_row or 0
            if len(self._first) > headers.LOOK_AT and row.line > wanted:
                self._open()
            return
        self._pass_on(row)

    def close(self) -> dict[str, Any] | None:
        if self._writer is None and self._first:
            self._open()
        if self._writer is None:
            return None
        return {"name": self.name, "header_row": self.header_row, **self._writer.close()}

    def _open(self) -> None:
        rows, self._first = self._first, []
        at = self._header_at(rows)
        if at is None:
            return
        names, used = self._names(rows, at)
        width = max(len(names), max((_width(row) for row in rows[at + 1 :]), default=0))
        names += [None] * (width - len(names))
        line = rows[at].line
        headers.refuse_too_wide(width, self.limits.columns, line=line, sheet=self.name)
        header, unnamed = headers.name_columns(names)
        headers.refuse_duplicates(header, line=line, sheet=self.name)
        if any(len(name) > self.limits.cell_chars for name in header):
            raise Refusal("a column's name is too long", remedy="Shorten it.", line=line, sheet=self.name)
        if unnamed:
            which = ", ".join(column_letters(column + 1) for column in unnamed[:20])
            self.flags.append(FileFlag(kind=Flag.UNNAMED_COLUMN, sheet=self.name, detail=which))
        if at:
            above = ", ".join(str(row.line) for row in rows[:at])
            self.flags.append(FileFlag(kind=Flag.TITLE_ROWS, sheet=self.name, detail=above))
        self.header_row = rows[at + used - 1].line
        self._writer = SheetWriter(
            self.out, stem=self.stem, header=header, numbers=self.numbers, limits=self.limits
        )
        for row in rows[at + used :]:
            self._pass_on(row)

    def _header_at(self, rows: list[Row]) -> int | None:
        if (
            self._may_be_prose
            and len(rows) <= PROSE_ROWS
            and all(headers.filled(row.cells) <= 1 for row in rows)
        ):
            return None
        if self.options.header_row is not None:
            for at, row in enumerate(rows):
                if row.line == self.options.header_row:
                    return at
            raise Refusal(
                f"row {self.options.header_row} is empty",
                remedy="Check header_row in the mapping.",
                sheet=self.name,
            )
        lines = [row.line for row in rows]
        return headers.find_header([row.cells for row in rows], lines=lines, sheet=self.name)

    def _names(self, rows: list[Row], at: int) -> tuple[list[str | None], int]:
        """Names, and how many rows the header takes. A cell merged over several columns with names below gives
        ``above / below``; without names below, ``name``, ``name (2)`` …
        """
        row = rows[at]
        names: list[str | None] = list(row.cells)
        across = [m for m in self._merges if m.top <= row.line <= m.bottom and m.right > m.left]
        if not across:
            return names, 1
        below = rows[at + 1] if at + 1 < len(rows) and rows[at + 1].line == row.line + 1 else None
        two = below is not None and self._is_second_header(row, below, across)
        width = max(len(names), *(merge.right for merge in across), len(below.cells) if two and below else 0)
        names += [None] * (width - len(names))
        under = list(below.cells) + [None] * (width - len(below.cells)) if two and below else [None] * width
        for merge in across:
            top = names[merge.left - 1]
            for count, column in enumerate(range(merge.left - 1, merge.right), start=1):
                names[column] = top if count == 1 or top is None or two else f"{top} ({count})"
        for column, name in enumerate(under):
            if not headers.is_blank(name):
                names[column] = f"{names[column]} / {name}" if not headers.is_blank(names[column]) else name
        self.flags.append(
            FileFlag(kind=Flag.MERGED_HEADER, sheet=self.name, detail="two rows" if two else "one row")
        )
        return names, 2 if two else 1

    def _is_second_header(self, row: Row, below: Row, across: list[Merge]) -> bool:
        """True if the row below names the columns under every merged cell and holds nothing under names that are not
        merged; else it is a data row.
        """
        if any(merge.bottom > row.line for merge in across):
            return False
        covered = {column for merge in across for column in range(merge.left - 1, merge.right)}
        filled = {column for column, cell in enumerate(below.cells) if not headers.is_blank(cell)}
        if not covered <= filled:
            return False
        named = {column for column, cell in enumerate(row.cells) if not headers.is_blank(cell)} - covered
        return not (named & filled)

    def _pass_on(self, row: Row) -> None:
        writer = self._writer
        assert writer is not None
        cells = row.cells
        while cells and headers.is_blank(cells[-1]) and len(cells) > writer.width:
            cells.pop()
        if len(cells) > writer.width:
            column = column_letters(writer.width + 1)
            row.reason = Reason.RAGGED
            row.detail = f"cells right of the last column (from {column} on)"
        cells += [None] * (writer.width - len(cells))
        row.flags = [flag for flag in row.flags if flag[0] < writer.width or flag[0] == NULL_COLUMN]
        writer.add(row)


def _width(row: Row) -> int:
    return max((at + 1 for at, cell in enumerate(row.cells) if not headers.is_blank(cell)), default=0)
