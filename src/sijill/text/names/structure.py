"""The words of one name, sorted, before the core words get slots."""

from dataclasses import dataclass, field

from sijill.text.names.model import Slot
from sijill.text.names.normalise import Word


@dataclass(slots=True, kw_only=True)
class Structure:
    """The words of one name, sorted: what is a title, a kunya, a nickname, a mother; and the core that gets slots."""

    titles: list[Word] = field(default_factory=list)
    core: list[Word] = field(default_factory=list)
    son_of: set[int] = field(default_factory=set)  # positions in core that stand after بن
    particles: list[tuple[int, Word]] = field(
        default_factory=list
    )  # (position in core it stands before, word)
    family_first: int = 0  # number of leading core words before a comma: the family in library order
    kunya: Word | None = None
    kunya_first: bool = False
    aside: list[tuple[Slot, list[Word]]] = field(default_factory=list)
