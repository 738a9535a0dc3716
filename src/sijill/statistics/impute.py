"""Filling in missing strata, several times over, so that what is not known shows as spread.

A Dirichlet process mixture of products of multinomials (Dunson & Xing 2009; for imputation Si & Reiter 2013): people
fall into classes, inside a class the variables are independent. List memberships are variables of the model because
who is on a list tells about place and time, but they are always known and never imputed; identity never enters.
A contradicted value is not a missing one: the records claim something, and it stays as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sijill.errors import InputError
from sijill.statistics.tally import CONTRADICTED_CODE, UNKNOWN_CODE

_CLASSES: Final = 20
_WARM_UP: Final = 300
_BETWEEN: Final = 10  # iterations from one replicate to the next
# Weight of the prior of each class, in people. It has the shares that are known over all: an even one would move
# people who are unknown to values that hardly anybody has.
_PRIOR_PEOPLE: Final = 2.0
_LEAST_CHANCE: Final = 1e-12
_ALPHA_PRIOR: Final = (0.25, 0.25)
MOSTLY_MISSING: Final = 0.5
Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Imputed:
    """``values``: per dimension one code per person, unknown ones filled in; ``flags``: which were (kept for ever)."""

    values: dict[str, Codes]
    flags: dict[str, NDArray[np.bool_]]


def impute(
    strata: Mapping[str, Codes],
    sizes: Mapping[str, int],
    on_list: NDArray[np.bool_],
    *,
    replicates: int,
    seed: np.random.SeedSequence,
    others: Sequence[tuple[Mapping[str, Codes], NDArray[np.bool_]]] = (),
) -> tuple[list[Imputed], list[Imputed]]:
    """``strata``: codes per person, `UNKNOWN_CODE` = to be filled in; ``sizes``: number of codes of each dimension;
    ``on_list``: people × lists, complete. One chain, ``replicates`` states of it; the same seed gives the same codes.

    ``others``: the same records made into other people (strata, memberships). The k-th is filled in from the k-th
    state of the chain, whose parameters were drawn given the first: what few records move changes them little.
    Raises InputError when a dimension is known of nobody: there is nothing to learn from.
    """
    names = list(strata)
    for each in ((strata, on_list), *others):
        _check(each[0], sizes, each[1])
    if len(others) > replicates:
        raise InputError(f"{replicates} states for {len(others)} partitions")
    rows, of_person, people = _distinct(strata, names, on_list)
    levels = [sizes[name] for name in names] + [2] * on_list.shape[1]
    mixture = _Mixture(rows=rows, people=people, levels=levels, rng=np.random.default_rng(seed))
    made: list[Imputed] = []
    along: list[Imputed] = []
    for step in range(_WARM_UP + replicates * _BETWEEN):
        mixture.advance()
        if step >= _WARM_UP and (step - _WARM_UP + 1) % _BETWEEN == 0:
            made.append(_fill(strata, names, mixture, rows, of_person))
            if len(along) < len(others):
                other, member = others[len(along)]
                its_rows, of_other, _ = _distinct(other, names, member)
                along.append(_fill(other, names, mixture, its_rows, of_other))
    return made, along


def _distinct(
    strata: Mapping[str, Codes], names: list[str], on_list: NDArray[np.bool_]
) -> tuple[Codes, Codes, Codes]:
    """Distinct rows of strata and memberships (missing and contradicted as -1), the row of each person, people each."""
    columns = [strata[name] for name in names] + list(on_list.T.astype(np.int64))
    rows, of_person, people = np.unique(
        np.maximum(np.column_stack(columns), -1), axis=0, return_inverse=True, return_counts=True
    )
    return rows, of_person.ravel(), people


def mostly_missing(strata: Mapping[str, Codes]) -> list[str]:
    """Dimensions unknown of more than half of the people: imputing them says more about the model than the world."""
    return [
        name
        for name, codes in strata.items()
        if len(codes) and (codes == UNKNOWN_CODE).mean() > MOSTLY_MISSING
    ]


def _check(strata: Mapping[str, Codes], sizes: Mapping[str, int], on_list: NDArray[np.bool_]) -> None:
    if on_list.dtype != np.bool_ or on_list.ndim != 2:
        raise InputError("list memberships must be complete: yes or no for every person and list")
    for name, codes in strata.items():
        if len(codes) != len(on_list):
            raise InputError(f"{name}: {len(codes)} values for {len(on_list)} people")
        if len(codes) and (codes.max() >= sizes[name] or codes.min() < CONTRADICTED_CODE):
            raise InputError(f"{name}: a code outside 0 … {sizes[name] - 1}")
        if len(codes) and not (codes >= 0).any():
            raise InputError(f"{name} is known of nobody", remedy="Leave the dimension out.")


def _fill(
    strata: Mapping[str, Codes], names: list[str], mixture: "_Mixture", rows: Codes, of_person: Codes
) -> Imputed:
    values, flags = {}, {}
    anybody = np.zeros(len(of_person), dtype=bool)
    for name in names:
        flags[name] = strata[name] == UNKNOWN_CODE
        anybody |= flags[name]
    who = np.flatnonzero(anybody)
    classes = mixture.draw_classes(rows, of_person[who])
    for variable, name in enumerate(names):
        values[name] = strata[name].copy()
        wanted = flags[name][who]
        values[name][who[wanted]] = mixture.draw_values(variable, classes[wanted])
    return Imputed(values=values, flags=flags)


class _Mixture:
    """The state of the chain over distinct rows and how many people have each; -1 in a row is integrated out."""

    def __init__(self, *, rows: Codes, people: Codes, levels: list[int], rng: np.random.Generator) -> None:
        self._rows, self._people, self._levels, self._rng = rows, people, levels, rng
        self._alpha = 1.0
        self._log_share = np.log(np.full(_CLASSES, 1 / _CLASSES))
        self._chances = [rng.dirichlet(np.ones(size), _CLASSES) for size in levels]  # classes × levels each
        self._prior = [
            _PRIOR_PEOPLE * _shares(rows[:, variable], people, size) for variable, size in enumerate(levels)
        ]

    def advance(self) -> None:
        rng = self._rng
        split = rng.multinomial(self._people, self._class_chances(self._rows))  # rows × classes
        sizes = split.sum(axis=0)
        above = sizes[::-1].cumsum()[::-1] - sizes
        sticks = np.clip(rng.beta(1 + sizes[:-1], self._alpha + above[:-1]), 1e-12, 1 - 1e-12)
        left = np.concatenate([[0.0], np.log1p(-sticks).cumsum()])
        self._log_share = left + np.append(np.log(sticks), 0.0)
        shape, rate = _ALPHA_PRIOR
        self._alpha = max(rng.gamma(shape + _CLASSES - 1) / (rate - left[-1]), 1e-6)
        for variable, size in enumerate(self._levels):
            counts = np.tile(self._prior[variable], (_CLASSES, 1))
            for level in range(size):
                counts[:, level] += split[self._rows[:, variable] == level].sum(axis=0)
            draws = rng.standard_gamma(counts) + _LEAST_CHANCE
            self._chances[variable] = draws / draws.sum(axis=1, keepdims=True)

    def draw_classes(self, rows: Codes, wanted: Codes) -> Codes:
        """A class for each of the ``wanted`` rows."""
        return _pick(self._class_chances(rows)[wanted], self._rng)

    def draw_values(self, variable: int, classes: Codes) -> Codes:
        return _pick(self._chances[variable][classes], self._rng)

    def _class_chances(self, rows: Codes) -> NDArray[np.float64]:
        """P(class | what is known of the row)."""
        logs = np.tile(self._log_share, (len(rows), 1))
        for variable in range(len(self._levels)):
            known = rows[:, variable] >= 0
            with np.errstate(divide="ignore"):
                logs[known] += np.log(self._chances[variable][:, rows[known, variable]]).T
        chances: NDArray[np.float64] = np.exp(logs - logs.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        return chances


def _shares(codes: Codes, people: Codes, size: int) -> NDArray[np.float64]:
    """Of those who have a value; half a person is added to each level, so that none is impossible."""
    known = codes >= 0
    counts = np.bincount(codes[known], people[known], minlength=size) + 0.5
    shares: NDArray[np.float64] = counts / counts.sum()
    return shares


def _pick(chances: NDArray[np.float64], rng: np.random.Generator) -> Codes:
    """One code per row of chances."""
    reached = chances.cumsum(axis=1)
    picked: Codes = (reached < rng.random(len(chances))[:, None] * reached[:, -1:]).sum(axis=1)
    return picked
