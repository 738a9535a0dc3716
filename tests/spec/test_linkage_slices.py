"""Eight records counted by hand: what ``sijill evaluate`` says of each phenomenon."""

import csv
from pathlib import Path

import numpy as np
import pytest

from sijill.linkage import cluster
from sijill.linkage.evaluate import Known, evaluate, slices_of

ROWS = (  # record, list, script, name parts, household, copied together, mark, who it is, where linkage put it
    ("a1", "A", "ar", 4, "h1", "g1", "", "one", 1),
    ("a2", "A", "ar", 2, "h1", "", "typo", "one", 1),
    ("b1", "B", "la", 3, "h1", "g1", "", "one", 1),
    ("b2", "B", "la", 3, "h1", "", "", "her sister", 1),
    ("c1", "C", "ar", 0, "", "", "", "two", 2),
    ("c2", "C", "ar", 3, "h2", "", "", "two", 3),
    ("d1", "D", "", None, "h2", "", "", "his cousin", 3),
    ("d2", "D", "la", 3, "", "", "", "his cousin", 4),
)
TABLE = Path(__file__).with_name("linkage_slices.csv")


def column(at):
    return {row[0]: row[at] for row in ROWS if row[at] not in ("", None)}


KNOWN = Known(
    list=column(1),
    script=column(2),
    parts=column(3),
    household=column(4),
    copied=column(5),
    marks={record: frozenset({mark}) for record, mark in column(6).items()},
)
TRUTH, CLUSTERS = column(7), column(8)


def expected():
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {
            row["slice"]: tuple(int(row[name]) for name in ("found", "joined", "true"))
            for row in csv.DictReader(file)
        }


@pytest.mark.parametrize("name", sorted(expected()))
def test_every_slice_is_what_was_counted_by_hand(name):
    found = evaluate(CLUSTERS, TRUTH, known=KNOWN).by_phenomenon[name]
    assert (found.found, found.proposed, found.true) == expected()[name]


def test_the_table_names_every_slice():
    assert set(evaluate(CLUSTERS, TRUTH, known=KNOWN).by_phenomenon) == set(expected())


def test_pair_by_pair_the_slices_are_the_same():
    """``slices_of`` lists pairs where ``evaluate`` counts them: two ways to one answer, on random records too."""
    rng = np.random.default_rng(7)
    for _ in range(20):
        ids = [f"r{at:02d}" for at in range(25)]

        def some(values, ids=ids):
            return {
                record: value for record in ids if (value := values[rng.integers(len(values))]) is not None
            }

        known = Known(
            list=some(["A", "B", "C"]),
            script=some(["ar", "la", None]),
            parts=some([0, 1, 2, 3, 4, None]),
            household=some(["h", "i", None]),
            clan=some(["c", None]),
            name_group=some(["n", "m", None]),
            copied=some(["g", None, None]),
            marks=some([frozenset({"typo"}), frozenset({"pdf", "typo"}), None]),
        )
        clusters, truth = ({record: int(rng.integers(8)) for record in ids} for _ in range(2))
        measured = evaluate(clusters, truth, known=known).by_phenomenon
        label = np.array([clusters[record] for record in ids])
        left, right = ([ids[at] for at in side] for side in cluster.pairs_within(label))
        right_pairs = np.array([truth[a] == truth[b] for a, b in zip(left, right, strict=True)])
        listed = slices_of(left, right, known)
        assert {name: (int(right_pairs[at].sum()), int(at.sum())) for name, at in listed.items()} == {
            name: (one.found, one.proposed) for name, one in measured.items()
        }


def test_an_unknown_value_is_nobodys_value():
    """Two rows of which no household is known are not of one household, and a copy of nothing is no copy."""
    lone = Known(household={"a1": "h1"}, copied={"a1": "g1"})
    found = evaluate(CLUSTERS, TRUTH, known=lone).by_phenomenon
    assert found["one household"].proposed == 0
    assert found["copied from one another"].proposed == 0
    assert found["not copied"].proposed == 7
