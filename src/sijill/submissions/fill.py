"""Each field of a form filled for one person: from claims, from what was entered, or with why it is empty."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final

from sijill.claims.properties import BY_NAME, PROPERTIES, Kind
from sijill.claims.statements import Statement
from sijill.persons.contradict import versions_of
from sijill.persons.model import Fact, Interval, Version
from sijill.submissions import chronology
from sijill.submissions.choose import Chosen, because, choose
from sijill.submissions.model import Entered, Field, Fill, Filled, Form, Line, State, Subject, Tested
from sijill.submissions.notes import NoteBook
from sijill.submissions.reasons import reason
from sijill.submissions.say import (
    actor_words,
    beside,
    day_words,
    is_arabic,
    is_latin,
    length_words,
    original_of,
    state_of,
    value_of,
)
from sijill.submissions.words import code_label, phrase, phrases, told
from sijill.text import facilities, names
from sijill.text.names import Slot
from sijill.typesetting import Ready, joined

# Things that can be true several times: they are listed, none of them contradicts another.
SEVERAL: Final = frozenset(
    {
        "name.kunya",
        "name.alias",
        "residence.place",
        "occupation",
        "held.place",
        "held.from",
        "held.to",
        "sighting.date",
        "sighting.place",
        "charge",
        "court",
        "sentence",
        "status",
        "arrest.circumstances",
    }
)
OF_ARREST: Final = frozenset({"arrest.place", "arrest.agency", "arrest.circumstances"})
WHOLE_NAME: Final = "name"
# Entered values that are codes, and the list their labels stand in.
ANSWER_CODES: Final = {
    "src_relation": "relation",
    "actor_type": "actor_type",
    "wgad_category": "wgad_category",
    "torture_method": "torture_method",
    "methods": "torture_method",
    "purpose": "torture_purpose",
    "icc_crime": "icc_crime",
    "icc_jurisdiction": "icc_jurisdiction",
    "other_procedures": "other_procedures",
    "nationality": "iso3166",
    "language": "language",
    "warrant": "warrant",
    "civil_status": "civil_status",
    "access": "contact_allowed",
    "autopsy": "autopsy",
    "vulnerab": "vulnerability",
    "activity": "vulnerability",
}
# Fields that ask what the admissibility check tests under another name.
TESTED_AS: Final = {
    "not_anonymous": "submitter",
    "motive": "not_media_only",
    "jurisdiction": "icc_jurisdiction",
}
END_OF_GOVERNMENT: Final = date(2024, 12, 8)
FREEDOM: Final = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """What all fields of one person share. ``findings``: admissibility by requirement."""

    form: Form
    subject: Subject
    language: str
    book: NoteBook
    evidence: int
    when: datetime
    findings: Mapping[str, Tested] = field(default_factory=dict)


def fill(question: Field, by: Filling) -> Filled:
    if by.subject.without.covers(question):
        return _left_out(question, by)
    match question.fill:
        case Fill.FACTS:
            return _facts(question, by)
        case Fill.FACTS_OR_ANSWER:
            return _both(_facts(question, by, entered_first=False), _answer(question, by))
        case Fill.ANSWER:
            return _answer(question, by)
        case Fill.FAMILY_NAME:
            return _name_part(question, by, Slot.FAMILY)
        case Fill.FIRST_NAME:
            return _name_part(question, by, Slot.GIVEN)
        case Fill.MINOR:
            return _minor(question, by)
        case Fill.SIGHTING:
            return _sighting(question, by)
        case Fill.STATE_AGENTS:
            return _state_agents(question, by)
        case Fill.AGENCY_OF_PLACE:
            return _agency_of_place(question, by)
        case Fill.CHAIN:
            return _chain(question, by)
        case Fill.WITNESSES:
            return _witnesses(question, by)
        case Fill.EVIDENCE:
            return _evidence(question, by)
        case Fill.NARRATIVE:
            return _narrative(question, by)
        case Fill.DURATION:
            return _duration(question, by)
        case Fill.RULE:
            return _rule(question, by)
        case Fill.CONSENT:
            return _consent(question, by)
        case Fill.LANGUAGE:
            return _language(question, by)
        case Fill.SIGNATURE:
            return Filled(
                field=question, state=State.BLANK, lines=(Line(text=phrase("state_blank", by.language)),)
            )


# --- from claims ---------------------------------------------------------------------------------------------------


def _facts(question: Field, by: Filling, *, entered_first: bool = True) -> Filled:
    """Every property of the field; an entered answer stands before them, and they below it as what others say."""
    told_facts = [fact for prop in question.properties if (fact := _fact(prop, by, question)) is not None]
    lines = [line for fact in told_facts for line in fact.lines]
    also = [line for fact in told_facts for line in fact.also]
    reasons = [fact.because for fact in told_facts if fact.because]  # whole sentences, made ready
    entered = _answer(question, by) if entered_first else _empty(question)
    if entered.state is State.ANSWERED:
        first, differing = _agreeing(entered.lines, (*lines, *also))
        return Filled(
            field=question,
            state=State.ANSWERED,
            lines=first,
            also=differing,
            because=phrase("because_entered", by.language) if differing else "",
        )
    if lines:
        return Filled(
            field=question,
            state=State.ANSWERED,
            lines=tuple(lines),
            also=tuple(also),
            because=joined([Ready(one) for one in dict.fromkeys(reasons)], " "),
        )
    return _why_empty(question, by)


def _agreeing(entered: tuple[Line, ...], said: Sequence[Line]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """What was entered, with the sources that say the same; and what is said otherwise."""
    same = {one.text: one for one in said if one.text in {line.text for line in entered}}
    first = tuple(
        replace(one, original=same[one.text].original, notes=(*one.notes, *same[one.text].notes))
        if one.text in same
        else one
        for one in entered
    )
    return first, tuple(one for one in said if one.text not in same)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    lines: tuple[Line, ...]
    also: tuple[Line, ...]
    because: str


def _fact(prop: str, by: Filling, question: Field) -> _Told | None:
    said = [one for one in _of(by, prop) if state_of(one) is State.ANSWERED]
    if not said:
        return None
    versions = versions_of(prop, said)
    many = len(question.properties) > 1
    if prop in SEVERAL or len(versions) == 1:
        return _Told(lines=tuple(_line(one, prop, by, named=many) for one in versions), also=(), because="")
    chosen = chosen_of(prop, by, versions)
    decided = by.subject.answers.get(f"choose.{prop}")
    return _Told(
        lines=(_line(chosen.first, prop, by, named=many),),
        also=tuple(_line(one, prop, by, named=many) for one in chosen.others),
        because=because(chosen, decided, by.language),
    )


def chosen_of(prop: str, by: Filling, versions: tuple[Version, ...]) -> Chosen:
    """The version that stands first: of several arrests the one the case is about, and its own place and agency."""
    preferred: frozenset[str] = frozenset()
    if prop == "arrest.date":
        preferred = by.subject.episode
    elif prop in OF_ARREST:
        dated = [one for one in _of(by, "arrest.date") if state_of(one) is State.ANSWERED]
        if dated:
            first = chosen_of("arrest.date", by, versions_of("arrest.date", dated)).first
            preferred = frozenset(one.claim.record for one in first.statements)
    return choose(
        Fact(prop=prop, versions=versions),
        by.subject.answers.get(f"choose.{prop}"),
        copies=by.subject.copies,
        preferred=preferred,
    )


def _line(version: Version, prop: str, by: Filling, *, named: bool) -> Line:
    """The version's most telling statement in words; every other writing of it beside; all their sources."""
    best = _best(version, by.language)
    text = value_of(best, by.language)
    shown = {text, original_of(best)}
    others = [
        written
        for one in version.statements
        if (written := original_of(one)) is not None and written not in shown and _worth_repeating(prop, one)
    ]
    others = [one for one in others if one.casefold() != text.casefold()]
    if _is_name(prop) and by.language != "ar" and not is_latin(text):
        text = beside(text, phrase("no_latin", by.language), by.language)
    written = original_of(best)
    if (
        not _is_name(prop)
        and written is not None
        and _worth_repeating(prop, best)
        and written.casefold() != text.casefold()
    ):
        others.insert(0, written)
    if named:
        text = told("happened", by.language, kind=phrase(f"prop_{prop}", by.language), what=text)
    return Line(
        text=text, original=tuple(dict.fromkeys(others))[:4], notes=by.book.claims(version.statements)
    )


def _best(version: Version, language: str) -> Statement:
    """A name in the letters of the form where anybody wrote it so; else what the reading takes for most exact."""
    answered = [one for one in version.statements if state_of(one) is State.ANSWERED] or list(
        version.statements
    )
    if _is_name(answered[0].claim.prop):
        fits = is_arabic if language == "ar" else is_latin
        return min(answered, key=lambda one: (not fits(one.claim.value), -len(one.claim.value)))
    exact = [one for one in answered if one.reading.normalised == version.text]
    return (exact or answered)[0]


def _is_name(prop: str) -> bool:
    return PROPERTIES[BY_NAME[prop]].kind in {Kind.NAME, Kind.NAME_PART}


def _worth_repeating(prop: str, statement: Statement) -> bool:
    """Not a date that was understood without doubt, nor a number that is its own text."""
    kind = PROPERTIES[BY_NAME[prop]].kind
    if kind is Kind.DATE:
        return statement.reading.ambiguous or not statement.reading.normalised
    return kind in {Kind.NAME, Kind.NAME_PART, Kind.PLACE, Kind.FACILITY, Kind.AGENCY}


def _of(by: Filling, *props: str) -> list[Statement]:
    return [one for one in by.subject.statements if one.claim.prop in props]


def _why_empty(question: Field, by: Filling) -> Filled:
    """Missing, unknown, withheld and suppressed in their own words, with the sources that say so."""
    said = _of(by, *question.properties)
    for state in (State.WITHHELD, State.UNKNOWN):
        mine = [one for one in said if state_of(one) is state]
        if mine:
            line = Line(text=phrase(f"state_{state.value}", by.language), notes=by.book.claims(mine))
            return Filled(field=question, state=state, lines=(line,))
    if by.subject.without.properties.intersection(question.properties):
        return _left_out(question, by)
    if any(prop.split(".")[0] in by.subject.unreviewed for prop in question.properties):
        return _unreviewed(question, by)
    if by.subject.hidden.intersection(question.properties):
        line = Line(text=phrase("state_suppressed", by.language))
        return Filled(field=question, state=State.SUPPRESSED, lines=(line,))
    return _missing(question, by)


def _missing(question: Field, by: Filling) -> Filled:
    key = "state_missing" if question.properties else "state_missing_answer"
    return Filled(field=question, state=State.MISSING, lines=(Line(text=phrase(key, by.language)),))


def _left_out(question: Field, by: Filling) -> Filled:
    line = Line(text=phrase("state_left_out", by.language))
    return Filled(field=question, state=State.LEFT_OUT, lines=(line,))


def _unreviewed(question: Field, by: Filling) -> Filled:
    line = Line(text=phrase("end_unreviewed", by.language))
    return Filled(field=question, state=State.SUPPRESSED, lines=(line,))


def _empty(question: Field) -> Filled:
    return Filled(field=question, state=State.MISSING)


def _both(one: Filled, other: Filled) -> Filled:
    answered = [each for each in (one, other) if each.state is State.ANSWERED]
    if len(answered) < 2:
        return (answered or [one])[0]
    return Filled(
        field=one.field,
        state=State.ANSWERED,
        lines=one.lines + other.lines,
        also=one.also,
        because=one.because,
    )


# --- names ---------------------------------------------------------------------------------------------------------


def _name_part(question: Field, by: Filling, slot: Slot) -> Filled:
    """The part where a list has it as one; else as read from whole names, which is said."""
    prop = question.properties[0]
    parted = Field(
        id=question.id,
        need=question.need,
        type=question.type,
        codes=question.codes,
        fill=Fill.FACTS,
        properties=(prop,),
        answers=question.answers,
        confidential=question.confidential,
        label=question.label,
        note=question.note,
    )
    found = _facts(parted, by)
    has_letters = any(is_latin(line.text) or by.language == "ar" for line in found.lines)
    if found.state is State.ANSWERED and has_letters:
        return found
    lines = _from_whole_names(by, slot)
    if found.state is State.ANSWERED:
        latin = tuple(line for line in lines if is_latin(_bare(line)))
        return Filled(
            field=question,
            state=State.ANSWERED,
            lines=found.lines + latin,
            also=found.also,
            because=found.because,
        )
    if lines:
        return Filled(field=question, state=State.ANSWERED, lines=lines)
    return _why_empty(question, by)


def _bare(line: Line) -> str:
    return line.original[0] if line.original else line.text


def _from_whole_names(by: Filling, slot: Slot) -> tuple[Line, ...]:
    """One line per script, the fullest name first."""
    read: dict[str, list[tuple[str, Statement]]] = {}
    for statement in _of(by, WHOLE_NAME):
        if original_of(statement) is None:
            continue
        part = names.read(statement.claim.value).part(slot)
        if part is not None:
            read.setdefault("latin" if is_latin(part) else "arabic", []).append((part, statement))
    order = ("arabic", "latin") if by.language == "ar" else ("latin", "arabic")
    lines = []
    for script in order:
        if script in read:
            part, _ = max(read[script], key=lambda one: len(one[1].claim.value.split()))
            text = beside(part, phrase("from_whole_name", by.language), by.language)
            lines.append(
                Line(
                    text=text,
                    original=(),
                    notes=by.book.claims(one for each, one in read[script] if each == part),
                )
            )
    return tuple(lines)


# --- computed ------------------------------------------------------------------------------------------------------


def _minor(question: Field, by: Filling) -> Filled:
    """Yes or no only where every reading of both dates says so."""
    entered = _answer(question, by)
    if entered.state is State.ANSWERED:
        return entered
    born, taken = _dated(by, "birth.date"), _dated(by, "arrest.date")
    if not born or not taken:
        return _missing(question, by)
    youngest = _age(_last([one.reading.end for one in born]), _first([one.reading.start for one in taken]))
    oldest = _age(_first([one.reading.start for one in born]), _last([one.reading.end for one in taken]))
    if oldest is not None and oldest < FREEDOM:
        key = "minor_yes"
    elif youngest is not None and youngest >= FREEDOM:
        key = "minor_no"
    else:
        key = "cannot_tell"
    line = Line(text=phrase(key, by.language), notes=by.book.claims([*born, *taken]))
    return Filled(field=question, state=State.ANSWERED, lines=(line,))


def _age(born: date | None, on: date | None) -> int | None:
    if born is None or on is None:
        return None
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _first(days: Sequence[date | None]) -> date | None:
    return None if None in days else min(day for day in days if day is not None)


def _last(days: Sequence[date | None]) -> date | None:
    return None if None in days else max(day for day in days if day is not None)


def _dated(by: Filling, prop: str) -> list[Statement]:
    return [one for one in _of(by, prop) if one.reading.start is not None or one.reading.end is not None]


def _sighting(question: Field, by: Filling) -> Filled:
    """When, never by whom."""
    found = _facts(question, by)
    if not by.subject.witnessed:
        return found
    protected = Line(text=phrase("witness_protected", by.language))
    if found.state is State.ANSWERED:
        return Filled(
            field=question,
            state=State.ANSWERED,
            lines=(*found.lines, protected),
            also=found.also,
            because=found.because,
        )
    return Filled(field=question, state=State.SUPPRESSED, lines=(protected,))


def _witnesses(question: Field, by: Filling) -> Filled:
    """Never a name from a list; entered ones only when the case records that they agreed (``witnesses_consented``)."""
    agreed = by.subject.answers.get("witnesses_consented")
    if agreed is not None and agreed.value is True:
        entered = _answer(question, by)
        if entered.state is State.ANSWERED:
            return entered
    if by.subject.witnessed or "witnesses" in by.subject.answers:
        line = Line(text=phrase("witness_protected", by.language))
        return Filled(field=question, state=State.SUPPRESSED, lines=(line,))
    return Filled(
        field=question, state=State.MISSING, lines=(Line(text=phrase("state_missing", by.language)),)
    )


def _state_agents(question: Field, by: Filling) -> Filled:
    """Whether the bodies named answered to the State, by the table of actors; a person's answer goes before."""
    entered = _answer(question, by)
    lines = []
    for actor, statements in _actors(by, question.properties).items():
        text = phrase("unknown_actor", by.language)
        if actor is not None:
            text = told(_link(actor), by.language, actor=actor_words(actor, by.language))
        lines.append(Line(text=text, notes=by.book.claims(statements)))
    if entered.state is State.ANSWERED:
        return Filled(field=question, state=State.ANSWERED, lines=entered.lines, also=tuple(lines))
    if lines:
        return Filled(field=question, state=State.ANSWERED, lines=tuple(lines))
    return _why_empty(question, by)


def _link(actor: str) -> str:
    if any(link.id == "state-gov" for link in facilities.chain_of_command(actor)):
        return "state_actor"
    kind = facilities.actors()[actor].kind
    return "allied_actor" if kind in {"militia", "private_military"} else "other_actor"


def _actors(by: Filling, props: Iterable[str]) -> dict[str | None, list[Statement]]:
    """Actor id (None: not identified) -> the statements that name it or a place it ran. The first property that says
    anything speaks alone: who arrested goes before who ran the place.
    """
    for prop in props:
        found: dict[str | None, list[Statement]] = {}
        for one in _of(by, prop):
            if state_of(one) is not State.ANSWERED:
                continue
            found.setdefault(_actor(prop, one), []).append(one)
        known: dict[str | None, list[Statement]] = {
            key: value for key, value in found.items() if key is not None
        }
        if known:
            return known
        if found:
            return found
    return {}


def _actor(prop: str, statement: Statement) -> str | None:
    resolved = statement.reading.resolved
    if resolved is None:
        return None
    if PROPERTIES[BY_NAME[prop]].kind is Kind.AGENCY:
        return resolved if resolved in facilities.actors() else None
    row = facilities.facilities().get(resolved)
    return (
        row.agency
        if row is not None and row.agency in facilities.actors() and row.agency != "unknown"
        else None
    )


def _agency_of_place(question: Field, by: Filling) -> Filled:
    entered = _answer(question, by)
    if entered.state is State.ANSWERED:
        return entered
    lines = [
        Line(text=actor_words(actor, by.language), notes=by.book.claims(statements))
        for actor, statements in _actors(by, question.properties).items()
        if actor is not None
    ]
    if lines:
        return Filled(field=question, state=State.ANSWERED, lines=tuple(lines))
    return _why_empty(question, by)


def _chain(question: Field, by: Filling) -> Filled:
    """The body named, then whom it answered to, step by step."""
    entered = _answer(question, by)
    lines = list(entered.lines) if entered.state is State.ANSWERED else []
    for actor, statements in _actors(by, question.properties).items():
        if actor is None:
            continue
        links = facilities.chain_of_command(actor)
        lines.append(Line(text=actor_words(actor, by.language), notes=by.book.claims(statements)))
        lines += [
            Line(
                text=told(
                    "answers_to",
                    by.language,
                    one=actor_words(lower.id, by.language),
                    other=actor_words(upper.id, by.language),
                )
            )
            for lower, upper in itertools.pairwise(links)
            if lower.is_actor
        ]
    if lines:
        return Filled(field=question, state=State.ANSWERED, lines=tuple(lines))
    return _why_empty(question, by)


def _evidence(question: Field, by: Filling) -> Filled:
    entered = _answer(question, by)
    line = Line(text=told("evidence_see", by.language, count=str(by.evidence)))
    lines = (line, *entered.lines) if entered.state is State.ANSWERED else (line,)
    return Filled(field=question, state=State.ANSWERED, lines=lines)


def _narrative(question: Field, by: Filling) -> Filled:
    """What was entered, then what the sources tell in order: also what does not help the case."""
    entered = _answer(question, by)
    told_lines = chronology.lines(by.subject.statements, by.language, by.book, by.subject.copies)
    lines = entered.lines if entered.state is State.ANSWERED else ()
    if told_lines:
        lines += (Line(text=phrase("chronology", by.language)), *told_lines)
    if by.subject.unreviewed:
        lines += (Line(text=phrase("end_unreviewed", by.language)),)
    lines += tuple(
        Line(text=told("end_reviewed", by.language, day=one.day), notes=by.book.answer(one))
        for one in by.subject.reviews
    )
    if not lines:
        return _missing(question, by)
    return Filled(field=question, state=State.ANSWERED, lines=lines)


def _duration(question: Field, by: Filling) -> Filled:
    """At least: from the last possible day of the beginning to the first possible day of the end."""
    entered = _answer(question, by)
    if entered.state is State.ANSWERED:
        return entered
    if by.subject.unreviewed:
        return _unreviewed(question, by)
    for prop in question.properties:
        dated = [one for one in _dated(by, prop) if one.reading.end is not None]
        if dated:
            break
    else:
        return _why_empty(question, by)
    chosen = choose(
        Fact(prop=prop, versions=versions_of(prop, dated)),
        by.subject.answers.get(f"choose.{prop}"),
        copies=by.subject.copies,
    )
    begun = _version_interval(chosen.first).end
    ended = [
        one
        for end in chronology.ENDS
        if chronology.tellers(by.subject.statements, end, by.subject.copies) >= chronology.ENOUGH
        for one in _dated(by, f"{end.value}.date")
        if one.reading.start is not None
    ]
    assert begun is not None
    end, remark = _end(begun, ended, by)
    if end is None or end < begun:
        return _missing(question, by)
    months = (end.year - begun.year) * 12 + end.month - begun.month - (end.day < begun.day)
    line = Line(
        text=told(
            "duration_since",
            by.language,
            length=length_words(months // 12, months % 12, by.language),
            start=day_words(begun, by.language),
            end=day_words(end, by.language),
        ),
        notes=by.book.claims([*chosen.first.statements, *ended]),
    )
    remarks = [remark] if remark else []
    if any(chronology.unconfirmed(by.subject.statements, one, by.subject.copies) for one in chronology.ENDS):
        remarks.append("duration_end_unconfirmed")
    lines = (line, *(Line(text=phrase(one, by.language)) for one in remarks))
    return Filled(field=question, state=State.ANSWERED, lines=lines)


def _end(begun: date, ended: Sequence[Statement], by: Filling) -> tuple[date | None, str]:
    """The first possible day of the end, and the remark that belongs to it."""
    if ended:
        return min(one.reading.start for one in ended if one.reading.start is not None), ""
    today = by.when.date()
    if begun <= END_OF_GOVERNMENT < today:
        return END_OF_GOVERNMENT, "duration_open"
    return today, "duration_now"


def _version_interval(version: Version) -> Interval:
    dated = [one.reading for one in version.statements if one.reading.end is not None]
    narrow = min(dated, key=lambda one: (one.end - one.start).days if one.start and one.end else 1 << 20)
    return Interval(start=narrow.start, end=narrow.end)


# --- entered -------------------------------------------------------------------------------------------------------


def _answer(question: Field, by: Filling) -> Filled:
    """What a person entered under the field's names; ``<field>.<language>`` goes before ``<field>``."""
    found = [
        (name, entered)
        for name in question.answers
        if (entered := entered_in(by.subject.answers, name, by.language)) is not None
    ]
    if not found:
        return _missing(question, by)
    lines = [
        Line(text=text, notes=by.book.answer(entered))
        for name, entered in found
        for text in _entered_texts(name, entered, question, by.language, named=len(question.answers) > 1)
    ]
    return Filled(field=question, state=State.ANSWERED, lines=tuple(lines))


def entered_in(answers: Mapping[str, Entered], name: str, language: str) -> Entered | None:
    return answers.get(f"{name}.{language}") or answers.get(name)


def _entered_texts(name: str, entered: Entered, question: Field, language: str, *, named: bool) -> list[str]:
    values = entered.value if isinstance(entered.value, list) else [entered.value]
    texts = [_entered_text(name, value, question, language) for value in values]
    key = f"answer_{name}"
    if named and key in phrases() and not isinstance(entered.value, list):
        return [told("happened", language, kind=phrase(key, language), what=text) for text in texts]
    return texts


def _entered_text(
    name: str, value: Any, question: Field, language: str
) -> str:  # an answer: whatever JSON can hold
    match value:
        case bool():
            return phrase("yes" if value else "no", language)
        case dict():
            return "; ".join(str(one) for one in value.values() if one not in {"", None})
        case str():
            code_list = ANSWER_CODES.get(name, question.codes)
            label = code_label(f"{code_list}:{value}", language)
            return value if label is None else label
        case _:
            return str(value)


def _rule(question: Field, by: Filling) -> Filled:
    """What the admissibility check found and why, then what a person entered."""
    entered = _answer(question, by)
    found = by.findings.get(TESTED_AS.get(question.id, question.id))
    lines = entered.lines if entered.state is State.ANSWERED else ()
    if found is not None:
        result = phrase(f"rule_{found.result}", by.language)
        whys = [Line(text=reason(why, by.language)) for why in found.why]
        if whys:
            text = told("rule_why", by.language, result=result, why=whys[0].text)
            lines = (Line(text=text), *whys[1:], *lines)
        else:
            lines = (Line(text=result), *lines)
    if not lines:
        return _missing(question, by)
    return Filled(field=question, state=State.ANSWERED, lines=lines)


def _consent(question: Field, by: Filling) -> Filled:
    """That there is consent, for what, in which capacity: never whose."""
    shown = by.subject.consent
    line = Line(
        text=told(
            "consent_shown",
            by.language,
            day=shown.day,
            purpose=code_label(f"consent_purpose:{shown.purpose}", by.language) or shown.purpose,
            capacity=code_label(f"consent_capacity:{shown.capacity}", by.language) or shown.capacity,
            form=code_label(f"consent_form:{shown.form}", by.language) or shown.form,
            ids=", ".join(shown.ids),
        )
    )
    return Filled(field=question, state=State.ANSWERED, lines=(line,))


def _language(question: Field, by: Filling) -> Filled:
    return Filled(
        field=question, state=State.ANSWERED, lines=(Line(text=phrase(f"lang_{by.language}", by.language)),)
    )
