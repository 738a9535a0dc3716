"""One column under consideration: its header's reading, its shape, and what it is taken for so far."""

from dataclasses import dataclass, replace

from sijill.claims.suggesting.header import HeaderReading
from sijill.claims.suggesting.shapes import Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """``properties`` empty = nothing found; names with ``?`` wait for the other columns. ``score`` in [0, 1]."""

    index: int
    key: str
    reading: HeaderReading
    shape: Shape
    properties: tuple[str, ...] = ()
    score: float = 0.0
    why: tuple[str, ...] = ()

    @property
    def open(self) -> bool:
        """Still to be decided by the other columns."""
        return any(name.startswith("?") for name in self.properties)

    def is_only(self, name: str) -> bool:
        """Taken for exactly this property."""
        return self.properties == (name,)

    def taken_for(self, *properties: str, score: float | None = None, why: str = "") -> "Column":
        """The same column, taken for these properties."""
        return replace(
            self,
            properties=properties,
            score=self.score if score is None else score,
            why=(*self.why, why) if why else self.why,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the list as a whole is about, from its name, its organisation and the column of names."""

    deaths: bool = False
    releases: bool = False
    sightings: bool = False
