"""The demo's own count of right and wrong pairs, against counting one by one."""

import sys
from itertools import combinations
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from tools.invent.pairwise import Known, score


def known(person: str, household: str = "", name_group: str = "", script: str = "ar") -> Known:
    return Known(person=person, household=household or person, name_group=name_group or person, script=script)


def test_a_small_case_by_hand():
    truth = {
        ("a", 1): known("p1", "h1"),
        ("b", 1): known("p1", "h1", script="la"),
        ("a", 2): known("p2", "h1"),
        ("b", 2): known("p3"),
        ("c", 1): known("p3"),
    }
    clusters = {("a", 1): "x", ("b", 1): "x", ("a", 2): "x", ("b", 2): "y", ("z", 9): "y"}
    got = score(truth, clusters)
    assert (got.true, got.found, got.right) == (2, 3, 1)
    assert (got.precision, got.recall) == (1 / 3, 1 / 2)
    assert (got.siblings_joined, got.siblings_at_risk) == (2, 2)
    assert (got.across_right, got.across_true) == (1, 1)


labels = st.sampled_from("abc")


@given(st.lists(st.tuples(labels, labels, labels, labels, st.sampled_from(("ar", "la"))), max_size=14))
def test_counts_equal_counting_every_pair(rows):
    people = {person: (household, group) for person, household, group, _, _ in rows}  # one family a person
    truth = {
        ("list", i): known(person, people[person][0], people[person][1], script)
        for i, (person, _, _, _, script) in enumerate(rows)
    }
    clusters = {("list", i): row[3] for i, row in enumerate(rows)}
    pairs = [(truth[x], truth[y], clusters[x] == clusters[y]) for x, y in combinations(truth, 2)]
    got = score(truth, clusters)
    assert got.true == sum(a.person == b.person for a, b, _ in pairs)
    assert got.found == sum(joined for _, _, joined in pairs)
    assert got.right == sum(joined and a.person == b.person for a, b, joined in pairs)
    wrong = [(a, b) for a, b, joined in pairs if joined and a.person != b.person]
    assert got.siblings_joined == sum(a.household == b.household for a, b in wrong)
    assert got.namesakes_joined == sum(a.name_group == b.name_group for a, b in wrong)
    assert got.across_true == sum(a.person == b.person and a.script != b.script for a, b, _ in pairs)


def test_nothing_at_all_is_not_an_error():
    assert score({}, {}).precision == score({}, {}).recall == 1.0
