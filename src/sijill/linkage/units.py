"""A name text cut into units: what fills one slot of a name, with particles joined to what they belong to.

عبد الرحمن is one unit, and so are Abu Zayd, Nour al-Din and al-Hassan. A unit is written without spaces, as the token
layer of `sijill.text.names` expects it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from sijill.text import scripts
from sijill.text.names import asides, forms, particles, tokens

_SPLIT: Final = re.compile(r"[\s\-‐‑–—_/\\,،;؛.|()\[\]{}<>«»:!?؟*+=&#@~%\"“”]+")
_EDGE: Final = "'’‘`´"
_FOLD: Final = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ک": "ك", "ی": "ي"})

# Joined to the token that follows.
_PREFIX_ARABIC: Final = frozenset({"عبد", "ابو", "ابا", "ابي", "ام", "ال", "ذو", "ذي", "ست"})
_PREFIX_LATIN: Final = frozenset(
    [
        "abd",
        "abdel",
        "abdul",
        "abdal",
        "abdol",
        "abdoul",
        "abdu",
        "abed",
        "abdur",
        "abdus",
        "abdun",
        "abdel",
        "abd-al",
        "abdl",
        "3abd",
        "3abdel",
        "3abdul",
        "abu",
        "abo",
        "abou",
        "ebu",
        "aboo",
        "um",
        "umm",
        "om",
        "oum",
        "al",
        "el",
        "ul",
        "il",
        "l",
    ]
)
_ARTICLES_LATIN: Final = frozenset(
    [
        "al",
        "el",
        "ul",
        "il",
        "as",
        "ash",
        "ad",
        "adh",
        "ar",
        "an",
        "at",
        "ath",
        "az",
        "es",
        "esh",
        "ed",
        "er",
        "en",
        "et",
        "ez",
        "ech",
    ]
)
# Structure, not name: X بن Y.
_DROPPED: Final = frozenset(
    {"بن", "ابن", "بنت", "ال.", "bin", "ben", "ibn", "bint", "ibne", "آل", "ولد", "ould"}
)
# Joined to the token before.
_SUFFIX_ARABIC: Final = frozenset({"الدين", "الله", "الاسلام", "الحق", "الرسول"})
_SUFFIX_LATIN: Final = frozenset(
    [
        "aldin",
        "eldin",
        "aldeen",
        "eldeen",
        "eddin",
        "eddine",
        "eddeen",
        "uddin",
        "udin",
        "aldine",
        "eldine",
        "addin",
        "addine",
        "adeen",
        "din",
        "deen",
        "allah",
        "ullah",
        "ellah",
        "alla",
        "aldien",
        "eldien",
    ]
)
_NEVER_BEFORE_SUFFIX: Final = frozenset({"din", "deen"})
_TITLES: Final = frozenset(
    [
        "الحاج",
        "حاج",
        "الحاجه",
        "السيد",
        "الشيخ",
        "شيخ",
        "الدكتور",
        "دكتور",
        "الاستاذ",
        "المهندس",
        "الملا",
        "ملا",
        "العقيد",
        "اللواء",
        "المقدم",
        "الرائد",
        "النقيب",
        "الملازم",
        "العميد",
        "القاضي",
        "المحامي",
        "الشهيد",
        "المعتقل",
        "dr",
        "mr",
        "mrs",
        "ms",
        "hajj",
        "haji",
        "hajji",
        "sheikh",
        "shaykh",
        "sheik",
        "mullah",
        "qari",
        "sayyid",
        "eng",
        "prof",
        "hacc",
        "haj",
        "hac",
        "colonel",
        "general",
        "major",
    ]
)
MUHAMMAD: Final = frozenset({"mhmd", "mhd", "mmt", "mhmt", "md"})
_REPAIRS: Final = (("هللا", "الله"),)
_REVERSED_ALEF: Final = re.compile("^اال")


@lru_cache(maxsize=1 << 16)
def skeleton(unit: str) -> str:
    """Consonant classes of a unit, from the token layer."""
    return tokens.encode([unit]).skeleton[0]


def _arabic(word: str) -> str:
    return word.translate(_FOLD)


_LETTERS: Final = re.compile("[A-Za-z\u0621-\u063a\u0641-\u064a ]+")


@lru_cache(maxsize=1 << 18)
def words(text: str) -> tuple[str, ...]:
    """Words of the name itself, lower-case, hyphens apart, damage that can be undone without a dictionary undone.

    What stands beside it (whose wife she is, when he was born) is no part of it, and مجهول الهوية is no name.
    """
    found = _words(text)
    return _words(asides.own_name(text)) if any(announces(word) for word in found) else found


def announces(word: str) -> bool:
    """Whether a word may open what is not the name itself."""
    plain = _arabic(word)
    accented = plain < _FIRST_ARABIC and not plain.isascii()
    return plain in _OPENING or (accented and forms.form(word) in particles.NOT_THE_NAME)


_FIRST_ARABIC: Final = "\u0600"
_OPENING: Final = frozenset(map(_arabic, particles.NOT_THE_NAME))


def _words(text: str) -> tuple[str, ...]:
    if _LETTERS.fullmatch(text):  # nothing to clean
        return tuple(_repaired(word) for word in text.lower().split())
    cleaned = scripts.clean(text).lower()
    found = (word.strip(_EDGE) for word in _SPLIT.split(cleaned))
    return tuple(_repaired(word) for word in found if word)


@lru_cache(maxsize=1 << 16)
def _repaired(word: str) -> str:
    for damaged, whole in _REPAIRS:
        word = word.replace(damaged, whole)
    return _REVERSED_ALEF.sub("الا", word)


def join(found: Sequence[str]) -> tuple[str, ...]:
    """Words joined to units. The first word is not a title unless nothing else would be left."""
    found = [word for word in found if word]
    if not any(_joins(word) for word in found):
        return tuple(found)
    while len(found) > 2 and _arabic(found[0]) in _TITLES:
        found = found[1:]
    units: list[str] = []
    pending = ""
    for at, word in enumerate(found):
        plain = _arabic(word)
        last = at == len(found) - 1
        if plain in _DROPPED and at > 0 and not last and not pending:
            continue
        if not last and _is_prefix(plain, first=not pending):
            pending += _article(plain) if plain in _ARTICLES_LATIN else word
            continue
        unit, pending = pending + word, ""
        if units and _is_suffix(_arabic(unit)):
            units[-1] += unit
        else:
            units.append(unit)
    if pending:
        units.append(pending)
    return tuple(units)


@lru_cache(maxsize=1 << 16)
def _joins(word: str) -> bool:
    """Whether a word may be anything but a unit by itself."""
    plain = _arabic(word)
    return plain in _TITLES or plain in _DROPPED or _is_prefix(plain, first=True) or _is_suffix(plain)


# What a word must be to be joined, and what follows a particle to make a suffix of both: al and lah.
_ACTING: Final = frozenset(
    _TITLES
    | _DROPPED
    | _PREFIX_ARABIC
    | _PREFIX_LATIN
    | _ARTICLES_LATIN
    | {suffix[cut:] for suffix in _SUFFIX_ARABIC | _SUFFIX_LATIN for cut in range(len(suffix))}
)


def acts(word: str) -> bool:
    """Whether ``join`` may treat a word otherwise than any word that is nothing but a name."""
    return _arabic(word) in _ACTING


def _is_prefix(word: str, *, first: bool) -> bool:
    return (
        word in _PREFIX_ARABIC
        or word in _PREFIX_LATIN
        or (word in _ARTICLES_LATIN and (first or len(word) == 2))
    )


def _article(word: str) -> str:
    """Sun letters written out: ash-Shami is al-Shami."""
    return "al" if word in _ARTICLES_LATIN else word


def _is_suffix(unit: str) -> bool:
    return unit in _SUFFIX_ARABIC or unit in _SUFFIX_LATIN


def _common(counts: Counter[str]) -> int:
    return max(3, counts.total() // 20_000)


class Frequencies:
    """How many name texts hold a word; tells a rare damaged word from two common ones glued together."""

    __slots__ = ("_parted", "common", "counts")

    def __init__(self, texts: Iterable[str] | Mapping[str, int]) -> None:
        """``texts``: one by one, or each different text with how often it occurs."""
        self.counts: Counter[str] = Counter()
        for text, times in (texts if isinstance(texts, Mapping) else Counter(texts)).items():
            for word in set(words(text)):
                self.counts[word] += times
        self.common = _common(self.counts)
        self._parted: dict[str, list[str]] | None = None

    @classmethod
    def of_counts(cls, counts: Counter[str], *, common: int | None = None) -> "Frequencies":
        """Of words that are counted already: how many texts hold each. ``common``: where not all of them are there."""
        found = cls({})
        found.counts, found.common = counts, _common(counts) if common is None else common
        return found

    def is_common(self, word: str) -> bool:
        return self.counts.get(word, 0) >= self.common

    def is_rare(self, word: str) -> bool:
        return self.counts.get(word, 0) < self.common / 2

    @property
    def parted(self) -> Mapping[str, Sequence[str]]:
        """By the first part of each common word the rest, where one of the two is a rare word by itself."""
        if self._parted is None:
            self._parted = {}
            for word in (word for word, count in self.counts.items() if count >= self.common):
                for left, right in ((word[:cut], word[cut:]) for cut in range(1, len(word))):
                    if self.is_rare(left) or self.is_rare(right):
                        self._parted.setdefault(left, []).append(right)
        return self._parted

    def unglued(self, word: str) -> tuple[str, str] | None:
        """The most frequent split of a rare long word into two common ones, if there is any."""
        if len(word) < 6 or not self.is_rare(word):
            return None
        best, parts = 0, None
        for cut in range(2, len(word) - 1):
            left, right = word[:cut], word[cut:]
            if self.is_common(left) and self.is_common(right):
                score = min(self.counts[left], self.counts[right])
                if score > best:
                    best, parts = score, (left, right)
        return parts

    def mended(self, found: Sequence[str]) -> tuple[str, ...] | None:
        """The words with glued ones split and split ones joined; None when nothing of that kind is likely."""
        if not any(self.is_rare(word) for word in found):
            return None
        out: list[str] = []
        changed = False
        at = 0
        while at < len(found):
            word = found[at]
            if at + 1 < len(found):
                joined = word + found[at + 1]
                if self.is_common(joined) and (self.is_rare(word) or self.is_rare(found[at + 1])):
                    out.append(joined)
                    at += 2
                    changed = True
                    continue
            parts = self.unglued(word)
            if parts:
                out.extend(parts)
                changed = True
            else:
                out.append(word)
            at += 1
        return tuple(out) if changed else None
