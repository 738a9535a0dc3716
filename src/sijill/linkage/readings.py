"""All readings of many names at once.

``parses`` says how one name is read. Names of one shape (so many units, of which one is Muhammad or a kunya) are all
read by the same pattern: the pattern is taken from ``parses`` once, on stand-ins, and filled in for all of them. What
depends on more than the shape (titles, damaged words, a unit that occurs twice) is read by ``parses`` itself.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice, pairwise
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sijill.linkage import parses, units
from sijill.linkage.columns import Values
from sijill.text.names import tokens

Array = npt.NDArray[Any]
MOST_UNITS: Final = 8  # of a name whose shape is looked up
MAX_NAMES: Final = 16  # of one record
_PRIVATE: Final = 0xE000  # stand-ins are of the private use area: letters of no script
_ARABIC_ONLY: Final = re.compile("[\u0600-\u06ff]+")
_MUHAMMAD: Final = "محمد"
_KUNYA: Final = "ابو"


class Readings(NamedTuple):
    """Readings of n records, as ``features.Coded`` holds them."""

    ptr: Array
    unit: Array
    cost: Array
    script: Array
    plain: Array


@lru_cache(maxsize=4096)
def pattern(
    parts: tuple[int, ...] | None, flags: tuple[int, ...]
) -> tuple[tuple[tuple[tuple[int, ...], ...], float], ...]:
    """The readings of a shape: for each the places of the units joined in each slot, and the cost, cheapest first.

    ``parts``: how many units each name column has, None for a whole name. ``flags``: of each unit.
    """
    stand = [
        (_MUHAMMAD if flag == 1 else _KUNYA + chr(_PRIVATE + at) * 6 if flag == 2 else chr(_PRIVATE + at))
        for at, flag in enumerate(flags)
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


class _Cut(NamedTuple):
    """Each different text of a column cut into units."""

    size: Array  # units
    unit: Array  # [texts, MOST_UNITS] codes
    odd: Array  # read by itself: damaged, or longer than patterns go


class Reader:
    """Reads the names of tables with one set of unit codes and frequencies."""

    def __init__(self, frequencies: units.Frequencies, codes: dict[str, int]) -> None:
        self.frequencies = frequencies
        self.codes = codes
        self._texts: dict[str, tuple[tuple[int, ...], bool]] = {}
        self._traits: list[tuple[int, int, int]] = []
        self._by_code: list[str] = []
        self._coded: list[tokens.CodedTokens] = []

    def of_table(self, table: pa.Table, whole: Sequence[str], parts: Sequence[str]) -> Readings:
        """Readings of each record: of its whole names, then of the names in columns, the n-th texts together."""
        names = _Items.of_names(table, whole, self._cut)
        columns = _Items.of_columns(table, parts, self._cut)
        found = [self._read(items) for items in (names, columns)]
        return self._assembled(table.num_rows, (names, columns), found)

    def _cut(self, values: Values) -> _Cut:
        size = np.zeros(max(len(values.texts), 1), np.int64)
        unit = np.full((len(size), MOST_UNITS), -1, np.int64)
        odd = np.zeros(len(size), np.bool_)
        for at, text in enumerate(values.texts):
            codes, damaged = self._units_of(text)
            size[at] = len(codes)
            odd[at] = damaged or len(codes) > MOST_UNITS
            unit[at, : min(len(codes), MOST_UNITS)] = codes[:MOST_UNITS]
        return _Cut(size=size, unit=unit, odd=odd)

    def _units_of(self, text: str) -> tuple[tuple[int, ...], bool]:
        known = self._texts.get(text)
        if known is None:
            found = units.words(text)
            joined = tuple(self.code(unit) for unit in units.join(found))
            known = self._texts[text] = joined, self.frequencies.mended(found) is not None
        return known

    def forget(self) -> None:
        """Lets go of the texts read so far, which cost more than to read again those that come later too."""
        self._texts.clear()

    def code(self, unit: str) -> int:
        return self.codes.setdefault(unit, len(self.codes))

    def _unit_texts(self) -> list[str]:
        """Texts by code; grows with the codes."""
        if len(self._by_code) < len(self.codes):
            self._by_code += islice(self.codes, len(self._by_code), None)
        return self._by_code

    def traits(self) -> tuple[Array, Array, Array]:
        """Of each unit by code: 1 for Muhammad, 2 for a kunya (3 for both); its letters; how many are Arabic."""
        fresh = list(islice(self.codes, len(self._traits), None))
        if fresh:
            self._coded.append(tokens.encode(fresh))
        for text, skeleton in zip(fresh, self._coded[-1].skeleton if fresh else (), strict=True):
            muhammad = skeleton in units.MUHAMMAD and parses.is_muhammad(text)
            flag = int(muhammad) + 2 * int(parses.is_kunya(text))
            self._traits.append((flag, len(text), _arabic_letters(text)))
        table = np.array(self._traits, np.int64).reshape(-1, 3)
        return table[:, 0], table[:, 1], table[:, 2]

    def coded(self) -> tokens.CodedTokens:
        """The token layer's view of the units that came since this was asked last."""
        self.traits()
        parts, self._coded = self._coded, []
        return tokens.joined(parts)

    def _read(self, items: "_Items") -> list[tuple[Array, Array, Array]]:
        """(items, [items, readings, 4] units, [readings] or [items, readings] costs) of each group of one shape."""
        flag, _, _ = self.traits()
        flags = np.where(items.unit >= 0, flag[items.unit], 0) if len(flag) else np.zeros_like(items.unit)
        ordered = np.sort(items.unit, axis=1)
        twice = ((ordered[:, 1:] == ordered[:, :-1]) & (ordered[:, 1:] >= 0)).any(axis=1)
        odd = items.odd | twice | (flags == 3).any(axis=1) | ((flags == 1).sum(axis=1) > 1)
        found = []
        plain = np.flatnonzero(~odd)
        group = np.unique(self._shape(items, flags)[plain], return_inverse=True)[1]
        order = np.argsort(group, kind="stable")
        for rows in np.split(plain[order], np.cumsum(np.bincount(group))[:-1]) if len(plain) else []:
            one = rows[0]
            sizes = tuple(items.sizes[one].tolist())
            count = sum(sizes)
            readings = pattern(sizes if items.in_columns else None, tuple(flags[one, :count].tolist()))
            if readings:
                filled = np.stack(
                    [
                        np.stack([self._joined(items.unit[rows], slot) for slot in slots], axis=1)
                        for slots, _ in readings
                    ],
                    axis=1,
                )
                found.append((rows, filled, np.array([cost for _, cost in readings])))
        for row in np.flatnonzero(odd).tolist():
            readings_of = parses.readings(items.texts(row), self.frequencies, in_columns=items.in_columns)
            if readings_of:
                slots = [
                    [-1 if unit is None else self.code(unit) for unit in parse[:4]] for parse in readings_of
                ]
                found.append(
                    (np.array([row]), np.array([slots]), np.array([parse.cost for parse in readings_of]))
                )
        return found

    @staticmethod
    def _shape(items: "_Items", flags: Array) -> Array:
        shape = np.zeros(len(flags), np.int64)
        for part in items.sizes.T:
            shape = shape * 16 + part
        for part in flags.T:
            shape = shape * 4 + part
        return shape

    def _joined(self, unit: Array, places: tuple[int, ...]) -> Array:
        """[items] codes of the units at some places, joined."""
        if not places:
            return np.full(len(unit), -1, np.int64)
        code = unit[:, places[0]]
        for place in places[1:]:
            pair = (code << 32) | unit[:, place]
            each, inverse = np.unique(pair, return_inverse=True)
            texts = self._unit_texts()
            joined = [self.code(texts[key >> 32] + texts[key & 0xFFFFFFFF]) for key in each.tolist()]
            code = np.array(joined, np.int64)[inverse]
        return code

    def _assembled(
        self, n: int, items: tuple["_Items", "_Items"], found: list[list[tuple[Array, Array, Array]]]
    ) -> Readings:
        counts = [np.zeros(len(some.owner), np.int64) for some in items]
        for count, groups in zip(counts, found, strict=True):
            for rows, filled, _ in groups:
                count[rows] = filled.shape[1]
        owner = np.concatenate([some.owner for some in items])
        order = np.argsort(owner, kind="stable")  # whole names come first
        count = np.concatenate(counts)
        begin = np.empty(len(owner), np.int64)
        begin[order] = np.cumsum(count[order]) - count[order]
        total = int(count.sum())
        unit, cost = np.empty((total, 4), np.int32), np.empty(total, np.float32)
        script, plain = np.empty(total, np.uint8), np.empty(total, np.int64)
        _, letters, arabic = self.traits()
        shift = 0
        for some, groups in zip(items, found, strict=True):
            for rows, filled, costs in groups:
                at = begin[rows + shift][:, None] + np.arange(filled.shape[1])
                first = filled[:, 0]
                known = first >= 0
                latin = 2 * np.where(known, arabic[first], 0).sum(axis=1) < np.where(
                    known, letters[first], 0
                ).sum(axis=1)
                unit[at], cost[at] = filled, costs
                script[at] = latin[:, None]
                plain[at] = begin[rows + shift][:, None]
            shift += len(some.owner)
        ptr = np.zeros(n + 1, np.int64)
        np.cumsum(np.bincount(owner, count, n).astype(np.int64), out=ptr[1:])
        return Readings(ptr=ptr, unit=unit, cost=cost, script=script, plain=plain)


def _arabic_letters(text: str) -> int:
    if text.isascii():
        return 0
    if _ARABIC_ONLY.fullmatch(text):
        return len(text)
    return sum("\u0600" <= ch <= "\u06ff" for ch in text)


class _Items:
    """Names to be read: each of a record, as units side by side."""

    __slots__ = ("_codes", "_texts", "in_columns", "odd", "owner", "sizes", "unit")

    def __init__(
        self, owner: Array, sizes: Array, unit: Array, odd: Array, codes: Array, texts: list[list[str]]
    ) -> None:
        self.owner, self.sizes, self.unit, self.odd = owner, sizes, unit, odd
        self._codes, self._texts, self.in_columns = codes, texts, sizes.shape[1] > 1

    @classmethod
    def of_names(cls, table: pa.Table, columns: Sequence[str], cut: Any) -> "_Items":
        values = Values.of(table, columns)
        known = cut(values)
        kept = values.place < MAX_NAMES // 2
        owner, code = values.owner[kept], values.code[kept]
        return cls(
            owner, known.size[code][:, None], known.unit[code], known.odd[code], code[:, None], [values.texts]
        )

    @classmethod
    def of_columns(cls, table: pa.Table, columns: Sequence[str], cut: Any) -> "_Items":
        parts = [Values.of(table, [column], empty=True) for column in columns]
        most = MAX_NAMES // 2
        keys = [part.owner * most + part.place for part in parts]
        kept = [part.place < most for part in parts]
        items = np.unique(np.concatenate([key[some] for key, some in zip(keys, kept, strict=True)]))
        codes = np.full((len(items), len(parts)), -1, np.int64)
        sizes = np.zeros((len(items), len(parts)), np.int64)
        unit = np.full((len(items), MOST_UNITS), -1, np.int64)
        odd = np.zeros(len(items), np.bool_)
        used = np.zeros(len(items), np.int64)
        for at, part in enumerate(parts):
            known = cut(part)
            row = np.searchsorted(items, keys[at][kept[at]])
            code = part.code[kept[at]]
            codes[row, at], sizes[row, at] = code, known.size[code]
            odd[row] |= known.odd[code] | (used[row] + known.size[code] > MOST_UNITS)
            for place in range(MOST_UNITS):
                some = (known.size[code] > place) & ~odd[row]
                unit[row[some], used[row[some]] + place] = known.unit[code[some], place]
            used[row] += known.size[code]
        return cls(items // most, sizes, unit, odd, codes, [part.texts for part in parts])

    def texts(self, row: int) -> list[str]:
        return [
            "" if code < 0 else self._texts[at][code] for at, code in enumerate(self._codes[row].tolist())
        ]
