# ruff: noqa: ANN001, ANN202  # compiled functions are typed by numba
"""Each record as one short row of whole numbers: all that the bound looks at, side by side in memory.

A row is some two cache lines where the arrays of ``features.Coded`` would be a dozen. Rows of neighbours (one family
name, then one given name) lie next to each other. Nothing in a row depends on the parameters.

A row of 32-bit words: the list; the rarest names by slot; the number of its shape; how many units and readings; the
values of its fields in order; its units (number, and 4 bits for the slots it fills in some reading); its readings, two
words each (places of its units, 8 bits for each slot; twice the cost in tenths of a bit, and its script).
"""

from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from sijill.linkage.engines import cache as _cache

_cache.use()

from numba import njit  # noqa: E402  # the cache folder is set before the first decorator

from sijill.linkage import sounds  # noqa: E402
from sijill.linkage.features import MAX_DEPTH, MAX_VALUES, Coded, value_counts  # noqa: E402
from sijill.linkage.spec import SLOTS, Kind  # noqa: E402
from sijill.text.names import costs, phonemes  # noqa: E402

Array = npt.NDArray[Any]

BINS: Final = 32  # of the rarity of a name
LINE: Final = 16  # words; a row begins with a cache line
HEAD: Final = 4  # words before the fields
MOST_UNITS: Final = 256
MOST_FIELDS: Final = 20  # beside the name: 3 bits each in the key of a shape
_WORDS: Final = {  # for each value; however many values; at most
    Kind.SOUND: (0, 2, 2),  # the first value's unit, and the bin of the rarest value
    Kind.STRING: (2, 0, 2),  # its text, and the bin of its rarity
    Kind.CODE: (1, 0, 1),
    Kind.SET: (1, 0, MAX_VALUES),
    Kind.IDENTIFIER: (2, 0, 2 * MAX_VALUES),
    Kind.DATE: (3, 0, 3),
    Kind.NESTED: (MAX_DEPTH, 0, MAX_DEPTH * MAX_VALUES),
}
_AT_ONCE: Final = 1 << 16  # records


class Rows(NamedTuple):
    """``rows[LINE * begin[i]:]`` is the row of record i."""

    rows: npt.NDArray[np.int32]
    begin: npt.NDArray[np.int32]  # [n] in cache lines
    shape: npt.NDArray[
        np.int16
    ]  # [shapes, 2 * fields + 1] how many values of each field; where they and units begin
    known: npt.NDArray[np.uint64]  # [shapes] a bit for each field that is there
    unit: npt.NDArray[
        np.uint64
    ]  # [units, 4] strong consonants, counterparts by ``apart``, by the bound, traits
    text: npt.NDArray[np.uint64]  # ``texts.signatures``


# Traits of a unit in one word: 0-7 mass in tenths; 8-19 its place among the frequent ones and one; 20-39 rarity in each
# slot, 5 bits each.
RANK: Final = np.uint64(0xFFF << 8)


def rows(
    coded: Coded,
    parse: Array,
    unit_ptr: Array,
    units: Array,
    unit: Array,
    text: Array,
    civil: Array,
    order: Array,
    width: float,
) -> Rows:
    """``parse``, ``unit_ptr``, ``units``, ``civil``: as in ``packed.Packed``; ``unit``: ``unit_table``;
    ``text``: ``texts.signatures``.

    ``order``: that in which rows lie. ``width``: bits in a bin of rarity.
    """
    n = len(coded.list_code)
    slots = np.zeros(len(units), np.uint8)
    _fill_slots(coded.parse_ptr, parse, unit_ptr, slots)
    counts = value_counts(coded, _bounded(coded))
    keys = (counts.astype(np.int64) << (3 * np.arange(counts.shape[1]))).sum(axis=1)
    _, first, shape_of = np.unique(keys, return_index=True, return_inverse=True)
    words = np.array([_WORDS[Kind(coded.kind[f])] for f in _bounded(coded)], np.int64).reshape(-1, 3)
    shape, values = _shapes(counts[first], words)
    size = HEAD + values[shape_of] + np.diff(unit_ptr) + 2 * np.diff(coded.parse_ptr)
    lines = (size + LINE - 1) // LINE
    begin = np.empty(n, np.int32)
    begin[order] = np.cumsum(lines[order]) - lines[order]
    out = aligned(int(lines.sum()) * LINE)
    rarest = _rarest(coded, unit_ptr, units, slots, width)
    for low, high in pairwise([*range(0, n, _AT_ONCE), n]):
        part = slice(low, high)
        _lay(
            out, begin[part], coded.list_code[part], rarest[part], shape_of.ravel()[part].astype(np.int32),
            _values(coded, civil, part, width), counts[part], words, unit_ptr[low : high + 1], units, slots,
            coded.parse_ptr[low : high + 1], parse,
        )  # fmt: skip
    known = ((counts[first] > 0).astype(np.uint64) << np.arange(counts.shape[1], dtype=np.uint64)).sum(axis=1)
    return Rows(rows=out, begin=begin, shape=shape, known=known.astype(np.uint64), unit=unit, text=text)


def aligned(words: int) -> npt.NDArray[np.int32]:
    """Zeros that begin with a cache line."""
    room = np.zeros(words + LINE, np.int32)
    skip = (-room.ctypes.data // room.itemsize) % LINE
    return room[skip : skip + words]


def _bounded(coded: Coded) -> range:
    """The fields beside the name that a row has; of more than it can count the rest is taken at its best."""
    return range(len(SLOTS), min(len(coded.kind), len(SLOTS) + MOST_FIELDS))


def _shapes(counts: Array, words: Array) -> tuple[Array, Array]:
    """(``Rows.shape``, words of all values) of the different counts."""
    taken = np.where(counts > 0, counts * words[:, 0] + words[:, 1], 0)
    end = np.cumsum(taken, axis=1)
    whole = taken.sum(axis=1)
    shape = np.concatenate([counts, HEAD + end - taken, HEAD + whole[:, None]], axis=1).astype(np.int16)
    return np.ascontiguousarray(shape), whole


def _values(coded: Coded, civil: Array, part: slice, width: float) -> Array:
    """int32 [records, words of all fields at their most] in the order of the fields."""
    columns: list[Array] = []
    for f in _bounded(coded):
        at = int(coded.column[f])
        match Kind(coded.kind[f]):
            case Kind.SOUND:
                values = coded.sound[part, at]
                tf = coded.unit_tf[len(SLOTS) + at]
                columns += [values[:, 0], _rarest_bin(tf, values, width)]
            case Kind.STRING:
                values = coded.string[part, at]
                columns += [values, _rarest_bin(coded.string_tf, values[:, None], width)]
            case Kind.CODE:
                columns.append(coded.code[part, at])
            case Kind.SET:
                columns += list(coded.several[part, at].T)
            case Kind.DATE:
                columns += [coded.date[part, at, 0], coded.date[part, at, 1], civil[part, at]]
            case Kind.NESTED:
                columns += list(coded.nested[part, at].reshape(part.stop - part.start, -1).T)
            case _:
                columns += list(coded.identifier[part, at].reshape(part.stop - part.start, -1).T)
    if not columns:
        return np.zeros((part.stop - part.start, 0), np.int32)
    return np.ascontiguousarray(np.stack(columns, axis=1), np.int32)


def _rarest_bin(tf: Array, values: Array, width: float) -> Array:
    if not len(tf):
        return np.zeros(len(values), np.int32)
    bins = _bins_of(tf, width)
    rarest: Array = np.where(values >= 0, bins[values], 0).max(axis=1, initial=0)
    return rarest


@njit(cache=True, nogil=True)
def _fill_slots(parse_ptr, parse, unit_ptr, slots):  # type: ignore[no-untyped-def]
    """Which slots each unit of a record fills in some reading, a bit each."""
    for i in range(len(unit_ptr) - 1):
        for p in range(parse_ptr[i], parse_ptr[i + 1]):
            for slot in range(4):
                if (parse[p] >> (32 + slot)) & 1:
                    slots[unit_ptr[i] + ((parse[p] >> (8 * slot)) & 255)] |= np.uint8(1 << slot)


@njit(cache=True, nogil=True)
def _lay(  # type: ignore[no-untyped-def]
    out, begin, list_code, rarest, shape_of, values, counts, words, unit_ptr, units, slots, parse_ptr, parse
):  # fmt: skip
    for i in range(len(begin)):
        at = LINE * np.int64(begin[i])
        first, last = unit_ptr[i], unit_ptr[i + 1]
        p_first, p_last = parse_ptr[i], parse_ptr[i + 1]
        out[at], out[at + 1], out[at + 2] = list_code[i], rarest[i], shape_of[i]
        out[at + 3] = (last - first) | ((p_last - p_first) << 16)
        at += HEAD
        column = 0
        for f in range(len(words)):
            taken = words[f, 1] + counts[i, f] * words[f, 0] if counts[i, f] else 0
            for w in range(taken):
                out[at + w] = values[i, column + w]
            at += taken
            column += words[f, 2]
        for u in range(first, last):
            out[at] = (units[u] << 4) | slots[u]
            at += 1
        for p in range(p_first, p_last):
            out[at] = np.int32(parse[p] & 0xFFFFFFFF)
            out[at + 1] = (((parse[p] >> 48) & 0xFFF) << 1) | ((parse[p] >> 40) & 1)
            at += 2


def unit_table(coded: Coded, rank: Array, width: float) -> Array:
    counterpart = np.bitwise_or.reduce(sounds.COUNTERPART[coded.unit_phonemes], axis=1)
    traits = _tenths(coded).astype(np.uint64)
    traits |= (rank + 1).astype(np.uint64) << np.uint64(8)
    for slot in range(len(SLOTS)):
        bins = _bins_of(coded.unit_tf[slot], width).astype(np.uint64)
        traits |= bins << np.uint64(20 + 5 * slot)
    return np.stack([coded.unit_strong, coded.unit_near, counterpart, traits], axis=1)


def _tenths(coded: Coded) -> Array:
    """[units] mass without article, in tenths: ``tokens.mass`` of many."""
    codes = coded.unit_phonemes
    article = (coded.unit_length >= 5) & _LAM[codes[:, 1]] & _OPENING[codes[:, 0]]
    mass = _MASS[codes]
    mass[article, :2] = 0.0
    tenths: Array = np.rint(10.0 * mass.sum(axis=1)).astype(np.int64)
    return tenths


def _marked(codes: tuple[int, ...]) -> npt.NDArray[np.bool_]:
    return np.isin(np.arange(256), codes)


_MASS: Final = costs.masses()
_LAM: Final = _marked((phonemes.ARABIC_CODE["ل"], phonemes.LATIN_CODE["l"]))
_OPENING: Final = _marked(
    (
        phonemes.ARABIC_CODE[phonemes.FIRST_ALEF],
        phonemes.LATIN_CODE["a^"],
        phonemes.LATIN_CODE["e^"],
    )
)


def bin_width(coded: Coded) -> float:
    """Bits in a bin of rarity, so that the rarest name or text has its place."""
    least = min(float(coded.unit_tf.min(initial=0.0)), float(coded.string_tf.min(initial=0.0)))
    return max(-least, 1.0) / (BINS - 1)


def _bins_of(tf: Array, width: float) -> Array:
    """Rarity rounded up."""
    bins: Array = np.clip(np.ceil(-tf / width), 0, BINS - 1).astype(np.int32)
    return bins


def _rarest(coded: Coded, unit_ptr: Array, units: Array, slots: Array, width: float) -> Array:
    """[n] by slot, 6 bits each: 0 for a slot that no reading fills, else one more than the bin of its rarest name."""
    owner = np.repeat(np.arange(len(coded.list_code)), np.diff(unit_ptr))
    out = np.zeros(len(coded.list_code), np.int32)
    for slot in range(len(SLOTS)):
        bins = _bins_of(coded.unit_tf[slot], width)
        found = np.zeros(len(out), np.int32)
        filled = (slots >> slot) & 1 > 0
        np.maximum.at(found, owner[filled], bins[units[filled]] + 1)
        out |= found << (6 * slot)
    return out
