# ruff: noqa: ANN001, ANN201, ANN202  # compiled functions are typed by numba
"""From candidates to odds: bounded, then compared, then weighed."""

from typing import Final

import numpy as np

from sijill.linkage.engines import cache as _cache

_cache.use()

from numba import njit  # noqa: E402  # the cache folder is set before the first decorator

from sijill.linkage import compare  # noqa: E402
from sijill.linkage.engines import bound  # noqa: E402
from sijill.linkage.engines.candidates import who_meets  # noqa: E402
from sijill.linkage.engines.levels import SOUND, STRING  # noqa: E402
from sijill.linkage.engines.machine import leaf as _leaf  # noqa: E402
from sijill.linkage.engines.machine import prefetch  # noqa: E402
from sijill.linkage.engines.pairs import compare_two, numbers, room_for, slots, sounds, text_field  # noqa: E402
from sijill.linkage.engines.rows import LINE  # noqa: E402
from sijill.linkage.engines.texts import best_level  # noqa: E402
from sijill.linkage.engines.weighing import populations, weigh  # noqa: E402
from sijill.linkage.model import STRANGER  # noqa: E402

_HOPELESS: Final = compare.HOPELESS
_APART: Final = compare.APART


@njit(cache=True, nogil=True)
def score_many(packed, memo, weights, left, right, out):  # type: ignore[no-untyped-def]
    work, grid, levels, groups, tf = room_for(packed)
    joint = np.zeros(weights.prior.shape[2], np.float64)
    for k in range(len(left)):
        i, j = left[k], right[k]
        cost = compare_two(packed, memo, work, grid, i, j, levels, groups, tf, _HOPELESS)
        if cost == np.inf:
            out[k] = -_APART
            continue
        out[k] = weigh(levels, groups, tf, cost, weights, packed.list_code[i], packed.list_code[j], joint)


_AHEAD: Final = 2  # survivors whose values are fetched ahead; where these lie twice as many


@_leaf
def _fetch_places(packed, reach, j):  # type: ignore[no-untyped-def]
    prefetch(packed.parse_ptr, j)
    prefetch(packed.unit_ptr, j)
    prefetch(packed.list_code, j)
    prefetch(reach.sounds, j)


@_leaf
def _fetch_blocks(ptr, block_of, starts, visit, at, stop):  # type: ignore[no-untyped-def]
    """Where the blocks of the next record lie, and which blocks the one after it is in."""
    if at + 2 < stop:
        prefetch(block_of, ptr[visit[at + 2]])
    if at + 1 < stop:
        for k in range(ptr[visit[at + 1]], ptr[visit[at + 1] + 1]):
            prefetch(starts, np.int64(block_of[k]))


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


@_leaf
def _text_at_best(packed, reach, f, i, j):  # type: ignore[no-untyped-def]
    """What a field of texts brings at most, as far as signatures tell."""
    one, other = packed.string[i, packed.column[f]], packed.string[j, packed.column[f]]
    if one < 0 or other < 0:
        return 0.0
    if one != other:
        return reach.apart[f, best_level(packed.text, one, packed.text, other)]
    return reach.apart[f, 1] - reach.tf_share[f, 1] * packed.string_tf[one]


@_leaf
def _names_told(reach, levels, groups, tf):  # type: ignore[no-untyped-def]
    bits, tf_share, tf_mean = reach.bits, reach.tf_share, reach.tf_mean
    total = 0.0
    for f in range(4):
        level = levels[f]
        if level > 0:
            total += bits[f, groups[f], level] - tf_share[f, level] * (tf[f] - tf_mean[f, groups[f]])
    return total


@_leaf
def _within_reach(packed, reach, i, j, levels, groups, tf, names, worth):  # type: ignore[no-untyped-def]
    """Whether a pair can reach ``worth`` bits, with sounds that are not compared yet at their best; ``names``: what
    the names bring.

    Fills the fields of texts one after the other, as long as it can.
    """
    bits, tf_share, tf_mean, kind = reach.bits, reach.tf_share, reach.tf_mean, packed.kind
    total = min(reach.sounds[i], reach.sounds[j]) + names
    for f in range(4, len(kind)):
        level = levels[f]
        if kind[f] == STRING:
            total += _text_at_best(packed, reach, f, i, j)
        elif level > 0 and kind[f] != SOUND:
            total += bits[f, groups[f], level] - tf_share[f, level] * (tf[f] - tf_mean[f, groups[f]])
    for f in range(4, len(kind)):
        if kind[f] == STRING:
            if total < worth:
                return False
            text_field(packed, f, i, j, levels, groups, tf)
            if levels[f] > 1:
                told = bits[f, 0, levels[f]] + tf_share[f, levels[f]] * tf_mean[f, 0]
                total += told - _text_at_best(packed, reach, f, i, j)
    return total >= worth


@njit(cache=True, nogil=True)
def scan(  # type: ignore[no-untyped-def]
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
    row_of,
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
    strangers, are above ``floor``. ``gathered``: see ``who_meets``.

    In ``visit``, ``chosen``, ``bounded`` and the blocks, records are numbered by their places in ``row_of``; where that
    is empty, by their rows.
    """
    work, grid, levels, groups, tf = room_for(packed)
    joint = np.zeros(weights.prior.shape[2], np.float64)
    prior, list_code = weights.prior, packed.list_code
    rows, begin, shape, known, unit = bounded.rows, bounded.begin, bounded.shape, bounded.known, bounded.unit
    text = bounded.text
    own_code, candidates = np.empty(0, np.int32), np.empty(len(gathered) + 1, np.int32)
    needs = np.empty(len(candidates), np.int32)
    training = len(chosen) > 0
    count, seen = 0, 0
    while at < stop:
        i = visit[at]
        most = 0
        _fetch_blocks(ptr, block_of, starts, visit, at, stop)
        for k in range(ptr[i], ptr[i + 1]):
            prefetch(members, starts[block_of[k]])
            most += starts[block_of[k] + 1] - starts[block_of[k]]
        if count + most > len(left) and count > 0:
            break
        found = who_meets(
            ptr, block_of, starts, members, points, enough, gathered, chosen, i, candidates
        )  # fmt: skip
        seen += found
        found = bound.survivors(
            rows, LINE * np.int64(begin[i]), shape, known, unit, own_code, text, rows, begin, shape, known, unit,
            text, packed.dense, bars, room, candidates, needs, found,
        )  # fmt: skip
        i = row_of[i] if len(row_of) else i
        one = list_code[i]
        for k in range(found):
            if len(row_of):
                candidates[k] = row_of[candidates[k]]
        for k in range(found):
            if k + 2 * _AHEAD < found:
                _fetch_places(packed, reach, np.int64(candidates[k + 2 * _AHEAD]))
            if k + _AHEAD < found:
                _fetch(packed, np.int64(candidates[k + _AHEAD]))
            j = candidates[k]
            other = list_code[j]
            strangers = prior[one, other, STRANGER]
            worth = floor + strangers - prior[one, other, 0]
            if training:
                worth = min(worth, floor + strangers - prior[one, other, 1])
            low, high = min(i, j), max(i, j)
            cost = slots(packed, memo, work, grid, low, high, levels, groups, tf, _HOPELESS)
            if cost == np.inf:
                continue
            names = _names_told(reach, levels, groups, tf) - cost
            if bound.STEPS * names < needs[k] - 1:
                continue
            numbers(packed, low, high, levels, groups, tf)
            if not _within_reach(packed, reach, low, high, levels, groups, tf, names, worth - 1e-6):
                continue
            sounds(packed, memo, work, low, high, levels, groups, tf)
            if training:
                populations(levels, groups, tf, cost, weights, one, other, joint)
                bits = max(joint[0], joint[1]) - joint[STRANGER]
            else:
                bits = weigh(levels, groups, tf, cost, weights, one, other, joint)
            if bits > floor:
                left[count] = low
                right[count] = high
                odds[count] = bits
                count += 1
        at += 1
    return at, count, seen
