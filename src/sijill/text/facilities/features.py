"""What a writing says about a facility, apart from the order and the language of its words.

"فرع الأمن العسكري في حمص" and "Military Security branch, Homs" say the same: a branch,
of Military Intelligence, in SY04.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

from sijill.text.facilities.tables import rows_of
from sijill.text.places.fold import is_arabic, key_of, marked_tokens_of, tokens_of
from sijill.text.places.gazetteer import gazetteer, remembered
from sijill.text.places.index import Written, spelling_index, written
from sijill.text.places.model import Level
from sijill.text.scripts import clean

_DIGIT_BOUNDARY: Final = re.compile(r"(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)")
_YEAR: Final = re.compile(r"19[5-9]\d|20[0-4]\d")
_LONGEST_PHRASE: Final = 5
_ORDINAL: Final = frozenset({"st", "nd", "rd", "th"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """`words` are what remains: the name proper. `regions` are p-codes of governorates named in the writing."""

    numbers: frozenset[str] = frozenset()
    agencies: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    modifiers: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    words: tuple[Written, ...] = ()

    def says_nothing(self) -> bool:
        return self == Features()


@lru_cache(maxsize=1)
def _phrases() -> dict[tuple[str, ...], tuple[str, str]]:
    table: dict[tuple[str, ...], tuple[str, str]] = {}
    for row in rows_of("facility_words.csv"):
        if row["role"] == "any agency":
            continue
        for phrase in _spelled(tuple(tokens_of(row["phrase"]))):
            table.setdefault(phrase, (row["role"], row["code"]))
    return table


def _spelled(phrase: tuple[str, ...]) -> set[tuple[str, ...]]:
    """With and without the article, since لفرع, الفرع and فرع are one word in a heading."""
    bare = tuple(token[2:] if token.startswith("ال") and len(token) > 4 else token for token in phrase)
    return {phrase, bare}


@lru_cache(maxsize=1)
def _single_words() -> dict[str, tuple[str, str]]:
    return {phrase[0]: value for phrase, value in _phrases().items() if len(phrase) == 1}


@remembered(16384)
def features_of(text: str) -> Features:
    """Read the features of one writing; never raises, and long texts are cut at 40 words."""
    cleaned = _DIGIT_BOUNDARY.sub(" ", clean(text[:600]))
    tokens, marked = tokens_of(cleaned)[:40], marked_tokens_of(cleaned)[:40]
    sounds = marked if len(marked) == len(tokens) else tokens
    found: dict[str, set[str]] = {
        "agency": set(),
        "kind": set(),
        "modifier": set(),
        "number": set(),
        "region": set(),
    }
    words: list[Written] = []
    at = 0
    while at < len(tokens):
        role, code, used = _next(tokens, at)
        if role == "word":
            words.append(written([_without_preposition(tokens[at])], [sounds[at]]))
        elif role != "stop":
            found[role].add(code)
        at += used
    return Features(
        numbers=frozenset(found["number"]),
        agencies=frozenset(found["agency"]),
        kinds=frozenset(found["kind"]),
        modifiers=frozenset(found["modifier"]),
        regions=frozenset(found["region"]),
        words=tuple(words),
    )


def _next(tokens: list[str], at: int) -> tuple[str, str, int]:
    """Role, code and length in tokens of what begins at `at`; the longest phrase wins."""
    token = tokens[at]
    if _YEAR.fullmatch(token):
        return "stop", "", 1  # "Sednaya 2014": no facility of the table has a number in this range
    if token.isdigit():
        return "number", str(int(token)) if len(token) < 9 else token, 1
    if token in _ORDINAL or len(token) == 1:
        return "stop", "", 1
    for size in range(min(_LONGEST_PHRASE, len(tokens) - at), 0, -1):
        hit = _phrase(tokens[at : at + size])
        if hit is not None:
            return *hit, size
    for size in range(min(3, len(tokens) - at), 0, -1):
        region = _region(tokens[at : at + size])
        if region is not None:
            return "region", region, size
    return "word", "", 1


def _phrase(tokens: list[str]) -> tuple[str, str] | None:
    table = _phrases()
    phrase = tuple(tokens)
    hit = table.get(phrase)
    if hit is None and is_arabic(tokens[0]):
        bare = tuple(token[2:] if token.startswith("ال") and len(token) > 4 else token for token in tokens)
        hit = table.get(bare)
        if (
            hit is None and tokens[0][0] in "بلو" and len(tokens[0]) > 3
        ):  # "بفرع", "لسجن": a preposition written on
            hit = table.get((_bare_of_preposition(tokens[0]), *bare[1:]))
    if hit is None and len(tokens) == 1 and len(tokens[0]) >= 5:
        hit = _misspelt(tokens[0])
    return hit


def _without_preposition(token: str) -> str:
    """As in "بالمزة", "للقابون": the preposition with the article it swallowed; single letters before other words
    may be theirs.
    """
    if is_arabic(token) and token.startswith("بال") and len(token) > 5:
        return token[1:]
    return "ال" + token[2:] if is_arabic(token) and token.startswith("لل") and len(token) > 5 else token


def _bare_of_preposition(token: str) -> str:
    rest = token[1:]
    return (
        rest[2:] if rest.startswith("ال") and len(rest) > 4 else rest[1:] if rest.startswith("لل") else rest
    )


@lru_cache(maxsize=8192)
def _misspelt(token: str) -> tuple[str, str] | None:
    """A kind or agency word of five letters and more with one wrong letter, when only one such word is that near."""
    near = {
        value
        for word, value in _single_words().items()
        if len(word) >= 5
        and value[0] in ("kind", "modifier")
        and OSA.distance(word, token, score_cutoff=1) <= 1
    }
    return near.pop() if len(near) == 1 else None


@remembered(8192)
def _region_of_key(key: str) -> str | None:
    index, units = spelling_index(), gazetteer().units
    pcodes = {pcode for i in index.by_key.get(key, ()) for pcode in index.units[i]}
    governorates = {pcode for pcode in pcodes if units[pcode].level == Level.GOVERNORATE}
    return governorates.pop() if len(governorates) == 1 else None


def _region(tokens: list[str]) -> str | None:
    region = _region_of_key(key_of(tokens))
    if region is None and tokens[0][0] in "بلو" and len(tokens[0]) > 3:
        first = tokens[0][1:]
        region = _region_of_key(key_of([first, *tokens[1:]]))
        if region is None and first.startswith("ل"):  # للرقة
            region = _region_of_key(key_of([first[1:], *tokens[1:]]))
    return region
