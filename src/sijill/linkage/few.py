"""A few records as arrays, value by value: what ``features.Coder`` makes of many, without calls that are made for many.

A look-up reads one record, and a call into numpy or Arrow costs more than the record's values do.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from sijill.linkage import columns, features, parses, units
from sijill.linkage.features import MAX_DEPTH, MAX_VALUES, OPEN_END, OPEN_START, narrowed, plain
from sijill.linkage.readings import MAX_NAMES
from sijill.linkage.spec import Field, Kind, Spec

FEW: Final = columns.FEW  # records that are read sooner one by one
Codes = dict[str, int]
Record = Mapping[str, Any]


def rows(
    records: Sequence[Record],
    spec: Spec,
    frequencies: units.Frequencies,
    *,
    lists: Codes,
    unit: Codes,
    string: Codes,
    codes: Codes,
    nested: Codes,
) -> dict[str, Any]:
    """``Coder._rows`` of records as dictionaries of the columns of linkage's input; the dictionaries of texts grow."""
    fields = {kind: features._of_kind(spec, kind) for kind in Kind}
    return {
        "list_code": np.array([lists[one["list_id"]] for one in records], np.int32),
        **_names(records if spec.person_name else [{}] * len(records), frequencies, unit),
        "sound": _filled(records, fields[Kind.SOUND], (MAX_VALUES,), lambda f, v: _sounds(f, v, unit)),
        "string": _filled(records, fields[Kind.STRING], (1,), lambda _f, v: _texts(v, string))[:, :, 0],
        "code": _filled(records, fields[Kind.CODE], (1,), lambda f, v: _codes(f, v[:1], codes))[:, :, 0],
        "several": _filled(records, fields[Kind.SET], (MAX_VALUES,), lambda f, v: _codes(f, v, codes)),
        "identifier": _filled(
            records, fields[Kind.IDENTIFIER], (MAX_VALUES, 2), lambda f, v: _identifiers(f, v, codes)
        ),
        "date": _dates(records, fields[Kind.DATE]),
        "nested": _filled(
            records, fields[Kind.NESTED], (MAX_VALUES, MAX_DEPTH), lambda f, v: _nested(f, v, nested)
        ),
    }


def _values(record: Record, names: Sequence[str]) -> list[str]:
    """Of ``Values.of``: the texts of the columns one after the other, without empty ones."""
    found = []
    for name in names:
        held = record.get(name)
        if isinstance(held, list):
            found += [value for value in held if value]
        elif held:
            found.append(held)
    return found


def _filled(records: Sequence[Record], fields: Sequence[Field], shape: tuple[int, ...], read: Any) -> Any:
    """[n, fields, …] of what ``read`` makes of a record's values of each field; -1 where there is nothing."""
    out = np.full((len(records), len(fields), *shape), -1, np.int32)
    for row, record in enumerate(records):
        for at, field in enumerate(fields):
            values = _values(record, field.columns)
            found = read(field, values) if values else ()
            if found:
                out[row, at, : len(found)] = found
    return out


def _names(records: Sequence[Record], frequencies: units.Frequencies, unit: Codes) -> dict[str, Any]:
    ptr, slots, cost, script, plain_of = [0], list[list[int]](), list[float](), list[int](), list[int]()
    most = MAX_NAMES // 2
    for record in records:
        whole = _values(record, features._WHOLE)[:most]
        parts = [(record.get(column) or ())[:most] for column in features._PARTS]
        for readings, latin in parses.of_record(whole, (parts[0], parts[1], parts[2], parts[3]), frequencies):
            begin = len(slots)
            for parse in readings:
                slots.append([-1 if one is None else _code(unit, one) for one in parse[:4]])
                cost.append(parse.cost)
                script.append(latin)
                plain_of.append(begin)
        ptr.append(len(slots))
    return {
        "parse_ptr": np.array(ptr, np.int64),
        "parse_unit": np.array(slots, np.int32).reshape(-1, 4),
        "parse_cost": np.array(cost, np.float32),
        "parse_script": np.array(script, np.uint8),
        "parse_plain": np.array(plain_of, np.int64),
    }


def _code(codes: Codes, text: str) -> int:
    return codes.setdefault(text, len(codes))


def _sounds(field: Field, values: list[str], unit: Codes) -> list[int]:
    found = [units.join(units.words(text)) for text in values[:MAX_VALUES]]
    return [
        _code(unit, joined[0] if field.name == "mother" else "".join(joined)) for joined in found if joined
    ]


def _texts(values: list[str], strings: Codes) -> list[int]:
    read = plain(values[0])
    return [_code(strings, read)] if read else []


def _codes(field: Field, values: list[str], codes: Codes) -> list[int]:
    return [_code(codes, f"{field.name}:{text}") for text in values[:MAX_VALUES]]


def _identifiers(field: Field, values: list[str], codes: Codes) -> list[tuple[int, int]]:
    return [
        (_code(codes, f"{field.name}:{text.partition(':')[0]}"), _code(codes, text))
        for text in values[:MAX_VALUES]
    ]


def _nested(field: Field, values: list[str], nested: Codes) -> list[list[int]]:
    return [
        [
            _code(nested, value[:length]) if len(value) >= length else -1
            for length in field.prefixes[:MAX_DEPTH]
        ]
        for value in narrowed(list(dict.fromkeys(values)))[:MAX_VALUES]
    ]


def _dates(records: Sequence[Record], fields: Sequence[Field]) -> Any:
    out = np.empty((len(records), len(fields), 2), np.int32)
    for row, record in enumerate(records):
        for at, field in enumerate(fields):
            start, end = (record.get(column) for column in field.columns)
            if start is None and end is None:
                out[row, at] = 1, 0
            else:
                out[row, at] = (
                    OPEN_START if start is None else start.toordinal() - _EPOCH,
                    OPEN_END if end is None else end.toordinal() - _EPOCH,
                )
    return out


_EPOCH: Final = 719_163  # the ordinal of 1 January 1970
