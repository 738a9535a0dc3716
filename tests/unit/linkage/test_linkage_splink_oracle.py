"""An oracle from outside: for a model that Splink can express, its pairs and weights are ours."""

import itertools

import numpy as np
import pyarrow as pa
import pytest

from sijill.linkage.engines import engine
from sijill.linkage.features import code
from sijill.linkage.model import Model
from sijill.linkage.records import records
from sijill.linkage.spec import MAX_GROUPS, MAX_LEVELS, Field, Kind, Spec

splink = pytest.importorskip("splink")

PRIOR = 0.01
M = {"town": (0.9, 0.1), "trade": (0.8, 0.2), "year": (0.95, 0.05)}
U = {"town": (0.1, 0.9), "trade": (0.2, 0.8), "year": (0.02, 0.98)}
SPEC = Spec(person_name=False, fields=tuple(Field(name=name, kind=Kind.CODE, columns=(name,)) for name in M))
SCHEMA = pa.schema(
    [("record_id", pa.string()), ("list_id", pa.string()), *((name, pa.string()) for name in M)]
)


def _rows():
    rng = np.random.default_rng(3)
    for n in range(40):
        row = {"record_id": f"r{n:02d}", "list_id": "one"}
        for name, size in (("town", 4), ("trade", 3), ("year", 9)):
            row[name] = str(rng.integers(size)) if rng.random() > 0.1 else None
        yield row


def _model() -> Model:
    fields = 4 + len(M)
    log_p = np.zeros((4, fields, MAX_GROUPS, MAX_LEVELS))
    for f, name in enumerate(M, start=4):
        log_p[:, f, :, 1:3] = np.log2(U[name])
        log_p[0, f, :, 1:3] = np.log2(M[name])
    supporting = np.zeros((fields, MAX_LEVELS), np.bool_)
    supporting[4:, 1] = True
    prior = np.array([[[np.log2(PRIOR), -80.0, -80.0, np.log2(1 - PRIOR)]]])
    zero = np.zeros((fields, MAX_LEVELS))
    points = np.zeros((fields, MAX_GROUPS, MAX_LEVELS), np.int8)
    return Model(log_p=log_p, tf_share=zero, tf_mean=np.zeros((fields, MAX_GROUPS)), tf_class=np.zeros((4, fields)),
                 supporting=supporting,
                 contradicts=points, composite=False, prior=prior)  # fmt: skip


def _splink_weights(rows):
    import pandas as pd
    import splink.comparison_library as cl
    from splink import Linker, SettingsCreator
    from splink.backends.duckdb import DuckDBAPI

    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="record_id",
        probability_two_random_records_match=PRIOR,
        comparisons=[
            cl.ExactMatch(name).configure(m_probabilities=list(M[name]), u_probabilities=list(U[name]))
            for name in M
        ],
        blocking_rules_to_generate_predictions=["1=1"],
    )
    linker = Linker(DuckDBAPI().register(pd.DataFrame(rows)), settings, log_level="ERROR")
    found = linker.inference.predict(threshold_match_weight=-100)
    frame = found.as_pandas_dataframe() if hasattr(found, "as_pandas_dataframe") else found.as_pandas()
    return {
        frozenset((a, b)): w
        for a, b, w in zip(frame["record_id_l"], frame["record_id_r"], frame["match_weight"], strict=True)
    }


@pytest.mark.parametrize("name", ["numba", "reference"])
def test_weights_equal_splinks(name):
    rows = list(_rows())
    theirs = _splink_weights(rows)
    coded, names = code(records(pa.Table.from_pylist(rows, schema=SCHEMA), schema=SCHEMA), SPEC)
    left, right = (np.array(side) for side in zip(*itertools.combinations(range(len(rows)), 2), strict=True))
    ours = engine(name).score(coded, _model(), left, right)
    assert len(theirs) == len(ours)
    expected = [
        theirs[frozenset((names.record_ids[a], names.record_ids[b]))]
        for a, b in zip(left, right, strict=True)
    ]
    np.testing.assert_allclose(ours, expected, atol=1e-5)
