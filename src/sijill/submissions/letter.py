"""A letter: its words from a template, its parts worked out now: figures with their day and source, who may be named.

It goes to an authority: it names no list and no organisation of a list. What it says of counts is footnoted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sijill.mentions.figures import Figure
from sijill.submissions import letter_counts, letter_parts
from sijill.submissions.document import Document
from sijill.submissions.fill import Filling, entered_in
from sijill.submissions.letter_blocks import part
from sijill.submissions.letter_counts import AuditCounts, Figures
from sijill.submissions.letter_file import ANY, Part, Provision, Template
from sijill.submissions.letter_parts import Sent, texts_of
from sijill.submissions.model import Entered, Form, Source, Subject
from sijill.submissions.notes import NoteBook, numbered_as_printed
from sijill.submissions.say import day_words
from sijill.submissions.words import RTL, told
from sijill.typesetting import Ready, sentence

SENDER: Final = ("src_org", "src_name", "src_contact")
GREETED: Final = ("letter_recipient", "letter_salutation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a letter is made of besides its words, as far as its template has a part for it.

    ``subjects`` are those with consent for this letter; ``others``: the case holds persons who are not named.
    ``sent``: what went out and was not answered, oldest first. ``provisions`` stand after those of the template.
    """

    recipient: str
    subjects: Sequence[Subject]
    others: bool
    answers: Mapping[str, Entered]
    procedure: str = "LETTER"
    figures: Figures | None = None
    audit: AuditCounts | None = None
    counts: Sequence[Figure] = ()
    sent: Sequence[Sent] = ()
    provisions: Sequence[Provision] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)


def build(
    form: Form, template: Template, contents: Contents, *, case: str, language: str, when: datetime
) -> Document:
    """The letter in one language. Parts stand in the template's order; one that has nothing to say is left out."""
    book = NoteBook(language=language, sources=contents.sources)
    by = [
        Filling(form=form, subject=one, language=language, book=book, evidence=0, when=when)
        for one in contents.subjects
    ]
    values = _values(contents, language, case=case, when=when)
    found = [_part(name, template, contents, by, values, book, language) for name in template.parts]
    parts = [one for one in found if one is not None]
    title = _worded(template.subject, values, language)
    data: dict[str, Any] = {
        "title": title,
        "head": [
            told("letter_to", language, recipient=contents.recipient),
            told("letter_date", language, day=day_words(when.date(), language)),
            told("letter_ref", language, ref=case),
        ],
        "salutation": _first(contents.answers, "letter_salutation", language)
        or _worded(template.salutation, values, language),
        "opening": _worded(template.opening, values, language),
        "parts": parts,
        "closing": _worded(template.closing, values, language),
        "sender": [text for name in SENDER for text in texts_of(contents.answers, name, language)],
        "evidence": {"rows": letter_parts.evidence_rows(book) if Part.EVIDENCE in template.parts else []},
    }
    # The annex that names whose a source is belongs to submissions: a letter has the footnotes alone.
    rows = [{**row, "text": row["foot"]} for row in numbered_as_printed((parts,), book.notes)]
    data["sources"] = {"rows": rows}
    return Document(
        form=form,
        language=language,
        case=case,
        when=when,
        data=data,
        missing=(),
        contradicted=(),
        untranslated=tuple(_untranslated(contents.answers, template, language)),
        confirmed=True,
        kind=template.id,
    )


def _part(
    name: str,
    template: Template,
    contents: Contents,
    by: Sequence[Filling],
    values: Mapping[str, str],
    book: NoteBook,
    language: str,
) -> dict[str, Any] | None:
    match name:
        case Part.BASIS:
            return letter_parts.basis(
                texts_of(contents.answers, "letter_basis", language),
                provisions_of(template, contents.procedure, contents.provisions),
                book,
                language,
            )
        case Part.PERSONS:
            cited = Part.EVIDENCE in template.parts
            return letter_parts.persons(
                by, language, others=contents.others, cited=cited, audit=contents.audit
            )
        case Part.FIGURES:
            return letter_counts.figures(contents.figures, book, language)
        case Part.AUDIT:
            return letter_counts.audit(contents.audit, book, language)
        case Part.PUBLISHED:
            return letter_counts.published(contents.counts, book, language)
        case Part.HISTORY:
            return letter_parts.history(contents.sent, language)
        case Part.EVIDENCE:
            return letter_parts.evidence(book, language)
        case Part.REQUESTS:
            entered = texts_of(contents.answers, "letter_requests", language)
            return letter_parts.requests(entered or template.requests, language)
        case _:
            own = template.texts[name]
            return part(own.title[language], lines=[_worded(own.text, values, language)])


def _values(contents: Contents, language: str, *, case: str, when: datetime) -> dict[str, str]:
    """For the places of a template's words; those of history and audit only where there is one."""
    values = {"case": case, "recipient": contents.recipient, "day": day_words(when.date(), language)}
    if contents.sent:
        first: date = contents.sent[0].day
        values |= {"sent": day_words(first, language), "days": str((when.date() - first).days)}
    if contents.audit is not None:
        values |= letter_counts.decree_words(contents.audit, language)
    return values


def _worded(words: Mapping[str, str], values: Mapping[str, str], language: str) -> Ready:
    text = words[language]
    named = {name: value for name, value in values.items() if f"{{{name}}}" in text}
    return sentence(text, rtl=language in RTL, **named)


def _first(answers: Mapping[str, Entered], name: str, language: str) -> str:
    return next(iter(texts_of(answers, name, language)), "")


def _untranslated(answers: Mapping[str, Entered], template: Template, language: str) -> list[str]:
    """Entered texts that nobody wrote in this language; codes of requests are words in every language."""
    asked = (*(("letter_basis",) if Part.BASIS in template.parts else ()), "letter_requests", *GREETED)
    return [
        name
        for name in asked
        if (entered := entered_in(answers, name, language)) is not None
        and entered.field == name
        and any(letter_parts.request(one, language) == one for one in texts_of(answers, name, language))
    ]


def provisions_of(template: Template, procedure: str, more: Sequence[Provision]) -> tuple[Provision, ...]:
    """Those of the template for this procedure, then what was asked for besides; none twice."""
    mine = (*template.provisions.get(procedure, ()), *template.provisions.get(ANY, ()))
    by_id = {letter_parts.provision_id(one): one for one in (*mine, *more)}
    return tuple(by_id.values())


def asked(codes: Sequence[str], language: str) -> list[str]:
    """What a letter asks for, in words."""
    return [letter_parts.request(one, language) for one in codes]
