"""Which encoding a text file is in, or that this cannot be decided.

The harm to prevent: windows-1256 read as windows-1252 raises no error and gives ``ãÍãÏ`` for محمد. So a candidate
counts only if the text it gives looks like writing: letters beside letters of their own script, an Arabic text made
of the letters Arabic is made of. UTF-8 is decided by its own grammar over the whole file; a file partly UTF-8 and
partly something else is refused with the first odd line.
"""

import codecs
import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from sijill.accession.tabulate.model import Refusal

# What an operator may confirm: our name -> Python's codec.
ACCEPTED: Final = {
    "utf-8": "utf-8",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "windows-1256": "cp1256",
    "windows-1252": "cp1252",
    "windows-1254": "cp1254",
    "iso-8859-6": "iso8859-6",
    "iso-8859-1": "latin-1",
    "mac-arabic": "mac_arabic",
    "dos-720": "cp720",
    "dos-864": "cp864",
}
SYNONYMS: Final = {
    "utf8": "utf-8",
    "utf-8-sig": "utf-8",
    "cp1256": "windows-1256",
    "cp1252": "windows-1252",
    "cp1254": "windows-1254",
    "latin-1": "iso-8859-1",
    "latin1": "iso-8859-1",
}
BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
GUESSED: Final = ("windows-1256", "windows-1252", "windows-1254", "iso-8859-6")

SAMPLE_BYTES: Final = 1 << 20
GUESS_BYTES: Final = 128 << 10  # of lines with bytes beyond ASCII
CHUNK: Final = 4 << 20
IMPLAUSIBLE: Final = 0.15  # share of odd letters above which a text is no writing
UNLIKELY: Final = 0.25  # mean cost per letter; Arabic lists have 0.17, read in a wrong table 0.3 and more
CLEARLY: Final = 0.10  # what the best candidate must gain per character over one that reads it differently

ODD: Final = 1.0
RARE: Final = 0.5
COMMON: Final = 0.05
# Letters of Arabic per thousand, rounded, from running text; names differ little. Cost: bits above 3, over 8.
ARABIC_PER_THOUSAND: Final = {
    "ا": 140, "ل": 110, "ي": 75, "م": 65, "ن": 60, "و": 55, "ر": 55, "د": 45, "ب": 40, "ع": 40, "ت": 35, "س": 30,
    "ه": 30, "ح": 30, "ة": 25, "ف": 25, "ق": 25, "ك": 20, "أ": 20, "ش": 15, "ج": 15, "خ": 13, "ص": 12, "ط": 12, "ز": 10,
    "إ": 8, "ى": 6, "ذ": 6, "ض": 6, "ث": 5, "غ": 5, "ء": 3, "ئ": 3, "ظ": 2, "آ": 2, "ؤ": 1,
}  # fmt: skip
ARABIC_COSTS: Final = {
    char: min(RARE, max(0.0, (math.log2(1000 / count) - 3) / 8))
    for char, count in ARABIC_PER_THOUSAND.items()
}
# Letters of windows-1252 that only Icelandic, Faroese and mathematics use; in 1254 and 1256 other letters stand there.
FOREIGN_LATIN: Final = frozenset("ðþýÐÞÝ×÷¿¡¢£¤¥¦§¨ª¬¯±²³´µ¶·¸¹º¼½¾")
WORD: Final = re.compile(r"[^\s,;|\t\"'.:()\[\]{}<>/\\\-\d]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """``name`` as in ACCEPTED; ``bom_bytes`` to skip; ``sure``: said by the file itself or by its grammar."""

    name: str
    bom_bytes: int = 0
    sure: bool = True


def canonical(name: str) -> str:
    """Our name for what an operator wrote. Raises Refusal for an encoding that is not in the list."""
    lowered = name.strip().lower().replace("_", "-")
    lowered = SYNONYMS.get(lowered, lowered)
    if lowered not in ACCEPTED:
        raise Refusal(
            f"the encoding {name[:40]!r} is not known", remedy=f"Use one of: {', '.join(ACCEPTED)}."
        )
    return lowered


def bom_of(head: bytes) -> Encoding | None:
    for bom, name in BOMS:
        if head.startswith(bom):
            return Encoding(name=name, bom_bytes=len(bom))
    return None


def detect(path: Path) -> Encoding:
    """Raises Refusal where nothing, or more than one thing, fits; with the line where a mixture shows."""
    with path.open("rb") as file:
        head = file.read(SAMPLE_BYTES)
        found = bom_of(head) or utf16_without_bom(head)
        if found is not None and found.name != "utf-8":
            return found
        file.seek(found.bom_bytes if found else 0)
        bad = _first_bad_utf8_line(file)
    if bad is None:
        refuse_mojibake(path)
        return found or Encoding(name="utf-8")
    if found is not None:
        return found  # a BOM says UTF-8; lines that are not are set aside one by one
    return _not_utf8(path)


def utf16_without_bom(head: bytes) -> Encoding | None:
    """Nearly every unit's high byte is 00 (ASCII), 06 (Arabic) or 20 (punctuation), and some are 00 with the line
    break.
    """
    head = head[: len(head) & ~1]
    if len(head) < 4 or b"\0" not in head:
        return None
    for name, high, low in (("utf-16-le", head[1::2], head[0::2]), ("utf-16-be", head[0::2], head[1::2])):
        fits = sum(high.count(value) for value in (b"\x00", b"\x01", b"\x06", b"\x20", b"\xfe", b"\xfb"))
        if fits >= 0.9 * len(high) and high.count(0) >= 0.05 * len(high) and low.count(0) <= 0.02 * len(low):
            return Encoding(name=name, sure=False)
    return None


def _first_bad_utf8_line(file: BinaryIO) -> int | None:
    """Line (from 1) of the first byte that is not UTF-8, by the whole file; None if all is."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    line = 1
    while chunk := file.read(CHUNK):
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError as exc:
            return line + chunk[: max(0, exc.start)].count(b"\n")
        line += chunk.count(b"\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return line
    return None


@dataclass(slots=True)
class _Lines:
    utf8: int = 0  # lines with characters beyond ASCII, all of them UTF-8
    damaged: int = (
        0  # mostly UTF-8, with a byte or two that are not (a text cut in the middle of a character)
    )
    other: int = 0
    first_other: int = 0
    first_utf8: int = 0


def _not_utf8(path: Path) -> Encoding:
    lines, sample = _Lines(), bytearray()
    with path.open("rb") as file:
        for number, line in enumerate(_bounded_lines(file), start=1):
            if line.isascii():
                continue
            valid, invalid = _utf8_counts(line)
            if invalid == 0:
                lines.utf8 += 1
                lines.first_utf8 = lines.first_utf8 or number
            elif valid > invalid and valid >= 2:
                lines.damaged += 1
            else:
                lines.other += 1
                lines.first_other = lines.first_other or number
            if len(sample) < GUESS_BYTES:
                sample += line + b"\n"
    # A line of another encoding is valid UTF-8 by accident once in hundreds; a real mixture has whole stretches.
    if lines.other == 0:
        return Encoding(name="utf-8", sure=False)
    if lines.damaged == 0 and lines.utf8 * 50 <= lines.other:
        return Encoding(name=guess_one_byte(bytes(sample)), sure=False)
    raise Refusal(
        f"the encoding changes within the file: line {lines.first_other} is not UTF-8, "
        + (f"line {lines.first_utf8} is" if lines.utf8 else "other lines are"),
        remedy="Save all of it as UTF-8; or receive it with --encoding utf-8 to set those rows aside.",
        line=lines.first_other,
    )


def _bounded_lines(file: BinaryIO) -> Iterable[bytes]:
    """Lines, but a longer one comes in pieces: memory stays flat."""
    while line := file.readline(CHUNK):
        yield line.rstrip(b"\r\n")


def _utf8_counts(line: bytes) -> tuple[int, int]:
    """(characters beyond ASCII that are UTF-8, bytes beyond ASCII that are not)."""
    text = line.decode("utf-8", errors="surrogateescape")
    invalid = sum("\udc80" <= char <= "\udcff" for char in text)
    return sum(char > "\x7f" for char in text) - invalid, invalid


def guess_one_byte(sample: bytes) -> str:
    """One of GUESSED. Raises Refusal if none gives writing, or two give different writing that is about as likely.

    All candidates make one character of one byte, so two of them are compared on the characters they read differently.
    """
    readings = []
    for order, name in enumerate(GUESSED):
        text = sample.decode(ACCEPTED[name], errors="replace")
        costs = letter_costs(text)
        readings.append((sum(costs.values()), order, name, text, costs))
    readings.sort(key=lambda reading: reading[:2])
    total, _, best, best_text, best_costs = readings[0]
    count = max(1, len(best_costs))
    odd = sum(cost >= ODD for cost in best_costs.values()) / count
    if (
        odd > IMPLAUSIBLE
        or total > UNLIKELY * count
        or not all(_clearly_better(best_text, best_costs, text, costs) for *_, text, costs in readings[1:])
    ):
        raise Refusal(
            "the encoding cannot be decided",
            remedy=f"Save the file as UTF-8, or receive it with --encoding {best} after looking at a few names.",
        )
    return best


def _clearly_better(text: str, costs: dict[int, float], other: str, other_costs: dict[int, float]) -> bool:
    differ = [at for at in costs.keys() | other_costs.keys() if text[at] != other[at]]
    if not differ:
        return True
    gain = sum(other_costs.get(at, 0.0) - costs.get(at, 0.0) for at in differ)
    return gain >= CLEARLY * len(differ)


def letter_costs(text: str) -> dict[int, float]:
    """How unlikely each character beyond ASCII is where it stands.

    Position -> 0 (common) to 1 (no writing has it there). Odd is: an Arabic letter in a word with Latin letters; a
    Latin word made mostly of accented letters; a capital after a small letter; a letter or sign that none of our
    languages uses; U+FFFD. Other Arabic letters cost by their frequency.
    """
    costs: dict[int, float] = {}
    for found in WORD.finditer(text):
        word = found[0]
        if word.isascii():
            continue
        start = found.start()
        accented = sum(_is_latin(char) and char > "\x7f" for char in word)
        all_accents = len(word) >= 3 and 3 * accented > 2 * len(word)
        for at, char in enumerate(word):
            if char > "\x7f":
                before = word[at - 1] if at else ""
                after = word[at + 1] if at + 1 < len(word) else ""
                costs[start + at] = _cost(char, before, after, all_accents=all_accents)
    return costs


def _cost(char: str, before: str, after: str, *, all_accents: bool) -> float:
    if char in FOREIGN_LATIN or char == "\ufffd":
        return ODD
    if _is_arabic(char):
        return ODD if _is_latin(before) or _is_latin(after) else ARABIC_COSTS.get(char, RARE)
    if _is_latin(char):
        strange = _is_arabic(before) or _is_arabic(after) or (char.isupper() and before.islower())
        return ODD if all_accents or strange else COMMON
    return ODD if unicodedata.category(char) in {"Cc", "Co", "Cn"} else RARE


def _is_arabic(char: str) -> bool:
    return "\u0620" <= char <= "\u06ff" and char.isalpha()


def _is_latin(char: str) -> bool:
    return char != "" and char.isalpha() and char <= "\u024f"


# UTF-8 bytes read as windows-1252 (Ø, Ù and a sign for each Arabic letter) or as windows-1256 (ط, ظ and a sign).
TWICE_1252: Final = re.compile("[ØÙÚÛ][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]")
TWICE_1256: Final = re.compile(
    "[طظعغ][\u0080-\u00bf\u200c-\u203a\u20ac\u2122\u0152\u0153\u0192\u02c6،؛؟ہگچژڈپٹ]"
)


def mojibake(text: str) -> float:
    """Share of the characters beyond ASCII that look like a text decoded with the wrong table and saved again, 0 to
    1.
    """
    beyond = sum(char > "\x7f" for char in text)
    if beyond == 0:
        return 0.0
    twice = sum(2 * len(pattern.findall(text)) for pattern in (TWICE_1252, TWICE_1256))
    accents = sum(
        len(word)
        for word in WORD.findall(text)
        if len(word) >= 3 and all("\u0080" <= char <= "\u00ff" for char in word)
    )
    return min(1.0, max(twice, accents) / beyond)


def refuse_mojibake(path: Path) -> None:
    """Valid UTF-8 that holds wrongly decoded text is refused before a name like ``ãÍãÏ`` gets into the register."""
    size = path.stat().st_size
    with path.open("rb") as file:
        for start in sorted({0, size // 2, max(0, size - SAMPLE_BYTES // 4)}):
            file.seek(start)
            text = file.read(SAMPLE_BYTES // 4).decode("utf-8", errors="ignore")
            if mojibake(text) > 0.3:
                line = None
                for number, one in enumerate(text.split("\n"), start=1):
                    if mojibake(one) > 0.3:
                        line = number if start == 0 else None
                        break
                raise Refusal(
                    "the text was once decoded with the wrong encoding and saved that way (as ãÍãÏ for محمد)",
                    remedy="Ask for the original file; receive it with --encoding utf-8 if it is right as it stands.",
                    line=line,
                )


def transcode(file: BinaryIO, encoding: Encoding) -> BinaryIO:
    """A stream of UTF-8. What the source encoding cannot decode becomes bytes that are not UTF-8, so that the reader
    sets aside the very rows they stand in.
    """
    file.seek(encoding.bom_bytes)
    return file if encoding.name == "utf-8" else _Transcoded(file, ACCEPTED[encoding.name])  # type: ignore[return-value] # read() is all a reader calls


class _Transcoded:
    def __init__(self, file: BinaryIO, codec: str) -> None:
        self._file = file
        # A lone surrogate passes through UTF-16 as itself, an undefined byte as U+DC80..DCFF; both become invalid
        # UTF-8.
        self._errors = "surrogatepass" if codec.startswith("utf-16") else "surrogateescape"
        self._decoder = codecs.getincrementaldecoder(codec)(errors=self._errors)
        self._ended = False

    def read(self, size: int) -> bytes:
        """Up to about ``size`` bytes; empty at the end only."""
        while not self._ended:
            raw = self._file.read(size)
            self._ended = not raw
            try:
                text = self._decoder.decode(raw, final=self._ended)
            except UnicodeDecodeError:  # half a UTF-16 unit at the end
                return b"\xff"
            if text:
                return text.encode("utf-8", errors=self._errors)
        return b""
