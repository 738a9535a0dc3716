# ruff: noqa: ANN001, ANN201  # compiled functions are typed by numba
"""Average linkage in many small groups (``cluster.average_linkage`` says what it computes)."""

import numpy as np

from sijill.linkage.engines import cache as _cache

_cache.use()

from numba import njit  # noqa: E402  # the cache folder is set before the first decorator


@njit(cache=True, nogil=True)
def link_groups(sizes, odds, out):  # type: ignore[no-untyped-def]
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
