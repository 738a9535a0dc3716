"""The input table of linkage: one row per record, texts as written, everything else resolved to codes and intervals.

Columns: ``record_id``, ``list_id`` (never null); the name columns, ``mother_name``, ``mother_family`` and
``occupation`` as lists of verbatim texts; ``sex``; the intervals ``birth``, ``arrest``, ``death`` as ``_start`` and
``_end`` (inclusive, null = open); places, agencies and facilities as lists of codes, where more than one means
"one of these"; ``identifiers`` as "type:number". A column that is absent is a column of nulls.
"""

from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from sijill.errors import InputError, UsageError

_TEXTS: Final = pa.list_(pa.string())

NAME_COLUMNS: Final = (
    "name",
    "name_given",
    "name_father",
    "name_grandfather",
    "name_family",
    "name_kunya",
    "name_alias",
)
DATES: Final = ("birth", "arrest", "death")

SCHEMA: Final = pa.schema(
    [
        pa.field("record_id", pa.string(), nullable=False),
        pa.field("list_id", pa.string(), nullable=False),
        *(pa.field(column, _TEXTS) for column in NAME_COLUMNS),
        pa.field("mother_name", _TEXTS),
        pa.field("mother_family", _TEXTS),
        pa.field("sex", pa.string()),
        *(pa.field(f"{date}_{end}", pa.date32()) for date in DATES for end in ("start", "end")),
        *(
            pa.field(column, _TEXTS)
            for column in (
                "origin_place",
                "residence_place",
                "birth_place",
                "arrest_place",
                "arrest_agency",
                "held_place",
                "identifiers",
                "occupation",
            )
        ),
    ]
)

JUDGEMENTS: Final = pa.schema([("left", pa.string()), ("right", pa.string()), ("verdict", pa.string())])
VERDICTS: Final = ("same", "different")


def records(table: pa.Table, *, schema: pa.Schema = SCHEMA) -> pa.Table:
    """The table in the schema's columns and types, missing columns filled with nulls, in the caller's row order.

    Raises ``UsageError`` for a column the schema does not know or a value of another type, ``InputError`` for a
    record without id or list, and for an id that occurs twice.
    """
    result = table if table.schema.equals(schema) else _shaped(table, schema)
    for name in ("record_id", "list_id"):
        if result[name].null_count:
            raise InputError(f"{result[name].null_count} records have no {name}")
    if len(result) > 1 and pc.count_distinct(result["record_id"]).as_py() != len(result):
        raise InputError("a record id occurs twice", remedy="Each record is handed to linkage once.")
    return result


def _shaped(table: pa.Table, schema: pa.Schema) -> pa.Table:
    unknown = sorted(set(table.column_names) - set(schema.names))
    if unknown:
        raise UsageError(f"linkage knows no column {', '.join(unknown)}")
    return pa.table([_column(table, field) for field in schema], schema=schema)


def _column(table: pa.Table, field: pa.Field) -> Any:  # Arrow ships no types
    if field.name not in table.column_names:
        return pa.nulls(len(table), field.type)
    column = table[field.name]
    if column.type == field.type:
        return column
    if pa.types.is_list(field.type) and pa.types.is_string(column.type):
        column = _wrapped(column)
    try:
        return column.cast(field.type)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise UsageError(f"column {field.name} is {column.type}, not {field.type}") from error


def _wrapped(column: Any) -> Any:
    """Texts as lists of one text: what a source that never repeats a value hands over."""
    flat = column.combine_chunks()
    valid = pc.is_valid(flat)
    offsets = pc.cumulative_sum(valid.cast(pa.int32()))
    offsets = pa.concat_arrays([pa.array([0], pa.int32()), offsets])
    return pa.ListArray.from_arrays(offsets, flat.drop_null(), mask=pc.invert(valid))


def judgements(table: pa.Table | None) -> pa.Table:
    """Validated judgements; a pair is written once, the later row counts. An unknown verdict is an error."""
    if table is None:
        return JUDGEMENTS.empty_table()
    table = table.select(JUDGEMENTS.names).cast(JUDGEMENTS)
    wrong = set(pc.unique(table["verdict"]).to_pylist()) - set(VERDICTS)
    if wrong:
        raise UsageError(f"a judgement is one of {', '.join(VERDICTS)}, not {sorted(map(str, wrong))}")
    return table
