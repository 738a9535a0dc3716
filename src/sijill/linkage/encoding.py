"""``tokens.encode`` of a column of many tokens: compiled for plain letters of one script, which nearly all are.

``phonemes`` is the specification; its tables and its alternatives are taken from there.
"""

import re
import string
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sijill import compiled
from sijill.text.names import phonemes, tokens
from sijill.text.names.kernel import TOKEN_SOURCES

Bytes = npt.NDArray[np.uint8]
Array = npt.NDArray[Any]

kernel: Final = compiled.njit_of((*TOKEN_SOURCES, "linkage/encoding.py"))

FEW: Final = 64  # tokens that are encoded sooner one by one
PLAIN_ARABIC: Final = f"^{phonemes._PLAIN_ARABIC.pattern}$"
PLAIN_LATIN: Final = f"^{phonemes._PLAIN_LATIN.pattern}$"
_SPECIAL: Final = "$"  # stands in the kernel for the one letter of skeletons that takes two bytes
_LETTER: Final = "š"


class EncodedColumn(NamedTuple):
    """As ``tokens.CodedTokens``; ``skeleton`` are numbers into the different ``skeletons``, each of which is loosely
    one of ``loose``.
    """

    phonemes: Bytes
    length: Bytes
    script: Bytes
    skeleton: Array
    skeletons: Any  # Arrow ships no types
    loose: list[str]


def encode(column: Any, *, loose: bool = True) -> EncodedColumn:
    """Of an Arrow array of cleaned tokens; without ``loose`` there are no loose keys."""
    count = len(column)
    rows, length, script = np.zeros((count, tokens.MAX_LENGTH), np.uint8), *np.zeros((2, count), np.uint8)
    arabic = latin = np.zeros(count, np.bool_)
    if count > FEW:
        arabic = _matching(column, PLAIN_ARABIC)
        latin = _matching(column, PLAIN_LATIN)
    parts, order = [], []
    for some, way, number in ((arabic, _arabic, 1), (latin, _latin, tokens.LATIN)):
        at = np.flatnonzero(some)
        if len(at):
            found, size, skeleton = _compiled(column.take(pa.array(at)), way)
            rows[at], length[at], script[at] = found, size, number
            parts.append(skeleton)
            order.append(at)
    at = np.flatnonzero(~(arabic | latin))
    if len(at):
        coded = tokens.encode(column.take(pa.array(at)).to_pylist())
        rows[at], length[at], script[at] = coded.phonemes, coded.length, coded.script
        parts.append(pa.array(coded.skeleton, pa.string()))
        order.append(at)
    numbered = pa.concat_arrays([pa.array([], pa.string()), *parts]).dictionary_encode()
    skeleton = np.empty(count, np.int32)
    skeleton[np.concatenate([np.zeros(0, np.int64), *order])] = numbered.indices.to_numpy()
    loosely = _loose(numbered.dictionary) if loose else []
    return EncodedColumn(rows, length, script, skeleton, numbered.dictionary, loosely)


def _loose(skeletons: Any) -> list[str]:
    """``phonemes.loose`` of each; most are settled by their first letters."""
    begin = pc.utf8_slice_codeunits(skeletons, 0, _ENOUGH).dictionary_encode()
    short = [phonemes.loose(letters) for letters in begin.dictionary.to_pylist()]
    found = [short[at] for at in begin.indices.to_pylist()]
    same = {text: text for text in short}  # each text once in memory
    unsettled = np.array([len(text) < _SETTLED for text in short] or [False])[begin.indices.to_numpy()]
    at = np.flatnonzero(unsettled & (pc.utf8_length(skeletons).to_numpy() > _ENOUGH))
    for place, text in zip(at.tolist(), skeletons.take(pa.array(at)).to_pylist(), strict=True):
        loose = phonemes.loose(text)
        found[place] = same.setdefault(loose, loose)
    return [same[text] for text in found]


_ENOUGH: Final = 4  # letters of a skeleton that mostly settle its loose key, which has at most
_SETTLED: Final = 3


def _matching(column: Any, pattern: str) -> Array:
    found: Array = pc.match_substring_regex(column, pattern).to_numpy(zero_copy_only=False)
    return found


def _compiled(column: Any, way: Any) -> tuple[Bytes, Bytes, Any]:
    """(codes, length, skeletons) of tokens that are all plain letters of one script."""
    _, offsets, data = column.buffers()
    ends = np.frombuffer(offsets, np.int32)[column.offset : column.offset + len(column) + 1]
    letters = np.frombuffer(data, np.uint8)
    rows, length = np.zeros((len(column), tokens.MAX_LENGTH), np.uint8), np.zeros(len(column), np.uint8)
    skeletons, cuts = np.zeros(int(ends[-1] - ends[0]) + 1, np.uint8), np.zeros(len(column) + 1, np.int32)
    longest = int(np.diff(ends).max()) + 1
    way(
        letters, ends, rows, length, skeletons, cuts, np.zeros(longest, np.uint8), np.zeros(longest, np.uint8)
    )
    texts = pa.StringArray.from_buffers(len(column), pa.py_buffer(cuts), pa.py_buffer(skeletons))
    return rows, length, pc.replace_substring(texts, _SPECIAL, _LETTER)


# --- Arabic: letters by their place in the block that begins at U+0600 --------------------------------------------

_BLOCK: Final = 0x600


def _arabic_tables() -> tuple[Bytes, Bytes, Bytes]:
    """By letter: what it is folded to, its code, its letter in skeletons (0 for none)."""
    fold, code, bone = np.zeros((3, 256), np.uint8)
    for at in range(256):
        folded = chr(_BLOCK + at).translate(phonemes._ARABIC_TABLE)
        if folded in phonemes.ARABIC_CODE:
            fold[at] = ord(folded) - _BLOCK
            code[fold[at]] = phonemes.ARABIC_CODE[folded]
            bone[fold[at]] = _bone(folded)
    return fold, code, bone


def _bone(symbol: str) -> int:
    letter = phonemes._SKELETON.get(symbol, "\0")
    return ord(_SPECIAL if letter == _LETTER else letter)


def _last_codes() -> Bytes:
    table = np.zeros(256, np.uint8)
    for letter, last in phonemes._LAST.items():
        table[ord(letter) - _BLOCK] = phonemes.ARABIC_CODE[last]
    return table


_FOLD, _CODE, _BONE = _arabic_tables()
_LAST: Final = _last_codes()
_ALEF: Final = ord("ا") - _BLOCK
_LAM: Final = ord("ل") - _BLOCK
_FIRST_ALEF: Final = phonemes.ARABIC_CODE[phonemes.FIRST_ALEF]
_ARTICLE: Final = phonemes._ARTICLE_MINIMUM
_H: Final = ord("h")
_NO_CONSONANT: Final = ord(phonemes._NO_CONSONANT)
_MOST: Final = tokens.MAX_LENGTH


@kernel
def _arabic(
    data: Bytes,
    ends: Array,
    rows: Bytes,
    length: Bytes,
    skeletons: Bytes,
    cuts: Array,
    folded: Bytes,
    bones: Bytes,
) -> None:
    """Fills ``rows``, ``length``, ``skeletons`` and ``cuts`` (where each skeleton ends) of UTF-8 ``data``."""
    used = 0
    for row in range(len(ends) - 1):
        size, single = 0, False  # single: a ل that no other has been joined to
        for at in range(ends[row], ends[row + 1], 2):
            letter = _FOLD[(((data[at] & 31) << 6) | (data[at + 1] & 63)) & 255]
            if letter == _LAM and single:
                single = False
                continue
            single = letter == _LAM
            folded[size] = letter
            size += 1
        kept = min(size, _MOST)
        length[row] = kept
        for at in range(kept):
            rows[row, at] = _CODE[folded[at]]
        if size > 2:
            if folded[0] == _ALEF:
                rows[row, 0] = _FIRST_ALEF
            if size <= _MOST and _LAST[folded[size - 1]]:
                rows[row, size - 1] = _LAST[folded[size - 1]]
        for at in range(size):
            bones[at] = _BONE[folded[at]]
        article = size >= _ARTICLE and folded[0] == _ALEF and folded[1] == _LAM
        used = _skeleton(bones, size, article, skeletons, used)
        cuts[row + 1] = used


@kernel
def _skeleton(bones: Bytes, size: int, article: bool, out: Bytes, start: int) -> int:
    """Writes a skeleton to ``out`` from ``start`` on; returns where it ends."""
    if article:
        end = _collapsed(bones, 2, size, out, start)
        if end - start > 1:
            return end
    end = _collapsed(bones, 0, size, out, start)
    if end == start and size > 2:
        out[end] = _NO_CONSONANT
        end += 1
    return end


@kernel
def _collapsed(bones: Bytes, first: int, size: int, out: Bytes, start: int) -> int:
    end = start
    for at in range(first, size):
        bone = bones[at]
        if bone and (end == start or out[end - 1] != bone):
            out[end] = bone
            end += 1
    if end > start and out[end - 1] == _H:
        end -= 1
    return end


# --- Latin ---------------------------------------------------------------------------------------------------------


def _listed(alternatives: str) -> tuple[Array, Bytes]:
    """The alternatives of a pattern that are written out, in its order: [n, 4] letters and how many."""
    written = [one for one in alternatives.split("|") if "[" not in one]
    table = np.zeros((len(written), 4), np.uint8)
    for at, one in enumerate(written):
        table[at, : len(one)] = list(one.encode())
    return table, np.array([len(one) for one in written], np.uint8)


def _graphemes() -> tuple[Bytes, Bytes, Bytes, Bytes, Bytes, Bytes, Bytes]:
    written, size = _listed(phonemes._GRAPHEME.pattern)
    names = [bytes(row[:many]).decode() for row, many in zip(written, size.tolist(), strict=True)]
    code = phonemes.LATIN_CODE
    of_written = np.array([code[phonemes._SAME_GRAPHEME.get(name, name)] for name in names], np.uint8)
    of_letter, begins, first, last = np.zeros((4, 256), np.uint8)
    for letter in string.ascii_lowercase:
        of_letter[ord(letter)] = code[phonemes._SAME_GRAPHEME.get(letter, letter)]
    for name in names:
        begins[ord(name[0])] = 1
    for vowel in phonemes.VOWELS:
        first[code[vowel]], last[code[vowel]] = code[f"{vowel}^"], code[f"{vowel}$"]
    return written, size, of_written, of_letter, begins, first, last


def _doubled() -> tuple[Array, Bytes, Bytes]:
    """Alternatives of several letters that count once when repeated, and which single letters do."""
    inner = phonemes._DOUBLED.pattern.partition("(")[2].partition(")")[0]
    single = re.compile(next(one for one in inner.split("|") if "[" in one))
    letters = np.array([bool(single.fullmatch(chr(at))) for at in range(256)], np.uint8)
    return *_listed(inner), letters


def _bones_of_codes() -> Bytes:
    table = np.zeros(256, np.uint8)
    for grapheme, code in phonemes.LATIN_CODE.items():
        table[code] = _bone(grapheme)
    return table


_WRITTEN, _WRITTEN_SIZE, _OF_WRITTEN, _OF_LETTER, _BEGINS, _FIRST, _LAST_VOWEL = _graphemes()
_REPEATED, _REPEATED_SIZE, _REPEATED_LETTER = _doubled()
_BONE_OF: Final = _bones_of_codes()
_H_CODE: Final = phonemes.LATIN_CODE["h"]
_H_LAST: Final = phonemes.LATIN_CODE["h$"]
_L_CODE: Final = phonemes.LATIN_CODE["l"]
_A_FIRST: Final = phonemes.LATIN_CODE["a^"]
_E_FIRST: Final = phonemes.LATIN_CODE["e^"]


@kernel
def _latin(
    data: Bytes,
    ends: Array,
    rows: Bytes,
    length: Bytes,
    skeletons: Bytes,
    cuts: Array,
    letters: Bytes,
    codes: Bytes,
) -> None:
    """As ``_arabic``, of plain Latin letters in ASCII."""
    used = 0
    for row in range(len(ends) - 1):
        size = _once(data, ends[row], ends[row + 1], letters)
        size = _read(letters, size, codes)
        kept = min(size, _MOST)
        length[row] = kept
        for at in range(kept):
            rows[row, at] = codes[at]
        article = size >= _ARTICLE and (codes[0] == _A_FIRST or codes[0] == _E_FIRST) and codes[1] == _L_CODE
        for at in range(size):
            codes[at] = _BONE_OF[codes[at]]
        used = _skeleton(codes, size, article, skeletons, used)
        cuts[row + 1] = used


@kernel
def _stands_at(data: Bytes, at: int, stop: int, written: Bytes, size: int) -> bool:
    if at + size > stop:
        return False
    for place in range(size):  # noqa: SIM110  # numba
        if data[at + place] | 32 != written[place]:
            return False
    return True


@kernel
def _once(data: Bytes, start: int, stop: int, out: Bytes) -> int:
    """Writes small letters, what is doubled once; returns how many."""
    size, at = 0, start
    while at < stop:
        step = 0  # of what is repeated here
        for one in range(len(_REPEATED_SIZE)):
            many = _REPEATED_SIZE[one]
            if _stands_at(data, at, stop, _REPEATED[one], many) and _stands_at(
                data, at + many, stop, _REPEATED[one], many
            ):
                step = int(many)
                break
        if (
            step == 0
            and _REPEATED_LETTER[data[at] | 32]
            and at + 1 < stop
            and data[at] | 32 == data[at + 1] | 32
        ):
            step = 1
        for place in range(max(step, 1)):
            out[size] = data[at + place] | 32
            size += 1
        at += max(step, 1)
        if step:
            while _stands_at(data, at, stop, out[size - step :], step):
                at += step
    return size


@kernel
def _read(letters: Bytes, size: int, codes: Bytes) -> int:
    """Codes of the graphemes of small letters; returns how many."""
    count, at = 0, 0
    while at < size:
        step = 1
        code = _OF_LETTER[letters[at]]
        if _BEGINS[letters[at]]:
            for one in range(len(_WRITTEN_SIZE)):
                if _stands_at(letters, at, size, _WRITTEN[one], _WRITTEN_SIZE[one]):
                    code, step = _OF_WRITTEN[one], int(_WRITTEN_SIZE[one])
                    break
        codes[count] = code
        count += 1
        at += step
    if count > 1 and codes[count - 1] == _H_CODE:
        codes[count - 1] = _H_LAST
    kept, before = 0, 0
    for at in range(count):
        code = codes[at]
        if at == 0 or code != before or _FIRST[code]:
            codes[kept] = code
            kept += 1
        before = code
    for at in range(kept):
        if _FIRST[codes[at]]:
            codes[at] = (
                _FIRST[codes[at]] if at == 0 else _LAST_VOWEL[codes[at]] if at == kept - 1 else codes[at]
            )
    return kept
