# ruff: noqa: ANN001, ANN201, ANN202  # compiled functions are typed by numba
"""Blocking keys: what two records must have in common to meet (``block``)."""

import math
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from sijill.linkage.engines import cache as _cache

_cache.use()

from numba import njit  # noqa: E402  # the cache folder is set before the first decorator

from sijill.linkage.engines.levels import mix  # noqa: E402

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
    h = mix(np.uint64(a) + np.uint64(0x9E3779B97F4A7C15))
    h = mix(h ^ (np.uint64(b) + np.uint64(0x7F4A7C15)))
    h = mix(h ^ (np.uint64(c) + np.uint64(0x51ED270B) + (np.uint64(rule) << np.uint64(48))))
    return (h & ~np.uint64(255)) | np.uint64(256) | np.uint64(rule)


class Made(NamedTuple):
    """Keys of one record so far: an open-addressed table; where each stands in it, and its first value."""

    table: npt.NDArray[np.uint64]
    at: npt.NDArray[np.uint64]
    first: npt.NDArray[np.int64]


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
def _variant_keys(token, word, variant, mask, part, keys, count, made):  # type: ignore[no-untyped-def]
    """Two tokens of the plain reading, one of them with a letter left out."""
    width = len(token)
    for x in range(width):
        if token[x] < 0 or (width == 4 and x == 2):
            continue
        for y in range(width):
            if x == y or token[y] < 0 or (width == 4 and y == 2):
                continue
            for v in range(variant.shape[1]):
                shorter = variant[word[x], v]
                if shorter >= 0 and (shorter & mask) == part:
                    count = _add(keys, count, made, 2, shorter, token[y], 0)
    return count


@njit(cache=True, nogil=True)
def _record_keys(  # type: ignore[no-untyped-def]
    token, token_cost, word, variant, support, support_kind, mask, part, keys, made
):
    """All blocking keys of one record whose first value is of the part, distinct, into ``keys``; their number.

    ``token``, ``word`` [readings, slots]; ``variant`` [words, 4].
    """
    count = 0
    readings, width = token.shape
    for p in range(readings):
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
    if readings > 0:
        count = _variant_keys(token[0], word[0], variant, mask, part, keys, count, made)
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


@njit(cache=True, nogil=True)
def keys_of_rows(  # type: ignore[no-untyped-def]
    first_row, ptr, word, variant, token_cost, support, support_kind, few, mask, part, keys, owner, per_bucket, shift
):  # fmt: skip
    """Keys of rows whose first value is of the part, and whose they are, into ``keys`` and ``owner``; counts by bucket.

    ``ptr``: the readings of each row; ``variant`` [words, 4]: of each word its token, and that with a letter left out.
    Values are of part ``value & mask``: all of one key are of one part, and others are not even made, but for a record
    of more than ``few`` tokens: which of its keys are beyond the most must not depend on the parts.
    """
    made = Made(
        np.zeros(4 * MAX_KEYS, np.uint64), np.empty(MAX_KEYS, np.uint64), np.empty(MAX_KEYS, np.int64)
    )
    most = 1
    for i in range(len(ptr) - 1):
        most = max(most, ptr[i + 1] - ptr[i])
    room = np.empty((most, word.shape[1]), np.int64)
    count = 0
    for i in range(len(ptr) - 1):
        mine = word[ptr[i] : ptr[i + 1]]
        token = room[: len(mine)]
        for p in range(len(mine)):
            for x in range(word.shape[1]):
                token[p, x] = variant[mine[p, x], 0] if mine[p, x] >= 0 else -1
        whole = mask > 0 and _different(token, few) > few
        found = _record_keys(
            token, token_cost[ptr[i] : ptr[i + 1]], mine, variant, support[i], support_kind, 0 if whole else mask,
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
def scatter(keys, owner, shift, at, out_keys, out_owner):  # type: ignore[no-untyped-def]
    """Keys and owners by bucket, in their order; ``at`` is where each bucket begins, and moves on."""
    for k in range(len(keys)):
        bucket = keys[k] >> shift
        out_keys[at[bucket]] = keys[k]
        out_owner[at[bucket]] = owner[k]
        at[bucket] += 1
