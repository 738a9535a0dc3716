"""What the kernels read, against what the libraries say of the same values."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.linkage.engines.packed import civil_days
from sijill.linkage.link import numbered

many = settings(deadline=None)  # the first call loads what is compiled
_FIRST, _LAST = -400_000, 400_000  # the years 874 to 3065


@many
@given(st.lists(st.integers(_FIRST, _LAST), max_size=50))
def test_days_are_the_civil_days_that_numpy_tells(days: list[int]) -> None:
    told = civil_days(np.array(days, np.int32).reshape(-1, 1))
    dates = [np.datetime64(day, "D").item() for day in days]
    assert told.ravel().tolist() == [(date.year << 9) | (date.month << 5) | date.day for date in dates]


@many
@given(st.lists(st.integers(0, 30), max_size=31))
def test_clusters_are_numbered_by_their_smallest_id(labels: list[int]) -> None:
    ids = tuple(f"record-{at:02}" for at in np.random.default_rng(len(labels)).permutation(len(labels)))
    found = numbered(np.array(labels, np.int64), ids)
    members: dict[int, list[str]] = {}
    for record, label in zip(ids, labels, strict=True):
        members.setdefault(label, []).append(record)
    wanted = {record: at for at, some in enumerate(sorted(map(sorted, members.values()))) for record in some}
    assert found == wanted
    assert list(found) == sorted(ids)
