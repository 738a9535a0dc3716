"""The counts of a letter, live: each with its day, what it counts, and a footnote saying where it stands.

The register's own counts are published before they are printed (small ones withheld). What others counted stands as
they counted it; where two differ, both stand, and none is chosen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from sijill.mentions.figures import Conflict, Figure, conflicts, counted_by, defined
from sijill.persons.custody import Answer
from sijill.submissions.letter_blocks import Json, part, table_of
from sijill.submissions.notes import NoteBook
from sijill.submissions.say import day_words, interval_words
from sijill.submissions.words import RTL, phrase, phrases, table, told
from sijill.typesetting import Ready, joined

ANSWERS: Final = tuple(Answer)
CUSTODY: Final = (Answer.YES, Answer.UNKNOWN)
TOGETHER: Final = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A published table as texts: ``rows`` are its cells, ``total`` None where it is withheld.

    ``number`` is the published table's; ``as_of`` the day up to which arrests count.
    """

    as_of: date
    number: int
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditCounts:
    """An audit of the decree ``id`` as it was published: custody (yes, unknown) × covered × released, by `Answer`.

    ``cells``: custody, covered, released (or `TOGETHER`) -> the count, None where it is withheld. ``read``: the text
    of the decree was read. ``people``: person -> covered and released, of those in the cohort; empty: not told.
    """

    id: str
    number: int
    year: int
    issued: date
    rules: str
    as_of: date
    read: bool
    cells: Mapping[tuple[str, str, str], int | None]
    number_of_table: int
    people: Mapping[str, tuple[str, str]]


def figures(made: Figures | None, book: NoteBook, language: str) -> Json | None:
    if made is None:
        return None
    count = phrase("letter_withheld", language) if made.total is None else grouped(made.total, language)
    foot = told("letter_table_foot", language, number=str(made.number), day=day_words(made.as_of, language))
    notes = list(book.other(("table", str(made.number)), foot, table=made.number))
    total = told("letter_figure_total", language, day=day_words(made.as_of, language), count=count)
    cells = table_of(made.heads, made.rows, widths=[2] * (len(made.heads) - 1) + [1]) if made.rows else None
    return part(
        phrase("letter_figures", language),
        lines=[{"text": total, "notes": notes}],
        table=cells,
        small=[told("letter_figure_rules", language, number=str(made.number))],
    )


def audit(made: AuditCounts | None, book: NoteBook, language: str) -> Json | None:
    if made is None:
        return None
    heads = [
        phrase("letter_covered", language),
        *(told("letter_released_is", language, answer=answer_words(one, language)) for one in ANSWERS),
        phrase("letter_together", language),
    ]
    rows = [
        [
            answer_words(left, language),
            *(_cell(made, left, right, language) for right in (*ANSWERS, TOGETHER)),
        ]
        for left in ANSWERS
    ]
    foot = told(
        "letter_audit_foot",
        language,
        decree=decree_words(made, language)["decree"],
        rules=phrase(f"rules_{made.rules}", language),
        day=day_words(made.as_of, language),
        number=str(made.number_of_table),
    )
    notes = list(book.other(("audit", str(made.number_of_table)), foot, audit=made.number_of_table))
    says = told(
        "letter_audit_says",
        language,
        day=day_words(made.as_of, language),
        issued=day_words(made.issued, language),
        rules=phrase(f"rules_{made.rules}", language),
    )
    return part(
        phrase("letter_audit", language),
        lines=[
            {"text": says, "notes": notes},
            *([] if made.read else [phrase("letter_audit_unread", language)]),
        ],
        table=table_of(heads, rows, widths=[1, 1, 1, 1, 1]),
        small=[phrase("letter_audit_rules", language)],
    )


def _cell(made: AuditCounts, left: str, right: str, language: str) -> Ready:
    held, open_ = (_count(made.cells[custody, left, right], language) for custody in CUSTODY)
    return told("letter_cell", language, held=held, unknown=open_)


def _count(value: int | None, language: str) -> str:
    return phrase("letter_withheld", language) if value is None else grouped(value, language)


def published(counts: Sequence[Figure], book: NoteBook, language: str) -> Json | None:
    """What others counted, and every pair that conflicts."""
    if not counts:
        return None
    heads = [
        phrase(key, language) for key in ("letter_number", "as_of", "letter_counted_by", "letter_definition")
    ]
    rows: list[list[str | Json]] = [
        [
            {"text": amount(one, language), "notes": list(_note(one, book, language))},
            when_words(one, language),
            who(one, language),
            definition(one, language),
        ]
        for one in counts
    ]
    return part(
        phrase("letter_published", language),
        lines=[phrase("letter_published_says", language)],
        table=table_of(heads, rows, widths=[1, 1.1, 1, 3]),
        bullets=[_conflict(one, book, language) for one in conflicts(counts)],
    )


def _note(one: Figure, book: NoteBook, language: str) -> tuple[int, ...]:
    """Where the count stands: its source, how far it was verified, and the letters of a received text."""
    words = [
        told(
            "letter_count_foot",
            language,
            source=who(one, language),
            day=when_words(one, language),
            mark=phrase(f"mark_{one.mark}", language) if f"mark_{one.mark}" in phrases() else one.mark,
        )
    ]
    if one.where:
        document, _, span = one.where.partition(":")
        start, _, end = span.partition("-")
        words.append(told("letter_count_where", language, text=document, start=start, end=end))
    key = ("count", one.measure, one.subject, one.source, one.as_of, str(one.value), one.where)
    return book.other(key, joined(words, " "), count=one.where or f"{one.measure}:{one.source}:{one.as_of}")


def _conflict(one: Conflict, book: NoteBook, language: str) -> Json:
    numbers = {number for each in (one.one, one.other) for number in _note(each, book, language)}
    text = told(
        f"conflict_{one.kind}",
        language,
        one=amount(one.one, language),
        first=who(one.one, language),
        other=amount(one.other, language),
        second=who(one.other, language),
    )
    return {"text": text, "notes": sorted(numbers)}


def who(one: Figure, language: str) -> str:
    return in_words(counted_by(one, arabic=language in RTL), language)


def definition(one: Figure, language: str) -> str:
    """What was counted and what must be known of it; a definition a person entered stands as entered."""
    parts = [in_words(part, language) for part in defined(one, arabic=language in RTL)]
    return {"ar": "؛ ", "fr": " ; "}.get(language, "; ").join(parts)


def in_words(text: str, language: str) -> str:
    """A text of the shipped counts in French or Spanish (translations, mark K); any other as it stands."""
    return _shipped().get(text, {}).get(language, text)


@cache
def _shipped() -> Mapping[str, Mapping[str, str]]:
    return {row["en"]: {"fr": row["fr"], "es": row["es"]} for row in table("figure_words.csv")}


def amount(one: Figure, language: str) -> str:
    """The number with its bound ("about", "up to"); words alone where no number was given."""
    key = f"bound_{one.bound.replace(' ', '_')}"
    bound = phrase(key, language) if key in phrases() else one.bound
    number = "" if one.value is None else grouped(one.value, language)
    return " ".join(text for text in (bound, number) if text)


def grouped(value: int, language: str) -> str:
    """Thousands as the language sets them apart; French and Spanish by a narrow space that does not break."""
    text = f"{value:,}"
    return text.replace(",", "\u202f") if language in {"fr", "es"} else text


def when_words(one: Figure, language: str) -> str:
    """The day, month, year or span of a count in words; what cannot be read, as it stands."""
    when = one.when
    return one.as_of or "–" if when.start is None and when.end is None else interval_words(when, language)


def answer_words(answer: str, language: str) -> str:
    return phrase(f"audit_{answer}", language)


def decree_words(made: AuditCounts, language: str) -> dict[str, str]:
    """For the places ``decree`` and ``issued`` of a template's words."""
    name = told("letter_decree", language, number=str(made.number), year=str(made.year))
    return {"decree": name, "issued": day_words(made.issued, language)}
