"""``sijill read KIND TEXT…``: what a reader makes of a text, for people and for programs."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer
from rich.table import Table

from sijill.cli import output
from sijill.errors import InputError, UsageError, Where
from sijill.text.read import Kind, kind_of, read_all

AsJsonLines = Annotated[
    bool, typer.Option("--json", help="Print one JSON object per text, one per line, in order.")
]


def read_command(
    kind: Annotated[str, typer.Argument(metavar="|".join(Kind), help="What the texts are.")],
    text: Annotated[
        list[str] | None, typer.Argument(metavar="[TEXT…]", help="Each argument is one text.")
    ] = None,
    file: Annotated[
        str | None, typer.Option("--input", metavar="FILE", help="One text per line; - is standard input.")
    ] = None,
    as_json: AsJsonLines = False,
) -> None:
    """Read names, dates, places, facilities or status words, and show what was understood and what was not."""
    wanted = kind_of(kind)
    readings = read_all(wanted, _texts(text or [], file))
    if as_json:
        for reading in readings:
            sys.stdout.write(json_line(reading))
        return
    output.console.print(_table(wanted, readings))
    if wanted is Kind.PLACES:
        from sijill.text.places import ATTRIBUTION

        output.console.print(ATTRIBUTION, style="dim")


# Line ends to some readers, though not to JSON, which escapes the others of their kind itself.
_OTHER_LINE_ENDS = str.maketrans({"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def json_line(value: dict[str, Any]) -> str:
    """One object on one line, whatever a program takes for the end of a line."""
    return json.dumps(value, ensure_ascii=False).translate(_OTHER_LINE_ENDS) + "\n"


def _texts(given: list[str], file: str | None) -> Iterator[str]:
    if file is not None and given:
        raise UsageError("Texts and --input do not go together", remedy="Give one of them")
    if file is None:
        if not given:
            raise UsageError(
                "There is no text to read", remedy="Give texts, or --input FILE with one text per line"
            )
        # Bytes of the command line that are no UTF-8 arrive as lone surrogates, which cannot be printed again.
        return (text.encode("utf-8", "replace").decode() for text in given)
    return _lines_of(file)


def _lines_of(file: str) -> Iterator[str]:
    if file == "-":
        yield from _decoded(sys.stdin.buffer, "standard input")
        return
    try:
        with Path(file).open("rb") as stream:
            yield from _decoded(stream, file)
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}", remedy="Check the path") from error


def _decoded(stream: BinaryIO, name: str) -> Iterator[str]:
    """Lines end at a line feed only: other separators of Unicode belong to the text."""
    for number, raw in enumerate(stream, start=1):
        try:
            line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise InputError(
                "A line is not UTF-8", where=Where(file=name, row=number), remedy="Save it as UTF-8"
            ) from error
        yield line.removesuffix("\n").removesuffix("\r")


# --- for people ------------------------------------------------------------------------------------------------------

_COLUMNS = {
    Kind.NAMES: ("Parts", "Script", "Remarks"),
    Kind.DATES: ("EDTF", "From", "To", "Calendar", "Remarks"),
    Kind.PLACES: ("Read as", "Candidates", "Remarks"),
    Kind.FACILITIES: ("Read as", "Candidates", "Remarks"),
    Kind.STATUS: ("Axis", "Code", "English", "Arabic"),
}


def _table(kind: Kind, readings: Iterator[dict[str, Any]]) -> Table:
    table = output.table(f"Reading {kind}", "Text", *_COLUMNS[kind])
    for reading in readings:
        table.add_row(between_isolates(str(reading["text"])), *_cells(kind, reading))
    return table


def between_isolates(text: str) -> str:
    """Between first-strong isolates, so that Arabic does not pull the cells beside it over."""
    return f"\u2068{text}\u2069" if text else ""


def _cells(kind: Kind, reading: dict[str, Any]) -> tuple[str, ...]:
    match kind:
        case Kind.NAMES:
            return _name_cells(reading)
        case Kind.DATES:
            keys = ("edtf", "start", "end", "calendar")
            note = "ambiguous; " * bool(reading.get("ambiguous")) + str(reading.get("note") or "")
            return (*(str(reading.get(key) or "–") for key in keys), note.removesuffix("; "))
        case Kind.PLACES | Kind.FACILITIES:
            return _candidate_cells(reading)
        case Kind.STATUS:
            keys = ("axis", "code", "label_en", "label_ar")
            return tuple(between_isolates(str(reading.get(key) or "–")) for key in keys)


def _name_cells(reading: dict[str, Any]) -> tuple[str, ...]:
    parts = ", ".join(f"{part['slot']} {between_isolates(part['text'])}" for part in reading.get("parts", ()))
    repairs = [
        f"repaired {between_isolates(each['before'])} → {between_isolates(each['after'])}"
        for each in reading.get("repairs", ())
    ]
    others = len(reading.get("alternatives", ()))
    return (
        parts,
        str(reading.get("script", "")),
        "; ".join([*repairs, *([f"{others} other readings"] if others else [])]),
    )


def _candidate_cells(reading: dict[str, Any]) -> tuple[str, ...]:
    shown = "\n".join(_candidate(each) for each in reading["candidates"][:4])
    return reading["resolved"] or "–", shown, reading["note"] or ""


def _candidate(each: dict[str, Any]) -> str:
    names = f"{between_isolates(each['name_en'])} {between_isolates(each['name_ar'])}"
    unverified = "" if each.get("verified", True) else " (unverified)"
    return f"{each.get('pcode') or each.get('id')} {names} {each['score']:.2f}{unverified}"
