"""Write one sheet: its rows, its flags, its rows set aside, and the counts that must add up."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sijill.accession.tabulate.header import BLANK, is_blank
from sijill.accession.tabulate.model import FLAGS_SCHEMA, NULL_COLUMN, Flag, Limits, Reason, Refusal, Row
from sijill.accession.tabulate.text_flags import flags_of_column, flags_of_text

BATCH_ROWS: Final = 10_000
BATCH_CHARS: Final = 4_000_000

SET_ASIDE_SCHEMA: Final = pa.schema(
    [
        pa.field("row", pa.int32(), nullable=False),
        pa.field("line", pa.int32(), nullable=False),
        pa.field("reason", pa.string(), nullable=False),
        pa.field("detail", pa.string(), nullable=False),
    ]
)


class RowNumbers:
    """The file's count of non-empty data rows, shared by its sheets."""

    def __init__(self, limit: int) -> None:
        self.last = 0
        self.limit = limit

    def take(self, count: int = 1) -> int:
        """The first of ``count`` new numbers."""
        first = self.last + 1
        self.last += count
        if self.last > self.limit:
            raise Refusal(f"more than {self.limit:,} rows", remedy="Split the file.")
        return first


class SheetWriter:
    """Rows come in through ``add`` (one by one, from a careful reader) or ``add_columns`` (Arrow, from the fast
    path).
    """

    def __init__(
        self, out: Path, *, stem: str, header: Sequence[str], numbers: RowNumbers, limits: Limits
    ) -> None:
        self.header = tuple(header)
        self.width = len(self.header)
        self.numbers = numbers
        self.limits = limits
        self.stem = stem
        self.schema = pa.schema(
            [pa.field("row", pa.int32(), nullable=False), pa.field("line", pa.int32(), nullable=False)]
            + [pa.field(f"c{at}", pa.string()) for at in range(self.width)]
        )
        self.path = out / f"{stem}.arrow"
        self._table = pa.ipc.new_file(str(self.path), self.schema)
        self._flags = pa.ipc.new_file(str(out / f"{stem}.flags.arrow"), FLAGS_SCHEMA)
        self._aside = pa.ipc.new_file(str(out / f"{stem}.aside.arrow"), SET_ASIDE_SCHEMA)
        self._rows: list[tuple[int, int, list[str | None]]] = []
        self._chars = 0
        self._flag_rows: list[tuple[int, int, int, str, str | None]] = []
        self._aside_rows: list[tuple[int, int, str, str]] = []
        self.filled = [0] * self.width
        self.rows = self.aside = self.flag_count = self.rows_in = 0

    def add(self, row: Row) -> None:
        """Wholly empty rows are no data rows and take no number."""
        if row.reason is None:
            if all(is_blank(cell) for cell in row.cells):
                return
            self._fit(row)
        if row.reason is not None:
            self.set_aside(row)
            return
        if tuple(row.cells) == self.header:
            row.reason, row.detail = Reason.REPEATED_HEADER, "the header row again"
            self.set_aside(row)
            return
        number = self.numbers.take()
        self.rows_in += 1
        self._rows.append((number, row.line, row.cells))
        for column, kind, detail in row.flags:
            self._flag(number, row.line, column, kind, detail)
        for column, cell in enumerate(row.cells):
            if cell is not None:
                self._chars += len(cell)
                for kind in flags_of_text(cell):
                    self._flag(number, row.line, column, kind, None)
        if len(self._rows) >= BATCH_ROWS or self._chars > BATCH_CHARS:
            self.flush()

    def _fit(self, row: Row) -> None:
        """Set a row aside if it cannot be kept. Empty cells past the header say nothing and are cut off, with a
        flag.
        """
        if len(row.cells) > self.width and all(
            cell is None or cell == "" for cell in row.cells[self.width :]
        ):
            row.flags.append((NULL_COLUMN, Flag.EXTRA_EMPTY, str(len(row.cells) - self.width)))
            del row.cells[self.width :]
        longest, limit = max(len(cell or "") for cell in row.cells), self.limits.cell_chars
        if longest > limit:
            at = next(at for at, cell in enumerate(row.cells) if len(cell or "") > limit)
            row.reason, row.detail = Reason.OVER_LONG, f"cell {at + 1} has more than {limit:,} characters"
        elif any(cell is not None and "\0" in cell for cell in row.cells):
            at = next(at for at, cell in enumerate(row.cells) if "\0" in (cell or ""))
            row.reason, row.detail = Reason.NUL, f"cell {at + 1} holds a NUL"
        elif len(row.cells) != self.width:
            row.reason, row.detail = Reason.RAGGED, f"{len(row.cells)} cells, the header has {self.width}"

    def set_aside(self, row: Row) -> None:
        assert row.reason is not None
        number = self.numbers.take()
        self.rows_in += 1
        self.aside += 1
        self._aside_rows.append((number, row.line, str(row.reason), row.detail))
        if len(self._aside_rows) >= BATCH_ROWS:
            self._write_aside()

    def add_columns(self, lines: pa.Array, columns: list[pa.Array], *, check_text: bool) -> None:
        """Rows already known to be ordinary: as wide as the header, none wholly empty, none the header again.

        ``check_text``: the caller found bytes that may be control characters.
        """
        self.flush()
        count = len(lines)
        if count == 0:
            return
        first = self.numbers.take(count)
        numbers = pa.array(np.arange(first, first + count, dtype=np.int32))
        self.rows_in += count
        if check_text:
            for at, column in enumerate(columns):
                for position, kind in flags_of_column(column):
                    self._flag(first + position, lines[position].as_py(), at, kind, None)
        self._write(pa.record_batch([numbers, lines, *columns], schema=self.schema))

    def flush(self) -> None:
        if self._rows:
            numbers = pa.array([row[0] for row in self._rows], pa.int32())
            lines = pa.array([row[1] for row in self._rows], pa.int32())
            cells = [pa.array([row[2][at] for row in self._rows], pa.string()) for at in range(self.width)]
            self._rows, self._chars = [], 0
            self._write(pa.record_batch([numbers, lines, *cells], schema=self.schema))

    def _write(self, batch: Any) -> None:
        self._table.write_batch(batch)
        self.rows += batch.num_rows
        for at in range(self.width):
            column = batch.column(at + 2)
            self.filled[at] += batch.num_rows - column.null_count
        if self._flag_rows:
            self._write_flags()

    def _flag(self, row: int, line: int, column: int, kind: Flag, detail: str | None) -> None:
        self.flag_count += 1
        self._flag_rows.append((row, line, column, str(kind), detail))

    def _write_flags(self) -> None:
        if self._flag_rows:
            self._flags.write_batch(_batch(self._flag_rows, FLAGS_SCHEMA))
            self._flag_rows = []

    def _write_aside(self) -> None:
        if self._aside_rows:
            self._aside.write_batch(_batch(self._aside_rows, SET_ASIDE_SCHEMA))
            self._aside_rows = []

    def close(self) -> dict[str, Any]:
        """The description of this sheet for the parent, without name and header row."""
        self.flush()
        self._write_flags()
        self._write_aside()
        for target in (self._table, self._flags, self._aside):
            target.close()
        if self.rows + self.aside != self.rows_in:
            raise AssertionError("rows in are not rows written + rows set aside")
        return {
            "stem": self.stem,
            "header": list(self.header),
            "rows": self.rows,
            "aside": self.aside,
            "flags": self.flag_count,
            "filled": self.filled,
        }


def _batch(rows: Sequence[tuple[Any, ...]], schema: pa.Schema) -> pa.RecordBatch:
    columns = [
        pa.array(values, field.type) for values, field in zip(zip(*rows, strict=True), schema, strict=True)
    ]
    return pa.record_batch(columns, schema=schema)


def blank_rows(columns: Sequence[pa.Array]) -> pa.Array | None:
    """A mask of the rows in which every cell is missing, empty or white space; None if there is none.

    The first column is usually filled, and then one pass over it settles the matter.
    """
    mask = None
    for column in columns:
        stripped = pc.utf8_trim(column, characters=BLANK)
        blank = pc.fill_null(pc.equal(pc.binary_length(stripped), pa.scalar(0, pa.int32())), pa.scalar(True))
        mask = blank if mask is None else pc.and_(mask, blank)
        if not pc.any(mask).as_py():
            return None
    return mask
