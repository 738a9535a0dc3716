# ruff: noqa: ANN001, ANN201  # compiled functions are typed by numba
"""What a pair can reach at most, from a few words about each record: nearly all candidates end here.

Names are bounded unit by unit: the level of two units is known where they are equal, frequent or plainly apart;
elsewhere the consonants without counterpart say which levels are out of reach. Numbers are compared as they are. A pair
whose bound falls short of the odds that are kept cannot be kept, so that nothing but time depends on this file.
"""

import math
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from sijill.linkage.engines import cache as _cache

_cache.use()

from sijill.linkage import compare, reach, sounds  # noqa: E402
from sijill.linkage.engines.levels import (  # noqa: E402
    BEST_LEVELS,
    MOST_LONE,
    _date_level,
    _identifier_level,
    _leaf,
    _nested_level,
    bit_count,
)
from sijill.linkage.features import Coded  # noqa: E402
from sijill.linkage.spec import MAX_LEVELS, SLOTS, Kind  # noqa: E402
from sijill.text.names import costs, phonemes  # noqa: E402

Array = npt.NDArray[Any]

_CODE: Final = int(Kind.CODE)
_SET: Final = int(Kind.SET)
_IDENTIFIER: Final = int(Kind.IDENTIFIER)
_DATE: Final = int(Kind.DATE)
_NESTED: Final = int(Kind.NESTED)
_MOST: Final = compare.MOST_COST
_UNKNOWN: Final[Any] = MAX_LEVELS
_AT_BEST: Final = 8  # added to a level: this one or a worse one
_CODES: Final = 16
_GROUPS: Final = 4  # script pairs 0-2; 3: any
_ANY: Final = 3
BINS: Final = 32  # of the rarity of a name
_STEPS: Final = 64  # bits are counted in 64ths, so that sums are of whole numbers
_WIDTHS: Final = {Kind.CODE: 1, Kind.SET: 4, Kind.DATE: 4, Kind.NESTED: 4, Kind.IDENTIFIER: 1}
MOST_UNITS: Final = 256


class Signs(NamedTuple):
    """What is looked at of every candidate, side by side in memory."""

    unit: npt.NDArray[
        np.uint64
    ]  # [units, 4] strong consonants, counterparts by ``apart``, by the bound, traits
    slots: npt.NDArray[
        np.uint8
    ]  # [units of records] slots that a record's unit fills in some reading, a bit each
    best_level: npt.NDArray[
        np.uint8
    ]  # [consonants without counterpart, mass in tenths] ``sounds.best_level``
    most_lone: npt.NDArray[np.uint8]  # [mass in tenths] consonants without counterpart in names at all alike
    number: npt.NDArray[np.int32]  # [n, columns] fields of numbers, see ``_number_table``
    begin: npt.NDArray[
        np.int32
    ]  # [fields] where each field begins among the columns, -1 for fields of letters


# Traits of a unit in one word: 0-7 mass in tenths; 8-19 its place among the frequent ones and one; 20-39 rarity in each
# slot, 5 bits each; 40-63 its class and one, 0 for a unit that is no known name.


def signs(
    coded: Coded, trait: Array, rank: Array, unit_ptr: Array, units: Array, place: Array, civil: Array
) -> Signs:
    """``place`` [readings, 4]: of the unit in each slot among its record's, their number for none."""
    slots = _slots_filled(coded, unit_ptr, units, place)
    number, begin = _number_table(coded, civil, _rarest(coded, unit_ptr, units, slots))
    return Signs(
        unit=_unit_table(coded, trait, rank),
        slots=slots,
        best_level=BEST_LEVELS,
        most_lone=MOST_LONE,
        number=number,
        begin=begin,
    )


def _unit_table(coded: Coded, trait: Array, rank: Array) -> Array:
    counterpart = np.bitwise_or.reduce(sounds.COUNTERPART[coded.unit_phonemes], axis=1)
    bins = _bins(coded)
    traits = _tenths(coded).astype(np.uint64)
    traits |= (rank + 1).astype(np.uint64) << np.uint64(8)
    for slot in range(4):
        traits |= bins[slot].astype(np.uint64) << np.uint64(20 + 5 * slot)
    traits |= (trait + 1).astype(np.uint64) << np.uint64(40)
    return np.stack([coded.unit_strong, coded.unit_near, counterpart, traits], axis=1)


def _tenths(coded: Coded) -> Array:
    """[units] mass without article, in tenths: ``tokens.mass`` of many."""
    codes = coded.unit_phonemes
    article = (coded.unit_length >= 5) & np.isin(codes[:, 1], _LAMS) & np.isin(codes[:, 0], _OPENINGS)
    mass = costs.masses()[codes]
    mass[article, :2] = 0.0
    tenths: Array = np.rint(10.0 * mass.sum(axis=1)).astype(np.int64)
    return tenths


_LAMS: Final = (phonemes.ARABIC_CODE["ل"], phonemes.LATIN_CODE["l"])
_OPENINGS: Final = (
    phonemes.ARABIC_CODE[phonemes.FIRST_ALEF],
    phonemes.LATIN_CODE["a^"],
    phonemes.LATIN_CODE["e^"],
)


def _width(coded: Coded) -> float:
    """Bits in a bin of rarity."""
    return float(max(-coded.unit_tf[:4].min(initial=0.0), 1.0)) / (BINS - 1)


def _bins(coded: Coded) -> Array:
    """[slots, units] rarity rounded up."""
    bins: Array = np.clip(np.ceil(-coded.unit_tf[:4] / _width(coded)), 0, BINS - 1).astype(np.int64)
    return bins


def _slots_filled(coded: Coded, unit_ptr: Array, units: Array, place: Array) -> Array:
    owner = np.repeat(np.arange(len(coded.list_code)), np.diff(coded.parse_ptr))
    out = np.zeros(len(units), np.uint8)
    for slot in range(4):
        filled = coded.parse_unit[:, slot] >= 0
        out[unit_ptr[owner[filled]] + place[filled, slot]] |= np.uint8(1 << slot)
    return out


def _rarest(coded: Coded, unit_ptr: Array, units: Array, slots: Array) -> Array:
    """[n] by slot, 6 bits each: 0 for a slot that no reading fills, else one more than the bin of its rarest name."""
    bins = _bins(coded)
    owner = np.repeat(np.arange(len(coded.list_code)), np.diff(unit_ptr))
    out = np.zeros(len(coded.list_code), np.int32)
    for slot in range(4):
        found = np.zeros(len(out), np.int32)
        filled = (slots >> slot) & 1 > 0
        np.maximum.at(found, owner[filled], (bins[slot, units[filled]] + 1).astype(np.int32))
        out |= found << (6 * slot)
    return out


def _number_table(coded: Coded, civil: Array, rarest: Array) -> tuple[Array, Array]:
    """[n, columns] with the list and the rarest names first; a field of numbers that is not there begins with -1."""
    columns: list[Array] = [coded.list_code, rarest]
    begin = np.full(len(coded.kind), -1, np.int32)
    for f in range(len(SLOTS), len(coded.kind)):
        kind, at = Kind(coded.kind[f]), int(coded.column[f])
        if kind not in _WIDTHS:
            continue
        begin[f] = len(columns)
        match kind:
            case Kind.CODE:
                columns.append(coded.code[:, at])
            case Kind.SET:
                columns += list(coded.several[:, at].T)
            case Kind.DATE:
                known = coded.date[:, at, 0] <= coded.date[:, at, 1]
                columns += [np.where(known, 0, -1), civil[:, at], coded.date[:, at, 0], coded.date[:, at, 1]]
            case Kind.NESTED:
                columns += [*coded.nested[:, at, 0].T, coded.nested[:, at, 1, 0]]
            case _:
                columns.append(coded.identifier[:, at, 0, 0])
    return np.ascontiguousarray(np.stack(columns, axis=1), np.int32), begin


def table(coded: Coded, bounds: reach.Reach) -> Array:
    """int16[slots, groups, codes, bins]: 64ths of a bit that a slot brings at most, rounded up."""
    mean, share = bounds.tf_mean[: len(SLOTS)], bounds.tf_share[: len(SLOTS)]
    rarity = np.arange(BINS) * _width(coded)
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
    return np.clip(np.ceil(out * _STEPS) + 1.0, -30_000, 30_000).astype(np.int16)


class Bars(NamedTuple):
    """A model as the bound reads it."""

    slot: npt.NDArray[np.int16]  # ``table``, flat
    most: npt.NDArray[
        np.int64
    ]  # [slots, bins + 1] what names of a rarity bring at most, nothing for a slot not filled
    good: npt.NDArray[np.bool_]  # [codes] whether a code can bring anything in any slot
    number: npt.NDArray[
        np.float64
    ]  # [fields, groups, levels] bits of the fields of numbers for the commonest value
    share: npt.NDArray[np.float64]  # [fields, levels] how much of a value's rarity comes on top
    worth: npt.NDArray[np.float64]  # [lists, lists] bits that a pair must bring
    letters: npt.NDArray[np.float64]  # [n] ``reach.Reach.letters``


def bars(coded: Coded, bounds: reach.Reach, worth: Array) -> Bars:
    slot_bits = table(coded, bounds)
    return Bars(
        slot=slot_bits.ravel(),
        most=np.maximum(
            np.pad(np.maximum.accumulate(slot_bits.max(axis=(1, 2)), axis=1), ((0, 0), (1, 0))), 0
        ).astype(np.int64),
        good=slot_bits.max(axis=(0, 1, 3)) > 0,
        number=bounds.bits + bounds.tf_share[:, None, :] * bounds.tf_mean[:, :, None],
        share=bounds.tf_share,
        worth=worth - _SLACK,
        letters=bounds.letters,
    )


_SLACK: Final = 1e-6  # bits: sums of floats in another order
_LOW5: Final = np.uint64(31)
_THREE: Final = np.uint64(3)
_MOST_SIZE: Final = 64  # units of a record that the bound looks at, a bit each
_DIFFERENT: Final = _AT_BEST + 6
_S5, _S8, _S10, _S15, _S20, _S40 = (np.uint64(shift) for shift in (5, 8, 10, 15, 20, 40))
_B8, _B12 = np.uint64(255), np.uint64(4095)
_ONE, _TWO, _FOUR, _EIGHT = np.uint64(1), np.uint64(2), np.uint64(4), np.uint64(8)
_SLOT_SIZE: Final = _GROUPS * _CODES * BINS
_GROUP_SIZE: Final = _CODES * BINS


@_leaf
def survivors(  # type: ignore[no-untyped-def]
    i, candidates, count, unit, slots, best_level, most_lone, number, begin, most, slot_bits, good, number_bits,
    share, worth, letters, kind, column, nested, nested_tf, identifier, parse, parse_ptr, units, unit_ptr, dense,
    fields, mine, theirs, cells, found, brings,
):  # fmt: skip
    """Keeps those of the candidates of record i that may reach what they must; how many are left.

    One call for all candidates of a record: a call hands over each array in seven words. ``fields``, ``mine``
    [7, units], ``theirs``, ``cells``, ``found`` and ``brings``
    are scratch.
    """
    a = unit_ptr[i]
    size = unit_ptr[i + 1] - a
    for x in range(size):
        u = units[a + x]
        mine[0, x], mine[1, x], mine[2, x], mine[3, x] = u, unit[u, 0], unit[u, 1], unit[u, 2]
        mine[4, x], mine[5, x], mine[6, x] = unit[u, 3], slots[a + x], _TWO * bit_count(unit[u, 0])
    known = 0
    for f in range(4, len(kind)):
        if begin[f] >= 0 and number[i, begin[f]] >= 0:
            fields[known] = f
            known += 1
    i_first, i_last = parse_ptr[i], parse_ptr[i + 1]
    my_list, my_rarest = number[i, 0], number[i, 1]
    left = 0
    for c in range(count):
        j = candidates[c]
        # fields of numbers
        bits = letters[i] - worth[my_list, number[j, 0]]
        for k in range(known):
            f = fields[k]
            at = begin[f]
            if number[j, at] < 0:
                continue
            what = kind[f]
            if what == _CODE:
                bits += number_bits[f, 0, 1 if number[i, at] == number[j, at] else 2]
            elif what == _DATE:
                level, group = _date_level(
                    number[i, at + 2], number[i, at + 3], number[i, at + 1],
                    number[j, at + 2], number[j, at + 3], number[j, at + 1],
                )  # fmt: skip
                bits += number_bits[f, group, level]
            elif what == _SET:
                shared = False
                for x in range(at, at + 4):
                    if number[i, x] < 0:
                        break
                    for y in range(at, at + 4):
                        if number[i, x] == number[j, y]:
                            shared = True
                bits += number_bits[f, 0, 1 if shared else 2]
            elif what == _NESTED:
                if number[i, at + 3] < 0 and number[j, at + 3] < 0:  # one value each
                    depth, common = 0, 0
                    while depth < 3 and number[i, at + depth] >= 0 and number[j, at + depth] >= 0:
                        if common == depth and number[i, at + depth] == number[j, at + depth]:
                            common += 1
                        depth += 1
                    group = 3 - depth
                    if common == 0:
                        bits += number_bits[f, group, 4]
                    elif common == depth:
                        bits += number_bits[f, group, 1] - share[f, 1] * nested_tf[number[i, at + common - 1]]
                    else:
                        bits += number_bits[f, group, min(depth - common + 1, 3)]
                else:
                    level, group, code = _nested_level(nested, min(i, j), max(i, j), column[f])
                    bits += number_bits[f, group, level]
                    if code >= 0:
                        bits -= share[f, level] * nested_tf[code]
            else:
                level = _identifier_level(identifier, i, j, column[f])
                if level > 0:
                    bits += number_bits[f, 0, level]
        need = math.floor(-bits * _STEPS)
        # names, by their rarity alone
        reach = np.int64(0)
        for slot in range(4):
            shift = 6 * slot
            reach += most[slot, min((my_rarest >> shift) & 63, (number[j, 1] >> shift) & 63)]
        if reach < need:
            continue
        # names, unit by unit
        b = unit_ptr[j]
        others = unit_ptr[j + 1] - b
        if size == 0 or others == 0 or size > _MOST_SIZE:
            if need <= 0 or size > _MOST_SIZE:
                candidates[left] = j
                left += 1
            continue
        width = others + 1
        for x in range(4 * (size + 1)):
            brings[x] = 0
        alike = 0
        for y in range(others):
            v = units[b + y]
            strong, near, counterpart, traits = unit[v, 0], unit[v, 1], unit[v, 2], unit[v, 3]
            mass = traits & _B8
            weight = _TWO * bit_count(strong)
            possible = np.uint64(0)
            for x in range(size):  # without a branch: what is wrongly foreseen costs more than all of this
                his = mine[1, x]
                lone = max(bit_count(his & ~counterpart), bit_count(strong & ~mine[3, x]))
                may = lone <= np.uint64(most_lone[(mine[4, x] & _B8) + mass])
                may &= _THREE * bit_count(his & near) + _TWO >= mine[6, x]
                may &= _THREE * bit_count(strong & mine[2, x]) + _TWO >= weight
                possible |= np.uint64(may) << np.uint64(x)
            theirs[y] = traits
            if possible == 0:
                continue
            rank = (traits >> _S8) & _B12
            filled = np.uint64(slots[b + y])
            rare = traits >> _S20
            while possible:
                lane = np.int64(bit_count((possible & (~possible + _ONE)) - _ONE))
                possible &= possible - _ONE
                his = mine[4, lane]
                code = np.int64(1)
                if mine[0, lane] != np.uint64(v):
                    code = np.int64(_UNKNOWN)
                    his_rank = (his >> _S8) & _B12
                    if rank > 0 and his_rank > 0:
                        code = np.int64(dense[his_rank - _ONE, rank - _ONE])
                    if code == _UNKNOWN:
                        lone = max(
                            bit_count(mine[1, lane] & ~unit[v, 2]), bit_count(unit[v, 0] & ~mine[3, lane])
                        )
                        code = _AT_BEST + np.int64(
                            best_level[min(lone, np.uint64(7)), (his & _B8) + (traits & _B8)]
                        )
                found[alike] = (lane << 16) | (y << 8) | code
                alike += 1
                if not good[code]:
                    continue
                both = filled & mine[5, lane]
                his >>= _S20
                at = _ANY * _GROUP_SIZE + code * BINS
                best = 4 * lane
                if both & _ONE:
                    bits0 = np.int64(slot_bits[at + np.int64(min(his & _LOW5, rare & _LOW5))])
                    brings[best] = max(brings[best], bits0)
                if both & _TWO:
                    bin1 = np.int64(min((his >> _S5) & _LOW5, (rare >> _S5) & _LOW5))
                    brings[best + 1] = max(brings[best + 1], np.int64(slot_bits[at + _SLOT_SIZE + bin1]))
                if both & _FOUR:
                    bin2 = np.int64(min((his >> _S10) & _LOW5, (rare >> _S10) & _LOW5))
                    brings[best + 2] = max(brings[best + 2], np.int64(slot_bits[at + 2 * _SLOT_SIZE + bin2]))
                if both & _EIGHT:
                    bin3 = np.int64(min((his >> _S15) & _LOW5, (rare >> _S15) & _LOW5))
                    brings[best + 3] = max(brings[best + 3], np.int64(slot_bits[at + 3 * _SLOT_SIZE + bin3]))
        # names, by what each reading of record i may find
        promising = np.uint64(0)
        for p in range(i_first, min(i_last, i_first + 64)):
            one = parse[p]
            reach = brings[4 * (one & 255)] + brings[4 * ((one >> 8) & 255) + 1]
            reach += brings[4 * ((one >> 16) & 255) + 2] + brings[4 * ((one >> 24) & 255) + 3]
            reach += 1 - (((one >> 48) & 0xFFF) * _STEPS) // 10
            if reach >= need:
                promising |= _ONE << np.uint64(p - i_first)
        if promising == 0 and i_last - i_first <= 64:
            continue
        # names, reading by reading
        for at in range(size * width):
            cells[at] = _DIFFERENT
        for k in range(alike):
            cells[(found[k] >> 16) * width + ((found[k] >> 8) & 255)] = found[k] & 255
        for x in range(size):
            cells[x * width + others] = 0
        for y in range(width):
            cells[size * width + y] = 0
        enough = False
        j_first, j_last = parse_ptr[j], parse_ptr[j + 1]
        for p in range(i_first, i_last):
            if p - i_first < 64 and not (promising >> np.uint64(p - i_first)) & _ONE:
                continue
            one = parse[p]
            for q in range(j_first, j_last):
                other = parse[q]
                cost = ((one >> 48) & 0xFFF) + ((other >> 48) & 0xFFF)
                if cost > _MOST and (p > i_first or q > j_first):
                    continue
                group = ((one >> 40) & 1) + ((other >> 40) & 1)
                total = 1 - (cost * _STEPS) // 10
                for slot in range(4):
                    x, y = (one >> (8 * slot)) & 255, (other >> (8 * slot)) & 255
                    code = np.int64(cells[x * width + y])
                    if code > 0:
                        low = np.uint64(20 + 5 * slot)
                        rarer = min((mine[4, x] >> low) & _LOW5, (theirs[y] >> low) & _LOW5)
                        at = ((slot * _GROUPS + group) * _CODES + code) * BINS
                        total += slot_bits[at + np.int64(rarer)]
                if total >= need:
                    enough = True
                    break
            if enough:
                break
        if enough:
            candidates[left] = j
            left += 1
    return left
