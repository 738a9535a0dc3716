"""How far linkage without labels is from an oracle that is told the truth: the same model, its parameters counted.

Run: ``python -m bench.linkage_oracle [--list NAME] [--rows 20000 200000]``. Both link the same records with the same
candidate pairs, the same comparison and the same clustering. Without labels, the parameters are learned as ever. The
oracle's are counted on labels: agreement of the same person on all true pairs, of brothers and sisters on all pairs of
one household, of cousins and of namesakes likewise, of strangers on a million random pairs; how many there are of
each, list pair by list pair. Beside them the oracle's second knowledge: the threshold that would have been best.
Invented lists at two sizes (seed 1) and, where the shared folder is, the two development lists.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from bench._lists import Array, Truth, coded, truth_of, unified
from rich.console import Console
from rich.table import Table

from sijill.linkage import block, calibrate, cluster, estimate, narrow
from sijill.linkage.engines import Engine
from sijill.linkage.engines import engine as engine_named
from sijill.linkage.evaluate import evaluate
from sijill.linkage.features import Coded, Coder, Names
from sijill.linkage.model import STRANGER, Graph, Model
from sijill.linkage.order import ordered
from sijill.linkage.records import records
from sijill.linkage.spec import PERSON

SHARED = Path(os.environ.get("SIJILL_SHARED", Path(__file__).resolve().parents[2] / "shared"))
RESULTS = Path(__file__).parent / "results" / "linkage_oracle.json"
LISTS = ("syria_synth_small", "gaza_tfp")
RANDOM_PAIRS = 1_000_000
LABELLED = 300_000  # pairs of one population that are compared; how many there are is counted on all
SMOOTHING = 0.5  # pairs per level: what was never seen is not impossible
CUTS = np.arange(-5.0, 6.0)  # bits by which the prior is moved, to find the best threshold in hindsight
HINDSIGHT = 100_000  # records up to which that is tried


def labelled(rows: int, label: dict[str, Array], *, seed: int = 0) -> tuple[Array, ...]:
    """Row pairs [k, 2] of each population in the order of ``POPULATIONS``, strangers drawn at random.

    Each pair is in the first of these that holds for it: one entity, one household, one name group, one clan.
    """
    entity, house, group, clan = (label[name] for name in ("entity", "household", "name_group", "clan"))
    same = _inside(entity)
    near = _inside(house)
    near = near[entity[near[:, 0]] != entity[near[:, 1]]]
    namesake = _inside(group)
    namesake = namesake[_apart(namesake, entity) & _apart(namesake, house)]
    distant = _inside(clan)
    distant = distant[_apart(distant, house) & _apart(distant, group) & _apart(distant, entity)]
    rng = np.random.default_rng(seed)
    left = rng.integers(0, rows, RANDOM_PAIRS)
    random = np.stack([left, (left + rng.integers(1, rows, RANDOM_PAIRS)) % rows], axis=1)
    for codes in (entity, house, group, clan):
        random = random[_apart(random, codes)]
    return same, near, distant, random, namesake


def _inside(codes: Array) -> Array:
    """All row pairs of one code; -1 is nobody's."""
    known = np.flatnonzero(codes >= 0)
    left, right = cluster.pairs_within(codes[known])
    return np.stack([known[left], known[right]], axis=1)


def _apart(pairs: Array, codes: Array) -> Array:
    one, other = codes[pairs[:, 0]], codes[pairs[:, 1]]
    apart: Array = (one != other) | (one < 0)
    return apart


def oracle(engine: Engine, at: Coded, learned: Model, told: tuple[Array, ...]) -> Model:
    """``learned`` with every probability counted. A population of which there is no pair keeps what was learned."""
    lists = len(estimate.list_sizes(at))
    log_p, prior = learned.log_p.copy(), np.zeros_like(learned.prior)
    counts = estimate.pair_counts(estimate.list_sizes(at))
    rng = np.random.default_rng(0)
    for population, pairs in enumerate(told):
        if population == STRANGER:
            continue
        share = _by_lists(at.list_code[pairs], lists) / counts
        prior[..., population] = np.maximum(share, 1e-15)
    prior[..., STRANGER] = np.maximum(1.0 - prior.sum(axis=-1), 0.01)
    for population, pairs in enumerate(told):
        if not len(pairs):
            continue
        some = (
            pairs if len(pairs) <= LABELLED or population == STRANGER else rng.permutation(pairs)[:LABELLED]
        )
        seen = estimate._histogram(engine.compare(at, some[:, 0].copy(), some[:, 1].copy()))
        allowed = estimate._allowed(at)
        pooled = seen.sum(axis=1, keepdims=True) + SMOOTHING * allowed
        pooled /= pooled.sum(axis=2, keepdims=True)
        shares = (seen + SMOOTHING * 8 * pooled) / (seen.sum(axis=2, keepdims=True) + SMOOTHING * 8)
        log_p[population] = np.log2(np.maximum(np.where(allowed > 0, shares, 0.0), 1e-9))
    return learned._replace(log_p=log_p, prior=np.log2(prior))


def _by_lists(codes: Array, lists: int) -> Array:
    low, high = codes.min(axis=1).astype(np.int64), codes.max(axis=1)
    table = np.bincount(low * lists + high, minlength=lists * lists).reshape(lists, lists).astype(np.float64)
    return table + table.T - np.diag(np.diag(table))


def compare(name: str, table: pa.Table, truth: Truth) -> Iterator[dict[str, Any]]:
    engine = engine_named("numba")
    ordered_table, _ = ordered(records(table))
    coder = Coder(ordered_table, PERSON)
    at, names = coder.coded, coder.names
    label = {
        name: np.array(_codes(names.record_ids, getattr(truth, name)))
        for name in ("entity", "household", "clan", "name_group")
    }
    many = len(at.list_code) > narrow.ROWS
    every = block.blocks(at, names, largest=narrow.LARGEST if many else 0)
    blocks = block.within(every) if many else every
    learned = _learned(engine, at, names, blocks)
    if many:
        blocks = narrow.narrowed(every, *learned.likely.T) or blocks
    told = labelled(len(at.list_code), label)
    models = {
        "without labels": learned.model,
        "oracle": oracle(engine, at, learned.model, told),
    }
    for tool, model in models.items():
        yield {"list": name, "records": len(table), "tool": tool} | _linked(
            engine, at, names, model, blocks, truth
        )


def _codes(ids: Any, of: dict[str, str]) -> Array:
    known = [record for record in ids if record in of]
    code = dict(zip(known, coded(of[record] for record in known).tolist(), strict=True))
    return np.array([code.get(record, -1) for record in ids], np.int64)


def _learned(engine: Engine, at: Coded, names: Names, blocks: block.Blocks) -> estimate.Estimate:
    from sijill.linkage.link import _independent, learn

    nobody = {verdict: np.zeros((0, 2), np.int64) for verdict in ("same", "different")}
    return learn(engine, at, names, blocks, nobody, _independent(names, ()), seed=0)


def _linked(
    engine: Engine, at: Coded, names: Names, model: Model, blocks: block.Blocks, truth: Truth
) -> dict[str, Any]:
    from sijill.linkage.link import KEEP

    if len(at.list_code) > HINDSIGHT:
        graph, _ = engine.scan(at, model, blocks, floor=KEEP)
        return _measured(engine, at, names, model, graph, truth)
    graph, _ = engine.scan(at, model, blocks, floor=KEEP + float(CUTS.min()))
    measured = {
        cut: _measured(engine, at, names, _moved(model, cut), _moved_graph(graph, cut), truth) for cut in CUTS
    }
    best = max(measured, key=lambda cut: measured[cut]["f1"])
    return measured[0.0] | {"best_f1": measured[best]["f1"], "best_at_bits": -float(best)}


def _moved(model: Model, bits: float) -> Model:
    prior = model.prior.copy()
    prior[..., 0] += bits
    return model._replace(prior=prior)


def _moved_graph(graph: Graph, bits: float) -> Graph:
    from sijill.linkage.link import KEEP

    kept = graph.odds + bits > KEEP
    return Graph(left=graph.left[kept], right=graph.right[kept], odds=graph.odds[kept] + bits)


def _measured(
    engine: Engine, at: Coded, names: Names, model: Model, graph: Graph, truth: Truth
) -> dict[str, Any]:
    from sijill.linkage.link import _clusters

    nobody = {verdict: np.zeros((0, 2), np.int64) for verdict in ("same", "different")}
    label, _ = _clusters(engine, at, model, graph, nobody)
    found = evaluate(dict(zip(names.record_ids, label.tolist(), strict=True)), truth.entity).pairwise
    left, right = cluster.pairs_within(label)
    believed = calibrate.within_clusters(label, left, right, engine.score(at, model, left, right))
    expected = calibrate.expectation(graph, label, believed)
    return {
        "precision": found.precision,
        "recall": found.recall,
        "f1": found.f1,
        "model_precision": expected["expected_precision"],
        "model_recall": expected["expected_recall"],
    }


def invented(rows: int, folder: Path) -> tuple[pa.Table, Truth]:
    command = [sys.executable, "-m", "tools.invent", "scale", "--rows", str(rows), "--out", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    return unified(sorted((folder / "lists").iterdir()), folder / "register"), truth_of(folder / "truth.csv")


def development(name: str, folder: Path) -> tuple[pa.Table, Truth]:
    lists = SHARED / "data/lists" / name
    return unified(sorted((lists / "lists").iterdir()), folder / "register"), truth_of(lists / "truth.csv")


def show(rows: list[dict[str, Any]]) -> None:
    columns = (
        "list",
        "records",
        "tool",
        "precision",
        "recall",
        "f1",
        "model_precision",
        "best_f1",
        "best_at_bits",
    )
    shown = Table(*columns, title="Linkage without labels beside an oracle")
    for row in rows:
        shown.add_row(
            *(f"{row[c]:.4f}" if isinstance(row.get(c), float) else str(row.get(c, "")) for c in columns)
        )
    Console().print(shown)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--list", choices=LISTS, action="append", default=[])
    arguments.add_argument("--rows", type=int, nargs="*", default=[])
    options = arguments.parse_args()
    lists, sizes = options.list, options.rows
    if not lists and not sizes:
        lists, sizes = list(LISTS) if SHARED.exists() else [], [20_000, 200_000]
    kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else []
    for name in (*lists, *sizes):
        with tempfile.TemporaryDirectory(prefix="sijill-bench-") as folder:
            made = development if name in LISTS else invented
            table, truth = made(name, Path(folder))
            told = name if name in LISTS else f"invented, {name:,} rows"
            rows = list(compare(told, table, truth))
        kept = [row for row in kept if row["list"] != told] + rows
        RESULTS.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    show(kept)


if __name__ == "__main__":
    main()
