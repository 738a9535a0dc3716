"""What a long run tells while it runs, and how long its stages took."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

# progress(stage, done, total): called often; must be quick and must not raise.
Progress = Callable[[str, int, int], None]


def silent(stage: str, done: int, total: int) -> None:
    del stage, done, total


@dataclass(slots=True)
class Stopwatch:
    """Seconds per stage, as they add up over the files of a run."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - begun
