# ruff: noqa: ANN001, ANN202, SIM110  # compiled functions are typed by numba, and loops are what it compiles
"""Compiled kernels. The plain-Python ``reference`` engine says what they must compute.

All compiled functions of linkage are in this file, and the compilation cache is keyed by a digest of every source they
are compiled from, because numba does not notice a change in another file.
"""

import math
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from sijill.linkage.engines import cache as _cache

_cache.use()

from numba import njit  # noqa: E402  # the cache folder is set before the first decorator

from sijill.linkage import compare, reach  # noqa: E402
from sijill.linkage.engines import bound, rows, texts  # noqa: E402
from sijill.linkage.engines.levels import (  # noqa: E402
    _date_level,
    _foreseen,
    _identifier_level,
    _mix,
    _nested_level,
    _set_level,
    _shared_identifier,
    _sound_level,
    _string_level,
)
from sijill.linkage.engines.machine import leaf as _leaf  # noqa: E402
from sijill.linkage.engines.machine import prefetch  # noqa: E402
from sijill.linkage.engines.rows import LINE  # noqa: E402
from sijill.linkage.features import Coded  # noqa: E402
from sijill.linkage.model import STRANGER, Graph, Model, Vectors  # noqa: E402
from sijill.linkage.spec import Kind  # noqa: E402
from sijill.text.names.tokens import MAX_LENGTH  # noqa: E402

if TYPE_CHECKING:
    from sijill.linkage.block import Blocks

_SOUND: Final = int(Kind.SOUND)
_STRING: Final = int(Kind.STRING)
_CODE: Final = int(Kind.CODE)
_SET: Final = int(Kind.SET)
_IDENTIFIER: Final = int(Kind.IDENTIFIER)
_DATE: Final = int(Kind.DATE)
_NESTED: Final = int(Kind.NESTED)
_UNKNOWN: Final[Any] = 8  # not looked up yet; with the best level added that it may have
_AT_BEST: Final = np.maximum.accumulate(compare.UTILITY[:, ::-1], axis=1)[:, ::-1]  # by the best level left
_UTILITY: Final = np.concatenate([compare.UTILITY, _AT_BEST], axis=1)
_FROM_THE_ENDS: Final = (0, 3, 1, 2)  # given and family name tell most
_LOST: Final = compare.LOST_SLOT
_MOST: Final = compare.MOST_COST
_HOPELESS: Final = compare.HOPELESS
_NEVER: Final = compare.NEVER
_APART: Final = compare.APART
_STRANGER: Final = STRANGER
_QUESTION: Final = compare.QUESTION


# A direct-mapped table of unit pairs already compared, written by one thread at a time: the pair in 60 bits, its level
# in 4. One word, because each look-up is a walk to main memory.
Memo = npt.NDArray[np.uint64]


class Packed(NamedTuple):
    """Records as the pair kernel reads them: few arrays, and what belongs together side by side in memory.

    Every kernel takes the arrays out once: an array taken from a tuple inside a loop is counted each time.
    """

    list_code: npt.NDArray[np.int32]
    parse_ptr: npt.NDArray[np.int64]
    parse: npt.NDArray[np.int64]  # [parses] all about a reading in one word (``_packed_readings``)
    unit_ptr: npt.NDArray[np.int64]  # [n + 1] into units
    units: npt.NDArray[np.int32]  # the different units of each record's readings
    masks: npt.NDArray[np.uint64]  # ``bound.Signs.unit``
    trait: npt.NDArray[
        np.int32
    ]  # [units, 1 + items] class, or -1 for a unit that is no known name; ``unit_items``
    rank: npt.NDArray[np.int32]  # [units] place among the most frequent, -1 for the rest
    dense: npt.NDArray[
        np.uint8
    ]  # levels of the most frequent units, filled as they are met; any thread writes the same
    unit_script: npt.NDArray[np.uint8]
    phonemes: npt.NDArray[np.uint8]
    length: npt.NDArray[np.uint8]
    unit_tf: npt.NDArray[np.float32]
    kind: npt.NDArray[np.uint8]
    column: npt.NDArray[np.int32]
    sound: npt.NDArray[np.int32]
    string: npt.NDArray[np.int32]
    text: npt.NDArray[np.uint64]  # ``texts.signatures``
    string_chars: npt.NDArray[np.uint8]
    string_length: npt.NDArray[np.uint8]
    string_tf: npt.NDArray[np.float32]
    code: npt.NDArray[np.int32]
    several: npt.NDArray[np.int32]
    identifier: npt.NDArray[np.int32]
    date: npt.NDArray[np.int32]
    civil: npt.NDArray[np.int32]  # [n, date fields] first day as year, month (4 bits), day (5 bits)
    nested: npt.NDArray[np.int32]
    nested_tf: npt.NDArray[np.float32]


class Weights(NamedTuple):
    """A model with the four populations of one level side by side."""

    log_p: npt.NDArray[np.float64]  # [field, group, level, population]
    tf_share: npt.NDArray[np.float64]
    tf_mean: npt.NDArray[np.float64]
    tf_class: npt.NDArray[np.float64]  # [field, population]
    supporting: npt.NDArray[np.bool_]
    contradicts: npt.NDArray[np.int8]
    composite: bool
    prior: npt.NDArray[np.float64]


FEW: Final = 2_000  # records from which a table of levels pays
FREQUENT: Final = 2048  # units whose levels are held in a table without gaps: most of what is met


def memo(bits: int = 20) -> Memo:
    return np.zeros(1 << bits, np.uint64)


@_leaf
def _grid(masks, trait, rank, dense, units, a, a_end, b, b_end, grid):  # type: ignore[no-untyped-def]
    """Levels of all units of one record against all of another, as far as they are known; else ``_UNKNOWN`` and the
    best level left.

    A row and a column more, of zeros, stand for a slot without unit.
    """
    width = b_end - b + 1
    at = 0
    for x in range(a, a_end):
        u = units[x]
        rank_u = rank[u]
        for y in range(b, b_end):
            v = units[y]
            code: Any = np.int64(1)
            if u != v:
                code = np.int64(_UNKNOWN)
                if rank_u >= 0 and rank[v] >= 0:
                    code = np.int64(dense[rank_u, rank[v]])
                if code == _UNKNOWN:
                    code = _foreseen(masks, u, v)
                    if code < 6:
                        code += _UNKNOWN
                    elif trait[u, 0] >= 0 and trait[v, 0] >= 0 and trait[u, 0] != trait[v, 0]:
                        code = np.int64(7)
            grid[at] = code
            at += 1
        grid[at] = 0
        at += 1
    for y in range(width):
        grid[at + y] = 0


@_leaf
def _names(  # type: ignore[no-untyped-def]
    parse, units, masks, trait, rank, dense, phonemes, length, script, memo, work, grid, i, i_end, j, j_end, a, a_end,
    b, b_end, floor, levels
):  # fmt: skip
    """Best pair of readings i..i_end and j..j_end: (p, q, cost, utility), in tenths of a bit, and its four levels.

    Readings whose utility is not above ``floor`` are not told apart: p is -1 and the utility very low.
    A slot that the plain readings of the same two names could compare and this pair cannot is charged.
    ``a..a_end`` and ``b..b_end`` are the units of the two records, ``grid`` room for a level of each two.
    """
    best_cost: Any = np.int64(0)
    best_p: Any = np.int64(-1)
    best_q: Any = np.int64(-1)
    best: Any = floor
    if i == i_end or j == j_end:
        return best_p, best_q, best_cost, np.int64(0)
    _grid(masks, trait, rank, dense, units, a, a_end, b, b_end, grid)
    width = b_end - b + 1
    for p in range(i, i_end):
        one = parse[p]
        row0, row1 = (one & 255) * width, ((one >> 8) & 255) * width
        row2, row3 = ((one >> 16) & 255) * width, ((one >> 24) & 255) * width
        for q in range(j, j_end):
            other = parse[q]
            at0, at1 = row0 + (other & 255), row1 + ((other >> 8) & 255)
            at2, at3 = row2 + ((other >> 16) & 255), row3 + ((other >> 24) & 255)
            cost = ((one >> 48) & 0xFFF) + ((other >> 48) & 0xFFF)
            utility = _UTILITY[0, grid[at0]] + _UTILITY[1, grid[at1]] + _UTILITY[2, grid[at2]]
            utility += _UTILITY[3, grid[at3]] - cost
            if utility <= best or (cost > _MOST and (p > i or q > j)):
                continue
            if cost > 0:
                lost = ((one >> 36) & (other >> 36) & 15) & ~((one >> 32) & (other >> 32) & 15)
                charge = _LOST * ((lost & 1) + ((lost >> 1) & 1) + ((lost >> 2) & 1) + ((lost >> 3) & 1))
                cost += charge
                utility -= charge
            for slot in _FROM_THE_ENDS:
                if utility <= best:
                    break
                at = at0 if slot == 0 else at3 if slot == 3 else at1 if slot == 1 else at2
                if grid[at] >= _UNKNOWN:
                    foreseen = grid[at]
                    shift = 8 * slot
                    u, v = units[a + ((one >> shift) & 255)], units[b + ((other >> shift) & 255)]
                    level = _sound_level(masks, trait, phonemes, length, script, memo, work, u, v)
                    grid[at] = level
                    if rank[u] >= 0 and rank[v] >= 0:
                        dense[rank[u], rank[v]] = level
                        dense[rank[v], rank[u]] = level
                    utility += _UTILITY[slot, level] - _UTILITY[slot, foreseen]
            if utility > best:
                best, best_p, best_q, best_cost = utility, p, q, cost
                levels[0], levels[1], levels[2], levels[3] = grid[at0], grid[at1], grid[at2], grid[at3]
                alike = max(levels[0], levels[1], levels[3]) <= 3 and levels[0] > 0 and levels[3] > 0
                if cost == 0 and alike:
                    return best_p, best_q, best_cost, best
    if best_p < 0:
        return best_p, best_q, best_cost, np.int64(_NEVER)
    return best_p, best_q, best_cost, best


@_leaf
def _sounds(  # type: ignore[no-untyped-def]
    masks, trait, phonemes, length, script, memo, work, sound, i, j, at
):
    """(level, unit, unit) of the best pair of values of a sound field."""
    best, best_a, best_b = 0, np.int32(-1), np.int32(-1)
    for x in range(sound.shape[2]):
        a = sound[i, at, x]
        if a < 0:
            break
        for y in range(sound.shape[2]):
            b = sound[j, at, y]
            if b < 0:
                break
            level = _sound_level(masks, trait, phonemes, length, script, memo, work, a, b)
            if best == 0 or level < best:
                best, best_a, best_b = level, a, b
    return best, best_a, best_b


@_leaf
def _cheap(packed, i, j, levels, groups, tf):  # type: ignore[no-untyped-def]
    """Fills the fields that numbers alone decide."""
    kind, column, date, civil = packed.kind, packed.column, packed.date, packed.civil
    for f in range(4, len(kind)):
        at = column[f]
        level, group, frequency = 0, 0, 0.0
        if kind[f] == _CODE:
            code_i, code_j = packed.code[i, at], packed.code[j, at]
            level = 0 if code_i < 0 or code_j < 0 else 1 if code_i == code_j else 2
        elif kind[f] == _SET:
            level = _set_level(packed.several, i, j, at)
        elif kind[f] == _IDENTIFIER:
            level = _identifier_level(packed.identifier, i, j, at)
        elif kind[f] == _DATE:
            level, group = _date_level(
                date[i, at, 0], date[i, at, 1], civil[i, at], date[j, at, 0], date[j, at, 1], civil[j, at]
            )
        elif kind[f] == _NESTED:
            level, group, shared = _nested_level(packed.nested, i, j, at)
            if shared >= 0:
                frequency = packed.nested_tf[shared]
        levels[f], groups[f], tf[f] = level, group, frequency


@_leaf
def _costly(packed, memo, work, i, j, levels, groups, tf):  # type: ignore[no-untyped-def]
    """Fills the fields whose letters are compared."""
    kind, column, unit_tf, script = packed.kind, packed.column, packed.unit_tf, packed.unit_script
    for f in range(4, len(kind)):
        at = column[f]
        if kind[f] == _SOUND:
            level, x, y = _sounds(
                packed.masks,
                packed.trait,
                packed.phonemes,
                packed.length,
                script,
                memo,
                work,
                packed.sound,
                i,
                j,
                at,
            )
            levels[f], groups[f], tf[f] = level, 0, 0.0
            if level > 0:
                groups[f] = int(script[x] == 2) + int(script[y] == 2)
                if level <= 3:
                    tf[f] = max(unit_tf[4 + at, x], unit_tf[4 + at, y])
        elif kind[f] == _STRING:
            text_i, text_j = packed.string[i, at], packed.string[j, at]
            level = _string_level(packed.text, packed.string_chars, packed.string_length, text_i, text_j)
            levels[f], groups[f], tf[f] = level, 0, 0.0
            if level == 1:
                tf[f] = packed.string_tf[text_i]


@_leaf
def _slots(packed, memo, work, grid, i, j, levels, groups, tf, hopeless):  # type: ignore[no-untyped-def]
    """Fills the four slots of the name; the cost of the readings chosen in bits, infinite where names are hopeless."""
    for slot in range(4):
        levels[slot], groups[slot], tf[slot] = 0, 0, 0.0
    parse, masks, trait, units = packed.parse, packed.masks, packed.trait, packed.units
    rank, dense = packed.rank, packed.dense
    phonemes, length, script = packed.phonemes, packed.length, packed.unit_script
    parse_ptr, unit_ptr, unit_tf = packed.parse_ptr, packed.unit_ptr, packed.unit_tf
    p_at, p_end, q_at, q_end = parse_ptr[i], parse_ptr[i + 1], parse_ptr[j], parse_ptr[j + 1]
    a, a_end, b, b_end = unit_ptr[i], unit_ptr[i + 1], unit_ptr[j], unit_ptr[j + 1]
    p, q, tenths, utility = _names(
        parse, units, masks, trait, rank, dense, phonemes, length, script, memo, work, grid, p_at, p_end, q_at, q_end,
        a, a_end, b, b_end, max(hopeless - 1, _NEVER), levels,
    )  # fmt: skip
    if utility < hopeless:
        if not _shared_identifier(packed.identifier, i, j):
            return np.inf
        p, q, tenths, utility = _names(
            parse, units, masks, trait, rank, dense, phonemes, length, script, memo, work, grid, p_at, p_end, q_at,
            q_end, a, a_end, b, b_end, _NEVER, levels,
        )  # fmt: skip
    if p >= 0:
        one, other = parse[p], parse[q]
        group = ((one >> 40) & 1) + ((other >> 40) & 1)
        for slot in range(4):
            groups[slot] = group
            if levels[slot] >= 1 and levels[slot] <= 3:
                x, y = units[a + ((one >> (8 * slot)) & 255)], units[b + ((other >> (8 * slot)) & 255)]
                tf[slot] = max(unit_tf[slot, x], unit_tf[slot, y])
    return tenths / 10.0


@_leaf
def _compare(packed, memo, work, grid, i, j, levels, groups, tf, hopeless):  # type: ignore[no-untyped-def]
    """Fills level, group and log2 value frequency of every field; returns the cost of the readings chosen, in bits.

    Names whose best readings have a utility below ``hopeless`` (tenths of a bit) are strangers' whatever else agrees,
    unless an identifier does: infinity is returned.
    """
    cost = _slots(packed, memo, work, grid, i, j, levels, groups, tf, hopeless)
    if cost < np.inf:
        _cheap(packed, i, j, levels, groups, tf)
        _costly(packed, memo, work, i, j, levels, groups, tf)
    return cost


@_leaf
def _within_reach(packed, reach, i, j, levels, groups, tf, cost, worth):  # type: ignore[no-untyped-def]
    """Whether a pair can reach ``worth`` bits, with letters that are not compared yet at their best."""
    bits, tf_share, tf_mean, kind = reach.bits, reach.tf_share, reach.tf_mean, packed.kind
    total = min(reach.letters[i], reach.letters[j]) - cost
    for f in range(len(kind)):
        level = levels[f]
        if level > 0 and kind[f] != _SOUND and kind[f] != _STRING:
            total += bits[f, groups[f], level] - tf_share[f, level] * (tf[f] - tf_mean[f, groups[f]])
    return total >= worth


@njit(cache=True, nogil=True)
def _compare_many(packed, memo, left, right, levels, groups, tf, cost, hopeless):  # type: ignore[no-untyped-def]
    fields = len(packed.kind)
    work, grid = np.empty((3, MAX_LENGTH + 1)), np.empty(1 << 16, np.uint8)
    level = np.zeros(fields, np.uint8)
    group = np.zeros(fields, np.uint8)
    frequency = np.zeros(fields, np.float64)
    for k in range(len(left)):
        cost[k] = _compare(packed, memo, work, grid, left[k], right[k], level, group, frequency, hopeless)
        if cost[k] < np.inf:
            for f in range(fields):
                levels[k, f], groups[k, f], tf[k, f] = level[f], group[f], frequency[f]


@_leaf
def _populations(levels, groups, tf, cost, weights, one, other, out):  # type: ignore[no-untyped-def]
    """log2 of prior times likelihood for each of ``model.POPULATIONS``, for lists one and other."""
    log_p, tf_share, tf_mean, tf_class = weights.log_p, weights.tf_share, weights.tf_mean, weights.tf_class
    for c in range(len(out)):
        out[c] = weights.prior[one, other, c] - (cost if c != _STRANGER else 0.0)
    for f in range(len(levels)):
        level = levels[f]
        if level == 0:
            continue
        group = groups[f]
        rarity = tf_share[f, level] * (tf[f] - tf_mean[f, group])
        for c in range(len(out)):
            out[c] += log_p[f, group, level, c] + rarity * tf_class[f, c]


@_leaf
def _log_odds(out):  # type: ignore[no-untyped-def]
    """log2 odds of the first population against the others together."""
    top = out[1]
    for c in range(2, len(out)):
        top = max(top, out[c])
    others = 0.0
    for c in range(1, len(out)):
        others += 2.0 ** (out[c] - top)
    return out[0] - top - math.log2(others)


@_leaf
def _names_alone(levels, supporting, composite):  # type: ignore[no-untyped-def]
    """Nothing but names agrees, and the names are not all four there and alike; or no given names can be compared."""
    if levels[0] == 0 and composite:
        return True
    for f in range(4, len(levels)):
        if supporting[f, levels[f]]:
            return False
    for slot in range(4):
        if levels[slot] == 0 or levels[slot] > 3:
            return True
    return False


@_leaf
def _contradicted(levels, groups, contradicts):  # type: ignore[no-untyped-def]
    """Points enough that the weight alone shall not merge."""
    points = 0
    for f in range(len(levels)):
        points += contradicts[f, groups[f], levels[f]]
    return points >= _QUESTION


@_leaf
def _weigh(levels, groups, tf, cost, weights, one, other, out):  # type: ignore[no-untyped-def]
    """log2 odds of "the same person" against relatives and strangers together, prior included.

    Names alone, and pairs that contradict each other, come to nothing above even odds: questions for a person.
    """
    _populations(levels, groups, tf, cost, weights, one, other, out)
    odds = _log_odds(out)
    if odds > 0.0 and (
        _names_alone(levels, weights.supporting, weights.composite)
        or _contradicted(levels, groups, weights.contradicts)
    ):
        return 0.0
    return odds


@njit(cache=True, nogil=True)
def _score_many(packed, memo, weights, left, right, out):  # type: ignore[no-untyped-def]
    fields = len(packed.kind)
    work, grid = np.empty((3, MAX_LENGTH + 1)), np.empty(1 << 16, np.uint8)
    levels = np.zeros(fields, np.uint8)
    groups = np.zeros(fields, np.uint8)
    tf = np.zeros(fields, np.float64)
    joint = np.zeros(weights.prior.shape[2], np.float64)
    for k in range(len(left)):
        i, j = left[k], right[k]
        cost = _compare(packed, memo, work, grid, i, j, levels, groups, tf, _HOPELESS)
        if cost == np.inf:
            out[k] = -_APART
            continue
        out[k] = _weigh(levels, groups, tf, cost, weights, packed.list_code[i], packed.list_code[j], joint)


@njit(cache=True, nogil=True)
def _joint_many(levels, groups, tf, cost, weights, list_left, list_right, out):  # type: ignore[no-untyped-def]
    for k in range(len(cost)):
        _populations(levels[k], groups[k], tf[k], cost[k], weights, list_left[k], list_right[k], out[k])


@njit(cache=True, nogil=True)
def _units_of(parse_ptr, parse_unit, unit_ptr, units, place):  # type: ignore[no-untyped-def]
    """The different units of each record in order of sight; ``place`` [parses, 4] where each slot's is, the number of
    the record's units for none.
    """
    count = 0
    for i in range(len(parse_ptr) - 1):
        first = count
        for p in range(parse_ptr[i], parse_ptr[i + 1]):
            for slot in range(4):
                unit = parse_unit[p, slot]
                if unit < 0:
                    continue
                at = first
                while at < count and units[at] != unit:
                    at += 1
                if at == count:
                    units[count] = unit
                    count += 1
                place[p, slot] = at - first
        unit_ptr[i + 1] = count
        for p in range(parse_ptr[i], parse_ptr[i + 1]):
            for slot in range(4):
                if parse_unit[p, slot] < 0:
                    place[p, slot] = count - first
    return count


def _packed_readings(coded: Coded) -> tuple[npt.NDArray[Any], ...]:
    """(readings, unit_ptr, units).

    A reading in bits: 0-31 places of its units among its record's, 8 for each slot; 32-35 slots filled; 36-39 slots
    that the plain reading of the same name fills; 40 script; 48-59 cost in tenths.
    """
    n, parses = len(coded.list_code), len(coded.parse_cost)
    unit_ptr = np.zeros(n + 1, np.int64)
    units, place = np.empty(parses * 4, np.int32), np.empty((parses, 4), np.int64)
    count = _units_of(coded.parse_ptr, coded.parse_unit, unit_ptr, units, place)
    mask = ((coded.parse_unit >= 0) * np.array([1, 2, 4, 8])).sum(axis=1)
    parse = (place << np.array([0, 8, 16, 24])).sum(axis=1)
    parse |= mask << 32
    parse |= (mask[coded.parse_plain] if parses else mask) << 36
    parse |= coded.parse_script.astype(np.int64) << 40
    parse |= np.rint(coded.parse_cost * 10.0).astype(np.int64) << 48
    return parse, unit_ptr, units[:count].copy()


def _civil(days: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Year, month and day of days since 1970 in one number each."""
    day = days.astype("datetime64[D]")
    month, year = day.astype("datetime64[M]"), day.astype("datetime64[Y]")
    of_year = (month - year.astype("datetime64[M]")).astype(np.int64) + 1
    of_month = (day - month.astype("datetime64[D]")).astype(np.int64) + 1
    packed_days: npt.NDArray[np.int32] = (
        (year.astype(np.int64) + 1970) << 9 | of_year << 5 | of_month
    ).astype(np.int32)
    return packed_days


def packed(coded: Coded, width: float | None = None) -> Packed:
    """``width``: of another register's bins of rarity."""
    parse, unit_ptr, units = _packed_readings(coded)
    few = 16 if len(coded.list_code) < FEW else FREQUENT
    often = np.argsort(-np.bincount(units, minlength=len(coded.unit_length)), kind="stable")[:few]
    rank = np.full(len(coded.unit_length), -1, np.int32)
    rank[often] = np.arange(len(often))
    known = np.where(coded.unit_known, coded.unit_class, -1)
    trait = np.ascontiguousarray(np.column_stack([known, coded.unit_items]), np.int32)
    civil = _civil(coded.date[:, :, 0])
    return Packed(
        list_code=coded.list_code,
        parse_ptr=coded.parse_ptr,
        parse=parse,
        unit_ptr=unit_ptr,
        units=units,
        masks=rows.unit_table(coded, rank, width or rows.bin_width(coded)),
        trait=trait,
        rank=rank,
        dense=np.full((len(often), len(often)), _UNKNOWN, np.uint8),
        unit_script=coded.unit_script,
        phonemes=coded.unit_phonemes,
        length=coded.unit_length,
        unit_tf=np.ascontiguousarray(coded.unit_tf),
        text=texts.signatures(coded.string_chars, coded.string_length),
        **{
            name: np.ascontiguousarray(getattr(coded, name))
            for name in (
                "kind", "column", "sound", "string", "string_chars", "string_length", "string_tf", "code", "several",
                "identifier", "date", "nested", "nested_tf",
            )
        },
        civil=civil,
    )  # fmt: skip


def bounded(coded: Coded, records: Packed, width: float | None = None) -> rows.Rows:
    """The rows of the bound, of records in ``packed`` form with the same ``width``."""
    return rows.rows(
        coded, records.parse, records.unit_ptr, records.units, records.masks, records.text, records.civil,
        neighbours_first(coded), width or rows.bin_width(coded),
    )  # fmt: skip


@njit(cache=True, nogil=True)
def _fill(masks, trait, phonemes, length, script, memo, often, dense):  # type: ignore[no-untyped-def]
    work = np.empty((3, MAX_LENGTH + 1))
    for x in range(len(often)):
        for y in range(x + 1):
            level = _sound_level(masks, trait, phonemes, length, script, memo, work, often[x], often[y])
            dense[x, y] = dense[y, x] = level


def known_levels(records: Packed) -> npt.NDArray[np.uint8]:
    """``Packed.dense`` with every level in it: what a standing index keeps."""
    often = np.argsort(np.where(records.rank < 0, len(records.rank), records.rank), kind="stable")
    dense = records.dense.copy()
    _fill(
        records.masks, records.trait, records.phonemes, records.length, records.unit_script, memo(16),
        often[: len(dense)], dense,
    )  # fmt: skip
    return dense


def worth_by_lists(model: Model, floor: float, *, kin: bool) -> npt.NDArray[np.float64]:
    """[list, list] bits against strangers that a pair of the two lists must bring to be above ``floor``."""
    strangers = model.prior[..., _STRANGER]
    least = floor + strangers - model.prior[..., 0]
    if kin:
        least = np.minimum(least, floor + strangers - model.prior[..., 1])
    return np.ascontiguousarray(least)


def weights(model: Model) -> Weights:
    return Weights(
        log_p=np.ascontiguousarray(np.moveaxis(model.log_p, 0, -1)),
        tf_share=model.tf_share,
        tf_mean=model.tf_mean,
        tf_class=np.ascontiguousarray(model.tf_class.T),
        supporting=model.supporting,
        contradicts=model.contradicts,
        composite=model.composite,
        prior=np.ascontiguousarray(model.prior),
    )


# --- blocking -------------------------------------------------------------------------------------------------------

# Kinds of support values beside name tokens (block.py fills them).
SUPPORTS: Final = (
    "birth year",
    "birth day",
    "governorate",
    "sub-district",
    "arrest month",
    "arrest day",
    "mother",
    "other",
)
_BIRTH_YEAR, _BIRTH_DAY, _WIDE, _NARROW, _ARREST_MONTH, _ARREST_DAY, _MOTHER, _OTHER = range(8)
_ALONE: Final = np.array([k in (1, 3, 4, 5, 7) for k in range(8)])  # with one token
_BESIDE_TWO: Final = np.array([k in (0, 2, 4, 6) for k in range(8)])  # with two tokens
_TOGETHER: Final = np.zeros((8, 8), np.bool_)  # with one token and each other
for _one, _other in ((0, 2), (0, 3), (0, 4), (2, 4), (6, 0), (6, 2), (6, 4)):
    _TOGETHER[_one, _other] = _TOGETHER[_other, _one] = True
MAX_KEYS: Final = 512


@njit(cache=True, nogil=True)
def _key(rule, a, b, c):  # type: ignore[no-untyped-def]
    """A hash of the rule and its values; the rule itself in the lowest 8 bits. Never 0."""
    h = _mix(np.uint64(a) + np.uint64(0x9E3779B97F4A7C15))
    h = _mix(h ^ (np.uint64(b) + np.uint64(0x7F4A7C15)))
    h = _mix(h ^ (np.uint64(c) + np.uint64(0x51ED270B) + (np.uint64(rule) << np.uint64(48))))
    return (h & ~np.uint64(255)) | np.uint64(256) | np.uint64(rule)


@njit(cache=True, nogil=True)
def _add(keys, count, made, rule, a, b, c):  # type: ignore[no-untyped-def]
    """Appends a key that was not made yet; a record's keys beyond the most are left out."""
    if count == MAX_KEYS:
        return count
    table, key = made.table, _key(rule, a, b, c)
    at = (key >> np.uint64(20)) & np.uint64(len(table) - 1)
    while table[at] != 0:
        if table[at] == key:
            return count
        at = (at + np.uint64(1)) & np.uint64(len(table) - 1)
    table[at] = key
    made.at[count], made.first[count] = at, a
    keys[count] = key
    return count + 1


@njit(cache=True, nogil=True)
def _variant_keys(token, variant, mask, part, keys, count, made):  # type: ignore[no-untyped-def]
    """Two tokens of the plain reading, one of them with a letter left out."""
    width = len(token)
    for x in range(width):
        if token[x] < 0 or (width == 4 and x == 2):
            continue
        for y in range(width):
            if x == y or token[y] < 0 or (width == 4 and y == 2):
                continue
            for v in range(variant.shape[1]):
                if variant[x, v] >= 0 and (variant[x, v] & mask) == part:
                    count = _add(keys, count, made, 2, variant[x, v], token[y], 0)
    return count


@njit(cache=True, nogil=True)
def _record_keys(  # type: ignore[no-untyped-def]
    first, last, token, token_cost, variant, support, support_kind, mask, part, keys, made
):
    """All blocking keys of one record whose first value is of the part, distinct, into ``keys``; their number."""
    count = 0
    width = token.shape[1]
    for p in range(first, last):
        for x in range(width):
            a = token[p, x]
            if a < 0:
                continue
            for y in range(x + 1, width):
                b = token[p, y]
                if b < 0:
                    continue
                lo, hi = min(a, b), max(a, b)
                if (lo & mask) == part:
                    count = _add(keys, count, made, 0, lo, hi, 0)
                    for s in range(len(support)):
                        if support[s] >= 0 and _BESIDE_TWO[support_kind[s]]:
                            count = _add(keys, count, made, 16 + support_kind[s], lo, hi, support[s])
                for z in range(y + 1, width):
                    c = token[p, z]
                    if c < 0:
                        continue
                    least, most = min(lo, c), max(hi, c)
                    if (least & mask) == part:
                        count = _add(keys, count, made, 1, least, lo + hi + c - least - most, most)
            if token_cost[p] > 2.0 or (a & mask) != part:
                continue
            for s in range(len(support)):
                if support[s] < 0:
                    continue
                kind = support_kind[s]
                if _ALONE[kind]:
                    count = _add(keys, count, made, 32 + kind, a, support[s], 0)
                for t in range(s + 1, len(support)):
                    if support[t] >= 0 and _TOGETHER[kind, support_kind[t]]:
                        rule = 64 + 8 * kind + support_kind[t]
                        count = _add(keys, count, made, rule, a, support[s], support[t])
    if last > first:
        count = _variant_keys(token[first], variant, mask, part, keys, count, made)
    for s in range(len(support)):
        if support[s] >= 0 and support_kind[s] == _OTHER and (support[s] & mask) == part:
            count = _add(keys, count, made, 3, support[s], 0, 0)
    for k in range(count):
        made.table[made.at[k]] = 0
    return count


def most_tokens(support_kind: npt.NDArray[Any]) -> int:
    """Different tokens of a record up to which it cannot have more keys than are kept."""
    beside, alone = int(_BESIDE_TWO[support_kind].sum()), int(_ALONE[support_kind].sum())
    together = int(np.triu(_TOGETHER[np.ix_(support_kind, support_kind)], 1).sum())
    rest = 48 + len(support_kind)  # letters left out, identifiers
    for t in range(64):
        if math.comb(t, 2) * (1 + beside) + math.comb(t, 3) + t * (alone + together) + rest > MAX_KEYS:
            return t - 1
    return 63


@njit(cache=True, nogil=True)
def _different(token, most):  # type: ignore[no-untyped-def]
    """How many different tokens there are; at ``most`` + 1 no more are looked for."""
    seen, count = np.empty(most + 1, np.int64), 0
    for a in token.flat:
        if a < 0:
            continue
        at = 0
        while at < count and seen[at] != a:
            at += 1
        if at == count:
            if count > most:
                return count
            seen[count] = a
            count += 1
    return count


class Made(NamedTuple):
    """Keys of one record so far: an open-addressed table; where each stands in it, and its first value."""

    table: npt.NDArray[np.uint64]
    at: npt.NDArray[np.uint64]
    first: npt.NDArray[np.int64]


@njit(cache=True, nogil=True)
def _keys_of_rows(  # type: ignore[no-untyped-def]
    first_row, ptr, token, token_cost, variant, support, support_kind, few, mask, part, keys, owner, per_bucket, shift
):  # fmt: skip
    """Keys of rows whose first value is of the part, and whose they are, into ``keys`` and ``owner``; counts by bucket.

    ``ptr``: the readings of each row; ``variant``: those of each row's first reading. Values are of part
    ``value & mask``: all of one key are of one part, and others are not even made, but for a record of more than
    ``few`` tokens: which of its keys are beyond the most must not depend on the parts.
    """
    made = Made(
        np.zeros(4 * MAX_KEYS, np.uint64), np.empty(MAX_KEYS, np.uint64), np.empty(MAX_KEYS, np.int64)
    )
    count = 0
    for i in range(len(ptr) - 1):
        whole = mask > 0 and _different(token[ptr[i] : ptr[i + 1]], few) > few
        found = _record_keys(
            ptr[i], ptr[i + 1], token, token_cost, variant[i], support[i], support_kind, 0 if whole else mask,
            0 if whole else part, keys[count:], made,
        )  # fmt: skip
        begin = count
        for k in range(found):
            if not whole or (made.first[k] & mask) == part:
                keys[count] = keys[begin + k]
                owner[count] = first_row + i
                per_bucket[keys[count] >> shift] += 1
                count += 1
    return count


@njit(cache=True, nogil=True)
def _scatter(keys, owner, shift, at, out_keys, out_owner):  # type: ignore[no-untyped-def]
    """Keys and owners by bucket, in their order; ``at`` is where each bucket begins, and moves on."""
    for k in range(len(keys)):
        bucket = keys[k] >> shift
        out_keys[at[bucket]] = keys[k]
        out_owner[at[bucket]] = owner[k]
        at[bucket] += 1


@njit(cache=True, nogil=True)
def _invert(starts, members, ptr, out):  # type: ignore[no-untyped-def]
    """Blocks by record, ascending, from members by block. ``ptr`` [n + 1] is filled too."""
    for m in members:
        ptr[m + 1] += 1
    for i in range(len(ptr) - 1):
        ptr[i + 1] += ptr[i]
    at = ptr[:-1].copy()
    for b in range(len(starts) - 1):
        for k in range(starts[b], starts[b + 1]):
            out[at[members[k]]] = b
            at[members[k]] += 1


@njit(cache=True, nogil=True)
def _count_named(ptr, block_of, points, out):  # type: ignore[no-untyped-def]
    """Where each record's blocks that have points would begin, into ``out`` [n + 1]; how many there are."""
    count = 0
    for i in range(len(ptr) - 1):
        for k in range(ptr[i], ptr[i + 1]):
            count += points[block_of[k]] > 0
        out[i + 1] = count
    return count


@njit(cache=True, nogil=True)
def _name(ptr, block_of, points, out):  # type: ignore[no-untyped-def]
    """The blocks of each record that have points."""
    count = 0
    for k in range(ptr[0], ptr[-1]):
        if points[block_of[k]] > 0:
            out[count] = block_of[k]
            count += 1


@njit(cache=True, nogil=True)
def _most_met(ptr, block_of, starts):  # type: ignore[no-untyped-def]
    """The most members that the blocks of one record have, each block for itself."""
    most = 1
    for i in range(len(ptr) - 1):
        met = 0
        for k in range(ptr[i], ptr[i + 1]):
            met += starts[block_of[k] + 1] - starts[block_of[k]]
        most = max(most, met)
    return most


@_leaf
def _candidates(  # type: ignore[no-untyped-def]
    ptr, block_of, starts, members, points, enough, gathered, chosen, i, out
):
    """The records that share blocks of ``enough`` points with record i, each once, into ``out``: those before it, or,
    with ``chosen``, all that are not chosen themselves or before it. How many there are.

    ``gathered`` [n] is zero before and after. ``out`` has room for all that share any block.
    """
    count = 0
    for k in range(ptr[i], ptr[i + 1]):
        b = block_of[k]
        each = points[b]
        if each == 0:
            continue
        for m in range(starts[b], starts[b + 1]):
            j = members[m]
            if j >= i:
                if len(chosen) == 0:
                    break
                if j == i or chosen[j]:
                    continue
            before = gathered[j]
            gathered[j] = before + each
            out[count] = j
            count += before == 0
    kept = 0
    for k in range(count):
        j = out[k]
        out[kept] = j
        kept += gathered[j] >= enough
        gathered[j] = 0
    return kept


@njit(cache=True, nogil=True)
def _met(rows, ptr, block_of, starts, members, mark, begin, left, right, sums):  # type: ignore[no-untyped-def]
    """Everyone who shares a block with one of ``rows`` [r]: pairs, and the sums of ``mark`` over the blocks they share.

    How many there are. ``begin`` [n]: -1 before and after.
    """
    count = 0
    for i in rows:
        first = count
        for k in range(ptr[i], ptr[i + 1]):
            b = block_of[k]
            for m in range(starts[b], starts[b + 1]):
                j = members[m]
                if j == i:
                    continue
                if begin[j] < first:
                    begin[j] = count
                    left[count], right[count], sums[count] = i, j, 0
                    count += 1
                sums[begin[j]] += mark[b]
        for k in range(first, count):
            begin[right[k]] = -1
    return count


@njit(cache=True, nogil=True)
def _cells_shared(left, right, ptr, block_of, cell, out):  # type: ignore[no-untyped-def]
    """``out`` [pairs, cells]: how many blocks of each cell the two records share."""
    for k in range(len(left)):
        x, y = ptr[left[k]], ptr[right[k]]
        while x < ptr[left[k] + 1] and y < ptr[right[k] + 1]:
            if block_of[x] == block_of[y]:
                out[k, cell[block_of[x]]] += 1
                x, y = x + 1, y + 1
            elif block_of[x] < block_of[y]:
                x += 1
            else:
                y += 1


_AHEAD: Final = 2  # survivors whose values are fetched ahead


@_leaf
def _fetch(packed, j):  # type: ignore[no-untyped-def]
    """Tells the processor that all of record j is read soon: a dozen walks to main memory at once."""
    prefetch(packed.parse, packed.parse_ptr[j])
    prefetch(packed.units, packed.unit_ptr[j])
    prefetch(packed.code, j * packed.code.shape[1])
    prefetch(packed.date, j * packed.date.shape[1] * packed.date.shape[2])
    prefetch(packed.civil, j * packed.civil.shape[1])
    prefetch(packed.sound, j * packed.sound.shape[1] * packed.sound.shape[2])
    prefetch(packed.string, j * packed.string.shape[1])
    prefetch(packed.several, j * packed.several.shape[1] * packed.several.shape[2])
    prefetch(packed.identifier, j * packed.identifier.shape[1] * packed.identifier.shape[2] * 2)
    prefetch(packed.nested, j * packed.nested.shape[1] * packed.nested.shape[2] * packed.nested.shape[3])


@njit(cache=True, nogil=True)
def _scan(  # type: ignore[no-untyped-def]
    packed,
    bounded,
    bars,
    room,
    weights,
    reach,
    memo,
    ptr,
    block_of,
    starts,
    members,
    points,
    enough,
    visit,
    at,
    stop,
    gathered,
    chosen,
    floor,
    left,
    right,
    odds,
):
    """Scores the candidates of the records ``visit[at:stop]`` until the buffers are full.

    Returns (where it stopped, pairs written, candidates seen). With ``chosen`` empty each pair is met from its later
    record, and pairs of at least ``floor`` bits are written. Otherwise the records visited are the chosen ones, pairs
    are met with all others, and those are written whose odds of being the same person or near relatives, against
    strangers, are above ``floor``. ``gathered``: see ``_candidates``.
    """
    fields = len(packed.kind)
    work, grid = np.empty((3, MAX_LENGTH + 1)), np.empty(1 << 16, np.uint8)
    levels = np.zeros(fields, np.uint8)
    groups = np.zeros(fields, np.uint8)
    tf = np.zeros(fields, np.float64)
    joint = np.zeros(weights.prior.shape[2], np.float64)
    prior, list_code = weights.prior, packed.list_code
    rows, begin, shape, known, unit = bounded.rows, bounded.begin, bounded.shape, bounded.known, bounded.unit
    text = bounded.text
    own_code, candidates = np.empty(0, np.int32), np.empty(len(gathered) + 1, np.int32)
    training = len(chosen) > 0
    count, seen = 0, 0
    while at < stop:
        i = visit[at]
        most = 0
        for k in range(ptr[i], ptr[i + 1]):
            prefetch(members, starts[block_of[k]])
            most += starts[block_of[k] + 1] - starts[block_of[k]]
        if count + most > len(left) and count > 0:
            break
        found = _candidates(
            ptr, block_of, starts, members, points, enough, gathered, chosen, i, candidates
        )  # fmt: skip
        seen += found
        found = bound.survivors(
            rows, LINE * np.int64(begin[i]), shape, known, unit, own_code, text, rows, begin, shape, known, unit,
            text, packed.dense, bars, room, candidates, found,
        )  # fmt: skip
        one = list_code[i]
        for k in range(found):
            if k + _AHEAD < found:
                _fetch(packed, np.int64(candidates[k + _AHEAD]))
            j = candidates[k]
            other = list_code[j]
            strangers = prior[one, other, _STRANGER]
            worth = floor + strangers - prior[one, other, 0]
            if training:
                worth = min(worth, floor + strangers - prior[one, other, 1])
            low, high = min(i, j), max(i, j)
            cost = _slots(packed, memo, work, grid, low, high, levels, groups, tf, _HOPELESS)
            if cost == np.inf:
                continue
            _cheap(packed, low, high, levels, groups, tf)
            if not _within_reach(packed, reach, low, high, levels, groups, tf, cost, worth - 1e-6):
                continue
            _costly(packed, memo, work, low, high, levels, groups, tf)
            if training:
                _populations(levels, groups, tf, cost, weights, one, other, joint)
                bits = max(joint[0], joint[1]) - joint[_STRANGER]
            else:
                bits = _weigh(levels, groups, tf, cost, weights, one, other, joint)
            if bits > floor:
                left[count] = low
                right[count] = high
                odds[count] = bits
                count += 1
        at += 1
    return at, count, seen


def compare_pairs(
    records: Packed,
    left: npt.NDArray[np.int64],
    right: npt.NDArray[np.int64],
    table: Memo,
    *,
    hopeless: int = _NEVER,
) -> Vectors:
    """Comparison vectors; the cost is infinite where the names are hopeless."""
    fields = len(records.kind)
    out = Vectors(
        levels=np.zeros((len(left), fields), np.uint8),
        groups=np.zeros((len(left), fields), np.uint8),
        tf=np.zeros((len(left), fields)),
        cost=np.zeros(len(left)),
    )
    _compare_many(records, table, left, right, *out, hopeless)
    return out


@njit(cache=True, nogil=True)
def _link_groups(sizes, odds, out):  # type: ignore[no-untyped-def]
    """``cluster.average_linkage``."""
    begin, pair = 0, 0
    for group in range(len(sizes)):
        k = sizes[group]
        if k == 2:
            out[begin] = begin
            out[begin + 1] = begin if odds[pair] > 0.0 else begin + 1
            begin, pair = begin + 2, pair + 1
            continue
        table = np.zeros((k, k))
        size = np.ones(k)
        alive = np.ones(k, np.bool_)
        label = np.arange(k)
        for x in range(k):
            for y in range(x + 1, k):
                table[x, y] = table[y, x] = odds[pair]
                pair += 1
        while True:
            best, a, b = 0.0, -1, -1
            for x in range(k):
                if alive[x]:
                    for y in range(x + 1, k):
                        if alive[y]:
                            mean = table[x, y] / (size[x] * size[y])
                            if mean > best:
                                best, a, b = mean, x, y
            if a < 0:
                break
            for y in range(k):
                table[a, y] += table[b, y]
            for y in range(k):
                table[y, a] = table[a, y]
            size[a] += size[b]
            alive[b] = False
            for y in range(k):
                if label[y] == b:
                    label[y] = a
        for x in range(k):
            out[begin + x] = begin + label[x]
        begin += k


BUFFER: Final = 1 << 19  # pairs a thread writes before it hands them over
CHUNK: Final = 4096  # records a thread takes at a time
SEVERAL: Final = 2_000  # pairs for which it is worth to start threads


class NumbaEngine:
    """Keeps what it packed, and its memos of unit pairs, between calls on the same records."""

    def __init__(self, threads: int | None = None) -> None:
        self.threads = threads or min(2, os.cpu_count() or 1)
        self._of: Coded | None = None
        self._packed: Packed | None = None
        self._rows: rows.Rows | None = None
        self._memos: list[Memo] = []

    def _ready(self, coded: Coded) -> Packed:
        if self._of is not coded or self._packed is None:
            units = len(coded.unit_length)
            bits = 22 if units > 20_000 else 20 if units > 2000 else 16 if units > 200 else 12
            self._of = coded
            self._packed, self._rows = packed(coded), None
            self._memos = [memo(bits) for _ in range(self.threads)]
        return self._packed

    def compare(
        self, coded: Coded, left: npt.NDArray[Any], right: npt.NDArray[Any], *, hopeless: int = _NEVER
    ) -> Vectors:
        records = self._ready(coded)
        parts = self._spread(
            len(left),
            lambda some, table: compare_pairs(records, left[some], right[some], table, hopeless=hopeless),
        )
        return Vectors(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    def joint(
        self, vectors: Vectors, model: Model, list_left: npt.NDArray[Any], list_right: npt.NDArray[Any]
    ) -> npt.NDArray[np.float64]:
        out = np.zeros((len(vectors.cost), model.prior.shape[2]))
        _joint_many(*vectors, weights(model), list_left, list_right, out)
        return out

    def score(
        self, coded: Coded, model: Model, left: npt.NDArray[Any], right: npt.NDArray[Any]
    ) -> npt.NDArray[np.float64]:
        records, weighing = self._ready(coded), weights(model)

        def scored(some: slice, table: Memo) -> npt.NDArray[np.float64]:
            out = np.zeros(some.stop - some.start)
            _score_many(records, table, weighing, left[some], right[some], out)
            return out

        return np.concatenate(self._spread(len(left), scored))

    def linkage(self, sizes: npt.NDArray[Any], odds: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
        out = np.empty(int(sizes.sum()), np.int64)
        _link_groups(sizes, odds, out)
        return out

    def _spread(self, size: int, work: Callable[[slice, Memo], Any]) -> list[Any]:
        """``work`` on as many parts as there are threads, in their order; each pair by itself: parts change nothing."""
        if size < SEVERAL or self.threads == 1:
            return [work(slice(0, size), self._memos[0])]
        cuts = np.linspace(0, size, self.threads + 1).astype(int).tolist()
        with ThreadPoolExecutor(self.threads) as pool:
            futures = [
                pool.submit(work, slice(cuts[at], cuts[at + 1]), self._memos[at])
                for at in range(self.threads)
            ]
            return [future.result() for future in futures]

    def scan(
        self,
        coded: Coded,
        model: Model,
        blocks: "Blocks",
        *,
        floor: float,
        chosen: npt.NDArray[np.bool_] | None = None,
    ) -> tuple[Graph, int]:
        records = self._ready(coded)
        weighing, bounds = weights(model), reach.reach(coded, model, kin=chosen is not None)
        least = worth_by_lists(model, floor, kin=chosen is not None)
        against = reach.against_strangers(model, kin=chosen is not None)
        bars = bound.bars(coded.kind, coded.nested_tf, against, least, rows.bin_width(coded))
        if self._rows is None:
            self._rows = bounded(coded, records)
        visit = neighbours_first(coded)
        if chosen is not None:
            visit = visit[chosen[visit]]
        inside = np.zeros(0, np.bool_) if chosen is None else chosen
        room = int(_most_met(blocks.ptr, blocks.block_of, blocks.starts))
        starts = list(range(0, len(visit), CHUNK))
        free: SimpleQueue[int] = SimpleQueue()
        for at in range(self.threads):
            free.put(at)
        rooms = [bound.scratch() for _ in range(self.threads)]
        gathered = [np.zeros(len(coded.list_code), np.uint16) for _ in range(self.threads)]
        buffers = [
            (
                np.empty(max(BUFFER, room), np.int64),
                np.empty(max(BUFFER, room), np.int64),
                np.empty(max(BUFFER, room)),
            )
            for _ in range(self.threads)
        ]

        def chunk(start: int) -> tuple[list[tuple[npt.NDArray[Any], ...]], int]:
            mine = free.get()
            stop, total, parts = min(start + CHUNK, len(visit)), 0, []
            while start < stop:
                start, count, seen = _scan(
                    records, self._rows, bars, rooms[mine], weighing, bounds, self._memos[mine], blocks.ptr,
                    blocks.block_of, blocks.starts, blocks.members, blocks.points, blocks.enough, visit, start, stop,
                    gathered[mine], inside, floor, *buffers[mine],
                )  # fmt: skip
                parts.append(tuple(column[:count].copy() for column in buffers[mine]))
                total += seen
            free.put(mine)
            return parts, total

        with ThreadPoolExecutor(self.threads) as pool:
            done = list(pool.map(chunk, starts))
        parts = [part for found, _ in done for part in found]
        if not parts:
            return Graph(left=np.zeros(0, np.int64), right=np.zeros(0, np.int64), odds=np.zeros(0)), 0
        left, right, odds = (np.concatenate(column) for column in zip(*parts, strict=True))
        order = np.lexsort((right, left))
        return Graph(left=left[order], right=right[order], odds=odds[order]), sum(total for _, total in done)


def neighbours_first(coded: Coded) -> npt.NDArray[np.int64]:
    """Rows ordered by family name, then given name: what they are compared with is then still in the cache."""
    n = len(coded.list_code)
    if not len(coded.parse_unit):
        return np.arange(n)
    has = np.diff(coded.parse_ptr) > 0
    first = coded.parse_unit[np.where(has, coded.parse_ptr[:-1], 0)]
    family = np.where(has & (first[:, 3] >= 0), coded.unit_class[first[:, 3]], -1)
    given = np.where(has & (first[:, 0] >= 0), coded.unit_class[first[:, 0]], -1)
    return np.lexsort((given, family))
