# ruff: noqa: ANN001, ANN202, SIM110  # compiled functions are typed by numba, and loops are what it compiles
"""Compiled kernels. The plain-Python ``reference`` engine says what they must compute.

All compiled functions of linkage are in this file, and the compilation cache is keyed by a digest of every source they
are compiled from, because numba does not notice a change in another file.
"""

import math
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from sijill.linkage.engines import cache as _cache

_cache.use()

from numba import njit  # noqa: E402  # the cache folder is set before the first decorator

from sijill.linkage import compare  # noqa: E402
from sijill.linkage.features import Coded, Names  # noqa: E402
from sijill.linkage.model import Model, Vectors  # noqa: E402
from sijill.linkage.spec import Kind  # noqa: E402
from sijill.text.names.tokens import similarity  # noqa: E402

_SOUND: Final = int(Kind.SOUND)
_STRING: Final = int(Kind.STRING)
_CODE: Final = int(Kind.CODE)
_SET: Final = int(Kind.SET)
_IDENTIFIER: Final = int(Kind.IDENTIFIER)
_DATE: Final = int(Kind.DATE)
_NESTED: Final = int(Kind.NESTED)
_UTILITY: Final = compare.UTILITY
_BEST: Final = compare.BEST_UTILITY
_BEST_MIDDLE: Final = float(compare.UTILITY[1].max() + compare.UTILITY[2].max())
_LOST: Final = compare.LOST_SLOT
_MOST: Final = compare.MOST_COST
_HOPELESS: Final = compare.HOPELESS
_APART: Final = compare.APART
_SAME_SOUND, _CLOSE, _SIMILAR, _VAGUE = compare.SAME_SOUND, compare.CLOSE, compare.SIMILAR, compare.VAGUE
_STRING_CLOSE, _STRING_SIMILAR = compare.STRING_CLOSE, compare.STRING_SIMILAR
_DAY, _MONTH, _YEAR = compare.DAY, compare.MONTH, compare.YEAR
_GAP0, _GAP1, _GAP2, _GAP3 = compare.GAPS


# A direct-mapped table of unit pairs already compared, written by one thread at a time: the pair in 60 bits, its level
# in 4. One word, because each look-up is a walk to main memory.
Memo = npt.NDArray[np.uint64]


class Sound(NamedTuple):
    """What comparing two units takes, and nothing else: each array in a tuple costs time at every call."""

    phonemes: npt.NDArray[np.uint8]
    length: npt.NDArray[np.uint8]
    script: npt.NDArray[np.uint8]
    strong: npt.NDArray[np.uint64]
    near: npt.NDArray[np.uint64]
    known: npt.NDArray[np.bool_]
    of_class: npt.NDArray[np.int32]
    memo: npt.NDArray[np.uint64]


def memo(bits: int = 20) -> Memo:
    return np.zeros(1 << bits, np.uint64)


@njit(cache=True, nogil=True, inline="never")
def _mix(x):  # type: ignore[no-untyped-def]
    x = np.uint64(x)
    x ^= x >> np.uint64(30)
    x *= np.uint64(0xBF58476D1CE4E5B9)
    x ^= x >> np.uint64(27)
    x *= np.uint64(0x94D049BB133111EB)
    x ^= x >> np.uint64(31)
    return x


@njit(cache=True, nogil=True, inline="always")
def _bit_count(x):  # type: ignore[no-untyped-def]
    x = x - ((x >> np.uint64(1)) & np.uint64(0x5555555555555555))
    x = (x & np.uint64(0x3333333333333333)) + ((x >> np.uint64(2)) & np.uint64(0x3333333333333333))
    x = (x + (x >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return (x * np.uint64(0x0101010101010101)) >> np.uint64(56)


@njit(cache=True, nogil=True, inline="always")
def _lacks(strong, near):  # type: ignore[no-untyped-def]
    return np.uint64(3) * _bit_count(strong & near) + np.uint64(2) < np.uint64(2) * _bit_count(strong)


@njit(cache=True, nogil=True)
def _sound_level_new(sound, a, b):  # type: ignore[no-untyped-def]
    """Level of two units that the cheap test has not told apart; 6 for all that are not alike."""
    s = similarity(
        sound.phonemes[a],
        sound.length[a],
        sound.script[a],
        sound.phonemes[b],
        sound.length[b],
        sound.script[b],
    )
    if s >= _SAME_SOUND:
        return 2
    if s >= _CLOSE:
        return 3
    if s >= _SIMILAR:
        return 4
    return 5 if s >= _VAGUE else 6


@njit(cache=True, nogil=True)
def _sound_level(sound, a, b):  # type: ignore[no-untyped-def]
    """1 exact .. 7 two different known names; 0 when either is missing. A full memo is simply overwritten."""
    if a < 0 or b < 0:
        return 0
    if a == b:
        return 1
    level = np.int64(6)
    if not (_lacks(sound.strong[a], sound.near[b]) or _lacks(sound.strong[b], sound.near[a])):
        if a > b:
            a, b = b, a
        key = (np.uint64(a) << np.uint64(30)) | np.uint64(b)
        at = _mix(key) & np.uint64(len(sound.memo) - 1)
        held = sound.memo[at]
        if held >> np.uint64(4) == key:
            level = np.int64(held & np.uint64(15))
        else:
            level = np.int64(_sound_level_new(sound, a, b))
            sound.memo[at] = (key << np.uint64(4)) | np.uint64(level)
    if level == 6 and sound.known[a] and sound.known[b] and sound.of_class[a] != sound.of_class[b]:
        return 7
    return level


@njit(cache=True, nogil=True)
def _jaro_winkler(a, len_a, b, len_b):  # type: ignore[no-untyped-def]
    if len_a == 0 or len_b == 0:
        return 0.0
    window = max(0, max(len_a, len_b) // 2 - 1)
    used_a = np.zeros(len_a, np.bool_)
    used_b = np.zeros(len_b, np.bool_)
    matches = 0
    for i in range(len_a):
        for j in range(max(0, i - window), min(len_b, i + window + 1)):
            if not used_b[j] and a[i] == b[j]:
                used_a[i] = True
                used_b[j] = True
                matches += 1
                break
    if matches == 0:
        return 0.0
    swaps = 0
    j = 0
    for i in range(len_a):
        if used_a[i]:
            while not used_b[j]:
                j += 1
            if a[i] != b[j]:
                swaps += 1
            j += 1
    jaro = (matches / len_a + matches / len_b + (matches - swaps / 2.0) / matches) / 3.0
    prefix = 0
    while prefix < min(4, len_a, len_b) and a[prefix] == b[prefix]:
        prefix += 1
    return jaro + prefix * 0.1 * (1.0 - jaro)


@njit(cache=True, nogil=True)
def _one_edit(a, len_a, b, len_b):  # type: ignore[no-untyped-def]
    """At most one letter inserted, deleted or replaced, or two neighbours swapped, in words of four letters or more."""
    if abs(len_a - len_b) > 1 or min(len_a, len_b) < 4:
        return False
    i = 0
    while i < min(len_a, len_b) and a[i] == b[i]:
        i += 1
    if len_a == len_b:
        rest_a = i + 1
        if i + 1 < len_a and a[i] == b[i + 1] and a[i + 1] == b[i]:
            rest_a = i + 2
        for k in range(rest_a, len_a):
            if a[k] != b[k]:
                return False
        return True
    skip_a = 1 if len_a > len_b else 0
    for k in range(i, min(len_a, len_b)):
        if a[k + skip_a] != b[k + 1 - skip_a]:
            return False
    return True


@njit(cache=True, nogil=True)
def _string_level(chars, length, a, b):  # type: ignore[no-untyped-def]
    if a < 0 or b < 0:
        return 0
    if a == b:
        return 1
    len_a, len_b = int(length[a]), int(length[b])
    chars_a, chars_b = chars[a], chars[b]
    if _one_edit(chars_a, len_a, chars_b, len_b):
        return 2
    s = _jaro_winkler(chars_a, len_a, chars_b, len_b)
    if s >= _STRING_CLOSE:
        return 2
    return 3 if s >= _STRING_SIMILAR else 4


@njit(cache=True, nogil=True)
def _civil(days):  # type: ignore[no-untyped-def]
    """Year, month, day of days since 1970 (Hinnant's algorithm, proleptic Gregorian)."""
    z = days + 719468
    era = z // 146097
    doe = z - era * 146097
    yoe = (doe - doe // 1460 + doe // 36524 - doe // 146096) // 365
    doy = doe - (365 * yoe + yoe // 4 - yoe // 100)
    mp = (5 * doy + 2) // 153
    month = mp + 3 if mp < 10 else mp - 9
    return yoe + era * 400 + (1 if month <= 2 else 0), month, doy - (153 * mp + 2) // 5 + 1


@njit(cache=True, nogil=True)
def _one_part_differs(x, y):  # type: ignore[no-untyped-def]
    """Two of year, month, day are equal, or day and month are exchanged."""
    y1, m1, d1 = _civil(x)
    y2, m2, d2 = _civil(y)
    if y1 == y2 and m1 == d2 and d1 == m2:
        return True
    return (y1 == y2) + (m1 == m2) + (d1 == d2) == 2 and abs(y1 - y2) <= 20


@njit(cache=True, nogil=True)
def _date_level(s1, e1, s2, e2):  # type: ignore[no-untyped-def]
    """(level, group) of two inclusive day intervals."""
    if s1 > e1 or s2 > e2:
        return 0, 0
    width = max(e1 - s1, e2 - s2) + 1
    group = 0 if width <= _DAY else 1 if width <= _MONTH else 2 if width <= _YEAR else 3
    gap = max(s2 - e1, s1 - e2)
    if gap <= 0:
        return 1, group
    if group == 0 and _one_part_differs(s1, s2):
        return 2, group
    if gap <= _GAP0:
        return 3, group
    if gap <= _GAP1:
        return 4, group
    if gap <= _GAP2:
        return 5, group
    return (6, group) if gap <= _GAP3 else (7, group)


@njit(cache=True, nogil=True)
def _nested_level(a, b):  # type: ignore[no-untyped-def]
    """(level, group, shared code) of the best pair of values; group 0 = both to the narrowest depth."""
    best, best_group, shared = 0, 0, -1
    for i in range(a.shape[0]):
        if a[i, 0] < 0:
            break
        for j in range(b.shape[0]):
            if b[j, 0] < 0:
                break
            depth = 0
            while depth < a.shape[1] and a[i, depth] >= 0 and b[j, depth] >= 0:
                depth += 1
            common = 0
            while common < depth and a[i, common] == b[j, common]:
                common += 1
            level = 4 if common == 0 else min(depth - common + 1, 3)
            group = a.shape[1] - depth
            if best == 0 or level < best or (level == best and group < best_group):
                best, best_group = level, group
                shared = a[i, common - 1] if level == 1 else -1
    return best, best_group, shared


@njit(cache=True, nogil=True)
def _set_level(a, b):  # type: ignore[no-untyped-def]
    if a[0] < 0 or b[0] < 0:
        return 0
    for i in range(len(a)):
        for j in range(len(b)):
            if a[i] >= 0 and a[i] == b[j]:
                return 1
    return 2


@njit(cache=True, nogil=True)
def _identifier_level(a, b):  # type: ignore[no-untyped-def]
    found = 0
    for i in range(a.shape[0]):
        for j in range(b.shape[0]):
            if a[i, 0] >= 0 and a[i, 0] == b[j, 0]:
                if a[i, 1] == b[j, 1]:
                    return 1
                found = 2
    return found


@njit(cache=True, nogil=True)
def _shared_identifier(identifier, i, j):  # type: ignore[no-untyped-def]
    for at in range(identifier.shape[1]):
        if _identifier_level(identifier[i, at], identifier[j, at]) == 1:
            return True
    return False


@njit(cache=True, nogil=True, inline="always")
def _at_best(strong, near, slot, a, b):  # type: ignore[no-untyped-def]
    """The most that a slot can be worth, without looking the pair up."""
    if a < 0 or b < 0:
        return 0.0
    if a != b and (_lacks(strong[a], near[b]) or _lacks(strong[b], near[a])):
        return _UTILITY[slot, 6]
    return _UTILITY[slot, 1]


@njit(cache=True, nogil=True)
def _names(  # type: ignore[no-untyped-def]
    sound,
    parse_unit,
    parse_cost,
    parse_plain,
    parse_script,
    unit_tf,
    i,
    i_end,
    j,
    j_end,
    levels,
    groups,
    tf,
    floor,
):
    """Best pair of readings i..i_end and j..j_end: fills the first four fields, returns cost and utility in bits.

    Readings whose utility is not above ``floor`` are not told apart: nothing is filled, the utility is very low.
    A slot that the plain readings of the same two names could compare and this pair cannot is charged.
    """
    strong, near = sound.strong, sound.near  # an array taken from a tuple is counted each time: take it once
    best = floor
    best_p, best_q = i, j
    best_cost = 0.0
    found = False
    done = False
    for p in range(i, i_end):
        p0, p1, p2, p3 = parse_unit[p, 0], parse_unit[p, 1], parse_unit[p, 2], parse_unit[p, 3]
        for q in range(j, j_end):
            cost = float(parse_cost[p]) + float(parse_cost[q])
            if _BEST - cost <= best or (cost > _MOST and (p > i or q > j)):
                continue
            if cost > 0.0:
                plain_p, plain_q = parse_plain[p], parse_plain[q]
                for slot in range(4):
                    could = parse_unit[plain_p, slot] >= 0 and parse_unit[plain_q, slot] >= 0
                    if could and (parse_unit[p, slot] < 0 or parse_unit[q, slot] < 0):
                        cost += _LOST
            at_best = _at_best(strong, near, 0, p0, parse_unit[q, 0]) + _at_best(
                strong, near, 1, p1, parse_unit[q, 1]
            )
            at_best += _at_best(strong, near, 2, p2, parse_unit[q, 2]) + _at_best(
                strong, near, 3, p3, parse_unit[q, 3]
            )
            if at_best - cost <= best:
                continue
            level0 = _sound_level(sound, p0, parse_unit[q, 0])
            level3 = _sound_level(sound, p3, parse_unit[q, 3])
            utility = _UTILITY[0, level0] + _UTILITY[3, level3] - cost
            if utility + _BEST_MIDDLE <= best:
                continue
            level1 = _sound_level(sound, p1, parse_unit[q, 1])
            level2 = _sound_level(sound, p2, parse_unit[q, 2])
            utility += _UTILITY[1, level1] + _UTILITY[2, level2]
            if utility > best + 1e-9:
                found = True
                best, best_p, best_q, best_cost = utility, p, q, cost
                levels[0], levels[1], levels[2], levels[3] = level0, level1, level2, level3
                if cost == 0.0 and max(level0, level1, level3) <= 3 and level0 * level3 > 0:
                    done = True
                    break
        if done:
            break
    if not found:
        return 0.0, 0.0 if i == i_end or j == j_end else -1e9
    group = parse_script[best_p] + parse_script[best_q]
    for slot in range(4):
        groups[slot] = group
        if levels[slot] >= 1 and levels[slot] <= 3:
            tf[slot] = max(unit_tf[slot, parse_unit[best_p, slot]], unit_tf[slot, parse_unit[best_q, slot]])
    return best_cost, best


@njit(cache=True, nogil=True)
def _sounds(sound, unit_tf, a, b, row):  # type: ignore[no-untyped-def]
    """(level, group, tf) of the best pair of values of a sound field."""
    best, best_a, best_b = 0, -1, -1
    for x in a:
        if x < 0:
            break
        for y in b:
            if y < 0:
                break
            level = _sound_level(sound, x, y)
            if best == 0 or level < best:
                best, best_a, best_b = level, x, y
    if best == 0:
        return 0, 0, 0.0
    group = int(sound.script[best_a] == 2) + int(sound.script[best_b] == 2)
    return best, group, max(unit_tf[row, best_a], unit_tf[row, best_b]) if best <= 3 else 0.0


@njit(cache=True, nogil=True)
def _others(coded, sound, i, j, levels, groups, tf):  # type: ignore[no-untyped-def]
    """Fills the fields after the four slots of the name."""
    for f in range(4, len(coded.kind)):
        kind, at = coded.kind[f], coded.column[f]
        levels[f] = 0
        groups[f] = 0
        tf[f] = 0.0
        if kind == _SOUND:
            level, group, frequency = _sounds(
                sound, coded.unit_tf, coded.sound[i, at], coded.sound[j, at], 4 + at
            )
            levels[f], groups[f], tf[f] = level, group, frequency
        elif kind == _STRING:
            levels[f] = _string_level(
                coded.string_chars, coded.string_length, coded.string[i, at], coded.string[j, at]
            )
            if levels[f] == 1:
                tf[f] = coded.string_tf[coded.string[i, at]]
        elif kind == _CODE:
            a, b = coded.code[i, at], coded.code[j, at]
            levels[f] = 0 if a < 0 or b < 0 else 1 if a == b else 2
        elif kind == _SET:
            levels[f] = _set_level(coded.several[i, at], coded.several[j, at])
        elif kind == _IDENTIFIER:
            levels[f] = _identifier_level(coded.identifier[i, at], coded.identifier[j, at])
        elif kind == _DATE:
            a, b = coded.date[i, at], coded.date[j, at]
            level, group = _date_level(a[0], a[1], b[0], b[1])
            levels[f], groups[f] = level, group
        elif kind == _NESTED:
            level, group, shared = _nested_level(coded.nested[i, at], coded.nested[j, at])
            levels[f], groups[f] = level, group
            if shared >= 0:
                tf[f] = coded.nested_tf[shared]


@njit(cache=True, nogil=True)
def _compare(coded, sound, i, j, levels, groups, tf, hopeless):  # type: ignore[no-untyped-def]
    """Fills level, group and log2 value frequency of every field; returns the cost of the readings chosen, in bits.

    Names whose best readings have a utility below ``hopeless`` are strangers' whatever else agrees, unless an
    identifier does: infinity is returned.
    """
    levels[:4] = 0
    groups[:4] = 0
    tf[:4] = 0.0
    cost, utility = _names(
        sound,
        coded.parse_unit,
        coded.parse_cost,
        coded.parse_plain,
        coded.parse_script,
        coded.unit_tf,
        coded.parse_ptr[i],
        coded.parse_ptr[i + 1],
        coded.parse_ptr[j],
        coded.parse_ptr[j + 1],
        levels,
        groups,
        tf,
        max(hopeless - 1e-6, -1e9),
    )
    if utility < hopeless and not _shared_identifier(coded.identifier, i, j):
        return np.inf
    _others(coded, sound, i, j, levels, groups, tf)
    return cost


@njit(cache=True, nogil=True)
def _compare_many(coded, sound, left, right, levels, groups, tf, cost, hopeless):  # type: ignore[no-untyped-def]
    for k in range(len(left)):
        cost[k] = _compare(coded, sound, left[k], right[k], levels[k], groups[k], tf[k], hopeless)


@njit(cache=True, nogil=True)
def _populations(levels, groups, tf, cost, model, prior, out):  # type: ignore[no-untyped-def]
    """log2 of prior times likelihood for same, near relative, distant relative, stranger."""
    for c in range(4):
        out[c] = prior[c]
    for c in range(3):
        out[c] -= cost
    for f in range(len(levels)):
        level = levels[f]
        if level == 0:
            continue
        group = groups[f]
        rarity = model.tf_share[f, level] * (tf[f] - model.tf_mean[f, group])
        for c in range(4):
            out[c] += model.log_p[c, f, group, level] + rarity * model.tf_class[c, f]


@njit(cache=True, nogil=True)
def _log_odds(out):  # type: ignore[no-untyped-def]
    """log2 odds of the first population against the others together."""
    top = max(out[1], out[2], out[3])
    return out[0] - top - math.log2(2.0 ** (out[1] - top) + 2.0 ** (out[2] - top) + 2.0 ** (out[3] - top))


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
def _weigh(levels, groups, tf, cost, model, prior, out):  # type: ignore[no-untyped-def]
    """log2 odds of "the same person" against relatives and strangers together, prior included.

    ``prior``: log2 shares of same, near relative, distant relative, stranger for the two records' lists.
    Names alone bring nothing above even odds: such a pair is a question for a person.
    """
    _populations(levels, groups, tf, cost, model, prior, out)
    odds = _log_odds(out)
    if odds > 0.0 and _names_alone(levels, model.supporting, model.composite):
        return 0.0
    return odds


@njit(cache=True, nogil=True)
def _score_many(coded, sound, model, left, right, out):  # type: ignore[no-untyped-def]
    fields = len(coded.kind)
    levels = np.zeros(fields, np.uint8)
    groups = np.zeros(fields, np.uint8)
    tf = np.zeros(fields, np.float64)
    joint = np.zeros(4, np.float64)
    for k in range(len(left)):
        i, j = left[k], right[k]
        cost = _compare(coded, sound, i, j, levels, groups, tf, _HOPELESS)
        if cost == np.inf:
            out[k] = -_APART
            continue
        prior = model.prior[coded.list_code[i], coded.list_code[j]]
        out[k] = _weigh(levels, groups, tf, cost, model, prior, joint)


@njit(cache=True, nogil=True)
def _joint_many(levels, groups, tf, cost, model, list_left, list_right, out):  # type: ignore[no-untyped-def]
    for k in range(len(cost)):
        prior = model.prior[list_left[k], list_right[k]]
        _populations(levels[k], groups[k], tf[k], cost[k], model, prior, out[k])


def sounds(coded: Coded, table: Memo) -> Sound:
    return Sound(
        phonemes=coded.unit_phonemes,
        length=coded.unit_length,
        script=coded.unit_script,
        strong=coded.unit_strong,
        near=coded.unit_near,
        known=coded.unit_known,
        of_class=coded.unit_class,
        memo=table,
    )


def compare_pairs(
    coded: Coded,
    left: npt.NDArray[np.int64],
    right: npt.NDArray[np.int64],
    table: Memo,
    *,
    hopeless: float = -np.inf,
) -> Vectors:
    """Comparison vectors; the cost is infinite where the names are hopeless."""
    fields = len(coded.kind)
    out = Vectors(
        levels=np.zeros((len(left), fields), np.uint8),
        groups=np.zeros((len(left), fields), np.uint8),
        tf=np.zeros((len(left), fields)),
        cost=np.zeros(len(left)),
    )
    _compare_many(coded, sounds(coded, table), left, right, *out, hopeless)
    return out


def joint(
    vectors: Vectors, model: Any, list_left: npt.NDArray[np.int32], list_right: npt.NDArray[np.int32]
) -> npt.NDArray[np.float64]:
    """[pairs, population] log2 of prior times likelihood."""
    out = np.zeros((len(vectors.cost), 4))
    _joint_many(*vectors, model, list_left, list_right, out)
    return out


def score_pairs(
    coded: Coded, model: Any, left: npt.NDArray[np.int64], right: npt.NDArray[np.int64], table: Memo
) -> npt.NDArray[np.float64]:
    out = np.zeros(len(left))
    _score_many(coded, sounds(coded, table), model, left, right, out)
    return out


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
    """The rule in the top 8 bits, a hash of its values below."""
    h = _mix(np.uint64(a) + np.uint64(0x9E3779B97F4A7C15))
    h = _mix(h ^ (np.uint64(b) + np.uint64(0x7F4A7C15)))
    h = _mix(h ^ (np.uint64(c) + np.uint64(0x51ED270B)))
    return (np.uint64(rule) << np.uint64(56)) | (h >> np.uint64(8))


@njit(cache=True, nogil=True)
def _add(keys, count, key):  # type: ignore[no-untyped-def]
    """Inserts into a sorted, distinct prefix of ``keys``; a full buffer raises."""
    lo, hi = 0, count
    while lo < hi:
        mid = (lo + hi) // 2
        if keys[mid] < key:
            lo = mid + 1
        else:
            hi = mid
    if lo < count and keys[lo] == key:
        return count
    if count == len(keys):
        return count
    for k in range(count, lo, -1):
        keys[k] = keys[k - 1]
    keys[lo] = key
    return count + 1


@njit(cache=True, nogil=True)
def _variant_keys(token, variant, keys, count):  # type: ignore[no-untyped-def]
    """Two tokens of the plain reading, one of them with a letter left out."""
    width = len(token)
    for x in range(width):
        for y in range(width):
            if x == y or token[x] < 0 or token[y] < 0 or (width == 4 and (x == 2 or y == 2)):
                continue
            for v in range(variant.shape[1]):
                if variant[x, v] >= 0:
                    count = _add(keys, count, _key(2, variant[x, v], token[y], 0))
    return count


@njit(cache=True, nogil=True)
def _record_keys(first, last, token, token_cost, variant, support, support_kind, keys):  # type: ignore[no-untyped-def]
    """All blocking keys of one record, sorted and distinct, into ``keys``; their number."""
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
                count = _add(keys, count, _key(0, lo, hi, 0))
                for s in range(len(support)):
                    if support[s] >= 0 and _BESIDE_TWO[support_kind[s]]:
                        count = _add(keys, count, _key(16 + support_kind[s], lo, hi, support[s]))
                for z in range(y + 1, width):
                    c = token[p, z]
                    if c < 0:
                        continue
                    least, most = min(lo, c), max(hi, c)
                    count = _add(keys, count, _key(1, least, lo + hi + c - least - most, most))
            if token_cost[p] > 2.0:
                continue
            for s in range(len(support)):
                if support[s] < 0:
                    continue
                kind = support_kind[s]
                if _ALONE[kind]:
                    count = _add(keys, count, _key(32 + kind, a, support[s], 0))
                for t in range(s + 1, len(support)):
                    if support[t] >= 0 and _TOGETHER[kind, support_kind[t]]:
                        one, other = support[s], support[t]
                        count = _add(keys, count, _key(64 + 8 * kind + support_kind[t], a, one, other))
    if last > first:
        count = _variant_keys(token[first], variant[first], keys, count)
    for s in range(len(support)):
        if support[s] >= 0 and support_kind[s] == _OTHER:
            count = _add(keys, count, _key(3, support[s], 0, 0))
    return count


@njit(cache=True, nogil=True)
def _count_keys(ptr, token, token_cost, variant, support, support_kind, out):  # type: ignore[no-untyped-def]
    keys = np.zeros(MAX_KEYS, np.uint64)
    for i in range(len(ptr) - 1):
        out[i] = _record_keys(
            ptr[i],
            ptr[i + 1],
            token,
            token_cost,
            variant,
            support[i],
            support_kind,
            keys,
        )


@njit(cache=True, nogil=True)
def _fill_keys(ptr, token, token_cost, variant, support, support_kind, key_ptr, keys, owner):  # type: ignore[no-untyped-def]
    buffer = np.zeros(MAX_KEYS, np.uint64)
    for i in range(len(ptr) - 1):
        count = _record_keys(
            ptr[i],
            ptr[i + 1],
            token,
            token_cost,
            variant,
            support[i],
            support_kind,
            buffer,
        )
        for k in range(count):
            keys[key_ptr[i] + k] = buffer[k]
            owner[key_ptr[i] + k] = i


@njit(cache=True, nogil=True)
def _first_shared(keys, accepted, a, a_end, b, b_end):  # type: ignore[no-untyped-def]
    """The smallest accepted key of two sorted runs of keys; there is one."""
    while a < a_end and b < b_end:
        if keys[a] < keys[b]:
            a += 1
        elif keys[a] > keys[b]:
            b += 1
        elif accepted[a]:
            return keys[a]
        else:
            a += 1
            b += 1
    return np.uint64(0)


@njit(cache=True, nogil=True)
def _emit(starts, ends, order, owner, keys, key_ptr, accepted, list_code, allowed, left, right):  # type: ignore[no-untyped-def]
    """Distinct pairs of the blocks [starts, ends) of ``order``, each from the first block the two share."""
    count = 0
    for g in range(len(starts)):
        key = keys[order[starts[g]]]
        for x in range(starts[g], ends[g]):
            i = owner[order[x]]
            for y in range(x + 1, ends[g]):
                j = owner[order[y]]
                if not allowed[list_code[i], list_code[j]]:
                    continue
                shared = _first_shared(keys, accepted, key_ptr[i], key_ptr[i + 1], key_ptr[j], key_ptr[j + 1])
                if shared == key:
                    left[count] = i
                    right[count] = j
                    count += 1
    return count


class NumbaEngine:
    """Keeps its memo of unit pairs between calls on the same records."""

    def __init__(self) -> None:
        self._table = memo(8)
        self._of: Coded | None = None

    def _memo(self, coded: Coded) -> Memo:
        if self._of is not coded:
            self._of, self._table = coded, memo(22 if len(coded.unit_length) > 2000 else 16)
        return self._table

    def pairs(
        self, coded: Coded, names: Names, *, budget: int
    ) -> tuple[Iterator[tuple[npt.NDArray[Any], npt.NDArray[Any]]], dict[str, Any]]:
        from sijill.linkage import block

        blocking = block.blocks(coded, names, budget=budget)
        return block.pairs(blocking, coded), blocking.report

    def compare(
        self, coded: Coded, left: npt.NDArray[Any], right: npt.NDArray[Any], *, hopeless: float = -np.inf
    ) -> Vectors:
        return compare_pairs(coded, left, right, self._memo(coded), hopeless=hopeless)

    def joint(
        self, vectors: Vectors, model: Model, list_left: npt.NDArray[Any], list_right: npt.NDArray[Any]
    ) -> npt.NDArray[np.float64]:
        return joint(vectors, model, list_left, list_right)

    def score(
        self, coded: Coded, model: Model, left: npt.NDArray[Any], right: npt.NDArray[Any]
    ) -> npt.NDArray[np.float64]:
        return score_pairs(coded, model, left, right, self._memo(coded))
