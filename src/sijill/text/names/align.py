"""Aligning two coded names and describing the alignment by a few numbers that all point one way.

A name is a row of token ids (see `coding`). The alignment keeps the order of both names, may leave tokens out, and may
match two neighbours of one name with one token of the other (عبد الحميد written as one, Ben Ali and Benali); such a
join counts only if the joined token itself scores `JOIN_MINIMUM`, otherwise joining would hide a differing name.
Turning one name round (family name first) is tried as well, and is one of the features; two neighbours behind the given
name in the other order count half as much.
"""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from sijill.text.names import costs, endings, phonemes, tokens
from sijill.text.names.kernel import kernel

JOIN_MINIMUM: Final = 0.75
MATCH_OFFSET: Final = 0.3  # a pair below this similarity is better left apart than matched
MISSING: Final = 0.04  # what leaving out a token costs the alignment in the middle; nothing if it is optional
MISSING_AT_END: Final = 0.08
INITIAL_SIMILARITY: Final = 0.85
MAX_TOKENS: Final = 8
LEADING: Final = 8  # shift of the bits for a leading محمد
# Features of an alignment, in this order; `SIGNS` says which way each may push (1: more is more alike).
FEATURES: Final = (
    "mean",
    "lowest",
    "second_lowest",
    "product",
    "first",
    "last",
    "first_missing",
    "middle_missing",
    "last_missing",
    "both_missing",
    "turned",
    "joined",
    "matched",
)
SIGNS: Final = (1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, 1)
MEAN, LOWEST, SECOND, PRODUCT, FIRST, LAST, NO_FIRST, NO_MIDDLE, NO_LAST, BOTH, TURNED, JOINED, MATCHED = (
    range(13)
)

INITIAL_COST: Final = 0.1  # of the letters of an initial and of the name it stands for

Ids = npt.NDArray[np.int32]
Keys = npt.NDArray[np.int64]


class Known(NamedTuple):
    """What the two lexicons know of n vocabulary tokens; 0 where they know nothing.

    A named tuple of arrays, because that is what compiled code takes.
    """

    items: Ids  # [n, 6] the names a token can write, zero padded (`lexicon.items_of_form`)
    spelling: Ids  # [n] its number as a spelling (`names_together.txt`)
    together: Keys  # [pairs] `pair_key` of two numbers that write one name, ascending
    stem: Ids  # [n] of نور الدين the token نور, by which alone such a name is often written; else 0


def _openings() -> npt.NDArray[np.bool_]:
    """[SIZE, SIZE]: K. opens Khaled and خالد: a letter, and what the two-letter signs that it begins stand for."""
    table = np.zeros((phonemes.SIZE, phonemes.SIZE), dtype=np.bool_)
    near = costs.substitution() <= INITIAL_COST
    for sign in phonemes.LATIN_GRAPHEMES:
        if len(sign) == 2 and sign[0] != sign[1] and sign[1].isalpha():
            letter = phonemes.LATIN_CODE[sign[0]]
            table[letter] |= near[phonemes.LATIN_CODE[sign]]
    return table | table.T


_OPENS: Final = _openings()


@kernel
def _likeness(  # numba takes no keywords
    a: int,
    b: int,
    ph: npt.NDArray[np.uint8],
    length: npt.NDArray[np.uint8],
    script: npt.NDArray[np.uint8],
    mass: costs.Table,
    known: Known,
    substitution: costs.Table,
    gap: costs.Table,
    work: costs.Table,
) -> float:
    """Similarity by letters and lexicons; a single letter is compared with the first letter only."""
    if a == b:
        return 1.0
    len_a, len_b = length[a], length[b]
    if len_a == 0 or len_b == 0:
        return 0.0
    if len_a == 1 or len_b == 1:
        near = substitution[ph[a, 0], ph[b, 0]] <= INITIAL_COST or _OPENS[ph[a, 0], ph[b, 0]]
        return INITIAL_SIMILARITY if near else 0.0
    skip = tokens.shared_slave_prefix(ph[a], len_a, ph[b], len_b)
    cost = tokens.edit_cost(
        ph[a, skip:], len_a - skip, script[a], ph[b, skip:], len_b - skip, script[b], substitution, gap, work
    )
    light = tokens.SLAVE_MASS if skip else 0.0
    similarity = tokens.similarity_from_cost(cost, mass[a] - light, mass[b] - light)
    if similarity > VETO_SIMILARITY and told_apart(
        similarity,
        known.items[a],
        known.items[b],
        ph[a],
        len_a,
        script[a],
        ph[b],
        len_b,
        script[b],
        substitution,
        gap,
        work,
    ):
        return VETO_SIMILARITY
    if similarity < TOGETHER_SIMILARITY and known_together(a, b, known):
        return TOGETHER_SIMILARITY
    return similarity


@kernel
def token_similarity(  # numba takes no keywords
    a: int,
    b: int,
    ph: npt.NDArray[np.uint8],
    length: npt.NDArray[np.uint8],
    script: npt.NDArray[np.uint8],
    mass: costs.Table,
    known: Known,
    substitution: costs.Table,
    gap: costs.Table,
    work: costs.Table,
) -> float:
    """Similarity of two vocabulary tokens: as they stand, or one with what is left of the other without الدين."""
    similarity = _likeness(a, b, ph, length, script, mass, known, substitution, gap, work)
    if similarity >= SHORTENED_SIMILARITY or (known.stem[a] == 0) == (known.stem[b] == 0):
        return similarity
    stem_a, stem_b = known.stem[a] or a, known.stem[b] or b
    if length[stem_a] < 2 or length[stem_b] < 2:
        return similarity
    bare = _likeness(stem_a, stem_b, ph, length, script, mass, known, substitution, gap, work)
    return SHORTENED_SIMILARITY if bare >= SHORTENED_FROM else similarity


@kernel
def of_families(similarity: float, stem_a: int, stem_b: int) -> float:
    """The similarity of two tokens that end whole names: men are called صلاح for صلاح الدين, families are not."""
    nearly = abs(similarity - SHORTENED_SIMILARITY) < 1e-4  # it comes from sixteen bits
    return VETO_SIMILARITY if nearly and (stem_a == 0) != (stem_b == 0) else similarity


VETO_SIMILARITY: Final = 0.5
# Latin letters nearer than that are a spelling that the lexicon lacks, not another name; so are an Arabic and a Latin
# name that differ in a short vowel alone (Samir may be سامر, Rashid راشد), while حسن and Hussein are two. Two Arabic
# names of the lexicon are two however near they are, for each is written with all of its letters.
VETO_BELOW: Final = 0.93
VETO_BELOW_ACROSS: Final = 0.95
# Two spellings of one name, one of which its letters alone do not give away: alike, but less than the same letters.
TOGETHER_SIMILARITY: Final = 0.85
# صلاح for صلاح الدين: enough where the rest of a name agrees, too little for a name by itself.
SHORTENED_SIMILARITY: Final = 0.75
SHORTENED_FROM: Final = 0.9


@kernel
def told_apart(  # numba takes no keywords
    similarity: float,
    items_a: Ids,
    items_b: Ids,
    ph_a: tokens.Codes,
    len_a: int,
    script_a: int,
    ph_b: tokens.Codes,
    len_b: int,
    script_b: int,
    substitution: costs.Table,
    gap: costs.Table,
    work: costs.Table,
) -> bool:
    """Whether two tokens are two names however near their letters: by the lexicon, or by an ending."""
    told = similarity < (VETO_BELOW if script_a == script_b else VETO_BELOW_ACROSS)
    told |= script_a == script_b and script_a != tokens.LATIN
    if told and known_apart(items_a, items_b, script_a != script_b):
        return True
    known_a, known_b = items_a[0] != 0, items_b[0] != 0
    return endings.other_name(
        ph_a, len_a, script_a, known_a, ph_b, len_b, script_b, known_b, substitution, gap, work
    )


@kernel
def known_apart(items_a: Ids, items_b: Ids, across: bool) -> bool:
    """Both tokens are in the lexicon and no item of it has both; ``across`` scripts, lines in both scripts count."""
    known_a = known_b = False
    for one in items_a:
        known_a = known_a or one > 0 or (one < 0 and not across)
    for other in items_b:
        known_b = known_b or other > 0 or (other < 0 and not across)
    if not (known_a and known_b):
        return False
    for one in items_a:
        for other in items_b:
            if one != 0 and one == other:
                return False
    return True


@kernel
def known_together(a: int, b: int, known: Known) -> bool:
    """The lexicon has the two tokens as spellings of one name."""
    one, other = known.spelling[a], known.spelling[b]
    if one == 0 or other == 0:
        return False
    key = pair_key(one, other)
    at = np.searchsorted(known.together, key)
    return bool(at < len(known.together) and known.together[at] == key)


@kernel
def pair_key(one: int, other: int) -> int:
    """Two numbers in either order as one."""
    return int((np.int64(min(one, other)) << np.int64(32)) | np.int64(max(one, other)))


@kernel
def _ends(solid: int, count: int) -> int:
    """Bit p is set if none of the tokens marked in ``solid`` stands before place p, or none behind it."""
    found = 0
    for place in range(count + 1):
        if (solid & ((1 << place) - 1)) == 0 or solid >> place == 0:
            found |= 1 << place
    return found


@kernel
def align(
    sims: costs.Table,
    join_a: costs.Table,
    join_b: costs.Table,
    count_a: int,
    count_b: int,
    optional_a: int,
    optional_b: int,
    turn: int,
    table: costs.Table,
    move: npt.NDArray[np.uint8],
    features: costs.Table,
) -> None:
    """Best order-keeping alignment of a with b turned left by `turn` places; fills `move` and `features`.

    sims[i, j]; join_a[i, j]: tokens i and i+1 of a joined, against j of b; join_b[i, j]: i of a against j and j+1 of b
    (b's own order); 0 where joining is out of the question. Bit i of `optional_*`: token i may be missing; bit
    8 + i: it is a leading محمد, which may be missing from a name that is complete without it.
    """
    # Titles and بن are no part of a name's ends: what is left out behind a title is left out at the front.
    all_b = (1 << count_b) - 1
    solid_a, solid_b = ~optional_a & ((1 << count_a) - 1), ~optional_b & all_b
    solid_b = ((solid_b >> turn) | (solid_b << (count_b - turn))) & all_b  # as b is turned
    ends_a, ends_b = _ends(solid_a, count_a), _ends(solid_b, count_b)
    free_a, free_b = optional_a | (optional_a >> LEADING), optional_b | (optional_b >> LEADING)
    table[0, 0] = 0.0
    for i in range(count_a + 1):
        missing_here = MISSING_AT_END if (ends_a >> i) & 1 else MISSING
        for j in range(count_b + 1):
            if i == 0 and j == 0:
                continue
            best, how = -1e9, 0
            jj = j - 1 + turn
            if jj >= count_b:
                jj -= count_b
            if i > 0 and j > 0:
                best, how = table[i - 1, j - 1] + sims[i - 1, jj] - MATCH_OFFSET, 1
            if i > 0:
                value = table[i - 1, j]
                if not (free_a >> (i - 1)) & 1:
                    value -= MISSING_AT_END if (ends_b >> j) & 1 else MISSING
                if value > best:
                    best, how = value, 2
            if j > 0:
                value = table[i, j - 1]
                if not (free_b >> jj) & 1:
                    value -= missing_here
                if value > best:
                    best, how = value, 3
            if i > 1 and j > 0 and join_a[i - 2, jj] >= JOIN_MINIMUM:
                value = table[i - 2, j - 1] + 2 * (join_a[i - 2, jj] - MATCH_OFFSET)
                if value > best:
                    best, how = value, 4
            if i > 0 and j > 1 and jj > 0 and join_b[i - 1, jj - 1] >= JOIN_MINIMUM:
                value = table[i - 1, j - 2] + 2 * (join_b[i - 1, jj - 1] - MATCH_OFFSET)
                if value > best:
                    best, how = value, 5
            if i > 2 and j > 2 and turn == 0:
                crossed = min(sims[i - 1, jj - 1], sims[i - 2, jj])
                if crossed >= JOIN_MINIMUM:
                    value = (
                        table[i - 2, j - 2] + sims[i - 1, jj - 1] + sims[i - 2, jj] - 2 * MATCH_OFFSET - 0.1
                    )
                    if value > best:
                        best, how = value, 6
            table[i, j], move[i, j] = best, how
    _describe(sims, join_a, join_b, count_a, count_b, optional_a, optional_b, turn, move, features)


@kernel
def _describe(
    sims: costs.Table,
    join_a: costs.Table,
    join_b: costs.Table,
    count_a: int,
    count_b: int,
    optional_a: int,
    optional_b: int,
    turn: int,
    move: npt.NDArray[np.uint8],
    features: costs.Table,
) -> None:
    features[:] = 0.0
    lowest, second, total, product = 2.0, 2.0, 0.0, 1.0
    first, last = 0.0, 0.0
    matched, missing_a, missing_b = 0, 0, 0
    i, j = count_a, count_b
    seen_match = False  # walking back: nothing matched yet means the end of the name
    since_a, since_b = 0, 0  # missing since the last match, on each side
    while i > 0 or j > 0:
        how = move[i, j]
        jj = j - 1 + turn
        if jj >= count_b:
            jj -= count_b
        if how in (1, 4, 5, 6):
            if how == 1:
                similarity = sims[i - 1, jj]
                both_optional = (optional_a >> (i - 1)) & (optional_b >> jj) & 1
                i, j = i - 1, j - 1
            elif how == 4:
                similarity, both_optional = join_a[i - 2, jj], 0
                features[JOINED] += 1.0
                i, j = i - 2, j - 1
            elif how == 6:
                similarity, both_optional = min(sims[i - 1, jj - 1], sims[i - 2, jj]), 0
                features[TURNED] += 0.5
                i, j = i - 2, j - 2
            else:
                similarity, both_optional = join_b[i - 1, jj - 1], 0
                features[JOINED] += 1.0
                i, j = i - 1, j - 2
            if both_optional:
                continue
            if seen_match:
                features[NO_MIDDLE] += max(since_a, since_b)
            else:
                features[NO_LAST] += max(since_a, since_b)
                last = similarity
            missing_a, missing_b = missing_a + since_a, missing_b + since_b
            since_a, since_b = 0, 0
            seen_match, first = True, similarity
            matched += 1
            total += similarity
            product *= max(similarity, 0.01)
            if similarity < lowest:
                lowest, second = similarity, lowest
            elif similarity < second:
                second = similarity
        elif how == 2:
            i -= 1
            if (optional_a >> (i + LEADING)) & 1:
                missing_a += 1
            elif not (optional_a >> i) & 1:
                since_a += 1
        else:
            j -= 1
            if (optional_b >> (jj + LEADING)) & 1:
                missing_b += 1
            elif not (optional_b >> jj) & 1:
                since_b += 1
    missing_a, missing_b = missing_a + since_a, missing_b + since_b
    features[NO_FIRST] = max(since_a, since_b)
    features[BOTH] = min(missing_a, missing_b)
    features[TURNED] += 1.0 if turn else 0.0
    features[MATCHED] = min(matched, 3)
    if matched:
        features[MEAN], features[LOWEST] = total / matched, lowest
        features[SECOND] = second if matched > 1 else lowest
        features[PRODUCT] = product ** (1.0 / matched)
        features[FIRST], features[LAST] = first, last


@kernel
def solid(count: int, optional: int) -> int:
    """How many tokens of a name may not be missing. Of two names that are alike in nothing, all those are missing."""
    found = 0
    for i in range(count):
        found += 1 - ((optional >> i) & 1)
    return found


@kernel
def logit(features: costs.Table, weights: costs.Table) -> float:
    """weights[0] + weights[1:] · features."""
    total = weights[0]
    for k in range(len(features)):
        total += weights[k + 1] * features[k]
    return float(total)
