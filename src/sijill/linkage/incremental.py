"""Some records more, some fewer, on a standing index: the same clusters as linking everything again would make with the
parameters that the index holds.

A cluster lies within one component of pairs above even odds (and of judgements "the same"). What changes is therefore
confined to the components that a change touches: these are taken apart and clustered anew by the rule of ``cluster``,
all others stay as they are. A new record may so join two standing clusters, or part one. Which keys are looked into was
settled when the parameters were learned, so that it does not matter in how many steps records came.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sijill.linkage import calibrate, cluster, contradictions, score, standing
from sijill.linkage import records as record_table
from sijill.linkage.engines import Engine
from sijill.linkage.engines import engine as engine_named
from sijill.linkage.features import Coded
from sijill.linkage.index import Met, StandingIndex
from sijill.linkage.layers import Layers, spread
from sijill.linkage.link import between, numbered
from sijill.linkage.model import Graph, LinkResult, Model

Array = npt.NDArray[Any]
NO_ROWS: Final = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What an addition came to. ``pairs`` are all merged and doubtful pairs that have an end in ``touched``; of those
    that were listed before, the ones with an end in ``touched`` no longer hold.
    """

    touched: frozenset[
        str
    ]  # records whose clusters were made anew, and those that are gone (by their last id)
    pairs: pa.Table
    clusters: dict[str, str]  # record -> the first record of its cluster, for records that are here
    compared: int  # candidate pairs
    components: int  # that were clustered anew


class _Change(NamedTuple):
    """The rows that a change touches, and what is there once it is made."""

    layers: Layers
    first: int  # the first new row
    ids: dict[int, str]  # of new rows
    renamed: dict[int, str]
    alive: Array
    component: Array
    label: Array
    rows: Array  # in canonical order: all records of the components that are made anew
    edges: Graph  # by row: pairs with an end in ``rows``


def update(
    index: StandingIndex,
    added: pa.Table | None = None,
    *,
    gone: Collection[str] = (),
    renamed: Mapping[str, str] | None = None,
    judgements: pa.Table | None = None,
    engine: str = "numba",
    note: Mapping[str, Any] | None = None,
) -> Update:
    """Adds records to the index and takes others out; on disk when this returns.

    ``added``: a table of records as ``link`` takes it, with ids that are not here. ``renamed``: records that say the
    same under another id. ``judgements``: all that bind now. ``note`` is kept as it is. Records of ``gone`` and
    ``renamed`` that are not here are an error (``KeyError``).
    """
    chosen = engine_named(engine)
    table = record_table.records(added if added is not None else record_table.SCHEMA.empty_table())
    renamed = dict(renamed or {})
    gone_rows, renamed_rows = _rows(index, gone), _rows(index, list(renamed))
    said = {row: renamed[old] for row, old in zip(renamed_rows.tolist(), renamed, strict=True)}
    before = index.ids_of(gone_rows)
    dirty = np.concatenate([gone_rows, _tied(index, renamed_rows), _rejudged(index, judgements, renamed)])
    index.alive[gone_rows] = False  # new records do not meet them
    met = index.met(index.read(table), engine=chosen)
    change = _change(index, met, table, said, dirty, _verdicts(judgements))
    return _made(index, chosen, met, change, gone_rows, before, judgements, dict(note or {}))


def _rows(index: StandingIndex, ids: Collection[str]) -> Array:
    rows = index.rows_of(list(ids))
    if (rows < 0).any():
        raise KeyError("a record that the index does not hold")
    return rows


def _tied(index: StandingIndex, renamed: Array) -> Array:
    """Of renamed records those that others equal in all they say: ids decide which of them comes first."""
    if not len(renamed):
        return NO_ROWS
    digest = index.layers.digests(np.arange(len(index.label)))
    mine = digest[renamed]
    ordered = np.sort(digest[index.alive])
    several = np.searchsorted(ordered, mine, "right") - np.searchsorted(ordered, mine, "left") > 1
    return np.flatnonzero(np.isin(digest, mine[several]) & index.alive)


def _verdicts(judgements: pa.Table | None) -> dict[tuple[str, str], str]:
    """The last word on each pair."""
    return {
        (min(one["left"], one["right"]), max(one["left"], one["right"])): one["verdict"]
        for one in record_table.judgements(judgements).to_pylist()
    }


def _rejudged(index: StandingIndex, judgements: pa.Table | None, renamed: Mapping[str, str]) -> Array:
    """Standing records about which people say something else than when they were clustered."""
    now, then = _verdicts(judgements), index.judged
    back = {new: old for old, new in renamed.items()}
    now = {_sorted(back.get(a, a), back.get(b, b)): verdict for (a, b), verdict in now.items()}
    pairs = {pair for pair in now.keys() | then.keys() if now.get(pair) != then.get(pair)}
    rows = index.rows_of(sorted({record for pair in pairs for record in pair}))
    return rows[rows >= 0]


def _sorted(a: str, b: str) -> tuple[str, str]:
    return min(a, b), max(a, b)


def _change(
    index: StandingIndex,
    met: Met,
    table: pa.Table,
    renamed: dict[int, str],
    dirty: Array,
    verdicts: Mapping[tuple[str, str], str],
) -> _Change:
    """Lays the new rows on, and finds every component that new pairs, judgements or departures touch."""
    first, n = len(index.label), len(table)
    fresh = np.arange(first, first + n)
    new = Graph(left=met.rows[met.pairs.left], right=met.rows[met.pairs.right], odds=met.pairs.odds)
    component, label = np.r_[index.component, fresh], np.r_[index.label, fresh]
    alive = np.r_[index.alive, np.ones(n, np.bool_)]
    sure = new.odds > 0
    ids = dict(enumerate(table["record_id"].to_pylist(), start=first))
    touched = np.concatenate(
        [dirty, fresh, new.left[sure], new.right[sure], _judged_rows(index, ids, renamed, verdicts)]
    )
    wanted = np.zeros(len(component), np.bool_)
    wanted[component[touched]] = True
    rows = np.flatnonzero(wanted[component] & alive)
    known = {**renamed, **ids}
    ordered = index.canonical(rows, met.layers, known)
    edges = _edges_of(index, rows, alive)
    edges = Graph(
        left=np.r_[edges.left, new.left],
        right=np.r_[edges.right, new.right],
        odds=np.r_[edges.odds, new.odds],
    )
    return _Change(
        layers=met.layers, first=first, ids=ids, renamed=renamed, alive=alive, component=component, label=label,
        rows=ordered, edges=edges,
    )  # fmt: skip


def _judged_rows(
    index: StandingIndex,
    ids: Mapping[int, str],
    renamed: Mapping[int, str],
    verdicts: Mapping[tuple[str, str], str],
) -> Array:
    """Rows of judged pairs of which one end is new."""
    new = set(ids.values())
    pairs = [pair for pair in verdicts if new & set(pair)]
    rows = _located(index, ids, renamed, sorted({record for pair in pairs for record in pair}))
    return rows[rows >= 0]


def _located(
    index: StandingIndex, ids: Mapping[int, str], renamed: Mapping[int, str], records: list[str]
) -> Array:
    """The rows of records by their present ids; -1 where there is none."""
    said = {name: row for row, name in (*renamed.items(), *ids.items())}
    rows = index.rows_of(records)
    for at, record in enumerate(records):
        if record in said:
            rows[at] = said[record]
        elif rows[at] in renamed:
            rows[at] = -1
    return rows


def _edges_of(index: StandingIndex, rows: Array, alive: Array) -> Graph:
    """Kept pairs of the index, both of whose records count, that have an end among ``rows`` (ascending)."""
    kept = index.kept
    mine = np.zeros(len(alive), np.bool_)
    mine[rows] = True
    low = rows[rows < index.base]
    first, last = (np.searchsorted(kept.edges.left, low, side) for side in ("left", "right"))
    left = spread(first, last - first)
    ends = kept.edges.right
    from_right = np.searchsorted(ends, low, "left", sorter=kept.by_right)
    to_right = np.searchsorted(ends, low, "right", sorter=kept.by_right)
    right = kept.by_right[spread(from_right, to_right - from_right)]
    right = right[~mine[kept.edges.left[right]]]
    at = np.sort(np.r_[left, right])
    later = index.added_edges
    also = np.flatnonzero(mine[later.left] | mine[later.right])
    one = np.r_[kept.edges.left[at], later.left[also]].astype(np.int64)
    other = np.r_[kept.edges.right[at], later.right[also]].astype(np.int64)
    odds = np.r_[kept.edges.odds[at], later.odds[also]]
    both = alive[one] & alive[other]
    return Graph(left=one[both], right=other[both], odds=odds[both])


def _made(
    index: StandingIndex,
    engine: Engine,
    met: Met,
    change: _Change,
    gone: Array,
    gone_ids: list[str],
    judgements: pa.Table | None,
    note: dict[str, Any],
) -> Update:
    """Clusters the touched records, and writes what came of it."""
    rows, verdicts = change.rows, _verdicts(judgements)
    same, different = (_pairs_judged(index, change, verdicts, verdict) for verdict in ("same", "different"))
    beyond = change.edges.odds > met.model.band.review_above
    everyone = np.unique(
        np.concatenate([rows, change.edges.left[beyond], change.edges.right[beyond], different.ravel()])
    )
    known = {**change.renamed, **change.ids}
    everyone = index.canonical(everyone, change.layers, known)
    coded = change.layers.gathered(everyone)
    place = np.full(len(change.alive), -1, np.int64)
    place[everyone] = np.arange(len(everyone))
    edges = Graph(
        left=np.minimum(place[change.edges.left], place[change.edges.right]),
        right=np.maximum(place[change.edges.left], place[change.edges.right]),
        odds=change.edges.odds,
    )
    mine = place[rows]
    _cluster(
        change,
        engine,
        met.model,
        coded,
        edges,
        mine,
        _inside(place, same, mine),
        _inside(place, different, mine),
    )
    merged, believed, pairs = _pairs(
        change, engine, met.model, coded, edges, everyone, mine, place[different]
    )
    ids = np.array(index.ids_of(everyone[everyone < change.first]), object)
    names = np.empty(len(everyone), object)
    names[everyone < change.first] = ids
    for at, row in enumerate(everyone.tolist()):
        if row in known:
            names[at] = known[row]
    told = score.named(names.tolist(), index.learned.spec)
    table = score.decided(engine, coded, told, met.model, pairs, merged=len(merged.left))
    _append(index, met, change, gone, merged, believed, everyone, verdicts, note)
    records = names[mine].tolist()
    clusters = dict(zip(records, names[place[change.label[rows]]].tolist(), strict=True))
    return Update(
        touched=frozenset(records) | frozenset(gone_ids),
        pairs=table,
        clusters=clusters,
        compared=len(met.pairs.left),
        components=len(np.unique(change.component[rows])),
    )


def _pairs_judged(
    index: StandingIndex, change: _Change, verdicts: Mapping[tuple[str, str], str], verdict: str
) -> Array:
    """[k, 2] rows of the pairs with this verdict, both of which count."""
    pairs = [pair for pair, said in verdicts.items() if said == verdict]
    flat = _located(index, change.ids, change.renamed, [record for pair in pairs for record in pair])
    rows = flat.reshape(-1, 2)
    return rows[(rows >= 0).all(axis=1)]


def _inside(place: Array, pairs: Array, mine: Array) -> Array:
    """Judged pairs by position among the touched records; those of other records leave them as they are."""
    at = np.full(int(place.max(initial=-1)) + 2, -1, np.int64)
    at[mine] = np.arange(len(mine))
    local: Array = at[place[pairs]].reshape(-1, 2)
    local = local[(local >= 0).all(axis=1)]
    return np.sort(local, axis=1)


def _cluster(
    change: _Change,
    engine: Engine,
    model: Model,
    coded: Coded,
    edges: Graph,
    mine: Array,
    same: Array,
    different: Array,
) -> None:
    """Writes label and component of the touched rows into ``change``. ``mine``: their positions in ``coded``."""
    if not len(mine):
        return
    at = np.full(len(coded.list_code), -1, np.int64)
    at[mine] = np.arange(len(mine))
    within = (at[edges.left] >= 0) & (at[edges.right] >= 0)
    left, right, odds = at[edges.left[within]], at[edges.right[within]], edges.odds[within]
    scored = contradictions.scorer(engine, coded, model)
    label, _ = cluster.clusters(
        len(mine), left, right, odds,
        score=lambda a, b: scored(mine[a], mine[b]),
        linkage=engine.linkage, same=same, different=different,
    )  # fmt: skip
    sure = odds > 0
    root = cluster.components(len(mine), np.r_[left[sure], same[:, 0]], np.r_[right[sure], same[:, 1]])
    change.label[change.rows] = change.rows[label]
    change.component[change.rows] = change.rows[root]


def _pairs(
    change: _Change,
    engine: Engine,
    model: Model,
    coded: Coded,
    edges: Graph,
    everyone: Array,
    mine: Array,
    different: Array,
) -> tuple[Graph, Array, Graph]:
    """(pairs within the touched clusters, what is believed of each, those and the doubtful pairs), by position."""
    label = np.unique(change.label[everyone], return_inverse=True)[1].ravel()
    own = np.full(len(everyone), -1, np.int64)
    own[mine] = label[mine]
    one, other = cluster.pairs_within(own[mine])
    left, right = np.minimum(mine[one], mine[other]), np.maximum(mine[one], mine[other])
    odds = engine.score(coded, model, left, right) if len(left) else np.zeros(0)
    believed = calibrate.within_clusters(label, left, right, odds)
    doubtful = between(edges, label, different, above=model.band.review_above)
    pairs = Graph(
        left=np.r_[left, doubtful.left], right=np.r_[right, doubtful.right], odds=np.r_[odds, doubtful.odds]
    )
    return Graph(left=left, right=right, odds=odds), believed, pairs


def _append(
    index: StandingIndex,
    met: Met,
    change: _Change,
    gone: Array,
    merged: Graph,
    believed: Array,
    everyone: Array,
    verdicts: Mapping[tuple[str, str], str],
    note: dict[str, Any],
) -> None:
    """Writes the addition beside the index, then makes it part of it."""
    judged = sorted([a, b, verdict] for (a, b), verdict in verdicts.items())
    arrays = {
        "ids": np.array([name.encode() for name in change.ids.values()], np.bytes_),
        "renamed.row": np.array(list(change.renamed), np.int64),
        "renamed.id": np.array([name.encode() for name in change.renamed.values()], np.bytes_),
        "gone": gone,
        "rows": change.rows,
        "label": change.label[change.rows],
        "component": change.component[change.rows],
        "keys": met.keys,
        "owner": met.owner,
        "edges.left": met.rows[met.pairs.left],
        "edges.right": met.rows[met.pairs.right],
        "edges.odds": met.pairs.odds,
        "merged.left": everyone[merged.left],
        "merged.right": everyone[merged.right],
        "merged.odds": believed,
    }
    layer = met.layers.layers[-1]
    meta = {
        "lists": list(met.layers.lists),
        "alphabet": met.layers.alphabet,
        "note": {**note, "judged": judged},
    }
    standing.append(index.folder, arrays | standing.layer_arrays(layer), meta)
    index._apply(arrays, meta)
    index._lay([layer], met.layers.lists, met.layers.alphabet)


def everything(index: StandingIndex) -> tuple[LinkResult, Array]:
    """The whole register as a run of ``link`` would tell it, but for the table of pairs; and its rows of the index.

    ``report`` has what the model expects of itself.
    """
    rows = index.canonical(np.flatnonzero(index.alive))
    place = np.full(len(index.label), -1, np.int64)
    place[rows] = np.arange(len(rows))
    graph = _joined(place, index.alive, index.kept.edges, index.added_edges)
    by = np.r_[np.zeros(len(index.kept.merged.left), np.int32), index.added_merged_by]
    merged = _joined(
        place,
        index.alive,
        index.kept.merged,
        index.added_merged,
        by == index.touched[np.r_[index.kept.merged.left, index.added_merged.left].astype(np.int64)],
    )
    label = place[index.label[rows]]
    ids = index.ids_of(rows)
    found = contradictions.of_pairs(
        engine_named("numba"),
        index.layers.gathered(rows),
        index.model(index.layers.lists),
        graph.left,
        graph.right,
        graph.odds,
    )
    held = found >= contradictions.APART
    report: dict[str, Any] = {"records": len(rows), "merged_pairs": len(merged.left)}
    report.update(calibrate.expectation(graph, label, merged.odds))
    codes = np.concatenate([layer.coded.list_code for layer in index.layers.layers])[rows]
    report["list_pairs"] = calibrate.by_list_pair(
        index.layers.lists, codes, merged.left, merged.right, merged.odds, graph, label
    )
    result = LinkResult(
        pairs=pa.table({}),
        clusters=numbered(label, ids),
        report=report,
        graph=graph,
        record_ids=tuple(ids),
        apart=np.stack([graph.left[held], graph.right[held]], axis=1),
        label=label,
    )
    return result, rows


def _joined(place: Array, alive: Array, one: Graph, other: Graph, holds: Array | None = None) -> Graph:
    """Two sets of pairs as one, of records that count, by position and in its order."""
    left, right = np.r_[one.left, other.left].astype(np.int64), np.r_[one.right, other.right].astype(np.int64)
    odds = np.r_[one.odds, other.odds]
    kept = alive[left] & alive[right]
    if holds is not None:
        kept &= holds
    a, b = place[left[kept]], place[right[kept]]
    low, high, odds = np.minimum(a, b), np.maximum(a, b), odds[kept]
    order = np.lexsort((high, low))
    return Graph(left=low[order], right=high[order], odds=odds[order])
