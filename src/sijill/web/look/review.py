"""The review queue and one pair of it, from the claims the reviewer may see for linkage.

A pair is there for a reviewer only when both its records are visible to them. What others said of it is not, until the
reviewer has spoken.
"""

import dataclasses
import threading
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sijill.claims.statements import Statement, statements_of
from sijill.errors import NotFoundError
from sijill.linkage import FieldWeight, explain
from sijill.manual_review import agreement as agreements
from sijill.manual_review.agree import is_settled
from sijill.manual_review.model import Outcome, Verdict
from sijill.manual_review.policy import policy_of
from sijill.pipeline.review import FIELDS
from sijill.web.look.judged import Judged, judged
from sijill.web.look.person import Other, allowed, companions_of, other
from sijill.web.look.relatives import relatives_of
from sijill.web.look.sight import Sight
from sijill.web.look.snapshot import Snapshot

Pair = tuple[str, str]
MOST_NEIGHBOURS: Final = 5
# A person all of whose records have a link as sure as this is not offered for review.
SURE: Final = 0.999
COMPARED: Final = frozenset(prop for props in FIELDS.values() for prop in props)
_standing_up: Final = threading.Lock()


# A name stands whole in one list and in parts in another: one row for all of it, with the weight of each part.
NAME_FIELDS: Final = ("given", "father", "grandfather", "family")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One field of a pair: both sides as written, and what the model makes of it (empty: it compares nothing here)."""

    field: str
    props: tuple[str, ...]
    left: tuple[Statement, ...]
    right: tuple[Statement, ...]
    weights: tuple[FieldWeight, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One record of a pair, whom it belongs to now, and whom it stands near to."""

    record: str
    list_id: str
    said_by: str
    person: str
    records: int
    relatives: tuple[Other, ...]
    companions: tuple[Other, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairPage:
    """``others`` holds the fields the model does not compare; ``extra`` what it weighs besides fields, such as rarity.

    ``mine`` is the reviewer's own standing word; ``said`` everybody's, empty as long as the reviewer has not spoken.
    """

    left: Side
    right: Side
    weight: float
    probability: float
    rows: tuple[Row, ...]
    others: tuple[Row, ...]
    extra: tuple[FieldWeight, ...]
    mine: Verdict | None
    said: tuple[tuple[str, Verdict], ...]
    common: frozenset[str]  # ids of neighbours that both sides share

    @property
    def sides(self) -> tuple[Side, Side]:
        return (self.left, self.right)

    @property
    def together(self) -> bool:
        return self.left.person == self.right.person


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Of the pairs this reviewer may see: how many there are, settled, waiting for them, in conflict, said by them."""

    pairs: int
    settled: int
    open: int
    conflicts: int
    mine: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """``every`` visible doubtful pair, nearest to even odds first; those ``closed`` do not wait for this reviewer."""

    every: tuple[Pair, ...]
    closed: AbstractSet[Pair]
    progress: Progress
    places: Mapping[Pair, int]

    def waiting(self, *, behind: int = -1) -> Iterator[Pair]:
        """The pairs that wait for this reviewer, from the place after ``behind`` on."""
        closed = self.closed
        return (pair for pair in islice(self.every, behind + 1, None) if pair not in closed)

    def after(self, pair: Pair | None) -> Pair | None:
        """The next pair that waits, behind ``pair`` if that is given and there is one, else the first."""
        if pair is None:
            return next(self.waiting(), None)
        later = next(self.waiting(behind=self._place(pair, -1)), None)
        return later or next((one for one in self.waiting() if one not in {pair, (pair[1], pair[0])}), None)

    def before(self, pair: Pair) -> Pair | None:
        """The pair in front of this one in the whole queue, whoever has judged it."""
        here = self._place(pair, 0)
        return self.every[here - 1] if here > 0 else None

    def _place(self, pair: Pair, otherwise: int) -> int:
        return self.places.get(pair, self.places.get((pair[1], pair[0]), otherwise))


@dataclass(slots=True, kw_only=True)
class _Standing:
    """How far one reviewer is, after the first ``upto`` of ``journal``; grown by what was said since."""

    journal: list[Pair] | None = None
    upto: int = 0
    closed: set[Pair] = dataclasses.field(default_factory=set)
    settled: set[Pair] = dataclasses.field(default_factory=set)
    conflicts: set[Pair] = dataclasses.field(default_factory=set)
    mine: set[Pair] = dataclasses.field(default_factory=set)


def queue_of(sight: Sight, reviewer: str) -> Queue:
    """The queue as this reviewer has it. Two who must both judge see the same pairs, and not each other's words."""
    every, places = visible_queue(sight)
    known, needed = judged(sight), policy_of(sight.snapshot.register).reviewers
    with _standing_up:
        standing = _standing_of(sight, known, reviewer, needed)
        progress = Progress(
            pairs=len(every),
            settled=len(standing.settled),
            open=len(every) - len(standing.closed),
            conflicts=len(standing.conflicts),
            mine=len(standing.mine),
        )
    return Queue(every=every, closed=standing.closed, progress=progress, places=places)


def _standing_of(sight: Sight, known: Judged, reviewer: str, needed: int) -> _Standing:
    """Only pairs of which somebody said something can be anything but open, so only the newly judged are looked at."""
    kept: dict[tuple[str, int], _Standing] = sight.kept.setdefault("standing", {})
    found = kept.get((reviewer, needed))
    if found is None or found.journal is not known.journal:
        found = kept[reviewer, needed] = _Standing(journal=known.journal)
    _, places = visible_queue(sight)
    for pair in set(known.journal[found.upto : known.upto]) & places.keys():
        spoken = reviewer in known.words.get(pair, {})
        outcome = known.outcomes.get(pair)
        done = outcome is not None and is_settled(outcome, needed)
        conflict = outcome is not None and outcome.outcome is Outcome.CONFLICT
        for pairs, holds in (
            (found.mine, spoken),
            (found.settled, done),
            (found.conflicts, conflict),
            (found.closed, done or spoken),
        ):
            (pairs.add if holds else pairs.discard)(pair)
    found.upto = max(found.upto, known.upto)
    return found


def visible_queue(sight: Sight) -> tuple[tuple[Pair, ...], Mapping[Pair, int]]:
    """The doubtful pairs of visible records, and where each stands; kept beside the sight."""
    found: tuple[tuple[Pair, ...], Mapping[Pair, int]] | None = sight.kept.get("queue")
    if found is None:
        every = tuple(pair for pair in _doubtful(sight.snapshot) if all(_seen(sight, one) for one in pair))
        found = sight.kept["queue"] = (every, {pair: place for place, pair in enumerate(every)})
    return found


def get_ready(snapshot: Snapshot) -> None:
    """Works out now what the first review of this snapshot would."""
    _doubtful(snapshot)
    _review_table(snapshot)


def pair_of(sight: Sight, left: str, right: str, reviewer: str) -> PairPage:
    """One pair. NotFoundError when one of its records is not visible, or the model never kept the pair."""
    numbers = sight.record(left), sight.record(right)
    row = _row(sight.snapshot, left, right)
    said = [
        one
        for one in statements_of(sight.snapshot.register, [left, right])
        if allowed(sight, sight.claims, one)
    ]
    sides = {record: tuple(one for one in said if one.claim.record == record) for record in (left, right)}
    weights = {one.field: one for one in _weights(row)} if _whole(sight, numbers) else {}
    words = _words_on(sight, left, right)
    mine = words.get(reviewer)
    one, two = (_side(sight, number) for number in numbers)
    return PairPage(
        left=one,
        right=two,
        weight=float(row["weight"]),
        probability=float(row["probability"]),
        rows=tuple(_rows(sides[left], sides[right], weights)),
        others=tuple(
            Row(
                field=prop,
                props=(prop,),
                left=_of(sides[left], (prop,)),
                right=_of(sides[right], (prop,)),
                weights=(),
            )
            for prop in sorted({one.claim.prop for one in said} - COMPARED)
        ),
        extra=tuple(one for name, one in weights.items() if name not in FIELDS),
        mine=mine,
        said=tuple(words.items()) if mine is not None else (),
        common=frozenset(each.id for each in (*one.relatives, *one.companions))
        & frozenset(each.id for each in (*two.relatives, *two.companions)),
    )


def _rows(
    left: Sequence[Statement], right: Sequence[Statement], weights: Mapping[str, FieldWeight]
) -> Iterator[Row]:
    """The fields the model compares, those that at least one side fills."""
    fields = {"name": tuple(prop for name in NAME_FIELDS for prop in FIELDS[name])}
    fields |= {field: props for field, props in FIELDS.items() if field not in NAME_FIELDS}
    for field, props in fields.items():
        one, two = _of(left, props), _of(right, props)
        if one or two:
            named = NAME_FIELDS if field == "name" else (field,)
            found = tuple(weights[name] for name in named if name in weights)
            yield Row(field=field, props=props, left=one, right=two, weights=found)


def require_pair(sight: Sight, left: str, right: str) -> None:
    """NotFoundError unless both records are visible and the model kept the pair."""
    sight.record(left)
    sight.record(right)
    _row(sight.snapshot, left, right)


def agreement_of(sight: Sight, reviewer: str) -> list[agreements.Agreement]:
    """Kappa per two reviewers over the pairs that the asking reviewer may see and has judged, or that are settled."""
    needed, known = policy_of(sight.snapshot.register).reviewers, judged(sight)
    visible = {
        pair: said
        for pair, said in known.words.items()
        if said and (reviewer in said or is_settled(known.outcomes[pair], needed))
    }
    return agreements.agreements(visible)


def never_pairs(sight: Sight, left: str, right: str) -> list[Pair]:
    """Every visible record of the one's person against every one of the other's: "never these two"."""
    one, two = (sight.members(int(sight.person[sight.record(record)])) for record in (left, right))
    if set(one) & set(two):
        one, two = [sight.record(left)], [sight.record(right)]
    ids = sight.snapshot.record_ids
    return [(ids[a], ids[b]) for a in one for b in two]


def _doubtful(snapshot: Snapshot) -> list[Pair]:
    """All doubtful pairs of the last run, nearest to even odds first; kept beside the snapshot."""
    found: list[Pair] | None = snapshot.kept.get("doubtful")
    if found is None:
        table = snapshot.pairs.filter(pc.equal(snapshot.pairs["decision"], "review"))
        rows = zip(
            table["probability"].to_pylist(),
            table["left"].to_pylist(),
            table["right"].to_pylist(),
            strict=True,
        )
        ordered = sorted(rows, key=lambda row: (abs(row[0] - 0.5), row[1], row[2]))
        found = snapshot.kept["doubtful"] = [(min(pair), max(pair)) for _, *pair in ordered]
    return found


def _seen(sight: Sight, record: str) -> bool:
    number = sight.snapshot.number_of.get(record)
    return number is not None and bool(sight.seen[number])


def _whole(sight: Sight, numbers: Sequence[int]) -> bool:
    """The model's weights were made from all claims of both: shown only to whoever may see what it compared."""
    groups = ("name", "mother", "sex", "birth", "arrest", "death", "place", "agency", "held", "number")
    return all(sight.shown(group, number) for group in groups for number in numbers)


def _words_on(sight: Sight, left: str, right: str) -> Mapping[str, Verdict]:
    return judged(sight).words.get((min(left, right), max(left, right)), {})


def _row(snapshot: Snapshot, left: str, right: str) -> dict[str, Any]:
    table = _review_table(snapshot)
    for pair in ((left, right), (right, left)):
        place = table[1].get(pair)
        if place is not None:
            return table[0].slice(place, 1).to_pylist()[0]  # type: ignore[no-any-return]
    path = snapshot.register.derived / "pairs.parquet"
    for one, two in ((left, right), (right, left)):
        found = pq.read_table(path, filters=[("left", "=", one), ("right", "=", two)])
        if found.num_rows:
            return found.to_pylist()[0]  # type: ignore[no-any-return]
    raise NotFoundError("There is no such pair")


def _review_table(snapshot: Snapshot) -> tuple[pa.Table, dict[Pair, int]]:
    """The doubtful pairs with all weights, and where each stands; kept beside the snapshot."""
    kept: tuple[pa.Table, dict[Pair, int]] | None = snapshot.kept.get("review_table")
    if kept is None:
        table = pq.read_table(
            snapshot.register.derived / "pairs.parquet", filters=[("decision", "=", "review")]
        )
        pairs = zip(table["left"].to_pylist(), table["right"].to_pylist(), strict=True)
        kept = snapshot.kept["review_table"] = (table, {pair: place for place, pair in enumerate(pairs)})
    return kept


def _weights(row: Mapping[str, Any]) -> tuple[FieldWeight, ...]:
    return explain(row) if "weight_prior" in row else ()


def _of(said: Sequence[Statement], props: Sequence[str]) -> tuple[Statement, ...]:
    return tuple(one for prop in props for one in said if one.claim.prop == prop)


def _side(sight: Sight, number: int) -> Side:
    person = int(sight.person[number])
    lists = str(sight.snapshot.lists[number])
    companions, _ = companions_of(sight, person)
    return Side(
        record=sight.snapshot.record_ids[number],
        list_id=lists,
        said_by=sight.snapshot.organisation_of[lists],
        person=sight.id_of(person),
        records=len(sight.members(person)),
        relatives=tuple(
            other(sight, whose, why=why) for whose, why in relatives_of(sight, person)[:MOST_NEIGHBOURS]
        ),
        companions=tuple(companions[:MOST_NEIGHBOURS]),
    )


def crossing(part: Sequence[str], rest: Sequence[str]) -> list[Pair]:
    """Every record of the one against every record of the other."""
    return [(one, two) for one in part for two in rest]


def doubtful_persons(sight: Sight, *, most: int = 40) -> list[tuple[str, int, float]]:
    """Visible persons joined by the weakest links, weakest first: (id, records, probability of the weakest merge)."""
    same = tuple(pair for pair, outcome in judged(sight).outcomes.items() if outcome.outcome is Outcome.SAME)
    kept: tuple[tuple[Pair, ...], int, list[tuple[str, int, float]]] | None = sight.kept.get("doubtful")
    if kept is None or kept[:2] != (same, most):
        kept = sight.kept["doubtful"] = (same, most, _weakest(sight, same, most))
    return kept[2]


def _weakest(sight: Sight, same: Sequence[Pair], most: int) -> list[tuple[str, int, float]]:
    snapshot = sight.snapshot
    merged = np.array(pc.equal(snapshot.pairs["decision"], "merge").to_pylist(), bool)
    best = np.zeros(len(snapshot))  # per record, the strongest link to another visible record of its person
    left, right = snapshot.pair_left[merged], snapshot.pair_right[merged]
    probability = snapshot.pairs["probability"].to_numpy()[merged]
    judged_same = np.array([[snapshot.number_of[one] for one in pair] for pair in same], np.int32)
    one_of, other_of = judged_same.reshape(-1, 2).T
    for one, two, strength in ((left, right, probability), (one_of, other_of, np.ones(len(one_of)))):
        use = sight.seen[one] & sight.seen[two] & (sight.person[one] == sight.person[two])
        np.maximum.at(best, one[use], strength[use])
        np.maximum.at(best, two[use], strength[use])
    weakest = np.ones(sight.persons)
    np.minimum.at(weakest, sight.person[sight.seen], best[sight.seen])
    joined = np.diff(sight.of_person.starts) > 1
    ranked = np.flatnonzero(joined & (weakest < SURE))
    ranked = ranked[np.lexsort((ranked, weakest[ranked]))][:most]
    return [(sight.id_of(one), len(sight.members(one)), float(weakest[one])) for one in ranked.tolist()]
