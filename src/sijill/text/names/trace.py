"""Which edits turn one token into another: the cheapest path itself, not only its cost. For training and explaining."""

from typing import Final

import numpy as np
import numpy.typing as npt

from sijill.text.names import costs, phonemes, tokens
from sijill.text.names.kernel import kernel

# An edit is one number: substitution of a by b (a ≤ b) is a * SIZE + b; leaving out a beside script s is
# SIZE² + s * SIZE + a; article, split sign (Adham) and transposition have one number each.
SIZE: Final = phonemes.SIZE
GAP_FROM: Final = SIZE * SIZE
ARTICLE: Final = GAP_FROM + 3 * SIZE
SPLIT: Final = ARTICLE + 1
TRANSPOSED: Final = ARTICLE + 2
EDITS: Final = ARTICLE + 3
_ROWS: Final = tokens.MAX_LENGTH + 1


@kernel
def trace(  # numba takes no keywords
    ph_a: tokens.Codes,
    len_a: int,
    script_a: int,
    ph_b: tokens.Codes,
    len_b: int,
    script_b: int,
    substitution: costs.Table,
    gap: costs.Table,
) -> npt.NDArray[np.int64]:
    """Edits of the cheapest path, [k, 3]: edit number, last position passed in a and in b (-1 before the first)."""
    article_a, article_b = tokens.article(ph_a, len_a), tokens.article(ph_b, len_b)
    table = np.full((_ROWS, _ROWS), np.inf)
    move = np.zeros(
        (_ROWS, _ROWS), dtype=np.uint8
    )  # 1 both, 2 a only, 3 b only, 4 article a, 5 article b, 6-8 pairs
    table[0, 0] = 0.0
    for i in range(len_a + 1):
        for j in range(len_b + 1):
            if i == 0 and j == 0:
                continue
            best, how = np.inf, 0
            if i > 0 and j > 0:
                best, how = table[i - 1, j - 1] + substitution[ph_a[i - 1], ph_b[j - 1]], 1
            if i > 0 and table[i - 1, j] + gap[script_b, ph_a[i - 1]] < best:
                best, how = table[i - 1, j] + gap[script_b, ph_a[i - 1]], 2
            if j > 0 and table[i, j - 1] + gap[script_a, ph_b[j - 1]] < best:
                best, how = table[i, j - 1] + gap[script_a, ph_b[j - 1]], 3
            if j == 0 and i == article_a and best > tokens.ARTICLE_COST:
                best, how = tokens.ARTICLE_COST, 4
            if i == 0 and j == article_b and best > tokens.ARTICLE_COST:
                best, how = tokens.ARTICLE_COST, 5
            if i > 1 and j > 0 and tokens.is_split(ph_a[i - 2], ph_a[i - 1], ph_b[j - 1]):
                cost = table[i - 2, j - 1] + tokens.SPLIT_COST
                if cost < best:
                    best, how = cost, 6
            if i > 0 and j > 1 and tokens.is_split(ph_b[j - 2], ph_b[j - 1], ph_a[i - 1]):
                cost = table[i - 1, j - 2] + tokens.SPLIT_COST
                if cost < best:
                    best, how = cost, 7
            swapped = i > 1 and j > 1 and ph_a[i - 1] == ph_b[j - 2] and ph_b[j - 1] == ph_a[i - 2]
            if swapped and tokens.may_swap(ph_a[i - 1], ph_b[j - 1]):
                cost = table[i - 2, j - 2] + 0.5 * max(gap[script_b, ph_a[i - 1]], gap[script_a, ph_b[j - 1]])
                if cost < best:
                    best, how = cost, 8
            table[i, j], move[i, j] = best, how
    return _walk_back(ph_a, len_a, script_a, ph_b, len_b, script_b, move)


@kernel
def _walk_back(
    ph_a: tokens.Codes,
    len_a: int,
    script_a: int,
    ph_b: tokens.Codes,
    len_b: int,
    script_b: int,
    move: npt.NDArray[np.uint8],
) -> npt.NDArray[np.int64]:
    path = np.empty((2 * _ROWS, 3), dtype=np.int64)
    count, i, j = 0, len_a, len_b
    while i > 0 or j > 0:
        how = move[i, j]
        path[count, 1], path[count, 2] = i - 1, j - 1
        if how == 1:
            low, high = min(ph_a[i - 1], ph_b[j - 1]), max(ph_a[i - 1], ph_b[j - 1])
            path[count, 0] = np.int64(low) * SIZE + np.int64(high)
            i, j = i - 1, j - 1
        elif how == 2:
            path[count, 0] = GAP_FROM + script_b * SIZE + np.int64(ph_a[i - 1])
            i -= 1
        elif how == 3:
            path[count, 0] = GAP_FROM + script_a * SIZE + np.int64(ph_b[j - 1])
            j -= 1
        elif how == 4:
            path[count, 0] = ARTICLE
            i = 0
        elif how == 5:
            path[count, 0] = ARTICLE
            j = 0
        elif how == 6:
            path[count, 0] = SPLIT
            i, j = i - 2, j - 1
        elif how == 7:
            path[count, 0] = SPLIT
            i, j = i - 1, j - 2
        else:
            path[count, 0] = TRANSPOSED
            i, j = i - 2, j - 2
        count += 1
    return path[:count][::-1]
