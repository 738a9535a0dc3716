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
    veto: npt.NDArray[np.int32],
    substitution: costs.Table,
    gap: costs.Table,
    keys: Keys,
    values: Values,
    full_weights: costs.Table,
    single_weights: costs.Table,
    out: costs.Table,
    out_features: costs.Table,
) -> None:
    """Logits of pairs (left[k] of a, right[k] of b) into `out`; features into `out_features` if it has rows."""
    size = align.MAX_TOKENS
    work = np.empty((3, tokens.MAX_LENGTH + 1))
    joined = np.empty(tokens.MAX_LENGTH, dtype=np.uint8)
    sims, join_one, join_two = np.empty((size, size)), np.zeros((size, size)), np.zeros((size, size))
    row_best, column_best = np.empty(size), np.empty(size)
    table = np.empty((size + 1, size + 1))
    move = np.zeros((size + 1, size + 1), dtype=np.uint8)
    features, best_features = np.empty(len(align.FEATURES)), np.empty(len(align.FEATURES))
    for k in range(len(left)):
        one, two = ids_a[left[k]], ids_b[right[k]]
        count_one, count_two = int(count_a[left[k]]), int(count_b[right[k]])
        optional_one, optional_two = int(optional_a[left[k]]), int(optional_b[right[k]])
        if count_one == 0 or count_two == 0:
            out[k] = -20.0
            if len(out_features):
                out_features[k, :] = 0.0
            continue
        if (
            _in_order(one, count_one, two, count_two, ph, length) > 0
        ):  # so that (a, b) and (b, a) do the same sums
            one, two = two, one
            count_one, count_two = count_two, count_one
            optional_one, optional_two = optional_two, optional_one
        strong, joins = 0, 0
        column_best[:count_two] = 0.0
        for i in range(count_one):
            row_best[i] = 0.0
            for j in range(count_two):
                sims[i, j] = align.cached_similarity(
                    one[i], two[j], keys, values, ph, length, script, mass, veto, substitution, gap, work
                )
                row_best[i] = max(row_best[i], sims[i, j])
                column_best[j] = max(column_best[j], sims[i, j])
            strong += 1 if row_best[i] >= align.JOIN_MINIMUM else 0
        if count_one == 1 and count_two == 1:
            out[k] = single_weights[0] + single_weights[1] * sims[0, 0]
            if len(out_features):
                out_features[k, :] = 0.0
                out_features[k, 0] = sims[0, 0]
            continue
        join_one[:count_one, :count_two] = 0.0
        join_two[:count_one, :count_two] = 0.0
        if (
            count_one != count_two
        ):  # of two names with as many tokens neither has one joined that the other parts
            for i in range(count_one):
                for j in range(count_two):
                    if (
                        count_one > count_two
                        and i + 1 < count_one
                        and max(row_best[i], row_best[i + 1], column_best[j]) < _SURE
                    ):
                        join_one[i, j] = _joined_similarity(
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
                        )
                    if (
                        count_two > count_one
                        and j + 1 < count_two
                        and max(column_best[j], column_best[j + 1], row_best[i]) < _SURE
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
                        )
                    joins += join_one[i, j] >= align.JOIN_MINIMUM or join_two[i, j] >= align.JOIN_MINIMUM
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
) -> float:
    """Two tokens written as one against a third; 0 where their sizes or scripts rule it out."""
    if script[first] != script[second] or length[first] == 0 or length[second] == 0:
        return 0.0
    if substitution[ph[first, 0], ph[other, 0]] > _FIRST_LETTERS:
        return 0.0
    together = mass[first] + mass[second]
    if abs(together - mass[other]) > 0.45 * max(together, mass[other]):
        return 0.0
    own = int(length[first])
    count = min(own + int(length[second]), tokens.MAX_LENGTH)
    joined[:own] = ph[first, :own]
    for at in range(own, count):
        joined[at] = ph[second, at - own]
    cost = tokens.edit_cost(
        joined, count, script[first], ph[other], length[other], script[other], substitution, gap, work
    )
    return tokens.similarity_from_cost(cost, together, mass[other])
