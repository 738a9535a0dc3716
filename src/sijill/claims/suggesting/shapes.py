"""What the values of a column look like, in shares of its non-empty cells: the evidence that needs no header.

Nothing here keeps a value: a ``Shape`` holds numbers only, so it may be printed and logged.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from types import MappingProxyType
from typing import Final

from sijill.claims.suggesting.fold import ascii_digits, fold
from sijill.claims.suggesting.value_words import (
    classes_of,
    is_date_word,
    is_given_name,
    is_month,
    is_place,
    is_womans_name,
    mother_marks,
)

# Distinct values looked at closely; shares stay within some 6 points of the whole column's.
SAMPLE: Final = 250
_NUMERIC_DATE: Final = re.compile(
    r"\b(?:\d{1,2}[-/.\\ ]\d{1,2}[-/.\\ ](?:\d{4}|\d{2})|"
    r"(?:1[3-9]|20)\d\d[-/.\\ ]\d{1,2}(?:[-/.\\ ]\d{1,2})?|(?:0?[1-9]|1[0-2])[-/.]\d{4})\b(?:[T ]\d{2}:\d{2}\S*)?"
)
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_HIJRI_YEAR: Final = re.compile(r"(?<!\d)1[34]\d\d(?!\d)")
_URL: Final = re.compile(r"https?://|www\.|\.(?:com|org|net|info|fr)/?\b", re.IGNORECASE)
_EMAIL: Final = re.compile(r"^\S+@\S+\.\S+$")
_PHONE: Final = re.compile(r"^(?:\+|00)?[\d\s().-]{8,20}$")
_CODE: Final = re.compile(r"^(?=.*\d)[A-Za-z]{0,6}[-_/ ]?\d[\dA-Za-z]*(?:[-_/]\d+)*$")
_KUNYA: Final = re.compile(r"^(?:ابو|ابي|ام|abou|abu|abo|um|umm|oum|bu) ?\w+")
_FILE: Final = re.compile(r"\.(?:jpe?g|png|gif|tiff?)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Shares are in [0, 1] of the sampled non-empty cells; ``words`` has one share per class of ``value_words.csv``.

    ``median_year`` is the median of the years read in dates; ``day_first`` and ``month_first`` count numeric dates that
    can only be read in that order (13/5 and 5/13).
    """

    filled: int
    total: int
    distinct: int
    mean_words: float
    arabic: float
    latin: float
    date: float
    year: float
    place_and_date: float
    date_range: float
    age: float
    integer: float
    running: bool
    phone: float
    url: float
    email: float
    file: float
    code: float
    long_digits: float
    kunya: float
    given: float
    all_given: float
    female: float
    name_like: float
    name_and_mother: float
    long_text: float
    place: float
    median_year: float | None
    day_first: int
    month_first: int
    words: Mapping[str, float]

    @property
    def distinct_share(self) -> float:
        """1 = no value twice."""
        return self.distinct / self.filled if self.filled else 0.0


@dataclass(slots=True, kw_only=True)
class _Counts:
    shares: Counter[str]
    words: Counter[str]
    years: list[int]
    day_first: int = 0
    month_first: int = 0
    tokens: int = 0


def shape_of(values: Sequence[str | None]) -> Shape:
    """The shape of a column sample; any text is allowed, ``None`` and blanks are empty cells."""
    filled = [value for value in values if value is not None and value.strip()]
    counter = Counter(filled)
    sample = list(counter.items())[:SAMPLE]
    counts = _Counts(shares=Counter(), words=Counter(), years=[])
    weight = sum(count for _, count in sample)
    for text, count in sample:
        _look(text, count, counts)
    share = {name: number / weight for name, number in counts.shares.items()} if weight else {}
    return Shape(
        filled=len(filled),
        total=len(values),
        distinct=len(counter),
        mean_words=counts.tokens / weight if weight else 0.0,
        running=_is_running(filled),
        median_year=median(counts.years) if counts.years else None,
        day_first=counts.day_first,
        month_first=counts.month_first,
        words=MappingProxyType({name: number / weight for name, number in counts.words.items()}),
        **{name: share.get(name, 0.0) for name in _SHARES},
    )


_SHARES: Final = (
    "arabic",
    "latin",
    "date",
    "year",
    "place_and_date",
    "date_range",
    "age",
    "integer",
    "phone",
    "url",
    "email",
    "file",
    "code",
    "long_digits",
    "kunya",
    "given",
    "all_given",
    "female",
    "name_like",
    "name_and_mother",
    "long_text",
    "place",
)


def _look(text: str, count: int, counts: _Counts) -> None:
    folded = fold(text)
    words = folded.split()
    counts.tokens += count * len(words)
    found = counts.shares
    compact = text.strip()

    def add(name: str, yes: object) -> None:
        if yes:
            found[name] += count

    add("arabic", any("\u0600" <= char <= "\u06ff" for char in compact))
    add("latin", any("a" <= char <= "z" for char in folded))
    digits = "".join(char for char in folded if char.isdigit())
    plain = ascii_digits(compact)
    only_digits = bool(digits) and all(char.isdigit() or char in " -+().'" for char in plain)
    add("integer", plain.isdigit())
    add("age", _is_age(plain, words))
    add(
        "phone",
        only_digits and len(digits) >= 8 and _PHONE.match(plain) and not _NUMERIC_DATE.fullmatch(plain),
    )
    add("long_digits", plain.isdigit() and len(plain) >= 9)
    add("url", _URL.search(plain))
    add("email", _EMAIL.match(plain))
    add("file", _FILE.search(plain))
    add("code", _CODE.match(plain) and not plain.isdigit() and not _is_date(plain, words))
    add("kunya", _KUNYA.match(folded) and len(words) <= 3)
    _look_for_date(plain, words, count, counts)
    _look_for_names(words, digits, count, counts)
    add("long_text", len(words) >= 7)
    place = is_place(words) or (_has_date(plain, words) and is_place(_without_date(plain).split()))
    add("place", place and len(words) <= 6)
    add("name_and_mother", any(word in mother_marks() for word in words[1:]) and len(words) >= 4)
    for name in classes_of(tuple(words)):
        counts.words[name] += count


def _look_for_date(plain: str, words: list[str], count: int, counts: _Counts) -> None:
    found = counts.shares
    dates = list(_NUMERIC_DATE.finditer(plain))
    if _is_date(plain, words):
        found["date"] += count
        if _YEAR.fullmatch(plain):
            found["year"] += count
    elif _has_date(plain, words):
        rest = [word for word in _without_date(plain).split() if not word.isdigit()]
        if rest and len(rest) <= 5:
            found["place_and_date"] += count
    if len(dates) >= 2 or len(_YEAR.findall(plain)) >= 2:
        found["date_range"] += count
    years = [int(year) for year in _YEAR.findall(plain)]
    counts.years.extend(years[:1] * min(count, 5))
    for match in dates:
        numbers = [int(number) for number in re.findall(r"\d+", match.group())[:3]]
        if len(numbers) == 3 and numbers[0] <= 31 and numbers[1] <= 31:
            counts.day_first += count * (numbers[0] > 12)
            counts.month_first += count * (numbers[1] > 12)


def _look_for_names(words: list[str], digits: str, count: int, counts: _Counts) -> None:
    if not words or digits:
        return
    known = [is_given_name(word) for word in words]
    counts.shares["given"] += count * known[0]
    counts.shares["all_given"] += count * all(known)
    counts.shares["female"] += count * is_womans_name(words[0])
    if len(words) <= 6 and (
        any(known) or words[0] in _NAME_PARTICLES or any(w in _NAME_PARTICLES for w in words)
    ):
        counts.shares["name_like"] += count


_NAME_PARTICLES: Final = frozenset(
    {"عبد", "ابو", "ام", "بن", "abd", "abdul", "abdel", "abu", "abou", "al", "el", "ibn", "bin", "ben"}
)


def _is_age(plain: str, words: list[str]) -> bool:
    if plain.isdigit():
        return len(plain) <= 3 and int(plain) <= 110
    number = [word for word in words if word.isdigit()]
    return (
        len(words) == 2
        and len(number) == 1
        and int(number[0]) <= 110
        and not any(is_month(word) for word in words)
    )


def _is_date(plain: str, words: list[str]) -> bool:
    """The whole text is a date: numbers, months and the words people put around them."""
    if _NUMERIC_DATE.fullmatch(plain) or _YEAR.fullmatch(plain):
        return True
    if not _has_date(plain, words):
        return False
    return all(_may_be_in_date(word) or is_date_word(word) for word in words)


def _may_be_in_date(word: str) -> bool:
    """A day, a month, or a year of four digits; 734/2015 is a file, not a date."""
    return word.isdigit() and (int(word) <= 31 or (len(word) == 4 and word[:2] in {"13", "14", "19", "20"}))


def _has_date(plain: str, words: list[str]) -> bool:
    if _NUMERIC_DATE.search(plain) or _YEAR.search(plain) or _HIJRI_YEAR.search(plain):
        return True
    return any(is_month(word) for word in words) and any(word.isdigit() for word in words)


def _without_date(plain: str) -> str:
    rest = fold(_YEAR.sub(" ", _NUMERIC_DATE.sub(" ", plain)))
    return " ".join(word for word in rest.split() if not word.isdigit() and not is_date_word(word))


def _is_running(filled: Sequence[str]) -> bool:
    """Whole numbers that go up by one from row to row (gaps allowed in one row out of twenty)."""
    if len(filled) < 3:
        return False
    plain = [ascii_digits(value.strip()) for value in filled]
    if not all(value.isdigit() and len(value) < 10 for value in plain):
        return False
    numbers = [int(value) for value in plain]
    steps = sum(1 for left, right in pairwise(numbers) if right - left == 1)
    return steps >= 0.95 * (len(numbers) - 1)
