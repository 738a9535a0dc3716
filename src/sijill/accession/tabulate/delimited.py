"""The careful reader of delimited text: one record at a time, every odd one accounted for. It is the specification.

Grammar (RFC 4180, and what programs write beside it): a line ends with CR LF, LF or CR. A field that begins with
``"`` runs to the next single ``"`` and may hold delimiters, line breaks and doubled quotes; a quote elsewhere is an
ordinary character. An empty field is missing (None), ``""`` is an empty text. Where a quoted field is never closed,
or its closing quote is followed by neither delimiter nor line end, the writer did not mean it as quoting: that one
line is read with its quotes as ordinary characters and flagged, and reading goes on with the next line, so that a
single stray quote cannot swallow the rows below it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from sijill.accession.tabulate.model import Flag, Limits, Reason, Row

QUOTE: Final = 0x22
CHUNK: Final = 1 << 20
LINE_END: Final = re.compile(b"\r\n|\n|\r")


@dataclass(slots=True)
class Line:
    content: bytes
    end: bytes  # its terminator, b"" at the end of the file
    over_long: bool = False


class Source:
    """A UTF-8 byte stream read both in blocks and in lines. ``line`` is the number of the line at the position."""

    def __init__(self, stream: BinaryIO, *, line_bytes: int) -> None:
        self._stream = stream
        self._buffer = b""
        self._at = 0
        self._feed = 0  # index of an LF found earlier
        self._clear_to = 0  # no LF between the position and here
        self.eof = False
        self.line = 1
        self.limit = line_bytes

    def peek(self, size: int) -> bytes:
        """The next ``size`` bytes, fewer only at the end."""
        self.compact()
        self._fill(size)
        return self._buffer[self._at : self._at + size]

    def at_end_within(self, size: int) -> bool:
        """True if the ``size`` bytes of the last peek are all there is."""
        return self.eof and len(self._buffer) - self._at <= size

    def skip(self, size: int, lines: int) -> None:
        self._at += size
        self.line += lines

    def mark(self) -> tuple[int, int]:
        """Valid until ``compact``."""
        return self._at, self.line

    def back_to(self, mark: tuple[int, int]) -> None:
        self._at, self.line = mark
        self._feed = self._clear_to = 0

    def compact(self) -> None:
        """Forget what lies before the position."""
        if self._at > CHUNK:
            self._buffer = self._buffer[self._at :]
            self._at = self._feed = self._clear_to = 0

    def _fill(self, size: int) -> None:
        have = len(self._buffer) - self._at
        if have >= size or self.eof:
            return
        parts = [self._buffer]
        while have < size:
            chunk = self._stream.read(max(CHUNK, size - have))
            if not chunk:
                self.eof = True
                break
            parts.append(chunk)
            have += len(chunk)
        self._buffer = b"".join(parts)

    def readline(self, *, ahead: bool = False) -> Line | None:
        """The next line; None at the end. A line over the limit is skipped to its end and comes back empty and marked,
        or, with ``ahead`` (the caller may go back), as None.
        """
        feed = self._find_feed()
        start = self._at
        if feed < 0 and len(self._buffer) == start:
            return None
        stop = feed if feed >= 0 else len(self._buffer)
        carriage = self._buffer.find(b"\r", start, min(stop, start + self.limit + 1))
        if carriage >= 0:
            self._fill(carriage + 2 - start)
            return self._take(carriage, 2 if self._buffer[carriage + 1 : carriage + 2] == b"\n" else 1)
        if stop - start > self.limit:
            return None if ahead else self._skip_long_line()
        return self._take(stop, 1 if feed >= 0 else 0)

    def _find_feed(self) -> int:
        """Index of the next LF, -1 if there is none before the end or the limit."""
        if self._feed >= self._at and self._buffer[self._feed : self._feed + 1] == b"\n":
            return self._feed
        size = CHUNK
        while True:
            feed = self._buffer.find(b"\n", max(self._at, self._clear_to))
            if feed >= 0:
                self._feed = feed
                return feed
            self._clear_to = len(self._buffer)
            if self.eof or len(self._buffer) - self._at > self.limit:
                return -1
            self._fill(len(self._buffer) - self._at + size)
            size *= 2

    def _take(self, stop: int, end: int) -> Line:
        line = Line(self._buffer[self._at : stop], self._buffer[stop : stop + end])
        self._at = stop + end
        self.line += end > 0
        return line

    def _skip_long_line(self) -> Line:
        """In constant memory."""
        while True:
            found = LINE_END.search(self._buffer, self._at)
            if found is not None and (found.end() < len(self._buffer) or found[0] != b"\r" or self.eof):
                self._at = found.end()
                self.line += 1
                break
            self._buffer = b"\r" if found is not None else b""
            self._at = self._feed = self._clear_to = 0
            self._fill(CHUNK)
            if not self._buffer:
                break
        return Line(b"", b"\n", over_long=True)


def read_record(source: Source, *, delimiter: bytes, limits: Limits) -> Row | None:
    """The next record, None at the end. An empty line comes back as a row of one missing cell."""
    source.compact()
    number = source.line
    line = source.readline()
    if line is None:
        return None
    if line.over_long:
        detail = f"the line is longer than {limits.line_bytes:,} bytes"
        return Row(number, reason=Reason.OVER_LONG, detail=detail)
    if QUOTE not in line.content:
        return _row(number, [(field, False) for field in line.content.split(delimiter)])
    mark = source.mark()
    fields = _quoted_fields(line, source, delimiter)
    if fields is not None:
        return _row(number, fields)
    source.back_to(mark)
    row = _row(number, [(field, False) for field in line.content.split(delimiter)])
    row.flags += [
        (at, Flag.STRAY_QUOTE, None) for at, cell in enumerate(row.cells) if cell and cell[0] == '"'
    ]
    return row


def _quoted_fields(line: Line, source: Source, delimiter: bytes) -> list[tuple[bytes, bool]] | None:
    """(field, was quoted); None if the quotes are no quoting. Reads further lines as a quoted field needs them."""
    record, end = bytearray(line.content), line.end
    fields: list[tuple[bytes, bool]] = []
    at = 0
    while True:
        if at < len(record) and record[at] == QUOTE:
            close = record.find(b'"', at + 1)
            while True:
                if close < 0:
                    more = source.readline(ahead=True) if len(record) <= source.limit else None
                    if more is None:
                        return None
                    known = len(record) + len(end)
                    record += end + more.content
                    end = more.end
                    close = record.find(b'"', known)
                elif close + 1 < len(record) and record[close + 1] == QUOTE:
                    close = record.find(b'"', close + 2)
                else:
                    break
            fields.append((bytes(record[at + 1 : close]).replace(b'""', b'"'), True))
            if close + 1 == len(record):
                return fields
            if record[close + 1] != delimiter[0]:
                return None
            at = close + 2
        else:
            stop = record.find(delimiter, at)
            fields.append((bytes(record[at : stop if stop >= 0 else len(record)]), False))
            if stop < 0:
                return fields
            at = stop + 1


def _row(number: int, fields: list[tuple[bytes, bool]]) -> Row:
    row = Row(number)
    for at, (field, quoted) in enumerate(fields, start=1):
        if not field and not quoted:
            row.cells.append(None)
            continue
        try:
            row.cells.append(field.decode("utf-8"))
        except UnicodeDecodeError as exc:
            row.reason = Reason.UNDECODABLE
            row.detail = f"cell {at}, byte {exc.start + 1}: no text in the file's encoding"
            return row
    return row


def records(source: Source, *, delimiter: bytes, limits: Limits) -> Iterator[Row]:
    while (row := read_record(source, delimiter=delimiter, limits=limits)) is not None:
        yield row
