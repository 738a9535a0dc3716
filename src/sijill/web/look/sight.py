"""Of the snapshot, what one viewer sees: which records, whom they make up, under which ids.

A viewer who sees all records of everybody sees the persons as they were published. For anybody else each person is put
together anew from the records they may see, so that somebody with one visible and one hidden record looks exactly
like somebody with one: hidden records neither hold visible ones together nor give their person its id.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from sijill import ids
from sijill.access.filter import ClaimFilter
from sijill.accession import store as accessions
from sijill.claims.models import Erasure
from sijill.claims.properties import PROPERTIES, Kind
from sijill.errors import NotFoundError
from sijill.manual_review.model import Outcome
from sijill.persons import lineage
from sijill.pipeline import judgements as judging
from sijill.tables import fetch
from sijill.web.look.snapshot import ClaimKinds, Grouped, Snapshot

# Columns of the record table are shown or searched only where every claim they were made from is visible.
MADE_FROM: Final = {
    "name": (
        "name",
        "name.given",
        "name.father",
        "name.grandfather",
        "name.family",
        "name.kunya",
        "name.alias",
    ),
    "mother": ("mother.name", "mother.family"),
    "sex": ("sex",),
    "birth": ("birth.date", "age"),
    "arrest": ("arrest.date",),
    "death": ("death.date",),
    "place": ("origin.place", "residence.place", "birth.place", "arrest.place"),
    "agency": ("arrest.agency",),
    "held": ("held.place",),
    "number": ("id.national", "id.detainee", "id.photo"),
    "words": tuple(
        prop.value for prop, row in PROPERTIES.items() if row.kind in {Kind.WORDS, Kind.FREE_TEXT}
    ),
}
GROUPS: Final = tuple(MADE_FROM)
_WORDS: Final = GROUPS.index("words")
_GROUP_OF: Final = {
    prop: place for place, props in enumerate(MADE_FROM.values()) if place != _WORDS for prop in props
}
# Filters of different viewers kept beside a snapshot; organisations and roles give a handful.
MOST_SIGHTS: Final = 24
# Even odds: below, a pair is within a person only because of other records.
LEAST_OWN: Final = 0.5


@dataclass(eq=False)
class Sight:
    """``seen``: at least one claim of the record is visible. ``person``: number of the viewer's person, -1 unseen."""

    snapshot: Snapshot
    claims: ClaimFilter
    seen: NDArray[np.bool_]
    whole: dict[str, NDArray[np.bool_]]
    person: NDArray[np.int32]
    founders: NDArray[np.int32]  # per person, the record that gives it its id
    kept: dict[str, Any] = field(default_factory=dict)  # what other modules work out once per sight

    @property
    def sees_all(self) -> bool:
        return bool(self.seen.all())

    @property
    def persons(self) -> int:
        return len(self.founders)

    @property
    def records(self) -> int:
        return int(self.seen.sum())

    @cached_property
    def of_person(self) -> Grouped:
        return Grouped.by(self.person, len(self.founders))

    def id_of(self, person: int) -> str:
        return ids.person_id(self.snapshot.origins[int(self.founders[person])])

    def members(self, person: int) -> list[int]:
        """Record numbers of one of the viewer's persons, in the order of receipt."""
        return [int(number) for number in sorted(self.of_person.of(person))]

    def shown(self, group: str, number: int) -> bool:
        """Whether what the record table holds of this group may be shown for this record."""
        return bool(self.whole[group][number])

    def resolve(self, asked: str) -> int:
        """The person an id leads to. NotFoundError for ids that lead nowhere this viewer can see, whatever the reason.

        An id leads to the record that once gave it and from there to whoever holds that record now; if no current row
        is that record, to whoever took most of its person's records.
        """
        founder = self.snapshot.founder_of.get(asked)
        if founder is not None and self.seen[founder]:
            return int(self.person[founder])
        if founder is None and self.sees_all:
            for person in self._led_to(asked):
                return person
        raise NotFoundError("There is no such person", remedy="Find people by name")

    def record(self, record_id: str) -> int:
        """The number of a visible record; NotFoundError otherwise."""
        number = self.snapshot.number_of.get(record_id)
        if number is None or not self.seen[number]:
            raise NotFoundError("There is no such record", remedy="Find people by name")
        return number

    def _led_to(self, asked: str) -> list[int]:
        table = self.snapshot.lineage
        if table.num_rows == 0:
            return []
        runs = [table.filter(pc.equal(table["run"], run)) for run in self.snapshot.runs]
        published = lineage.lead_to(asked, runs)
        place = {person: number for number, person in enumerate(self.snapshot.person_ids)}
        found = [self.snapshot.of_person.of(place[person]) for person in published if person in place]
        return [int(self.person[members[0]]) for members in found if len(members)]


def of(snapshot: Snapshot, claims: ClaimFilter) -> Sight:
    """The sight of whoever has this filter; worked out once per snapshot, filter, withdrawals and erasures."""
    gone = _gone(snapshot)
    found: Sight | None = snapshot.sights.get((claims, gone))
    if found is None:
        while len(snapshot.sights) >= MOST_SIGHTS:
            snapshot.sights.pop(next(iter(snapshot.sights)), None)
        found = snapshot.sights[claims, gone] = _look(snapshot, claims, gone)
    return found


def _gone(snapshot: Snapshot) -> frozenset[str]:
    """Lists withdrawn and records erased since the snapshot was made: gone from the next request on."""
    lists = accessions.withdrawn_lists() & snapshot.organisation_of.keys()
    erased = {
        record for (record,) in fetch.values_of(Erasure, ("record_id",)) if record in snapshot.number_of
    }
    return frozenset(lists | erased)


def _look(snapshot: Snapshot, claims: ClaimFilter, gone: frozenset[str]) -> Sight:
    size = len(snapshot)
    seen = np.zeros(size, bool)
    hidden = np.zeros((len(GROUPS), size), bool)
    for part in snapshot.claim_kinds:
        if part.list_id in gone:
            continue
        visible = _visible(snapshot, part, claims)
        seen[part.number[visible]] = True
        group = np.array([_GROUP_OF.get(prop, -1) for prop, _ in part.kinds], np.int32)[part.kind]
        out = ~visible & (group >= 0)
        hidden[group[out], part.number[out]] = True
        spoken = np.array([prop in MADE_FROM["words"] for prop, _ in part.kinds], bool)[part.kind]
        hidden[_WORDS, part.number[~visible & spoken]] = True
    seen[[snapshot.number_of[record] for record in gone if record in snapshot.number_of]] = False
    whole = {name: seen & ~hidden[place] for place, name in enumerate(GROUPS)}
    person, founders = _persons(snapshot, seen)
    return Sight(snapshot=snapshot, claims=claims, seen=seen, whole=whole, person=person, founders=founders)


def _visible(snapshot: Snapshot, part: ClaimKinds, claims: ClaimFilter) -> NDArray[np.bool_]:
    """Per claim of the accession. Records about which somebody consented or forbade are asked one by one."""
    special = _special(snapshot, part, claims)

    def asked(kind: int, record: str) -> bool:
        prop, level = part.kinds[kind]
        return claims.allows(
            list_id=part.list_id,
            organisation=part.organisation,
            visibility=level,
            property=prop,
            record_id=record,
        )

    ordinary = np.array([asked(kind, "") for kind in range(len(part.kinds))] or [False], bool)
    visible: NDArray[np.bool_] = ordinary[part.kind] if len(part.kind) else np.zeros(0, bool)
    if special:
        for at in np.flatnonzero(np.isin(part.number, np.array(sorted(special), np.int32))).tolist():
            visible[at] = asked(int(part.kind[at]), special[int(part.number[at])])
    return visible


def _special(snapshot: Snapshot, part: ClaimKinds, claims: ClaimFilter) -> dict[int, str]:
    """Record number -> id, for the records of this accession that a consent names."""
    named = {one.split("\x1f", 1)[0] for one in claims.withheld} | claims.consented
    if not named or not len(part.number):
        return {}
    first, last = int(part.number.min()), int(part.number.max())
    found = {snapshot.number_of[record]: record for record in named if record in snapshot.number_of}
    return {number: record for number, record in found.items() if first <= number <= last}


def _persons(snapshot: Snapshot, seen: NDArray[np.bool_]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Person number per record and founding record per person, from visible records and what joins visible ones."""
    group = snapshot.person if seen.all() else _put_together(snapshot, seen)
    shown = np.flatnonzero(seen)
    by_age = shown[np.argsort(snapshot.seniority[shown], kind="stable")]
    _, first, inverse = np.unique(group[by_age], return_index=True, return_inverse=True)
    person = np.full(len(snapshot), -1, np.int32)
    person[by_age] = inverse.ravel().astype(np.int32)
    return person, by_age[first].astype(np.int32)


def _put_together(snapshot: Snapshot, seen: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Components of the visible records under what joins two visible ones; persons without a hidden record stay."""
    size = len(snapshot)
    torn = np.zeros(len(snapshot.person_ids), bool)
    torn[snapshot.person[~seen]] = True
    left, right = [_chain(snapshot, ~torn)], [_chain(snapshot, ~torn, following=True)]
    merged = np.array(pc.equal(snapshot.pairs["decision"], "merge").to_pylist(), bool)
    # Every pair within a person says "merge"; only those whose own fields speak for it would join two records alone.
    merged &= snapshot.pairs["probability"].to_numpy() >= LEAST_OWN
    for one, other in ((snapshot.pair_left[merged], snapshot.pair_right[merged]), judged_same(snapshot)):
        both = seen[one] & seen[other] & (snapshot.person[one] == snapshot.person[other])
        left.append(one[both])
        right.append(other[both])
    rows, columns = np.concatenate(left), np.concatenate(right)
    graph = coo_array((np.ones(len(rows), np.int8), (rows, columns)), shape=(size, size))
    _, component = connected_components(graph, directed=False)
    return component.astype(np.int32)  # type: ignore[no-any-return]  # scipy ships no types


def _chain(snapshot: Snapshot, keep: NDArray[np.bool_], *, following: bool = False) -> NDArray[np.int32]:
    """Members of the kept persons one after the other: with ``following`` the next member of each."""
    order = snapshot.of_person.members
    same = snapshot.person[order[:-1]] == snapshot.person[order[1:]]
    same &= keep[snapshot.person[order[:-1]]]
    chosen: NDArray[np.int32] = order[1:][same] if following else order[:-1][same]
    return chosen


def judged_same(snapshot: Snapshot) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    find: Callable[[str], int | None] = snapshot.number_of_origin.get
    binding = judging.binding(snapshot.register, snapshot.known_origins).to_pylist()
    pairs = [(find(row["left"]), find(row["right"])) for row in binding if row["verdict"] == Outcome.SAME]
    both = [(one, other) for one, other in pairs if one is not None and other is not None]
    found = np.array(both, np.int32).reshape(-1, 2)
    return found[:, 0], found[:, 1]
