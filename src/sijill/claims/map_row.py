"""Raw rows become verbatim claims: every cell that says something is one claim or several, or is ignored on purpose.

Works on whole columns, because a million rows of twelve cells are twelve columns and not twelve million objects.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sijill.claims.mapping import ColumnPlan, Fate, Split
from sijill.claims.model import SCHEMA
from sijill.claims.properties import BY_NAME, PROPERTIES, Sensitivity
from sijill.claims.split_cell import split_cell

# Who may see a claim until somebody decides otherwise: its organisation; contacts and witnesses nobody.
VISIBILITY: Final = {
    Sensitivity.NORMAL: "organisation",
    Sensitivity.SENSITIVE: "organisation",
    Sensitivity.SEALED: "sealed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What all claims of one file share."""

    by: str
    as_of: str


def claims_of(rows: pa.Table, plans: Sequence[ColumnPlan], *, sheet: str, said: Said) -> pa.Table:
    """The claims of a batch of raw rows (columns ``row``, ``line``, ``c0`` …), column after column, rows in order.

    A cell that is empty or only blanks says nothing and makes no claim.
    """
    parts = [
        part
        for plan in plans
        if plan.fate is not Fate.IGNORED
        for part in _claims_of_column(rows, plan, sheet=sheet, said=said)
    ]
    return pa.concat_tables(parts) if parts else SCHEMA.empty_table()


def _claims_of_column(rows: pa.Table, plan: ColumnPlan, *, sheet: str, said: Said) -> list[pa.Table]:
    cells = rows.column(f"c{plan.index}")
    rows = rows.select(["row", "line"])
    speaks = pc.fill_null(pc.not_equal(pc.utf8_trim_whitespace(cells), ""), fill_value=False)
    if pc.all(speaks).as_py() is not True:
        rows, cells = rows.filter(speaks), cells.filter(speaks)
    if rows.num_rows == 0:
        return []
    if plan.split is Split.WHOLE:
        return [_whole(rows, cells, name, plan, sheet=sheet, said=said) for name in plan.properties]
    return [_split(rows, cells, plan, sheet=sheet, said=said)]


def _whole(
    rows: pa.Table, cells: pa.ChunkedArray, name: str, plan: ColumnPlan, *, sheet: str, said: Said
) -> pa.Table:
    size = rows.num_rows
    return pa.table(
        {
            "row": rows.column("row"),
            "property": _same(name, size),
            "value": cells,
            "sheet": _same(sheet, size),
            "line": rows.column("line"),
            "col": pa.array(np.full(size, plan.index, np.int16)),
            "column": _same(plan.column, size),
            "start": pa.nulls(size, pa.int32()),
            "end": pa.nulls(size, pa.int32()),
            "cell": pa.nulls(size, pa.string()),
            "said_by": _same(said.by, size),
            "as_of": _same(said.as_of, size),
            "visibility": _same(visibility_of(name), size),
        },
        schema=SCHEMA,
    )


def _split(rows: pa.Table, cells: pa.ChunkedArray, plan: ColumnPlan, *, sheet: str, said: Said) -> pa.Table:
    """Each different cell text is split once; a cell that cannot be split is kept whole under the first property."""
    coded = cells.combine_chunks().dictionary_encode()
    pieces = [split_cell(text, plan) for text in coded.dictionary.to_pylist()]
    codes = coded.indices.to_numpy()
    counts = np.fromiter((len(found) for found in pieces), np.int64, len(pieces))
    repeat = np.repeat(np.arange(len(codes)), counts[codes])
    flat: list[Any] = [piece for code in codes for piece in pieces[code]]
    size = len(flat)
    return pa.table(
        {
            "row": rows.column("row").take(pa.array(repeat)),
            "property": pa.array([piece.property for piece in flat], pa.string()).dictionary_encode(),
            "value": pa.array([piece.text for piece in flat], pa.string()),
            "sheet": _same(sheet, size),
            "line": rows.column("line").take(pa.array(repeat)),
            "col": pa.array(np.full(size, plan.index, np.int16)),
            "column": _same(plan.column, size),
            "start": pa.array([piece.start for piece in flat], pa.int32()),
            "end": pa.array([piece.end for piece in flat], pa.int32()),
            "cell": cells.take(pa.array(repeat)),
            "said_by": _same(said.by, size),
            "as_of": _same(said.as_of, size),
            "visibility": pa.array(
                [visibility_of(piece.property) for piece in flat], pa.string()
            ).dictionary_encode(),
        },
        schema=SCHEMA,
    )


def visibility_of(name: str) -> str:
    """The level a claim of this property starts with; columns nobody mapped start as sensitive ones do."""
    prop = BY_NAME.get(name)
    return VISIBILITY[Sensitivity.SENSITIVE if prop is None else PROPERTIES[prop].sensitivity]


def _same(text: str, size: int) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(size, np.int32)), pa.array([text], pa.string()))
