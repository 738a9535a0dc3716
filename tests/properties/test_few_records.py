"""A few records read value by value come to what many read at once come to."""

import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from properties.test_linkage_properties import rows_of
from sijill.linkage import SCHEMA, few, link, standing, standing_bound
from sijill.linkage import records as record_table
from sijill.linkage.engines import packed
from sijill.linkage.engines.rows import LINE
from sijill.linkage.index import StandingIndex

TEXTS = ["", "محمد خالد", "Khaled", "أبو زيد النجار", "ام علي", "خالدالنجار", "-"]
WORK = ["Teacher", "teacher ", "Baker", "خباز", "", "42"]
some = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
several = st.lists(st.sampled_from(TEXTS), max_size=6)
more = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("name_alias", "name_grandfather", "name_kunya", "mother_name"), several),
        "mother_family": several,
        "occupation": st.lists(st.sampled_from(WORK), max_size=2),
        "held_place": st.lists(st.sampled_from(["f1", "f2", "f3", "f4", "f5"]), max_size=6),
        "arrest_agency": st.lists(st.sampled_from(["a", "b", ""]), max_size=3),
        "identifiers": st.lists(
            st.sampled_from(["national:1", "national:2", "photo:1", "odd", ""]), max_size=5
        ),
        "residence_place": st.lists(st.sampled_from(["SY", "SY01", "SY0100", "SY02030101", ""]), max_size=6),
    },
)


@pytest.fixture(scope="module")
def index():
    with tempfile.TemporaryDirectory() as scratch:
        base = [
            {"record_id": f"r{n}", "list_id": "ab"[n % 2], "name": [name], "occupation": [work]}
            for n, (name, work) in enumerate(
                [("خالد محمد النجار", "Teacher"), ("Khaled Najjar", "Baker")] * 9
            )
        ]
        folder = Path(scratch) / "index"
        standing.write_result(link(record_table.records(pa.Table.from_pylist(base, schema=SCHEMA))), folder)
        yield StandingIndex.open(folder)


def laid_both_ways(index, table):
    """(laid value by value, laid as many are)."""
    nothing = np.zeros(len(table), np.uint64)
    few_of = few.FEW
    assert len(table) <= few_of
    one_by_one = index.layers.laid(table, nothing)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(few, "FEW", -1)
        at_once = index.layers.laid(table, nothing)
    return one_by_one, at_once


def texts_of(codes, texts):
    return np.array([*texts, None], object)[codes].tolist()


@some
@given(st.lists(st.tuples(rows_of.map(lambda rows: rows[0]), more), min_size=1, max_size=6))
def test_value_by_value_is_all_at_once(index, rows):
    records = [{"record_id": f"n{at}", **one, **other} for at, (one, other) in enumerate(rows)]
    table = record_table.records(pa.Table.from_pylist(records, schema=SCHEMA))
    one, other = laid_both_ways(index, table)
    for name in ("list_code", "date", "parse_ptr", "parse_plain", "parse_script"):
        assert np.array_equal(getattr(one.alone, name), getattr(other.alone, name)), name
    assert np.allclose(one.alone.parse_cost, other.alone.parse_cost)
    for name, kind in (
        ("parse_unit", "units"),
        ("sound", "units"),
        ("string", "strings"),
        ("code", "codes"),
        ("several", "codes"),
        ("identifier", "codes"),
        ("nested", "nested"),
    ):
        found = [texts_of(getattr(laid.alone, name), getattr(laid.names, kind)) for laid in (one, other)]
        assert found[0] == found[1], name


def words_of(rows, at):
    """The row of a record without the number of its shape, that shape, and its fields."""
    words = rows.rows[LINE * rows.begin[at] :]
    shape = rows.shape[words[2]]
    end = shape[-1] + (words[3] & 0xFFFF) + 2 * (words[3] >> 16)
    return [*words[:2].tolist(), *words[3:end].tolist()], shape.tolist(), int(rows.known[words[2]])


@some
@given(st.lists(st.tuples(rows_of.map(lambda rows: rows[0]), more), min_size=1, max_size=6))
def test_rows_of_the_bound_value_by_value_are_those_all_at_once(index, rows):
    records = [{"record_id": f"n{at}", **one, **other} for at, (one, other) in enumerate(rows)]
    table = record_table.records(pa.Table.from_pylist(records, schema=SCHEMA))
    asking, width = index.layers.laid(table, np.zeros(len(table), np.uint64)).asking, index.kept.bounded.width
    one = standing_bound.few_rows(asking, width)
    other = packed.bounded(asking, packed.packed(asking, width), packed.neighbours_first(asking), width)
    assert one.rows.ctypes.data % 64 == 0
    for at in range(len(table)):
        assert words_of(one, at) == words_of(other, at)
