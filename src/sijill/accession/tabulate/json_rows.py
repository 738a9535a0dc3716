"""JSON (an array of objects, or an object that holds one) and JSON Lines, object by object in bounded memory.

Numbers stay as written (``1.0``, ``007`` is no JSON), ``true`` and ``false`` likewise, ``null`` is a missing cell.
An object within an object becomes columns ``outer.inner``; an array stays JSON text and is flagged.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from json import JSONDecodeError
from pathlib import Path
from typing import Any, BinaryIO, Final

from sijill.accession.tabulate import encoding as encodings
from sijill.accession.tabulate.model import Flag, Limits, ReadOptions, Reason, Refusal, Row

CHUNK: Final = 1 << 20
SPACE: Final = re.compile(r"[ \t\r\n]*")
KEY: Final = re.compile(r'[ \t\r\n]*"(?:[^"\\]|\\.)*"[ \t\r\n]*:')


class _TwiceError(ValueError):
    pass


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _TwiceError
    return found


class _Number(str):
    """A number's own spelling; told from a string, because in nested arrays it must not get quotes."""

    __slots__ = ()


DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=_Number, parse_int=_Number, parse_constant=_Number, strict=False
)


@dataclass(slots=True)
class Item:
    """One object, or why there is none."""

    line: int
    value: dict[str, Any] | None
    reason: Reason | None = None
    detail: str = ""


def find_encoding(path: Path, options: ReadOptions) -> encodings.Encoding:
    """JSON is UTF-8 (RFC 8259), UTF-16 by its byte-order mark; anything else only if an operator confirmed it."""
    with path.open("rb") as file:
        marked = encodings.bom_of(file.read(4))
    if options.encoding is not None:
        name = encodings.canonical(options.encoding)
        return encodings.Encoding(
            name=name, bom_bytes=marked.bom_bytes if marked and marked.name == name else 0
        )
    return encodings.detect(path)


class _Text:
    """A sliding window over the decoded file."""

    def __init__(self, stream: BinaryIO, limits: Limits) -> None:
        import codecs

        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape")
        self.window = ""
        self.at = 0
        self.line = 1
        self.eof = False
        self.limit = limits.line_bytes

    def more(self) -> bool:
        if self.eof:
            return False
        raw = self._stream.read(CHUNK)
        self.eof = not raw
        self.window = self.window[self.at :] + self._decoder.decode(raw, final=self.eof)
        self.at = 0
        return True

    def advance(self, to: int) -> None:
        self.line += self.window.count("\n", self.at, to)
        self.at = to

    def skip_space(self) -> str:
        """The next character that is no white space, "" at the end."""
        while True:
            match = SPACE.match(self.window, self.at)
            assert match is not None
            self.advance(match.end())
            if self.at < len(self.window):
                return self.window[self.at]
            if not self.more():
                return ""

    def decode(self) -> Any:
        """The value at the position; raises JSONDecodeError if it does not parse however far one reads."""
        while True:
            try:
                value, end = DECODER.raw_decode(self.window, self.at)
            except JSONDecodeError:
                if len(self.window) - self.at > self.limit or not self.more():
                    raise
                continue
            if end == len(self.window) and not self.eof:  # a number might go on
                self.more()
                continue
            self.advance(end)
            return value


def _refuse_syntax(text: _Text, what: str) -> Refusal:
    return Refusal(
        f"it is no valid JSON: {what}", remedy="Ask for the file again, or save it again.", line=text.line
    )


def read_array(stream: BinaryIO, *, limits: Limits) -> Iterator[Item]:
    """The objects of the top array, or of the one array of objects in the top object."""
    text = _Text(stream, limits)
    first = text.skip_space()
    if first == "{":
        text = _enter_object(text)
    elif first != "[":
        raise _refuse_syntax(text, "an array of objects is expected")
    text.advance(text.at + 1)
    if text.skip_space() == "]":
        return
    while True:
        text.skip_space()
        line = text.line
        try:
            value = text.decode()
        except _TwiceError:
            raise Refusal(
                "an object gives one key twice", remedy="Ask for the table as CSV.", line=line
            ) from None
        except JSONDecodeError:
            too_long = len(text.window) - text.at > text.limit
            what = (
                f"an object longer than {text.limit:,} characters"
                if too_long
                else "an object is damaged or cut off"
            )
            text.line = line
            raise _refuse_syntax(text, what) from None
        except RecursionError:
            raise _refuse_syntax(text, "it is nested too deeply") from None
        if isinstance(value, dict):
            yield Item(line, value)
        else:
            yield Item(line, None, Reason.MALFORMED, "not an object")
        match text.skip_space():
            case ",":
                text.advance(text.at + 1)
            case "]":
                return
            case _:
                raise _refuse_syntax(text, "a comma or ] is missing")


def _enter_object(text: _Text) -> _Text:
    """Move to the ``[`` of the only array of objects among the values of the top object."""
    text.advance(text.at + 1)
    while True:
        text.skip_space()
        while (match := KEY.match(text.window, text.at)) is None:
            if len(text.window) - text.at > text.limit or not text.more():
                raise _refuse_syntax(text, "no array of objects was found")
        text.advance(match.end())
        if text.skip_space() == "[":
            ahead = SPACE.match(text.window, text.at + 1)
            if ahead is None or text.window[ahead.end() : ahead.end() + 1] in {"{", "]", ""}:
                return text
        try:
            text.decode()
        except (JSONDecodeError, _TwiceError, RecursionError):
            raise _refuse_syntax(text, "the part before the array of objects is damaged") from None
        if text.skip_space() != ",":
            raise _refuse_syntax(text, "no array of objects was found")
        text.advance(text.at + 1)


def read_lines(stream: BinaryIO, *, limits: Limits) -> Iterator[Item]:
    """One object per line; a line that does not parse is set aside."""
    from sijill.accession.tabulate.delimited import Source

    source = Source(stream, line_bytes=limits.line_bytes)
    while True:
        source.compact()
        number = source.line
        line = source.readline()
        if line is None:
            return
        if line.over_long:
            yield Item(number, None, Reason.OVER_LONG, f"the line is longer than {limits.line_bytes:,} bytes")
            continue
        if not line.content.strip():
            continue
        yield _read_line(number, line.content)


def _read_line(number: int, content: bytes) -> Item:
    if b"\0" in content:
        return Item(number, None, Reason.NUL, "the line holds a NUL")
    try:
        value = DECODER.decode(content.decode("utf-8").strip())
    except UnicodeDecodeError:
        return Item(number, None, Reason.UNDECODABLE, "no text in the file's encoding")
    except _TwiceError:
        return Item(number, None, Reason.MALFORMED, "an object gives one key twice")
    except (ValueError, RecursionError):
        return Item(number, None, Reason.MALFORMED, "not valid JSON")
    if not isinstance(value, dict):
        return Item(number, None, Reason.MALFORMED, "not an object")
    return Item(number, value)


def flatten(value: dict[str, Any], *, prefix: str = "") -> Iterator[tuple[str, str | None, bool]]:
    """(column, text, nested)."""
    for key, inner in value.items():
        name = prefix + key
        if isinstance(inner, dict) and inner and name.count(".") < 8:
            yield from flatten(inner, prefix=name + ".")
        elif inner is None:
            yield name, None, False
        elif isinstance(inner, bool):
            yield name, "true" if inner else "false", False
        elif isinstance(inner, str):
            yield name, str(inner), False
        else:
            yield name, json.dumps(inner, ensure_ascii=False), True


def columns_of(items: Iterator[Item], *, limits: Limits) -> tuple[str, ...]:
    """Every key of every object, in the order of first appearance."""
    seen: dict[str, None] = {}
    for item in items:
        if item.value is not None:
            for name, _, _ in flatten(item.value):
                seen.setdefault(name)
            if len(seen) > limits.columns:
                raise Refusal(
                    f"more than {limits.columns:,} columns",
                    remedy="Check that the objects are records, not a table turned on its side.",
                    line=item.line,
                )
    return tuple(seen)


def to_rows(items: Iterator[Item], columns: tuple[str, ...], take: Callable[[Row], None]) -> None:
    place = {name: at for at, name in enumerate(columns)}
    for item in items:
        row = Row(item.line, reason=item.reason, detail=item.detail)
        if item.value is not None:
            row.cells = [None] * len(columns)
            for name, text, nested in flatten(item.value):
                if text is not None and any("\ud800" <= char <= "\udfff" for char in text):
                    row.reason, row.detail = Reason.UNDECODABLE, f"{name[:60]!r} holds half a character"
                elif row.cells[place[name]] is not None:
                    row.reason, row.detail = Reason.MALFORMED, f"two keys make the column {name[:60]!r}"
                else:
                    row.cells[place[name]] = text
                if nested:
                    row.flags.append((place[name], Flag.NESTED, None))
        take(row)
