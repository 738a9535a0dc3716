"""The parts of a letter that are not counts: what it rests on, who is named, what was sent, what is asked.

A part is one plain object, the same for PDF, Word and JSON: see ``letter_blocks``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sijill.submissions.document import names_table
from sijill.submissions.fill import Filling, entered_in
from sijill.submissions.letter_blocks import Json, part, table_of
from sijill.submissions.letter_counts import AuditCounts, answer_words
from sijill.submissions.letter_file import Provision
from sijill.submissions.model import Entered
from sijill.submissions.notes import NoteBook
from sijill.submissions.say import day_words
from sijill.submissions.words import phrase, phrases, told
from sijill.typesetting import joined

HALF: Final = 32  # letters of a digest in a line: all 64 do not fit beside the other columns
EVIDENCE: Final = ("number", "letter_sha256", "size", "received", "as_of")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Something that went out to the addressee; ``reference`` as the log has it, or empty."""

    day: date
    reference: str


def basis(
    entered: Sequence[str], provisions: Sequence[Provision], book: NoteBook, language: str
) -> Json | None:
    if not entered and not provisions:
        return None
    lines: list[str | Json] = [*entered, *(_provision(one, book, language) for one in provisions)]
    return part(phrase("letter_basis", language), lines=lines)


def _provision(one: Provision, book: NoteBook, language: str) -> Json:
    """Title and gist in our words, the paragraph only where it was seen; the footnote says how far it was verified."""
    found, demand = one.instrument, one.obligation
    title, mark = found.title[language], mark_of(one)
    if demand is None:
        text: str = told("letter_instrument", language, title=title)
    elif mark == "V" and demand.paragraph.isdecimal():
        number = demand.paragraph
        text = told("letter_provision", language, title=title, number=number, gist=demand.gist[language])
    else:
        text = told("letter_demand", language, title=title, gist=demand.gist[language])
    foot = told(
        "letter_provision_foot",
        language,
        day=day_words(found.adopted, language),
        mark=phrase(f"mark_{mark}", language),
    )
    named = provision_id(one)
    return {"text": text, "notes": list(book.other(("provision", named), foot, provision=named))}


def mark_of(one: Provision) -> str:
    """V seen, K general knowledge: of the demand, or of the instrument where none is named."""
    return one.obligation.mark if one.obligation is not None else one.instrument.mark


def provision_id(one: Provision) -> str:
    return f"{one.instrument.id}/{one.obligation.id}" if one.obligation is not None else one.instrument.id


def persons(
    by: Sequence[Filling], language: str, *, others: bool, cited: bool, audit: AuditCounts | None
) -> Json | None:
    """``cited``: with footnotes to the evidence; else a letter names no cell. ``audit`` adds each person's answers."""
    if not by and not others:
        return None
    remark = phrase("letter_others", language) if others else ""
    if not by:
        return part(phrase("letter_persons", language), lines=[remark])
    found = names_table(by, every=True)
    heads, rows, widths = found["head"], found["rows"], [0.4, 1.6, 1, 1, 1.2, 1.2]
    if not cited:
        rows = [[{**cell, "notes": []} for cell in row] for row in rows]
    if audit is not None and audit.people:
        heads, widths = [*heads, phrase("letter_covered_released", language)], [*widths, 0.9]
        rows = [
            [*row, _audited(audit.people.get(one.subject.person), language)]
            for row, one in zip(rows, by, strict=True)
        ]
    return part(
        phrase("letter_persons", language),
        lines=[phrase("letter_named", language)],
        table=table_of(heads, rows, widths=widths),
        small=[
            joined([told("letter_fate", language), told("unverified_why", language)], " "),
            *([remark] if remark else []),
        ],
    )


def _audited(answers: tuple[str, str] | None, language: str) -> str:
    if answers is None:
        return phrase("letter_outside", language)
    covered, released = (answer_words(one, language) for one in answers)
    return told("letter_pair", language, one=covered, other=released)


def history(sent: Sequence[Sent], language: str) -> Json | None:
    if not sent:
        return None
    heads = [phrase(key, language) for key in ("letter_sent_on", "letter_reference")]
    rows = [[day_words(one.day, language), one.reference or "–"] for one in sent]
    return part(phrase("letter_history", language), table=table_of(heads, rows, widths=[1, 2]))


def evidence_rows(book: NoteBook) -> list[Json]:
    """What the manifest says of the files; without their owners."""
    return [
        {
            "sha256": sha256,
            "size": book.sources[sha256].size,
            "file": code,
            "list": "",
            "accession": book.sources[sha256].accession,
            "received": book.sources[sha256].received[:10],
        }
        for sha256, code in book.evidence.items()
    ]


def evidence(book: NoteBook, language: str) -> Json | None:
    """Call it after the persons: what they rest on is known then."""
    if not book.evidence:
        return None
    rows = [
        [
            code,
            f"{sha256[:HALF]}\n{sha256[HALF:]}",
            str(book.sources[sha256].size),
            book.sources[sha256].received[:10],
            book.sources[sha256].as_of or "–",
        ]
        for sha256, code in book.evidence.items()
    ]
    heads = [phrase(key, language) for key in EVIDENCE]
    return part(
        phrase("letter_evidence", language),
        lines=[phrase("letter_evidence_why", language)],
        table=table_of(heads, rows, widths=[0.4, 4, 0.8, 1, 1]),
    )


def requests(entered: Sequence[str], language: str) -> Json:
    return part(phrase("letter_requests", language), bullets=[request(one, language) for one in entered])


def request(text: str, language: str) -> str:
    """A code in words; an own text as it stands."""
    key = f"request_{text}"
    return phrase(key, language) if key in phrases() else text


def texts_of(answers: Mapping[str, Entered], name: str, language: str) -> list[str]:
    entered = entered_in(answers, name, language)
    if entered is None:
        return []
    values = entered.value if isinstance(entered.value, list) else [entered.value]
    return [str(one) for one in values if str(one).strip()]
