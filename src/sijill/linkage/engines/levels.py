# ruff: noqa: ANN001, ANN201, ANN202, SIM110  # compiled functions are typed by numba, and loops are what it compiles
"""Compiled levels of two values: sounds, texts, dates, places, sets, identifiers (``engines.reference``)."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sijill.linkage.engines import cache as _cache

_cache.use()

from numba import njit  # noqa: E402  # the cache folder is set before the first decorator

from sijill.linkage import compare, sounds  # noqa: E402
from sijill.linkage.engines.machine import bit_count  # noqa: E402
from sijill.linkage.engines.machine import leaf as _leaf  # noqa: E402
from sijill.linkage.engines.texts import best_level as _best_text  # noqa: E402
from sijill.linkage.spec import Kind  # noqa: E402
from sijill.text.names import costs  # noqa: E402
from sijill.text.names.align import told_apart  # noqa: E402
from sijill.text.names.tokens import MAX_LENGTH, similarity_within  # noqa: E402

# Kinds of fields as plain numbers.
SOUND, STRING, CODE, SET = int(Kind.SOUND), int(Kind.STRING), int(Kind.CODE), int(Kind.SET)
IDENTIFIER, DATE, NESTED = int(Kind.IDENTIFIER), int(Kind.DATE), int(Kind.NESTED)
_SAME_SOUND, _CLOSE, _SIMILAR, _VAGUE = compare.SAME_SOUND, compare.CLOSE, compare.SIMILAR, compare.VAGUE
_STRING_CLOSE, _STRING_SIMILAR = compare.STRING_CLOSE, compare.STRING_SIMILAR
_JARO_ALONE: Final = compare.JARO_ALONE
_DAY, _MONTH, _YEAR = compare.DAY, compare.MONTH, compare.YEAR
_GAP0, _GAP1, _GAP2, _GAP3 = compare.GAPS


@njit(cache=True, nogil=True, inline="never")
def mix(x):  # type: ignore[no-untyped-def]
    x = np.uint64(x)
    x ^= x >> np.uint64(30)
    x *= np.uint64(0xBF58476D1CE4E5B9)
    x ^= x >> np.uint64(27)
    x *= np.uint64(0x94D049BB133111EB)
    x ^= x >> np.uint64(31)
    return x


@njit(cache=True, nogil=True, inline="always")
def _lacks(strong, near):  # type: ignore[no-untyped-def]
    return np.uint64(3) * bit_count(strong & near) + np.uint64(2) < np.uint64(2) * bit_count(strong)


def best_levels() -> npt.NDArray[np.uint8]:
    """[consonants without counterpart, mass of both in tenths]: ``sounds.best_level``."""
    most = int(20 * MAX_LENGTH) + 1
    return np.array(
        [[sounds.best_level(lone, tenths / 10.0) for tenths in range(most)] for lone in range(8)], np.uint8
    )


BEST_LEVELS: Final = best_levels()


@_leaf
def foreseen(masks, a, b):  # type: ignore[no-untyped-def]
    """The best level two unequal units may have before their letters are aligned; 6 where they are plainly apart."""
    if _lacks(masks[a, 0], masks[b, 1]) or _lacks(masks[b, 0], masks[a, 1]):
        return np.int64(6)
    lone = max(bit_count(masks[a, 0] & ~masks[b, 2]), bit_count(masks[b, 0] & ~masks[a, 2]))
    mass = (masks[a, 3] & np.uint64(255)) + (masks[b, 3] & np.uint64(255))
    return np.int64(BEST_LEVELS[min(lone, np.uint64(7)), mass])


_SUBSTITUTION: Final = costs.substitution()
_GAP: Final = costs.gaps()
_TOLD_APART: Final = 8  # as 6, but no contradiction: one wrong letter makes one of two near names the other


@_leaf
def _sound_level_new(trait, phonemes, length, script, work, a, b):  # type: ignore[no-untyped-def]
    """Level of two units that the cheap test has not told apart; 6 for all that are not alike."""
    s = similarity_within(phonemes[a], length[a], script[a], phonemes[b], length[b], script[b], work)
    if s >= _VAGUE and told_apart(
        s, trait[a, 1:], trait[b, 1:], phonemes[a], length[a], script[a], phonemes[b], length[b], script[b],
        _SUBSTITUTION, _GAP, work,
    ):  # fmt: skip
        return _TOLD_APART
    if s >= _SAME_SOUND:
        return 2
    if s >= _CLOSE:
        return 3
    if s >= _SIMILAR:
        return 4
    return 5 if s >= _VAGUE else 6


@_leaf
def sound_level(masks, trait, phonemes, length, script, memo, work, a, b):  # type: ignore[no-untyped-def]
    """1 exact .. 7 two different known names; 0 when either is missing. A full memo is simply overwritten.

    Near names that the lexicon or the gender tell apart (``told_apart``) differ.
    """
    if a < 0 or b < 0:
        return 0
    if a == b:
        return 1
    level: Any = np.int64(6)
    if foreseen(masks, a, b) < 6:
        low, high = min(a, b), max(a, b)
        key = (np.uint64(low) << np.uint64(30)) | np.uint64(high)
        at = mix(key) & np.uint64(len(memo) - 1)
        held = memo[at]
        if held >> np.uint64(4) == key:
            level = np.int64(held & np.uint64(15))
        else:
            level = np.int64(_sound_level_new(trait, phonemes, length, script, work, low, high))
            memo[at] = (key << np.uint64(4)) | np.uint64(level)
    if level == 6 and trait[a, 0] >= 0 and trait[b, 0] >= 0 and trait[a, 0] != trait[b, 0]:
        return 7
    if level == _TOLD_APART:
        return 6
    return level


@_leaf
def _jaro_winkler(chars, a, len_a, b, len_b):  # type: ignore[no-untyped-def]
    """Of two rows of ``chars`` of at most 64 letters: a bit says that a letter is taken."""
    if len_a == 0 or len_b == 0:
        return 0.0
    window = max(0, max(len_a, len_b) // 2 - 1)
    one = np.uint64(1)
    used_a, used_b = np.uint64(0), np.uint64(0)
    matches = 0
    for i in range(len_a):
        for j in range(max(0, i - window), min(len_b, i + window + 1)):
            if not (used_b >> np.uint64(j)) & one and chars[a, i] == chars[b, j]:
                used_a |= one << np.uint64(i)
                used_b |= one << np.uint64(j)
                matches += 1
                break
    if matches == 0:
        return 0.0
    swaps = 0
    j = 0
    for i in range(len_a):
        if (used_a >> np.uint64(i)) & one:
            while not (used_b >> np.uint64(j)) & one:
                j += 1
            if chars[a, i] != chars[b, j]:
                swaps += 1
            j += 1
    jaro = (matches / len_a + matches / len_b + (matches - swaps // 2) / matches) / 3.0
    if jaro <= _JARO_ALONE:
        return jaro
    prefix = 0
    while prefix < min(4, len_a, len_b) and chars[a, prefix] == chars[b, prefix]:
        prefix += 1
    return jaro + prefix * 0.1 * (1.0 - jaro)


@_leaf
def _one_edit(chars, a, len_a, b, len_b):  # type: ignore[no-untyped-def]
    """At most one letter inserted, deleted or replaced, or two neighbours swapped, in words of four letters or more."""
    if abs(len_a - len_b) > 1 or min(len_a, len_b) < 4:
        return False
    i = 0
    while i < min(len_a, len_b) and chars[a, i] == chars[b, i]:
        i += 1
    if len_a == len_b:
        rest = i + 1
        if i + 1 < len_a and chars[a, i] == chars[b, i + 1] and chars[a, i + 1] == chars[b, i]:
            rest = i + 2
        for k in range(rest, len_a):
            if chars[a, k] != chars[b, k]:
                return False
        return True
    skip = 1 if len_a > len_b else 0
    for k in range(i, min(len_a, len_b)):
        if chars[a, k + skip] != chars[b, k + 1 - skip]:
            return False
    return True


@_leaf
def string_level(text, chars, length, a, b):  # type: ignore[no-untyped-def]
    """``text``: ``texts.signatures``."""
    if a < 0 or b < 0:
        return 0
    if a == b:
        return 1
    if _best_text(text, a, text, b) == 4:
        return 4
    len_a, len_b = np.int64(length[a]), np.int64(length[b])
    if _one_edit(chars, a, len_a, b, len_b):
        return 2
    s = _jaro_winkler(chars, a, len_a, b, len_b)
    if s >= _STRING_CLOSE:
        return 2
    return 3 if s >= _STRING_SIMILAR else 4


@_leaf
def _one_part_differs(x, y):  # type: ignore[no-untyped-def]
    """Two of year, month, day are equal, or day and month are exchanged. Civil dates as ``Packed`` holds them."""
    y1, m1, d1, y2, m2, d2 = x >> 9, (x >> 5) & 15, x & 31, y >> 9, (y >> 5) & 15, y & 31
    if y1 == y2 and m1 == d2 and d1 == m2:
        return True
    return int(y1 == y2) + int(m1 == m2) + int(d1 == d2) == 2 and abs(y1 - y2) <= 20


@_leaf
def date_level(s1, e1, civil1, s2, e2, civil2):  # type: ignore[no-untyped-def]
    """(level, group) of two inclusive day intervals."""
    if s1 > e1 or s2 > e2:
        return 0, 0
    width = max(e1 - s1, e2 - s2) + 1
    group = 0 if width <= _DAY else 1 if width <= _MONTH else 2 if width <= _YEAR else 3
    gap = max(s2 - e1, s1 - e2)
    if gap <= 0:
        return 1, group
    if group == 0 and _one_part_differs(civil1, civil2):
        return 2, group
    if gap <= _GAP0:
        return 3, group
    if gap <= _GAP1:
        return 4, group
    if gap <= _GAP2:
        return 5, group
    return (6, group) if gap <= _GAP3 else (7, group)


@_leaf
def nested_level(nested, i, j, at):  # type: ignore[no-untyped-def]
    """(level, group, shared code) of the best pair of values; group 0 = both to the narrowest depth."""
    best, best_group, shared = 0, 0, -1
    values, depths = nested.shape[2], nested.shape[3]
    for x in range(values):
        if nested[i, at, x, 0] < 0:
            break
        for y in range(values):
            if nested[j, at, y, 0] < 0:
                break
            depth = 0
            while depth < depths and nested[i, at, x, depth] >= 0 and nested[j, at, y, depth] >= 0:
                depth += 1
            common = 0
            while common < depth and nested[i, at, x, common] == nested[j, at, y, common]:
                common += 1
            level = 4 if common == 0 else min(depth - common + 1, 3)
            group = depths - depth
            if best == 0 or level < best or (level == best and group < best_group):
                best, best_group = level, group
                shared = nested[i, at, x, common - 1] if level == 1 else -1
    return best, best_group, shared


@_leaf
def set_level(several, i, j, at):  # type: ignore[no-untyped-def]
    if several[i, at, 0] < 0 or several[j, at, 0] < 0:
        return 0
    for x in range(several.shape[2]):
        for y in range(several.shape[2]):
            if several[i, at, x] >= 0 and several[i, at, x] == several[j, at, y]:
                return 1
    return 2


@_leaf
def identifier_level(identifier, i, j, at):  # type: ignore[no-untyped-def]
    found = 0
    for x in range(identifier.shape[2]):
        if identifier[i, at, x, 0] < 0:
            break
        for y in range(identifier.shape[2]):
            if identifier[i, at, x, 0] == identifier[j, at, y, 0]:
                if identifier[i, at, x, 1] == identifier[j, at, y, 1]:
                    return 1
                found = 2
    return found


@_leaf
def shared_identifier(identifier, i, j):  # type: ignore[no-untyped-def]
    for at in range(identifier.shape[1]):
        if identifier_level(identifier, i, j, at) == 1:
            return True
    return False
