"""The digest that names a mapping's claims files, and the signature that does not change it."""

import hashlib
import json
from dataclasses import asdict, replace

from sijill.claims.mapping.model import FORMAT, Confirmation, MappedColumn, Mapping


def digest(mapping: Mapping) -> str:
    """SHA-256 (hex) over what decides the claims; who confirmed it, row counts and comments do not count.

    The order of columns and of keys does not matter, the order of a column's properties does (it decides the split).
    """
    content = {
        "format": FORMAT,
        "list": mapping.list,
        "organisation": mapping.organisation,
        "language": mapping.language,
        "table": asdict(mapping.table),
        "columns": sorted((_column_content(column) for column in mapping.columns), key=json.dumps),
        "ignored": sorted(column.column for column in mapping.ignored),
        "reference": mapping.reference,
        "list_date": mapping.list_date,
        "phrases": dict(mapping.phrases),
    }
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def confirm(mapping: Mapping, *, by: str, at: str) -> Mapping:
    """The same mapping, signed; its digest does not change."""
    return replace(mapping, confirmed=Confirmation(by=by, at=at))


def _column_content(column: MappedColumn) -> list[object]:
    as_of = column.as_of
    return [
        column.column,
        column.sheet,
        list(column.properties),
        column.date_order.value if column.date_order else None,
        column.separator,
        column.split.value if column.split else None,
        [as_of.column, as_of.date] if as_of else None,
    ]
