"""The bound on a standing register: an index of another layout is not read, and what it keeps says what it bounds."""

import json

import numpy as np
import pyarrow as pa
import pytest

from sijill.errors import RegisterError
from sijill.linkage import SCHEMA, link, standing
from sijill.linkage import records as record_table
from sijill.linkage.engines import packed
from sijill.linkage.index import StandingIndex

PEOPLE = [
    ("محمد خالد النجار", 1990),
    ("محمد خالد نجار", 1990),
    ("سعاد علي الخطيب", 1981),
    ("Suad Ali Khatib", 1981),
]


def table_of(people):
    rows = [
        {"record_id": f"r{n}", "list_id": "ab"[n % 2], "name": [name]}
        for n, (name, _year) in enumerate(people)
    ]
    return record_table.records(pa.Table.from_pylist(rows, schema=SCHEMA))


@pytest.fixture
def folder(tmp_path):
    standing.write_result(link(table_of(PEOPLE)), tmp_path / "index")
    return tmp_path / "index"


@pytest.mark.parametrize("other", [{"format": standing.FORMAT - 1}, {"read_by": "another program"}])
def test_an_index_of_another_layout_or_another_reading_of_names_is_not_read(folder, other):
    assert StandingIndex.open(folder)
    meta = folder / standing.META
    said = json.loads(meta.read_text(encoding="utf-8"))
    meta.write_text(json.dumps(said | other), encoding="utf-8")
    with pytest.raises(RegisterError, match="another version"):
        StandingIndex.open(folder)


def test_what_reads_names_changes_with_their_code_and_data(tmp_path):
    package = tmp_path / "package"
    for name in ("linkage/units.py", "text/names/forms.py", "text/scripts.py", "text/data/names_model.json"):
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text("one")
    seen = {standing.read_by.__wrapped__(package)}
    for name in ("linkage/units.py", "text/names/forms.py", "text/scripts.py", "text/data/names_model.json"):
        (package / name).write_text("other")
        seen.add(standing.read_by.__wrapped__(package))
    assert len(seen) == 5


def test_levels_that_are_kept_are_those_the_kernel_finds(folder):
    index = StandingIndex.open(folder)
    low = index.layers.gathered(np.arange(len(PEOPLE)))
    records = packed.packed(low)
    levels, often = packed.known_levels(records), np.flatnonzero(records.rank >= 0)
    assert (levels != 8).all()
    for u in often:
        assert levels[records.rank[u], records.rank[u]] == 1
    assert np.array_equal(levels, levels.T)


def test_rows_begin_with_cache_lines_and_hold_each_record_once(folder):
    rows = StandingIndex.open(folder).kept.bounded.rows
    assert min(rows.begin.tolist()) == 0
    assert len(np.unique(rows.begin)) == len(PEOPLE)
    assert rows.rows.ctypes.data % 64 == 0
