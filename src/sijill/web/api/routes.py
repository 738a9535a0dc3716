"""The operations of the API. Each is computed from the claims its caller may see."""

from datetime import date
from itertools import islice
from typing import Annotated, Any, Final, Literal

from django.http import HttpRequest
from ninja import Field, Path, Query, Schema, Status

from sijill.access.model import Action, Kind, Purpose, Thing
from sijill.accession import store as accessions
from sijill.claims.statements import Statement
from sijill.errors import NotFoundError
from sijill.manual_review import store as reviews
from sijill.manual_review.model import Verdict
from sijill.web.api import api
from sijill.web.api.guard import asked, operation
from sijill.web.look import person as people
from sijill.web.look import review as reviewing
from sijill.web.look import search as searching
from sijill.web.look.search import Asked
from sijill.web.look.sight import Sight
from sijill.web.pages.sights import known_sealed, sight_of

MOST: Final = 100
PersonId = Annotated[str, Path(max_length=40)]
ListId = Annotated[str, Path(max_length=255)]


class Problem(Schema):
    detail: Any


class ClaimOut(Schema):
    """What one source says, as written, and where."""

    record: str
    property: str
    value: str
    normalised: str | None
    said_by: str
    as_of: str | None
    list: str
    file: str
    file_sha256: str
    cell: str
    visibility: str


class SealedOut(Schema):
    """There is such a value; it opens on the person's page after a second factor."""

    record: str
    property: str
    said_by: str


class StatusOut(Schema):
    axis: str
    code: str
    claimant: str
    as_of: str | None
    verification: str


class PersonOut(Schema):
    id: str
    asked: str
    names: list[str]
    records: list[str]
    lists: list[str]
    contradictions: list[str]
    statuses: list[StatusOut]
    claims: list[ClaimOut]
    sealed: list[SealedOut]


class ListOut(Schema):
    id: str
    title: str
    organisation: str
    own: bool
    records: int = Field(description="records of which the caller may see something")


class ListsOut(Schema):
    lists: list[ListOut]


Text = Annotated[str, Field(max_length=200)]
RecordId = Annotated[str, Field(min_length=1, max_length=60)]


class SearchIn(Schema):
    """What is looked for; empty fields ask nothing. It travels in the body: addresses end up in logs."""

    name: Text = ""
    mother: Text = ""
    place: Text = ""
    facility: Text = ""
    number: Text = ""
    since: date | None = None
    until: date | None = None
    limit: Annotated[int, Field(ge=1, le=MOST)] = 25


class HitOut(Schema):
    person_id: str
    name_ar: str
    name_latin: str
    birth: str | None
    arrest: str | None
    records: int
    lists: int
    score: float | None


class FoundOut(Schema):
    total: int
    unread: list[str]
    hits: list[HitOut]


class PairOut(Schema):
    left: str
    right: str


class PairsOut(Schema):
    pairs: list[PairOut]
    open: int
    settled: int
    conflicts: int
    mine: int


class JudgementIn(Schema):
    left: RecordId
    right: RecordId
    verdict: Literal["same", "different", "unsure"]
    reason: Annotated[str, Field(max_length=2000)] = ""


class JudgementOut(Schema):
    left: str
    right: str
    verdict: str
    at: str


class CountsOut(Schema):
    records: int
    persons: int
    lists: int


NOT_HERE: Final = {401: Problem, 403: Problem, 404: Problem, 422: Problem, 503: Problem}


@api.get("persons/{person_id}", response={200: PersonOut, **NOT_HERE}, operation_id="person")
@operation(Action.READ_PERSON)
def person(request: HttpRequest, person_id: PersonId) -> PersonOut:
    """One person: everything said that the caller may see, with the cell it stands in."""
    ask = asked(request)
    found = people.look(sight_of(ask), person_id, sealed=known_sealed(ask))
    ask.seen.persons.append(found.person.id)
    ask.seen.records.extend(found.person.records)
    return PersonOut(
        id=found.person.id,
        asked=found.person.asked,
        names=list(found.person.names),
        records=list(found.person.records),
        lists=list(found.person.lists),
        contradictions=[fact.prop for fact in found.person.contradictions],
        statuses=[
            StatusOut(
                axis=status.axis.value,
                code=said.code,
                claimant=said.claimant,
                as_of=said.as_of or None,
                verification=said.verification,
            )
            for status in found.person.statuses
            for said in status.statements
        ],
        claims=[_claim(one) for one in found.person.statements],
        sealed=[SealedOut(record=one.record, property=one.prop, said_by=one.said_by) for one in found.sealed],
    )


@api.get("lists", response={200: ListsOut, **NOT_HERE}, operation_id="lists")
@operation(Action.READ_LISTS)
def lists(request: HttpRequest) -> ListsOut:
    """The lists of which the caller may see something."""
    ask = asked(request)
    sight = sight_of(ask)
    found = [
        _list(row, sight, own=ask.may(Action.UPLOAD, _thing(row)))
        for row in accessions.all_lists()
        if ask.may(Action.READ_LIST, _thing(row))
    ]
    ask.seen.lists.extend(one.id for one in found)
    return ListsOut(lists=found)


@api.get("lists/{list_id}", response={200: ListOut, **NOT_HERE}, operation_id="list")
@operation(Action.READ_LISTS)
def one_list(request: HttpRequest, list_id: ListId) -> ListOut:
    """One list."""
    ask = asked(request)
    row = next((one for one in accessions.all_lists() if one.id == list_id), None)
    if row is None or not ask.may(Action.READ_LIST, _thing(row)):
        raise NotFoundError("There is no such list")
    ask.seen.lists.append(row.id)
    return _list(row, sight_of(ask), own=ask.may(Action.UPLOAD, _thing(row)))


@api.get("counts", response={200: CountsOut, **NOT_HERE}, operation_id="counts")
@operation(Action.READ_FIGURES, purpose=Purpose.STATISTICS)
def counts(request: HttpRequest) -> CountsOut:
    """How many records, and persons among them, the caller's figures rest on."""
    ask = asked(request)
    sight = sight_of(ask)
    seen = {one for one, shown in zip(sight.snapshot.lists, sight.seen, strict=True) if shown}
    ask.seen.others["persons"] = sight.persons
    return CountsOut(records=sight.records, persons=sight.persons, lists=len(seen))


@api.post("search", response={200: FoundOut, **NOT_HERE}, operation_id="search")
@operation(Action.SEARCH)
def search(request: HttpRequest, wanted: SearchIn) -> FoundOut:
    """People by name in any script, mother's name, place, facility, day or number; counts are of visible people."""
    ask = asked(request)
    words = Asked(
        name=wanted.name,
        mother=wanted.mother,
        place=wanted.place,
        facility=wanted.facility,
        since=wanted.since,
        until=wanted.until,
        number=wanted.number,
    )
    found = searching.search(sight_of(ask), words, limit=wanted.limit)
    typed = (wanted.name, wanted.mother, wanted.place, wanted.facility, wanted.number)
    ask.seen.persons.extend(hit.person_id for hit in found.hits)
    ask.seen.others |= {"total": found.total, "asked": ask.blinded(" ".join(typed))}
    return FoundOut(
        total=found.total,
        unread=list(found.unread),
        hits=[
            HitOut(
                person_id=hit.person_id,
                name_ar=hit.name_ar,
                name_latin=hit.name_latin,
                birth=None if hit.birth is None else str(hit.birth),
                arrest=None if hit.arrest is None else str(hit.arrest),
                records=hit.records,
                lists=hit.lists,
                score=hit.score,
            )
            for hit in found.hits
        ],
    )


@api.get("pairs", response={200: PairsOut, **NOT_HERE}, operation_id="pairs")
@operation(Action.READ_PAIRS, purpose=Purpose.LINKAGE)
def pairs(request: HttpRequest, limit: Annotated[int, Query(ge=1, le=MOST)] = 25) -> PairsOut:
    """Doubtful pairs of visible records that wait for the caller's judgement, those nearest to even odds first."""
    ask = asked(request)
    queue = reviewing.queue_of(sight_of(ask), ask.actor.ledger_name)
    shown = list(islice(queue.waiting(), limit))
    ask.seen.pairs.extend(shown)
    return PairsOut(
        pairs=[PairOut(left=left, right=right) for left, right in shown],
        open=queue.progress.open,
        settled=queue.progress.settled,
        conflicts=queue.progress.conflicts,
        mine=queue.progress.mine,
    )


@api.post("judgements", response={201: JudgementOut, 409: Problem, **NOT_HERE}, operation_id="judge")
@operation(Action.JUDGE, purpose=Purpose.LINKAGE, one_commit=True)
def judge(request: HttpRequest, said: JudgementIn) -> Status[JudgementOut]:
    """One word on two records, both of which the caller sees; on disk when the answer comes."""
    ask = asked(request)
    sight = sight_of(ask)
    for record in (said.left, said.right):
        sight.record(record)
    row = reviews.judge(
        said.left, said.right, Verdict(said.verdict), by=ask.actor.ledger_name, at=ask.at, reason=said.reason
    )
    ask.seen.pairs.append((row.left, row.right))
    return Status(201, JudgementOut(left=row.left, right=row.right, verdict=row.verdict, at=row.at))


def _thing(row: Any) -> Thing:
    return Thing(kind=Kind.LIST, organisation=row.organisation_id, list_id=row.id)


def _list(row: Any, sight: Sight, *, own: bool) -> ListOut:
    seen = int((sight.seen & (sight.snapshot.lists == row.id)).sum())
    return ListOut(id=row.id, title=row.title, organisation=row.organisation_id, own=own, records=seen)


def _claim(one: Statement) -> ClaimOut:
    claim = one.claim
    return ClaimOut(
        record=claim.record,
        property=claim.prop,
        value=claim.value,
        normalised=one.reading.normalised,
        said_by=claim.said_by,
        as_of=claim.as_of or None,
        list=claim.list_id,
        file=claim.file,
        file_sha256=claim.file_sha256,
        cell=claim.locator,
        visibility=claim.visibility,
    )
