"""All decomposable (chordal) graphs on up to seven lists, each as a row of clique and separator coefficients.

One jitted file, which its cache follows (`compiled.njit_of`).
"""

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sijill import compiled

_SOURCES: Final = ("compiled.py", "statistics/mse/chordal.py")
_kernel: Final = compiled.njit_of(_SOURCES)

MOST_VERTICES: Final = 7
NUMBER_OF_GRAPHS: Final = {1: 1, 2: 2, 3: 8, 4: 61, 5: 822, 6: 18_154, 7: 617_675}  # OEIS A058862, labelled


@_kernel
def _eliminate(code: int, vertices: int, coefficients: NDArray[np.int8]) -> bool:
    """Take simplicial vertices off one by one; False when none is left to take, that is when not chordal.

    A vertex ``v`` with remaining neighbours ``L`` (a clique) contributes the family ``v + L`` and takes off ``L``;
    over a perfect elimination ordering these terms telescope to cliques minus separators.
    """
    adjacent = np.zeros(vertices, dtype=np.int64)
    bit = 0
    for i in range(vertices):
        for j in range(i + 1, vertices):
            if (code >> bit) & 1:
                adjacent[i] |= 1 << j
                adjacent[j] |= 1 << i
            bit += 1
    left = (1 << vertices) - 1
    while left:
        found = False
        for v in range(vertices):
            if not (left >> v) & 1:
                continue
            around = adjacent[v] & left
            simplicial = True
            for u in range(vertices):
                if (around >> u) & 1 and (around & ~(1 << u)) & ~adjacent[u]:
                    simplicial = False
                    break
            if simplicial:
                coefficients[around | (1 << v)] += 1
                coefficients[around] -= 1
                left &= ~(1 << v)
                found = True
                break
        if not found:
            return False
    return True


@_kernel
def _enumerate(vertices: int, codes: NDArray[np.int32], coefficients: NDArray[np.int8]) -> int:
    """Try every graph; fills ``codes`` and ``coefficients`` from the front and returns how many are chordal."""
    found = 0
    trial = np.zeros(1 << vertices, dtype=np.int8)
    for code in range(1 << (vertices * (vertices - 1) // 2)):
        trial[:] = 0
        if _eliminate(code, vertices, trial):
            codes[found] = code
            coefficients[found] = trial
            found += 1
    return found


@lru_cache(maxsize=MOST_VERTICES)
def decomposable_graphs(vertices: int) -> tuple[NDArray[np.int32], NDArray[np.int8]]:
    """``codes[g]``: edges of graph ``g`` as bits in the order (0,1), (0,2), …, (1,2), …; the last graph is complete.

    ``coefficients[g, S]``: how often the subset ``S`` (bit mask of vertices) is a clique, minus how often it is a
    separator. 79 MB for seven vertices.
    """
    if not 1 <= vertices <= MOST_VERTICES:
        raise ValueError(f"decomposable graphs are enumerated for 1 to {MOST_VERTICES} lists, not {vertices}")
    size = NUMBER_OF_GRAPHS[vertices]
    codes = np.zeros(size, dtype=np.int32)
    coefficients = np.zeros((size, 1 << vertices), dtype=np.int8)
    found = _enumerate(vertices, codes, coefficients)
    assert found == size
    codes.setflags(write=False)
    coefficients.setflags(write=False)
    return codes, coefficients


def cliques(coefficients: NDArray[np.int8]) -> list[int]:
    """The maximal cliques (bit masks) of one row of coefficients."""
    return [int(subset) for subset in np.flatnonzero(coefficients > 0)]


def name_graph(coefficients: NDArray[np.int8], lists: tuple[str, ...]) -> str:
    """The graph by its cliques, as is usual for log-linear models: ``[A B][B C][D]``."""
    named = [
        " ".join(name for j, name in enumerate(lists) if (mask >> j) & 1) for mask in cliques(coefficients)
    ]
    return "".join(f"[{name}]" for name in named)
