"""The fast path for delimited text: blocks that are provably ordinary go through Arrow's reader, the others through the
careful one.

A block is ordinary if both readers must agree on it: no NUL, no lone CR, no line over the cell limit, and its
quotes well formed. Quotes are well formed if every first one stands at the beginning of a field (or doubles the one
before) and every second one at the end of a field (or is doubled by the next). Then, by induction over the quotes,
a position lies inside a quoted field if and only if an odd number of quotes stands before it, so the line breaks
outside are those at even positions. ``tests/properties`` holds both readers to the same answer on random and on
damaged files.
"""

import io
import itertools
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from sijill.accession.tabulate.delimited import Source, read_record, records
from sijill.accession.tabulate.model import Limits
from sijill.accession.tabulate.text_flags import may_need_flags
from sijill.accession.tabulate.writer import SheetWriter, blank_rows

BLOCK: Final = 4 << 20
SLICE: Final = 64 << 10
LF, CR, QUOTE = 10, 13, 34

Positions = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Whole records: ``starts`` and ``lines`` have one entry per record that is no empty line."""

    content: bytes
    starts: Positions
    lines: npt.NDArray[np.int32]
    breaks: int  # line breaks in the content, also inside quotes


def find_block(raw: bytes, *, last: bool, first_line: int, delimiter: bytes, cell_bytes: int) -> Block | None:
    """The whole records at the beginning of ``raw`` if they are provably ordinary, else None."""
    if not raw or b"\0" in raw:
        return None
    array = np.frombuffer(raw, np.uint8)
    breaks = np.flatnonzero(array == LF)
    quotes = np.flatnonzero(array == QUOTE) if b'"' in raw else None
    outside = breaks if quotes is None else breaks[np.searchsorted(quotes, breaks) % 2 == 0]
    end = len(raw) if last else int(outside[-1]) + 1 if len(outside) else 0
    if end == 0:
        return None
    content = raw if end == len(raw) else raw[:end]
    if b"\r" in content and content.count(b"\r") != content.count(b"\r\n"):
        return None
    if quotes is not None and not _well_formed(
        array[:end], quotes[: np.searchsorted(quotes, end)], delimiter[0]
    ):
        return None
    stops = outside if len(outside) and outside[-1] == end - 1 else np.append(outside, end)
    starts = np.concatenate(([0], stops[:-1] + 1)).astype(np.int64)
    lengths = stops - starts
    if int(lengths.max()) > cell_bytes:
        return None
    breaks = breaks[: np.searchsorted(breaks, end)]
    lines = first_line + (np.arange(len(starts)) if quotes is None else np.searchsorted(breaks, starts))
    empty = (lengths == 0) | ((lengths == 1) & (array[np.minimum(starts, end - 1)] == CR))
    keep = slice(None) if not empty.any() else ~empty
    return Block(content=content, starts=starts[keep], lines=lines[keep].astype(np.int32), breaks=len(breaks))


def _well_formed(array: npt.NDArray[np.uint8], quotes: Positions, delimiter: int) -> bool:
    if len(quotes) % 2:
        return False
    opens, closes = quotes[0::2], quotes[1::2]
    before = array[opens[opens > 0] - 1]
    after = array[closes[closes + 1 < len(array)] + 1]
    good_before = (before == delimiter) | (before == LF) | (before == QUOTE)
    good_after = (after == delimiter) | (after == LF) | (after == CR) | (after == QUOTE)
    return bool(good_before.all() and good_after.all())


def parse(content: bytes, *, width: int, delimiter: bytes) -> list[pa.Array] | None:
    """One string array per column, or None if Arrow's reader objects (a ragged row, bytes that are not UTF-8)."""
    if content.startswith(b"\xef\xbb\xbf"):
        return None  # Arrow would drop it as a byte-order mark; in the middle of a file it is data
    names = [f"c{at}" for at in range(width)]
    try:
        table = csv.read_csv(
            pa.BufferReader(content),
            read_options=csv.ReadOptions(use_threads=False, block_size=len(content) + 1, column_names=names),
            parse_options=csv.ParseOptions(
                delimiter=delimiter.decode(), newlines_in_values=True, ignore_empty_lines=True
            ),
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid:
        return None
    return [_one_chunk(column) for column in table.columns]


def _one_chunk(column: Any) -> pa.Array:
    chunks = column.combine_chunks()
    return chunks if isinstance(chunks, pa.Array) else chunks.chunk(0)


class FastReader:
    """Reads ``source`` from its position to the end into ``writer``, rows in order."""

    def __init__(self, source: Source, writer: SheetWriter, *, delimiter: bytes, limits: Limits) -> None:
        self.source, self.writer, self.delimiter, self.limits = source, writer, delimiter, limits
        self.careful_rows = 0

    def run(self) -> None:
        size = BLOCK
        waiting: tuple[Block, Future[list[pa.Array] | None]] | None = None
        with ThreadPoolExecutor(1) as pool:
            while True:
                raw = self.source.peek(size)
                if not raw:
                    break
                block = find_block(
                    raw,
                    last=self.source.at_end_within(size),
                    first_line=self.source.line,
                    delimiter=self.delimiter,
                    cell_bytes=self.limits.cell_chars,
                )
                if block is not None:
                    self.source.skip(len(block.content), block.breaks)
                    future = pool.submit(
                        parse, block.content, width=self.writer.width, delimiter=self.delimiter
                    )
                    self._finish(waiting)
                    waiting = block, future
                    size = min(BLOCK, size * 4)
                    continue
                self._finish(waiting)
                waiting = None
                if size == SLICE:
                    self._read_carefully(SLICE)
                size = SLICE
            self._finish(waiting)
        self.writer.flush()

    def _finish(self, waiting: tuple[Block, Future[list[pa.Array] | None]] | None) -> None:
        if waiting is None:
            return
        block, future = waiting
        columns = future.result()
        if self._accept(block, columns):
            return
        for part in _slices(block):
            columns = parse(part.content, width=self.writer.width, delimiter=self.delimiter)
            if not self._accept(part, columns):
                self._read_block_carefully(part)

    def _accept(self, block: Block, columns: list[pa.Array] | None) -> bool:
        if columns is None or len(columns[0]) != len(block.lines):
            return False
        if pc.any(pc.equal(columns[0], pa.scalar(self.writer.header[0], pa.string()))).as_py():
            return False  # perhaps the header again; the careful reader knows
        lines = pa.array(block.lines, pa.int32())
        blank = blank_rows(columns)
        if blank is not None:
            keep = pc.invert(blank)
            lines, columns = lines.filter(keep), [column.filter(keep) for column in columns]
        self.writer.add_columns(lines, columns, check_text=may_need_flags(block.content))
        return True

    def _read_block_carefully(self, block: Block) -> None:
        inner = Source(io.BytesIO(block.content), line_bytes=self.limits.line_bytes)
        inner.line = int(block.lines[0]) if len(block.lines) else 1
        for row in records(inner, delimiter=self.delimiter, limits=self.limits):
            self.careful_rows += 1
            self.writer.add(row)

    def _read_carefully(self, size: int) -> None:
        """At least ``size`` bytes' worth of records; the source then stands at a record's beginning."""
        left = size
        while left > 0:
            row = read_record(self.source, delimiter=self.delimiter, limits=self.limits)
            if row is None:
                return
            left -= 1 + sum(len(cell or "") + 1 for cell in row.cells)
            self.careful_rows += 1
            self.writer.add(row)


def _slices(block: Block) -> Iterator[Block]:
    """The same records in pieces of about SLICE bytes, so that one ragged row makes few others slow."""
    starts = block.starts
    if not len(starts):
        return
    cuts = [0]
    while True:
        following = int(np.searchsorted(starts, starts[cuts[-1]] + SLICE))
        if following >= len(starts):
            break
        cuts.append(following)
    cuts.append(len(starts))
    for first, after in itertools.pairwise(cuts):
        begin = int(starts[first])
        end = int(starts[after]) if after < len(starts) else len(block.content)
        yield Block(
            content=block.content[begin:end],
            starts=starts[first:after] - begin,
            lines=block.lines[first:after],
            breaks=0,
        )
