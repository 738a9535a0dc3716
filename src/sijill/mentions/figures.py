"""Published counts as claims: each with source, definition and day. Conflicts are shown, and nobody's figure wins."""

from collections.abc import Sequence
from dataclasses import dataclass

from sijill.persons.model import Interval
from sijill.text import dates


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One published count. ``value`` is None where only words are given ("only tens"), which ``bound`` keeps.

    ``as_of`` is EDTF, a day or a span; ``subject`` what it is about (a decree's id) or empty; ``mark`` how far it was
    verified; ``where`` the letters of a received text, as ``document:start-end``, or empty for a shipped figure.
    ``definition_ar``, ``note_ar`` and ``source_ar`` are ours, of shipped figures.
    """

    measure: str
    value: int | None
    bound: str
    as_of: str
    source: str
    definition: str
    subject: str = ""
    mark: str = ""
    note: str = ""
    where: str = ""
    definition_ar: str = ""
    note_ar: str = ""
    source_ar: str = ""

    @property
    def when(self) -> Interval:
        read = dates.read(self.as_of) if self.as_of else None
        return Interval(start=read.start if read else None, end=read.end if read else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two figures of the same thing at the same time that differ; ``kind`` says how: swapped_digits or differs."""

    one: Figure
    other: Figure
    kind: str


def conflicts(figures: Sequence[Figure]) -> tuple[Conflict, ...]:
    """Every pair of figures of one measure and subject, of times that meet, with different exact values.

    Figures with a bound ("about", "up to") are not exact: they conflict only when their digits are swapped.
    """
    found = []
    for place, one in enumerate(figures):
        for other in figures[place + 1 :]:
            kind = _conflict(one, other)
            if kind:
                found.append(Conflict(one=one, other=other, kind=kind))
    return tuple(found)


def _conflict(one: Figure, other: Figure) -> str:
    if (one.measure, one.subject) != (other.measure, other.subject):
        return ""
    if one.value is None or other.value is None or one.value == other.value:
        return ""
    if not one.when.meets(other.when):
        return ""
    if swapped(one.value, other.value):
        return "swapped_digits"
    return "" if one.bound or other.bound else "differs"


def swapped(one: int, other: int) -> bool:
    """The same digits in another order, of at least three: 7531 and 7351 are likelier a slip than two counts."""
    left, right = str(one), str(other)
    return len(left) >= 3 and left != right and sorted(left) == sorted(right)


def defined(one: Figure, *, arabic: bool) -> tuple[str, ...]:
    """What was counted, then what must be known of it, if anything; in Arabic as far as there are words of ours."""
    told = ((arabic and one.definition_ar) or one.definition, (arabic and one.note_ar) or one.note)
    return tuple(part for part in told if part)


def counted_by(one: Figure, *, arabic: bool) -> str:
    """Who counted, as the source is called in the language as far as there is a name of ours."""
    return (arabic and one.source_ar) or one.source


def definition_of(one: Figure, *, arabic: bool) -> str:
    """The same as one text."""
    return ("؛ " if arabic else "; ").join(defined(one, arabic=arabic))
