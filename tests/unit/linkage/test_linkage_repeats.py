"""A list that repeats people on purpose: what it teaches, and that a list without repeats is not read like one."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from sijill.linkage import link
from sijill.linkage.engines import packed
from sijill.linkage.evaluate import evaluate
from sijill.linkage.spec import Field, Kind, Spec

SPEC = Spec(
    person_name=False,
    fields=(
        Field(name="first", kind=Kind.STRING, columns=("first",)),
        Field(name="last", kind=Kind.STRING, columns=("last",), kin=0.9),
        Field(name="town", kind=Kind.STRING, columns=("town",)),
        Field(name="birth", kind=Kind.DATE, columns=("birth_start", "birth_end")),
    ),
)
SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("record_id", "list_id", "first", "last", "town")]
    + [("birth_start", pa.date32()), ("birth_end", pa.date32())]
)
LETTERS = list("abcdefghiklmnoprstuvwz")


def rows(people, times, other_first):
    """``times`` records of each; a record has another first name with chance ``other_first``."""
    rng = np.random.default_rng(11)

    def word(size):
        return "".join(rng.choice(LETTERS, size))

    firsts = [word(6) for _ in range(80)]
    for person in range(people):
        first, last, town = str(rng.choice(firsts)), word(8), word(7)
        born = date(1950, 1, 1) + timedelta(days=int(rng.integers(15_000)))
        for time in range(times):
            called = str(rng.choice(firsts)) if rng.random() < other_first else first
            lives = word(7) if rng.random() < 0.2 else town
            yield {
                "record_id": f"p{person}-{time}", "list_id": "one", "first": called, "last": last, "town": lives,
                "birth_start": born, "birth_end": born,
            }  # fmt: skip


def linked(people, times, other_first):
    table = pa.Table.from_pylist(list(rows(people, times, other_first)), schema=SCHEMA)
    found = link(table, spec=SPEC, schema=SCHEMA)
    truth = {record: record.split("-")[0] for record in found.clusters}
    return found, evaluate(found.clusters, truth).pairwise


def test_a_list_that_repeats_people_teaches_how_their_records_differ():
    found, measured = linked(people=60, times=6, other_first=0.35)
    first = 2.0 ** found.fitted.model.log_p[0, 4, 0]
    assert 0.3 < first[4] < 0.6  # of two records 58 % have the same true first name at most
    assert measured.precision > 0.99
    assert measured.recall > 0.97


def test_a_list_that_does_not_is_left_to_the_defaults():
    found, _ = linked(people=200, times=1, other_first=0.0)
    assert found.report["merged_pairs"] == 0
    assert found.report["estimation"]["rounds"][-1]["expected_matches"] < 10


def test_a_table_without_names_is_linked_alike_by_all_means_and_in_any_order():
    """Its records lie by their texts while they are compared, which changes neither pairs nor odds."""
    table = pa.Table.from_pylist(list(rows(people=30, times=3, other_first=0.2)), schema=SCHEMA)
    plain = link(table, spec=SPEC, schema=SCHEMA)
    shuffled = table.take(pa.array(np.random.default_rng(3).permutation(len(table))))
    reference = link(table, spec=SPEC, schema=SCHEMA, engine="reference")
    for other in (link(shuffled, spec=SPEC, schema=SCHEMA), reference):
        assert other.clusters == plain.clusters
        assert np.array_equal(other.graph.left, plain.graph.left)
        assert np.allclose(other.graph.odds, plain.graph.odds, atol=1e-9)
    assert len(plain.graph.left) > 50


def test_records_lie_by_the_two_texts_that_say_most():
    one_of_two, various, all_alike = [0, 1, 0, 1, 0, 1], [7, 3, 7, 5, 3, 5], [0, 0, 0, 0, 0, 0]
    order = packed._by_texts(np.array([one_of_two, various, all_alike]).T)
    assert order.tolist() == [4, 1, 3, 5, 0, 2]
    assert packed._by_texts(np.zeros((3, 0), np.int32)).tolist() == [0, 1, 2]
