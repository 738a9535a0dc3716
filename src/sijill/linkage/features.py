"""Records as integer arrays: what the kernels compare. Nothing here depends on the order of the rows but their number.

Missing is -1 in code arrays and an empty interval (1, 0) in date arrays.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sijill.linkage import cut, encoding, name_columns, readings, sounds, units
from sijill.linkage.columns import Values, numbered
from sijill.linkage.dictionary import Dictionary, Texts
from sijill.linkage.readings import NameTexts, Readings
from sijill.linkage.spec import MAX_GROUPS, SLOTS, Field, Kind, Spec
from sijill.text import scripts
from sijill.text.names import lexicon

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

    record_ids: Sequence[str]
    list_ids: list[str]
    units: Sequence[str]
    loose: Sequence[str]  # [units] loose blocking class of each unit
    strings: Sequence[str]
    codes: Sequence[str]
    nested: Sequence[str]
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
        parse_plain=coded.parse_plain.take(readings) - shift,
        **{name: getattr(coded, name).take(readings, axis=0) for name in BY_READING},
        **{name: getattr(coded, name).take(rows, axis=0) for name in ROWWISE},
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


class Coder:
    """Dictionaries and frequencies of a register, made from its records.

    ``layers`` codes other records with dictionaries of their own and the frequencies of the register.
    """

    def __init__(self, table: pa.Table, spec: Spec) -> None:
        self.spec = spec
        lists = Values.of(table, ["list_id"], empty=True)
        self._lists = {name: at for at, name in enumerate(sorted(lists.texts))}
        self._unit, self._string, self._codes, self._nested, self._class_of = (Dictionary() for _ in range(5))
        texts = self._name_texts(table)
        self._frequencies = texts.frequencies() if texts else units.Frequencies({})
        rows = self._rows(table, lists, texts)
        del texts
        self._fit(rows, len(table), self._code_units())
        self.coded = self._assembled(rows)
        self.names = self._names(Texts(table["record_id"]))

    def _name_texts(self, table: pa.Table) -> NameTexts | None:
        return NameTexts(table, _WHOLE, _PARTS) if self.spec.person_name else None

    def _rows(self, table: pa.Table, lists: Values, texts: NameTexts | None) -> dict[str, Any]:
        spec = self.spec
        sound = _sounds(table, _of_kind(spec, Kind.SOUND), self._unit)
        found = readings.read(texts, self._frequencies, self._unit) if texts else nobody(table.num_rows)
        return {
            "list_code": lists.first(lists.mapped(self._lists.__getitem__)),
            "parse_ptr": found.ptr,
            "parse_unit": found.unit,
            "parse_cost": found.cost,
            "parse_script": found.script,
            "parse_plain": found.plain,
            "sound": sound,
            "string": _texts(table, _of_kind(spec, Kind.STRING), self._string),
            "code": _codes(table, _of_kind(spec, Kind.CODE), self._codes),
            "several": _sets(table, _of_kind(spec, Kind.SET), self._codes),
            "identifier": _identifiers(table, _of_kind(spec, Kind.IDENTIFIER), self._codes),
            "date": _dates(table, table.num_rows, _of_kind(spec, Kind.DATE)),
            "nested": _nested(table, _of_kind(spec, Kind.NESTED), self._nested),
        }

    def _code_units(self) -> Any:
        """Phonemes and classes of the units of the rows; returns their match forms, an Arrow array."""
        texts = self._unit.array
        coded = encoding.encode(texts)
        written = _forms(texts)
        self._phonemes, self._length, self._script = coded.phonemes, coded.length, coded.script
        self._classes = self._class_of.all(classes(texts, coded))
        self._items = name_columns.items_of_column(written)
        self._loose = [coded.loose[at] for at in coded.skeleton.tolist()]
        return written

    def _fit(self, rows: dict[str, Any], n: int, written: Any) -> None:
        counts = _slot_counts(
            rows["parse_unit"], rows["parse_ptr"], rows["sound"], self._classes, max(len(self._class_of), 1)
        )
        self._shares = _log_shares(counts)
        self._rarest = _log_shares(np.concatenate([counts, np.zeros((len(counts), 1))], axis=1))[:, -1:]
        often = _unit_counts(rows["parse_unit"], rows["parse_ptr"], len(self._unit)) >= max(4.0, n / 5000)
        self._known = often | _known_names(self._unit.array, written)
        self._string_tf = _value_shares(rows["string"], len(self._string))
        self._code_tf = _value_shares(rows["code"], len(self._codes))
        self._nested_tf = _nested_shares(rows["nested"], len(self._nested))
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
            unit_known=_padded(self._known, len(self._unit), fill=False),
            unit_items=self._items,
            unit_tf=shares[:, self._classes],
            kind=np.array([*[Kind.SLOT] * len(SLOTS), *[f.kind for f in self.spec.fields]], np.uint8),
            column=_positions(self.spec),
            string_chars=chars,
            string_length=lengths,
            string_tf=_padded(self._string_tf, max(len(self._string), 1), fill=self._string_tf.min()),
            code_tf=_padded(self._code_tf, max(len(self._codes), 1), fill=self._code_tf.min()),
            nested_tf=_padded(self._nested_tf, max(len(self._nested), 1), fill=self._nested_tf.min()),
            tf_mean=self._tf_mean,
        )

    def _names(self, record_ids: Sequence[str]) -> Names:
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
    texts = pa.array(list(values), pa.string())
    return _known_names(texts, _forms(texts))


@cache
def _written() -> Any:
    """The match forms of the lexicon, an Arrow array."""
    known = lexicon.arabic_forms() | lexicon.latin_forms() | lexicon.items_of_form().keys()
    return pa.array(sorted(known), pa.string())


def _known_names(texts: Any, match_forms: Any) -> npt.NDArray[np.bool_]:
    """``_common`` of an Arrow array of units with their forms."""
    written = _written()
    found: npt.NDArray[np.bool_] = pc.is_in(match_forms, written).to_numpy(zero_copy_only=False).copy()
    of_both = pc.invert(
        pc.or_(pc.string_is_ascii(texts), pc.match_substring_regex(texts, encoding.PLAIN_ARABIC))
    )
    at = np.flatnonzero(of_both.to_numpy(zero_copy_only=False))  # may be written in Latin letters as well
    found[at] |= pc.is_in(name_columns.latin_column(texts.take(pa.array(at))), written).to_numpy(
        zero_copy_only=False
    )
    return found


def classes(texts: Any, encoded: encoding.EncodedColumn) -> Any:
    """The class of each unit, an Arrow array as they are: its consonants, or itself where it has none."""
    bones = encoded.skeletons.take(pa.array(encoded.skeleton))
    return pc.if_else(pc.equal(bones, ""), pc.binary_join_element_wise(ALONE, texts, ""), bones)


ALONE: Final = "="  # before the text of a unit that is a class by itself


def _forms(texts: Any) -> Any:
    """The match form of each unit, in Latin letters if it is ASCII; an Arrow array as they are."""
    latin = pc.string_is_ascii(texts).to_numpy(zero_copy_only=False)
    at = [np.flatnonzero(latin), np.flatnonzero(~latin)]
    parts = [
        rule(texts.take(pa.array(some)))
        for rule, some in zip((name_columns.latin_column, name_columns.arabic_column), at, strict=True)
    ]
    back = np.empty(len(texts), np.int64)
    back[np.concatenate(at)] = np.arange(len(texts))
    return pa.concat_arrays(parts).take(pa.array(back))


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


def _sounds(table: pa.Table, fields: Sequence[Field], unit: Dictionary) -> Ints:
    """Of a mother's name the first unit, of other names all units as one."""
    columns = []
    for field in fields:
        values = Values.of(table, field.columns)
        found = cut.joined(cut.words(values.array))
        read = np.full(max(len(found.size), 1), -1, np.int32)
        some = np.flatnonzero(found.size)
        if field.name == "mother":
            first, at = numbered(found.at(some, 0))
            read[some] = unit.all(found.pieces.take(pa.array(at)))[first]
        else:
            read[some] = unit.all(_wholes(found, some))
        columns.append(_gapless(values.matrix(read, MAX_VALUES)))
    return _stacked(table.num_rows, columns, (MAX_VALUES,))


def _wholes(found: cut.Cut, rows: npt.NDArray[Any]) -> Any:
    """All pieces of each text as one, an Arrow array of texts."""
    size = found.size[rows]
    ends = np.concatenate([[0], np.cumsum(size)])
    places = np.repeat(found.begin[rows] - ends[:-1], size) + np.arange(ends[-1])
    pieces = found.pieces.take(pa.array(found.code[places]))
    return pc.binary_join(pa.ListArray.from_arrays(pa.array(ends, pa.int32()), pieces), "")


def _gapless(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """What is there first, -1 after it, in each row."""
    if not ((values[:, :-1] < 0) & (values[:, 1:] >= 0)).any():
        return values
    order = np.argsort(values < 0, axis=1, kind="stable")
    return np.take_along_axis(values, order, axis=1)


def _texts(table: pa.Table, fields: Sequence[Field], strings: Dictionary) -> Ints:
    columns = []
    for field in fields:
        values = Values.of(table, field.columns)
        read = [plain(text) or None for text in values.texts]
        columns.append(values.first(_or_none(strings.all(pa.array(read, pa.string())))))
    return _stacked(table.num_rows, columns, ())


def _or_none(numbers: Ints) -> Ints:
    """At least one number."""
    return numbers if len(numbers) else np.full(1, -1, np.int32)


def plain(text: str) -> str:
    """Lower case, single spaces, nothing but letters and digits: what generic text is compared by."""
    lowered = scripts.clean(text).lower()
    return " ".join("".join(ch if ch.isalnum() else " " for ch in lowered).split())


def _of_field(field: Field, texts: Any) -> Any:
    """Texts that are apart from the same texts in other fields."""
    return pc.binary_join_element_wise(field.name, texts, ":")


def _codes(table: pa.Table, fields: Sequence[Field], codes: Dictionary) -> Ints:
    columns = []
    for field in fields:
        values = Values.of(table, field.columns)
        columns.append(values.first(_or_none(codes.all(_of_field(field, values.array)))))
    return _stacked(table.num_rows, columns, ())


def _sets(table: pa.Table, fields: Sequence[Field], codes: Dictionary) -> Ints:
    columns = []
    for field in fields:
        values = Values.of(table, field.columns)
        columns.append(values.matrix(_or_none(codes.all(_of_field(field, values.array))), MAX_VALUES))
    return _stacked(table.num_rows, columns, (MAX_VALUES,))


def _identifiers(table: pa.Table, fields: Sequence[Field], codes: Dictionary) -> Ints:
    columns = []
    for field in fields:
        values = Values.of(table, field.columns)
        kind = _of_field(field, pc.replace_substring_regex(values.array, "(?s):.*$", ""))
        both = [values.matrix(_or_none(codes.all(texts)), MAX_VALUES) for texts in (kind, values.array)]
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


def _nested(table: pa.Table, fields: Sequence[Field], codes: Dictionary) -> Ints:
    columns = []
    for field in fields:
        values = Values.of(table, field.columns)
        texts = values.texts
        out = np.full((table.num_rows, MAX_VALUES, MAX_DEPTH), -1, np.int32)
        for rows, held in values.lists():
            kept = narrowed(list(dict.fromkeys(texts[at] for at in held)))
            for place, value in enumerate(kept[:MAX_VALUES]):
                for depth, length in enumerate(field.prefixes):
                    if len(value) >= length:
                        out[rows, place, depth] = codes.code(value[:length])
        columns.append(out)
    return _stacked(table.num_rows, columns, (MAX_VALUES, MAX_DEPTH))


def value_counts(coded: Coded, fields: range) -> Bytes:
    """[n, fields] how many values each record has of each of some fields beside the name."""
    found = np.zeros((len(coded.list_code), len(fields)), np.uint8)
    for f in fields:
        at = int(coded.column[f])
        match Kind(coded.kind[f]):
            case Kind.SOUND:
                count = (coded.sound[:, at] >= 0).sum(axis=1)
            case Kind.STRING:
                count = coded.string[:, at] >= 0
            case Kind.CODE:
                count = coded.code[:, at] >= 0
            case Kind.SET:
                count = (coded.several[:, at] >= 0).sum(axis=1)
            case Kind.DATE:
                count = coded.date[:, at, 0] <= coded.date[:, at, 1]
            case Kind.NESTED:
                count = (coded.nested[:, at, :, 0] >= 0).sum(axis=1)
            case _:
                count = (coded.identifier[:, at, :, 0] >= 0).sum(axis=1)
        found[:, f - fields.start] = count
    return found


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
    bits = np.zeros(len(phonemes), np.uint64)
    for place in np.flatnonzero(phonemes.any(axis=0)).tolist():  # nothing has no bit
        bits |= table[phonemes[:, place]]
    return bits


def _slot_counts(
    parse_unit: Ints, ptr: npt.NDArray[np.int64], sound: Ints, classes: Ints, class_count: int
) -> npt.NDArray[np.float64]:
    """[4 + sound fields, classes]: how often a class fills a slot in the first reading of a record."""
    firsts = ptr[:-1][np.diff(ptr) > 0]
    counts = np.zeros((4 + sound.shape[1], class_count))
    for slot in range(4):
        used = parse_unit[firsts, slot]
        counts[slot] = np.bincount(classes[used[used >= 0]], minlength=class_count)
    for at in range(sound.shape[1]):
        used = sound[:, at, 0]
        counts[4 + at] = np.bincount(classes[used[used >= 0]], minlength=class_count)
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
        seen = np.bincount(used, minlength=len(counts))
        counts += seen
        totals[seen > 0] = max(len(used), 1)
    return np.log2((counts + 1.0) / totals).astype(np.float32)


def _nested_shares(nested: Ints, size: int) -> Floats:
    """[size] log2 share of the records whose first value lies in the code, among those known to its depth."""
    shares = np.zeros(max(size, 1), np.float32)
    for at in range(nested.shape[1]):
        for depth in range(nested.shape[3]):
            used = nested[:, at, 0, depth]
            used = used[used >= 0]
            counts = np.bincount(used, minlength=len(shares))
            seen = counts > 0
            shares[seen] = np.log2((counts[seen] + 1.0) / max(len(used), 1))
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
    counts = np.bincount(values[values >= 0])
    return counts[counts > 0].astype(np.float64)


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
