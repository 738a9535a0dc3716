"""One cell, several values: where in the cell each property's text stands.

The pieces are spans of the cell as written, so a claim can point at them; together they cover every letter and digit of
the cell, because what does not fit a rule stays with its neighbour. The caller keeps the whole cell beside them.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from sijill.claims.mapping.model import ColumnPlan, Split
from sijill.claims.properties import Kind, info
from sijill.claims.suggesting.fold import bare, fold
from sijill.claims.suggesting.value_words import is_date_word, is_month, mother_marks

_WORD: Final = re.compile(r"\S+")
_EDGE: Final = ' \t\r\n\f\v,،;؛:.-–—/\\|()[]{}"«»“”*+&'
_JOINING: Final = frozenset({"و", "and", "et", "ve", "û"})
# Written onto or before the second part of names that are one name: عبد الله, ابو محمد, Abdul Rahman.
_COMPOUND_FIRST: Final = frozenset(
    {"عبد", "ابو", "ابي", "ام", "بنت", "نور", "abd", "abdul", "abdel", "abu", "abou", "um", "umm", "al", "el"}
)
_COMPOUND_SECOND: Final = frozenset({"الله", "الدين", "الرحمن", "allah", "aldin", "eddin", "uddin", "eddine"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """``text == cell[start:end]``."""

    property: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    start: int
    end: int


def split_cell(cell: str, plan: ColumnPlan) -> tuple[Piece, ...]:
    """The pieces of a cell under a column's plan, in the order of the plan; none for an empty cell, never raises.

    A property whose text the cell does not hold gets no piece. A cell in which no rule finds anything is kept whole
    under the first property: nothing that was written is lost.
    """
    if not cell.strip():
        return ()
    names = plan.properties
    if plan.split is Split.WHOLE or len(names) < 2:
        return tuple(_piece(cell, name, _Span(start=0, end=len(cell))) for name in names)
    found = _RULES[plan.split](cell, names, plan)
    pieces = [_piece(cell, name, _trim(cell, span)) for name, span in found]
    spoken = tuple(piece for piece in pieces if piece.text.strip())
    return spoken or (_piece(cell, names[0], _Span(start=0, end=len(cell))),)


def _piece(cell: str, name: str, span: _Span) -> Piece:
    return Piece(property=name, text=cell[span.start : span.end], start=span.start, end=span.end)


def _trim(cell: str, span: _Span) -> _Span:
    """Without blanks and joining marks at the ends; brackets stay where their partner is inside."""
    start, end = span.start, span.end
    while start < end and cell[start] in _EDGE:
        start += 1
    while end > start and cell[end - 1] in _EDGE:
        end -= 1
    inside = cell[start:end]
    for left, right in ("()", "[]"):
        if inside.count(left) > inside.count(right) and end < span.end and cell[end] == right:
            end += 1
    return _Span(start=start, end=end)


_Found = list[tuple[str, _Span]]


# --- place and date ----------------------------------------------------------------------------------------------


def _place_date(cell: str, names: Sequence[str], plan: ColumnPlan) -> _Found:
    """The date is the longest run of date words; the place is what stands before it and after it.

    Text on both sides stays together with the date inside for the place, so that nothing is lost.
    """
    del plan
    dates = [name for name in names if info(name).kind is Kind.DATE]
    others = [name for name in names if info(name).kind is not Kind.DATE]
    run = _date_run(cell)
    whole = _Span(start=0, end=len(cell))
    if run is None:
        return [(name, whole) for name in others[:1]]
    before, after = _Span(start=0, end=run.start), _Span(start=run.end, end=len(cell))
    said_before, said_after = _says(cell, before), _says(cell, after)
    spans = {dates[0]: run}
    if said_before and said_after:
        spans[others[0]] = whole
    elif said_before or said_after:
        spans[others[0]] = before if said_before else after
    return [(name, spans[name]) for name in names if name in spans]


def _says(cell: str, span: _Span) -> bool:
    """Holds a letter or digit that is more than a joining word."""
    words = fold(cell[span.start : span.end]).split()
    return bool(words) and not all(word in _JOINING or word in _DATE_INTRODUCTIONS for word in words)


_DATE_INTRODUCTIONS: Final = frozenset(
    {"بتاريخ", "تاريخ", "في", "on", "le", "date", "dated", "depuis", "منذ", "since", "m", "ه", "م"}
)


def _date_run(cell: str) -> _Span | None:
    """The longest run of words that belong to a date and hold a digit; a lone small number is no date."""
    words = [(match, fold(match.group()).split()) for match in _WORD.finditer(cell)]
    # A word such as دوما،2013 is cut at the marks inside it.
    parts = [part for match, _ in words for part in _word_parts(match)]
    best: tuple[int, int] | None = None
    run: list[int] = []
    for index in range(len(parts) + 1):
        if index < len(parts) and _of_date(parts[index].group()):
            run.append(index)
            continue
        kept = _edges_off(parts, run)
        longer = best is None or len(kept) > best[1] - best[0] + 1
        if kept and longer and _is_dated([parts[i].group() for i in kept]):
            best = (kept[0], kept[-1])
        run = []
    if best is None:
        return None
    return _Span(start=parts[best[0]].start(), end=parts[best[1]].end())


_PART: Final = re.compile(r"[^\W\d_]+|\d+(?:[-/.\\]\d+)*|[^\w\s]+|_+")


def _word_parts(match: re.Match[str]) -> list[re.Match[str]]:
    compiled = _PART
    return list(compiled.finditer(match.string, match.start(), match.end()))


def _of_date(text: str) -> bool:
    folded = fold(text)
    if not folded:
        return True  # punctuation joins what stands around it
    if folded.isdigit() and len(folded) != 4 and int(folded) > 31:
        return False  # branch 215, house 40
    return all(word.isdigit() or is_date_word(word) for word in folded.split())


def _edges_off(parts: Sequence[re.Match[str]], run: list[int]) -> list[int]:
    kept = list(run)
    while kept and not fold(parts[kept[0]].group()):
        kept.pop(0)
    while kept and not fold(parts[kept[-1]].group()):
        kept.pop()
    return kept


def _is_dated(texts: Sequence[str]) -> bool:
    folded = [word for text in texts for word in fold(text).split()]
    digits = [word for word in folded if word.isdigit()]
    if any(len(word) == 4 and word[:2] in {"19", "20", "13", "14"} for word in digits):
        return True
    if len(digits) >= 2:
        return True
    return bool(digits) and any(is_month(word) for word in folded)


# --- several names -----------------------------------------------------------------------------------------------


def _name_mother(cell: str, names: Sequence[str], plan: ColumnPlan) -> _Found:
    """The mother's name follows *his mother*, stands in brackets, or after a dash; else all is the person's name."""
    del plan
    person, *mothers = names
    for match in _WORD.finditer(cell):
        if match.start() > 0 and any(
            fold(match.group()) == mark or bare(fold(match.group())) == mark for mark in mother_marks()
        ):
            before = _Span(start=0, end=match.start())
            if _says(cell, before):
                after = _Span(start=match.end(), end=len(cell))
                return [(person, _without_name_word(cell, before)), *_mother_parts(cell, after, mothers)]
    cut = re.search(r"[(\[]|\s[-–—/|]\s?|[،,;؛|/]\s*", cell)
    if cut is not None and _says(cell, _Span(start=0, end=cut.start())):
        return [
            (person, _Span(start=0, end=cut.start())),
            *_mother_parts(cell, _Span(start=cut.start(), end=len(cell)), mothers),
        ]
    return [(person, _Span(start=0, end=len(cell)))]


def _without_name_word(cell: str, span: _Span) -> _Span:
    """*name of his mother*: the word for name before the mark belongs to neither."""
    text = cell[span.start : span.end].rstrip()
    words = list(_WORD.finditer(text))
    if len(words) > 1 and fold(words[-1].group()) in {"اسم", "واسم", "name", "nom"}:
        return _Span(start=span.start, end=words[-1].start())
    return span


def _mother_parts(cell: str, span: _Span, mothers: Sequence[str]) -> _Found:
    if len(mothers) < 2:
        return [(name, span) for name in mothers]
    return _in_order(cell, span, mothers)


def _name_age(cell: str, names: Sequence[str], plan: ColumnPlan) -> _Found:
    """The age is the last number of one to three digits, with what follows it (*years*); the rest is the name."""
    del plan
    age = next(name for name in names if info(name).kind is Kind.AGE)
    other = next(name for name in names if name != age)
    numbers = list(re.finditer(r"(?<!\d)\d{1,3}(?!\d)", cell))
    if not numbers:
        return [(other, _Span(start=0, end=len(cell)))]
    at = numbers[-1]
    before, after = _Span(start=0, end=at.start()), _Span(start=at.start(), end=len(cell))
    if not _says(cell, before):  # the age stands first
        before, after = _Span(start=at.end(), end=len(cell)), _Span(start=0, end=at.end())
    spans = {other: before, age: after}
    return [(name, spans[name]) for name in names]


def _name_parts(cell: str, names: Sequence[str], plan: ColumnPlan) -> _Found:
    """One name per property from the left; compound names stay together, the last property takes the rest."""
    del plan
    return _in_order(cell, _Span(start=0, end=len(cell)), names)


def _in_order(cell: str, span: _Span, names: Sequence[str]) -> _Found:
    units = _name_units(cell, span)
    if not units:
        return []
    found: _Found = []
    for position, name in enumerate(names):
        if position >= len(units):
            break
        last = position == len(names) - 1
        end = units[-1].end if last else units[position].end
        found.append((name, _Span(start=units[position].start, end=end)))
    return found


def _name_units(cell: str, span: _Span) -> list[_Span]:
    """Single names of a text: words, compounds joined, joining words and marks left out."""
    units: list[_Span] = []
    joined = False
    for match in re.finditer(r"[^\s,،;؛/|()\[\]]+", cell[span.start : span.end]):
        folded = fold(match.group())
        here = _Span(start=span.start + match.start(), end=span.start + match.end())
        if not folded or (folded in _JOINING and units):
            continue
        if units and (joined or folded in _COMPOUND_SECOND):
            units[-1] = _Span(start=units[-1].start, end=here.end)
        else:
            units.append(here)
        joined = folded in _COMPOUND_FIRST
    return units


# --- dates, separators -------------------------------------------------------------------------------------------


def _date_range(cell: str, names: Sequence[str], plan: ColumnPlan) -> _Found:
    """From and until, cut at the mark or word between two dates; one date alone is the first property's."""
    del plan
    for cut in re.finditer(
        r"\s[-–—]\s?|[–—]|\s?(?:الى|إلى|حتى|لغاية|until|till|to|au|jusqu['’]au|->|→|~|،|;)\s?", cell
    ):
        before, after = _Span(start=0, end=cut.start()), _Span(start=cut.end(), end=len(cell))
        if _has_digit(cell, before) and _has_digit(cell, after):
            return [(names[0], before), (names[1], after)]
        if _has_digit(cell, after) and not _says(cell, before) and cut.group().strip() not in {"-", "–", "—"}:
            return [(names[1], after)]
    return [(names[0], _Span(start=0, end=len(cell)))]


def _has_digit(cell: str, span: _Span) -> bool:
    return any(char.isdigit() for char in cell[span.start : span.end])


def _separator(cell: str, names: Sequence[str], plan: ColumnPlan) -> _Found:
    """Cut at the separator; more pieces than properties stay with the last one."""
    mark = plan.separator or ""
    found: _Found = []
    start = 0
    for position, name in enumerate(names):
        at = cell.find(mark, start) if mark and position < len(names) - 1 else -1
        end = len(cell) if at < 0 else at
        found.append((name, _Span(start=start, end=end)))
        if at < 0:
            break
        start = at + len(mark)
    return found


_RULES: Final[dict[Split, Callable[[str, Sequence[str], ColumnPlan], _Found]]] = {
    Split.PLACE_DATE: _place_date,
    Split.NAME_MOTHER: _name_mother,
    Split.NAME_AGE: _name_age,
    Split.NAME_PARTS: _name_parts,
    Split.DATE_RANGE: _date_range,
    Split.SEPARATOR: _separator,
}
