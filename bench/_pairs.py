"""Scoring alone, of the same candidate pairs: those that Splink's own blocking rules find, for Sijill and for Splink 5.

Splink's rules and not ours: so Splink finds its pairs in the way it is best at, and is not handed a list of them.
"""

import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq


def sijill(folder: Path) -> dict[str, Any]:
    """Learns as ``link`` does, then looks at the pairs of Splink's rules; grouping them counts as part of the work."""
    from bench import _splink

    from sijill.linkage import block, narrow
    from sijill.linkage.engines import engine
    from sijill.linkage.features import Coder
    from sijill.linkage.link import KEEP, _independent, learn
    from sijill.linkage.order import ordered
    from sijill.linkage.records import records
    from sijill.linkage.spec import PERSON

    table, _ = ordered(records(pq.read_table(folder / "records.parquet")))
    frame = _splink.frame(table)
    coder = Coder(table, PERSON)
    coded, names, chosen = coder.coded, coder.names, engine("numba")
    many = len(table) > narrow.ROWS
    every = block.blocks(coded, names, largest=narrow.LARGEST if many else 0)
    blocks = block.within(every) if many else every
    nobody = {verdict: np.zeros((0, 2), np.int64) for verdict in ("same", "different")}
    learned = learn(chosen, coded, names, blocks, nobody, _independent(names, ()), seed=0)
    del every, blocks
    begun, cpu = time.perf_counter(), time.process_time()
    graph, seen = chosen.scan(coded, learned.model, grouped(frame, _splink.rules(frame)), floor=KEEP)
    return {
        "seconds": round(time.perf_counter() - begun, 1),
        "cpu_seconds": round(time.process_time() - cpu, 1),
        "pairs": seen,
        "kept": len(graph.left),
    }


def grouped(frame: pd.DataFrame, rules: list[tuple[str, ...]]) -> Any:
    """The blocks of these rules: records that agree on all columns of one, those with a gap in none."""
    from sijill.linkage import block

    codes = {name: pd.factorize(frame[name])[0] for name in {column for rule in rules for column in rule}}
    sizes, members = [], []
    for rule in rules:
        key, known = np.zeros(len(frame), np.int64), np.ones(len(frame), np.bool_)
        for name in rule:
            known &= codes[name] >= 0
            key = pd.factorize(key * (int(codes[name].max()) + 1) + codes[name])[0]
        rows = np.flatnonzero(known)
        rows = rows[np.argsort(key[rows], kind="stable")]
        size = np.diff(np.flatnonzero(np.diff(key[rows], prepend=-1, append=-1)))
        several = size > 1
        sizes.append(size[several])
        members.append(rows[np.repeat(several, size)])
    size, member = np.concatenate(sizes), np.concatenate(members)
    return block._blocks(len(frame), size, member.astype(np.int32), np.zeros(len(size), np.uint8), {})


def splink(folder: Path) -> dict[str, Any]:
    """Trains as ``_splink`` does, then finds and scores the pairs of its rules."""
    from bench import _splink

    from sijill.linkage.records import records

    data = _splink.frame(records(pq.read_table(folder / "records.parquet")))
    linker, _ = _splink.trained(data)
    begun, cpu = time.perf_counter(), time.process_time()
    predicted = linker.inference.predict(threshold_match_probability=0.01)
    cost = {
        "seconds": round(time.perf_counter() - begun, 1),
        "cpu_seconds": round(time.process_time() - cpu, 1),
    }
    return cost | {"kept": len(predicted.as_pyarrow_table()), "pairs": _counted(data)}


def _counted(data: pd.DataFrame) -> int:
    """How many pairs the rules find, each once, counted by the database that Splink runs on."""
    import duckdb
    from bench import _splink

    connection = duckdb.connect()
    connection.register("given_rows", data.reset_index(drop=True).reset_index(names="at"))
    connection.execute("create table records as select * from given_rows")
    earlier, total = "false", 0
    for rule in _splink.rules(data):
        agree = " and ".join(f"l.{name} = r.{name}" for name in rule)
        found = connection.execute(
            f"select count(*) from records l join records r on {agree} and l.at < r.at "
            f"where not coalesce({earlier}, false)"
        ).fetchone()
        assert found
        total += found[0]
        earlier += f" or coalesce({agree}, false)"
    return total
