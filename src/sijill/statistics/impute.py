"""Filling in missing strata, several times over, so that what is not known shows as spread.

A Dirichlet process mixture of products of multinomials (Dunson & Xing 2009; for imputation Si & Reiter 2013): people
fall into classes, inside a class the variables are independent. List memberships are variables of the model because
who is on a list tells about place and time, but they are always known and never imputed; identity never enters.
A contradicted value is not a missing one: the records claim something, and it stays as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sijill.errors import InputError
from sijill.statistics.tally import CONTRADICTED_CODE, UNKNOWN_CODE

_CLASSES: Final = 20
_WARM_UP: Final = 300
_BETWEEN: Final = 30  # iterations from one replicate to the next
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
) -> list[Imputed]:
    """``strata``: codes per person, `UNKNOWN_CODE` = to be filled in; ``sizes``: number of codes of each dimension;
    ``on_list``: people × lists, complete. One chain, ``replicates`` states of it; the same seed gives the same codes.

    Raises InputError when a dimension is known of nobody: there is nothing to learn from.
    """
    names = list(strata)
    _check(strata, sizes, on_list)
    columns = [strata[name] for name in names] + [
        on_list[:, j].astype(np.int64) for j in range(on_list.shape[1])
    ]
    levels = [sizes[name] for name in names] + [2] * on_list.shape[1]
    rows, of_person, people = np.unique(
        np.maximum(np.column_stack(columns), -1), axis=0, return_inverse=True, return_counts=True
    )
    mixture = _Mixture(rows=rows, people=people, levels=levels, rng=np.random.default_rng(seed))
    made = []
    for step in range(_WARM_UP + replicates * _BETWEEN):
        mixture.advance()
        if step >= _WARM_UP and (step - _WARM_UP + 1) % _BETWEEN == 0:
            made.append(_fill(strata, names, mixture, of_person.ravel()))
    return made


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


def _fill(strata: Mapping[str, Codes], names: list[str], mixture: "_Mixture", of_person: Codes) -> Imputed:
    values, flags = {}, {}
    anybody = np.zeros(len(of_person), dtype=bool)
    for name in names:
        flags[name] = strata[name] == UNKNOWN_CODE
        anybody |= flags[name]
    who = np.flatnonzero(anybody)
    classes = mixture.draw_classes(of_person[who])
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
        self._of_class = self._class_chances()

    def advance(self) -> None:
        rng = self._rng
        self._of_class = self._class_chances()
        split = rng.multinomial(self._people, self._of_class)  # rows × classes
        sizes = split.sum(axis=0)
        above = sizes[::-1].cumsum()[::-1] - sizes
        sticks = np.clip(rng.beta(1 + sizes[:-1], self._alpha + above[:-1]), 1e-12, 1 - 1e-12)
        left = np.concatenate([[0.0], np.log1p(-sticks).cumsum()])
        self._log_share = left + np.append(np.log(sticks), 0.0)
        shape, rate = _ALPHA_PRIOR
        self._alpha = max(rng.gamma(shape + _CLASSES - 1) / (rate - left[-1]), 1e-6)
        for variable, size in enumerate(self._levels):
            counts = np.ones((_CLASSES, size))
            for level in range(size):
                counts[:, level] += split[self._rows[:, variable] == level].sum(axis=0)
            draws = rng.standard_gamma(counts)
            self._chances[variable] = draws / draws.sum(axis=1, keepdims=True)

    def draw_classes(self, rows: Codes) -> Codes:
        self._of_class = self._class_chances()
        return _pick(self._of_class[rows], self._rng)

    def draw_values(self, variable: int, classes: Codes) -> Codes:
        return _pick(self._chances[variable][classes], self._rng)

    def _class_chances(self) -> NDArray[np.float64]:
        """P(class | what is known of the row)."""
        logs = np.tile(self._log_share, (len(self._rows), 1))
        for variable in range(len(self._levels)):
            known = self._rows[:, variable] >= 0
            with np.errstate(divide="ignore"):
                logs[known] += np.log(self._chances[variable][:, self._rows[known, variable]]).T
        chances: NDArray[np.float64] = np.exp(logs - logs.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        return chances


def _pick(chances: NDArray[np.float64], rng: np.random.Generator) -> Codes:
    """One code per row of chances."""
    reached = chances.cumsum(axis=1)
    picked: Codes = (reached < rng.random(len(chances))[:, None] * reached[:, -1:]).sum(axis=1)
    return picked
