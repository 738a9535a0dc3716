"""How the columns of one list are read: ``sources/<list>.yml`` and what follows from it.

A mapping is data a person can read, correct and sign. ``plan`` says for each column of a file what happens to it,
``audit`` what has changed since the mapping was made: every column is read, ignored on purpose, or reported.

Reading order: ``model`` (nouns), ``file`` (YAML), ``plan`` (a header row under a mapping), ``sign`` (the digest).
"""

from sijill.claims.mapping.file import as_json, dump, load, loads, save
from sijill.claims.mapping.model import (
    FORMAT,
    AsOf,
    AuditReport,
    ColumnPlan,
    Confirmation,
    DateOrder,
    Fate,
    IgnoredColumn,
    MappedColumn,
    Mapping,
    RowCount,
    Split,
)
from sijill.claims.mapping.plan import audit, check_row_count, column_keys, plan, read_options, split_for
from sijill.claims.mapping.sign import confirm, digest

__all__ = [
    "FORMAT",
    "AsOf",
    "AuditReport",
    "ColumnPlan",
    "Confirmation",
    "DateOrder",
    "Fate",
    "IgnoredColumn",
    "MappedColumn",
    "Mapping",
    "RowCount",
    "Split",
    "as_json",
    "audit",
    "check_row_count",
    "column_keys",
    "confirm",
    "digest",
    "dump",
    "load",
    "loads",
    "plan",
    "read_options",
    "save",
    "split_for",
]
