"""Passages of a text that may name persons, places of detention, days and figures: suggestions, each with its letters.

Pure: what the register knows of names comes in as ``Known``. A likeness of names is only ever a reason to look.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final, Protocol

from sijill.mentions.model import Candidate, Kind, Suggestion
from sijill.text import dates, facilities, names
from sijill.text.facilities.tables import rows_of
from sijill.text.places.fold import loose_key_of, tokens_of

WORD: Final = re.compile(r"[^\W\d_][\w'’ʿʾ\u064b-\u0652-]*|\d+")
NAME_WORDS: Final = 6  # longest run of words taken for one name
PLACE_WORDS: Final = 6
CANDIDATES: Final = 5
_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_NUMERIC_DATE: Final = re.compile(
    r"(?<![\d٠-٩/.-])[\d٠-٩]{1,4}[-/.][\d٠-٩]{1,2}[-/.][\d٠-٩]{1,4}(?![\d٠-٩]|[-/.][\d٠-٩])"
)
_YEAR: Final = re.compile(r"(?<![\d٠-٩./-])(?:19|20|١٩|٢٠)[\d٠-٩]{2}(?![\d٠-٩/]|[.,٬]\d)")
_NUMBER: Final = re.compile(
    r"(?<![\w٠-٩.,/-])(?:[\d٠-٩]{1,3}(?:[,٬ \u00a0\u202f][\d٠-٩]{3})+|[\d٠-٩]{2,9})(?![\w٠-٩/]|\s?[%٪]|[.,٫-][\d٠-٩])"
)
_BOUND: Final = re.compile(
    r"(about|around|some|nearly|approximately|more than|over|at least|up to|fewer than|less than|"
    r"نحو|حوالي|حوالى|قرابة|زهاء|أكثر من|ما يزيد على|ما لا يقل عن|أقل من|environ|plus de|au moins)\s*$",
    re.IGNORECASE,
)
# Before these a number is an article's, a branch's, a law's or a page's: no count.
_NO_COUNT: Final = re.compile(
    r"(?:art(?:icle|\.)?|law|decree|resolution|branch|page|para(?:graph|\.)?|no\.?|n°|age[d]?|"
    r"المادة|مادة|القانون|قانون|المرسوم|مرسوم|القرار|قرار|الفرع|فرع|رقم|الصفحة|صفحة|الفقرة|عام|سنة|لعام)\s*(?:رقم\s*)?$",
    re.IGNORECASE,
)
NEAR: Final = 60  # letters beside a number in which the words for what it counts are looked for


class Known(Protocol):
    """What the register knows of names."""

    def records_by_word(self, words: Sequence[str]) -> dict[str, frozenset[int]]:
        """For each word the numbers of the records whose name has a part that sounds like it."""
        ...

    def people(self, records: Sequence[int]) -> dict[int, tuple[str, str]]:
        """Number of a record -> person id and the record's name as written."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Token:
    text: str
    start: int
    end: int


def find(text: str, known: Known) -> tuple[Suggestion, ...]:
    """All suggestions in the order of their letters."""
    found = [
        *persons_in(text, known),
        *facilities_in(text),
        *dates_in(text),
    ]
    taken = [(one.start, one.end) for one in found if one.kind is not Kind.PERSON]
    found += [one for one in figures_in(text) if not any(s < one.end and one.start < e for s, e in taken)]
    return tuple(sorted(found, key=lambda one: (one.start, one.end, one.kind)))


def persons_in(text: str, known: Known) -> Iterator[Suggestion]:
    """Runs of at least two neighbouring words that one record's name shares, and that write it alike."""
    tokens = [one for one in _tokens(text) if not one.text.isdigit()]
    having = known.records_by_word(sorted({one.text for one in tokens}))
    spans = _runs(text, tokens, having)
    people = known.people(sorted({record for records in spans.values() for record in records}))
    scored = {
        span: _alike(text[span[0] : span[1]], sorted(records), people) for span, records in spans.items()
    }
    for start, end in _longest([span for span, found in scored.items() if found]):
        best = scored[start, end]
        yield Suggestion(
            kind=Kind.PERSON, start=start, end=end, quote=text[start:end], candidates=tuple(best[:CANDIDATES])
        )


def facilities_in(text: str) -> Iterator[Suggestion]:
    """Names and aliases of the facility table as they are known there; several of one name stay several."""
    tokens = _tokens(text)
    spans: dict[tuple[int, int], tuple[Candidate, ...]] = {}
    for first in range(len(tokens)):
        for last in range(min(first + PLACE_WORDS, len(tokens)), first, -1):
            start, end = tokens[first].start, tokens[last - 1].end
            if "\n\n" in text[start:end] or re.search(r"[.!?؟]\s", text[start:end]):
                continue
            ids = _facility_keys().get(loose_key_of(tokens_of(text[start:end])))
            if ids is not None:
                spans[start, end] = tuple(_facility(one, 1.0 / len(ids)) for one in sorted(ids))
                break
    for start, end in _longest(list(spans)):
        yield Suggestion(
            kind=Kind.FACILITY, start=start, end=end, quote=text[start:end], candidates=spans[start, end]
        )


def dates_in(text: str) -> Iterator[Suggestion]:
    """Numeric dates, and years with the day and month written before them, as far as the date reader takes them."""
    spans: dict[tuple[int, int], str] = {}
    for found in _NUMERIC_DATE.finditer(text):
        edtf = _edtf(text, found.start(), found.end())
        if edtf:
            spans[found.start(), found.end()] = edtf
    for found in _YEAR.finditer(text):
        if any(start <= found.start() < end for start, end in spans):
            continue
        before = _tokens(text[max(0, found.start() - 40) : found.start()])[-3:]
        shift = max(0, found.start() - 40)
        starts = [one.start + shift for one in before] + [found.start()]
        read = {start: _edtf(text, start, found.end()) for start in starts}
        widest = next((edtf for edtf in read.values() if edtf), "")
        if widest:  # the shortest passage that says as much: without "on" and "in"
            spans[max(start for start, edtf in read.items() if edtf == widest), found.end()] = widest
    for start, end in sorted(spans):
        yield Suggestion(
            kind=Kind.DATE,
            start=start,
            end=end,
            quote=text[start:end],
            candidates=(),
            normalised=spans[start, end],
        )


def figures_in(text: str) -> Iterator[Suggestion]:
    """Numbers beside words that say what they may count."""
    for found in _NUMBER.finditer(text):
        before = text[max(0, found.start() - NEAR) : found.start()]
        after = text[found.end() : found.end() + NEAR]
        if _NO_COUNT.search(before) or _is_year(found[0]):
            continue
        near = f"{_last_clause(before)} {_first_clause(after)}"
        measures = tuple(
            Candidate(id=measure, label=measure.replace("_", " "), score=0.5)
            for measure, pattern in _measures()
            if pattern.search(near)
        )
        if not measures:
            continue
        bound = _BOUND.search(before)
        yield Suggestion(
            kind=Kind.FIGURE,
            start=found.start(),
            end=found.end(),
            quote=found[0],
            candidates=measures,
            normalised=str(number_of(found[0])),
            bound=bound[1] if bound else "",
        )


def number_of(text: str) -> int:
    """The whole number a passage writes, with its separators of thousands in any script."""
    return int(re.sub(r"[^\d]", "", text.translate(_DIGITS)))


def _tokens(text: str) -> list[_Token]:
    return [_Token(text=one[0], start=one.start(), end=one.end()) for one in WORD.finditer(text)]


def _runs(
    text: str, tokens: Sequence[_Token], having: dict[str, frozenset[int]]
) -> dict[tuple[int, int], set[int]]:
    """Spans from one word of a record's name to another of it, with nothing but spaces and hyphens between words."""
    spans: dict[tuple[int, int], set[int]] = {}
    for first, token in enumerate(tokens):
        mine = having.get(token.text, frozenset())
        if not mine:
            continue
        last = first
        while last + 1 < min(first + NAME_WORDS, len(tokens)) and _close(
            text, tokens[last], tokens[last + 1]
        ):
            last += 1
            both = mine & having.get(tokens[last].text, frozenset())
            if both:
                spans.setdefault((token.start, tokens[last].end), set()).update(both)
    return spans


def _close(text: str, one: _Token, other: _Token) -> bool:
    between = text[one.end : other.start]
    return len(between) <= 3 and not between.strip(" -\u00a0\n\t") and between.count("\n") <= 1


def _alike(quote: str, records: Sequence[int], people: dict[int, tuple[str, str]]) -> list[Candidate]:
    """Persons whose name the passage writes, or the beginning and end of whose longer name it writes; best first."""
    best: dict[str, Candidate] = {}
    for record in records:
        person, written = people[record]
        score = max(names.similarity(quote, form) for form in _forms(written, len(quote.split())))
        if score >= names.SAME_NAME_THRESHOLD and (person not in best or score > best[person].score):
            best[person] = Candidate(id=person, label=written, score=round(score, 3))
    return sorted(best.values(), key=lambda one: (-one.score, one.id))


def _forms(written: str, words: int) -> tuple[str, ...]:
    parts = written.split()
    if len(parts) <= words or words < 2:
        return (written,)
    short = " ".join([*parts[: words - 1], parts[-1]])  # given … family, as texts shorten names
    return (written, short)


def _longest(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that overlap no longer one."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda one: (one[0] - one[1], one[0])):
        if not any(start < other_end and other_start < end for other_start, other_end in kept):
            kept.append((start, end))
    return sorted(kept)


@cache
def _facility_keys() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for one in facilities.facilities().values():
        if one.id.startswith("gen-"):
            continue
        for written in (one.name_en, one.name_ar, *one.aliases):
            for part in (written, re.sub(r"\s*[(\-–].*$", "", written)):
                if len(tokens_of(part)) >= 2:
                    table.setdefault(loose_key_of(tokens_of(part)), set()).add(one.id)
    for row in rows_of("facility_aliases_hand.csv"):
        alias, facility = row["alias"], row["id"]
        if facility in facilities.facilities() and len(tokens_of(alias)) >= 1 and len(alias) > 5:
            table.setdefault(loose_key_of(tokens_of(alias)), set()).add(facility)
    return {key: _without_sections(ids) for key, ids in table.items()}


def _without_sections(ids: set[str]) -> frozenset[str]:
    """A prison rather than its buildings, where all bear its name."""
    return frozenset(one for one in ids if facilities.facilities()[one].parent not in ids)


def _facility(one: str, score: float) -> Candidate:
    return Candidate(id=one, label=facilities.facilities()[one].name_en, score=round(score, 3))


def _edtf(text: str, start: int, end: int) -> str:
    passage = text[start:end]
    return "" if "\n" in passage else dates.read(passage).edtf or ""


def _is_year(text: str) -> bool:
    digits = text.translate(_DIGITS)
    return digits.isdigit() and len(digits) == 4 and 1900 <= int(digits) <= 2100


def _last_clause(text: str) -> str:
    return re.split(r"[.;:؛\n]", text)[-1]


def _first_clause(text: str) -> str:
    return re.split(r"[.;:؛\n]", text)[0]


@cache
def _measures() -> tuple[tuple[str, re.Pattern[str]], ...]:
    text = (resources.files("sijill.mentions") / "data" / "measures.csv").read_text(encoding="utf-8")
    return tuple(
        (row["measure"], re.compile(rf"(?<!\w)[وبلف]{{0,2}}(?:ال|لل)?(?:{row['pattern']})", re.IGNORECASE))
        for row in csv.DictReader(text.splitlines())
    )
