"""Small cells: what a published table may show, so that nobody can be found in it.

Public: a count of 1 to 9 is suppressed, never alone in a row or column, further cells with it until no suppressed
count can be bounded within 10, and everything shown is rounded to 5. Internal: 1 to 4, no rounding. Zero is shown as
zero. A suppressed cell does not say whether it is small or only protects a small one, or the reader would know it to
be below ten.

The test of safety is the attack itself: a linear programme over everything published, earlier tables included.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import product
from typing import Final, NoReturn

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack

from sijill.errors import InputError

TOTAL: Final = -1  # in a place, instead of a label's number: all of that dimension together
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
    while True:
        _never_alone(true, hidden)
        made = Publication(
            dimensions=tuple(dimensions),
            labels=tuple(tuple(each) for each in labels),
            shown={p: SUPPRESSED if p in hidden else _round(true[p], policy) for p in true},
            audience=audience,
            version=version,
        )
        exposed = [b for b in attack([*earlier, made]) if b.width < policy.width]
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


def attack(publications: Sequence[Publication], *, growing: bool = True) -> list[Bounds]:
    """The tightest bounds a reader of all publications can prove for each suppressed count.

    The reader knows the rules: rounding, what may be shown, that zero is shown. ``growing``: counts of a later version
    are not below those of an earlier one. Real numbers instead of whole people make the attack a little weaker only
    where a polytope has no integer point at its end; bounds are tightened to whole people.
    """
    space = _Space.of(publications)
    rows, lower, upper, hidden = [], [], [], []
    for number, publication in enumerate(publications):
        for place, value in publication.shown.items():
            row = space.row(publication, place)
            if isinstance(value, Suppressed):
                low, high = 1.0, np.inf
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
    matrix = _matrix(rows, space.unknowns)
    above = np.isfinite(upper)
    limits = np.concatenate([np.asarray(upper)[above], -np.asarray(lower)])
    both = vstack([matrix[above], -matrix], format="csr")
    return [_bound(space, both, limits, each) for each in hidden]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Space:
    """Unknown counts: one per version and combination of labels of all dimensions anywhere."""

    dimensions: tuple[str, ...]
    sizes: tuple[int, ...]
    versions: tuple[int, ...]

    @classmethod
    def of(cls, publications: Sequence[Publication]) -> "_Space":
        sizes: dict[str, tuple[str, ...]] = {}
        for publication in publications:
            for name, labels in zip(publication.dimensions, publication.labels, strict=True):
                if sizes.setdefault(name, labels) != labels:
                    raise InputError(
                        f"dimension {name!r} carries other labels than in an earlier publication"
                    )
        return cls(
            dimensions=tuple(sizes),
            sizes=tuple(len(labels) for labels in sizes.values()),
            versions=tuple(sorted({publication.version for publication in publications})),
        )

    @property
    def cells(self) -> int:
        return int(np.prod(self.sizes))

    def row(self, publication: Publication, place: Place) -> NDArray[np.int64]:
        """Numbers of the unknowns that add up to that place."""
        fixed = dict(zip(publication.dimensions, place, strict=True))
        axes = [
            [fixed[name]] if fixed.get(name, TOTAL) != TOTAL else range(size)
            for name, size in zip(self.dimensions, self.sizes, strict=True)
        ]
        within = np.array(list(product(*axes)), dtype=np.int64).T
        flat: NDArray[np.int64] = np.ravel_multi_index(tuple(within), self.sizes).astype(np.int64)
        return flat + self.versions.index(publication.version) * self.cells

    def growth(self) -> list[NDArray[np.int64]]:
        """Pairs (later, earlier) of one cell; negative numbers are subtracted (see `_matrix`)."""
        pairs = []
        for version in range(1, len(self.versions)):
            for cell in range(self.cells):
                later, before = version * self.cells + cell, (version - 1) * self.cells + cell
                pairs.append(np.array([later, -before - 1]))
        return pairs

    @property
    def unknowns(self) -> int:
        return self.cells * len(self.versions)


def _bound(
    space: _Space,
    matrix: csr_array,
    limits: NDArray[np.float64],
    target: tuple[int, Place, NDArray[np.int64]],
) -> Bounds:
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
            raise InputError("the publications contradict each other: no table fits them")
    return Bounds(
        publication=number,
        place=place,
        low=float(np.ceil(ends[0] - 1e-6)),
        high=float(np.floor(ends[1] + 1e-6)),
    )


def _matrix(rows: list[NDArray[np.int64]], unknowns: int) -> csr_array:
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
