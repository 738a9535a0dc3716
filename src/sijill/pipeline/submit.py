"""A case becomes files: consent asked first, then claims, answers and forms put together, recorded, and written.

Nothing is sent from here. What is written names people and is not encrypted.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sijill import clock
from sijill.accession.models import Accession
from sijill.cases import admissibility
from sijill.cases import store as cases
from sijill.cases.admissibility import NEVER_DESPITE
from sijill.cases.checks import CHECKS
from sijill.cases.checks.treaty import OF_DATA
from sijill.cases.matter import Matter, Verdict
from sijill.cases.model import Answer, Case, Finding, Result
from sijill.claims.statements import Statement
from sijill.consents.model import Consent
from sijill.errors import SijillError, UsageError
from sijill.ledger import checkpoint as checkpoints
from sijill.ledger import proofs
from sijill.ledger import store as ledger
from sijill.mentions import store as mentions
from sijill.persons.gather import names_of
from sijill.pipeline.cases import matters
from sijill.pipeline.derive import require_linked
from sijill.submissions import (
    document as documents,
)
from sijill.submissions import (
    ends,
    exclusions,
    form_file,
    gate,
    manifest,
    render_docx,
    render_json,
    render_pdf,
    store,
)
from sijill.submissions.document import Confirmation, Document
from sijill.submissions.gate import Visible
from sijill.submissions.manifest import CHECKER, NAME, VERIFIER, Made
from sijill.submissions.model import (
    LANGUAGES,
    READING_COPY,
    ConsentShown,
    Entered,
    Form,
    Source,
    Subject,
    Tested,
)
from sijill.tables import register as registers
from sijill.tables import rows
from sijill.tables.files import sha256_of_bytes, write_bytes
from sijill.tables.register import Register

FORMATS: Final = ("pdf", "docx", "json")
# Kept out of the search for protected names: the author may be the informant, and says so in confidence.
AUTHOR: Final = "common"


class NoConsentError(SijillError):
    """Nothing is rendered without consent for this recipient and purpose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """What was rendered. ``warnings`` are sentences for the operator; none of them is in the files."""

    folder: Path
    rendering: str
    files: tuple[Made, ...]
    manifest_sha256: str
    documents: tuple[Document, ...]
    warnings: tuple[str, ...]


def everything(_: Statement) -> bool:
    """The operator of a register on their own machine sees all of it."""
    return True


def submit(
    register: Register,
    case_id: str,
    *,
    formats: Sequence[str],
    languages: Sequence[str],
    out: Path,
    at: datetime,
    actor: str,
    visible: Visible = everything,
    seen: Sequence[Matter] | None = None,
    with_proofs: bool = False,
    inside: bool = False,
) -> Submitted:
    """Renders the case into the new or empty folder ``out``, with manifest and checker. Records it before writing.

    ``seen``: the persons as whoever renders sees them. ``inside``: a page prepares the files in the register.

    Raises NoConsentError, ProtectedNameError, UsageError (language, format, folder), NotFoundError.
    """
    require_linked(register)
    case = cases.get(case_id)
    form = form_file.load(case.procedure)
    refuse_unfit(form, formats, languages)
    if not inside:
        refuse_folder(register, out)
    made = render(
        register,
        case,
        form,
        formats=formats,
        languages=languages,
        at=at,
        visible=visible,
        seen=seen,
    )
    files = [*made.files, Made(name=CHECKER, kind="program", language="", content=manifest.checker())]
    head, proof_files = _ledger(register, made.documents[0], with_proofs=with_proofs)
    files += proof_files
    confirmation = store.confirmation_of(form)
    content = manifest.manifest(
        made.documents,
        files,
        register=register.id,
        ledger=head,
        consents={one.person: one.consent for one in made.subjects},
        persons=[one.person for one in made.subjects],
        against=confirmation.against if confirmation else "",
    )
    row = store.rendered(
        form,
        case=case.id,
        persons=[one.person for one in made.subjects],
        consents=sorted({each for one in made.subjects for each in one.consent.ids}),
        made=files,
        manifest=content,
        confirmed=made.documents[0].confirmed,
        draft=any(one.is_draft for one in made.documents),
        at=at,
        by=actor,
    )
    return handed_over(out, row.id, files, content, documents=made.documents, warnings=warnings(made))


def handed_over(
    out: Path,
    rendering: str,
    files: Sequence[Made],
    content: bytes,
    *,
    documents: Sequence[Document],
    warnings: Sequence[str],
) -> Submitted:
    """Writes what was rendered into its folder; ``content`` is the manifest's."""
    for one in files:
        write_bytes(out / one.name, one.content)
    write_bytes(out / NAME, content)
    return Submitted(
        folder=out,
        rendering=rendering,
        files=tuple(files),
        manifest_sha256=sha256_of_bytes(content),
        documents=tuple(documents),
        warnings=tuple(warnings),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """The files in memory, and what they were made from."""

    form: Form
    files: tuple[Made, ...]
    documents: tuple[Document, ...]
    subjects: tuple[Subject, ...]
    sources: Mapping[str, Source]
    matters: tuple[Matter, ...]


def render(
    register: Register,
    case: Case,
    form: Form,
    *,
    formats: Sequence[str],
    languages: Sequence[str],
    at: datetime,
    visible: Visible = everything,
    seen: Sequence[Matter] | None = None,
) -> Rendered:
    """Reads only: the documents of the case in memory. Raises NoConsentError and ProtectedNameError.

    The gate asks everything the register holds, whoever renders; the documents are made from what is ``seen``.
    """
    found = matters(register, case, on=clock.day(at))
    refuse_without_consent(found)
    left_out = left_out_of(found)
    if seen is not None:
        refuse_without_consent(seen)
        found = list(seen)
    sources = sources_of()
    subjects = tuple(subject_of(one, form, visible, also=left_out[one.person.asked]) for one in found)
    confirmation = store.confirmation_of(form)
    made = tuple(
        _document(found, subjects, form, case, language, at, sources, confirmation) for language in languages
    )
    for one in made:
        said = [statement for matter in found for statement in matter.person.statements]
        own = [name for matter in found for name in names_of(matter.person.statements)]
        open_part = {key: value for key, value in one.data.items() if key != AUTHOR}
        gate.refuse_named_witnesses(open_part, said, own)
        told = zip(subjects, (matter.person.statements for matter in found), strict=True)
        gate.refuse_left_out(one.data, told)
    files = tuple(
        Made(
            name=f"{one.name}.{file_format}",
            kind=file_format,
            language=one.language,
            content=render_one(one, file_format),
        )
        for one in made
        for file_format in formats
    )
    return Rendered(
        form=form, files=files, documents=made, subjects=subjects, sources=sources, matters=tuple(found)
    )


def refuse_without_consent(found: Sequence[Matter]) -> None:
    """The gate before everything: for every person, today, for this body and purpose, and still the same person."""
    lacking = {
        matter.person.asked: [one for one in firm(matter) if one[1] is not Result.PASS] for matter in found
    }
    told = "; ".join(
        f"{person}: {', '.join(f'{name} ({why})' for name, _, why in reasons)}"
        for person, reasons in lacking.items()
        if reasons
    )
    if told:
        raise NoConsentError(
            f"Nothing was rendered ({told})",
            remedy="Record the consent with: sijill consent add; what is missing shows: sijill case check",
        )


def firm(matter: Matter) -> list[tuple[str, Result, str]]:
    """Consent and identity, tested here whatever the procedure's data list."""
    verdicts = {name: CHECKS[name](matter, {}) for name in sorted(NEVER_DESPITE)}
    return [(name, one.result, one.why.en) for name, one in verdicts.items()]


def refuse_unfit(form: Form, formats: Sequence[str], languages: Sequence[str]) -> None:
    """UsageError for a language the body does not take, other than the Arabic reading copy."""
    taken = [*form.languages, *([] if READING_COPY in form.languages else [READING_COPY])]
    for language in languages:
        if language not in LANGUAGES or language not in taken:
            raise UsageError(
                f"{form.id} is not filed in {language!r}",
                remedy=f"Use one of: {', '.join(form.languages)}; {READING_COPY} gives a copy for reading",
            )
    for one in formats:
        if one not in FORMATS:
            raise UsageError(f"{one!r} is not a format", remedy=f"Use one of: {', '.join(FORMATS)}")
    if not formats or not languages:
        raise UsageError("No format or no language was named", remedy="Add --format pdf --lang en")


def sources_of() -> dict[str, Source]:
    """Every sealed file by SHA-256, with the organisation that delivered it or, of a text, its publisher."""
    texts = {
        one.sha256: Source(
            accession=one.id,
            list_id=one.id,
            organisation=one.publisher,
            file=one.name,
            sha256=one.sha256,
            size=one.size,
            as_of=one.published,
            received=one.at,
            path=one.path,
        )
        for one in mentions.documents()
    }
    return texts | {
        one.sha256: Source(
            accession=one.id,
            list_id=one.list_id,
            organisation=one.list.organisation.name,
            file=one.name,
            sha256=one.sha256,
            size=one.size,
            as_of=one.as_of,
            received=one.received_at,
            path=one.path,
        )
        for one in Accession.objects.select_related("list__organisation").order_by("number")
    }


def warnings(made: Rendered) -> list[str]:
    """What the operator must know before filing: every language says the same, so the first one is asked."""
    first = made.documents[0]
    told = []
    if not first.confirmed and first.form.mark != "V":
        told.append(
            f"The form {first.form.id} was reconstructed and never compared with the live one: "
            f"compare it, then sijill form confirm {first.form.id}"
        )
    told += [
        f"Unverified in {one.language} [K]: the wording or the language itself; let a lawyer read it"
        for one in made.documents
        if documents.unconfirmed_wording(one.form, one.language)
    ]
    told += [
        f"{person}: a source tells of a {end} that no named person reviewed; it is not told: "
        f"sijill case review DIR {first.case} --person {person} --end {end} --reviewer NAME --reason TEXT"
        for person, end in first.unreviewed
    ]
    told += [f"{person}: the mandatory field {field} is empty" for person, field in first.missing]
    told += [f"{person}: sources differ on {field}" for person, field in first.contradicted]
    told += [
        f"{subject.person}: the consent leaves out what the form requires: {field.id}"
        for subject in made.subjects
        for field in exclusions.mandatory(first.form, subject.without)
    ]
    told += untranslated(made.documents)
    for matter in made.matters:
        told += [
            f"{matter.person.asked}: {one.requirement.id} is {one.result.value}: {one.why.en}"
            for one in admissibility.check(matter)
            if one.result is not Result.PASS and one.requirement.id not in NEVER_DESPITE
        ]
    return list(dict.fromkeys(told))


def untranslated(made: Sequence[Document]) -> list[str]:
    """Answers that stand in one language in documents of several."""
    languages: dict[str, list[str]] = {}
    for one in made:
        for name in one.untranslated:
            languages.setdefault(name, []).append(one.language)
    return [
        f"The answer {name} reads the same in {', '.join(found)}: sijill case set DIR CASE {name}.{found[-1]}=…"
        for name, found in languages.items()
        if len(found) > 1
    ]


def left_out_of(found: Sequence[Matter]) -> dict[str, frozenset[str]]:
    """What the consents leave out of each person as the case names them, by everything these matters hold."""
    return {one.person.asked: frozenset(CHECKS["consent"](one, {}).excluded) for one in found}


def subject_of(
    matter: Matter, form: Form, visible: Visible, *, also: Collection[str] = frozenset()
) -> Subject:
    """``also``: what consents leave out that whoever renders does not see: it is left out all the same."""
    verdict = CHECKS["consent"](matter, {})
    excluded = frozenset(verdict.excluded) | frozenset(also)
    without = exclusions.left_out(excluded)
    answers = entered_of(matter)
    allowed, hidden = gate.parted(matter.person.statements, form, visible, without)
    found = ends.sorted_by_review(allowed, answers)
    printed = found.told
    episode = matter.episode
    return Subject(
        person=matter.person.id,
        names=names_of(printed),
        statements=printed,
        hidden=hidden,
        witnessed="sighting.by" in hidden,
        episode=frozenset(episode.records)
        if episode is not None and len(matter.person.episodes) > 1
        else frozenset(),
        answers={
            name: entered
            for name, entered in answers.items()
            if name not in without.answers and name.rpartition(".")[0] not in without.answers
        },
        consent=_consent(matter, verdict, excluded),
        copies=matter.copies,
        without=without,
        unreviewed=tuple(one.value for one in found.unreviewed),
        reviews=found.reviews,
    )


def entered_of(matter: Matter) -> dict[str, Entered]:
    """What counts of what was entered for this person and for the case."""
    return {name: _entered(name, one) for name, one in matter.answers.items() if one.value is not None}


def _entered(name: str, answer: Answer) -> Entered:
    return Entered(field=name, value=answer.value, ref=answer.ref, day=answer.at[:10])


def _consent(matter: Matter, verdict: Verdict, excluded: frozenset[str]) -> ConsentShown:
    """The consents that open the gate, as far as they may be told."""
    by_id: dict[str, Consent] = {one.id: one for one in matter.consents}
    given = [by_id[one] for one in verdict.consents if one in by_id]
    latest = max(given, key=lambda one: one.number) if given else None
    return ConsentShown(
        purpose=latest.purpose if latest else matter.procedure.purpose,
        capacity=latest.capacity if latest else "",
        form=latest.form if latest else "",
        day=latest.date.isoformat() if latest else "",
        ids=tuple(one.id for one in given),
        excludes=tuple(sorted(excluded)),
    )


def _document(
    found: Sequence[Matter],
    subjects: Sequence[Subject],
    form: Form,
    case: Case,
    language: str,
    at: datetime,
    sources: Mapping[str, Source],
    confirmation: Confirmation | None,
) -> Document:
    findings = {
        matter.person.id: {one.requirement.id: tested(one) for one in admissibility.check(matter)}
        for matter in found
    }
    return documents.build(
        form,
        subjects,
        case=case.id,
        language=language,
        when=at,
        sources=sources,
        confirmation=confirmation,
        findings=findings,
    )


def tested(found: Finding) -> Tested:
    """A finding as the document tells it: of the warnings only what is said of the data themselves."""
    remarks = tuple(one for one in found.warnings if one in OF_DATA)
    return Tested(result=found.result.value, why=(found.why, *remarks))


def render_one(document: Document, file_format: str) -> bytes:
    match file_format:
        case "pdf":
            return render_pdf.render(document)
        case "docx":
            return render_docx.render(document)
        case "json":
            return render_json.render(document)
        case _:
            raise UsageError(f"{file_format!r} is not a format", remedy=f"Use one of: {', '.join(FORMATS)}")


def refuse_folder(register: Register, out: Path) -> None:
    registers.refuse_inside(register, out)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out} is not an empty folder", remedy="Name a new folder with --out")


def _ledger(
    register: Register, document: Document, *, with_proofs: bool
) -> tuple[dict[str, Any], list[Made]]:
    """The ledger as it stood, and on demand the proof that each evidence file was sealed in it.

    A proof opens the entry of the receipt: whoever gets it reads when and by which account the file was received.
    """
    size, root = ledger.head()
    head: dict[str, Any] = {"size": size, "root": root}
    if not with_proofs:
        return head, []
    now = checkpoints.current(register.root, register.id)
    made = [Made(name=VERIFIER, kind="program", language="", content=proofs.verifier().encode())]
    wanted = {row["sha256"]: row["code"] for row in document.data["evidence"]["rows"]}
    named = {}
    for sha256, seq in _receipts(wanted).items():
        name = f"proof.{wanted[sha256]}.json".lower()
        proof = proofs.inclusion(seq, now, opened=True)
        text = json.dumps(proof, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        made.append(Made(name=name, kind="proof", language="", content=text.encode()))
        named[name] = sha256
    return head | {"checkpoint": now.note, "proofs": named}, made


@rows.over_everything
def _receipts(wanted: Mapping[str, str]) -> dict[str, int]:
    """SHA-256 -> number of the first entry that sealed a file of these bytes."""
    found: dict[str, int] = {}
    for entry in ledger.entries():
        for seal in json.loads(entry.payload)["files"]:
            if seal["sha256"] in wanted:
                found.setdefault(seal["sha256"], entry.seq)
    return found
