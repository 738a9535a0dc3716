"""Cases in SQL: opened, joined, moved, written about and answered; append-only, each row with its ledger entry."""

import datetime as dt
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from django.db import models, transaction

from sijill import clock
from sijill.accession import seal as sealing
from sijill.accession.models import Accession
from sijill.cases import fold, procedures
from sijill.cases.model import Answer, Case, Communication, Direction, Event, Member, Transition
from sijill.cases.models import AnswerRow, CaseRow, CommunicationRow, EventRow, MemberRow
from sijill.errors import NotFoundError, UsageError
from sijill.ids import digest_id
from sijill.ledger import store as ledger
from sijill.tables import register as registers
from sijill.tables import rows
from sijill.tables.register import Register

# A field of an answer: letters, digits, full stop and underscore.
FIELD_LETTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_.")


def new(
    procedure_id: str, members: Sequence[Member], *, track: str | None = None, at: dt.datetime, by: str
) -> Case:
    """Opens a case in its procedure's first state. UsageError without persons or with an unknown track."""
    procedure = procedures.load(procedure_id)
    if not members or len({one.person for one in members}) != len(members):
        raise UsageError(
            "A case needs at least one person, and each once", remedy="Name them with --person ID"
        )
    tracks = [one.id for one in procedure.tracks]
    chosen = track or tracks[0]
    if chosen not in tracks:
        raise UsageError(f"{procedure.id} has no track {chosen!r}", remedy=f"Use one of: {', '.join(tracks)}")
    with transaction.atomic():
        ledger.take_turn()
        number = rows.next_number(CaseRow)
        row = CaseRow(
            id=digest_id("k", procedure.id, *(one.person for one in members), at.isoformat(), str(number)),
            number=number,
            procedure=procedure.id,
            track=chosen,
            rules=procedures.digest(procedure.id),
            at=at.isoformat(),
            by=by,
        )
        row.save(force_insert=True)
        joined = [_member_row(row, one, at=at, by=by) for one in members]
        for one in joined:
            one.save(force_insert=True)
        detail = {
            "case": row.id,
            "procedure": procedure.id,
            "track": chosen,
            "persons": [one.person for one in members],
        }
        ledger.append("case.opened", actor=by, at=at, rows=[row, *joined], detail=detail)
    return get(row.id)


def join(case_id: str, member: Member, *, at: dt.datetime, by: str) -> Case:
    """Puts a person into a case, or confirms one that is in it with the records held now."""
    return _write_member(case_id, member, gone=False, reason="", at=at, by=by)


def leave(case_id: str, person: str, *, reason: str, at: dt.datetime, by: str) -> Case:
    """Takes a person out of a case; what was sent stays logged. UsageError when it is the last, or not in it."""
    with transaction.atomic():
        ledger.take_turn()
        case = get(case_id)
        if person not in {one.person for one in case.members} or len(case.members) == 1:
            raise UsageError(
                f"{person} is not in case {case.id}, or is its only person", remedy="End the case instead"
            )
        gone = Member(person=person, records=())
        return _write_member(case.id, gone, gone=True, reason=reason, at=at, by=by)


def happen(
    case_id: str,
    event: str,
    *,
    day: dt.date,
    details: Mapping[str, str] | None = None,
    despite: Mapping[str, str] | None = None,
    communication: str | None = None,
    at: dt.datetime,
    by: str,
) -> Case:
    """Records that something happened to the case on ``day``; its state follows.

    UsageError when it cannot happen in this state, lacks a detail, lies in the future or before what happened last.
    This does not ask whether the case is admissible: ``pipeline.cases.move`` does.
    """
    said = dict(details or {})
    with transaction.atomic():
        ledger.take_turn()  # whoever waited for it reads the case as the one before left it
        case = get(case_id)
        moved = refuse_unfit_event(case, event, day=day, details=said, at=at)
        row = EventRow(
            case_id=case.id,
            event=event,
            day=day.isoformat(),
            details=_json(said),
            despite=_json(dict(despite or {})),
            communication_id=communication,
            at=at.isoformat(),
            by=by,
        )
        row.save(force_insert=True)
        detail = {"case": case.id, "event": event, "state": moved.target, "despite": sorted(despite or {})}
        ledger.append(f"case.{event}", actor=by, at=at, rows=[row], detail=detail)
    return get(case.id)


def log(
    register: Register,
    case_id: str,
    direction: Direction,
    *,
    kind: str,
    day: dt.date,
    counterpart: str = "",
    reference: str = "",
    file: Path | None = None,
    sealed: sealing.SealedFile | None = None,
    accession: str | None = None,
    at: dt.datetime,
    by: str,
) -> Communication:
    """Keeps a letter sent or received; its file is sealed. ``accession``: the file was received as a list already.
    ``sealed``: it lies in the vault already, as a page's upload does.

    Raises InputError when the file cannot be read, UsageError for a day to come. What is refused leaves no file.
    """
    case = get(case_id)
    if day > clock.day(at):
        raise UsageError("The letter is dated after today", remedy="Give the day it was sent or received")
    received = _accession(accession)
    if file is not None:
        registers.refuse_inside(register, file)
        sealed = sealing.seal(file, register.vault, name=file.name)
    with transaction.atomic():
        ledger.take_turn()
        number = rows.next_number(CommunicationRow)
        row = CommunicationRow(
            id=digest_id("m", case.id, direction.value, day.isoformat(), at.isoformat(), str(number)),
            number=number,
            case_id=case.id,
            direction=direction.value,
            kind=kind,
            day=day.isoformat(),
            counterpart=counterpart.strip(),
            reference=reference.strip(),
            file=sealed.name if sealed else received.name if received else "",
            sha256=sealed.sha256 if sealed else received.sha256 if received else "",
            size=sealed.size if sealed else received.size if received else 0,
            path=register.relative(sealed.path) if sealed else received.path if received else "",
            accession=received,
            at=at.isoformat(),
            by=by,
        )
        row.save(force_insert=True)
        files = [ledger.FileSeal(path=row.path, sha256=row.sha256, size=row.size)] if row.path else []
        detail = {"case": case.id, "communication": row.id, "direction": direction.value, "kind": kind}
        ledger.append("case.communication", actor=by, at=at, rows=[row], files=files, detail=detail)
    return _communication(row)


def set_answers(
    case_id: str, answers: Mapping[str, Any], *, person: str = "", at: dt.datetime, by: str
) -> list[Answer]:
    """Keeps answers for the case, or for one person of it. None takes an answer back.

    UsageError for a field that is no name, a value JSON cannot hold, or a person who is not in the case.
    """
    case = get(case_id)
    if person and person not in {one.person for one in case.members}:
        raise UsageError(
            f"{person} is not in case {case.id}", remedy="See its persons with: sijill case list"
        )
    for name in answers:
        if not name or set(name) - FIELD_LETTERS:
            raise UsageError(
                f"{name!r} is no field", remedy="Fields are written in small letters: steps=…, src_name=…"
            )
    rows = [
        AnswerRow(case_id=case.id, person=person, field=name, value=_json(value), at=at.isoformat(), by=by)
        for name, value in answers.items()
    ]
    if not rows:
        return []
    with transaction.atomic():
        for row in rows:
            row.save(force_insert=True)
        detail = {"case": case.id, "person": person, "fields": sorted(answers)}
        ledger.append("case.answered", actor=by, at=at, rows=rows, detail=detail)
    return [_answer(row) for row in rows]


def get(case_id: str) -> Case:
    """The case as it stands. Raises NotFoundError."""
    row = CaseRow.objects.filter(id=case_id.strip()).first()
    if row is None:
        raise NotFoundError(
            f"No case {case_id!r} in this register", remedy="See them with: sijill case list DIR"
        )
    return _case(row)


def all_cases() -> list[Case]:
    """Every case, in the order of opening."""
    return [_case(row) for row in CaseRow.objects.order_by("number")]


def cases_about(person: str, records: Collection[str]) -> list[Case]:
    """The cases of which the person, under this id, or anybody with one of these records is or was a member."""
    wanted = frozenset(records)
    found = {
        row["case_id"]
        for row in MemberRow.objects.values("case_id", "person", "records")
        if row["person"] == person or wanted.intersection(json.loads(row["records"]))
    }
    return [_case(row) for row in CaseRow.objects.filter(id__in=found).order_by("number")]


def answers_of(case_id: str) -> list[Answer]:
    """Every answer ever entered, in order; ``latest`` makes the ones that count."""
    return [_answer(row) for row in AnswerRow.objects.filter(case_id=case_id).order_by("id")]


def latest(answers: Iterable[Answer], person: str = "") -> dict[str, Answer]:
    """The answers that count for a person: their own before the case's; what was taken back is not there."""
    general: dict[str, Answer] = {}
    own: dict[str, Answer] = {}
    for one in answers:
        if one.person in {"", person}:
            (own if one.person else general)[one.field] = one
    return {name: one for name, one in {**general, **own}.items() if one.value is not None}


def communication(case_id: str, communication_id: str) -> tuple[Communication, str]:
    """One letter of the case, and where its sealed file lies in the register ("" without one). NotFoundError."""
    row = CommunicationRow.objects.filter(id=communication_id.strip(), case_id=case_id).first()
    if row is None:
        raise NotFoundError(f"Case {case_id} has no letter {communication_id!r}")
    return _communication(row), row.path


def communications_of(case_id: str) -> list[Communication]:
    return [
        _communication(row) for row in CommunicationRow.objects.filter(case_id=case_id).order_by("number")
    ]


def refuse_unfit_event(
    case: Case, event: str, *, day: dt.date, details: Mapping[str, str], at: dt.datetime
) -> Transition:
    """What the event would do to the case as it stands. UsageError for whatever ``happen`` refuses."""
    moved = transition_of(case, event)
    _refuse_track(case.procedure, details)
    fold.refuse_unfit_details(moved, dict(details))
    _refuse_unfit_day(case, day, at)
    return moved


def _refuse_unfit_day(case: Case, day: dt.date, at: dt.datetime) -> None:
    if day > clock.day(at):
        raise UsageError("That day has not come yet", remedy="Give the day on which it happened")
    last = case.counted[-1] if case.counted else None
    if last is not None and day < last.day:
        raise UsageError(
            f"The case saw {last.event} on {last.day}, which is later",
            remedy="Give the days in their order",
        )


def transition_of(case: Case, event: str) -> Transition:
    """What the event would do to the case now. UsageError names what can happen."""
    return fold.step(procedures.load(case.procedure), case.state, event)


def _write_member(case_id: str, member: Member, *, gone: bool, reason: str, at: dt.datetime, by: str) -> Case:
    case = CaseRow.objects.filter(id=case_id.strip()).first()
    if case is None:
        raise NotFoundError(
            f"No case {case_id!r} in this register", remedy="See them with: sijill case list DIR"
        )
    with transaction.atomic():
        row = _member_row(case, member, at=at, by=by)
        row.gone, row.reason = gone, reason
        row.save(force_insert=True)
        action = "case.person_left" if gone else "case.person_joined"
        ledger.append(action, actor=by, at=at, rows=[row], detail={"case": case.id, "person": member.person})
    return _case(case)


def _member_row(case: CaseRow, member: Member, *, at: dt.datetime, by: str) -> MemberRow:
    return MemberRow(
        case=case, person=member.person, records=json.dumps(sorted(member.records)), at=at.isoformat(), by=by
    )


def _refuse_track(procedure_id: str, details: Mapping[str, str]) -> None:
    tracks = [one.id for one in procedures.load(procedure_id).tracks]
    if "track" in details and details["track"] not in tracks:
        raise UsageError(
            f"{procedure_id} has no track {details['track']!r}", remedy=f"Use one of: {', '.join(tracks)}"
        )


def _accession(accession: str | None) -> Accession | None:
    if accession is None:
        return None
    found = Accession.objects.filter(id=accession).first()
    if found is None:
        raise NotFoundError(f"No accession {accession!r} in this register", remedy="Receive the file first")
    return found


def _case(row: CaseRow) -> Case:
    members: dict[str, Member] = {}
    for one in _ordered(MemberRow.objects.filter(case_id=row.id)):
        if one.gone:
            members.pop(one.person, None)
        else:
            members[one.person] = Member(person=one.person, records=tuple(json.loads(one.records)))
    procedure = procedures.load(row.procedure)
    recorded = [_event(one) for one in _ordered(EventRow.objects.filter(case_id=row.id))]
    events = fold.settle(procedure, recorded)
    tracks = [one.details["track"] for one in events if one.counts and "track" in one.details]
    return Case(
        id=row.id,
        procedure=row.procedure,
        track=tracks[-1] if tracks else row.track,
        state=fold.state_after(procedure, events),
        opened=clock.day(dt.datetime.fromisoformat(row.at)),
        by=row.by,
        members=tuple(members.values()),
        events=events,
    )


def _ordered(rows: models.QuerySet[Any]) -> list[Any]:
    return list(rows.order_by("id"))


def _event(row: EventRow) -> Event:
    return Event(
        event=row.event,
        day=dt.date.fromisoformat(row.day),
        details=json.loads(row.details),
        despite=json.loads(row.despite),
        communication=row.communication_id,
        at=row.at,
        by=row.by,
    )


def _communication(row: CommunicationRow) -> Communication:
    return Communication(
        id=row.id,
        case=row.case_id,
        direction=Direction(row.direction),
        kind=row.kind,
        day=dt.date.fromisoformat(row.day),
        counterpart=row.counterpart,
        reference=row.reference,
        file=row.file,
        sha256=row.sha256,
        size=row.size,
        accession=row.accession_id,
        at=row.at,
        by=row.by,
    )


def _answer(row: AnswerRow) -> Answer:
    return Answer(
        id=row.pk,
        case=row.case_id,
        person=row.person,
        field=row.field,
        value=json.loads(row.value),
        at=row.at,
        by=row.by,
    )


def _json(value: Any) -> str:  # an answer: whatever JSON can hold
    try:
        return json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False)
    except (TypeError, ValueError) as problem:
        raise UsageError(
            "An answer is something JSON cannot hold", remedy="Use texts, lists, true or false"
        ) from problem
