"""What a mapping makes of the header row of one file: a plan per column, and what has changed since it was made."""

from collections.abc import Sequence

from sijill.accession.tabulate.model import ReadOptions
from sijill.claims.mapping.model import AuditReport, ColumnPlan, Fate, MappedColumn, Mapping, Split
from sijill.claims.properties import Kind, info, unmapped
from sijill.claims.suggesting.fold import fold


def column_keys(header: Sequence[str | None]) -> tuple[str, ...]:
    """One unique name per column: the header as written; ``#n`` (1-based) where it is blank or already taken."""
    keys: list[str] = []
    taken: set[str] = set()
    for number, text in enumerate(header, start=1):
        key = text if text is not None and text.strip() else f"#{number}"
        while key in taken:
            key = f"{key}#{number}"
        taken.add(key)
        keys.append(key)
    return tuple(keys)


def split_for(properties: Sequence[str]) -> Split:
    """How a cell that feeds these properties is split, from the kinds of the properties."""
    if len(properties) < 2:
        return Split.WHOLE
    kinds = [info(name).kind for name in properties]
    dates = kinds.count(Kind.DATE)
    if set(properties) & {"mother.name", "mother.family"} and set(properties) & {"name", "name.given"}:
        return Split.NAME_MOTHER
    if all(kind is Kind.NAME_PART for kind in kinds) or all(
        name.startswith("mother.") for name in properties
    ):
        return Split.NAME_PARTS
    if Kind.AGE in kinds and len(kinds) == 2 and not dates:
        return Split.NAME_AGE
    if dates == len(kinds):
        return Split.DATE_RANGE
    if dates == 1:
        return Split.PLACE_DATE
    return Split.WHOLE


def plan(
    mapping: Mapping, header: Sequence[str | None], *, sheet: str | None = None
) -> tuple[ColumnPlan, ...]:
    """One plan per column of ``header``, in order; nothing is left out, nothing raises.

    A mapped column that names another sheet does not apply. Columns the mapping does not know are unmapped.
    """
    keys = column_keys(header)
    matched = _match(mapping, keys, sheet)
    reasons = {ignored.column: ignored.reason for ignored in mapping.ignored}
    columns = {column.column: column for column in _of_sheet(mapping, sheet)}
    plans: list[ColumnPlan] = []
    for index, key in enumerate(keys):
        name = matched.get(key)
        if name is not None and name in columns:
            plans.append(_read_plan(index, key, columns[name]))
        elif name is not None and name in reasons:
            plans.append(ColumnPlan(index=index, column=key, fate=Fate.IGNORED, reason=reasons[name]))
        else:
            plans.append(ColumnPlan(index=index, column=key, fate=Fate.UNMAPPED, properties=(unmapped(key),)))
    return tuple(plans)


def _read_plan(index: int, key: str, column: MappedColumn) -> ColumnPlan:
    split = column.split
    if split is None:
        split = Split.SEPARATOR if column.separator else split_for(column.properties)
    return ColumnPlan(
        index=index,
        column=key,
        fate=Fate.READ,
        properties=column.properties,
        split=split,
        date_order=column.date_order,
        separator=column.separator,
        as_of=column.as_of,
    )


def audit(mapping: Mapping, header: Sequence[str | None], *, sheet: str | None = None) -> AuditReport:
    """What the mapping makes of this header row, and what differs from the one it was made for."""
    keys = column_keys(header)
    matched = _match(mapping, keys, sheet)
    plans = plan(mapping, header, sheet=sheet)
    found = set(matched.values())
    return AuditReport(
        read=tuple(p.column for p in plans if p.fate is Fate.READ),
        ignored=tuple((p.column, p.reason) for p in plans if p.fate is Fate.IGNORED),
        unmapped=tuple(p.column for p in plans if p.fate is Fate.UNMAPPED),
        new=tuple(key for key in keys if key not in matched),
        missing=tuple(name for name in _expected(mapping, sheet) if name not in found),
        renamed=tuple((name, key) for key, name in matched.items() if name != key),
    )


def check_row_count(mapping: Mapping, rows: int) -> str | None:
    """A sentence when ``rows`` breaks the promise of the mapping, else None."""
    promise = mapping.row_count
    if promise is None:
        return None
    if promise.min is not None and rows < promise.min:
        return f"{rows} rows, but the list promises at least {promise.min}"
    if promise.max is not None and rows > promise.max:
        return f"{rows} rows, but the list promises at most {promise.max}"
    return None


def read_options(mapping: Mapping) -> ReadOptions:
    """What the tabulator is told about files of this list."""
    return mapping.table


def _of_sheet(mapping: Mapping, sheet: str | None) -> list[MappedColumn]:
    """The mapped columns that apply to a sheet. A sheet no column names (renamed, say) gets all that agree."""
    named = {column.sheet for column in mapping.columns if column.sheet is not None}
    if sheet is None or sheet in named or not named:
        return [c for c in mapping.columns if c.sheet is None or sheet is None or c.sheet == sheet]
    meanings: dict[str, set[tuple[str, ...]]] = {}
    for column in mapping.columns:
        meanings.setdefault(column.column, set()).add(column.properties)
    return [column for column in mapping.columns if len(meanings[column.column]) == 1]


def _known(mapping: Mapping, sheet: str | None) -> list[str]:
    names = [column.column for column in _of_sheet(mapping, sheet)]
    names += [column.column for column in mapping.ignored]
    return list(dict.fromkeys([*names, *mapping.unmapped]))


def _expected(mapping: Mapping, sheet: str | None) -> list[str]:
    """The columns whose absence is news; in a list of several sheets only those mapped for this sheet."""
    if any(column.sheet is not None for column in mapping.columns):
        return list(dict.fromkeys(c.column for c in mapping.columns if c.sheet is None or c.sheet == sheet))
    return _known(mapping, sheet)


def _match(mapping: Mapping, keys: Sequence[str], sheet: str | None) -> dict[str, str]:
    """File column -> mapped column: the same text, else the same folded text where that is unambiguous."""
    known = _known(mapping, sheet)
    matched = {key: key for key in keys if key in set(known)}
    left = [name for name in known if name not in matched]
    by_fold: dict[str, list[str]] = {}
    for name in left:
        by_fold.setdefault(fold(name), []).append(name)
    found: dict[str, list[str]] = {}
    for key in keys:
        if key not in matched and fold(key):
            found.setdefault(fold(key), []).append(key)
    for folded, candidates in found.items():
        if len(candidates) == 1 and len(by_fold.get(folded, ())) == 1:
            matched[candidates[0]] = by_fold[folded][0]
    return matched
