"""The register in figures, as one viewer sees it: lists, overlaps, growth, contradictions, what is missing where."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from sijill.accession import store as accessions
from sijill.statistics.overlap import ListOverlap, Pattern, Step
from sijill.web.look.sight import Sight

# What a list may say of a person, in the order in which a reader asks for it.
FIELDS: Final = ("name", "mother", "birth", "sex", "arrest", "place", "agency", "held", "number")
ALIVE: Final = frozenset({"life_status:alive", "life_status:presumed_alive"})
DEAD: Final = frozenset(
    {"life_status:dead_reported", "life_status:dead_confirmed", "life_status:presumed_dead"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFacts:
    """One list. ``alone``: people on no other list; ``contradicted``: people about whom lists, this one among them,
    contradict each other; ``known``: field -> share of its records that say something of it.
    """

    id: str
    organisation: str
    records: int
    people: int
    alone: int
    contradicted: int
    known: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """``contradictions``: birth, sex, life -> people. ``patterns``: people on exactly these lists, most first."""

    records: int
    people: int
    on_several: int
    lists: tuple[ListFacts, ...]
    patterns: tuple[Pattern, ...]
    overlaps: tuple[ListOverlap, ...]
    growth: tuple[Step, ...]
    contradictions: dict[str, int]

    @property
    def contradicted(self) -> int:
        return sum(self.contradictions.values())


def look(sight: Sight) -> Overview:
    """Worked out once per sight: about a second for a million records."""
    found: Overview | None = sight.kept.get("overview")
    if found is None:
        found = sight.kept["overview"] = _look(sight)
    return found


def _look(sight: Sight) -> Overview:
    names = [
        name for name in sight.snapshot.organisation_of if (sight.snapshot.lists[sight.seen] == name).any()
    ]
    number = np.full(len(sight.seen), -1, np.int64)
    for place, name in enumerate(names):
        number[(sight.snapshot.lists == name) & sight.seen] = place
    on = np.zeros((sight.persons, max(len(names), 1)), bool)
    on[sight.person[sight.seen], number[sight.seen]] = True
    apart = _contradictions(sight)
    any_apart = np.zeros(sight.persons, bool)
    for found in apart.values():
        any_apart |= found
    return Overview(
        records=sight.records,
        people=sight.persons,
        on_several=int((on.sum(axis=1) > 1).sum()),
        lists=tuple(
            _facts(sight, name, number == place, on[:, place], on.sum(axis=1) == 1, any_apart)
            for place, name in enumerate(names)
        ),
        patterns=tuple(_patterns(names, on)),
        overlaps=tuple(_overlap(name, on[:, place], on.sum(axis=1) == 1) for place, name in enumerate(names)),
        growth=tuple(_growth(names, on)),
        contradictions={name: int(found.sum()) for name, found in apart.items()},
    )


def _facts(
    sight: Sight,
    name: str,
    mine: NDArray[np.bool_],
    here: NDArray[np.bool_],
    single: NDArray[np.bool_],
    apart: NDArray[np.bool_],
) -> ListFacts:
    records = int(mine.sum())
    return ListFacts(
        id=name,
        organisation=sight.snapshot.organisation_of[name],
        records=records,
        people=int(here.sum()),
        alone=int((here & single).sum()),
        contradicted=int((here & apart).sum()),
        known={
            field: float((said(sight, field) & mine).sum()) / records if records else 0.0 for field in FIELDS
        },
    )


def said(sight: Sight, field: str) -> NDArray[np.bool_]:
    """Which visible records say something of the field that this viewer may see."""
    kept: NDArray[np.bool_] | None = sight.kept.get(f"said.{field}")
    if kept is None:
        kept = sight.kept[f"said.{field}"] = _filled(sight, field) & sight.whole[field]
    return kept


def _filled(sight: Sight, field: str) -> NDArray[np.bool_]:
    records = sight.snapshot.records
    match field:
        case "name":
            return np.array([bool(text) for text in sight.snapshot.displays], bool)
        case "sex":
            return np.array(records["sex"].is_valid().to_pylist(), bool)
        case "birth" | "arrest":
            start, end = sight.snapshot.days(f"{field}_start"), sight.snapshot.days(f"{field}_end")
            return ~(np.isnan(start) & np.isnan(end))
    columns = {
        "mother": ("mother_name", "mother_family"),
        "place": ("arrest_place", "origin_place", "residence_place", "birth_place"),
        "agency": ("arrest_agency",),
        "held": ("held_place",),
        "number": ("identifiers",),
    }[field]
    filled = np.zeros(len(sight.seen), bool)
    for name in columns:
        filled |= pc.greater(pc.fill_null(pc.list_value_length(records[name]), 0), 0).to_numpy()
    return filled


def _contradictions(sight: Sight) -> dict[str, NDArray[np.bool_]]:
    """Per person: whether visible records cannot all be true in this."""
    return {"birth": _births_apart(sight), "sex": _sexes_apart(sight), "life": _lives_apart(sight)}


def _births_apart(sight: Sight) -> NDArray[np.bool_]:
    low = np.full(sight.persons, -np.inf)
    high = np.full(sight.persons, np.inf)
    use = sight.whole["birth"]
    start, end = sight.snapshot.days("birth_start"), sight.snapshot.days("birth_end")
    np.maximum.at(low, sight.person[use], np.where(np.isnan(start), -np.inf, start)[use])
    np.minimum.at(high, sight.person[use], np.where(np.isnan(end), np.inf, end)[use])
    return low > high


def _sexes_apart(sight: Sight) -> NDArray[np.bool_]:
    sex = np.array(sight.snapshot.records["sex"].to_pylist(), object)
    found = np.zeros((2, sight.persons), bool)
    for place, name in enumerate(("male", "female")):
        found[place, sight.person[sight.whole["sex"] & (sex == name)]] = True
    both: NDArray[np.bool_] = found[0] & found[1]
    return both


def _lives_apart(sight: Sight) -> NDArray[np.bool_]:
    codes = sight.snapshot.records["codes"].combine_chunks()
    record = pc.list_parent_indices(codes).to_numpy()
    words = np.array(codes.flatten().to_pylist(), object)
    found = np.zeros((2, sight.persons), bool)
    for place, which in enumerate((ALIVE, DEAD)):
        mine = record[np.isin(words, list(which))] if len(words) else np.zeros(0, np.int64)
        mine = mine[sight.whole["words"][mine]]
        found[place, sight.person[mine]] = True
    both: NDArray[np.bool_] = found[0] & found[1]
    return both


def _patterns(names: list[str], on: NDArray[np.bool_]) -> list[Pattern]:
    counts = Counter(map(tuple, on.tolist()))
    found = [
        Pattern(lists=tuple(name for name, there in zip(names, row, strict=False) if there), people=people)
        for row, people in counts.items()
    ]
    return sorted((one for one in found if one.lists), key=lambda one: (-one.people, one.lists))


def _overlap(name: str, here: NDArray[np.bool_], single: NDArray[np.bool_]) -> ListOverlap:
    people = int(here.sum())
    alone = int((here & single).sum())
    return ListOverlap(
        name=name, people=people, only_here=alone, found_elsewhere=1 - alone / people if people else None
    )


def _growth(names: list[str], on: NDArray[np.bool_]) -> list[Step]:
    """The lists in the order in which they were first received."""
    first = {row.list_id: row.number for row in reversed(accessions.all_accessions())}
    known = np.zeros(len(on), bool)
    steps = []
    for place in sorted(range(len(names)), key=lambda number: first.get(names[number], 0)):
        new = on[:, place] & ~known
        known |= on[:, place]
        steps.append(
            Step(
                name=names[place], people=int(on[:, place].sum()), new=int(new.sum()), so_far=int(known.sum())
            )
        )
    return steps
