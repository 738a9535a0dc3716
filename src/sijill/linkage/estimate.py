"""The parameters, learned without labels and held by anchors.

Plain EM drifts on lists with many kin: cousins fill the class "same", and the model's figures do not show it.
Therefore: chance agreement (u) comes from random pairs and stays fixed; the prior is a share of all pairs of two lists
with an upper bound; agreement of the same person (m) is learned only from pairs of two lists that are mutual bests
(and from the clusters of a list that repeats people), with a Dirichlet anchor and ceilings for implausible levels;
relatives and namesakes are described by fixed mixtures of both, with the given name of a relative fixed at "differs",
and only their number is learned. Namesakes show
themselves by births, mothers and grandfathers that disagree as those of strangers do.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sijill.linkage import contradictions, duplicates
from sijill.linkage.block import Blocks
from sijill.linkage.columns import numbered
from sijill.linkage.engines import Engine
from sijill.linkage.features import BY_READING, ROWWISE, Coded, Names
from sijill.linkage.model import NAMESAKE, POPULATIONS, STRANGER, Model, Vectors
from sijill.linkage.spec import LEVELS, MAX_GROUPS, MAX_LEVELS, SLOTS, Kind, Spec

Array = npt.NDArray[Any]

RANDOM_PAIRS: Final = 250_000
LETTERS_OF: Final = 30_000  # of them, in a large register, whose names are compared too: letters cost most
ROUNDS: Final = 12
ANCHOR: Final = 40.0  # pseudo-pairs that hold m to its default, for each field and group
WHOLE: Final = 30_000  # records of a register that is learned from as a whole
SAMPLE: Final = 4_000  # records whose candidates teach in a larger one; some 3,000 pairs of the same person
TRAINING_FLOOR: Final = -14.0  # bits below even odds at which a candidate teaches nothing
SAMPLE_FLOOR: Final = -8.0  # the same where a sample teaches: pairs below moved no label
RIVAL_FLOOR: Final = (
    -4.0
)  # the same for those who are there only to tell whether others are each other's best
RIVAL_BLOCKS: Final = 2  # that such a pair shares: who is nearer than the nearest shares more than one
PARTNER: Final = -4.0  # bits above which a candidate of the sample may be somebody's best

# Defaults of m by kind: what lists of one person's records look like before anything is learned.
_M: Final[dict[Kind, tuple[float, ...]]] = {
    Kind.SLOT: (0.0, 0.58, 0.22, 0.09, 0.05, 0.02, 0.03, 0.01),
    Kind.SOUND: (0.0, 0.50, 0.24, 0.10, 0.06, 0.03, 0.05, 0.02),
    Kind.STRING: (0.0, 0.70, 0.14, 0.06, 0.10),
    Kind.CODE: (0.0, 0.985, 0.015),
    Kind.SET: (0.0, 0.60, 0.40),
    Kind.IDENTIFIER: (0.0, 0.97, 0.03),
    Kind.DATE: (0.0, 0.72, 0.06, 0.05, 0.07, 0.05, 0.03, 0.02),
    Kind.NESTED: (0.0, 0.80, 0.08, 0.04, 0.08),
}
# Agreement of strangers by kind, in round figures of large lists: a register of ten records has too few random pairs of
# its own to tell. Worth BACKGROUND_PAIRS pairs, so that lists of some hundred records already speak for themselves.
BACKGROUND_PAIRS: Final = 2_000.0
_STRANGERS: Final[dict[Kind, tuple[float, ...]]] = {
    Kind.SLOT: (0.0, 0.010, 0.005, 0.010, 0.030, 0.120, 0.600, 0.225),
    Kind.SOUND: (0.0, 0.015, 0.010, 0.015, 0.040, 0.120, 0.600, 0.200),
    Kind.STRING: (0.0, 0.020, 0.010, 0.050, 0.920),
    Kind.CODE: (0.0, 0.500, 0.500),
    Kind.SET: (0.0, 0.080, 0.920),
    Kind.IDENTIFIER: (0.0, 0.0005, 0.9995),
    Kind.DATE: (0.0, 0.010, 0.010, 0.020, 0.120, 0.200, 0.220, 0.420),
    Kind.NESTED: (0.0, 0.020, 0.030, 0.080, 0.870),
}
# Ceilings of m, by field and level: what hardly ever happens to one person, whatever the data seem to say.
_CEILINGS: Final[dict[str, dict[int, float]]] = {
    "given": {4: 0.08, 5: 0.05, 6: 0.035, 7: 0.006},
    "father": {6: 0.05, 7: 0.02},
    "sex": {2: 0.02},
    "birth": {6: 0.03, 7: 0.015},
    "identifiers": {2: 0.05},
}
# Relatives: share of the distribution of "same" in that of near and distant relatives; the rest is chance.
_KIN: Final = {"father": (0.96, 0.0), "grandfather": (0.95, 0.85), "family": (0.97, 0.96)}
# The same of namesakes, who are mostly of one place: names cluster in towns and clans beyond their frequencies.
_NAMESAKE: Final = {
    "given": 0.97,
    "father": 0.97,
    "grandfather": 0.0,
    "family": 0.97,
    "mother": 0.0,
    "mother_family": 0.0,
    "sex": 0.97,
    "place": 0.8,
}
NO_NAMESAKES: Final = 1e-15
NAMESAKE_START: Final = 0.01  # pairs of namesakes per record where learning starts
_SIBLING_GIVEN: Final = (0.0, 0.002, 0.003, 0.010, 0.045)  # the rest is shared out like chance
_SIBLING_BIRTH: Final = (0.0, 0.030, 0.005, 0.005, 0.035, 0.31, 0.32, 0.295)
_DISTANT_SHARE: Final = 0.5  # of the kin share of the other fields

# Levels up to which a field beside the name counts as agreeing, when a merge must not rest on names alone.
_SUPPORTING: Final = {
    Kind.SOUND: 3,
    Kind.STRING: 1,
    Kind.CODE: 1,
    Kind.SET: 1,
    Kind.IDENTIFIER: 1,
    Kind.DATE: 3,
    Kind.NESTED: 2,
}

# What a handful of records cannot tell is taken from larger registers: pseudo-records that hold the numbers of
# matches, relatives and namesakes to their start, and the rarity of values to the average.
FEW: Final = 10.0
RARITY: Final = 25.0
START: Final = 0.2  # matches per record of the shorter of two lists
NEAR_START: Final = 0.5  # pairs of near relatives per record
NAMESAKE_HELD: Final = 0.03  # pairs of namesakes per record, of a register that cannot tell

MOST_TIMES: Final = 20.0  # records of one person in one list, on average over a list, at most
SAME_LIST_START: Final = 0.005  # duplicates per record of a list before its own data speak
SAME_LIST_WEIGHT: Final = 0.02  # of the list's records, as pseudo-records behind that start


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    model: Model
    report: dict[str, Any] = field(default_factory=dict)
    likely: Array = field(default_factory=lambda: np.zeros((0, 2), np.int64))  # see ``likely``


def random_vectors(engine: Engine, coded: Coded, *, seed: int, size: int = RANDOM_PAIRS) -> Vectors:
    """Comparison vectors of random pairs of different records. With few records, of all pairs.

    In a register of more than ``WHOLE`` records, names of the later ones of these pairs count as missing.
    """
    n = len(coded.list_code)
    if n * (n - 1) // 2 <= size:
        left, right = np.triu_indices(n, 1)
    else:
        rng = np.random.default_rng(seed)
        left = rng.integers(0, n, size)
        right = (left + rng.integers(1, n, size)) % n
    left, right = left.astype(np.int64), right.astype(np.int64)
    if n <= WHOLE:
        return engine.compare(coded, left, right)
    rest = _nameless(engine, coded, left[LETTERS_OF:], right[LETTERS_OF:])
    named = engine.compare(coded, left[:LETTERS_OF], right[:LETTERS_OF])
    return _together(named, rest)


def _together(one: Vectors, other: Vectors) -> Vectors:
    return Vectors(
        levels=np.concatenate([one.levels, other.levels]),
        groups=np.concatenate([one.groups, other.groups]),
        tf=np.concatenate([one.tf, other.tf]),
        cost=np.concatenate([one.cost, other.cost]),
    )


def _nameless(engine: Engine, coded: Coded, left: Array, right: Array) -> Vectors:
    """Comparison vectors without names: of the records of these pairs alone."""
    rows, place = np.unique(np.concatenate([left, right]), return_inverse=True)
    few = coded._replace(**{name: getattr(coded, name).take(rows, axis=0) for name in ROWWISE})
    few = few._replace(
        parse_ptr=np.zeros(len(rows) + 1, np.int64),
        parse_plain=np.zeros(0, np.int64),
        sound=np.full_like(few.sound, -1),
        **{name: getattr(coded, name)[:0] for name in BY_READING},
    )
    return engine.compare(few, place[: len(left)], place[len(left) :])


def _histogram(vectors: Vectors, weight: Array | None = None) -> Array:
    """[field, group, level] weighted counts; level 0 is not counted."""
    fields = vectors.levels.shape[1]
    out = np.zeros((fields, MAX_GROUPS, MAX_LEVELS))
    if weight is not None:
        counting = np.flatnonzero(weight)
        vectors, weight = _rows(vectors, counting), weight[counting]
    for f in range(fields):
        at = vectors.groups[:, f].astype(np.int64) * MAX_LEVELS + vectors.levels[:, f]
        out[f] = np.bincount(at, weight, MAX_GROUPS * MAX_LEVELS).reshape(MAX_GROUPS, MAX_LEVELS)
    out[:, :, 0] = 0.0
    return out


def chance(coded: Coded, vectors: Vectors) -> Array:
    """U [field, group, level]: agreement of random pairs, each group drawn towards all groups of its field."""
    counts = _histogram(vectors)
    allowed = _allowed(coded)
    pooled = counts.sum(axis=1, keepdims=True) + BACKGROUND_PAIRS * _background(coded) + 0.5 * allowed
    pooled /= pooled.sum(axis=2, keepdims=True)
    u = (counts + 30.0 * pooled) / (counts.sum(axis=2, keepdims=True) + 30.0)
    return np.where(allowed > 0, np.maximum(u, 1e-7), 0.0)


def _background(coded: Coded) -> Array:
    """[field, 1, level] agreement of strangers in lists of detainees at large."""
    out = np.zeros((len(coded.kind), 1, MAX_LEVELS))
    for f, kind in enumerate(coded.kind):
        levels = _STRANGERS[Kind(kind)]
        out[f, 0, : len(levels)] = levels
    return out


def _allowed(coded: Coded) -> Array:
    """[field, 1, level] 1 where the kind of the field has the level."""
    out = np.zeros((len(coded.kind), 1, MAX_LEVELS))
    for f, kind in enumerate(coded.kind):
        out[f, 0, 1 : len(LEVELS[Kind(kind)])] = 1.0
    return out


def default_m(coded: Coded, *, careful: bool = True) -> Array:
    """M [field, group, level] before learning; ``careful=False`` is the second starting point, with flatter levels."""
    out = np.zeros((len(coded.kind), MAX_GROUPS, MAX_LEVELS))
    for f, kind in enumerate(coded.kind):
        default = np.array(_M[Kind(kind)])
        if not careful:
            default = 0.7 * default + 0.3 * np.r_[0.0, np.full(len(default) - 1, 1 / (len(default) - 1))]
        out[f, :, : len(default)] = default
        if kind in (Kind.SLOT, Kind.SOUND):  # equal spelling does not exist across scripts
            out[f, 1, 2] += out[f, 1, 1] * 0.98
            out[f, 1, 1] *= 0.02
    return out


def _capped(m: Array, names: tuple[str, ...]) -> Array:
    """M with its ceilings; what is cut goes to the other levels in proportion."""
    m = m.copy()
    for f, name in enumerate(names):
        for level, ceiling in _CEILINGS.get(_meant(f, name), {}).items():
            for group in range(MAX_GROUPS):
                excess = m[f, group, level] - ceiling
                if excess > 0:
                    m[f, group, level] = 0.0
                    m[f, group] *= (1.0 - ceiling) / max(m[f, group].sum(), 1e-12)
                    m[f, group, level] = ceiling
    return m


def _meant(f: int, name: str) -> str:
    """The name by which what is known of persons is looked up: a declared column may be called like a slot."""
    return "" if f >= len(SLOTS) and name in SLOTS else name


def relatives(m: Array, u: Array, spec: Spec) -> tuple[Array, Array, Array]:
    """Level distributions of near and distant relatives, and of namesakes."""
    near, distant, namesake = u.copy(), u.copy(), u.copy()
    for f, told in enumerate(spec.names):
        name = _meant(f, told)
        kin = 0.0 if f < 4 else spec.fields[f - 4].kin
        share, far_share = _KIN.get(name, (kin, kin * _DISTANT_SHARE))
        near[f] = share * m[f] + (1 - share) * u[f]
        distant[f] = far_share * m[f] + (1 - far_share) * u[f]
        alike = _NAMESAKE.get(name, kin * _DISTANT_SHARE)
        namesake[f] = alike * m[f] + (1 - alike) * u[f]
        if name == "given":
            alike = len(_SIBLING_GIVEN)
            near[f, :, alike:] = u[f, :, alike:] / u[f, :, alike:].sum(axis=1, keepdims=True)
            near[f, :, alike:] *= 1.0 - sum(_SIBLING_GIVEN)
            near[f, :, :alike] = _SIBLING_GIVEN
        if name == "birth" and spec.fields[f - len(SLOTS)].kind == Kind.DATE:
            near[f] = 0.7 * np.array(_SIBLING_BIRTH) + 0.3 * u[f]
    return near, distant, namesake


# Levels from near to far: of each chain none says more for the same person than the one before it.
_CHAINS: Final = {
    Kind.SLOT: ((2, 3, 4, 5, 6, 7),),
    Kind.SOUND: ((2, 3, 4, 5, 6, 7),),
    Kind.STRING: ((1, 2, 3, 4),),
    Kind.DATE: ((1, 2), (1, 3, 4, 5, 6, 7)),
    Kind.NESTED: ((1, 2, 3, 4),),
}


def in_order(coded: Coded, m: Array, u: Array) -> Array:
    """U [field, group, level] raised where a farther level of a field would weigh more than a nearer one.

    A level that random pairs hardly ever show ("more than ten years apart" in lists of thirteen years) has next to no
    chance, and would speak for the same person. It weighs no more than the level before it then. No weight rises,
    which is why the levels are not pooled; so the raised ones may add up to more than one.
    """
    u = u.copy()
    for f, kind in enumerate(coded.kind):
        for chain in _CHAINS.get(Kind(kind), ()):
            levels = list(chain)
            said = m[f][:, levels] / u[f][:, levels]
            u[f][:, levels] = m[f][:, levels] / np.minimum.accumulate(said, axis=1)
    return u


def assemble(coded: Coded, names: Names, m: Array, u: Array, prior: Array) -> Model:
    """The tables the kernels take, from probabilities."""
    u = in_order(coded, m, u)
    near, distant, namesake = relatives(m, u, names.spec)
    log_p = np.log2(np.maximum(np.stack([m, near, distant, u, namesake]), 1e-9))
    fields = len(coded.kind)
    told = len(coded.list_code) / (
        len(coded.list_code) + RARITY
    )  # two records of four do not make a name frequent
    tf_share = np.zeros((fields, MAX_LEVELS))
    tf_class = np.zeros((len(POPULATIONS), fields))
    tf_class[STRANGER] = 1.0
    tf_class[2, :2] = 1.0  # cousins share given and father's name by chance only
    supporting = np.zeros((fields, MAX_LEVELS), np.bool_)
    for f, (kind, name) in enumerate(zip(coded.kind, names.spec.names, strict=True)):
        if kind in (Kind.SLOT, Kind.SOUND):
            tf_share[f, 1:4] = told, told, 0.5 * told
        elif kind in (Kind.STRING, Kind.NESTED):
            tf_share[f, 1] = told
        if f >= 4 and name not in ("sex", "occupation"):
            supporting[f, 1 : _SUPPORTING[Kind(kind)] + 1] = True
    return Model(
        log_p=log_p,
        tf_share=tf_share,
        tf_mean=coded.tf_mean,
        tf_class=tf_class,
        supporting=supporting,
        contradicts=contradictions.table(names.spec.names, persons=names.spec.person_name),
        composite=names.spec.person_name,
        prior=prior,
    )


# --- priors ---------------------------------------------------------------------------------------------------------


def list_sizes(coded: Coded) -> Array:
    sizes: Array = np.bincount(coded.list_code).astype(np.float64)
    return sizes


def pair_counts(sizes: Array) -> Array:
    """[list, list] number of unordered record pairs."""
    counts = np.outer(sizes, sizes)
    np.fill_diagonal(counts, sizes * (sizes - 1) / 2)
    at_least_one: Array = np.maximum(counts, 1.0)
    return at_least_one


def prior_table(same: Array, near: float, distant: float, namesake: float, sizes: Array) -> Array:
    """log2 shares [list, list, population] from expected matches [list, list] and shares of the others."""
    share = np.clip(same / pair_counts(sizes), 1e-12, 0.5)
    table = np.empty((*share.shape, len(POPULATIONS)))
    table[..., 0] = share
    table[..., 1] = near
    table[..., 2] = distant
    table[..., STRANGER] = np.maximum(1.0 - share - near - distant - namesake, 0.01)
    table[..., NAMESAKE] = namesake
    return np.log2(table)


def bounds(sizes: Array) -> Array:
    """[list, list] no more matches than the shorter list has records; within a list, as many as persons with
    ``MOST_TIMES`` records each would have.
    """
    most = np.minimum.outer(sizes, sizes)
    np.fill_diagonal(most, sizes * np.minimum(MOST_TIMES - 1, np.maximum(sizes - 1, 1)) / 2)
    return most


def starting_matches(sizes: Array) -> Array:
    start = START * np.minimum.outer(sizes, sizes)
    np.fill_diagonal(start, SAME_LIST_START * sizes)
    return start


def distant_share(engine: Engine, coded: Coded, names: Names, u: Array, *, seed: int) -> float:
    """Share of all pairs that are relatives at two removes, sampled inside family names.

    Of pairs that share a family name and differ in given and father's name, the excess of equal grandfathers over
    chance. Without grandfathers, the excess of equal places.
    """
    if not names.spec.person_name or not len(coded.parse_unit):
        return 1e-9
    left, right, share = _same_family_pairs(coded, seed=seed)
    if not len(left):
        return 1e-9
    m = _capped(default_m(coded), names.spec.names)
    vectors = engine.compare(coded, left, right)
    apart = (vectors.levels[:, 0] >= 6) & ((vectors.levels[:, 1] >= 6) | (vectors.levels[:, 1] == 0))
    for f in (2, _position(names, "place")):
        if f is None:
            continue
        known = apart & (vectors.levels[:, f] > 0)
        if known.sum() < 500:
            continue
        agree = float((vectors.levels[known, f] <= 2).mean())
        chance_agree = float((u[f, :, 1] + u[f, :, 2]).max())
        excess = (agree - chance_agree) / max(float(m[f, 0, 1] + m[f, 0, 2]) - chance_agree, 0.1)
        return float(np.clip(excess, 0.001, 0.9)) * share
    return 0.02 * share


def _position(names: Names, field_name: str) -> int | None:
    return names.spec.names.index(field_name) if field_name in names.spec.names else None


def _same_family_pairs(coded: Coded, *, seed: int, size: int = 60_000) -> tuple[Array, Array, float]:
    """Random pairs within family classes of the plain readings, and the share of all pairs that are such."""
    has = np.diff(coded.parse_ptr) > 0
    rows = np.flatnonzero(has)
    family = coded.parse_unit[coded.parse_ptr[:-1][has], 3]
    rows, family = rows[family >= 0], family[family >= 0]
    classes, _ = numbered(
        coded.unit_class[family]
    )  # by row: how classes are numbered must not choose the pairs
    order = np.argsort(classes, kind="stable")
    rows, classes = rows[order], classes[order]
    starts = (
        np.flatnonzero(np.r_[True, classes[1:] != classes[:-1]]) if len(classes) else np.zeros(0, np.int64)
    )
    sizes = np.diff(np.r_[starts, len(classes)]).astype(np.float64)
    weight = sizes * (sizes - 1) / 2
    if weight.sum() < 1:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), 0.0
    size = min(size, 2 * int(weight.sum()) + 1)
    rng = np.random.default_rng(seed)
    block = rng.choice(len(starts), size, p=weight / weight.sum())
    width = sizes[block].astype(np.int64)
    first = rng.integers(0, width)
    second = (first + rng.integers(1, width)) % width
    n = len(coded.list_code)
    share = float(weight.sum()) / max(n * (n - 1) / 2, 1)
    return rows[starts[block] + first].astype(np.int64), rows[starts[block] + second].astype(np.int64), share


# --- learning -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """Candidate pairs worth learning from."""

    left: Array
    right: Array
    vectors: Vectors
    label: Array  # 1 judged the same, 0 judged different, -1 not judged
    weight: Array  # of how many pairs of the register each stands for
    chosen: Array  # [n] the sample of records
    candidates: int  # looked at


def starting_model(coded: Coded, names: Names, u: Array) -> Model:
    """Before anything is learned: default m, a fifth of the bound as matches."""
    sizes = list_sizes(coded)
    prior = prior_table(
        starting_matches(sizes), 1.0 / max(len(coded.list_code), 2), 1e-6, NO_NAMESAKES, sizes
    )
    return assemble(coded, names, default_m(coded), u, prior)


def sample(coded: Coded) -> Array:
    """[n] all records, or the first ones of many: the canonical order makes them a random sample."""
    n = len(coded.list_code)
    rows = n if n <= WHOLE else SAMPLE
    chosen = np.zeros(len(coded.list_code), np.bool_)
    chosen[:rows] = True
    return chosen


def training(
    engine: Engine,
    coded: Coded,
    blocks: Blocks,
    start: Model,
    judged: Mapping[str, Array],
) -> Training:
    """Candidates of a sample of records that are not hopeless for the same person or near relatives, and judged pairs.

    So that "each is the other's best" can be told, the candidates of the sample's likely partners are there too.
    """
    n = len(coded.list_code)
    chosen = sample(coded)
    floor = TRAINING_FLOOR if chosen.all() else SAMPLE_FLOOR
    graph, seen = engine.scan(coded, start, blocks, floor=floor, chosen=chosen)
    left, right = graph.left, graph.right
    if not chosen.all():
        likely = graph.odds > PARTNER
        partner = np.zeros(n, np.bool_)
        partner[left[likely]] = partner[right[likely]] = True
        partner &= ~chosen
        several = replace(blocks, enough=RIVAL_BLOCKS)
        theirs, more = engine.scan(coded, start, several, floor=RIVAL_FLOOR, chosen=partner)
        fresh = ~(chosen[theirs.left] | chosen[theirs.right])
        left, right = np.concatenate([left, theirs.left[fresh]]), np.concatenate([right, theirs.right[fresh]])
        seen += more
    known = np.concatenate([judged["different"], judged["same"]]).reshape(-1, 2)
    fresh = ~np.isin(left * n + right, known[:, 0] * n + known[:, 1])
    left, right = np.concatenate([known[:, 0], left[fresh]]), np.concatenate([known[:, 1], right[fresh]])
    label = np.full(len(left), -1)
    label[: len(known)] = np.repeat([0, 1], [len(judged["different"]), len(judged["same"])])
    order = np.lexsort((right, left))  # sums of floats must not depend on the order in which pairs were met
    left, right = left[order], right[order]
    weight = _ends(coded, chosen, left, right)
    vectors = engine.compare(coded, left, right)
    return Training(
        left=left,
        right=right,
        vectors=vectors,
        label=label[order],
        weight=weight,
        chosen=chosen,
        candidates=seen,
    )


def _ends(coded: Coded, chosen: Array, left: Array, right: Array) -> Array:
    """[pairs] of how many pairs of the register each stands for: each end that is in the sample speaks for its list."""
    sizes = list_sizes(coded)
    taken = np.bincount(coded.list_code[chosen], minlength=len(sizes))
    each = np.where(taken > 0, sizes / np.maximum(taken, 1), 0.0)
    a, b = coded.list_code[left], coded.list_code[right]
    speaking = (taken[a] > 0).astype(np.float64) + (taken[b] > 0)
    ends: Array = np.where(chosen[left], each[a], 0.0) + np.where(chosen[right], each[b], 0.0)
    return ends / np.maximum(speaking, 1.0)


def likely(engine: Engine, coded: Coded, data: Training, model: Model) -> Array:
    """[pairs, 2] rows of the sample's pairs that are more likely than not the same person."""
    joint = engine.joint(data.vectors, model, coded.list_code[data.left], coded.list_code[data.right])
    odds = joint[:, 0] - np.logaddexp2.reduce(joint[:, 1:], axis=1)
    found = np.flatnonzero((odds > 0.0) & (data.chosen[data.left] | data.chosen[data.right]))
    return np.stack([data.left[found], data.right[found]], axis=1)


def _rows(vectors: Vectors, rows: Array) -> Vectors:
    return Vectors(
        levels=vectors.levels[rows], groups=vectors.groups[rows], tf=vectors.tf[rows], cost=vectors.cost[rows]
    )


def posterior(joint: Array) -> Array:
    """[pairs, population] probabilities from log2 joint values."""
    shifted: Array = 2.0 ** (joint - joint.max(axis=1, keepdims=True))
    shares: Array = shifted / shifted.sum(axis=1, keepdims=True)
    return shares


def mutual_best(coded: Coded, left: Array, right: Array, odds: Array) -> Array:
    """Pairs of two lists in which each record is the other's best of that list. Ties are nobody's best."""
    lists = int(coded.list_code.max(initial=0)) + 1
    left_key = left * lists + coded.list_code[right]
    right_key = right * lists + coded.list_code[left]
    keys = np.concatenate([left_key, right_key])
    both = np.concatenate([odds, odds])
    size = int(keys.max(initial=0)) + 1
    best = np.full(size, -np.inf)
    np.maximum.at(best, keys, both)
    ties = np.zeros(size, np.int32)
    np.add.at(ties, keys[both == best[keys]], 1)
    best_of_all: Array = (
        (coded.list_code[left] != coded.list_code[right])
        & (odds == best[left_key])
        & (odds == best[right_key])
        & (ties[left_key] == 1)
        & (ties[right_key] == 1)
    )
    return best_of_all


def learn(
    engine: Engine,
    coded: Coded,
    names: Names,
    data: Training,
    u: Array,
    *,
    careful: bool,
    distant: float,
    independent: Array,
) -> Estimate:
    """Anchored EM from one starting point. Judged pairs count as certain; pairs of dependent lists teach nothing.

    ``distant``: ``distant_share``, which is not learned.
    """
    sizes = list_sizes(coded)
    total = max(len(coded.list_code) * (len(coded.list_code) - 1) / 2, 1.0)  # one record alone has no pairs
    anchor = _capped(default_m(coded), names.spec.names)
    m = _capped(default_m(coded, careful=careful), names.spec.names)
    matches = starting_matches(sizes)
    records = len(coded.list_code)
    near = NEAR_START * records / total
    namesake = NAMESAKE_START * records / total if names.spec.person_name else NO_NAMESAKES
    left_list, right_list = coded.list_code[data.left], coded.list_code[data.right]
    history: list[dict[str, float]] = []
    free = independent[left_list, right_list]
    sampled = data.chosen[data.left] | data.chosen[data.right]
    model = assemble(coded, names, m, u, prior_table(matches, near, distant, namesake, sizes))
    for _ in range(ROUNDS):
        joint = engine.joint(data.vectors, model, left_list, right_list)
        p = posterior(joint)
        odds = joint[:, 0] - np.logaddexp2.reduce(joint[:, 1:], axis=1)
        p[data.label == 1] = np.eye(p.shape[1])[0]
        p[data.label == 0, 0] = 0.0
        teaching = mutual_best(coded, data.left, data.right, np.round(odds, 6)) & (p[:, 0] > 0.5) & free
        teaching &= sampled
        teaching |= data.label == 1
        weight = np.where(teaching, p[:, 0], 0.0)
        counts = _histogram(data.vectors, weight)
        learned = (counts + ANCHOR * anchor) / (counts.sum(axis=2, keepdims=True) + ANCHOR)
        new = _capped(learned, names.spec.names)
        matches = _expected_matches(left_list, right_list, p[:, 0] * data.weight, sizes)
        near = max(_held(float(p[:, 1] @ data.weight), NEAR_START, records) / total, 1e-9)
        if names.spec.person_name:
            namesake = _held(float(p[:, NAMESAKE] @ data.weight), NAMESAKE_HELD, records) / total
        history.append(
            {
                "expected_matches": float(matches.sum()),
                "near_relatives": near * total,
                "namesakes": namesake * total,
                "given_differs": float(new[0, :, 6:].sum(axis=1).max()),
            }
        )
        moved = float(np.abs(new - m).max())
        m = new
        model = assemble(coded, names, m, u, prior_table(matches, near, distant, namesake, sizes))
        if moved < 1e-4:
            break
    # A list that repeats people teaches by its clusters, see ``duplicates``.
    repeats = np.diag(matches) > duplicates.COLLECTING * sizes
    for _ in range(duplicates.ROUNDS if repeats.any() else 0):
        joint = engine.joint(data.vectors, model, left_list, right_list)
        p = posterior(joint)
        odds = joint[:, 0] - np.logaddexp2.reduce(joint[:, 1:], axis=1)
        left, right = duplicates.pairs_inside(engine, coded, model, data, odds, repeats)
        each = _ends(coded, data.chosen, left, right)
        within = _histogram(engine.compare(coded, left, right), each)
        learned = (counts + within + ANCHOR * anchor) / (
            (counts + within).sum(axis=2, keepdims=True) + ANCHOR
        )
        m = _capped(learned, names.spec.names)
        found = np.bincount(coded.list_code[left], each, len(sizes))
        own = np.where(repeats, np.minimum(found, np.diag(bounds(sizes))), np.diag(matches))
        np.fill_diagonal(matches, own)
        near = max(_held(float(p[:, 1] @ data.weight), NEAR_START, records) / total, 1e-9)
        model = assemble(coded, names, m, u, prior_table(matches, near, distant, namesake, sizes))
        history.append(
            history[-1] | {"expected_matches": float(matches.sum()), "near_relatives": near * total}
        )
    return Estimate(model=model, report={"rounds": history, "distant_relatives": distant * total})


def _held(found: Any, start: float, records: Any) -> Any:  # numbers or arrays
    """Numbers of pairs found, held to ``start`` per record by ``FEW`` pseudo-records."""
    return records * (found + start * FEW) / (records + FEW)


def _expected_matches(left_list: Array, right_list: Array, p: Array, sizes: Array) -> Array:
    """[list, list] expected matches, bounded; a list's own duplicates start from a small rate that its data move."""
    lists = len(sizes)
    found = np.bincount(left_list.astype(np.int64) * lists + right_list, p, lists * lists).reshape(
        lists, lists
    )
    found = found + found.T - np.diag(np.diag(found))
    own = np.diag(found)
    found = _held(found, START, np.minimum.outer(sizes, sizes))
    pseudo = SAME_LIST_WEIGHT * sizes
    shrunk = sizes * (own + SAME_LIST_START * pseudo) / (sizes + pseudo)
    np.fill_diagonal(found, shrunk)
    bounded: Array = np.minimum(np.maximum(found, 0.5), bounds(sizes))
    return bounded
