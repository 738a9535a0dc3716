"""Why a requirement is met, not met or unknown, in the languages of the documents.

A check gives its reason in English and Arabic; ``data/reasons.csv`` has the same sentence, found by its English as a
catalogue of messages is, with the places of its values. The values are put into words of the language and isolated.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Final

from sijill.cases import nationality
from sijill.cases.model import Words
from sijill.submissions.say import day_words
from sijill.submissions.words import RTL, code_label, joined, phrase, phrases, table
from sijill.typesetting import Ready, sentence, settled

_PLACE: Final = re.compile(r"\{(\w+)\}")


def reason(words: Words, language: str) -> Ready:
    """The reason as one sentence; one that nobody wrote here stands as the check gave it."""
    for pattern, texts in _known():
        found = pattern.fullmatch(words.en)
        if found is not None:
            values = {name: _value(name, text, language) for name, text in found.groupdict().items()}
            return sentence(texts[language], rtl=language in RTL, **values)
    return settled(words.in_(language), rtl=language in RTL)


def is_known(english: str) -> bool:
    return any(pattern.fullmatch(english) for pattern, _ in _known())


@cache
def _known() -> tuple[tuple[re.Pattern[str], Mapping[str, str]], ...]:
    """Sentences without values first, so that none of them is taken for another with one."""
    rows = sorted(table("reasons.csv"), key=lambda row: len(_PLACE.findall(row["en"])))
    return tuple((_pattern(row["en"]), row) for row in rows)


def _pattern(text: str) -> re.Pattern[str]:
    parts = _PLACE.split(text)
    return re.compile(
        "".join(f"(?P<{part}>.+?)" if at % 2 else re.escape(part) for at, part in enumerate(parts))
    )


def _value(name: str, text: str, language: str) -> str:
    match name:
        case "states":
            return _listed(text, language, _country)
        case "fields":
            return _listed(text, language, _field)
        case "language" | "languages":
            return _listed(text, language, _language)
        case "day":
            return day_words(date.fromisoformat(text), language)
        case _:
            return text


def _listed(text: str, language: str, named: Callable[[str, str], str]) -> str:
    """What the check lists with commas, each as it is named in the language."""
    return joined("listed", language, [named(one, language) for one in text.split(", ")])


def _country(text: str, language: str) -> str:
    """A State by its ISO code, or by its name in the table of States parties."""
    code = next((one.iso3 for one in nationality.parties().values() if one.state == text), text)
    return code_label(f"iso3166:{code}", language) or text


def _field(name: str, language: str) -> str:
    return phrase(f"answer_{name}", language) if f"answer_{name}" in phrases() else name


def _language(code: str, language: str) -> str:
    return phrase(f"lang_{code}", language) if f"lang_{code}" in phrases() else code
