"""Records as integer arrays: what the kernels compare. Nothing here depends on the order of the rows but their number.

Missing is -1 in code arrays and an empty interval (1, 0) in date arrays.
"""

import re
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sijill.linkage import sounds, units
from sijill.linkage.columns import Values
from sijill.linkage.readings import Reader, Readings
from sijill.linkage.spec import MAX_GROUPS, SLOTS, Field, Kind, Spec
from sijill.text import scripts
from sijill.text.names import forms, lexicon, tokens

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
    unit_items: Ints  # [units, lexicon.MAX_ITEMS] the names of the lexicon that it can write, zero padded
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


ROWWISE: Final = ("list_code", "sound", "string", "code", "several", "identifier", "date", "nested")
BY_READING: Final = ("parse_unit", "parse_cost", "parse_script")


def first(coded: Coded, rows: int) -> Coded:
    """The first rows with the dictionaries of all."""
    return coded if rows >= len(coded.list_code) else take(coded, np.arange(rows))


def take(coded: Coded, rows: npt.NDArray[Any]) -> Coded:
    """Some rows, in the order given, with the dictionaries of all."""
    size = coded.parse_ptr[rows + 1] - coded.parse_ptr[rows]
    ptr = np.zeros(len(rows) + 1, np.int64)
    np.cumsum(size, out=ptr[1:])
    shift = np.repeat(coded.parse_ptr[rows] - ptr[:-1], size)
    readings = np.arange(ptr[-1]) + shift
    return coded._replace(
        parse_ptr=ptr,
        parse_plain=coded.parse_plain[readings] - shift,
        **{name: getattr(coded, name)[readings] for name in BY_READING},
        **{name: getattr(coded, name)[rows] for name in ROWWISE},
    )


def joined(one: Coded, other: Coded) -> Coded:
    """Rows of both, one after the other, with the dictionaries of the second, which must extend the first's."""
    return other._replace(
        parse_ptr=np.concatenate([one.parse_ptr, other.parse_ptr[1:] + one.parse_ptr[-1]]),
        parse_plain=np.concatenate([one.parse_plain, other.parse_plain + one.parse_ptr[-1]]),
        **{
            name: np.concatenate([getattr(one, name), getattr(other, name)])
            for name in (*BY_READING, *ROWWISE)
        },
    )


class _Dictionary:
    """Codes in order of first sight. No result depends on their order."""

    def __init__(self) -> None:
        self.codes: dict[str, int] = {}

    def code(self, value: str | None) -> int:
        if value is None:
            return -1
        return self.codes.setdefault(value, len(self.codes))

    @property
    def values(self) -> list[str]:
        return list(self.codes)


class Coder:
    """Dictionaries and frequencies of a register: made from its records, then used for new ones as well.

    New values get new codes; frequencies stay those of the register, a value it does not have counts as seen once.
    """

    def __init__(self, table: pa.Table, spec: Spec) -> None:
        self.spec = spec
        lists = Values.of(table, ["list_id"], empty=True)
        self._lists = {name: at for at, name in enumerate(sorted(lists.texts))}
        self._unit, self._string, self._codes, self._nested = (_Dictionary() for _ in range(4))
        self._reader = Reader(units.Frequencies(_all_name_texts(table, spec)), self._unit.codes)
        self._class_of: dict[str, int] = {}
        self._units_done = 0
        self._phonemes: Bytes = np.zeros((0, tokens.MAX_LENGTH), np.uint8)
        self._length: Bytes = np.zeros(0, np.uint8)
        self._script: Bytes = np.zeros(0, np.uint8)
        self._classes: Ints = np.zeros(0, np.int32)
        self._items: Ints = np.zeros((0, lexicon.MAX_ITEMS), np.int32)
        self._loose: list[str] = []
        rows = self._rows(table, lists)
        self._grow()
        self._fit(rows, len(table))
        self.coded = self._assembled(rows)
        self.names = self._names(table["record_id"].to_pylist())
        self._reader.forget()

    def more(self, table: pa.Table) -> tuple[Coded, Names]:
        """Other records in the same codes."""
        lists = Values.of(table, ["list_id"], empty=True)
        for name in sorted(lists.texts):
            self._lists.setdefault(name, len(self._lists))
        rows = self._rows(table, lists)
        self._grow()
        return self._assembled(rows), self._names(table["record_id"].to_pylist())

    def _rows(self, table: pa.Table, lists: Values) -> dict[str, Any]:
        spec = self.spec
        read = self._reader.of_table(table, _WHOLE, _PARTS) if spec.person_name else nobody(table.num_rows)
        return {
            "list_code": lists.first(lists.mapped(self._lists.__getitem__)),
            "parse_ptr": read.ptr,
            "parse_unit": read.unit,
            "parse_cost": read.cost,
            "parse_script": read.script,
            "parse_plain": read.plain,
            "sound": _sounds(table, _of_kind(spec, Kind.SOUND), self._unit),
            "string": _texts(table, _of_kind(spec, Kind.STRING), self._string),
            "code": _codes(table, _of_kind(spec, Kind.CODE), self._codes),
            "several": _sets(table, _of_kind(spec, Kind.SET), self._codes),
            "identifier": _identifiers(table, _of_kind(spec, Kind.IDENTIFIER), self._codes),
            "date": _dates(table, table.num_rows, _of_kind(spec, Kind.DATE)),
            "nested": _nested(table, _of_kind(spec, Kind.NESTED), self._nested),
        }

    def _grow(self) -> None:
        """Phonemes and classes of the units that came since."""
        fresh = self._unit.values[self._units_done :]
        if not fresh:
            return
        coded = self._reader.coded()
        classes = np.array(
            [
                self._class_of.setdefault(skeleton or f"={value}", len(self._class_of))
                for value, skeleton in zip(fresh, coded.skeleton, strict=True)
            ],
            np.int32,
        )
        self._phonemes = np.concatenate([self._phonemes, coded.phonemes])
        self._length = np.concatenate([self._length, coded.length])
        self._script = np.concatenate([self._script, coded.script])
        self._classes = np.concatenate([self._classes, classes])
        self._items = np.concatenate([self._items, _items(fresh)])
        self._loose += coded.loose
        self._units_done = len(self._unit.codes)

    def _fit(self, rows: dict[str, Any], n: int) -> None:
        counts = _slot_counts(
            rows["parse_unit"], rows["parse_ptr"], rows["sound"], self._classes, max(len(self._class_of), 1)
        )
        self._shares = _log_shares(counts)
        self._rarest = _log_shares(np.concatenate([counts, np.zeros((len(counts), 1))], axis=1))[:, -1:]
        often = _unit_counts(rows["parse_unit"], rows["parse_ptr"], self._units_done) >= max(4.0, n / 5000)
        self._known = often | _common(self._unit.values)
        self._string_tf = _value_shares(rows["string"], len(self._string.codes))
        self._code_tf = _value_shares(rows["code"], len(self._codes.codes))
        self._nested_tf = _nested_shares(rows["nested"], len(self._nested.codes))
        self._tf_mean = _collisions(self.spec, counts, rows["string"], rows["nested"])

    def _assembled(self, rows: dict[str, Any]) -> Coded:
        chars, lengths = _letters(self._string.values)
        shares = self._shares
        fresh = len(self._class_of) - shares.shape[1]
        if fresh > 0:
            shares = np.concatenate([shares, np.repeat(self._rarest, fresh, axis=1)], axis=1)
        return Coded(
            **rows,
            unit_phonemes=self._phonemes,
            unit_length=self._length,
            unit_script=self._script,
            unit_class=self._classes,
            unit_strong=_bits(self._phonemes, sounds.STRONG),
            unit_near=_bits(self._phonemes, sounds.NEAR),
            unit_known=_padded(self._known, self._units_done, fill=False),
            unit_items=self._items,
            unit_tf=shares[:, self._classes],
            kind=np.array([*[Kind.SLOT] * len(SLOTS), *[f.kind for f in self.spec.fields]], np.uint8),
            column=_positions(self.spec),
            string_chars=chars,
            string_length=lengths,
            string_tf=_padded(self._string_tf, max(len(self._string.codes), 1), fill=self._string_tf.min()),
            code_tf=_padded(self._code_tf, max(len(self._codes.codes), 1), fill=self._code_tf.min()),
            nested_tf=_padded(self._nested_tf, max(len(self._nested.codes), 1), fill=self._nested_tf.min()),
            tf_mean=self._tf_mean,
        )

    def _names(self, record_ids: list[str]) -> Names:
        return Names(
            record_ids=record_ids,
            list_ids=list(self._lists),
            units=self._unit.values,
            loose=self._loose,
            strings=self._string.values,
            codes=self._codes.values,
            nested=self._nested.values,
            spec=self.spec,
        )


def _common(values: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Whether each unit is a common name as the lexicon writes it: what a register of ten records cannot tell."""
    written = lexicon.arabic_forms() | lexicon.latin_forms() | lexicon.items_of_form().keys()
    return np.array([_is_written(value, written) for value in values], np.bool_)


def _items(values: Sequence[str]) -> Ints:
    """[values, lexicon.MAX_ITEMS] the names of the lexicon that each unit can write."""
    return lexicon.item_rows(
        [forms.latin(value) if value.isascii() else forms.arabic(value) for value in values]
    )


def _is_written(value: str, written: AbstractSet[str]) -> bool:
    """A form has letters of one script, so that a unit of the other's letters alone has no such form."""
    latin, arabic = value.isascii(), _ARABIC_ONLY.fullmatch(value) is not None
    return (not latin and forms.arabic(value) in written) or (not arabic and forms.latin(value) in written)


_ARABIC_ONLY: Final = re.compile("[\u0621-\u063a\u0641-\u064a]+")


def _padded(values: npt.NDArray[Any], size: int, *, fill: Any) -> npt.NDArray[Any]:
    """``values`` with ``fill`` for codes that came later."""
    if size <= len(values):
        return values
    return np.concatenate([values, np.full(size - len(values), fill, values.dtype)])


def code(table: pa.Table, spec: Spec) -> tuple[Coded, Names]:
    """The records of a validated table as arrays."""
    coder = Coder(table, spec)
    return coder.coded, coder.names


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


def _all_name_texts(table: pa.Table, spec: Spec) -> dict[str, int]:
    """How often each text of a name occurs, over all name columns."""
    if not spec.person_name:
        return {}
    values = Values.of(table, [*_WHOLE, *_PARTS])
    times = np.bincount(values.code, minlength=len(values.texts))
    return dict(zip(values.texts, times.tolist(), strict=True))


def nobody(n: int) -> Readings:
    """No names at all, for tables that are not of persons."""
    return Readings(
        ptr=np.zeros(n + 1, np.int64),
        unit=np.zeros((0, 4), np.int32),
        cost=np.zeros(0, np.float32),
        script=np.zeros(0, np.uint8),
        plain=np.zeros(0, np.int64),
    )


def _stacked(n: int, columns: list[npt.NDArray[Any]], shape: tuple[int, ...]) -> Ints:
    """[n, fields, …] of one array for each field; ``shape`` is what follows when there is no field."""
    if not columns:
        return np.full((n, 0, *shape), -1, np.int32)
    return np.ascontiguousarray(np.stack(columns, axis=1), dtype=np.int32)


def _sounds(table: pa.Table, fields: Sequence[Field], unit: _Dictionary) -> Ints:
    def coded(text: str, *, mother: bool) -> int:
        joined = units.join(units.words(text))
        return unit.code(joined[0] if mother else "".join(joined)) if joined else -1

    columns = []
    for field in fields:
        values = Values.of(table, field.columns)
        read = values.mapped(partial(coded, mother=field.name == "mother"))
        columns.append(_gapless(values.matrix(read, MAX_VALUES)))
    return _stacked(table.num_rows, columns, (MAX_VALUES,))


def _gapless(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """What is there first, -1 after it, in each row."""
    order = np.argsort(values < 0, axis=1, kind="stable")
    return np.take_along_axis(values, order, axis=1)


def _texts(table: pa.Table, fields: Sequence[Field], strings: _Dictionary) -> Ints:
    def coded(text: str) -> int:
        read = plain(text)
        return strings.code(read) if read else -1

    columns = []
    for field in fields:
        values = Values.of(table, field.columns)
        columns.append(values.first(values.mapped(coded)))
    return _stacked(table.num_rows, columns, ())


def plain(text: str) -> str:
    """Lower case, single spaces, nothing but letters and digits: what generic text is compared by."""
    lowered = scripts.clean(text).lower()
    return " ".join("".join(ch if ch.isalnum() else " " for ch in lowered).split())


def _of_field(field: Field, codes: _Dictionary) -> Callable[[str], int]:
    """Codes of texts that are apart from the same texts in other fields."""
    return lambda text: codes.code(f"{field.name}:{text}")


def _kind_of(code: Callable[[str], int], identifier: str) -> int:
    return code(identifier.partition(":")[0])


def _codes(table: pa.Table, fields: Sequence[Field], codes: _Dictionary) -> Ints:
    columns = []
    for field in fields:
        values = Values.of(table, field.columns)
        columns.append(values.first(values.mapped(_of_field(field, codes))))
    return _stacked(table.num_rows, columns, ())


def _sets(table: pa.Table, fields: Sequence[Field], codes: _Dictionary) -> Ints:
    columns = []
    for field in fields:
        values = Values.of(table, field.columns)
        read = values.mapped(_of_field(field, codes))
        columns.append(values.matrix(read, MAX_VALUES))
    return _stacked(table.num_rows, columns, (MAX_VALUES,))


def _identifiers(table: pa.Table, fields: Sequence[Field], codes: _Dictionary) -> Ints:
    columns = []
    for field in fields:
        values = Values.of(table, field.columns)
        of_kind = _of_field(field, codes)
        kind = values.mapped(partial(_kind_of, of_kind))
        both = [values.matrix(read, MAX_VALUES) for read in (kind, values.mapped(codes.code))]
        columns.append(np.stack(both, axis=-1))
    return _stacked(table.num_rows, columns, (MAX_VALUES, 2))


def _dates(table: pa.Table, n: int, fields: Sequence[Field]) -> Ints:
    out = np.zeros((n, len(fields), 2), np.int32)
    out[:, :, 0] = 1
    for at, field in enumerate(fields):
        if all(table[column].null_count == n for column in field.columns):
            continue
        start, end = (table[column].cast(pa.int32()) for column in field.columns)
        known = ~(start.is_null().to_numpy() & end.is_null().to_numpy())
        first = start.fill_null(OPEN_START).to_numpy()
        last = end.fill_null(OPEN_END).to_numpy()
        out[known, at, 0] = first[known]
        out[known, at, 1] = last[known]
    return out


def _nested(table: pa.Table, fields: Sequence[Field], codes: _Dictionary) -> Ints:
    columns = []
    for field in fields:
        values = Values.of(table, field.columns)
        out = np.full((table.num_rows, MAX_VALUES, MAX_DEPTH), -1, np.int32)
        for rows, held in values.lists():
            kept = narrowed(list(dict.fromkeys(values.texts[at] for at in held)))
            for place, value in enumerate(kept[:MAX_VALUES]):
                for depth, length in enumerate(field.prefixes):
                    if len(value) >= length:
                        out[rows, place, depth] = codes.code(value[:length])
        columns.append(out)
    return _stacked(table.num_rows, columns, (MAX_VALUES, MAX_DEPTH))


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
