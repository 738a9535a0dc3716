"""A letter of a case: words from a template, counts made public with it, the names of those who agreed to be named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

from sijill import clock
from sijill.cases import store as cases
from sijill.cases.matter import Matter
from sijill.cases.model import Case, Result
from sijill.errors import UsageError
from sijill.mentions.figures import Figure
from sijill.persons.gather import names_of
from sijill.pipeline import letter_contents as contents
from sijill.pipeline import letter_figures as register_figures
from sijill.pipeline import submit as submitting
from sijill.pipeline.cases import matters
from sijill.pipeline.derive import require_linked
from sijill.pipeline.letter_contents import Asked
from sijill.pipeline.submit import Submitted
from sijill.statistics.counts import Stratum
from sijill.statistics.models import PublicTable
from sijill.submissions import (
    audit_tables,
    form_file,
    gate,
    letter,
    letter_file,
    letter_parts,
    manifest,
    store,
)
from sijill.submissions.document import WRITTEN_IN, Document
from sijill.submissions.gate import Visible
from sijill.submissions.letter import Contents
from sijill.submissions.letter_file import USUAL, Needs, Part, Provision, Template
from sijill.submissions.manifest import CHECKER, Made
from sijill.submissions.model import Entered, Form, Subject
from sijill.submissions.store import Worded
from sijill.tables.register import Register

if TYPE_CHECKING:
    from sijill.pipeline.letter_figures import Published
    from sijill.submissions.letter_counts import AuditCounts

LETTER = "LETTER"


class NoAuditError(UsageError):
    """The letter tells of an audit and none was named."""


class NoPlaceError(UsageError):
    """The letter has no part for something that was asked for."""


class NobodyNamedError(UsageError):
    """The letter is a list of names and nobody agreed to be named."""


class NothingWaitsError(UsageError):
    """The letter is about silence and nothing waits for a reply."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a letter is to hold. ``by`` None: no table of the register; empty: the total alone; ``as_of`` its day.

    ``table``: one that was published before, in place of ``by``. ``counts``: measures of others' counts,
    of those ``known_counts`` that whoever writes may see (None: all). ``audit_table``: counts of an audit that are
    public already, in place of ``audit``.
    """

    template: str = USUAL
    by: Sequence[Stratum] | None = None
    as_of: date | None = None
    table: PublicTable | None = None
    audit: Asked | None = None
    counts: Sequence[str] = ()
    provisions: Sequence[str] = field(default_factory=tuple)
    audit_table: int | None = None
    known_counts: tuple[Figure, ...] | None = None

    @property
    def has_audit(self) -> bool:
        return self.audit is not None or self.audit_table is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The persons of a letter who may be named, and the ids of those who may not, with the reason."""

    subjects: tuple[Subject, ...]
    unnamed: Mapping[str, str]


def write_letter(
    register: Register,
    case_id: str,
    wanted: Wanted,
    *,
    formats: Sequence[str],
    languages: Sequence[str],
    out: Path,
    at: datetime,
    actor: str,
    visible: Visible = submitting.everything,
    seen: Sequence[Matter] | None = None,
    inside: bool = False,
) -> Submitted:
    """Renders into the new or empty folder ``out``; ``seen`` and ``inside`` as in ``submit``.

    What the letter publishes is published only if it is rendered. Raises UsageError when the letter does not fit the
    case, has no addressee or lacks what it needs, and ProtectedNameError.
    """
    require_linked(register)
    case = cases.get(case_id)
    template = letter_file.load(wanted.template, register)
    form = form_file.load(LETTER)
    _refuse_unfit(template, case, form, wanted, formats, languages)
    if not inside:
        submitting.refuse_folder(register, out)
    found = matters(register, case, on=clock.day(at))
    named = name_those_who_agreed(found, visible, seen)
    shown = found if seen is None else list(seen)
    with transaction.atomic():
        documents, provisions = _documents(
            register, case, template, form, wanted, languages, found, named, at=at, actor=actor
        )
        for one in documents:
            _refuse_protected(one, shown, named.subjects)
        files = _files(documents, formats)
        consents = {one.person: one.consent for one in named.subjects}
        content = manifest.manifest(
            documents,
            files,
            register=register.id,
            ledger={},
            consents=consents,
            persons=list(consents),
            against="",
            letter={"template": template.id, "version": template.version, "digest": template.digest},
        )
        row = store.rendered(
            Worded(id=form.id, digest=template.digest),
            case=case.id,
            persons=list(consents),
            consents=sorted({each for one in consents.values() for each in one.ids}),
            made=files,
            manifest=content,
            confirmed=True,
            draft=False,
            at=at,
            by=actor,
        )
    told = _warnings(languages, named, provisions, documents)
    return submitting.handed_over(out, row.id, files, content, documents=documents, warnings=told)


def _refuse_unfit(
    template: Template,
    case: Case,
    form: Form,
    wanted: Wanted,
    formats: Sequence[str],
    languages: Sequence[str],
) -> None:
    if not template.fits(case.procedure):
        raise UsageError(
            f"Case {case.id} ({case.procedure}) is no letter of the kind {template.id!r}",
            remedy=f"It belongs to: {', '.join(template.procedures)}. Open one with: sijill case new --procedure "
            f"{template.procedures[0]}",
        )
    submitting.refuse_unfit(
        form, formats, [one for one in languages if one in template.languages] or languages
    )
    missing = [one for one in languages if one not in template.languages]
    if missing:
        raise UsageError(
            f"The letter {template.id!r} is not there in {missing[0]!r}",
            remedy=f"Use one of: {', '.join(template.languages)}",
        )
    if Needs.AUDIT in template.needs and not wanted.has_audit:
        raise NoAuditError(
            f"The letter {template.id!r} tells of an audit, and none was named",
            remedy="Name its decree and day: --decree LD-7-2022 --as-of 2022-12-31",
        )
    unused = [
        name
        for name, given, part in (
            ("figures", wanted.by is not None or wanted.table is not None, Part.FIGURES),
            ("audit", wanted.has_audit, Part.AUDIT),
            ("counts", bool(wanted.counts), Part.PUBLISHED),
            ("provisions", bool(wanted.provisions), Part.BASIS),
        )
        if given and part not in template.parts
    ]
    if unused:
        raise NoPlaceError(
            f"The letter {template.id!r} has no place for: {', '.join(unused)}",
            remedy="Leave it out, or take another letter: sijill form letters",
        )


def _documents(
    register: Register,
    case: Case,
    template: Template,
    form: Form,
    wanted: Wanted,
    languages: Sequence[str],
    found: Sequence[Matter],
    named: Named,
    *,
    at: datetime,
    actor: str,
) -> tuple[list[Document], tuple[Provision, ...]]:
    answers = submitting.entered_of(found[0])
    plain = recipient_of(case, found[0], answers, WRITTEN_IN)
    sent = contents.unanswered(case, plain) if Part.HISTORY in template.parts else ()
    if Needs.HISTORY in template.needs and not sent:
        raise NothingWaitsError(
            f"Nothing in case {case.id} waits for a reply",
            remedy="Log what was sent: sijill case log DIR CASE --event submitted --sent; a reply ends the waiting",
        )
    if Needs.PERSONS in template.needs and not named.subjects:
        raise NobodyNamedError(
            f"Nobody in case {case.id} agreed to be named to this addressee",
            remedy="The letter is a list of names; see who agreed with: sijill consent list DIR --person ID",
        )
    audit = _audit(register, wanted, at=at, actor=actor)
    figures = _figures(register, wanted, at=at, actor=actor)
    counts = (
        contents.counts_of(
            wanted.counts,
            about=None if audit is None else audit.id,
            register=register,
            known=wanted.known_counts,
        )
        if Part.PUBLISHED in template.parts
        else ()
    )
    more = tuple(letter_file.provision(one) for one in wanted.provisions)
    sources = submitting.sources_of()
    documents = [
        letter.build(
            form,
            template,
            Contents(
                recipient=recipient_of(case, found[0], answers, language),
                subjects=named.subjects,
                others=bool(named.unnamed),
                answers=answers,
                procedure=case.procedure,
                figures=register_figures.in_language(figures, language),
                audit=audit,
                counts=counts,
                sent=sent,
                provisions=more,
                sources=sources,
            ),
            case=case.id,
            language=language,
            when=at,
        )
        for language in languages
    ]
    return documents, letter.provisions_of(template, case.procedure, more)


def _audit(register: Register, wanted: Wanted, *, at: datetime, actor: str) -> "AuditCounts | None":
    if wanted.audit_table is not None:
        return contents.counts_of_table(register, audit_tables.numbered(wanted.audit_table))
    if wanted.audit is None:
        return None
    made = contents.audited(register, wanted.audit, at=at)
    return contents.audit_counts(register, made, at=at, actor=actor)


def _figures(register: Register, wanted: Wanted, *, at: datetime, actor: str) -> "Published | None":
    if wanted.table is not None:
        return register_figures.figures_of(wanted.table)
    if wanted.by is None:
        return None
    return register_figures.published(register, wanted.by, wanted.as_of, at=at, actor=actor)


def _refuse_protected(one: Document, found: Sequence[Matter], subjects: Sequence[Subject]) -> None:
    said = [statement for matter in found for statement in matter.person.statements]
    own = [name for matter in found for name in names_of(matter.person.statements)]
    gate.refuse_named_witnesses({key: text for key, text in one.data.items() if key != "sender"}, said, own)
    by_person = {matter.person.id: matter.person.statements for matter in found}
    gate.refuse_left_out(one.data, [(each, by_person[each.person]) for each in subjects])


def _files(documents: Sequence[Document], formats: Sequence[str]) -> list[Made]:
    made = [
        Made(
            name=f"{one.name}.{kind}",
            kind=kind,
            language=one.language,
            content=submitting.render_one(one, kind),
        )
        for one in documents
        for kind in formats
    ]
    return [*made, Made(name=CHECKER, kind="program", language="", content=manifest.checker())]


def _warnings(
    languages: Sequence[str],
    named: Named,
    provisions: Sequence[Provision],
    documents: Sequence[Document],
) -> list[str]:
    told = [
        f"The wording in {language} is our translation [K]: let a lawyer read it"
        for language in languages
        if language != WRITTEN_IN
    ]
    told += [
        f"{letter_parts.provision_id(one)} is general knowledge [K]: check the text before you quote it"
        for one in provisions
        if letter_parts.mark_of(one) == "K"
    ]
    told += submitting.untranslated(documents)
    return told + [f"{person} is not named: {why}" for person, why in named.unnamed.items()]


def name_those_who_agreed(
    found: Sequence[Matter], visible: Visible, seen: Sequence[Matter] | None = None
) -> Named:
    """Splits the persons of the case by the gate that submissions have; here those without consent are left out.

    The gate asks everything that was ``found``; names are printed as they are ``seen``.
    """
    form = form_file.load(LETTER)
    shown = {one.person.asked: one for one in (found if seen is None else seen)}
    subjects, unnamed = [], {}
    for matter in found:
        mine = shown.get(matter.person.asked)
        asked = [matter] if mine is None or mine is matter else [matter, mine]
        lacking = dict.fromkeys(
            why for one in asked for _, result, why in submitting.firm(one) if result is not Result.PASS
        )
        if lacking or mine is None:
            unnamed[matter.person.asked] = " ".join(lacking)
        else:
            also = submitting.left_out_of([matter])[matter.person.asked]
            subjects.append(submitting.subject_of(mine, form, visible, also=also))
    return Named(subjects=tuple(subjects), unnamed=unnamed)


def recipient_of(case: Case, matter: Matter, answers: Mapping[str, Entered], language: str) -> str:
    """Whom the letter is addressed to: as entered for the case, else the body whose procedure it is.

    Raises UsageError for a letter of its own that says nobody.
    """
    entered = letter_parts.texts_of(answers, "letter_recipient", language)
    if entered:
        return "\n".join(entered)
    if case.procedure != LETTER:
        return matter.procedure.body.in_(language)
    raise UsageError(
        f"Case {case.id} does not say to whom the letter goes",
        remedy=f"Say it: sijill case set DIR {case.id} letter_recipient=…",
    )
