"""Find the header row among the first rows of a sheet, below titles and above data."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from sijill.accession.tabulate.model import Refusal

LOOK_AT: Final = 200  # rows a reader should offer
TITLES_AT_MOST: Final = 30

NUMBER_OR_DATE: Final = re.compile(r"\s*[-+]?\d[\d\s.,:/\-T]*\s*")  # \d takes Arabic-Indic digits too

Cells = Sequence[str | None]

# White space by our own list: Python's and Arrow's differ in the separators U+001C to U+001F.
BLANK: Final = (
    " \t\n\r\x0b\x0c\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)


def is_blank(cell: str | None) -> bool:
    return cell is None or not cell.strip(BLANK)


def filled(row: Cells) -> int:
    return sum(not is_blank(cell) for cell in row)


def find_header(rows: Sequence[Cells], *, sheet: str | None = None, lines: Sequence[int]) -> int | None:
    """Index of the header in ``rows``; None if there is no row that could be one.

    A header has at least half as many filled cells as the rows below it usually have (a title has fewer) and is
    not itself data. Raises Refusal where the first wide row looks like data: taking a person for a header loses them.
    """
    wide = [at for at, row in enumerate(rows) if filled(row)]
    for order, at in enumerate(wide[:TITLES_AT_MOST]):
        below = [rows[i] for i in wide[order + 1 :]]
        counts = sorted(filled(row) for row in below)
        usual = counts[len(counts) // 2] if counts else filled(rows[at])
        if filled(rows[at]) < max(1, min(2, usual), usual / 2):
            continue
        if looks_like_data(rows[at], below):
            raise Refusal(
                "no header found: the first row of the table looks like data",
                remedy="Add a row with the columns' names, or say which row holds them with --header-row.",
                line=lines[at],
                sheet=sheet,
            )
        return at
    return None


def looks_like_data(row: Cells, below: Sequence[Cells]) -> bool:
    """True if a cell is a number or date like most of those below it, or if its very value comes again below.

    A header printed again on every page comes again as a whole and is no data.
    """
    others = [other for other in below if list(other) != list(row)]
    for at, cell in enumerate(row):
        if cell is None or is_blank(cell):
            continue
        column = [other[at] for other in others if at < len(other) and not is_blank(other[at])]
        if not column:
            continue
        if NUMBER_OR_DATE.fullmatch(cell):
            alike = sum(NUMBER_OR_DATE.fullmatch(other or "") is not None for other in column)
            if alike * 2 >= len(column):
                return True
        if len(column) >= 5 and column.count(cell) * 20 >= len(column) and column.count(cell) >= 2:
            return True
    return False


def name_columns(cells: Cells) -> tuple[list[str], list[int]]:
    """Verbatim names; a column without one is called ``column N`` (second value: which, from 0)."""
    taken = {cell for cell in cells if cell is not None and not is_blank(cell)}
    names, unnamed = [], []
    for at, cell in enumerate(cells):
        if cell is not None and not is_blank(cell):
            names.append(cell)
            continue
        name = f"column {at + 1}"
        while name in taken:
            name += "'"
        taken.add(name)
        names.append(name)
        unnamed.append(at)
    return names, unnamed


def refuse_duplicates(names: Sequence[str], *, line: int, sheet: str | None = None) -> None:
    counted = Counter(name.strip() for name in names)
    twice = [name for name, count in counted.items() if count > 1]
    if twice:
        places = [str(at + 1) for at, name in enumerate(names) if name.strip() == twice[0]]
        raise Refusal(
            f"two columns have the same name (columns {', '.join(places[:10])})",
            remedy="Give every column its own name.",
            line=line,
            column=twice[0][:100],
            sheet=sheet,
        )


def refuse_too_wide(width: int, limit: int, *, line: int, sheet: str | None = None) -> None:
    if width > limit:
        raise Refusal(
            f"{width:,} columns, at most {limit:,} are read",
            remedy="Check the delimiter, or split the table.",
            line=line,
            sheet=sheet,
        )
