"""Common single names, for telling a given name from a family name and a damaged word from a rare one."""

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from sijill.text.names import forms

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


MAX_ITEMS = 6
_ARTICLE = re.compile("^(?:ال|[ae]l)(?=.{4})")


def without_article(form: str) -> str:
    """A match form without the article in front, if four letters or more remain."""
    return _ARTICLE.sub("", form)


@cache
def items_of_form() -> dict[str, tuple[int, ...]]:
    """Match form → numbers (from 1) of the names it can write, at most `MAX_ITEMS`; see `data/names_apart.txt`.

    A form that can write more names than that is left out: it is never a reason to keep two tokens apart.
    """
    found: dict[str, list[int]] = {}
    for number, line in enumerate(_lines("names_apart.txt"), start=1):
        for form in line.split(" "):
            found.setdefault(form, []).append(number)
    return {form: tuple(numbers) for form, numbers in found.items() if len(numbers) <= MAX_ITEMS}


def _lines(file: str) -> list[str]:
    text = (resources.files("sijill.text") / "data" / file).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spellings:
    """Pairs of match forms known to write one name, each form as a number from 1; see `data/names_together.txt`."""

    number: dict[str, int]
    pairs: tuple[tuple[int, int], ...]  # in the order of the file


@cache
def spellings() -> Spellings:
    number: dict[str, int] = {}
    pairs = []
    for line in _lines("names_together.txt"):
        one, *others = (number.setdefault(form, len(number) + 1) for form in line.split(" "))
        pairs += [(one, other) for other in others]
    return Spellings(number=number, pairs=tuple(pairs))
