"""A suggestion for a whole file: each sheet by itself, put together into the one mapping of its list."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sijill.claims.mapping import Mapping
from sijill.claims.suggest import Suggestion, suggest


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetSample:
    """A sheet's header and up to some thousand values of each column, in the order of the header."""

    name: str
    header: tuple[str, ...]
    columns: Sequence[Sequence[str | None]]


def suggest_sheets(sheets: Sequence[SheetSample], *, list_id: str, organisation: str) -> Suggestion:
    """One mapping; columns carry their sheet's name only where sheets of one file have different headers."""
    alike = len({sheet.header for sheet in sheets}) == 1
    found = [
        suggest(
            sheet.header,
            sheet.columns,
            list_id=list_id,
            organisation=organisation,
            sheet=None if alike else sheet.name,
        )
        for sheet in (_joined(sheets) if alike else sheets)
    ]
    if not found:
        return Suggestion(
            mapping=Mapping(list=list_id, organisation=organisation), evidence=(), unmapped=(), warnings=()
        )
    first = found[0].mapping
    columns = tuple(column for one in found for column in one.mapping.columns)
    unmapped = tuple(dict.fromkeys(name for one in found for name in one.unmapped))
    mapping = replace(first, columns=columns, unmapped=unmapped)
    return Suggestion(
        mapping=mapping,
        evidence=tuple(item for one in found for item in one.evidence),
        unmapped=unmapped,
        warnings=tuple(dict.fromkeys(text for one in found for text in one.warnings)),
    )


def _joined(sheets: Sequence[SheetSample]) -> list[SheetSample]:
    """Sheets with one header are one table: their values are judged together."""
    first = sheets[0]
    columns = [
        [value for sheet in sheets for value in sheet.columns[place]] for place in range(len(first.header))
    ]
    return [SheetSample(name=first.name, header=first.header, columns=columns)]
