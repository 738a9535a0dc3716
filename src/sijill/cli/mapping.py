"""How a mapping is shown: column, what it is read as, why. The look of the values, never a value."""

from collections.abc import Mapping as MappingABC
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from sijill.claims.mapping import MappedColumn, Mapping
from sijill.claims.mapping.file import comments_of
from sijill.claims.suggest import Suggestion
from sijill.cli import output


def suggestion_table(suggestion: Suggestion) -> Table:
    """One row per column: what it is taken for, why, and what its values look like; doubtful ones are marked."""
    table = output.table("Suggested mapping", "Column", "Read as", "Why", "Values look like")
    options = {column.column: _options(column) for column in suggestion.mapping.columns}
    for item in suggestion.evidence:
        read_as = Text(", ".join(item.properties)) if item.properties else Text("unmapped", "yellow")
        read_as.append(options.get(item.column, ""), "default")
        read_as.append(" (look at this)" if item.doubtful else "", "yellow")
        table.add_row(item.column, read_as, item.why, item.shape)
    return table


def show_suggestion(suggestion: Suggestion) -> None:
    """The table, then the warnings."""
    output.console.print(suggestion_table(suggestion))
    for warning in suggestion.warnings:
        output.console.print(warning, style="yellow")


def show_mapping(mapping: Mapping, audits: Sequence[MappingABC[str, Any]], path: Path) -> None:
    """A mapping as it stands in its file, and what the files of the list made of it.

    ``audits`` are the audits of the list's current claims files: new, missing and renamed columns, row counts.
    """
    comments = comments_of(path.read_text(encoding="utf-8")) if path.exists() else {}
    table = output.table(f"Mapping of {mapping.list}", "Column", "Read as", "Why")
    for column in mapping.columns:
        why = comments.get((column.column, column.sheet), "")
        sheet = f" (sheet {column.sheet})" if column.sheet else ""
        read_as = ", ".join(column.properties) + _options(column)
        table.add_row(column.column + sheet, read_as, why)
    for ignored in mapping.ignored:
        table.add_row(ignored.column, Text("ignored", "dim"), ignored.reason)
    for name in mapping.unmapped:
        table.add_row(name, Text("unmapped", "yellow"), "kept and reported")
    output.console.print(table)
    for line in audit_lines(audits):
        output.console.print(line, style="yellow")
    if mapping.confirmed is None:
        output.console.print(
            f"Nobody has signed this mapping. Correct it in {path}, then add --confirm.", highlight=False
        )
    else:
        signed = mapping.confirmed
        output.console.print(f"Signed by {signed.by} on {signed.at}.", highlight=False, markup=False)


def audit_lines(audits: Sequence[MappingABC[str, Any]]) -> list[str]:
    """One sentence for each difference between a received file and the mapping."""
    lines: list[str] = []
    for audit in audits:
        file = audit.get("accession", "file")
        lines += [f"{file}: new column {name!r}, not read" for name in audit.get("new_columns", ())]
        lines += [f"{file}: column {name!r} is missing" for name in audit.get("missing_columns", ())]
        lines += [
            f"{file}: column {old!r} is now written {new!r}" for old, new in audit.get("renamed_columns", ())
        ]
        if audit.get("row_count_promise"):
            lines.append(f"{file}: {audit['row_count_promise']}")
    return lines


def _options(column: MappedColumn) -> str:
    parts = []
    if column.date_order is not None:
        parts.append(f"dates {column.date_order.value}")
    if column.separator is not None:
        parts.append(f"cut at {column.separator!r}")
    if column.as_of is not None and column.as_of.column is not None:
        parts.append(f"as of {column.as_of.column!r}")
    elif column.as_of is not None and column.as_of.date is not None:
        parts.append(f"as of {column.as_of.date}")
    return f" ({', '.join(parts)})" if parts else ""
