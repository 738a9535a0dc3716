"""What a letter is laid out from: parts with lines, a table, bullets, small print; lines and cells have footnotes."""

from collections.abc import Sequence
from typing import Any

Json = dict[str, Any]


def part(
    title: str,
    *,
    lines: Sequence[str | Json] = (),
    table: Json | None = None,
    bullets: Sequence[str | Json] = (),
    small: Sequence[str] = (),
) -> Json:
    return {
        "title": title,
        "lines": [_line(one) for one in lines],
        "table": table,
        "bullets": [_line(one) for one in bullets],
        "small": list(small),
    }


def table_of(heads: Sequence[str], rows: Sequence[Sequence[str | Json]], *, widths: Sequence[float]) -> Json:
    """``widths`` are shares of the line. All rows have one cell per head."""
    return {
        "columns": len(heads),
        "widths": list(widths),
        "head": list(heads),
        "rows": [[_line(cell) for cell in row] for row in rows],
    }


def _line(one: str | Json) -> Json:
    return {"text": one, "original": "", "notes": []} if isinstance(one, str) else {"original": "", **one}
