"""A register's records as arrays, in layers: those that the parameters were learned on, then what came since.

A layer holds rows, and what its rows brought that was not there before: units, texts, codes. All codes are numbered on
through the layers, so that a later layer may be laid on top without touching what lies below. Parameters and
frequencies stay those of the lowest layer; what it does not have counts as seen once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sijill.linkage import features, few, kept_texts, sounds
from sijill.linkage.columns import Values
from sijill.linkage.dictionary import Dictionary
from sijill.linkage.features import BY_READING, ROWWISE, Coded, Coder, Names, joined, take
from sijill.linkage.kept_texts import KeptTexts
from sijill.linkage.model import Model
from sijill.linkage.spec import Spec
from sijill.linkage.units import Frequencies

Array = npt.NDArray[Any]

TEXTS: Final = ("unit", "class", "string", "code", "nested")  # what is numbered
_UNIT_ARRAYS: Final = (
    "unit_phonemes",
    "unit_length",
    "unit_script",
    "unit_class",
    "unit_known",
    "unit_items",
)


class Layer(NamedTuple):
    """``coded``: rows in the codes of all layers, with unit, string and nested arrays of what is new in this one."""

    coded: Coded
    digest: npt.NDArray[np.uint64]  # [n] what each row says, as ``order.digests``
    texts: dict[str, KeptTexts]  # by TEXTS: new in this layer


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
    names: Names  # what those stand for
    unit: Array  # [units of their own] their numbers in all layers
    asking: (
        Coded  # ``alone`` with places and codes numbered as in all layers, and the frequencies of the lowest
    )


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
        coder, rows, lists = self._coder(table)
        alone = coder._assembled(rows)
        names = coder._names(table["record_id"].to_pylist())
        state = vars(coder)
        kinds = dict(
            zip(
                TEXTS,
                (names.units, list(state["_class_of"]), names.strings, names.codes, names.nested),
                strict=True,
            )
        )
        found = {name: self.codes(name, texts) for name, texts in kinds.items()}
        unit, classes, string, code, nested = (found[name][0] for name in TEXTS)
        new_units = unit >= self.sizes("unit")
        alphabet = dict(self.alphabet)
        chars, length = letters(
            [
                text
                for text, number in zip(names.strings, string.tolist(), strict=True)
                if number >= self.sizes("string")
            ],
            alphabet,
        )
        coded = alone._replace(
            parse_unit=_mapped(unit, alone.parse_unit),
            sound=_mapped(unit, alone.sound),
            string=_mapped(string, alone.string),
            code=_mapped(code, alone.code),
            several=_mapped(code, alone.several),
            identifier=_mapped(code, alone.identifier),
            nested=_mapped(nested, alone.nested),
            unit_class=_mapped(classes, alone.unit_class)[new_units],
            unit_phonemes=alone.unit_phonemes[new_units],
            unit_length=alone.unit_length[new_units],
            unit_script=alone.unit_script[new_units],
            unit_known=alone.unit_known[new_units],
            unit_items=alone.unit_items[new_units],
            string_chars=chars,
            string_length=length,
            string_tf=np.full(len(length), self.learned.string_fill, np.float32),
            nested_tf=np.full(len(found["nested"][1]), self.learned.nested_fill, np.float32),
        )
        texts = {name: kept_texts.numbered(found[name][1], self.sizes(name)) for name in TEXTS}
        layer = Layer(coded=coded, digest=digest, texts=texts)
        more = Layers(
            learned=self.learned, layers=(*self.layers, layer), lists=tuple(lists), alphabet=alphabet
        )
        asking = alone._replace(
            unit_tf=self._shares(_mapped(classes, alone.unit_class)),
            string_tf=_or_one(more._of_each("string_tf", "string", string)),
            **{name: getattr(coded, name) for name in ("code", "several", "identifier", "nested")},
        )
        return Laid(layers=more, alone=alone, names=names, unit=unit, asking=asking)

    def _coder(self, table: pa.Table) -> tuple[Coder, dict[str, Any], list[str]]:
        """A coder with dictionaries of its own and the frequencies of the lowest layer; rows; the lists by number."""
        learned = self.learned
        lists = Values.of(table, ["list_id"], empty=True)
        known = list(dict.fromkeys([*self.lists, *sorted(lists.texts)]))
        coder = object.__new__(Coder)  # nothing is counted: its state is what was learned
        state = vars(coder)
        state |= {
            "spec": learned.spec,
            "_lists": {name: at for at, name in enumerate(known)},
            "_class_of": Dictionary(),
            "_frequencies": learned.frequencies,
            "_shares": learned.shares[:, :0],
            "_rarest": learned.rarest,
            "_known": np.zeros(0, np.bool_),
            "_string_tf": np.full(1, learned.string_fill, np.float32),
            "_code_tf": np.zeros(1, np.float32),
            "_nested_tf": np.full(1, learned.nested_fill, np.float32),
            "_tf_mean": learned.tf_mean,
        }
        for name in ("_unit", "_string", "_codes", "_nested"):
            state[name] = Dictionary()
        rows = (
            self._few(table, state)
            if len(table) <= few.FEW
            else coder._rows(table, lists, coder._name_texts(table))
        )
        coder._code_units()
        return coder, rows, known

    def _few(self, table: pa.Table, state: dict[str, Any]) -> dict[str, Any]:
        learned = self.learned
        return few.rows(
            table.to_pylist(),
            learned.spec,
            learned.frequencies,
            lists=state["_lists"],
            unit=state["_unit"].codes,
            string=state["_string"].codes,
            codes=state["_codes"].codes,
            nested=state["_nested"].codes,
        )

    def gathered(self, rows: Array) -> Coded:
        """Some rows in the order given, with no more units and texts than they use."""
        starts = self.starts
        which = np.searchsorted(starts, rows, side="right") - 1
        order = np.argsort(which, kind="stable")
        parts = [
            take(layer.coded, rows[order][which[order] == at] - starts[at])
            for at, layer in enumerate(self.layers)
            if at == 0 or (which == at).any()
        ]
        whole = parts[0]
        for part in parts[1:]:
            whole = joined(whole, part)
        back = np.empty(len(rows), np.int64)
        back[order] = np.arange(len(rows))
        return self._compact(take(whole, back))

    def _compact(self, coded: Coded) -> Coded:
        units, (parse_unit, sound) = _renumbered(self.sizes("unit"), coded.parse_unit, coded.sound)
        strings, (string,) = _renumbered(self.sizes("string"), coded.string)
        unit_class = self._of("unit_class", "unit", units)
        phonemes = self._of("unit_phonemes", "unit", units)
        some = strings if len(strings) or not self.sizes("string") else np.zeros(1, np.int64)
        return coded._replace(
            parse_unit=parse_unit,
            sound=sound,
            string=string,
            unit_phonemes=phonemes,
            unit_length=self._of("unit_length", "unit", units),
            unit_script=self._of("unit_script", "unit", units),
            unit_class=unit_class,
            unit_known=self._of("unit_known", "unit", units),
            unit_items=self._of("unit_items", "unit", units),
            unit_strong=features._bits(phonemes, sounds.STRONG),
            unit_near=features._bits(phonemes, sounds.NEAR),
            unit_tf=self._shares(unit_class),
            string_chars=_or_one(self._of("string_chars", "string", some)),
            string_length=_or_one(self._of("string_length", "string", some)),
            string_tf=_or_one(self._of("string_tf", "string", some)),
            nested_tf=_or_one(np.concatenate([layer.coded.nested_tf for layer in self.layers])),
        )

    def _shares(self, classes: Array) -> Array:
        learned = self.learned
        known = classes < learned.shares.shape[1]
        if not learned.shares.shape[1]:
            return np.repeat(learned.rarest, len(classes), axis=1)
        shares: Array = np.where(known, learned.shares[:, np.where(known, classes, 0)], learned.rarest)
        return np.ascontiguousarray(shares, np.float32)

    def _of(self, array: str, name: str, codes: Array) -> Array:
        """Values of texts by number, out of the layer that each is new in. ``codes`` ascend."""
        low = self.layers[0]
        if not len(codes) or codes[-1] < len(low.texts[name].hashes):
            all_low: Array = getattr(low.coded, array)[codes]
            return all_low
        cuts = np.cumsum([len(layer.texts[name].hashes) for layer in self.layers])
        parts, first = [], 0
        for layer, last in zip(self.layers, cuts, strict=True):
            low, high = np.searchsorted(codes, [first, last])
            parts.append(getattr(layer.coded, array)[codes[low:high] - first])
            first = int(last)
        return np.concatenate(parts)

    def _of_each(self, array: str, name: str, codes: Array) -> Array:
        """``_of`` of codes in any order."""
        order = np.argsort(codes, kind="stable")
        out = self._of(array, name, codes[order])
        back = np.empty(len(codes), np.int64)
        back[order] = np.arange(len(codes))
        found: Array = out[back]
        return found

    def digests(self, rows: Array) -> Array:
        starts = self.starts
        out = np.empty(len(rows), np.uint64)
        for at, layer in enumerate(self.layers):
            mine = (rows >= starts[at]) & (rows < starts[at + 1])
            out[mine] = layer.digest[rows[mine] - starts[at]]
        return out


def merged(layers: Sequence[Layer]) -> Layer:
    """Layers that lie on each other as one."""
    whole = layers[0].coded
    for layer in layers[1:]:
        own = {
            name: np.concatenate([getattr(whole, name), getattr(layer.coded, name)])
            for name in (*_UNIT_ARRAYS, "string_chars", "string_length", "string_tf", "nested_tf")
        }
        whole = joined(whole, layer.coded)._replace(**own)
    texts = layers[0].texts
    for layer in layers[1:]:
        texts = {name: kept_texts.both(texts[name], layer.texts[name]) for name in TEXTS}
    return Layer(coded=whole, digest=np.concatenate([layer.digest for layer in layers]), texts=texts)


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
    number = (np.cumsum(held) - 1).astype(np.int32)
    number[-1] = -1
    return np.flatnonzero(held), [number[array] for array in arrays]


FEW: Final = 50  # times fewer codes than there are: they are sorted instead of marked among all


def _or_one(values: Array) -> Array:
    """At least one value: kernels are handed no empty tables."""
    return values if len(values) else np.zeros((1, *values.shape[1:]), values.dtype)


ROW_ARRAYS: Final = (*ROWWISE, *BY_READING, "parse_ptr", "parse_plain")
OWN_ARRAYS: Final = (*_UNIT_ARRAYS, "string_chars", "string_length", "string_tf", "nested_tf")
