"""Who relied on some records being one person: whoever looked, judged, or has a case that rests on it."""

import json
from collections.abc import Mapping

from sijill.cases.models import MemberRow
from sijill.ledger.models import Entry
from sijill.manual_review import store as reviews
from sijill.tables import rows

LOOKED = ("look.read_person", "look.export", "look.read_pairs")


@rows.over_everything
def relied_on(records: Mapping[str, str]) -> dict[str, str]:
    """Who, as the ledger names them -> the person's id as they knew it.

    ``records`` maps each record to the id a person has whom it founds: viewers with different rights know a person
    under different ones of them. Machines and nobody in particular are not told.
    """
    known: dict[str, str] = {}
    for person in records.values():
        looked = Entry.objects.filter(action__in=LOOKED).filter(payload__contains=f'"{person}"')
        known |= dict.fromkeys(looked.values_list("actor", flat=True).distinct(), person)
    first = next(iter(records.values()))
    for row in reviews.judgements_of(records):
        known.setdefault(row.by, first)
    for member in MemberRow.objects.filter(gone=False):
        if member.person in records.values() or set(json.loads(member.records)) & records.keys():
            known.setdefault(member.by, member.person)
    return {
        name: person for name, person in known.items() if name.startswith(("user:", "operator:", "reviewer:"))
    }
