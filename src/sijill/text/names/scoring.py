"""The compiled loop over pairs of coded names: token similarities, alignment, features, logit."""

from typing import Final

import numpy as np
import numpy.typing as npt

from sijill.text.names import align, costs, tokens
from sijill.text.names.align import Keys, Values
from sijill.text.names.kernel import kernel

_SURE: Final = 0.9  # a token that has found its match is not joined with another
_FIRST_LETTERS: Final = 0.5  # joined tokens must begin alike


@kernel
def score_pairs(  # numba takes no keywords
    left: npt.NDArray[np.int32],
    right: npt.NDArray[np.int32],
    ids_a: npt.NDArray[np.int32],
    count_a: npt.NDArray[np.int8],
    optional_a: npt.NDArray[np.int32],
    ids_b: npt.NDArray[np.int32],
    count_b: npt.NDArray[np.int8],
    optional_b: npt.NDArray[np.int32],
    ph: npt.NDArray[np.uint8],
    length: npt.NDArray[np.uint8],
    script: npt.NDArray[np.uint8],
    mass: costs.Table,
    known: align.Known,
    substitution: costs.Table,
    gap: costs.Table,
    memo: Keys,
    join_keys: Keys,
    join_values: Values,
    full_weights: costs.Table,
    single_weights: costs.Table,
    out: costs.Table,
    out_features: costs.Table,
) -> None:
    """Logits of pairs (left[k] of a, right[k] of b) into `out`; features into `out_features` if it has rows."""
    size = align.MAX_TOKENS
    work = np.empty((3, tokens.MAX_LENGTH + 1))
    joined = np.empty(tokens.MAX_LENGTH, dtype=np.uint8)
    one, two = np.zeros(size, dtype=np.int32), np.zeros(size, dtype=np.int32)
    sims, join_one, join_two = np.empty((size, size)), np.zeros((size, size)), np.zeros((size, size))
    row_best, column_best = np.empty(size), np.empty(size)
    table = np.empty((size + 1, size + 1))
    move = np.zeros((size + 1, size + 1), dtype=np.uint8)
    features, best_features = np.empty(len(align.FEATURES)), np.empty(len(align.FEATURES))
    for k in range(len(left)):
        row_a, row_b = left[k], right[k]
        count_one, count_two = int(count_a[row_a]), int(count_b[row_b])
        if count_one == 0 or count_two == 0:
            out[k] = -20.0
            if len(out_features):
                out_features[k, :] = 0.0
            continue
        optional_one, optional_two = int(optional_a[row_a]), int(optional_b[row_b])
        for i in range(count_one):
            one[i] = ids_a[row_a, i]
        for j in range(count_two):
            two[j] = ids_b[row_b, j]
        if _in_order(one, count_one, two, count_two, ph, length) > 0:
            # so that (a, b) and (b, a) do the same sums
            for i in range(size):
                one[i], two[i] = two[i], one[i]
            count_one, count_two = count_two, count_one
            optional_one, optional_two = optional_two, optional_one
        strong, joins = 0, 0
        for j in range(count_two):
            column_best[j] = 0.0
        for i in range(count_one):
            best_of_row = 0.0
            for j in range(count_two):
                low, high = int(np.int64(min(one[i], two[j]))), int(np.int64(max(one[i], two[j])))
                similarity = 1.0
                if low != high:
                    key = (low << align.ID_BITS) | high
                    steps = align.remembered(key, memo) if high <= align.LARGEST_ID else -1
                    if steps < 0:
                        exact = align.token_similarity(
                            low, high, ph, length, script, mass, known, substitution, gap, work
                        )
                        steps = int(np.int64(exact * align.STEPS + 0.5))
                        if high <= align.LARGEST_ID:
                            align.remember(key, steps, memo)
                    similarity = steps / align.STEPS
                sims[i, j] = similarity
                best_of_row = max(best_of_row, similarity)
                column_best[j] = max(column_best[j], similarity)
            row_best[i] = best_of_row
            strong += 1 if best_of_row >= align.JOIN_MINIMUM else 0
        if count_one == 1 and count_two == 1:
            out[k] = single_weights[0] + single_weights[1] * sims[0, 0]
            if len(out_features):
                out_features[k, :] = 0.0
                out_features[k, 0] = sims[0, 0]
            continue
        for i in range(count_one):
            for j in range(count_two):
                join_one[i, j] = join_two[i, j] = 0.0
        # Of two names with as many tokens neither has one joined that the other parts; the shorter one is first here.
        if count_one < count_two:
            for i in range(count_one):
                if row_best[i] >= _SURE:
                    continue
                for j in range(count_two - 1):
                    if (
                        max(column_best[j], column_best[j + 1]) < _SURE
                        and substitution[ph[two[j], 0], ph[one[i], 0]] <= _FIRST_LETTERS
                    ):
                        join_two[i, j] = _joined_similarity(
                            two[j],
                            two[j + 1],
                            one[i],
                            ph,
                            length,
                            script,
                            mass,
                            substitution,
                            gap,
                            work,
                            joined,
                            join_keys,
                            join_values,
                        )
                        joins += 1 if join_two[i, j] >= align.JOIN_MINIMUM else 0
        if strong + joins == 0:
            align.nothing_matched(count_one, count_two, optional_one, optional_two, best_features)
            out[k] = align.logit(best_features, full_weights)
            if len(out_features):
                out_features[k, :] = best_features
            continue
        best = -1e9
        for turn in range(count_two):
            align.align(
                sims,
                join_one,
                join_two,
                count_one,
                count_two,
                optional_one,
                optional_two,
                turn,
                table,
                move,
                features,
            )
            value = align.logit(features, full_weights)
            if value > best:
                best = value
                best_features[:] = features
            if turn == 0 and (
                strong + joins < 2 or (features[align.LOWEST] > 0.8 and features[align.BOTH] == 0.0)
            ):
                break  # turning cannot help: too little agrees, or everything does
        out[k] = best
        if len(out_features):
            out_features[k, :] = best_features


@kernel
def _in_order(
    one: npt.NDArray[np.int32],
    count_one: int,
    two: npt.NDArray[np.int32],
    count_two: int,
    ph: npt.NDArray[np.uint8],
    length: npt.NDArray[np.uint8],
) -> int:
    """-1, 0 or 1: an order of names by what they consist of, not by their ids."""
    if count_one != count_two:
        return -1 if count_one < count_two else 1
    for i in range(count_one):
        if one[i] == two[i]:
            continue
        if length[one[i]] != length[two[i]]:
            return -1 if length[one[i]] < length[two[i]] else 1
        for j in range(length[one[i]]):
            if ph[one[i], j] != ph[two[i], j]:
                return -1 if ph[one[i], j] < ph[two[i], j] else 1
    return 0


@kernel
def _joined_similarity(
    first: int,
    second: int,
    other: int,
    ph: npt.NDArray[np.uint8],
    length: npt.NDArray[np.uint8],
    script: npt.NDArray[np.uint8],
    mass: costs.Table,
    substitution: costs.Table,
    gap: costs.Table,
    work: costs.Table,
    joined: npt.NDArray[np.uint8],
    join_keys: Keys,
    join_values: Values,
) -> float:
    """Two tokens written as one against a third, cached; 0 where their sizes or scripts rule it out."""
    if script[first] != script[second] or length[first] == 0 or length[second] == 0:
        return 0.0
    together = mass[first] + mass[second]
    if abs(together - mass[other]) > 0.45 * max(together, mass[other]):
        return 0.0
    key = (np.int64(first) << 42) | (np.int64(second) << 21) | np.int64(other)
    at = (key * np.int64(-7046029254386353131) >> np.int64(20)) & np.int64(len(join_keys) - 1)
    if join_keys[at] == key:
        return float(join_values[at])
    own = int(length[first])
    count = min(own + int(length[second]), tokens.MAX_LENGTH)
    joined[:own] = ph[first, :own]
    for position in range(own, count):
        joined[position] = ph[second, position - own]
    cost = tokens.edit_cost(
        joined, count, script[first], ph[other], length[other], script[other], substitution, gap, work
    )
    similarity = np.float32(tokens.similarity_from_cost(cost, together, mass[other]))
    if max(first, second, other) < 1 << 21:
        join_keys[at], join_values[at] = key, similarity
    return float(similarity)
