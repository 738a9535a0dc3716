"""The unit of provenance: what one source said, where exactly, and who said so.

``model`` holds the nouns as values, ``models`` the SQL tables. Claims in bulk are Arrow tables of ``SCHEMA``.
"""

from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from sijill.tables import cells

TEXT_CODE: Final = pa.dictionary(pa.int32(), pa.string())

# One row per claim. ``row`` counts data rows of the file from 1; ``line`` is the sheet's own row number; ``col`` the
# column's place from 0. ``value`` is as written. Where a cell was split, ``cell`` holds the whole of it and
# ``start``/``end`` say which letters the value is; otherwise all three are null.
SCHEMA: Final = pa.schema(
    [
        ("row", pa.int32()),
        ("property", TEXT_CODE),
        ("value", pa.string()),
        ("sheet", TEXT_CODE),
        ("line", pa.int32()),
        ("col", pa.int16()),
        ("column", TEXT_CODE),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("cell", pa.string()),
        ("said_by", TEXT_CODE),
        ("as_of", TEXT_CODE),
        ("visibility", TEXT_CODE),
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One claim of one record, as a page shows it."""

    record: str
    prop: str
    value: str
    list_id: str
    file: str
    file_sha256: str
    sheet: str
    line: int
    col: int
    column: str
    start: int | None
    end: int | None
    said_by: str
    as_of: str
    visibility: str

    @property
    def in_text(self) -> bool:
        """A passage of a text: ``line`` is its page, ``start`` and ``end`` letters of the whole text."""
        return self.col < 0

    @property
    def locator(self) -> str:
        """Where a person finds it: ``Sheet1!C5`` in a workbook, else line and column; letters of a page in a text."""
        if self.in_text:
            return f"page {self.line}, letters {self.start}-{self.end}"
        cell = f"{column_letters(self.col)}{self.line}"
        return f"{self.sheet}!{cell}" if self.sheet else cell


def column_letters(index: int) -> str:
    """0 -> A, 25 -> Z, 26 -> AA: a spreadsheet's own name of a column counted from 0."""
    return cells.column_letters(index + 1)
