"""Scoring alone: the same candidate pairs for Sijill and for Splink 5, told by the block numbers of each record."""

import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq


def sijill(folder: Path) -> dict[str, Any]:
    """Scores the candidates of a learned model; what blocks each record has is kept for ``splink``."""
    from sijill.linkage import block, narrow
    from sijill.linkage.engines import engine
    from sijill.linkage.features import Coder
    from sijill.linkage.link import KEEP, _independent, learn
    from sijill.linkage.order import ordered
    from sijill.linkage.records import records
    from sijill.linkage.spec import PERSON

    table, _ = ordered(records(pq.read_table(folder / "records.parquet")))
    coder = Coder(table, PERSON)
    coded, names, chosen = coder.coded, coder.names, engine("numba")
    many = len(table) > narrow.ROWS
    every = block.blocks(coded, names, largest=narrow.LARGEST if many else 0)
    blocks = block.within(every) if many else every
    nobody = {verdict: np.zeros((0, 2), np.int64) for verdict in ("same", "different")}
    learned = learn(chosen, coded, names, blocks, nobody, _independent(names, ()), seed=0)
    if many:
        blocks = narrow.narrowed(every, *learned.likely.T) or blocks
    del every
    begun, cpu = time.perf_counter(), time.process_time()
    graph, seen = chosen.scan(coded, learned.model, blocks, floor=KEEP)
    cost = {
        "seconds": round(time.perf_counter() - begun, 1),
        "cpu_seconds": round(time.process_time() - cpu, 1),
        "pairs": seen,
        "kept": len(graph.left),
    }
    keys = pa.LargeListArray.from_arrays(pa.array(blocks.ptr), pa.array(blocks.block_of))
    pq.write_table(pa.table({"unique_id": names.record_ids, "keys": keys}), folder / "keys.parquet")
    return cost


def splink(folder: Path) -> dict[str, Any]:
    """Trains as ``_splink`` does, then finds and scores the pairs that share a block number."""
    from bench import _splink

    from sijill.linkage.records import records

    data = _splink.frame(records(pq.read_table(folder / "records.parquet")))
    keys = pq.read_table(folder / "keys.parquet").to_pandas().set_index("unique_id")["keys"]
    data["keys"] = keys.loc[data["unique_id"]].to_numpy()
    linker = _splink.trained(data, exploded="keys")
    begun, cpu = time.perf_counter(), time.process_time()
    predicted = linker.inference.predict(threshold_match_probability=0.01)
    cost = {
        "seconds": round(time.perf_counter() - begun, 1),
        "cpu_seconds": round(time.process_time() - cpu, 1),
    }
    return cost | {"kept": len(predicted.as_pyarrow_table())}
