"""Records that come later: the same clusters, pairs and weights as all at once with the same parameters."""

import tempfile
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from properties.test_linkage_properties import rows_of
from sijill.linkage import SCHEMA, block, cluster, contradictions, link, standing
from sijill.linkage import records as record_table
from sijill.linkage.engines import engine
from sijill.linkage.incremental import everything, update
from sijill.linkage.index import StandingIndex
from sijill.linkage.link import KEEP, between
from sijill.linkage.order import digests, ordered
from sijill.text.names import tokens

few = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
IDS = ["a", "b", "c"]


def table_of(rows, prefix):
    named = [{"record_id": f"{prefix}{n}", **row} for n, row in enumerate(rows)]
    return record_table.records(pa.Table.from_pylist(named, schema=SCHEMA))


def index_of(table, folder, judgements=None):
    result = link(table, judgements=judgements)
    standing.write_result(result, folder, judgements=judgements)
    return StandingIndex.open(folder), result


def at_once(index, table, same=(), different=()):
    """The specification: everything read anew with the parameters of the index, every pair that shares an accepted key
    scored by the reference engine, and clustered: (clusters, merged pairs, doubtful pairs) by record id.
    """
    table, _ = ordered(table)
    laid = index.kept.layers.laid(table, digests(table))
    layers, names = laid.layers, laid.names
    keys, ptr = block.keys_of(laid.alone, names._replace(loose=tokens.encode(names.units).loose))
    base = index.kept.layers.layers[0]
    old = index.kept.keys
    learned_on = defaultdict(int)
    for drawer in range(len(old.drawers) - 1):
        for place in range(old.drawers[drawer], old.drawers[drawer + 1]):
            learned_on[(drawer << old.low_bits) | int(old.rest[place])] += 1
    holders, points = defaultdict(set), defaultdict(int)
    for row in range(len(table)):
        for key in keys[ptr[row] : ptr[row + 1]].tolist():
            holders[key].add(row)
    for key, rows in holders.items():
        accepted = index.learned.accepted[key & 255]
        for pair in combinations(sorted(rows), 2):
            points[pair] += int(accepted[min(learned_on[key >> 20], len(accepted) - 1)])
    found = sorted(pair for pair, gathered in points.items() if gathered >= index.learned.enough)
    left, right = (np.array([pair[side] for pair in found], np.int64) for side in (0, 1))
    reference = engine("reference")
    coded = layers.gathered(np.arange(len(table)) + len(base.digest))
    model = index.model(index.layers.lists)
    # Lists are numbered in the order in which they came.
    number = {name: at for at, name in enumerate(index.layers.lists)}
    coded = coded._replace(
        list_code=np.array([number[name] for name in table["list_id"].to_pylist()], np.int32)
    )
    odds = reference.score(coded, model, left, right)
    kept = odds > KEEP
    left, right, odds = left[kept], right[kept], odds[kept]
    row = {record: at for at, record in enumerate(names.record_ids)}
    judged = [
        np.array(sorted(sorted((row[a], row[b])) for a, b in pairs), np.int64).reshape(-1, 2)
        for pairs in (same, different)
    ]
    label, _ = cluster.clusters(
        len(table), left, right, odds,
        score=contradictions.scorer(reference, coded, model),
        linkage=reference.linkage, same=judged[0], different=judged[1],
    )  # fmt: skip
    one, other = cluster.pairs_within(label)
    weight = reference.score(coded, model, one, other)
    from sijill.linkage.model import Graph

    doubtful = between(Graph(left=left, right=right, odds=odds), label, judged[1])
    ids = names.record_ids
    merged = {(ids[a], ids[b]): w for a, b, w in zip(one, other, weight, strict=True)}
    review = {
        (ids[a], ids[b]): w for a, b, w in zip(doubtful.left, doubtful.right, doubtful.odds, strict=True)
    }
    groups = defaultdict(set)
    for at, first in enumerate(label.tolist()):
        groups[first].add(ids[at])
    return {frozenset(group) for group in groups.values()}, merged, review


def listed(pairs, decision):
    return {
        (one["left"], one["right"]): one["weight"] for one in pairs.to_pylist() if one["decision"] == decision
    }


class Register:
    """The tables that a caller keeps beside the index."""

    def __init__(self, folder, table, judgements=None):
        self.index, result = index_of(table, folder, judgements)
        self.pairs = {d: listed(result.pairs, d) for d in ("merge", "review")}

    def update(self, *args, **kwargs):
        done = update(self.index, *args, **kwargs)
        names = kwargs.get("renamed", {})
        for decision, pairs in self.pairs.items():
            known = {(names.get(a, a), names.get(b, b)): w for (a, b), w in pairs.items()}
            kept = {pair: w for pair, w in known.items() if not done.touched & set(pair)}
            self.pairs[decision] = kept | listed(done.pairs, decision)
        return done

    def partition(self):
        result, _ = everything(self.index)
        groups = defaultdict(set)
        for record, number in result.clusters.items():
            groups[number].add(record)
        return {frozenset(group) for group in groups.values()}

    def equals(self, expected):
        groups, merged, review = expected
        assert self.partition() == groups
        for decision, wanted in (("merge", merged), ("review", review)):
            assert self.pairs[decision].keys() == wanted.keys()
            assert list(map(self.pairs[decision].get, wanted)) == pytest.approx(
                list(wanted.values()), abs=1e-6
            )


@few
@given(rows_of, st.lists(rows_of, min_size=1, max_size=3), st.booleans())
def test_later_records_change_what_all_at_once_would(first, later, reopen):
    with tempfile.TemporaryDirectory() as scratch:
        base = table_of(first, "r")
        register = Register(Path(scratch) / "index", base)
        batches = [table_of(rows, name) for rows, name in zip(later, IDS, strict=False)]
        for batch in batches:
            register.update(batch)
            if reopen:
                register.index = StandingIndex.open(Path(scratch) / "index")
        register.equals(at_once(register.index, pa.concat_tables([base, *batches])))


@few
@given(rows_of, rows_of, st.data())
def test_records_that_go_and_records_with_other_ids(first, later, data):
    with tempfile.TemporaryDirectory() as scratch:
        base, more = table_of(first, "r"), table_of(later, "a")
        register = Register(Path(scratch) / "index", base)
        register.update(more)
        ids = [*base["record_id"].to_pylist(), *more["record_id"].to_pylist()]
        gone = data.draw(st.sets(st.sampled_from(ids), max_size=len(ids) - 1))
        stay = [record for record in ids if record not in gone]
        renamed = {record: f"z{record[::-1]}" for record in data.draw(st.sets(st.sampled_from(stay)))}
        register.update(gone=gone, renamed=renamed)
        whole = pa.concat_tables([base, more])
        whole = whole.filter(pa.array([record in stay for record in ids]))
        names = [renamed.get(record, record) for record in stay]
        register.equals(at_once(register.index, whole.set_column(0, SCHEMA.field(0), pa.array(names))))


@few
@given(rows_of, rows_of, st.data())
def test_judgements_hold_for_records_that_come_later(first, later, data):
    with tempfile.TemporaryDirectory() as scratch:
        base, more = table_of(first, "r"), table_of(later, "a")
        ids = [*base["record_id"].to_pylist(), *more["record_id"].to_pylist()]
        register = Register(Path(scratch) / "index", base)
        pairs = st.lists(st.tuples(st.sampled_from(ids), st.sampled_from(ids)), max_size=4)
        said = {
            tuple(sorted(pair)): data.draw(st.sampled_from(record_table.VERDICTS))
            for pair in data.draw(pairs)
            if pair[0] != pair[1]
        }
        judgements = pa.Table.from_pylist(
            [{"left": a, "right": b, "verdict": verdict} for (a, b), verdict in said.items()],
            schema=record_table.JUDGEMENTS,
        )
        known = [
            one
            for one in judgements.to_pylist()
            if one["left"] in ids[: len(base)] and one["right"] in ids[: len(base)]
        ]
        register.update(judgements=pa.Table.from_pylist(known, schema=record_table.JUDGEMENTS))
        register.update(more, judgements=judgements)
        same, different = (
            [pair for pair, said_ in said.items() if said_ == v] for v in record_table.VERDICTS
        )
        register.equals(at_once(register.index, pa.concat_tables([base, more]), same, different))
        register.update()
        register.equals(at_once(register.index, pa.concat_tables([base, more])))
