"""Chance that gives the same draws on every machine and every version of Python.

Only `random.Random.random()` is used, the one method whose sequence Python promises to keep; numpy's
generators make no such promise. A child stream is named, so that a new habit of one organisation does not
move another one's rows.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Chance:
    def __init__(self, seed: int | str) -> None:
        self.seed = str(seed)
        digest = hashlib.sha256(self.seed.encode()).digest()
        self._draw = random.Random(int.from_bytes(digest[:16], "big")).random  # noqa: S311 (no secrets here)

    def child(self, name: str) -> Chance:
        return Chance(f"{self.seed}/{name}")

    def uniform(self) -> float:
        return self._draw()

    def happens(self, probability: float) -> bool:
        return self._draw() < probability

    def below(self, n: int) -> int:
        """A whole number from 0 to n - 1."""
        return int(self._draw() * n)

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both possible."""
        return low + int(self._draw() * (high - low + 1))

    def around(self, centre: float, spread: float) -> int:
        """A whole number near `centre`; `spread` is about one standard deviation (sum of three uniforms)."""
        return round(centre + 2.0 * spread * (self._draw() + self._draw() + self._draw() - 1.5))

    def pick(self, items: Sequence[T]) -> T:
        return items[int(self._draw() * len(items))]

    def early(self, items: Sequence[T], offset: float = 3.0) -> T:
        """An item of a list that is ordered by frequency: the weight of rank r is 1 / (r + offset)."""
        weights = [1.0 / (rank + offset) for rank in range(len(items))]
        return self.weighted(items, weights)

    def weighted(self, items: Sequence[T], weights: Sequence[float]) -> T:
        left = self._draw() * sum(weights)
        for item, weight in zip(items, weights, strict=True):
            left -= weight
            if left < 0:
                return item
        return items[-1]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        out = list(items)
        for i in range(len(out) - 1, 0, -1):
            j = self.below(i + 1)
            out[i], out[j] = out[j], out[i]
        return out
