"""The operations of the API. Each is computed from the claims its caller may see."""

from typing import Annotated, Any, Final

from django.http import HttpRequest
from ninja import Field, Path, Schema

from sijill.access.model import Action, Kind, Purpose, Thing
from sijill.accession import store as accessions
from sijill.claims.statements import Statement
from sijill.errors import NotFoundError
from sijill.web.api import api
from sijill.web.api.guard import asked, operation
from sijill.web.look import person as people
from sijill.web.look import sight as sights
from sijill.web.look import snapshot as snapshots
from sijill.web.look.sight import Sight

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
    found = people.look(_sight(request), person_id, sealed=ask.claims(Action.OPEN_SEALED))
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
    sight = _sight(request)
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
    return _list(row, _sight(request), own=ask.may(Action.UPLOAD, _thing(row)))


@api.get("counts", response={200: CountsOut, **NOT_HERE}, operation_id="counts")
@operation(Action.READ_FIGURES, purpose=Purpose.STATISTICS)
def counts(request: HttpRequest) -> CountsOut:
    """How many records, and persons among them, the caller's figures rest on."""
    ask = asked(request)
    sight = _sight(request)
    seen = {one for one, shown in zip(sight.snapshot.lists, sight.seen, strict=True) if shown}
    ask.seen.others["persons"] = sight.persons
    return CountsOut(records=sight.records, persons=sight.persons, lists=len(seen))


def _sight(request: HttpRequest) -> Sight:
    ask = asked(request)
    return sights.of(snapshots.current(ask.register), ask.claims())


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
