"""Isolates (Unicode Annex 9): a date inside Arabic, or Arabic inside English, keeps its own direction.

Without them ``2013-05-06`` after an Arabic word is printed ``06-05-2013`` (the annex moves digits after Arabic letters
right to left). Text is made printable first, so isolates in what we print are always ours.
"""

import re
import unicodedata
from typing import Final

from sijill.typesetting.show import shown

LRI, RLI, FSI, PDI = "\u2066", "\u2067", "\u2068", "\u2069"
OPENING: Final = {"(": ")", "[": "]", "{": "}", "\u00ab": "\u00bb", "\u201c": "\u201d"}
# Digits alone are split here, so that a list or a span of dates runs in the direction of its sentence.
BETWEEN_NUMBERS: Final = re.compile(r"([,\u060c;\u061b]\s+|\s+[\u2013\u2014/-]\s+|\s*[\u2190\u2192]\s*)")
SIGNS: Final = "+-\u2212#\u2116@~."
AFTER_NUMBERS: Final = "%\u00b0~?"
_PLACE: Final = re.compile(r"\{(\w+)\}")


class Ready(str):
    """A text that has been made printable and has its isolates; taken as it is. Slicing or joining loses the mark."""

    __slots__ = ()


def isolate(value: str) -> Ready:
    """The value as one unit of its own direction (each line for itself), for use inside a sentence of any direction.

    What is ready already has its runs in place; its direction is that of its first letter outside them.
    """
    if isinstance(value, Ready):
        return Ready(FSI + value + PDI)
    return Ready("\n".join(_isolated_line(line) for line in shown(value).split("\n")))


def _isolated_line(line: str) -> str:
    if not line:
        return line
    rtl = starts_rtl(line)
    return (RLI if rtl else FSI) + _wrap_line(line, rtl=rtl) + PDI


def settled(text: str, *, rtl: bool) -> Ready:
    """The text for a paragraph of that direction: runs of the other direction isolated; all of it when foreign."""
    if isinstance(text, Ready):
        return text
    if not rtl and text.isascii() and text.isprintable():
        return Ready(text)  # nothing in it reads the other way
    plain = shown(text)
    if starts_rtl(plain) == rtl or not _has_strong(plain):
        return Ready(_wrap_foreign(plain, rtl=rtl))
    return isolate(text)


def sentence(form: str, /, *, rtl: bool, **values: str) -> Ready:
    """``form`` with each ``{name}`` replaced by its value as an isolate. KeyError unless names and values agree."""
    names = set(_PLACE.findall(form))
    if names != set(values):
        raise KeyError(f"the sentence has {sorted(names)}, the values are {sorted(values)}")
    parts = _PLACE.split(form)  # text, name, text, name, … text
    return Ready(
        "".join(
            placed(values[part], rtl=rtl) if place % 2 else settled(part, rtl=rtl) if part.strip() else part
            for place, part in enumerate(parts)
        )
    )


def placed(value: str, *, rtl: bool) -> Ready:
    """A plain value in its own direction; one that was put together here reads in the direction of the sentence.

    It may hold nothing but isolates, of which the first-strong rule would make a left-to-right text.
    """
    return Ready((RLI if rtl else LRI) + value + PDI) if isinstance(value, Ready) else isolate(value)


def joined(parts: list[Ready], between: str) -> Ready:
    """Ready texts one after the other; ``between`` is punctuation of our own."""
    return Ready(between.join(parts))


def _wrap_foreign(text: str, *, rtl: bool) -> str:
    return "\n".join(_wrap_line(line, rtl=rtl) for line in text.split("\n"))


def _wrap_line(line: str, *, rtl: bool) -> str:
    out, place = [], 0
    for start, end in _foreign_runs(line, rtl=rtl):
        out.append(line[place:start])
        run = line[start:end]
        out.append(_isolated_run(run, rtl=rtl))
        place = end
    out.append(line[place:])
    return "".join(out)


def _isolated_run(run: str, *, rtl: bool) -> str:
    if not rtl:
        return RLI + _wrap_line(run, rtl=True) + PDI
    if any(_class(one) == "L" for one in run):
        return LRI + run + PDI
    pieces = BETWEEN_NUMBERS.split(run)
    return "".join(piece if place % 2 else LRI + piece + PDI for place, piece in enumerate(pieces))


def _foreign_runs(line: str, *, rtl: bool) -> list[tuple[int, int]]:
    """Start and end of the runs that read against the line: from a foreign character to the last one before ours."""
    runs: list[tuple[int, int]] = []
    start: int | None = None
    last = 0
    for place, one in enumerate(line):
        kind = _class(one)
        if (
            kind == ("N" if rtl else "R")
            or (rtl and kind == "L")
            or (not rtl and kind == "N" and start is not None)
        ):
            start = place if start is None else start
            last = place + 1
        elif kind == ("R" if rtl else "L") and start is not None:
            runs.append(_widened(line, start, last))
            start = None
    if start is not None:
        runs.append(_widened(line, start, last))
    return runs


def _widened(line: str, start: int, end: int) -> tuple[int, int]:
    """With the sign before a number, the per cent after it, and the bracket that a bracket inside it opened."""
    while start > 0 and line[start - 1] in SIGNS and _class(line[start]) != "R":
        start -= 1
    while end < len(line) and line[end] in AFTER_NUMBERS and _class(line[end - 1]) == "N":
        end += 1
    for opens, closes in OPENING.items():
        run = line[start:end]
        if run.count(opens) > run.count(closes) and end < len(line) and line[end] == closes:
            end += 1
    return start, end


def _class(one: str) -> str:
    """L, R, N (a digit of any kind) or empty for what takes its direction from what is around it."""
    match unicodedata.bidirectional(one):
        case "L":
            return "L"
        case "R" | "AL":
            return "R"
        case "EN" | "AN":
            return "N"
        case _:
            return ""


def starts_rtl(text: str) -> bool:
    """Whether the first letter outside isolates reads right to left, up to the end of the isolate the text is in."""
    depth = 0
    for one in text:
        if one in {LRI, RLI, FSI}:
            depth += 1
        elif one == PDI:
            if depth == 0:
                return False
            depth -= 1
        elif depth == 0 and _class(one) in {"L", "R"}:
            return _class(one) == "R"
    return False


def _has_strong(text: str) -> bool:
    return any(_class(one) in {"L", "R"} for one in text)
