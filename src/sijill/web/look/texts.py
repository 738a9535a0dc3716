"""One text as one viewer sees it: its passages, what may stand in them, what was taken out and what was passed over.

Names are looked for among the records the viewer sees, never among others: a text must not tell who else is known.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sijill.mentions import store
from sijill.mentions.find import find
from sijill.mentions.known_names import RegisterNames
from sijill.mentions.model import Candidate, Extracted, Kind, Suggestion
from sijill.mentions.models import AcceptedClaim, AcceptedFigure, Document
from sijill.web.look.person import Other, other
from sijill.web.look.sight import Sight

# Letters of one page, at most: a page of a register weighs at most 100 kB, and marks weigh too.
PART: Final = 6000
KEPT: Final = "texts"
MOST_KEPT: Final = 6
NEAREST: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A suggestion in its place. ``state``: open, taken or passed; ``number`` counts the marks of the text from 1."""

    number: int
    part: int
    suggestion: Suggestion
    state: str

    @property
    def kind(self) -> str:
        return self.suggestion.kind.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of letters, and the mark it belongs to."""

    text: str
    mark: Mark | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPage:
    """One part of the text; ``marks`` are those of the whole text."""

    document: Document
    part: int
    parts: int
    pieces: tuple[Piece, ...]
    marks: tuple[Mark, ...]
    current: Mark | None
    people: tuple[tuple[Other, float], ...]
    claims: tuple[tuple[AcceptedClaim, Other | None], ...]
    figures: tuple[AcceptedFigure, ...]

    @property
    def open(self) -> int:
        return sum(one.state == "open" for one in self.marks)

    def beside(self, step: int) -> Mark | None:
        """The next open mark after the current one (``step`` 1), or the one before it (-1)."""
        here = self.current.number if self.current is not None else 0
        found = [
            one
            for one in self.marks
            if one.state == "open" and (one.number > here if step > 0 else one.number < here)
        ]
        return (found[0] if step > 0 else found[-1]) if found else None


class VisibleNames:
    """``find.Known`` for one viewer."""

    def __init__(self, sight: Sight) -> None:
        self._sight, self._inner = sight, RegisterNames(sight.snapshot.register)

    def records_by_word(self, words: Sequence[str]) -> dict[str, frozenset[int]]:
        shown = {
            word: frozenset(number for number in numbers if self._sight.shown("name", number))
            for word, numbers in self._inner.records_by_word(words).items()
        }
        return {word: numbers for word, numbers in shown.items() if numbers}

    def people(self, records: Sequence[int]) -> dict[int, tuple[str, str]]:
        return {
            number: (
                self._sight.id_of(int(self._sight.person[number])),
                self._sight.snapshot.displays[number],
            )
            for number in records
            if self._sight.shown("name", number)
        }


def read(sight: Sight, row: Document) -> tuple[Extracted, tuple[Suggestion, ...]]:
    """The text and what it may say; kept for as long as this viewer sees the same register."""
    kept: dict[str, Any] = sight.kept.setdefault(KEPT, {})
    if row.id not in kept:
        while len(kept) >= MOST_KEPT:
            kept.pop(next(iter(kept)))
        extracted = store.text_of(sight.snapshot.register, row)
        kept[row.id] = (extracted, find(extracted.text, VisibleNames(sight)))
    found: tuple[Extracted, tuple[Suggestion, ...]] = kept[row.id]
    return found


def look(sight: Sight, row: Document, *, part: int | None = None, at: int | None = None) -> TextPage:
    """``at``: the mark to decide on, by its number; without it the first open one of the part."""
    extracted, suggestions = read(sight, row)
    cuts = _cuts(extracted.text)
    claims = [one for one in store.claims() if one.document_id == row.id]
    figures = [one for one in store.figure_rows() if one.document_id == row.id]
    marks = _marks(row, suggestions, cuts, claims, figures)
    current = next((one for one in marks if one.number == at), None)
    shown = current.part if current is not None else min(max(part or 1, 1), len(cuts))
    if current is None:
        current = next((one for one in marks if one.part == shown and one.state == "open"), None)
    begin, end = cuts[shown - 1]
    return TextPage(
        document=row,
        part=shown,
        parts=len(cuts),
        pieces=tuple(_pieces(extracted.text, begin, end, [one for one in marks if one.part == shown])),
        marks=marks,
        current=current,
        people=tuple(_people(sight, marks, current)),
        claims=tuple((one, _whose(sight, one)) for one in claims),
        figures=tuple(figures),
    )


def _marks(
    row: Document,
    suggestions: Sequence[Suggestion],
    cuts: Sequence[tuple[int, int]],
    claims: Sequence[AcceptedClaim],
    figures: Sequence[AcceptedFigure],
) -> tuple[Mark, ...]:
    """Suggestions that overlap another of the text are told with the longer one: letters have one mark."""
    taken = {(one.start, one.end) for one in claims} | {(one.start, one.end) for one in figures}
    passed = store.passed_over(row)
    found: list[Mark] = []
    behind = -1
    for one in sorted(suggestions, key=lambda one: (one.start, one.start - one.end)):
        if one.start < behind:
            continue
        behind = one.end
        state = (
            "taken"
            if (one.start, one.end) in taken
            else "passed"
            if (one.kind.value, one.start, one.end) in passed
            else "open"
        )
        part = next(place for place, (_, end) in enumerate(cuts, 1) if one.start < end)
        found.append(Mark(number=len(found) + 1, part=part, suggestion=one, state=state))
    return tuple(found)


def _cuts(text: str) -> list[tuple[int, int]]:
    """The parts of a text, cut at the ends of paragraphs where there are any."""
    found, begin = [], 0
    while len(text) - begin > PART:
        end = text.rfind("\n", begin + PART // 2, begin + PART)
        end = begin + PART if end < 0 else end + 1
        found.append((begin, end))
        begin = end
    return [*found, (begin, len(text))]


def _pieces(text: str, begin: int, end: int, marks: Sequence[Mark]) -> list[Piece]:
    found, at = [], begin
    for mark in marks:
        found.append(Piece(text=text[at : mark.suggestion.start], mark=None))
        found.append(Piece(text=text[mark.suggestion.start : mark.suggestion.end], mark=mark))
        at = mark.suggestion.end
    found.append(Piece(text=text[at:end], mark=None))
    return [one for one in found if one.text]


def _people(sight: Sight, marks: Sequence[Mark], current: Mark | None) -> list[tuple[Other, float]]:
    """Who the passage may be about: its own candidates, or those of the names nearest to it."""
    if current is None or current.suggestion.kind is Kind.FIGURE:
        return []
    if current.suggestion.kind is Kind.PERSON:
        candidates: list[Candidate] = list(current.suggestion.candidates)
    else:
        here = current.suggestion.start
        near = sorted(
            (one for one in marks if one.suggestion.kind is Kind.PERSON),
            key=lambda one: abs(one.suggestion.start - here),
        )
        candidates = [each for one in near for each in one.suggestion.candidates]
    unique = {one.id: one for one in reversed(candidates)}
    ordered = [unique[one] for one in dict.fromkeys(each.id for each in candidates)][:NEAREST]
    return [(other(sight, sight.resolve(one.id), why=""), one.score) for one in ordered]


def _whose(sight: Sight, row: AcceptedClaim) -> Other | None:
    number = sight.snapshot.number_of_origin.get(row.record)
    if number is None or not sight.seen[number]:
        return None
    return other(sight, int(sight.person[number]), why="")
