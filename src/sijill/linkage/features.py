"""Records as integer arrays: what the kernels compare. Nothing here depends on the order of the rows but their number.

Missing is -1 in code arrays and an empty interval (1, 0) in date arrays.
"""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sijill.linkage import parses, sounds, units
from sijill.linkage.spec import MAX_GROUPS, SLOTS, Field, Kind, Spec
from sijill.text import scripts
from sijill.text.names import tokens

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]

MAX_VALUES: Final = 4  # values kept of a field that holds several
MAX_DEPTH: Final = 3
STRING_LENGTH: Final = 48
OPEN_START: Final = -4_000_000  # days; a start before any calendar
OPEN_END: Final = 4_000_000


class Coded(NamedTuple):
    """n records. A named tuple of arrays, because that is what compiled code takes."""

    list_code: Ints  # [n]
    parse_ptr: npt.NDArray[np.int64]  # [n + 1] into the parse arrays
    parse_unit: Ints  # [parses, 4] unit by slot
    parse_cost: Floats  # [parses] bits
    parse_script: Bytes  # [parses] 0 Arabic, 1 Latin
    parse_plain: npt.NDArray[np.int64]  # [parses] the plain reading of the same name
    unit_phonemes: Bytes  # [units, 24]
    unit_length: Bytes
    unit_script: Bytes  # 1 Arabic, 2 Latin
    unit_class: Ints  # [units] consonant skeleton
    unit_strong: npt.NDArray[np.uint64]  # [units] its strong consonants, one bit each
    unit_near: npt.NDArray[np.uint64]  # [units] the strong consonants that may stand for one of them
    unit_known: npt.NDArray[np.bool_]  # [units] written like this several times in these lists: hardly a slip
    unit_tf: Floats  # [4 + sound fields, units] log2 of the share of its class in the slot or field
    kind: Bytes  # [fields] spec.Kind
    column: Ints  # [fields] position within the arrays of its kind
    sound: Ints  # [n, sound fields, MAX_VALUES] units
    string: Ints  # [n, string fields] rows of string_chars
    string_chars: Bytes  # [strings, STRING_LENGTH] one byte per letter
    string_length: Bytes
    string_tf: Floats
    code: Ints  # [n, code fields]
    code_tf: Floats  # [codes]
    several: Ints  # [n, set fields, MAX_VALUES]
    identifier: Ints  # [n, identifier fields, MAX_VALUES, 2] type and value
    date: Ints  # [n, date fields, 2] first and last day since 1970
    nested: Ints  # [n, nested fields, MAX_VALUES, MAX_DEPTH] codes from the widest to the narrowest, -1 below
    nested_tf: Floats  # [nested codes]
    tf_mean: npt.NDArray[np.float64]  # [fields, groups] log2 chance that two records have one value


class Names(NamedTuple):
    """What the arrays stand for."""

    record_ids: list[str]
    list_ids: list[str]
    units: list[str]
    loose: list[str]  # [units] loose blocking class of each unit
    strings: list[str]
    codes: list[str]
    nested: list[str]
    spec: Spec


def first(coded: Coded, rows: int) -> Coded:
    """The first rows with the dictionaries of all."""
    if rows >= len(coded.list_code):
        return coded
    readings = int(coded.parse_ptr[rows])
    return coded._replace(
        list_code=coded.list_code[:rows],
        parse_ptr=coded.parse_ptr[: rows + 1],
        parse_unit=coded.parse_unit[:readings],
        parse_cost=coded.parse_cost[:readings],
        parse_script=coded.parse_script[:readings],
        parse_plain=coded.parse_plain[:readings],
        **{
            name: getattr(coded, name)[:rows]
            for name in ("sound", "string", "code", "several", "identifier", "date", "nested")
        },
    )


class _Dictionary:
    """Codes in order of first sight; made canonical afterwards where order could matter (it never does in results)."""

    def __init__(self) -> None:
        self.codes: dict[str, int] = {}

    def code(self, value: str | None) -> int:
        if value is None:
            return -1
        return self.codes.setdefault(value, len(self.codes))

    @property
    def values(self) -> list[str]:
        return list(self.codes)


def code(table: pa.Table, spec: Spec) -> tuple[Coded, Names]:
    """The records of a validated table as arrays."""
    n = len(table)
    columns = {name: table[name].to_pylist() for name in table.column_names}
    list_ids = sorted(set(columns["list_id"]))
    position = {name: at for at, name in enumerate(list_ids)}
    frequencies = units.Frequencies(_all_name_texts(columns, spec))
    unit = _Dictionary()
    ptr, parse_unit, parse_cost, parse_script, parse_plain = _parses(columns, n, spec, frequencies, unit)
    sound = _sounds(columns, n, _of_kind(spec, Kind.SOUND), unit)
    string = _Dictionary()
    strings = _texts(columns, n, _of_kind(spec, Kind.STRING), string)
    codes = _Dictionary()
    code_array = _codes(columns, n, _of_kind(spec, Kind.CODE), codes)
    several = _sets(columns, n, _of_kind(spec, Kind.SET), codes)
    identifier = _identifiers(columns, n, _of_kind(spec, Kind.IDENTIFIER), codes)
    nested_codes = _Dictionary()
    nested = _nested(columns, n, _of_kind(spec, Kind.NESTED), nested_codes)
    coded_units = tokens.encode(unit.values)
    classes, class_count = _classes(unit.values, coded_units.skeleton)
    slot_counts = _slot_counts(parse_unit, ptr, sound, classes, class_count)
    string_chars, string_length = _letters(string.values)
    coded = Coded(
        list_code=np.array([position[x] for x in columns["list_id"]], np.int32),
        parse_ptr=ptr,
        parse_unit=parse_unit,
        parse_cost=parse_cost,
        parse_script=parse_script,
        parse_plain=parse_plain,
        unit_phonemes=coded_units.phonemes,
        unit_length=coded_units.length,
        unit_script=coded_units.script,
        unit_class=classes,
        unit_strong=_bits(coded_units.phonemes, sounds.STRONG),
        unit_near=_bits(coded_units.phonemes, sounds.NEAR),
        unit_known=_unit_counts(parse_unit, ptr, len(classes)) >= max(4.0, n / 5000),
        unit_tf=_log_shares(slot_counts)[:, classes],
        kind=np.array([*[Kind.SLOT] * len(SLOTS), *[f.kind for f in spec.fields]], np.uint8),
        column=_positions(spec),
        sound=sound,
        string=strings,
        string_chars=string_chars,
        string_length=string_length,
        string_tf=_value_shares(strings, len(string.codes)),
        code=code_array,
        code_tf=_value_shares(code_array, len(codes.codes)),
        several=several,
        identifier=identifier,
        date=_dates(table, n, _of_kind(spec, Kind.DATE)),
        nested=nested,
        nested_tf=_nested_shares(nested, len(nested_codes.codes)),
        tf_mean=_collisions(spec, slot_counts, strings, nested),
    )
    names = Names(
        record_ids=columns["record_id"],
        list_ids=list_ids,
        units=unit.values,
        loose=list(coded_units.loose),
        strings=string.values,
        codes=codes.values,
        nested=nested_codes.values,
        spec=spec,
    )
    return coded, names


def _of_kind(spec: Spec, kind: Kind) -> list[Field]:
    return [field for field in spec.fields if field.kind == kind]


def _positions(spec: Spec) -> Ints:
    seen: dict[Kind, int] = {}
    found = list(range(len(SLOTS)))
    for field in spec.fields:
        found.append(seen.get(field.kind, 0))
        seen[field.kind] = seen.get(field.kind, 0) + 1
    return np.array(found, np.int32)


_PARTS: Final = ("name_given", "name_father", "name_grandfather", "name_family")
_WHOLE: Final = ("name", "name_alias")


def _all_name_texts(columns: dict[str, list[Any]], spec: Spec) -> Iterable[str]:
    if not spec.person_name:
        return ()
    return chain.from_iterable(
        values for column in (*_WHOLE, *_PARTS) for values in columns[column] if values
    )


def _parses(
    columns: dict[str, list[Any]], n: int, spec: Spec, frequencies: units.Frequencies, unit: _Dictionary
) -> tuple[npt.NDArray[np.int64], Ints, Floats, Bytes, npt.NDArray[np.int64]]:
    ptr = np.zeros(n + 1, np.int64)
    slots: list[tuple[int, int, int, int]] = []
    costs: list[float] = []
    script: list[int] = []
    plain_reading: list[int] = []
    for row in range(n if spec.person_name else 0):
        whole = [*(columns["name"][row] or ()), *(columns["name_alias"][row] or ())]
        parts = tuple(columns[part][row] or () for part in _PARTS)
        for readings, of_script in parses.of_record(whole, parts, frequencies):  # type: ignore[arg-type]
            first = len(slots)
            for parse in readings:
                slots.append(tuple(unit.code(part) for part in parse[:4]))  # type: ignore[arg-type]
                costs.append(parse.cost)
                script.append(of_script)
                plain_reading.append(first)
        ptr[row + 1] = len(slots)
    return (
        ptr,
        np.array(slots, np.int32).reshape(-1, 4),
        np.array(costs, np.float32),
        np.array(script, np.uint8),
        np.array(plain_reading, np.int64),
    )


def _sounds(columns: dict[str, list[Any]], n: int, fields: Sequence[Field], unit: _Dictionary) -> Ints:
    out = np.full((n, len(fields), MAX_VALUES), -1, np.int32)
    for at, field in enumerate(fields):
        for row, values in enumerate(_joined_columns(columns, field)):
            for place, text in enumerate(values[:MAX_VALUES]):
                joined = units.join(units.words(text))
                if joined:
                    out[row, at, place] = unit.code(joined[0] if field.name == "mother" else "".join(joined))
    return out


def _joined_columns(columns: dict[str, list[Any]], field: Field) -> Iterable[list[str]]:
    for values in zip(*(columns[column] for column in field.columns), strict=True):
        yield [text for value in values if value for text in ([value] if isinstance(value, str) else value)]


def _texts(columns: dict[str, list[Any]], n: int, fields: Sequence[Field], strings: _Dictionary) -> Ints:
    out = np.full((n, len(fields)), -1, np.int32)
    for at, field in enumerate(fields):
        for row, values in enumerate(_joined_columns(columns, field)):
            text = plain(values[0]) if values else ""
            if text:
                out[row, at] = strings.code(text)
    return out


def plain(text: str) -> str:
    """Lower case, single spaces, nothing but letters and digits: what generic text is compared by."""
    lowered = scripts.clean(text).lower()
    return " ".join("".join(ch if ch.isalnum() else " " for ch in lowered).split())


def _codes(columns: dict[str, list[Any]], n: int, fields: Sequence[Field], codes: _Dictionary) -> Ints:
    out = np.full((n, len(fields)), -1, np.int32)
    for at, field in enumerate(fields):
        for row, values in enumerate(_joined_columns(columns, field)):
            if values:
                out[row, at] = codes.code(f"{field.name}:{values[0]}")
    return out


def _sets(columns: dict[str, list[Any]], n: int, fields: Sequence[Field], codes: _Dictionary) -> Ints:
    out = np.full((n, len(fields), MAX_VALUES), -1, np.int32)
    for at, field in enumerate(fields):
        for row, values in enumerate(_joined_columns(columns, field)):
            for place, value in enumerate(dict.fromkeys(values[:MAX_VALUES])):
                out[row, at, place] = codes.code(f"{field.name}:{value}")
    return out


def _identifiers(columns: dict[str, list[Any]], n: int, fields: Sequence[Field], codes: _Dictionary) -> Ints:
    out = np.full((n, len(fields), MAX_VALUES, 2), -1, np.int32)
    for at, field in enumerate(fields):
        for row, values in enumerate(_joined_columns(columns, field)):
            for place, value in enumerate(values[:MAX_VALUES]):
                out[row, at, place] = codes.code(f"{field.name}:{value.partition(':')[0]}"), codes.code(value)
    return out


def _dates(table: pa.Table, n: int, fields: Sequence[Field]) -> Ints:
    out = np.zeros((n, len(fields), 2), np.int32)
    out[:, :, 0] = 1
    for at, field in enumerate(fields):
        start, end = (table[column].cast(pa.int32()) for column in field.columns)
        known = ~(start.is_null().to_numpy() & end.is_null().to_numpy())
        first = start.fill_null(OPEN_START).to_numpy()
        last = end.fill_null(OPEN_END).to_numpy()
        out[known, at, 0] = first[known]
        out[known, at, 1] = last[known]
    return out


def _nested(columns: dict[str, list[Any]], n: int, fields: Sequence[Field], codes: _Dictionary) -> Ints:
    out = np.full((n, len(fields), MAX_VALUES, MAX_DEPTH), -1, np.int32)
    for at, field in enumerate(fields):
        for row, values in enumerate(_joined_columns(columns, field)):
            kept = narrowed(list(dict.fromkeys(values)))
            for place, value in enumerate(kept[:MAX_VALUES]):
                for depth, length in enumerate(field.prefixes):
                    if len(value) >= length:
                        out[row, at, place, depth] = codes.code(value[:length])
    return out


def narrowed(values: list[str]) -> list[str]:
    """Without codes that say less than another one.

    The town or district at the centre of a governorate has its name: its code is the governorate's with zeros added,
    and beside the wider code it stands for the same, wider reading. Any other code inside a wider one replaces it.
    """
    kept = [
        value
        for value in values
        if not any(
            value != other and value.startswith(other) and not value[len(other) :].strip("0")
            for other in values
        )
    ]
    return [value for value in kept if not any(other != value and other.startswith(value) for other in kept)]


def _bits(phonemes: Bytes, table: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    bits: npt.NDArray[np.uint64] = np.bitwise_or.reduce(table[phonemes], axis=1)
    return bits


def _classes(values: Sequence[str], skeletons: Sequence[str]) -> tuple[Ints, int]:
    """Skeleton classes; a unit without consonants is a class of its own."""
    seen: dict[str, int] = {}
    found = [
        seen.setdefault(skeleton or f"={value}", len(seen))
        for value, skeleton in zip(values, skeletons, strict=True)
    ]
    return np.array(found, np.int32), max(len(seen), 1)


def _slot_counts(
    parse_unit: Ints, ptr: npt.NDArray[np.int64], sound: Ints, classes: Ints, class_count: int
) -> npt.NDArray[np.float64]:
    """[4 + sound fields, classes]: how often a class fills a slot in the first reading of a record."""
    firsts = ptr[:-1][np.diff(ptr) > 0]
    counts = np.zeros((4 + sound.shape[1], class_count))
    for slot in range(4):
        used = parse_unit[firsts, slot]
        np.add.at(counts[slot], classes[used[used >= 0]], 1.0)
    for at in range(sound.shape[1]):
        used = sound[:, at, 0]
        np.add.at(counts[4 + at], classes[used[used >= 0]], 1.0)
    return counts


def _unit_counts(parse_unit: Ints, ptr: npt.NDArray[np.int64], size: int) -> npt.NDArray[np.float64]:
    """[units] how many records have the unit in their first reading."""
    firsts = ptr[:-1][np.diff(ptr) > 0]
    used = parse_unit[firsts].ravel()
    return np.bincount(used[used >= 0], minlength=size).astype(np.float64)


def _log_shares(counts: npt.NDArray[np.float64]) -> Floats:
    """log2 of smoothed shares: one more sighting each, so that a class seen once does not look impossible."""
    totals = counts.sum(axis=-1, keepdims=True)
    shares: Floats = np.log2((counts + 1.0) / np.maximum(totals, 1.0)).astype(np.float32)
    return shares


def _value_shares(values: Ints, size: int) -> Floats:
    """[size] log2 share of each code among the known values of its own field."""
    counts = np.zeros(max(size, 1))
    totals = np.ones(max(size, 1))
    for at in range(values.shape[1]):
        used = values[:, at]
        used = used[used >= 0]
        np.add.at(counts, used, 1.0)
        totals[np.unique(used)] = max(len(used), 1)
    return np.log2((counts + 1.0) / totals).astype(np.float32)


def _nested_shares(nested: Ints, size: int) -> Floats:
    """[size] log2 share of the records whose first value lies in the code, among those known to its depth."""
    shares = np.zeros(max(size, 1), np.float32)
    for at in range(nested.shape[1]):
        for depth in range(nested.shape[3]):
            used = nested[:, at, 0, depth]
            used = used[used >= 0]
            seen, counts = np.unique(used, return_counts=True)
            shares[seen] = np.log2((counts + 1.0) / max(len(used), 1))
    return shares


def _collisions(
    spec: Spec, slot_counts: npt.NDArray[np.float64], strings: Ints, nested: Ints
) -> npt.NDArray[np.float64]:
    out = np.zeros((len(spec.names), MAX_GROUPS))
    positions = _positions(spec)
    for f in range(len(spec.names)):
        kind = Kind.SLOT if f < len(SLOTS) else spec.fields[f - len(SLOTS)].kind
        at = int(positions[f])
        match kind:
            case Kind.SLOT:
                out[f] = _collision(slot_counts[at])
            case Kind.SOUND:
                out[f] = _collision(slot_counts[4 + at])
            case Kind.STRING:
                out[f] = _collision(_counted(strings[:, at]))
            case Kind.NESTED:
                for depth in range(MAX_DEPTH):
                    out[f, MAX_DEPTH - 1 - depth] = _collision(_counted(nested[:, at, 0, depth]))
            case _:
                pass
    return out


def _counted(values: Ints) -> npt.NDArray[np.float64]:
    return np.unique(values[values >= 0], return_counts=True)[1].astype(np.float64)


def _collision(counts: npt.NDArray[np.float64]) -> float:
    """log2 of the chance that two different records share a class; 0 when fewer than two records have one."""
    total = float(counts.sum())
    if total < 2:
        return 0.0
    return float(np.log2(max(float((counts * (counts - 1)).sum()), 1.0) / (total * (total - 1))))


def _letters(values: Sequence[str]) -> tuple[Bytes, Bytes]:
    """One byte per letter, so that edits are counted in letters; at most 255 different letters are told apart."""
    table = np.zeros((max(len(values), 1), STRING_LENGTH), np.uint8)
    length = np.zeros(max(len(values), 1), np.uint8)
    alphabet: dict[str, int] = {}
    for row, value in enumerate(values):
        coded = [min(alphabet.setdefault(ch, len(alphabet) + 1), 255) for ch in value[:STRING_LENGTH]]
        table[row, : len(coded)] = coded
        length[row] = len(coded)
    return table, length
