"""A learned model goes to Splink and weighs the same there; pairs with their comparison vectors go to Parquet."""

import json
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sijill.errors import UsageError
from sijill.linkage import interchange, link
from sijill.linkage.model import STRANGER
from sijill.linkage.spec import Field, Kind, Spec

SPEC = Spec(
    person_name=False,
    fields=(
        Field(name="last", kind=Kind.STRING, columns=("last",)),
        Field(name="town", kind=Kind.STRING, columns=("town",)),
        Field(name="sex", kind=Kind.CODE, columns=("sex",)),
        Field(name="birth", kind=Kind.DATE, columns=("birth_start", "birth_end")),
    ),
)
SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("record_id", "list_id", "last", "town", "sex")]
    + [("birth_start", pa.date32()), ("birth_end", pa.date32())]
)


def _rows():
    rng = np.random.default_rng(3)
    letters = list("abcdefghiklmnoprstuvwz")
    for person in range(150):
        last = "".join(rng.choice(letters, 7))
        town = "".join(rng.choice(list("abcd"), rng.integers(3, 8)))  # alike often, in every way
        born = date(1950, 1, 1) + timedelta(days=int(rng.integers(15_000)))
        for number in range(2):
            yield {
                "record_id": f"{person}-{number}", "list_id": f"list {number}",
                "last": last[:-1] + str(rng.choice(letters)) if rng.random() < 0.3 else last,
                "town": None if rng.random() < 0.2 else town, "sex": str(rng.choice(["f", "m"])),
                "birth_start": born, "birth_end": born,
            }  # fmt: skip


@pytest.fixture(scope="module")
def rows():
    return list(_rows())


@pytest.fixture(scope="module")
def result(rows):
    return link(pa.Table.from_pylist(rows, schema=SCHEMA), spec=SPEC, schema=SCHEMA)


def test_what_is_written_is_read_again(result):
    written = interchange.write_splink(result.fitted)
    model = interchange.read_splink(written.text)
    assert [one.column for one in model.comparisons] == ["last", "town", "sex"]
    log_p = result.fitted.model.log_p
    assert model.comparisons[0].weights() == pytest.approx(
        (log_p[0, 4, 0, 1:5] - log_p[STRANGER, 4, 0, 1:5]).tolist()
    )
    assert model.skipped == ()
    assert "birth: date has no counterpart" in written.skipped
    assert "relatives and namesakes" in written.skipped


def test_splink_gives_its_pairs_the_same_weights(rows, result):
    splink = pytest.importorskip("splink")
    import pandas as pd
    from splink.backends.duckdb import DuckDBAPI

    settings = json.loads(interchange.write_splink(result.fitted).text)
    settings["blocking_rules_to_generate_predictions"] = ["1=1"]
    linker = splink.Linker(DuckDBAPI().register(pd.DataFrame(rows[:80])), settings, log_level="ERROR")
    found = linker.inference.predict(threshold_match_weight=-100)
    frame = found.as_pandas_dataframe() if hasattr(found, "as_pandas_dataframe") else found.as_pandas()
    theirs = dict(
        zip(zip(frame["record_id_l"], frame["record_id_r"], strict=True), frame["match_weight"], strict=True)
    )
    fitted = result.fitted
    place = {record: at for at, record in enumerate(fitted.names.record_ids)}
    from sijill.linkage.engines import engine

    left, right = (np.array([place[pair[side]] for pair in theirs], np.int64) for side in (0, 1))
    vectors = engine("numba").compare(fitted.coded, left, right)
    ours = np.zeros(len(left))
    for f in (4, 5, 6):
        level = vectors.levels[:, f]
        weight = fitted.model.log_p[0, f, 0, level] - fitted.model.log_p[STRANGER, f, 0, level]
        ours += np.where(level > 0, weight, 0.0)
    prior = settings["probability_two_random_records_match"]
    assert ours + np.log2(prior / (1 - prior)) == pytest.approx(np.array(list(theirs.values())), abs=1e-5)
    assert len(theirs) == 80 * 79 // 2


def test_pairs_go_out_with_their_vectors(result, tmp_path):
    path = tmp_path / "pairs.parquet"
    interchange.write_pairs(result, path)
    table = pq.read_table(path)
    for field in ("last", "town", "sex", "birth"):
        assert {f"level_{field}", f"weight_{field}"} <= set(table.column_names)
    pair = table.slice(0, 1).to_pylist()[0]
    assert pair["weight"] == pytest.approx(
        sum(value for name, value in pair.items() if name.startswith("weight_"))
    )
    with pytest.raises(UsageError):
        interchange.write_pairs(result, path)


def test_a_column_may_be_called_like_a_part_of_a_name(rows):
    """What is known of given names of persons holds for no text of that name."""

    def linked(**names):
        spec = Spec(
            person_name=False,
            fields=tuple(
                Field(name=names.get(name, name), kind=kind, columns=(name,))
                for name, kind in (("last", Kind.STRING), ("town", Kind.STRING), ("sex", Kind.CODE))
            ),
        )
        return link(pa.Table.from_pylist(rows, schema=SCHEMA), spec=spec, schema=SCHEMA)

    plain, called = linked(), linked(last="given", town="father")
    assert np.isfinite(called.fitted.model.log_p).all()
    assert np.array_equal(called.fitted.model.log_p, plain.fitted.model.log_p)
    assert called.clusters == plain.clusters
