"""A standing index of a register: new rows and single look-ups without linking everything again.

It holds the records as arrays, the sorted keys of all of them, the parameters, the kept pairs and the clusters. A new
record is read with the register's frequencies, meets the records that share keys of enough points, and is scored by the
same kernel with the same parameters; the work is that of its candidates, whatever the size of the register.
``standing`` keeps the index in a folder, ``incremental`` adds to it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sijill.linkage import records as record_table
from sijill.linkage import standing, standing_bound, usual
from sijill.linkage.calibrate import probability
from sijill.linkage.engines import Engine
from sijill.linkage.engines import engine as engine_named
from sijill.linkage.explain import FieldWeight
from sijill.linkage.features import Coded
from sijill.linkage.layers import Laid, Layer, Layers, merged
from sijill.linkage.link import KEEP
from sijill.linkage.meeting import MANY, Register, meeting
from sijill.linkage.model import Graph, Model
from sijill.linkage.order import digests
from sijill.linkage.score import named, weighed

if TYPE_CHECKING:
    from sijill.linkage.engines.bound import Bars

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A standing record that may be the same person as one asked for."""

    record_id: str
    weight: float  # bits, prior included
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Likely:
    """A standing record that may be the person asked for: bits, prior included, and each field's part in them."""

    record_id: str
    weight: float
    explanation: tuple[FieldWeight, ...]


class Met(NamedTuple):
    """New records laid on the index, and the pairs in which they meet others: all candidates, or the kept ones."""

    layers: Layers
    keys: Array  # of the new records, 44 bits, ascending
    owner: Array  # rows
    rows: Array  # all rows of the pairs in canonical order, ties by record id
    coded: Coded  # those rows
    model: Model
    pairs: Graph  # by position in ``rows``, lesser first


class StandingIndex:
    """What a folder of ``standing`` holds, with everything that was added since. Asking it changes nothing: it may be
    asked from several threads, unless it is being added to.
    """

    def __init__(self, folder: Path) -> None:
        kept = standing.read(folder)
        self.folder = folder
        self.kept = kept
        self.base = len(kept.label)
        self.label, self.component = (np.array(one, np.int64) for one in (kept.label, kept.component))
        self.alive = np.ones(self.base, np.bool_)
        self.touched = np.zeros(self.base, np.int32)  # by which addition a row's clusters were last made
        self.renamed: dict[int, bytes] = {}
        self.row_named: dict[bytes, int] = {}  # of rows that were added or renamed
        self.added_keys, self.added_owner = np.zeros(0, np.uint64), np.zeros(0, np.int32)
        self.added_edges, self.added_merged = standing.NO_PAIRS, standing.NO_PAIRS
        self.added_merged_by = np.zeros(0, np.int32)
        self.judged: dict[tuple[str, str], str] = {
            (a, b): v for a, b, v in kept.meta["note"].get("judged", ())
        }
        self.note: dict[str, Any] = kept.meta["note"]
        self._bars_of: dict[int, Bars] = {}  # by the number of lists
        self.layers = kept.layers
        self.additions = 0
        later: list[Layer] = []
        for arrays, meta in standing.additions(folder):
            later += [standing.layer_of(arrays, self.learned)] if "digest" in arrays else []
            self._apply(arrays, meta)
        self._lay(later, self.layers.lists, self.layers.alphabet)

    @classmethod
    def open(cls, folder: Path) -> "StandingIndex":
        """Rows and keys are mapped into memory. Raises ``RegisterError`` where there is no index of this format."""
        return cls(folder)

    @property
    def learned(self) -> Any:
        return self.kept.layers.learned

    def __len__(self) -> int:
        """Records that count now."""
        return int(self.alive.sum())

    def _lay(self, later: Sequence[Layer], lists: Sequence[str], alphabet: dict[str, int]) -> None:
        """Later layers become one: what is gathered goes through two at most."""
        base = self.layers.layers[0]
        above = [*self.layers.layers[1:], *later]
        self.layers = Layers(
            learned=self.learned,
            layers=(base, merged(above)) if above else (base,),
            lists=tuple(lists),
            alphabet=alphabet,
        )

    def _apply(self, arrays: Mapping[str, Array], meta: Mapping[str, Any]) -> None:
        """What an addition changed, but for its layer."""
        self.additions += 1
        new = len(arrays["ids"])
        first = len(self.label)
        fresh = np.arange(first, first + new)
        self.label, self.component = np.r_[self.label, fresh], np.r_[self.component, fresh]
        self.alive = np.r_[self.alive, np.ones(new, np.bool_)]
        self.touched = np.r_[self.touched, np.zeros(new, np.int32)]
        for row, name in zip(fresh.tolist(), arrays["ids"].tolist(), strict=True):
            self._name(row, name)
        for row, name in zip(arrays["renamed.row"].tolist(), arrays["renamed.id"].tolist(), strict=True):
            self._name(row, name)
        self.alive[arrays["gone"]] = False
        rows = arrays["rows"]
        self.label[rows], self.component[rows] = arrays["label"], arrays["component"]
        self.touched[rows] = self.additions
        keys = np.r_[self.added_keys, arrays["keys"]]
        order = np.argsort(keys, kind="stable")
        self.added_keys = keys[order]
        self.added_owner = np.r_[self.added_owner, arrays["owner"].astype(np.int32)][order]
        self.added_edges = _more(self.added_edges, arrays, "edges")
        self.added_merged = _more(self.added_merged, arrays, "merged")
        by = np.full(len(arrays["merged.left"]), self.additions, np.int32)
        self.added_merged_by = np.r_[self.added_merged_by, by]
        self.judged = {(a, b): v for a, b, v in meta["note"].get("judged", ())}
        self.note = meta["note"]
        self.layers = Layers(
            learned=self.learned,
            layers=self.layers.layers,
            lists=tuple(meta["lists"]),
            alphabet=meta["alphabet"],
        )

    def _name(self, row: int, name: bytes) -> None:
        self.renamed[row] = name
        self.row_named[name] = row

    def ids_of(self, rows: Array) -> list[str]:
        ids = self.kept.ids
        return [
            (self.renamed[row] if row in self.renamed else ids[row].item()).decode() for row in rows.tolist()
        ]

    def rows_of(self, ids: Sequence[str]) -> Array:
        """The row of each record; -1 for one that is not here, or no longer counts."""
        wanted = np.array([record.encode() for record in ids], np.bytes_)
        kept, order = self.kept.ids, self.kept.ids_order
        found = np.full(len(ids), -1, np.int64)
        if len(kept) and len(ids):
            at = np.minimum(np.searchsorted(kept, wanted, sorter=order), len(kept) - 1)
            row = order[at]
            found = np.where(kept[row] == wanted, row, -1).astype(np.int64)
        for place, name in enumerate(wanted.tolist()):
            known = int(found[place])
            if name in self.row_named:
                found[place] = self.row_named[name]
            elif known >= 0 and known in self.renamed:
                found[place] = -1
            if found[place] >= 0 and not self.alive[found[place]]:
                found[place] = -1
        return found

    def canonical(
        self, rows: Array, layers: Layers | None = None, names: Mapping[int, str] | None = None
    ) -> Array:
        """Rows in the order in which linkage takes them: by what they say, equal ones by record id."""
        digest = (layers or self.layers).digests(rows)
        order = np.argsort(digest, kind="stable")
        ordered = digest[order]
        equal = np.flatnonzero(ordered[1:] == ordered[:-1]) + 1
        if len(equal):
            tied = np.unique(np.r_[equal, equal - 1])
            said = names or {}
            ids = [
                said[row] if row in said else self.ids_of(np.array([row]))[0]
                for row in rows[order[tied]].tolist()
            ]
            place = np.argsort(np.argsort(np.array(ids, object), kind="stable"), kind="stable")
            order[tied] = order[tied][np.lexsort((place, ordered[tied]))]
        return rows[order]

    def read(self, new: pa.Table, *, passing: bool = False) -> Laid:
        """New records (a validated table) laid on the index. ``passing``: they will not be added, and need no place in
        the order.
        """
        return self.layers.laid(new, np.zeros(len(new), np.uint64) if passing else digests(new))

    def met(self, laid: Laid, *, engine: Engine | None = None) -> Met:
        """The kept pairs in which new records meet standing ones and each other; they get the rows that follow."""
        layers, names, first = laid.layers, laid.names, len(self.label)
        model = self.model(layers.lists)
        register = Register(
            self.kept, self._bars(model), self.alive, self.added_keys, self.added_owner, rows=first
        )
        left, right, short, owner = meeting(register, laid)
        said = dict(enumerate(names.record_ids, start=first))
        fresh = np.arange(first, first + len(names.record_ids))
        rows = self.canonical(np.unique(np.concatenate([left, right, fresh])), layers, said)
        place = np.empty(int(rows.max(initial=0)) + 1, np.int64)
        place[rows] = np.arange(len(rows))
        one, other = place[left], place[right]
        low, high = np.minimum(one, other), np.maximum(one, other)
        coded = layers.gathered(rows)
        pairs = kept_pairs(engine or engine_named("numba"), coded, model, low, high)
        return Met(layers=layers, keys=short, owner=owner, rows=rows, coded=coded, model=model, pairs=pairs)

    def _bars(self, model: Model) -> "Bars":
        lists = model.prior.shape[0]
        if lists not in self._bars_of:
            low = self.kept.layers.layers[0].coded
            self._bars_of[lists] = standing_bound.bars(self.kept.bounded, low.kind, low.nested_tf, model)
        return self._bars_of[lists]

    def model(self, lists: Sequence[str]) -> Model:
        return with_lists(self.learned.model, self.learned.list_sizes, len(lists))

    def candidates(self, record: Mapping[str, Any]) -> list[Likely]:
        """Standing records that may be the person that ``record`` tells of, the most likely first.

        ``record``: values by column of linkage's input; ids may be left out. What to ask before a person is added.
        """
        row = {"record_id": "asked", "list_id": "asked"} | dict(record)
        new = record_table.records(pa.Table.from_pylist([row], schema=record_table.SCHEMA))
        engine = _single()
        met = self.met(self.read(new, passing=True), engine=engine)
        asked, order, ids = len(self.label), np.argsort(-met.pairs.odds, kind="stable"), self._ids(met, new)
        pairs = Graph(left=met.pairs.left[order], right=met.pairs.right[order], odds=met.pairs.odds[order])
        if not len(pairs.left):
            return []
        names, decision = named(ids, self.learned.spec), np.full(len(order), "asked")
        table = weighed(engine, met.coded, names, met.model, pairs, decision)
        place = int(np.flatnonzero(met.rows == asked)[0])
        told = usual.explained(table, engine, met.coded, self.learned.spec, pairs, asked=place)
        others = np.where(pairs.left == place, pairs.right, pairs.left)
        return [
            Likely(record_id=ids[other], weight=weight, explanation=lines)
            for other, weight, lines in zip(others.tolist(), pairs.odds.tolist(), told, strict=True)
        ]

    def look_up(self, new: pa.Table) -> list[tuple[str, tuple[Hit, ...]]]:
        """For each new record (same columns as linkage's input) its possible matches in the register, best first."""
        table = record_table.records(new)
        engine = _single() if len(table) < MANY else None
        met = self.met(self.read(table, passing=True), engine=engine)
        ids, first = self._ids(met, table), len(self.label)
        found: list[list[tuple[float, int]]] = [[] for _ in range(len(table))]
        for left, right, odds in zip(*(column.tolist() for column in _columns(met.pairs)), strict=True):
            for mine, other in ((left, right), (right, left)):
                if met.rows[mine] >= first > met.rows[other]:
                    found[int(met.rows[mine]) - first].append((odds, other))
        return [
            (
                record,
                tuple(_hit(ids[at], odds) for odds, at in sorted(hits, key=lambda hit: (-hit[0], hit[1]))),
            )
            for record, hits in zip(table["record_id"].to_pylist(), found, strict=True)
        ]

    def _ids(self, met: Met, new: pa.Table) -> list[str]:
        """By position in ``met.rows``; empty where no pair ends."""
        first = len(self.label)
        out = np.full(len(met.rows), "", object)
        ends = np.unique(np.concatenate([met.pairs.left, met.pairs.right])).astype(np.int64)
        at = ends[met.rows[ends] < first]
        out[at] = self.ids_of(met.rows[at])
        mine, at = new["record_id"].to_pylist(), ends[met.rows[ends] >= first]
        out[at] = [mine[row] for row in (met.rows[at] - first).tolist()]
        ids: list[str] = out.tolist()
        return ids


def kept_pairs(engine: Engine, coded: Coded, model: Model, low: Array, high: Array) -> Graph:
    """Of different pairs (lesser row first) those above the odds that are kept, sorted."""
    order = np.lexsort((high, low))
    low, high = low[order], high[order]
    odds = engine.score(coded, model, low, high) if len(low) else np.zeros(0)
    kept = odds > KEEP
    return Graph(left=low[kept], right=high[kept], odds=odds[kept])


def _single() -> Engine:
    from sijill.linkage.engines.numba import NumbaEngine

    return NumbaEngine(threads=1)


def _hit(record: str, odds: float) -> Hit:
    return Hit(record_id=record, weight=odds, probability=float(probability(np.array([odds]))[0]))


def _columns(pairs: Graph) -> tuple[Array, Array, Array]:
    return pairs.left, pairs.right, pairs.odds


def _more(pairs: Graph, arrays: Mapping[str, Array], name: str) -> Graph:
    columns = zip(
        _columns(pairs), (arrays[f"{name}.{part}"] for part in ("left", "right", "odds")), strict=True
    )
    left, right, odds = (np.r_[one, other] for one, other in columns)
    return Graph(left=left, right=right, odds=odds)


@lru_cache(maxsize=4)
def _extended(shape: tuple[int, ...], prior: bytes, sizes: tuple[int, ...], lists: int) -> Array:
    known = np.frombuffer(prior, np.float64).reshape(shape)
    count = len(sizes)
    out = np.empty((lists, lists, shape[2]))
    out[:count, :count] = known
    apart = ~np.eye(count, dtype=np.bool_)
    within = known[~apart].mean(axis=0) if count else np.zeros(shape[2])
    if count < 2:
        out[count:], out[:, count:] = within, within
        return out
    # Expected matches are a share of the longer list; a new list is taken to be the shorter one.
    size = np.log2(np.maximum(np.array(sizes, np.float64), 1.0))
    longer = np.maximum.outer(size, size)
    between = known[apart].mean(axis=0)
    share = (known[..., 0] + longer)[apart].mean()
    out[count:], out[:, count:] = between, between
    out[count:, :count, 0] = share - size[None, :]
    out[:count, count:, 0] = share - size[:, None]
    out[np.arange(count, lists), np.arange(count, lists)] = within
    return out


def with_lists(model: Model, sizes: Sequence[int], lists: int) -> Model:
    """The model with priors for lists that it was not learned on: of as many matches as the lists it knows have on
    average, given their sizes.
    """
    if lists <= model.prior.shape[0]:
        return model
    prior = np.ascontiguousarray(model.prior)
    return model._replace(prior=_extended(prior.shape, prior.tobytes(), tuple(sizes), lists))
