"""The whole of linkage: records in, pairs, clusters and a report out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import process_time
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sijill.errors import UsageError
from sijill.linkage import block, cluster, estimate
from sijill.linkage import records as record_table
from sijill.linkage.engines import numba as kernels
from sijill.linkage.features import Coded, Names, code
from sijill.linkage.model import Decision, LinkResult, Model
from sijill.linkage.order import canonical
from sijill.linkage.spec import PERSON, Spec

Array = npt.NDArray[Any]
Progress = Callable[[str, float], None]

KEEP: Final = -6.0  # bits: pairs below these odds are not kept
REVIEW: Final = -4.0  # bits: pairs between clusters above these odds are for review
TRAINING_ROWS: Final = 150_000
ENGINES: Final = ("numba", "reference", "spark")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """Kept pairs: rows left < right, odds in bits."""

    left: Array
    right: Array
    odds: Array


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
) -> LinkResult:
    """Pairs, clusters and report of a table of records (``records.SCHEMA``).

    ``judgements``: left, right, verdict ("same" | "different"). ``dependent_lists``: pairs of lists of which one copied
    from the other; they are linked like others, but teach nothing. ``progress(stage, share done)``.
    """
    if engine not in ENGINES:
        raise UsageError(f"no engine {engine!r}", remedy=f"Engines are {', '.join(ENGINES)}.")
    tell = progress or (lambda _stage, _share: None)
    clock = _Clock()
    tell("encode", 0.0)
    table = canonical(record_table.records(records, schema=schema))
    coded, names = code(table, spec)
    judged = _judged_rows(record_table.judgements(judgements), names)
    clock.lap("encode")
    tell("block", 0.1)
    blocking = block.blocks(coded, names)
    clock.lap("block")
    tell("estimate", 0.2)
    learned = _learned(coded, names, blocking, judged, seed=seed)
    clock.lap("estimate")
    tell("score", 0.5)
    scored, candidates = _scored(coded, blocking, learned.model)
    clock.lap("score")
    tell("cluster", 0.9)
    label, cluster_report = _clusters(coded, learned.model, scored, judged)
    clock.lap("cluster")
    result = _result(coded, names, learned, scored, label, judged)
    clock.lap("result")
    result.report.update(
        {
            "records": len(coded.list_code),
            "candidates": candidates,
            "blocking": blocking.report,
            "clustering": cluster_report,
            "estimation": learned.report,
            "cpu_seconds": clock.laps,
        }
    )
    tell("done", 1.0)
    return result


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
    row = {record: at for at, record in enumerate(names.record_ids)}
    last: dict[tuple[int, int], str] = {}
    for judgement in table.to_pylist():
        left, right = row.get(judgement["left"]), row.get(judgement["right"])
        if left is not None and right is not None and left != right:
            last[(min(left, right), max(left, right))] = judgement["verdict"]
    return {
        verdict: np.array(sorted(pair for pair, said in last.items() if said == verdict), np.int64).reshape(
            -1, 2
        )
        for verdict in record_table.VERDICTS
    }


def _learned(
    coded: Coded, names: Names, blocking: block.Blocks, judged: dict[str, Array], *, seed: int
) -> estimate.Estimate:
    random = estimate.random_vectors(coded, seed=seed)
    u = estimate.chance(coded, random)
    sizes = estimate.list_sizes(coded)
    m = estimate.default_m(coded)
    prior = estimate.prior_table(
        estimate.starting_matches(sizes), 1.0 / max(len(coded.list_code), 2), 1e-6, sizes
    )
    start = estimate.assemble(coded, names, m, u, prior)
    data, _ = estimate.training(coded, block.pairs(blocking, coded), start)
    return estimate.learn(coded, names, data, u, careful=True, seed=seed)


def _scored(coded: Coded, blocking: block.Blocks, model: Model) -> tuple[Scored, int]:
    table = kernels.memo(22)
    lefts, rights, odds = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0)]
    candidates = 0
    for left, right in block.pairs(blocking, coded):
        candidates += len(left)
        weight = kernels.score_pairs(coded, model, left, right, table)
        kept = weight > KEEP
        lefts.append(left[kept])
        rights.append(right[kept])
        odds.append(weight[kept])
    return Scored(
        left=np.concatenate(lefts), right=np.concatenate(rights), odds=np.concatenate(odds)
    ), candidates


def _clusters(
    coded: Coded, model: Model, scored: Scored, judged: dict[str, Array]
) -> tuple[Array, dict[str, Any]]:
    table = kernels.memo(20)

    def score(left: Array, right: Array) -> Array:
        return kernels.score_pairs(coded, model, left, right, table)

    return cluster.clusters(
        len(coded.list_code),
        scored.left,
        scored.right,
        scored.odds,
        score=score,
        rank=np.arange(len(coded.list_code)),
        same=judged["same"],
        different=judged["different"],
    )


def _result(
    coded: Coded,
    names: Names,
    learned: estimate.Estimate,
    scored: Scored,
    label: Array,
    judged: dict[str, Array],
) -> LinkResult:
    left, right = _pairs_within(label)
    odds = kernels.score_pairs(coded, learned.model, left, right, kernels.memo(20))
    review = _between(scored, label, judged["different"])
    everything = Scored(
        left=np.concatenate([left, review.left]),
        right=np.concatenate([right, review.right]),
        odds=np.concatenate([odds, review.odds]),
    )
    decision = np.array(
        [Decision.MERGE.value] * len(left) + [Decision.REVIEW.value] * len(review.left), object
    )
    pairs = _pair_table(coded, names, learned.model, everything, decision)
    p = 1 / (1 + 2.0**-odds)
    p_scored = 1 / (1 + 2.0**-scored.odds)
    expected = float(p.sum())
    missed = float(p_scored[label[scored.left] != label[scored.right]].sum())
    report: dict[str, Any] = {
        "merged_pairs": len(left),
        "review_pairs": len(review.left),
        "expected_precision": expected / len(left) if len(left) else None,
        "expected_recall": expected / (expected + missed) if expected + missed else None,
    }
    return LinkResult(pairs=pairs, clusters=_numbered(label, names.record_ids), report=report)


def _pairs_within(label: Array) -> tuple[Array, Array]:
    order = np.argsort(label, kind="stable")
    cuts = np.flatnonzero(np.diff(label[order])) + 1
    lefts, rights = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for part in np.split(order, cuts):
        if len(part) > 1:
            one, other = np.triu_indices(len(part), 1)
            lefts.append(part[one])
            rights.append(part[other])
    return np.concatenate(lefts), np.concatenate(rights)


def _between(scored: Scored, label: Array, different: Array) -> Scored:
    """The best pair of each two clusters that are close to being one, unless somebody has judged them different."""
    judged = {(int(label[a]), int(label[b])) for a, b in different}
    a, b = label[scored.left], label[scored.right]
    kept = np.flatnonzero((a != b) & (scored.odds > REVIEW))
    order = kept[np.argsort(-scored.odds[kept], kind="stable")]
    seen: set[tuple[int, int]] = {(min(x), max(x)) for x in judged}
    chosen = []
    for at in order:
        key = (min(int(a[at]), int(b[at])), max(int(a[at]), int(b[at])))
        if key not in seen:
            seen.add(key)
            chosen.append(at)
    rows = np.array(chosen, np.int64)
    return Scored(left=scored.left[rows], right=scored.right[rows], odds=scored.odds[rows])


def _pair_table(coded: Coded, names: Names, model: Model, pairs: Scored, decision: Array) -> pa.Table:
    from sijill.linkage import score

    vectors = kernels.compare_pairs(coded, pairs.left, pairs.right, kernels.memo(20))
    prior = model.prior[coded.list_code[pairs.left], coded.list_code[pairs.right]]
    return score.pair_table(names, model, vectors, prior, pairs.left, pairs.right, pairs.odds, decision)


def _numbered(label: Array, record_ids: list[str]) -> dict[str, int]:
    """Cluster numbers in the order of each cluster's smallest record id."""
    order = sorted(range(len(record_ids)), key=record_ids.__getitem__)
    number: dict[int, int] = {}
    return {record_ids[row]: number.setdefault(int(label[row]), len(number)) for row in order}
