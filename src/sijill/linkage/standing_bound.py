"""Which of the records that a new one meets are worth fetching: the bound of ``engines.bound`` on a standing register.

A row and a unit table are kept for the records that parameters were learned on. What cannot reach the odds that are
kept is never looked up further; the pairs that are kept are the same with and without it.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from sijill.linkage import reach
from sijill.linkage.features import Coded
from sijill.linkage.few import FEW
from sijill.linkage.layers import Laid
from sijill.linkage.link import KEEP
from sijill.linkage.model import Model
from sijill.linkage.spec import SLOTS, Kind

if TYPE_CHECKING:
    from sijill.linkage.engines.bound import Bars
    from sijill.linkage.engines.rows import Rows

Array = npt.NDArray[Any]
ARRAYS: Final = (
    "rows",
    "begin",
    "shape",
    "known",
    "unit",
    "text",
    "dense",
    "width",
)  # ``Rows`` and the rest of ``Bounded``


class Bounded(NamedTuple):
    """What is kept of the records of the lowest layer."""

    rows: "Rows"
    dense: Array  # levels of the most frequent units
    width: float  # bits in a bin of rarity


def arrays(coded: Coded) -> dict[str, Array]:
    """``Bounded`` for the disk."""
    from sijill.linkage.engines import packed
    from sijill.linkage.engines.rows import bin_width

    records = packed.packed(coded)
    kept = packed.bounded(coded, records, packed.neighbours_first(coded))._asdict()
    return kept | {"dense": packed.known_levels(records), "width": np.array([bin_width(coded)])}


def read(found: dict[str, Array]) -> Bounded:
    """Of ``arrays`` by name, mapped."""
    from sijill.linkage.engines.rows import Rows

    rows = Rows(**{name: found[name] for name in Rows._fields})
    return Bounded(rows=rows, dense=found["dense"], width=float(found["width"][0]))


def bars(kept: Bounded, kinds: Array, nested_tf: Array, model: Model) -> "Bars":
    from sijill.linkage.engines import bound, weighing

    return bound.bars(
        kinds, nested_tf, reach.against_strangers(model, kin=False),
        weighing.worth_by_lists(model, KEEP, kin=False), kept.width,
    )  # fmt: skip


class Asking(NamedTuple):
    """New records as the bound reads them."""

    own: "Rows"
    units: Array  # as ``Rows.unit``, of their own units
    code: Array  # the number of each in ``Bounded``


def asking(kept: Bounded, laid: Laid) -> Asking:
    from sijill.linkage.engines.rows import RANK

    known = laid.unit < len(kept.rows.unit)
    if known.all() and len(laid.asking.list_code) <= FEW:
        units = kept.rows.unit[laid.unit]
        return Asking(own=few_rows(laid.asking, kept.width, units), units=units, code=laid.unit)
    own = _own(laid.asking, kept.width)
    units = own.unit
    units[:, 3] &= ~RANK  # what the register does not have is not among its most frequent
    units[known] = kept.rows.unit[laid.unit[known]]
    return Asking(own=own, units=units, code=laid.unit)


def worth_fetching(
    kept: Bounded, against: "Bars", new: Asking, first: int, candidates: Array, ptr: Array
) -> tuple[Array, Array]:
    """(new record, standing row) of the candidates that may be kept.

    ``candidates[ptr[i]:ptr[i + 1]]``: rows of the lowest layer that new record ``first`` + i meets; they are moved.
    """
    from sijill.linkage.engines import bound

    own = new.own._replace(begin=new.own.begin[first : first + len(ptr) - 1])
    which, row = np.empty(len(candidates), np.int64), np.empty(len(candidates), np.int64)
    count = bound.survivors_of_many(
        own, new.units, new.code, kept.rows, kept.dense, against, bound.scratch(), candidates, ptr, which, row
    )
    return which[:count] + first, row[:count]


def _own(asking: Coded, width: float) -> "Rows":
    from sijill.linkage.engines import packed

    if len(asking.list_code) <= FEW:
        return few_rows(asking, width)
    order = packed.neighbours_first(asking)
    return packed.bounded(asking, packed.packed(asking, width), order, width)


def few_rows(coded: Coded, width: float, units: Array | None = None) -> "Rows":
    """``rows.rows`` of a few records, value by value; each has a shape of its own. ``units``: their table, if known."""
    from sijill.linkage.engines import rows, texts

    bins = [rows._bins_of(tf, width).tolist() for tf in (*coded.unit_tf, coded.string_tf)]
    fields = [(Kind(int(coded.kind[f])), int(coded.column[f])) for f in rows._bounded(coded)]
    each = [_row(coded, at, fields, bins) for at in range(len(coded.list_code))]
    lines = [-(-len(words) // rows.LINE) for words, _, _ in each]
    begin = np.concatenate([[0], np.cumsum(lines)]).astype(np.int32)
    out = rows.aligned(int(begin[-1]) * rows.LINE)
    for first, (words, _, _) in zip(begin.tolist(), each, strict=False):
        out[rows.LINE * first : rows.LINE * first + len(words)] = words
    if units is None:
        units = rows.unit_table(coded, np.full(len(coded.unit_length), -1, np.int32), width)
    return rows.Rows(
        rows=out,
        begin=begin[:-1],
        shape=np.array([shape for _, shape, _ in each], np.int16).reshape(-1, 2 * len(fields) + 1),
        known=np.array([known for _, _, known in each], np.uint64),
        unit=units,
        text=texts.signatures(coded.string_chars, coded.string_length),
    )


def _row(
    coded: Coded, at: int, fields: Sequence[tuple[Kind, int]], bins: list[list[int]]
) -> tuple[list[int], list[int], int]:
    """The words of a row, its shape (counts, where each field begins, where units begin), a bit for each field."""
    counts, begins, known = list[int](), list[int](), 0
    words = [int(coded.list_code[at]), 0, at, 0]
    for place, (kind, column) in enumerate(fields):
        count, values = _field(coded, at, kind, column, bins)
        counts.append(count)
        begins.append(len(words))
        known |= (count > 0) << place
        words += values
    begins.append(len(words))
    first, last = coded.parse_ptr[at : at + 2].tolist()
    readings = coded.parse_unit[first:last].tolist()
    units = list(dict.fromkeys(unit for reading in readings for unit in reading if unit >= 0))
    place_of = {unit: place for place, unit in enumerate(units)} | {-1: len(units)}
    slots = [0] * (len(units) + 1)
    rarest = [0] * len(SLOTS)
    for reading in readings:
        for slot, unit in enumerate(reading):
            slots[place_of[unit]] |= (unit >= 0) << slot
            if unit >= 0:
                rarest[slot] = max(rarest[slot], bins[slot][unit] + 1)
    words[1] = sum(rare << (6 * slot) for slot, rare in enumerate(rarest))
    words[3] = len(units) | (len(readings) << 16)
    words += [(unit << 4) | slots[place] for place, unit in enumerate(units)]
    costs = np.rint(coded.parse_cost[first:last] * 10.0).astype(np.int64).tolist()
    scripts = coded.parse_script[first:last].tolist()
    for reading, cost, script in zip(readings, costs, scripts, strict=True):
        words.append(_signed(sum(place_of[unit] << (8 * slot) for slot, unit in enumerate(reading))))
        words.append(((cost & 0xFFF) << 1) | script)
    return words, counts + begins, known


def _field(coded: Coded, at: int, kind: Kind, column: int, bins: list[list[int]]) -> tuple[int, list[int]]:
    """How many values, and the words that hold them."""
    match kind:
        case Kind.SOUND:
            units = [unit for unit in coded.sound[at, column].tolist() if unit >= 0]
            rarest = max((bins[len(SLOTS) + column][unit] for unit in units), default=0)
            return len(units), [units[0], rarest] if units else []
        case Kind.STRING:
            text = int(coded.string[at, column])
            return (1, [text, bins[-1][text]]) if text >= 0 else (0, [])
        case Kind.CODE:
            code = int(coded.code[at, column])
            return (1, [code]) if code >= 0 else (0, [])
        case Kind.SET:
            codes = [code for code in coded.several[at, column].tolist() if code >= 0]
            return len(codes), codes
        case Kind.DATE:
            first, last = coded.date[at, column].tolist()
            return (1, [first, last, _civil(first)]) if first <= last else (0, [])
        case Kind.NESTED:
            held = [value for value in coded.nested[at, column].tolist() if value[0] >= 0]
            return len(held), [code for value in held for code in value]
        case _:
            known = [pair for pair in coded.identifier[at, column].tolist() if pair[0] >= 0]
            return len(known), [code for pair in known for code in pair]


def _civil(day: int) -> int:
    from sijill.linkage.engines import packed

    return int(packed.civil_days(np.array([day], np.int32))[0])


def _signed(word: int) -> int:
    return word - (1 << 32) if word >= 1 << 31 else word
