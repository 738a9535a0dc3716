"""Small cells: what a published table may show, so that nobody can be found in it.

Public: a count of 1 to 9 is suppressed, never alone in a row or column, further cells with it until no suppressed
count can be bounded within 10, and everything shown is rounded to 5. Internal: 1 to 4, no rounding. Zero is shown as
zero. A suppressed cell does not say whether it is small or only protects a small one, or the reader would know it to
be below ten.

The test of safety is the attack itself: a linear programme over everything published, earlier tables included.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import combinations, product
from typing import TYPE_CHECKING, Final, NoReturn

import numpy as np
from numpy.typing import NDArray

from sijill.errors import InputError

if TYPE_CHECKING:
    from scipy.sparse import csr_array

TOTAL: Final = -1  # in a place, instead of a label's number: all of that dimension together
MOST_UNKNOWNS: Final = 50_000
Place = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """``smallest``: the least count that may be shown; ``width``: how far apart an attacker's bounds must stay."""

    smallest: int
    width: int
    rounded_to: int


class Audience(Enum):
    PUBLIC = Policy(smallest=10, width=10, rounded_to=5)
    INTERNAL = Policy(smallest=5, width=5, rounded_to=1)


@dataclass(frozen=True, slots=True)
class Suppressed:
    """Not a number: it cannot be added, compared or taken for zero."""

    def __int__(self) -> NoReturn:
        raise TypeError("a suppressed count is not a number")

    __float__ = __index__ = __bool__ = __add__ = __radd__ = __lt__ = __gt__ = __int__

    def __str__(self) -> str:
        return "suppressed"

    def as_json(self) -> dict[str, bool]:
        return {"suppressed": True}


SUPPRESSED: Final = Suppressed()


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What readers see. ``shown``: one entry per place, totals of every kind included; a place has one number per
    dimension, a label's or `TOTAL`. ``version`` orders publications of a growing register.
    """

    dimensions: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...]
    shown: dict[Place, int | Suppressed]
    audience: Audience
    version: int = 0

    def hidden(self) -> list[Place]:
        return [place for place, value in self.shown.items() if isinstance(value, Suppressed)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What an attacker can prove about one suppressed count; whole people, ``high`` may be infinite."""

    publication: int
    place: Place
    low: float
    high: float

    @property
    def width(self) -> float:
        return self.high - self.low


def disclose(
    counts: NDArray[np.int64],
    *,
    dimensions: Sequence[str],
    labels: Sequence[Sequence[str]],
    audience: Audience,
    earlier: Sequence[Publication] = (),
    version: int = 0,
) -> Publication:
    """Suppress until the attack over this table and all ``earlier`` ones bounds no suppressed count too tightly.

    ``counts`` has one axis per dimension and holds no totals; they are added here. Raises InputError when even a table
    with nothing in it would expose a count of an earlier publication.
    """
    if counts.shape != tuple(len(each) for each in labels) or len(dimensions) != counts.ndim:
        raise InputError(f"a table of shape {counts.shape} with other labels")
    if counts.size and counts.min() < 0:
        raise InputError("a count below zero")
    policy = audience.value
    true = with_totals(counts)
    hidden = {place for place, count in true.items() if 0 < count < policy.smallest}
    safe: set[tuple[int, Place]] = set()  # withholding more only widens bounds: what is safe stays so
    while True:
        _never_alone(true, hidden)
        made = Publication(
            dimensions=tuple(dimensions),
            labels=tuple(tuple(each) for each in labels),
            shown={p: SUPPRESSED if p in hidden else _round(true[p], policy) for p in true},
            audience=audience,
            version=version,
        )
        found = attack([*earlier, made], known=safe)
        exposed = [bounds for bounds in found if bounds.width < policy.width]
        safe |= {(bounds.publication, bounds.place) for bounds in found if bounds.width >= policy.width}
        if not exposed:
            return made
        more = {_complement(bounds, len(earlier), true, hidden) for bounds in exposed} - {None}
        if not more:
            raise InputError(
                "the table cannot be published beside the earlier ones",
                remedy="Publish fewer dimensions together.",
            )
        hidden |= more  # type: ignore[arg-type]  # None was taken out above


def with_totals(counts: NDArray[np.int64]) -> dict[Place, int]:
    """Every cell and every total of any set of dimensions."""
    extended = counts.astype(np.int64)
    for axis in range(counts.ndim):
        extended = np.concatenate([extended, extended.sum(axis=axis, keepdims=True)], axis=axis)
    sizes = counts.shape
    return {
        tuple(TOTAL if i == size else i for i, size in zip(index, sizes, strict=True)): int(extended[index])
        for index in np.ndindex(extended.shape)
    }


def attack(
    publications: Sequence[Publication],
    *,
    growing: bool = True,
    known: Collection[tuple[int, Place]] = frozenset(),
) -> list[Bounds]:
    """The tightest bounds a reader of all publications can prove for each suppressed count, but the ``known`` ones.

    The reader knows the rules: rounding, what may be shown, that zero is shown, that a label which a table does not
    have counts nobody there. ``growing``: counts of a later version are not below those of an earlier one; given up
    where the publications show otherwise. Real numbers instead of whole people make the attack a little weaker only
    where a polytope has no integer point at its end; bounds are tightened to whole people.
    """
    try:
        return _attack(publications, growing=growing, known=known)
    except _ContradictionError:
        if not growing:
            raise
        return _attack(publications, growing=False, known=known)


class _ContradictionError(InputError):
    pass


def _attack(
    publications: Sequence[Publication], *, growing: bool, known: Collection[tuple[int, Place]]
) -> list[Bounds]:
    space = _Space.of(publications)
    rows, lower, upper, hidden = [], [], [], []
    for row in space.agreement():
        rows.append(row)
        lower.append(0.0)
        upper.append(0.0)
    for number, publication in enumerate(publications):
        for row in space.absent(publication):
            rows.append(row)
            lower.append(0.0)
            upper.append(0.0)
        for place, value in publication.shown.items():
            row = space.row(publication, place)
            if isinstance(value, Suppressed):
                low, high = 1.0, np.inf
                if (number, place) not in known:
                    hidden.append((number, place, row))
            else:
                low, high = _could_be(value, publication.audience.value)
            rows.append(row)
            lower.append(low)
            upper.append(high)
    if not hidden:
        return []
    if growing:
        for row in space.growth():
            rows.append(row)
            lower.append(0.0)
            upper.append(np.inf)
    from scipy.sparse import vstack  # when it is needed: scipy takes longer to load than most commands

    matrix = _matrix(rows, space.unknowns)
    above = np.isfinite(upper)
    limits = np.concatenate([np.asarray(upper)[above], -np.asarray(lower)])
    both = vstack([matrix[above], -matrix], format="csr")
    return [_bound(space, both, limits, each) for each in hidden]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Space:
    """Unknown counts per version: the cells of each block of dimensions, which agree where blocks overlap.

    The blocks are the largest sets of dimensions published together when these form a tree (each dimension's blocks
    hang together): then nonnegative blocks that agree are always the margins of one table of all dimensions (Vorob'ev
    1962; Lauritzen 1996), and nothing is lost by not writing that table down. Otherwise there is one block of all.
    """

    labels: dict[str, tuple[str, ...]]  # of each dimension, those of any publication
    versions: tuple[int, ...]
    blocks: tuple[tuple[str, ...], ...]
    joints: tuple[tuple[int, int], ...]  # blocks that must agree

    @classmethod
    def of(cls, publications: Sequence[Publication]) -> "_Space":
        found: dict[str, dict[str, None]] = {}
        for publication in publications:
            for name, labels in zip(publication.dimensions, publication.labels, strict=True):
                found.setdefault(name, {}).update(dict.fromkeys(labels))
        blocks, joints = _tree([frozenset(each.dimensions) for each in publications])
        order = list(found)
        space = cls(
            labels={name: tuple(labels) for name, labels in found.items()},
            versions=tuple(sorted({publication.version for publication in publications})),
            blocks=tuple(tuple(sorted(block, key=order.index)) for block in blocks),
            joints=joints,
        )
        if space.unknowns > MOST_UNKNOWNS:
            raise InputError(
                f"{space.unknowns:,} counts would have to be kept apart from each other, at most {MOST_UNKNOWNS:,} can "
                "be checked",
                remedy="Publish tables of fewer dimensions.",
            )
        return space

    def absent(self, publication: Publication) -> list[NDArray[np.int64]]:
        """One row of unknowns per label that its table does not have: nobody."""
        return [
            self._members(publication.version, self._block({name}), {name: label})
            for name, labels in zip(publication.dimensions, publication.labels, strict=True)
            for label in self.labels[name]
            if label not in labels
        ]

    def row(self, publication: Publication, place: Place) -> NDArray[np.int64]:
        """Numbers of the unknowns that add up to that place."""
        fixed = {
            name: labels[part]
            for name, labels, part in zip(publication.dimensions, publication.labels, place, strict=True)
            if part != TOTAL
        }
        return self._members(publication.version, self._block(set(publication.dimensions)), fixed)

    def agreement(self) -> list[NDArray[np.int64]]:
        """Rows that are zero: one block's sum less the other's, for each combination of the dimensions they share."""
        rows = []
        for version in self.versions:
            for one, other in self.joints:
                shared = [name for name in self.blocks[one] if name in self.blocks[other]]
                for labels in product(*(self.labels[name] for name in shared)):
                    fixed = dict(zip(shared, labels, strict=True))
                    less = -self._members(version, other, fixed) - 1  # see `_matrix`
                    rows.append(np.concatenate([self._members(version, one, fixed), less]))
        return rows

    def growth(self) -> list[NDArray[np.int64]]:
        """Pairs (later, earlier) of one cell; negative numbers are subtracted (see `_matrix`)."""
        return [
            np.array([version * self.cells + cell, -((version - 1) * self.cells + cell) - 1])
            for version in range(1, len(self.versions))
            for cell in range(self.cells)
        ]

    @property
    def cells(self) -> int:
        """Of one version."""
        return sum(self._size(block) for block in self.blocks)

    @property
    def unknowns(self) -> int:
        return self.cells * len(self.versions)

    def _size(self, block: tuple[str, ...]) -> int:
        return int(np.prod([len(self.labels[name]) for name in block], dtype=np.int64))

    def _block(self, names: set[str]) -> int:
        return next(place for place, block in enumerate(self.blocks) if names <= set(block))

    def _members(self, version: int, block: int, fixed: dict[str, str]) -> NDArray[np.int64]:
        """Unknowns of a block that carry the ``fixed`` labels."""
        start = self.versions.index(version) * self.cells + sum(self._size(b) for b in self.blocks[:block])
        names = self.blocks[block]
        if not names:
            return np.array([start], dtype=np.int64)
        axes = [
            [self.labels[name].index(fixed[name])] if name in fixed else range(len(self.labels[name]))
            for name in names
        ]
        within = np.array(list(product(*axes)), dtype=np.int64).T
        sizes = tuple(len(self.labels[name]) for name in names)
        flat: NDArray[np.int64] = np.ravel_multi_index(tuple(within), sizes).astype(np.int64)
        return flat + start


def _tree(
    published: Sequence[frozenset[str]],
) -> tuple[tuple[frozenset[str], ...], tuple[tuple[int, int], ...]]:
    """The largest sets of dimensions and the pairs of a join tree; one set of all when there is no such tree."""
    sets = list(dict.fromkeys(published))
    largest = [each for each in sets if not any(each < other for other in sets)]
    pairs = sorted(combinations(range(len(largest)), 2), key=lambda p: -len(largest[p[0]] & largest[p[1]]))
    group = list(range(len(largest)))
    joints = []
    for one, other in pairs:  # a spanning tree that shares as much as can be
        if group[one] != group[other]:
            joints.append((one, other))
            group = [group[one] if each == group[other] else each for each in group]
    every = frozenset[str]().union(*largest)
    shared = sum(len(largest[one] & largest[other]) for one, other in joints)
    if shared == sum(sum(name in each for each in largest) - 1 for name in every):
        return tuple(largest), tuple(joints)
    return (every,), ()


def _bound(
    space: _Space,
    matrix: "csr_array",
    limits: NDArray[np.float64],
    target: tuple[int, Place, NDArray[np.int64]],
) -> Bounds:
    from scipy.optimize import linprog

    number, place, members = target
    goal = np.zeros(space.unknowns)
    goal[members] = 1.0
    ends = []
    for sign in (1.0, -1.0):
        answer = linprog(sign * goal, A_ub=matrix, b_ub=limits, bounds=(0, None), method="highs")
        if answer.status == 3:
            ends.append(np.inf)
        elif answer.status == 0:
            ends.append(sign * answer.fun)
        else:
            raise _ContradictionError("the publications contradict each other: no table fits them")
    return Bounds(
        publication=number,
        place=place,
        low=float(np.ceil(ends[0] - 1e-6)),
        high=float(np.floor(ends[1] + 1e-6)),
    )


def _matrix(rows: list[NDArray[np.int64]], unknowns: int) -> "csr_array":
    from scipy.sparse import csr_array

    lengths = [len(row) for row in rows]
    columns = np.concatenate(rows)
    signs = np.where(columns < 0, -1.0, 1.0)
    columns = np.where(columns < 0, -columns - 1, columns)
    return csr_array((signs, columns, np.concatenate([[0], np.cumsum(lengths)])), shape=(len(rows), unknowns))


def _could_be(shown: int, policy: Policy) -> tuple[float, float]:
    """The counts a shown number may stand for."""
    if shown == 0:
        return 0.0, 0.0
    slack = policy.rounded_to // 2
    return float(max(shown - slack, policy.smallest)), float(shown + slack)


def _round(count: int, policy: Policy) -> int:
    return (count + policy.rounded_to // 2) // policy.rounded_to * policy.rounded_to


def _never_alone(true: dict[Place, int], hidden: set[Place]) -> None:
    """Give every hidden count company in each of its lines: alone it is the difference of what is shown.

    A line is all places that differ in one dimension only, its total included; zeros stay shown.
    """
    waiting = list(hidden)
    while waiting:
        place = waiting.pop()
        for axis in range(len(place)):
            line = [other for other in true if _same_line(place, other, axis) and true[other]]
            shown = [other for other in line if other not in hidden]
            if len(line) - len(shown) == 1 and shown:
                company = min(shown, key=lambda p: (p.count(TOTAL), true[p], p))
                hidden.add(company)
                waiting += [company, place]


def _same_line(place: Place, other: Place, axis: int) -> bool:
    return place[:axis] == other[:axis] and place[axis + 1 :] == other[axis + 1 :]


def _complement(bounds: Bounds, new: int, true: dict[Place, int], hidden: set[Place]) -> Place | None:
    """The smallest count still shown in a line with the exposed one; anywhere, if its lines hold none."""
    shown = {place: count for place, count in true.items() if count and place not in hidden}
    lines = (
        {p: c for p, c in shown.items() if sum(a != b for a, b in zip(p, bounds.place, strict=True)) == 1}
        if bounds.publication == new
        else {}
    )
    # Inner cells before totals: a total withheld takes more from the reader.
    return min(lines or shown, key=lambda p: (p.count(TOTAL), shown[p], p), default=None)
