"""``sources/<list>.yml``: strict to read, written for people.

Reading refuses whatever it does not know, naming file and key: a misspelt key would otherwise be a silent default.
Writing keeps the comments that stand above a column, so that the evidence of a suggestion survives its confirmation.
"""

import datetime as dt
import re
from collections.abc import Callable
from collections.abc import Mapping as MappingABC
from dataclasses import fields
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeVar

import yaml

from sijill.accession.tabulate.model import ReadOptions
from sijill.claims.mapping.model import (
    FORMAT,
    AsOf,
    Confirmation,
    DateOrder,
    IgnoredColumn,
    MappedColumn,
    Mapping,
    RowCount,
    Split,
)
from sijill.claims.properties import BY_NAME
from sijill.errors import InputError, NotFoundError, Where
from sijill.tables import files

_E = TypeVar("_E", bound=Enum)
_INTRODUCTION: Final = """\
# How the columns of this list are read. Correct it by hand, then sign it: sijill map DIR LIST --confirm
# Each column is read (columns), ignored on purpose with a reason (ignored), or kept and reported (unmapped).
"""


def load(path: Path) -> Mapping:
    """The mapping in a file. Raises ``NotFoundError`` or ``InputError``."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as problem:
        raise NotFoundError(
            f"There is no mapping {path}", remedy="Receive the list, or write the file."
        ) from problem
    except UnicodeDecodeError as problem:
        raise InputError("is not UTF-8", where=Where(file=str(path)), remedy="Save it as UTF-8.") from problem
    return loads(text, file=str(path))


def loads(text: str, *, file: str = "mapping") -> Mapping:
    """The mapping in a text; ``file`` is only for messages. Raises ``InputError`` naming the key."""
    try:
        raw = yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - a SafeLoader that also refuses repeated keys
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        place = f", line {mark.line + 1}" if mark is not None else ""
        what = getattr(problem, "problem", None) or "is no YAML"
        raise InputError(f"{what}{place}", where=Where(file=file), remedy="Correct the YAML.") from problem
    except ValueError as problem:  # a date that does not exist, an integer out of bounds
        raise InputError(
            "holds a value YAML cannot read", where=Where(file=file), remedy="Quote it."
        ) from problem
    return _Reader(file).mapping(raw)


def save(
    mapping: Mapping, path: Path, *, comments: MappingABC[tuple[str, str | None], str] | None = None
) -> None:
    """Writes the file durably; comments above the columns of an earlier file are kept unless new ones are given."""
    if comments is None and path.exists():
        comments = comments_of(path.read_text(encoding="utf-8"))
    files.write_bytes(path, dump(mapping, comments=comments).encode())


def dump(mapping: Mapping, *, comments: MappingABC[tuple[str, str | None], str] | None = None) -> str:
    """The YAML of a mapping; ``loads(dump(m)) == m``. ``comments`` by (column, sheet), one line each."""
    lines = [_INTRODUCTION.rstrip("\n"), f"format: {FORMAT}", f"list: {_quote(mapping.list)}"]
    for key in ("organisation", "language", "list_date", "reference"):
        value = getattr(mapping, key)
        if value is not None:
            lines.append(f"{key}: {_quote(value)}")
    lines += _table_lines(mapping.table)
    if mapping.row_count is not None:
        counts = ((key, getattr(mapping.row_count, key)) for key in ("min", "max"))
        lines.append("row_count: {" + ", ".join(f"{key}: {n}" for key, n in counts if n is not None) + "}")
    lines.append("columns:" if mapping.columns else "columns: []")
    for column in mapping.columns:
        note = (comments or {}).get((column.column, column.sheet))
        lines += [f"  # {_one_line(part)}" for part in (note or "").split("\n") if part]
        lines += _column_lines(column)
    lines.append("ignored:" if mapping.ignored else "ignored: []")
    for ignored in mapping.ignored:
        lines += [f"  - column: {_quote(ignored.column)}", f"    reason: {_quote(ignored.reason)}"]
    lines.append("unmapped:" if mapping.unmapped else "unmapped: []")
    lines += [f"  - {_quote(name)}" for name in mapping.unmapped]
    lines.append("phrases:" if mapping.phrases else "phrases: {}")
    lines += [f"  {_quote(phrase)}: {_quote(code)}" for phrase, code in sorted(mapping.phrases.items())]
    if mapping.suggested_by is not None:
        lines.append(f"suggested_by: {_quote(mapping.suggested_by)}")
    signed = mapping.confirmed
    lines.append(
        f"confirmed: {{by: {_quote(signed.by)}, at: {_quote(signed.at)}}}" if signed else "confirmed: null"
    )
    return "\n".join(lines) + "\n"


def comments_of(text: str) -> dict[tuple[str, str | None], str]:
    """The comment lines above each ``- column:`` of a mapping file, by (column, sheet)."""
    found: dict[tuple[str, str | None], str] = {}
    pending: list[str] = []
    column: str | None = None
    for line in text.splitlines():
        entry = re.match(r"\s*- column:\s*(.+)$", line)
        sheet = re.match(r"\s+sheet:\s*(.+)$", line)
        if line.strip().startswith("#"):
            pending.append(line.strip().lstrip("#").strip())
        elif entry:
            column = str(yaml.safe_load(entry.group(1)))
            if pending:
                found[column, None] = "\n".join(pending)
            pending = []
        elif sheet and column is not None and (column, None) in found:
            found[column, str(yaml.safe_load(sheet.group(1)))] = found.pop((column, None))
        else:
            pending = []
    return found


def as_json(mapping: Mapping) -> dict[str, Any]:
    """The mapping as programs get it: the keys of the YAML file."""
    found: dict[str, Any] = yaml.load(dump(mapping), Loader=_StrictLoader)  # noqa: S506 - see above
    return found


def _table_lines(table: ReadOptions) -> list[str]:
    parts = []
    for option in fields(table):
        value = getattr(table, option.name)
        if isinstance(value, tuple):
            parts.append(f"{option.name}: [{', '.join(_quote(name) for name in value)}]")
        elif value is not None:
            parts.append(f"{option.name}: {value if isinstance(value, int) else _quote(value)}")
    return ["table: {" + ", ".join(parts) + "}"] if parts else []


def _column_lines(column: MappedColumn) -> list[str]:
    lines = [f"  - column: {_quote(column.column)}"]
    if column.sheet is not None:
        lines.append(f"    sheet: {_quote(column.sheet)}")
    lines.append(f"    properties: [{', '.join(column.properties)}]")
    if column.date_order is not None:
        lines.append(f"    date_order: {column.date_order.value}")
    if column.separator is not None:
        lines.append(f"    separator: {_quote(column.separator)}")
    if column.split is not None:
        lines.append(f"    split: {column.split.value}")
    as_of = column.as_of
    if as_of is not None:
        inner = [
            f"{key}: {_quote(value)}"
            for key in ("column", "date")
            if (value := getattr(as_of, key)) is not None
        ]
        lines.append(f"    as_of: {{{', '.join(inner)}}}")
    return lines


def _quote(text: str) -> str:
    """A YAML double-quoted scalar on one line. Letters stay readable; whatever cannot be seen is escaped."""
    out = ['"']
    for char in text:
        code = ord(char)
        if char in '"\\':
            out.append("\\" + char)
        elif char.isprintable():
            out.append(char)
        elif code <= 0xFF:
            out.append(f"\\x{code:02x}")
        else:
            out.append(f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}")
    return "".join([*out, '"'])


def _one_line(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)


class _StrictLoader(yaml.SafeLoader):
    """YAML in which a key may stand only once."""


def _no_repeats(loader: _StrictLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node)
        if isinstance(key, (list, dict)) or key in seen:
            raise yaml.constructor.ConstructorError(
                None, None, f"the key {key!r} stands twice or is no word", key_node.start_mark
            )
        seen.add(key)
    return dict(loader.construct_pairs(node, deep=True))


_StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _no_repeats)


class _Reader:
    """Plain YAML to a ``Mapping``; every message names the file and the key."""

    def __init__(self, file: str) -> None:
        self.file = file

    def fail(
        self, key: str, message: str, remedy: str = "Correct it; see docs/reference/mapping.md."
    ) -> InputError:
        return InputError(f"{key}: {message}", where=Where(file=self.file), remedy=remedy)

    def mapping(self, raw: object) -> Mapping:
        top = self.keys(raw, "the file", _TOP_KEYS, needed=("format", "list", "columns"))
        if top["format"] != FORMAT:
            raise self.fail("format", f"this version reads format {FORMAT}")
        columns = tuple(
            self.column(one, f"columns[{n}]") for n, one in enumerate(self.items(top, "columns"), start=1)
        )
        found = Mapping(
            list=self.text(top["list"], "list"),
            organisation=self.optional(top, "organisation", self.text),
            language=self.optional(top, "language", self.text),
            table=self.optional(top, "table", self.table) or ReadOptions(),
            columns=columns,
            ignored=tuple(
                self.ignored(one, f"ignored[{n}]")
                for n, one in enumerate(self.items(top, "ignored"), start=1)
            ),
            unmapped=tuple(
                self.text(one, f"unmapped[{n}]") for n, one in enumerate(self.items(top, "unmapped"), start=1)
            ),
            reference=self.optional(top, "reference", self.text),
            row_count=self.optional(top, "row_count", self.row_count),
            list_date=self.optional(top, "list_date", self.text),
            phrases=MappingProxyType(self.phrases(top.get("phrases"))),
            confirmed=self.optional(top, "confirmed", self.confirmed),
            suggested_by=self.optional(top, "suggested_by", self.text),
        )
        self.check_once(found)
        return found

    def check_once(self, found: Mapping) -> None:
        """A column has one fate per sheet."""
        seen: set[tuple[str, str | None]] = set()
        fates = [(c.column, c.sheet) for c in found.columns]
        sheets = {name for name, sheet in fates if sheet is not None}
        others = [c.column for c in found.ignored] + list(found.unmapped)
        fates.extend((name, None) for name in others if name not in sheets)
        for name, sheet in fates:
            if (name, sheet) in seen:
                raise self.fail(f"column {name!r}", "stands in the mapping twice", "Keep one of them.")
            seen.add((name, sheet))

    def column(self, raw: object, key: str) -> MappedColumn:
        found = self.keys(raw, key, _COLUMN_KEYS, needed=("column", "properties"))
        names = [self.text(one, f"{key}.properties") for one in self.items(found, "properties", key)]
        for name in names:
            if name not in BY_NAME:
                raise self.fail(
                    f"{key}.properties", f"no property {name!r}", "See docs/reference/properties.md."
                )
        if not names or len(set(names)) != len(names):
            raise self.fail(f"{key}.properties", "needs one property or several different ones")
        return MappedColumn(
            column=self.text(found["column"], f"{key}.column"),
            properties=tuple(names),
            sheet=self.optional(found, "sheet", self.text, key),
            date_order=self.optional(found, "date_order", self.enum(DateOrder), key),
            separator=self.optional(found, "separator", self.text, key),
            split=self.optional(found, "split", self.enum(Split), key),
            as_of=self.optional(found, "as_of", self.as_of, key),
        )

    def ignored(self, raw: object, key: str) -> IgnoredColumn:
        found = self.keys(raw, key, ("column", "reason"), needed=("column", "reason"))
        reason = self.text(found["reason"], f"{key}.reason")
        if not reason.strip():
            raise self.fail(f"{key}.reason", "a column is ignored for a reason", "Say why.")
        return IgnoredColumn(column=self.text(found["column"], f"{key}.column"), reason=reason)

    def table(self, raw: object, key: str) -> ReadOptions:
        found = self.keys(raw, key, tuple(option.name for option in fields(ReadOptions)))
        sheets = found.get("sheets")
        names = (
            None
            if sheets is None
            else tuple(self.text(one, f"{key}.sheets") for one in self.items(found, "sheets", key))
        )
        return ReadOptions(
            encoding=self.optional(found, "encoding", self.text, key),
            delimiter=self.optional(found, "delimiter", self.text, key),
            header_row=self.optional(found, "header_row", self.number, key),
            sheets=names,
        )

    def row_count(self, raw: object, key: str) -> RowCount:
        found = self.keys(raw, key, ("min", "max"))
        promise = RowCount(
            min=self.optional(found, "min", self.number, key),
            max=self.optional(found, "max", self.number, key),
        )
        if promise.min is not None and promise.max is not None and promise.min > promise.max:
            raise self.fail(key, "min is greater than max")
        return promise

    def as_of(self, raw: object, key: str) -> AsOf:
        found = self.keys(raw, key, ("column", "date"))
        as_of = AsOf(
            column=self.optional(found, "column", self.text, key),
            date=self.optional(found, "date", self.text, key),
        )
        if as_of.column is not None and as_of.date is not None:
            raise self.fail(key, "has a column and a date", "Keep one of them.")
        return as_of

    def confirmed(self, raw: object, key: str) -> Confirmation:
        found = self.keys(raw, key, ("by", "at"), needed=("by", "at"))
        return Confirmation(by=self.text(found["by"], f"{key}.by"), at=self.text(found["at"], f"{key}.at"))

    def phrases(self, raw: object) -> dict[str, str]:
        if raw is None:
            return {}
        if not isinstance(raw, dict):
            raise self.fail("phrases", "must map phrases to axis:code")
        found = {}
        for phrase, code in raw.items():
            text = self.text(code, f"phrases.{phrase}")
            if not re.fullmatch(r"[a-z_]+:[A-Za-z0-9_.]+", text):
                raise self.fail(f"phrases.{phrase}", "must be axis:code, such as life_status:alive")
            found[self.text(phrase, "phrases")] = text
        return found

    def keys(
        self, raw: object, key: str, allowed: tuple[str, ...], needed: tuple[str, ...] = ()
    ) -> dict[str, Any]:
        if not isinstance(raw, dict):
            raise self.fail(key, "must hold keys and values")
        for name in raw:
            if name not in allowed:
                raise self.fail(key, f"unknown key {name!r}", f"Known keys: {', '.join(allowed)}.")
        for name in needed:
            if raw.get(name) is None:
                raise self.fail(key, f"the key {name!r} is missing")
        return raw

    def items(self, holder: dict[str, Any], name: str, key: str = "") -> list[Any]:
        value = holder.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.fail(f"{key}.{name}".lstrip("."), "must be a list")
        return value

    def text(self, value: object, key: str) -> str:
        """Unquoted dates and numbers are what somebody meant as text."""
        if isinstance(value, (dt.datetime, dt.date)):
            return value.isoformat()
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            raise self.fail(key, "must be a text", "Put it in quotes.")
        return str(value)

    def number(self, value: object, key: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self.fail(key, "must be a whole number, 0 or more")
        return value

    def enum(self, kind: type[_E]) -> Callable[[object, str], _E]:
        def read(value: object, key: str) -> _E:
            try:
                return kind(value)
            except ValueError as problem:
                known = ", ".join(str(one.value) for one in kind)
                raise self.fail(key, f"unknown value {value!r}", f"Known values: {known}.") from problem

        return read

    def optional(
        self, holder: dict[str, Any], name: str, read: Callable[[object, str], Any], key: str = ""
    ) -> Any:  # what ``read`` gives, or None
        value = holder.get(name)
        return None if value is None else read(value, f"{key}.{name}".lstrip("."))


_TOP_KEYS: Final = ("format", *(field.name for field in fields(Mapping)))
_COLUMN_KEYS: Final = tuple(field.name for field in fields(MappedColumn))
