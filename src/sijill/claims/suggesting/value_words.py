"""Small tables of words that tell what kind of cell one is looking at. They suggest a mapping; they read nothing."""

import csv
from functools import cache
from importlib import resources
from typing import Final

from sijill.claims.suggesting.fold import bare, fold

# Classes whose words are looked for inside a longer text; the others must be the whole text.
_INSIDE: Final = frozenset(
    {
        "status",
        "agency",
        "facility",
        "charge",
        "court",
        "sentence",
        "cause",
        "release",
        "circumstance",
        "death_basis",
    }
)
# A trade or a relation keeps its first word: طالب جامعي، ابن عمه.
_BY_FIRST_WORD: Final = frozenset({"occupation", "relation", "nationality"})
_ORDINALS: Final = frozenset({"اول", "ثاني", "هجري", "ميلادي", "st", "nd", "rd", "th", "er", "h", "ad"})
_NONE: Final[frozenset[str]] = frozenset()


def classes_of(words: tuple[str, ...]) -> frozenset[str]:
    """The classes of ``value_words.csv`` a folded text belongs to; texts over 12 words belong to none."""
    if not words or len(words) > 12:
        return _NONE
    table = _classes()
    stems = tuple(bare(word) for word in words)
    found = table.get(" ".join(words), _NONE) | table.get(" ".join(stems), _NONE)
    if len(words) <= 3:
        found |= table.get(stems[0], _NONE) & _BY_FIRST_WORD
    inside = _NONE
    for start in range(len(words)):
        for end in range(start + 1, min(start + 3, len(words)) + 1):
            inside |= table.get(" ".join(words[start:end]), _NONE) | table.get(
                " ".join(stems[start:end]), _NONE
            )
    return found | (inside & _INSIDE)


def is_month(word: str) -> bool:
    """A folded word that names a month, or half of a name such as تشرين الأول."""
    return word in _words("month") or bare(word) in _words("month")


def is_date_word(word: str) -> bool:
    """A folded word that may stand inside a written date: month, season, about, early, of …"""
    return is_month(word) or bool({word, bare(word)} & (_words("dateword") | _ORDINALS)) or word in {"ه", "م"}


def mother_marks() -> frozenset[str]:
    """Folded words after which a mother's name follows."""
    return _words("mother_mark")


def is_given_name(word: str) -> bool:
    """A folded word that is a common given name."""
    return word in _given_names()[0]


def is_womans_name(word: str) -> bool:
    """A folded word that is a common given name of women."""
    return word in _given_names()[1]


def is_place(words: list[str]) -> bool:
    """A short folded text that is or holds a well-known place (the full gazetteer is the reader's business)."""
    if not words or len(words) > 6:
        return False
    stems = [bare(word) for word in words]
    spans = (
        (start, end)
        for start in range(len(stems))
        for end in range(start + 1, min(len(stems), start + 3) + 1)
    )
    return any(" ".join(stems[start:end]) in _places() for start, end in spans)


def _table(name: str) -> list[dict[str, str]]:
    text = resources.files("sijill.claims").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def _classes() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for row in _table("value_words.csv"):
        folded = fold(row["phrase"])
        for form in {folded, " ".join(bare(word) for word in folded.split())} - {""}:
            found[form] = found.get(form, _NONE) | {row["class"]}
    return found


@cache
def _words(name: str) -> frozenset[str]:
    words = {fold(row["phrase"]) for row in _table("value_words.csv") if row["class"] == name}
    return frozenset(words | {bare(word) for word in words})


@cache
def _given_names() -> tuple[frozenset[str], frozenset[str]]:
    rows = [(fold(row["name"]), row["sex"]) for row in _table("given_names.csv")]
    return frozenset(name for name, _ in rows), frozenset(name for name, sex in rows if sex == "f")


@cache
def _places() -> frozenset[str]:
    rows = _table("well_known_places.csv")
    return frozenset(" ".join(bare(word) for word in fold(row["place"]).split()) for row in rows)
