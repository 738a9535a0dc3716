"""Who relied on some records being one person, and telling them when a run joins or splits persons.

Relied on it has whoever looked at it, judged its records, put it into a case or worked on that case, rendered a
submission or letter, accepted a passage for it, or recorded a consent about it.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sijill.cases.models import AnswerRow, CaseRow, CommunicationRow, EventRow, MemberRow
from sijill.consents.models import ConsentRow
from sijill.ids import person_id
from sijill.ledger.models import Entry
from sijill.manual_review import store as reviews
from sijill.manual_review.model import NoticeKind, Verdict
from sijill.manual_review.models import Judgement, Notice
from sijill.mentions.models import AcceptedClaim
from sijill.persons.lineage import Changes
from sijill.persons.models import Run
from sijill.pipeline.origins import Origins
from sijill.submissions.models import RenderingRow
from sijill.tables import rows

LOOKED: Final = ("look.read_person", "look.export", "look.read_pairs", "look.read_cases", "look.submit")
PEOPLE: Final = ("user:", "operator:", "reviewer:")  # machines and nobody in particular are not told
# Ids that a notice names; a person of more records is rare and shown by its page.
MOST_RECORDS: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Persons as somebody may have known them, by any of their ids, and by record id or origin; one key a person."""

    ids: Mapping[str, str]
    records: Mapping[str, str]


def relied_on(records: Mapping[str, str]) -> dict[str, str]:
    """Who, as the ledger names them -> the person's id as they knew it. All records are of one person.

    ``records`` maps each record to the id a person has whom it founds: viewers with different rights know a person
    under different ones of them.
    """
    first = next(iter(records.values()))
    known = Known(ids=dict.fromkeys(records.values(), first), records=dict.fromkeys(records, first))
    return {name: person for (name, _), person in who_relied(known).items()}


@rows.over_everything
def who_relied(known: Known) -> dict[tuple[str, str], str]:
    """(who, key) -> the id under which they knew that person; one pass over what was looked at and done."""
    found: dict[tuple[str, str], str] = {}
    for name, key, seen_as in (*_looked(known), *_judged(known), *_worked(known), *_noted(known)):
        if name.startswith(PEOPLE):
            found.setdefault((name, key), seen_as)
    return found


def tell(
    before: Mapping[str, str],
    after: Mapping[str, str],
    changes: Changes,
    origins: Origins,
    *,
    at: datetime,
    by: str,
) -> int:
    """A notice for everybody who relied on a person that a run joined or split; how many. Call it in the run's
    transaction. Whoever said it themselves is not told, nor who was told of the same split when somebody decided it.
    """
    kinds = _kinds(before, changes)
    if not kinds:
        return 0
    held: dict[str, list[str]] = {person: [] for person, _ in kinds}
    for record, person in before.items():
        if person in held:
            held[person].append(record)
    known = Known(
        ids={
            one: person
            for person, mine in held.items()
            for one in (*(person_id(origins[record]) for record in mine), person)
        },
        records={
            one: person
            for person, mine in held.items()
            for record in mine
            for one in (record, origins[record])
        },
    )
    told = _told_since_the_last_run()
    moved, said = _moved(kinds, held, after), _said()
    given = 0
    for (name, person), seen_as in sorted(who_relied(known).items()):
        for kind in (kind for one, kind in kinds if one == person):
            records = moved[person, kind]
            new = not any((name, kind.value, record) in told for record in records)
            if new and not _decided(said.get((name, kind), ()), set(held[person]), set(records)):
                few = sorted(records)[:MOST_RECORDS]
                reviews.add_notices([name], kind=kind, person=seen_as, records=few, by=by, at=at)
                given += 1
    return given


def _said() -> dict[tuple[str, NoticeKind], list[tuple[str, str]]]:
    """(reviewer, what would follow from it) -> the pairs of which they said so."""
    follows = {Verdict.SAME: NoticeKind.JOINED, Verdict.DIFFERENT: NoticeKind.SPLIT}
    found: dict[tuple[str, NoticeKind], list[tuple[str, str]]] = {}
    for pair, words in reviews.standing().items():
        for name, verdict in words.items():
            if verdict in follows:
                found.setdefault((name, follows[verdict]), []).append(pair)
    return found


def _decided(pairs: Iterable[tuple[str, str]], held: set[str], moved: set[str]) -> bool:
    """Whether one of the pairs lies across what was parted or joined: nobody is told of what they said themselves."""
    stayed = held - moved
    return any(
        (one in stayed and other in moved) or (one in moved and other in stayed) for one, other in pairs
    )


def _moved(
    kinds: Iterable[tuple[str, NoticeKind]], held: Mapping[str, list[str]], after: Mapping[str, str]
) -> dict[tuple[str, NoticeKind], list[str]]:
    """What a notice names: of a split the records that left, of a join those of the others. Whoever sees none of them
    is shown no notice: to them nothing changed.
    """
    wanted = {after[record] for mine in held.values() for record in mine if record in after}
    now: dict[str, list[str]] = {person: [] for person in wanted}
    for record, person in after.items():
        if person in wanted:
            now[person].append(record)
    found: dict[tuple[str, NoticeKind], list[str]] = {}
    for person, kind in kinds:
        mine = held[person]
        if kind is NoticeKind.SPLIT:
            found[person, kind] = [record for record in mine if after.get(record, person) != person]
        else:
            own, places = set(mine), {after[record] for record in mine if record in after}
            found[person, kind] = [one for place in sorted(places) for one in now[place] if one not in own]
    return found


def _kinds(before: Mapping[str, str], changes: Changes) -> list[tuple[str, NoticeKind]]:
    """(person, what happened to it), each once: of persons that there were before the run."""
    old = set(before.values())
    found = [(one, NoticeKind.JOINED) for pair in changes.joined for one in pair]
    for went_on, came_out in changes.split:
        found.append((went_on, NoticeKind.SPLIT))
        found.append(
            (came_out, NoticeKind.JOINED)
        )  # where it was there before, it took in records of another
    return [(person, kind) for person, kind in dict.fromkeys(found) if person in old]


def _told_since_the_last_run() -> set[tuple[str, str, str]]:
    runs = list(Run.objects.order_by("-number").values_list("at", flat=True)[:2])
    since = runs[-1] if len(runs) == 2 else ""
    return {
        (row.recipient, row.kind, record)
        for row in Notice.objects.filter(at__gte=since)
        for record in json.loads(row.records)
    }


Found = Iterator[tuple[str, str, str]]  # who, key, the id they knew


def _looked(known: Known) -> Found:
    looks = Entry.objects.filter(action__in=LOOKED).values_list("actor", "payload")
    for actor, payload in looks.iterator(chunk_size=2000):
        detail = json.loads(payload)["detail"]
        for one in _texts(detail.get("persons")):
            if one in known.ids:
                yield actor, known.ids[one], one
        for one in _texts(detail.get("records")):
            if one in known.records:
                yield actor, known.records[one], known.records[one]


def _texts(given: Any) -> Iterable[str]:  # JSON; long lists are kept as their count and first ids
    return given.get("first", ()) if isinstance(given, dict) else given or ()


def _judged(known: Known) -> Found:
    for left, right, by in Judgement.objects.values_list("left", "right", "by"):
        for record in (left, right):
            if record in known.records:
                yield by, known.records[record], known.records[record]


def _worked(known: Known) -> Found:
    """Everybody who did anything in a case about the person, and who rendered what left it."""
    about: dict[str, set[tuple[str, str]]] = {}
    for row in MemberRow.objects.filter(gone=False):
        keys = {known.records[one] for one in json.loads(row.records) if one in known.records}
        keys |= {known.ids[row.person]} if row.person in known.ids else set()
        about.setdefault(row.case_id, set()).update((key, row.person) for key in keys)
    cases = {case: people for case, people in about.items() if people}
    for table in (MemberRow, EventRow, AnswerRow, CommunicationRow):
        for case, by in table.objects.filter(case_id__in=cases).values_list("case_id", "by"):
            for key, person in cases[case]:
                yield by, key, person
    for case, by in CaseRow.objects.filter(id__in=cases).values_list("id", "by"):
        for key, person in cases[case]:
            yield by, key, person
    for persons, by in RenderingRow.objects.values_list("persons", "by"):
        for one in json.loads(persons):
            if one in known.ids:
                yield by, known.ids[one], one


def _noted(known: Known) -> Found:
    """Passages accepted for the person, consents about it."""
    for record, by in AcceptedClaim.objects.values_list("record", "by"):
        if record in known.records:
            yield by, known.records[record], known.records[record]
    for subject, records, by in ConsentRow.objects.values_list("subject", "records", "by"):
        for one in (subject, *json.loads(records)):
            key = known.ids.get(one, known.records.get(one))
            if key is not None:
                yield by, key, subject if subject in known.ids else key
