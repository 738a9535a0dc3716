"""Phrases and code labels in the languages of the documents: ``data/words.csv`` and ``data/code_words.csv``."""

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from sijill.submissions.model import LANGUAGES
from sijill.text.words import codelists
from sijill.typesetting import Ready, sentence

RTL = frozenset({"ar"})


@cache
def phrases() -> Mapping[str, Mapping[str, str]]:
    return {row["key"]: {one: row[one] for one in LANGUAGES} for row in table("words.csv")}


def phrase(key: str, language: str) -> str:
    """The phrase as it stands; KeyError for one nobody wrote."""
    return phrases()[key][language]


def told(key: str, language: str, /, **values: str) -> Ready:
    """The phrase with its places filled, each value an isolate of its own direction."""
    return sentence(phrase(key, language), rtl=language in RTL, **values)


def joined(key: str, language: str, texts: Sequence[str]) -> str:
    """The first, then one after the other by a phrase for two (``one`` and ``other``), as the language lists them."""
    found = texts[0]
    for text in texts[1:]:
        found = told(key, language, one=found, other=text)
    return found


@cache
def code_words() -> Mapping[tuple[str, str], Mapping[str, str]]:
    """Labels of codes: English and Arabic of the code lists, French and Spanish of ours (unverified translations)."""
    ours = {(row["list"], row["code"]): row for row in table("code_words.csv")}
    found = {
        key: {
            "en": code.label_en,
            "ar": code.label_ar,
            "fr": ours[key]["fr"] if key in ours else code.label_en,
            "es": ours[key]["es"] if key in ours else code.label_en,
        }
        for key, code in codelists.codes().items()
    }
    for key, row in ours.items():
        if key not in found:
            found[key] = {one: row[one] for one in LANGUAGES}
    return found


def code_label(listed: str, language: str) -> str | None:
    """The label of ``list:code``; None for a code that is in no list."""
    name, _, code = listed.partition(":")
    found = code_words().get((name, code))
    return None if found is None else found[language]


def table(name: str) -> list[dict[str, str]]:
    """The rows of a file of ``data/``."""
    text = files("sijill.submissions").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
