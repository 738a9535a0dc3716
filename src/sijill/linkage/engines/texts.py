# ruff: noqa: ANN001, ANN201, ANN202  # compiled functions are typed by numba
"""What two texts have at most in common, from four words of each: most pairs are told apart by them alone.

The letters of a text are counted in 32 buckets. Two texts match in no more letters than they share by bucket, so that
Jaro-Winkler similarity and the number of edits have a bound that costs no walk through the letters.
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sijill.linkage.engines import cache as _cache

_cache.use()

from numba import njit  # noqa: E402  # the cache folder is set before the first decorator

from sijill.linkage import compare  # noqa: E402
from sijill.linkage.engines.machine import bit_count, leaf  # noqa: E402

Array = npt.NDArray[Any]

_LEAST: Final = 1e-9  # what a sum in another order may come to
_ALONE: Final = compare.JARO_ALONE - _LEAST  # below, no level but "different"
_CLOSE, _SIMILAR = compare.STRING_CLOSE - _LEAST, compare.STRING_SIMILAR - _LEAST
_B8, _S8, _S32 = np.uint64(255), np.uint64(8), np.uint64(32)
_PRIME: Final = np.uint64(0x100000001B3)


def signatures(chars: Array, length: Array) -> npt.NDArray[np.uint64]:
    """[texts, 4]: letters by bucket, once (bits 0-31) and twice (32-63); length, letters beyond two of their bucket,
    and the first four letters (bits 0-7, 8-15, 32-63); a hash of the letters; nothing.

    ``chars`` and ``length``: as in ``features.Coded``.
    """
    out = np.zeros((len(length), 4), np.uint64)
    _sign(chars, length, out)
    return out


@njit(cache=True, nogil=True)
def _sign(chars, length, out):  # type: ignore[no-untyped-def]
    for text in range(len(length)):
        letters, more, first, said = np.uint64(0), np.uint64(0), np.uint64(0), np.uint64(0xCBF29CE484222325)
        for at in range(length[text]):
            letter = np.uint64(chars[text, at])
            said = (said ^ letter) * _PRIME
            if at < 4:
                first |= letter << (_S8 * np.uint64(at))
            once = np.uint64(1) << (letter & np.uint64(31))
            if not letters & once:
                letters |= once
            elif not letters & (once << _S32):
                letters |= once << _S32
            else:
                more += np.uint64(1)
        out[text, 0] = letters
        out[text, 1] = np.uint64(length[text]) | (more << _S8) | (first << _S32)
        out[text, 2] = said


@leaf
def best_level(one, a, other, b):  # type: ignore[no-untyped-def]
    """The best level that two different texts may have, rows a and b of ``signatures``: 2 close .. 4 different."""
    said, told = one[a, 1], other[b, 1]
    len_a, len_b = np.int64(said & _B8), np.int64(told & _B8)
    shared = np.int64(bit_count(one[a, 0] & other[b, 0]))
    shared += min(np.int64((said >> _S8) & _B8), np.int64((told >> _S8) & _B8))
    short, long = min(len_a, len_b), max(len_a, len_b)
    if short >= 4 and long - short <= 1 and shared >= long - 1:
        return np.int64(2)
    if shared == 0:
        return np.int64(4)
    jaro = (shared / len_a + shared / len_b + 1.0) / 3.0
    if jaro <= _ALONE:
        return np.int64(4)
    differ = (said ^ told) >> _S32
    prefix: Any = np.int64(0)
    while prefix < min(4, short) and not differ & _B8:
        differ >>= _S8
        prefix += 1
    most = jaro + prefix * 0.1 * (1.0 - jaro)
    return np.int64(2 if most >= _CLOSE else 3 if most >= _SIMILAR else 4)
