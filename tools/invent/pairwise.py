"""How well clusters of rows match a known truth: pairs found, pairs wrong, and which wrong ones are kin."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

Row = tuple[str, int]  # name of the list, 1-based row


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Who a row is, in truth."""

    person: str
    household: str
    name_group: str
    script: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Pairs of rows: `true` are of one person, `found` were joined, `right` are both."""

    true: int
    found: int
    right: int
    siblings_joined: int
    siblings_at_risk: int
    namesakes_joined: int
    namesakes_at_risk: int
    across_true: int  # pairs of one Arabic and one Latin row
    across_right: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.true if self.true else 1.0

    @property
    def recall_across_scripts(self) -> float:
        return self.across_right / self.across_true if self.across_true else 1.0


def score(truth: Mapping[Row, Known], clusters: Mapping[Row, str]) -> Score:
    """Rows without a cluster stand alone; rows that the truth does not know are left out."""
    placed = {row: clusters.get(row) or f"alone {row[0]} {row[1]}" for row in truth}
    cells = [(known, placed[row]) for row, known in truth.items()]
    by_person = _pairs(known.person for known, _ in cells)
    right = _pairs((known.person, cluster) for known, cluster in cells)
    return Score(
        true=by_person,
        found=_pairs(cluster for _, cluster in cells),
        right=right,
        siblings_joined=_pairs((k.household, c) for k, c in cells) - right,
        siblings_at_risk=_pairs(k.household for k, _ in cells) - by_person,
        namesakes_joined=_pairs((k.name_group, c) for k, c in cells) - right,
        namesakes_at_risk=_pairs(k.name_group for k, _ in cells) - by_person,
        across_true=by_person - _pairs((k.person, k.script) for k, _ in cells),
        across_right=right - _pairs((k.person, c, k.script) for k, c in cells),
    )


def _pairs(keys: Iterable[object]) -> int:
    return sum(n * (n - 1) // 2 for n in Counter(keys).values())


def read_truth(path: Path) -> dict[Row, Known]:
    with path.open(encoding="utf-8", newline="") as file:
        return {
            (line["list"], int(line["row"])): Known(
                person=line["entity"],
                household=line["household"],
                name_group=line["name_group"],
                script=line["script"],
            )
            for line in csv.DictReader(file)
        }


def read_clusters(path: Path) -> dict[Row, str]:
    """`out/records.csv` of a register."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {
            (line["list"], int(line["row"])): line["person_id"]
            for line in csv.DictReader(file)
            if line["person_id"]
        }
