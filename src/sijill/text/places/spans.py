"""Places inside running text. Only spellings as known are found: prose has too many words that resemble a village."""

import re
from enum import IntEnum
from typing import Final

from sijill.text.places.fold import is_arabic, key_of, tokens_of
from sijill.text.places.gazetteer import gazetteer
from sijill.text.places.index import spelling_index
from sijill.text.places.model import Level, PlaceSpan
from sijill.text.places.resolve import read
from sijill.text.places.words import Role, everyday_word, prose_word, role_of

LONGEST: Final = 20_000  # letters searched; what lies beyond is ignored
_WINDOW: Final = 5  # words
# A word with what is written on it: marks, tatweel, direction signs, apostrophes.
_WORD: Final = re.compile(
    "[^\\W_](?:[^\\W_]|[\u0640\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u0300-\u036f'’‘`ʿʾʹʼ])*"
)
# A name and its parts stand side by side, joined by nothing but a hyphen or a space.
_JOINT: Final = re.compile(r"[\s\-‐‑_]{1,2}")
_SHORT: Final = 4  # names of up to so many letters need a word that says a place follows


def find(text: str) -> tuple[PlaceSpan, ...]:
    """Names of places in `text`, longest first at each point, not overlapping; offsets are into `text` as given.

    A short or everyday name counts only after a word that announces a place ("في", "مدينة", "in", "near");
    Latin names must be
    capitalised. Each span is read by itself, so "Suran" is found and stays ambiguous.
    """
    words = list(_WORD.finditer(text[:LONGEST]))
    found: list[PlaceSpan] = []
    at = 0
    while at < len(words):
        size, skipped = _longest_name(text, words, at)
        if size:
            start, end = words[at].start() + skipped, words[at + size - 1].end()
            reading = read(text[start:end])
            if reading.codes:
                found.append(PlaceSpan(start=start, end=end, reading=reading))
                at += size
                continue
        at += 1
    return tuple(found)


class _Announced(IntEnum):
    NO = 0
    BY_PREPOSITION = 1
    BY_LEVEL_WORD = 2


def _longest_name(text: str, words: list[re.Match[str]], at: int) -> tuple[int, int]:
    """Words of the longest name at `at` (0 for none), and letters of a preposition written on it ("بحلب")."""
    run = [words[at]]
    for nxt in words[at + 1 : at + _WINDOW]:
        if not _JOINT.fullmatch(text, run[-1].end(), nxt.start()):
            break
        run.append(nxt)
    before = _announced_by(words[at - 1].group()) if at > 0 else _Announced.NO
    for size in range(len(run), 0, -1):
        written_words = [word.group() for word in run[:size]]
        if _is_name(written_words, before):
            return size, 0
        if written_words[0][0] in "بلو" and len(written_words[0]) > 3:
            said = _Announced.NO if written_words[0][0] == "و" else _Announced.BY_PREPOSITION
            if _is_name([written_words[0][1:], *written_words[1:]], max(said, before)):
                return size, 1
    return 0, 0


def _is_name(written_words: list[str], announced: _Announced) -> bool:
    index, first = spelling_index(), written_words[0]
    tokens = [token for word in written_words for token in tokens_of(word)]
    if not tokens or not (is_arabic(tokens[0]) or any(ch.isupper() for ch in first[:2])):
        return False
    joined, key = "".join(tokens), key_of(tokens)
    if joined in index.full:
        units = gazetteer().units
        if any(units[pcode].level == Level.GOVERNORATE for pcode in index.full[joined]):
            return everyday_word(key) is None
        if prose_word(key) or everyday_word(key) is not None:
            return announced is _Announced.BY_LEVEL_WORD
        return len(joined) > _SHORT or announced is not _Announced.NO
    level_word = len(tokens) > 1 and role_of(tokens[0]) in _LEVEL_WORDS
    return level_word and key_of(tokens[1:]) in index.by_key


_LEVEL_WORDS: Final = frozenset({Role.GOVERNORATE, Role.DISTRICT, Role.SUBDISTRICT, Role.TOWN})


def _announced_by(word: str) -> _Announced:
    tokens = tokens_of(word)
    role = role_of(tokens[-1]) if tokens else None
    if role in _LEVEL_WORDS:
        return _Announced.BY_LEVEL_WORD
    return _Announced.BY_PREPOSITION if role in {Role.IN, Role.RURAL} else _Announced.NO
