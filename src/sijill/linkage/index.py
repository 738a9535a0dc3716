"""A standing index of the keys of a register: new rows and single look-ups without linking everything again.

The index holds the sorted keys of all standing records. A new record is coded with the standing dictionaries, finds
the records that share an accepted key, and is scored by the same kernel with the same parameters. Its cluster is the
one whose records speak for it most on average, by the rule of ``cluster``.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sijill.linkage import block
from sijill.linkage import records as record_table
from sijill.linkage.calibrate import probability
from sijill.linkage.cluster import CLIP
from sijill.linkage.engines import engine as engine_named
from sijill.linkage.features import joined, take
from sijill.linkage.link import Fitted
from sijill.linkage.model import Model

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


class StandingIndex:
    """Built once from a fitted register; asked any number of times. About 12 bytes a key, some 80 keys a record."""

    def __init__(self, fitted: Fitted, *, schema: pa.Schema = record_table.SCHEMA) -> None:
        self._schema = schema
        self._fitted = fitted
        self._numba = engine_named("numba")
        keys, key_ptr = block.keys_of(fitted.coded, fitted.names)
        order = np.argsort(keys, kind="stable")
        self._keys = keys[order]
        self._owner = np.repeat(np.arange(len(key_ptr) - 1, dtype=np.int32), np.diff(key_ptr))[order]
        blocking = block.blocks(fitted.coded, fitted.names)
        self._limit = max(int(blocking.report["largest_block"]), 2)

    def candidates(self, keys: Array) -> Array:
        """Standing rows that share a key no larger than the accepted blocks, rarest keys first."""
        start = np.searchsorted(self._keys, keys, side="left")
        end = np.searchsorted(self._keys, keys, side="right")
        size = end - start
        found: list[Array] = []
        total = 0
        for at in np.argsort(size, kind="stable"):
            if size[at] == 0 or size[at] > self._limit:
                continue
            found.append(self._owner[start[at] : end[at]])
            total += int(size[at])
            if total >= MOST_CANDIDATES:
                break
        return np.unique(np.concatenate(found)).astype(np.int64) if found else np.zeros(0, np.int64)

    def look_up(self, new: pa.Table) -> list[tuple[str, tuple[Hit, ...]]]:
        """For each new record (same columns as linkage's input) its possible matches, best first."""
        coded, names = self._fitted.coder.more(record_table.records(new, schema=self._schema))
        keys, key_ptr = block.keys_of(coded, names)
        model = with_lists(self._fitted.model, len(names.list_ids))
        found = [self.candidates(keys[key_ptr[at] : key_ptr[at + 1]]) for at in range(len(new))]
        standing = np.unique(np.concatenate(found)) if found else np.zeros(0, np.int64)
        both = joined(take(self._fitted.coded, standing), coded)
        left = np.concatenate([np.searchsorted(standing, rows) for rows in found]) if found else standing
        right = np.repeat(np.arange(len(new)) + len(standing), [len(rows) for rows in found])
        odds = self._numba.score(both, model, left.astype(np.int64), right.astype(np.int64))
        cuts = np.cumsum([len(rows) for rows in found])[:-1]
        ids = self._fitted.names.record_ids
        return [
            (record, _hits(ids, rows, weights))
            for record, rows, weights in zip(names.record_ids, found, np.split(odds, cuts), strict=True)
        ]

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
    prior = np.empty((lists, lists, 4))
    prior[:] = model.prior.mean(axis=(0, 1))
    prior[:known, :known] = model.prior
    return model._replace(prior=prior)
