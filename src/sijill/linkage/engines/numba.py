"""The compiled engine: spreads the kernels over threads. The plain-Python ``reference`` says what they must compute.

Kernels are compiled once: their cache is keyed by a digest of every source they are compiled from (``cache``), because
numba does not notice a change in another file.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from sijill.linkage import compare, reach
from sijill.linkage.engines import bound, rows
from sijill.linkage.engines.candidates import most_met, placed_blocks, placed_members
from sijill.linkage.engines.groups import link_groups
from sijill.linkage.engines.packed import Memo, Packed, bounded, memo, neighbours_first, packed
from sijill.linkage.engines.pairs import compare_pairs
from sijill.linkage.engines.scan import scan, score_many
from sijill.linkage.engines.weighing import joint_many, weights, worth_by_lists
from sijill.linkage.features import Coded
from sijill.linkage.model import Graph, Model, Vectors

if TYPE_CHECKING:
    from sijill.linkage.block import Blocks

BUFFER: Final = 1 << 19  # pairs a thread writes before it hands them over
CHUNK: Final = 4096  # records a thread takes at a time
SEVERAL: Final = 2_000  # pairs for which it is worth to start threads


class NumbaEngine:
    """Keeps what it packed, and its memos of unit pairs, between calls on the same records."""

    def __init__(self, threads: int | None = None, *, in_parts: bool = False) -> None:
        """``in_parts``: all records are scanned in several calls, and what that needs is kept between them."""
        self.threads = threads or min(2, os.cpu_count() or 1)
        self.in_parts = in_parts
        self._of: Coded | None = None
        self._packed: Packed | None = None
        self._order: npt.NDArray[Any] | None = None
        self._rows: rows.Rows | None = None
        self._members: tuple[npt.NDArray[Any], npt.NDArray[Any]] | None = (
            None  # of blocks, by row and by place
        )
        self._memos: list[Memo] = []

    def _ready(self, coded: Coded) -> Packed:
        if self._of is not coded or self._packed is None:
            self._of = coded
            self._packed = packed(coded)
            self._order = self._rows = self._members = None
            self._memos = []
        return self._packed

    def _memos_for(self, coded: Coded, pairs: int | None = None) -> list[Memo]:
        """One for each thread; where the pairs are known, with no more room than they fill: room costs time too."""
        units = len(coded.unit_length)
        bits = 18 if units > 2000 else 16 if units > 200 else 12  # more than a core's cache holds is no gain
        if pairs is not None:
            bits = min(bits, max(pairs, 1 << 10).bit_length() + 1)
        if not self._memos or len(self._memos[0]) < 1 << bits:
            self._memos = [memo(bits) for _ in range(self.threads)]
        return self._memos

    def compare(
        self, coded: Coded, left: npt.NDArray[Any], right: npt.NDArray[Any], *, hopeless: int = compare.NEVER
    ) -> Vectors:
        records = self._ready(coded)
        parts = self._spread(
            self._memos_for(coded, len(left)),
            len(left),
            lambda some, table: compare_pairs(records, left[some], right[some], table, hopeless=hopeless),
        )
        return Vectors(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    def joint(
        self, vectors: Vectors, model: Model, list_left: npt.NDArray[Any], list_right: npt.NDArray[Any]
    ) -> npt.NDArray[np.float64]:
        out = np.zeros((len(vectors.cost), model.prior.shape[2]))
        joint_many(*vectors, weights(model), list_left, list_right, out)
        return out

    def score(
        self, coded: Coded, model: Model, left: npt.NDArray[Any], right: npt.NDArray[Any]
    ) -> npt.NDArray[np.float64]:
        records, weighing = self._ready(coded), weights(model)

        def scored(some: slice, table: Memo) -> npt.NDArray[np.float64]:
            out = np.zeros(some.stop - some.start)
            score_many(records, table, weighing, left[some], right[some], out)
            return out

        return np.concatenate(self._spread(self._memos_for(coded, len(left)), len(left), scored))

    def linkage(self, sizes: npt.NDArray[Any], odds: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
        out = np.empty(int(sizes.sum()), np.int64)
        link_groups(sizes, odds, out)
        return out

    def _spread(self, memos: list[Memo], size: int, work: Callable[[slice, Memo], Any]) -> list[Any]:
        """``work`` on as many parts as there are threads, in their order; each pair by itself: parts change nothing."""
        if size < SEVERAL or self.threads == 1:
            return [work(slice(0, size), memos[0])]
        cuts = np.linspace(0, size, self.threads + 1).astype(int).tolist()
        with ThreadPoolExecutor(self.threads) as pool:
            futures = [
                pool.submit(work, slice(cuts[at], cuts[at + 1]), memos[at]) for at in range(self.threads)
            ]
            return [future.result() for future in futures]

    def scan(
        self,
        coded: Coded,
        model: Model,
        blocks: "Blocks",
        *,
        floor: float,
        chosen: npt.NDArray[np.bool_] | None = None,
    ) -> tuple[Graph, int]:
        records = self._ready(coded)
        weighing = weights(model)
        least = worth_by_lists(model, floor, kin=chosen is not None)
        against = reach.against_strangers(model, kin=chosen is not None)
        bounds = reach.reach(coded, against)
        bars = bound.bars(coded.kind, coded.nested_tf, against, least, rows.bin_width(coded))
        if self._order is None:
            self._order = neighbours_first(coded)
        if self._rows is None:
            self._rows = bounded(coded, records, self._order)
        if chosen is None:  # neighbours get numbers side by side: what is gathered about them lies together
            row_of, near = self._order, self._placed(blocks, self._order)
            bounded_rows, visit = self._rows._replace(begin=self._rows.begin[row_of]), np.arange(len(row_of))
        else:
            row_of, near, bounded_rows = np.zeros(0, np.int64), blocks, self._rows
            visit = self._order[chosen[self._order]]
        inside = np.zeros(0, np.bool_) if chosen is None else chosen
        room = _most_met(blocks)
        starts = list(range(0, len(visit), CHUNK))
        free: SimpleQueue[int] = SimpleQueue()
        for at in range(self.threads):
            free.put(at)
        rooms, memos = [bound.scratch() for _ in range(self.threads)], self._memos_for(coded)
        gathered = [np.zeros(len(coded.list_code), np.uint16) for _ in range(self.threads)]
        buffers = [
            (
                np.empty(room, np.int64),
                np.empty(room, np.int64),
                np.empty(room),
            )
            for _ in range(self.threads)
        ]

        def chunk(start: int) -> tuple[list[tuple[npt.NDArray[Any], ...]], int]:
            mine = free.get()
            stop, total, parts = min(start + CHUNK, len(visit)), 0, []
            while start < stop:
                start, count, seen = scan(
                    records, bounded_rows, bars, rooms[mine], weighing, bounds, memos[mine], near.ptr,
                    near.block_of, near.starts, near.members, near.points, near.enough, row_of, visit, start, stop,
                    gathered[mine], inside, floor, *buffers[mine],
                )  # fmt: skip
                parts.append(tuple(column[:count].copy() for column in buffers[mine]))
                total += seen
            free.put(mine)
            return parts, total

        with ThreadPoolExecutor(self.threads) as pool:
            done = list(pool.map(chunk, starts))
        if chosen is None and not self.in_parts:  # the scan of all records is the last of a run
            self._order = self._rows = self._members = None
        parts = [part for found, _ in done for part in found]
        if not parts:
            return Graph(left=np.zeros(0, np.int64), right=np.zeros(0, np.int64), odds=np.zeros(0)), 0
        left, right, odds = (np.concatenate(column) for column in zip(*parts, strict=True))
        order = np.argsort((left << 32) | right)  # numbers of records have 31 bits
        return Graph(left=left[order], right=right[order], odds=odds[order]), sum(total for _, total in done)

    def _placed(self, blocks: "Blocks", order: npt.NDArray[np.int64]) -> "Blocks":
        """With records numbered by their place in ``order``."""
        if self._members is None or self._members[0] is not blocks.members:
            place, members = np.empty(len(order), np.int32), np.empty_like(blocks.members)
            place[order] = np.arange(len(order), dtype=np.int32)
            placed_members(blocks.starts, blocks.members, place, members)
            self._members = blocks.members, members
        ptr, block_of = np.zeros(len(order) + 1, np.int64), np.empty_like(blocks.block_of)
        placed_blocks(blocks.ptr, blocks.block_of, order, ptr, block_of)
        return replace(blocks, members=self._members[1], ptr=ptr, block_of=block_of)


def _most_met(blocks: "Blocks") -> int:
    """Room for all whom one record meets: counted only where the buffers might be too small for it."""
    each, largest = np.diff(blocks.ptr).max(initial=0), np.diff(blocks.starts).max(initial=0)
    if each * largest <= BUFFER:
        return BUFFER
    return max(BUFFER, int(most_met(blocks.ptr, blocks.block_of, blocks.starts)))
