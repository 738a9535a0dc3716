"""Suggest how a list is mapped, from its headers and a sample of its values.

A suggestion is a proposal with its evidence, for a person to confirm: nothing is dropped, columns nobody understands
stay ``unmapped:<header>`` and are reported, and what rests on values alone is marked doubtful.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sijill.claims.mapping import AsOf, DateOrder, MappedColumn, Mapping, column_keys
from sijill.claims.properties import BY_NAME, PROPERTIES, Kind
from sijill.claims.suggesting.column import Column
from sijill.claims.suggesting.decide import decide
from sijill.claims.suggesting.header import language_of, read_header
from sijill.claims.suggesting.shapes import Shape, shape_of

VERSION: Final = "sijill-suggest/1"
DOUBTFUL: Final = (
    0.6  # below: rests on values alone, on a near miss, or on a header the values do not bear out
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Why one column is mapped as it is. ``shape`` describes the values without quoting any."""

    column: str
    sheet: str | None
    properties: tuple[str, ...]
    score: float
    why: str
    shape: str

    @property
    def doubtful(self) -> bool:
        """A person should look at this one first."""
        return bool(self.properties) and self.score < DOUBTFUL


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A mapping with the evidence per column, in the order of the sheet."""

    mapping: Mapping
    evidence: tuple[Evidence, ...]
    unmapped: tuple[str, ...]
    warnings: tuple[str, ...]


def suggest(
    sheet_headers: Sequence[str],
    columns: Sequence[Sequence[str | None]],
    *,
    list_id: str,
    organisation: str | None = None,
    sheet: str | None = None,
    list_date: str | None = None,
) -> Suggestion:
    """A mapping for one sheet. ``columns`` holds up to some 2,000 values per header (missing columns count as empty).

    Never raises for any headers and values. Rows are not needed, only columns; no value appears in the result.
    """
    keys = column_keys(sheet_headers)
    readings = [read_header(header or "") for header in sheet_headers]
    samples = [columns[i] if i < len(columns) else () for i in range(len(keys))]
    decided = decide(
        keys, readings, [shape_of(sample) for sample in samples], f"{list_id} {organisation or ''}"
    )
    mapping = Mapping(
        list=list_id,
        organisation=organisation,
        language=language_of(sheet_headers),
        columns=_mapped(decided, sheet),
        unmapped=tuple(column.key for column in decided if not column.properties),
        reference=_reference(decided),
        list_date=list_date,
        suggested_by=VERSION,
    )
    evidence = tuple(_evidence(column, sheet) for column in decided)
    return Suggestion(
        mapping=mapping, evidence=evidence, unmapped=mapping.unmapped, warnings=_warnings(decided, evidence)
    )


def load() -> None:
    """Loads the vocabularies, which the first suggestion would otherwise wait for."""
    suggest(("full name", "zz date"), (("Nadim",), ("1.2.2013",)), list_id="")


def _mapped(decided: Sequence[Column], sheet: str | None) -> tuple[MappedColumn, ...]:
    order = _shared_order(decided)
    return tuple(
        MappedColumn(
            column=column.key,
            properties=column.properties,
            sheet=sheet,
            date_order=_date_order(column, order),
            as_of=_as_of(column, decided),
        )
        for column in decided
        if column.properties
    )


def _kinds(column: Column) -> set[Kind]:
    return {PROPERTIES[BY_NAME[name]].kind for name in column.properties}


def _own_order(shape: Shape) -> DateOrder | None:
    """The order the column itself proves; a few contradicting cells are typing errors."""
    total = shape.day_first + shape.month_first
    if total == 0:
        return None
    if shape.day_first >= 0.95 * total:
        return DateOrder.DMY
    return DateOrder.MDY if shape.month_first >= 0.95 * total else None


def _shared_order(decided: Sequence[Column]) -> DateOrder | None:
    orders = {_own_order(c.shape) for c in decided if Kind.DATE in _kinds(c)} - {None}
    return next(iter(orders)) if len(orders) == 1 else None


def _date_order(column: Column, shared: DateOrder | None) -> DateOrder | None:
    """The column's own order; a column that proves none follows the others if they agree."""
    if Kind.DATE not in _kinds(column):
        return None
    own = _own_order(column.shape)
    undecided = column.shape.day_first + column.shape.month_first == 0
    return own or (shared if undecided else None)


def _as_of(column: Column, decided: Sequence[Column]) -> AsOf | None:
    """*Age when taken* is true on the day of the arrest, *age at death* on that of the death."""
    if "age" not in column.properties:
        return None
    for concepts, name in (({"ARREST", "HELD"}, "arrest.date"), ({"DEATH"}, "death.date")):
        dates = [c for c in decided if name in c.properties]
        if column.reading.concepts & concepts and dates:
            return AsOf(column=dates[0].key)
    return None


def _reference(decided: Sequence[Column]) -> str | None:
    """The source's own number of a row: filled everywhere, each once, and not merely counting the rows."""
    for column in decided:
        shape = column.shape
        unique = shape.filled and shape.filled == shape.total and shape.distinct == shape.filled
        if column.is_only("id.source") and unique and not shape.running:
            return column.key
    return None


def _evidence(column: Column, sheet: str | None) -> Evidence:
    return Evidence(
        column=column.key,
        sheet=sheet,
        properties=column.properties,
        score=round(min(1.0, column.score) if column.properties else 0.0, 2),
        why="; ".join(dict.fromkeys(column.why)) or column.reading.via,
        shape=describe(column.shape),
    )


def describe(shape: Shape) -> str:
    """The shape in words: how full, how varied, what kind; never a value."""
    if shape.filled == 0:
        return "empty"
    shares = {
        "dates": shape.date,
        "place + date": shape.place_and_date,
        "ages": shape.age,
        "name-like": shape.name_like,
        "places": shape.place,
        "numbers": shape.integer,
        "codes": shape.code,
        "links": shape.url,
        "telephones": shape.phone,
        **{
            f"{name} words": share for name, share in shape.words.items() if name not in {"month", "dateword"}
        },
    }
    top = [f"{share:.0%} {name}" for name, share in Counter(shares).most_common(2) if share >= 0.2]
    script = "Arabic" if shape.arabic > 0.5 else "Latin" if shape.latin > 0.5 else "digits"
    filled = f"{shape.filled / shape.total:.0%} filled"
    return ", ".join([filled, f"{shape.distinct} different", script, f"{shape.mean_words:.1f} words", *top])


def _warnings(decided: Sequence[Column], evidence: Sequence[Evidence]) -> tuple[str, ...]:
    warnings = []
    if decided and all(column.reading.meaningless for column in decided):
        warnings.append(
            "No header row with a meaning was found: every column was judged by its values alone."
        )
    warnings += [
        f"Column {column.key!r}: the header says nothing, judged by its values."
        for column in decided
        if column.reading.meaningless
        and column.properties
        and not all(c.reading.meaningless for c in decided)
    ]
    warnings += [f"Column {item.column!r}: doubtful ({item.why})." for item in evidence if item.doubtful]
    warnings += [
        f"Column {column.key!r} is kept as unmapped ({'; '.join(column.why) or 'header unknown'})."
        for column in decided
        if not column.properties
    ]
    if not any(
        name in {"name", "name.given", "name.family"} for column in decided for name in column.properties
    ):
        warnings.append("No column with the person's name was found.")
    return tuple(warnings)
