# ruff: noqa: ANN001, ANN201, ANN202  # compiled functions are typed by numba
"""Two records side by side: the level of each field, from the best of the readings of both names."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sijill.linkage.engines import cache as _cache

_cache.use()

from numba import njit  # noqa: E402  # the cache folder is set before the first decorator

from sijill.linkage import compare  # noqa: E402
from sijill.linkage.engines.levels import (  # noqa: E402
    CODE,
    DATE,
    IDENTIFIER,
    NESTED,
    SET,
    SOUND,
    STRING,
    date_level,
    foreseen,
    identifier_level,
    nested_level,
    set_level,
    shared_identifier,
    sound_level,
    string_level,
)
from sijill.linkage.engines.machine import leaf as _leaf  # noqa: E402
from sijill.linkage.engines.packed import UNKNOWN, Memo, Packed  # noqa: E402
from sijill.linkage.model import Vectors  # noqa: E402
from sijill.text.names.tokens import MAX_LENGTH  # noqa: E402

_AT_BEST: Final = np.maximum.accumulate(compare.UTILITY[:, ::-1], axis=1)[:, ::-1]  # by the best level left
_UTILITY: Final = np.concatenate([compare.UTILITY, _AT_BEST], axis=1)
_FROM_THE_ENDS: Final = (0, 3, 1, 2)  # given and family name tell most
_LOST: Final = compare.LOST_SLOT
_MOST: Final = compare.MOST_COST
_NEVER: Final = compare.NEVER


@_leaf
def _grid(masks, trait, rank, dense, units, a, a_end, b, b_end, grid):  # type: ignore[no-untyped-def]
    """Levels of all units of one record against all of another, as far as they are known; else ``UNKNOWN`` and the
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
                code = np.int64(UNKNOWN)
                if rank_u >= 0 and rank[v] >= 0:
                    code = np.int64(dense[rank_u, rank[v]])
                if code == UNKNOWN:
                    code = foreseen(masks, u, v)
                    if code < 6:
                        code += UNKNOWN
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
                if grid[at] >= UNKNOWN:
                    best_left = grid[at]
                    shift = 8 * slot
                    u, v = units[a + ((one >> shift) & 255)], units[b + ((other >> shift) & 255)]
                    level = sound_level(masks, trait, phonemes, length, script, memo, work, u, v)
                    grid[at] = level
                    if rank[u] >= 0 and rank[v] >= 0:
                        dense[rank[u], rank[v]] = level
                        dense[rank[v], rank[u]] = level
                    utility += _UTILITY[slot, level] - _UTILITY[slot, best_left]
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
def _best_sound(  # type: ignore[no-untyped-def]
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
            level = sound_level(masks, trait, phonemes, length, script, memo, work, a, b)
            if best == 0 or level < best:
                best, best_a, best_b = level, a, b
    return best, best_a, best_b


@_leaf
def numbers(packed, i, j, levels, groups, tf):  # type: ignore[no-untyped-def]
    """Fills the fields that numbers alone decide."""
    kind, column, date, civil = packed.kind, packed.column, packed.date, packed.civil
    for f in range(4, len(kind)):
        at = column[f]
        level, group, frequency = 0, 0, 0.0
        if kind[f] == CODE:
            code_i, code_j = packed.code[i, at], packed.code[j, at]
            level = 0 if code_i < 0 or code_j < 0 else 1 if code_i == code_j else 2
        elif kind[f] == SET:
            level = set_level(packed.several, i, j, at)
        elif kind[f] == IDENTIFIER:
            level = identifier_level(packed.identifier, i, j, at)
        elif kind[f] == DATE:
            level, group = date_level(
                date[i, at, 0], date[i, at, 1], civil[i, at], date[j, at, 0], date[j, at, 1], civil[j, at]
            )
        elif kind[f] == NESTED:
            level, group, shared = nested_level(packed.nested, i, j, at)
            if shared >= 0:
                frequency = packed.nested_tf[shared]
        levels[f], groups[f], tf[f] = level, group, frequency


@_leaf
def sounds(packed, memo, work, i, j, levels, groups, tf):  # type: ignore[no-untyped-def]
    """Fills the fields whose letters are compared by sound."""
    kind, column, unit_tf, script = packed.kind, packed.column, packed.unit_tf, packed.unit_script
    masks, trait, phonemes, length, sound = (
        packed.masks, packed.trait, packed.phonemes, packed.length, packed.sound
    )  # fmt: skip
    for f in range(4, len(kind)):
        if kind[f] == SOUND:
            at = column[f]
            level, x, y = _best_sound(
                masks, trait, phonemes, length, script, memo, work, sound, i, j, at
            )  # fmt: skip
            levels[f], groups[f], tf[f] = level, 0, 0.0
            if level > 0:
                groups[f] = int(script[x] == 2) + int(script[y] == 2)
                if level <= 3:
                    tf[f] = max(unit_tf[4 + at, x], unit_tf[4 + at, y])


@_leaf
def text_field(packed, f, i, j, levels, groups, tf):  # type: ignore[no-untyped-def]
    """Fills one field of texts."""
    one, other = packed.string[i, packed.column[f]], packed.string[j, packed.column[f]]
    level = string_level(packed.text, packed.string_chars, packed.string_length, one, other)
    levels[f], groups[f], tf[f] = level, 0, 0.0
    if level == 1:
        tf[f] = packed.string_tf[one]


@_leaf
def slots(packed, memo, work, grid, i, j, levels, groups, tf, hopeless):  # type: ignore[no-untyped-def]
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
        if not shared_identifier(packed.identifier, i, j):
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
def compare_two(packed, memo, work, grid, i, j, levels, groups, tf, hopeless):  # type: ignore[no-untyped-def]
    """Fills level, group and log2 value frequency of every field; returns the cost of the readings chosen, in bits.

    Names whose best readings have a utility below ``hopeless`` (tenths of a bit) are strangers' whatever else agrees,
    unless an identifier does: infinity is returned.
    """
    cost = slots(packed, memo, work, grid, i, j, levels, groups, tf, hopeless)
    if cost < np.inf:
        numbers(packed, i, j, levels, groups, tf)
        sounds(packed, memo, work, i, j, levels, groups, tf)
        for f in range(4, len(packed.kind)):
            if packed.kind[f] == STRING:
                text_field(packed, f, i, j, levels, groups, tf)
    return cost


@njit(cache=True, nogil=True)
def room_for(packed):  # type: ignore[no-untyped-def]
    """What comparing two of the records fills: (work, grid, levels, groups, tf), for one thread."""
    fields = len(packed.kind)
    work, grid = np.empty((3, MAX_LENGTH + 1)), np.empty(1 << 16, np.uint8)
    return work, grid, np.zeros(fields, np.uint8), np.zeros(fields, np.uint8), np.zeros(fields, np.float64)


@njit(cache=True, nogil=True)
def _compare_many(packed, memo, left, right, levels, groups, tf, cost, hopeless):  # type: ignore[no-untyped-def]
    work, grid, level, group, frequency = room_for(packed)
    for k in range(len(left)):
        cost[k] = compare_two(packed, memo, work, grid, left[k], right[k], level, group, frequency, hopeless)
        if cost[k] < np.inf:
            for f in range(len(level)):
                levels[k, f], groups[k, f], tf[k, f] = level[f], group[f], frequency[f]


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
