"""Engines agree; the order of rows and the splitting of files change nothing."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sijill.linkage import SCHEMA, link
from sijill.linkage.engines import engine
from sijill.linkage.features import code
from sijill.linkage.order import canonical
from sijill.linkage.records import records
from sijill.linkage.spec import PERSON

GIVEN = [
    "محمد",
    "Mohammad",
    "خالد",
    "Khaled",
    "7aled",
    "عمر",
    "غمر",
    "Omar",
    "ليلى",
    "Layla",
    "محمد خالد",
    "يوسف",
    "Yousef",
    "عمرو",
    "عمار",
    "سمير",
    "سامر",
    "كريم",
    "كريمة",
    "Karima",
]
FATHER = ["أحمد", "Ahmad", "حسن", "Hassan", "عبد الرحمن", "Abdul Rahman", "محمود"]
FAMILY = ["الحلبي", "al-Halabi", "ابو زيد", "Abu Zeid", "نجار", "Najjar", "الحمصي", "Homsi"]
PLACES = ["SY01", "SY0100", "SY0203", "SY020300", "SY020301", "SY040100"]
DAY = date(2012, 5, 1)

maybe = st.one_of


def _dates():
    return st.tuples(st.integers(0, 900), st.sampled_from([0, 0, 30, 364])).map(
        lambda d: (DAY + timedelta(days=d[0]), DAY + timedelta(days=d[0] + d[1]))
    )


@st.composite
def _record(draw):
    g, f, fam = (draw(st.sampled_from(values)) for values in (GIVEN, FATHER, FAMILY))
    row = {"list_id": draw(st.sampled_from(["one", "two", "three"]))}
    match draw(st.sampled_from(["whole", "parts", "short", "swapped", "kunya"])):
        case "whole":
            row["name"] = [f"{g} {f} {fam}"]
        case "parts":
            row |= {"name_given": [g], "name_father": [f], "name_family": [fam]}
        case "short":
            row["name"] = [f"{g} {fam}"]
        case "swapped":
            row["name"] = [f"{fam} {g} {f}", f"{g} {fam}"]
        case _:
            row["name"] = [f"أبو {g}"]
    if draw(st.booleans()):
        row["birth_start"], row["birth_end"] = draw(_dates())
    if draw(st.booleans()):
        row["arrest_start"], row["arrest_end"] = draw(_dates())
    if draw(st.booleans()):
        row["origin_place"] = draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=3))
    if draw(st.booleans()):
        row["mother_name"] = [draw(st.sampled_from(["فاطمة", "Fatima", "سناء", "Sanaa"]))]
    if draw(st.integers(0, 5)) == 0:
        row["identifiers"] = [f"id.national:{draw(st.integers(1, 3))}"]
    row["sex"] = draw(st.sampled_from(["male", "female", None]))
    row["occupation"] = draw(st.sampled_from([None, ["baker"], ["bakers"], ["teacher"]]))
    return row


def _table(rows):
    return pa.Table.from_pylist([{"record_id": f"r{n}", **row} for n, row in enumerate(rows)], schema=SCHEMA)


def _partition(result):
    groups = {}
    for record, cluster in result.clusters.items():
        groups.setdefault(cluster, set()).add(record)
    return {frozenset(group) for group in groups.values()}


rows_of = st.lists(_record(), min_size=2, max_size=14)
few = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


@few
@given(rows_of)
def test_reference_and_numba_give_identical_vectors(rows):
    coded, _ = code(canonical(records(_table(rows))), PERSON)
    left, right = (x.astype(np.int64) for x in np.triu_indices(len(rows), 1))
    one = engine("reference").compare(coded, left, right)
    other = engine("numba").compare(coded, left, right)
    np.testing.assert_array_equal(one.levels, other.levels)
    np.testing.assert_array_equal(one.groups, other.groups)
    np.testing.assert_allclose(one.tf, other.tf, atol=1e-9)
    np.testing.assert_allclose(one.cost, other.cost, atol=1e-9)


@few
@given(rows_of)
def test_reference_and_numba_give_identical_clusters(rows):
    table = _table(rows)
    one, other = link(table, engine="reference"), link(table, engine="numba")
    assert _partition(one) == _partition(other)
    assert one.pairs["left"].to_pylist() == other.pairs["left"].to_pylist()
    np.testing.assert_allclose(one.pairs["weight"], other.pairs["weight"], atol=1e-6)


@few
@given(rows_of, st.randoms(use_true_random=False))
def test_order_of_rows_changes_nothing(rows, random):
    table = _table(rows)
    shuffled = table.take(random.sample(range(len(rows)), len(rows)))
    assert link(shuffled).clusters == link(table).clusters


@few
@given(rows_of)
def test_other_record_ids_change_nothing(rows):
    """A list split into two files of the same list gets other record ids, and nothing else."""
    renamed = [f"z{(7 * n) % 101:03d}" for n in range(len(rows))]
    table = _table(rows)
    other = table.set_column(0, "record_id", pa.array(renamed))
    back = dict(zip(renamed, table["record_id"].to_pylist(), strict=True))
    # Rows that say exactly the same are interchangeable: clusters are compared by content.
    content = {f"r{n}": repr(sorted(row.items(), key=str)) for n, row in enumerate(rows)}

    def contents(partition, name):
        return sorted(sorted(content[name(record)] for record in group) for group in partition)

    assert contents(_partition(link(table)), lambda r: r) == contents(
        _partition(link(other)), back.__getitem__
    )


@pytest.mark.parametrize("verdict", ["same", "different"])
def test_judgements_bind(verdict):
    rows = [
        {
            "list_id": "one",
            "name": ["خالد حسن النجار"],
            "birth_start": DAY,
            "birth_end": DAY,
            "origin_place": ["SY020301"],
        },
        {
            "list_id": "two",
            "name": ["خالد حسن النجار"],
            "birth_start": DAY,
            "birth_end": DAY,
            "origin_place": ["SY020301"],
        },
        {
            "list_id": "two",
            "name": ["عمر محمود الحلبي"],
            "birth_start": DAY,
            "birth_end": DAY,
            "origin_place": ["SY01"],
        },
    ]
    pair = ("r0", "r1") if verdict == "different" else ("r0", "r2")
    judged = pa.table({"left": [pair[0]], "right": [pair[1]], "verdict": [verdict]})
    clusters = link(_table(rows), judgements=judged).clusters
    assert (clusters[pair[0]] == clusters[pair[1]]) == (verdict == "same")
