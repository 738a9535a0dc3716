"""The specification: every comparison and weight in plain Python, one record pair at a time.

Slow and obvious on purpose. The other engines must give the same levels, the same pairs and the same clusters.
"""

import math
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sijill.linkage import block, cluster, compare, sounds
from sijill.linkage.block import Blocks
from sijill.linkage.features import Coded
from sijill.linkage.model import STRANGER, Graph, Model, Vectors
from sijill.linkage.spec import Kind
from sijill.text.names import costs
from sijill.text.names.align import told_apart
from sijill.text.names.tokens import MAX_LENGTH, similarity

Array = npt.NDArray[Any]
Level = int
Group = int

_EPOCH: Final = date(1970, 1, 1)


class ReferenceEngine:
    def scan(
        self, coded: Coded, model: Model, blocks: Blocks, *, floor: float, chosen: Array | None = None
    ) -> tuple[Graph, int]:
        """Pairs of blocks are a set here; the rest is said in ``Engine``."""
        found = [
            pair
            for pair in sorted(block.pairs(blocks))
            if chosen is None or chosen[pair[0]] or chosen[pair[1]]
        ]
        left, right = (np.array([pair[side] for pair in found], np.int64) for side in (0, 1))
        if chosen is None:
            odds = self.score(coded, model, left, right)
        else:
            vectors = self.compare(coded, left, right, hopeless=compare.HOPELESS)
            joint = self.joint(vectors, model, coded.list_code[left], coded.list_code[right])
            odds = np.where(
                np.isfinite(vectors.cost), joint[:, :2].max(axis=1) - joint[:, STRANGER], -math.inf
            )
        kept = odds > floor
        return Graph(left=left[kept], right=right[kept], odds=odds[kept]), len(found)

    def compare(self, coded: Coded, left: Array, right: Array, *, hopeless: int = compare.NEVER) -> Vectors:
        fields = len(coded.kind)
        out = Vectors(
            levels=np.zeros((len(left), fields), np.uint8),
            groups=np.zeros((len(left), fields), np.uint8),
            tf=np.zeros((len(left), fields)),
            cost=np.zeros(len(left)),
        )
        for k, (i, j) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
            compared = compare_records(coded, i, j, hopeless=hopeless)
            if compared is None:
                out.cost[k] = math.inf
                continue
            cells, out.cost[k] = compared
            for f, (level, group, tf) in enumerate(cells):
                out.levels[k, f], out.groups[k, f], out.tf[k, f] = level, group, tf
        return out

    def joint(self, vectors: Vectors, model: Model, list_left: Array, list_right: Array) -> Array:
        out = np.zeros((len(vectors.cost), model.prior.shape[2]))
        for k, prior in enumerate(model.prior[list_left, list_right]):
            cells = list(
                zip(
                    vectors.levels[k].tolist(),
                    vectors.groups[k].tolist(),
                    vectors.tf[k].tolist(),
                    strict=True,
                )
            )
            out[k] = populations(cells, float(vectors.cost[k]), model, prior.tolist())
        return out

    def score(self, coded: Coded, model: Model, left: Array, right: Array) -> Array:
        out = np.zeros(len(left))
        for k, (i, j) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
            compared = compare_records(coded, i, j, hopeless=compare.HOPELESS)
            if compared is None:
                out[k] = -compare.APART
                continue
            prior = model.prior[coded.list_code[i], coded.list_code[j]].tolist()
            out[k] = weight(*compared, model, prior)
        return out

    def linkage(self, sizes: Array, odds: Array) -> Array:
        return cluster.average_linkage(sizes, odds)


# --- one pair of values ---------------------------------------------------------------------------------------------


def sound_level(coded: Coded, a: int, b: int) -> Level:
    """Two name units by sound."""
    if a < 0 or b < 0:
        return 0
    if a == b:
        return 1
    level = 6
    masks = (coded.unit_strong[a], coded.unit_near[a], coded.unit_strong[b], coded.unit_near[b])
    if not sounds.apart(*(int(mask) for mask in masks)):
        a, b = min(a, b), max(a, b)
        alike = similarity(
            coded.unit_phonemes[a],
            coded.unit_length[a],
            coded.unit_script[a],
            coded.unit_phonemes[b],
            coded.unit_length[b],
            coded.unit_script[b],
        )
        if alike >= compare.VAGUE and _told_apart(coded, a, b, alike):
            return 6
        bands = (compare.SAME_SOUND, compare.CLOSE, compare.SIMILAR, compare.VAGUE)
        level = next((at for at, least in enumerate(bands, start=2) if alike >= least), 6)
    if (
        level == 6
        and coded.unit_known[a]
        and coded.unit_known[b]
        and coded.unit_class[a] != coded.unit_class[b]
    ):
        return 7
    return level


def _told_apart(coded: Coded, a: int, b: int, alike: float) -> bool:
    """Two names by the lexicon, or a man's and a woman's, however near: they differ, but do not contradict."""
    return bool(
        told_apart(
            alike,
            coded.unit_items[a],
            coded.unit_items[b],
            coded.unit_phonemes[a],
            coded.unit_length[a],
            coded.unit_script[a],
            coded.unit_phonemes[b],
            coded.unit_length[b],
            coded.unit_script[b],
            costs.substitution(),
            costs.gaps(),
            np.empty((3, MAX_LENGTH + 1)),
        )
    )


def string_level(a: str, b: str) -> Level:
    """Two different texts, letters as characters."""
    if a == b:
        return 1
    if one_edit(a, b) or jaro_winkler(a, b) >= compare.STRING_CLOSE:
        return 2
    return 3 if jaro_winkler(a, b) >= compare.STRING_SIMILAR else 4


def one_edit(a: str, b: str) -> bool:
    """At most one letter inserted, deleted or replaced, or two neighbours swapped, in words of four letters or more."""
    if min(len(a), len(b)) < 4 or abs(len(a) - len(b)) > 1:
        return False
    if len(a) == len(b):
        unlike = [at for at in range(len(a)) if a[at] != b[at]]
        if len(unlike) <= 1:
            return True
        first, last = unlike[0], unlike[-1]
        return len(unlike) == 2 and last == first + 1 and a[first] == b[last] and a[last] == b[first]
    longer, shorter = (a, b) if len(a) > len(b) else (b, a)
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))


def jaro_winkler(a: str, b: str) -> float:
    """As Winkler defined it and other tools have it: whole transpositions, and the first letters only above .7."""
    if not a or not b:
        return 0.0
    window = max(0, max(len(a), len(b)) // 2 - 1)
    used = [False] * len(b)
    matched_a: list[str] = []
    for i, letter in enumerate(a):
        for j in range(max(0, i - window), min(len(b), i + window + 1)):
            if not used[j] and b[j] == letter:
                used[j] = True
                matched_a.append(letter)
                break
    if not matched_a:
        return 0.0
    matched_b = [letter for letter, taken in zip(b, used, strict=True) if taken]
    matches = len(matched_a)
    swaps = sum(x != y for x, y in zip(matched_a, matched_b, strict=True)) // 2
    jaro = (matches / len(a) + matches / len(b) + (matches - swaps) / matches) / 3.0
    if jaro <= compare.JARO_ALONE:
        return jaro
    prefix = 0
    while prefix < min(4, len(a), len(b)) and a[prefix] == b[prefix]:
        prefix += 1
    return jaro + prefix * 0.1 * (1.0 - jaro)


def date_level(one: tuple[int, int], other: tuple[int, int]) -> tuple[Level, Group]:
    """Two inclusive intervals of days since 1970."""
    (start, end), (other_start, other_end) = one, other
    if start > end or other_start > other_end:
        return 0, 0
    width = max(end - start, other_end - other_start) + 1
    group = next(
        (at for at, most in enumerate((compare.DAY, compare.MONTH, compare.YEAR)) if width <= most), 3
    )
    gap = max(other_start - end, start - other_end)
    if gap <= 0:
        return 1, group
    if group == 0 and one_part_differs(start, other_start):
        return 2, group
    return next((at for at, most in enumerate(compare.GAPS, start=3) if gap <= most), 7), group


def one_part_differs(x: int, y: int) -> bool:
    a, b = (_EPOCH + timedelta(days=days) for days in (x, y))
    if a.year == b.year and (a.month, a.day) == (b.day, b.month):
        return True
    equal = (a.year == b.year) + (a.month == b.month) + (a.day == b.day)
    return equal == 2 and abs(a.year - b.year) <= 20


def nested_level(a: list[list[int]], b: list[list[int]]) -> tuple[Level, Group, int]:
    """Best pair of nested codes: level, group, the code they share at level 1 (else -1)."""
    best: tuple[Level, Group, int] = (0, 0, -1)
    for one in a:
        for other in b:
            if one[0] < 0 or other[0] < 0:
                continue
            depth = sum(x >= 0 and y >= 0 for x, y in zip(one, other, strict=True))
            common = 0
            while common < depth and one[common] == other[common]:
                common += 1
            level = 4 if common == 0 else min(depth - common + 1, 3)
            group = len(one) - depth
            if best[0] == 0 or (level, group) < best[:2]:
                best = level, group, one[common - 1] if level == 1 else -1
    return best


def set_level(a: list[int], b: list[int]) -> Level:
    one, other = {x for x in a if x >= 0}, {x for x in b if x >= 0}
    if not one or not other:
        return 0
    return 1 if one & other else 2


def identifier_level(a: list[list[int]], b: list[list[int]]) -> Level:
    one = {tuple(pair) for pair in a if pair[0] >= 0}
    other = {tuple(pair) for pair in b if pair[0] >= 0}
    if one & other:
        return 1
    return 2 if {kind for kind, _ in one} & {kind for kind, _ in other} else 0


# --- one pair of records --------------------------------------------------------------------------------------------

Cell = tuple[Level, Group, float]  # level, group, log2 share of the value


def compare_names(coded: Coded, i: int, j: int) -> tuple[list[Cell], float, int]:
    """The best pair of readings: its four slots, its cost in bits, its utility less the cost in tenths of a bit."""
    best, chosen, best_cost, levels = compare.NEVER, (-1, -1), 0, [0, 0, 0, 0]
    firsts = int(coded.parse_ptr[i]), int(coded.parse_ptr[j])
    for p in range(firsts[0], int(coded.parse_ptr[i + 1])):
        for q in range(firsts[1], int(coded.parse_ptr[j + 1])):
            cost = _tenths(coded, p) + _tenths(coded, q)
            if cost > compare.MOST_COST and (p, q) != firsts:
                continue
            if cost > 0:
                cost += compare.LOST_SLOT * _lost(coded, p, q)
            slots = [
                sound_level(coded, int(x), int(y))
                for x, y in zip(coded.parse_unit[p], coded.parse_unit[q], strict=True)
            ]
            utility = sum(int(compare.UTILITY[slot, level]) for slot, level in enumerate(slots)) - cost
            if utility > best:
                best, chosen, best_cost, levels = utility, (p, q), cost, slots
                if cost == 0 and max(slots[0], slots[1], slots[3]) <= 3 and slots[0] * slots[3] > 0:
                    return _cells(coded, chosen, levels), best_cost / 10, best
    if chosen[0] < 0:
        return [(0, 0, 0.0)] * 4, 0.0, 0
    return _cells(coded, chosen, levels), best_cost / 10, best


def _tenths(coded: Coded, reading: int) -> int:
    return round(float(coded.parse_cost[reading]) * 10)


def _lost(coded: Coded, p: int, q: int) -> int:
    """Slots that the plain readings of the same two names could compare and p and q cannot."""
    plain = zip(coded.parse_unit[coded.parse_plain[p]], coded.parse_unit[coded.parse_plain[q]], strict=True)
    these = zip(coded.parse_unit[p], coded.parse_unit[q], strict=True)
    return sum(min(could) >= 0 and min(can) < 0 for could, can in zip(list(plain), list(these), strict=True))


def _cells(coded: Coded, chosen: tuple[int, int], levels: list[int]) -> list[Cell]:
    p, q = chosen
    group = int(coded.parse_script[p]) + int(coded.parse_script[q])
    return [
        (
            level,
            group,
            float(
                max(
                    coded.unit_tf[slot, coded.parse_unit[p, slot]],
                    coded.unit_tf[slot, coded.parse_unit[q, slot]],
                )
            )
            if 1 <= level <= 3
            else 0.0,
        )
        for slot, level in enumerate(levels)
    ]


def compare_records(coded: Coded, i: int, j: int, *, hopeless: int) -> tuple[list[Cell], float] | None:
    """Every field of two records and the cost of the readings chosen; None when the names are hopeless."""
    cells, cost, utility = compare_names(coded, i, j)
    if utility < hopeless and not any(
        identifier_level(a.tolist(), b.tolist()) == 1
        for a, b in zip(coded.identifier[i], coded.identifier[j], strict=True)
    ):
        return None
    for f in range(4, len(coded.kind)):
        cells.append(_compare_field(coded, i, j, Kind(coded.kind[f]), int(coded.column[f])))
    return cells, cost


def _compare_field(coded: Coded, i: int, j: int, kind: Kind, at: int) -> Cell:
    match kind:
        case Kind.SOUND:
            return _compare_sounds(coded, coded.sound[i, at].tolist(), coded.sound[j, at].tolist(), 4 + at)
        case Kind.STRING:
            a, b = int(coded.string[i, at]), int(coded.string[j, at])
            level = string_level(_letters(coded, a), _letters(coded, b)) if a >= 0 and b >= 0 else 0
            level = 1 if a >= 0 and a == b else max(level, 2) if level else 0
            return level, 0, float(coded.string_tf[a]) if level == 1 else 0.0
        case Kind.CODE:
            a, b = int(coded.code[i, at]), int(coded.code[j, at])
            return (0 if a < 0 or b < 0 else 1 if a == b else 2), 0, 0.0
        case Kind.SET:
            return set_level(coded.several[i, at].tolist(), coded.several[j, at].tolist()), 0, 0.0
        case Kind.IDENTIFIER:
            return (
                identifier_level(coded.identifier[i, at].tolist(), coded.identifier[j, at].tolist()),
                0,
                0.0,
            )
        case Kind.DATE:
            first, second = coded.date[i, at].tolist(), coded.date[j, at].tolist()
            return (*date_level(tuple(first), tuple(second)), 0.0)
        case Kind.NESTED:
            level, group, shared = nested_level(coded.nested[i, at].tolist(), coded.nested[j, at].tolist())
            return level, group, float(coded.nested_tf[shared]) if shared >= 0 else 0.0
        case Kind.SLOT:
            raise AssertionError("slots are compared together")


def _letters(coded: Coded, row: int) -> str:
    """Coded letters as characters: only equality between them matters."""
    return "".join(map(chr, coded.string_chars[row, : coded.string_length[row]].tolist()))


def _compare_sounds(coded: Coded, a: list[int], b: list[int], row: int) -> Cell:
    best: tuple[Level, int, int] = (0, -1, -1)
    for x in a:
        for y in b:
            level = sound_level(coded, x, y)
            if level and (best[0] == 0 or level < best[0]):
                best = level, x, y
    level, x, y = best
    if level == 0:
        return 0, 0, 0.0
    group = int(coded.unit_script[x] == 2) + int(coded.unit_script[y] == 2)
    return level, group, float(max(coded.unit_tf[row, x], coded.unit_tf[row, y])) if level <= 3 else 0.0


# --- weights --------------------------------------------------------------------------------------------------------


def populations(cells: list[Cell], cost: float, model: Model, prior: list[float]) -> list[float]:
    """log2 of prior times likelihood for each of ``model.POPULATIONS``."""
    out = [prior[c] - (cost if c != STRANGER else 0.0) for c in range(len(prior))]
    for f, (level, group, tf) in enumerate(cells):
        if level == 0:
            continue
        rarity = model.tf_share[f, level] * (tf - model.tf_mean[f, group])
        for c in range(len(out)):
            out[c] += float(model.log_p[c, f, group, level] + rarity * model.tf_class[c, f])
    return out


def weight(cells: list[Cell], cost: float, model: Model, prior: list[float]) -> float:
    """log2 odds of the same person against all others. Names alone and contradictions bring nothing above even odds."""
    same, *others = populations(cells, cost, model, prior)
    top = max(others)
    odds = same - top - math.log2(sum(2.0 ** (other - top) for other in others))
    return 0.0 if odds > 0.0 and (names_alone(cells, model) or contradicted(cells, model)) else odds


def contradicted(cells: list[Cell], model: Model) -> bool:
    """Points enough that the weight alone shall not merge."""
    points = sum(int(model.contradicts[f, group, level]) for f, (level, group, _) in enumerate(cells))
    return points >= compare.QUESTION


def names_alone(cells: list[Cell], model: Model) -> bool:
    """No given names to compare; or nothing but names agrees and they are not all four there and alike."""
    if cells[0][0] == 0 and model.composite:
        return True
    if any(model.supporting[f, cells[f][0]] for f in range(4, len(cells))):
        return False
    return not all(1 <= cells[slot][0] <= 3 for slot in range(4))
