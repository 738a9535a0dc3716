"""Organisations, lists and accessions in SQL; each row enters with its ledger entry, or not at all."""

import unicodedata
from datetime import datetime
from typing import Final

from django.db import transaction

from sijill import ids
from sijill.accession.models import Accession, Copying, List, Organisation, Supersession, Withdrawal
from sijill.accession.seal import SealedFile
from sijill.errors import NotFoundError, UsageError, Where
from sijill.ledger import store as ledger
from sijill.tables import fetch
from sijill.tables.register import Register

# A file's name may have 255 bytes; the rest is for ".yml" and for the names of half-written files.
LONGEST_ID: Final = 200


def ensure_organisation(organisation: str, *, at: datetime, actor: str) -> Organisation:
    """The organisation of this name; added when the register does not know it yet."""
    key = slug(organisation)
    found = Organisation.objects.filter(id=key).first()
    if found is not None:
        return found
    with transaction.atomic():
        row = Organisation(id=key, name=organisation, added_at=at.isoformat())
        row.save(force_insert=True)
        ledger.append("organisation.added", actor=actor, at=at, rows=[row], detail={"organisation": key})
    return row


def ensure_list(
    list_id: str,
    *,
    organisation: str,
    title: str = "",
    copied_from: tuple[str, ...] = (),
    at: datetime,
    actor: str,
) -> List:
    """The list of this id; added when new. A list belongs to one organisation for good."""
    owner = ensure_organisation(organisation, at=at, actor=actor)
    found = List.objects.filter(id=list_id).first()
    if found is not None:
        if found.organisation_id != owner.id:
            raise _belongs(found, owner.id)
        return found
    with transaction.atomic():
        row = List(
            id=list_id,
            organisation=owner,
            title=title or list_id,
            copied_from=",".join(copied_from),
            added_at=at.isoformat(),
        )
        row.save(force_insert=True)
        ledger.append("list.added", actor=actor, at=at, rows=[row], detail={"list": list_id})
    return row


def add_accession(
    register: Register,
    sealed: SealedFile,
    list_row: List,
    *,
    as_of: str,
    supersedes: Accession | None,
    at: datetime,
    actor: str,
) -> Accession:
    """One accession row and its custody entry: who, when, what, for which list."""
    with transaction.atomic():
        row = Accession(
            id=_new_id(list_row.id, sealed.sha256, supersedes),
            number=Accession.objects.count() + 1,
            list=list_row,
            name=sealed.name,
            sha256=sealed.sha256,
            size=sealed.size,
            path=register.relative(sealed.path),
            supersedes=supersedes,
            as_of=as_of,
            received_at=at.isoformat(),
            received_by=actor,
        )
        row.save(force_insert=True)
        ledger.append(
            "accession.received",
            actor=actor,
            at=at,
            rows=[row],
            files=[ledger.FileSeal(path=row.path, sha256=row.sha256, size=row.size)],
            detail={"accession": row.id, "list": list_row.id},
        )
    return row


def find_accession(list_id: str, sha256: str, former: Accession | None = None) -> Accession | None:
    """The accession these bytes already are. As a new version they are one only if they are the latest or follow it.

    A list may come back to an earlier state (v1, v2, v1 again): the third delivery is an accession of its own.
    """
    if former is not None and former.sha256 != sha256:
        return Accession.objects.filter(id=_new_id(list_id, sha256, former)).first()
    return Accession.objects.filter(list_id=list_id, sha256=sha256).order_by("-number").first()


def _new_id(list_id: str, sha256: str, former: Accession | None) -> str:
    plain = ids.accession_id(list_id, sha256)
    if former is None or not Accession.objects.filter(id=plain).exists():
        return plain
    return ids.digest_id("a", list_id, sha256, former.id)


def latest_of_list(list_id: str) -> Accession | None:
    return Accession.objects.filter(list_id=list_id).order_by("-number").first()


def known_sha256() -> set[str]:
    return set(Accession.objects.values_list("sha256", flat=True))


def get_list(list_id: str) -> List:
    found = List.objects.filter(id=list_id).first()
    if found is None:
        raise NotFoundError(
            f"No list {list_id!r} in this register", remedy="See the lists with: sijill lists DIR"
        )
    return found


def all_lists() -> list[List]:
    return list(List.objects.select_related("organisation").order_by("id"))


def all_accessions() -> list[Accession]:
    """Every accession ever received, in order of receipt.

    ``supersedes_id`` is also what was declared after the receipt: read it here, and never save such a row.
    """
    declared = _declared()
    found = list(Accession.objects.select_related("list", "list__organisation").order_by("number"))
    for row in found:
        row.supersedes_id = declared.get(row.id, row.supersedes_id)
    return found


def _declared() -> dict[str, str]:
    """Accession -> the former one it was declared to replace; the last word on each counts."""
    last = {row.accession_id: row for row in Supersession.objects.order_by("id")}
    return {accession: row.former_id for accession, row in last.items() if not row.ended}


def find_received(list_id: str, named: str) -> Accession:
    """The accession of this id, or of the one file of this name. Raises NotFoundError or UsageError."""
    received = [row for row in all_accessions() if row.list_id == list_id]
    found = [row for row in received if row.id == named] or [row for row in received if row.name == named]
    if not found:
        raise NotFoundError(
            f"List {list_id!r} has no file {named!r}", remedy="See the files with: sijill lists DIR"
        )
    if len(found) > 1:
        raise UsageError(
            f"{named!r} was received more than once", remedy=f"Name one: {', '.join(row.id for row in found)}"
        )
    return found[0]


def supersede(
    former: Accession, accession: Accession, *, reason: str, ended: bool, at: datetime, actor: str
) -> Supersession:
    """Declares that ``accession`` takes the place of ``former``, or (``ended``) that it stands beside it after all.

    Raises UsageError, and changes nothing, where that would not be a chain of versions of one list.
    """
    problem = _no_version(former, accession, ended=ended)
    if problem:
        raise UsageError(problem, remedy="Nothing was changed. See the files with: sijill lists DIR")
    with transaction.atomic():
        row = Supersession(
            accession_id=accession.id,
            former_id=former.id,
            reason=reason,
            ended=ended,
            at=at.isoformat(),
            by=actor,
        )
        row.save(force_insert=True)
        ledger.append(
            "accession.restored" if ended else "accession.superseded",
            actor=actor,
            at=at,
            rows=[row],
            detail={"accession": accession.id, "former": former.id},
        )
    return row


def _no_version(former: Accession, accession: Accession, *, ended: bool) -> str:
    declared = _declared()
    if ended:
        known = declared.get(accession.id) == former.id
        return "" if known else f"It was not declared that {accession.name} replaces {former.name}"
    if former.list_id != accession.list_id:
        return "The two files belong to different lists"
    if former.number >= accession.number:
        return f"{accession.name} was not received after {former.name}"
    received = all_accessions()
    if any(row.id == accession.id and row.supersedes_id for row in received):
        return f"{accession.name} replaces another file already"
    if any(row.supersedes_id == former.id for row in received):
        return f"{former.name} is replaced already"
    return ""


def withdrawn_lists() -> set[str]:
    """Ids of the lists that are withdrawn now: the last word on each list counts."""
    last: dict[str, bool] = {}
    for list_id, ended in fetch.values_of(Withdrawal, ("list_id", "ended"), f"{fetch.ALL} ORDER BY id"):
        last[list_id] = not ended
    return {list_id for list_id, gone in last.items() if gone}


def active_accessions() -> list[Accession]:
    """Those whose rows count now: not superseded by a later version, their list not withdrawn; in order of receipt."""
    withdrawn = withdrawn_lists()
    received = [row for row in all_accessions() if row.list_id not in withdrawn]
    replaced = {row.supersedes_id for row in received}
    return [row for row in received if row.id not in replaced]


def withdraw(list_id: str, *, reason: str, ended: bool, at: datetime, actor: str) -> Withdrawal:
    """Withdraws a list, or (``ended``) brings it back. Its bytes and claims stay sealed; only what follows changes."""
    list_row = get_list(list_id)
    if ended != (list_id in withdrawn_lists()):
        raise UsageError(
            f"List {list_id!r} is {'not withdrawn' if ended else 'withdrawn already'}",
            remedy="Nothing was changed",
        )
    with transaction.atomic():
        row = Withdrawal(list=list_row, reason=reason, ended=ended, at=at.isoformat(), by=actor)
        row.save(force_insert=True)
        action = "list.returned" if ended else "list.withdrawn"
        ledger.append(action, actor=actor, at=at, rows=[row], detail={"list": list_id})
    return row


def copied_lists() -> list[tuple[str, str]]:
    """(list, list it was copied from) as it stands now: said at receipt or declared since; the last word counts."""
    said = {(row.id, source): True for row in all_lists() for source in row.copied_from.split(",") if source}
    for row in Copying.objects.order_by("id"):
        said[row.copy_id, row.original_id] = not row.ended
    return sorted(pair for pair, holds in said.items() if holds)


def declare_copy(copy: str, original: str, *, reason: str, ended: bool, at: datetime, actor: str) -> Copying:
    """Declares that list ``copy`` repeats list ``original``, or (``ended``) that it does not.

    Raises UsageError, and changes nothing, where that is known already or would make a list its own source.
    """
    one, other = get_list(copy), get_list(original)
    problem = _no_copy(copy, original, ended=ended)
    if problem:
        raise UsageError(problem, remedy="Nothing was changed. See the lists with: sijill lists DIR")
    with transaction.atomic():
        row = Copying(copy=one, original=other, reason=reason, ended=ended, at=at.isoformat(), by=actor)
        row.save(force_insert=True)
        action = "list.independent" if ended else "list.copied"
        ledger.append(action, actor=actor, at=at, rows=[row], detail={"list": copy, "from": original})
    return row


def _no_copy(copy: str, original: str, *, ended: bool) -> str:
    known = copied_lists()
    if ended:
        return "" if (copy, original) in known else f"It was not declared that {copy!r} copies {original!r}"
    if (copy, original) in known:
        return f"That {copy!r} copies {original!r} is known already"
    behind = {original}
    while more := {source for name, source in known if name in behind} - behind:
        behind |= more
    return f"{original!r} was itself copied from {copy!r}" if copy in behind else ""


def refuse_unfit(list_id: str, organisation: str, name: str) -> None:
    """Raises UsageError for a list id that cannot be a file's name or belongs to somebody else, and for names that
    cannot be kept.

    Asked before anything is written: an id is also the name of the list's mapping in ``sources/``, and must not lead
    out of that folder.
    """
    refuse_unfit_id(list_id, file=name)
    found = List.objects.filter(id=list_id).first()
    if found is None and "," in list_id:
        raise UsageError(
            "The list id holds a comma, which stands between the lists that one was copied from",
            where=Where(file=name),
            remedy="Rename the file, or name the list: sijill receive DIR FILE --list ID",
        )
    if found is not None and found.organisation_id != slug(organisation):
        raise _belongs(found, slug(organisation))
    slug(organisation)
    if not (_is_text(name) and _is_text(organisation)):
        raise UsageError(
            "The name holds bytes that are not UTF-8",
            where=Where(file=name),
            remedy="Rename the file, or write the organisation's name anew",
        )


def _is_text(name: str) -> bool:
    return not any(unicodedata.category(letter) == "Cs" for letter in name)


def refuse_unfit_id(list_id: str, *, file: str = "") -> None:
    """Raises UsageError for a list id that could not be a file's name inside ``sources/``."""
    problem = _unfit(list_id)
    if problem:
        raise UsageError(
            f"The list id {problem}",
            where=Where(file=file) if file else None,
            remedy="Rename the file, or name the list: sijill receive DIR FILE --list ID",
        )


def _unfit(list_id: str) -> str:
    if not list_id.strip():
        return "is empty"
    if not _is_text(list_id):
        return "holds bytes that are not UTF-8"
    if any(letter in "/\\" or unicodedata.category(letter) == "Cc" for letter in list_id):
        return "holds a slash or a control character"
    if list_id.startswith("."):
        return "begins with a full stop"
    if len(list_id.encode()) > LONGEST_ID:
        return f"is longer than {LONGEST_ID} bytes"
    return ""


def _belongs(found: List, other: str) -> UsageError:
    return UsageError(
        f"List {found.id!r} belongs to {found.organisation_id!r}, not to {other!r}",
        remedy="Give this file a list id of its own",
    )


def slug(name: str) -> str:
    """An id from a name a person gave: letters and digits of any script, lower case, the rest as hyphens."""
    key = ids.hyphenated(name)
    if not key:
        raise UsageError(
            "The organisation's name holds no letter and no digit",
            remedy="Say who delivered the list: --from FILE=ORG for unify, --from ORG for receive",
        )
    return key
