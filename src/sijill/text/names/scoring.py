"""The compiled loop over pairs of coded names: token similarities, alignment, features, logit."""

from typing import Final

import numpy as np
import numpy.typing as npt

from sijill.text.names import align, costs, joins, token_pairs, tokens
from sijill.text.names.align import Keys
from sijill.text.names.kernel import kernel

_CROSSING: Final = 0.5  # tokens less alike than that are no reason to try one name the other way round
SURE: Final = 0.9  # a token that has found its match is not joined with another


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
    near: token_pairs.Square,
    memo: Keys,
    sets: joins.Consonants,
    kept: joins.Kept,
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
    joined_before = False
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
        strong, found = 0, 0
        # The last token of the other name met so far; whether one before it follows.
        furthest, crossing = -1, False
        for j in range(count_two):
            column_best[j] = 0.0
        for i in range(count_one):
            best_of_row, row_last = 0.0, -1
            for j in range(count_two):
                similarity = 1.0
                if one[i] != two[j]:
                    low, high = min(one[i], two[j]), max(one[i], two[j])
                    frequent = high < len(near)
                    key = int((np.int64(low) << token_pairs.ID_BITS) | np.int64(high))
                    steps = int(near[low, high]) if frequent else token_pairs.remembered(key, memo)
                    if steps <= 0:
                        steps = token_pairs.steps_of(
                            align.token_similarity(
                                low, high, ph, length, script, mass, known, substitution, gap, work
                            )
                        )
                        if frequent:
                            near[low, high] = steps
                        elif high <= token_pairs.LARGEST_ID:
                            token_pairs.remember(key, steps, memo)
                    similarity = steps / token_pairs.STEPS
                sims[i, j] = similarity
                if similarity >= _CROSSING:
                    crossing |= j < furthest
                    row_last = j
                best_of_row = max(best_of_row, similarity)
                column_best[j] = max(column_best[j], similarity)
            furthest = max(furthest, row_last)
            row_best[i] = best_of_row
            strong += 1 if best_of_row >= align.JOIN_MINIMUM else 0
        if count_one == 1 and count_two == 1:
            out[k] = single_weights[0] + single_weights[1] * sims[0, 0]
            if len(out_features):
                out_features[k, :] = 0.0
                out_features[k, 0] = sims[0, 0]
            continue
        last_one, last_two = count_one - 1, count_two - 1
        sims[last_one, last_two] = align.of_families(
            sims[last_one, last_two], known.stem[one[last_one]], known.stem[two[last_two]]
        )
        if joined_before:
            join_one[:, :] = 0.0
            join_two[:, :] = 0.0
            joined_before = False
        # Of two names with as many tokens, neither has one joined that the other parts unless it has another besides.
        # Written out for either name: as one function for both, all coded pairs take half as long again.
        for i in range(count_one if strong or count_one < count_two else 0):
            if row_best[i] >= SURE:
                continue
            for j in range(count_two - 1):
                if (
                    max(column_best[j], column_best[j + 1]) < SURE
                    and substitution[ph[two[j], 0], ph[one[i], 0]] <= joins.FIRST_LETTERS
                    and joins.may_join(two[j], two[j + 1], one[i], mass, sets)
                ):
                    join_two[i, j] = joins.joined_similarity(
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
                        kept,
                    )
                    joined_before = True
                    found += 1 if join_two[i, j] >= align.JOIN_MINIMUM else 0
        for j in range(count_two if strong else 0):
            if column_best[j] >= SURE:
                continue
            for i in range(count_one - 1):
                if (
                    max(row_best[i], row_best[i + 1]) < SURE
                    and substitution[ph[one[i], 0], ph[two[j], 0]] <= joins.FIRST_LETTERS
                    and joins.may_join(one[i], one[i + 1], two[j], mass, sets)
                ):
                    join_one[i, j] = joins.joined_similarity(
                        one[i],
                        one[i + 1],
                        two[j],
                        ph,
                        length,
                        script,
                        mass,
                        substitution,
                        gap,
                        work,
                        joined,
                        kept,
                    )
                    joined_before = True
                    found += 1 if join_one[i, j] >= align.JOIN_MINIMUM else 0
        if strong + found == 0:
            missing_one, missing_two = (
                align.solid(count_one, optional_one),
                align.solid(count_two, optional_two),
            )
            most, least = max(missing_one, missing_two), min(missing_one, missing_two)
            out[k] = full_weights[0] + full_weights[1 + align.NO_FIRST] * most
            out[k] += full_weights[1 + align.BOTH] * least
            if len(out_features):
                out_features[k, :] = 0.0
                out_features[k, align.NO_FIRST], out_features[k, align.BOTH] = most, least
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
                strong + found < 2
                or not (crossing or found)
                or (features[align.LOWEST] > 0.8 and features[align.BOTH] == 0.0)
            ):
                break  # turning cannot help: too little agrees, or nothing in another order, or everything does
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
