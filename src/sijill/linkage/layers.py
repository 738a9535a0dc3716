"""A register's records as arrays, in layers: those that the parameters were learned on, then what came since.

A layer holds rows, and what its rows brought that was not there before: units, texts, codes. All codes are numbered on
through the layers, so that a later layer may be laid on top without touching what lies below. Parameters and
frequencies stay those of the lowest layer; what it does not have counts as seen once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sijill.linkage import features, few, fresh_units, kept_texts, sounds
from sijill.linkage.columns import Values
from sijill.linkage.dictionary import Dictionary
from sijill.linkage.features import BY_READING, ROWWISE, Coded, Coder, Names, joined
from sijill.linkage.kept_texts import KeptTexts
from sijill.linkage.model import Model
from sijill.linkage.spec import SLOTS, Kind, Spec
from sijill.linkage.units import Frequencies

Array = npt.NDArray[Any]

TEXTS: Final = ("unit", "class", "string", "code", "nested")  # what is numbered
_STRING_ARRAYS: Final = ("string_chars", "string_length", "string_tf")
_UNIT_ARRAYS: Final = (
    "unit_phonemes",
    "unit_length",
    "unit_script",
    "unit_class",
    "unit_strong",
    "unit_near",
    "unit_known",
    "unit_items",
)


class Layer(NamedTuple):
    """``coded``: rows in the codes of all layers, with unit, string and nested arrays of what is new in this one."""

    coded: Coded
    digest: npt.NDArray[np.uint64]  # [n] what each row says, as ``order.digests``
    texts: dict[str, KeptTexts]  # by TEXTS: new in this layer
    token: npt.NDArray[np.int64]  # [units new in this layer, 4] what keys are made of: ``block.variants``


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What was learned from the lowest layer and stays."""

    spec: Spec
    model: Model
    shares: Array  # [4 + sound fields, classes] log2 share of a class
    rarest: Array  # [4 + sound fields, 1] of a class that is not among them
    tf_mean: Array
    frequencies: Frequencies
    string_fill: float  # log2 share of a text or code that is not among them
    nested_fill: float
    accepted: Array  # [rule, records] points of a key that so many records of the lowest layer have
    enough: int  # points of the keys that two records share which make them a candidate pair
    list_sizes: tuple[int, ...]  # records of each list of the model


class Laid(NamedTuple):
    """New records laid on what is there."""

    layers: "Layers"  # with one more
    alone: Coded  # the new records with dictionaries of their own
    names: Names  # what those stand for, without ``loose``
    unit: Array  # [units of their own] their numbers in all layers
    token: Array  # [units of their own, 4] what keys are made of
    asking: Coded  # ``alone`` with places and codes numbered as in all layers


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers:
    learned: Learned
    layers: tuple[Layer, ...]
    lists: tuple[str, ...]
    alphabet: dict[str, int] = field(repr=False)  # byte of each letter in ``string_chars``

    @property
    def starts(self) -> Array:
        """[layers + 1] the number of each layer's first row."""
        return np.cumsum([0, *(len(layer.digest) for layer in self.layers)])

    def sizes(self, name: str) -> int:
        """How many texts of a kind are numbered."""
        return sum(len(layer.texts[name].hashes) for layer in self.layers)

    def codes(self, name: str, texts: Sequence[str]) -> tuple[Array, Array]:
        """(number of each text, hashes of those that are new): new ones are numbered on in the order given."""
        hashes = kept_texts.hashed(texts)
        found = np.full(len(texts), -1, np.int32)
        for layer in self.layers:
            found = np.maximum(found, layer.texts[name].look_up(hashes))
        fresh = found < 0
        found[fresh] = self.sizes(name) + np.arange(int(fresh.sum()))
        return found, hashes[fresh]

    def laid(self, table: pa.Table, digest: Array) -> Laid:
        """With one more layer of new records (a validated table)."""
        coder, rows, lists = self._read(table)
        names = coder._names(table["record_id"].to_pylist())
        kinds = {"unit": names.units, "string": names.strings, "code": names.codes, "nested": names.nested}
        found = {name: self.codes(name, texts) for name, texts in kinds.items()}
        unit, string, code, nested = (found[name][0] for name in kinds)
        fresh = fresh_units.coded(_some(names.units, np.flatnonzero(unit >= self.sizes("unit"))))
        classes, found["class"] = self._classes(fresh.classes)
        new = {
            "unit_phonemes": fresh.phonemes,
            "unit_length": fresh.length,
            "unit_script": fresh.script,
            "unit_class": classes,
            "unit_strong": features._bits(fresh.phonemes, sounds.STRONG),
            "unit_near": features._bits(fresh.phonemes, sounds.NEAR),
            "unit_known": np.zeros(len(classes), np.bool_),
            "unit_items": fresh.items,
        }
        alphabet = dict(self.alphabet)
        chars, length = letters(
            _some(names.strings, np.flatnonzero(string >= self.sizes("string"))), alphabet
        )
        of_all = {
            "code": _mapped(code, rows["code"]),
            "several": _mapped(code, rows["several"]),
            "identifier": _mapped(code, rows["identifier"]),
            "nested": _mapped(nested, rows["nested"]),
        }
        coded = self._coded(
            rows
            | of_all
            | new
            | {
                "parse_unit": _mapped(unit, rows["parse_unit"]),
                "sound": _mapped(unit, rows["sound"]),
                "string": _mapped(string, rows["string"]),
                "string_chars": chars,
                "string_length": length,
                "string_tf": np.full(len(length), self.learned.string_fill, np.float32),
                "nested_tf": np.full(len(found["nested"][1]), self.learned.nested_fill, np.float32),
            }
        )
        texts = {name: kept_texts.numbered(found[name][1], self.sizes(name)) for name in TEXTS}
        layer = Layer(coded=coded, digest=digest, texts=texts, token=fresh.token)
        more = Layers(
            learned=self.learned, layers=(*self.layers, layer), lists=tuple(lists), alphabet=alphabet
        )
        alone = more._alone(rows, unit, string)
        token = more._each("unit", unit, [layer.token for layer in more.layers])
        return Laid(
            layers=more, alone=alone, names=names, unit=unit, token=token, asking=alone._replace(**of_all)
        )

    def _classes(self, texts: Sequence[str]) -> tuple[Array, tuple[Array, Array]]:
        """(number of each class, ``codes`` of the different ones)."""
        place: dict[str, int] = {}
        at = np.array([place.setdefault(text, len(place)) for text in texts], np.int64)
        found = self.codes("class", list(place))
        return found[0][at], found

    def _alone(self, rows: dict[str, Array], unit: Array, string: Array) -> Coded:
        """The rows of the last layer with dictionaries of their own, whose texts have these numbers here."""
        own = self._unit_arrays(unit)
        return self._coded(
            rows | own | self._string_arrays(string) | {"unit_tf": self._shares(own["unit_class"])}
        )

    def _coded(self, arrays: Mapping[str, Array]) -> Coded:
        """What is not given is empty."""
        learned = self.learned
        return Coded(
            **{
                "unit_tf": learned.rarest,
                "kind": np.array(
                    [*[Kind.SLOT] * len(SLOTS), *[field.kind for field in learned.spec.fields]], np.uint8
                ),
                "column": features._positions(learned.spec),
                "code_tf": np.zeros(1, np.float32),
                "nested_tf": np.full(1, learned.nested_fill, np.float32),
                "tf_mean": learned.tf_mean,
                **arrays,
            }
        )

    def _read(self, table: pa.Table) -> tuple[Coder, dict[str, Any], list[str]]:
        """A coder with dictionaries of its own; rows; the lists by number."""
        if len(table) <= few.FEW:
            records = table.to_pylist()
            coder, known = self._coder(one["list_id"] for one in records)
            return coder, self._few(records, vars(coder)), known
        lists = Values.of(table, ["list_id"], empty=True)
        coder, known = self._coder(lists.texts)
        return coder, coder._rows(table, lists, coder._name_texts(table)), known

    def _coder(self, lists: Iterable[str]) -> tuple[Coder, list[str]]:
        """A coder that has read nothing yet, with the frequencies of the lowest layer; those lists after the known."""
        known = list(dict.fromkeys([*self.lists, *sorted(lists)]))
        coder = object.__new__(Coder)  # nothing is counted: its state is what was learned
        state = vars(coder)
        state |= {
            "spec": self.learned.spec,
            "_lists": {name: at for at, name in enumerate(known)},
            "_frequencies": self.learned.frequencies,
            "_loose": (),
        }
        for name in ("_unit", "_string", "_codes", "_nested"):
            state[name] = Dictionary()
        return coder, known

    def _few(self, records: Sequence[few.Record], state: dict[str, Any]) -> dict[str, Any]:
        learned = self.learned
        return few.rows(
            records,
            learned.spec,
            learned.frequencies,
            lists=state["_lists"],
            unit=state["_unit"].codes,
            string=state["_string"].codes,
            codes=state["_codes"].codes,
            nested=state["_nested"].codes,
        )

    def gathered(self, rows: Array) -> Coded:
        """Some rows in the order given, with no more units and texts than they use.

        ``take`` copies whole rows, where an index in brackets copies number by number.
        """
        parts = [part for part in self._parts(rows) if len(part.place)]
        low, n = self.layers[0].coded, len(rows)
        size = np.empty(n, np.int64)
        for part in parts:
            size[part.place] = part.coded.parse_ptr[part.row + 1] - part.coded.parse_ptr[part.row]
        ptr = np.concatenate([[0], np.cumsum(size)])
        arrays = {name: _room(n, getattr(low, name)) for name in ROWWISE}
        arrays |= {name: _room(int(ptr[-1]), getattr(low, name)) for name in (*BY_READING, "parse_plain")}
        for part in parts:
            for name in ROWWISE:
                arrays[name][part.place] = getattr(part.coded, name).take(part.row, axis=0)
            there = spread(ptr[part.place], size[part.place])
            here = spread(part.coded.parse_ptr[part.row], size[part.place])
            for name in BY_READING:
                arrays[name][there] = getattr(part.coded, name).take(here, axis=0)
            arrays["parse_plain"][there] = part.coded.parse_plain.take(here) + (there - here)
        return self._compact(low._replace(parse_ptr=ptr, **arrays))

    def _parts(self, rows: Array) -> list["_Part"]:
        """The rows by layer."""
        starts = self.starts
        which = np.searchsorted(starts, rows, side="right") - 1
        places = [np.flatnonzero(which == at) for at in range(len(self.layers))]
        return [
            _Part(layer.coded, place, rows[place] - start)
            for layer, place, start in zip(self.layers, places, starts, strict=False)
        ]

    def _compact(self, coded: Coded) -> Coded:
        units, (parse_unit, sound) = _renumbered(self.sizes("unit"), coded.parse_unit, coded.sound)
        strings, (string,) = _renumbered(self.sizes("string"), coded.string)
        own = self._unit_arrays(units)
        some = strings if len(strings) or not self.sizes("string") else np.zeros(1, np.int64)
        return coded._replace(
            parse_unit=parse_unit,
            sound=sound,
            string=string,
            **own,
            unit_tf=self._shares(own["unit_class"]),
            nested_tf=_or_one(np.concatenate([layer.coded.nested_tf for layer in self.layers])),
            **self._string_arrays(some),
        )

    def _unit_arrays(self, units: Array) -> dict[str, Array]:
        return {name: self._held(name, "unit", units) for name in _UNIT_ARRAYS}

    def _string_arrays(self, strings: Array) -> dict[str, Array]:
        return {name: _or_one(self._held(name, "string", strings)) for name in _STRING_ARRAYS}

    def _held(self, array: str, name: str, codes: Array) -> Array:
        return self._each(name, codes, [getattr(layer.coded, array) for layer in self.layers])

    def _shares(self, classes: Array) -> Array:
        learned = self.learned
        known = classes < learned.shares.shape[1]
        if known.all():
            return np.ascontiguousarray(learned.shares.take(classes, axis=1), np.float32)
        if not learned.shares.shape[1]:
            return np.repeat(learned.rarest, len(classes), axis=1)
        shares: Array = np.where(known, learned.shares[:, np.where(known, classes, 0)], learned.rarest)
        return np.ascontiguousarray(shares, np.float32)

    def _each(self, name: str, codes: Array, held: Sequence[Array]) -> Array:
        """Values of texts by number, out of what each layer holds of those that are new in it."""
        low = len(self.layers[0].texts[name].hashes)
        above = np.flatnonzero(codes >= low)
        if not len(above):
            all_low: Array = held[0].take(codes, axis=0)
            return all_low
        later = held[1] if len(held) == 2 else np.concatenate(held[1:])
        out = np.empty((len(codes), *later.shape[1:]), later.dtype)
        below = np.flatnonzero(codes < low)
        out[below] = held[0].take(codes[below], axis=0)
        out[above] = later.take(codes[above] - low, axis=0)
        return out

    def digests(self, rows: Array) -> Array:
        starts = self.starts
        out = np.empty(len(rows), np.uint64)
        for at, layer in enumerate(self.layers):
            mine = (rows >= starts[at]) & (rows < starts[at + 1])
            out[mine] = layer.digest[rows[mine] - starts[at]]
        return out


class _Part(NamedTuple):
    """Rows of one layer among those that are gathered."""

    coded: Coded
    place: Array
    row: Array


def _room(size: int, like: Array) -> Array:
    return np.empty((size, *like.shape[1:]), like.dtype)


def spread(begin: Array, size: Array) -> Array:
    """So many numbers from each begin on, one after the other."""
    end = np.cumsum(size)
    return np.repeat(begin - end + size, size) + np.arange(end[-1] if len(end) else 0)


def merged(layers: Sequence[Layer]) -> Layer:
    """Layers that lie on each other as one."""
    whole = layers[0].coded
    for layer in layers[1:]:
        own = {
            name: np.concatenate([getattr(whole, name), getattr(layer.coded, name)]) for name in OWN_ARRAYS
        }
        whole = joined(whole, layer.coded)._replace(**own)
    texts = layers[0].texts
    for layer in layers[1:]:
        texts = {name: kept_texts.both(texts[name], layer.texts[name]) for name in TEXTS}
    return Layer(
        coded=whole,
        digest=np.concatenate([layer.digest for layer in layers]),
        texts=texts,
        token=np.concatenate([layer.token for layer in layers]),
    )


def letters(texts: Sequence[str], alphabet: dict[str, int]) -> tuple[Array, Array]:
    """``features._letters`` with letters numbered on in ``alphabet``."""
    chars = np.zeros((len(texts), features.STRING_LENGTH), np.uint8)
    length = np.zeros(len(texts), np.uint8)
    for row, text in enumerate(texts):
        coded = [
            min(alphabet.setdefault(ch, len(alphabet) + 1), 255) for ch in text[: features.STRING_LENGTH]
        ]
        chars[row, : len(coded)] = coded
        length[row] = len(coded)
    return chars, length


def _some(texts: Sequence[str], places: Array) -> list[str]:
    return [texts[at] for at in places.tolist()]


def _mapped(table: Array, codes: Array) -> Array:
    if not len(table):
        return codes
    found: Array = np.where(codes >= 0, table[codes], -1)
    return np.ascontiguousarray(found, np.int32)


def _renumbered(size: int, *arrays: Array) -> tuple[Array, list[Array]]:
    """The different codes (below ``size``) in ascending order, and the arrays in numbers among them."""
    if sum(array.size for array in arrays) < size // FEW:
        flat = np.concatenate([array.ravel() for array in arrays])
        used = np.unique(flat[flat >= 0])
        found = [np.where(array >= 0, np.searchsorted(used, array), -1) for array in arrays]
        return used, [np.ascontiguousarray(array, np.int32) for array in found]
    held = np.zeros(size + 1, np.bool_)  # the last place is that of -1
    for array in arrays:
        held[array] = True
    held[-1] = False
    used = np.flatnonzero(held)
    number = np.empty(size + 1, np.int32)
    number[used], number[-1] = np.arange(len(used)), -1
    return used, [number.take(array, mode="wrap") for array in arrays]


FEW: Final = 50  # times fewer codes than there are: they are sorted instead of marked among all


def _or_one(values: Array) -> Array:
    """At least one value: kernels are handed no empty tables."""
    return values if len(values) else np.zeros((1, *values.shape[1:]), values.dtype)


ROW_ARRAYS: Final = (*ROWWISE, *BY_READING, "parse_ptr", "parse_plain")
OWN_ARRAYS: Final = (*_UNIT_ARRAYS, *_STRING_ARRAYS, "nested_tf")
