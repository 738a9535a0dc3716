"""All readings of many names at once.

``parses`` says how one name is read. Names of one shape (so many units, of which one is Muhammad or a kunya, and which
of them are the same) are all read by the same pattern: the pattern is taken from ``parses`` once, on stand-ins, and
filled in for all of them. What depends on more than the shape (damaged words) is read by ``parses`` itself.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sijill.linkage import cut, encoding, parses, units
from sijill.linkage.columns import Values, numbered, shared
from sijill.linkage.cut import PRIVATE, Cut
from sijill.linkage.dictionary import Dictionary
from sijill.linkage.joins import Joins

Array = npt.NDArray[Any]
MOST_UNITS: Final = 8  # of a name whose shape is looked up
MAX_NAMES: Final = 16  # of one record
_MOST: Final = MAX_NAMES // 2  # whole names, and names in columns
_MUHAMMAD: Final = "محمد"
_KUNYA: Final = "ابو"
_ANY_KUNYA: Final = f"^(?:{'|'.join(parses._KUNYA)})"
_ARABIC: Final = "[\u0600-\u06ff]"


class Readings(NamedTuple):
    """Readings of n records, as ``features.Coded`` holds them."""

    ptr: Array
    unit: Array
    cost: Array
    script: Array
    plain: Array


Pattern = tuple[tuple[tuple[tuple[int, ...], ...], float], ...]


@lru_cache(maxsize=1 << 14)
def pattern(parts: tuple[int, ...] | None, flags: tuple[int, ...], same: tuple[int, ...]) -> Pattern:
    """The readings of a shape: for each the places of the units joined in each slot, and the cost, cheapest first.

    ``parts``: how many units each name column has, None for a whole name. Of each unit ``flags`` (``_flags``), and in
    ``same`` the first place that has the same unit.
    """
    stand = [
        {0: "", 1: _MUHAMMAD, 2: _KUNYA}[flags[at]] + chr(PRIVATE + at) * (6 if flags[at] == 2 else 1)
        for at in same
    ]
    if parts is None:
        found = parses.distinct(parses.of_text(stand))
    else:
        cuts = np.cumsum((0, *parts)).tolist()
        columns = [tuple(stand[a:b]) for a, b in pairwise(cuts)]
        found = parses.distinct(parses.of_columns(*columns))
    return tuple((tuple(_places(slot, stand) for slot in parse[:4]), parse.cost) for parse in found)


def _places(text: str | None, stand: Sequence[str]) -> tuple[int, ...]:
    found: list[int] = []
    while text:
        at = next(at for at, name in enumerate(stand) if text.startswith(name))
        found.append(at)
        text = text[len(stand[at]) :]
    return tuple(found)


class NameTexts:
    """The texts of the name columns of a table, each different one cut into words once."""

    def __init__(self, table: pa.Table, whole: Sequence[str], parts: Sequence[str]) -> None:
        self.n = table.num_rows
        columns, self.texts = shared([table[name] for name in (*whole, *parts)], empty=True)
        self.words = cut.words(self.texts)
        self.times = np.bincount(np.concatenate([code for _, code in columns]), minlength=len(self.texts))
        self._whole, self._parts = columns[: len(whole)], columns[len(whole) :]

    def frequencies(self) -> units.Frequencies:
        return cut.frequencies(self.words, self.times)

    def whole(self) -> Values:
        """Names as one text; empty texts left out."""
        empty = pc.index(self.texts, "").as_py()
        kept = [code != empty for _, code in self._whole]
        columns = [(owner[some], code[some]) for (owner, code), some in zip(self._whole, kept, strict=True)]
        return Values.merged(self.n, columns, self.texts)

    def parts(self) -> list[Values]:
        return [Values(self.n, owner, code, self.texts) for owner, code in self._parts]


def read(texts: NameTexts, frequencies: units.Frequencies, numbers: Dictionary) -> Readings:
    """Readings of each record: of its whole names, then of the names in columns, the n-th texts together.

    Units are numbered in ``numbers``.
    """
    found = cut.joined(texts.words)
    wrong = cut.damaged(texts.words, frequencies)
    flag = _flags(found.pieces)
    items = [_of_names(texts.whole(), found, wrong), _of_columns(texts.parts(), found, wrong)]
    plans = [_plan(some, flag, frequencies) for some in items]
    return _assembled(texts.n, items, plans, found.pieces, numbers)


def _flags(texts: Any) -> Array:
    """[units] 1 for Muhammad, 2 for a kunya, 3 for both."""
    encoded = encoding.encode(texts, loose=False)
    known = np.isin(
        encoded.skeleton, np.flatnonzero(pc.is_in(encoded.skeletons, pa.array(sorted(units.MUHAMMAD))))
    )
    flag = np.zeros(len(texts), np.int8)
    for number, some, rule in (
        (1, known, parses.is_muhammad),
        (2, pc.match_substring_regex(texts, _ANY_KUNYA).to_numpy(zero_copy_only=False), parses.is_kunya),
    ):
        at = np.flatnonzero(some)
        flag[at] += np.array([number * rule(text) for text in texts.take(pa.array(at)).to_pylist()], np.int8)
    return flag


# --- names to be read ------------------------------------------------------------------------------------------------


class _Items(NamedTuple):
    """Names to be read, as units side by side."""

    owner: Array  # the record of each
    sizes: Array  # [names, columns] units
    unit: Array  # [names, MOST_UNITS] -1 after the last
    odd: Array  # read by itself: damaged, or longer than patterns go
    code: Array  # [names, columns] texts, -1 for none
    texts: Any

    def written(self, row: int) -> list[str]:
        return ["" if code < 0 else self.texts[code].as_py() for code in self.code[row].tolist()]


def _of_names(values: Values, found: Cut, wrong: Array) -> _Items:
    kept = values.place < _MOST
    owner, code = values.owner[kept], values.code[kept]
    size = found.size[code]
    unit = np.full((len(owner), MOST_UNITS), -1, np.int32)
    _put(unit, np.arange(len(owner)), np.zeros(len(owner), np.int64), code, found)
    return _Items(owner, size[:, None], unit, wrong[code] | (size > MOST_UNITS), code[:, None], values.array)


def _of_columns(parts: list[Values], found: Cut, wrong: Array) -> _Items:
    kept = [part.place < _MOST for part in parts]
    keys = [part.owner[some] * _MOST + part.place[some] for part, some in zip(parts, kept, strict=True)]
    there = np.zeros(parts[0].n * _MOST, np.bool_)
    for key in keys:
        there[key] = True
    items = np.flatnonzero(there)
    shape = (len(items), len(parts))
    codes, sizes = np.full(shape, -1, np.int32), np.zeros(shape, np.int64)
    unit = np.full((len(items), MOST_UNITS), -1, np.int32)
    odd = np.zeros(len(items), np.bool_)
    used = np.zeros(len(items), np.int64)
    for at, part in enumerate(parts):
        row, code = np.searchsorted(items, keys[at]), part.code[kept[at]]
        _put(unit, row, used[row], code, found)
        codes[row, at], sizes[row, at] = code, found.size[code]
        odd[row] |= wrong[code]
        used[row] += found.size[code]
    return _Items(items // _MOST, sizes, unit, odd | (used > MOST_UNITS), codes, parts[0].array)


def _put(unit: Array, row: Array, used: Array, code: Array, found: Cut) -> None:
    """The units of texts into their rows, after those ``used``, as far as there is room."""
    size = found.size[code]
    for place in range(min(int(size.max(initial=0)), MOST_UNITS)):
        some = np.flatnonzero((size > place) & (used + place < MOST_UNITS))
        unit[row[some], used[some] + place] = found.at(code[some], place)


# --- how each is read ------------------------------------------------------------------------------------------------


class _Plan(NamedTuple):
    groups: list[tuple[Array, Pattern]]  # names of one shape, and its readings
    apart: list[tuple[int, list[parses.Parse]]]  # names that are read by themselves

    def counts(self, size: int) -> Array:
        """[names] readings."""
        count = np.zeros(size, np.int64)
        for rows, readings in self.groups:
            count[rows] = len(readings)
        for row, found in self.apart:
            count[row] = len(found)
        return count


def _plan(items: _Items, flag: Array, frequencies: units.Frequencies) -> _Plan:
    in_columns = items.sizes.shape[1] > 1
    flags = np.where(items.unit >= 0, flag[items.unit], 0) if len(flag) else np.zeros_like(items.unit)
    same = _same(items.unit)
    odd = items.odd | (flags == 3).any(axis=1)
    plain = np.flatnonzero(~odd)
    shape, _ = numbered(_shape(items.sizes, flags, same)[plain])
    groups = []
    for rows in np.split(plain[np.argsort(shape, kind="stable")], np.cumsum(np.bincount(shape))[:-1]):
        if len(rows):
            sizes = tuple(items.sizes[rows[0]].tolist())
            of_units = (tuple(array[rows[0], : sum(sizes)].tolist()) for array in (flags, same))
            groups.append((rows, pattern(sizes if in_columns else None, *of_units)))
    apart = [
        (row, parses.readings(items.written(row), frequencies, in_columns=in_columns))
        for row in np.flatnonzero(odd).tolist()
    ]
    return _Plan(groups, apart)


def _same(unit: Array) -> Array:
    """[names, MOST_UNITS] the first place that has the same unit."""
    same = np.tile(np.arange(MOST_UNITS, dtype=np.int8), (len(unit), 1))
    for later in range(1, MOST_UNITS):
        for earlier in reversed(range(later)):
            equal = (unit[:, later] == unit[:, earlier]) & (unit[:, later] >= 0)
            same[equal, later] = earlier
    return same


def _shape(sizes: Array, flags: Array, same: Array) -> Array:
    """[names] equal where they are read by one pattern: sizes in up to 16 bits, flags in 16, same places in 24."""
    shape = np.zeros(len(flags), np.int64)
    for parts, values in ((sizes, 16), (flags, 4), (same, 8)):
        for part in parts.T:
            shape = shape * values + part
    return shape


# --- readings --------------------------------------------------------------------------------------------------------


def _assembled(
    n: int, items: Sequence[_Items], plans: Sequence[_Plan], pieces: Any, numbers: Dictionary
) -> Readings:
    """Whole names come first in a record. Units get numbers of their own here, then those of ``numbers``."""
    owner = np.concatenate([some.owner for some in items])
    count = np.concatenate([plan.counts(len(some.owner)) for plan, some in zip(plans, items, strict=True)])
    order = np.argsort(owner, kind="stable")
    begin = np.empty(len(owner), np.int64)
    begin[order] = np.cumsum(count[order]) - count[order]
    unit, cost = np.full((int(count.sum()), 4), -1, np.int32), np.empty(int(count.sum()), np.float32)
    texts = _fill(unit, cost, begin, items, plans, pieces)
    ptr = np.zeros(n + 1, np.int64)
    np.cumsum(np.bincount(owner, count, n).astype(np.int64), out=ptr[1:])
    first, many = begin[order], count[order]
    script = _latin(unit[first[many > 0]], texts)
    number, used = _used(unit, texts)
    return Readings(
        ptr=ptr,
        unit=np.append(numbers.all(used), np.int32(-1))[number][unit],
        cost=cost,
        script=np.repeat(script, many[many > 0]),
        plain=np.repeat(first, many),
    )


def _fill(
    unit: Array, cost: Array, begin: Array, items: Sequence[_Items], plans: Sequence[_Plan], pieces: Any
) -> Any:
    """Fills ``unit``, which has nothing yet, and ``cost``; returns the texts of the units."""
    by_hand: dict[str, int] = {}
    shift = 0
    for some, plan in zip(items, plans, strict=True):
        for row, found in plan.apart:
            at = int(begin[row + shift])
            for place, parse in enumerate(found):
                unit[at + place] = [
                    -1 if text is None else len(pieces) + by_hand.setdefault(text, len(by_hand))
                    for text in parse[:4]
                ]
                cost[at + place] = parse.cost
        shift += len(some.owner)
    known = pa.concat_arrays([pieces, pa.array(list(by_hand), pa.string())])
    joins, shift = Joins(len(known)), 0
    for some, plan in zip(items, plans, strict=True):
        for rows, readings in plan.groups:
            units_of_rows, at = some.unit[rows], begin[rows + shift]
            for place, (slots, bits) in enumerate(readings):
                there = at + place
                cost[there] = bits
                for slot, places in enumerate(slots):
                    if places:
                        unit[there, slot] = _joined(units_of_rows, places, joins)
        shift += len(some.owner)
    return joins.texts(known)


def _joined(unit: Array, places: tuple[int, ...], joins: Joins) -> Array:
    """[names] the units at some places, joined."""
    code = unit[:, places[0]]
    for place in places[1:]:
        code = joins.numbers(code, unit[:, place])
    return code


def _used(unit: Array, texts: Any) -> tuple[Array, Any]:
    """(number of each unit among those that any reading has, -1 for others and at last; the texts of these)."""
    used = np.zeros(len(texts) + 1, np.bool_)  # the last place is that of -1
    for slot in unit.T:
        used[slot] = True
    used[-1] = False
    number = np.where(used, np.cumsum(used) - 1, -1).astype(np.int32)
    return number, texts.take(pa.array(np.flatnonzero(used)))


def _latin(first: Array, texts: Any) -> Array:
    """[names] 1 where less than half of the letters of the first reading are Arabic."""
    number, some = _used(first, texts)
    first = number[first]
    letters, arabic = (
        np.append(of_each.to_numpy(), 0)[first].sum(axis=1)
        for of_each in (pc.utf8_length(some), pc.count_substring_regex(some, _ARABIC))
    )
    latin: Array = (2 * arabic < letters).astype(np.uint8)
    return latin
