"""CSV that no spreadsheet program will run: a cell that could begin a formula gets an apostrophe in front.

The apostrophe is reversible: cells that begin with one get a second, so removing one apostrophe from the front of a
cell always gives back the text.
"""

from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from sijill.tables.files import written_whole

# = + - @, tab and carriage return begin a formula; the full-width forms do in some programs.
_DANGEROUS: Final = r"^['=+\-@\t\r＝＋－＠]"


def neutral(column: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    """Texts with an apostrophe before whatever could begin a formula; nulls stay null."""
    risky = pc.match_substring_regex(column, _DANGEROUS)
    return pc.if_else(risky, pc.binary_join_element_wise("'", column, ""), column)


def write_csv(path: Path, table: pa.Table, *, for_spreadsheets: bool = False) -> None:
    """UTF-8; nulls are empty cells. ``for_spreadsheets`` adds the byte order mark they need to read Arabic right."""
    columns = [neutral(column) if pa.types.is_string(column.type) else column for column in table.columns]
    safe = pa.table(columns, names=table.column_names)
    with written_whole(path) as scratch, scratch.open("wb") as handle:
        if for_spreadsheets:
            handle.write(b"\xef\xbb\xbf")
        csv.write_csv(safe, handle, csv.WriteOptions(quoting_style="needed"))
