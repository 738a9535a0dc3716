"""Common single names, for telling a given name from a family name and a damaged word from a rare one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt

from sijill.text.names import forms, particles, tokens

_SECTIONS = ("male", "female", "family", "nisba")


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonName:
    arabic: str
    latin: str
    section: str  # one of male, female, family, nisba
    place: str | None  # of a nisba


@cache
def common_names() -> tuple[CommonName, ...]:
    """`data/names_common.txt` in file order."""
    text = (resources.files("sijill.text") / "data" / "names_common.txt").read_text(encoding="utf-8")
    names, section = [], ""
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("["):
            section = line.strip("[]")
            assert section in _SECTIONS
            continue
        arabic, latin = line.split(" ", 1)
        place = None
        if section == "nisba":
            latin, place = latin.rsplit(" ", 1)
        names.append(CommonName(arabic=arabic, latin=latin, section=section, place=place))
    return tuple(names)


@cache
def given_forms() -> frozenset[str]:
    return frozenset(
        form
        for name in common_names()
        if name.section in {"male", "female"}
        for form in (forms.arabic(name.arabic), forms.latin(name.latin))
    )


@cache
def arabic_forms() -> frozenset[str]:
    """Match forms of every Arabic name known here, with and without the article."""
    known = {forms.arabic(name.arabic) for name in common_names()}
    return frozenset(known | {form[2:] for form in known if form.startswith("ال") and len(form) > 4})


@cache
def latin_forms() -> frozenset[str]:
    """Match forms of every name known here as it is mostly written in Latin letters, with and without the article."""
    known = {forms.latin(name.latin) for name in common_names()}
    return frozenset(known | {without_article(form) for form in known})


@cache
def nisbas() -> dict[str, str]:
    """Match form of a nisba (الحلبي, alhalabi) → the place it names, in Arabic."""
    return {
        form: name.place
        for name in common_names()
        if name.place is not None
        for form in (forms.arabic(name.arabic), forms.latin(name.latin))
    }


_SHORTENED_FROM: Final = 0.9


@lru_cache(maxsize=1 << 16)
def shortened(form: str) -> str:
    """Of the match form of نور الدين or Nour Eddine that of نور or Nour, by which such men are called; else ""."""
    stem = form[:-3]
    if len(stem) < 2:
        return ""
    if form.endswith("دين"):
        return stem if stem in _before_religion() else ""
    if not form.endswith("din"):
        return ""
    like = (tokens.token_similarity(stem, known) >= _SHORTENED_FROM for known in _before_religion())
    return stem if any(like) else ""


@cache
def _before_religion() -> frozenset[str]:
    return frozenset(forms.arabic(word) for word in particles.BEFORE_RELIGION.split())


MAX_ITEMS = 6
_ARTICLE = re.compile("^(?:ال|[ae]l)(?=.{4})")


def without_article(form: str) -> str:
    """A match form without the article in front, if four letters or more remain."""
    return _ARTICLE.sub("", form)


@cache
def items_of_form() -> dict[str, tuple[int, ...]]:
    """Match form → numbers of the names it can write, at most `MAX_ITEMS`, never 0.

    A line of `data/names_apart.txt` (made, in both scripts: from 1 upwards) or `data/names_distinct.txt` (by hand,
    Arabic alone: from -1 downwards) is one name. A form that can write more names than that is left out: it is never a
    reason to keep two tokens apart.
    """
    made = _with_usual_spellings([line.split(" ") for line in _lines("names_apart.txt")])
    numbered = [
        *enumerate(made, start=1),
        *((-number, line) for number, line in enumerate(_by_hand(), start=1)),
    ]
    found: dict[str, list[int]] = {}
    for number, line in numbered:
        for form in dict.fromkeys(line):
            found.setdefault(form, []).append(number)
    alike: dict[str, set[int]] = {}
    for form, numbers in found.items():
        alike.setdefault(_as_freely_written(form), set()).update(numbers)
    dotless = [form[:-1] + "ى" for form in found if form.endswith("ي")]
    found = {form: sorted(alike[_as_freely_written(form)]) for form in (*found, *dotless)}
    return {form: tuple(numbers) for form, numbers in found.items() if len(numbers) <= MAX_ITEMS}


def _with_usual_spellings(made: list[list[str]]) -> list[list[str]]:
    """The lines, and how each common given name is mostly written in Latin letters, if no line has that."""
    known = {form for line in made for form in line}
    line_of = {form: line for line in made for form in line}
    for name in common_names():
        arabic, latin = (
            without_article(form) for form in (forms.arabic(name.arabic), forms.latin(name.latin))
        )
        if name.section in {"male", "female"} and latin not in known:
            line = line_of.get(arabic)
            if line is None:
                line = line_of[arabic] = [arabic]
                made.append(line)
            line.append(latin)
    return made


def items_of(form: str) -> tuple[int, ...]:
    """``items_of_form`` of a match form, with or without its article; of a Latin one in -i what it reads like."""
    bare = without_article(form)
    return items_of_form().get(bare) or (_given_in_i(bare) if bare.endswith(LAST_I) else ())


def item_rows(match_forms: Sequence[str]) -> npt.NDArray[np.int32]:
    """[forms, MAX_ITEMS] ``items_of`` each, zero padded."""
    found = np.zeros((len(match_forms), MAX_ITEMS), np.int32)
    for row, form in enumerate(match_forms):
        numbers = items_of(form)
        found[row, : len(numbers)] = numbers
    return found


LAST_I: Final = ("i", "y", "ie", "ee")
_LONGEST_IN_I: Final = (
    4  # نوري, حمدي; longer ones are mostly families, whose -i comes and goes (الصالح, Salehi)
)
_READS_LIKE: Final = 0.9


@lru_cache(maxsize=1 << 16)
def _given_in_i(form: str) -> tuple[int, ...]:
    """Numbers of the given names in -ي, of those written down by hand, that a Latin form reads like: Nouri, Noury."""
    if not form.isascii():
        return ()
    (skeleton,) = tokens.encode([form]).skeleton
    found = {
        number: None
        for name in by_skeleton().get(skeleton, ())
        if tokens.token_similarity(form, name) >= _READS_LIKE
        for number in items_of_form()[name]
    }
    return tuple(found)[:MAX_ITEMS]


@cache
def by_skeleton() -> dict[str, tuple[str, ...]]:
    """Skeleton → match forms of the short names in -ي that were written down by hand."""
    every = (form for line in _by_hand() for form in line if form in items_of_form())
    names = [form for form in dict.fromkeys(every) if form.endswith("ي") and len(form) <= _LONGEST_IN_I]
    found: dict[str, list[str]] = {}
    for name, skeleton in zip(names, tokens.encode(names).skeleton, strict=True):
        found.setdefault(skeleton, []).append(name)
    return {skeleton: tuple(of_it) for skeleton, of_it in found.items()}


def _as_freely_written(form: str) -> str:
    """Without what writers leave out at will, hamza, the dots of a last ي, ال: علاء and علا, يسري and يسرى."""
    bare = re.sub("^ال(?=.{3})", "", form)
    bare = bare.replace("ئ", "ي").replace("ؤ", "و").replace("ء", "")
    return bare[:-1] + "ي" if bare.endswith("ى") else bare


def _lines(file: str) -> list[str]:
    text = (resources.files("sijill.text") / "data" / file).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spellings:
    """Pairs of match forms known to write one name, each form as a number from 1.

    From `data/names_together.txt` (made) and the lines of `data/names_distinct.txt` (by hand).
    """

    number: dict[str, int]
    pairs: tuple[tuple[int, int], ...]  # in the order of the files


@cache
def spellings() -> Spellings:
    number: dict[str, int] = {}
    pairs: dict[tuple[int, int], None] = {}
    for line in _lines("names_together.txt"):
        one, *others = (number.setdefault(form, len(number) + 1) for form in line.split(" "))
        pairs |= {(one, other): None for other in others}
    for written in _by_hand():
        numbers = sorted({number.setdefault(form, len(number) + 1) for form in written if len(written) > 1})
        pairs |= dict.fromkeys(combinations(numbers, 2))
    return Spellings(number=number, pairs=tuple(pairs))


def _by_hand() -> list[list[str]]:
    """Match forms of each name of `data/names_distinct.txt`."""
    lines = (line.split(" ") for line in _lines("names_distinct.txt"))
    return [[without_article(forms.arabic(name)) for name in names] for names in lines]
