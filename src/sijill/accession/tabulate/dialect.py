"""Which character separates the fields, and which row is the header."""

import io
from collections import Counter
from dataclasses import dataclass
from typing import Final

from sijill.accession.tabulate import header as headers
from sijill.accession.tabulate.delimited import Source, read_record
from sijill.accession.tabulate.model import Limits, ReadOptions, Reason, Refusal, Row

DELIMITERS: Final = (b",", b";", b"\t", b"|")
NAMES: Final = {b",": "comma", b";": "semicolon", b"\t": "tab", b"|": "bar"}
HEAD_BYTES: Final = 256 << 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """``header_line`` is where the header record begins; ``titles`` counts the filled rows above it."""

    delimiter: bytes
    header: tuple[str, ...]
    header_line: int
    titles: int
    unnamed: tuple[int, ...]


def find_dialect(source: Source, *, options: ReadOptions, limits: Limits, suffix: str) -> Dialect:
    """Looks at the beginning of ``source`` without moving it."""
    head, whole = _head(source, limits)
    declared = _declared_delimiter(head, options)
    if declared is not None:
        delimiter, rows = declared, _rows(head, declared, limits, whole=whole)
    else:
        delimiter, rows = _choose(
            head, limits, whole=whole, prefer=b"\t" if suffix in {".tsv", ".tab"} else None
        )
    at = _header_index(rows, options)
    row = rows[at]
    _refuse_unreadable(row)
    headers.refuse_too_wide(len(row.cells), limits.columns, line=row.line)
    cells = list(row.cells)
    names, unnamed = headers.name_columns(cells)
    headers.refuse_duplicates(names, line=row.line)
    titles = sum(headers.filled(above.cells) > 0 for above in rows[:at])
    return Dialect(
        delimiter=delimiter, header=tuple(names), header_line=row.line, titles=titles, unnamed=tuple(unnamed)
    )


def _head(source: Source, limits: Limits) -> tuple[bytes, bool]:
    """Enough bytes for ``header.LOOK_AT`` usual rows, and whether they are the whole file."""
    size = HEAD_BYTES
    while True:
        head = source.peek(size)
        whole = source.at_end_within(size)
        if whole or head.count(b"\n") + head.count(b"\r") >= 20 or size > limits.line_bytes:
            return head, whole
        size *= 4


def _declared_delimiter(head: bytes, options: ReadOptions) -> bytes | None:
    if options.delimiter is not None:
        given = {"comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t", "bar": "|"}.get(
            options.delimiter.lower(), options.delimiter
        )
        if len(given) != 1 or not given.isascii() or given in '"\r\n\0':
            raise Refusal("the delimiter must be one ASCII character", remedy="Use one of: , ; tab |.")
        return given.encode()
    first = head.split(b"\n", 1)[0].strip()
    if len(first) == 5 and first.lower().startswith(b"sep="):  # how Excel is told
        return first[4:]
    return None


def _rows(head: bytes, delimiter: bytes, limits: Limits, *, whole: bool) -> list[Row]:
    """Up to LOOK_AT records; without ``whole`` the last one, which may be cut, is left out. A ``sep=`` line is no
    row.
    """
    source = Source(io.BytesIO(head), line_bytes=limits.line_bytes)
    rows: list[Row] = []
    while len(rows) <= headers.LOOK_AT:
        row = read_record(source, delimiter=delimiter, limits=limits)
        if row is None:
            break
        rows.append(row)
    if not whole and len(rows) > 1 and len(rows) <= headers.LOOK_AT:
        rows.pop()
    if rows and (rows[0].cells == [f"sep={delimiter.decode()}"] or rows[0].cells == ["sep=", None]):
        rows[0].cells = [None]
    return rows


def _choose(head: bytes, limits: Limits, *, whole: bool, prefer: bytes | None) -> tuple[bytes, list[Row]]:
    """The delimiter that cuts most rows to one width; of several, the one that gives most columns.

    One column is a table too: then no delimiter occurs in most rows, and a comma stands for it.
    """
    found = []
    for delimiter in DELIMITERS:
        rows = _rows(head, delimiter, limits, whole=whole)
        filled = [row for row in rows if headers.filled(row.cells)]
        widths = Counter(len(row.cells) for row in filled)
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        wide = sum(size > 1 for size in widths.elements())
        if not filled or wide * 2 < len(filled):
            continue
        if width == 1:
            width, count = max(((w, c) for w, c in widths.items() if w > 1), key=lambda item: item[1])
        found.append((delimiter == prefer, round(count / len(filled), 1), width, delimiter, rows))
    if not found:
        return b",", _rows(head, b",", limits, whole=whole)
    found.sort(key=lambda item: item[:3], reverse=True)
    if len(found) > 1 and found[0][:3] == found[1][:3]:
        names = " or ".join(NAMES[item[3]] for item in found[:2])
        raise Refusal(
            f"the delimiter cannot be decided: {names}",
            remedy="Receive it with --delimiter, or name it as delimiter: in the list's mapping.",
        )
    return found[0][3], found[0][4]


def _header_index(rows: list[Row], options: ReadOptions) -> int:
    if options.header_row is not None:
        for at, row in enumerate(rows):
            if row.line == options.header_row:
                return at
        raise Refusal(
            f"no row begins on line {options.header_row}", remedy="Check header_row in the list's mapping."
        )
    found = headers.find_header([row.cells for row in rows], lines=[row.line for row in rows])
    for row in rows[: 1 if found is None else found + 1]:
        if row.reason is Reason.OVER_LONG:
            _refuse_unreadable(row)
    if found is None:
        for row in rows:
            _refuse_unreadable(row)
        raise Refusal("no header found", remedy="The first row of the table must hold the columns' names.")
    return found


def _refuse_unreadable(row: Row) -> None:
    if row.reason is not None or any("\0" in (cell or "") for cell in row.cells):
        raise Refusal(
            f"the header cannot be read: {row.detail or 'it holds a NUL'}",
            remedy="Ask for the original file, or save it again.",
            line=row.line,
        )
