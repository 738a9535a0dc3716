"""The spark engine on this machine: identical clusters to the compiled engine on random records."""

import shutil

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from properties.test_linkage_properties import rows_of
from sijill.linkage import link
from sijill.linkage import records as record_table

pytestmark = [
    pytest.mark.spark,
    pytest.mark.skipif(shutil.which("java") is None, reason="NOT RUN: Java, which the spark engine needs"),
]
few = settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))


def table_of(rows):
    import pyarrow as pa

    named = [{"record_id": f"r{n}", **row} for n, row in enumerate(rows)]
    return record_table.records(pa.Table.from_pylist(named, schema=record_table.SCHEMA))


@few
@given(rows_of)
def test_spark_and_numba_give_identical_results(rows):
    table = table_of(rows)
    one, other = link(table, engine="numba"), link(table, engine="spark")
    assert one.clusters == other.clusters
    assert one.pairs.equals(other.pairs)
    np.testing.assert_array_equal(one.graph.odds, other.graph.odds)
    assert one.report["candidates"] == other.report["candidates"]
    assert one.report["estimation"] == other.report["estimation"]


def test_the_driver_listens_on_this_machine_alone():
    from sijill.linkage.engines.spark import session

    conf = session().sparkContext.getConf()
    assert conf.get("spark.driver.bindAddress") == "127.0.0.1"
    assert conf.get("spark.driver.host") == "127.0.0.1"
    assert session().sparkContext.uiWebUrl is None
