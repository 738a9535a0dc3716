"""Plausible partitions drawn from the model: what the statistics need to carry the doubt of linkage into a figure.

A partition is as probable as its pairs say: 2^(sum of the log2 odds of all pairs within a cluster), among those
partitions in which kept pairs connect each cluster. That is the model's own probability of each pair, given that who is
the same person as whom is a partition: two records alone are together with the probability of their pair. It is drawn
component by component, by moving records and by parting and joining groups (``partition_kernel``). The first sweeps
are thrown away; each draw is some sweeps after the last. What people judged holds in every draw, and records that
contradict each other are never together.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sijill.errors import RegisterError, UsageError
from sijill.linkage import partition_kernel
from sijill.linkage import records as record_table
from sijill.linkage.cluster import CLIP, components
from sijill.linkage.model import Graph, LinkResult

Array = npt.NDArray[Any]

BURN_IN: Final = 20  # sweeps before the first draw
THINNING: Final = 3  # sweeps between draws
UNSEEN: Final = (
    -6.0
)  # bits for pairs that blocking never made or scoring did not keep: what is kept begins there

# Only the records whose person is not the same in every draw. ``record`` is a row of the record table, ``cluster``
# the first of its person's rows in that draw. All other records: as published, in every draw. How many draws there
# are stands in the schema's metadata under DRAWS, for it may be that no record varies.
DRAWS: Final = b"draws"
SCHEMA: Final = pa.schema([("draw", pa.int16()), ("record", pa.int32()), ("cluster", pa.int32())])


def sample_partitions(result: LinkResult, n: int, seed: int, *, judgements: pa.Table | None = None) -> Array:
    """[n, records] cluster labels, in the order of ``result.record_ids``; equal labels are one person in that draw.

    ``judgements`` as ``link`` was given them: records judged the same are never parted, different ones never joined.
    """
    if result.graph is None or n < 1:
        raise UsageError("partitions are sampled from a fresh result of link(), one or more at a time")
    start = _first_rows(np.array([result.clusters[record] for record in result.record_ids], np.int64))
    same, different = _judged(result.record_ids, judgements)
    unit = _units(start, same)
    graph = _between_units(result.graph, unit)
    order, bounds = _by_component(graph, unit, start)
    out = np.tile(start.astype(np.int32), (n, 1))
    if len(order) == 0:
        return out
    place = np.full(len(start), -1, np.int64)
    place[order] = np.arange(len(order))
    edges, near, odds = _rows_of(
        len(order), place[graph.left], place[graph.right], np.clip(graph.odds, -CLIP, CLIP)
    )
    if result.apart is not None:
        different = np.concatenate([different, result.apart])
    told = place[unit[different]]
    told = told[(told >= 0).all(axis=1) & (told[:, 0] != told[:, 1])] if len(told) else told
    bans, banned, _ = _rows_of(len(order), told[:, 0], told[:, 1], np.zeros(len(told)))
    held = partition_kernel.Units(
        bounds=bounds,
        edges=edges,
        source=np.repeat(np.arange(len(order)), np.diff(edges)),
        near=near,
        odds=odds,
        bans=bans,
        banned=banned,
        size=np.bincount(place[unit][place[unit] >= 0], minlength=len(order)),
        unseen=UNSEEN,
    )
    drawn = partition_kernel.sample(held, BURN_IN, THINNING, n, np.uint64(seed % 2**64))
    moving = np.flatnonzero(place[unit] >= 0)
    for labels, found in zip(out, drawn, strict=True):
        labels[moving] = order[found[place[unit[moving]]]]
        labels[:] = _first_rows(labels)
    return out


def compact(draws: Array, published: Array, number: Array) -> pa.Table:
    """What of the draws differs from the published partition, as a table of ``SCHEMA``, sorted.

    ``draws`` [n, records] and ``published`` [records] are labels; ``number`` is each record's row in the record table.
    """
    own = _lowest(published, number)
    differs = np.zeros(len(own), np.bool_)
    again = [_lowest(draw, number) for draw in draws]
    for labels in again:
        differs |= labels != own
    # A person one of whose records moves is listed whole, so that what is listed is complete in itself.
    persons, which = np.unique(published, return_inverse=True)
    moves = np.zeros(len(persons), np.bool_)
    np.logical_or.at(moves, which, differs)
    rows = np.flatnonzero(moves[which])
    rows = rows[np.argsort(number[rows], kind="stable")]
    table = pa.table(
        {
            "draw": np.repeat(np.arange(len(again), dtype=np.int16), len(rows)),
            "record": np.tile(number[rows].astype(np.int32), len(again)),
            "cluster": np.concatenate([labels[rows] for labels in again]).astype(np.int32)
            if again
            else np.zeros(0, np.int32),
        },
        schema=SCHEMA,
    )
    return table.replace_schema_metadata({DRAWS: str(len(draws))})


def expand(table: pa.Table, published: Array) -> Array:
    """[draws, records] labels again, in the order of the record table; ``published``: its records' persons as codes.

    Raises RegisterError for a table that does not say how many draws it holds.
    """
    said = (table.schema.metadata or {}).get(DRAWS)
    if said is None:
        raise RegisterError(
            "The sampled partitions do not say how many they are", remedy="Make them with: sijill rebuild DIR"
        )
    out = np.tile(_first_rows(published).astype(np.int32), (int(said), 1))
    draw, record = table["draw"].to_numpy(), table["record"].to_numpy()
    out[draw, record] = table["cluster"].to_numpy()
    return out


def _lowest(labels: Array, number: Array) -> Array:
    """Per record the lowest number among the records of its label."""
    _, which = np.unique(labels, return_inverse=True)
    low = np.full(len(which), np.iinfo(np.int64).max)
    np.minimum.at(low, which, number)
    found: Array = low[which]
    return found


def _first_rows(label: Array) -> Array:
    _, first, inverse = np.unique(label, return_index=True, return_inverse=True)
    rows: Array = first[inverse]
    return rows


def _judged(record_ids: Sequence[str], judgements: pa.Table | None) -> tuple[Array, Array]:
    """Row pairs [k, 2] judged the same and different; judgements on records that are not here say nothing."""
    row = {record: at for at, record in enumerate(record_ids)}
    pairs: dict[str, list[tuple[int, int]]] = {verdict: [] for verdict in record_table.VERDICTS}
    for said in record_table.judgements(judgements).to_pylist():
        if said["left"] in row and said["right"] in row:
            pairs[said["verdict"]].append((row[said["left"]], row[said["right"]]))
    same, different = (np.array(pairs[name], np.int64).reshape(-1, 2) for name in ("same", "different"))
    return same, different


def _units(start: Array, same: Array) -> Array:
    """The first row of each row's unit: itself, or those judged the same with it that the result has joined.

    A judgement the result could not follow (somebody judged otherwise) joins nothing here either.
    """
    held = same[start[same[:, 0]] == start[same[:, 1]]]
    return components(len(start), held[:, 0], held[:, 1])


def _between_units(graph: Graph, unit: Array) -> Graph:
    left, right = unit[graph.left], unit[graph.right]
    apart = left != right
    return Graph(left=left[apart], right=right[apart], odds=graph.odds[apart])


def _by_component(graph: Graph, unit: Array, start: Array) -> tuple[Array, Array]:
    """First rows of the units that kept pairs or the result connect, component after component, and their bounds."""
    rows = np.flatnonzero(unit == np.arange(len(unit)))
    joined = unit[start[rows]]
    root = components(len(unit), np.concatenate([graph.left, rows]), np.concatenate([graph.right, joined]))[
        rows
    ]
    order = rows[np.argsort(root, kind="stable")]
    root = np.sort(root, kind="stable")
    cuts = np.concatenate([[0], np.flatnonzero(np.diff(root)) + 1, [len(root)]])
    large = np.diff(cuts) > 1
    kept = order[np.repeat(large, np.diff(cuts))]
    return kept, np.concatenate([[0], np.cumsum(np.diff(cuts)[large])])


def _rows_of(n: int, left: Array, right: Array, value: Array) -> tuple[Array, Array, Array]:
    """Both directions of the pairs in compressed rows: (bounds [n + 1], neighbour, value)."""
    source, target = np.concatenate([left, right]), np.concatenate([right, left])
    order = np.lexsort((target, source))
    bounds = np.zeros(n + 1, np.int64)
    np.cumsum(np.bincount(source, minlength=n), out=bounds[1:])
    return bounds, target[order].astype(np.int64), np.concatenate([value, value])[order]
