"""The whole of linkage: records in, pairs, clusters and a report out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from time import process_time
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sijill.linkage import block, calibrate, cluster, contradictions, estimate, narrow, score
from sijill.linkage import records as record_table
from sijill.linkage.block import Blocks
from sijill.linkage.engines import Engine
from sijill.linkage.engines import engine as engine_named
from sijill.linkage.features import Coded, Coder, Names
from sijill.linkage.model import BAND, Band, Graph, LinkResult, Model
from sijill.linkage.order import ordered
from sijill.linkage.spec import PERSON, Spec

Array = npt.NDArray[Any]
Progress = Callable[[str, float], None]

KEEP: Final = -6.0  # bits: pairs below these odds are not kept
DRIFT: Final = (
    0.02  # relative difference of expected matches between two starting points that must be reported
)


def link(
    records: pa.Table,
    *,
    judgements: pa.Table | None = None,
    dependent_lists: Sequence[tuple[str, str]] = (),
    engine: str = "numba",
    seed: int = 0,
    progress: Progress | None = None,
    spec: Spec = PERSON,
    schema: pa.Schema = record_table.SCHEMA,
    budget: int = block.DEFAULT_BUDGET,
    band: Band = BAND,
) -> LinkResult:
    """Pairs, clusters and report of a table of records (``records.SCHEMA``).

    ``judgements``: left, right, verdict ("same" | "different"). ``dependent_lists``: pairs of lists of which one
    copied from the other; they are linked like others, but teach nothing. ``progress(stage, share done)``.
    ``budget``: candidate pairs per record. ``band``: what is for review, where the usual is not to be believed.
    ``spec`` and ``schema`` declare another table than that of persons.
    """
    chosen = engine_named(engine)
    tell = progress or (lambda _stage, _share: None)
    clock = _Clock()
    tell("encode", 0.0)
    table, digest = ordered(record_table.records(records, schema=schema))
    coder = Coder(table, spec)
    coded, names = coder.coded, coder.names
    judged = _judged_rows(record_table.judgements(judgements), names)
    del table
    pa.default_memory_pool().release_unused()
    clock.lap("encode")
    tell("block", 0.1)
    many = len(coded.list_code) > narrow.ROWS
    every = block.blocks(coded, names, budget=budget, largest=narrow.LARGEST if many else 0)
    blocks = block.within(every) if many else every
    clock.lap("block")
    tell("estimate", 0.2)
    learned = learn(chosen, coded, names, blocks, judged, _independent(names, dependent_lists), seed=seed)
    learned = replace(learned, model=learned.model._replace(band=band))
    left, right = learned.likely.T
    blocks = (narrow.narrowed(every, left, right, budget) if many else None) or blocks
    del every
    clock.lap("estimate")
    tell("score", 0.4)
    graph, count = chosen.scan(coded, learned.model, blocks, floor=KEEP)
    blocks = block.emptied(blocks)
    clock.lap("score")
    tell("cluster", 0.9)
    learned = replace(learned, model=learned.model._replace(against=calibrate.against(graph.odds)))
    label, clustering = _clusters(chosen, coded, learned.model, graph, judged, known=graph)
    clock.lap("cluster")
    result = _result(chosen, coded, names, learned.model, graph, label, judged)
    clock.lap("result")
    result.report.update(
        {
            "records": len(coded.list_code),
            "candidates": count,
            "dependent_lists": [list(pair) for pair in dependent_lists],
            "blocking": blocks.report,
            "clustering": clustering,
            "estimation": learned.report,
            "thresholds": {
                "merge": f"mean log2 odds within a cluster above {band.merge_above:g}",
                "merge_bits": band.merge_above,
                "against_bits": round(learned.model.against, 2),
                "review_bits": band.review_above,
                "kept_bits": KEEP,
            },
            "cpu_seconds": clock.laps,
        }
    )
    tell("done", 1.0)
    limit = blocks.report["largest_block"]
    fitted = Fitted(
        coder=coder,
        coded=coded,
        names=names,
        model=learned.model,
        digest=digest,
        limit=limit,
        accepted=blocks.accepted,
        enough=blocks.enough,
    )
    return replace(result, fitted=fitted, label=label)


class _Clock:
    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = process_time()

    def lap(self, name: str) -> None:
        now = process_time()
        self.laps[name] = round(now - self._last, 3)
        self._last = now


def _judged_rows(table: pa.Table, names: Names) -> dict[str, Array]:
    """Row pairs by verdict; the last word on a pair counts, pairs with a record that is not here are left out."""
    row = {record: at for at, record in enumerate(names.record_ids if len(table) else ())}
    last: dict[tuple[int, int], str] = {}
    for judgement in table.to_pylist():
        left, right = row.get(judgement["left"]), row.get(judgement["right"])
        if left is not None and right is not None and left != right:
            last[min(left, right), max(left, right)] = judgement["verdict"]
    return {
        verdict: np.array(sorted(pair for pair, said in last.items() if said == verdict), np.int64).reshape(
            -1, 2
        )
        for verdict in record_table.VERDICTS
    }


def _independent(names: Names, dependent: Sequence[tuple[str, str]]) -> Array:
    """[list, list] False where one list copied from the other."""
    position = {name: at for at, name in enumerate(names.list_ids)}
    out = np.ones((len(position), len(position)), np.bool_)
    for one, other in dependent:
        if one in position and other in position:
            out[position[one], position[other]] = out[position[other], position[one]] = False
    return out


def learn(
    engine: Engine,
    coded: Coded,
    names: Names,
    blocks: Blocks,
    judged: dict[str, Array],
    independent: Array,
    *,
    seed: int,
) -> estimate.Estimate:
    """Parameters from the candidates of all records, or of a sample of many, from two starting points."""
    u = estimate.chance(coded, estimate.random_vectors(engine, coded, seed=seed))
    start = estimate.starting_model(coded, names, u)
    data = estimate.training(engine, coded, blocks, start, judged)
    distant = estimate.distant_share(engine, coded, names, u, seed=seed)
    careful, flat = (
        estimate.learn(engine, coded, names, data, u, careful=way, distant=distant, independent=independent)
        for way in (True, False)
    )
    one, other = (float(found.report["rounds"][-1]["expected_matches"]) for found in (careful, flat))
    drift = abs(one - other) / max(one, 1.0)
    careful.report.update(
        {
            "other_start_expected_matches": other,
            "drift": drift,
            "drifts": drift > DRIFT,
            "records_sampled": int(data.chosen.sum()),
            "candidates": data.candidates,
            "pairs": len(data.left),
        }
    )
    return replace(careful, likely=estimate.likely(engine, coded, data, careful.model))


def _clusters(
    engine: Engine,
    coded: Coded,
    model: Model,
    graph: Graph,
    judged: dict[str, Array],
    known: Graph | None = None,
) -> tuple[Array, dict[str, Any]]:
    """``known``: the graph once more, if its odds are those of the model."""
    return cluster.clusters(
        len(coded.list_code),
        graph.left,
        graph.right,
        graph.odds,
        score=contradictions.scorer(engine, coded, model, known),
        linkage=engine.linkage,
        same=judged["same"],
        different=judged["different"],
    )


def _result(
    engine: Engine,
    coded: Coded,
    names: Names,
    model: Model,
    graph: Graph,
    label: Array,
    judged: dict[str, Array],
) -> LinkResult:
    left, right = cluster.pairs_within(label)
    odds = contradictions.scored_before(engine, coded, model, graph)(left, right)
    review = between(graph, label, judged["different"], above=model.band.review_above)
    pairs = Graph(
        left=np.concatenate([left, review.left]),
        right=np.concatenate([right, review.right]),
        odds=np.concatenate([odds, review.odds]),
    )
    believed = calibrate.within_clusters(label, left, right, odds)
    report: dict[str, Any] = {"merged_pairs": len(left), "review_pairs": len(review.left)}
    report.update(calibrate.expectation(graph, label, believed))
    report["list_pairs"] = calibrate.by_list_pair(
        names.list_ids, coded.list_code, left, right, believed, graph, label
    )
    held = contradictions.of_pairs(engine, coded, model, graph.left, graph.right, graph.odds)
    apart = np.flatnonzero(held >= contradictions.APART)
    table = score.decided(engine, coded, names, model, pairs, merged=len(left))
    record_ids = tuple(names.record_ids)
    return LinkResult(
        pairs=table,
        clusters=numbered(label, record_ids),
        report=report,
        graph=graph,
        record_ids=record_ids,
        apart=np.stack([graph.left[apart], graph.right[apart]], axis=1),
    )


def between(graph: Graph, label: Array, different: Array, *, above: float = BAND.review_above) -> Graph:
    """The best pair of each two clusters that are close to being one, unless somebody has judged them different."""
    n = len(label)
    a, b = label[graph.left], label[graph.right]
    key = np.minimum(a, b) * n + np.maximum(a, b)
    kept = np.flatnonzero((a != b) & (graph.odds > above))
    order = kept[np.lexsort((graph.right[kept], graph.left[kept], -graph.odds[kept]))]
    _, first = np.unique(key[order], return_index=True)
    rows = order[np.sort(first)]
    if len(different):
        x, y = label[different[:, 0]], label[different[:, 1]]
        rows = rows[~np.isin(key[rows], np.minimum(x, y) * n + np.maximum(x, y))]
    return Graph(left=graph.left[rows], right=graph.right[rows], odds=graph.odds[rows])


def numbered(label: Array, record_ids: Sequence[str]) -> dict[str, int]:
    """Cluster numbers in the order of each cluster's smallest record id."""
    if not len(record_ids):
        return {}
    order = pc.sort_indices(pa.array(record_ids, pa.string())).to_numpy()
    labels, n = label[order], len(label)
    first = np.empty(int(label.max(initial=0)) + 1, np.int64)
    first[labels[::-1]] = np.arange(n)[::-1]  # the place of each label's first: what is written last stands
    opens = np.zeros(n, np.int64)
    opens[first[labels]] = 1
    number = (np.cumsum(opens) - 1)[first[labels]]
    return dict(zip(map(record_ids.__getitem__, order.tolist()), number.tolist(), strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """A model with the records it was learned on: what the standing index starts from."""

    coder: Coder
    coded: Coded
    names: Names
    model: Model
    digest: Array  # [n] uint64, ascending: the canonical order
    limit: int  # records of the largest block that candidates come from
    accepted: Array | None = None  # ``Blocks.accepted``
    enough: int = 1  # ``Blocks.enough``


def fit(
    records: pa.Table,
    *,
    engine: str = "numba",
    seed: int = 0,
    spec: Spec = PERSON,
    schema: pa.Schema = record_table.SCHEMA,
) -> Fitted:
    """Codes a table and learns its parameters without scoring all candidates."""
    chosen = engine_named(engine)
    table, digest = ordered(record_table.records(records, schema=schema))
    coder = Coder(table, spec)
    nobody = {verdict: np.zeros((0, 2), np.int64) for verdict in record_table.VERDICTS}
    blocks = block.blocks(coder.coded, coder.names)
    learned = learn(
        chosen, coder.coded, coder.names, blocks, nobody, _independent(coder.names, ()), seed=seed
    )
    limit = blocks.report["largest_block"]
    return Fitted(
        coder=coder,
        coded=coder.coded,
        names=coder.names,
        model=learned.model,
        digest=digest,
        limit=limit,
    )
