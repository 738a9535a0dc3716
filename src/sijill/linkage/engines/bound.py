# ruff: noqa: ANN001, ANN201, ANN202  # compiled functions are typed by numba
"""What a pair can reach at most, from one short row of each record (``rows``): nearly all candidates end here.

Fields of numbers are compared as they are. Units of names are bounded one by one: the level of two units is known where
they are equal, frequent or plainly apart; elsewhere the consonants without counterpart say which levels are out of
reach. A pair whose bound falls short of the odds that are kept cannot be kept, so that nothing but time depends on this
file.
"""

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from sijill.linkage.engines import cache as _cache

_cache.use()

from numba import njit  # noqa: E402  # the cache folder is set before the first decorator

from sijill.linkage import compare, reach  # noqa: E402
from sijill.linkage.engines.levels import (  # noqa: E402
    BEST_LEVELS,
    CODE,
    DATE,
    NESTED,
    SET,
    SOUND,
    STRING,
    date_level,
)
from sijill.linkage.engines.machine import bit_count, prefetch  # noqa: E402
from sijill.linkage.engines.machine import leaf as _leaf  # noqa: E402
from sijill.linkage.engines.rows import BINS, LINE, MOST_FIELDS, MOST_UNITS  # noqa: E402
from sijill.linkage.engines.texts import best_level as _best_text  # noqa: E402
from sijill.linkage.features import MAX_DEPTH  # noqa: E402
from sijill.linkage.spec import MAX_LEVELS, SLOTS, Kind  # noqa: E402

Array = npt.NDArray[Any]

_MOST: Final = compare.MOST_COST
_UNKNOWN: Final[Any] = MAX_LEVELS
_AT_BEST: Final = 8  # added to a level: this one or a worse one
_WORST_ALIKE: Final = 5  # vaguely similar
_CODES: Final = 16
_GROUPS: Final = 4  # script pairs 0-2; 3: any
_ANY: Final = 3
STEPS: Final = 64  # bits are counted in 64ths, so that sums are of whole numbers


class Bars(NamedTuple):
    """A model as the bound reads it, in 64ths of a bit, rounded up."""

    kind: npt.NDArray[np.uint8]  # [fields]
    slot: npt.NDArray[np.int16]  # ``slot_table``, flat
    most: npt.NDArray[
        np.int64
    ]  # [slots, bins + 1] what names of a rarity bring at most, nothing where there is none
    good: npt.NDArray[np.bool_]  # [codes] whether a code can bring anything in any slot
    number: npt.NDArray[np.int64]  # [fields, groups, levels] fields of numbers, for the commonest value
    place: npt.NDArray[np.int64]  # [fields, nested codes] what comes on top for a place's rarity
    letters: npt.NDArray[np.int64]  # [fields, bins] the most that a field of letters brings
    apart: npt.NDArray[np.int64]  # [fields, levels] the same of two names of that level or a worse one
    worth: npt.NDArray[np.int64]  # [lists, lists] that a pair must bring
    best_level: npt.NDArray[
        np.uint8
    ]  # [consonants without counterpart, mass in tenths] ``sounds.best_level``
    most_lone: npt.NDArray[
        np.uint8
    ]  # [mass in tenths] consonants without counterpart in names that may bring anything
    rest: int  # the code of names that may not


def bars(kind: Array, nested_tf: Array, bounds: reach.Against, worth: Array, width: float) -> Bars:
    """``worth`` [lists, lists] bits. ``width``: as for ``rows``."""
    slots = slot_table(bounds, width)
    flat, best = reach.commonest(bounds), reach.at_best(bounds)
    good = slots.max(axis=(0, 1, 3)) > 0
    last = max((level for level in range(2, _WORST_ALIKE + 1) if good[_AT_BEST + level]), default=2)
    uncounted = best[len(SLOTS) + MOST_FIELDS :, 1:].max(axis=1, initial=0.0).sum()
    return Bars(
        kind=kind,
        slot=slots.ravel(),
        most=np.maximum(
            np.pad(np.maximum.accumulate(slots.max(axis=(1, 2)), axis=1), ((0, 0), (1, 0))), 0
        ).astype(np.int64),
        good=good,
        number=_up(flat),
        place=_places(kind, nested_tf, bounds),
        letters=_up((flat.max(axis=1)[:, None, 1:] + _rarity(bounds, width)).max(axis=2)),
        apart=_up(best),
        worth=np.floor((worth - uncounted) * STEPS).astype(np.int64) - 1,
        best_level=BEST_LEVELS,
        most_lone=np.maximum((last >= BEST_LEVELS).sum(axis=0) - 1, 0).astype(np.uint8),
        rest=_AT_BEST + last + 1,
    )


def _up(bits: Array) -> Array:
    return np.ascontiguousarray(np.ceil(bits * STEPS)).astype(np.int64)


def _rarity(bounds: reach.Against, width: float) -> Array:
    """[fields, bins, levels] what comes on top of the commonest value's bits."""
    rarity: Array = bounds.tf_share[:, None, 1:] * (np.arange(BINS) * width)[None, :, None]
    return rarity


def _places(kind: Array, nested_tf: Array, bounds: reach.Against) -> Array:
    out = np.zeros((len(kind), max(len(nested_tf), 1)), np.int64)
    for f in np.flatnonzero(kind == Kind.NESTED):
        out[f, : len(nested_tf)] = _up(-bounds.tf_share[f, 1] * nested_tf.astype(np.float64))
    return out


def slot_table(bounds: reach.Against, width: float) -> Array:
    """int16[slots, groups, codes, bins]: what a slot brings at most."""
    mean, share = bounds.tf_mean[: len(SLOTS)], bounds.tf_share[: len(SLOTS)]
    rarity = np.arange(BINS) * width
    counted = np.where(np.arange(MAX_LEVELS) <= compare.FREQUENT_LEVEL, 1.0, 0.0)
    exact = (
        bounds.bits[: len(SLOTS)][..., None]
        + share[:, None, :, None] * mean[:, :, None, None]
        + (share * counted)[:, None, :, None] * rarity
    )
    out = np.zeros((len(SLOTS), _GROUPS, _CODES, BINS))
    for level in range(1, MAX_LEVELS):
        out[:, :3, level] = exact[:, :3, level]
        out[:, :3, _AT_BEST + level] = exact[:, :3, level:].max(axis=2)
    out[:, _ANY] = out[:, :3].max(axis=1)
    return np.clip(np.ceil(out * STEPS) + 1.0, -30_000, 30_000).astype(np.int16)


_LOW5: Final = np.uint64(31)
_THREE: Final = np.uint64(3)
_MOST_SIZE: Final = 64  # units of a record that the bound looks at, a bit each
_S5, _S8, _S20 = (np.uint64(shift) for shift in (5, 8, 20))
_B8, _B12 = np.uint64(255), np.uint64(4095)
_ZERO, _ONE, _TWO = np.uint64(0), np.uint64(1), np.uint64(2)
_SLOT_SIZE: Final = _GROUPS * _CODES * BINS
_GROUP_SIZE: Final = _CODES * BINS
_AHEAD: Final = 12  # candidates whose place is fetched ahead; their rows half as many
_SOON: Final = 3  # the same for their units


class Scratch(NamedTuple):
    """Room of one thread for ``survivors``."""

    mine: npt.NDArray[
        np.uint64
    ]  # [units, 8] number, masks, traits, slots, twice its strong consonants; a line each
    fields: npt.NDArray[np.int64]  # [2, fields] of the shape: values, place in the row
    possible: npt.NDArray[np.uint64]
    theirs: npt.NDArray[np.uint64]
    cells: npt.NDArray[np.uint8]
    found: npt.NDArray[np.int64]
    brings: npt.NDArray[np.int64]


def scratch() -> Scratch:
    return Scratch(
        mine=np.empty((MOST_UNITS, 8), np.uint64),
        fields=np.empty((2, MOST_FIELDS), np.int64),
        possible=np.empty(MOST_UNITS, np.uint64),
        theirs=np.empty(MOST_UNITS, np.uint64),
        cells=np.empty(1 << 16, np.uint8),
        found=np.empty(1 << 16, np.int64),
        brings=np.empty(4 * MOST_UNITS + 4, np.int64),
    )


@_leaf
def _best_of_two(unit, best_level, u, v):  # type: ignore[no-untyped-def]
    """The best level of two names of different numbers, whose masks are ``u`` (four words) and row v of ``unit``."""
    strong, near, counterpart, traits = u
    apart = _THREE * bit_count(strong & unit[v, 1]) + _TWO < _TWO * bit_count(strong)
    apart |= _THREE * bit_count(unit[v, 0] & near) + _TWO < _TWO * bit_count(unit[v, 0])
    if apart:
        return np.int64(6)
    lone = max(bit_count(strong & ~unit[v, 2]), bit_count(unit[v, 0] & ~counterpart))
    return np.int64(best_level[min(lone, np.uint64(7)), (traits & _B8) + (unit[v, 3] & _B8)])


@_leaf
def _date_bits(number, f, one, a, other, b):  # type: ignore[no-untyped-def]
    level, group = date_level(
        one[a], one[a + 1], one[a + 2], other[b], other[b + 1], other[b + 2]
    )  # fmt: skip
    return number[f, group, level]


@_leaf
def _nested_bits(number, place, f, one, a, a_count, other, b, b_count):  # type: ignore[no-untyped-def]
    """Of the best pair of places, as ``levels.nested_level``."""
    best, best_group, shared = 9, 0, np.int32(0)
    for x in range(a, a + MAX_DEPTH * a_count, MAX_DEPTH):
        for y in range(b, b + MAX_DEPTH * b_count, MAX_DEPTH):
            depth, common = 0, 0
            while depth < MAX_DEPTH and one[x + depth] >= 0 and other[y + depth] >= 0:
                if common == depth and one[x + depth] == other[y + depth]:
                    common += 1
                depth += 1
            level = 4 if common == 0 else min(depth - common + 1, 3)
            group = MAX_DEPTH - depth
            if level < best or (level == best and group < best_group):
                best, best_group = level, group
                if level == 1:
                    shared = one[x + common - 1]
    return number[f, best_group, best] + (place[f, shared] if best == 1 else 0)


@_leaf
def _set_bits(number, f, one, a, a_count, other, b, b_count):  # type: ignore[no-untyped-def]
    for x in range(a, a + a_count):
        for y in range(b, b + b_count):
            if one[x] == other[y]:
                return number[f, 0, 1]
    return number[f, 0, 2]


@_leaf
def _identifier_bits(number, f, one, a, a_count, other, b, b_count):  # type: ignore[no-untyped-def]
    found = 0
    for x in range(a, a + 2 * a_count, 2):
        for y in range(b, b + 2 * b_count, 2):
            if one[x] == other[y]:
                if one[x + 1] == other[y + 1]:
                    return number[f, 0, 1]
                found = 2
    return number[f, 0, 2] if found else np.int64(0)


@_leaf
def _sound_bits(  # type: ignore[no-untyped-def]
    letters, apart, best_level, f, one, a, a_count, own_unit, own_code, unit, other, b, b_count
):
    """Of two single names what their level brings at most; of several the most that any bring."""
    rarest = min(one[a + 1], other[b + 1])
    if a_count == 1 and b_count == 1:
        u, v = one[a], other[b]
        same = (own_code[u] if len(own_code) else u) == v
        if not same:
            masks = (own_unit[u, 0], own_unit[u, 1], own_unit[u, 2], own_unit[u, 3])
            level = _best_of_two(unit, best_level, masks, v)
            if level > 3:
                return apart[f, level]
    return letters[f, rarest]


@_leaf
def _text_bits(letters, apart, f, one, a, own_text, text, other, b):  # type: ignore[no-untyped-def]
    """What equal texts bring at most, or the best level that two may have."""
    u, v = one[a], other[b]
    if own_text[u, 2] == text[v, 2]:
        return letters[f, min(one[a + 1], other[b + 1])]
    return apart[f, _best_text(own_text, u, text, v)]


@_leaf
def _opened(own, o, own_shape, own_unit, own_code, fields, mine):  # type: ignore[no-untyped-def]
    """Lays the record at ``own[o]`` out in ``fields`` and ``mine``; where its units begin."""
    width = own_shape.shape[1] // 2
    shape = own[o + 2]
    for f in range(width):
        fields[0, f], fields[1, f] = own_shape[shape, f], o + own_shape[shape, width + f]
    at = o + own_shape[shape, 2 * width]
    for x in range(min(own[o + 3] & 0xFFFF, MOST_UNITS)):
        u = own[at + x] >> 4
        mine[x, 0] = own_code[u] if len(own_code) else u
        mine[x, 1], mine[x, 2], mine[x, 3] = own_unit[u, 0], own_unit[u, 1], own_unit[u, 2]
        mine[x, 4], mine[x, 5] = own_unit[u, 3], own[at + x] & 15
        mine[x, 6] = _TWO * bit_count(own_unit[u, 0])
    return at


@_leaf
def survivors(  # type: ignore[no-untyped-def]
    own, o, own_shape, own_known, own_unit, own_code, own_text, rows, begin, shape, known, unit, text, dense, bars,
    room, candidates, needs, count,
):  # fmt: skip
    """Keeps those of the candidates of the record at ``own[o]`` that may reach what they must; how many are left.

    ``needs``: filled with what the names of each of them must bring at least, in 64ths of a bit.
    ``own_code``: the number that each of ``own_unit`` has in ``unit``; empty where they are the same. ``own_text``,
    ``text``: ``texts.signatures``. ``dense``: known
    levels of the most frequent units. One call for all candidates of a record: a call hands over each array in seven
    words.
    """
    kind, slot_bits, most, good = bars.kind, bars.slot, bars.most, bars.good
    number, of_place, best_level, most_lone = bars.number, bars.place, bars.best_level, bars.most_lone
    worth, letters, apart, rest = bars.worth, bars.letters, bars.apart, bars.rest
    fields, mine, possible_of, theirs = room.fields, room.mine, room.possible, room.theirs
    cells, found, brings = room.cells, room.found, room.brings
    width = shape.shape[1] // 2
    my_units = _opened(own, o, own_shape, own_unit, own_code, fields, mine)
    size = own[o + 3] & 0xFFFF
    my_readings, i_readings = my_units + size, own[o + 3] >> 16
    i_known = own_known[own[o + 2]]
    my_list, my_rarest = own[o], own[o + 1]
    fills0, fills1, fills2, fills3 = _ZERO, _ZERO, _ZERO, _ZERO
    for x in range(min(size, _MOST_SIZE)):
        filled_by, place = mine[x, 5], np.uint64(x)
        fills0 |= (filled_by & _ONE) << place
        fills1 |= ((filled_by >> _ONE) & _ONE) << place
        fills2 |= ((filled_by >> _TWO) & _ONE) << place
        fills3 |= ((filled_by >> _THREE) & _ONE) << place
    left = 0
    for c in range(count):
        if c + _AHEAD < count:
            prefetch(begin, np.int64(candidates[c + _AHEAD]))
        if c + _AHEAD // 2 < count:
            ahead = LINE * np.int64(begin[candidates[c + _AHEAD // 2]])
            prefetch(rows, ahead)
            prefetch(rows, ahead + LINE)
        if c + _SOON < count:
            soon = LINE * np.int64(begin[candidates[c + _SOON]])
            soon_units = soon + shape[rows[soon + 2], 2 * width]
            for y in range(rows[soon + 3] & 0xFFFF):
                prefetch(unit, np.int64(rows[soon_units + y] >> 4) << 2)
        j = candidates[c]
        b = LINE * np.int64(begin[j])
        pattern = rows[b + 2]
        # fields beside the name
        bits = -worth[my_list, rows[b]]
        both = i_known & known[pattern]
        while both:
            f = np.int64(bit_count((both & (~both + _ONE)) - _ONE))
            both &= both - _ONE
            a_count, a_at = fields[0, f], fields[1, f]
            b_count, b_at = np.int64(shape[pattern, f]), b + shape[pattern, width + f]
            f += 4
            what = kind[f]
            if what == SOUND:
                bits += _sound_bits(
                    letters, apart, best_level, f, own, a_at, a_count, own_unit, own_code, unit,
                    rows, b_at, b_count,
                )  # fmt: skip
            elif what == CODE:
                bits += number[f, 0, 1 if own[a_at] == rows[b_at] else 2]
            elif what == DATE:
                bits += _date_bits(number, f, own, a_at, rows, b_at)
            elif what == NESTED:
                bits += _nested_bits(number, of_place, f, own, a_at, a_count, rows, b_at, b_count)
            elif what == SET:
                bits += _set_bits(number, f, own, a_at, a_count, rows, b_at, b_count)
            elif what == STRING:
                bits += _text_bits(letters, apart, f, own, a_at, own_text, text, rows, b_at)
            else:
                bits += _identifier_bits(number, f, own, a_at, a_count, rows, b_at, b_count)
        need = -bits
        # names, by their rarity alone
        his_rarest = rows[b + 1]
        most0 = most[0, min(my_rarest & 63, his_rarest & 63)]
        most1 = most[1, min((my_rarest >> 6) & 63, (his_rarest >> 6) & 63)]
        most2 = most[2, min((my_rarest >> 12) & 63, (his_rarest >> 12) & 63)]
        most3 = most[3, min((my_rarest >> 18) & 63, (his_rarest >> 18) & 63)]
        if most0 + most1 + most2 + most3 < need:
            continue
        # names, unit by unit
        others, j_readings = rows[b + 3] & 0xFFFF, rows[b + 3] >> 16
        if size == 0 or others == 0 or size > _MOST_SIZE:
            if need <= 0 or size > _MOST_SIZE:
                candidates[left], needs[left] = j, need
                left += 1
            continue
        his_units = b + shape[pattern, 2 * width]
        met0, met1, met2, met3 = np.int64(0), np.int64(0), np.int64(0), np.int64(0)
        for y in range(others):
            v, filled = rows[his_units + y] >> 4, np.int64(rows[his_units + y] & 15)
            strong, near, counterpart, traits = unit[v, 0], unit[v, 1], unit[v, 2], unit[v, 3]
            mass = traits & _B8
            weight = _TWO * bit_count(strong)
            possible = _ZERO
            for x in range(size):  # without a branch: what is wrongly foreseen costs more than all of this
                my_strong = mine[x, 1]
                alone = max(bit_count(my_strong & ~counterpart), bit_count(strong & ~mine[x, 3]))
                may = alone <= np.uint64(most_lone[(mine[x, 4] & _B8) + mass])
                may &= _THREE * bit_count(my_strong & near) + _TWO >= mine[x, 6]
                may &= _THREE * bit_count(strong & mine[x, 2]) + _TWO >= weight
                possible |= np.uint64(may) << np.uint64(x)
            # Two units that fill no slot both are never held against each other.
            in0, in1 = (
                possible & fills0 & -np.uint64(filled & 1),
                possible & fills1 & -np.uint64((filled >> 1) & 1),
            )
            in2, in3 = (
                possible & fills2 & -np.uint64((filled >> 2) & 1),
                possible & fills3 & -np.uint64(filled >> 3),
            )
            theirs[y], possible_of[y] = traits, in0 | in1 | in2 | in3
            met0 |= np.int64(in0 != _ZERO)
            met1 |= np.int64(in1 != _ZERO)
            met2 |= np.int64(in2 != _ZERO)
            met3 |= np.int64(in3 != _ZERO)
        if met0 * most0 + met1 * most1 + met2 * most2 + met3 * most3 < need:
            continue
        for x in range(4 * (size + 1)):
            brings[x] = 0
        alike = 0
        for y in range(others):
            possible, traits = possible_of[y], theirs[y]
            if possible == _ZERO:
                continue
            v, fills = rows[his_units + y] >> 4, np.uint64(rows[his_units + y] & 15)
            rank = (traits >> _S8) & _B12
            while possible:
                lane: Any = np.int64(bit_count((possible & (~possible + _ONE)) - _ONE))
                possible &= possible - _ONE
                his = mine[lane, 4]
                code: Any = np.int64(1)
                if mine[lane, 0] != np.uint64(v):
                    code = np.int64(_UNKNOWN)
                    his_rank = (his >> _S8) & _B12
                    if rank > _ZERO and his_rank > _ZERO:
                        code = np.int64(dense[his_rank - _ONE, rank - _ONE])
                    if code == _UNKNOWN:
                        lone = max(
                            bit_count(mine[lane, 1] & ~unit[v, 2]), bit_count(unit[v, 0] & ~mine[lane, 3])
                        )
                        code = _AT_BEST + np.int64(
                            best_level[min(lone, np.uint64(7)), (his & _B8) + (traits & _B8)]
                        )
                found[alike] = (lane << 16) | (y << 8) | code
                alike += 1
                if not good[code]:
                    continue
                slots = fills & mine[lane, 5]
                at = _ANY * _GROUP_SIZE + code * BINS
                his, rare = his >> _S20, traits >> _S20
                for slot in range(4):
                    if slots & _ONE:
                        bits_of = np.int64(slot_bits[at + np.int64(min(his & _LOW5, rare & _LOW5))])
                        brings[4 * lane + slot] = max(brings[4 * lane + slot], bits_of)
                    slots, his, rare = slots >> _ONE, his >> _S5, rare >> _S5
                    at += _SLOT_SIZE
        # names, by what each reading of the record may find
        promising = _ZERO
        for p in range(min(i_readings, 64)):
            one = np.int64(own[my_readings + 2 * p])
            reached = brings[4 * (one & 255)] + brings[4 * ((one >> 8) & 255) + 1]
            reached += brings[4 * ((one >> 16) & 255) + 2] + brings[4 * ((one >> 24) & 255) + 3]
            reached += 1 - ((own[my_readings + 2 * p + 1] >> 1) * STEPS) // 10
            if reached >= need:
                promising |= _ONE << np.uint64(p)
        if promising == _ZERO and i_readings <= 64:
            continue
        # names, reading by reading
        columns = others + 1
        for at in range(size * columns):
            cells[at] = rest
        for k in range(alike):
            cells[(found[k] >> 16) * columns + ((found[k] >> 8) & 255)] = found[k] & 255
        for x in range(size):
            cells[x * columns + others] = 0
        for y in range(columns):
            cells[size * columns + y] = 0
        enough = False
        his_readings = his_units + others
        for p in range(i_readings):
            if p < 64 and not (promising >> np.uint64(p)) & _ONE:
                continue
            one, one_cost = np.int64(own[my_readings + 2 * p]), own[my_readings + 2 * p + 1]
            for q in range(j_readings):
                other, other_cost = np.int64(rows[his_readings + 2 * q]), rows[his_readings + 2 * q + 1]
                cost = (one_cost >> 1) + (other_cost >> 1)
                if cost > _MOST and (p > 0 or q > 0):
                    continue
                group = (one_cost & 1) + (other_cost & 1)
                total = 1 - (cost * STEPS) // 10
                for slot in range(4):
                    mine_at, his_at = (one >> (8 * slot)) & 255, (other >> (8 * slot)) & 255
                    told = np.int64(cells[mine_at * columns + his_at])
                    if told > 0:
                        low = np.uint64(20 + 5 * slot)
                        rarer = min((mine[mine_at, 4] >> low) & _LOW5, (theirs[his_at] >> low) & _LOW5)
                        at = ((slot * _GROUPS + group) * _CODES + told) * BINS
                        total += slot_bits[at + np.int64(rarer)]
                if total >= need:
                    enough = True
                    break
            if enough:
                break
        if enough:
            candidates[left], needs[left] = j, need
            left += 1
    return left


@njit(cache=True, nogil=True)
def survivors_of_many(  # type: ignore[no-untyped-def]
    own, own_unit, own_code, standing, dense, bars, room, candidates, ptr, new, row
):
    """(new record, standing row) of those candidates that may reach what they must; how many there are.

    ``own``, ``standing``: ``rows.Rows``. ``candidates[ptr[i]:ptr[i + 1]]``: those of new record i; they are moved.
    """
    begin = own.begin
    own_rows, own_shape, own_known = own.rows, own.shape, own.known
    needs = np.empty(np.diff(ptr).max() if len(ptr) > 1 else 0, np.int32)
    count = 0
    for i in range(len(begin)):
        some = candidates[ptr[i] : ptr[i + 1]]
        left = survivors(
            own_rows, LINE * np.int64(begin[i]), own_shape, own_known, own_unit, own_code, own.text, standing.rows,
            standing.begin, standing.shape, standing.known, standing.unit, standing.text, dense, bars, room, some,
            needs, len(some),
        )  # fmt: skip
        for k in range(left):
            new[count], row[count] = i, some[k]
            count += 1
    return count
