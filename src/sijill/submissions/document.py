"""A whole submission as plain values: the same for PDF, Word and JSON, in one language.

Everything a reader sees is here; a renderer only lays it out. The confidential part (the author, the sources, the
evidence) comes last and on pages of its own, so that it can be kept from a Government.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from sijill.persons.contradict import versions_of
from sijill.persons.model import Version
from sijill.persons.voices import Copies
from sijill.submissions import chronology
from sijill.submissions.fill import Filling, chosen_of, entered_in, fill
from sijill.submissions.footnotes import CITING
from sijill.submissions.model import (
    Field,
    Fill,
    Filled,
    Form,
    Line,
    Need,
    Section,
    Source,
    State,
    Subject,
    Tested,
)
from sijill.submissions.notes import NoteBook, numbered_as_printed
from sijill.submissions.say import day_words, is_arabic, is_latin, state_of, value_of
from sijill.submissions.words import RTL, phrase, told
from sijill.typesetting import Ready, isolate, joined, placed, sentence, settled
from sijill.version import __version__

Json = dict[str, Any]
# Answers that are texts of a person's own and want a translation where the form is printed in another language.
FREE_TEXT: Final = frozenset({"text", "list"})
# The wording of the forms is ours in this language; in others it is a translation (data/SOURCES.md, mark K).
WRITTEN_IN: Final = "en"
NAMES_COLUMNS: Final = ("number", "name", "birth", "arrest", "place", "last_known")


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """Somebody compared the form with the one the body uses: ``against`` names its edition or address."""

    form: str
    digest: str
    against: str
    day: date
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """``data`` is what renderers print. ``missing``: person and id of mandatory fields without an answer.

    ``unreviewed``: person and end of custody that is told and was not reviewed.
    ``contradicted``: person and id of fields whose sources differ. ``untranslated``: entered answers that have no text
    of their own in this language. ``kind`` is a letter's template.
    """

    form: Form
    language: str
    case: str
    when: datetime
    data: Json
    missing: tuple[tuple[str, str], ...]
    contradicted: tuple[tuple[str, str], ...]
    untranslated: tuple[str, ...]
    confirmed: bool
    unreviewed: tuple[tuple[str, str], ...] = ()
    kind: str = ""

    @property
    def is_draft(self) -> bool:
        return bool(self.missing or self.unreviewed)

    @property
    def name(self) -> str:
        """What its files are called, without the ending."""
        return ".".join(part for part in (self.form.id.lower(), self.kind, self.case, self.language) if part)


def build(
    form: Form,
    subjects: Sequence[Subject],
    *,
    case: str,
    language: str,
    when: datetime,
    sources: Mapping[str, Source],
    confirmation: Confirmation | None,
    findings: Mapping[str, Mapping[str, Tested]],
) -> Document:
    """Fills the form for every person. ``findings``: person -> requirement -> what was found."""
    book = NoteBook(language=language, sources=sources, copies=subjects[0].copies)
    used = _files(subjects)
    by = [
        Filling(
            form=form,
            subject=subject,
            language=language,
            book=book,
            evidence=len(used),
            when=when,
            findings=findings.get(subject.person, {}),
        )
        for subject in subjects
    ]
    filled = {
        (one.subject.person, question.id): fill(question, one)
        for one in by
        for question in form.fields
        if one is by[0] or not _is_common(form, question)
    }
    filled |= _consents_of_all(form, by)
    missing = tuple(_missing(filled, by))
    names = names_table(by) if len(by) > 1 else None
    data: Json = {
        "title": form.title[language],
        "body": form.body[language],
        "facts": _facts(form, by, case, language, when),
        "notices": _notices(form, language, confirmation, filled, missing, subjects),
        "persons": [_person(form, one, place, len(by), filled) for place, one in enumerate(by, start=1)],
        "common": [
            _section(section, [filled[by[0].subject.person, each.id] for each in fields], language)
            for section, fields in _common(form)
        ],
        "names": names,
        "words": {
            key: phrase(key, language)
            for key in (
                "question",
                "answer",
                "also",
                "number",
                "source",
                "page",
                "attribution",
                "confidential_only",
            )
        },
        "confidential": phrase("confidential" if form.forwarded_to_state else "confidential_only", language),
        "numbers": phrase("numbers", language),
        "unverified_rows": phrase("unverified_why", language),
    }
    printed = tuple(data[part] for part in CITING if part in data)
    data["sources"] = {
        "title": phrase("sources", language),
        "rows": numbered_as_printed(printed, book.notes),
    }
    data["evidence"] = _evidence(used, sources, book, language)
    return Document(
        form=form,
        language=language,
        case=case,
        when=when,
        data=data,
        missing=missing,
        contradicted=tuple(key for key, one in filled.items() if one.also),
        untranslated=tuple(_untranslated(form, subjects, language)),
        confirmed=_is_confirmed(form, confirmation),
        unreviewed=tuple((one.person, end) for one in subjects for end in one.unreviewed),
    )


def _consents_of_all(form: Form, by: Sequence[Filling]) -> dict[tuple[str, str], Filled]:
    """Of a group the common part tells everybody's consent, not the first person's alone."""
    if len(by) == 1:
        return {}
    return {
        (by[0].subject.person, question.id): replace(
            fill(question, by[0]),
            lines=tuple(
                replace(
                    line,
                    text=told("happened", one.language, kind=display_name(one), what=line.text),
                )
                for one in by
                for line in fill(question, one).lines
            ),
        )
        for question in form.fields
        if question.fill is Fill.CONSENT and _is_common(form, question)
    }


def watermark(document: Document) -> str | None:
    """Across every page: that it is no text for filing, or that it is not complete."""
    if document.language not in document.form.languages:
        return phrase("reading_copy", document.language)
    return phrase("draft_mark", document.language) if document.is_draft else None


# --- head ----------------------------------------------------------------------------------------------------------


def _facts(form: Form, by: Sequence[Filling], case: str, language: str, when: datetime) -> list[list[str]]:
    version = f"{form.id} {form.version}"
    names = [display_name(one) for one in by]
    return [
        [phrase("addressed", language), form.body[language]],
        [phrase("persons", language), names[0] if len(names) == 1 else str(len(names))],
        [phrase("case", language), case],
        [phrase("form", language), version],
        [
            phrase("made", language),
            told("made_with", language, day=day_words(when.date(), language), version=__version__),
        ],
    ]


def _notices(
    form: Form,
    language: str,
    confirmation: Confirmation | None,
    filled: Mapping[tuple[str, str], Filled],
    missing: Sequence[tuple[str, str]],
    subjects: Sequence[Subject],
) -> list[Json]:
    notices: list[Json] = []
    if language not in form.languages:
        notices.append({"text": phrase("reading_copy", language), "strong": True})
    if missing:
        labels = dict.fromkeys(filled[key].field.label[language] for key in missing)
        notices.append({"text": told("draft", language, count=str(len(missing))), "strong": True})
        notices.append({"text": told("missing_list", language, labels="; ".join(labels)), "strong": False})
    if any(one.unreviewed for one in subjects):
        notices.append({"text": phrase("draft_unreviewed", language), "strong": True})
    if _is_confirmed(form, confirmation):
        assert confirmation is not None
        text: str = told(
            "confirmed", language, day=day_words(confirmation.day, language), against=confirmation.against
        )
        notices.append({"text": text, "strong": False})
    elif form.mark != "V":
        notices.append({"text": phrase("unverified", language), "strong": True})
    return notices + [{"text": text, "strong": False} for text in unconfirmed_wording(form, language)]


def unconfirmed_wording(form: Form, language: str) -> list[str]:
    """Sentences about what nobody confirmed of this language; comparing the form does not make them untrue."""
    told = []
    if form.languages_mark != "V" and language in form.languages:
        told.append(phrase("language_unconfirmed", language))
    if language != WRITTEN_IN:
        told.append(phrase("wording_unread", language))
    return told


def _is_confirmed(form: Form, confirmation: Confirmation | None) -> bool:
    return confirmation is not None and confirmation.digest == form.digest


def _missing(filled: Mapping[tuple[str, str], Filled], by: Sequence[Filling]) -> list[tuple[str, str]]:
    """Mandatory fields without any answer; a reason why no steps were taken stands for the steps."""
    answers = {one.subject.person: one.subject.answers for one in by}
    return [
        (person, field)
        for (person, field), one in filled.items()
        if one.field.need is Need.MANDATORY
        and one.state is State.MISSING
        and not (field == "steps" and "no_steps_reason" in answers[person])
    ]


# --- persons -------------------------------------------------------------------------------------------------------


def _person(
    form: Form, by: Filling, place: int, total: int, filled: Mapping[tuple[str, str], Filled]
) -> Json:
    language = by.language
    heading: str = display_name(by)
    if total > 1:
        number = told("person_of", language, number=str(place), total=str(total))
        heading = joined([number, placed(heading, rtl=language in RTL)], ": ")
    sections = [
        _section(section, [filled[by.subject.person, one.id] for one in fields], language)
        for section in form.sections
        if (fields := [one for one in section.fields if not _is_common(form, one)])
    ]
    return {"person": by.subject.person, "heading": heading, "sections": sections}


def _section(section: Section, rows: Sequence[Filled], language: str) -> Json:
    title = section.title[language]
    numbered = (
        sentence("{number}. {title}", rtl=language in RTL, number=section.number, title=title)
        if section.number
        else title
    )
    return {"id": section.id, "title": numbered, "rows": [_row(one, language) for one in rows]}


def _row(one: Filled, language: str) -> Json:
    return {
        "field": one.field.id,
        "label": one.field.label[language],
        "need": one.field.need.value,
        "mandatory": one.field.need is Need.MANDATORY,
        "state": one.state.value,
        "answered": one.state is State.ANSWERED,
        "lines": [_line(line) for line in one.lines],
        "also": [_line(line) for line in one.also],
        "because": one.because,
    }


def _line(line: Line) -> Json:
    original = joined([isolate(one) for one in line.original], " · ") if line.original else ""
    return {"text": line.text, "original": original, "notes": list(line.notes)}


def _is_common(form: Form, question: Field) -> bool:
    section = next(one for one in form.sections if question in one.fields)
    return section.confidential or question.confidential


def _common(form: Form) -> list[tuple[Section, list[Field]]]:
    found = [(section, [one for one in section.fields if _is_common(form, one)]) for section in form.sections]
    return [(section, fields) for section, fields in found if fields]


# --- names ---------------------------------------------------------------------------------------------------------


def display_name(by: Filling) -> Ready:
    """The fullest name in the letters of the form, the fullest in the other script beside it."""
    names = by.subject.names  # the fullest first
    latin = next((one for one in names if is_latin(one)), None)
    arabic = next((one for one in names if is_arabic(one)), None)
    ordered = [arabic, latin] if by.language == "ar" else [latin, arabic]
    shown = [isolate(one) for one in ordered if one is not None] or [isolate(one) for one in names[:1]]
    return joined(shown, " · ") if shown else isolate(by.subject.person)


def names_table(by: Sequence[Filling], *, every: bool = False) -> Json:
    """One row per person: the columns of ``NAMES_COLUMNS``, each cell a text with its notes.

    ``every``: where sources differ all versions stand in the cell, the chosen one first; else they stand on the
    person's own pages.
    """
    language = by[0].language
    rows = [
        [
            {"text": str(place), "notes": []},
            {"text": display_name(one), "notes": []},
            _cell(one, ("birth.date", "age"), every=every),
            _cell(one, ("arrest.date",), every=every),
            _cell(one, ("arrest.place",), every=every),
            _last_known(one, every=every),
        ]
        for place, one in enumerate(by, start=1)
    ]
    return {
        "title": phrase("names_list", language),
        "head": [phrase(key, language) for key in NAMES_COLUMNS],
        "rows": rows,
    }


def _cell(by: Filling, props: Sequence[str], *, every: bool) -> Json:
    """The first property that anybody answers, by the version that stands first."""
    for prop in props:
        said = [
            one for one in by.subject.statements if one.claim.prop == prop and state_of(one) is State.ANSWERED
        ]
        if said:
            chosen = chosen_of(prop, by, versions_of(prop, said))
            return _versions(by, (chosen.first, *(chosen.others if every else ())))
    return {"text": "–", "notes": []}


def _last_known(by: Filling, *, every: bool) -> Json:
    """Where the person was last seen or held: the place told for the latest day; without any day, as other cells."""
    found = chronology.last_places(by.subject.statements)
    if found:
        return _versions(by, versions_of(found[0].claim.prop, found)[: None if every else 1])
    return _cell(by, ("sighting.place", "held.place"), every=every)


def _versions(by: Filling, versions: Sequence[Version]) -> Json:
    """Each on a line of its own, those after the first marked as what others say."""
    language = by.language
    texts = [value_of(one.statements[0], language) for one in versions]
    lines = [
        text if place == 0 else told("or_else", language, text=text)
        for place, text in enumerate(dict.fromkeys(texts))
    ]
    return {
        "text": lines[0]
        if len(lines) == 1
        else joined([settled(one, rtl=language in RTL) for one in lines], "\n"),
        "notes": list(by.book.claims(said for one in versions for said in one.statements)),
    }


# --- annexes -------------------------------------------------------------------------------------------------------


def _files(subjects: Sequence[Subject]) -> list[str]:
    """SHA-256 of every file a printed statement comes from, in the order of the statements."""
    return list(dict.fromkeys(one.claim.file_sha256 for each in subjects for one in each.statements))


def _evidence(used: Sequence[str], sources: Mapping[str, Source], book: NoteBook, language: str) -> Json:
    for sha256 in used:
        book.evidence.setdefault(sha256, f"E{len(book.evidence) + 1}")
    ordered = sorted(book.evidence.items(), key=lambda one: int(one[1][1:]))
    return {
        "title": phrase("evidence", language),
        "why": phrase("evidence_why", language),
        "head": [
            phrase(key, language) for key in ("number", "organisation", "file", "as_of", "received", "size")
        ],
        "rows": [_evidence_row(code, sources[sha256]) for sha256, code in ordered],
        "repeats": [
            told("evidence_repeats", language, codes=", ".join(codes))
            for codes in _repeating(
                [(code, sources[sha256].list_id) for sha256, code in ordered], book.copies
            )
        ],
    }


def _repeating(evidence: Sequence[tuple[str, str]], copies: Copies) -> list[list[str]]:
    """Codes of evidence, each with its list -> groups of codes whose different lists repeat each other."""
    groups: dict[str, dict[str, str]] = {}
    for code, listed in evidence:
        if listed in copies:
            groups.setdefault(copies[listed], {})[code] = listed
    return [list(one) for one in groups.values() if len(set(one.values())) > 1]


def _evidence_row(code: str, source: Source) -> Json:
    return {
        "code": code,
        "organisation": source.organisation,
        "list": source.list_id,
        "file": source.file,
        "as_of": source.as_of or "–",
        "received": source.received[:10],
        "size": source.size,
        "sha256": source.sha256,
        "accession": source.accession,
    }


def _untranslated(form: Form, subjects: Sequence[Subject], language: str) -> list[str]:
    """Entered free texts that nobody wrote in this language. A short word or a code needs no translation."""
    names: dict[str, None] = {}
    for subject in subjects:
        for question in form.fields:
            if question.type not in FREE_TEXT and question.fill is not Fill.NARRATIVE:
                continue
            for name in question.answers:
                entered = entered_in(subject.answers, name, language)
                if entered is not None and entered.field == name and _is_prose(entered.value):
                    names[name] = None
    return list(names)


def _is_prose(value: object) -> bool:
    texts = value if isinstance(value, list) else [value]
    return any(len(str(one).split()) > 2 for one in texts if not isinstance(one, bool))
