"""What the parts of a letter come from: an audit made public, counts of others, what was sent and not answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sijill.amnesties import figures as published_counts
from sijill.amnesties.audit import Audit
from sijill.amnesties.decrees import decree
from sijill.amnesties.model import Confidence, Decree
from sijill.cases import procedures
from sijill.cases import store as cases
from sijill.cases.model import Case, Communication, Direction, Owner
from sijill.errors import UsageError
from sijill.mentions import store as mentions
from sijill.mentions.figures import Figure
from sijill.pipeline import amnesty, texts
from sijill.pipeline.figures import data_digest
from sijill.submissions import audit_tables
from sijill.submissions.audit_tables import PublicAudit, Published
from sijill.submissions.letter_counts import AuditCounts
from sijill.submissions.letter_parts import Sent
from sijill.tables.canonical import digest
from sijill.tables.register import Register


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An audit that a letter is to tell of."""

    decree: str
    rules: str
    as_of: date


def audited(register: Register, asked: Asked, *, at: datetime) -> Audit:
    """The audit itself; nothing is published by it."""
    return amnesty.audited(
        register, decree_id=asked.decree, rule_set=asked.rules, as_of=asked.as_of, at=at
    ).audit


def audit_counts(register: Register, made: Audit, *, at: datetime, actor: str) -> AuditCounts:
    """The counts as they are published with the letter: kept, and safe beside earlier ones of the same question."""
    table = audit_tables.make_public(
        made.by_custody, subject=_subject(made), data=_data(register, made.decree), at=at, by=actor
    )
    return _counts(made, table)


def preview(register: Register, made: Audit) -> AuditCounts:
    """What ``audit_counts`` would publish; nothing is published by looking."""
    table = audit_tables.preview(made.by_custody, subject=_subject(made), data=_data(register, made.decree))
    return _counts(made, table)


def counts_of_table(register: Register, row: Published) -> AuditCounts:
    """Counts that are public already, whoever writes. What they say of one person is not among them."""
    one = decree(row.decree, register)
    return _of_table(one, row.rules, row.as_of, row.table, people={})


def _counts(made: Audit, table: PublicAudit) -> AuditCounts:
    people = {each.person_id: (each.covered.value, each.release.released.value) for each in made.assessments}
    return _of_table(made.decree, made.rule_set, made.as_of, table, people=people)


def _of_table(
    one: Decree, rules: str, as_of: date, table: PublicAudit, *, people: Mapping[str, tuple[str, str]]
) -> AuditCounts:
    return AuditCounts(
        id=one.id,
        number=one.number,
        year=one.year,
        issued=one.issued,
        rules=rules,
        as_of=as_of,
        read=one.confidence is Confidence.TEXT,
        cells=table.cells,
        number_of_table=table.number or 0,
        people=people,
    )


def _subject(made: Audit) -> str:
    return audit_tables.subject_of(made.decree.id, made.rule_set, made.as_of.isoformat())


def _data(register: Register, chosen: Decree) -> str:
    """Of everything the counts follow from: the register's persons, passages of texts, the decree's own rules."""
    passages = sorted(str(one.pk) for one in mentions.claims())
    return digest([data_digest(register), passages, chosen.raw])


def counts_of(
    measures: Sequence[str],
    *,
    about: str | None,
    register: Register,
    known: tuple[Figure, ...] | None = None,
) -> tuple[Figure, ...]:
    """Others' counts: those about a decree (and all decrees together), and those of the named measures.

    ``known``: the counts whoever writes may see; all of them by default.

    Raises UsageError for a measure that nobody counted.
    """
    known = texts.all_figures() if known is None else known
    names = dict.fromkeys(one.measure for one in known)
    for wanted in measures:
        if wanted not in names:
            raise UsageError(f"Nobody counted {wanted!r}", remedy=f"Use of: {', '.join(names)}")
    mine = published_counts.about(decree(about, register), known) if about is not None else ()
    more = [one for one in known if one.measure in measures and one not in mine]
    return (*mine, *more)


def unanswered(case: Case, recipient: str) -> tuple[Sent, ...]:
    """What went out to the addressee after their last reply, oldest first.

    Letters to others, and from others, say nothing about the addressee's silence.
    """
    steps = {one.event: one for one in procedures.load(case.procedure).transitions}
    letters = [one for one in cases.communications_of(case.id) if _with(one, recipient)]
    by_id = {one.id: one for one in letters}
    told = {event.communication for event in case.events if event.communication}
    sent = [
        Sent(day=event.day, reference=_reference(by_id, event.communication))
        for event in case.events
        if event.event in steps and steps[event.event].sends
    ]
    sent += [
        Sent(day=one.day, reference=one.reference)
        for one in letters
        if one.direction is Direction.OUT and one.id not in told
    ]
    replies = [one.day for one in letters if one.direction is Direction.IN]
    replies += [
        event.day
        for event in case.events
        if event.event in steps and steps[event.event].by in {Owner.BODY, Owner.GOVERNMENT}
    ]
    last = max(replies, default=None)
    return tuple(
        sorted(
            (one for one in sent if last is None or one.day > last), key=lambda one: (one.day, one.reference)
        )
    )


def _with(one: Communication, recipient: str) -> bool:
    """Whether a letter was exchanged with the addressee; one that names no other side counts."""
    other = one.counterpart.strip().casefold()
    return not other or other in recipient.casefold() or recipient.casefold() in other


def _reference(letters: dict[str, Communication], wanted: str | None) -> str:
    return letters[wanted].reference if wanted is not None and wanted in letters else ""
