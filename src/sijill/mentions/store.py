"""Texts, and what people accepted out of them, in SQL; each row enters with its ledger entry, or not at all."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.db import transaction

from sijill.accession.receive import scratch_folder
from sijill.accession.seal import seal, unseal_unused
from sijill.errors import NotFoundError, RefusedFileError, RegisterError, UsageError
from sijill.ids import digest_id
from sijill.ledger import store as ledger
from sijill.mentions.extract import extract
from sijill.mentions.figures import Figure
from sijill.mentions.model import Extracted
from sijill.mentions.models import AcceptedClaim, AcceptedFigure, Document, PassedOver, TextTerms
from sijill.tables import database, fetch
from sijill.tables.files import sha256_of_bytes
from sijill.tables.register import Register

SEALED: Final = "sealed"
ORGANISATION: Final = "organisation"
LEVELS: Final = (SEALED, ORGANISATION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """``new`` is False when the very same file of this publisher had been received before."""

    document: Document
    extracted: Extracted
    new: bool


def receive(
    register: Register,
    path: Path,
    *,
    publisher: str,
    title: str = "",
    published: str = "",
    organisation: str = "",
    level: str = SEALED,
    at: datetime,
    actor: str,
) -> Received:
    """Seals the file, reads its text, and records the document; a refused file leaves no trace.

    ``organisation`` received it, and it is that organisation's alone: the same file of another is another document.
    Empty: the operator's.
    """
    if not publisher.strip():
        raise UsageError("A text needs somebody who says it", remedy="Name the publisher with --from")
    if level not in LEVELS:
        raise UsageError(f"{level!r} is no level of a text", remedy=f"Use one of: {', '.join(LEVELS)}")
    sealed = seal(path, register.vault, name=path.name)
    try:
        with scratch_folder() as workspace:
            extracted = extract(sealed.path, name=path.name, workspace=workspace)
    except RefusedFileError:
        if sealed.sha256 not in _known_sha256():
            unseal_unused(sealed)
        raise
    key = digest_id("t", publisher, sealed.sha256, *((organisation,) if organisation else ()))
    found = Document.objects.filter(id=key).first()
    if found is not None:
        return Received(document=found, extracted=extracted, new=False)
    with transaction.atomic():
        ledger.take_turn()
        row = Document(
            id=key,
            number=Document.objects.count() + 1,
            name=path.name,
            title=title,
            publisher=publisher,
            published=published,
            kind=extracted.kind.value,
            sha256=sealed.sha256,
            size=sealed.size,
            path=register.relative(sealed.path),
            text_sha256=sha256_of_bytes(extracted.text.encode()),
            letters=len(extracted.text),
            flags=",".join(extracted.flags),
            at=at.isoformat(),
            by=actor,
        )
        row.save(force_insert=True)
        terms = _terms_row(row, organisation, level, at=at, actor=actor) if organisation else None
        ledger.append(
            "text.received",
            actor=actor,
            at=at,
            rows=[row, *([terms] if terms is not None else [])],
            files=[ledger.FileSeal(path=row.path, sha256=row.sha256, size=row.size)],
            detail={"document": key, "letters": row.letters},
        )
    return Received(document=row, extracted=extracted, new=True)


def set_terms(row: Document, level: str, *, at: datetime, actor: str) -> TextTerms:
    """Changes how far a text opens inside the organisation that received it. UsageError for one without."""
    now = terms().get(row.id)
    if now is None or level not in LEVELS:
        raise UsageError("This text has no such terms", remedy=f"Use one of: {', '.join(LEVELS)}")
    with transaction.atomic():
        made = _terms_row(row, now.organisation, level, at=at, actor=actor)
        ledger.append(
            "text.terms", actor=actor, at=at, rows=[made], detail={"document": row.id, "level": level}
        )
    return made


def terms() -> dict[str, TextTerms]:
    """Document -> the terms that count; documents without are the operator's alone."""
    return {one.document_id: one for one in TextTerms.objects.order_by("id")}


def pass_over(
    row: Document, kind: str, start: int, end: int, *, taken_up: bool = False, at: datetime, actor: str
) -> PassedOver:
    """Keeps that a suggestion was looked at and not taken, or (``taken_up``) that it is open again."""
    if not 0 <= start < end <= row.letters:
        raise UsageError(f"The text has letters 0 to {row.letters}, not {start} to {end}")
    with transaction.atomic():
        made = PassedOver(
            document=row,
            kind=kind,
            start=start,
            end=end,
            taken_up=taken_up,
            at=at.isoformat(),
            by=actor,
        )
        made.save(force_insert=True)
        ledger.append(
            "text.taken_up" if taken_up else "text.passed_over",
            actor=actor,
            at=at,
            rows=[made],
            detail={"document": row.id, "kind": kind, "start": start, "end": end},
        )
    return made


def passed_over(row: Document) -> frozenset[tuple[str, int, int]]:
    """Kind and letters of the suggestions that were passed over and not taken up again."""
    last = {
        (one.kind, one.start, one.end): one.taken_up
        for one in PassedOver.objects.filter(document=row).order_by("id")
    }
    return frozenset(place for place, taken_up in last.items() if not taken_up)


def document(asked: str) -> Document:
    """By its id. Raises NotFoundError."""
    found = Document.objects.filter(id=asked.strip()).first()
    if found is None:
        raise NotFoundError(f"No text {asked!r}", remedy="See the ids with: sijill mentions list DIR")
    return found


def documents() -> list[Document]:
    return list(Document.objects.order_by("number"))


def text_of(register: Register, row: Document) -> Extracted:
    """The text again, from the sealed file. RegisterError when it is not the text whose letters were counted."""
    with scratch_folder() as workspace:
        extracted = extract(register.root / row.path, name=row.name, workspace=workspace)
        if sha256_of_bytes(extracted.text.encode()) != row.text_sha256:
            older = extract(
                register.root / row.path, name=row.name, workspace=workspace / "before", as_before=True
            )
            if sha256_of_bytes(older.text.encode()) == row.text_sha256:
                return older
    if sha256_of_bytes(extracted.text.encode()) != row.text_sha256:
        raise RegisterError(
            f"The text of {row.id} reads differently than on the day it was received",
            remedy="Run: sijill verify DIR. If the file is whole, a reader changed: receive it again",
        )
    return extracted


def accept_claim(
    row: Document,
    extracted: Extracted,
    *,
    record: str,
    prop: str,
    start: int,
    end: int,
    visibility: str,
    reason: str,
    at: datetime,
    actor: str,
) -> AcceptedClaim:
    """Writes a passage as a claim about the person of ``record``; the value is the passage, letter by letter."""
    value = passage(extracted, start, end)
    if _standing_claim(row, record, prop, start, end) is not None:
        raise UsageError("This passage was accepted for this person already", remedy="Nothing was changed")
    with transaction.atomic():
        made = AcceptedClaim(
            document=row,
            record=record,
            prop=prop,
            value=value,
            start=start,
            end=end,
            page=extracted.page_of(start),
            visibility=visibility,
            reason=reason,
            at=at.isoformat(),
            by=actor,
        )
        made.save(force_insert=True)
        ledger.append(
            "text.claim.accepted",
            actor=actor,
            at=at,
            rows=[made],
            detail={"document": row.id, "record": record, "property": prop, "start": start, "end": end},
        )
    return made


def accept_figure(
    row: Document,
    extracted: Extracted,
    figure: Figure,
    *,
    start: int,
    end: int,
    at: datetime,
    actor: str,
) -> AcceptedFigure:
    """Writes a passage as a published count. Raises UsageError without a source or a definition."""
    if not figure.source.strip() or not figure.definition.strip():
        raise UsageError(
            "A figure needs a source and a definition", remedy="Say who counted, and what was counted"
        )
    quote = passage(extracted, start, end)
    with transaction.atomic():
        made = AcceptedFigure(
            document=row,
            measure=figure.measure,
            subject=figure.subject,
            value=figure.value,
            bound=figure.bound,
            as_of=figure.as_of,
            source=figure.source,
            definition=figure.definition,
            quote=quote,
            start=start,
            end=end,
            at=at.isoformat(),
            by=actor,
        )
        made.save(force_insert=True)
        ledger.append(
            "text.figure.accepted",
            actor=actor,
            at=at,
            rows=[made],
            detail={"document": row.id, "measure": figure.measure, "start": start, "end": end},
        )
    return made


def undo_claim(number: int, *, reason: str, at: datetime, actor: str) -> AcceptedClaim:
    """Takes an accepted claim back by a further row; the first one stays."""
    former = next((one for one in claims() if one.pk == number), None)
    if former is None:
        raise NotFoundError(
            f"No standing claim {number} from a text", remedy="See: sijill mentions accepted DIR"
        )
    with transaction.atomic():
        row = AcceptedClaim(
            document=former.document,
            record=former.record,
            prop=former.prop,
            value=former.value,
            start=former.start,
            end=former.end,
            page=former.page,
            visibility=former.visibility,
            reason=reason,
            undoes=former,
            at=at.isoformat(),
            by=actor,
        )
        row.save(force_insert=True)
        ledger.append("text.claim.undone", actor=actor, at=at, rows=[row], detail={"undoes": number})
    return row


def erase_claims(records: Collection[str], *, at: datetime, actor: str) -> tuple[AcceptedClaim, ...]:
    """Deletes every row about these records, those that took one back too; the ledger keeps which rows are gone.

    The returned rows are in no table any more. The sealed text still holds the passages. Nothing about these records:
    nothing is written.
    """
    with transaction.atomic():
        gone = tuple(AcceptedClaim.objects.filter(record__in=list(records)).order_by("-id"))
        if not gone:
            return ()
        table = AcceptedClaim._meta.label_lower
        ledger.append(
            "text.claim.erased",
            actor=actor,
            at=at,
            detail={
                "records": sorted(records),
                "documents": sorted({row.document_id for row in gone}),
                ledger.ERASED_ROWS: [[table, str(row.pk)] for row in gone],
            },
        )
        for row in gone:  # what takes back stands after what is taken back, and goes first
            AcceptedClaim.objects.filter(pk=row.pk).delete()
    database.forget_deleted(AcceptedClaim._meta.db_table)
    return gone[::-1]


def undo_figure(number: int, *, at: datetime, actor: str) -> AcceptedFigure:
    """The same for a figure."""
    former = next((one for one in figure_rows() if one.pk == number), None)
    if former is None:
        raise NotFoundError(
            f"No standing figure {number} from a text", remedy="See: sijill mentions figures DIR"
        )
    with transaction.atomic():
        row = AcceptedFigure(
            document=former.document,
            measure=former.measure,
            subject=former.subject,
            value=former.value,
            bound=former.bound,
            as_of=former.as_of,
            source=former.source,
            definition=former.definition,
            quote=former.quote,
            start=former.start,
            end=former.end,
            undoes=former,
            at=at.isoformat(),
            by=actor,
        )
        row.save(force_insert=True)
        ledger.append("text.figure.undone", actor=actor, at=at, rows=[row], detail={"undoes": number})
    return row


def claims(origins: Collection[str] | None = None) -> list[AcceptedClaim]:
    """Those that stand, of these records' origins or of all, in the order of acceptance."""
    if origins is not None and not _is_about(list(origins)):
        return []
    asked = AcceptedClaim.objects.select_related("document").order_by("id")
    rows = list(asked if origins is None else asked.filter(record__in=origins))
    undone = {row.undoes_id for row in rows}
    return [row for row in rows if row.undoes_id is None and row.pk not in undone]


def _is_about(origins: list[str]) -> bool:
    """Whether anything was accepted of any of them: of most people nothing was."""
    where = f"record IN ({fetch.marks(origins)}) LIMIT 1" if origins else "1 = 0"
    return bool(fetch.values_of(AcceptedClaim, ("id",), where, origins))


def figure_rows() -> list[AcceptedFigure]:
    rows = list(AcceptedFigure.objects.select_related("document").order_by("id"))
    undone = {row.undoes_id for row in rows}
    return [row for row in rows if row.undoes_id is None and row.pk not in undone]


def figures() -> tuple[Figure, ...]:
    """The accepted counts that stand, each with its letters."""
    return tuple(
        Figure(
            measure=row.measure,
            value=row.value,
            bound=row.bound,
            as_of=row.as_of,
            source=row.source,
            definition=row.definition,
            subject=row.subject,
            mark="text",
            where=f"{row.document_id}:{row.start}-{row.end}",
        )
        for row in figure_rows()
    )


def passage(extracted: Extracted, start: int, end: int) -> str:
    """Raises UsageError for letters that are not in the text."""
    if not 0 <= start < end <= len(extracted.text):
        raise UsageError(
            f"The text has letters 0 to {len(extracted.text)}, not {start} to {end}",
            remedy="Take the letters from: sijill mentions find DIR TEXT",
        )
    value = extracted.text[start:end]
    if not value.strip():
        raise UsageError("The passage holds no word", remedy="Name other letters")
    return value


def _terms_row(row: Document, organisation: str, level: str, *, at: datetime, actor: str) -> TextTerms:
    made = TextTerms(document=row, organisation=organisation, level=level, at=at.isoformat(), by=actor)
    made.save(force_insert=True)
    return made


def _standing_claim(row: Document, record: str, prop: str, start: int, end: int) -> AcceptedClaim | None:
    return next(
        (
            one
            for one in claims([record])
            if (one.document_id, one.record, one.prop, one.start, one.end)
            == (row.id, record, prop, start, end)
        ),
        None,
    )


def _known_sha256() -> set[str]:
    """Every file that the ledger ever vouched for: its bytes may not be taken out of the vault."""
    return {path.rsplit("/", 1)[-1] for path in ledger.sealed_paths()}
