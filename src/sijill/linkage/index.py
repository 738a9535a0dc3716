"""A standing index of the keys of a register: new rows and single look-ups without linking everything again.

The index holds the sorted keys of all standing records. A new record is coded with the standing dictionaries, finds
the records that share an accepted key, and is scored by the same kernel with the same parameters. Its cluster is the
one whose records speak for it most on average, by the rule of ``cluster``. ``standing`` keeps
an index in a folder.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sijill.linkage import block, standing
from sijill.linkage import records as record_table
from sijill.linkage.calibrate import probability
from sijill.linkage.cluster import CLIP
from sijill.linkage.engines import engine as engine_named
from sijill.linkage.explain import FieldWeight, explain
from sijill.linkage.features import Coded, Names, joined, take
from sijill.linkage.link import Fitted
from sijill.linkage.model import Graph, Model
from sijill.linkage.score import pair_table
from sijill.linkage.standing import Keys

Array = npt.NDArray[Any]

MOST_CANDIDATES: Final = 5_000  # for one record; the rarest keys come first
KEPT: Final = -6.0  # bits


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A standing record that may be the same person as one asked for."""

    record_id: str
    weight: float  # bits, prior included
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where a new record belongs: the standing cluster, or None for a new person. ``hits`` are the best first."""

    record_id: str
    cluster: int | None
    mean_weight: float
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Likely:
    """A standing record that may be the person asked for: bits, prior included, and each field's part in them."""

    record_id: str
    weight: float
    explanation: tuple[FieldWeight, ...]


def keys_of(fitted: Fitted) -> Keys:
    keys, key_ptr = block.keys_of(fitted.coded, fitted.names)
    order = np.argsort(keys, kind="stable")
    owner = np.repeat(np.arange(len(key_ptr) - 1, dtype=np.int32), np.diff(key_ptr))
    largest = block.blocks(fitted.coded, fitted.names).report["largest_block"]
    return Keys(keys=keys[order], owner=owner[order], limit=max(int(largest), 2))


class StandingIndex:
    """Built once from a fitted register; asked any number of times. About 12 bytes a key, some 80 keys a record."""

    def __init__(
        self, fitted: Fitted, *, schema: pa.Schema = record_table.SCHEMA, keys: Keys | None = None
    ) -> None:
        self.fitted = fitted
        self.keys = keys or keys_of(fitted)
        self._schema = schema
        self._numba = engine_named("numba")
        self._one_at_a_time = Lock()  # a look-up adds new texts to the dictionaries

    def save(self, folder: Path) -> None:
        """Writes the index to a new folder; what is written is not changed later."""
        standing.save(self.fitted, self.keys, folder)

    @classmethod
    def open(cls, folder: Path) -> "StandingIndex":
        """An index that was saved: rows and keys are mapped into memory. May be asked from several threads."""
        fitted, keys = standing.load(folder)
        return cls(fitted, keys=keys)

    def candidates(self, record: Mapping[str, Any]) -> list[Likely]:
        """Standing records that may be the person that ``record`` tells of, the most likely first.

        ``record``: values by column of linkage's input; ids may be left out. What to ask before a person is added.
        """
        row = {"record_id": "asked", "list_id": "asked"} | dict(record)
        new = pa.Table.from_pylist([row], schema=self._schema)
        with self._one_at_a_time:
            rows, odds, both, model, names = self._scored(record_table.records(new, schema=self._schema))
            order = [at for at in np.argsort(-odds[0], kind="stable") if odds[0][at] > KEPT]
            left = np.searchsorted(np.unique(rows[0]), rows[0])[order]
            pairs = Graph(left=left, right=np.full(len(order), len(rows[0])), odds=odds[0][order])
            vectors = self._numba.compare(both, pairs.left, pairs.right)
        ids = [*(self.fitted.names.record_ids[at] for at in np.unique(rows[0])), "asked"]
        prior = model.prior[both.list_code[pairs.left], both.list_code[pairs.right]]
        decision = np.full(len(order), "asked")
        table = pair_table(names._replace(record_ids=ids), model, vectors, prior, pairs, decision)
        return [
            Likely(record_id=pair["left"], weight=pair["weight"], explanation=tuple(explain(pair)))
            for pair in table.to_pylist()
        ]

    def _sharing(self, keys: Array) -> Array:
        """Standing rows that share a key no larger than the accepted blocks, rarest keys first."""
        start = np.searchsorted(self.keys.keys, keys, side="left")
        end = np.searchsorted(self.keys.keys, keys, side="right")
        size = end - start
        found: list[Array] = []
        total = 0
        for at in np.argsort(size, kind="stable"):
            if size[at] == 0 or size[at] > self.keys.limit:
                continue
            found.append(self.keys.owner[start[at] : end[at]])
            total += int(size[at])
            if total >= MOST_CANDIDATES:
                break
        return np.unique(np.concatenate(found)).astype(np.int64) if found else np.zeros(0, np.int64)

    def look_up(self, new: pa.Table) -> list[tuple[str, tuple[Hit, ...]]]:
        """For each new record (same columns as linkage's input) its possible matches, best first."""
        with self._one_at_a_time:
            found, odds, _, _, names = self._scored(record_table.records(new, schema=self._schema))
        ids = self.fitted.names.record_ids
        return [
            (record, _hits(ids, rows, weights))
            for record, rows, weights in zip(names.record_ids, found, odds, strict=True)
        ]

    def _scored(self, new: pa.Table) -> tuple[list[Array], list[Array], Coded, Model, Names]:
        """For each new record the standing rows that share a key, and their odds; then what they were scored with."""
        coded, names = self.fitted.coder.more(new)
        keys, key_ptr = block.keys_of(coded, names)
        model = with_lists(self.fitted.model, len(names.list_ids))
        found = [self._sharing(keys[key_ptr[at] : key_ptr[at + 1]]) for at in range(len(new))]
        standing_rows = np.unique(np.concatenate(found)) if found else np.zeros(0, np.int64)
        both = joined(take(self.fitted.coded, standing_rows), coded)
        left = np.concatenate([np.searchsorted(standing_rows, rows) for rows in found])
        right = np.repeat(np.arange(len(new)) + len(standing_rows), [len(rows) for rows in found])
        odds = self._numba.score(both, model, left.astype(np.int64), right.astype(np.int64))
        return found, np.split(odds, np.cumsum([len(rows) for rows in found])[:-1]), both, model, names

    def place(self, new: pa.Table, clusters: dict[str, int]) -> list[Placed]:
        """For each new record the standing cluster it joins, by mean clipped odds over the cluster's found records."""
        placed = []
        for record, hits in self.look_up(new):
            sums: dict[int, list[float]] = {}
            for hit in hits:
                sums.setdefault(clusters[hit.record_id], []).append(min(max(hit.weight, -CLIP), CLIP))
            sizes: dict[int, int] = {}
            for cluster in clusters.values():
                if cluster in sums:
                    sizes[cluster] = sizes.get(cluster, 0) + 1
            # A record of the cluster that shares no key speaks against with the clipped weight.
            means = {
                cluster: (sum(found) - CLIP * (sizes[cluster] - len(found))) / sizes[cluster]
                for cluster, found in sums.items()
            }
            best = max(means, key=lambda c: (means[c], -c), default=None)
            joined = best is not None and means[best] > 0
            placed.append(
                Placed(
                    record_id=record,
                    cluster=best if joined else None,
                    mean_weight=means[best] if best is not None else 0.0,
                    hits=hits,
                )
            )
        return placed


def _hits(ids: list[str], rows: Array, odds: Array) -> tuple[Hit, ...]:
    order = [at for at in np.argsort(-odds, kind="stable") if odds[at] > KEPT]
    return tuple(
        Hit(record_id=ids[rows[at]], weight=float(odds[at]), probability=float(probability(odds[at])))
        for at in order
    )


def with_lists(model: Model, lists: int) -> Model:
    """The model with the mean prior for lists that it has not seen."""
    known = model.prior.shape[0]
    if lists <= known:
        return model
    prior = np.empty((lists, lists, model.prior.shape[2]))
    prior[:] = model.prior.mean(axis=(0, 1))
    prior[:known, :known] = model.prior
    return model._replace(prior=prior)
